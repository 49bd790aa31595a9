"""Gradient descent on a function of two variables: the path on the contours, and f against the step."""

import math as m
from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions, plotting
from calcml.descent.walk import FLAT
from calcml.figures import descents
from calcml.figures.descents import entry, number, plain, plain_rate, subscript
from calcml.figures.fields import as_field
from calcml.figures.trails import Lost, Track, start_point
from calcml.live import Formula, Handle, LiveFigure, Slider, Steps
from calcml.live.formula_line import Markup, coloured, math
from calcml.numerics import jacobian
from calcml.plotting.limits import value_limits
from calcml.symbolic import FormulaError

MOST = 30  # steps
NAMED = {field.name.lower(): field for field in functions.FIELDS}
EXAMPLES = {"x² + 2y²": "x^2 + 2y^2"} | {field.name: field.name for field in functions.FIELDS}


def descent_2d(f="x^2 + 2y^2", x=(-6, 6), y=(-4.5, 4.5), start=(-5, -2), rate=0.1, step=0):
    """Gradient descent on the contours of f, step by step, and beside it f against the step.

    Drag the start. Where the lowest value of f is known, the panel beside shows on a log axis how far f is above it.
    First used in notebook 05.

    Parameters
    ----------
    f : str
        The formula in x and y that is shown first, or the name of a function of `calcml.functions`, such as
        "Rosenbrock"; the learner can type another of either kind.
    x, y : (float, float)
        What is shown, in units of equal length.
    start : (float, float)
        Where the walk starts.
    rate : float
        The learning rate η, from 0.0005 to 2.
    step : int
        The step at which the figure opens.

    Returns
    -------
    LiveFigure
        Its controls: f, x, y, rate and step.
    """
    picture = _Plane(x, y)
    controls = {
        "f": Formula(f, named_or_typed, label="f(x, y) =", examples=EXAMPLES),
        "x": Slider(*x, start[0], stops=49, label="start x₀"),
        "y": Slider(*y, start[1], stops=round(48 * picture.tall) + 1, label="start y₀"),
        "rate": descents.Rate(0.0005, 2, rate),
        "step": Steps(MOST, start=step),
    }
    handles = [Handle(picture.start, x="x", y="y", label="start (x₀, y₀)")]
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, handles=handles, name="descent_2d", **controls)


def named_or_typed(text):
    """A named function of two variables, or a typed one."""
    try:
        return as_field(NAMED.get(text.strip().lower(), text))
    except FormulaError as error:
        names = ", ".join(NAMED)
        raise FormulaError(str(error), f"Or type one of these names: {names}.", error.position) from None


