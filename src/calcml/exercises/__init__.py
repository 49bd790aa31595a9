"""Exercises that say what went wrong, one module a notebook.

>>> from calcml.exercises import derivatives as ex
>>> ex.slope_of_a_parabola.check(6)
6 is the slope of 3x² alone. The term −4x has a slope too, and it counts.

A new exercise is data: see `Exercise` and any of the modules beside it.
"""

from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.feedback import Feedback
from calcml.exercises.kinds import Choice, Function, Numbers

__all__ = ["Choice", "Exercise", "Feedback", "Function", "Mistake", "Numbers"]
