"""The live figures of notebook 06: curvature, and what it does to the steps of descent."""

import math as m
from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from calcml.descent import GradientDescent, descend
from calcml.figures.descents import TWENTY, Rate, plain
from calcml.figures.momentum import momentum_race
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.saddles import saddle
from calcml.figures.stability import stability_plane
from calcml.figures.trails import Track, thinned
from calcml.live import Handle, LiveFigure, Slider, Steps
from calcml.live.formula_line import Markup, coloured, math, power
from calcml.style import COLOURS, TEXT_COLOURS

__all__ = ["momentum_race", "saddle", "stability_plane", "valley"]

MOST = 20  # steps
START = 2.0 * np.array([m.cos(m.radians(150)), m.sin(m.radians(150))])
FARTHEST, NEAREST = 1e2, 1e-4  # distances shown
LINES = 5  # contour lines, at equal steps of f
PRESETS = {  # ηλmax = 2κ/(κ + 1), as near as its stops allow
    f"κ = {kappa}, best η": {"kappa": kappa, "rate": 2 * kappa / (kappa + 1)} for kappa in (1, 10, 100)
}
_ARC = 4 / 3 * m.tan(m.pi / 8)  # a quarter of a circle as one cubic arc, off by less than 0.03 %
_CODES = [Path.MOVETO] + 12 * [Path.CURVE4]


def valley(kappa=10.0, rotation=0, rate=1.5, step=10):
    """Descent in a quadratic valley, f = ½(λmin u² + λmax v²) with λmin = 1 and λmax = κ, and u, v turned.

    Beside the contours: the distance to the minimum after every step, under its bound |p₀|ρᵏ with
    ρ = max(|1 − ηλmin|, |1 − ηλmax|); and ρ for every η, lowest at η = 2/(λmin + λmax), where it is (κ − 1)/(κ + 1).
    Drag the point on ρ; the buttons set κ and its best η. The contours stand at equal steps of f. First used in
    notebook 06.

    Parameters
    ----------
    kappa : float
        The condition number, from 1 to 100.
    rotation : float
        How far the valley's floor is turned from the x-axis, in degrees from 0 to 180. The start is at 150°.
    rate : float
        ηλmax, from 0.02 to 2.2: the learning rate in units of 1/λmax.
    step : int
        The step at which it opens.

    Returns
    -------
    LiveFigure
        Its controls: kappa, rotation, rate and step.
    """
    picture = _Valley()
    controls = {
        "kappa": Rate(1, 100, kappa, label="condition κ", decade=TWENTY),
        "rotation": Slider(0, 180, rotation, stops=31, label="valley turned by", unit="degrees"),
        "rate": Slider(0.02, 2.2, rate, stops=110, label="η · λmax"),
        "step": Steps(MOST, start=step),
    }
    handles = [Handle(picture.chosen, x="rate", label="η · λmax")]
    return LiveFigure(picture.fig, picture.update, handles=handles, presets=PRESETS, name="valley", **controls)


class _Valley:
    """The walk on the contours; the distance against the step; and the promised factor against ηλmax."""

    def __init__(self):
        self.fig, panels = plt.subplot_mosaic(
            [["plane", "falls"], ["plane", "factors"]], figsize=(7, 4.1), layout="constrained", width_ratios=(1.25, 1)
        )
        self.plane, self.falls, self.factors = (panels[name] for name in ("plane", "falls", "factors"))
        self.plane.set(xlim=(-2.3, 2.3), ylim=(-2.3, 2.3), aspect="equal", xlabel="x", ylabel="y")
        self.plane.set(xticks=range(-2, 3), yticks=range(-2, 3), title="The walk")
        self.falls.set(xlim=(-1.5, MOST + 1.5), yscale="log", ylim=(NEAREST, FARTHEST), xlabel="step")
        self.falls.set_yticks([1e-4, 1e-2, 1, 100], ["10⁻⁴", "10⁻²", "1", "100"])
        self.falls.minorticks_off()
        self.factors.set(
            xlim=(0, 2.3), ylim=(0, 1.3), xlabel="η · λmax", xticks=[0, 0.5, 1, 1.5, 2], yticks=[0, 0.5, 1]
        )
        for ax, title in ((self.falls, "Distance; dashed: promise"), (self.factors, "Promised factor ρ")):
            ax.set_title(title, fontsize=12.5, pad=6)
        self._draw_still()
        self._make_moving()
        self.walk = lru_cache(500)(_walk)

    def _draw_still(self):
        self.plane.plot(*START[:, np.newaxis], "o", ms=10, mfc="white", mec=COLOURS["path"], mew=1.6, zorder=3)
        self.plane.plot([0], [0], "*", ms=11, color=COLOURS["function"], mec="white", mew=0.8, zorder=3)
        self.factors.axhline(1, color="#9AA5B1", lw=1, ls=(0, (4, 3)), zorder=0)
        self.factors.axvline(2, color="#9AA5B1", lw=1, ls=(0, (4, 3)), zorder=0)
        self.factors.plot([0.1], [0.1], "D", ms=6, mfc="white", mec=COLOURS["second"], mew=1.6)
        self.factors.text(0.19, 0.09, "best η", va="center", fontsize=11, color=TEXT_COLOURS["second"])

    def _make_moving(self):
        self.rings = PathPatch(_ellipses(1, 0), fill=False, edgecolor=COLOURS["context"], lw=0.9, animated=True)
        self.plane.add_patch(self.rings)
        self.tracks = Track(self.plane), Track(self.falls, dots=0)
        self.bound = moving_line(self.falls, "second", "--", lw=2)
        self.rho = moving_line(self.factors, "second", "-", lw=2)
        (self.best,) = self.factors.plot([], [], "D", ms=6, mfc="white", mec=COLOURS["second"], mew=1.6, animated=True)
        self.chosen = moving_point(self.factors, "start", size=10)
        for marker in (self.best, self.chosen):
            marker.set_clip_on(False)

    def update(self, kappa, rotation, rate, step):
        walk = self.walk(kappa, rotation, rate)
        k = min(step, len(walk))
        points, distances = walk.positions[: k + 1], np.hypot(*walk.positions[: k + 1].T)
        self.rings.set_path(_ellipses(kappa, rotation))
        self.tracks[0].show(thinned(self.plane, points, gap=3))
        self.tracks[1].show(np.column_stack([np.arange(k + 1), np.maximum(distances, 1e-300)]))
        rho = factor(kappa, rate)
        self.bound.set_data([0, MOST], [distances[0], distances[0] * max(rho, 1e-6) ** MOST])
        best = 2 * kappa / (kappa + 1)
        corners = np.array([0, best, 2.3])
        self.rho.set_data(corners, [factor(kappa, h) for h in corners])
        self.best.set_data([best], [factor(kappa, best)])
        self.chosen.set_data([rate], [rho])
        sentence = _words(kappa, rate, rho, distances, on_floor=rotation == 150 and kappa > 1)
        return sentence, _formula(kappa, rate, rho, distances), len(walk)


