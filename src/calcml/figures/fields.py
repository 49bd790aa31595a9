"""One look for every function of two variables: named, typed, or written in Python."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calcml.numerics import derivative
from calcml.plotting.heights import heights
from calcml.symbolic import Formula, parse

VARIABLES = ("x", "y")


@dataclass(frozen=True, repr=False)
class Field:
    """A function of two variables with its gradient; `as_field` makes it.

    Attributes
    ----------
    text : str
        The formula, as a learner would type it; the function's name if it has none.
    f : callable
        What was handed over, or the Formula.
    slopes : callable
        slopes(x, y) returns ∂f/∂x and ∂f/∂y.
    partials : tuple of Formula
        ∂f/∂x and ∂f/∂y by rule, for a typed formula; else empty.
    """

    text: str
    f: Callable
    slopes: Callable
    partials: tuple = ()

    def __call__(self, x, y):
        """f(x, y), in the shape to which x and y broadcast, NaN where it has no value."""
        if isinstance(self.f, Formula):  # it knows where it has no value
            return self.f(np.asarray(x, float), np.asarray(y, float))
        return heights(self.f, x, y)[()]

    def gradient(self, x, y):
        """∂f/∂x and ∂f/∂y, shape (2, ...), NaN where they have no value."""
        if self.partials:
            return np.array(self.slopes(np.asarray(x, float), np.asarray(y, float)))
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        with np.errstate(all="ignore"):
            slopes = np.array([np.broadcast_to(slope, x.shape) for slope in self.slopes(x, y)], dtype=float)
        return np.where(np.isfinite(slopes), slopes, np.nan)

    @property
    def mathml(self):
        """`<math>…</math>` of a typed formula, else ""."""
        return getattr(self.f, "mathml", "")

    def __repr__(self):
        return f"Field({self.text!r})"


def as_field(f):
    """A function of two variables and its gradient, whatever it was given as. First used in notebook 03.

    Parameters
    ----------
    f : str, Formula, ScalarField or callable
        A text such as "x^2 + y" or a formula of two variables gets its gradient by rule, a named function has its own,
        any other function f(x, y) gets it by nudging.

    Returns
    -------
    Field
        Call it, field(x, y), and ask it for field.gradient(x, y), field.text.

    Raises
    ------
    ValueError
        If a formula has not two variables; FormulaError, a ValueError, if a text cannot be read.
    TypeError
        If `f` is none of these.

    Examples
    --------
    >>> as_field("x^2 y").gradient(1.0, 2.0)
    array([4., 1.])
    >>> as_field(lambda x, y: x * y).text
    'f(x, y)'
    """
    if isinstance(f, Field):
        return f
    if isinstance(f, str):
        f = parse(f, VARIABLES)
    if isinstance(f, Formula):
        return _from_formula(f)
    if not callable(f):
        raise TypeError(f'expected a function f(x, y) or a text such as "x^2 + y", got {type(f).__name__}')
    if hasattr(f, "gradient") and hasattr(f, "formula"):
        return Field(f.formula, f, f.gradient)
    return Field("f(x, y)", f, lambda x, y: _nudged(f, x, y))


def _from_formula(f):
    if len(f.variables) != 2:
        names = ", ".join(f.variables)
        raise ValueError(f'expected a formula of two variables, got one of {names}: parse({f.text!r}, ("x", "y"))')
    partials = tuple(f.derivative(name) for name in f.variables)
    return Field(f.text, f, lambda x, y: [partial(x, y) for partial in partials], partials)


def _nudged(f, x, y):
    return [derivative(lambda t: heights(f, t, y), x), derivative(lambda t: heights(f, x, t), y)]
