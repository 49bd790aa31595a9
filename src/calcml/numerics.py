"""Derivatives by nudging: change the input a little and watch the output.

Every function takes `f` first, then the point `x`. Nothing here knows a rule of calculus: it can judge them.
"""

from dataclasses import dataclass

import numpy as np

EPSILON = np.finfo(float).eps
ROUNDINGS = 10  # an f of many terms rounds many times; its noise is a few times that of one rounding


def central_difference(f, x, h=6e-6):
    """Slope of `f` at `x`, from a small step to either side.

    (f(x + h) - f(x - h)) / (2h). The truncation error is h²f'''(x)/6, so halving `h` quarters it, until round-off,
    about ε|f(x)|/h, takes over; the two balance near h = ε^(1/3) ≈ 6e-6 for x and f of order one, where about 10 digits
    are right. For a large `x` take `h` in proportion to it. At a kink the result is the mean of the slopes on the two
    sides: a finite number does not prove that a derivative exists. First used in notebook 02.

    Parameters
    ----------
    f : callable
        Maps an array of shape (...) to an array of the same shape, entry by entry.
    x : array_like, shape (...)
        Where to measure. Integers are converted to floats.
    h : float, default 6e-6
        Half the distance between the two samples, in the units of `x`; positive.

    Returns
    -------
    ndarray, shape (...)
        Estimate of f'(x), in units of f per unit of x; NaN where `f` is NaN at one of the two samples.

    Raises
    ------
    ValueError
        If `h` is not a positive finite number, if `x` holds NaN or infinity, or if `f` returns another shape.
    TypeError
        If `x` is complex, or if `f` returns something else than real numbers.

    Examples
    --------
    >>> round(float(central_difference(np.sin, 0.0)), 9)
    1.0
    """
    x, h = _as_point(x), _as_step(h)
    return (_same_shape(f(x + h), x) - _same_shape(f(x - h), x)) / (2 * h)


def forward_difference(f, x, h=1e-8):
    """Slope of `f` at `x`, from a small step ahead.

    (f(x + h) - f(x)) / h. The truncation error is h f''(x)/2, so halving `h` halves it, until round-off, about
    ε|f(x)|/h, takes over; the two balance near h = √ε ≈ 1.5e-8 for x and f of order one, where about 8 digits are
    right. All else as in `central_difference`, `h` being the whole step. First used in notebook 02.

    Examples
    --------
    >>> print(forward_difference(lambda x: x**2, 1.0, h=0.5))
    2.5
    """
    x, h = _as_point(x), _as_step(h)
    return (_same_shape(f(x + h), x) - _same_shape(f(x), x)) / h


def complex_step(f, x, h=1e-30):
    """Slope of `f` at `x`, from a small step in the imaginary direction.

    Im f(x + ih) / h. Nothing is subtracted, so there is no round-off wall: with h = 1e-30 the truncation error
    h²f'''(x)/6 is far below the last digit, and the slope is as accurate as `f` itself. Parameters and result are those
    of `central_difference`, but `f` must be an analytic formula that takes complex arrays. First used in notebook 02.

    Raises
    ------
    TypeError
        If `f` returns real numbers: the imaginary part, which carries the slope, was lost on the way. An `f` that loses
        it in a part of its formula only (np.abs, .real) gives a wrong slope unnoticed. Else as `central_difference`.

    Examples
    --------
    >>> print(complex_step(np.sin, 0.0))
    1.0
    """
    x, h = _as_point(x), _as_step(h)
    return _same_shape(f(x + 1j * h), x, complex).imag / h


