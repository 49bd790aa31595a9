"""The slope of a digit's loss in every one of its pixels."""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.descents import number, plain
from calcml.figures.digits_reader import NUDGE, Bars, Reader, moving_image, reading, scale
from calcml.live import Choice, LiveFigure
from calcml.live.formula_line import coloured, fraction, math
from calcml.style import COLOURS

SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"


def saliency(digit="3"):
    """The slope of the loss in every pixel of a test digit, ∂L/∂x, and the probabilities that the network gives.

    The network of 64, 32 and 10 units is trained as in the notebook. L = −ln p of the true label, in nats; a pixel runs
    from 0, paper, to 1, ink. Vermilion: more ink raises the loss; blue: it lowers it; white: slope 0. The scale ends at
    the largest slope of the digit shown. Rows and columns are counted from 1. First used in notebook 11.

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


class _Saliency:
    """The digit, the slopes in its pixels, the probabilities."""

    def __init__(self, reader):
        self.reader = reader
        panels = [["digit", "slopes", "bars"], [".", "scale", "bars"]]
        layout = {"height_ratios": (1, 0.06), "width_ratios": (1, 1, 0.85), "layout": "constrained"}
        self.fig, axes = plt.subplot_mosaic(panels, figsize=(7, 3.3), **layout)
        self.digit = moving_image(axes["digit"], "Digit x")
        self.slopes = moving_image(axes["slopes"], "Slopes ∂L/∂x", 1)
        self.ends = scale(axes["scale"])
        self.bars = Bars(axes["bars"])
        self.marks = []
        for name, colours in (("digit", ("derivative", "function")), ("slopes", ("ink", "ink"))):
            axes[name].set(xlabel="column", ylabel="row")
            axes[name].set_xticks(range(8), range(1, 9))
            axes[name].set_yticks(range(8), range(1, 9))
            for marker, colour in zip("so", colours, strict=True):
                look = {"ms": 13, "mfc": "none", "mec": COLOURS[colour], "mew": 2.2, "animated": True}
                self.marks += axes[name].plot([], [], marker, **look)

    def update(self, digit):
        x, label = self.reader.X[digit], self.reader.labels[digit]
        p, slopes = self.reader.probabilities(x), self.reader.slopes(x, label)
        pixels = int(slopes.argmax()), int(slopes.argmin())
        most = np.abs(slopes).max()
        self.digit.set_data(x.reshape(8, 8))
        self.slopes.set_data(slopes.reshape(8, 8) / most)
        for end, value in zip(self.ends, (-most, most), strict=True):
            end.set_text(plain(value, 3))
        self.bars.show(p, label)
        for mark, pixel in zip(self.marks, pixels * 2, strict=True):
            mark.set_data([pixel % 8], [pixel // 8])
        nudged = self.reader.nudged(x, label, pixels[0])
        loss = plain(self.reader.loss(x, label).data, 3)
        return _slopes_in_words(label, p, slopes, pixels, nudged, loss), _nudge_formula(pixels[0], nudged)


def _slopes_in_words(label, p, slopes, pixels, nudged, loss):
    (up, first), (down, last) = ((pixel, plain(slopes[pixel], 3)) for pixel in pixels)
    return (
        f"{reading(label, p)}: L = −ln p{SUBSCRIPTS[label]} = {loss}. Darkening the pixel in {_place(up)} (square) "
        f"raises L most: its slope is {first}, and nudging it gives {plain(nudged, 3)}. Darkening lowers L most in "
        f"{_place(down)} (ring), with slope {last}."
    )


def _place(pixel):
    return f"row {pixel // 8 + 1}, column {pixel % 8 + 1}"


def _nudge_formula(pixel, nudged):
    """The difference quotient in one pixel."""
    quotient = fraction(f"L(x + {NUDGE}) − L(x − {NUDGE})", f"{2 * NUDGE}")
    return math(f"in {_place(pixel)}: ") + math(quotient, " = ", coloured("derivative", number(plain(nudged, 3))))
