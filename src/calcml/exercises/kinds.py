"""The kinds of answer: numbers, a function, a choice.

Each kind knows the right answer and has the same four methods: `read` turns what the learner wrote into a value (and
reads the author's answers in the same way), `agrees` compares two values, `shown` puts one into a message, and
`explain` answers a wrong value that no mistake of the exercise recognises.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from calcml.exercises.calling import as_function, values_at
from calcml.exercises.choice import Choice
from calcml.exercises.reading import (
    ALONE,
    MisreadError,
    as_numbers,
    show,
    show_apart,
)

__all__ = ["Choice", "Function", "Numbers"]


def agree(one, other, tolerance):
    """Tell whether two arrays have one shape and equal entries to within tolerance · (1 + |entry|); NaN equals NaN."""
    return one.shape == other.shape and np.allclose(one, other, rtol=tolerance, atol=tolerance, equal_nan=True)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """One number, or several in a fixed order. First used in notebook 00.

    Parameters
    ----------
    right : number or nested sequence of numbers
        The right answer.
    tolerance : float, default 1e-6
        An entry may be wrong by tolerance · (1 + |right|).
    names : tuple of str, optional
        What the entries of a sequence are called, such as ("left", "right"). For a table, what its rows are called and
        what its columns are called: two tuples.
    absent : tuple of str, optional
        Phrases that say "there is none". If given, None, NaN and texts with such a phrase are read as NaN, for a
        mistake to recognise.

    Examples
    --------
    >>> kind = Numbers(right=2)
    >>> kind.explain(kind.read(-2))
    '−2 has the right size and the wrong sign.'
    """

    right: Any
    tolerance: float = 1e-6
    names: tuple = ()
    absent: tuple[str, ...] = ()

    @property
    def wanted(self):
        """What was asked for, in words."""
        shape = np.shape(self.right)
        if not shape:
            return "a number"
        if len(shape) == 2:
            return f"{shape[0]} rows of {shape[1]} numbers"
        if len(shape) > 2:
            return f"an array of shape {shape}"
        return f"{shape[0]} numbers" + (f", ({', '.join(self.names)})" if self.names else "")

    def read(self, answer):
        """Array of floats; MisreadError if there are none, UntouchedError if a `...` is left."""
        try:
            return as_numbers(answer, self.absent)
        except MisreadError as problem:
            raise MisreadError(f"I got {problem.got}, I expected {self.wanted}.", problem.advice) from None

    def agrees(self, one, other):
        """Tell whether two values agree within the tolerance."""
        return agree(one, other, self.tolerance)

    def shown(self, value):
        """Text of a value; six digits, so that 2.0003 does not become 2."""
        return show(value, 6)

    def explain(self, value):
        """Say how a value differs from the right one, without giving that away."""
        right = self.read(self.right)
        if value.shape != right.shape:
            advice = "" if right.ndim or value.ndim != 1 else _UNWRAP if value.size == 1 else f" {ALONE}"
            advice = _IN_A_ROW if right.ndim == 1 and value.ndim == 2 and value.size == right.size else advice
            return f"I got {_amount(value)}, I expected {self.wanted}.{advice}"
        at = next(i for i in np.ndindex(right.shape) if not self.agrees(value[i], right[i]))
        which = self._which(at)
        if self.absent and np.isnan(value[at]):
            return f"{which}you say that there is none. There is one."
        return which + _compare(value[at], right[at])

    def _which(self, at):
        """Say which entry is meant; rows and columns count from 1."""
        if len(at) == 2:
            row, column = (names[i] for names, i in zip(self.names, at, strict=True)) if self.names else np.add(at, 1)
            return f"Row {row}, column {column}: "
        return f"Entry “{self.names[at[0]]}”: " if self.names else f"Entry {list(at)}: " if at else ""


_UNWRAP = " Take the brackets away."
_IN_A_ROW = " Put the numbers in one row: list(...) makes it of a SymPy column, .ravel() of an array."


def _amount(value):
    if value.ndim > 1:
        return f"an array of shape {value.shape}"
    return "one number" if not value.ndim else "1 number in brackets" if value.size == 1 else f"{value.size} numbers"


def _compare(value, right):
    """Say how one number misses another."""
    if np.isnan(value):
        return "I got NaN, which means “not a number”. Look for 0/0, or for a root or logarithm of a negative number."
    if np.isinf(value):
        return f"I got {show(value)}. The answer is finite: is something divided by zero?"
    if right and np.isclose(value, -right):
        return f"{show(value)} has the right size and the wrong sign."
    if abs(value - right) < 0.01 * abs(right):
        exactly = "" if right == round(right) else " A fraction such as 1/3 may be typed as it is."
        return f"{show_apart(value, right)[0]} is close, but not exact.{exactly}"
    return f"{show(value)} is too {'large' if value > right else 'small'}."


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function of x: as Python, as a typed formula such as "2x cos(x)", or as a SymPy expression.

    Compared by its values at `at` and at twelve random points, the same ones each time. First used in notebook 01.

    Parameters
    ----------
    right : callable
        The right answer; maps an array of shape (n,) to one of the same shape.
    over : tuple of float, default (-2, 2)
        The random points come from this interval.
    at : float, default 1
        The point that messages speak of, if the answer is wrong there.
    what : str, default "the slope"
        What the function gives, for "the slope there is 0.9".
    tolerance : float, default 1e-6
        A value may be wrong by tolerance · (1 + |right value|).

    Examples
    --------
    >>> kind = Function(right=np.cos, at=0)
    >>> kind.explain(kind.read(np.sin))
    'At x = 0 yours gives 0; the slope there is 1.'
    """

    right: Any
    over: tuple[float, float] = (-2.0, 2.0)
    at: float = 1.0
    what: str = "the slope"
    tolerance: float = 1e-6

    @property
    def points(self):
        """Where functions are compared, shape (13,); hundredths, so that a message can name them."""
        return np.append(self.at, np.random.default_rng(0).uniform(*self.over, 12).round(2))

    def read(self, answer):
        """Values at the points, shape (13,); MisreadError if there are none, UntouchedError if a `...` is left."""
        return values_at(as_function(answer), self.points)

    def agrees(self, one, other):
        """Tell whether two arrays of values agree within the tolerance."""
        return agree(one, other, self.tolerance)

    def shown(self, value):
        """Text of the value at `at`."""
        return show(value[0])

    def explain(self, value):
        """Name one point where the values differ, and the constant factor between them if there is one."""
        right = self.read(self.right)
        if np.all(value == value[0]) and np.any(right != right[0]):
            return f"I got {show(value[0])} for every x. I expected a formula in x, such as 2x cos(x)."
        i = next(i for i in range(len(value)) if not self.agrees(value[i], right[i]))
        yours, true = show_apart(value[i], right[i])
        point = f"At x = {show(self.points[i])} yours gives {yours}; {self.what} there is {true}."
        ratios = value[right != 0] / right[right != 0]
        if np.all(value[right == 0] == 0) and np.all(ratios) and np.allclose(ratios, ratios[:1]):
            return f"{point} At every point I tried, yours is {show(ratios[0])} times the right value."
        return point
