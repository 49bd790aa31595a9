"""Derivatives of functions of arrays: the gradient, the Jacobian and the Hessian, by nudging one entry at a time."""

import numpy as np

from calcml.numerics.extrapolation import EPSILON, extrapolate, first_step, slope_and_uncertainty, value_beside
from calcml.numerics.inputs import as_point, value_at

ONE_NUMBER = "Sum or average it to one number; for one slope an entry there is derivative, for many outputs jacobian."


def gradient(f, x):
    """Gradient of `f` at `x` by nudging: the slope of `f` in each entry of `x` while the others stay."""
    x = as_point(x)
    return gradient_and_uncertainty(f, x, _one_number(f, x))[0][()]


def gradient_and_uncertainty(f, x, centre):
    """For each entry of `x` the slope of `f`, whose value at `x` is the number `centre`, and how far to trust it."""
    pairs = np.zeros((2, *np.shape(x)))
    for index in np.ndindex(np.shape(x)):
        pairs[:, *index] = slope_and_uncertainty(_along(f, x, index), np.asarray(x)[index], centre)
    return pairs


def jacobian(f, x):
    """Jacobian of `f` at `x` by nudging: row i is the gradient of output i, J[i, j] = ∂f_i/∂x_j."""
    x = _as_vector(x)
    shape = np.shape(f(x.copy()))
    if len(shape) != 1:
        hint = "Use gradient." if shape == () else "Flatten it with .ravel()."
        raise ValueError(f"f returned shape {shape} for x of shape {x.shape}; expected (m,). {hint}")
    centre = value_at(f, x, shape)
    columns = [slope_and_uncertainty(_along(f, x, (j,)), x[j], centre)[0] for j in range(len(x))]
    return np.stack(columns, axis=1)


def hessian(f, x):
    """Hessian of `f` at `x` by nudging two entries at a time: H[i, j] = ∂²f/∂x_i∂x_j."""
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
        return bend / (4 * area), EPSILON * np.max(np.abs(corners)) / area

    return extrapolate(rule, centre)[0]


def _along(f, x, index):
    """`f` as a function of the entry x[index] alone."""

    def g(value):
        moved = np.array(x)
        moved[index] = value
        return f(moved[()])

    return g


def _one_number(f, x):
    return value_at(f, x, (), "one number", ONE_NUMBER)


def _as_vector(x):
    x = as_point(x)
    if np.ndim(x) != 1:
        raise ValueError(f"x has shape {np.shape(x)}; expected (n,), a list of numbers. Try np.ravel(x).")
    return x
