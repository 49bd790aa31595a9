"""A gradient found by rule, judged by nudging."""

from dataclasses import dataclass

import numpy as np

from calcml.numerics.arrays import gradient_and_uncertainty
from calcml.numerics.extrapolation import slope_and_uncertainty
from calcml.numerics.inputs import as_point, as_step, as_values

ROUNDINGS = 10  # an f of many terms rounds many times; its noise is a few times that of one rounding


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """What `check_gradient` found: true in an `if` or an `assert` when it passed, and a sentence when it is shown."""

    passed: bool
    relative_error: float  # of the worst entry, whose index and two values follow
    worst: tuple | None  # None for a single number
    claimed: float
    measured: float
    tolerance: float

    def __bool__(self):
        return self.passed

    def __repr__(self):
        if self.passed:  # no measured digits here: they differ between machines, and notebooks store this text
            agreed = f"gradient and nudging agree to a relative error below {self.tolerance:g} at this point."
            return f"Passed: {agreed} It proves nothing about other points: check a few."
        where = "" if self.worst is None else f" in entry {', '.join(map(str, self.worst))}"
        if not np.isfinite(self.measured):
            return f"Failed{where}: nudging finds no slope here (border, jump or vertical tangent). Try another point."
        values = f"the gradient says {self.claimed:.4g}, nudging measures {self.measured:.4g}"
        return f"Failed{where}: {values} (relative error {self.relative_error:.1e}, allowed {self.tolerance:g})."


def check_gradient(f, x, gradient, tolerance=1e-6):
    """Compare a gradient found by rule with one found by nudging.

    Entry by entry the relative error is |claimed - measured| / max(|claimed|, |measured|); entries too small for that
    are compared with what nudging can resolve. A failed check means that the gradient, or `f`, is wrong at `x`, or that
    `x` lies on a kink. A passed check proves agreement at this one point and for these inputs only: not elsewhere, not
    for a branch that was not taken, not for a term whose weight was zero. First used in notebook 02.

    Parameters
    ----------
    f : callable
        Maps an array of shape (...) to one number (a loss), or to the same shape entry by entry (a function of one x).
    x : array_like, shape (...)
    gradient : callable or array_like, shape (...)
        The claim: its value at `x`, or a function that returns it. A gradient has the shape of `x`.
    tolerance : float, default 1e-6
        The largest relative error that passes.

    Returns
    -------
    GradientCheck : true if passed; shown as a sentence.

    Raises
    ------
    ValueError
        If `x` holds NaN or infinity, if `f` or `gradient` returns another shape, or if `tolerance` is not positive.

    Examples
    --------
    >>> check_gradient(lambda w: np.sum(w**2), [1.0, 2.0], lambda w: w)
    Failed in entry 0: the gradient says 1, nudging measures 2 (relative error 5.0e-01, allowed 1e-06).
    """
    x, tolerance = as_point(x), as_step(tolerance, "tolerance")
    claimed = np.asarray(gradient(x.copy()) if callable(gradient) else gradient, dtype=float)
    if claimed.shape != x.shape:
        raise ValueError(f"the gradient has shape {claimed.shape}, x has shape {x.shape}: expected the same shape.")
    measured, uncertainty = _measured_gradient(f, x)
    with np.errstate(invalid="ignore"):
        resolved = ROUNDINGS * uncertainty / tolerance
        scale = np.maximum(np.maximum(np.abs(claimed), np.abs(measured)), resolved)
        error = np.abs(claimed - measured) / np.where(scale > 0, scale, 1)
    error = np.where(np.isfinite(error), error, np.inf)
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(error), x.shape))
    found = (float(a[worst]) for a in (error, claimed, measured))
    return GradientCheck(bool(error[worst] <= tolerance), next(found), worst or None, *found, tolerance)


def _measured_gradient(f, x):
    with np.errstate(all="ignore"):
        centre = f(x.copy())
    if np.shape(centre) == ():
        return gradient_and_uncertainty(f, x, as_values(centre, x, ()))
    if np.shape(centre) == x.shape:
        return slope_and_uncertainty(f, x, as_values(centre, x, x.shape))
    expected = "expected one number, or the shape of x"
    raise ValueError(f"f returned shape {np.shape(centre)} for x of shape {x.shape}; {expected}.")
