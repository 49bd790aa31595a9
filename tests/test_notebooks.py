"""Every notebook keeps the rules, and every rule notices when it is broken.

The rules stand in notebook_rules/. A failure names the cell, what was found, and what to do.
"""

from pathlib import Path

import pytest
from notebook_rules import RULES, Notebook
from notebook_rules.model import CAREFUL, NOTICED, as_notebook, good_cells, picture, prints, raw_notebook, shows

FOLDER = Path(__file__).parents[1] / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))


def test_there_are_notebooks():
    assert PATHS


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_notebook_keeps_the_rule_that(path, name):
    complaints = list(RULES[name](Notebook.read(path)))
    assert not complaints, f"{path.name}, the rule that {name}:\n" + "\n".join(f"- {text}" for text in complaints)


# For each rule, ways to break the model notebook.


def replacing(old, new):
    """Break the notebook by another text: in the first cell that has the old one."""

    def broken():
        cells = good_cells()
        at = next(i for i, cell in enumerate(cells) if old in cell[1])
        cells[at] = (cells[at][0], cells[at][1].replace(old, new), *cells[at][2:])
        return as_notebook(raw_notebook(cells))

    return broken


def adding(text, place=-3):
    """Break the notebook by one more text cell, by default before the summary."""

    def broken():
        cells = good_cells()
        cells.insert(place % len(cells), ("markdown", text))
        return as_notebook(raw_notebook(cells))

    return broken


def coding(source, *outputs, place=6):
    """Break the notebook by one more code cell, by default in its first section."""

    def broken():
        cells = good_cells()
        cells.insert(place, ("code", source, *outputs))
        return as_notebook(raw_notebook(cells))

    return broken


def storing(change, **style):
    """Break what is stored: `change` works on the notebook's dict."""

    def broken():
        raw = raw_notebook(good_cells())
        change(raw)
        return as_notebook(raw, **style)

    return broken


def second_code_cell(raw):
    return [cell for cell in raw["cells"] if cell["cell_type"] == "code"][1]


