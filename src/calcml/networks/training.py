"""`train`: fit a network to labelled rows by mini-batches, keep the best weights, and say in words how it ended."""

import warnings
from math import isfinite

import numpy as np

from calcml.autodiff import Tensor, cross_entropy
from calcml.descent import minibatches
from calcml.networks.history import Epoch, History, ending
from calcml.networks.progress import progress_bar
from calcml.networks.training_inputs import check_settings, checked_pair, checked_penalty, checked_rows


def train(
    network,
    X,
    labels,
    optimiser,
    rng,
    *,
    epochs=30,
    batch=32,
    validation=None,
    penalty=None,
    callbacks=(),
    span=(0, 1),
    progress=True,
):
    """Fit a network to labelled rows: the mean cross-entropy of its scores is walked downhill by mini-batches.

    Each epoch shuffles the rows and takes a step for every batch. However it ends, the network then holds the best
    weights that it had after a whole epoch: those with the highest validation accuracy (of equals, with the lowest
    validation loss), or without validation rows those with the lowest training loss. Ctrl+C, or the button that
    interrupts a kernel, ends it early; so does a loss or a weight that is not finite. Both give a warning that says so.
    First used in notebook 11.

    Parameters
    ----------
    network : Network
        Changed in place.
    X : array_like, shape (n, d_in)
        A row an example.
    labels : array_like of int, shape (n,)
        The class of each row, from 0 to d_out − 1.
    optimiser : object with step(w, g, memory) -> (w, memory)
        One of `calcml.descent`, such as Adam(rate=0.003). It sees all weights and biases as one long vector.
    rng : numpy.random.Generator
        Shuffles the rows, such as np.random.default_rng(0).
    epochs : int, default 30
        How often every row is used.
    batch : int, default 32
        Rows a step; all of them where there are fewer. The last batch of an epoch holds what is left.
    validation : (array_like, array_like), optional
        Held-out rows and their labels, to choose the weights by. Keep others for the final test.
    penalty : callable, optional
        A function of the network that gives a Tensor, a single number, to be added to the loss of each step, such as
        λ/2 times the sum of the squared weights. The losses of the history are without it.
    callbacks : callable, or a sequence of them
        Each is called at the start and after every epoch as callback(network, epoch), with an `Epoch`: its number,
        loss, accuracy, validation_loss and validation_accuracy. One that returns True ends the training. To look at the
        weights later, keep network.parameters: Tensors never change.
    span : (float, float) or None, default (0, 1)
        Between which numbers the inputs are, as pixels from paper to ink; None for any, such as standardised columns.
    progress : bool, default True
        Show a bar with the epoch, loss, accuracy and time left: in a notebook as a widget, which leaves nothing in the
        stored file; in a terminal as text on stderr.

    Returns
    -------
    History

    Raises
    ------
    ValueError
        If a shape does not fit the network, an input is not finite or outside `span`, a label is none of its classes,
        a weight is not finite at the start, or `epochs` or `batch` is no whole number from 1 on.
    TypeError
        If X or the labels are text, the labels no whole numbers, or another argument is not of the kind above.

    Examples
    --------
    >>> from calcml.descent import Adam
    >>> from calcml.networks import Network
    >>> rng = np.random.default_rng(0)
    >>> network = Network((2, 8, 2), rng)
    >>> X, labels = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]  # exclusive or
    >>> history = train(network, X, labels, Adam(rate=0.05), rng, epochs=100, progress=False)
    >>> print(history.accuracies[-1], len(history), history.outcome)
    1.0 100 finished
    """
    check_settings(network, optimiser, rng, epochs, batch, penalty, callbacks, span)
    rows = checked_rows(network, X, labels, span)
    held_out = None if validation is None else checked_rows(network, *checked_pair(validation), span, "validation ")
    callbacks = (callbacks,) if callable(callbacks) else tuple(callbacks)
    training = _Training(network, optimiser, penalty, rows, held_out)
    with progress_bar(epochs, progress) as show:
        outcome = training.run(epochs, batch, rng, (*callbacks, lambda network, epoch: show(epoch)))
    history = training.history(outcome)
    if outcome in ("interrupted", "diverged"):
        warnings.warn(history.reason, stacklevel=2)
    return history


class _DivergedError(Exception):
    """Says at which number it was noticed, and the likely cause."""


