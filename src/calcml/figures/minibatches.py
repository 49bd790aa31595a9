"""Descent on mini-batches of penguins, beside descent on all of them."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml.descent import GradientDescent, descend, minibatches
from calcml.figures.descents import bracketed, plain, plain_rate, subscript
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.penguin_loss import PenguinLoss
from calcml.figures.trails import Dots, Edge
from calcml.live import Handle, LiveFigure, Slider, Steps
from calcml.live.formula_line import coloured, decimal, fraction, math
from calcml.style import COLOURS, TEXT_COLOURS

SEED = 0
MOST = 50  # steps
START = np.array([0.1, 4.7])  # w and b, in kg
BATCHES = (1, 4, 16, 64, 342)
RATES = (0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
FALLS = (0.12, 3)  # kg², the losses shown


def minibatch_path(rate=0.1, batch=16, step=20):
    """Mini-batch descent on the penguins' regression, and in grey the descent on all birds from the same start.

    mass = b + w · flipper, as in `learning.parameter_space`: flippers standardised, w and b in kg, the loss in kg².
    Each epoch is shuffled anew from a fixed seed; no bird is drawn twice in it, and its last batch holds what is left.
    Beside: the loss over all 342 birds against the step. In the formula line error = predicted − mass. First used in
    notebook 07.

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
    handles = [Handle(picture.here[1], x="step", label="step")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="minibatch_path", **controls)


class Few(Slider):
    """A slider whose stops are a few given numbers."""

    def __init__(self, values, start, label, unit=""):
        super().__init__(values[0], values[-1], log=True, stops=len(values), label=label, unit=unit)
        self.stops, self.texts = list(values), [f"{value:g}" for value in values]
        self.start = self.index(start)


class _Stroll:
    """Both walks on the contours, and their losses against the step."""

    def __init__(self, model):
        self.model, self.walk = model, lru_cache(500)(self._walk)
        self.fig, (self.plane, self.falls) = plt.subplots(
            1, 2, figsize=(7, 3.9), layout="constrained", width_ratios=(1.3, 1)
        )
        model.draw_contours(self.plane, "Two walks over (w, b)")
        self.plane.plot(*START, "o", ms=10, mfc="white", mec=COLOURS["path"], mew=1.6, zorder=3)
        self._draw_falls()
        axes = self.plane, self.falls
        self.whole = [moving_line(ax, "context", "--", lw=2) for ax in axes]
        self.lines = [moving_line(ax, "path", "-", lw=1.3) for ax in axes]
        self.dots = [Dots(ax, "path", 4) for ax in axes]
        self.edges, self.here = [Edge(ax) for ax in axes], [moving_point(ax, "path", size=10) for ax in axes]

        self.limits = [np.transpose([ax.get_xlim(), ax.get_ylim()]) for ax in axes]

    def _draw_falls(self):
        ax = self.falls
        ax.set(xlim=(-2, MOST + 2), yscale="log", ylim=FALLS, xlabel="step", xticks=range(0, MOST + 1, 10))
        ax.set_yticks([0.2, 0.5, 1, 2], ["0.2", "0.5", "1", "2"])
        ax.minorticks_off()
        ax.set_title("Loss (kg²); dashed: all birds", fontsize=12.5)
        ax.axhline(self.model.least, color=COLOURS["function"], lw=1.2, ls=":", zorder=1)
        ax.text(MOST + 2, self.model.least * 0.985, "lowest", ha="right", va="top", color=TEXT_COLOURS["function"])

    def _walk(self, rate, batch):
        batches = minibatches(len(self.model.mass), batch, np.random.default_rng(SEED), steps=MOST + 1)
        f, gradient = (lambda p: self.model.loss(*p)), (lambda p: self.model.gradient(p, next(batches)))
        return descend(f, gradient, START, GradientDescent(rate), steps=MOST, flat=0)

    def update(self, rate, batch, step):
        walk, whole = self.walk(rate, batch), self.walk(rate, len(self.model.mass))
        k = min(step, len(walk))
        steps = np.arange(MOST + 1)
        for line, points in zip(self.whole, _tracks(whole, step, steps), strict=True):
            line.set_data(*points.T)
        for i, points in enumerate(_tracks(walk, k, steps)):
            self.lines[i].set_data(*points.T)
            self.dots[i].show(points)
            self.here[i].set_data(*np.clip(points[-1:], *self.limits[i]).T)
            self.here[i].set_alpha(0 if self.edges[i].show(points[-1]) else 1)
        return (
            _words(walk, whole, batch, k, self.model),
            _formula(walk, rate, batch, len(self.model.mass), k),
            len(walk),
        )


def _tracks(walk, k, steps):
    return walk.positions[: k + 1], np.column_stack([steps[: k + 1], walk.values[: k + 1]])


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
