"""The live figures of notebook 07: a model that learns from data.

In `parameter_space` and `data_space` a point and a line are one model, seen twice; the others are walks through it.
"""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.boundaries import decision_boundary
from calcml.figures.minibatches import minibatch_path
from calcml.figures.noise_floor import batch_noise
from calcml.figures.optimiser_race import race
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.penguin_loss import ENDS, STOPS, B, PenguinLoss, W
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, fraction, math

__all__ = ["batch_noise", "data_space", "decision_boundary", "minibatch_path", "parameter_space", "race"]

START = 0.2, 3.8  # w and b, in kg
SIZE = (4.3, 3.7)  # two of them fit side by side


def parameter_space(w=START[0], b=START[1]):
    """Every line through the penguins is a point (w, b): the loss over all of them, and one point to drag.

    The line predicts body mass in kg: mass = b + w · flipper, with the flipper length standardised, so that one unit is
    14.0 mm from the mean of 200.9 mm, and w and b are both in kg. The loss is the mean squared error over 342 birds, in
    kg²; its contours stand at even steps. The formula line has its partial derivatives, with error = predicted − mass.
    First used in notebook 07, linked with `data_space`: jslink((a, "w"), (b, "w")), and the same for b.

    Parameters
    ----------
    w : float
        The slope at which it opens, in kg per standard deviation of flipper length, from 0 to 1.4.
    b : float
        The mass predicted for the mean flipper, in kg, from 3.5 to 4.9.

    Returns
    -------
    LiveFigure
        Its controls: w and b.
    """
    model = PenguinLoss()
    fig, ax = plt.subplots(figsize=SIZE, layout="constrained")
    model.draw_contours(ax, "Loss (kg²) over (w, b)")
    point = moving_point(ax, "start")
    point.set_clip_on(False)

    def update(w, b):
        point.set_data([w], [b])
        return _slopes_in_words(model, w, b), _gradient(model, w, b)

    handles = [Handle(point, x="w", y="b", label="(w, b)")]
    return LiveFigure(fig, update, handles=handles, name="parameter_space", **_sliders(w, b))


def data_space(w=START[0], b=START[1]):
    """The penguins and the line of one (w, b), with the error between each bird and the line.

    The model and the units are those of `parameter_space`; error = predicted − mass. Birds with flippers of the same
    length stand above each other, and so do their errors. Drag the line at the mean (that changes b) or at one standard
    deviation (that changes w). First used in notebook 07.

    Parameters
    ----------
    w, b : float
        As in `parameter_space`.

    Returns
    -------
    LiveFigure
        Its controls: w and b.
    """
    picture = _Data(PenguinLoss())
    handles = [
        Handle(picture.middle, y="b", label="b, the height at the mean"),
        Handle(picture.right, y="w", label="w, the rise in one standard deviation"),
    ]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="data_space", **_sliders(w, b))


def _sliders(w, b):
    return {
        "w": Slider(*W, w, stops=STOPS, label="slope w (kg)"),
        "b": Slider(*B, b, stops=STOPS, label="intercept b (kg)"),
    }


class _Data:
    """The birds, the line, and the errors: at each flipper length one stroke that covers all of them."""

    def __init__(self, model):
        self.model = model
        self.fig, ax = plt.subplots(figsize=SIZE, layout="constrained")
        model.draw_birds(ax, "342 penguins and one line")
        self.lengths = np.unique(model.flipper)
        masses = [model.mass[model.flipper == x] for x in self.lengths]
        self.lightest, self.heaviest = (np.array([end(group) for group in masses]) for end in (min, max))
        self.errors = moving_line(ax, "second", lw=1, alpha=0.6)
        self.line = moving_line(ax, "function")
        self.middle, self.right = moving_point(ax, "start"), moving_point(ax, "start")

    def update(self, w, b):
        line, gap = b + w * self.lengths, np.full(len(self.lengths), np.nan)
        ends = np.minimum(self.lightest, line), np.maximum(self.heaviest, line), gap
        self.errors.set_data(np.repeat(self.lengths, 3), np.column_stack(ends).ravel())
        self.line.set_data(ENDS, b + w * ENDS)
        self.middle.set_data([0], [b])
        self.right.set_data([1], [b + w])
        return _loss_in_words(self.model, w, b), _loss_formula(self.model, w, b)


def _loss_in_words(model, w, b):
    loss = model.loss(w, b)
    root = f"Its root, the typical size of an error, is {np.sqrt(loss):.2f} kg."
    return f"With w = {w:.2f} kg and b = {b:.2f} kg the loss is {loss:.3f} kg². {root}"


def _loss_formula(model, w, b):
    mean = fraction("1", str(len(model.mass)))
    first = math(f"error = {b:.2f} + {w:.2f} · flipper − mass,")
    return first + math("L = ", mean, f" Σ error² = {model.loss(w, b):.3f} kg²")


def _slopes_in_words(model, w, b):
    along_w, along_b = (decimal(slope, 3) for slope in model.gradient([w, b]))
    slopes = f"Its partial derivatives are {along_w} kg along w and {along_b} kg along b."
    return f"With w = {w:.2f} kg and b = {b:.2f} kg the loss is {model.loss(w, b):.3f} kg². {slopes}"


def _gradient(model, w, b):
    along_w, along_b = (coloured("derivative", decimal(slope, 3)) for slope in model.gradient([w, b]))
    mean = fraction("2", str(len(model.mass)))
    first = math(fraction("∂L", "∂w"), " = ", mean, " Σ error · flipper = ", along_w)
    return first + math(fraction("∂L", "∂b"), " = ", mean, " Σ error = ", along_b)
