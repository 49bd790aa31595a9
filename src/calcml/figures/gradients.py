"""The live figures of notebook 04: the gradient, and how fast a function changes in every direction."""

import math as m

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from calcml import plotting
from calcml.figures.gradient_fields import gradient_field
from calcml.figures.gradient_floor import arrow_in_the_floor
from calcml.figures.gradient_parts import (
    Arrow,
    Lengths,
    gradient_at,
    live_on_field,
    point_sliders,
    sampled_gradients,
    short,
    widened,
)
from calcml.figures.partials import place
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle, Slider
from calcml.live.formula_line import Markup, coloured, decimal, math
from calcml.style import COLOURS, TEXT_COLOURS

__all__ = ["arrow_in_the_floor", "compass", "gradient_field"]

D_U = Markup("<msub><mi>D</mi><mi>u</mi></msub>")
HALF_A_STOP = 1.5 + 1e-9  # degrees


def compass(f="x^2/2 + y^2", x=(-1.5, 1.5), y=(-1.5, 1.5)):
    """A direction u on the contours of f: the slope along u is |∇f| cos θ, with θ the angle between u and ∇f.

    Drag the point on the contours, and the one on the curve beside them, which turns u. First used in notebook 04.

    Parameters
    ----------
    f : str or callable
        A formula in x and y, which the learner can change; or a function of two arrays, which stays.
    x, y : (float, float)
        From where to where the point can be moved, in units of equal length.

    Returns
    -------
    LiveFigure
        Its controls: f (for a formula), x, y and angle in degrees from the x-axis.
    """
    picture = _Compass(x, y)
    handles = [Handle(picture.at, x="x", y="y", label="point"), Handle(picture.slope, x="angle")]
    sliders = point_sliders(x, y, 30, (2 / 3, 5 / 6))
    sliders["angle"] = Slider(0, 360, 30, stops=121, label="direction of u", unit="degrees")
    return live_on_field(picture, f, handles, "compass", **sliders)


class _Compass:
    """The two panels: contours with ∇f, u and the shadow of ∇f along u; and the slope in every direction."""

    def __init__(self, x, y):
        margin = (x[1] - x[0]) / 3
        self.x, self.y, self.reached = widened(x, margin), widened(y, margin), (x, y)
        self.fig, (self.plane, self.dial) = plt.subplots(
            1, 2, figsize=(7, 4.2), layout="constrained", width_ratios=(1.6, 1)
        )
        width = self.x[1] - self.x[0]
        self.reach = 0.16 * width  # of the unit vector u on the page
        self.shadow = moving_line(self.plane, "derivative", lw=7, alpha=0.35, solid_capstyle="butt", zorder=11)
        self.drop = moving_line(self.plane, "derivative", ":", lw=1.6, zorder=11)
        self.gradient = Arrow(self.plane, "derivative", 0.05 * width, zorder=12)
        self.direction = Arrow(self.plane, "start", 0.05 * width, zorder=13)
        self.at = moving_point(self.plane, "start")
        self.names = [
            self.plane.text(0, 0, "", color=TEXT_COLOURS[meaning], animated=True, ha="center", va="center", zorder=15)
            for meaning in ("derivative", "start")
        ]
        self.curve = PathPatch(_cosine(0, 0), fill=False, color=COLOURS["derivative"], animated=True)
        self.curve.set(lw=2.4, linestyle="--", capstyle="round")
        self.dial.add_patch(self.curve)
        self.slope = moving_point(self.dial, "start")

    def draw(self, f):
        self.f, self.lengths = f, Lengths(sampled_gradients(f, *self.reached), 1.35 * self.reach)
        for ax in (self.plane, self.dial):
            plotting.clear(ax)
        plotting.contours(self.plane, f, self.x, self.y)
        self.plane.set(aspect="equal", title="∇f’s shadow on u is the slope")
        self.top = _round_up(min(self.lengths.largest, 3 * self.lengths.middle))
        plotting.zero_line(self.dial)
        self.dial.set(xlim=(-15, 375), xticks=range(0, 361, 90), xlabel="direction of u (°)")
        self.dial.set(ylim=(-self.top, self.top), title="Slope along u")
        self.dial.set_box_aspect(1.6 * (self.y[1] - self.y[0]) / (self.x[1] - self.x[0]))  # as high as the plane

    def update(self, x, y, angle):
        _, gradient = gradient_at(self.f, x, y)
        u = np.array([m.cos(m.radians(angle)), m.sin(m.radians(angle))])
        slope = float(gradient @ u)
        self._move_arrows(np.array([x, y]), self.lengths.scaled(gradient, 0.1), u)
        self.curve.set_path(_cosine(*gradient))
        self.slope.set_data([angle], [np.clip(slope, -self.top, self.top)])
        return _compass_words(x, y, angle, gradient, u, slope)

    def _move_arrows(self, at, arrow, u):
        self.at.set_data(*at[:, None])
        self.gradient.point(at, arrow)
        self.direction.point(at, self.reach * u)
        foot = at + (arrow @ u) * u
        self.shadow.set_data(*np.transpose([at, foot]))
        self.drop.set_data(*np.transpose([at + arrow, foot]))
        side = np.sign(arrow[0] * u[1] - arrow[1] * u[0]) or 1.0  # of u, seen along ∇f; the foot's, if it lies ahead
        away = -side * (np.sign(arrow @ u) or 1.0)
        arrows = ("∇f" if np.any(arrow) else "", arrow, away), ("u", self.reach * u, side)
        for label, (name, vector, turn) in zip(self.names, arrows, strict=True):
            label.set(text=name, position=_beside(at, vector, turn, 0.4 * self.reach))


