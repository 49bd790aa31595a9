"""Derivatives of functions of arrays: the gradient, the Jacobian and the Hessian, by nudging one entry at a time."""

import numpy as np

from calcml.numerics.extrapolation import extrapolate, first_step, round_off, slope_and_uncertainty, value_beside
from calcml.numerics.inputs import as_point, as_values, value_at

ONE_NUMBER = "For many outputs use jacobian; for a slope at every entry, derivative; for a loss, take the sum or mean."


def gradient(f, x):
    """Gradient of `f` at `x` by nudging: each entry is the slope in that entry of `x` while the others stay.

    Every entry has the accuracy of `derivative` and costs 36 calls of `f`: a judge for small models, no way to train
    one. First used in notebook 03.

    Parameters
    ----------
    f : callable
        Maps an array of the shape of `x` to one number, such as a loss.
    x : array_like, shape (...)
        Where to measure: a number, a vector, a matrix of weights. Integers are converted to floats.

    Returns
    -------
    ndarray, shape (...)
        ∂f/∂x, in the shape of `x`, each entry in units of f per unit of that entry. NaN where `derivative` would be; at
        a kink the mean of the slopes on the two sides.

    Raises
    ------
    ValueError
        If `x` holds NaN or infinity, or if `f` returns anything but one number. What `f` raises at `x` itself is passed
        on; beside `x`, an `f` that raises ValueError or ArithmeticError counts as undefined.
    TypeError
        If `x` is complex or no array of numbers, or if `f` returns something else than a real number.

    Examples
    --------
    >>> gradient(lambda w: w[0] ** 2 * w[1], [3, 2]).round(6)
    array([12.,  9.])
    """
    x = as_point(x)
    return gradient_and_uncertainty(f, x, _one_number(f, x))[0][()]


def gradient_and_uncertainty(f, x, centre):
    """For each entry of `x` the slope of `f`, whose value at `x` is the number `centre`, and how far to trust it."""
    pairs = np.zeros((2, *np.shape(x)))
    for index in np.ndindex(np.shape(x)):
        pairs[:, *index] = slope_and_uncertainty(_along(f, x, index), np.asarray(x)[index], centre)
    return pairs


def jacobian(f, x):
    """Jacobian of `f` at `x` by nudging: the matrix of all partial derivatives, one row an output.

    J[i, j] = ∂f_i/∂x_j, so row i is the gradient of output i, and J @ dx is the change of f for a small change dx.
    Accuracy, cost (for each column) and errors as in `gradient`. First used in notebook 03.

    Parameters
    ----------
    f : callable
        Maps an array of shape (n,) to an array of shape (m,).
    x : array_like, shape (n,)
        Where to measure. Integers are converted to floats.

    Returns
    -------
    ndarray, shape (m, n)
        Entry (i, j) in units of f_i per unit of x_j.

    Raises
    ------
    ValueError
        If `x` or what `f` returns is not of one dimension, or if `x` holds NaN or infinity.

    Examples
    --------
    >>> jacobian(lambda p: np.array([p[0] ** 2 * p[1], 5 * p[0] + p[1]]), [1, 2]).round(6)
    array([[4., 1.],
           [5., 1.]])
    """
    x = _as_vector(x)
    with np.errstate(all="ignore"):
        centre = f(x.copy())
        shape = np.shape(centre) if np.ndim(centre) == 1 else ("m",)
        hint = "For one number use gradient; flatten a matrix with .ravel()."
        centre = as_values(centre, x, shape, "(m,), a list of numbers", hint)
    columns = [slope_and_uncertainty(_along(f, x, (j,)), x[j], centre)[0] for j in range(len(x))]
    return np.stack(columns, axis=1)


def hessian(f, x):
    """Hessian of `f` at `x` by nudging two entries at a time: the matrix of all second partial derivatives.

    H[i, j] = ∂²f/∂x_i∂x_j, from (f(+, +) - f(+, -) - f(-, +) + f(-, -)) / (4 h_i h_j), where + and - are steps in the
    entries i and j, extrapolated over 18 steps as in `derivative`. Dividing by h² costs digits: where the slope keeps
    11, this keeps about 9. Measured on all of `calcml.functions.FIELDS` at points between -3 and 3: the error is below
    1e-9 · max(1, |f(x)|, |H|), |H| being the largest entry. 72 calls of `f` for each pair. First used in notebook 04.

    It is symmetric because it cannot be otherwise: one number is measured for H[i, j] and H[j, i]. So it is no proof
    that the mixed partials agree, or exist, where the second partials are not continuous.

    Parameters
    ----------
    f : callable
        Maps an array of shape (n,) to one number.
    x : array_like, shape (n,)
        Where to measure. Integers are converted to floats.

    Returns
    -------
    ndarray, shape (n, n)
        Entry (i, j) in units of f per unit of x_i per unit of x_j. NaN where f(x) is not finite and where the second
        differences do not settle, as at a kink.

    Raises
    ------
    ValueError
        If `x` is not of one dimension, else as in `gradient`.

    Examples
    --------
    >>> hessian(lambda w: w[0] ** 2 * w[1], [3, 2]).round(6)
    array([[4., 6.],
           [6., 0.]])
    """
    x = _as_vector(x)
    centre = _one_number(f, x)
    H = np.zeros((len(x), len(x)))
    for i, j in zip(*np.triu_indices(len(x)), strict=True):
        H[i, j] = H[j, i] = _second_partial(f, x, i, j, centre)
    return H


def _second_partial(f, x, i, j, centre):
    steps = first_step(x)

    def rule(scale):
        corners = []
        for s, t in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
            moved = x.copy()
            moved[i] += s * scale * steps[i]
            moved[j] += t * scale * steps[j]
            corners.append(value_beside(f, moved, centre))
        area = scale**2 * steps[i] * steps[j]
        bend = (corners[0] - corners[1]) - (corners[2] - corners[3])
        return bend / (4 * area), round_off(*corners) / area

    return extrapolate(rule, centre)[0]


def _along(f, x, index):
    """`f` as a function of the entry x[index] alone."""

    def g(value):
        moved = np.array(x)
        moved[index] = value
        return f(moved[()])

    return g


def _one_number(f, x):
    with np.errstate(all="ignore"):
        return value_at(f, x, (), "one number", ONE_NUMBER)


def _as_vector(x):
    x = as_point(x)
    if np.ndim(x) != 1:
        raise ValueError(f"x has shape {np.shape(x)}; expected (n,), a list of numbers. Try np.ravel(x).")
    return x
