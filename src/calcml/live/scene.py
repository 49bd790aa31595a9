"""A scene: a figure, the functions that draw and move it, and its controls, without any widget around them."""

import contextlib
import io
import itertools
import re
import threading
import time
import warnings

import numpy as np

from calcml.live import sweeps
from calcml.live.checks import check, parameters, understood
from calcml.live.drawing import Layers
from calcml.live.presets import preset_moves
from calcml.live.steps import Steps

_ONE_AT_A_TIME = threading.RLock()  # a picture is placed and drawn in one go, whichever thread asks
_NO_NUMBER = re.compile(r"(?<![\w.])(nan|[+\-−]?inf)(?!\w)", re.IGNORECASE)


class Scene:
    """Draws the still part of a live figure, and its frames: one for every combination of stops.

    Parameters
    ----------
    fig, update, draw, handles, controls, presets
        As in `LiveFigure`; `controls` is a dict.

    Attributes
    ----------
    still, moving : list of str
        Names of the controls that change the still part, and of those that move artists.
    presets : list
        As `preset_moves` gives them.
    pairs : list of tuple
        For each handle that drags two sliders, their numbers in `moving`.
    """

    def __init__(self, fig, update, draw, handles, controls, presets=None):
        self.update, self.draw, self.handles, self.controls = update, draw, list(handles), controls
        self.still = [name for name in controls if draw and name in parameters(draw, controls)]
        self.moving = [name for name in controls if name not in self.still]
        self._movers = [controls[name] for name in self.moving]
        self._steps = next((k for k, control in enumerate(self._movers) if isinstance(control, Steps)), None)
        self._most = None if self._steps is None else len(self._movers[self._steps].stops) - 1
        self._lasts = {}  # the last step of a trace, by the stops of the other controls
        check(update, self.still, self.handles, controls)
        self.presets = preset_moves(presets, controls, self.moving)
        pairs = dict.fromkeys(handle.sliders for handle in self.handles if len(handle.sliders) == 2)
        self.pairs = [tuple(map(self.moving.index, pair)) for pair in pairs]
        self._taken_by_update = parameters(update, controls)
        self.words = {name: controls[name].words for name in self.still}
        self.values = self._still_values(self.words)
        with quietly():
            if draw:
                draw(**self.values)
            self.layers = Layers(fig)
            self.layers.settle()
            self.place(self.starts())

    # Values and stops

    def _still_values(self, words):
        """What `draw` receives for the words that stand in the formulas' boxes and the choices."""
        return {name: self.controls[name].value(text) for name, text in words.items()}

    def starts(self):
        """The stop of every moving control at which the figure opens."""
        return tuple(self.controls[name].start for name in self.moving)

    def stop_values(self, stop):
        """The values of the moving controls at a stop (one index a control)."""
        return {name: self.controls[name].stops[i] for name, i in zip(self.moving, stop, strict=True)}

    def shown(self, stop):
        """The stop whose picture is shown at `stop`: a step beyond the last of its trace shows the last."""
        stop, k = tuple(stop), self._steps
        if k is None:
            return stop
        return (*stop[:k], min(stop[k], self._lasts.get(_others(stop, k), stop[k])), *stop[k + 1 :])

    def cross(self, stop, first=None):
        """Stops through `stop`, as `sweeps.cross` orders them."""
        return sweeps.cross(self._movers, stop, first)

    def grids(self, stop):
        """For each handle that drags two sliders, the coarse grid of these two through `stop`, nearest first."""
        return itertools.chain.from_iterable(sweeps.pair_grid(self._movers, stop, pair) for pair in self.pairs)

    def preset_stops(self, stop):
        """Where the presets lead from `stop`, with Steps each of their traces."""
        for _, moves in self.presets:
            at = list(stop)
            for k, i in moves:
                at[k] = i
            yield tuple(at)
            for i in range(self._most + 1) if self._most else ():
                yield (*at[: self._steps], i, *at[self._steps + 1 :])

    def around(self, stop, along, ahead):
        """What may be wanted after `stop`, the likeliest first.

        The controls with the numbers `along` are moved now, and may stand at the stop `ahead` soon.
        """
        first = self.cross(stop, along[0] if along else None), self.grids(stop)
        way = sweeps.line(self._movers, stop, ahead)
        return itertools.chain(way, *(first if tuple(along) not in self.pairs else reversed(first)))

    # Drawing

    def redraw(self, words):
        """Draw the still part for other words in the still controls, or leave everything as it was and raise."""
        old, values = self.words, self._still_values(words)
        try:
            self._draw_still(words, values)
        except Exception:
            self._draw_still(old, self._still_values(old))
            raise

    def _draw_still(self, words, values):
        with quietly():
            self.draw(**values)
            self.layers.collect()
            self.layers.settle()
        self.words, self.values, self._lasts = words, values, {}

    def place(self, stop):
        """Move the artists to a stop; return the sentence, the formula, and the last step (None without Steps)."""
        still = {name: value for name, value in self.values.items() if name in self._taken_by_update}
        values = self.stop_values(stop)
        before = self.layers.limits()
        said = self.update(**still, **values)
        if self.layers.limits() != before:
            self.layers.set_limits(before)
            raise ValueError("update() changed the limits of an axes. Set them once, before LiveFigure, or in draw().")
        sentence, formula, last = understood(said, self._most)
        if _NO_NUMBER.search(sentence):
            where = ", ".join(f"{name} = {value}" for name, value in values.items())
            raise ValueError(f"at {where} there is no number to show. Move back to where the function has a value.")
        if last is not None:
            self._lasts[_others(stop, self._steps)] = last
        return sentence, formula, last

    def place_near(self, stop):
        """Move the artists to a stop or the nearest of its cross that can be drawn; the sentence, or the problem."""
        said = None
        for at in itertools.chain([stop], self.cross(stop)):
            try:
                sentence, *_ = self.place(at)
            except Exception as error:
                said = said or problem(error)
            else:
                return said or sentence
        return said

    def frame(self, stop):
        """What is shown at a stop: [fragment, sentence, formula, places of the handles, last step], or [problem]."""
        with quietly():
            try:
                sentence, formula, last = self.place(stop)
                fragment = self.layers.fragment()
            except Exception as error:
                return [problem(error)]
        places = [self.layers.position(handle.artist) for handle in self.handles]
        return [fragment, sentence, formula, places, *([] if last is None else [last])]

    def frames(self, stop, seconds=None):
        """Frames of the cross through `stop`, as many as `seconds` allow, at least up to the first that is good.

        Without a limit, all of the cross, the presets, and the coarse grids.

        Raises
        ------
        ValueError
            If no stop of the cross can be drawn: with what went wrong at `stop`.
        """
        frames, good, started = {}, False, time.monotonic()
        page = self.preset_stops(stop), self.grids(stop), sweeps.grid(self._movers)
        more = () if seconds is not None else itertools.chain(*page)
        for at in itertools.chain([stop], self.cross(stop), more):
            if self.shown(at) not in frames:
                frame = self.frame(at)
                frames[self.shown(at)] = frame
                good = good or len(frame) > 1
            if good and seconds is not None and time.monotonic() - started > seconds:
                break
        if not good:
            raise ValueError(frames[self.shown(stop)][0].removeprefix("Problem: "))
        return frames

    def still_part(self):
        """The background and what belongs to it, as the browser needs it."""
        with quietly():
            return {
                "background": self.layers.background(),
                "words": self.words,
                "echoes": {name: getattr(value, "mathml", "") for name, value in self.values.items()},
                "handles": [self._handle_spec(handle) for handle in self.handles],
            }

    def _handle_spec(self, handle):
        sliders = [self.controls[name] for name in handle.sliders]
        labels = [slider.label or name for name, slider in zip(handle.sliders, sliders, strict=True)]
        label = f"Point in the picture: {handle.label or ' and '.join(labels)}"
        coarse = []
        if len(sliders) == 2:
            label += f"; left and right: {labels[0]}, up and down: {labels[1]}"
            coarse = [list(slider.coarse(sweeps.COARSE)) for slider in sliders]
        spec = {"controls": [handle.x, handle.y], "label": label, "coarse": coarse}
        return spec | self.layers.frame_of(handle.artist.axes)


def problem(error):
    """An error as the learner reads it: what went wrong, why, and what to try."""
    if isinstance(error, ValueError):
        return f"Problem: {error}"
    return f"Problem: {type(error).__name__}: {error}. Move the control back, or mend the function."


@contextlib.contextmanager
def quietly():
    """Nothing that a learner's function prints or warns of reaches the log."""
    nowhere = io.StringIO()
    with (
        _ONE_AT_A_TIME,
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        warnings.simplefilter("ignore")
        yield


def _others(stop, k):
    return (*stop[:k], *stop[k + 1 :])
