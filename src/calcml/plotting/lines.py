"""Straight lines at a curve, and taking a picture away again."""

import numpy as np

from calcml.plotting.text import line_colour, make_room


def zero_line(ax):
    """Draw the line y = 0, thin and grey, behind everything. First used in notebook 01."""
    return ax.axhline(0, color="#CBD2D9", linewidth=1, linestyle="-", zorder=0)


def tangent(ax, f, slope, x0, half_width=1.0, colour="derivative", **line):
    """Draw the tangent of `f` at `x0`: y = f(x0) + f'(x0)(x - x0), dashed, with its point.

    First used in notebook 01.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    f : callable
    slope : callable or float
        The derivative of `f`, or its value at `x0`.
    x0 : float
        Where the line touches the curve.
    half_width : float, default 1
        How far the line reaches to either side, in the units of x.
    colour : str, default "derivative"
        A key of `calcml.style.COLOURS`, or any matplotlib colour.
    **line
        Passed on to `Axes.plot`, such as linewidth or animated.

    Returns
    -------
    (Line2D, Line2D)
        The line and the point.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> line, point = tangent(Figure().subplots(), lambda x: x**2, lambda x: 2 * x, 1.0, half_width=0.5)
    >>> line.get_ydata().tolist()
    [0.0, 2.0]
    """
    rise = slope(x0) if callable(slope) else slope
    x = np.array([x0 - half_width, x0 + half_width])
    return _line_with_points(ax, x, f(x0) + rise * (x - x0), [x0], [f(x0)], colour, {"linestyle": "--"} | line)


def secant(ax, f, x0, x1, colour="derivative", **line):
    """Draw the line through two points of `f`, a little beyond both, with its points.

    y = f(x0) + (f(x1) - f(x0))/(x1 - x0) · (x - x0). First used in notebook 01.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    f : callable
    x0, x1 : float
        Where the line cuts the curve; not equal.
    colour : str, default "derivative"
        A key of `calcml.style.COLOURS`, or any matplotlib colour.
    **line
        Passed on to `Axes.plot`, such as linewidth or animated.

    Returns
    -------
    (Line2D, Line2D)
        The line and its two points.

    Raises
    ------
    ValueError
        If the points are one: a single point has no secant.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> line, points = secant(Figure().subplots(), lambda x: x**2, 1.0, 2.0)
    >>> points.get_ydata().tolist()
    [1.0, 4.0]
    """
    if x0 == x1:
        raise ValueError(f"x0 and x1 are both {x0}; a secant needs two points. Move one, or draw the tangent.")
    rise = (f(x1) - f(x0)) / (x1 - x0)
    beyond = 0.25 * abs(x1 - x0)
    x = np.array([min(x0, x1) - beyond, max(x0, x1) + beyond])
    return _line_with_points(
        ax, x, f(x0) + rise * (x - x0), [x0, x1], [f(x0), f(x1)], colour, {"linestyle": "-."} | line
    )


def clear(ax):
    """Take away all that stands still in `ax`, so that it can be drawn anew; artists made with animated=True stay.

    The limits and the cycle of colours start afresh; the names of the axes stay. First used in notebook 01.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> (moving,), (still,) = ax.plot([], [], animated=True), ax.plot([0, 1], [0, 1])
    >>> clear(ax)
    >>> list(ax.lines) == [moving]
    True
    """
    for artist in (*ax.lines, *ax.patches, *ax.collections, *ax.texts, *ax.images):
        if not artist.get_animated() and artist.axes is ax:  # level lines take their labels with them
            artist.remove()
    if ax.get_legend() is not None:
        ax.get_legend().remove()
    ax.set_prop_cycle(None)
    ax.set_autoscale_on(True)


def _line_with_points(ax, x, y, at, heights, colour, style):
    (line,) = ax.plot(x, y, color=line_colour(colour), **{"linewidth": 2.2} | style)
    (points,) = ax.plot(
        at,
        heights,
        "o",
        color=line_colour(colour),
        markersize=10,
        markeredgecolor="white",
        markeredgewidth=1.5,
        animated=line.get_animated(),
    )
    if not line.get_animated():
        make_room(ax)
    return line, points
