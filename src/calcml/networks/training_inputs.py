"""The checks of `train`: what was got, what was expected, what to try."""

import numpy as np

from calcml.autodiff import Tensor
from calcml.networks.layers import Network


def check_settings(network, optimiser, rng, epochs, batch, penalty, callbacks, span):
    """Everything but the data."""
    if not isinstance(network, Network):
        raise TypeError(f"network = {network!r:.60}; expected a Network, such as Network((64, 32, 10), rng).")
    if not all(np.all(np.isfinite(p.data)) for p in network.parameters):
        raise ValueError("a weight of the network is NaN or infinite before the first step. Make the network anew.")
    if isinstance(optimiser, type) or not hasattr(optimiser, "step"):
        raise TypeError(f"optimiser = {optimiser!r:.60}; expected a rule with its numbers, such as Adam(rate=0.003).")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng = {rng!r:.60}; expected a random generator, such as np.random.default_rng(0).")
    for name, value in (("epochs", epochs), ("batch", batch)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{name} = {value!r:.60}; expected a whole number from 1 on, such as 30.")
    if penalty is not None and not callable(penalty):
        raise TypeError(f"penalty = {penalty!r:.60}; expected a function of the network, or None.")
    for callback in (callbacks,) if callable(callbacks) or not isinstance(callbacks, tuple | list) else callbacks:
        if not callable(callback):
            got = f"callbacks = {callbacks!r:.60}"
            raise TypeError(f"{got}; expected a function of the network and the epoch, or a list of such functions.")
    if span is not None and not (np.shape(span) == (2,) and span[0] < span[1]):
        raise ValueError(f"span = {span!r:.60}; expected two numbers, the lower first, such as (0, 1), or None.")


def checked_penalty(value):
    """What a penalty has returned, if it can be added to a loss."""
    data = value.data if isinstance(value, Tensor) else value
    if np.shape(data) != () or np.asarray(data).dtype.kind not in "biuf":
        got = f"shape {np.shape(data)}" if np.shape(data) else repr(value)[:60]
        raise TypeError(f"penalty returned {got}; expected one number, as a Tensor. Is a return or a .sum() missing?")
    return value


def checked_pair(validation):
    """The rows and labels held out."""
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError("validation should be a pair (X, labels) of held-out rows and their labels, or None.")
    return validation


def checked_rows(network, X, labels, span, which=""):
    """X as floats of shape (n, d_in) and the labels as ints of shape (n,), if they suit the network."""
    d_in, classes = network.layers[0].weights.shape[0], network.layers[-1].weights.shape[1]
    X = _inputs(X, d_in, span, f"{which}X")
    return X, _classes(labels, len(X), classes, f"{which}labels")


def _inputs(X, d_in, span, name):
    X = _array(X, name)
    if X.dtype.kind not in "biuf":
        raise TypeError(f"{name} holds {X.dtype} values; expected real numbers, {d_in} a row.")
    if X.ndim != 2 or X.shape[1] != d_in or not len(X):
        advice = "A row is an example."
        if X.ndim > 2 and np.prod(X.shape[1:]) == d_in:
            advice = "Make each picture a row: X.reshape(len(X), -1)."
        elif X.ndim == 2 and len(X) == d_in:
            advice = "Transpose it: a row is an example."
        raise ValueError(f"{name} has shape {X.shape}; this network takes (n, {d_in}), {d_in} numbers a row. {advice}")
    X = X.astype(float)
    if not np.all(np.isfinite(X)):
        row = np.flatnonzero(~np.isfinite(X).all(axis=1))[0]
        raise ValueError(f"{name} holds NaN or infinity, first in row {row}; expected finite numbers. Leave it out.")
    if span is not None and not (span[0] <= X.min() and X.max() <= span[1]):
        got, expected = f"from {X.min():g} to {X.max():g}", f"from {span[0]:g} to {span[1]:g}"
        advice = "Divide pixels by their largest possible value, or say span=None where other inputs are meant"
        raise ValueError(f"{name} holds numbers {got}; expected {expected}. {advice}.")
    return X


def _classes(labels, n, classes, name):
    labels, whole = _array(labels, name), f"whole numbers from 0 to {classes - 1}"
    if labels.dtype.kind not in "iu":
        if labels.dtype.kind in "USO":
            got, advice = f"text, such as {labels.flat[0]!s:.20}" if labels.size else "text", "labels.astype(int)"
            advice += " for '7', np.unique(labels, return_inverse=True)[1] for words"
        else:
            got, advice = f"{labels.dtype} values", "labels.astype(int)"
        raise TypeError(f"{name} hold {got}; expected {whole}. Try {advice}.")
    if labels.shape != (n,):
        advice = " Try labels.argmax(axis=1)." if labels.shape == (n, classes) else ""
        raise ValueError(f"{name} have shape {labels.shape}; expected ({n},), one for each row of X.{advice}")
    if labels.min() < 0 or labels.max() >= classes:
        wrong = labels[(labels < 0) | (labels >= classes)][0]
        raise ValueError(f"{name} hold {wrong}; expected {whole}, as the network gives {classes} scores.")
    return labels.astype(int)


def _array(values, name):
    if np.ma.is_masked(values):
        raise ValueError(f"{name} has masked entries; expected none. Leave those rows out.")
    try:
        return np.asarray(values)
    except ValueError:  # rows of different lengths
        raise TypeError(f"{name} is no array; expected rows of equal length.") from None
