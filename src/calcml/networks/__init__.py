"""Models that learn: layers and networks, activations, initialisers, training; losses of linear models.

Weights are Tensors of `calcml.autodiff`; the activations are its functions, and take arrays as well.

>>> X, y = [[1.0, 2.0], [1.0, 3.0]], [0, 1]
>>> print(f"{logistic_loss([0.0, 0.0], X, y):.4f}")  # no idea yet: ln 2
0.6931
"""

from calcml.autodiff import relu, sigmoid, tanh
from calcml.networks.history import Epoch, History
from calcml.networks.initialisers import he, normal, xavier
from calcml.networks.layers import Linear, Network
from calcml.networks.losses import (
    logistic_loss,
    logistic_loss_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
)
from calcml.networks.training import train

__all__ = [
    "Epoch",
    "History",
    "Linear",
    "Network",
    "he",
    "logistic_loss",
    "logistic_loss_gradient",
    "mean_squared_error",
    "mean_squared_error_gradient",
    "normal",
    "relu",
    "sigmoid",
    "tanh",
    "train",
    "xavier",
]
