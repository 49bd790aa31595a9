"""Gradient descent as it is: it knows f and f′ where it has been, and nothing else."""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures import descents
from calcml.figures.descent_line import MOST, Terrain, line_formula, line_words, tangent
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.trails import Dots, Edge, start_point
from calcml.live import Handle, LiveFigure, Reveal, Slider, Steps
from calcml.live.formula_line import decimal
from calcml.plotting.limits import value_limits
from calcml.symbolic import evaluate, parse

QUESTION = "Is the lowest point of f where the walk ends? Decide, then reveal."
PREDICTIONS = ("Yes, for the slope there is zero", "No, it is elsewhere", "I cannot tell")


def blind_descent(f="x^4/8 - x^2 - x/3 + 3", low=-3.0, high=3.0, x0=-2.8, rate=0.1, step=0):
    """Descent without the curve: a height and a slope at each point visited, until the curve is revealed.

    First used in notebook 05.

    Parameters
    ----------
    f : str
        The hidden formula; with two valleys, which of them descent finds depends on the start.
    low, high : float
        The ends of the x-axis.
    x0 : float
        Where the walk starts.
    rate : float
        The learning rate η, from 0.01 to 1.
    step : int
        The step at which the figure opens.

    Returns
    -------
    LiveFigure
        Its controls: x0, rate, step and reveal.
    """
    picture = _Blind(Terrain(parse(f), low, high))
    controls = {
        "x0": Slider(low, high, x0, label="start x₀"),
        "rate": descents.Rate(0.01, 1, rate),
        "step": Steps(MOST, start=step),
        "reveal": Reveal("Reveal f", question=QUESTION, predictions=PREDICTIONS),
    }
    handles = [Handle(picture.start, x="x0")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="blind_descent", **controls)


class _Blind:
    """The points visited, each with a piece of its tangent; and the curve, once it is revealed."""

    def __init__(self, terrain):
        self.terrain = terrain
        self.x = np.linspace(terrain.low, terrain.high, 1201)
        self.y = evaluate(terrain.f, self.x)
        self.fig, self.ax = plt.subplots(figsize=(7, 3.8), layout="constrained")
        self.ax.set(xlim=(terrain.low, terrain.high), ylim=value_limits(self.y, unbounded=False))
        self.ax.set(xlabel="x", ylabel="f(x)", title="The points visited, with their slopes")
        self.curve = moving_line(self.ax, "function")
        self.slopes = moving_line(self.ax, "derivative", "-", lw=2.0)
        self.dots = Dots(self.ax, "path", 4)
        self.here, self.edge = moving_point(self.ax, "path", size=10), Edge(self.ax)
        self.start = start_point(self.ax)

    def update(self, x0, rate, step, reveal):
        walk = self.terrain.walk(x0, rate)
        k = min(step, walk.last)
        points = np.column_stack([walk.positions, walk.values])[: k + 1]
        pieces = [tangent(self.ax, *at, slope, 16) for at, slope in zip(points, walk.gradients, strict=False)]
        self.slopes.set_data(*np.concatenate([np.vstack([piece, [np.nan, np.nan]]) for piece in pieces]).T)
        self.dots.show(points)
        outside = self.edge.show(points[-1])
        self.here.set_data(*([], []) if outside else points[-1:].T)
        self.start.set_data([x0], [walk.values[0]])
        self.curve.set_data(*([self.x[::10], self.y[::10]] if reveal else [[], []]))
        sentence = line_words(self.terrain, walk, k)
        if reveal:
            sentence += self._revealed(points)
        return sentence, line_formula(walk, rate, k), walk.last

    def _revealed(self, points):
        """What the curve shows that the walk could not know."""
        valleys = np.flatnonzero((self.y[1:-1] < self.y[:-2]) & (self.y[1:-1] < self.y[2:])) + 1
        ends = " and ".join(f"x = {decimal(self.x[i], 2)} with f = {decimal(self.y[i], 2)}" for i in valleys)
        words, (x, height) = f" The curve has its lowest places near {ends}.", points[-1]
        if not self.terrain.low <= x <= self.terrain.high or height > self.ax.get_ylim()[1]:
            return f"{words} The walk is outside the picture."
        lowest = self._downhill(x) == int(np.nanargmin(self.y))
        if points[:, 1].min() < height - 1e-9 * abs(height):
            return f"{words} The walk is {'' if lowest else 'not '}in the deepest valley; it had been lower before."
        return f"{words} The walk is {'' if lowest else 'not '}in the deepest valley, and no point visited could tell."

    def _downhill(self, x):
        """Where the curve leads downhill from x: the number of a sample."""
        i, last = int(np.argmin(np.abs(self.x - x))), len(self.x) - 1
        while True:
            best = min((max(i - 1, 0), i, min(i + 1, last)), key=lambda j: self.y[j])
            if best == i:
                return i
            i = best
