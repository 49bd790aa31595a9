"""The live figures of notebook 03: vary one input at a time."""

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.fields import as_field
from calcml.figures.partials import (
    along,
    check_typed,
    height_at,
    partial_formula,
    partials_at,
    place,
    slope_formula,
    slopes_in_words,
    stride,
)
from calcml.figures.parts import moving_line, moving_point, through
from calcml.figures.polar import polar_grid
from calcml.figures.tangent_planes import tangent_plane
from calcml.figures.typed import number
from calcml.live import Formula, Handle, LiveFigure, Reveal, Slider

__all__ = ["polar_grid", "slices", "tangent_plane"]

ENDS, REACHED = (-3, 3), (-2.5, 2.5)  # what is shown of x and y, and where the point can go


def slices(f="x^2/2 + x sin(y)", x0=1, y0=1):
    """Two walks over a surface, one along x and one along y: each partial derivative is the slope of one slice.

    The contours show the point and both walks from above, the surface shows them in space, and the two panels beside
    show each slice with its tangent. Drag the point. First used in notebook 03.

    Parameters
    ----------
    f : str
        The formula in x and y that is shown first; the learner can type another.
    x0, y0 : float
        Where the point is first, between −2.5 and 2.5.

    Returns
    -------
    LiveFigure
        Its controls: f, x0, y0 and reveal, which shows both partial derivatives by rule.
    """
    picture = _Slices()
    controls = {
        "f": Formula(f, as_field, label="f(x, y) ="),
        "x0": Slider(*REACHED, x0, stops=51, label="x₀"),
        "y0": Slider(*REACHED, y0, stops=51, label="y₀"),
        "reveal": Reveal("Reveal the rules", question="Where is the slice along x level? Decide, drag, then reveal."),
    }
    handles = [Handle(picture.point, x="x0", y="y0", label="point (x₀, y₀)")]
    handles += [Handle(walk.point, x=name) for walk, name in zip(picture.walks, ("x0", "y0"), strict=True)]
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, handles=handles, name="slices", **controls)


class _Slices:
    """The four panels of slices: contours and surface, and beside them one panel for each walk."""

    def __init__(self):
        self.fig = plt.figure(figsize=(7, 3.5), layout="constrained")
        places = self.fig.add_gridspec(2, 3, width_ratios=(1.05, 1.2, 1))
        self.plan = self.fig.add_subplot(places[:, 0], title="Two walks …")
        room = self.fig.add_subplot(places[:, 1], title="… in space")
        room.set_axis_off()
        self.space = room.inset_axes((-0.17, -0.13, 1.36, 1.13), projection="3d", facecolor="none", in_layout=False)
        self.space.view_init(elev=35, azim=-120)
        beside = [self.fig.add_subplot(places[row, 2]) for row in (0, 1)]
        self.walks = [_Walk(axis, self.plan, self.space, ax) for axis, ax in enumerate(beside)]
        self.point, self.spot = moving_point(self.plan, "start"), moving_point(self.space, "start", size=8)

    def draw(self, f):
        check_typed(f, ENDS)
        for ax in (self.plan, self.space):
            plotting.clear(ax)
        plotting.contours(self.plan, f, ENDS, ENDS)
        plotting.surface(self.space, f, ENDS, ENDS, alpha=0.75)
        self.space.set_zlabel("")  # the title names it: beside wide numbers there is no room
        for walk in self.walks:
            walk.ax.set_ylim(self.space.get_zlim())

    def update(self, f, x0, y0, reveal):
        height = height_at(f, x0, y0, ENDS)
        partials = partials_at(f, x0, y0, height)
        for walk, slice_, partial in zip(self.walks, along(f, x0, y0), partials, strict=True):
            walk.move(slice_, (x0, y0), height, partial.value)
        self.point.set_data([x0], [y0])
        self.spot.set_data_3d(*np.array([[x0], [y0], [height]]))
        words = f"At {place(x0, y0)} f is {number(height)}. {slopes_in_words(partials)}"
        if not reveal:
            return words, "".join(map(slope_formula, "xy", partials))
        return words, "".join(map(partial_formula, "xy", partials, f.partials or (None, None)))


class _Walk:
    """One walk: its line on the contours, its curve on the surface, and its panel with the slice and the tangent."""

    steps = np.linspace(*ENDS, 121)  # the stops of the sliders are among them

    def __init__(self, axis, plan, space, ax):
        self.axis, self.ax = axis, ax
        look = (("function", "-"), ("second", "-."))[axis]
        self.path, self.ridge, self.curve = (moving_line(panel, *look, lw=2.2) for panel in (plan, space, ax))
        self.path.set(lw=1.8, alpha=0.75)  # the heights on the contours can be read through it
        self.slope, self.tangent = (moving_line(panel, "derivative", "--", lw=2.2) for panel in (space, ax))
        self.point = moving_point(ax, "start")
        name, other = "xy"[axis], "yx"[axis]
        ax.set(xlim=ENDS, xlabel=name, title=f"Along {name}: {other} fixed")

    def move(self, slice_, at, height, slope):
        here, fixed = at[self.axis], at[1 - self.axis]
        low, high = self.ax.get_ylim()
        t, z = self._samples(slice_, low, high)
        ends = _ends_within(here, height, slope, low, high)
        self.curve.set_data(t, z)
        self.tangent.set_data(ends, through(here, height, slope, ends))
        self.point.set_data([here], [height])
        self.path.set_data(*self._turned(np.array(ENDS), fixed))
        self.ridge.set_data_3d(*self._turned(t, fixed), _cut(z, low, high))
        self.slope.set_data_3d(*self._turned(ends, fixed), through(here, height, slope, ends))

    def _samples(self, slice_, low, high):
        """As few points of the slice as suffice."""
        z = _broken(slice_(self.steps), low, high)
        k = stride(self.steps, z, (high - low) / 1000, (6, 5, 4, 3, 2))
        return self.steps[::k], z[::k]

    def _turned(self, t, fixed):
        """Points of the plane on this walk: t along it, the other coordinate fixed."""
        return (t, fixed + 0 * t) if self.axis == 0 else (fixed + 0 * t, t)


def _cut(z, low, high):
    """Heights between low and high; NaN for all others."""
    return np.where((low <= z) & (z <= high), z, np.nan)


def _broken(z, low, high):
    """A slice with a gap where it leaps by more than the picture's height, as beside a pole."""
    z = np.clip(z, 2 * low - high, 2 * high - low)
    leaps = np.flatnonzero(np.abs(np.diff(z)) > high - low)
    z[leaps] = np.nan
    return z


def _ends_within(at, height, slope, low, high):
    """Where a tangent enters and leaves the picture."""
    if slope == 0:
        return np.array(ENDS)
    return np.clip(at + np.sort((np.array([low, high]) - height) / slope), *ENDS)
