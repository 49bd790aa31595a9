"""What many layers do to the size of a signal on the way forward, and of a gradient on the way back."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions
from calcml.figures.descents import number, plain
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.trails import Dots, Edge
from calcml.live import Choice, Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, decimal, fraction, math, power

SEED, WIDTH, ROWS = 0, 128, 16  # numbers in a row of every layer, and examples
DEPTHS = 5, 30
SCALES = [round(float(s), 1) for s in np.arange(5, 26) / 10]
SCALES[SCALES.index(1.4)] = float(np.sqrt(2))
SEEN = 1e-8, 1e8
FLAT, FAR = 3, 1000  # the size is nearly kept up to this factor, and explodes or vanishes from that factor on
ACTIVATIONS = {  # the function and its slope
    "ReLU": (functions.relu, functions.relu.slope),
    "tanh": (functions.tanh, functions.tanh.slope),
    "none": (lambda z: z, np.ones_like),
}


def signal_flow(depth=20, scale=1.0, activation="none"):
    """The RMS (root mean square) of signal and gradient, layer by layer, on log axes.

    Layer l turns Hₗ₋₁ into Hₗ = φ(Hₗ₋₁ Wₗ), 16 rows of 128 numbers; φ is the activation, biases are 0. The weights are
    normal with standard deviation scale/√d_in, d_in = 128. Their draws, the input and the gradient that arrives at the
    output come from a fixed seed; these last two are normal with an RMS of 1. Drag the point where that gradient
    arrives. First used in notebook 10.

    Parameters
    ----------
    depth : int
        How many layers, from 5 to 30 by fives.
    scale : float
        The weights' standard deviation in units of 1/√d_in, from 0.5 to 2.5: 1 is Xavier's here, where d_in = d_out,
        and √2 is He's.
    activation : {"ReLU", "tanh", "none"}

    Returns
    -------
    LiveFigure
        Its controls: depth, scale and activation.
    """
    picture = _Flow()
    controls = {
        "depth": Slider(*DEPTHS, depth, integer=True, stops=6, label="depth", unit="layers"),
        "scale": _Scale(scale),
        "activation": Choice(list(ACTIVATIONS), activation, label="activation"),
    }
    presets = {
        "Xavier, ReLU": {"scale": 1.0, "activation": "ReLU"},
        "He, ReLU": {"scale": SCALES[9], "activation": "ReLU"},
        "Xavier, tanh": {"scale": 1.0, "activation": "tanh"},
        "small, tanh": {"scale": 0.5, "activation": "tanh"},
        "large, tanh": {"scale": 2.5, "activation": "tanh"},
    }
    handles = [Handle(picture.end, x="depth", label="depth")]
    return LiveFigure(picture.fig, picture.update, handles=handles, presets=presets, name="signal_flow", **controls)


class _Scale(Slider):
    """The weights' standard deviation in units of 1/√d_in; √2 is one of the stops."""

    def __init__(self, start):
        super().__init__(SCALES[0], SCALES[-1], stops=len(SCALES), label="weights’ std", unit="/ √d_in")
        self.stops, self.texts = SCALES, [decimal(s, 1 if round(s, 1) == s else 2) for s in SCALES]
        self.start = self.index(start)


class Layers:
    """Many layers of the same width, with weights, input and arriving gradient from a fixed seed.

    Attributes
    ----------
    weights : ndarray, shape (30, 128, 128)
        With standard deviation 1/√128.
    X, G : ndarray, shape (16, 128)
        The input, and the gradient that arrives at the output; RMS 1.
    """

    def __init__(self):
        rng = np.random.default_rng(SEED)
        self.weights = rng.normal(0, WIDTH**-0.5, (DEPTHS[1], WIDTH, WIDTH))
        self.X, self.G = (draw / rms(draw) for draw in rng.normal(size=(2, ROWS, WIDTH)))

    def sizes(self, depth, scale, activation):
        """RMS of the signals H₀ … H_depth, and of the gradients with respect to them."""
        f, slope = ACTIVATIONS[activation]
        weights, signals, scores = scale * self.weights[:depth], [self.X], []
        for W in weights:
            scores.append(signals[-1] @ W)
            signals.append(f(scores[-1]))
        gradients = [self.G]
        for W, Z in zip(weights[::-1], scores[::-1], strict=True):
            gradients.append((gradients[-1] * slope(Z)) @ W.T)
        return np.array([rms(H) for H in signals]), np.array([rms(G) for G in gradients[::-1]])


