"""A small notebook that keeps all rules, to be broken in the tests of the rules."""

import base64
import io
import json
from pathlib import Path

from PIL import Image

from notebook_rules.reading import Notebook

FOLDER = Path(__file__).parents[2] / "notebooks"

OPENING = """# 1 · Measure a slope

You measure how steep a curve is at one point.

**You will learn**

- to measure a slope
- to shrink a step
- to check a rule by nudging

**You need** [notebook 00, Find your way around](00_start_here.ipynb).

**Time** about 40 minutes"""
COLAB = 'import sys\n\nif "google.colab" in sys.modules:\n    print("calcml is missing.")'
SECTION = """## 1.{k} · Shrink the step

**Predict.** Two points on a curve give a slope, and it depends on how far apart they are. What will the slope be
when the distance is `0.1`? Write your number down, then run the cell. It is 2.1, for $f(x) = x^2$.
"""
NOTICED = """**Notice.** Each time the step shrinks tenfold, so does the distance from the slope to 2.
Guess the next line before you read on."""
EXERCISE = "**1.{k}** The function is $3x^2 - 4x$. How steep is it at 1? Take the two terms one at a time, then add."
EXERCISES = (
    "slope_of_a_parabola", "product_rule", "sigmoid_slope", "relu_sides", "nested_rates", "flat_but_no_extremum",
)  # fmt: skip
SUMMARY = "## Summary\n\n" + "\n".join(f"- The slope settles as the step shrinks, line {k}." for k in range(5))
LEADS = """## Where this leads

How small should the step be? Too small is not good either, and the
next notebook says why: `02_numerical_derivatives.ipynb` (to come)."""
FURTHER = """## Further reading

- [Essence of Calculus](https://www.3blue1brown.com/topics/calculus): twelve films that show why the rules hold.
- [Calculus 1](https://www.khanacademy.org/math/calculus-1): short lessons and many exercises, from limits on."""
CAREFUL = "> **Careful!** The slope is a number, the value of a limit. It is not a ratio of tiny numbers."


def picture(mode="P"):
    out = io.BytesIO()
    Image.new(mode, (4, 4)).save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


def shows(text, **more):
    output = {"data": {"text/plain": [text], **more}, "metadata": {}, "output_type": "execute_result"}
    return output | {"execution_count": None}


def prints(text, name="stdout"):
    return {"name": name, "output_type": "stream", "text": [text]}


def good_cells():
    """(kind, source, outputs) of each cell."""
    cells = [("markdown", OPENING), ("code", COLAB)]
    cells += [("code", "import numpy as np\n\nfrom calcml.exercises import derivatives as ex")]
    for k in (1, 2, 3):
        cells.append(("markdown", SECTION.format(k=k)))
        cells.append(("code", "def f(x):\n    return x**2\n\n\nprint(f(1.2))", prints("1.44\n")))
        cells.append(("markdown", NOTICED))
        live = shows("At x = 1 the slope is 2.", **{"image/png": picture()})
        cells.append(("code", "a = 1\nb = 2\nderivatives.secant()", live))
        cells.append(("code", "h = 0.1\nslope = (f(1 + h) - f(1)) / h\nassert np.isclose(slope, 2.1)"))
    cells += [("markdown", CAREFUL), ("markdown", "## Exercises\n\nReplace each `...` by your answer.")]
    for k, name in enumerate(EXERCISES, 1):
        cells.append(("markdown", EXERCISE.format(k=k)))
        cells.append(("code", f"# yours\n{name} = ...\nex.{name}.check({name})", shows("Not answered yet.")))
    return cells + [("markdown", text) for text in (SUMMARY, LEADS, FURTHER)]


def raw_notebook(cells):
    """Cells as a notebook's dict, run in order."""
    raw, count = [], 0
    for number, (kind, source, *outputs) in enumerate(cells):
        name = "colab" if source == COLAB else f"cell-{number}"
        cell = {"cell_type": kind, "id": name, "metadata": {}, "source": source.splitlines(keepends=True)}
        if kind == "code":
            count += 1
            stored = json.loads(json.dumps(outputs))
            stored = [out | ({"execution_count": count} if "execution_count" in out else {}) for out in stored]
            cell |= {"execution_count": count, "outputs": stored}
        raw.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": raw, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def as_notebook(raw, stem="01_derivatives", **style):
    """A notebook as it stands in a file, in the style that JupyterLab writes."""
    style = {"indent": 1, "ensure_ascii": False, "sort_keys": True} | style
    return Notebook(stem, json.dumps(raw, **style) + "\n", FOLDER)
