"""A scene: a figure, the functions that draw and move it, and its controls, without any widget around them."""

import contextlib
import inspect
import io
import itertools
import re
import threading
import time
import warnings

import numpy as np

from calcml.live import sweeps
from calcml.live.controls import Choice, Formula, Slider
from calcml.live.drawing import Layers
from calcml.live.handle import Handle

MOST_SLIDERS = 4

_ONE_AT_A_TIME = threading.RLock()  # a picture is placed and drawn in one go, whichever thread asks
_NO_NUMBER = re.compile(r"(?<![\w.])(nan|[+\-−]?inf)(?!\w)", re.IGNORECASE)


class Scene:
    """Draws the still part of a live figure, and its frames: one for every combination of stops.

    Parameters
    ----------
    fig, update, draw, handles, controls
        As in `LiveFigure`; `controls` is a dict.

    Attributes
    ----------
    still, moving : list of str
        Names of the controls that change the still part, and of those that move artists.
    pairs : list of tuple
        For each handle that drags two sliders, their numbers in `moving`.
    """

    def __init__(self, fig, update, draw, handles, controls):
        self.update, self.draw, self.handles, self.controls = update, draw, list(handles), controls
        self.still = [name for name in controls if draw and name in _parameters(draw, controls)]
        self.moving = [name for name in controls if name not in self.still]
        self._movers = [controls[name] for name in self.moving]
        self._check()
        pairs = dict.fromkeys(handle.sliders for handle in self.handles if len(handle.sliders) == 2)
        self.pairs = [tuple(map(self.moving.index, pair)) for pair in pairs]
        self._taken_by_update = _parameters(update, controls)
        self.words = {name: controls[name].words for name in self.still}
        self.values = self._still_values(self.words)
        with quietly():
            if draw:
                draw(**self.values)
            self.layers = Layers(fig)
            self.layers.settle()
            self.place(self.starts())

    # What the author handed over

    def _check(self):
        sliders = [name for name, control in self.controls.items() if isinstance(control, Slider)]
        self._check_functions()
        if len(sliders) > MOST_SLIDERS:
            raise ValueError(
                f"A figure has at most {MOST_SLIDERS} sliders, got {len(sliders)}. Split it into two figures."
            )
        for handle in self.handles:
            if not isinstance(handle, Handle):
                raise TypeError(f"handles should hold Handle(...), got {type(handle).__name__}.")
            if handle.artist.axes.name == "3d":
                raise ValueError("A handle needs a flat picture, got a 3-D axes. Put it into one beside it.")
            for name in handle.sliders:
                if name not in sliders:
                    raise ValueError(f"A handle drags sliders, here one or two of {sliders}, got {name!r}.")

    def _check_functions(self):
        taken_by_update = _parameters(self.update, self.controls)
        for name, control in self.controls.items():
            if name in self.still and not isinstance(control, Formula | Choice):
                raise ValueError(
                    f"draw() takes formulas and choices, but {name} is a {type(control).__name__}: "
                    "it belongs in update()."
                )
            if isinstance(control, Formula) and name not in self.still:
                raise ValueError(
                    f"The formula {name} changes the still part: give LiveFigure a function draw({name}) that draws it."
                )
            if name in self.moving and name not in taken_by_update:
                raise ValueError(
                    f"update() takes no argument called {name!r}. Add it to update(), or leave out the control."
                )

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

    def cross(self, stop, first=None):
        """Stops through `stop`, as `sweeps.cross` orders them."""
        return sweeps.cross(self._movers, stop, first)

    def grids(self, stop):
        """For each handle that drags two sliders, the coarse grid of these two through `stop`, nearest first."""
        return itertools.chain.from_iterable(sweeps.pair_grid(self._movers, stop, pair) for pair in self.pairs)

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
        self.words, self.values = words, values

    def place(self, stop):
        """Move the artists to a stop; return the sentence and the formula for it."""
        still = {name: value for name, value in self.values.items() if name in self._taken_by_update}
        values = self.stop_values(stop)
        before = self.layers.limits()
        said = self.update(**still, **values)
        if self.layers.limits() != before:
            self.layers.set_limits(before)
            raise ValueError("update() changed the limits of an axes. Set them once, before LiveFigure, or in draw().")
        sentence, formula = said if isinstance(said, tuple) and len(said) == 2 else (said, "")
        if not (isinstance(sentence, str) and sentence and isinstance(formula, str)):
            raise TypeError(f"update() should return a sentence, or (sentence, formula), but it returned {said!r}.")
        if _NO_NUMBER.search(sentence):
            where = ", ".join(f"{name} = {value}" for name, value in values.items())
            raise ValueError(f"at {where} there is no number to show. Move back to where the function has a value.")
        return sentence, formula

    def place_near(self, stop):
        """Move the artists to a stop or the nearest of its cross that can be drawn; the sentence, or the problem."""
        said = None
        for at in itertools.chain([stop], self.cross(stop)):
            try:
                sentence, _ = self.place(at)
            except Exception as error:
                said = said or problem(error)
            else:
                return said or sentence
        return said

    def frame(self, stop):
        """What is shown at a stop: [fragment, sentence, formula, places of the handles], or [problem] in words."""
        with quietly():
            try:
                sentence, formula = self.place(stop)
                fragment = self.layers.fragment()
            except Exception as error:
                return [problem(error)]
        return [fragment, sentence, formula, [self.layers.position(handle.artist) for handle in self.handles]]

    def frames(self, stop, seconds=None):
        """Frames of the cross through `stop`, as many as `seconds` allow, at least up to the first that is good.

        Without a limit, all of the cross, and the coarse grids.

        Raises
        ------
        ValueError
            If no stop of the cross can be drawn: with what went wrong at `stop`.
        """
        frames, good, started = {}, False, time.monotonic()
        more = () if seconds is not None else itertools.chain(self.grids(stop), sweeps.grid(self._movers))
        for at in itertools.chain([stop], self.cross(stop), more):
            if at not in frames:
                frames[at] = self.frame(at)
                good = good or len(frames[at]) > 1
            if good and seconds is not None and time.monotonic() - started > seconds:
                break
        if not good:
            raise ValueError(frames[tuple(stop)][0].removeprefix("Problem: "))
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
        label = handle.label or " and ".join(self.controls[name].label or name for name in handle.sliders)
        coarse = [list(self.controls[name].coarse(sweeps.COARSE)) for name in handle.sliders]
        spec = {"controls": [handle.x, handle.y], "label": label, "coarse": coarse if len(coarse) == 2 else []}
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


def _parameters(function, controls):
    """The controls that a function takes."""
    parameters = inspect.signature(function).parameters
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        return list(controls)
    return [name for name in controls if name in parameters]
