"""A JupyterHub of its own for a benchmark: on 127.0.0.1 alone, in a temporary folder, ended with the block.

Anyone may log in with one password (the dummy authenticator), and each learner's server is a process of this machine
(the simple spawner). Beside it: what the processes of a learner take, as /proc says it. So Linux only.
"""

import ctypes
import importlib.util
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from browser import HERE, free_port, wait_for

GET = """This needs JupyterHub and its proxy, in an environment of their own, outside this folder:

    uv venv /elsewhere/hub
    uv pip install --python /elsewhere/hub/bin/python -r requirements.lock -e . jupyterhub
    npm install --prefix /elsewhere/hub configurable-http-proxy
    /elsewhere/hub/bin/python benchmarks/classroom.py"""
ENDED_WITHIN = 40
NICE = 10  # how far the servers stand back behind a browser, which has a computer of its own in a real class
SUBREAPER, DEATH_SIGNAL = 36, 1  # Linux's numbers: prctl(PR_SET_CHILD_SUBREAPER), prctl(PR_SET_PDEATHSIG)
PAGE_KINDS = {"Pss": "pss", "Rss": "rss", "Private_Clean": "own", "Private_Dirty": "own"}
MB = 1e6

CONFIG = """
import os
c.JupyterHub.bind_url = {address!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = [{proxy!r}]
c.ConfigurableHTTPProxy.pid_file = {folder!r} + "/proxy.pid"
c.ConfigurableHTTPProxy.auth_token = os.environ["PROXY_TOKEN"]
c.JupyterHub.db_url = "sqlite:///" + {folder!r} + "/hub.sqlite"
c.JupyterHub.cookie_secret_file = {folder!r} + "/cookies"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.DummyAuthenticator.password = os.environ["CLASS_PASSWORD"]
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {folder!r} + "/homes/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root", "--LabApp.news_url=None", "--LabApp.expose_app_in_browser=True",
                  "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
                  "--KernelManager.transport=ipc"]  # ports that are free now may be taken when the kernel is up
sockets = lambda spawner: {folder!r} + "/homes/" + spawner.user.name + "/run"  # their paths must be short
c.Spawner.environment = {{"PYTHONPATH": {here!r}, "JUPYTER_RUNTIME_DIR": sockets}}
c.Spawner.start_timeout = c.Spawner.http_timeout = 300  # a whole class starts at once on few cores
"""


def require():
    """The path of configurable-http-proxy; ends the script, saying how to get them, where something is missing."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit("The memory of processes is read from /proc/PID/smaps_rollup, which only Linux has.")
    near = Path(sys.prefix, "node_modules", ".bin", "configurable-http-proxy")
    proxy = str(near) if near.exists() else shutil.which("configurable-http-proxy")
    missing = [] if importlib.util.find_spec("jupyterhub") else ["jupyterhub is not installed here"]
    missing += [] if proxy else ["configurable-http-proxy was not found"]
    missing += [] if shutil.which("node") else ["node, which runs that proxy, was not found"]
    if missing:
        raise SystemExit(f"{GET}\n\nMissing now: {'; '.join(missing)}.")
    return proxy


class Hub:
    """A running hub: its address, the class's password, and the processes of each learner."""

    def __init__(self, address, folder, password, process):
        self.address, self.folder, self.password, self.process = address, Path(folder), password, process

    def home(self, name, *files):
        """Make a learner's home, with copies of these files."""
        home = self.folder / "homes" / name
        home.mkdir(parents=True)
        for file in files:
            shutil.copy(file, home)
        return home

    def learners(self):
        """Name -> process ids of each learner: first the server's, then those of its kernels."""
        found, children = {}, _children()
        for pid in children.get(self.process.pid, ()):
            with suppress(OSError):
                home = Path(os.readlink(f"/proc/{pid}/cwd"))
                if home.parent == self.folder / "homes":
                    found[home.name] = [pid, *_below(pid, children)]
        return found

    def give_way(self, *more):
        """From now on the hub, servers and kernels, and the processes `more`, leave the cores to the browser first."""
        for pid in (*self.own_processes(), *sum(self.learners().values(), []), *more):
            for thread in Path(f"/proc/{pid}/task").glob("*"):
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, int(thread.name), NICE)

    def own_processes(self):
        """The hub itself and its proxy."""
        learners = {pid for pids in self.learners().values() for pid in pids}
        return [self.process.pid, *(pid for pid in _below(self.process.pid, _children()) if pid not in learners)]


@contextmanager
def hub(folder, proxy):
    """A hub in `folder`, ended with the block together with every process that came from it."""
    ports = [free_port() for _ in range(3)]
    address, password = f"http://127.0.0.1:{ports[0]}", secrets.token_hex(8)
    names = dict(zip(("hub_port", "api_port"), ports[1:], strict=True), address=address, proxy=proxy)
    config = Path(folder, "jupyterhub_config.py")
    config.write_text(CONFIG.format(folder=str(folder), python=sys.executable, here=str(HERE), **names))
    environment = {**os.environ, "PROXY_TOKEN": secrets.token_hex(32), "CLASS_PASSWORD": password}
    command = [sys.executable, "-m", "jupyterhub", "--config", str(config)]
    prctl = ctypes.CDLL(None).prctl
    prctl(SUBREAPER, 1)  # what the hub leaves behind becomes a child of this process, and is found at the end
    with open(Path(folder, "hub.log"), "w") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=lambda: prctl(DEATH_SIGNAL, signal.SIGTERM),  # even if this process is killed
        )  # fmt: skip
        try:
            wait_for("JupyterHub", f"{address}/hub/api", process, log.name)
            yield Hub(address, folder, password, process)
        finally:
            _end(process)


def _end(process):
    """End the hub, which ends its servers and its proxy; then, by their ids, whatever it has left behind."""
    came_from_it = _below(process.pid, _children())
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(ENDED_WITHIN)
    for number in (signal.SIGTERM, signal.SIGKILL):
        ours = {process.pid, *_below(os.getpid(), _children())}
        for pid in ours.intersection([process.pid, *came_from_it]):
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(0.5)
    process.wait(10)


def _children():
    """Process id -> ids of its children, of every process there is."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            found.setdefault(parent, []).append(int(stat.parent.name))
    return found


def _below(pid, children):
    """All descendants of a process."""
    return [below for child in children.get(pid, ()) for below in (child, *_below(child, children))]


def memory(pids):
    """Megabytes of these processes: pss (shared pages divided among those who share), own (not shared), rss (all)."""
    sums = dict.fromkeys(("pss", "own", "rss"), 0.0)
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            kind, kilobytes, *_ = line.split()
            if key := PAGE_KINDS.get(kind.rstrip(":")):
                sums[key] += int(kilobytes) * 1024 / MB
    return sums


def processor(pids):
    """Seconds of the processor that these processes have taken so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")
