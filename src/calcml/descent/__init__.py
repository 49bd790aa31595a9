"""Walk downhill: optimisers, one small formula each, and `descend`, which takes the steps and says why it stopped.

>>> path = descend(lambda w: w**2, lambda w: 2 * w, 10.0, GradientDescent(rate=0.2), steps=10)
>>> print(f"{path.positions[-1]:.10f}")
0.0604661760
"""

from calcml.descent.optimisers import Adam, Backtracking, GradientDescent, Momentum, Nesterov, Newton, RMSProp
from calcml.descent.walk import Path, descend

__all__ = [
    "Adam",
    "Backtracking",
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "Newton",
    "Path",
    "RMSProp",
    "descend",
]
