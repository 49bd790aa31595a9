"""What the figures of notebook 07 on the penguins' regression share: the loss over (w, b), and the birds."""

import numpy as np

from calcml import datasets, plotting
from calcml.networks import mean_squared_error, mean_squared_error_gradient
from calcml.style import COLOURS

W, B = (0.0, 1.4), (3.5, 4.9)  # kg, what is shown of w and of b: as wide as it is high, so that circles are circles
STOPS = 71
LEVELS = np.arange(0.2, 1.25, 0.1)  # kg²
ENDS = np.array([-2.2, 2.3])  # of the line through the birds


class PenguinLoss:
    """The mean squared error, in kg², of mass = b + w · flipper over all birds, flipper length standardised.

    Attributes
    ----------
    flipper, mass : ndarray
        Without unit (one is `scale` mm from the mean), and in kg.
    best : ndarray
        (w, b) of the least loss, in kg.
    least : float
        That loss, in kg².
    """

    def __init__(self):
        birds = datasets.penguins()
        self.flipper, self.mean, self.scale = datasets.standardise(birds.flipper_length_mm)
        self.mass = birds.body_mass_g / 1000
        self.X = np.column_stack([self.flipper, np.ones_like(self.flipper)])
        self.best = self.X.T @ self.mass / len(self.mass)  # the columns are at right angles, and of mean square 1
        self.least = float(mean_squared_error(self.best, self.X, self.mass))

    def loss(self, w, b):
        """The loss, entry by entry: since the flippers are standardised, circles about the best."""
        return self.least + (w - self.best[0]) ** 2 + (b - self.best[1]) ** 2

    def gradient(self, p, rows=slice(None)):
        """The gradient of the mean squared error of these rows."""
        return mean_squared_error_gradient(p, self.X[rows], self.mass[rows])

    def draw_contours(self, ax, title):
        """The loss at even steps of 0.1 kg²."""
        ax.set(xlabel="w (kg)", ylabel="b (kg)", title=title, aspect="equal")
        plotting.contours(ax, self.loss, W, B, levels=LEVELS)
        ax.set(xticks=np.arange(0, 1.5, 0.2), yticks=np.arange(3.6, 5, 0.2))

    def draw_birds(self, ax, title):
        """The birds, in axes in which every line that is offered has its ends."""
        ax.plot(self.flipper, self.mass, "o", color=COLOURS["context"], ms=4, alpha=0.45, mew=0)
        ax.set(xlim=(-2.3, 2.4), ylim=(0.4, 8.2), xlabel="flipper (1 = 14.0 mm from the mean)", ylabel="mass (kg)")
        ax.set(title=title, xticks=range(-2, 3), yticks=range(1, 9))