BREAKS = {
    "the file name and the title are those of the syllabus": [
        replacing("# 1 · Measure", "# 1 · Measuring"),
        lambda: as_notebook(raw_notebook(good_cells()), stem="01_slopes"),
        adding("# Another title"),
    ],
    "the first cell says what it is for": [
        replacing("- to shrink a step\n", ""),
        replacing("at one point.", "at one point. And more."),
        replacing("**You need** [notebook 00, Find your way around](00_start_here.ipynb).", "**You need** nothing."),
        replacing("about 40 minutes", "about 400 minutes"),
        replacing("**Time**", "Time:"),
    ],
    "something is predicted before anything is shown": [replacing("**Predict.**", "So:")],
    "headings descend by one level": [adding("#### Too deep")],
    "sections are numbered and the closing parts follow in order": [
        replacing("## 1.2 ·", "## 1.3 ·"),
        replacing("## Summary", "## In short"),
        adding("## Going further", place=-1),
        adding("## Summary\n\nAgain."),
    ],
    "there is one careful box before the exercises": [adding(CAREFUL), replacing("> **C", "**C")],
    "exercises are numbered open and can be checked": [
        replacing("**1.2** The", "**1.3** The"),
        replacing("product_rule = ...", "product_rule = 2"),
        replacing("ex.product_rule.check(product_rule)", "product_rule"),
        storing(lambda raw: raw["cells"][-4].update(outputs=[])),
        replacing("## Exercises", "## Going further"),
    ],
    "every exercise of its module is asked": [replacing("ex.sigmoid_slope.check(sigmoid_slope)", "sigmoid_slope")],
    "the summary has five lines": [replacing("- The slope settles as the step shrinks, line 4.", "")],
    "it says where this leads": [
        replacing("`02_numerical_derivatives.ipynb`", "Notebook 2"),
        replacing("How small should the step be? Too small is not good either, and the\nnext notebook says why:", ""),
    ],
    "further reading is described": [
        replacing(": twelve films that show why the rules hold", ""),
        replacing("- [Calc", "[Calc"),
    ],
    "the cell for google colab stands before all other code": [
        coding("import os", place=1),
        storing(lambda raw: raw["cells"].pop(1)),
        storing(lambda raw: raw["cells"][1].update(outputs=[prints("calcml is missing.")])),
    ],
    "the first code cell imports and nothing else": [
        replacing("import numpy as np\n", "import numpy as np\nrng = np.random.default_rng(0)\n"),
        replacing("import numpy as np\n\nfrom calcml.exercises import derivatives as ex", "style.use()"),
    ],
    "no cell is long and most are short": [
        coding("\n".join("a = 1" for _ in range(21))),
        lambda: as_notebook(raw_notebook([(k, "a = 1" if k == "code" else s, *o) for k, s, *o in good_cells()])),
    ],
    "there are enough cells and not too many": [
        lambda: as_notebook(raw_notebook(good_cells()[:12])),
        lambda: as_notebook(raw_notebook(good_cells() + good_cells())),
    ],
    "prose and code are in balance": [adding("word " * 2000), coding("a = 1\n" * 300)],
    "no line ends with a semicolon": [coding("f(1);")],
    "no magic is used": [coding("%time f(1)"), coding("!ls"), coding("f?")],
    "no path is absolute": [coding("open('/data/x.csv')"), coding("f(1)", prints("in /home/me/x.py"))],
    "nothing is fetched from the network": [coding("import urllib.request"), coding("load('https://x.org/a.csv')")],
    "seeds are local": [coding("np.random.seed(0)"), coding("np.random.default_rng()"), coding("np.random.rand(3)")],
    "every section has its claim as an assert": [replacing("assert np.isclose(slope, 2.1)", "slope")],
    "links lead somewhere": [
        adding("See [the next one](02_missing.ipynb)."),
        adding("See [the page](http://example.org)."),
        adding("See [the last notebook](12_more.ipynb) (to come)."),
        adding("See [the step](#No-such-heading)."),
    ],
    "links describe their target": [
        adding("Look [here](00_start_here.ipynb)."),
        adding("See https://example.org for more."),
        adding("See [https://example.org](https://example.org)."),
    ],
    "pictures in the text have a description": [adding("![](map.png)"), adding('<img src="map.png">')],
    "spelling is british": [adding("The color here."), adding("We minimize it."), adding("A labeled center.")],
    "nothing talks down to the reader": [adding("It is obviously true."), adding("Simply run it."), adding("Just go.")],
    "nothing is left to be written": [adding("**Notice.** (TODO)")],
    "sentences are short": [adding("This one goes on " + "and on " * 20 + "for too long.")],
    "there is text between pictures": [
        lambda: as_notebook(raw_notebook([c for c in good_cells() if c[1] != NOTICED])),
    ],
    "it is stored as refresh writes it": [
        storing(lambda raw: None, indent=2),
        storing(lambda raw: None, ensure_ascii=True),
        storing(lambda raw: second_code_cell(raw)["outputs"].append(prints("x" * 400_000))),
    ],
    "metadata are kernel and language only": [
        storing(lambda raw: raw["metadata"].update(widgets={})),
        storing(lambda raw: raw["metadata"]["language_info"].update(version="3.12.1")),
        storing(lambda raw: raw["metadata"]["kernelspec"].update(name="mine")),
        storing(lambda raw: second_code_cell(raw)["metadata"].update(execution={})),
        storing(lambda raw: second_code_cell(raw).pop("id")),
    ],
    "every cell was run in order": [
        storing(lambda raw: second_code_cell(raw).update(execution_count=None)),
        storing(lambda raw: second_code_cell(raw).update(execution_count=7)),
    ],
    "no error and no warning is stored": [
        coding("1 / 0", {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "", "traceback": []}),
        coding("f(1)", prints("RuntimeWarning", "stderr")),
    ],
    "no widget state is stored": [coding("s", shows("s", **{"application/vnd.jupyter.widget-view+json": {}}))],
    "outputs are shown to be read": [
        coding("ax.plot([1])", shows("[<matplotlib.lines.Line2D at 0x7f00>]")),
        coding("VBox([s])", shows("VBox(children=(s,))")),
        coding("live", shows("no sentence", **{"image/png": picture()})),
    ],
    "pictures have a palette": [coding("live", shows("The line is seen to turn.", **{"image/png": picture("RGB")}))],
    "printed numbers have at most four digits": [
        coding("2.00001", shows("2.00001")),
        coding("f(1)", prints("slope 1,234.56 here")),
        coding("f(1)", prints("[1.25 0.33333]")),
    ],
}


def test_the_model_notebook_keeps_every_rule():
    model = as_notebook(raw_notebook(good_cells()))
    assert {name: complaints for name, rule in RULES.items() if (complaints := list(rule(model)))} == {}


def test_every_rule_is_broken_here_in_some_way():
    assert sorted(BREAKS) == sorted(RULES)


@pytest.mark.parametrize(("name", "broken"), [(name, broken) for name, ways in BREAKS.items() for broken in ways])
def test_rule_notices_when_it_is_broken(name, broken):
    complaints = list(RULES[name](broken()))
    assert complaints
    assert all(text.endswith((".", "?", "'", "…")) and len(text) > 40 for text in complaints)
