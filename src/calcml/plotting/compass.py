"""The slope in every direction from a point, on the map and as a curve."""

from typing import NamedTuple

import numpy as np
from matplotlib.contour import QuadContourSet
from matplotlib.lines import Line2D
from matplotlib.quiver import Quiver

from calcml.plotting.contours import contours
from calcml.plotting.slices import gradient_at
from calcml.plotting.text import halo, label_curve
from calcml.style import COLOURS, TEXT_COLOURS

ANGLES = np.linspace(0, 2 * np.pi, 361)


class Compass(NamedTuple):
    """What `compass` draws: the level lines, the arrows of ∇f and u, the curve of Dᵤf, and its point at θ."""

    contours: QuadContourSet
    uphill: Quiver
    direction: Quiver
    curve: Line2D
    point: Line2D


def compass(ax, ax_theta, f, gradient, at, theta, x=None, y=None):
    """Draw the gradient and a direction u on the map, and beside it the slope of `f` in every direction.

    u = (cos θ, sin θ), and the slope in its direction is Dᵤf = ∇f · u = |∇f| cos(θ - θ₀), where θ₀ is the angle of ∇f:
    largest along the gradient, zero along the level line. First used in notebook 04.

    Parameters
    ----------
    ax, ax_theta : matplotlib.axes.Axes
        For the map, whose units become equal, and for the curve of Dᵤf against θ from 0 to 2π.
    f : callable
        As in `contours`.
    gradient : callable or (float, float)
        As in `tangent_plane`.
    at : (float, float)
        The point.
    theta : float
        The angle of u, in radians from the x-axis.
    x, y : (float, float), optional
        The ends of the map; without them, 2 to each side of the point.

    Returns
    -------
    Compass
        The artists. The arrow of ∇f shows its direction alone: u is half as long.

    Raises
    ------
    ValueError
        If the gradient at the point is zero, so that no direction is uphill, or has no value, or theta is not finite.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> drawn = compass(*Figure().subplots(1, 2), lambda x, y: 3 * x + 4 * y, (3.0, 4.0), (0, 0), theta=0.0)
    >>> round(float(drawn.curve.get_ydata().max()), 3)
    5.0
    """
    a, b = map(float, at)
    slopes = gradient_at(f, a, b, gradient)
    size, theta0 = np.hypot(*slopes), np.arctan2(slopes[1], slopes[0])
    if not np.isfinite(theta):
        raise ValueError(f"theta should be a finite angle in radians, got {theta!r}.")
    if size == 0:
        raise ValueError(f"the gradient is zero at ({a:g}, {b:g}): no direction is uphill there. Move the point.")
    ax.set_aspect("equal")
    lines = contours(ax, f, x or (a - 2, a + 2), y or (b - 2, b + 2))
    ax_theta.set_box_aspect(np.ptp(ax.get_ylim()) / np.ptp(ax.get_xlim()))  # both pictures share a height
    reach = 0.3 * min(np.ptp(ax.get_xlim()), np.ptp(ax.get_ylim()))
    uphill = _arrow(ax, (a, b), reach * slopes / size, "derivative", "∇f")
    direction = _arrow(ax, (a, b), reach / 2 * np.array([np.cos(theta), np.sin(theta)]), "start", "u")
    ax.plot([a], [b], "o", color=COLOURS["ink"], markersize=7, markeredgecolor="white", markeredgewidth=1.5, zorder=4)
    return Compass(lines, uphill, direction, *_slopes(ax_theta, size, theta0, theta % (2 * np.pi)))


def _arrow(ax, start, step, meaning, name):
    style = {"angles": "xy", "scale_units": "xy", "scale": 1, "units": "inches", "width": 0.035, "zorder": 3}
    arrow = ax.quiver(*start, *step, color=COLOURS[meaning], edgecolor="white", linewidth=0.8, **style)
    offset = 12 * step / np.hypot(*step)
    place = {"textcoords": "offset points", "ha": "center", "va": "center", "fontsize": 13, "zorder": 5}
    look = {"color": TEXT_COLOURS[meaning], "path_effects": halo()}
    ax.annotate(name, np.add(start, step), xytext=offset, **place, **look)
    return arrow


def _slopes(ax, size, theta0, theta):
    """The curve of Dᵤf against θ, its bounds, and the point at θ."""
    for bound in (-size, 0, size):
        ax.axhline(bound, color="#CBD2D9", linewidth=1, linestyle="-" if bound == 0 else ":", zorder=0)
    (curve,) = ax.plot(ANGLES, size * np.cos(ANGLES - theta0), "--", color=COLOURS["derivative"])
    style = {"markersize": 11, "markeredgecolor": "white", "markeredgewidth": 1.6}
    (point,) = ax.plot([theta], [size * np.cos(theta - theta0)], "o", color=COLOURS["start"], **style)
    quarters = np.arange(5) * np.pi / 2
    ax.set(xlim=(0, 2 * np.pi), ylim=(-1.3 * size, 1.3 * size), xlabel="angle θ of u", ylabel="slope Dᵤf")
    ax.set_xticks(quarters, ["0", "π/2", "π", "3π/2", "2π"])
    label_curve(ax, f"|∇f| = {size:.3g}", theta0 % (2 * np.pi), size, "derivative", offset=(0, 6), ha="center")
    return curve, point
