"""A kind of answer for numbers such as a step: the order of magnitude counts."""

from dataclasses import dataclass

import numpy as np

from calcml.exercises.kinds import Numbers

__all__ = ["Magnitude"]


@dataclass(frozen=True, kw_only=True)
class Magnitude(Numbers):
    """A positive number: right within a factor, and a mistake within a narrower one. First used in notebook 02.

    Parameters
    ----------
    right : float
        A right answer.
    factor : float
        How many times larger or smaller a right answer may be.
    near : float, default 1.2
        The same for the mistakes.
    limit : float, default infinity
        From here on a number is not possible at all.
    beyond : str, optional
        Why it is not.

    Examples
    --------
    >>> kind = Magnitude(right=6e-3, factor=3)
    >>> kind.agrees(kind.read(0.01), kind.read(6e-3))
    True
    """

    factor: float
    near: float = 1.2
    limit: float = np.inf
    beyond: str = ""

    def agrees(self, one, other):
        """Tell whether two positive numbers agree within the factor; NaN and others agree with nothing."""
        if one.shape != other.shape:
            return False
        factor = self.factor if np.all(other == self.right) else self.near
        return bool(np.all((one > 0) & (one <= factor * other) & (other <= factor * one)))

    def explain(self, value):
        """Say that a number is no positive one, or not possible, or too large or too small."""
        if not value.shape and value >= self.limit:
            return f"I got {self.shown(value)}. {self.beyond}"
        if not value.shape and value <= 0:
            return f"I got {self.shown(value)}, I expected a positive number."
        return super().explain(value)
