"""The kind of answer that is a function of arrays, such as a gradient as a function of w, X and y."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from calcml.exercises.calling import ADVICE, explain_error
from calcml.exercises.kinds import agree
from calcml.exercises.reading import MisreadError, UntouchedError, as_numbers, describe, is_untouched, show, show_apart

__all__ = ["ArrayFunction"]

_ADVICE = ADVICE | {
    TypeError: "Two things do not go together, or the function does not take exactly these arguments. "
    "(math.exp takes one number, np.exp an array.)",
    ValueError: "Do the shapes go together? Between two arrays @ sums over the last axis of the left one; "
    "W**2 squares entry by entry.",
    ZeroDivisionError: "Something is divided by zero: is a bracket missing?",
    Exception: "Call it yourself with such arrays in a new cell, and read the last line of the error.",
}
_BROADCAST = (
    "Between + − * / the lengths are compared from the last axis on. A sum or a maximum over axis=1 keeps its place, "
    "as shape (n, 1), with keepdims=True."
)
_ONE_QUESTION = "An if asks a single question; np.where(z > 0, a, b) asks each entry of z."


class _Values(NamedTuple):
    """What a function gave: one array a case, whether something overflowed on the way, and the first that failed."""

    arrays: tuple
    overflows: tuple
    problem: MisreadError | None


@dataclass(frozen=True, kw_only=True)
class ArrayFunction:
    """A Python function of one or more arrays, compared by its values in a few cases. First used in notebook 04.

    It is called with copies. If it fails in the first case, that is explained; if it does so in a later one only, it
    may still be recognised as a mistake: of a transposed matrix, say, that is square in the first.

    Parameters
    ----------
    right : callable
        The right answer.
    names : tuple of str
        What its arguments are called, such as ("w", "X", "y").
    cases : tuple
        For each case one value for each name: an array, or nested sequences of numbers.
    what : str, default "the gradient"
        What the function gives, for "the gradient there is (1, 2)".
    overflow : bool, default False
        Whether it also counts that nothing overflows on the way, even where the value comes out right.
    tolerance : float, default 1e-6
        An entry may be wrong by tolerance · (1 + |right entry|).

    Examples
    --------
    >>> kind = ArrayFunction(right=lambda z: 2 * z, names=("z",), cases=(([1, 2],), ([3],)))
    >>> kind.explain(kind.read(lambda z: z + 1))
    'For z = (1, 2) I got (2, 3); the gradient there is (2, 4).'
    """

    right: Any
    names: tuple[str, ...]
    cases: tuple = field(hash=False)
    what: str = "the gradient"
    overflow: bool = False
    tolerance: float = 1e-6

    def read(self, answer):
        """The values in all cases; MisreadError if there is none in the first, UntouchedError if a `...` is left."""
        if is_untouched(answer):
            raise UntouchedError
        if not callable(answer) or isinstance(answer, type):
            advice = "Hand over the function itself, by its name: check(f), not the value of a call."
            raise MisreadError(f"I got {describe(answer)[0]}, I expected a function of {self._listed}.", advice)
        arrays, overflows, problem = [], [], None
        for case in self.cases:
            try:
                array, overflow = self._call(answer, [np.array(value, dtype=float)[()] for value in case])
            except MisreadError as failure:
                if not arrays:
                    raise
                array, overflow, problem = np.array(np.nan), False, problem or failure
            arrays.append(array)
            overflows.append(overflow and self.overflow)
        return _Values(tuple(arrays), tuple(overflows), problem)

    @property
    def _listed(self):
        *others, last = self.names
        return f"{', '.join(others)} and {last}" if others else last

    def _call(self, function, arguments):
        """(value, whether something overflowed); MisreadError if there is no value."""
        pairs = zip(self.names, arguments, strict=True)
        given = (f"{name} of shape {value.shape}" if value.ndim else f"{name} = {show(value)}" for name, value in pairs)
        called, noticed = f"It was called with {', '.join(given)}.", []
        try:
            with np.errstate(all="ignore", over="call", call=lambda *_: noticed.append(True)):
                value = function(*arguments)
        except (Exception, SystemExit) as error:
            happened, advice = explain_error(error, advice=_ADVICE)
            advice = _ONE_QUESTION if "truth value" in happened else _BROADCAST if "broadcast" in happened else advice
            raise MisreadError(happened, f"{called} {advice}") from None
        try:
            return self._taken(value), bool(noticed)
        except MisreadError as problem:
            got = f"I got {problem.got} from your function, I expected {self._wanted}."
            raise MisreadError(got, f"{called} {problem.advice}".strip()) from None

    def _taken(self, value):
        """What the function returned, as numbers."""
        return as_numbers(value)

    @property
    def _wanted(self):
        return f"{self.what} as an array of numbers"

    def agrees(self, one, other):
        """Tell whether two functions gave the same arrays within the tolerance, and overflowed in the same cases."""
        pairs = zip(one.arrays, other.arrays, strict=True)
        return one.overflows == other.overflows and all(agree(*pair, self.tolerance) for pair in pairs)

    def shown(self, value):
        """Text of the value in the first case."""
        return show(value.arrays[0])

    def explain(self, value):
        """Say what failed, or name a case where the values differ, and the factor between them if there is one."""
        if value.problem:
            return f"{value.problem.got} {value.problem.advice}"
        right = self.read(self.right)
        pairs = list(zip(value.arrays, right.arrays, strict=True))
        i = next((i for i, pair in enumerate(pairs) if not agree(*pair, self.tolerance)), None)
        if i is None:
            where = self._case(value.overflows.index(True))
            return f"The values are right, but for {where} I got an overflow on the way: a power was too large."
        yours, true = pairs[i]
        if yours.shape != true.shape:
            expected = f"an array of shape {true.shape}" if true.shape else "one number"
            return f"For {self._case(i)} I got {_shape(yours)} from your function, I expected {expected}."
        if np.any(np.isnan(yours)):
            return f"For {self._case(i)} I got NaN, “not a number”: is there a 0/0, or an infinity over another?"
        got, wanted = show_apart(yours, true)
        said, ratio = f"For {self._case(i)} I got {got}; {self.what} there is {wanted}.", _ratio(pairs)
        if ratio is None or show(ratio) == "1":
            return said
        return f"{said} In every case I tried, yours is {show(ratio)} times the right one."

    def _case(self, i):
        return ", ".join(f"{name} = {_text(value)}" for name, value in zip(self.names, self.cases[i], strict=True))


def _text(value):
    rows = np.array(value, dtype=float)
    return f"[{', '.join(map(show, rows))}]" if rows.ndim == 2 else show(rows)


def _shape(array):
    return f"an array of shape {array.shape}" if array.ndim else "one number"


def _ratio(pairs):
    """The constant factor between two functions that differ by one; else None."""
    if any(yours.shape != true.shape for yours, true in pairs):
        return None
    yours, true = (np.concatenate([np.ravel(pair[k]) for pair in pairs]) for k in (0, 1))
    ratios = yours[true != 0] / true[true != 0]
    constant = len(ratios) and ratios[0] and np.allclose(ratios, ratios[0]) and not np.any(yours[true == 0])
    return ratios[0] if constant else None
