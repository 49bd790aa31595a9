"""Three linked number lines, x → u = g(x) → y = f(u): how fast each one moves the next."""

import math as m
from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from calcml import plotting
from calcml.figures.descents import Rate
from calcml.figures.graph_words import signed
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.trails import Edge
from calcml.figures.typed import slope_and_sides
from calcml.live import Formula, Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, fraction, math
from calcml.plotting.computational_graph import short
from calcml.style import COLOURS, TEXT_COLOURS
from calcml.symbolic import describe_undefined, evaluate, parse, undefined_parts
from calcml.symbolic.local_rules import shown

LOW, HIGH = -3.0, 3.0  # of x
NARROWEST, WIDEST = 7.0, 14.0  # what one line shows, in units: the same on all three
ROWS = {"x": 2.0, "u": 1.0, "y": 0.0}
BESIDE = 0.1  # how far above and below its line a change is drawn
TICK = 0.05


def rates(outer="sin(u)", inner="x^2", x=1.0, nudge=0.5):
    """Three number lines on one scale, x → u = g(x) → y = f(u), and a nudge that is passed on from line to line.

    dy/dx = f′(u)·g′(x): above each line the change that the nudge makes, dashed below it the change that the rates
    promise. First used in notebook 08.

    Parameters
    ----------
    outer, inner : str
        The formulas shown first, f of u and g of x; the learner can type others.
    x : float
        From −3 to 3.
    nudge : float
        From 0.01 to 1.

    Returns
    -------
    LiveFigure
        Its controls: outer, inner, x and nudge.
    """
    picture = _Lines()
    controls = {
        "outer": Formula(outer, lambda text: parse(text, ("u",)), label="f(u) ="),
        "inner": Formula(inner, parse, label="g(x) ="),
        "x": Slider(LOW, HIGH, x),
        "nudge": Rate(0.01, 1, nudge, label="nudge Δx"),
    }
    handles = [Handle(picture.points[0], x="x", label="x"), Handle(picture.nudged[0], x="nudge", label="nudge Δx")]
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, handles=handles, name="rates", **controls)


class _Lines:
    """Three number lines in one axes. Each shows as many units as the others, but not the same ones."""

    def __init__(self):
        self.fig, self.ax = plt.subplots(figsize=(7, 3.9), layout="constrained")
        self.ax.set(ylim=(-0.45, 2.45), xticks=[], title="A nudge, passed on")
        self.ax.set_title("dashed: what the rates promise", loc="right", fontsize=12, color=TEXT_COLOURS["derivative"])
        self.ax.set_yticks(list(ROWS.values()), ["x", "u = g(x)", "y = f(u)"])
        self.ax.tick_params(axis="y", length=0, pad=14, labelsize=12.5, labelcolor=COLOURS["ink"])
        self.ax.spines[:].set_visible(False)
        self.links = moving_line(self.ax, "context", "-", lw=1.2), moving_line(self.ax, "context", ":", lw=1.6)
        self.changes = [moving_line(self.ax, meaning, "-", lw=5) for meaning in ("start", "function", "function")]
        self.promised = [moving_line(self.ax, "derivative", "--", lw=2.6) for _ in range(2)]
        self.rates = [self._rate(1.5), self._rate(0.5)]
        self.nudged = [self._hollow(meaning) for meaning in ("start", "function", "function")]
        self.points = [moving_point(self.ax, meaning, size=10) for meaning in ("start", "function", "function")]
        self.edges = [Edge(self.ax, "function") for _ in range(2)]

    def _hollow(self, meaning):
        (point,) = self.ax.plot([], [], "o", ms=8, mfc="white", mec=COLOURS[meaning], mew=2, animated=True)
        return point

    def _rate(self, height):
        """The text between two lines, left of the picture, for how much faster the lower one moves."""
        place = {"transform": self.ax.get_yaxis_transform(), "ha": "right", "va": "center", "clip_on": False}
        return self.ax.text(-0.015, height, "", color=TEXT_COLOURS["derivative"], fontsize=12, animated=True, **place)

    def draw(self, outer, inner):
        self.f, self.g = outer, inner
        self.rules, self.slopes_at = (inner.derivative(), outer.derivative()), lru_cache(500)(self._slopes_at)
        x = np.linspace(LOW, HIGH, 601)
        u = evaluate(inner, x)
        y = evaluate(outer, u)
        if np.all(np.isnan(y)):
            raise ValueError("y = f(g(x)) has no value anywhere from x = −3 to 3. Try other functions.")
        longest = max(high - low for low, high in map(_span, (x, u, y)))
        width = float(np.clip(1.1 * longest, NARROWEST, WIDEST))
        self.starts = [0.0, *(_start(values, width) for values in (u, y))]
        plotting.clear(self.ax)
        self.ax.set_xlim(-width / 2, width / 2)
        for height, start in zip(ROWS.values(), self.starts, strict=True):
            self._number_line(height, start, width / 2)

    def _number_line(self, height, start, half):
        self.ax.plot([-half, half], [height, height], "-", color="#9AA5B1", lw=1)
        for value in MaxNLocator(9, steps=[1, 2, 5, 10], integer=True).tick_values(start - half, start + half):
            if abs(value - start) <= half:
                at = value - start
                self.ax.plot([at, at], [height - TICK, height + TICK], "-", color="#9AA5B1", lw=1)
                text = f"{value:g}".replace("-", "−")
                self.ax.text(at, height - 0.14, text, ha="center", va="top", fontsize=11, color=TEXT_COLOURS["context"])

    def update(self, x, nudge):
        u, y = self._values(x)
        here, there = [x, u, y], [x + nudge, float(evaluate(self.g, x + nudge)), m.nan]
        there[2] = float(evaluate(self.f, there[1])) if m.isfinite(there[1]) else m.nan
        slopes = self.slopes_at(x, u, y)
        self._show(here, there, [slope for slope, _ in slopes], nudge)
        return _words(here, there, slopes), _formula(x, u, slopes)

    def _values(self, x):
        u = float(evaluate(self.g, x))
        if m.isnan(u):
            reason = describe_undefined(undefined_parts(self.g, LOW, HIGH), LOW, HIGH)
            because = f" ({reason})" if reason else ""
            raise ValueError(f"u = {self.g.text} has no value at x = {short(x)}{because}. Move x.")
        y = float(evaluate(self.f, u))
        if m.isnan(y):
            raise ValueError(f"y = {self.f.text} has no value at u = {short(u)}. Move x.")
        return u, y

    def _slopes_at(self, x, u, y):
        """For g at x and f at u the slope, or None and what the two sides do."""
        places = zip((self.g, self.f), self.rules, (x, u), (u, y), strict=True)
        return [slope_and_sides(f, float(rule(at)), at, value) for f, rule, at, value in places]

    def _show(self, here, there, slopes, nudge):
        heights = list(ROWS.values())
        here, there = np.subtract(here, self.starts), np.subtract(there, self.starts)
        for link, places in zip(self.links, (here, there), strict=True):
            link.set_data(places, heights)
        for i, height in enumerate(heights):
            self.points[i].set_data([here[i]], [height])
            self.nudged[i].set_data([there[i]], [height])
            self.changes[i].set_data([here[i], there[i]], [height + BESIDE] * 2)
        promised = nudge
        for i, slope in enumerate(slopes, 1):
            promised = m.nan if slope is None else promised * slope
            self.promised[i - 1].set_data([here[i], here[i] + promised], [heights[i] - BESIDE] * 2)
            self.rates[i - 1].set_text("" if slope is None else f"×{signed(short(slope))}")
            self.edges[i - 1].show(np.array([here[i], heights[i]]))


