"""Descent near a saddle: the gradient almost vanishes there, yet no minimum is near."""

import math as m
from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.descent import GradientDescent, descend
from calcml.figures.descents import entry, number, plain, plain_rate, subscript
from calcml.figures.fields import VARIABLES
from calcml.figures.gradient_parts import live_on_field, pair, sampled_gradients
from calcml.figures.parts import moving_point
from calcml.figures.trails import Track, thinned
from calcml.live import Handle, Slider, Steps
from calcml.live.formula_line import coloured, math
from calcml.numerics import jacobian

MOST = 50  # steps
FLAT = 0.05  # a gradient shorter than this share of the middle one in view is said to be small
ZERO = 1e-6  # an eigenvalue closer to 0, measured in the larger one, is said to be 0
NUDGED = 1e-7  # one that nudging found is, too, if it is closer to 0 in units of the middle |∇f|

NOISE = 0, 0.001, 0.002, 0.003, 0.004, 0.005, 0.007, 0.01, 0.014, 0.02, 0.03, 0.05  # σ


class _Uneven(Slider):
    """A slider of given stops: close together where a little matters, and so few that all of them are soon drawn."""

    def __init__(self, stops, start, label):
        decimals = max(0, m.ceil(-m.log10(min(np.diff(stops))) - 1e-6))
        super().__init__(stops[0], stops[-1], stops=len(stops), label=label)
        self.stops = [round(float(value), 9) for value in stops]
        self.texts = [f"{value:.{decimals}f}".replace("-", "−") for value in self.stops]
        self.start = self.index(start)


