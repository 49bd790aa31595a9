"""Plain descent and the heavy ball from the same start."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions, plotting
from calcml.descent import GradientDescent, Momentum, descend
from calcml.figures.descents import Rate, entry, plain, plain_rate
from calcml.figures.parts import moving_line
from calcml.figures.trails import Edge, apart
from calcml.live import Handle, LiveFigure, Slider, Steps
from calcml.live.formula_line import coloured, math
from calcml.style import COLOURS, TEXT_COLOURS

MOST, LEAP = 50, 10  # stops of the race, and steps from one to the next
START = -1.2, 1.0
LEVELS = 1, 5, 20, 100, 300, 600
LOOKS = {  # meaning of the colour, line, marker, size of the marker
    "plain": ("path", "-", "o", 9),
    "heavy ball": ("second", "--", "s", 9),
}


def momentum_race(rate=0.001, momentum=0.9, step=0, start=START):
    """Plain descent and the heavy ball on Rosenbrock's function (1 − x)² + 100(y − x²)², ten steps at a time.

    Both begin at the same place; beside the contours stands f against the step. The heavy ball is v ← βv + ∇f, then
    w ← w − ηv. Drag the round marker beside to any step. First used in notebook 06.

    Parameters
    ----------
    rate : float
        The learning rate η of both, from 0.0001 to 0.006.
    momentum : float
        β, from 0 to 0.98.
    step : int
        The tens of steps at which it opens, from 0 to 50.
    start : (float, float)
        Where both begin.

    Returns
    -------
    LiveFigure
        Its controls: rate, momentum and step.
    """
    picture = _Race(start)
    controls = {
        "rate": Rate(0.0001, 0.006, rate),
        "momentum": Slider(0, 0.98, momentum, stops=99, label="momentum β"),
        "step": Steps(MOST, label="tens of steps", pace=4, start=step),
    }
    handles = [Handle(picture.runners["plain"].here[1], x="step", label="tens of steps")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="momentum_race", **controls)


class _Runner:
    """One of the two: its line and its place on the contours, and on the panel beside."""

    def __init__(self, axes, meaning, style, marker, size):
        self.lines = [moving_line(ax, meaning, style, lw=1.7) for ax in axes]
        look = {"color": COLOURS[meaning], "ms": size, "mec": "white", "mew": 1.4, "ls": "", "animated": True}
        self.here = [ax.plot([], [], marker, **look)[0] for ax in axes]
        self.edges = [Edge(ax, meaning) for ax in axes]

    def show(self, *tracks):
        """Show the points so far in each panel; the last is where it is."""
        for line, here, edge, points in zip(self.lines, self.here, self.edges, tracks, strict=True):
            line.set_data(*points.T)
            here.set_data(*points[-1:].T)
            here.set_alpha(0 if edge.show(points[-1]) else 1)


class _Track:
    """A walk as it runs through one panel."""

    def __init__(self, ax, points):
        self.points, self.kept = points, apart(ax, points, gap=3)

    def until(self, k):
        """The points up to step k, without those that lie on others of the page."""
        return self.points[[*self.kept[: np.searchsorted(self.kept, k)], k]]


class _Race:
    """Both walks on the contours, and f against the step."""

    def __init__(self, start):
        self.start, self.f = np.asarray(start, float), functions.rosenbrock
        self.fig, axes = plt.subplots(1, 2, figsize=(7, 3.9), layout="constrained", width_ratios=(1.5, 1))
        self.plane, self.falls = axes
        plotting.contours(self.plane, self.f, (-1.8, 1.8), (-0.8, 2.2), levels=LEVELS)
        self.plane.set(title="Two walks, one start", aspect="equal")
        self.plane.plot(*self.f.minima[0], "*", ms=12, color=COLOURS["function"], mec="white", mew=0.8)
        self.plane.plot(*self.start, "o", ms=10, mfc="white", mec=COLOURS["path"], mew=1.6)
        self.falls.set(xlim=(-2, MOST + 2), yscale="log", ylim=(1e-7, 1e3), xlabel="tens of steps")
        self.falls.set_yticks([1e-6, 1e-4, 1e-2, 1, 100], ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"])
        self.falls.minorticks_off()
        self.falls.set_title("f against the step")
        for name, (meaning, style, marker, _) in LOOKS.items():
            look = {"color": COLOURS[meaning], "mec": "white", "lw": 1.7, "ls": style, "marker": marker}
            self.falls.plot([], [], label=name, **look)
        self.falls.legend(loc="lower left", labelcolor=[TEXT_COLOURS[meaning] for meaning, *_ in LOOKS.values()])
        self.runners = {name: _Runner(axes, *look) for name, look in LOOKS.items()}
        self.walk = lru_cache(300)(self._walk)

    def _walk(self, rate, momentum):
        optimiser = GradientDescent(rate) if momentum is None else Momentum(rate, momentum)
        walk = descend(self.f, self.f.gradient, self.start, optimiser, steps=MOST * LEAP)
        falls = np.column_stack([np.arange(len(walk) + 1) / LEAP, np.maximum(walk.values, 1e-300)])
        return walk, (_Track(self.plane, walk.positions), _Track(self.falls, falls))

    def update(self, rate, momentum, step):
        walks = dict(zip(LOOKS, (self.walk(rate, None), self.walk(rate, momentum)), strict=True))
        for name, (walk, tracks) in walks.items():
            k = min(step * LEAP, len(walk))
            self.runners[name].show(*(track.until(k) for track in tracks))
        return _words({name: walk for name, (walk, _) in walks.items()}, step * LEAP), _formula(rate, momentum)


def _words(walks, k):
    if k == 0:
        start = walks["plain"]
        return f"Both start at {_point(start.positions[0])}, where f is {plain(start.values[0], 3)}."
    first, second = (_where(walk, k) for walk in walks.values())
    return f"After {k} steps: plain descent {first}; the heavy ball {second}."


def _where(walk, k):
    end, outcome = len(walk), str(walk.outcomes)
    if k < end or outcome == "still on the way":
        return f"is at {_point(walk.positions[k])}, where f is {plain(walk.values[k], 3)}"
    if outcome == "converged":
        return f"has arrived at {_point(walk.positions[end])}, |∇f| ≤ 10⁻⁸ after {end} steps"
    return f"diverged, f or a coordinate is too large after {end} steps"


def _formula(rate, momentum):
    beta = plain_rate(momentum) or "0"
    return math(f"v ← {beta} v + ", coloured("derivative", "∇f"), f", w ← w − {plain_rate(rate)} v")


def _point(p):
    return f"({entry(p[0])}, {entry(p[1])})"
