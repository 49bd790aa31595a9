"""A function of two variables as a surface over the plane, and the plane that touches it."""

import numpy as np
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from calcml.plotting.contours import PALE
from calcml.plotting.heights import beside_poles, heights, sample
from calcml.plotting.limits import value_limits
from calcml.plotting.slices import gradient_at
from calcml.style import COLOURS


def surface(ax, f, x, y, faces=15, **poly):
    """Draw z = f(x, y) with few faces, so that it can turn quickly; pale, and darker the higher.

    Faces with a corner where f has no value are left out; heights far from all others are cut off. First used in
    notebook 03.

    Parameters
    ----------
    ax : mpl_toolkits.mplot3d.axes3d.Axes3D
        Its limits are set; its axes are named x, y and f(x, y), unless they have names.
    f, x, y
        As in `contours`.
    faces : int, default 15
        How many along each axis, at least 1.
    **poly
        Passed on to the collection, such as alpha or edgecolors.

    Returns
    -------
    mpl_toolkits.mplot3d.art3d.Poly3DCollection

    Raises
    ------
    ValueError, TypeError
        As in `contours`, and if `faces` is not a whole number of at least 1.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().add_subplot(projection="3d")
    >>> surface(ax, lambda x, y: x**2 + y**2, (-1, 1), (-1, 1)).get_facecolor().shape
    (225, 4)
    """
    if faces != int(faces) or faces < 1:
        raise ValueError(f"faces should be a whole number of at least 1, got {faces!r}.")
    grid = sample(f, x, y, (int(faces), int(faces)))
    near = beside_poles(f, grid)
    low, high = value_limits(np.where(near, np.nan, grid.z), unbounded=near.any())
    corners = _faces(grid, near, low, high)
    share = (np.array([face[:, 2].mean() for face in corners]) - low) / (high - low)
    look = {"facecolors": PALE(share), "edgecolors": "#8FA9C2", "linewidths": 0.5, "zorder": 1}
    drawn = Poly3DCollection(corners, **look | poly)
    ax.add_collection3d(drawn)
    ax.set(xlim=(grid.x[0], grid.x[-1]), ylim=(grid.y[0], grid.y[-1]), zlim=(low, high))
    calm(ax)
    return drawn


def _faces(grid, near, low, high):
    """The corners of each face that is defined and crosses no pole, cut off at the limits: arrays of shape (n, 3)."""
    nodes = np.stack([*np.meshgrid(grid.x, grid.y), grid.z, near], axis=-1)
    quads = np.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, 1:], nodes[1:, :-1]], axis=2).reshape(-1, 4, 4)
    z = quads[:, :, 2]
    crosses = quads[:, :, 3].any(axis=1) & (z.min(axis=1) < 0) & (z.max(axis=1) > 0)
    quads = quads[np.all(np.isfinite(z), axis=1) & ~crosses, :, :3]
    faces = [_cut(_cut(quad, high, 1), low, -1) for quad in quads]
    return [face for face in faces if len(face) > 2]


def _cut(face, height, side):
    """The part of a face below `height` (side 1), or above it (side -1)."""
    above = side * (face[:, 2] - height) > 0
    if not above.any():
        return face
    kept = []
    for p, q, p_above, q_above in zip(face, np.roll(face, -1, 0), above, np.roll(above, -1), strict=True):
        if not p_above:
            kept.append(p)
        if p_above != q_above:
            kept.append(p + (height - p[2]) / (q[2] - p[2]) * (q - p))
    return np.array(kept).reshape(-1, 3)


def calm(ax):
    """Give a 3-D axes white panes, faint grid lines, few ticks, room for its names, and drawing in the order of zorder.

    Its limits are set before. Ticks stay clear of the corners, where those of two axes would meet.
    """
    ax.computed_zorder = False  # what is drawn on a surface is seen, from wherever one looks
    for name, axis in {"x": ax.xaxis, "y": ax.yaxis, "f(x, y)": ax.zaxis}.items():
        axis.set_pane_color("white")
        axis.pane.set_edgecolor("#E4E7EB")
        axis.line.set_color("#9AA5B1")
        axis._axinfo["grid"].update(color="#E4E7EB", linewidth=0.8)
        axis.set_label_text(axis.get_label_text() or name)
        low, high = axis.get_view_interval()
        margin = 0.04 * (high - low)
        ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high)
        axis.set_ticks(ticks[(low + margin < ticks) & (ticks < high - margin)])
    widest = max(len(f"{tick:g}") for tick in [0, *ax.get_zticks()])
    ax.zaxis.labelpad = 5.5 * widest
    ax.tick_params(pad=1)
    ax.tick_params(axis="z", pad=2 * widest)
    place = ax.get_subplotspec().get_position(ax.figure) if ax.get_subplotspec() else ax.get_position(original=True)
    width, height = place.size * ax.figure.get_size_inches()
    zoom = min(1.13 - 0.85 / height, 1.15 - (0.87 + 0.12 * widest) / width)  # measured: all names fit, however it turns
    ax.set_box_aspect((4, 4, 3), zoom=max(0.4, zoom))


def tangent_plane(ax, f, gradient, at, half_width=1.0, **poly):
    """Draw a patch of the plane that touches `f` at a point: z = f(a, b) + ∂f/∂x·(x - a) + ∂f/∂y·(y - b).

    First used in notebook 03.

    Parameters
    ----------
    ax : mpl_toolkits.mplot3d.axes3d.Axes3D
    f : callable
    gradient : callable or (float, float)
        The partial derivatives ∂f/∂x and ∂f/∂y: a function of x and y that returns both, or the two numbers.
    at : (float, float)
        The point (a, b) under which the plane touches.
    half_width : float, default 1
        How far the patch reaches to each side, in the units of x and y.
    **poly
        Passed on to the collection, such as alpha or animated.

    Returns
    -------
    mpl_toolkits.mplot3d.art3d.Poly3DCollection
        One face; `set_verts([plane_corners(...)])` moves it.

    Raises
    ------
    ValueError
        If f or its gradient has no value at the point.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().add_subplot(projection="3d")
    >>> plane = tangent_plane(ax, lambda x, y: x * y, (2.0, 1.0), (1.0, 2.0), half_width=0.5)
    """
    look = {"facecolors": COLOURS["derivative"], "edgecolors": COLOURS["derivative"], "linewidths": 1.4, "alpha": 0.4}
    look["zorder"] = 2
    drawn = Poly3DCollection([plane_corners(f, gradient, at, half_width)], **look | poly)
    ax.add_collection3d(drawn)
    return drawn


def plane_corners(f, gradient, at, half_width=1.0):
    """The four corners of the patch that `tangent_plane` draws.

    Returns
    -------
    ndarray, shape (4, 3)

    Examples
    --------
    >>> plane_corners(lambda x, y: x * y, (2.0, 1.0), (1.0, 2.0), half_width=0.5)[2].tolist()
    [1.5, 2.5, 3.5]
    """
    a, b = map(float, at)
    slopes, height = gradient_at(f, a, b, gradient), float(heights(f, a, b))
    steps = half_width * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return np.column_stack([[a, b] + steps, height + steps @ slopes])
