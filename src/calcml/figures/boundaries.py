"""A classifier that learns: its decision boundary moves."""

import matplotlib.pyplot as plt
import numpy as np

from calcml import datasets
from calcml.descent import GradientDescent, descend
from calcml.figures.descents import plain
from calcml.figures.learning_curves import UPDATES, LearningCurves, how_many_right, rings
from calcml.figures.parts import moving_line
from calcml.figures.trails import clipped
from calcml.live import Handle, LiveFigure, Steps
from calcml.live.formula_line import decimal, math
from calcml.networks import logistic_loss, logistic_loss_gradient
from calcml.style import COLOURS, TEXT_COLOURS

SEED, HELD_OUT, RATE = 0, 0.25, 1.0
LIMITS = (-2.6, 3.4), (-2.6, 2.9)  # of length and depth
LOOKS = {"Adelie": ("function", "o"), "Chinstrap": ("second", "^")}
NAMED = (0, 2, 10, 100, 1000)  # steps that are named
LEVELS = (0.01, 0.03, 0.1, 0.3, 1)


def decision_boundary(step=0):
    """Logistic regression by descent: Adelie or Chinstrap, by bill length and depth.

    p = sigmoid(b + w₁ · length + w₂ · depth), both standardised with the training birds' mean and scale; y = 1 for
    Chinstrap. A quarter of the 219 birds is held out (`datasets.split`, seed 0). Descent from weights 0 with η = 1, on
    all 164 training birds. On the dashed line p is a half, on the dotted ones 0.1 and 0.9; birds on the wrong side of
    the dashed line are ringed. Beside: the loss on both parts of the birds. First used in notebook 07.

    Parameters
    ----------
    step : int
        The press at which it opens, from 0 to 28: at first one step each, then ever more of them, 1,000 in all.

    Returns
    -------
    LiveFigure
        Its control: step.
    """
    picture = _Boundary(Sample())
    control = Steps(len(UPDATES) - 1, label="press", pace=2, start=step)
    handles = [Handle(picture.curves.here[0], x="step", label="press")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="decision_boundary", step=control)


class Sample:
    """The birds of two species, standardised and split, and the walk of the weights (w₁, w₂, b).

    Attributes
    ----------
    parts : dict
        From "training" and "held out" to (X, y): X of shape (n, 3) with a column of ones, y = 1 for Chinstrap.
    scale : ndarray, shape (2,)
        The scale of bill length and depth, in mm.
    positions : ndarray, shape (1001, 3)
        The weights after each step.
    """

    def __init__(self):
        birds = datasets.penguins()
        two = birds.species != "Gentoo"
        bills = np.column_stack([birds.bill_length_mm, birds.bill_depth_mm])[two]
        train, test = datasets.split(len(bills), HELD_OUT, np.random.default_rng(SEED))
        _, mean, self.scale = datasets.standardise(bills[train])
        X = np.column_stack([(bills - mean) / self.scale, np.ones(len(bills))])
        y = (birds.species[two] == "Chinstrap").astype(float)
        self.parts = {"training": (X[train], y[train]), "held out": (X[test], y[test])}
        X, y = self.parts["training"]
        self.positions = descend(
            lambda w: logistic_loss(w, X, y),
            lambda w: logistic_loss_gradient(w, X, y),
            np.zeros(3),
            GradientDescent(RATE),
            steps=UPDATES[-1],
        ).positions

    def losses(self, part):
        """The loss on this part of the birds after each press."""
        return logistic_loss(self.positions[list(UPDATES)].T, *self.parts[part])

    def wrong(self, part, w):
        """Which birds of this part are on the wrong side."""
        X, y = self.parts[part]
        return (X @ w > 0) != (y == 1)


class _Boundary:
    """The birds with the boundary, and the losses after each press."""

    def __init__(self, sample):
        self.sample = sample
        self.fig, (self.plane, falls) = plt.subplots(
            1, 2, figsize=(7, 3.9), layout="constrained", width_ratios=(1.3, 1)
        )
        self._draw_birds()
        losses = {part: sample.losses(part) for part in sample.parts}
        self.curves = LearningCurves(falls, losses, "step", NAMED, LEVELS)
        self.boundary = moving_line(self.plane, "path", "--", lw=2.2)
        self.sure = moving_line(self.plane, "path", ":", lw=1.4)
        self.rings = rings(self.plane)
        self.curves.add_lines()

    def _draw_birds(self):
        for part, (X, y) in self.sample.parts.items():
            for value, (meaning, marker) in enumerate(LOOKS.values()):
                face = COLOURS[meaning] if part == "training" else "white"
                self.plane.plot(*X[y == value, :2].T, marker, ms=5, mfc=face, mec=COLOURS[meaning], alpha=0.75, mew=1)
        for name, x in (("Adelie", -2.4), ("Chinstrap", 1.8)):
            self.plane.text(x, 2.6, name, va="center", color=TEXT_COLOURS[LOOKS[name][0]])
        length, depth = (f"{value:.1f}" for value in self.sample.scale)
        self.plane.set(xlim=LIMITS[0], ylim=LIMITS[1], xlabel=f"bill length (1 = {length} mm from the mean)")
        self.plane.set(ylabel=f"bill depth (1 = {depth} mm)", title="219 penguins; hollow: held out")

    def update(self, step):
        k = UPDATES[step]
        w = self.sample.positions[k]
        self.boundary.set_data(*_level(w, 0.5).T)
        self.sure.set_data(*np.vstack([_level(w, 0.1), [[np.nan, np.nan]], _level(w, 0.9)]).T)
        wrong = {part: self.sample.wrong(part, w) for part in self.sample.parts}
        ringed = [X[wrong[part], :2] for part, (X, _) in self.sample.parts.items()]
        self.rings.set_data(*(np.vstack(ringed).T if k else ([], [])))
        self.curves.show(step)
        first, second = (losses[step] for losses in self.curves.losses.values())
        return _words(k, first, second, wrong), _formula(w)


def _level(w, p):
    """The ends of the line on which the probability is p, within the picture; none if it lies outside."""
    normal, offset = w[:2], w[2] - np.log(p / (1 - p))
    size = normal @ normal
    if size == 0:
        return np.empty((0, 2))
    foot, along = -offset / size * normal, np.array([-normal[1], normal[0]]) / np.sqrt(size)
    ends = (
        None if np.max(np.abs(foot)) > 100 else clipped(foot - 200 * along, foot + 200 * along, *np.transpose(LIMITS))
    )
    return np.empty((0, 2)) if ends is None else np.array(ends)


def _words(k, first, second, wrong):
    n, m = (len(part) for part in wrong.values())
    if k == 0:
        start = "All weights are 0, so p is a half for every bird, and there is no boundary"
        return f"{start}: the loss is ln 2 = 0.693 on the {n} training birds and on the {m} held out."
    training, held_out = (how_many_right(part) for part in wrong.values())
    return (
        f"After {k:,} step{'s' * (k > 1)} the loss is {plain(first, 3)} on the {n} training birds, with {training} "
        f"classified rightly; on the {m} held out it is {plain(second, 3)}, with {held_out}."
    )


def _formula(w):
    terms = [decimal(w[2], 2)]
    for value, name in zip(w[:2], ("length", "depth"), strict=True):
        terms.append(f"{'−' if value < 0 else '+'} {decimal(abs(value), 2)} · {name}")
    return math(f"p = sigmoid({' '.join(terms)}), ") + math("dashed p = 0.5, dotted p = 0.1 and p = 0.9")
