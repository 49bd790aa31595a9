"""A surface, and the gradient as an arrow in the floor below it."""

import matplotlib.pyplot as plt
import numpy as np
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from calcml import plotting
from calcml.figures.fields import as_field
from calcml.figures.gradient_parts import (
    Arrow,
    Lengths,
    Levels,
    arrow_outline,
    gradient_at,
    pair,
    point_sliders,
    sampled_gradients,
    short,
    widened,
)
from calcml.figures.partials import place
from calcml.figures.parts import moving_point
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, math
from calcml.style import COLOURS

FACES = 10  # along each axis: a frame under 32 KB, within the reach of gzip, repeats its surface for next to nothing


def arrow_in_the_floor(f="x^2/2 + y^2", x=(-1.5, 1.5), y=(-1.5, 1.5)):
    """A surface above its contours: the gradient is an arrow in the floor, where x and y live, not on the surface.

    Turn the surface, and drag the point on the contours beside it. First used in notebook 04.

    Parameters
    ----------
    f : str or callable
        A formula in x and y, or a function of two arrays.
    x, y : (float, float)
        From where to where the point can be moved, in units of equal length.

    Returns
    -------
    LiveFigure
        Its controls: azimuth in degrees, x and y.
    """
    picture = _Room(as_field(f), x, y)
    sliders = {"azimuth": Slider(-115, 0, -60, stops=24, label="turn by", unit="degrees")}
    sliders |= point_sliders(x, y, 12, (11 / 12, 2 / 3))
    handles = [Handle(picture.at, x="x", y="y", label="point")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="arrow_in_the_floor", **sliders)


class _Room:
    """The surface above its floor, and the floor seen from above."""

    def __init__(self, f, x, y):
        self.f, self.x, self.y = f, widened(x, (x[1] - x[0]) / 2), widened(y, (x[1] - x[0]) / 2)
        width = self.x[1] - self.x[0]
        self.lengths, self.head = Lengths(sampled_gradients(f, x, y), 0.26 * width), 0.08 * width
        self.fig = plt.figure(figsize=(7, 3.6), layout="none")
        self.room = self.fig.add_axes((-0.04, 0.06, 0.6, 0.86), projection="3d", computed_zorder=False)
        self.plan = self.fig.add_axes((0.67, 0.235, 0.32, 0.622))
        self.room.patch.set_visible(False)
        self._draw_still()
        self.on_floor = Poly3DCollection([np.full((7, 3), self.floor)], facecolors=COLOURS["derivative"], zorder=2)
        self.room.add_collection3d(self.on_floor)
        (self.thread,) = self.room.plot([], [], [], "-", color=COLOURS["ink"], lw=1.2, zorder=3)
        self.foot, self.top = (
            self.room.plot([], [], [], "o", color=COLOURS[meaning], ms=8, mec="white", zorder=5)[0]
            for meaning in ("start", "function")
        )
        self.arrow, self.at = Arrow(self.plan, "derivative", self.head, zorder=12), moving_point(self.plan, "start")
        for artist in (*self.room.collections, *self.room.lines):
            artist.set_clip_on(False)  # nothing leaves the room, and each of many faces would name its clip path
        self.room.set_animated(True)

    def _draw_still(self):
        """The contours, twice, and the surface above them."""
        self.fig.text(0.02, 0.92, "Where does the arrow ∇f lie?", fontsize=14)
        self.fig.text(0.61, 0.92, "The floor from above", fontsize=14)
        levels = plotting.contours(self.plan, self.f, self.x, self.y, levels=6).levels
        self.plan.set(aspect="equal")
        plotting.surface(self.room, self.f, self.x, self.y, faces=FACES, zorder=4, alpha=0.8)
        low, high = self.room.get_zlim()
        self.floor = low - 0.6 * (high - low)
        ticks = [tick for tick in self.room.get_zticks() if low <= tick <= high]
        self.room.set(zlim=(self.floor, high), zticks=ticks, zlabel="f")
        self.room.zaxis.set_pane_color("#F3F7FB")
        self.room.set_box_aspect((4, 4, 3.4), zoom=0.94)
        traced = Levels(self.f, self.x, self.y, wide=100)
        for level in levels:
            points = traced.at(level).T
            style = {"color": COLOURS["context"], "lw": 0.8, "zorder": 1}
            self.room.plot(*points, np.full(points.shape[1], self.floor), "-", **style)

    def update(self, azimuth, x, y):
        value, gradient = gradient_at(self.f, x, y, self.lengths.middle)
        arrow = self.lengths.scaled(gradient, 0.1)
        self.room.view_init(elev=28, azim=azimuth)
        outline = arrow_outline((x, y), arrow, self.head)
        self.on_floor.set_verts([np.column_stack([outline, np.full(7, self.floor)])])
        self.thread.set_data_3d([x, x], [y, y], [self.floor, value])
        self.foot.set_data_3d([x], [y], [self.floor])
        self.top.set_data_3d([x], [y], [value])
        self.arrow.point((x, y), arrow)
        self.at.set_data([x], [y])
        return _floor_words(x, y, value, gradient)


def _floor_words(x, y, value, gradient):
    a, b = map(short, gradient)
    here = place(x, y)
    point = pair(decimal(x, 2), decimal(y, 2))
    numbers = coloured("function", short(value)), ",  ∇f = ", coloured("derivative", *pair(a, b))
    formula = math("f", *point, " = ", *numbers)
    start = f"Above {here} the surface stands at height {short(value)}."
    if not np.any(gradient):
        return f"{start} ∇f is zero: there is no arrow in the floor, and the surface is level here.", formula
    length = short(float(np.hypot(*gradient)))
    return (
        f"{start} ∇f = ({a}, {b}) has one number for x and one for y and none for the height: it lies in the floor. "
        f"Its length {length} says how steep the surface is."
    ), formula
