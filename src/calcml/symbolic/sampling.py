"""Values of any function of one variable: formulas, NumPy functions, and those of `math` that take one number."""

import warnings

import numpy as np


def evaluate(f, x):
    """Values of `f` at `x`, NaN where there is none: for any function that takes an array or a number.

    `f` is called with a copy of the array; if that fails or gives another shape, with one number after the other. A
    ValueError or ArithmeticError at a point is a NaN there, as are infinite and complex values. Other errors are
    raised: they are mistakes in `f`. No warning is given. First used in notebook 01.

    Parameters
    ----------
    f : callable
        A function of one number, or of an array entry by entry.
    x : array_like, shape (...)

    Returns
    -------
    ndarray of float, shape (...)

    Raises
    ------
    TypeError
        If `f` returns something else than a number.

    Examples
    --------
    >>> import math
    >>> evaluate(math.sqrt, [-1, 0, 4])
    array([nan,  0.,  2.])
    """
    x = np.asarray(x, dtype=float)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            values = np.asarray(f(x.copy()))
        except Exception:  # if it is a mistake in f, it comes again below
            values = None
        if values is None or values.shape != x.shape or values.dtype.kind not in "biufc":
            values = np.array([_value_at(f, point) for point in x.ravel()], dtype=complex).reshape(x.shape)
    values = np.where(np.imag(values) == 0, np.real(values), np.nan).astype(float)
    return np.where(np.isfinite(values), values, np.nan)


def _value_at(f, x):
    try:
        value = f(x)
    except (ValueError, ArithmeticError):
        return np.nan
    if value is None:
        raise TypeError(f"the function returned None at x = {x:g}: does it end with return?")
    array = np.asarray(value)
    if array.size != 1 or array.dtype.kind not in "biufc":
        raise TypeError(f"the function returned {type(value).__name__} at x = {x:g}, expected one number")
    return array.item()
