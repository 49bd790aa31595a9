"""Named functions of two variables. First used in notebook 03.

>>> rosenbrock.gradient(0, 0)
array([-2.,  0.])
>>> rosenbrock.minima
((1.0, 1.0),)
"""

import numpy as np

from calcml.functions.scalar_field import ScalarField

bowl = ScalarField(
    "bowl",
    "x^2 + y^2",
    lambda x, y: x**2 + y**2,
    lambda x, y: (2 * x, 2 * y),
    lambda x, y: (2, 0, 2),
    minima=((0.0, 0.0),),
)

# Nine times as steep across (along x = -y) as along its floor (x = y): the eigenvalues of the Hessian are 9 and 1.
tilted_valley = ScalarField(
    "tilted valley",
    "(5x^2 - 8x*y + 5y^2)/2",
    lambda x, y: (5 * x**2 - 8 * x * y + 5 * y**2) / 2,
    lambda x, y: (5 * x - 4 * y, 5 * y - 4 * x),
    lambda x, y: (5, -4, 5),
    minima=((0.0, 0.0),),
)
saddle = ScalarField(
    "saddle",
    "x^2 - y^2",
    lambda x, y: x**2 - y**2,
    lambda x, y: (2 * x, -2 * y),
    lambda x, y: (2, 0, -2),
)
monkey_saddle = ScalarField(
    "monkey saddle",
    "x^3 - 3x*y^2",
    lambda x, y: x**3 - 3 * x * y**2,
    lambda x, y: (3 * x**2 - 3 * y**2, -6 * x * y),
    lambda x, y: (6 * x, -6 * y, -6 * x),
)


def _ridge_height(x, y):
    return np.exp(-((x - y) ** 2))


# Level along its crest x = y and every line beside it: the gradient is always across, and the Hessian singular.
ridge = ScalarField(
    "ridge",
    "exp(-(x - y)^2)",
    _ridge_height,
    lambda x, y: (2 * (y - x) * _ridge_height(x, y), 2 * (x - y) * _ridge_height(x, y)),
    lambda x, y: tuple(sign * (4 * (x - y) ** 2 - 2) * _ridge_height(x, y) for sign in (1, -1, 1)),
)

# Test functions of optimisation: a curved valley (Rosenbrock 1960), four minima (Himmelblau 1972), a flat plain between
# steep walls (Beale 1958).
rosenbrock = ScalarField(
    "Rosenbrock",
    "(1 - x)^2 + 100(y - x^2)^2",
    lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    lambda x, y: (2 * (x - 1) - 400 * x * (y - x * x), 200 * (y - x * x)),  # x * x: as for arrays, so for numbers
    lambda x, y: (2 - 400 * (y - 3 * x**2), -400 * x, 200),
    minima=((1.0, 1.0),),
)


def _himmelblau_terms(x, y):
    return x**2 + y - 11, x + y**2 - 7


def _himmelblau_gradient(x, y):
    a, b = _himmelblau_terms(x, y)
    return 4 * x * a + 2 * b, 2 * a + 4 * y * b


def _himmelblau_hessian(x, y):
    a, b = _himmelblau_terms(x, y)
    return 8 * x**2 + 4 * a + 2, 4 * (x + y), 8 * y**2 + 4 * b + 2


himmelblau = ScalarField(
    "Himmelblau",
    "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    lambda x, y: sum(term**2 for term in _himmelblau_terms(x, y)),
    _himmelblau_gradient,
    _himmelblau_hessian,
    minima=(
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    ),
)


def _beale_terms(x, y):
    """The three terms r = c - x + x yᵏ that are squared, each with r, r_x, r_y, r_xy and r_yy."""
    for c, k in ((1.5, 1), (2.25, 2), (2.625, 3)):
        steep = k * y ** (k - 1)
        yield c - x + x * y**k, y**k - 1, x * steep, steep, x * k * (k - 1) * y ** max(k - 2, 0)


def _beale_gradient(x, y):
    terms = list(_beale_terms(x, y))
    return sum(2 * r * rx for r, rx, *_ in terms), sum(2 * r * ry for r, _, ry, *_ in terms)


def _beale_hessian(x, y):
    terms = list(_beale_terms(x, y))
    return (
        sum(2 * rx**2 for _, rx, *_ in terms),
        sum(2 * (rx * ry + r * rxy) for r, rx, ry, rxy, _ in terms),
        sum(2 * (ry**2 + r * ryy) for r, _, ry, _, ryy in terms),
    )


beale = ScalarField(
    "Beale",
    "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    lambda x, y: sum(r**2 for r, *_ in _beale_terms(x, y)),
    _beale_gradient,
    _beale_hessian,
    minima=((3.0, 0.5),),
)


def _by_size(x, y):
    """t = x² and y divided by the larger of their sizes s, t² + y² of these, and s: nothing overflows or fades away."""
    s = np.maximum(np.abs(x.real) ** 2, np.abs(y.real))
    t, y = x**2 / s, y / s
    return t, y, t**2 + y**2, s


def _partials_without_continuity(x, y):
    t, u, D, s = _by_size(x, y)
    return np.where(s > 0, t * u / D, 0)


def _its_gradient(x, y):
    t, u, D, s = _by_size(x, y)
    return np.where(s > 0, 2 * x * u * (u**2 - t**2) / D**2 / s, 0), np.where(s > 0, t * (t**2 - u**2) / D**2 / s, 0)


def _its_hessian(x, y):
    t, u, D, s = _by_size(x, y)
    ft, ftt, fuu = u * (u**2 - t**2) / D**2, 2 * t * u * (t**2 - 3 * u**2) / D**3, 2 * t * u * (u**2 - 3 * t**2) / D**3
    ftu = (6 * t**2 * u**2 - t**4 - u**4) / D**3
    return 2 * ft / s + 4 * x**2 * ftt / s**2, 2 * x * ftu / s**2, fuu / s**2


# At the origin it is 0 by definition. Every slope through it exists, and both partials are 0; yet on the parabola
# y = x² the value is 1/2, however near. It has no Hessian there (NaN): on the x-axis ∂f/∂y is 1/x².
partials_without_continuity = ScalarField(
    "partials without continuity",
    "x^2*y/(x^4 + y^2)",
    _partials_without_continuity,
    _its_gradient,
    _its_hessian,
)


def _softmax(x, y):
    """e^x and e^y as shares of their sum; nothing overflows."""
    high = np.maximum(x.real, y.real)
    a, b = np.exp(x - high), np.exp(y - high)
    return a / (a + b), b / (a + b)


def _logsumexp(x, y):
    x_leads = x.real >= y.real
    return np.where(x_leads, x, y) + np.log1p(np.exp(np.where(x_leads, y - x, x - y)))


def _logsumexp_hessian(x, y):
    a, b = _softmax(x, y)
    return a * b, -a * b, a * b


logsumexp = ScalarField("logsumexp", "log(exp(x) + exp(y))", _logsumexp, _softmax, _logsumexp_hessian)

FIELDS = (
    bowl,
    tilted_valley,
    saddle,
    monkey_saddle,
    ridge,
    rosenbrock,
    himmelblau,
    beale,
    partials_without_continuity,
    logsumexp,
)