class _Training:
    """A network on its way: the steps so far, what was measured after each epoch, and the best weights."""

    def __init__(self, network, optimiser, penalty, rows, held_out):
        self.network, self.optimiser, self.penalty = network, optimiser, penalty
        self.rows, self.held_out = rows, held_out
        self.memory, self.steps, self.epochs, self.trouble = None, 0, [], ""
        self.best = 0, network.parameters
        ends = np.cumsum([p.data.size for p in network.parameters]).tolist()
        starts, shapes = [0, *ends[:-1]], [p.shape for p in network.parameters]
        self.places = list(zip(starts, ends, shapes, strict=True))

    def run(self, epochs, batch, rng, callbacks):
        """Train, and say how it ended; then the network has the best weights."""
        n = len(self.rows[0])
        try:
            if self.measure(callbacks):
                return "stopped"
            for _ in range(epochs):
                for chosen in minibatches(n, min(batch, n), rng):
                    self.step(chosen)
                if self.measure(callbacks):
                    return "stopped"
            return "finished"
        except KeyboardInterrupt:
            return "interrupted"
        except _DivergedError as error:
            self.trouble = str(error)
            return "diverged"
        finally:
            self.network.parameters = self.best[1]

    def step(self, chosen):
        """One step of descent, from the loss on the rows chosen."""
        X, labels = self.rows
        parameters = self.network.parameters
        weights = _flat([p.data for p in parameters])
        with np.errstate(all="ignore"):
            loss = cross_entropy(self.network(X[chosen]), labels[chosen])
            if self.penalty is not None:
                loss = loss + checked_penalty(self.penalty(self.network))
            if not isfinite(loss.data):
                raise _DivergedError(self.cause("the loss", loss.data, weights))
            loss.backward()
            gradient = _flat([np.zeros(p.shape) if p.grad is None else p.grad for p in parameters])
            after, self.memory = self.optimiser.step(weights, gradient, self.memory)
        self.steps += 1
        if not np.isfinite(after).all():
            raise _DivergedError(self.cause("a weight", after[~np.isfinite(after)][0], weights, gradient))
        self.take(after)

    def take(self, weights):
        """Hand the long vector to the layers, as Tensors that share its memory."""
        parts = [Tensor(weights[start:end].reshape(shape), copy=None) for start, end, shape in self.places]
        for k, layer in enumerate(self.network.layers):
            layer.weights, layer.bias = parts[2 * k : 2 * k + 2]

    def measure(self, callbacks):
        """Note how good the weights are, and call everybody; whether one of them wants to stop."""
        with np.errstate(all="ignore"):
            found = [_judged(self.network, *rows) for rows in (self.rows, self.held_out) if rows is not None]
        epoch = Epoch(len(self.epochs), *(number for pair in found for number in pair))
        if not isfinite(epoch.loss):
            raise _DivergedError(self.cause("the loss", epoch.loss, _flat([p.data for p in self.network.parameters])))
        self.epochs.append(epoch)
        if self.rank(epoch) > self.rank(self.epochs[self.best[0]]):
            self.best = epoch.epoch, self.network.parameters
        answers = [callback(self.network, epoch) for callback in callbacks]
        return any(isinstance(answer, bool | np.bool) and answer for answer in answers)

    def rank(self, epoch):
        """What is compared to find the best epoch: the larger the better."""
        return -epoch.loss if self.held_out is None else (epoch.validation_accuracy, -epoch.validation_loss)

    def cause(self, what, value, weights, gradient=None):
        """Words for a number that is not finite, and what has probably led to it."""
        largest = np.max(np.abs(weights))
        if not np.isfinite(largest):
            cause = "a callback, or something else between the steps, has set weights that are not finite"
        elif not self.steps:
            cause = f"the weights at the start are too large (up to {largest:.2g}), or an activation has no value"
        elif gradient is not None and not np.all(np.isfinite(gradient)) and largest < 1e6:
            cause = "a slope that is not finite though the loss is, as of the square root or the logarithm at 0"
        else:
            remedy = getattr(self.optimiser, "remedy", "Try a smaller learning rate.").rstrip(".")
            cause = f"steps that lead too far, the largest weight was {largest:.2g} before this one. {remedy}"
        return f"{what} is {value}. Likely cause: {cause}."

    def history(self, outcome):
        """All that was measured, with words for the end."""
        numbers = np.array([epoch[1:] for epoch in self.epochs]).reshape(-1, 4).T
        best, reason = self.best[0], ending(outcome, self.epochs, self.best[0], self.steps, self.trouble)
        return History(*numbers, best, self.steps, outcome, reason)


def _judged(network, X, labels):
    """The loss on all these rows, and the accuracy."""
    scores = network(X).data
    return float(cross_entropy(scores, labels)), float(np.mean(scores.argmax(axis=1) == labels))


def _flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])
