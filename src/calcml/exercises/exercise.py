"""An exercise: the right answer, the mistakes that learners make, hints and a worked solution."""

from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np

from calcml.exercises.feedback import Feedback
from calcml.exercises.reading import MisreadError, UntouchedError

__all__ = ["NOT_ANSWERED", "Exercise", "Mistake"]

NOT_ANSWERED = "Not answered yet: replace the ... with your answer, then run the cell again."


class Mistake:
    """Wrong answers with one cause, and the message that explains it.

    Parameters
    ----------
    answer : object
        What a learner who makes this mistake hands over; read and compared just as a learner's answer is.
    says : str
        The explanation. In it, {yours} becomes the learner's value.
    *also : object
        Further wrong answers with the same cause.
    """

    def __init__(self, answer, says, *also):
        self.answers, self.says = (answer, *also), says


@dataclass(kw_only=True, eq=False, repr=False)
class Exercise:
    """A question whose answer can be checked, as often as the learner likes. First used in notebook 00.

    The question itself stands in the notebook. An answer is compared by value and never raises: what cannot be read or
    run is explained.

    Parameters
    ----------
    number : str
        Notebook and place, such as "1.3".
    name : str
        Name of the exercise in its module, and of the learner's answer in the notebook.
    answer : Numbers, Function or Choice
        The right answer and how to compare with it.
    praise : str
        What a right answer is told: why it is right, or what it is good for. Begins with "Right: ".
    mistakes : sequence of Mistake
        At least two.
    hints : sequence of str
        At least two; each gives away a little more than the one before.
    solution_text, solution_code : str
        The worked solution in words, and the Python that defines `name`; it may use np.

    Raises
    ------
    ValueError
        If there are fewer than two mistakes or two hints.

    Examples
    --------
    >>> from calcml.exercises import derivatives as ex
    >>> ex.slope_of_a_parabola.check(...)
    Not answered yet: replace the ... with your answer, then run the cell again.
    """

    number: str
    name: str
    answer: Any
    praise: str
    mistakes: tuple
    hints: tuple
    solution_text: str
    solution_code: str
    _hints_given: int = field(default=0, init=False)

    def __post_init__(self):
        if len(self.mistakes) < 2 or len(self.hints) < 2:
            got = f"{len(self.mistakes)} mistakes and {len(self.hints)} hints"
            raise ValueError(f"{self.name}: got {got}, expected at least two of each. Ask which errors learners make.")

    def __repr__(self):
        return f"Exercise {self.number}, {self.name}: .check(answer), .hint() or .solution()"

    def check(self, answer=...):
        """Compare an answer with the right one; returns Feedback."""
        with np.errstate(all="ignore"):  # the message says what is wrong; NumPy's warnings would only stand beside it
            return self._judge(answer)

    def _judge(self, answer):
        try:
            value = self.answer.read(answer)
        except UntouchedError:
            return self._feedback("unanswered", NOT_ANSWERED)
        except MisreadError as problem:
            return self._feedback("not yet", f"{problem.got} {problem.advice}".strip())
        if self.answer.agrees(value, self.answer.read(self.answer.right)):
            return self._feedback("right", self.praise)
        return self._feedback("not yet", self._explain(value))

    def _explain(self, value):
        for mistake in self.mistakes:
            if any(self.answer.agrees(value, self.answer.read(wrong)) for wrong in mistake.answers):
                return mistake.says.replace("{yours}", self.answer.shown(value))
        return f"{self.answer.explain(value)} For a nudge: ex.{self.name}.hint()"

    def hint(self, number=None):
        """Give the next hint, or hint `number` (from 1) once more; returns Feedback.

        Hints are counted from the start of the kernel, so a notebook run from the top shows the same ones each time.
        """
        if number is None:
            self._hints_given = number = min(self._hints_given + 1, len(self.hints) + 1)
        countable = isinstance(number, Real) and not isinstance(number, bool)
        if not countable or number not in range(1, len(self.hints) + 1):
            rest = f"There are {len(self.hints)} hints: ex.{self.name}.hint(1) shows the first one again"
            return self._feedback("hint", f"{rest}, ex.{self.name}.solution() a worked solution.")
        number = int(number)  # 1.0 counts as 1
        return self._feedback("hint", f"Hint {number} of {len(self.hints)}: {self.hints[number - 1]}")

    def solution(self):
        """Show the worked solution, in words and in code; returns Feedback."""
        return self._feedback("solution", self.solution_text, self.solution_code)

    def _feedback(self, verdict, message, code=""):
        return Feedback(verdict, message, f"Exercise {self.number}", code)
