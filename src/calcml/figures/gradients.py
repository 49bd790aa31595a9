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
    in_brackets,
    live_on_field,
    point_sliders,
    room_for,
    sampled_gradients,
    short,
    widened,
    without_dust,
)
from calcml.figures.partials import place
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle, Slider
from calcml.live.formula_line import Markup, coloured, decimal, math
from calcml.style import COLOURS, TEXT_COLOURS

__all__ = ["arrow_in_the_floor", "compass", "gradient_field"]

D_U = Markup("<msub><mi>D</mi><mi>u</mi></msub>")
HALF_A_STOP = 1.5 + 1e-9  # degrees
PAPER = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 0.5}  # a halo would cost 4 KB for each stop


def compass(f="x^2/2 + y^2", x=(-1.5, 1.5), y=(-1.5, 1.5), at=None):
    """A direction u on the contours of f: the slope along u is |∇f| cos φ, with φ the angle between u and ∇f.

    The bar beside u is the shadow of ∇f on it: as long as u times the slope. Where |∇f| lets both be seen, u and ∇f are
    drawn to one scale, with a mark on the bar at each whole slope; elsewhere the sentence says that they are not. Drag
    the point on the contours, and the one on the curve beside them, which turns u. First used in notebook 04.

    Parameters
    ----------
    f : str or callable
        A formula in x and y, which the learner can change; or a function of two arrays, which stays.
    x, y : (float, float)
        From where to where the point can be moved, in units of equal length.
    at : (float, float), optional
        Where the point is at first.

    Returns
    -------
    LiveFigure
        Its controls: f (for a formula), x, y and angle in degrees from the x-axis.
    """
    picture = _Compass(x, y)
    handles = [Handle(picture.at, x="x", y="y", label="point"), Handle(picture.slope, x="angle")]
    start = (
        (2 / 3, 5 / 6) if at is None else [(a - low) / (high - low) for a, (low, high) in zip(at, (x, y), strict=True)]
    )
    sliders = point_sliders(x, y, 30, start)
    sliders["angle"] = Slider(0, 360, 30, stops=121, label="direction of u", unit="degrees")
    return live_on_field(picture, f, handles, "compass", **sliders)


