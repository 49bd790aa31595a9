"""The live figures of notebook 05: walk downhill."""

import math as m

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures import descents
from calcml.figures.descent_blind import blind_descent
from calcml.figures.descent_line import MOST, Terrain, line_formula, line_words, tangent
from calcml.figures.descent_penguins import penguin_descent
from calcml.figures.descent_plane import descent_2d
from calcml.figures.parts import moving_line
from calcml.figures.trails import Lost, Track, start_point
from calcml.live import Formula, Handle, LiveFigure, Slider, Steps
from calcml.symbolic import evaluate, parse

__all__ = ["blind_descent", "descent_1d", "descent_2d", "penguin_descent"]

RATES = (0.01, 4)
PRESETS = {"crawl": 0.04, "just right": 0.8, "zig-zag": 1.8, "blow up": 2.2}  # η in units of 1/f″ at the lowest point


def descent_1d(f="x^2", low=-3.0, high=3.0, x0=-2.0, rate=0.1, step=0, presets=None):
    """Gradient descent on a curve, step by step: x₁ = x₀ − η·f′(x₀), and f against the step beside it.

    Drag the start, choose η, and step. A step that leaves the picture or the domain is an arrow to its edge. First used
    in notebook 05.

    Parameters
    ----------
    f : str
        The formula shown first; the learner can type another.
    low, high : float
        The ends of the x-axis.
    x0 : float
        Where the walk starts.
    rate : float
        The learning rate η, from 0.01 to 4.
    step : int
        The step at which the figure opens.
    presets : dict, optional
        From the words on a button to the values it sets: rate, x0, step. Without it, four rates that suit `f`.

    Returns
    -------
    LiveFigure
        Its controls: f, x0, rate and step.
    """
    picture = _Line(low, high)
    controls = {
        "f": Formula(f, parse, label="f(x) ="),
        "x0": Slider(low, high, x0, label="start x₀"),
        "rate": descents.Rate(*RATES, rate),
        "step": Steps(MOST, start=step),
    }
    handles = [Handle(picture.start, x="x0")]
    options = {"draw": picture.draw, "handles": handles, "name": "descent_1d"}
    presets = suited_presets(parse(f), low, high) if presets is None else presets
    return LiveFigure(picture.fig, picture.update, presets=presets, **options, **controls)


def suited_presets(f, low, high):
    """Four learning rates that suit a function, from the curvature where it is lowest; {} where it has none."""
    x = np.linspace(low, high, 601)
    y = evaluate(f, x)
    if np.all(np.isnan(y)):
        return {}
    curvature = float(evaluate(f.derivative().derivative(), x[np.nanargmin(y)]))
    if not curvature > 0:
        return {}
    low_rate, high_rate = RATES[0] * 0.99, RATES[1] * 1.01
    rates = {words: share / curvature for words, share in PRESETS.items()}
    return {
        words: {"rate": min(max(rate, RATES[0]), RATES[1]), "step": 0}
        for words, rate in rates.items()
        if low_rate <= rate <= high_rate
    }


class _Line:
    """The two panels of descent_1d: the walk on the curve, and f against the step."""

    def __init__(self, low, high):
        self.low, self.high = low, high
        self.fig, (self.ax, self.falls) = plt.subplots(
            1, 2, figsize=(7, 4), layout="constrained", width_ratios=(1.7, 1), sharey=True
        )
        self.tangent = moving_line(self.ax, "derivative", "--", lw=2.2)
        self.tracks = Track(self.ax, recent=6), Track(self.falls)
        self.lost = Lost(self.ax)
        self.start = start_point(self.ax)

    def draw(self, f):
        self.terrain = Terrain(f, self.low, self.high)
        for ax in (self.ax, self.falls):
            plotting.clear(ax)
        plotting.curve(self.ax, f, self.low, self.high)
        self.ax.set_title("The walk on the curve")
        self.falls.set(xlim=(-1, MOST + 1), xticks=range(0, MOST + 1, 10), xlabel="step", title="f against the step")

    def update(self, x0, rate, step):
        walk = self.terrain.walk(x0, rate)
        k = min(step, walk.last)
        shown = min(k, len(walk.values) - 1)  # the last position that has numbers
        points = np.column_stack([walk.positions, walk.values])[: shown + 1]
        self.tracks[0].show(points)
        self.tracks[1].show(np.column_stack([np.arange(shown + 1), walk.values[: shown + 1]]))
        self.lost.show(points[-1], self._lost_place(walk, points[-1]) if k > shown else None)
        self.tangent.set_data(*tangent(self.ax, *points[-1], walk.gradients[shown]).T)
        self.start.set_data([x0], [walk.values[0]])
        return line_words(self.terrain, walk, k), line_formula(walk, rate, k), walk.last

    def _lost_place(self, walk, last):
        """Where the step leads after which there is no other: on the curve, or as high as it began."""
        height = float(evaluate(self.terrain.f, walk.lost))
        return np.array([walk.lost, height if m.isfinite(height) else last[1]])
