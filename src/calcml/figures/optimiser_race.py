"""Four optimisers on one surface."""

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions, plotting
from calcml.descent import Adam, GradientDescent, Momentum, RMSProp, descend
from calcml.figures.descents import plain, plain_rate
from calcml.figures.parts import moving_line
from calcml.live import Handle, LiveFigure, Steps
from calcml.live.formula_line import math
from calcml.style import COLOURS, TEXT_COLOURS

MOST, START = 60, (1.0, 1.5)
LEVELS = (0.1, 0.3, 1, 3, 10, 30, 100, 300)
RATES = [mantissa * 10.0**power for power in range(-5, 1) for mantissa in (1, 2, 5)]
MAKERS = {  # with β = 0.9, ρ = 0.9, β₁ = 0.9 and β₂ = 0.999
    "descent": GradientDescent,
    "momentum": lambda rate: Momentum(rate, 0.9),
    "RMSProp": lambda rate: RMSProp(rate, 0.9),
    "Adam": lambda rate: Adam(rate, 0.9, 0.999),
}
CHOSEN = {
    "descent": 0.02,
    "momentum": 0.005,
    "RMSProp": 0.2,
    "Adam": 0.5,
}  # of RATES, those with the lowest f at the end
LOOKS = {  # meaning of the colour, line, marker
    "descent": ("path", "-", "o"),
    "momentum": ("second", "--", "s"),
    "RMSProp": ("start", "-.", "^"),
    "Adam": ("function", ":", "D"),
}


def race(step=0):
    """Gradient descent, momentum, RMSProp and Adam on Beale's function, from the same start.

    Each has its own learning rate η: of 1, 2 and 5 times powers of ten from 10⁻⁵ to 1, the one with which f is lowest
    after 60 steps. The other constants: β = 0.9 for momentum, ρ = 0.9 for RMSProp, β₁ = 0.9 and β₂ = 0.999 for Adam.
    The order is that of this surface, this start and this many steps; others give another. Each contour stands about
    three times as high as the one before. Beside: f against the step. First used in notebook 07.

    Parameters
    ----------
    step : int
        The step at which it opens, from 0 to 60.

    Returns
    -------
    LiveFigure
        Its control: step.
    """
    picture = _Race()
    handles = [Handle(picture.here["descent"][1], x="step", label="step")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="race", step=Steps(MOST, pace=4, start=step))


def walk(name, rate):
    """The walk of one of the four with this η, at most 60 steps."""
    f = functions.beale
    return descend(f, f.gradient, START, MAKERS[name](rate), steps=MOST)


class _Race:
    """The four walks on the contours, and f against the step."""

    def __init__(self):
        self.walks = {name: walk(name, rate) for name, rate in CHOSEN.items()}
        self.fig, (plane, falls) = plt.subplots(1, 2, figsize=(7, 3.9), layout="constrained", width_ratios=(1.3, 1))
        plotting.contours(plane, functions.beale, (-0.5, 4), (-2.2, 2), levels=LEVELS)
        plane.set(title="Four walks, one start")
        plane.plot(*functions.beale.minima[0], "*", ms=12, color=COLOURS["ink"], mec="white", mew=0.8)
        plane.plot(*START, "o", ms=11, mfc="white", mec=COLOURS["path"], mew=1.6)
        falls.set(xlim=(-2, MOST + 2), yscale="log", ylim=(1e-6, 100), xlabel="step", title="f against the step")
        falls.set_yticks([1e-6, 1e-4, 1e-2, 1, 100], ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"])
        falls.minorticks_off()
        self.lines, self.here = {}, {}
        for name, (meaning, style, marker) in LOOKS.items():
            look = {"color": COLOURS[meaning], "mec": "white", "ls": style, "marker": marker, "lw": 1.8}
            falls.plot([], [], label=f"{name}, η = {plain_rate(CHOSEN[name])}", **look)
            self.lines[name] = [moving_line(ax, meaning, style, lw=1.8) for ax in (plane, falls)]
            look = {"color": COLOURS[meaning], "ms": 9, "mec": "white", "mew": 1.4, "ls": "", "animated": True}
            self.here[name] = [ax.plot([], [], marker, **look)[0] for ax in (plane, falls)]
        falls.legend(loc="lower left", labelcolor=[TEXT_COLOURS[meaning] for meaning, *_ in LOOKS.values()])

    def update(self, step):
        for name, path in self.walks.items():
            tracks = path.positions[: step + 1], np.column_stack([np.arange(step + 1), path.values[: step + 1]])
            for line, here, points in zip(self.lines[name], self.here[name], tracks, strict=True):
                line.set_data(*points.T)
                here.set_data(*points[-1:].T)
        return _words(self.walks, step), _formula()


def _words(walks, k):
    if k == 0:
        return f"All four start at (1, 1.5), where f is {plain(walks['descent'].values[0])}."
    each = [
        f"{plain(path.values[k], 3)} with {'gradient descent' if name == 'descent' else name}"
        for name, path in walks.items()
    ]
    return f"After {k} step{'s' * (k > 1)} f is {', '.join(each[:-1])} and {each[-1]}."


def _formula():
    return math("momentum β = 0.9, RMSProp ρ = 0.9, ") + math("Adam ", "β₁ = 0.9, β₂ = 0.999")