def derivative(f, x):
    """Slope of `f` at `x` by nudging, as accurate as nudging gets: the judge in every notebook's asserts.

    Central differences with 18 steps, each a quarter of the one before, the first between an eighth and a quarter of
    |x|, or an eighth if |x| < 1. Three neighbours are combined so that the error terms in h² and h⁴ cancel
    (Richardson), and each entry keeps the combination that agrees best with its neighbour. Measured on all of
    `calcml.functions` between -3 and 3: the error is below 1e-11 · max(1, |f(x)|, |f'(x)|). `f` and `x` as in
    `central_difference`. First used in notebook 01.

    Returns
    -------
    ndarray, shape (...)
        Estimate of f'(x), in units of f per unit of x. NaN where f(x) is not finite, where `f` is undefined on one side
        (√x at 0), and where the slopes do not settle (a jump, a vertical tangent). But at a kink it is the mean of the
        slopes on the two sides: |x| gives 0 at 0.

    Raises
    ------
    ValueError
        If `x` holds NaN or infinity, or if `f` returns another shape. What `f` raises at `x` itself is passed on;
        beside `x`, an `f` that raises ValueError or ArithmeticError, as math.log(-1) does, counts as undefined.

    Examples
    --------
    >>> print(f"{derivative(np.exp, 1):.9f}")
    2.718281828
    """
    return _slope_and_uncertainty(f, _as_point(x))[0]


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
    x, tolerance = _as_point(x), _as_step(tolerance, "tolerance")
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
    shape = np.shape(f(x.copy()))
    if shape == x.shape:
        return _slope_and_uncertainty(f, x)
    if shape != ():
        raise ValueError(f"f returned shape {shape} for x of shape {x.shape}; expected one number, or the shape of x.")
    pairs = np.zeros((2, *x.shape))
    for index in np.ndindex(x.shape):
        others = np.arange(x.size).reshape(x.shape) != np.ravel_multi_index(index, x.shape)
        pairs[:, *index] = _slope_and_uncertainty(lambda value, keep=others: f(np.where(keep, x, value)), x[index])
    return pairs


def _slope_and_uncertainty(f, x):
    with np.errstate(all="ignore"):
        centre = _same_shape(f(x), x)
        first = 2.0 ** np.ceil(np.log2(np.maximum(np.abs(x), 1))) / 8  # a power of two: x + h and x - h are exact
        slopes, noise = np.stack([_slope_and_noise(f, x, first / 4.0**k) for k in range(18)], axis=1)
        once = (16 * slopes[1:] - slopes[:-1]) / 15
        twice = (256 * once[1:] - once[:-1]) / 255
        uncertainty = np.abs(twice - once[1:]) + noise[2:]
        best = np.argmin(np.where(np.isfinite(uncertainty), uncertainty, np.inf), axis=0)[np.newaxis]
        slope, uncertainty, noise = (np.take_along_axis(a, best, axis=0)[0] for a in (twice, uncertainty, noise[2:]))
        settled = uncertainty <= 1e-3 * np.fmax(np.abs(slope), np.abs(slopes[0])) + 1e3 * noise
    return np.where(settled & np.isfinite(centre), [slope, uncertainty], np.nan)


def _slope_and_noise(f, x, h):
    """Central difference, and the round-off to expect in it; NaN where `f` is undefined."""
    try:
        left, right = _same_shape(f(x - h), x), _same_shape(f(x + h), x)
    except (ValueError, ArithmeticError):  # math.log(-1) and 1 / 0 raise; f itself is no wreck: f(x) has worked
        left = right = np.full(np.shape(x), np.nan)
    return np.stack([(right - left) / (2 * h), EPSILON * np.maximum(np.abs(left), np.abs(right)) / h])


def _same_shape(value, x, kind=float):
    value = np.asarray(value)
    if value.shape != np.shape(x):
        hint = "Write f so that it works entry by entry; for a constant c, return c + 0 * x."
        raise ValueError(f"f returned shape {value.shape} for x of shape {np.shape(x)}; expected that of x. {hint}")
    if value.dtype.kind not in ("c" if kind is complex else "biuf"):
        hint = "np.abs, .real, float() lose the slope; try derivative" if kind is complex else "does f end in return?"
        raise TypeError(f"f returned {value.dtype} values; expected {kind.__name__} numbers: {hint}")
    return value.astype(kind)[()]


def _as_point(x):
    if np.iscomplexobj(x):
        raise TypeError(f"x = {x} is complex; expected real numbers.")
    x = np.array(x, dtype=float)[()]
    if not np.size(x) or not np.all(np.isfinite(x)):
        raise ValueError(f"x = {x} is empty or holds NaN or infinity; expected finite numbers.")
    return x


def _as_step(h, name="h"):
    if np.ndim(h) != 0 or not np.isfinite(h) or not h > 0:
        raise ValueError(f"{name} = {h}; expected one positive finite number, such as 1e-6.")
    return float(h)