def rms(array):
    """The root of the mean of the squares."""
    return float(np.sqrt(np.mean(np.square(array))))


class _Flow:
    """Signal and gradient against the layer, side by side."""

    def __init__(self):
        self.fig, axes = plt.subplots(1, 2, figsize=(7, 3.6), layout="constrained", sharey=True)
        for ax, title in zip(axes, ("Signal’s RMS, forward →", "Gradient’s RMS, ← backward"), strict=True):
            ax.set(xlim=(-1, DEPTHS[1] + 1), yscale="log", ylim=SEEN, xlabel="layer (0: the input)")
            ax.set_title(title, fontsize=12.5)
            ax.axhline(1, color="#9AA5B1", lw=1, ls=(0, (4, 3)), zorder=0)
        axes[0].set_yticks([1e-8, 1e-4, 1, 1e4, 1e8], ["10⁻⁸", "10⁻⁴", "1", "10⁴", "10⁸"])
        axes[0].minorticks_off()
        self.tracks = [_Sizes(ax, meaning) for ax, meaning in zip(axes, ("function", "derivative"), strict=True)]
        self.end = moving_point(axes[1], "start", size=10)  # where the gradient arrives
        self.sizes = lru_cache(500)(Layers().sizes)

    def update(self, depth, scale, activation):
        sizes = self.sizes(depth, scale, activation)
        for track, values, last in zip(self.tracks, sizes, (-1, 0), strict=True):
            track.show(values, last)
        self.end.set_data([depth], [1])
        return _words(depth, scale, activation, *sizes), _formula(depth, scale, activation)


class _Sizes:
    """One RMS a layer: a line with dots, and a triangle at the end that lies beyond the picture."""

    def __init__(self, ax, meaning):
        self.line, self.dots = moving_line(ax, meaning, lw=1.6), Dots(ax, meaning, 5)
        self.edge = Edge(ax, meaning)

    def show(self, values, last):
        points = np.column_stack([np.arange(len(values)), values])
        self.line.set_data(*points.T)
        self.dots.show(points)
        self.edge.show(points[last])


def _words(depth, scale, activation, signals, gradients):
    std = plain(scale / np.sqrt(WIDTH), 3)
    layers = f"{depth} layers of {WIDTH} units, {activation if activation != 'none' else 'no activation'}"
    rule = {1.0: " (Xavier)", SCALES[9]: " (He)"}.get(scale, "")
    return (
        f"{layers}, weights with standard deviation {std}{rule}. Forward, the signal’s RMS {_fate(signals)}. "
        f"Back from the output, the gradient’s RMS {_fate(gradients[::-1])}."
    )


def _fate(sizes):
    """What becomes of a size from one end to the other, with its mean factor."""
    ratio, start, end = sizes[-1] / sizes[0], plain(sizes[0], 3), plain(sizes[-1], 3)
    factor = plain(ratio ** (1 / (len(sizes) - 1)), 3)
    if 1 / FLAT < ratio < FLAT:
        word = "stays nearly flat"
    elif ratio > 1:
        word = "explodes" if ratio >= FAR else "grows"
    else:
        word = "vanishes" if ratio <= 1 / FAR else "shrinks"
    return f"{word}: from {start} to {end}, on average × {factor} a layer"


def _formula(depth, scale, activation):
    shown = decimal(scale, 1 if round(scale, 1) == scale else 2)
    rule = math("std of W = ", fraction(shown, f"√{WIDTH}"), f" = {plain(scale / np.sqrt(WIDTH), 3)}, ")
    if activation == "tanh":
        return rule + math("|tanh z| < 1, ", coloured("derivative", "0 < tanh′(z) ≤ 1"))
    factor = scale / np.sqrt(2) if activation == "ReLU" else scale
    base = Markup(f"<mrow><mo>(</mo>{fraction(shown, '√2')}<mo>)</mo></mrow>") if activation == "ReLU" else shown
    return rule + math("expected: about ", power(base, str(depth)), " = ", number(plain(factor**depth, 3)))