class _Plane:
    """The two panels: the walk on the contours, and how high it is after each step."""

    def __init__(self, x, y):
        self.x, self.y = x, y
        tall, wide = (y[1] - y[0]) / (x[1] - x[0]), 1.6  # the plane's height to its width; its width to the other's
        self.tall = tall
        self.fig, (self.ax, self.falls) = plt.subplots(
            1, 2, figsize=(7, min(1.2 + 3.2 * tall, 5)), layout="constrained", width_ratios=(wide, 1)
        )
        self.falls.set_box_aspect(wide * tall)  # as high as the plane
        self.lost = Lost(self.ax)
        self.tracks = Track(self.ax, arrows=6), Track(self.falls)
        self.start = start_point(self.ax)

    def draw(self, f):
        self.f, self.walk = f, lru_cache(500)(self._walk)
        grid = f(*np.meshgrid(np.linspace(*self.x, 81), np.linspace(*self.y, 79)))
        if np.all(np.isnan(grid)):
            raise ValueError(f"{f.text} has no value anywhere in this picture. Type one that has, such as x^2 + y^2.")
        for ax in (self.ax, self.falls):
            plotting.clear(ax)
        plotting.contours(self.ax, f, self.x, self.y)
        self.ax.set(aspect="equal", title="The walk on the contours")
        self.lowest = lowest_value(f, self.x, self.y)
        self._draw_heights(grid)

    def _draw_heights(self, grid):
        """The panel beside: a log axis above the lowest value, or the values themselves where none is known."""
        self.falls.set(xlim=(-2, MOST + 2), xticks=range(0, MOST + 1, 10), xlabel="step", title="f against the step")
        if self.lowest is None:
            self.falls.set(yscale="linear", ylim=value_limits(grid.ravel(), unbounded=True), ylabel="f(x, y)")
            return
        top = m.ceil(m.log10(max(float(np.nanquantile(grid, 0.95)) - self.lowest, 1e-12)))
        bottom = min(top - 8, -6)
        powers = range(top, bottom - 1, -2 if top - bottom <= 10 else -3)
        self.falls.set(yscale="log", ylim=(10.0**bottom, 10.0**top), ylabel="f − its lowest value")
        self.falls.set_yticks([10.0**k for k in powers], [_power_of_ten(k) for k in powers])
        self.falls.minorticks_off()

    def _walk(self, x, y, rate):
        value, slopes = float(self.f(x, y)), self.gradient((x, y))
        if not (m.isfinite(value) and np.all(np.isfinite(slopes))):
            missing = "gradient" if m.isfinite(value) else "value"
            raise ValueError(f"f has no {missing} at {_point((x, y))}. Move the start to where it has one.")
        return descents.take_walk(lambda p: self.f(*p), self.gradient, [x, y], rate, MOST)

    def gradient(self, p):
        """The gradient by rule; a partial that is zero by rule has to be so by nudging: |x| has no slope at 0."""
        slopes = self.f.gradient(*p)
        return np.array(
            [
                np.nan if abs(slope) <= FLAT and has_corner(self.f, p, axis) else slope
                for slope, axis in zip(slopes, np.eye(2), strict=True)
            ]
        )

    def update(self, x, y, rate, step):
        walk = self.walk(x, y, rate)
        k = min(step, walk.last)
        shown = min(k, len(walk.values) - 1)  # the last position that has numbers
        points, heights = walk.positions[: shown + 1], walk.values[: shown + 1]
        self.tracks[0].show(points)
        if self.lowest is not None:
            heights = np.maximum(heights - self.lowest, self.falls.get_ylim()[0] / 1e3)
        self.tracks[1].show(np.column_stack([np.arange(shown + 1), heights]))
        self.lost.show(points[-1], walk.lost if k > shown else None)
        self.start.set_data([x], [y])
        return self._words(walk, k), _formula(walk, rate, k), walk.last

    def _words(self, walk, k):
        at, value = walk.positions[0], walk.values[0]
        if k == 0:
            size = plain(np.hypot(*walk.gradients[0]))
            sentence = f"The walk starts at {_point(at)}, where f is {plain(value)} and ∇f has length {size}."
            if walk.last == 0 and walk.outcome != "converged":
                return f"{sentence} {walk.reason}"
            if walk.last == 0 and np.any(walk.gradients[0]):
                return f"{sentence} A gradient shorter than 10⁻⁸ counts as zero, so descent has converged here."
            if walk.last == 0:
                return f"{sentence} The gradient is zero: a step of −η ∇f leads nowhere."
            return f"{sentence} {self._lowest_words()}"
        if k == len(walk.values):
            step = f"Step {k} leads from {_point(walk.positions[-1])} to {_point(walk.lost)}"
            if walk.outcome == "diverged":
                return f"{step}, too far to compute f. {walk.reason}"
            return f"{step}, where f or its gradient has no value: it left the domain. Try a smaller learning rate."
        a, b = walk.positions[k - 1 : k + 1]
        sentence = f"Step {k} leads to {_point(b)}: {descents.fall_in_words(*walk.values[k - 1 : k + 1])}."
        if not (self.x[0] <= b[0] <= self.x[1] and self.y[0] <= b[1] <= self.y[1]):
            sentence += " That lies outside the picture."
        sentence += _turn_in_words(walk, k)
        return f"{sentence} {walk.reason}" if k == walk.last else sentence

    def _lowest_words(self):
        if self.lowest is None:
            return "No lowest value of f is known here, so the panel beside shows f itself."
        return f"The lowest value known is {plain(self.lowest)}: the panel beside shows how far f is above it."


