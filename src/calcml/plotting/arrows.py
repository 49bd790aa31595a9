"""Gradients as arrows: a field of them over the plane, and one beside a direction to walk in."""

import numpy as np

from calcml.plotting.heights import check_range
from calcml.style import COLOURS


def gradient_field(ax, gradient, x, y, count=12, **quiver):
    """Draw an arrow for the gradient at each place of a grid: it points uphill, and is longer where f is steeper.

    The longest is as long as the grid allows. Where most would be too short to see, the lengths are a power of
    ‖∇f‖ below 1, so that longer still means steeper. Each arrow has its place at its middle. Where the gradient is zero
    there is a dot, where it has no value nothing. With `ax.set_aspect("equal")` the arrows stand at right angles to the
    level lines. First used in notebook 04.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    gradient : callable
        gradient(X, Y) for arrays of shape (n, n) returns shape (2, n, n): ∂f/∂x and ∂f/∂y.
    x, y : (float, float)
        The ends of the rectangle: (low, high).
    count : int, default 12
        Arrows along each axis.
    **quiver
        Passed on to `Axes.quiver`, such as color or animated.

    Returns
    -------
    matplotlib.quiver.Quiver

    Raises
    ------
    ValueError
        If a range or `count` is not what it should be, or if the gradient has another shape, or no value anywhere.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> arrows = gradient_field(Figure().subplots(), lambda x, y: np.array([2 * x, 2 * y]), (-1, 1), (-1, 1), count=4)
    >>> arrows.U.shape
    (16,)
    """
    across, up = grid_of_places(x, y, count)
    field = np.asarray(gradient(across, up), float)
    if field.shape != (2, *across.shape):
        raise ValueError(
            f"gradient(x, y) should return shape {(2, *across.shape)}, ∂f/∂x and ∂f/∂y, got {field.shape}. "
            "Stack the two: np.array([…, …])."
        )
    spacing = min(across[0, 1] - across[0, 0], up[1, 0] - up[0, 0])
    shown = 0.9 * spacing * scaled(field)
    style = {
        "angles": "xy",
        "scale_units": "xy",
        "scale": 1,
        "pivot": "mid",
        "units": "inches",
        "width": 0.022,
        "headwidth": 4.4,
    }
    style |= {"headlength": 5.5, "headaxislength": 5, "color": COLOURS["derivative"], "zorder": 2}
    return ax.quiver(across, up, *shown, **style | quiver)


def grid_of_places(x, y, count):
    """Middles of count × count equal cells of a rectangle, as two arrays of shape (count, count)."""
    ends = check_range("x", x), check_range("y", y)
    if count != int(count) or count < 2:
        raise ValueError(f"count should be a whole number of at least 2, got {count!r}.")
    middles = (np.arange(int(count)) + 0.5) / int(count)
    return np.meshgrid(*(low + (high - low) * middles for low, high in ends))


def scaled(field):
    """The vectors with the longest of length 1, and half of them at least a quarter of it."""
    lengths = np.hypot(*field)
    known = lengths[np.isfinite(lengths)]
    if not known.size:
        raise ValueError("The gradient has no value anywhere in this rectangle. Choose another, or look at f.")
    longest = known.max()
    if longest == 0:
        return np.zeros_like(field)
    share = float(np.median(known[known > 0])) / longest
    power = min(1.0, np.log(0.25) / np.log(share)) if share < 1 else 1.0
    size = np.where(lengths > 0, (lengths / longest) ** power, 0)
    return np.where(lengths > 0, field / np.where(lengths > 0, lengths, 1), field * 0) * size
