"""The live figure of notebook 03 in which a plane touches a surface, or fails to."""

import math as m

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator, NullLocator
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from calcml import plotting
from calcml.figures.fields import as_field
from calcml.figures.partials import check_typed, height_at, partials_at, place, slopes_in_words, stride
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.typed import number
from calcml.live import Formula, Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, decimal, fraction, math, power
from calcml.plotting.surfaces import calm
from calcml.plotting.text import label_curve
from calcml.style import COLOURS

ENDS = (-2, 2)
SIZES = np.geomspace(0.01, 1, 5)
STEPS = np.linspace(-1, 1, 21)  # across a patch, in units of its size
TALLEST = 1.8  # heights that the magnifying glass shows, in units of the tick on its axis


def tangent_plane(f="sin(x) cos(y)", x0=0.6, y0=0.4):
    """A patch of a surface under a magnifying glass, with the plane that has its two slopes.

    The patch reaches s to each side of (x₀, y₀). Where f is differentiable, the largest gap between surface and plane,
    measured at 21 × 21 points, fades faster than s; for smooth f it shrinks with s². At the origin sqrt(|x y|) has both
    partial derivatives, and yet its gap stays as large as s; the cone sqrt(x^2 + y^2) has not even these. Drag the
    patch. First used in notebook 03.

    Parameters
    ----------
    f : str
        The formula in x and y that is shown first; the learner can type another.
    x0, y0 : float
        Where the patch is first, between −2 and 2.

    Returns
    -------
    LiveFigure
        Its controls: f, x0, y0 and s.
    """
    picture = _Glass()
    controls = {
        "f": Formula(f, as_field, label="f(x, y) ="),
        "x0": Slider(*ENDS, x0, stops=41, label="x₀"),
        "y0": Slider(*ENDS, y0, stops=41, label="y₀"),
        "s": Slider(SIZES[0], SIZES[-1], 1, log=True, stops=21, label="patch size s"),
    }
    handles = [Handle(picture.point, x="x0", y="y0", label="middle of the patch"), Handle(picture.now, x="s")]
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, handles=handles, name="tangent_plane", **controls)


class _Glass:
    """The three panels: the patch on the contours, the same patch enlarged, and the gap against its size."""

    def __init__(self):
        self.fig = plt.figure(figsize=(7, 6.6), layout="constrained")
        grid = self.fig.add_gridspec(2, 2, height_ratios=(1.4, 1))
        self.plan, room = self.fig.add_subplot(grid[0, 0]), self.fig.add_subplot(grid[0, 1])
        room.set_title("… and magnified")
        room.set_axis_off()
        self.glass = room.inset_axes((-0.28, -0.16, 1.3, 1.2), projection="3d", facecolor="none", in_layout=False)
        self.law = self.fig.add_subplot(grid[1, :])
        self.patch, self.point = moving_line(self.plan, "derivative", lw=2), moving_point(self.plan, "start")
        self.gaps, self.now = moving_line(self.law, "derivative", lw=2.4), moving_point(self.law, "start", size=9)
        self._furnish_glass()

    def _furnish_glass(self):
        ax = self.glass
        ax.set(xlim=(-1.2, 1.2), ylim=(-1.2, 1.2))
        ax.view_init(elev=45, azim=-60)
        calm(ax)
        ax.set(xlabel="x − x₀", ylabel="y − y₀", zlabel="f − f(x₀, y₀)")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks([-1, 0, 1], ["−s", "0", "s"])
        look = {"facecolors": COLOURS["derivative"], "edgecolors": COLOURS["derivative"], "alpha": 0.3, "lw": 1.4}
        self.plane = Poly3DCollection([np.zeros((4, 3))], animated=True, zorder=10, **look)
        ax.add_collection3d(self.plane)
        self.nets = [moving_line(ax, "function", lw=1.3) for _ in "xy"]
        self.post = moving_line(ax, "path", lw=2.2)
        self.middle = moving_point(ax, "start", size=8)

    def draw(self, f):
        check_typed(f, ENDS)
        plotting.clear(self.plan)
        plotting.contours(self.plan, f, (-3, 3), (-3, 3))
        self.plan.set_title("A patch from above …")
        unit = _unit(f)
        self.glass.set_zlim(-TALLEST * unit, TALLEST * unit)
        self.glass.set_zticks([-unit, 0, unit], [f"−{unit:g} s", "0", f"{unit:g} s"] if unit != 1 else ["−s", "0", "s"])
        self._draw_law(unit)

    def _draw_law(self, unit):
        """Two laws to compare with, on logarithmic axes."""
        plotting.clear(self.law)
        self.law.set(xscale="log", yscale="log", xlim=(0.009, 1.15), ylim=(2e-6 * unit, 4 * unit))
        self.law.set(xlabel="patch size s", ylabel="largest gap", title="How fast does the gap shrink?")
        self.law.yaxis.set_major_locator(LogLocator(100))
        self.law.yaxis.set_minor_locator(NullLocator())
        ends = np.array([SIZES[0], SIZES[-1]])
        for exponent, name, style, offset in ((1, "like s", ":", (-4, 6)), (2, "like s²", "--", (4, -8))):
            self.law.plot(ends, unit * ends**exponent, style, color=COLOURS["context"], lw=1.4)
            label_curve(self.law, name, 0.02, unit * 0.02**exponent, "context", offset=offset)

    def update(self, f, x0, y0, s):
        height = height_at(f, x0, y0, ENDS)
        partials = partials_at(f, x0, y0, height)
        slopes = np.array([partial.value for partial in partials])
        self.patch.set_data(x0 + s * np.array([-1, 1, 1, -1, -1]), y0 + s * np.array([-1, -1, 1, 1, -1]))
        self.point.set_data([x0], [y0])
        self._draw_nets(f, x0, y0, s, height)
        sizes = np.union1d(SIZES, s)
        gaps = _gaps(f, x0, y0, height, slopes, sizes)
        largest, (here,) = np.max(np.abs(gaps), axis=(1, 2)), np.flatnonzero(sizes == s)
        self._draw_plane(slopes, gaps[here] / s)
        self.gaps.set_data(sizes, largest)
        self.now.set_data([s], [largest[here]])
        if not np.all(np.isfinite(slopes)):
            return f"At {place(x0, y0)} there is no plane to try. {slopes_in_words(partials)}", ""
        if np.isnan(largest[here]):
            return f"The patch around {place(x0, y0)} reaches where f has no value. Shrink it, or move it.", ""
        return _words(x0, y0, s, height, slopes, float(largest[here]))

    def _draw_nets(self, f, x0, y0, s, height):
        """The surface over the patch, in units of s: five lines along x and five along y."""
        t, across, top = np.linspace(-1, 1, 9), np.linspace(-1, 1, 5)[:, np.newaxis], self.glass.get_zlim()[1]
        heights = np.array([f(x0 + s * t, y0 + s * across), f(x0 + s * across, y0 + s * t)])
        z = (heights - height) / s
        k = stride(t, z.reshape(10, 9), 0.006 * top, (8, 4, 2))
        moved, fixed = (a.ravel() for a in np.broadcast_arrays(np.append(t[::k], np.nan), across))
        z = np.pad(np.where(np.abs(z) <= top, z, np.nan)[:, :, ::k], ((0, 0), (0, 0), (0, 1)), constant_values=np.nan)
        self.nets[0].set_data_3d(moved, fixed, z[0].ravel())
        self.nets[1].set_data_3d(fixed, moved, z[1].ravel())
        self.middle.set_data_3d(*np.zeros((3, 1)))

    def _draw_plane(self, slopes, gaps):
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        self.plane.set_verts([np.column_stack([corners, corners @ slopes])])
        self.plane.do_3d_projection()
        i, j = np.unravel_index(np.argmax(np.abs(gaps)), gaps.shape)
        u, v = STEPS[j], STEPS[i]
        foot = slopes @ [u, v]
        ends = np.clip([foot, foot + gaps[i, j]], *self.glass.get_zlim())
        self.post.set_data_3d(np.array([u, u]), np.array([v, v]), ends)


