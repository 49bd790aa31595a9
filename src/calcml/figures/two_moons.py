"""A small network that learns to tell two moons apart: its decision boundary bends."""

import matplotlib.pyplot as plt
import numpy as np
from contourpy import contour_generator
from matplotlib.colors import to_rgb

from calcml import datasets
from calcml.autodiff import concatenate, cross_entropy
from calcml.figures.descents import plain
from calcml.figures.learning_curves import UPDATES, LearningCurves, how_many_right, rings
from calcml.figures.parts import moving_line
from calcml.functions import sigmoid
from calcml.live import Handle, LiveFigure, Steps
from calcml.live.formula_line import Markup, math
from calcml.networks import Network, tanh, xavier
from calcml.style import COLOURS, TEXT_COLOURS

SEED, POINTS, NOISE, HELD_OUT = 0, 200, 0.15, 0.25
SIZES, RATE = (2, 8, 1), 1.0
NAMED = 0, 10, 100, 1000  # epochs that are named
LEVELS = 0.03, 0.1, 0.3, 1
LIMITS = (-1.8, 2.8), (-1.3, 1.8)
LOOKS = {  # meaning of the colour, marker, where the name stands in the picture
    "upper moon": ("function", "o", (0.02, 0.98, "left", "top")),
    "lower moon": ("second", "^", (0.98, 0.02, "right", "bottom")),
}
CELLS = 93, 63  # points along x and along y at which the probability is computed
PALE = 0.3  # of its colour, where the network is all but certain


def moons(epoch=0):
    """A network of 2, 8 and 1 units with tanh learns two moons: the decision boundary and the loss, epoch after epoch.

    p = sigmoid(tanh(XW₁ + b₁)W₂ + b₂) is the probability of the lower moon: pale pink where it is large, pale blue
    where it is small, and a half on the dashed line. A quarter of the 200 points of `datasets.moons` is held out;
    points on the wrong side are ringed. Descent with η = 1 on the mean logistic loss, gradients by `calcml.autodiff`;
    each epoch is one step on all 150 training points. Beside: the loss on both parts. First used in notebook 09.

    Parameters
    ----------
    epoch : int
        The press at which it opens, from 0 to 28: at first one epoch each, then ever more of them, 1,000 in all.

    Returns
    -------
    LiveFigure
        Its control: epoch.
    """
    picture = _Moons(Training())
    control = Steps(len(UPDATES) - 1, label="press", pace=2, start=epoch)
    handles = [Handle(picture.curves.here[0], x="epoch", label="press")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="moons", epoch=control)


