"""A small step of all pixels along the signs of the slopes of a digit's loss."""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.descents import number, plain
from calcml.figures.digits_reader import NAMES, Bars, Reader, moving_image, reading, scale
from calcml.live import Choice, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, math

MOST = 0.3  # the largest ε


def adversary(digit="3", epsilon=0.0):
    """A step of ε along the sign of the loss's slope in every pixel, clipped to [0, 1], and what the network says then.

    x′ = clip(x + ε · sign(∂L/∂x), 0, 1), with the slopes at x, the digit as it is. No pixel changes by more than ε;
    less where paper cannot get whiter, or ink blacker. First used in notebook 11.

    Parameters
    ----------
    digit : str or int
        "0" to "9": the first test digit of this label.
    epsilon : float
        The step ε, from 0 to 0.3.

    Returns
    -------
    LiveFigure
        Its controls: digit and epsilon.
    """
    step = Slider(0, MOST, epsilon, stops=31, label="step ε")
    picture = _Adversary(Reader(), step.stops)
    control = Choice({name: int(name) for name in NAMES}, str(digit), label="test digit")
    return LiveFigure(picture.fig, picture.update, name="adversary", digit=control, epsilon=step)


class _Adversary:
    """The digit, the change, the changed digit, the probabilities then."""

    def __init__(self, reader, steps):
        self.reader, self.steps = reader, np.array(steps)
        panels = [["before", "change", "after", "bars"], [".", "scale", ".", "bars"]]
        layout = {"height_ratios": (1, 0.08), "width_ratios": (1, 1, 1, 1.05), "layout": "constrained"}
        self.fig, axes = plt.subplot_mosaic(panels, figsize=(7, 2.75), **layout)
        self.before = moving_image(axes["before"], "Digit x")
        self.change = moving_image(axes["change"], "Change x′ − x", MOST)
        self.after = moving_image(axes["after"], "Changed: x′")
        scale(axes["scale"], (f"−{MOST}", f"{MOST}"))
        self.bars = Bars(axes["bars"])

    def update(self, digit, epsilon):
        x, label = self.reader.X[digit], self.reader.labels[digit]
        after = self.reader.stepped(x, label, epsilon)
        for image, values in ((self.before, x), (self.change, after - x), (self.after, after)):
            image.set_data(values.reshape(8, 8))
        p = self.reader.probabilities(after)
        self.bars.show(p, label)
        losses = [plain(self.reader.loss(pixels, label).data, 3) for pixels in (x, after)]
        words = _step_in_words(label, p, epsilon, self._turn(x, label), np.abs(after - x))
        return words, _step_formula(epsilon, losses)

    def _turn(self, x, label):
        """The first of the steps at which the digit is not read as its label; NaN if there is none."""
        rows = self.reader.stepped(x, label, self.steps[:, np.newaxis])
        other = self.reader.probabilities(rows).argmax(axis=1) != label
        return self.steps[other.argmax()] if other.any() else np.nan


def _step_in_words(label, p, epsilon, turn, moved):
    step, held = decimal(epsilon, 2), int(np.sum(moved < epsilon - 1e-12))
    says = reading(label, p).replace("The network reads", "the network reads")
    if not epsilon:
        return f"At ε = 0 nothing has changed: {says}."
    since = f"From ε = {decimal(turn, 2)} on it is no longer read as {label}. " if epsilon >= turn else ""
    return (
        f"At ε = {step} {says}. {since}No pixel has changed by more than {step}; {held} of the 64 have changed by "
        "less, held back at 0, paper, or at 1, ink."
    )


def _step_formula(epsilon, losses):
    step = math("x′ = clip(x + ", decimal(epsilon, 2), " · sign(", coloured("derivative", "∂L/∂x"), "), 0, 1), ")
    return step + math("L(x) = ", number(losses[0]), ", L(x′) = ", number(losses[1]))
