"""A function of two variables that knows its own gradient and Hessian."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, repr=False)
class ScalarField:
    """A function of two variables that knows its own gradient and Hessian; call it like any Python function.

    field(x, y) takes numbers or arrays whose shapes broadcast; field(p) takes points, the x first: `p` has shape
    (2, ...). So do field.gradient and field.hessian. Integers are converted to floats; nothing warns. Outside the
    domain everything is NaN. First used in notebook 03.

    Parameters
    ----------
    name : str
        Such as "bowl".
    formula : str
        As a learner would type it, such as "x^2 + y^2".
    f : callable
        f(x, y), entry by entry for two float arrays of one shape.
    gradient : callable
        gradient(x, y) -> (∂f/∂x, ∂f/∂y). field.gradient gives one array of shape (2, ...), for x and y or for points.
    hessian : callable
        hessian(x, y) -> (∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y²). field.hessian gives one array of shape (2, 2, ...).
    domain : callable, optional
        domain(x, y) -> whether the point belongs to it; without it, the whole plane does.
    minima : tuple of (float, float)
        Where the isolated local minima are.

    Raises
    ------
    ValueError
        When called: if the shapes do not broadcast, if `p` does not have two entries along its first axis, or if one
        of the formulas gives another shape or number of parts.
    TypeError
        When called with something that is not made of numbers.

    Examples
    --------
    >>> bowl = ScalarField(
    ...     "bowl", "x^2 + y^2", lambda x, y: x**2 + y**2, lambda x, y: (2 * x, 2 * y), lambda x, y: (2, 0, 2)
    ... )
    >>> bowl
    bowl: x^2 + y^2
    >>> bowl.gradient([1, 2])
    array([2., 4.])
    >>> bowl.hessian(1, 2)
    array([[2., 0.],
           [0., 2.]])
    """

    name: str
    formula: str
    f: Callable
    gradient: Callable
    hessian: Callable
    domain: Callable | None = None
    minima: tuple = ()

    def __post_init__(self):
        f, gradient, hessian = self.f, self.gradient, self.hessian
        object.__setattr__(self, "f", _entry_by_entry(lambda x, y: (f(x, y),), 0, self.domain))
        object.__setattr__(self, "gradient", _entry_by_entry(gradient, [0, 1], self.domain))
        object.__setattr__(self, "hessian", _entry_by_entry(hessian, [[0, 1], [1, 2]], self.domain))

    def __call__(self, x, y=None):
        return self.f(x, y)

    def __repr__(self):
        return f"{self.name}: {self.formula}"


def _entry_by_entry(formula, layout, domain):
    """Let `formula` take x and y, or points, and give one array in which its parts are laid out so."""
    count = np.max(layout) + 1

    def evaluate(x, y=None):
        x, y = _coordinates(x, y)
        with np.errstate(all="ignore"):
            parts = [np.asarray(part) for part in formula(x, y)]
            shapes = [part.shape for part in parts if part.shape not in ((), x.shape)]
            if len(parts) != count or shapes:
                got = f"{len(parts)} parts" + "".join(f", one of shape {shape}" for shape in shapes[:1])
                raise ValueError(f"the formula gave {got}; expected {count}, each of shape {x.shape} or a constant.")
            if any(part.shape != x.shape for part in parts):  # constants
                parts = np.broadcast_arrays(x, *parts)[1:]
            values = np.array(parts, np.result_type(x, *parts))[layout]
            return values if domain is None else np.where(domain(x.real, y.real), values, np.nan)[()]

    return evaluate


def _coordinates(x, y):
    """x and y as float (or complex) arrays of one shape."""
    if y is None:
        p = _as_numbers(x, "p")
        if p.ndim == 0 or len(p) != 2:
            raise ValueError(f"p has shape {p.shape}; expected (2, ...), the x first: [1.0, 2.0]. Or give x and y.")
        return p
    x, y = _as_numbers(x, "x"), _as_numbers(y, "y")
    try:
        return np.broadcast_arrays(x, y)
    except ValueError:
        shapes = f"x has shape {x.shape}, y has shape {y.shape}"
        raise ValueError(f"{shapes}: they do not broadcast. For a grid use np.meshgrid(x, y).") from None


def _as_numbers(value, name):
    """`value` as an array of floats, or of complex numbers if it is that."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biufcO":
            raise ValueError
        return array if array.dtype.kind == "c" else array.astype(float)
    except (TypeError, ValueError):
        problem = f"{name} = {value!r}; expected a number, or an array of numbers with rows of equal length."
        raise TypeError(problem) from None
