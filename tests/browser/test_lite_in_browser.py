"""The course in JupyterLite, as `make lite` builds it: Python itself runs in the browser, on a page that asks no other host.

The tests need what `make lite` has set up and fetched; they build the site anew. They run notebook 00 from end to end;
CALCML_LITE=all runs every notebook, about a minute each.
"""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

import live_examples
import nbformat
import pytest
from files_server import served
from live_examples import number_line_words
from notebook_page import NotebookPage

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
TOOLS, BUILD = ROOT / ".venv-lite" / "bin" / "python", ROOT / "lite" / "build.py"
MISSING = (
    "What builds the course for JupyterLite is not installed, so it was not tested. Run `make lite` once, then again."
)
NOTEBOOKS = sorted(path.name for path in ROOT.glob("notebooks/*.ipynb"))
RUN = NOTEBOOKS if os.environ.get("CALCML_LITE") == "all" else NOTEBOOKS[:1]
LINE = live_examples.number_line()._drawing.controls
MINUTE = 60_000  # ms
CELLS = """() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells
    .filter(cell => cell.cell_type === 'code').map(cell => [cell.id, cell.getOutputs()])"""
SAVE = """([path, format, content]) => window.jupyterapp.serviceManager.contents.save(
    path, { type: format === 'text' ? 'file' : 'notebook', format, content }).then(() => null)"""
RUN_CELL = """cell => {
    const { commands, shell } = window.jupyterapp;
    shell.currentWidget.content.activeCellIndex = cell;
    return commands.execute('notebook:run-cell').then(() => null);
}"""
WITHOUT_THREADS = """\
import sys, threading
try:
    threading.Thread(target=print).start()
except RuntimeError as error:
    print(sys.platform, type(error).__name__)
"""
EVERY_MODULE = """\
import importlib, pkgutil, calcml
names = [module.name for module in pkgutil.walk_packages(calcml.__path__, "calcml.")]
print(len([importlib.import_module(name) for name in names]))
"""
TRAINING = """\
from calcml import datasets, descent, networks
rng = np.random.default_rng(0)
images, labels = datasets.digits()
network = networks.Network((64, 8, 10), rng)
networks.train(network, images.reshape(-1, 64)[:200], labels[:200], descent.Adam(0.01), rng, epochs=3);
"""
FIGURE = "line = number_line(); line"
OLDER = (
    "older = globals().get('older', line)\nprint('open' if older._drawing else 'closed')"  # of the figure's first run
)


class LitePage(NotebookPage):
    """A notebook open in JupyterLite, its kernel ready."""

    def __init__(self, chromium, address, path, **files):
        self.context = chromium.new_context(viewport={"width": 1280, "height": 900})
        self.page, self.asked, self.problems = self.context.new_page(), [], []
        self.page.set_default_timeout(MINUTE)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page.route(re.compile(r"/jupyter-lite\.json$"), _expose)
        self.page.goto(f"{address}/lab/index.html")
        self.page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)")
        for name, (kind, content) in files.items():
            self.page.evaluate(SAVE, [name, kind, content])
        self.page.evaluate("path => { window.jupyterapp.commands.execute('docmanager:open', { path }) }", path)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_kernel()

    def wait_kernel(self):
        """Wait until Python has been loaded and answers."""
        self.page.wait_for_function(
            """() => window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'""",
            timeout=3 * MINUTE,
        )

    def run(self, cell):
        """Run one cell again, by its number from 0, and wait for its end."""
        self.page.evaluate(RUN_CELL, cell)

    def outputs(self):
        """{id of each code cell: its outputs}."""
        return dict(self.page.evaluate(CELLS))


def _expose(route):
    """Let tests reach JupyterLab's own commands, as JupyterLab does with --expose-app-in-browser."""
    answer = route.fetch()
    config = answer.json()
    config["jupyter-config-data"]["exposeAppInBrowser"] = True
    route.fulfill(response=answer, json=config)


def words(outputs):
    """What outputs say, stream by stream, without the pictures."""
    said = []
    for output in outputs:
        if output["output_type"] == "error":
            said.append(f"{output['ename']}: {output['evalue']}")
        elif output["output_type"] == "stream":
            said.append(f"{output['name']}: {''.join(output['text'])}")
        else:
            said.append("".join(output["data"].get("text/plain", "")))
    return "\n".join(filter(None, said))


