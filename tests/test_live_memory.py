"""A figure cell run again and again in one kernel: memory must not grow."""

import os

import psutil
import pytest
from jupyter_client.manager import KernelManager

# Until it is warm, matplotlib fills its cache of 4096 sizes of texts, and the garbage collector's high-water mark rises
WARM_UP, RUNS, MEGABYTE = 120, 200, 2**20
PREPARE = """
import gc
import numpy as np, matplotlib.pyplot as plt
import calcml.live.figure
from calcml.live import Choice, Handle, LiveFigure, Slider
calcml.live.figure.FIRST_SECONDS = 0.02  # fewer stops to begin with, or this test takes two minutes
"""
CELL = """
fig, ax = plt.subplots(figsize=(4, 3))
x = np.linspace(-2, 2, 1000)
(curve,) = ax.plot([], [])
(line,) = ax.plot([], [], animated=True)
(point,) = ax.plot([], [], "o", animated=True)
ax.set(xlim=(-2, 2), ylim=(-4, 4), xlabel="x", ylabel="f(x)")
def draw(power):
    curve.set_data(x, x**power)
def update(x0, h, power):
    line.set_data([x0, x0 + h], [x0**power, (x0 + h) ** power])
    point.set_data([x0], [x0**power])
    return f"At {x0:.2f}, a step of {h:.2f}."
LiveFigure(fig, update, draw=draw, handles=[Handle(point, x="x0")], x0=Slider(-2, 2, 0.5), h=Slider(0.01, 1),
power=Choice({"2": 2, "3": 3}))
"""


class Kernel:
    """A kernel with nobody looking: cells are run as JupyterLab runs them, with the cell's id in the metadata."""

    def __init__(self):
        environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
        self.manager = KernelManager()
        self.manager.start_kernel(env=environment)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.process = psutil.Process(self.manager.provisioner.pid)

    def run(self, code, cell=None):
        """Run code; return what it shows: text/plain of its result, and what it writes or raises."""
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = self.client.session.msg("execute_request", content, metadata={"cellId": cell} if cell else {})
        self.client.shell_channel.send(message)
        shown = []
        while True:
            reply = self.client.get_iopub_msg(timeout=60)
            if reply["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, content = reply["msg_type"], reply["content"]
            if kind == "execute_result":
                shown.append(content["data"]["text/plain"])
            elif kind == "stream":
                shown.append(content["text"])
            elif kind == "error":
                raise AssertionError("\n".join(content["traceback"]))
            elif kind == "status" and content["execution_state"] == "idle":
                self.client.get_shell_msg(timeout=60)
                return "".join(shown)

    def memory(self):
        """Megabytes in use, when all that can be freed is."""
        self.run("gc.collect()", cell="collector")
        return self.process.memory_info().rss / MEGABYTE

    def stop(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel():
    kernel = Kernel()
    yield kernel
    kernel.stop()


def test_two_hundred_runs_of_a_figure_cell_grow_the_kernel_by_less_than_five_megabytes(kernel):
    kernel.run(PREPARE)
    for _ in range(WARM_UP):
        kernel.run(CELL, cell="figure")
    before = kernel.memory()
    for _ in range(RUNS):
        assert kernel.run(CELL, cell="figure") == "At 0.50, a step of 0.51."
    grown = kernel.memory() - before
    assert grown < 5, f"{RUNS} runs of one cell have grown the kernel by {grown:.1f} MB"
