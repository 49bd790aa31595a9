"""From one rule at many steps to the best that nudging can tell, and how far to trust it (Richardson)."""

import numpy as np

from calcml.numerics.inputs import as_values

EPSILON, TINY = np.finfo(float).eps, np.finfo(float).tiny
STEPS = 18


def slope_and_uncertainty(f, x, centre):
    """Central differences of `f` around `x`, extrapolated.

    `x` is a number and f(x) of any shape, or both are of one shape and `f` works entry by entry. `centre` is f(x).
    """

    def rule(scale):
        h = scale * first_step(x)
        left, right = value_beside(f, x - h, centre), value_beside(f, x + h, centre)
        return (right - left) / (2 * h), round_off(left, right) / h

    return extrapolate(rule, centre)


def first_step(x):
    """Between an eighth and a quarter of |x|, or an eighth if |x| < 1.

    A power of two, so that adding it to `x` loses no digit, or one.
    """
    return 2.0 ** np.ceil(np.log2(np.maximum(np.abs(x), 1))) / 8


def round_off(*values):
    """How far the largest of these values may be off because floats are what they are."""
    return EPSILON * np.maximum(np.max(np.abs(values), axis=0), TINY)


def value_beside(f, x, centre):
    """f(x) in the shape of `centre`; NaN where `f` is undefined, which it may say by raising."""
    try:
        with np.errstate(all="ignore"):
            value = f(x.copy())
    except (ValueError, ArithmeticError):  # math.log(-1) and 1 / 0 raise; f itself is no wreck: f(x) has worked
        return np.full(np.shape(centre), np.nan)
    return as_values(value, x, np.shape(centre), f"{np.shape(centre)}, as at the point beside it", "")


def extrapolate(rule, centre):
    """The best of what rule(scale) -> (estimate, round-off) leads to for scale = 1, 1/4, 1/16, …, and its uncertainty.

    The estimates' error is a series in scale²: two neighbours make its first term cancel, three the second, too. NaN
    where `centre` is not finite or the estimates do not settle.
    """
    with np.errstate(all="ignore"):
        raw, noise = np.stack([rule(0.25**k) for k in range(STEPS)], axis=1)
        once = (16 * raw[1:] - raw[:-1]) / 15
        twice = (256 * once[1:] - once[:-1]) / 255
        uncertainty = np.abs(twice - once[1:]) + noise[2:]
        best = np.argmin(np.where(np.isfinite(uncertainty), uncertainty, np.inf), axis=0)[np.newaxis]
        value, uncertainty, noise = (np.take_along_axis(a, best, axis=0)[0] for a in (twice, uncertainty, noise[2:]))
        settled = uncertainty <= 1e-3 * np.fmax(np.abs(value), np.abs(raw[0])) + 1e3 * noise
    return np.where(settled & np.isfinite(centre), [value, uncertainty], np.nan)
