"""tools/refresh.py stores outputs that are the same in every run and on every machine."""

import base64
import importlib.util
import io
import json
from pathlib import Path

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("nbclient", reason="JupyterLab is not installed here, and refresh.py runs notebooks as it does")

TOOL = Path(__file__).parents[1] / "tools" / "refresh.py"
WIDGET_VIEW = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}}

LIVE = """
from calcml.live import LiveFigure, Slider

fig, ax = plt.subplots()
(point,) = ax.plot([], [], "o", animated=True)


def update(x):
    point.set_data([x], [x])
    return f"The point is at {x:.1f}."


live = LiveFigure(fig, update, x=Slider(0, 1, 0.5))
live
"""
IN_BACKGROUND = """
import asyncio


async def move():
    for k in range(20):
        live.x = k / 20
        await asyncio.sleep(0.01)


task = asyncio.ensure_future(move())  # the figure is still moved while the next cells run
"""
IN_PIECES = """
import time

for k in range(3):
    print(k, flush=True)
    time.sleep(0.3)  # the kernel sends what was printed in pieces, cut by the clock
"""
SEEN = "from pathlib import Path\n\nprint(Path.cwd().name, Path('beside.txt').read_text(encoding='utf-8'))"


@pytest.fixture(scope="module")
def refresh():
    spec = importlib.util.spec_from_file_location("refresh", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cell(source, number=0, **more):
    return nbformat.v4.new_code_cell(source.strip(), id=f"cell-{number}", **more)


def notebook(*sources, **metadata):
    return nbformat.v4.new_notebook(cells=[cell(s, k) for k, s in enumerate(sources)], metadata=metadata)


def shown(*outputs, **more):
    """A notebook of one cell that has run."""
    return nbformat.v4.new_notebook(cells=[cell("show()", outputs=list(outputs), execution_count=1, **more)])


def output(**data):
    return nbformat.v4.new_output("display_data", data)


def png(figure_size=(4, 3), **text):
    fig, ax = plt.subplots(figsize=figure_size)
    ax.plot([0, 1], [0, 1], color="#0072B2")
    ax.imshow(np.linspace(0, 1, 100).reshape(10, 10), extent=(0, 1, 0, 1), cmap="cividis")
    ax.set_title("Letters stay crisp")
    out = io.BytesIO()
    fig.savefig(out, format="png", metadata=text or None)
    plt.close(fig)
    return base64.b64encode(out.getvalue()).decode() + "\n"


def opened(picture):
    return Image.open(io.BytesIO(base64.b64decode(picture)))


def test_running_twice_gives_the_same_bytes(refresh, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")  # would show no picture
    path = tmp_path / "small.ipynb"
    (tmp_path / "beside.txt").write_text("höhe", encoding="utf-8")
    nbformat.write(notebook("import matplotlib.pyplot as plt", LIVE, IN_BACKGROUND, IN_PIECES, SEEN, "fig"), path)
    assert refresh.main([str(path)]) == 0
    first = path.read_bytes()
    assert refresh.main([str(path)]) == 0
    assert path.read_bytes() == first
    assert len(capsys.readouterr().out.splitlines()) == 2

    stored = json.loads(first)
    _, live, _, pieces, seen, still = [c["outputs"] for c in stored["cells"]]
    assert ["".join(o["text"]) for o in pieces] == ["0\n1\n2\n"]
    assert "".join(seen[0]["text"]) == f"{tmp_path.name} höhe\n"
    assert sorted(live[0]["data"]) == ["image/png", "text/plain"]
    assert live[0]["data"]["text/plain"] == ["The point is at 0.5."]
    assert [opened(o[0]["data"]["image/png"]).mode for o in (live, still)] == ["P", "P"]
    assert [c["execution_count"] for c in stored["cells"]] == [1, 2, 3, 4, 5, 6]
    assert stored["metadata"] == refresh.METADATA


def test_the_first_error_is_explained_and_the_notebook_left_as_it_was(refresh, tmp_path, capsys):
    path = tmp_path / "wrong.ipynb"
    nbformat.write(notebook("a = 1", "a / 0", "print('not reached')"), path)
    before = path.read_bytes()
    assert refresh.main([str(path)]) == 1
    said = capsys.readouterr()
    assert "cell 2 ('a / 0') raises ZeroDivisionError: division by zero" in said.err
    assert said.out == "" and "\x1b" not in said.err
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_written_to_stderr_is_refused_with_its_text(refresh):
    warning = nbformat.v4.new_output("stream", name="stderr", text="RuntimeWarning: overflow")
    with pytest.raises(refresh.RefreshError, match=r"cell 1 .*\n.*RuntimeWarning: overflow"):
        refresh.clean(shown(warning))


def test_a_widget_without_picture_is_refused_unless_its_output_is_not_compared(refresh):
    widget = WIDGET_VIEW | {"text/plain": "VBox()"}
    with pytest.raises(refresh.RefreshError, match="nbval-ignore-output"):
        refresh.clean(shown(output(**widget)))
    tagged = shown(output(**widget), metadata={"tags": ["nbval-ignore-output"]})
    refresh.clean(tagged)
    assert tagged.cells[0].outputs == []


def test_what_belongs_to_one_run_or_one_machine_is_taken_out(refresh):
    live = output(**WIDGET_VIEW | {"text/plain": "A sentence.", "image/png": png()})
    live.metadata["image/png"] = {"width": 7}
    ran = shown(live, metadata={"execution": {"iopub.execute_input": "noon"}, "collapsed": True, "tags": ["digits"]})
    ran.metadata = nbformat.from_dict({"widgets": {}, "language_info": {"version": "3.12.1"}, "vscode": 1})
    refresh.clean(ran)
    assert ran.metadata == refresh.METADATA
    assert ran.cells[0].metadata == {"tags": ["digits"]}
    assert sorted(ran.cells[0].outputs[0].data) == ["image/png", "text/plain"]
    assert ran.cells[0].outputs[0].metadata == {}


def test_a_gap_in_the_execution_counts_is_refused(refresh):
    ran = shown()
    ran.cells.append(cell("", 1))
    with pytest.raises(refresh.RefreshError, match=r"\[1, None\]"):
        refresh.clean(ran)


def test_cleaning_what_is_clean_changes_nothing(refresh):
    ran = shown(output(**{"image/png": png(), "text/plain": "A sentence."}))
    refresh.clean(ran)
    once = refresh.written(ran)
    refresh.clean(ran)
    assert refresh.written(ran) == once


def test_a_picture_gets_a_palette_and_looks_the_same(refresh):
    before = png(Software="secret", Author="me")
    after = refresh.palette_png(before)
    image, original = opened(after), opened(before)
    assert image.mode == "P" and image.size == original.size
    assert len(after) < len(before) / 2
    assert image.info == {} and original.info["Author"] == "me"
    new, old = np.asarray(image.convert("RGB"), int), np.asarray(original.convert("RGB"), int)
    assert abs(new - old).max() <= 32 and abs(new - old).mean() < 1
    assert np.all(new[old.min(axis=-1) == 255] == 255)  # white stays white


def test_see_through_parts_of_a_picture_become_white(refresh):
    out = io.BytesIO()
    Image.new("RGBA", (2, 2), (0, 0, 0, 0)).save(out, "PNG")
    stored = opened(refresh.palette_png(base64.b64encode(out.getvalue()).decode()))
    assert stored.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_ids_stay_and_missing_ones_are_the_same_each_time(refresh, tmp_path):
    path = tmp_path / "old.ipynb"
    raw = json.loads(nbformat.writes(notebook("a = 1", "b = 2", "b = 2")))
    raw["nbformat_minor"] = 4
    for number in (1, 2):
        del raw["cells"][number]["id"]
    path.write_text(json.dumps(raw))
    ids = [c.id for c in refresh.read(path).cells]
    assert ids == [c.id for c in refresh.read(path).cells]
    assert ids[0] == "cell-0" and len(set(ids)) == 3
    nbformat.validate(refresh.read(path))


def test_it_writes_as_jupyterlab_does(refresh):
    text = refresh.written(notebook("print('höhe')"))
    assert text == json.dumps(json.loads(text), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    assert "höhe" in text


def test_a_notebook_that_grows_too_large_is_refused_and_left_as_it_was(refresh, tmp_path, monkeypatch):
    path = tmp_path / "large.ipynb"
    nbformat.write(notebook("a = 1", "b = 2"), path)
    before = path.read_bytes()

    def run(opened, folder):
        for count, ran in enumerate(opened.cells, 1):
            ran.execution_count = count
        opened.cells[1].outputs = [output(**{"text/plain": "x" * 400_000})]

    monkeypatch.setattr(refresh, "run", run)
    with pytest.raises(refresh.RefreshError, match=r"has 40\d KB.*at most 400.*cell 2 \('b = 2'\)"):
        refresh.refresh(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": [1]}'])
def test_a_file_that_is_no_notebook_is_named(refresh, tmp_path, capsys, text):
    path = tmp_path / "broken.ipynb"
    path.write_text(text)
    assert refresh.main([str(path)]) == 1
    assert capsys.readouterr().err.startswith("broken.ipynb: cannot be read as a notebook")
