"""Trainings of the same network on the same digits, each with one thing changed, and what is measured on the way."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from calcml.autodiff import cross_entropy
from calcml.descent import Adam, minibatches
from calcml.figures.digits_recipe import BATCH, RATE, hidden, prepared, probabilities

EPOCHS = 15
KINDS = {  # what is unlike the healthy one: the learning rate, the hidden biases at the start, rows sorted by label
    "healthy": (RATE, 0.0, False),
    "A": (0.3, 0.0, False),
    "B": (RATE, -3.0, False),
    "C": (RATE, 0.0, True),
}


@dataclass(frozen=True)
class Trace:
    """What was measured, at the start and after each epoch.

    Attributes
    ----------
    losses : ndarray, shape (2, 16)
        Over all training digits, and over all validation digits.
    batches : ndarray, shape (15, 36)
        The loss of each batch of each epoch, just before its step.
    sizes : ndarray, shape (2, 16)
        RMS of the gradient over weights and biases, of the hidden layer and of the last.
    dead : ndarray of int, shape (16,)
        How many hidden units are 0 for every training digit.
    right : ndarray of int, shape (16,)
        How many validation digits are classified rightly.
    """

    losses: np.ndarray
    batches: np.ndarray
    sizes: np.ndarray
    dead: np.ndarray
    right: np.ndarray


@lru_cache(maxsize=len(KINDS))
def trace(kind):
    """Train so for 15 epochs, once, and measure."""
    rate, bias, by_label = KINDS[kind]
    start = prepared()
    start.network.layers[0].bias = start.network.layers[0].bias + bias
    walk, found, batches = _Walk(start, Adam(rate)), [], []
    with np.errstate(all="ignore"):
        for epoch in range(EPOCHS + 1):
            if epoch:
                batches.append([walk.step(rows) for rows in _batches(start, by_label)])
            found.append(walk.measured(start.validation))
    losses, sizes, dead, right = (np.array(values) for values in zip(*found, strict=True))
    return Trace(losses.T, np.array(batches), sizes.T, dead, right)


def _batches(start, by_label):
    """The rows of every batch of an epoch: shuffled, or all zeros first, then all ones, and so on."""
    labels = start.training[1]
    if by_label:
        return np.split(np.argsort(labels, kind="stable"), range(BATCH, len(labels), BATCH))
    return minibatches(len(labels), BATCH, start.rng)


class _Walk:
    """A network on its way."""

    def __init__(self, start, optimiser):
        self.network, self.training = start.network, start.training
        self.optimiser, self.memories = optimiser, [None] * len(start.network.parameters)

    def step(self, rows):
        """One step on these rows; the loss before it."""
        loss, gradients = self.slopes(rows)
        steps = [
            self.optimiser.step(parameter.data, gradient, memory)
            for parameter, gradient, memory in zip(self.network.parameters, gradients, self.memories, strict=True)
        ]
        self.network.parameters, self.memories = ([step[k] for step in steps] for k in (0, 1))
        return loss

    def slopes(self, rows):
        """The loss on these rows, and its gradient by each of the parameters."""
        X, labels = self.training
        network = self.network
        network.parameters = [parameter.data for parameter in network.parameters]  # new Tensors, without a gradient
        loss = cross_entropy(network(X[rows]), labels[rows])
        loss.backward()
        return float(loss.data), [parameter.grad for parameter in network.parameters]

    def measured(self, validation):
        """The two losses, the two sizes of the gradient, the dead units, and the validation digits that are right."""
        loss, gradients = self.slopes(slice(None))
        weights, (X, labels) = [parameter.data for parameter in self.network.parameters], validation
        sizes = [np.sqrt(np.mean(np.concatenate([g.ravel() for g in gradients[k : k + 2]]) ** 2)) for k in (0, 2)]
        dead = int(np.sum(~hidden(weights, self.training[0]).any(axis=0)))
        right = int(np.sum(probabilities(weights, X).argmax(axis=1) == labels))
        return (loss, float(cross_entropy(self.network(X), labels).data)), sizes, dead, right
