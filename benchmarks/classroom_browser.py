"""One learner of the class with hands and eyes: JupyterLab on the hub in Chromium, dragged as in drag.py."""

import base64
import os
import signal
import time
from contextlib import contextmanager, nullcontext
from pathlib import Path

import drag
import measure
from browser import HERE, Bench, Hand, NotebookPage, write_notebook

SERVER_WITHIN, DRAWN_WITHIN = 300_000, 60_000  # ms
VIEWPORT = {"width": 1280, "height": 900}
ALL_STOPS = len(drag.pictures.stops("one", "x0"))


class HubBench(Bench):
    """A learner's notebook in JupyterLab on the hub; `context` is logged in."""

    technique = "live"

    def __init__(self, context, debugging_port, address, folder):
        path = write_notebook(Path(folder, "drag.ipynb"), "import pictures", "None")
        self.new_context = lambda viewport: context
        self.notebook = NotebookPage(self, (address, folder), path)
        self.page = self.notebook.page
        self.page.set_default_timeout(DRAWN_WITHIN)
        self.hand = Hand(self.page, debugging_port)
        self.page.evaluate((HERE / "recorder.js").read_text())
        self.notebook.run_all()


@contextmanager
def learner(browser, debugging_port, hub, name):
    """A bench for this learner, and the seconds from the login form to JupyterLab and to a figure that is there."""
    home, context = hub.home(name), browser.new_context(viewport=VIEWPORT)
    try:
        page = context.new_page()
        page.goto(f"{hub.address}/hub/login")
        page.fill("input[name=username]", name)
        page.fill("input[name=password]", hub.password)
        begin = time.monotonic()
        page.click("input[type=submit], button[type=submit]")
        page.wait_for_url(f"**/user/{name}/lab**", timeout=SERVER_WITHIN)
        at = {"server": time.monotonic() - begin}
        page.close()
        bench = HubBench(context, debugging_port, f"{hub.address}/user/{name}", home)
        bench.show("one")
        at["figure"] = time.monotonic() - begin
        bench.kernels = lambda: hub.learners()[name][1:]
        yield bench, at
        bench.close()
    finally:
        context.close()


def stops_are_there(bench):
    """Show the curve with its tangent, and wait until all its stops are in the page; seconds since the cell was run."""
    begin = time.monotonic()
    bench.show("one")
    bench.page.wait_for_function(
        "count => +document.querySelector('[data-live-figure]:not([data-old])').dataset.frames >= count", arg=ALL_STOPS
    )
    return time.monotonic() - begin


def needs_no_kernel(bench, meanwhile=nullcontext):
    """Drag the slider once all its stops are in the page."""
    seconds = stops_are_there(bench)
    drag.pause(bench)
    x, y, length = bench.track(0)
    with meanwhile():
        dragged = drag.record(bench, "one", ["x0"], (x, y), drag.ALONG * length)
    dragged.check_pointer(0.9)
    return drag.numbers(bench, dragged) | {"drawn": seconds}


def has_no_kernel(bench):
    """The same, while the kernel is halted."""
    return needs_no_kernel(bench, lambda: halted(bench.kernels()))


@contextmanager
def halted(pids):
    """Processes stand still within the block."""
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


CASES = {
    "all its stops in the page": needs_no_kernel,
    "the same, the kernel halted": has_no_kernel,
    "just opened": drag.one_slider,
    "second slider, off the cross": drag.second_slider,
}


def messages(bench):
    """Widget messages, and their bytes, that one drag sends and gets when all stops are in the page."""
    stops_are_there(bench)
    bench.page.wait_for_timeout(1000)
    session, counts = bench.page.context.new_cdp_session(bench.page), {}
    for way in ("Sent", "Received"):
        counts[way] = {"messages": 0, "bytes": 0}
        session.on(f"Network.webSocketFrame{way}", lambda event, count=counts[way]: _count(event["response"], count))
    session.send("Network.enable")
    x, y, length = bench.track(0)
    bench.drag((x, y), drag.ALONG * length, drag.MOVES, drag.RATE)
    bench.page.wait_for_timeout(1500)
    session.detach()
    return counts


def _count(frame, count):
    data = frame["payloadData"] if frame["opcode"] == 1 else base64.b64decode(frame["payloadData"])
    if message := measure.comm_message(data):
        count["messages"] += 1
        count["bytes"] += len(message)
