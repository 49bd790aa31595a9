"""From what a page has shown during a drag to numbers: how many pictures, how late, how many wrong."""

import base64
import gzip
import io
import json
import re
import struct
from itertools import pairwise

import numpy as np
import pictures

NUMBER = re.compile(r"-?\d+\.\d\d(?!\d)")


def state_of_png(png):
    """The values that a PNG was drawn for, from its title."""
    from PIL import Image

    return _numbers(Image.open(io.BytesIO(png)).text["Title"])


def _numbers(text):
    return tuple(float(number) + 0.0 for number in NUMBER.findall(text))


def _belongs(sentence, state):
    """Whether the first numbers of a sentence are the values that the picture was drawn for."""
    return _numbers(sentence)[: len(state)] == state


class Drag:
    """What a page showed while one slider was dragged, or two at once.

    Parameters
    ----------
    technique, picture : str
        As in pictures.py.
    *sliders : str
        Those that were dragged.
    recording : dict
        What recorder.js noted: every change of the picture or the sentence, and every pointer move.
    """

    def __init__(self, technique, picture, recording, *sliders):
        self.technique, self.picture, self.recording = technique, picture, recording
        self.names = list(pictures.SLIDERS[picture])
        self.dragged = [self.names.index(slider) for slider in sliders]
        self.contents = {int(key): base64.b64decode(png) for key, png in recording["contents"].items()}
        states = {key: state_of_png(png) for key, png in self.contents.items()}
        read = self._live_state if technique == "live" else lambda key: states.get(key)
        self.shown = [(entry["at"], read(entry["picture"]), entry["sentence"]) for entry in recording["shown"]]

    def _live_state(self, key):
        """The values that stand in the drawing; they must be those of the stop that the figure says it shows."""
        stop, tag = key.split("|")
        state, says = _numbers(tag), self._values_at(map(int, stop.split(",")))
        if state != says:
            raise AssertionError(f"data-state {stop} stands for {says}, but the drawing is for {state}")
        return state

    def _values_at(self, stop):
        return tuple(float(pictures.stops(self.picture, name)[i]) for name, i in zip(self.names, stop, strict=True))

    @property
    def wanted(self):
        """Where the sliders stand at the end: the values of which the picture should be."""
        if self.technique == "live":
            return self._values_at(self.recording["values"])
        return tuple(float(value) + 0.0 for value in self.recording["values"])

    def check_pointer(self, end):
        """The drag must have ended where the pointer did, at the fraction `end` of the slider, up to two stops."""
        for k in self.dragged:
            values = pictures.stops(self.picture, self.names[k])
            at = float(np.interp(self.wanted[k], values, np.arange(len(values))))
            if abs(at - end * (len(values) - 1)) > 2.01:
                raise AssertionError(
                    f"{self.technique}: the pointer went to {end:.0%} of the slider, which is at stop {at:g}"
                )

    def numbers(self, is_expected):
        """The measures of this drag; `is_expected` says whether the final picture is what Python draws."""
        moves, final = self.recording["moves"], self.shown[-1]
        states = [state for at, state, _ in self.shown[1:] if state and at >= moves[0]]
        after = [entry for entry in self.shown if entry[1] == self.wanted]
        last_wrong = max((at for at, state, _ in self.shown if state != self.wanted), default=moves[0])
        right = min((at for at, *_ in after if at > last_wrong), default=None)
        return {
            "pictures": len(set(states) - {self.shown[0][1]}),
            "seen": len(moves),
            "rate": (len(moves) - 1) / (moves[-1] - moves[0]) * 1000,
            "late": None if right is None else max(0.0, right - moves[-1]),
            "wrong_final": int(final[1] != self.wanted or not is_expected),
            "wrong_sentences": sum(not _belongs(words, state) for _, state, words in self.shown if state and words),
            "backward": self._backward(states),
            "far_for": self.recording["farFor"],
        }

    def _backward(self, states):
        """How often it went against the hand: where a live figure wants to go, or the picture of another technique.

        A live figure that waits for a stop may show one beyond it and then go back: that is no mistake. But it must
        never want to go back, as it would if the kernel's echo of an older value were taken for a new one.
        """
        if self.technique == "live":
            states = [tuple(map(int, stop.split(","))) for stop in self.recording["wanted"]]
        return sum(any(later[k] < earlier[k] for k in self.dragged) for earlier, later in pairwise(states))

    @property
    def final_png(self):
        """The picture shown at last."""
        return self.contents[self.recording["shown"][-1]["picture"]]


def same_pixels(a, b):
    """Whether two PNGs show the same."""
    import matplotlib.image

    first, second = (matplotlib.image.imread(io.BytesIO(png)) for png in (a, b))
    return np.array_equal(first, second)


def comm_message(frame):
    """The message's bytes, if a WebSocket frame from Jupyter holds a widget's message; else None.

    Both of Jupyter's formats: JSON text, and the binary one, which begins with a table of 64-bit offsets.
    """
    if isinstance(frame, str):  # other sockets, such as that for events, send messages without a header
        return frame.encode() if _is_comm(json.loads(frame).get("header") or {}) else None
    (count,) = struct.unpack_from("<Q", frame)
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    return frame if _is_comm(json.loads(frame[offsets[1] : offsets[2]])) else None


def _is_comm(header):
    return header.get("msg_type", "").startswith("comm_")


def gzipped(data):
    """Bytes that `data` takes gzipped."""
    return len(gzip.compress(data, 6))