class _Compass:
    """The two panels: contours with ∇f, u and the shadow of ∇f on u; and the slope in every direction."""

    def __init__(self, x, y):
        self.room = (x[1] - x[0]) / 2  # around the points that can be reached
        self.x, self.y, self.reached = widened(x, self.room), widened(y, self.room), (x, y)
        self.fig, (self.plane, self.dial) = plt.subplots(
            1, 2, figsize=(7, 4.2), layout="constrained", width_ratios=(2, 1)
        )
        self.pixel = (self.x[1] - self.x[0]) / 400  # about
        self.drop = moving_line(self.plane, "derivative", ":", lw=1.6, zorder=11)
        self.shadow = moving_line(self.plane, "derivative", lw=7, alpha=0.45, solid_capstyle="butt", zorder=11)
        self.marks = moving_line(self.plane, "ink", lw=1.4, zorder=12)
        self.gradient = Arrow(self.plane, "derivative", 18 * self.pixel, zorder=12)
        self.direction = Arrow(self.plane, "start", 18 * self.pixel, zorder=13)
        self.at = moving_point(self.plane, "start")
        style = {"animated": True, "ha": "center", "va": "center", "zorder": 15, "bbox": PAPER}
        self.names = {
            name: self.plane.text(0, 0, "", color=TEXT_COLOURS[meaning], **style)
            for name, meaning in (("∇f", "derivative"), ("u", "start"), ("slope", "derivative"))
        }
        self.curve = PathPatch(_cosine(0, 0), fill=False, color=COLOURS["derivative"], animated=True)
        self.curve.set(lw=2.4, linestyle="--", capstyle="round")
        self.dial.add_patch(self.curve)
        self.slope = moving_point(self.dial, "start")

    def draw(self, f):
        gradients = sampled_gradients(f, *self.reached)
        self.f, self.lengths = f, Lengths(gradients, 0.95 * self.room)
        self.one_scale = self.lengths.to_scale and 0.2 <= self.lengths.largest <= 8
        self.reach = 0.4 * self.room
        if self.one_scale:
            self.reach = min(0.9 * room_for(gradients, self.reached, (self.x, self.y)), 0.8 * self.room)
            self.lengths.longest = self.reach * self.lengths.largest
        for ax in (self.plane, self.dial):
            plotting.clear(ax)
        plotting.contours(self.plane, f, self.x, self.y)
        self.plane.set(aspect="equal", title="∇f and its shadow on u")
        self.top = _round_up(1.03 * min(self.lengths.largest, 3 * self.lengths.middle))
        plotting.zero_line(self.dial)
        self.dial.set(xlim=(-15, 375), xticks=range(0, 361, 90), xlabel="direction of u (°)")
        self.dial.set(ylim=(-self.top, self.top), title="Slope along u")
        self.dial.set_box_aspect(2 * (self.y[1] - self.y[0]) / (self.x[1] - self.x[0]))  # as high as the plane

    def update(self, x, y, angle):
        _, gradient = gradient_at(self.f, x, y, self.lengths.middle)
        u = np.array([m.cos(m.radians(angle)), m.sin(m.radians(angle))])
        slope = without_dust(float(gradient @ u), np.hypot(*gradient))
        self._move_arrows(np.array([x, y]), self.lengths.scaled(gradient, 0 if self.one_scale else 0.1), u, slope)
        self.curve.set_path(_cosine(*gradient))
        self.slope.set_data([angle], [np.clip(slope, -self.top, self.top)])
        return _compass_words(x, y, angle, gradient, u, slope, self.one_scale)

    def _move_arrows(self, at, arrow, u, slope):
        self.at.set_data(*at[:, None])
        self.gradient.point(at, arrow)
        self.direction.point(at, self.reach * u)
        side = np.sign(arrow[0] * u[1] - arrow[1] * u[0]) or 1.0  # of u, on which ∇f does not lie
        across = side * np.array([-u[1], u[0]])
        base = at + 15 * self.pixel * across  # of the bar, beside u
        shadow = float(arrow @ u)
        self.shadow.set_data(*np.transpose([base, base + shadow * u]))
        self.drop.set_data(*np.transpose([at + arrow, base + shadow * u]))
        self.marks.set_data(*self._marks(base, np.sign(shadow) * u, across, abs(slope)).T)
        self._name(at, arrow, u, across, shadow, short(slope))

    def _marks(self, base, along, across, slope):
        """Short strokes across the bar, one at each whole slope."""
        whole = np.arange(1, int(slope + 1e-9) + 1)[:, None] if self.one_scale else np.empty((0, 1))
        middles, half = base + self.reach * whole * along, 6 * self.pixel * across
        return np.stack([middles - half, middles + half, np.full_like(middles, np.nan)], axis=1).reshape(-1, 2)

    def _name(self, at, arrow, u, across, shadow, slope):
        """Put the names where nothing else is: of u and of the slope beyond the bar, of ∇f on its other side."""
        unit = arrow / (np.hypot(*arrow) or 1)
        away = np.array([-unit[1], unit[0]])
        away *= -np.sign(away @ across) or 1.0
        beyond = at + self.pixel * (15 + 11 + 18 * abs(across[0]) + 9 * abs(across[1])) * across
        own, gap = 0.5 * self.reach, self.pixel * (16 + 14 * abs(u[0]))
        at_tip = at + (self.reach + 8 * self.pixel) * u + 14 * self.pixel * across
        short_bar = shadow < 0.6 * self.reach
        beside_u = at_tip if short_bar else beyond + own * u
        middle = min(shadow / 2, -gap / 2) if short_bar else max(shadow / 2, own + gap)
        places = {"∇f": at + 0.7 * arrow + 16 * self.pixel * away, "u": beside_u, "slope": beyond + middle * u}
        words = {"∇f": "∇f" if np.any(arrow) else "", "u": "u", "slope": slope}
        margin = self.pixel * np.array([22, 12])
        low, high = np.transpose([self.x, self.y])
        for name, label in self.names.items():
            label.set(text=words[name], position=np.clip(places[name], low + margin, high - margin))


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


def _compass_words(x, y, angle, gradient, u, slope, one_scale):
    size = float(np.hypot(*gradient))
    a, b = (coloured("derivative", in_brackets(short(part))) for part in gradient)
    cos, sin = (coloured("start", in_brackets(decimal(part, 2))) for part in u)
    numbers = (" = ", a, " · ", cos, " + ", b, " · ", sin, " = ", coloured("derivative", short(slope)))
    formula = math(D_U, "f = ∇f · u", *numbers)
    start = f"At {place(x, y)}, towards {angle:.0f}°, "
    if size == 0:
        return f"{start}the slope Dᵤf is 0, as in every direction: ∇f is zero here, and no way is uphill.", formula
    between = m.degrees(m.acos(max(-1, min(1, slope / size))))
    scales = "" if one_scale else " (u and ∇f are drawn to scales of their own.)"
    return f"{start}the slope Dᵤf is {short(slope)}. {_angle_words(between, size)}{scales}", formula


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
