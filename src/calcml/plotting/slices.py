"""A function of two variables cut along x and along y: two curves of one variable each."""

import numpy as np

from calcml.numerics import derivative
from calcml.plotting.curves import curve
from calcml.plotting.heights import check_range, heights
from calcml.plotting.lines import tangent


def slices(ax_x, ax_y, f, at, x, y):
    """Draw the two slices of `f` through a point, each with its tangent: the partial derivatives are their slopes.

    In `ax_x` x varies and y stays: the curve f(x, b), whose slope at a is ∂f/∂x. In `ax_y` y varies and x stays. First
    used in notebook 03.

    Parameters
    ----------
    ax_x, ax_y : matplotlib.axes.Axes
        Their axes are named, unless they have names; both get the same heights.
    f : callable
        As in `contours`. If it has a `gradient(x, y)`, the slopes are taken from it, else measured by nudging.
    at : (float, float)
        The point (a, b) through which both cuts go.
    x, y : (float, float)
        The ends of the two cuts: (low, high).

    Returns
    -------
    ((Line2D, Line2D, Line2D), (Line2D, Line2D, Line2D))
        For each axes the curve, its tangent and the point.

    Raises
    ------
    ValueError
        If a range is not two finite numbers, low < high, or if f or a slope has no value at the point.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> (_, line, _), _ = slices(*Figure().subplots(1, 2), lambda x, y: x**2 * y, (1.0, 3.0), (-2, 2), (0, 4))
    >>> round(float(np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]), 9)
    6.0
    """
    a, b = map(float, at)
    slopes = gradient_at(f, a, b)
    cuts = (lambda t: heights(f, t, b)), (lambda t: heights(f, a, t))
    names = ("x", f"f(x, {b:.4g})"), ("y", f"f({a:.4g}, y)")
    drawn = []
    for ax, cut, slope, spot, ends, (across, up) in zip(
        (ax_x, ax_y), cuts, slopes, (a, b), (check_range("x", x), check_range("y", y)), names, strict=True
    ):
        ax.set(xlabel=ax.get_xlabel() or across, ylabel=ax.get_ylabel() or up.replace("-", "−"))
        reach = 0.3 * (ends[1] - ends[0])
        drawn.append((curve(ax, cut, *ends), *tangent(ax, cut, slope, spot, reach)))
    low, high = (pick(ax.get_ylim()[i] for ax in (ax_x, ax_y)) for i, pick in enumerate((min, max)))
    ax_x.set_ylim(low, high)
    ax_y.set_ylim(low, high)
    return tuple(drawn)


def gradient_at(f, a, b, gradient=None):
    """∂f/∂x and ∂f/∂y at one point, by the gradient that is given or that `f` has, else by nudging.

    Raises
    ------
    ValueError
        If f or its gradient has no value there, or the gradient is not two numbers.
    """
    if np.isnan(heights(f, a, b)):
        raise ValueError(f"f has no value at ({a:g}, {b:g}). Move the point to where it has one.")
    gradient = gradient if gradient is not None else getattr(f, "gradient", None)
    if gradient is None:
        slopes = [derivative(lambda t: heights(f, t, b), a), derivative(lambda t: heights(f, a, t), b)]
    else:
        slopes = gradient(a, b) if callable(gradient) else gradient
    slopes = np.asarray(slopes, float)
    if slopes.shape != (2,):
        raise ValueError(f"the gradient should be two numbers, ∂f/∂x and ∂f/∂y, got shape {slopes.shape}.")
    if not np.all(np.isfinite(slopes)):
        raise ValueError(f"f has no gradient at ({a:g}, {b:g}): a partial derivative has no value. Move the point.")
    return slopes