def factor(kappa, rate):
    """ρ = max(|1 − ηλmin|, |1 − ηλmax|), with `rate` = ηλmax and λmax = κλmin."""
    return max(abs(1 - rate / kappa), abs(1 - rate))


def hessian(kappa, rotation):
    """The matrix with eigenvalue 1 along the floor, turned by `rotation` degrees, and κ across it."""
    c, s = m.cos(m.radians(rotation)), m.sin(m.radians(rotation))
    turn = np.array([[c, -s], [s, c]])
    return turn @ np.diag([1.0, kappa]) @ turn.T


def _walk(kappa, rotation, rate):
    H = hessian(kappa, rotation)
    return descend(lambda p: p @ H @ p / 2, lambda p: H @ p, START, GradientDescent(rate / kappa), steps=MOST)


def _ellipses(kappa, rotation):
    """Contours of f at equal steps, each of four arcs."""
    quarter = np.array([1, 1 + 1j * _ARC, _ARC + 1j])
    ring = np.append(np.outer(1j ** np.arange(4), quarter), 1)
    ring = (ring.real + 1j * ring.imag / m.sqrt(kappa)) * np.exp(1j * m.radians(rotation))
    ring = np.column_stack([ring.real, ring.imag])
    across = [m.sqrt(0.9 * j * m.sqrt(kappa)) for j in range(1, LINES + 1)]
    return Path(np.vstack([size * ring for size in across]), LINES * _CODES)


def _words(kappa, rate, rho, distances, on_floor):
    k = len(distances) - 1
    if k == 0:
        sentence = "The start is 2 from the minimum"
    elif distances[k] < 1e-12:
        sentence = f"Step {k} leads to the minimum, as near as rounding allows"
    else:
        times = plain(distances[k] / distances[k - 1], 3)
        sentence = f"Step {k} multiplies the distance by about {times}, to {plain(distances[k], 3)}"
    return f"{sentence}. {_promise(kappa, rate, rho, on_floor)} {_best(kappa)}"


def _promise(kappa, rate, rho, on_floor):
    eta, limit = plain(rate / kappa, 3), plain(2 / kappa, 3)
    part = "the distance" if kappa == 1 else "the part across the valley" + ", here 0," * on_floor
    if abs(rho - 1) < 1e-9:
        return f"With η = {eta}, which is 2/λmax, {part} keeps its size at every step."
    if rho > 1:
        return f"With η = {eta}, above 2/λmax = {limit}, every step multiplies {part} by {plain(rho, 3)}."
    return f"With η = {eta} every step is promised to multiply the distance by {_shown(rho)} or less."


def _best(kappa):
    return f"The best η, {plain(2 / (1 + kappa), 3)}, promises {_shown((kappa - 1) / (kappa + 1))}."


def _shown(rho):
    return "0" if rho < 1e-9 else plain(rho, 3)


def _formula(kappa, rate, rho, distances):
    k, first, second = len(distances) - 1, plain(rate / kappa, 3), plain(rate, 3)
    rule = math(f"ρ = max(|1 − {first}|, |1 − {second}|) = ", coloured("second", _shown(rho)), ", " if k else "")
    left, right = (f'<mo stretchy="false" form="{form}">|</mo>' for form in ("prefix", "postfix"))
    norm = Markup(f"{left}<msub><mi>p</mi><mn>{k}</mn></msub>{right}")
    return rule + math(norm, " ≤ 2 ", power("ρ", str(k)), " = ", plain(2 * rho**k, 3)) if k else rule
