"""Named functions of one variable. First used in notebook 01.

>>> cubic(2)
np.float64(2.0)
>>> cubic.slope([0, 1, 2])
array([-3.,  0.,  9.])
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

import numpy as np

EVERYWHERE = (-np.inf, np.inf)


@dataclass(frozen=True, repr=False)
class Function:
    """A function of one variable that knows its own slope; call it like any Python function.

    Parameters
    ----------
    name : str
        Such as "cubic".
    formula : str
        As a learner would type it, such as "x^3 - 3x".
    f, slope : callable
        The value and the derivative; each maps a float array of shape (...) to the same shape, entry by entry.
    domain : (float, float), default (-inf, inf)
        The open interval where both are defined.
    minima : tuple of float
        Where the isolated local minima are; of a periodic function, the one nearest to 0.

    Examples
    --------
    >>> bell = Function("bell", "exp(-x^2)", lambda x: np.exp(-x * x), lambda x: -2 * x * np.exp(-x * x))
    >>> bell
    bell: exp(-x^2)
    >>> print(bell(0))
    1.0
    """

    name: str
    formula: str
    f: Callable
    slope: Callable
    domain: tuple = EVERYWHERE
    minima: tuple = ()

    def __post_init__(self):
        object.__setattr__(self, "f", _entry_by_entry(self.f))
        object.__setattr__(self, "slope", _entry_by_entry(self.slope))

    def __call__(self, x):
        return self.f(x)

    def __repr__(self):
        return f"{self.name}: {self.formula}"


def _entry_by_entry(formula):
    """Let `formula` take numbers, lists and integer arrays, and give numbers for numbers."""

    @wraps(formula)
    def f(x):
        x = np.asarray(x)
        with np.errstate(all="ignore"):
            return formula(x if np.iscomplexobj(x) else x.astype(float))[()]

    return f


def _fading(x):
    """e^(-|x|): between 0 and 1, so that nothing built on it overflows."""
    return np.exp(-np.abs(x))


parabola = Function("parabola", "x^2", lambda x: x**2, lambda x: 2 * x, minima=(0.0,))
cubic = Function("cubic", "x^3 - 3x", lambda x: x**3 - 3 * x, lambda x: 3 * x**2 - 3, minima=(1.0,))
cube = Function("cube", "x^3", lambda x: x**3, lambda x: 3 * x**2)
sine = Function("sine", "sin(x)", np.sin, np.cos, minima=(-np.pi / 2,))
exponential = Function("exponential", "exp(x)", np.exp, np.exp)
logarithm = Function(
    "logarithm",
    "log(x)",
    np.log,
    lambda x: np.where(x.real > 0, 1 / x, np.nan),
    domain=(0.0, np.inf),
)

# Functions with a kink at 0, where no derivative exists. `slope` gives 0 there, by convention: any number between the
# slopes on the two sides would serve in descent (a subgradient), and 0 says "stay".
absolute = Function("absolute value", "|x|", np.abs, np.sign, minima=(0.0,))
relu = Function("ReLU", "max(0, x)", lambda x: np.maximum(0, x), lambda x: np.where(x > 0, 1.0, 0.0))

# The S-shaped family of machine learning, each in the form that neither overflows nor loses digits far from 0.
sigmoid = Function(
    "sigmoid",
    "1/(1 + exp(-x))",
    lambda x: np.where(x < 0, _fading(x), 1) / (1 + _fading(x)),
    lambda x: _fading(x) / (1 + _fading(x)) ** 2,
)
softplus = Function(
    "softplus",
    "log(1 + exp(x))",
    lambda x: np.maximum(0, x) + np.log1p(_fading(x)),
    sigmoid,
)
tanh = Function("tanh", "tanh(x)", np.tanh, lambda x: 4 * _fading(2 * x) / (1 + _fading(2 * x)) ** 2)

FUNCTIONS = (parabola, cubic, cube, sine, exponential, logarithm, absolute, relu, sigmoid, softplus, tanh)
