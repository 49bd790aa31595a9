"""A function of two variables as a surface over the plane, and the plane that touches it."""

import numpy as np
from matplotlib.ticker import MaxNLocator
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from calcml.plotting.contours import PALE
from calcml.plotting.heights import heights, sample
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
    corners = np.stack([*np.meshgrid(grid.x, grid.y), grid.z], axis=-1)
    quads = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2).reshape(-1, 4, 3)
    quads = quads[np.all(np.isfinite(quads), axis=(1, 2))]
    low, high = float(np.nanmin(grid.z)), float(np.nanmax(grid.z))
    if low == high:
        low, high = low - 1, high + 1
    middle = quads[:, :, 2].mean(axis=1)
    look = {"facecolors": PALE((middle - low) / (high - low)), "edgecolors": "#8FA9C2", "linewidths": 0.5}
    drawn = Poly3DCollection(quads, **look | poly)
    ax.add_collection3d(drawn)
    ax.set(xlim=(grid.x[0], grid.x[-1]), ylim=(grid.y[0], grid.y[-1]), zlim=(low, high))
    calm(ax)
    return drawn


def calm(ax):
    """Give a 3-D axes white panes, faint grid lines, few ticks and the names x, y and f(x, y)."""
    names = {"x": "x", "y": "y", "z": "f(x, y)"}
    for name, axis in (("x", ax.xaxis), ("y", ax.yaxis), ("z", ax.zaxis)):
        axis.set_pane_color("white")
        axis.pane.set_edgecolor("#E4E7EB")
        axis.line.set_color("#9AA5B1")
        axis._axinfo["grid"].update(color="#E4E7EB", linewidth=0.8)
        axis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axis.set_label_text(axis.get_label_text() or names[name])
    ax.set_box_aspect(None, zoom=0.85)


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
    slopes = np.asarray(gradient(a, b) if callable(gradient) else gradient, float)
    height = float(heights(f, a, b))
    if slopes.shape != (2,):
        raise ValueError(f"the gradient should be two numbers, ∂f/∂x and ∂f/∂y, got shape {slopes.shape}.")
    if not (np.isfinite(height) and np.all(np.isfinite(slopes))):
        raise ValueError(f"f has no tangent plane at ({a:g}, {b:g}): it or its gradient has no value. Move the point.")
    steps = half_width * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return np.column_stack([[a, b] + steps, height + steps @ slopes])
