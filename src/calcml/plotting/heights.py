"""Values of any function of two variables on a grid, and where it leaps to the other side of a pole."""

import inspect
import warnings
from typing import NamedTuple

import numpy as np

# Steps across and up. Odd and without a common factor, so that neither 0 nor the diagonal of a symmetric square, where
# typed formulas have their holes and poles, falls on the nodes.
STEPS = (199, 181)
HUGE = 1e50


class Grid(NamedTuple):
    """A function on a grid: x of shape (n,), y of shape (m,), and z of shape (m, n), NaN where it has no value."""

    x: np.ndarray
    y: np.ndarray
    z: np.ndarray


def heights(f, x, y):
    """Values of f(x, y), NaN where there is none: for any function that takes two arrays or two numbers.

    As `calcml.symbolic.evaluate`, with two arguments: a ValueError or ArithmeticError at a point is a NaN there, as are
    infinite and complex values; other errors are raised. No warning is given. First used in notebook 03.

    Parameters
    ----------
    f : callable
        A function of two numbers, or of two arrays entry by entry.
    x, y : array_like
        Of shapes that broadcast.

    Returns
    -------
    ndarray of float, in the shape to which x and y broadcast

    Raises
    ------
    TypeError
        If `f` cannot be called with two values, or returns something else than a number.

    Examples
    --------
    >>> import math
    >>> heights(lambda x, y: math.sqrt(x - y), [1, 5], 1)
    array([0., 2.])
    """
    _check_callable(f)
    x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values = np.asarray(f(x.copy(), y.copy()))
        except Exception:  # if it is a mistake in f, it comes again below
            values = None
        if values is None or values.shape != x.shape or values.dtype.kind not in "biufc":
            points = zip(x.ravel().tolist(), y.ravel().tolist(), strict=True)
            values = np.array([_value_at(f, *point) for point in points], dtype=complex).reshape(x.shape)
    values = np.where(np.imag(values) == 0, np.real(values), np.nan).astype(float)
    return np.where(np.isfinite(values), values, np.nan)


def sample(f, x, y, steps=STEPS):
    """`f` on a grid over the rectangle x = (low, high), y = (low, high).

    Raises
    ------
    ValueError
        If a range is not two finite numbers, low < high, or if `f` has no value at any node.
    """
    (left, right), (bottom, top) = check_range("x", x), check_range("y", y)
    across, up = np.linspace(left, right, steps[0] + 1), np.linspace(bottom, top, steps[1] + 1)
    z = heights(f, across, up[:, None])
    if np.all(np.isnan(z)):
        raise ValueError(
            f"f has no value anywhere for x from {left:g} to {right:g} and y from {bottom:g} to {top:g}. "
            "Choose other ranges, or look at f: call it with two numbers."
        )
    return Grid(across, up, z)


def check_range(name, ends):
    """The two ends as floats, or an error that says what is wrong with them."""
    try:
        low, high = map(float, ends)
    except (TypeError, ValueError):
        raise ValueError(f"{name} should be two numbers, (low, high), such as (-2, 2), got {ends!r}.") from None
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"{name} should be two finite numbers (low, high) with low < high, got {ends!r}.")
    return low, high


def beside_poles(f, grid):
    """True at the nodes of `grid` next to a pole: where `f` grows without bound, and comes back with the other sign."""
    near = np.zeros(grid.z.shape, dtype=bool)
    for axis in (0, 1):
        at = _pole_edges(f, grid, axis)
        near[at] = True
        near[at[0] + (axis == 0), at[1] + (axis == 1)] = True
    return near


def _pole_edges(f, grid, axis):
    """Rows and columns of the nodes whose step up (axis 0) or across (axis 1) crosses a pole, by halving each step."""
    sign = np.sign(grid.z)
    first, second = (sign[:-1], sign[1:]) if axis == 0 else (sign[:, :-1], sign[:, 1:])
    rows, columns = np.nonzero(first * second < 0)
    x, y = np.array([grid.x[columns], grid.y[rows]]), np.array([grid.x[columns], grid.y[rows]])
    start, end = x, y
    end[1 - axis] = grid.y[rows + 1] if axis == 0 else grid.x[columns + 1]
    before = np.maximum(np.abs(heights(f, *start)), np.abs(heights(f, *end)))
    side = np.sign(heights(f, *start))
    for _ in range(20):
        middle = start / 2 + end / 2
        same = np.sign(heights(f, *middle)) == side
        start, end = np.where(same, middle, start), np.where(same, end, middle)
    after = np.fmin(np.abs(heights(f, *start)), np.abs(heights(f, *end)))
    pole = after / 30 > before
    return rows[pole], columns[pole]


def _check_callable(f):
    if not callable(f):
        raise TypeError(
            f"f should be a function of two variables, got {type(f).__name__}. "
            'A text becomes one by parse("x^2 + y", ("x", "y")).'
        )
    try:
        inspect.signature(f).bind(0.0, 0.0)
    except TypeError:
        raise TypeError("f is called with two values, but it does not take two. Write it as f(x, y).") from None
    except ValueError:  # NumPy's own functions have no signature
        pass


def _value_at(f, x, y):
    try:
        value = f(x, y)
    except (ValueError, ArithmeticError):
        return np.nan
    if value is None:
        raise TypeError(f"f returned None at ({x:g}, {y:g}): does it end with return?")
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "biufc":
        said = f"an array of shape {array.shape}" if array.size != 1 else type(value).__name__
        raise TypeError(f"f returned {said} at ({x:g}, {y:g}), expected one number.")
    return array.item()
