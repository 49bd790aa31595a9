"""Simulated learners, each in a thread, in a process beside classroom.py: its orders come in as lines, JSON goes out.

    python benchmarks/classroom_learner.py ADDRESS NOTEBOOK NAME [NAME …]     # the password in CLASS_PASSWORD

All begin at once, as a class does: log in, get a server, start a kernel, run every cell of the notebook. Then they wait
for orders: `drag` (every learner drags the first slider of the first figure), `leave NAME`, `work` (until `rest`:
drag some slider of some figure, look at it, drag the next one).
"""

import json
import os
import random
import sys
import threading
import time
from pathlib import Path

from classroom_view import View
from classroom_wire import Account

MOVES, SECONDS = 60, 1.0  # of a drag
LOOKING = 2.0, 6.0  # seconds between two drags of a learner at work
WIDGET = "application/vnd.jupyter.widget-view+json"
printing, resting = threading.Lock(), threading.Event()


def report(name, what, **numbers):
    with printing:
        print(json.dumps({"learner": name, "what": what, **numbers}), flush=True)


class Learner:
    """One learner, from the login form to the last drag."""

    def __init__(self, address, name, password, notebook):
        self.name, self.notebook = name, Path(notebook)
        self.account = Account(address, name, password)
        self.models, self.views, self.choose = {}, {}, random.Random(name)

    def begin(self):
        """Everything up to the end of the notebook: the seconds since the login form was sent."""
        begin, at = time.monotonic(), {}
        self.account.log_in()
        self.account.wait_for_server()
        at["server"] = time.monotonic() - begin
        self.channels = self.account.start_kernel(self.notebook.name)
        self.run("")
        at["kernel"] = time.monotonic() - begin
        for cell in json.loads(self.notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                self.run("".join(cell["source"]))
            if self.views and "figure" not in at:
                at["figure"] = time.monotonic() - begin
        at["notebook"] = time.monotonic() - begin
        report(self.name, "ready", figures=len(self.views), **at)

    def run(self, source):
        """Run a cell, and show the figures that it made."""
        content = {"code": source, "silent": False, "store_history": True, "allow_stdin": False, "stop_on_error": True}
        asked, replied, idle = self.channels.send("execute_request", {**content, "user_expressions": {}}), False, False
        while not (replied and idle):
            message = self._receive()
            if message is None:
                raise RuntimeError(f"{self.name}: the kernel did not answer")
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["header"]["msg_type"], message["content"]
            if kind == "error":
                raise RuntimeError(f"{self.name}: a cell failed: {content['ename']}: {content['evalue']}")
            replied |= kind == "execute_reply"
            idle |= kind == "status" and content["execution_state"] == "idle"

    def _receive(self, seconds=300):
        """The next message, once it has had its effect on the figures."""
        message = self.channels.receive(seconds)
        if message is None:
            return None
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "comm_open":
            state = content["data"].get("state", {})
            for path, buffer in zip(content["data"].get("buffer_paths", ()), message["buffers"], strict=True):
                _put(state, path, buffer)
            self.models[content["comm_id"]] = state
        elif kind in ("display_data", "execute_result") and WIDGET in content["data"]:
            self._show(content["data"][WIDGET]["model_id"])
        elif kind == "comm_msg" and content["comm_id"] in self.views:
            self.views[content["comm_id"]].receive(content["data"], message["buffers"])
        return message

    def _show(self, model):
        """A widget is displayed; within boxes there may be more."""
        state = self.models.get(model, {})
        if state.get("_scene"):
            self.views[model] = View(model, state, lambda content: self.channels.send("comm_msg", content))
        for child in state.get("children", ()):
            self._show(child.removeprefix("IPY_MODEL_"))

    def listen(self, seconds):
        """Let messages in for so long."""
        until = time.monotonic() + max(0.0, seconds)
        while (left := until - time.monotonic()) > 0:
            self._receive(left)

    def drag(self, view, k):
        return view.drag(k, MOVES, SECONDS, self.listen)

    def drag_first(self):
        """Drag the first slider of the first figure."""
        view = next(iter(self.views.values()))
        report(self.name, "drag", **self.drag(view, view.sliders()[0]))

    def work(self):
        """Drag this and that, and look at it, until it is time to rest."""
        while not resting.is_set():
            view = self.choose.choice(list(self.views.values()))
            report(self.name, "work", **self.drag(view, self.choose.choice(view.sliders())))
            self.listen(self.choose.uniform(*LOOKING))
        report(self.name, "rested")

    def leave(self):
        self.account.leave()
        report(self.name, "left")


def _put(state, path, buffer):
    *way, last = path
    for key in way:
        state = state[key]
    state[last] = buffer


def together(learners, act):
    """All do the same at once; a failure ends the process, and says whose it was."""

    def careful(learner):
        try:
            act(learner)
        except Exception as error:
            report(learner.name, "failed", error=f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=careful, args=[learner], daemon=True) for learner in learners]
    for thread in threads:
        thread.start()
    return threads


def main(address, notebook, *names):
    learners = {name: Learner(address, name, os.environ["CLASS_PASSWORD"], notebook) for name in names}
    for thread in together(learners.values(), Learner.begin):
        thread.join()
    for line in sys.stdin:
        order, *who = line.split()
        if order == "rest":
            resting.set()
        elif order == "work":
            together(learners.values(), Learner.work)
        elif order == "leave":
            together([learners.pop(who[0])], Learner.leave)
        else:
            together(learners.values(), Learner.drag_first)


if __name__ == "__main__":
    main(*sys.argv[1:])
