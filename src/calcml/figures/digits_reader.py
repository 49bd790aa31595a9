"""A few test digits and the trained network that reads them: slopes in the pixels, and how they are drawn."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from calcml.autodiff import Tensor, cross_entropy, softmax
from calcml.figures.digits_recipe import prepared, recipe
from calcml.live.formula_line import decimal
from calcml.style import COLOURS, TEXT_COLOURS

NAMES = "0123456789"
MISREAD = 48, 101  # test digits that the network reads wrongly
NUDGE = 0.001
TITLE = 12.5  # points
SIGNED = LinearSegmentedColormap.from_list("signed", [COLOURS["function"], "white", COLOURS["derivative"]])
INK = LinearSegmentedColormap.from_list("ink", ["white", COLOURS["ink"]])


class Reader:
    """A trained network, and a few digits that it has not seen.

    Attributes
    ----------
    X : ndarray, shape (12, 64)
        The first test digit of every label, then two that the network reads wrongly.
    labels : ndarray of int, shape (12,)
    names : list of str
    """

    def __init__(self):
        start = prepared()
        self.network, (X, labels) = start.network, start.test
        self.network.parameters = recipe().best
        rows = [*(int(np.flatnonzero(labels == label)[0]) for label in range(10)), *MISREAD]
        self.X, self.labels = X[rows], labels[rows]
        read = self.probabilities(self.X[10:]).argmax(axis=1)
        self.names = [*NAMES, *(f"{label} read as {k}" for label, k in zip(self.labels[10:], read, strict=True))]

    def probabilities(self, x):
        """p of the ten labels, for one digit or for rows of them."""
        return softmax(self.network(x)).data

    def loss(self, x, label):
        """−ln p of the label, in nats; a Tensor if x is one."""
        return cross_entropy(self.network(x), label)

    def slopes(self, x, label):
        """∂L/∂x, shape (64,)."""
        x = Tensor(x)
        self.loss(x, label).backward()
        return x.grad

    def nudged(self, x, label, pixel):
        """The slope in one pixel from two losses, as a central difference."""
        up, down = (self.loss(x + sign * NUDGE * np.eye(64)[pixel], label).data for sign in (1, -1))
        return (up - down) / (2 * NUDGE)

    def stepped(self, x, label, epsilon):
        """x after a step of ε along the signs of the slopes, clipped to [0, 1]; ε of shape (k, 1) gives k rows."""
        return np.clip(x + epsilon * np.sign(self.slopes(x, label)), 0, 1)


class Bars:
    """The ten probabilities as bars with their numbers; the true label has a dashed outline up to 1."""

    def __init__(self, ax):
        ax.set(xlim=(0, 1.75), ylim=(9.6, -0.6), yticks=range(10))
        ax.set_title("p; dashed: true", fontsize=TITLE)
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        ax.tick_params(axis="y", length=0)
        self.bars = ax.barh(range(10), [0] * 10, height=0.6, color=COLOURS["function"], animated=True)
        look = {"fc": "none", "ec": COLOURS["start"], "lw": 1.6, "ls": "--", "animated": True}
        (self.true,) = ax.barh([0], [1], height=0.82, **look)
        look = {"va": "center_baseline", "ha": "right", "fontsize": 11.5, "animated": True}
        self.numbers = [ax.text(1.75, k, "", **look) for k in range(10)]

    def show(self, p, label):
        """Draw them for a digit of this label."""
        for bar, text, value in zip(self.bars, self.numbers, p, strict=True):
            bar.set_width(value)
            text.set_text(share(value, "<", ">"))
        self.true.set_y(label - 0.41)


def moving_image(ax, title, most=None):
    """A picture of 8 × 8 pixels that moves: from paper to ink, or signed, with colours from −most to most."""
    ax.set_title(title, fontsize=TITLE)
    ax.spines[:].set_visible(True)
    ax.tick_params(length=0)
    colours = {"cmap": SIGNED, "vmin": -most, "vmax": most} if most else {"cmap": INK, "vmin": 0, "vmax": 1}
    image = ax.imshow(np.zeros((8, 8)), interpolation="nearest", animated=True, **colours)
    image.set_rasterized(True)
    ax.set(xlim=(-0.6, 7.6), ylim=(7.6, -0.6), xticks=[], yticks=[], anchor="N")  # the frame stays free of what moves
    return image


def scale(ax, ends=("", "")):
    """What the colours of a signed picture mean, from minus to plus its end; the texts at the ends, that can move."""
    ax.imshow(np.linspace(-1, 1, 255)[np.newaxis], cmap=SIGNED, extent=(-1, 1, 0, 1), aspect="auto")
    ax.set(yticks=[])
    ax.set_xticks([0], ["0"])
    ax.spines[:].set_visible(True)
    look = {"textcoords": "offset points", "va": "top", "fontsize": 11.5, "color": TEXT_COLOURS["context"]}
    places = zip(ends, ((-1, 0), (1, 0)), ("left", "right"), strict=True)
    return [ax.annotate(end, xy, (0, -7.5), ha=side, animated=not end, **look) for end, xy, side in places]


def reading(label, p):
    """What the network says, and how sure it is."""
    words = f"The network reads this {label} as {p.argmax()}, with probability {share(p.max())}"
    return words if p.argmax() == label else f"{words} (of {label}: {share(p[label])})"


def share(p, under="under", over="over"):
    """A probability with three decimals, and never all or nothing."""
    if 0.0005 <= p < 0.9995:
        return decimal(p, 3)
    return f"{over} 0.999" if p > 0.5 else f"{under} 0.001"
