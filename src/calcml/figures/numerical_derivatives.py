"""The live figures of notebook 02: how far a Taylor polynomial reaches, and how small a step should be."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions, plotting
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.polynomials import taylor
from calcml.live import Choice, Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, fraction, math
from calcml.numerics import central_difference, complex_step, forward_difference
from calcml.style import TEXT_COLOURS

__all__ = ["taylor", "v_curve"]

EPSILON = np.finfo(float).eps
ZERO = 1e-18  # where an error of exactly zero is drawn; no other error is so small
LOWEST, HIGHEST = 1e-19, 1e3


@dataclass(frozen=True)
class _Measured:
    """A function with its slope, and its second and third derivatives: they rule the truncation error."""

    f: functions.Function
    second: Callable
    third: Callable


_STUDIED = {
    "sin x": _Measured(functions.sine, lambda x: -np.sin(x), lambda x: -np.cos(x)),
    "exp x": _Measured(functions.exponential, np.exp, np.exp),
    "log x": _Measured(functions.logarithm, lambda x: -1 / x**2, lambda x: 2 / x**3),
    "x³": _Measured(functions.cube, lambda x: 6 * x, lambda x: 6.0),
}
_METHODS = {"forward": forward_difference, "central": central_difference, "complex step": complex_step}


def v_curve(f="sin x", x=1.0):
    """The error of three ways to nudge against the step h, on log-log axes: two V's, and a line without a wall.

    The error is relative, |measured − f'(x)| / |f'(x)|. Truncation falls with h for the forward difference, with h²
    for the central difference and the complex step. Round-off, about ε(|f(x)| + |x f'(x)|)/(h |f'(x)|), grows as h
    shrinks; the complex step has none. Dotted is what this theory promises. An error of exactly zero is drawn on a
    line "0" of its own. Of the digits measured, as many are coloured as the error leaves right. First used in
    notebook 02.

    Parameters
    ----------
    f : str
        The function shown first: "sin x", "exp x", "log x" or "x³".
    x : float
        Where the slope is measured at first, from 0.1 to 100.

    Returns
    -------
    LiveFigure
        Its controls: f, x and h.
    """
    h = Slider(1e-18, 1, 0.1, log=True, stops=73, label="step h")
    picture = _VCurve(np.array(h.stops))
    controls = {
        "f": Choice(list(_STUDIED), f, label="f(x)"),
        "x": Slider(0.1, 100, x, log=True, stops=31, label="at x"),
        "h": h,
    }
    handles = [Handle(picture.points["central"], x="h")]
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, handles=handles, name="v_curve", **controls)


class _VCurve:
    """The picture of `v_curve`."""

    def __init__(self, steps):
        self.steps = steps
        self.fig, self.ax = plt.subplots(figsize=(7, 4.8), layout="constrained")
        self.promise = moving_line(self.ax, "context", ":", lw=1.6)
        self.curves = {
            "central": moving_line(self.ax, "derivative", "-", lw=2.2),
            "forward": moving_line(self.ax, "second", "--", lw=2.2),
            "complex step": moving_line(self.ax, "ink", "--", dashes=(2.5, 3), lw=1.8),
        }
        self.points = {
            "forward": moving_point(self.ax, "second", size=9),
            "complex step": moving_point(self.ax, "ink", size=8),
            "central": moving_point(self.ax, "start"),
        }
        self.names = [
            self._name("forward", "second", ha="right", va="bottom"),
            self._name("central", "derivative", ha="left", va="top"),
            self._name("round-off", "context", ha="left", va="bottom"),
            self._name("complex step", "ink", ha="left", va="bottom"),
        ]

    def _name(self, text, meaning, **place):
        return self.ax.text(0, 0, f"  {text}  ", color=TEXT_COLOURS[meaning], fontsize=12, animated=True, **place)

    def draw(self, f):
        ax = self.ax
        plotting.clear(ax)
        ax.set(xscale="log", yscale="log", xlim=(0.5e-18, 2), ylim=(LOWEST, HIGHEST))
        ax.set(xlabel="step h", ylabel="relative error of the slope", title="How small should the step be?")
        powers = [-16, -12, -8, -4, 0]
        ax.set_xticks([10.0**k for k in powers], [_power_of_ten(k) for k in powers])
        ax.set_yticks([ZERO, *(10.0**k for k in powers)], ["0", *(_power_of_ten(k) for k in powers)])
        ax.minorticks_off()
        ax.axhline(ZERO, color="#CBD2D9", linewidth=1, zorder=0)

    def update(self, f, h, x):
        errors, at = _errors(f, x, tuple(self.steps)), int(np.argmin(np.abs(np.log(self.steps / h))))
        for name, curve in self.curves.items():
            shown = np.where(errors[name] == 0, ZERO, errors[name])
            curve.set_data(self.steps, shown)
            self.points[name].set_data([h], [shown[at]])
        promised = _promise(f, x, self.steps)
        self._draw_promise(*promised.values())
        tail = np.max(errors["complex step"][self.steps < 1e-13])  # where its name lies on the line
        self.names[-1].set_position((1e-18, 1.5 * max(tail, ZERO)))
        found = {name: error[at] for name, error in errors.items()}
        promised = {name: line[at] for name, line in promised.items()}
        return _v_words(f, h, x, found, promised), _v_formula(f, h, x, found["central"])

    def _draw_promise(self, forward, central, round_off):
        """Two V's of theory, as far as the larger of the two errors goes, and the names beside them."""
        vs = [np.fmax(truncation, round_off) for truncation in (forward, central)]
        turns = [[0, int(np.argmin(v)), -1] for v in vs]
        self.promise.set_data(
            np.concatenate([np.append(self.steps[turn], np.nan) for turn in turns]),
            np.concatenate([np.append(v[turn], np.nan) for v, turn in zip(vs, turns, strict=True)]),
        )
        for name, line, step in zip(self.names[:3], (forward, central, round_off), (1e-3, 1e-2, 1e-12), strict=True):
            at = int(np.argmin(np.abs(np.log(self.steps / step))))
            name.set_position((self.steps[at], line[at]))