def _span(values):
    """The lowest and the highest of some values; without the outermost ones, if these reach too far."""
    low, high = np.nanquantile(values, (0, 1))
    return (low, high) if 1.1 * (high - low) <= WIDEST else np.nanquantile(values, (0.02, 0.98))


def _start(values, width):
    """A number of halves for the middle of a line: the middle of the values, or where the most of them are."""
    low, high = _span(values)
    middle = (low + high) / 2 if high - low <= width else np.nanmedian(values)
    return float(np.round(2 * middle) / 2)


def _words(here, there, slopes):
    (x, u, y), (x1, u1, y1), nudge = here, there, there[0] - here[0]
    sentence = f"x = {short(x)} gives u = {short(u)} and y = {short(y)}. Nudge x by {short(nudge)}, and "
    if m.isnan(u1):
        sentence += f"there is no u: g has no value at {short(x1)}."
    elif u1 == u:
        sentence += "u comes out the same, and so does y."
    elif m.isnan(y1):
        sentence += f"u moves by {short(u1 - u)}, where f has no value."
    else:
        sentence += (
            f"u moves by {short(u1 - u)}, {_factor((u1 - u) / nudge)} as much; "
            f"y moves by {short(y1 - y)}, {_factor((y1 - y) / (u1 - u))} as much as u."
        )
    return f"{sentence} {_rates_in_words(u, x, slopes)}"


def _factor(value):
    return f"{short(value)} times"


def _rates_in_words(u, x, slopes):
    (inner, sides_g), (outer, sides_f) = slopes
    for name, at, slope, sides in (("g", f"x = {short(x)}", inner, sides_g), ("f", f"u = {short(u)}", outer, sides_f)):
        if slope is None:
            if not sides:
                return f"Round-off hides the rate of {name} at {at}."
            said = f"on the left it {sides[0]}, on the right it {sides[1]}"
            return f"{name} has no rate at {at}: {said}. So the chain rule says nothing here."
    return f"The rates here are g′ = {short(inner)} and f′ = {short(outer)}: together {short(inner * outer)}."


def _formula(x, u, slopes):
    (inner, _), (outer, _) = slopes
    rule = math(coloured("derivative", fraction("dy", "dx")), f" = f′(u) · g′(x) = f′({short(u)}) · g′({short(x)})")
    if inner is None or outer is None:
        return rule
    (left, one), (right, other), (product, all_of_it) = shown(outer), shown(inner), shown(outer * inner)
    first = "=" if one and other else "≈"
    second = "=" if one and other and all_of_it else "≈"
    return rule + math(f"{first} {left} · {signed(right)} {second} ", coloured("derivative", product))
