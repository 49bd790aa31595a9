"""Descent on mini-batches of penguins, with descent on all of them: in parameter space and in data space."""

from functools import lru_cache
from itertools import islice

import matplotlib.pyplot as plt
import numpy as np

from calcml.descent import GradientDescent, descend, minibatches
from calcml.figures.descents import bracketed, plain, plain_rate, subscript
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.penguin_loss import ENDS, PenguinLoss
from calcml.figures.trails import Dots, Edge
from calcml.live import LiveFigure, Slider, Steps
from calcml.live.formula_line import coloured, decimal, fraction, math
from calcml.style import COLOURS

SEED = 0
MOST = 50  # steps
START = np.array([0.1, 4.7])  # w and b, in kg
BATCHES = (1, 4, 16, 64, 342)
RATES = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)


def minibatch_path(rate=0.1, batch=16, step=20):
    """Mini-batch descent on the penguins' regression, and in grey the descent on all birds from the same start.

    mass = b + w · flipper, as in `learning.parameter_space`: flippers standardised, w and b in kg, the loss in kg².
    Each epoch is shuffled anew from a fixed seed; no bird is drawn twice in it, and its last batch holds what is left.
    Beside: the lines of both walks among the birds; those that the last step looked at are large, unless it is all of
    them. In the formula line error = predicted − mass. First used in notebook 07.

    Parameters
    ----------
    rate : float
        The learning rate η, one of eleven from 0.01 to 0.5.
    batch : int
        How many birds a step looks at: 1, 4, 16, 64 or 342, which is all of them.
    step : int
        The step at which it opens, from 0 to 50.

    Returns
    -------
    LiveFigure
        Its controls: rate, batch and step.
    """
    picture = _Stroll(PenguinLoss())
    controls = {
        "rate": Few(RATES, rate, label="learning rate η"),
        "batch": Few(BATCHES, batch, label="batch size B", unit="birds"),
        "step": Steps(MOST, pace=4, start=step),
    }
    return LiveFigure(picture.fig, picture.update, name="minibatch_path", **controls)


class Few(Slider):
    """A slider whose stops are a few given numbers."""

    def __init__(self, values, start, label, unit=""):
        super().__init__(values[0], values[-1], log=True, stops=len(values), label=label, unit=unit)
        self.stops, self.texts = list(values), [f"{value:g}" for value in values]
        self.start = self.index(start)


class _Stroll:
    """Both walks on the contours, and where they are among the birds."""

    def __init__(self, model):
        self.model, self.walk = model, lru_cache(500)(self._walk)
        self.fig, (plane, birds) = plt.subplots(1, 2, figsize=(7, 3.7), layout="constrained", width_ratios=(1.1, 1))
        model.draw_contours(plane, "Parameters; dashed: all birds")
        plane.plot(*START, "o", ms=10, mfc="white", mec=COLOURS["path"], mew=1.6, zorder=3)
        model.draw_birds(birds, "Birds; large: this step’s")
        birds.set_xlabel("flipper (1 = 14.0 mm)")
        for ax in (plane, birds):
            ax.title.set_fontsize(12.5)
        self.looked_at = Dots(birds, "second", 6)
        self.whole, self.whole_line = (moving_line(ax, "context", "--", lw=2) for ax in (plane, birds))
        self.track, self.line = moving_line(plane, "path", lw=1.3), moving_line(birds, "path", lw=2)
        self.dots, self.edge, self.here = Dots(plane, "path", 4), Edge(plane), moving_point(plane, "path", size=10)

    def _batches(self, batch):
        return minibatches(len(self.model.mass), batch, np.random.default_rng(SEED), steps=MOST + 1)

    def _walk(self, rate, batch):
        batches = self._batches(batch)
        f, gradient = (lambda p: self.model.loss(*p)), (lambda p: self.model.gradient(p, next(batches)))
        return descend(f, gradient, START, GradientDescent(rate), steps=MOST, flat=0)

    def update(self, rate, batch, step):
        walk, whole = self.walk(rate, batch), self.walk(rate, len(self.model.mass))
        k = min(step, len(walk))
        points = walk.positions[: k + 1]
        self.whole.set_data(*whole.positions[: step + 1].T)
        self.track.set_data(*points.T)
        self.dots.show(points)
        self.here.set_data(*([], []) if self.edge.show(points[-1]) else points[-1:].T)
        for line, (w, b) in ((self.whole_line, whole.positions[step]), (self.line, points[-1])):
            line.set_data(ENDS, b + w * ENDS)
        n, rows = len(self.model.mass), []
        if k and batch < n:  # with all of them marked a page would be three times as large
            rows = next(islice(self._batches(batch), k - 1, None))
        self.looked_at.show(np.column_stack([self.model.flipper, self.model.mass])[rows])
        return _words(walk, whole, batch, k, self.model), _formula(walk, rate, batch, n, k), len(walk)


def _words(walk, whole, batch, k, model):
    n, lowest = len(model.mass), f"The lowest possible is {plain(model.least)} kg²."
    if k == 0:
        return f"At the start of both walks the loss over all {n} birds is {plain(walk.values[0])} kg². {lowest}"
    birds = sum(_size(batch, n, j) for j in range(1, k + 1))
    seen = f"{birds / n:.3g} epoch{'s' * (birds != n)}"
    after = f"After {_steps(k)} with B = {batch} ({seen}) the loss over all {n} birds is {plain(walk.values[k])} kg²"
    if batch == n:
        return f"{after}: every batch is all of the birds. {lowest}"
    rises = int(np.sum(np.diff(walk.values[: k + 1]) > 0))
    also = f"with all birds in every step it is {plain(whole.values[k])} kg²"
    return f"{after}; {also}. With B = {batch} the loss rose at {rises} of {_steps(k)}. {lowest}"


def _steps(k):
    return "1 step" if k == 1 else f"{k} steps"


def _size(batch, n, step):
    """How many birds a step looks at: the last batch of an epoch holds what is left."""
    return min(batch, n - (step - 1) * batch % (-(-n // batch) * batch))


def _formula(walk, rate, batch, n, k):
    """The last step in w; at the start the first."""
    before, after = max(k - 1, 0), max(k, 1)
    partial = coloured("derivative", *bracketed(decimal(walk.gradients[before][0], 3)))
    mean = fraction("2", str(_size(batch, n, after))), " Σ error · flipper"
    rule = math(subscript("w", after), " = ", subscript("w", before), " − η ", coloured("derivative", *mean))
    numbers = f"= {decimal(walk.positions[before][0], 3)} − {plain_rate(rate)} · ", partial
    return rule + math(*numbers, " = ", decimal(walk.positions[after][0], 3))
