"""Plain descent and the heavy ball from the same start."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import functions, plotting
from calcml.descent import Momentum, descend
from calcml.figures.descents import Rate, entry, plain, plain_rate
from calcml.figures.parts import moving_line
from calcml.figures.trails import Edge, apart
from calcml.live import Handle, LiveFigure, Slider, Steps
from calcml.live.formula_line import coloured, math
from calcml.style import COLOURS, TEXT_COLOURS

MOST, LEAP = 50, 10  # stops of the race, and steps from one to the next
KEPT = 2000  # walks
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
    controls = {
        "rate": Rate(0.0001, 0.006, rate),
        "momentum": Slider(0, 0.98, momentum, stops=99, label="momentum β"),
        "step": Steps(MOST, label="tens of steps", pace=4, start=step),
    }
    picture = _Race(start, controls["rate"].stops, controls["momentum"].stops)
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


class _Balls:
    """Many heavy balls at once: η and β are arrays, with an entry for each start."""

    step = Momentum.step

    def __init__(self, rate, momentum):
        self.rate, self.momentum = rate, momentum


def walks_of(f, start, pairs):
    """The walks from one start for many pairs (η, β), all at once: a dict from the pair to positions, values, outcome.

    With β = 0 the heavy ball is plain descent.
    """
    starts = np.tile(np.reshape(start, (2, 1)), len(pairs))
    path = descend(f, f.gradient, starts, _Balls(*np.transpose(pairs)), steps=MOST * LEAP)
    moved = np.any(np.diff(path.positions, axis=0), axis=1)  # a walk that has ended stays where it is
    ends = np.max(np.arange(1, len(path) + 1)[:, np.newaxis] * moved, axis=0, initial=0)
    return {
        pair: (path.positions[: end + 1, :, i].copy(), path.values[: end + 1, i].copy(), str(path.outcomes[i]))
        for i, (pair, end) in enumerate(zip(pairs, ends, strict=True))
    }


class _Race:
    """Both walks on the contours, and f against the step."""

    def __init__(self, start, rates, momenta):
        self.start, self.f = np.asarray(start, float), functions.rosenbrock
        self.rates, self.momenta, self.walks = rates, momenta, {}
        self.tracks = lru_cache(1000)(self._tracks)
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

    def walk(self, rate, momentum):
        """One walk, and with it, when it is new, all that one slider leads to from here."""
        if (rate, momentum) not in self.walks:
            along = {(eta, beta) for eta in self.rates for beta in (0.0, momentum)}
            along |= {(rate, beta) for beta in self.momenta}
            self.walks = (self.walks if len(self.walks) < KEPT else {}) | walks_of(self.f, self.start, sorted(along))
        return self.walks[rate, momentum]

    def _tracks(self, rate, momentum):
        positions, values, _ = self.walk(rate, momentum)
        falls = np.column_stack([np.arange(len(values)) / LEAP, np.maximum(values, 1e-300)])
        return _Track(self.plane, positions), _Track(self.falls, falls)

    def update(self, rate, momentum, step):
        walks = {}
        for name, beta in zip(LOOKS, (0.0, momentum), strict=True):
            walks[name] = self.walk(rate, beta)
            k = min(step * LEAP, len(walks[name][1]) - 1)
            self.runners[name].show(*(track.until(k) for track in self.tracks(rate, beta)))
        return _words(walks, step * LEAP), _formula(rate, momentum)


def _words(walks, k):
    if k == 0:
        positions, values, _ = walks["plain"]
        return f"Both start at {_point(positions[0])}, where f is {plain(values[0], 3)}."
    first, second = (_where(*walk, k) for walk in walks.values())
    return f"After {k} steps: plain descent {first}; the heavy ball {second}."


def _where(positions, values, outcome, k):
    end = len(values) - 1
    if k < end or outcome == "still on the way":
        return f"is at {_point(positions[k])}, where f is {plain(values[k], 3)}"
    if outcome == "converged":
        return f"has arrived at {_point(positions[end])}, |∇f| ≤ 10⁻⁸ after {end} steps"
    return f"diverged, f or a coordinate is too large after {end} steps"


def _formula(rate, momentum):
    beta = plain_rate(momentum) or "0"
    return math(f"v ← {beta} v + ", coloured("derivative", "∇f"), f", w ← w − {plain_rate(rate)} v")


def _point(p):
    return f"({entry(p[0])}, {entry(p[1])})"
