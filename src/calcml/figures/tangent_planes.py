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
GRID = np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))  # points of a patch, in units of its size
LOWERED = 0.1  # the two laws stand so far below most gaps: there they are not hidden
TALLEST = 1.8  # heights that the magnifying glass shows, in units of the tick on its axis


def tangent_plane(f="sin(x) cos(y)", x0=0.6, y0=0.4):
    """A patch of a surface under a magnifying glass, with the plane that has its two slopes.

    The patch reaches s to each side of (x₀, y₀). Where f is differentiable, the largest gap between surface and plane
    fades faster than s; for smooth f it shrinks with s². At the origin sqrt(|x y|) has both
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
        self.fig, (self.plan, room, self.law) = plt.subplots(
            1, 3, figsize=(7, 2.9), layout="constrained", width_ratios=(1, 1.25, 0.85)
        )
        room.set_title("… magnified")
        room.set_axis_off()
        self.glass = room.inset_axes((-0.25, -0.33, 1.4, 1.33), projection="3d", facecolor="none", in_layout=False)
        self.patch, self.point = moving_line(self.plan, "derivative", lw=2), moving_point(self.plan, "start")
        self.gaps, self.now = moving_line(self.law, "derivative", lw=2.4), moving_point(self.law, "start", size=9)
        self.now.set_clip_on(False)
        self._furnish_glass()

    def _furnish_glass(self):
        ax = self.glass
        ax.set(xlim=(-1.2, 1.2), ylim=(-1.2, 1.2))
        ax.view_init(elev=45, azim=-60)
        calm(ax)
        ax.set(xlabel="x − x₀", ylabel="y − y₀", zlabel="")
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks([-1, 0, 1], ["−s", "0", "s"])
        look = {"facecolors": COLOURS["derivative"], "edgecolors": COLOURS["derivative"], "alpha": 0.3, "lw": 1.4}
        self.plane = Poly3DCollection([np.zeros((4, 3))], animated=True, zorder=11, **look)
        ax.add_collection3d(self.plane)
        self.below = moving_line(ax, "function", lw=1.1, alpha=0.45, zorder=10)
        self.above = moving_line(ax, "function", lw=1.4)
        self.post = moving_line(ax, "path", lw=2.2)
        self.middle = moving_point(ax, "start", size=8)

    def draw(self, f):
        check_typed(f, ENDS)
        plotting.clear(self.plan)
        plotting.contours(self.plan, f, (-3, 3), (-3, 3))
        self.plan.set(title="A patch …", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        unit = _unit(f)
        self.glass.set_zlim(-TALLEST * unit, TALLEST * unit)
        self.glass.set_zticks([-unit, 0, unit], [f"−{unit:g} s", "0", f"{unit:g} s"] if unit != 1 else ["−s", "0", "s"])
        self._draw_law(unit)

    def _draw_law(self, unit):
        """Two laws to compare with, on logarithmic axes."""
        plotting.clear(self.law)
        self.law.set(xscale="log", yscale="log", xlim=(0.009, 1.15), ylim=(2e-6 * unit, 8 * unit))
        self.law.set(xlabel="patch size s", title="Largest gap")
        self.law.yaxis.set_major_locator(LogLocator(100))
        self.law.yaxis.set_minor_locator(NullLocator())
        ends = np.array([SIZES[0], SIZES[-1]])
        for exponent, name, style, at, offset in (
            (1, "like s", ":", 0.011, (0, 9)),
            (2, "like s²", "--", 0.1, (7, -3)),
        ):
            self.law.plot(ends, LOWERED * unit * ends**exponent, style, color=COLOURS["context"], lw=1.4)
            label_curve(self.law, name, at, LOWERED * unit * at**exponent, "context", offset, fontsize=12)

    def update(self, f, x0, y0, s):
        height = height_at(f, x0, y0, ENDS)
        partials = partials_at(f, x0, y0, height)
        slopes = np.array([partial.value for partial in partials])
        self.patch.set_data(x0 + s * np.array([-1, 1, 1, -1, -1]), y0 + s * np.array([-1, -1, 1, 1, -1]))
        self.point.set_data([x0], [y0])
        self._draw_nets(f, x0, y0, s, height, slopes)
        sizes = np.union1d(SIZES, s)
        spots, gaps = largest_gaps(f, (x0, y0), height, slopes, sizes)
        (here,) = np.flatnonzero(sizes == s)
        self._draw_plane(slopes, spots[:, here], gaps[here] / s)
        self.gaps.set_data(sizes, np.abs(gaps))
        self.now.set_data([s], [abs(gaps[here])])
        if not np.all(np.isfinite(slopes)):
            return f"At {place(x0, y0)} there is no plane to try. {slopes_in_words(partials)}", ""
        if np.isnan(gaps[here]):
            return f"The patch around {place(x0, y0)} reaches where f has no value. Shrink it, or move it.", ""
        return _words(x0, y0, s, height, slopes, abs(float(gaps[here])))

    def _draw_nets(self, f, x0, y0, s, height, slopes):
        """The surface over the patch, in units of s: five lines along x and five along y, paler below the plane."""
        t, across, top = np.linspace(-1, 1, 9), np.linspace(-1, 1, 5)[:, np.newaxis], self.glass.get_zlim()[1]
        heights = np.array([f(x0 + s * t, y0 + s * across), f(x0 + s * across, y0 + s * t)])
        z = (heights - height) / s
        k = stride(t, z.reshape(10, 9), 0.006 * top, (8, 4, 2))
        u, v = np.broadcast_arrays(t[::k], across)
        u, v, z = np.array([u, v]), np.array([v, u]), np.where(np.abs(z) <= top, z, np.nan)[:, :, ::k]
        gaps = z - np.nan_to_num(slopes[0]) * u - np.nan_to_num(slopes[1]) * v
        under = gaps[..., 1:] + gaps[..., :-1] < -0.01 * top  # each piece of a line, by its middle
        for line, shown in ((self.above, ~under), (self.below, under)):
            ends = np.pad(shown, ((0, 0), (0, 0), (1, 1)))
            kept = np.where(ends[..., 1:] | ends[..., :-1], z, np.nan)
            line.set_data_3d(
                *(np.pad(a, ((0, 0), (0, 0), (0, 1)), constant_values=np.nan).ravel() for a in (u, v, kept))
            )
        self.middle.set_data_3d(*np.zeros((3, 1)))

    def _draw_plane(self, slopes, spot, gap):
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
        self.plane.set_verts([np.column_stack([corners, corners @ slopes])])
        self.plane.do_3d_projection()
        foot = slopes @ spot
        ends = np.clip([foot, foot + gap], *self.glass.get_zlim())
        self.post.set_data_3d(spot[[0, 0]], spot[[1, 1]], ends)


def _unit(f):
    """1, 2 or 5 times a power of ten, so that planes with the slopes that `f` has mostly fit the magnifying glass."""
    slopes = np.abs(f.gradient(*np.meshgrid(np.linspace(*ENDS, 20), np.linspace(*ENDS, 20)))).sum(axis=0)
    reach = float(np.quantile(slopes[np.isfinite(slopes)], 0.75)) / TALLEST if np.isfinite(slopes).any() else 1.0
    power = 10.0 ** m.floor(m.log10(reach or 1.0))
    return next(k * power for k in (1, 2, 5, 10) if k * power >= (reach or 1.0))


def largest_gaps(f, at, height, slopes, sizes):
    """The largest gap between surface and plane that is found on patches of these sizes, and where.

    It is sought at 21 × 21 points of the patch, then six times at as many points ten times nearer to the best. Gaps
    that go on growing there lie beside a pole.

    Returns
    -------
    ndarray, shape (2, sizes)
        Where, in units of the size from the middle of the patch.
    ndarray, shape (sizes,)
        Surface minus plane; NaN where f has no value, at a pole, or without slopes.
    """
    best, found = np.zeros((2, len(sizes), 1)), []
    for reach in 10.0 ** -np.arange(7):
        u, v = (np.clip(middle + reach * step.ravel(), -1, 1) for middle, step in zip(best, GRID, strict=True))
        gaps = _gaps(f, at, height, slopes, sizes[:, np.newaxis], u, v)
        here = np.argmax(np.abs(gaps), axis=1)[:, np.newaxis]  # the first NaN, if there is one
        best = np.array([np.take_along_axis(a, here, axis=1) for a in (u, v)])
        found.append(np.take_along_axis(gaps, here, axis=1)[:, 0])
    grows = np.abs(found[-1]) > 5 * np.abs(found[-4])
    return best[..., 0], np.where(grows, np.nan, found[-1])


def _gaps(f, at, height, slopes, s, u, v):
    """Surface minus plane at (u, v), in units of s from the middle; 0 where it is no more than round-off."""
    x, y = np.round(at[0] + s * u, 14), np.round(at[1] + s * v, 14)  # 0.6 − 0.6 is 0, where a formula may have a hole
    z = f(x, y)
    gaps = z - (height + s * (slopes[0] * u + slopes[1] * v))
    noise = 4e-16 * (np.abs(z) + abs(height)) + 4e-15 * np.abs(slopes).sum()
    return np.where(np.abs(gaps) < noise, 0, gaps)


def _words(x0, y0, s, height, slopes, gap):
    size = f"{s:.3g}"
    missed, times = _three_digits(gap), _three_digits(gap / s**2)
    share = f"{100 * gap / s:.3g}" if gap < s * 10 else _three_digits(100 * gap / s)
    sentence = (
        f"On the patch that reaches s = {size} to each side of {place(x0, y0)} the largest gap found between plane "
        f"and surface is {missed}: that is {share} % of s, and {times} times s²."
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