def _unit(f):
    """1, 2 or 5 times a power of ten, so that planes with the slopes that `f` has mostly fit the magnifying glass."""
    slopes = np.abs(f.gradient(*np.meshgrid(np.linspace(*ENDS, 20), np.linspace(*ENDS, 20)))).sum(axis=0)
    reach = float(np.quantile(slopes[np.isfinite(slopes)], 0.75)) / TALLEST if np.isfinite(slopes).any() else 1.0
    power = 10.0 ** m.floor(m.log10(reach or 1.0))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= (reach or 1.0))


def _gaps(f, x0, y0, height, slopes, sizes):
    """Surface minus plane over patches of these sizes, shape (sizes, 21, 21): y down, x across."""
    across, up = np.meshgrid(STEPS, STEPS)
    s = sizes[:, np.newaxis, np.newaxis]
    x, y = np.round(x0 + s * across, 14), np.round(y0 + s * up, 14)  # 0.6 − 0.6 is 0, where a formula may have a hole
    gaps = f(x, y) - (height + s * (slopes[0] * across + slopes[1] * up))
    noise = 1e-14 * (1 + abs(height) + np.abs(slopes).sum())
    return np.where(np.abs(gaps) < noise, 0, gaps)


def _words(x0, y0, s, height, slopes, gap):
    size = f"{s:.3g}"
    missed, times = _three_digits(gap), _three_digits(gap / s**2)
    share = f"{100 * gap / s:.3g}" if gap < s * 10 else _three_digits(100 * gap / s)
    sentence = (
        f"On the patch that reaches s = {size} to each side of {place(x0, y0)} the plane misses the surface by at most "
        f"{missed}: that is {share} % of s, and {times} times s²."
    )
    plane = math("z = ", f"{number(height, 2)} ", _term(slopes[0], "x", x0), " ", _term(slopes[1], "y", y0))
    shown = [Markup(f"<mn>{text}</mn>") for text in (missed, times)]
    ratio = fraction("largest gap", power("s", "2")), " = ", fraction(shown[0], power(size, "2")), " = "
    return sentence, plane + math(*ratio, coloured("derivative", shown[1]))


def _term(slope, name, at):
    """+ slope · (x − at), with the signs that it comes to."""
    sign, side = "−" if slope < 0 else "+", "+" if at < 0 else "−"
    return f"{sign} {number(abs(slope), 2)} · ({name} {side} {decimal(abs(at), 2)})"


def _three_digits(value):
    if not 1e-6 <= value < 1e6:
        return number(value, 0)
    return decimal(value, max(0, 2 - m.floor(m.log10(value))))
