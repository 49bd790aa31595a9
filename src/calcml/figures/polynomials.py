"""The live figure of Taylor polynomials: how far more terms reach, and where they never do."""

import math as m
from collections.abc import Callable
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Choice, Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, math, power

CLOSE = 0.03  # a polynomial that misses by less than this "reaches" so far
POINTS = 61  # of a polynomial's curve
SHOWN_TERMS = 3  # in the formula line, which is as wide as the picture


@dataclass(frozen=True, kw_only=True)
class _Series:
    """A function and its Taylor polynomials: their coefficients f⁽ᵏ⁾(a)/k!, and the window that shows them."""

    f: Callable
    coefficients: Callable  # of the centre a and the array k = 0, 1, …, degree
    x: tuple
    y: tuple
    name_at: float  # where the curve is named, and on which side
    name_offset: tuple = (9, -7)
    radius: Callable = lambda a: m.inf

    def polynomial(self, centre, degree):
        """Its coefficients, the constant first, for powers of (x − centre)."""
        return self.coefficients(centre, np.arange(degree + 1))


def _factorials(k):
    return np.array([float(m.factorial(i)) for i in k])


def _sine_coefficients(a, k):
    cycle = np.array([m.sin(a), m.cos(a), -m.sin(a), -m.cos(a)])
    return cycle[k % 4] / _factorials(k)


def _logarithm_coefficients(a, k):
    later = -((-1.0) ** k[1:]) / (k[1:] * (1 + a) ** k[1:])
    return np.append(m.log1p(a), later)


_SERIES = {
    "sin x": _Series(
        f=np.sin,
        coefficients=_sine_coefficients,
        x=(-6, 8),
        y=(-2.2, 2.2),
        name_at=6.75,
    ),
    "exp x": _Series(
        f=np.exp,
        coefficients=lambda a, k: m.exp(a) / _factorials(k),
        x=(-5, 4),
        y=(-4, 24),
        name_at=2.7,
        name_offset=(-9, 7),
    ),
    "log(1 + x)": _Series(
        f=np.log1p,
        coefficients=_logarithm_coefficients,
        x=(-2, 7.5),
        y=(-3, 3),
        name_at=5.6,
        radius=lambda a: 1 + a,
    ),
}


def taylor(f="sin x"):
    """A function and its Taylor polynomial around a centre that can be dragged: how far do more terms reach?

    P(x) = Σ f⁽ᵏ⁾(a)/k! · (x − a)ᵏ for k from 0 to the degree. It is drawn thick where it misses f by less than 0.03.
    For log(1 + x) a bar shows the distance 1 + a on either side of the centre a: beyond it the miss grows without bound
    as the degree does. First used in notebook 02.

    Parameters
    ----------
    f : str
        The function shown first: "sin x", "exp x" or "log(1 + x)".

    Returns
    -------
    LiveFigure
        Its controls: f, degree (0 to 15) and centre.
    """
    picture = _Taylor()
    controls = {
        "f": Choice(list(_SERIES), f, label="f(x)"),
        "degree": Slider(0, 15, 1, integer=True, label="degree"),
        "centre": Slider(-0.9, 3, 0, stops=79, label="centre a"),
    }
    handles = [Handle(picture.point, x="centre")]
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, handles=handles, name="taylor", **controls)


class _Taylor:
    """The picture of `taylor`."""

    def __init__(self):
        self.fig, self.ax = plt.subplots(layout="constrained")
        self.polynomial = moving_line(self.ax, "derivative", "--", lw=2)
        self.close = moving_line(self.ax, "derivative", "-", lw=4.5)
        self.bar = moving_line(self.ax, "ink", "-", lw=2, marker="|", ms=14, mew=2)
        self.point = moving_point(self.ax, "start")

    def draw(self, f):
        series = _SERIES[f]
        plotting.clear(self.ax)
        plotting.curve(self.ax, series.f, *series.x)
        plotting.label_curve(self.ax, f, series.name_at, series.f(series.name_at), offset=series.name_offset)
        self.ax.set(xlim=series.x, ylim=series.y, title=f"Thick where it misses {f} by less than {CLOSE}")

    def update(self, f, degree, centre):
        series = _SERIES[f]
        coefficients = series.polynomial(centre, degree)
        low, high = reach(series, centre, coefficients)
        radius = series.radius(centre)
        x, y = _sampled(series, centre, coefficients, (low, high))
        near = (low <= x) & (x <= high)
        self.close.set_data(x[near], y[near])
        self.polynomial.set_data(x, np.where((x <= low) | (high <= x), y, m.nan))
        ends = [centre - radius, centre + radius] if m.isfinite(radius) else []
        self.bar.set_data(ends, [0.94 * series.y[0] + 0.06 * series.y[1]] * len(ends))
        self.point.set_data([centre], [series.f(centre)])
        formula = _end_of_the_bar(centre, coefficients) if ends else _polynomial_formula(coefficients, centre)
        return _taylor_words(f, degree, centre, (low, high), radius), formula