def has_corner(f, p, along):
    """Whether the slopes on the two sides of p, in one direction, stay apart as the nudge shrinks."""
    here = float(f(*p))
    far, near = (abs(float(f(*(p + h * along)) + f(*(p - h * along))) - 2 * here) / h for h in (1e-3, 1e-5))
    return near > 0.5 * far and near > 1e-9 * (1 + abs(here))


def lowest_value(field, x, y):
    """The lowest known value of f: at its minima, or at the one that Newton's steps find in view; else None."""
    minima = getattr(field.f, "minima", ())
    if minima:
        return min(float(field(*place)) for place in minima)
    across, up = np.meshgrid(np.linspace(*x, 81), np.linspace(*y, 79))
    grid = field(across, up)
    i = np.unravel_index(np.nanargmin(grid), grid.shape)
    place, lowest = np.array([across[i], up[i]]), float(grid[i])
    for _ in range(60):
        slopes = field.gradient(*place)
        curvature = jacobian(lambda p: field.gradient(*p), place)
        if not (np.all(np.isfinite(slopes)) and np.all(np.isfinite(curvature))):
            return None
        place = place - np.linalg.pinv(curvature, rcond=1e-6, hermitian=True) @ slopes
    inside = x[0] <= place[0] <= x[1] and y[0] <= place[1] <= y[1]
    value = float(field(*place))
    flat = np.hypot(*field.gradient(*place)) < 1e-7
    return min(value, lowest) if inside and flat and value <= lowest + 1e-9 * abs(lowest) else None


def _turn_in_words(walk, k):
    """How the step lies to the last one, and the regime where the last steps agree; "" before there are two."""
    if k < 2:
        return ""
    moves = np.diff(walk.positions[max(k - 4, 0) : k + 1], axis=0)
    sizes = np.hypot(*moves.T)
    cosines = np.sum(moves[1:] * moves[:-1], axis=1) / (sizes[1:] * sizes[:-1])
    ratios = sizes[1:] / sizes[:-1]
    turn = m.degrees(m.acos(np.clip(cosines[-1], -1, 1)))
    way = f"turns by {turn:.0f}°" if turn >= 0.5 else "keeps its direction"
    step = f"The step {way} and is {descents.times(ratios[-1])} as the last."
    if np.all(cosines < 0):
        name = "A 2-cycle" if _returns(walk, k) else "Diverging" if np.all(ratios > 1) else "Zig-zag"
        return f" {name}: {step[0].lower()}{step[1:]}"
    return f" {step}"


def _returns(walk, k):
    """Whether the walk is where it was two steps before."""
    before, there, now = walk.positions[k - 2 : k + 1]
    return bool(np.hypot(*(now - before)) <= 1e-6 * np.hypot(*(there - before)))


def _formula(walk, rate, k):
    before = max(k - 1, 0)
    slopes = coloured("derivative", *_pair(*walk.gradients[before]))
    nabla = coloured("derivative", "∇f", *_names(before))
    if k == 0:
        moved = -rate * walk.gradients[0]
        return math("−η ", nabla, f" = −{plain_rate(rate)} · ", slopes, " = ", *_pair(*moved))
    at, to = walk.positions[before], walk.lost if k == len(walk.values) else walk.positions[k]
    rule = math(*_names(k), " = ", *_names(before), " − η ", nabla)
    return rule + math(" = ", *_pair(*at), f" − {plain_rate(rate)} · ", slopes) + math(" = ", *_pair(*to))


def _names(k):
    return "(", subscript("x", k), Markup("<mo>,</mo>"), subscript("y", k), ")"


def _pair(a, b):
    return "(", number(entry(a)), Markup("<mo>,</mo>"), number(entry(b)), ")"


def _point(p):
    return f"({entry(p[0])}, {entry(p[1])})"


def _power_of_ten(k):
    return "1" if k == 0 else f"10{str(k).translate(descents.RAISED)}"
