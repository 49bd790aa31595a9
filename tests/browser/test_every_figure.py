"""Every notebook in JupyterLab: each live figure dragged to its ends, with every control, says what Python says."""

import json
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from notebook_page import Figure, NotebookPage

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
WITH_FIGURES = re.compile(r"\bfigures\.\w+|LiveFigure\(")
FIGURES = "[data-live-figure]:not(.draw-a-digit)"  # that one has no stops, and tests of its own
FAR = 3000  # pixels: beyond every picture

# Either the wanted stop is shown, or the status line says why it is not
SETTLED = """root => root.getAttribute('aria-busy') === 'false' && root.dataset.state
    && (root.dataset.state === root.dataset.wanted || root.querySelector('.status').textContent.startsWith('Problem:'))"""

# What a figure says now, and in which state: its stop, and the words in its choices and formulas
SAID = """root => ({ name: root.dataset.liveFigure, stop: root.dataset.state.split(',').filter(Boolean).map(Number),
    words: [...root.querySelectorAll('select:not(.examples), input.typed')].map(e => e.selectedOptions?.[0].textContent ?? e.value),
    sentence: root.querySelector('.sentence').textContent })"""

EXECUTE = """code => new Promise((done, fail) => {
    const future = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code, store_history: false });
    let text = '';
    future.onIOPub = ({ content }) => { text += content.text ?? (content.traceback ?? []).join('\\n'); };
    future.done.then(() => done(text), fail);
})"""

# In the kernel, before the notebook runs: only the stops that are wanted are drawn, not those that may come next. That
# these come is tested elsewhere; here they would take two thirds of the time.
ON_REQUEST = """
import calcml.live.figure as _figure
async def _nothing(*_): pass
_figure.LiveFigure._fill = _nothing
"""

# In the kernel: which of the noted sentences does no figure of that name say in that state?
COMPARE = """
import gc, json
from calcml.live import LiveFigure
from calcml.live.scene import quietly
def _said(figure, words, stop):
    drawing, words = figure._drawing, list(words)
    typed = {spec["name"]: (words.pop(0), spec["still"]) for spec in figure._controls if spec["kind"] in ("choice", "formula")}
    words = {name: word for name, (word, still) in typed.items() if still}
    if words != drawing.words:
        drawing.redraw(words)
    if any(i >= len(drawing.controls[name].stops) for name, i in zip(drawing.moving, stop)):
        return None  # another figure of that name, with other ends
    with quietly():
        return drawing.place(tuple(stop))[0]
def _wrong(notes):
    figures = [one for one in gc.get_objects() if issubclass(type(one), LiveFigure) and one._drawing]
    for note in notes:
        said = [_said(f, note["words"], note["stop"]) for f in figures if f._name == note["name"]]
        if note["sentence"] not in said:
            yield note, said
print(json.dumps(list(_wrong(json.loads(%r)))))
"""


def has_figures(path):
    cells = nbformat.read(path, 4).cells
    return any(cell.cell_type == "code" and WITH_FIGURES.search(cell.source) for cell in cells)


class Visit:
    """One figure, with each of its controls moved in every way; notes what it says each time."""

    def __init__(self, page, nth):
        self.page, self.figure, self.notes = page, Figure(page, "", 0), []
        self.root = self.figure.root = page.locator(FIGURES).nth(nth)
        self.note()

    def note(self):
        """Wait until the figure has settled, and note its state and its sentence."""
        self.page.wait_for_function(SETTLED, arg=self.root.element_handle())
        self.notes.append(self.root.evaluate(SAID))

    def all_controls(self):
        for slider in self.root.locator("input[type=range]").all():
            self.slide(slider)
        for handle in self.root.locator("circle[data-handle]:not([hidden])").all():
            self.drag_handle(handle)
        for choice in self.root.locator("select").all():
            self.choose(choice)
        for button in self.root.locator("button.reveal").all():
            if button.is_disabled():
                button.locator("xpath=..").get_by_role("radio").first.check()
            button.click()
            self.note()

    def slide(self, slider):
        """Drag it to its low end, and send it to the high end by a key; from each end, a step back."""
        last = int(slider.get_attribute("max"))
        slider.scroll_into_view_if_needed()
        box, value = slider.bounding_box(), int(slider.input_value())
        x = box["x"] + 8 + (box["width"] - 16) * value / last
        self.pointer((x, box["y"] + box["height"] / 2), (-FAR, 0))
        assert int(slider.input_value()) == 0
        for key in ("ArrowRight", "End", "ArrowLeft"):
            slider.press(key)
            self.note()
        assert int(slider.input_value()) == last - 1

    def drag_handle(self, handle):
        """Drag it to one corner, and send it to the other by a key."""
        wanted = {self.root.get_attribute("data-wanted")}
        handle.scroll_into_view_if_needed()
        box = handle.bounding_box()
        self.pointer((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), (FAR, -FAR))
        wanted.add(self.root.get_attribute("data-wanted"))
        handle.press("Home")
        self.note()
        wanted.add(self.root.get_attribute("data-wanted"))
        assert len(wanted) > 1, f"{handle.get_attribute('data-handle')} moves nothing"

    def choose(self, choice):
        for option in choice.locator("option").all_text_contents():
            choice.select_option(option)
            self.note()

    def pointer(self, start, by, moves=6):
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        for i in range(1, moves + 1):
            mouse.move(start[0] + by[0] * (i / moves) ** 3, start[1] + by[1] * (i / moves) ** 3)
        mouse.up()
        self.note()


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if has_figures(path)], ids=lambda path: path.stem)
def test_every_figure_follows_every_control_and_says_what_python_says(path, chromium, lab):
    shutil.copy(path, lab[1])
    page = NotebookPage(chromium, lab, lab[1] / path.name, viewport={"width": 1100, "height": 1000})
    try:
        page.page.evaluate(
            "() => { const { content } = window.jupyterapp.shell.currentWidget; content.notebookConfig = { ...content.notebookConfig, windowingMode: 'none' }; }"
        )
        page.page.evaluate(EXECUTE, ON_REQUEST)
        page.run_all()
        figures = page.page.locator(FIGURES)
        figures.first.wait_for()
        notes = []
        for nth in range(figures.count()):
            visit = Visit(page.page, nth)
            visit.all_controls()
            notes += visit.notes
            assert len({note["sentence"] for note in visit.notes}) >= 2, visit.notes[0]
        wrong = json.loads(page.page.evaluate(EXECUTE, COMPARE % json.dumps(notes)))
        assert wrong == []
        assert page.problems == []
    finally:
        page.close()


def test_there_are_notebooks_with_figures():
    assert sum(map(has_figures, NOTEBOOKS)) >= 2
