"""The live figures of notebook 01: from two points on a curve to its slope."""

import math as m

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions, plotting
from calcml.figures.parts import as_function, moving_line, moving_point, through, value_at
from calcml.figures.typed import your_own
from calcml.live import Choice, Handle, LiveFigure, Reveal, Slider
from calcml.live.formula_line import coloured, decimal, fraction, math

__all__ = ["secant", "slope_below", "your_own", "zoom"]


def secant(f="x^2", x0=1.0, low=-1.0, high=3.0):
    """A line through two points of a curve; as the step shrinks it turns into the tangent.

    Drag either point. The right-hand one is h ahead, from 1 down to 0.001. First used in notebook 01.

    Parameters
    ----------
    f : callable or str
        A function of arrays, or a formula such as "x^2".
    x0 : float
        Where the left-hand point starts.
    low, high : float
        The ends of the x-axis, more than 1 apart.

    Returns
    -------
    LiveFigure
        Its controls: x0 and h.
    """
    f = as_function(f)
    fig, ax = plt.subplots(layout="constrained")
    plotting.curve(ax, f, low, high, label="f")
    ax.set_title("The nearer the points, the less the line turns")
    steps = moving_line(ax, "context", "--", lw=1.4)
    line = moving_line(ax, "derivative", "-.", lw=2.2)
    left, right = moving_point(ax, "start"), moving_point(ax, "start")

    def update(x0, h):
        y0, y1 = value_at(f, x0), value_at(f, x0 + h)
        slope = (y1 - y0) / h
        line.set_data([low, high], through(x0, y0, slope, [low, high]))
        steps.set_data([x0, x0 + h, x0 + h], [y0, y0, y1])
        left.set_data([x0], [y0])
        right.set_data([x0 + h], [y1])
        return _secant_words(x0, h, y0, y1, slope)

    sliders = {
        "x0": Slider(low, high - 1, x0, label="left point x₀"),
        "h": Slider(1e-3, 1, 1, log=True, label="step ahead h"),
    }
    handles = [Handle(left, x="x0"), Handle(right, x="h")]
    return LiveFigure(fig, update, handles=handles, name="secant", **sliders)


def _secant_words(x0, h, y0, y1, slope):
    places = 4 + m.ceil(-m.log10(h))  # so many that dividing by hand gives the slope that is said
    start, end = (decimal(y, places).rstrip("0").rstrip(".") for y in (y0, y1))
    gained = decimal(slope, 3)
    sentence = (
        f"From x = {decimal(x0, 2)}, a step of {h:.3g} leads from height {start} to {end}: the slope is {gained}."
    )
    numbers = fraction(f"{end} − {start}" if y0 >= 0 else f"{end} − ({start})", f"{h:.3g}")
    return sentence, math(
        "slope = ", fraction("f(x₀ + h) − f(x₀)", "h"), " = ", numbers, " = ", coloured("derivative", gained)
    )


def zoom(x0=0.0):
    """x² and |x| side by side under the same magnifying glass: one straightens, the other keeps its corner.

    The window reaches s to each side of x₀, with s from 1 down to 0.001. First used in notebook 01.

    Returns
    -------
    LiveFigure
        Its controls: x0 and s.
    """
    fig, axes = plt.subplots(1, 2, figsize=(7, 3.9), layout="constrained", sharey=True)
    shown = (functions.parabola, functions.absolute)
    panels = [_Window(ax, f, title) for ax, f, title in zip(axes, shown, ("x²", "|x|"), strict=True)]
    axes[0].set_ylabel("height from f(x₀)")

    def update(x0, s):
        for panel in panels:
            panel.move(x0, s)
        return _zoom_words(x0, s)

    sliders = {
        "x0": Slider(-1, 1, x0, label="middle x₀"),
        "s": Slider(1e-3, 1, 1, log=True, label="half-width s"),
    }
    return LiveFigure(fig, update, name="zoom", **sliders)


class _Window:
    """A view of one function around x0: the same number of units up as across, all measured in s."""

    def __init__(self, ax, f, title):
        self.f, self.across = f, np.linspace(-1, 1, 41)
        self.curve, self.tangent = moving_line(ax, "function"), moving_line(ax, "derivative", "--", lw=2.2)
        self.point = moving_point(ax, "start", size=9)
        ticks = {"xticks": [-1, 0, 1], "xticklabels": ["x₀ − s", "x₀", "x₀ + s"], "yticks": [-1, 0, 1]}
        ax.set(xlim=(-1.05, 1.05), ylim=(-1.3, 1.3), title=title, aspect="equal", **ticks)
        ax.set_yticklabels(["−s", "0", "+s"])

    def move(self, x0, s):
        across = np.sort(np.append(self.across, np.clip(-x0 / s, -1, 1)))  # the corner of |x| is among the points
        self.curve.set_data(across, (self.f(x0 + s * across) - self.f(x0)) / s)
        slope = self.f.slope(x0) if x0 or self.f is functions.parabola else m.nan  # no tangent at the corner
        self.tangent.set_data([-1, 1], [-slope, slope])
        self.point.set_data([0], [0])