def _power_of_ten(k):
    return "1" if k == 0 else "10" + str(k).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


@cache
def _errors(f, x, steps):
    """The relative error of each method at every step; NaN where f has no value at a sample."""
    studied = _STUDIED[f].f
    slope = studied.slope(x)
    found = {name: np.array([method(studied, x, h) for h in steps]) for name, method in _METHODS.items()}
    return {
        name: np.where(np.isfinite(slopes), np.abs(slopes - slope) / np.abs(slope), np.nan)
        for name, slopes in found.items()
    }


def _promise(f, x, h):
    """What theory says of the relative errors: truncation of forward and central, and the round-off of both."""
    studied = _STUDIED[f]
    slope = abs(studied.f.slope(x))
    return {
        "forward": h * abs(studied.second(x)) / 2 / slope,
        "central": h**2 * abs(studied.third(x)) / 6 / slope,
        "round-off": EPSILON * (abs(studied.f(x)) / slope + abs(x)) / h,
    }


def _v_words(f, h, x, errors, promised):
    parts = []
    for name, error in errors.items():
        truncation, round_off = promised[name if name in promised else "central"], promised["round-off"]
        if np.isnan(error):
            parts.append(f"{name} none (f has no value at x − h)")
        elif error == 0:
            parts.append(f"{name} 0 (exact to the last digit)")
        else:
            ruled_by = _ruled_by(truncation, None if name == "complex step" else round_off)
            parts.append(f"{name} {_short(error)} ({ruled_by})")
    return f"For {f} at x = {x:.3g} with h = {_short(h, 3)} the relative errors are: {', '.join(parts)}."


def _ruled_by(truncation, round_off):
    """Which error is larger. Round-off is often far below its bound, so near the turn chance decides."""
    if round_off is None:  # nothing was subtracted
        return "truncation" if truncation > EPSILON else "the last digit"
    return "truncation" if truncation > round_off else "round-off" if 100 * truncation < round_off else "near the turn"


def _short(value, digits=1):
    text = f"{value:.{digits}g}"
    return f"{float(text):g}" if "e+" in text else text.replace("e-0", "e-").replace("-", "−")


def _v_formula(f, h, x, error):
    """The central difference and the slope; as many digits as the error leaves right have the slope's colour."""
    studied = _STUDIED[f].f
    measured, slope = _digits(central_difference(studied, x, h)), _digits(studied.slope(x))
    if not measured[-1].isdigit():
        return math("f(x − h)", " has no value")
    mantissa, e, exponent = measured.partition("e")
    right = _end_of_digits(mantissa, np.inf if error == 0 else np.floor(-np.log10(error)))
    parts = ("derivative", mantissa[:right]), ("context", mantissa[right:]), ("ink", e + exponent)
    numbers = (coloured(meaning, Markup(f"<mn>{text}</mn>")) if text else "" for meaning, text in parts)
    return math(fraction("f(x + h) − f(x − h)", "2h"), " = ", *numbers, ",  f′(x) = ", slope)


def _end_of_digits(text, count):
    """Where the first `count` digits end, counted from the first that is not zero."""
    if count < 1:
        return 0
    first = next((i for i, letter in enumerate(text) if letter in "123456789"), 0)
    ends = [i + 1 for i, letter in enumerate(text) if letter.isdigit() and i >= first]
    return ends[int(min(count, len(ends))) - 1]


def _digits(value):
    """As many digits as the formula line has room for."""
    text = f"{value:.12g}" if abs(value) < 1e9 else f"{value:.8e}"
    return text.replace("e+", "e").replace("-", "−")
