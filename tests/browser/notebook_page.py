"""Drives a notebook in a real JupyterLab, and the live figures in it, as a learner's hands would."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat

IMPORT = "from live_examples import *"


def write_notebook(path, *cells):
    """A notebook of code cells, never run."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


class Figure:
    """One live figure on a page, found by its name."""

    def __init__(self, page, name, nth=0):
        self.page, self.root = page, page.locator(f'[data-live-figure="{name}"]').nth(nth)

    @property
    def state(self):
        return self.root.get_attribute("data-state")

    @property
    def sentence(self):
        return self.root.locator(".sentence").inner_text()

    @property
    def status(self):
        return self.root.locator(".status").inner_text()

    def slider(self, label):
        return self.root.get_by_role("slider", name=label, exact=True)

    def handle(self, slider):
        return self.root.locator(f'circle[data-handle="{slider}"]')

    def box(self, label):
        return self.root.get_by_role("textbox", name=f"{label}, as a number")

    def wait_settled(self):
        """Wait until the wanted stop is the one shown."""
        self.page.wait_for_function(
            "root => root.dataset.state && root.dataset.state === root.dataset.wanted", arg=self.root.element_handle()
        )

    def wait_sentence(self, part):
        self.root.locator(".sentence", has_text=part).wait_for()

    def wait_status(self, part):
        self.root.locator(".status", has_text=part).wait_for()

    def drag(self, target, to, moves=30):
        """Press on the middle of an element, move by `to` = (dx, dy) CSS pixels in `moves` steps, and let go."""
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for i in range(1, moves + 1):
            self.page.mouse.move(x + to[0] * i / moves, y + to[1] * i / moves)
        self.page.mouse.up()

    def drag_slider(self, label, start, end, moves=30):
        """Drag a slider's thumb from one fraction of its length to another."""
        slider = self.slider(label)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        thumb = 16
        xs = [box["x"] + thumb / 2 + fraction * (box["width"] - thumb) for fraction in (start, end)]
        y = box["y"] + box["height"] / 2
        self.page.mouse.move(xs[0], y)
        self.page.mouse.down()
        for i in range(1, moves + 1):
            self.page.mouse.move(xs[0] + (xs[1] - xs[0]) * i / moves, y)
        self.page.mouse.up()


class NotebookPage:
    """A notebook open in JupyterLab."""

    def __init__(self, chromium, lab, path, theme="JupyterLab Light", viewport=None):
        self.address, _ = lab
        self.context = chromium.new_context(viewport=viewport or {"width": 1280, "height": 900})
        self.page = self.context.new_page()
        self.page.set_default_timeout(45_000)
        self.problems = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.goto(f"{self.address}/lab/tree/{path.name}?reset")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        if theme != "JupyterLab Light":
            self.command("apputils:change-theme", {"theme": theme})
            self.page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
        self.wait_kernel()

    def wait_kernel(self):
        """Wait until the notebook has a kernel that is idle."""
        self.page.wait_for_function(
            """() => {
                const session = window.jupyterapp.shell.currentWidget?.sessionContext;
                return session?.isReady && session.session?.kernel?.status === 'idle' && session.session.kernel.info;
            }""",
            timeout=60_000,
        )
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.info.then(() => null)"
        )

    def command(self, name, arguments=None):
        """Run one of JupyterLab's own commands."""
        self.page.evaluate(
            "([name, args]) => { window.jupyterapp.commands.execute(name, args); }", [name, arguments or {}]
        )

    def run_all(self, timeout=120_000):
        self.command("notebook:run-all-cells")
        self.wait_idle(timeout)

    def wait_idle(self, timeout=60_000):
        """Wait until every code cell has run."""
        self.page.wait_for_function(
            """() => {
                const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(p =>
                p.textContent); return prompts.length && prompts.every(p => /\\[\\d+\\]/.test(p));
            }""",
            timeout=timeout,
        )

    def figure(self, name, nth=0):
        figure = Figure(self.page, name, nth)
        figure.root.wait_for()
        return figure

    def theme(self, name):
        """Change JupyterLab's theme to Light or Dark, and wait until it is there."""
        self.command("apputils:change-theme", {"theme": f"JupyterLab {name}"})
        # attached, not visible: JupyterLab's body has no height of its own
        self.page.wait_for_selector(f"body[data-jp-theme-light={str(name == 'Light').lower()}]", state="attached")

    def close(self):
        """Stop the kernel and close the page; again is no harm."""
        if not self.page.is_closed():
            self.page.evaluate(
                "() => window.jupyterapp.shell.currentWidget?.sessionContext.shutdown().catch(() => null)"
            )
            self.context.close()


@contextmanager
def notebooks(chromium, lab):
    """Opens notebooks with the given cells in JupyterLab, and runs them; closes all at the end."""
    address, folder = lab
    shutil.copy(Path(__file__).with_name("live_examples.py"), folder)
    pages = []

    def opened(name, *cells, run=True):
        path = write_notebook(folder / f"{name}.ipynb", IMPORT, *cells)
        pages.append(NotebookPage(chromium, (address, folder), path))
        if run:
            pages[-1].run_all()
        return pages[-1]

    try:
        yield opened
    finally:
        for page in pages:
            page.close()
