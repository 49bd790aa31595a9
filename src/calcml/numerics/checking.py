"""A gradient found by rule, judged by nudging."""

from dataclasses import dataclass
from html import escape

import numpy as np

from calcml.numerics.arrays import gradient_and_uncertainty
from calcml.numerics.extrapolation import slope_and_uncertainty
from calcml.numerics.inputs import REAL, as_point, as_step, as_values

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
    hidden: int = 0  # entries, not zero, that are too small beside f for nudging to see

    def __bool__(self):
        return self.passed

    def __repr__(self):
        if self.passed:  # no measured digits here: they differ between machines, and notebooks store this text
            agreed = f"gradient and nudging agree to a relative error below {self.tolerance:g} at this point."
            entries = "1 entry is" if self.hidden == 1 else f"{self.hidden} entries are"
            hidden = f" But {entries} too small beside f for nudging to judge." if self.hidden else ""
            return f"Passed: {agreed} It proves nothing about other points: check a few.{hidden}"
        where = "" if self.worst is None else f" in entry {', '.join(map(str, self.worst))}"
        if not np.isfinite(self.measured):
            return f"Failed{where}: nudging finds no slope here (border, jump or vertical tangent). Try another point."
        values = f"the gradient says {_short(self.claimed)}, nudging measures {_short(self.measured)}"
        return f"Failed{where}: {values} (relative error {self.relative_error:.1e}, allowed {self.tolerance:g})."

    def _repr_html_(self):
        return f"<div>{escape(repr(self))}</div>"  # plain text would break within words


def _short(value):
    """Four digits, or a whole number such as -11,705."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e7 else f"{value:.4g}"


def check_gradient(f, x, gradient, tolerance=1e-6):
    """Compare a gradient found by rule with one found by nudging.

    Entry by entry the relative error is |claimed - measured| / max(|claimed|, |measured|); entries too small for that
    are compared with what nudging can resolve, and the verdict says so. The largest of these errors decides. First used
    in notebook 02.

    A pass proves that at this one point, to this tolerance, each entry is the slope of this very `f`. It does not prove
    the gradient at other points (check a few, random ones), on a branch that was not taken, or of a term whose weight
    was zero (check a regulariser with λ ≠ 0); nor that `f` is the function you meant; nor that a derivative exists: at
    a kink nudging measures the mean of the slopes on the two sides, as it does for |x| at 0. A fail means that the
    gradient, or `f`, is wrong at `x`, or that `x` lies on a kink, or that `f` changes faster than nudging can see, or
    loses digits that nudging needs (log(1 + e^w) at w = -20).

    Parameters
    ----------
    f : callable
        Maps an array of shape (...) to one number (a loss), or to the same shape entry by entry (a function of one x).
        Switch off what is random in it, such as dropout.
    x : array_like, shape (...)
        Where to compare. Integers are converted to floats.
    gradient : callable or array_like, shape (...)
        The claim: its value at `x`, or a function that returns it. A gradient has the shape of `x`.
    tolerance : float, default 1e-6
        The largest relative error that passes.

    Returns
    -------
    GradientCheck
        True if passed; shown as a sentence. `relative_error`, `worst` (the index of the worst entry), `claimed` and
        `measured` there.

    Raises
    ------
    ValueError
        If `x` holds NaN or infinity, if `f` or `gradient` returns another shape, if `f` gives two values at one point,
        or if `tolerance` is not positive.
    TypeError
        If `f` or the gradient is not made of real numbers.

    Examples
    --------
    >>> check_gradient(lambda w: np.sum(w**2), [1.0, 2.0], lambda w: w)
    Failed in entry 0: the gradient says 1, nudging measures 2 (relative error 5.0e-01, allowed 1e-06).
    """
    x, tolerance = as_point(x), as_step(tolerance, "tolerance")
    claimed = _as_claim(gradient(x.copy()) if callable(gradient) else gradient, x)
    measured, uncertainty = _measured_gradient(f, x)
    with np.errstate(invalid="ignore"):
        noise = ROUNDINGS * uncertainty
        scale = np.maximum(np.maximum(np.abs(claimed), np.abs(measured)), noise / tolerance)
        error = np.abs(claimed - measured) / np.where(scale > 0, scale, 1)
    error = np.where(np.isfinite(error), error, np.inf)
    worst = tuple(int(i) for i in np.unravel_index(np.argmax(error), x.shape))
    found = (float(a[worst]) for a in (error, claimed, measured))
    hidden = int(np.sum((claimed != 0) & (np.abs(claimed) <= noise)))
    return GradientCheck(bool(error[worst] <= tolerance), next(found), worst or None, *found, tolerance, hidden)


def _as_claim(claimed, x):
    claimed = np.asarray(claimed)
    if claimed.dtype.kind not in REAL:
        raise TypeError(f"the gradient is made of {claimed.dtype}; expected real numbers: does it end in return?")
    if claimed.shape != x.shape:
        raise ValueError(f"the gradient has shape {claimed.shape}, x has shape {x.shape}: expected the same shape.")
    return claimed.astype(float)


def _measured_gradient(f, x):
    with np.errstate(all="ignore"):
        centre, again = f(x.copy()), f(x.copy())
    shape = np.shape(centre)
    if shape not in ((), x.shape):
        expected = "expected one number, or the shape of x"
        raise ValueError(f"f returned shape {shape} for x of shape {x.shape}; {expected}.")
    centre, again = as_values(centre, x, shape), as_values(again, x, shape)
    if not np.allclose(centre, again, rtol=1e-9, atol=0, equal_nan=True):
        cure = "Switch off what is random in it (dropout, a new mini-batch at every call), or fix its seed inside f."
        raise ValueError(f"f gave two values at the same x: {centre}, then {again}. {cure}")
    if shape == x.shape and shape != ():
        return slope_and_uncertainty(f, x, centre)
    return gradient_and_uncertainty(f, x, centre)
