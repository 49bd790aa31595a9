"""The kind of answer that is a function of arrays which returns several of them, such as the gradients of a layer."""

from dataclasses import dataclass

import numpy as np

from calcml.exercises.arrays import ArrayFunction, _ratio, _text
from calcml.exercises.kinds import agree
from calcml.exercises.reading import MisreadError, UntouchedError, as_numbers, describe, is_untouched, show

__all__ = ["SeveralArrays"]


@dataclass(frozen=True, kw_only=True)
class SeveralArrays(ArrayFunction):
    """A Python function of one or more arrays that returns several, in a fixed order. First used in notebook 10.

    A mistake may leave parts open: it returns None for those that do not matter, and is recognised whatever stands
    there. So a wrong part gets its message even if another is wrong as well.

    Parameters
    ----------
    parts : tuple of str
        What the arrays are called, such as ("∂f/∂X", "∂f/∂W").

    Examples
    --------
    >>> kind = SeveralArrays(right=lambda z: (z, 2 * z), names=("z",), cases=(([1, 2],),), parts=("z", "twice z"))
    >>> kind.explain(kind.read(lambda z: (z, z + 1)))
    'For z = (1, 2) your twice z is (2, 3); it should be (2, 4).'
    """

    parts: tuple[str, ...]

    def _taken(self, value):
        """One array for each part; None for a part that is None."""
        if is_untouched(value):
            raise UntouchedError
        if not isinstance(value, tuple | list) or len(value) != len(self.parts):
            raise MisreadError(describe(value)[0], "Return them with commas between: return a, b.")
        return tuple(None if part is None else as_numbers(part) for part in value)

    @property
    def _wanted(self):
        return f"{len(self.parts)} results, in this order: {', '.join(self.parts)}"

    def agrees(self, one, other):
        """Tell whether two functions gave the same arrays within the tolerance; a None in `other` agrees with all."""
        return all(
            theirs is None or (mine is not None and agree(mine, theirs, self.tolerance))
            for pair in zip(one.arrays, other.arrays, strict=True)
            for mine, theirs in zip(*map(self._apart, pair), strict=True)
        )

    def _apart(self, found):
        """The parts of what was found in a case: NaN for each if the function failed there."""
        return found if isinstance(found, tuple) else [found] * len(self.parts)

    def shown(self, value):
        """Nothing: several arrays are too long for a message."""
        return ""

    def explain(self, value):
        """Say what failed, or name the first part that differs, and a case where it does."""
        if value.problem:
            return f"{value.problem.got} {value.problem.advice}"
        right = self.read(self.right)
        i, part, yours, true = next(
            (i, *found)
            for i, pair in enumerate(zip(value.arrays, right.arrays, strict=True))
            for found in zip(self.parts, *pair, strict=True)
            if found[1] is None or not agree(*found[1:], self.tolerance)
        )
        if yours is None:
            return f"I got None for {part}, I expected an array of shape {true.shape}."
        if yours.shape != true.shape:
            first = (
                f" Their order is {', '.join(self.parts)}." if self._swapped(value.arrays[i], right.arrays[i]) else ""
            )
            return f"For {self._case(i)} I got {part} of shape {yours.shape}, I expected shape {true.shape}.{first}"
        said = f"For {self._case(i)} your {part} is {_text(yours)}; it should be {_text(true)}."
        ratio = self._factor(self.parts.index(part), value, right)
        return f"{said} In every case I tried, yours is {ratio} times the right one." if ratio else said

    def _swapped(self, mine, true):
        """Whether the shapes are right, but not their order."""
        shapes = [[np.shape(part) for part in found] for found in (mine, true)]
        return shapes[0] != shapes[1] and sorted(shapes[0]) == sorted(shapes[1])

    def _factor(self, k, value, right):
        """The constant factor between part k and the right one, as text; "" if there is none."""
        pairs = [(mine[k], true[k]) for mine, true in zip(value.arrays, right.arrays, strict=True)]
        ratio = None if any(mine is None for mine, _ in pairs) else _ratio(pairs)
        return "" if ratio is None or show(ratio) == "1" else show(ratio)
