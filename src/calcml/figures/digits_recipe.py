"""The network of notebook 11 and how it is trained: one recipe for all figures, the weights kept after every epoch."""

from dataclasses import dataclass
from functools import lru_cache
from types import SimpleNamespace

import numpy as np

from calcml.autodiff import Tensor, softmax
from calcml.datasets import digits, split
from calcml.descent import Adam
from calcml.networks import History, Network, normal, train

SEED, SIZES, RATE, EPOCHS, BATCH = 0, (64, 32, 10), 0.005, 40, 32


def prepared():
    """What a training begins with, anew at every call: the same digits, weights and shuffles to come.

    Returns
    -------
    SimpleNamespace
        training, validation, test : (X, labels), a fifth held out for the test and a fifth of the rest for validation;
        network : the 64-32-10 network before its first step; rng : the generator that goes on from there.
    """
    images, labels = digits()
    X, rng = images.reshape(-1, SIZES[0]), np.random.default_rng(SEED)
    rest, test = split(len(X), 0.2, rng)
    chosen, held_out = split(len(rest), 0.2, rng)
    names, rows = ("training", "validation", "test"), (rest[chosen], rest[held_out], test)
    parts = {name: (X[part], labels[part]) for name, part in zip(names, rows, strict=True)}
    return SimpleNamespace(**parts, network=Network(SIZES, rng, last=normal(0.01)), rng=rng)


@dataclass(frozen=True)
class Run:
    """A training, epoch by epoch.

    Attributes
    ----------
    snapshots : list of list of ndarray
        W₁, b₁, W₂ and b₂ at the start, and after each epoch.
    history : History
        The losses and accuracies, and which epoch was best.
    validation : (ndarray, ndarray)
        The validation digits, of shape (n, 64), and their labels.
    """

    snapshots: list
    history: History
    validation: tuple

    @property
    def best(self):
        """The weights of the best epoch."""
        return self.snapshots[self.history.best]

    def probabilities(self, epoch):
        """Of the ten digits, for every validation digit, as the weights after this epoch give them; shape (n, 10)."""
        return probabilities(self.snapshots[epoch], self.validation[0])


@lru_cache(maxsize=1)
def recipe():
    """The training of the recipe: 40 epochs of batches of 32, Adam with η = 0.005. It takes a second, once."""
    start, snapshots = prepared(), []
    history = train(
        start.network,
        *start.training,
        Adam(RATE),
        start.rng,
        epochs=EPOCHS,
        batch=BATCH,
        validation=start.validation,
        callbacks=lambda network, epoch: snapshots.append(_arrays(network.parameters)),
        progress=False,
    )
    return Run(snapshots, history, start.validation)


def run_of(snapshots=None, history=None, validation=None):
    """A training that a notebook has kept, as a Run; without snapshots that of the recipe.

    Parameters
    ----------
    snapshots : sequence, optional
        network.parameters at the start and after every epoch, as a callback of `train` can keep them.
    history : History
        What `train` returned.
    validation : (array_like, array_like), optional
        Digits as rows of 64 pixels, and their labels; without it those of the recipe.

    Raises
    ------
    ValueError
        If there is one of snapshots and history without the other, no epoch, or not a snapshot for each, or if the
        weights are not those of one hidden layer between 64 pixels and ten digits.
    """
    if snapshots is None and history is None:
        return recipe()
    if snapshots is None or history is None:
        raise ValueError("snapshots and history belong together: give both, or neither for a training made here.")
    kept = [_arrays(parameters) for parameters in snapshots]
    if len(kept) != len(history.losses) or len(kept) < 2:
        raise ValueError(
            f"{len(kept)} snapshots for {len(history.losses)} losses; expected one each for the start and for one or "
            "more epochs. Keep network.parameters in a callback, in a list that is empty when the training begins."
        )
    shapes = [array.shape for array in kept[0]]
    if len(shapes) != 4 or shapes[0][0] != SIZES[0] or shapes[2][1] != SIZES[2]:
        raise ValueError(f"weights of shapes {shapes}; expected a network from 64 pixels over one layer to 10 digits.")
    return Run(kept, history, prepared().validation if validation is None else tuple(map(np.asarray, validation)))


def hidden(parameters, X):
    """The hidden units' values, after ReLU, for every row of X."""
    return np.maximum(X @ parameters[0] + parameters[1], 0)


def probabilities(parameters, X):
    """Softmax of the scores of a network with one hidden layer of ReLU, for every row of X."""
    return softmax(hidden(parameters, X) @ parameters[2] + parameters[3])


def a_digit(digit):
    """The digit with its article: a 7, an 8."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def after(epoch):
    """How a sentence about an epoch begins."""
    return f"After {epoch} epoch{'s' * (epoch > 1)}" if epoch else "Before training"


def _arrays(parameters):
    return [parameter.data if isinstance(parameter, Tensor) else np.asarray(parameter) for parameter in parameters]