def _zoom_words(x0, s):
    miss, share = decimal(s**2, 2 + 2 * max(0, m.ceil(-m.log10(s)))), f"{100 * s:.3g} %"
    sentence = f"At s = {s:.3g} from x₀ = {decimal(x0, 2)}, x² misses its tangent by {miss}, which is {share} of s. "
    if x0 == 0:
        sentence += "|x| has a corner at 0 in every window: no line fits it."
    elif abs(x0) < s:
        sentence += "The corner of |x| is still in the window."
    else:
        sentence += "Here |x| is a straight line already."
    gap = fraction("f(x₀ + s) − (f(x₀) + f′(x₀) · s)", "s")
    return sentence, math("for x²: ", gap, " = ", fraction(miss, f"{s:.3g}"), " = ", coloured("derivative", f"{s:.3g}"))


# What slope_below shows on [−3, 3]: the function, and where it has no derivative
_STUDIED = {
    "x²": (functions.parabola, None),
    "x³/3 − x": (functions.Function("cubic", "x^3/3 - x", lambda x: x**3 / 3 - x, lambda x: x**2 - 1), None),
    "sin x": (functions.sine, None),
    "tanh x": (functions.tanh, None),
    "sigmoid": (functions.sigmoid, None),
    "softplus": (functions.softplus, None),
    "ReLU": (functions.relu, 0.0),
}


def slope_below(f="x³/3 − x"):
    """A function, and below it its derivative: the slope above is the height below.

    Only one point is shown below until the learner has predicted the curve and revealed it. First used in notebook 01.

    Parameters
    ----------
    f : str
        The function shown first: "x²", "x³/3 − x", "sin x", "tanh x", "sigmoid", "softplus" or "ReLU".

    Returns
    -------
    LiveFigure
        Its controls: f, x0 and reveal.
    """
    study = _Study()
    controls = {
        "f": Choice(list(_STUDIED), f, label="f(x)"),
        "x0": Slider(-3, 3, 1.5, label="x₀"),
        "reveal": Reveal(
            "Reveal f′", question="Where is the slope zero, and where is it below zero? Decide, then reveal."
        ),
    }
    handles = [Handle(study.point, x="x0")]
    return LiveFigure(study.fig, study.update, draw=study.draw, handles=handles, name="slope_below", **controls)


class _Study:
    """The two panels of slope_below."""

    x = np.linspace(-3, 3, 121)

    def __init__(self):
        self.fig, (self.above, self.below) = plt.subplots(2, 1, figsize=(7, 5.6), layout="constrained", sharex=True)
        self.links = [moving_line(ax, "context", ":", lw=1.4) for ax in (self.above, self.below)]
        self.tangent = moving_line(self.above, "derivative", "--", lw=2.2)
        self.point = moving_point(self.above, "start")
        self.slopes = moving_line(self.below, "derivative", "--")
        self.height = moving_point(self.below, "derivative")
        self.above.set_title("The slope above is the height below")

    def draw(self, f):
        function, _ = _STUDIED[f]
        plotting.clear(self.above)
        plotting.curve(self.above, function, -3, 3)
        slopes = function.slope(self.x)
        margin = 0.12 * np.ptp(slopes)
        plotting.clear(self.below)
        plotting.zero_line(self.below)
        self.below.set(xlim=(-3, 3), xlabel="x", ylabel="f′(x)", ylim=(slopes.min() - margin, slopes.max() + margin))
        self.above.set(xlabel="", ylabel="f(x)")

    def update(self, f, x0, reveal):
        function, kink = _STUDIED[f]
        slope = m.nan if x0 == kink else float(function.slope(x0))
        y0, reach = float(function(x0)), 0.7 / m.sqrt(1 + min(abs(slope), 9)) if slope == slope else 0
        self.tangent.set_data([x0 - reach, x0 + reach], [y0 - slope * reach, y0 + slope * reach])
        self.point.set_data([x0], [y0])
        self.height.set_data([x0], [slope])
        for link, ax, end in zip(self.links, (self.above, self.below), (y0, slope), strict=True):
            low, high = ax.get_ylim()
            link.set_data([x0, x0], [low, end] if ax is self.above else [end, high])
        self.slopes.set_data(
            self.x, np.where(self.x == kink, m.nan, function.slope(self.x)) if reveal else self.x * m.nan
        )
        return _study_words(f, x0, y0, slope)


def _study_words(f, x0, y0, slope):
    at, height = decimal(x0, 2), decimal(y0, 2)
    if slope != slope:
        return (
            f"At x = {at} the graph of {f} has a corner: the slopes on its sides differ, so it has no derivative here.",
            math(f"f′({at})", " does not exist"),
        )
    gained = decimal(slope, 2)
    turn = "rises" if slope > 0.005 else "falls" if slope < -0.005 else "is level"
    sentence = (
        f"At x = {at} the graph of {f} stands at {height} and {turn}: its slope is {gained}, "
        "and that is the height below."
    )
    return sentence, math(f"f′({at}) = ", coloured("derivative", gained))
