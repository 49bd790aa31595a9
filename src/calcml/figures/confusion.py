"""Which digit is taken for which: counts of true and predicted digits."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb

from calcml.figures.digits_recipe import a_digit, after, run_of
from calcml.live import LiveFigure, Steps
from calcml.live.formula_line import fraction, math
from calcml.style import COLOURS

DARKEST = 0.6  # of its colour, so that the counts can be read
PALEST = 0.25  # of that, where the share of the row is small
SIZE = 7, 4.4  # inches
PLACES = (0.65, 0.58, 3.4, 3.4), (4.6, 0.58, 2.266, 3.4)
ACROSS, DOWN, CELL = 2, 3, 11  # pictures of mistakes, and pixels for each with its frame


def confusion(snapshots=None, history=None, validation=None, epoch=0):
    """The validation digits, counted by what they are (rows) and what the network takes them for (columns).

    On the diagonal, blue, is what the network classifies rightly. Every other count, pink, is a mistake. Colours are
    the stronger the larger the share of the row. Beside stand up to six mistakes of the pair of digits that is mixed up
    most, both ways counted together. First used in notebook 11.

    Parameters
    ----------
    snapshots, history, validation : optional
        As in `training`: a training kept by the notebook; without them that of the recipe.
    epoch : int, default 0
        Where it opens.

    Returns
    -------
    LiveFigure
        Its control: epoch.

    Raises
    ------
    ValueError
        If snapshots and history do not belong together, or are not those of such a network.
    """
    run = run_of(snapshots, history, validation)
    picture = _Confusion(run)
    control = Steps(len(run.snapshots) - 1, label="epoch", pace=4, start=epoch)
    return LiveFigure(picture.fig, picture.update, name="confusion", epoch=control)


def draw_confusion(labels, predictions):
    """A still picture: digits counted by what they are (rows) and what they are taken for (columns).

    Colours as in `confusion`. First used in notebook 11, for the test digits.

    Parameters
    ----------
    labels, predictions : array_like of int, shape (n,)
        From 0 to 9.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    ValueError
        If they are not as many of the one as of the other, or hold anything but whole numbers from 0 to 9.
    """
    counts = count(labels, predictions)
    ax = plt.subplots(figsize=(4.6, 4.4))[1]
    matrix = _Matrix(ax, f"{counts.sum():,} digits", animated=False)
    matrix.show(counts)
    return ax


def count(labels, predictions):
    """How often the digit of each row is taken for the digit of each column; shape (10, 10)."""
    labels, predictions = _digits("labels", labels), _digits("predictions", predictions)
    if labels.shape != predictions.shape:
        raise ValueError(f"{len(labels)} labels and {len(predictions)} predictions; expected one of each per digit.")
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, predictions), 1)
    return counts


def _digits(name, values):
    values = np.asarray(values)
    if (
        values.ndim != 1
        or values.dtype.kind not in "iu"
        or not len(values)
        or not 0 <= values.min() <= values.max() < 10
    ):
        advice = "Try scores.argmax(axis=1)." if values.ndim == 2 else "Try .astype(int)."
        raise ValueError(
            f"{name} should be whole numbers from 0 to 9, of shape (n,); got {values.dtype} values of "
            f"shape {values.shape}. {advice}"
        )
    return values


class _Confusion:
    """The counts, and beside them mistakes of one pair."""

    def __init__(self, run):
        self.run = run
        self.fig = plt.figure(figsize=SIZE, layout="none")
        left, right = (self.fig.add_axes(np.divide(place, SIZE * 2)) for place in PLACES)
        self.matrix = _Matrix(left, f"{len(run.validation[1])} validation digits", animated=True)
        self.mistakes = _Mistakes(right)

    def update(self, epoch):
        X, labels = self.run.validation
        taken = self.run.probabilities(epoch).argmax(axis=1)
        counts = count(labels, taken)
        self.matrix.show(counts)
        pair = most_mixed(counts)
        rows = np.flatnonzero((labels != taken) & np.isin(labels, pair) & np.isin(taken, pair))
        self.mistakes.show(X[rows], labels[rows], taken[rows])
        return _words(epoch, counts, pair), _formula(counts)


class _Matrix:
    """Ten rows of ten counts on colours."""

    def __init__(self, ax, title, animated):
        self.image = ax.imshow(np.ones((10, 10, 3)), interpolation="nearest", animated=animated)
        self.image.set_rasterized(animated)
        look = {"ha": "center", "va": "center", "fontsize": 11.5, "animated": animated}
        self.texts = [[ax.text(column, row, "", **look) for column in range(10)] for row in range(10)]
        ax.set(xticks=range(10), yticks=range(10), xlabel="taken for", ylabel="true digit", title=title)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)

    def show(self, counts):
        """Write the counts that are not 0, and colour them."""
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
        strength = DARKEST * ((counts > 0) * (PALEST + (1 - PALEST) * np.sqrt(shares)))[..., np.newaxis]
        full = np.where(np.eye(10)[..., np.newaxis], to_rgb(COLOURS["function"]), to_rgb(COLOURS["second"]))
        self.image.set_data(1 - strength * (1 - full))
        for texts, numbers in zip(self.texts, counts, strict=True):
            for text, number in zip(texts, numbers, strict=True):
                text.set_text(str(number) if number else "")


class _Mistakes:
    """Up to six digits in one image, each with what it is and what it is taken for."""

    def __init__(self, ax):
        ax.set(xlim=(0, CELL * ACROSS), ylim=(CELL * DOWN, 0), title="Mixed up most")
        ax.set_axis_off()
        place = {"extent": (0, CELL * ACROSS, CELL * DOWN, 0), "interpolation": "nearest", "aspect": "auto"}
        self.image = ax.imshow(
            np.ones((CELL * DOWN, CELL * ACROSS)), cmap="gray_r", vmin=0, vmax=1, **place, animated=True
        )
        self.image.set_rasterized(True)
        corners = [(CELL * column, CELL * row) for row in range(DOWN) for column in range(ACROSS)]
        self.texts = [ax.text(x, y + 9.4, "", va="center", fontsize=11.5, animated=True) for x, y in corners]

    def show(self, X, labels, taken):
        """Draw the first six."""
        mosaic = np.zeros((CELL * DOWN, CELL * ACROSS))
        for k, text in enumerate(self.texts):
            there = k < len(X)
            text.set_text(f"{labels[k]}, not {taken[k]}" if there else "")
            if there:
                y, x = (CELL * place for place in divmod(k, ACROSS))
                mosaic[y : y + 8, x : x + 8] = np.maximum(X[k].reshape(8, 8), 0.06)
        self.image.set_data(mosaic)


def most_mixed(counts):
    """The two digits with the most mistakes between them, both ways counted together; None if there are no mistakes."""
    both = np.triu(counts + counts.T, k=1)
    return tuple(int(k) for k in np.unravel_index(both.argmax(), both.shape)) if both.any() else None


def _words(epoch, counts, pair):
    right, n = np.trace(counts), counts.sum()
    first = f"{after(epoch)} {right} of {n} validation digits ({100 * right / n:.1f} %) are on the diagonal."
    if pair is None:
        return f"{first} No digit is taken for another."
    one, other = pair if counts[pair] >= counts[pair[::-1]] else pair[::-1]  # the more frequent mistake first
    ways = f"{_times(counts[one, other])} {a_digit(one)} is taken for {a_digit(other)}"
    back = f"{_times(counts[other, one])} {a_digit(other)} for {a_digit(one)}"
    return f"{first} No two digits are mixed up more often than {pair[0]} and {pair[1]}: {ways}, {back}."


def _times(number):
    return {0: "never", 1: "once", 2: "twice"}.get(int(number), f"{number} times")


def _formula(counts):
    right, n = np.trace(counts), counts.sum()
    return math(
        "accuracy = ", fraction("Σ on the diagonal", "n"), " = ", fraction(f"{right}", f"{n}"), f" = {right / n:.3f}"
    )