def _sampled(series, centre, coefficients, ends):
    """Points of the polynomial's curve as it is seen, dense where it turns; the two ends are among them."""
    (left, right), (bottom, top) = series.x, series.y
    scale = min(series.radius(centre), right - left)
    x = np.unique(np.concatenate([np.linspace(left, right, 561), centre + scale * np.linspace(-2, 2, 201), ends]))
    x = x[(left <= x) & (x <= right)]
    y = np.polynomial.polynomial.polyval(x - centre, coefficients)
    y = np.clip(y, bottom - 0.2 * (top - bottom), top + 0.2 * (top - bottom))  # the rest is out of the picture
    along, up = np.diff(x) / (right - left), 0.6 * np.diff(y) / (top - bottom)  # in widths of the picture
    step, turn = np.hypot(along, up), np.abs(np.diff(np.arctan2(up, along), prepend=np.arctan2(up[0], along[0])))
    way = np.append(0, np.cumsum(turn**0.67 * step**0.33 + 0.1 * step))  # neither long chords nor corners
    chosen = np.searchsorted(way, np.linspace(0, way[-1], POINTS))
    chosen = np.union1d(chosen, np.searchsorted(x, ends))
    return x[chosen], y[chosen]


def reach(series, centre, coefficients):
    """From where to where a polynomial stays within CLOSE of the function, on either side of the centre."""
    x = np.linspace(*series.x, 701)
    with np.errstate(all="ignore"):
        gap = np.abs(np.polynomial.polynomial.polyval(x - centre, coefficients) - series.f(x))
    gap[np.isnan(gap)] = 10 * CLOSE
    right, left = x > centre, x < centre
    return _first_crossing(x[left][::-1], gap[left][::-1]), _first_crossing(x[right], gap[right])


def _first_crossing(x, gap):
    """Where the gap first comes to CLOSE, between two samples; the last of `x` if it never does."""
    far = np.flatnonzero(gap >= CLOSE)
    if not far.size:
        return float(x[-1])
    i = max(far[0], 1)
    return float(x[i - 1] + (CLOSE - gap[i - 1]) / (gap[i] - gap[i - 1]) * (x[i] - x[i - 1]))


def _taylor_words(f, degree, centre, ends, radius):
    low, high = (
        decimal(end, 1) + " (the picture's edge)" * (end == edge) for end, edge in zip(ends, _SERIES[f].x, strict=True)
    )
    sentence = f"Degree {degree} around a = {decimal(centre, 2)} stays within {CLOSE} of {f} from x = {low} to {high}."
    if m.isfinite(radius):
        sentence += f" The bar ends at distance 1 + a = {decimal(radius, 2)} on either side."
    return sentence


def _end_of_the_bar(centre, coefficients):
    """P and log(1 + x) at the bar's right end: an exercise asks for the polynomial, so it is not given away."""
    end = 2 * centre + 1
    value, true = np.polynomial.polynomial.polyval(end - centre, coefficients), m.log1p(end)
    inner = f"1 {'−' if end < 0 else '+'} {abs(end):.2f}"
    found = f",  log({inner}) = {decimal(true, 3)}"
    return math(f"P({decimal(end, 2)}) = ", coloured("derivative", decimal(value, 3)), found)


def _polynomial_formula(coefficients, centre):
    """P(x) with its numbers put in, the first terms of it."""
    base = f"(x {'−' if centre > 0 else '+'} {abs(centre):g})" if centre else "x"
    shown = [k for k, c in enumerate(coefficients) if c]
    parts = []
    for k in shown[:SHOWN_TERMS]:
        number, sign = f"{abs(coefficients[k]):.3g}", "−" if coefficients[k] < 0 else "+"
        parts.append(f" {sign} " if parts else sign.strip("+"))
        parts.append("" if k and number == "1" else coloured("derivative", number))
        parts.append("" if k == 0 else base if k == 1 else power(base, str(k)))
    return math("P(x) = ", *parts or "0", " + …" if len(shown) > SHOWN_TERMS else "")