def _round_up(value):
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8, 10 times a power of ten."""
    power = 10.0 ** m.floor(m.log10(value))
    return next(step * power for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * power >= value * (1 - 1e-9))


def _cosine(a, b):
    """The curve a·cos θ + b·sin θ over 0° to 360°, off by less than 0.4 % of its height: six cubic arcs."""
    radians = np.linspace(0, 2 * m.pi, 7)
    third = np.array([20, m.pi / 9])  # of an arc, in degrees and in radians
    heights, slopes = a * np.cos(radians) + b * np.sin(radians), b * np.cos(radians) - a * np.sin(radians)
    knots = np.column_stack([np.degrees(radians), heights])
    steps = np.column_stack([np.full(7, third[0]), third[1] * slopes])
    arcs = np.stack([knots[:-1] + steps[:-1], knots[1:] - steps[1:], knots[1:]], axis=1).reshape(-1, 2)
    return Path(np.vstack([knots[:1], arcs]), [Path.MOVETO] + 18 * [Path.CURVE4])


def _beside(at, vector, turn, distance):
    """Where the name of an arrow stands: beside its front half, on the side that `turn` says."""
    along = vector / (np.hypot(*vector) or 1)
    return at + 0.7 * vector + distance * turn * np.array([-along[1], along[0]])


def _compass_words(x, y, angle, gradient, u, slope):
    size = float(np.hypot(*gradient))
    a, b = (coloured("derivative", short(part)) for part in gradient)
    cos, sin = (coloured("start", decimal(part, 2)) for part in u)
    numbers = (" = ", a, " · ", cos, " + ", b, " · ", sin, " = ", coloured("derivative", short(slope)))
    formula = math(D_U, "f = ∇f · u", *numbers)
    start = f"At {place(x, y)}, towards {angle:.0f}°, "
    if size == 0:
        return f"{start}the slope D_u f is 0, as in every direction: ∇f is zero here, and no way is uphill.", formula
    between = m.degrees(m.acos(max(-1, min(1, slope / size))))
    return f"{start}the slope D_u f is {short(slope)}. {_angle_words(between, size)}", formula


def _angle_words(between, size):
    """What the angle between u and ∇f says about the slope."""
    said = f"The angle between u and ∇f is {decimal(between, 1).removesuffix('.0')}°"
    off = min(between, abs(between - 90), 180 - between)
    nearly = "" if off < 1e-6 else "nearly "
    if off > HALF_A_STOP:
        turn = "rises" if between < 90 else "falls"
        return f"{said}, so f {turn}. Straight uphill the slope is |∇f| = {short(size)}, along the contour it is 0."
    if between < 45:
        return f"{said}: this is {nearly}the steepest way up, where the slope is |∇f| = {short(size)}."
    if between > 135:
        return f"{said}: this is {nearly}the steepest way down, where the slope is −|∇f| = {short(-size)}."
    return f"{said}: u runs {nearly}along the contour, where the slope is 0."