def notebook_of(*cells):
    """A notebook of code cells, never run, as JupyterLab's contents have it."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell, id=f"c{i}") for i, cell in enumerate(cells)]
    )
    notebook.metadata.language_info = {"name": "python"}  # else JupyterLab asks which kernel is wanted
    return notebook


@pytest.fixture(scope="module")
def lite(tmp_path_factory):
    """The address of the site, built now and served on this machine."""
    if not TOOLS.exists() or not list((ROOT / "lite" / "_build" / "wheels").glob("*.complete")):
        pytest.skip(MISSING)
    target = tmp_path_factory.mktemp("lite")
    subprocess.run([TOOLS, BUILD, "--build", target], check=True, capture_output=True)
    with served(target / "site") as address:
        yield address


@pytest.fixture(scope="module")
def notebook(chromium, lite):
    """A notebook of the tests' own, that has run."""
    cells = [
        "import numpy as np",
        WITHOUT_THREADS,
        EVERY_MODULE,
        "from live_examples import *",
        FIGURE,
        "curve()",
        TRAINING,
        OLDER,
    ]
    examples = ("text", Path(live_examples.__file__).read_text(encoding="utf-8"))
    page = LitePage(
        chromium, lite, "own.ipynb", **{"live_examples.py": examples, "own.ipynb": ("json", notebook_of(*cells))}
    )
    page.run_all(4 * MINUTE)
    yield page
    page.context.close()


def said(notebook, cell):
    return words(notebook.outputs()[f"c{cell}"])


def test_python_is_in_the_browser_and_cannot_start_threads(notebook):
    assert said(notebook, 1) == "stdout: emscripten RuntimeError\n"


def test_every_module_of_calcml_is_imported_and_nothing_had_to_be_installed(notebook):
    modules = [path for path in (ROOT / "src" / "calcml").rglob("*.py") if path.name != "__init__.py"]
    assert int(said(notebook, 2).removeprefix("stdout: ")) >= len(modules) > 50


def test_a_dragged_figure_says_what_it_shows(notebook):
    line = notebook.figure("line")
    line.drag_slider("left point", 0.5, 0.8)
    line.wait_settled()
    i, j = map(int, line.state.split(","))
    assert line.sentence == number_line_words(LINE["x0"].stops[i], LINE["h"].stops[j])
    assert abs(i - 0.8 * (len(LINE["x0"].stops) - 1)) <= 1


def test_a_stop_off_the_first_sweeps_is_drawn_when_it_is_wanted(notebook):
    line = notebook.figure("line")
    for label, stop in (("left point", "0.75"), ("step", "1.26")):
        line.box(label).fill(stop)
        line.box(label).press("Enter")
    line.wait_settled()
    i, j = map(int, line.state.split(","))
    assert LINE["x0"].texts[i] == "0.75"
    assert line.sentence == number_line_words(LINE["x0"].stops[i], LINE["h"].stops[j])


def test_a_typed_formula_is_drawn_anew(notebook):
    curve = notebook.figure("curve")
    box = curve.root.get_by_role("textbox", name="f(x)", exact=True)
    box.fill("x^3")
    box.press("Enter")
    curve.wait_sentence("f(0.50) = 0.125")


def test_a_training_shows_its_bar_and_no_warning(notebook):
    assert said(notebook, 6) == ""
    bar = notebook.page.get_by_text(re.compile(r"^epoch\s3/3,\sloss\s\d\.\d{4},\saccuracy\s0\.\d{3}"))
    bar.scroll_into_view_if_needed()
    assert bar.is_visible()


def test_a_figure_ends_when_its_cell_runs_again(notebook):
    assert said(notebook, 7) == "stdout: open\n"
    notebook.run(4)
    notebook.run(7)
    assert said(notebook, 7) == "stdout: closed\n"


def test_nothing_is_asked_of_another_host(notebook, lite):
    asked = [url for url in notebook.asked if not url.startswith(("data:", "blob:"))]
    assert [url for url in asked if not url.startswith(lite)] == []
    assert any(url.endswith("pyodide.asm.wasm") for url in asked)
    assert notebook.problems == []


def test_the_site_opens_on_the_first_notebook(chromium, lite):
    page = chromium.new_page()
    page.goto(lite)
    page.locator(".jp-Notebook h1", has_text="Find your way around").wait_for(timeout=MINUTE)
    page.close()


@pytest.mark.parametrize("name", RUN)
def test_a_notebook_says_in_the_browser_what_it_has_stored(chromium, lite, name):
    with urllib.request.urlopen(f"{lite}/files/notebooks/{name}") as file:
        notebook = json.load(file)
    stored = {
        cell["id"]: words(cell["outputs"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "nbval-ignore-output" not in cell["metadata"].get("tags", [])
    }
    page = LitePage(chromium, lite, f"notebooks/{name}")
    try:
        page.run_all(10 * MINUTE)
        outputs = page.outputs()
    finally:
        page.context.close()
    assert len(stored) > 10
    assert {cell: words(outputs[cell]) for cell in stored} == stored
    assert page.problems == []
