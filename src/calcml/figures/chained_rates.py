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
from calcml.symbolic.graph import computational_graph
from calcml.symbolic.local_rules import shown

LOW, HIGH = -3.0, 3.0  # of x
NARROWEST, WIDEST = 7.0, 14.0  # what one line shows, in units: the same on all three
ROWS = {"x": 2.0, "u": 1.0, "y": 0.0}
BESIDE = 0.1  # how far above and below its line a change is drawn
TICK = 0.05
ROUND_OFF = 1e-14  # of u: it has not moved by less


def rates(outer="sin(u)", inner="x^2", x=1.0, nudge=0.5):
    """Three number lines on one scale, x → u = g(x) → y = f(u), and a nudge that is passed on from line to line.

    dy/dx = f′(u)·g′(x). Above each line is the change that the nudge makes; beside the lines are all changes divided by
    Δx, and dashed what the rates promise. First used in notebook 08.

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
    """Three number lines in one axes, each with as many units as the others; beside them the changes, enlarged."""

    def __init__(self):
        self.fig, (self.ax, self.beside) = plt.subplots(
            1, 2, figsize=(7, 3.9), layout="constrained", width_ratios=(1.8, 1), sharey=True
        )
        self.ax.set(ylim=(-0.45, 2.45), xticks=[], title="A nudge, passed on")
        self.ax.set_yticks(list(ROWS.values()), ["x", "u = g(x)", "y = f(u)"])
        self.ax.tick_params(axis="y", length=0, pad=14, labelsize=12.5, labelcolor=COLOURS["ink"])
        self.beside.tick_params(axis="y", length=0, labelleft=False)
        self.beside.set(title="Changes ÷ Δx", xlabel="dashed: as promised")
        self.beside.xaxis.label.set_color(TEXT_COLOURS["derivative"])
        for ax in (self.ax, self.beside):
            ax.spines[:].set_visible(False)
        meanings = "start", "function", "function"
        links = [("-", 1.2)] * 2 + [(":", 1.6)] * 2
        self.links = [moving_line(self.ax, "context", dashes, lw=lw) for dashes, lw in links]
        self.changes = [moving_line(self.ax, meaning, "-", lw=5) for meaning in meanings]
        self.enlarged = [moving_line(self.beside, meaning, "-", lw=5) for meaning in meanings]
        self.promised = [moving_line(self.beside, "derivative", "--", lw=2.6) for _ in range(2)]
        self.rates = [self._rate(1.5), self._rate(0.5)]
        self.nudged = [self._hollow(meaning) for meaning in meanings]
        self.points = [moving_point(self.ax, meaning, size=10) for meaning in meanings]
        self.edges = [Edge(self.ax, "function") for _ in range(4)]

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
        self._scale(x, u)

    def _scale(self, x, u):
        """As many times Δx beside the lines as most of the rates need."""
        inner, outer = (evaluate(rule, at) for rule, at in zip(self.rules, (x, u), strict=True))
        rates = np.abs(np.concatenate([inner, inner * outer, [1.0]]))
        most = float(np.clip(np.nanquantile(rates, 0.97), 1.5, 50))
        plotting.clear(self.beside)
        self.beside.set_xlim(-1.1 * most, 1.1 * most)
        self.beside.axvline(0, color="#9AA5B1", lw=1)
        ticks = MaxNLocator(4, integer=True, symmetric=True).tick_values(-most, most)
        self.beside.set_xticks(ticks[abs(ticks) <= most])

    def _number_line(self, height, start, half):
        self.ax.plot([-half, half], [height, height], "-", color="#9AA5B1", lw=1)
        for value in MaxNLocator(7, steps=[1, 2, 5, 10], integer=True).tick_values(start - half, start + half):
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
        beyond = [abs(there[i] - self.starts[i]) > self.ax.get_xlim()[1] for i in range(3)]
        return _words(here, there, slopes, (self.g, self.f), beyond), _formula(x, u, slopes)

    def _values(self, x):
        u = float(evaluate(self.g, x))
        if m.isnan(u):
            reason = describe_undefined(undefined_parts(self.g, LOW, HIGH), LOW, HIGH)
            because = f" ({reason})" if reason and "large" not in _lacks(self.g, x) else ""
            raise ValueError(f"u = {self.g.text} {_lacks(self.g, x)} at x = {short(x)}{because}. Move x.")
        y = float(evaluate(self.f, u))
        if m.isnan(y):
            raise ValueError(f"y = {self.f.text} {_lacks(self.f, u)} at u = {short(u)}. Move x.")
        return u, y

    def _slopes_at(self, x, u, y):
        """For g at x and f at u the slope, or None and what the two sides do."""
        places = zip((self.g, self.f), self.rules, (x, u), (u, y), strict=True)
        return [slope_and_sides(f, float(rule(at)), at, value) for f, rule, at, value in places]

    def _show(self, here, there, slopes, nudge):
        heights, changes = list(ROWS.values()), np.subtract(there, here) / nudge
        here, there = np.subtract(here, self.starts), np.subtract(there, self.starts)
        for k, places in enumerate((here, there)):
            for i in range(2):
                self.links[2 * k + i].set_data(*_between(places[i : i + 2], heights[i : i + 2]))
        for i, height in enumerate(heights):
            self.points[i].set_data([here[i]], [height])
            self.nudged[i].set_data([there[i]], [height])
            self.changes[i].set_data([here[i], there[i]], [height + BESIDE] * 2)
            self.enlarged[i].set_data([0, changes[i]], [height + BESIDE / 2] * 2)
        promised = 1.0
        for i, slope in enumerate(slopes, 1):
            promised = m.nan if slope is None else promised * slope
            self.promised[i - 1].set_data([0, promised], [heights[i] - BESIDE] * 2)
            self.rates[i - 1].set_text("" if slope is None else f"×{signed(short(slope))}")
            for edge, places in zip(self.edges[i - 1 :: 2], (here, there), strict=True):
                edge.show(np.array([0.0 if m.isnan(places[i]) else places[i], heights[i]]))


def _between(x, heights):
    """A line from below the numbers of one number line to above the next, on the way from point to point."""
    shares = np.array([0.28, 0.87])
    return x[0] + shares * (x[1] - x[0]), heights[0] + shares * (heights[1] - heights[0])


def _span(values):
    """The lowest and the highest of some values; without the outermost ones, if these reach too far."""
    low, high = np.nanquantile(values, (0, 1))
    return (low, high) if 1.1 * (high - low) <= WIDEST else np.nanquantile(values, (0.02, 0.98))


def _start(values, width):
    """A number of halves for the middle of a line: the middle of the values, or where the most of them are."""
    low, high = _span(values)
    middle = (low + high) / 2 if high - low <= width else np.nanmedian(values)
    return float(np.round(2 * middle) / 2)


def _lacks(function, at):
    """What to say of a function without a value: there is none, or it is too large for the computer."""
    graph = computational_graph(function)
    _, why = graph.undefined(graph.values(**dict.fromkeys(function.variables, at))) or (0, "")
    return "is too large to compute" if why.startswith("It is too large") else "has no value"


def _words(here, there, slopes, functions, beyond):
    (x, u, y), (x1, u1, y1), nudge = here, there, there[0] - here[0]
    sentence = f"x = {short(x)} gives u = {short(u)} and y = {short(y)}. Nudge x by {short(nudge)}, and "
    outside = [" (outside the picture)" if out else "" for out in beyond]
    if m.isnan(u1):
        sentence += f"there is no u: g {_lacks(functions[0], x1)} at {short(x1)}."
    elif abs(u1 - u) <= ROUND_OFF * max(abs(u), abs(u1)):
        sentence += "u comes out the same, and so does y."
    elif m.isnan(y1):
        sentence += f"u moves by {short(u1 - u)}{outside[1]}, where f {_lacks(functions[1], u1)}."
    else:
        sentence += (
            f"u moves by {short(u1 - u)}{outside[1]}, {_factor((u1 - u) / nudge)} as much; "
            f"y moves by {short(y1 - y)}{outside[2]}, {_factor((y1 - y) / (u1 - u))} as much as u."
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
