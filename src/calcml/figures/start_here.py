"""The live figure of notebook 00: a loss that moves when a parameter is nudged."""

import matplotlib.pyplot as plt
import numpy as np

from calcml import datasets
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, fraction, math
from calcml.style import COLOURS


def penguin_line():
    """A line through the penguins, and beside it the loss: which way should each parameter be moved, and how far?

    The line predicts body mass (g) from flipper length, in mm from the mean: mass = b + w · flipper. The loss is the
    mean squared error over all 342 birds, in g². First used in notebook 00.

    Returns
    -------
    LiveFigure
        Its controls: w in g/mm, and b in g.
    """
    birds = datasets.penguins()
    flipper = birds.flipper_length_mm - birds.flipper_length_mm.mean()
    loss = _mean_squared_error(flipper, birds.body_mass_g)
    fig, (left, right) = plt.subplots(1, 2, figsize=(7, 3.9), layout="constrained", width_ratios=(1.25, 1))
    line, intercept = moving_line(left, "function"), moving_point(left, "start")
    curve, point = moving_line(right, "function"), moving_point(right, "start")
    draw_birds(left, flipper, birds.body_mass_g)
    right.set(xlabel="slope w (g/mm)", ylabel="loss (1000 g²)", title="How wrong it is", xlim=(-4, 104), ylim=(0, 1500))
    ends, w_axis = np.array([-32.0, 33.0]), np.linspace(0, 100, 26)

    def update(w, b):
        line.set_data(ends, b + w * ends)
        intercept.set_data([0], [b])
        curve.set_data(w_axis, loss(w_axis, b) / 1000)
        point.set_data([w], [loss(w, b) / 1000])
        return _loss_words(w, b, loss)

    sliders = {
        "w": Slider(0, 100, 20, stops=101, label="slope w", unit="g/mm"),
        "b": Slider(3200, 5200, 3900, stops=101, label="intercept b", unit="g"),
    }
    return LiveFigure(
        fig, update, handles=[Handle(point, x="w"), Handle(intercept, y="b")], name="penguin_line", **sliders
    )


def draw_birds(ax, flipper, mass):
    """Body mass against flipper length, a grey dot a bird."""
    ax.plot(flipper, mass, "o", color=COLOURS["context"], ms=4, alpha=0.45, mew=0)
    ax.set(
        xlabel="flipper length (mm from the mean)",
        ylabel="body mass (g)",
        title="342 penguins",
        xlim=(-33, 34),
        ylim=(2500, 6500),
    )


def _mean_squared_error(x, y):
    """The loss (1/n) Σ (y − b − w·x)² as a function of w and b, from six sums over the data."""
    xx, x1, xy, y1, yy = (float(np.mean(a)) for a in (x * x, x, x * y, y, y * y))

    def loss(w, b):
        return yy + b * b + w * w * xx - 2 * b * y1 - 2 * w * xy + 2 * w * b * x1

    return loss


def _loss_words(w, b, loss):
    here, nudged = loss(w, b), loss(w + 1, b)
    change = "falls" if nudged < here else "rises"
    sentence = (
        f"With w = {w:.0f} g/mm and b = {b:.0f} g the loss is {decimal(here, 0)} g². "
        f"Raise w by 1 g/mm and it {change} by {decimal(abs(nudged - here), 0)} g²."
    )
    predicted = math(f"predicted = {b:.0f} + {w:.0f} · flipper,")
    mean = ("loss = ", fraction("1", "342"), " Σ (mass − predicted)", "²")
    return sentence, predicted + math(*mean, " = ", coloured("function", decimal(here, 0)), " g²")
