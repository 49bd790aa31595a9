"""What live.js does in a learner's page, without the page: which messages it sends for a drag, and what it could show.

The rules, their numbers, and the names `paint`, `ask`, `ahead` and `receive` are those of src/calcml/live/live.js.
"""

import gzip
import json
import time

SAVE_EVERY, ASK_EVERY, PATH = 0.1, 0.08, 0.15  # seconds
FRAME = 1 / 60  # seconds from one paint to the next
UNDER_WAY = 4  # requests at most
ARRIVES_WITHIN = 60  # seconds for the stop at which a drag ends


class View:
    """One live figure, as a page holds it.

    Parameters
    ----------
    comm : str
        Id of the widget.
    state : dict
        Its state as the kernel opened it, with the buffers in place.
    send : callable
        ``send(content)`` sends a comm_msg.
    """

    def __init__(self, comm, state, send):
        self.comm, self._send, self.name, self.sent = comm, send, state["_name"], 0
        self.moving = [control for control in state["_controls"] if not control["still"]]
        self.wanted = [self._start(control, state) for control in self.moving]
        self.frames, self.lasts, self.waiting, self.along, self.path = set(), {}, {}, [], []
        self.number, self.trip, self.sent_at, self.changed_at = 0, 0.05, 0.0, 0.0
        self.request, self.held, self.changed = None, False, {}
        self.set_scene(state["_scene"])
        self.ask(fresh=True)

    @staticmethod
    def _start(control, state):
        stops, value = control["stops"], state[control["name"]]
        return stops.index(value) if value in stops else control["start"]

    def sliders(self):
        """Numbers of the controls that can be dragged."""
        return [k for k, control in enumerate(self.moving) if control["kind"] in ("slider", "steps")]

    def set_scene(self, scene):
        self.scene = scene["id"]
        self.frames.clear()
        self.keep(scene["frames"])

    def keep(self, packed):
        """The stops drawn in a packed lot of frames; a frame of a trace says which step is the last."""
        for key, frame in json.loads(gzip.decompress(packed)).items():
            stop = tuple(map(int, key.split(",")))
            self.frames.add(stop)
            if len(frame) > 4:
                self.lasts[self._others(stop)] = frame[4]

    def _others(self, stop):
        return tuple(i for i, control in zip(stop, self.moving, strict=True) if control["kind"] != "steps")

    def shown_for(self, stop):
        """The stop that is shown for a stop: of a trace, its last step for all beyond."""
        last = self.lasts.get(self._others(stop), 10**6)
        pairs = zip(stop, self.moving, strict=True)
        return tuple(min(i, last) if control["kind"] == "steps" else i for i, control in pairs)

    @property
    def is_there(self):
        """Whether the drawing that is wanted is in the page."""
        return self.shown_for(self.wanted) in self.frames

    def send(self, data):
        self.sent += 1
        self._send({"comm_id": self.comm, "data": data})

    def move(self, k, i):
        """The hand moves a control to a stop."""
        control, now = self.moving[k], time.monotonic()
        to = min(max(i, 0), len(control["stops"]) - 1)
        if to == self.wanted[k]:
            return
        self.wanted[k], self.along = to, [k]
        if not self.changed:
            self.changed_at = now
        self.changed[control["name"]] = control["stops"][to]
        self.path = [*((at, stop) for at, stop in self.path if now - at < PATH), (now, [*self.wanted])]

    def paint(self):
        """What the page does before each frame that it paints; whether it shows what is wanted."""
        if self.changed and time.monotonic() - self.changed_at > SAVE_EVERY:
            self.tell()
        if not (self.is_there and (not self.held or self.shown_for(self.ahead(FRAME * 3)) in self.frames)):
            self.ask()
        return self.is_there

    def tell(self):
        """The controls' values for the kernel, as any widget sends them."""
        if self.changed:
            self.send({"method": "update", "state": self.changed, "buffer_paths": []})
            self.changed = {}

    def ahead(self, later=0.0):
        """Where a hand that goes on like this will be when the kernel answers."""
        at, stop = self.path[0] if self.path else (0.0, self.wanted)
        times = (self.trip + later) / max(time.monotonic() - at, 0.016)
        there = [round(i + (i - j) * times) for i, j in zip(self.wanted, stop, strict=True)]
        return [min(max(i, 0), len(c["stops"]) - 1) for i, c in zip(there, self.moving, strict=True)]

    def ask(self, fresh=False):
        self.request = {"want": [*self.wanted], "ahead": self.ahead(), "along": self.along, "scene": self.scene}
        size, now = len(self.waiting), time.monotonic()
        if not size or (size < UNDER_WAY and now - self.sent_at > ASK_EVERY):
            self._send_request(fresh)

    def _send_request(self, fresh=False):
        self.number += 1
        self.sent_at = self.waiting[f"live-{self.number}"] = time.monotonic()
        content = {**self.request, "number": f"live-{self.number}", "fresh": fresh, "dropped": []}
        self.request = None
        self.send({"method": "custom", "content": content})

    def receive(self, data, buffers):
        """A message from the kernel: new frames, or a new still part."""
        if data["method"] == "update" and "_scene" in data["state"]:
            self.set_scene({**data["state"]["_scene"], "frames": buffers[0]})
        if data["method"] != "custom" or "scene" not in data["content"]:
            return
        if data["content"]["scene"] != self.scene:
            self.waiting.clear()
            return
        self.keep(buffers[0])
        sent = self.waiting.pop(data["content"].get("answers"), None)
        if sent:
            self.trip = time.monotonic() - sent
            if self.request:
                self._send_request()

    def drag(self, k, moves, seconds, listen):
        """Drag a slider towards its further end; `listen(seconds)` lets messages in. Returns what was seen."""
        last = len(self.moving[k]["stops"]) - 1
        start, to = self.wanted[k], round(last * (0.9 if self.wanted[k] < last / 2 else 0.1))
        asked, shown, before, begin = set(), set(), self.sent, time.monotonic()
        self.held = True
        for n in range(1, moves + 1):
            self.move(k, start + round((to - start) * n / moves))
            asked.add(self.shown_for(self.wanted))
            if self.paint():
                shown.add(self.shown_for(self.wanted))
            listen(begin + n * seconds / moves - time.monotonic())
        self.held = False
        self.tell()
        self.ask()
        late = self._wait(listen)
        seen = {"asked": len(asked), "shown": len(shown), "late": late, "sent": self.sent - before}
        return {"figure": self.name, "slider": self.moving[k]["name"], **seen}

    def _wait(self, listen):
        """Seconds until the stop at which the hand let go is there."""
        begin = time.monotonic()
        while not self.paint():
            if time.monotonic() - begin > ARRIVES_WITHIN:
                raise RuntimeError(f"{self.name}: the stop {self.wanted} has not come")
            listen(FRAME)
        return time.monotonic() - begin
