"""Three logits, the probabilities that softmax makes of them, and the gradient of the cross-entropy."""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.descents import plain
from calcml.figures.minibatches import Few
from calcml.figures.parts import moving_point
from calcml.live import Choice, Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, decimal, fraction, math, power
from calcml.style import COLOURS

SPECIES = "Adelie", "Chinstrap", "Gentoo"
FARTHEST = 4  # logits from −4 to 4
TEMPERATURES = 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4
NAMES = "z1", "z2", "z3"


def softmax_explorer(z1=2.0, z2=1.0, z3=0.0, temperature=1.0, species="Adelie"):
    """Softmax of three logits at a temperature T: pₖ = exp(zₖ/T)/Σⱼ exp(zⱼ/T), and the gradient of −ln p of one class.

    With u = z/T the gradient with respect to u is p − onehot; with respect to z it is (p − onehot)/T. Adding the same
    number to all logits changes neither. Drag the ends of the logits' bars. First used in notebook 10.

    Parameters
    ----------
    z1, z2, z3 : float
        The logits of the three species, from −4 to 4.
    temperature : float
        T, from 0.25 to 4.
    species : {"Adelie", "Chinstrap", "Gentoo"}
        The true one.

    Returns
    -------
    LiveFigure
        Its controls: z1, z2, z3, temperature and species.
    """
    picture = _Softmax()
    starts = dict(zip(NAMES, (z1, z2, z3), strict=True))
    controls = {
        name: Slider(-FARTHEST, FARTHEST, start, stops=41, label=f"z{'₁₂₃'[k]}, {SPECIES[k]}")
        for k, (name, start) in enumerate(starts.items())
    }
    controls["temperature"] = Few(TEMPERATURES, temperature, label="temperature T")
    controls["species"] = _True(SPECIES, species, label="true species")
    presets = {
        f"z = ({', '.join(decimal(z, 0) for z in values)})": dict(zip(NAMES, values, strict=True))
        for values in ((2, 1, 0), (4, 3, 2), (-1, -2, -3), (0, 0, 0))
    }
    handles = [Handle(point, x=name, label=name) for name, point in zip(NAMES, picture.ends, strict=True)]
    return LiveFigure(
        picture.fig, picture.update, handles=handles, presets=presets, name="softmax_explorer", **controls
    )


class _True(Choice):
    """The true class. A page without a kernel has the grid of all sliders for the first one only: it stays small."""

    def coarse(self, count):
        return [self.start]


class _Softmax:
    """Logits, probabilities and gradient as bars, a species a row; the one-hot vector as a dashed bar."""

    def __init__(self):
        self.fig, axes = plt.subplots(1, 3, figsize=(7, 2.7), layout="constrained", sharey=True)
        titles = "Logits z", "p; dashed: onehot", "p − onehot"
        limits = (-FARTHEST - 0.8, FARTHEST + 0.8), (0, 1.02), (-1.02, 1.02)
        for ax, title, xlim in zip(axes, titles, limits, strict=True):
            ax.set_title(title, fontsize=12.5)
            ax.set(xlim=xlim, ylim=(2.6, -0.6))
            ax.tick_params(axis="y", length=0)
        for ax in axes[::2]:
            ax.axvline(0, color="#9AA5B1", lw=1, zorder=0)
            ax.spines["left"].set_visible(False)
        axes[0].set(yticks=range(3), xticks=(-4, -2, 0, 2, 4))
        axes[0].set_yticklabels(SPECIES)
        axes[1].set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes[2].set_xticks([-1, 0, 1], ["−1", "0", "1"])
        meanings = "context", "function", "derivative"
        self.bars = [
            ax.barh(range(3), [0] * 3, height=0.55, color=COLOURS[meaning], animated=True)
            for ax, meaning in zip(axes, meanings, strict=True)
        ]
        look = {"fc": "none", "ec": COLOURS["start"], "lw": 1.8, "ls": "--", "animated": True}
        (self.target,) = axes[1].barh([0], [1], height=0.72, **look)
        self.ends = [moving_point(axes[0], "start") for _ in SPECIES]

    def update(self, z1, z2, z3, temperature, species):
        z, true = np.array([z1, z2, z3], float), SPECIES.index(species)
        p, gradient, loss = softmax_and_loss(z / temperature, true)
        for bars, values in zip(self.bars, (z, p, gradient), strict=True):
            for bar, value in zip(bars, values, strict=True):
                bar.set_width(value)
        for k, point in enumerate(self.ends):
            point.set_data([z[k]], [k])
        self.target.set_y(true - 0.36)
        return _words(z, temperature, p, loss, true), _formula(z / temperature, p, gradient, true)


def softmax_and_loss(u, true):
    """Softmax of u, the gradient of −ln p[true] with respect to u, and −ln p[true]; near p = 1 no digits are lost."""
    powers = np.exp(u - u.max())
    p = powers / powers.sum()
    gradient = p.copy()
    gradient[true] = -np.delete(p, true).sum()
    return p, gradient, float(np.log1p(np.exp(np.delete(u, true) - u[true]).sum()))


def _words(z, temperature, p, loss, true):
    shares = ", ".join(f"{name} {_share(value)}" for name, value in zip(SPECIES, p, strict=True))
    shifted = ", ".join(decimal(value, 1) for value in z - z.max())
    formula = "p − onehot" if temperature == 1 else f"here (p − onehot)/T with T = {temperature:g}"
    sentence = (
        f"Probabilities: {shares}. The loss, −ln of that of {SPECIES[true]}, is {plain(loss, 3)}. Its gradient by z, "
        f"{formula}, is negative for {SPECIES[true]} alone: descent raises that logit and lowers the others."
    )
    return f"{sentence} The logits {shifted}, shifted until the largest is 0, have the same p."


def _share(p):
    return decimal(p, 3) if p >= 0.001 else plain(p, 3)


def _formula(u, p, gradient, true):
    powers = [power("e", decimal(value, 2)) for value in u]
    share = math(
        Markup(f"<msub><mi>p</mi><mn>{true + 1}</mn></msub>"),
        " = ",
        fraction(powers[true], Markup("<mo>+</mo>".join(powers))),
        f" = {decimal(p[true], 3)}, ",
        Markup("<mspace depth='1.6em'/>"),  # the next row keeps its distance
    )
    triple = ", ".join(decimal(value, 3) for value in gradient)
    return share + math("p − onehot = ", coloured("derivative", f"({triple})"))
