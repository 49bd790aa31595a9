"""The slope of a digit's loss in every one of its pixels, and a small step along the signs of these slopes."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from calcml.autodiff import Tensor, cross_entropy, softmax
from calcml.figures.descents import plain
from calcml.figures.digits_recipe import prepared, recipe
from calcml.live import Choice, LiveFigure, Slider
from calcml.live.formula_line import decimal
from calcml.style import COLOURS

NAMES = "0123456789"
MISREAD = 48, 101  # test digits that the network reads wrongly
NUDGE = 0.001
MOST = 0.3  # the largest ε
SIGNED = LinearSegmentedColormap.from_list("signed", [COLOURS["function"], "white", COLOURS["derivative"]])
INK = LinearSegmentedColormap.from_list("ink", ["white", COLOURS["ink"]])


def saliency(digit="3"):
    """The slope of the loss in every pixel of a test digit, ∂L/∂x, and the probabilities that the network gives.

    The network of 64, 32 and 10 units is trained as in the notebook. L = −ln p of the true label, in nats; a pixel runs
    from 0, paper, to 1, ink. Vermilion: more ink raises the loss; blue: it lowers it; white: slope 0. The scale ends at
    the largest slope of the digit shown. First used in notebook 11.

    Parameters
    ----------
    digit : str or int
        "0" to "9", the first test digit of this label; or "2 read as 1" or "8 read as 1".

    Returns
    -------
    LiveFigure
        Its control: digit.
    """
    picture = _Saliency(Reader())
    names = {name: k for k, name in enumerate(picture.reader.names)}
    control = Choice(names, str(digit), label="test digit")
    return LiveFigure(picture.fig, picture.update, name="saliency", digit=control)


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
    picture = _Adversary(Reader())
    step = Slider(0, MOST, epsilon, stops=31, label="step ε", unit="of full ink")
    picture.steps = step.stops
    control = Choice({name: int(name) for name in NAMES}, str(digit), label="test digit")
    return LiveFigure(picture.fig, picture.update, name="adversary", digit=control, epsilon=step)


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


class Bars:
    """The ten probabilities as bars with their numbers; that of the true label is outlined."""

    def __init__(self, ax):
        ax.set(xlim=(0, 1.5), ylim=(9.6, -0.6), yticks=range(10), title="p; dashed: true")
        ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        ax.tick_params(axis="y", length=0)
        self.bars = ax.barh(range(10), [0] * 10, height=0.6, color=COLOURS["function"], animated=True)
        look = {"fc": "none", "ec": COLOURS["start"], "lw": 1.6, "ls": "--", "animated": True}
        (self.true,) = ax.barh([0], [1], height=0.82, **look)
        look = {"va": "center_baseline", "ha": "right", "fontsize": 11, "animated": True}
        self.numbers = [ax.text(1.5, k, "", **look) for k in range(10)]

    def show(self, p, label):
        """Draw them for a digit of this label."""
        for bar, number, value in zip(self.bars, self.numbers, p, strict=True):
            bar.set_width(value)
            number.set_text(decimal(value, 3))
        self.true.set_y(label - 0.41)


def _image(ax, title, colours, most):
    """A picture of 8 × 8 pixels that moves; `most` is where the colours end."""
    ax.set_title(title)
    ax.spines[:].set_visible(True)
    low = 0 if colours is INK else -most
    image = ax.imshow(np.zeros((8, 8)), cmap=colours, vmin=low, vmax=most, interpolation="nearest", animated=True)
    image.set_rasterized(True)
    return image


def _scale(ax, ends):
    """What the colours of a signed picture mean: from minus to plus the end, 0 in white."""
    ax.imshow(np.linspace(-1, 1, 255)[np.newaxis], cmap=SIGNED, extent=(-1, 1, 0, 1), aspect="auto")
    ax.set(yticks=[])
    ax.set_xticks([-1, 0, 1], ends)
    ax.spines[:].set_visible(True)


class _Saliency:
    """The digit, the slopes in its pixels, the probabilities."""

    def __init__(self, reader):
        self.reader = reader
        panels = [["digit", "slopes", "bars"], [".", "scale", "bars"]]
        self.fig, axes = plt.subplot_mosaic(
            panels, figsize=(7, 3.4), layout="constrained", height_ratios=(1, 0.06), width_ratios=(1, 1, 0.85)
        )
        self.digit, self.slopes = (
            _image(axes["digit"], "Digit x", INK, 1),
            _image(axes["slopes"], "∂L/∂x", SIGNED, 1),
        )
        _scale(axes["scale"], ["", "0", ""])
        look = {"textcoords": "offset points", "va": "top", "fontsize": 11.5, "animated": True}
        self.ends = [
            axes["scale"].annotate("", (x, 0), (0, -7), ha=side, **look) for x, side in ((-1, "left"), (1, "right"))
        ]
        self.bars = Bars(axes["bars"])
        self.marks = []
        for name, colours in (("digit", ("derivative", "function")), ("slopes", ("ink", "ink"))):
            axes[name].set(xticks=range(8), yticks=range(8), xlabel="column", ylabel="row")
            axes[name].tick_params(length=0)
            for marker, colour in zip("so", colours, strict=True):
                look = {"ms": 13, "mfc": "none", "mec": COLOURS[colour], "mew": 2.2, "animated": True}
                self.marks += axes[name].plot([], [], marker, **look)

    def update(self, digit):
        x, label = self.reader.X[digit], self.reader.labels[digit]
        p, loss, slopes = self.reader.probabilities(x), self.reader.loss(x, label), self.reader.slopes(x, label)
        most = np.abs(slopes).max()
        self.digit.set_data(x.reshape(8, 8))
        self.slopes.set_data(slopes.reshape(8, 8) / most)
        for end, value in zip(self.ends, (-most, most), strict=True):
            end.set_text(plain(value, 3))
        self.bars.show(p, label)
        for mark, pixel in zip(self.marks, [slopes.argmax(), slopes.argmin()] * 2, strict=True):
            mark.set_data([pixel % 8], [pixel // 8])
        return self._words(x, label, p, slopes), f"{float(loss.data):g}"

    def _words(self, x, label, p, slopes):
        up, down = slopes.argmax(), slopes.argmin()
        return f"{up} {down}"


class _Adversary:
    """The digit, the change, the changed digit, the probabilities then."""

    steps = ()

    def __init__(self, reader):
        self.reader = reader
        panels = [["before", "change", "after", "bars"], [".", "scale", ".", "bars"]]
        self.fig, axes = plt.subplot_mosaic(
            panels, figsize=(7, 3.2), layout="constrained", height_ratios=(1, 0.06), width_ratios=(1, 1, 1, 1)
        )
        self.before = _image(axes["before"], "x", INK, 1)
        self.change = _image(axes["change"], "x′ − x", SIGNED, MOST)
        self.after = _image(axes["after"], "x′", INK, 1)
        for name in ("before", "change", "after"):
            axes[name].set(xticks=[], yticks=[])
        _scale(axes["scale"], [f"−{MOST}", "0", f"{MOST}"])
        self.bars = Bars(axes["bars"])

    def update(self, digit, epsilon):
        x, label = self.reader.X[digit], self.reader.labels[digit]
        signs = np.sign(self.reader.slopes(x, label))
        after = np.clip(x + epsilon * signs, 0, 1)
        for image, values in ((self.before, x), (self.change, after - x), (self.after, after)):
            image.set_data(values.reshape(8, 8))
        self.bars.show(self.reader.probabilities(after), label)
        return f"{label} {epsilon}"