def draw_moons(X, y):
    """A still picture of points on two moons, before anything is learnt. First used in notebook 09.

    Parameters
    ----------
    X : ndarray, shape (n, 2)
    y : ndarray of int, shape (n,)
        From `datasets.moons`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = plt.subplots(figsize=(6, 3.3))[1]
    for value, (name, (meaning, marker, _)) in enumerate(LOOKS.items()):
        ax.plot(*X[y == value].T, marker, ms=5, color=COLOURS[meaning], label=f"{name}, y = {value}")
    ax.set(xlim=LIMITS[0], ylim=(LIMITS[1][0], LIMITS[1][1] + 0.4), xlabel="x₁", ylabel="x₂")
    ax.legend(loc="upper right", ncols=2)
    return ax


class Training:
    """The points, and the network's weights after each press; everything from fixed seeds.

    Attributes
    ----------
    parts : dict
        From "training" and "held out" to (X, y).
    weights : list
        The network's parameters, as arrays, after UPDATES[press] epochs.
    """

    def __init__(self):
        rng = np.random.default_rng(SEED)
        X, y = datasets.moons(POINTS, NOISE, rng)
        rows = datasets.split(POINTS, HELD_OUT, rng)
        self.parts = {name: (X[part], y[part]) for name, part in zip(("training", "held out"), rows, strict=True)}
        self.network = Network(SIZES, np.random.default_rng(SEED), activation=tanh, initialiser=xavier)
        self.weights = []
        for epoch in range(UPDATES[-1] + 1):
            if epoch in UPDATES:
                self.weights.append([parameter.data for parameter in self.network.parameters])
            self.loss("training").backward()
            self.network.parameters = [p.data - RATE * p.grad for p in self.network.parameters]
        self.losses = {name: [self._loss_at(press, name) for press in range(len(UPDATES))] for name in self.parts}

    def loss(self, part):
        """The mean logistic loss of the network as it is, in nats: of the scores 0 and z it is the cross-entropy."""
        X, y = self.parts[part]
        return cross_entropy(concatenate([np.zeros((len(y), 1)), self.network(X)], axis=1), y)

    def _loss_at(self, press, part):
        self.network.parameters = self.weights[press]
        return float(self.loss(part).data)

    def scores(self, press, X):
        """The scores z after a press; the probability is sigmoid(z)."""
        self.network.parameters = self.weights[press]
        return self.network(X).data[..., 0]

    def wrong(self, press, part):
        """Which points of this part are on the wrong side."""
        X, y = self.parts[part]
        return (self.scores(press, X) > 0) != (y == 1)


class _Moons:
    """The points with the boundary, and the losses after each press."""

    def __init__(self, training):
        self.training = training
        self.grid = [np.linspace(*ends, count) for ends, count in zip(LIMITS, CELLS, strict=True)]
        self.fig, (self.plane, falls) = plt.subplots(
            1, 2, figsize=(7, 3.7), layout="constrained", width_ratios=(1.45, 1)
        )
        self.curves = LearningCurves(falls, training.losses, "epoch", NAMED, LEVELS)
        place = {"extent": sum(LIMITS, ()), "origin": "lower", "aspect": "auto", "interpolation": "bilinear"}
        self.pale = self.plane.imshow(np.ones((2, 2, 3)), **place, animated=True)
        self.pale.set_rasterized(True)
        self._draw_points()
        self.boundary = moving_line(self.plane, "path", "--", lw=2.2)
        self.rings = rings(self.plane)
        self.curves.add_lines()

    def _draw_points(self):
        """Points and names: what moves lies above what is still, so they lie in the moving layer with the image."""
        for part, (X, y) in self.training.parts.items():
            for value, (meaning, marker, _) in enumerate(LOOKS.values()):
                face = COLOURS[meaning] if part == "training" else "white"
                self.plane.plot(*X[y == value].T, marker, ms=5, mfc=face, mec=COLOURS[meaning], mew=1, animated=True)
        for name, (meaning, _, (x, y, ha, va)) in LOOKS.items():
            look = {"ha": ha, "va": va, "color": TEXT_COLOURS[meaning], "transform": self.plane.transAxes}
            look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            self.plane.text(x, y, name, **look, animated=True)
        self.plane.set(
            xlim=LIMITS[0], ylim=LIMITS[1], xlabel="x₁", ylabel="x₂", title="Hollow: held out; ringed: wrong"
        )

    def update(self, epoch):
        training = self.training
        scores = training.scores(epoch, np.stack(np.meshgrid(*self.grid), axis=-1))
        self.pale.set_data(_pale(sigmoid(scores)))
        self.boundary.set_data(*_level(*self.grid, scores).T)
        wrong = {part: training.wrong(epoch, part) for part in training.parts}
        self.rings.set_data(*np.vstack([X[wrong[part]] for part, (X, _) in training.parts.items()]).T)
        self.curves.show(epoch)
        losses = [losses[epoch] for losses in training.losses.values()]
        return _words(UPDATES[epoch], losses, list(wrong.values())), _formula(losses[0], len(wrong["training"]))


def _pale(p):
    """An image in the colours of the two moons, the stronger the more certain."""
    colours = np.array([to_rgb(COLOURS[meaning]) for meaning, *_ in LOOKS.values()])
    return 1 - PALE * np.abs(2 * p - 1)[..., np.newaxis] * (1 - colours[(p > 0.5).astype(int)])


def _level(x, y, scores):
    """The line on which the score is 0, with NaN between its pieces; shape (k, 2)."""
    pieces = contour_generator(x, y, scores).lines(0)
    return np.vstack([part for piece in pieces for part in (piece, [[np.nan, np.nan]])] or [np.empty((0, 2))])


def _words(epoch, losses, wrong):
    (first, second), (n, m) = (plain(loss, 3) for loss in losses), map(len, wrong)
    training, held_out = (how_many_right(part) for part in wrong)
    when = f"After {epoch:,} epoch{'s' * (epoch > 1)}" if epoch else "Before training, with random weights,"
    return (
        f"{when} the loss is {first} on the {n} training points, with {training} classified rightly; on the {m} held "
        f"out it is {second}, with {held_out}."
    )


def _formula(loss, n):
    layer = Markup("<mi>p</mi><mo>=</mo><mtext>sigmoid</mtext>")
    first = math(layer, "(tanh(X W₁ + b₁) W₂ + b₂), ")
    return first + math("33 parameters, ", f"L = {plain(loss, 3)} over {n} points")
