"""JupyterLab, the delaying proxy and a browser page for the benchmark; everything started here is stopped here."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import websocket  # jupyter_server needs it, so it is there
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "browser"))

from conftest import CHROMIUM_ARGUMENTS, free_port  # noqa: E402
from notebook_page import NotebookPage, write_notebook  # noqa: E402

STARTED_WITHIN = 60  # seconds


@contextmanager
def running(command, **options):
    """A process that is ended with the block, by its own handle."""
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def jupyterlab(folder):
    """The port of a JupyterLab on this machine whose notebooks can import benchmarks/pictures.py."""
    port = free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", "--allow-root",
        f"--ServerApp.root_dir={folder}", "--IdentityProvider.token=", "--LabApp.news_url=None",
        "--LabApp.expose_app_in_browser=True", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as settings, open(Path(settings, "lab.log"), "w") as log:
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, [str(HERE), os.environ.get("PYTHONPATH")])),
            "JUPYTERLAB_SETTINGS_DIR": settings,
            "JUPYTERLAB_WORKSPACES_DIR": str(Path(settings, "workspaces")),
        }
        with running(command, env=environment, stdout=log, stderr=subprocess.STDOUT) as server:
            wait_for("JupyterLab", f"http://127.0.0.1:{port}/api", server, log.name)
            yield port


def wait_for(what, address, server, log):
    """Come back when this server answers; what it has written to its log, if it does not within a minute."""
    until = time.monotonic() + STARTED_WITHIN
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{what} did not start:\n{Path(log).read_text()[-3000:]}")


@contextmanager
def far_away(port, delay):
    """The port at which the server on `port` answers `delay` seconds later, each way; `port` itself without a delay."""
    if not delay:
        yield port
        return
    command = [sys.executable, str(HERE / "proxy.py"), str(port), "--delay", str(delay)]
    with running(command, stdout=subprocess.PIPE, text=True) as proxy:
        yield int(proxy.stdout.readline())


@contextmanager
def chromium():
    """A running Chromium, and the port at which it takes pointer events."""
    path = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
    if not path:
        raise SystemExit("Chromium was not found. Install it (Debian: apt-get install chromium) and run this again.")
    with sync_playwright() as playwright:
        port = free_port()
        arguments = [*CHROMIUM_ARGUMENTS, f"--remote-debugging-port={port}"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser, port
        browser.close()


class Hand:
    """Moves the pointer at a steady rate, as a hand does: it does not wait until the page has followed.

    Playwright's own `mouse.move` waits for each move's answer, so a slow page would get fewer moves. The events are
    the same: Chromium's `Input.dispatchMouseEvent`, sent through a connection of its own.
    """

    def __init__(self, page, debugging_port):
        target = page.context.new_cdp_session(page).send("Target.getTargetInfo")["targetInfo"]["targetId"]
        address = f"ws://127.0.0.1:{debugging_port}/devtools/page/{target}"
        self.socket = websocket.create_connection(address, suppress_origin=True, timeout=30)

    def move(self, points, rate):
        """Send a pointer move for every point, `rate` a second; return when the page has had the last one."""
        begin = time.perf_counter()
        for number, (x, y) in enumerate(points, 1):
            time.sleep(max(0, begin + number / rate - time.perf_counter()))
            where = {"type": "mouseMoved", "button": "left", "buttons": 1, "x": x, "y": y}
            self.socket.send(json.dumps({"id": number, "method": "Input.dispatchMouseEvent", "params": where}))
        while json.loads(self.socket.recv()).get("id") != len(points):
            pass


class Bench:
    """A notebook for one technique: a cell that has imported the pictures, and a cell to show one."""

    def __init__(self, browser, debugging_port, port, folder, technique):
        self.technique = technique
        path = write_notebook(Path(folder, f"{technique}-{port}.ipynb"), "import pictures", "None")
        self.notebook = NotebookPage(browser, (f"http://127.0.0.1:{port}", folder), path)
        self.page = self.notebook.page
        self.page.set_default_timeout(60_000)
        self.hand = Hand(self.page, debugging_port)
        self.page.evaluate((HERE / "recorder.js").read_text())
        self.notebook.run_all()

    def close(self):
        self.hand.socket.close()
        self.notebook.close()

    def show(self, picture):
        """Run the cell; milliseconds until the picture is there and can be moved."""
        self.page.bring_to_front()
        source = f"pictures.show({self.technique!r}, {picture!r})"
        return self.page.evaluate("([source, technique]) => bench.run(source, technique)", [source, self.technique])

    def track(self, nth):
        """The middle of a slider's thumb, and the distance in pixels from its first stop to its last."""
        if self.technique == "live":
            return self._native_track(nth)
        slider = self.page.locator(".jp-OutputArea-output .noUi-base").nth(nth)
        slider.scroll_into_view_if_needed()
        x, y = _middle(self.page.locator(".jp-OutputArea-output .noUi-handle").nth(nth))
        return x, y, slider.bounding_box()["width"]

    def _native_track(self, nth, thumb=16):
        slider = self.page.locator("[data-live-figure]:not([data-old]) input[type=range]").nth(nth)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        fraction = slider.evaluate("range => range.value / range.max")
        length = box["width"] - thumb
        return box["x"] + thumb / 2 + fraction * length, box["y"] + box["height"] / 2, length

    def handle(self):
        """The middle of the handle in a live figure's picture, and the picture's width and height in pixels."""
        circle = self.page.locator("[data-live-figure]:not([data-old]) circle[data-handle]").first
        circle.scroll_into_view_if_needed()
        picture = circle.locator("xpath=..").bounding_box()
        return *_middle(circle), picture["width"], picture["height"]

    def drag(self, start, along, moves, rate, up=0):
        """Press, move `along` CSS pixels to the right and `up` in `moves` steps, `rate` a second, and let go."""
        (x, y), mouse = start, self.page.mouse
        mouse.move(x, y)
        mouse.down()
        self.hand.move([(x + along * i / moves, y - up * i / moves) for i in range(1, moves + 1)], rate)
        mouse.up()


def _middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
