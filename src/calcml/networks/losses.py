"""Losses of a linear model z = Xw, and their gradients by rule.

The batch is rows: X has shape (n, d), y shape (n,), w shape (d,). An intercept is the weight of a column of ones. Every
loss is a mean over the n rows. Weights of shape (d, ...) are many models at once, for a map over (w, b) or for
`descent.descend` from many starts: the loss has shape (...), the gradient the shape of w.
"""

import numpy as np

from calcml.functions import sigmoid, softplus


def mean_squared_error(w, X, y):
    """How far a linear model is off: the mean of its squared errors, ‖Xw − y‖²/n.

    First used in notebook 07.

    Parameters
    ----------
    w : array_like, shape (d,) or (d, ...)
        One weight for each column of X. Where a weight is not finite the loss is NaN or infinite.
    X : array_like, shape (n, d)
        The batch, a row an example.
    y : array_like, shape (n,)
        What to predict.

    Returns
    -------
    ndarray, shape () or (...)
        In the squared units of y.

    Raises
    ------
    ValueError
        If the batch is empty, a shape does not fit, or X or y holds NaN or infinity.
    TypeError
        If one of them is not made of real numbers.

    Examples
    --------
    >>> mean_squared_error([2.0], [[1], [2]], [2, 5])  # off by 0 and 1
    np.float64(0.5)
    """
    w, X, y = _checked(w, X, y)
    with np.errstate(all="ignore"):
        return np.mean((_scores(X, w) - y) ** 2, axis=0)


def mean_squared_error_gradient(w, X, y):
    """The gradient of `mean_squared_error` in w: (2/n) Xᵀ(Xw − y).

    First used in notebook 07. Parameters and errors as of `mean_squared_error`.

    Returns
    -------
    ndarray, shape of w

    Examples
    --------
    >>> mean_squared_error_gradient([2.0], [[1], [2]], [2, 5])
    array([-2.])
    """
    w, X, y = _checked(w, X, y)
    with np.errstate(all="ignore"):
        return 2 * _scores(X.T, _scores(X, w) - y) / len(X)


def logistic_loss(w, X, y):
    """How much a linear classifier is surprised by the labels: the mean of softplus(z) − yz, where z = Xw.

    That is −ln p for a label 1 and −ln(1 − p) for a label 0, with p = sigmoid(z), and equals softplus((1 − 2y)z), which
    neither overflows nor loses digits, however large z. Where a line separates the classes it has no minimiser: the
    weights grow for ever. First used in notebook 07.

    Parameters
    ----------
    w : array_like, shape (d,) or (d, ...)
        One weight for each column of X. Where a weight is not finite the loss is NaN or infinite.
    X : array_like, shape (n, d)
        The batch, a row an example.
    y : array_like, shape (n,)
        Labels, 0 or 1, both of them among the rows. (Mini-batches may hold one alone: the gradient does not mind.)

    Returns
    -------
    ndarray, shape () or (...)
        In nats; ln 2 for w = 0.

    Raises
    ------
    ValueError
        If a label is neither 0 nor 1, if all are the same, if the batch is empty, a shape does not fit, or X holds NaN
        or infinity.
    TypeError
        If one of them is not made of real numbers.

    Examples
    --------
    >>> print(f"{logistic_loss([1000.0], [[1], [-1]], [1, 0]):.1f}")  # right, and very sure
    0.0
    >>> print(f"{logistic_loss([1000.0], [[1], [-1]], [0, 1]):.1f}")  # wrong, and very sure
    1000.0
    """
    w, X, y = _checked(w, X, y, labels=True)
    if np.all(y == y.flat[0]):
        advice = "With one class alone the weights would grow for ever: take rows of both."
        raise ValueError(f"every label is {y.flat[0]:g}; expected both 0 and 1. {advice}")
    with np.errstate(all="ignore"):
        return np.mean(softplus((1 - 2 * y) * _scores(X, w)), axis=0)


def logistic_loss_gradient(w, X, y):
    """The gradient of `logistic_loss` in w: Xᵀ(p − y)/n, where p = sigmoid(Xw).

    Where y = 1 and p is near 1 the difference p − 1 loses its digits; −sigmoid(−z) is the same and keeps them. First
    used in notebook 07. Parameters and errors as of `logistic_loss`, but a batch may hold one class only.

    Returns
    -------
    ndarray, shape of w

    Examples
    --------
    >>> logistic_loss_gradient([0.0], [[1], [3]], [0, 1])  # p is a half: (1 · 0.5 − 3 · 0.5)/2
    array([-0.5])
    """
    w, X, y = _checked(w, X, y, labels=True)
    with np.errstate(all="ignore"):
        sign = 1 - 2 * y  # p − y is p where y = 0, and −(1 − p) where y = 1
        return _scores(X.T, sign * sigmoid(sign * _scores(X, w))) / len(X)


def _scores(X, w):
    """X @ w, also for w of shape (d, ...)."""
    return np.tensordot(X, w, axes=1)[()]


def _checked(w, X, y, labels=False):
    """The three as floats, y with as many axes as Xw; clear words if they do not fit."""
    w, X, y = (_reals(name, values) for name, values in (("w", w), ("X", X), ("y", y)))
    if X.ndim != 2:
        advice = "For one feature x: np.column_stack([x, np.ones_like(x)])."
        raise ValueError(f"X has shape {X.shape}; expected (n, d), a row an example. {advice}")
    if not X.size:
        raise ValueError(f"X has shape {X.shape}: the batch is empty, and has no mean. Take at least one row.")
    if y.shape != X.shape[:1]:
        raise ValueError(f"y has shape {y.shape}, X {X.shape}; expected y of shape {X.shape[:1]}, one number a row.")
    if w.shape[:1] != X.shape[1:]:
        raise ValueError(
            f"w has shape {w.shape}, X {X.shape}; expected {X.shape[1]} weights, one for each column of X."
        )
    for name, values in (("X", X), ("y", y)):
        if not np.all(np.isfinite(values)):
            raise ValueError(f"{name} holds NaN or infinity; expected finite numbers. Leave such rows out.")
    if labels and not np.all((y == 0) | (y == 1)):
        other = y[(y != 0) & (y != 1)][0]
        raise ValueError(f"y holds the label {other:g}; expected 0 or 1 for each row, such as y == {y.max():g}.")
    return w, X, y.reshape(-1, *[1] * (w.ndim - 1))


def _reals(name, values):
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        raise TypeError(f"{name} is no array of numbers; expected rows of equal length.") from None
    if array.dtype.kind not in "biuf":
        advice = "For text labels, ask for one of them: species == 'Adelie'." if name == "y" else ""
        raise TypeError(f"{name} holds {array.dtype} values; expected real numbers. {advice}".rstrip())
    return array.astype(float)
