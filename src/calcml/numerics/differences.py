"""The slope of a function of one variable, entry by entry: from one step, and from many.

In the docstrings ε is the gap between 1 and the next float, 2.2e-16. A value f(x) is off by about ε|f(x)|/2, or more if
`f` computes long. And x + h is off by up to ε|x|/2, which moves the value by ε|x f'(x)|/2.
"""

import numpy as np

from calcml.numerics.extrapolation import slope_and_uncertainty
from calcml.numerics.inputs import as_point, as_step, value_at


def central_difference(f, x, h=6e-6):
    """Slope of `f` at `x`, from a small step to either side.

    (f(x + h) - f(x - h)) / (2h). Truncation makes an error of h²f'''(x)/6: halving `h` quarters it. Round-off makes one
    of up to about ε(|f(x)| + |x f'(x)|)/h: halving `h` doubles it. The sum of these two is least at
    h = (3ε(|f| + |x f'|)/|f'''|)^(1/3). Where x, f, f' and f''' are near 1 this is about ε^(1/3) ≈ 6e-6, and about 10
    digits are right; log at x = 1000, which changes on the scale of x, takes about 6e-6 · x. (Numerical Recipes, §5.7.)
    First used in notebook 02.

    At a kink the result is the mean of the slopes on the two sides: a finite number does not prove that a derivative
    exists. A step that is lost in x + h, because it is smaller than the gap between floats there, gives 0.

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
        If `x` is complex or no array of numbers, or if `f` returns something else than real numbers.

    Examples
    --------
    >>> round(float(central_difference(np.sin, 0.0)), 9)
    1.0
    """
    x, h = as_point(x), as_step(h)
    return (value_at(f, x + h) - value_at(f, x - h)) / (2 * h)


def forward_difference(f, x, h=1e-8):
    """Slope of `f` at `x`, from a small step ahead.

    (f(x + h) - f(x)) / h. Truncation makes an error of h f''(x)/2: halving `h` halves it. Round-off makes one of up to
    about ε(|f(x)| + |x f'(x)|)/h: halving `h` doubles it. The sum of these two is least at
    h = √(2ε(|f| + |x f'|)/|f''|). Where x, f, f' and f'' are near 1 this is about √ε ≈ 1.5e-8, and about 8 digits are
    right. (Numerical Recipes, §5.7.) All else as in `central_difference`, `h` being the whole step. First used in
    notebook 02.

    Examples
    --------
    >>> print(forward_difference(lambda x: x**2, 1.0, h=0.5))
    2.5
    """
    x, h = as_point(x), as_step(h)
    return (value_at(f, x + h) - value_at(f, x)) / h


def complex_step(f, x, h=1e-30):
    """Slope of `f` at `x`, from a small step in the imaginary direction.

    Im f(x + ih) / h. Truncation makes an error of -h²f'''(x)/6. Nothing is subtracted: there is no round-off wall, and
    no best step to look for. Below √(6ε |f'/f'''|), about 4e-8 for f' and f''' of one size, that error is lost in the
    last digit, and the slope is as accurate as `f` itself is in complex numbers; 1e-30 suits functions that bend a
    billion times faster, too. (W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
    functions", SIAM Review 40, 110-112, 1998.) Parameters and result are those of
    `central_difference`, but `f` must be an analytic formula that takes complex arrays. First used in notebook 02.

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
    x, h = as_point(x), as_step(h)
    return value_at(f, x + 1j * h, kind=complex).imag / h


def derivative(f, x):
    """Slope of `f` at `x` by nudging, as accurate as nudging gets: the judge in every notebook's asserts.

    Central differences with 18 steps, each a quarter of the one before, the first between an eighth and a quarter of
    |x|, or an eighth if |x| < 1. Three neighbours are combined so that the error terms in h² and h⁴ cancel
    (Richardson), and each entry keeps the combination that agrees best with its neighbour. Measured on all of
    `calcml.functions` between -3 and 3: the error is below 1e-11 · max(1, |f(x)|, |f'(x)|). It sees what its steps see:
    a spike narrower than a thousandth, or a wave whose period divides all of them, passes for flat. `f` and `x` as in
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
    x = as_point(x)
    with np.errstate(all="ignore"):
        centre = value_at(f, x)
    return slope_and_uncertainty(f, x, centre)[0][()]
