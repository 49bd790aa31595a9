"""Models that learn: for now the losses of linear models, with their gradients, and the sigmoid.

>>> X, y = [[1.0, 2.0], [1.0, 3.0]], [0, 1]
>>> print(f"{logistic_loss([0.0, 0.0], X, y):.4f}")  # no idea yet: ln 2
0.6931
"""

from calcml.functions import sigmoid
from calcml.networks.losses import (
    logistic_loss,
    logistic_loss_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
)

__all__ = [
    "logistic_loss",
    "logistic_loss_gradient",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "sigmoid",
]
