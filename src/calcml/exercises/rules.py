"""The kind of answer that is the rule of an operation: a function of numbers that returns its value and its rates."""

from dataclasses import dataclass

import numpy as np

from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.reading import MisreadError

__all__ = ["Rule"]


@dataclass(frozen=True, kw_only=True)
class Rule(ArrayFunction):
    """A Python function of numbers that returns several: the value, then the rate by each input.

    First used in notebook 09.

    Parameters
    ----------
    parts : tuple of str
        What the numbers are called, such as ("the value", "the rate by u").

    Examples
    --------
    >>> kind = Rule(right=lambda u: (2 * u, 2), names=("u",), cases=((1.0,),), parts=("the value", "the rate by u"))
    >>> kind.explain(kind.read(lambda u: 2 * u))
    'For u = 1 I got one number from your rule, I expected 2: the value, the rate by u.'
    """

    parts: tuple[str, ...]
    what: str = "the rule"

    @property
    def _wanted(self):
        return f"{len(self.parts)} numbers: {', '.join(self.parts)}"

    def _call(self, function, arguments):
        try:
            return super()._call(function, arguments)
        except MisreadError as problem:
            advice = problem.advice.partition(" Do the shapes go together?")
            if not advice[1]:
                raise
            taken = "A function was given a number it does not take, such as the logarithm of a negative one."
            raise MisreadError(problem.got, f"{advice[0]} {taken}") from None

    def explain(self, value):
        """As for any function, but in numbers: no array is about."""
        shape = value.arrays[0].shape
        if not value.problem and len(shape) < 2 and shape != (len(self.parts),):
            got = "one number" if not shape else f"{np.size(value.arrays[0])} numbers"
            return f"For {self._case(0)} I got {got} from your rule, I expected {self._wanted.replace(' numbers', '')}."
        return super().explain(value)