def _closer_in_the_middle(low, high, steps=60, times=5):
    """Even stops from low to high, and on both sides of the middle one `times` as many."""
    k = np.arange(-steps // 2, steps // 2 + 1)
    return (low + high) / 2 + (high - low) / steps * np.union1d(k, np.arange(-times, times + 1) / times)


def saddle(f="x^2/2 + y^4/4 - y^2/2", x=(-2, 2), y=(-1.5, 1.5), start=(-1.6, 0.0), rate=0.2, step=0):
    """Descent on a surface with a saddle, with a little noise in every gradient: the path, and |∇f| against the step.

    Drag the start. The noise is σ times a fixed series of normal numbers of unit variance, two for each step, so that
    the same values give the same path. First used in notebook 06.

    Parameters
    ----------
    f : str or callable
        A formula in x and y, which the learner can change; or a function of two arrays, which stays. The first has a
        saddle at (0, 0) between minima at (0, −1) and (0, 1).
    x, y : (float, float)
        What is shown, in units of equal length.
    start : (float, float)
        Where the walk starts.
    rate : float
        The learning rate η.
    step : int
        The step at which it opens.

    Returns
    -------
    LiveFigure
        Its controls: f (for a formula), x, y, noise and step.
    """
    picture = _Saddle(x, y, rate)
    sliders = {
        "x": Slider(*x, start[0], stops=81, label="start x₀"),
        "y": _Uneven(_closer_in_the_middle(*y), start[1], label="start y₀"),
        "noise": _Uneven(NOISE, 0, label="noise σ"),
        "step": Steps(MOST, pace=4, start=step),
    }
    handles = [Handle(picture.start, x="x", y="y", label="start (x₀, y₀)")]
    return live_on_field(picture, f, handles, "saddle", **sliders)


class _Saddle:
    """The walk on the contours, and beside it how long the gradient is after each step."""

    def __init__(self, x, y, rate):
        self.x, self.y, self.rate = x, y, rate
        self.fig, (self.plane, self.sizes) = plt.subplots(
            1, 2, figsize=(7, 3.7), layout="constrained", width_ratios=(1.6, 1)
        )
        self.tracks = Track(self.plane), Track(self.sizes, dots=0)
        self.start = moving_point(self.plane, "start", size=10)
        self.start.set_clip_on(False)
        self.noise = np.random.default_rng(6).standard_normal((MOST + 1, 2))

    def draw(self, f):
        sizes = np.hypot(*sampled_gradients(f, self.x, self.y))
        self.f, self.walk, self.hessian = f, lru_cache(500)(self._walk), hessian_of(f)
        sizes = sizes[np.isfinite(sizes)]
        largest, self.middle = sizes.max(initial=1e-12), float(np.median(sizes)) if sizes.size else 0.0
        self.dust = 0.0 if f.partials else NUDGED * self.middle
        for ax in (self.plane, self.sizes):
            plotting.clear(ax)
        plotting.contours(self.plane, f, self.x, self.y)
        self.plane.set(aspect="equal", title="The walk on the contours")
        top = 10.0 ** m.ceil(m.log10(largest))
        ticks = top / 10.0 ** np.arange(0, 7, 2)
        self.sizes.set(xlim=(-3, MOST + 3), xticks=range(0, MOST + 1, 10), xlabel="step")
        self.sizes.set(yscale="log", ylim=(ticks[-1], top), title="|∇f| against the step")
        self.sizes.set_yticks(ticks, [plain(tick, 1).removeprefix("1·") for tick in ticks])
        self.sizes.minorticks_off()

    def _walk(self, x, y, noise):
        """The path, and the true gradients along it."""
        here, slopes = float(self.f(x, y)), self.f.gradient(x, y)
        if not (m.isfinite(here) and np.all(np.isfinite(slopes))):
            missing = "gradient" if m.isfinite(here) else "value"
            raise ValueError(f"f has no {missing} at {_point((x, y))}. Move the start to where it has one.")
        drawn = iter(noise * self.noise)
        path = descend(
            lambda p: self.f(*p),
            lambda p: self.f.gradient(*p) + next(drawn),
            [x, y],
            GradientDescent(self.rate),
            steps=MOST,
            flat=0 if noise else 1e-8,
        )
        return path, self.f.gradient(*path.positions.T).T

    def update(self, x, y, noise, step):
        path, gradients = self.walk(x, y, noise)
        k = min(step, len(path))
        sizes = np.hypot(*gradients[: k + 1].T)
        self.tracks[0].show(thinned(self.plane, path.positions[: k + 1]))
        self.tracks[1].show(np.column_stack([np.arange(k + 1), np.maximum(sizes, 1e-300)]))
        self.start.set_data([x], [y])
        return self._words(path, sizes, k), self._formula(path, noise, k), len(path)

    def _words(self, path, sizes, k):
        at = path.positions[k]
        where = f"After step {k}" if k else "At the start"
        sentence = f"{where}, at {_point(at)}, f is {plain(path.values[k], 3)} and |∇f| is {plain(sizes[k], 3)}."
        if not (self.x[0] <= at[0] <= self.x[1] and self.y[0] <= at[1] <= self.y[1]):
            sentence += " That lies outside the picture."
        else:
            sentence += _bend_in_words(self.hessian(*at), sizes[k] <= FLAT * self.middle, self.dust)
        return f"{sentence} {self._nicer(path.reason)}" if k == len(path) < MOST else sentence

    def _nicer(self, reason):
        for old, new in (("1e-08", "10⁻⁸"), ("1e+12", "10¹²")):
            reason = reason.replace(old, new)
        fixed = f"η is fixed here at {plain_rate(self.rate)}: move the start, or type f/10."
        return reason.replace("Try a smaller learning rate.", fixed)

    def _formula(self, path, noise, k):
        slopes = coloured("derivative", "(∇f + noise)" if noise else "∇f")
        before = max(k - 1, 0)
        moved = coloured("derivative", *pair(*_numbers(path.gradients[before])))
        if k == 0:
            return math("−η ", slopes, f" = −{plain_rate(self.rate)} · ", moved)
        rule = math(*_names(k), " = ", *_names(before), " − η ", slopes)
        start, end = (pair(*_numbers(path.positions[i])) for i in (before, k))
        return rule + math(" = ", *start, f" − {plain_rate(self.rate)} · ", moved) + math(" = ", *end)


def hessian_of(field):
    """The Hessian of a field as a function of x and y: by rule for a formula, else its own, else by nudging."""
    if field.partials:
        rules = [[partial.derivative(name) for name in VARIABLES] for partial in field.partials]
        return lambda x, y: np.array([[float(rule(x, y)) for rule in row] for row in rules])
    return getattr(field.f, "hessian", lambda x, y: jacobian(lambda p: field.gradient(*p), [x, y]))


def _bend_in_words(H, small, dust):
    """How f curves where it has the Hessian H, and what that means if the gradient is small there."""
    if not np.all(np.isfinite(H)):
        return ""
    low, high = np.linalg.eigvalsh((H + H.T) / 2)
    zero = max(ZERO * max(abs(low), abs(high)), dust)
    low, high = (value if abs(value) > zero else 0.0 for value in (low, high))
    start = f" The Hessian’s eigenvalues are {plain(low, 3)} and {plain(high, 3)}:"
    if low == 0 or high == 0:
        return f"{start} an eigenvalue of 0 leaves open how f bends in its direction."
    up, at_what = int(low > 0) + int(high > 0), ("maximum", "saddle", "minimum")
    ways = ("down in every direction", "up one way and down another", "up in every direction")[up]
    return f"{start} f bends {ways}" + (f", and ∇f is small, as near a {at_what[up]}." if small else ".")


def _names(k):
    return pair(subscript("x", k), subscript("y", k))


def _numbers(p):
    return [number(entry(value)) for value in p]


def _point(p):
    return f"({entry(p[0])}, {entry(p[1])})"
