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
        gradient(x, y) -> (∂f/∂x, ∂f/∂y); the attribute returns one array of shape (2, ...).
    hessian : callable
        hessian(x, y) -> (∂²f/∂x², ∂²f/∂x∂y, ∂²f/∂y²); the attribute returns one array of shape (2, 2, ...).
    domain : callable, optional
        domain(x, y) -> whether the point belongs to it; without it, the whole plane does.
    minima : tuple of (float, float)
        Where the isolated local minima are.

    Raises
    ------
    ValueError
        When called: if the shapes do not broadcast, or if `p` does not have two entries along its first axis.
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
        partials, second_partials = self.gradient, self.hessian

        def hessian(x, y):
            fxx, fxy, fyy = second_partials(x, y)
            return fxx, fxy, fxy, fyy

        object.__setattr__(self, "f", self._anywhere(self.f, ()))
        object.__setattr__(self, "gradient", self._anywhere(partials, (2,)))
        object.__setattr__(self, "hessian", self._anywhere(hessian, (2, 2)))

    def __call__(self, x, y=None):
        return self.f(x, y)

    def __repr__(self):
        return f"{self.name}: {self.formula}"

    def _anywhere(self, formula, shape):
        """`formula`, made to take x and y or points, and to give one array whose first axes have this shape."""

        def entry_by_entry(x, y=None):
            x, y = _coordinates(x, y)
            with np.errstate(all="ignore"):
                parts = formula(x, y) if shape else (formula(x, y),)
                parts = np.stack([np.broadcast_to(part, x.shape).astype(x.dtype) for part in parts])
                if self.domain is not None:
                    parts = np.where(self.domain(x, y), parts, np.nan)
            return parts.reshape((*shape, *x.shape))[()]

        return entry_by_entry


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
        raise ValueError(f"{shapes}; they do not broadcast. For a grid use np.meshgrid.") from None


def _as_numbers(value, name):
    try:
        return np.asarray(value) if np.iscomplexobj(value) else np.asarray(value, dtype=float)
    except ValueError:
        raise TypeError(f"{name} = {value!r}; expected a number or an array of numbers.") from None
