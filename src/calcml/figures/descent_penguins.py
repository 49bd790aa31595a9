"""Gradient descent on a line through the penguins: two parameters, and one learning rate for both."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import datasets, plotting
from calcml.figures import descents
from calcml.figures.descents import bracketed, plain, plain_rate, subscript
from calcml.figures.parts import moving_line
from calcml.figures.start_here import draw_birds
from calcml.figures.trails import Track, start_point, thinned
from calcml.live import Handle, LiveFigure, Slider, Steps
from calcml.live.formula_line import coloured, decimal, fraction, math

UPDATES = (*range(11), *range(30, 311, 20))  # after each press: one by one at first, then twenty at a time
MOST = UPDATES[-1]
W, B = (0, 100), (3200, 5200)  # g/mm and g, what is shown
ENDS = np.array([-32.0, 33.0])  # mm, of the line through the birds


def penguin_descent(start=(20, 3500), rate=0.0025, step=0):
    """A line through the penguins fitted by gradient descent: its parameters on the loss contours, and the line.

    mass = b + w · flipper, with flipper in mm from the mean. The loss is the mean squared error over 342 birds, in g²;
    its Hessian is diag(2 · mean of flipper², 2) = diag(394, 2). One η serves both: it has to be small for w, so b is
    slow. The first ten presses of Step take one step of descent each, those after them twenty.
    First used in notebook 05.

    Parameters
    ----------
    start : (float, float)
        Where the walk starts: w in g/mm, from 0 to 100, and b in g, from 3200 to 5200.
    rate : float
        The learning rate η, from 0.001 to 0.006.
    step : int
        The press at which the figure opens.

    Returns
    -------
    LiveFigure
        Its controls: w, b, rate and step.
    """
    picture = _Fit(datasets.penguins())
    controls = {
        "w": Slider(*W, start[0], stops=51, label="start w₀", unit="g/mm"),
        "b": Slider(*B, start[1], stops=81, label="start b₀", unit="g"),
        "rate": descents.Rate(0.001, 0.006, rate),
        "step": Steps(len(UPDATES) - 1, label="press", pace=2, start=step),
    }
    handles = [Handle(picture.start, x="w", y="b", label="start (w₀, b₀)")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="penguin_descent", **controls)


class _Fit:
    """The loss over (w, b) with the walk, and the birds with the line."""

    def __init__(self, birds):
        self.flipper, self.mass = birds.flipper_length_mm - birds.flipper_length_mm.mean(), birds.body_mass_g
        self.square, self.product = float(np.mean(self.flipper**2)), float(np.mean(self.flipper * self.mass))
        self.best = np.array([self.product / self.square, float(self.mass.mean())])
        self.curvature = np.array([2 * self.square, 2.0])
        self.least = self.loss_of_the_birds(*self.best)
        self.walk = lru_cache(500)(self._walk)
        self._draw()

    def loss_of_the_birds(self, w, b):
        """The mean squared error, in g²."""
        return float(np.mean((self.mass - b - w * self.flipper) ** 2))

    def loss(self, w, b):
        """The same for arrays: since the flippers are measured from their mean, it has no product of w and b."""
        return self.least + self.square * (w - self.best[0]) ** 2 + (b - self.best[1]) ** 2

    def _walk(self, w, b, rate):
        def gradient(p):
            return self.curvature * (p - self.best)

        return descents.take_walk(lambda p: self.loss(*p), gradient, [w, b], rate, MOST)

    def _draw(self):
        self.fig, (self.plane, ax) = plt.subplots(1, 2, figsize=(7, 3.9), layout="constrained")
        plotting.contours(self.plane, lambda w, b: self.loss(w, b) / 1000, W, B)
        self.plane.set(xlabel="slope w (g/mm)", ylabel="intercept b (g)", title="Loss (1000 g²) over (w, b)")
        draw_birds(ax, self.flipper, self.mass)
        ax.set(title="The line at this point", xlabel="flipper (mm from the mean)")
        self.track = Track(self.plane, arrows=3, lw=0.8, alpha=0.6)
        self.start = start_point(self.plane)
        self.line = moving_line(ax, "function")

    def update(self, w, b, rate, step):
        walk = self.walk(w, b, rate)
        last = next(press for press, updates in enumerate(UPDATES) if updates >= walk.last)
        k = min(UPDATES[min(step, last)], walk.last)
        self.track.show(thinned(self.plane, walk.positions[: k + 1]))
        slope, intercept = walk.positions[k]
        self.line.set_data(ENDS, intercept + slope * ENDS)
        self.start.set_data([w], [b])
        return self._words(walk, rate, k), self._formula(walk, rate, k), last

    def _words(self, walk, rate, k):
        w, b = (decimal(value, places) for value, places in zip(walk.positions[k], (2, 0), strict=True))
        at = f"w = {w} g/mm, b = {b} g, and the loss is {decimal(walk.values[k], 0)} g²"
        if k == 0:
            a, c = (plain(slope, 3) for slope in walk.gradients[0])
            return f"The walk starts at {at}. Its partial derivatives are {a} g·mm along w and {c} g along b."
        factors = 1 - rate * self.curvature
        sentence = f"After {k} step{'s' * (k > 1)} {at}. Each step multiplies the distance of w from its best value by "
        sentence += f"{plain(factors[0], 3)} and that of b by {plain(factors[1], 3)}"
        if abs(factors[0]) > 1:
            sentence += ": w swings wider and wider."
        else:
            sentence += ": b is slow."
        return f"{sentence} {walk.reason}" if k == walk.last else sentence

    def _formula(self, walk, rate, k):
        """One row for each parameter: its last update; at the start, the first, without its result."""
        before, after = max(k - 1, 0), max(k, 1)
        rows = []
        for i, (name, places) in enumerate((("w", 2), ("b", 1))):
            partial = coloured("derivative", fraction("∂L", f"∂{name}"))
            slope = coloured("derivative", *bracketed(plain(walk.gradients[before][i])))
            rule = subscript(name, after), " = ", subscript(name, before), " − η ", partial, " = "
            old = decimal(walk.positions[before][i], places)
            new = (" = ", decimal(walk.positions[k][i], places)) if k else ()
            rows.append(math(*rule, old, f" − {plain_rate(rate)} · ", slope, *new))
        return "".join(rows)
