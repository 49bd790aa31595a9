"""Walk downhill: optimisers, one small formula each, and `descend`, which takes the steps and says why it stopped.

`minibatches` shuffles the data for stochastic steps.

>>> path = descend(lambda w: w**2, lambda w: 2 * w, 10.0, GradientDescent(rate=0.2), steps=10)
>>> print(f"{path.positions[-1]:.10f}")
0.0604661760
"""

from calcml.descent.backtracking import Backtracking
from calcml.descent.batches import minibatches
from calcml.descent.newton import Newton
from calcml.descent.optimisers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
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
    "minibatches",
]
