"""A class of 1 to 20 on a JupyterHub on this machine: memory a learner, time to the first figure, and dragging.

    uv venv /elsewhere/hub
    uv pip install --python /elsewhere/hub/bin/python -r requirements.lock -e . jupyterhub
    npm install --prefix /elsewhere/hub configurable-http-proxy
    /elsewhere/hub/bin/python benchmarks/classroom.py [--learners 1 5 10 20] [--notebook 01] [--json FILE]

Linux only. Everything runs on 127.0.0.1 in a temporary folder, and what the script starts it ends. See README.md beside
this file.
"""

import argparse
import json
import os
import platform
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import classroom_browser
import classroom_hub
import classroom_report
from browser import HERE, chromium

MOST = 60  # learners
LIMIT = 1200  # seconds for one class
SETTLED = 5  # seconds after the last cell, in which figures draw what may be wanted next
NOTEBOOKS = HERE.parent / "notebooks"
RESULTS = Path(tempfile.gettempdir(), "calcml-bench", "classroom.json")


class Class:
    """The simulated learners: their process takes orders, and what they report is read by a thread."""

    def __init__(self, process, names):
        self.process, self.names, self.reports = process, names, queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.reports.put(json.loads(line))
        self.reports.put({"what": "failed", "learner": "the process of all learners", "error": "it has ended"})

    def order(self, *words):
        print(*words, file=self.process.stdin, flush=True)

    def hear(self, what, count):
        """Wait for `count` reports of this kind; all the others that came meanwhile are returned as well."""
        heard, others = [], []
        while len(heard) < count:
            report = self.reports.get()
            if report["what"] == "failed":
                raise RuntimeError(f"{report['learner']}: {report['error']}")
            (heard if report["what"] == what else others).append(report)
        return heard, others


@contextmanager
def learners(hub, count, notebook):
    """The class, which begins at once; its process is ended with the block."""
    names = [f"learner{number}" for number in range(1, count + 1)]
    for name in names:
        hub.home(name, notebook)
    command = [sys.executable, str(HERE / "classroom_learner.py"), hub.address, str(notebook), *names]
    environment = {**os.environ, "CLASS_PASSWORD": hub.password}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, env=environment, **pipes)
    try:
        yield Class(process, names)
    finally:
        process.kill()
        process.wait(20)


def usage(hub):
    """Memory and processor of every learner's server and kernel, and of the hub with its proxy."""
    found, own = hub.learners(), hub.own_processes()
    each = [
        {
            "server": classroom_hub.memory(pids[:1]),
            "kernel": classroom_hub.memory(pids[1:]),
            "processor": classroom_hub.processor(pids),
        }
        for pids in found.values()
    ]
    return {"learners": each, "hub": classroom_hub.memory(own), "hub_processor": classroom_hub.processor(own)}


def spent(hub):
    """Seconds of the processor that all learners' servers and kernels have taken so far, and the clock."""
    return sum(map(classroom_hub.processor, hub.learners().values())), time.monotonic()


def simulated(hub, room, rounds):
    """The class begins, runs the notebook, and drags, all at the same moment."""
    ready, _ = room.hear("ready", len(room.names))
    time.sleep(SETTLED)
    result = {"ready": ready, "usage": usage(hub), "drags": []}
    before, _ = spent(hub)
    for _ in range(rounds):
        room.order("drag")
        result["drags"] += room.hear("drag", len(room.names))[0]
        time.sleep(1)
    return result | {"drag_processor": (spent(hub)[0] - before) / (rounds * len(room.names))}


def real(browser, hub, room, rounds):
    """One learner leaves; another comes, in Chromium, and drags while the others work."""
    room.order("leave", room.names[-1])
    room.hear("left", 1)
    room.order("work")
    with classroom_browser.learner(*browser, hub, "hands") as (bench, at):
        result, (before, begin) = {"at": at, "drags": {case: [] for case in classroom_browser.CASES}}, spent(hub)
        hub.give_way(room.process.pid)
        result["messages"] = classroom_browser.messages(bench)
        for _ in range(rounds):
            for case, act in classroom_browser.CASES.items():
                result["drags"][case].append(act(bench))
        after, end = spent(hub)
        result |= {"cores": (after - before) / (end - begin), "usage": usage(hub)}
    room.order("rest")
    _, others = room.hear("rested", len(room.names) - 1)
    return result | {"work": [report for report in others if report["what"] == "work"]}


def one_class(count, notebook, proxy, rounds, with_browser):
    """Everything for a class of `count`, on a hub of its own."""
    signal.alarm(LIMIT)
    result = {"load": [os.getloadavg()]}
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="classroom-"))
        hub = stack.enter_context(classroom_hub.hub(folder, proxy))
        room = stack.enter_context(learners(hub, count, notebook))
        try:
            result["simulated"] = simulated(hub, room, rounds)
            result["load"].append(os.getloadavg())
            if with_browser:
                result["real"] = real(stack.enter_context(chromium()), hub, room, rounds)
        except Exception as error:
            error.add_note(f"The hub's last words:\n{Path(folder, 'hub.log').read_text()[-3000:]}")
            raise
    signal.alarm(0)
    result["load"].append(os.getloadavg())
    return result


def measured(arguments, notebook, proxy):
    """Every class in turn, as a dictionary; it is written down after each, so that a failure takes only one of them."""
    results = {"begun": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version()}
    results |= {name: version(name) for name in ("jupyterhub", "jupyterlab", "ipykernel")}
    results |= {"cores": os.cpu_count(), "notebook": notebook.name, "rounds": arguments.rounds, "classes": {}}
    for count in arguments.learners:
        print(f"{count} learners, load {os.getloadavg()[0]:.1f}", flush=True)
        results["classes"][count] = one_class(count, notebook, proxy, arguments.rounds, not arguments.no_browser)
        arguments.json.write_text(json.dumps(results, indent=1))
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, nargs="+", default=[1, 5, 10, 20], help="sizes (default: 1 5 10 20)")
    parser.add_argument("--notebook", default="01", help="the beginning of its name (default: 01)")
    parser.add_argument("--rounds", type=int, default=5, help="drags of each learner and kind (default: 5)")
    parser.add_argument("--no-browser", action="store_true", help="simulated learners only")
    parser.add_argument("--json", type=Path, default=RESULTS, help=f"where the results go (default: {RESULTS})")
    arguments = parser.parse_args()
    if not 1 <= min(arguments.learners) <= max(arguments.learners) <= MOST:
        parser.error(f"A class has 1 to {MOST} learners here.")
    proxy, (notebook, *_) = classroom_hub.require(), [*NOTEBOOKS.glob(f"{arguments.notebook}*.ipynb"), None]
    if notebook is None:
        parser.error(f"No notebook's name begins with {arguments.notebook!r}.")
    for number in (signal.SIGTERM, signal.SIGALRM):  # as an exception, so that everything is ended
        signal.signal(number, lambda *_: sys.exit("classroom.py was ended, or one class took too long"))
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    print(classroom_report.text(measured(arguments, notebook, proxy)))
    print(f"\nAll numbers: {arguments.json}")


if __name__ == "__main__":
    main()
