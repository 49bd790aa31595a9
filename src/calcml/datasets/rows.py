"""How to prepare data: held-out rows, standardised columns."""

from numbers import Real

import numpy as np


def split(n, held_out=0.25, rng=None):
    """Put some rows aside at random, to judge a model on data that it has not seen.

    First used in notebook 07.

    Parameters
    ----------
    n : int
        How many rows there are.
    held_out : float, default 0.25
        The share of them to put aside, between 0 and 1; rounded to whole rows, of which each part gets at least one.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).

    Returns
    -------
    train, test : ndarray of int, shapes (n - k,) and (k,)
        Indices of rows, in random order. No index is in both, and together they are all of 0 … n − 1.

    Raises
    ------
    ValueError
        If n is no whole number from 2 on, or if `held_out` is not a share between 0 and 1 that leaves both parts a row.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> train, test = split(342, held_out=0.25, rng=np.random.default_rng(0))
    >>> len(train), len(test)
    (256, 86)
    """
    if not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n = {n!r}; expected a whole number of rows from 2 on, such as len(y).")
    count = round(n * held_out) if isinstance(held_out, Real) and 0 < held_out < 1 else 0
    if not 0 < count < n:
        expected = "a share between 0 and 1 that leaves each part at least one row, such as 0.25"
        raise ValueError(f"held_out = {held_out!r} of n = {n}; expected {expected}.")
    check_generator(rng)
    order = rng.permutation(n)
    return order[count:], order[:count]


def standardise(X):
    """Give every column of `X` mean 0 and standard deviation 1.

    Z = (X − mean)/scale, with scale² = Σ(x − mean)²/n for each column. Use the mean and the scale of the training rows
    for the held-out rows too: (X_test − mean)/scale. First used in notebook 06.

    Parameters
    ----------
    X : array_like, shape (n, d) or (n,)
        A row an example, a column a feature. Integers are converted to floats.

    Returns
    -------
    Z : ndarray, shape of X
        Without units.
    mean, scale : ndarray, shape (d,) or ()
        In the units of the columns.

    Raises
    ------
    ValueError
        If `X` is empty, holds NaN or infinity, has another number of axes, or has a constant column.
    TypeError
        If `X` is not made of real numbers.

    Examples
    --------
    >>> Z, mean, scale = standardise([[180, 3000], [200, 4000], [220, 5000]])
    >>> print(Z[:, 0].round(3), mean, scale.round(1))
    [-1.225  0.     1.225] [ 200. 4000.] [ 16.3 816.5]
    """
    X = np.asarray(X)
    if X.dtype.kind not in "biuf":
        raise TypeError(f"X holds {X.dtype} values; expected real numbers: leave out columns of text.")
    if X.ndim not in (1, 2) or not X.size or not np.all(np.isfinite(X)):
        problem = "holds NaN or infinity" if X.ndim in (1, 2) and X.size else f"has shape {X.shape}"
        raise ValueError(f"X {problem}; expected finite numbers, a row an example: shape (n, d) or (n,).")
    X = X.astype(float)
    constant = np.flatnonzero(np.ptp(X, axis=0) == 0)
    if len(constant):
        which = f"column {constant[0]} of X is constant" if X.ndim == 2 else "X is constant"
        raise ValueError(f"{which}, and has no scale; leave it out (put a column of ones in after standardising).")
    mean, scale = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / scale, mean, scale


def check_generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng = {rng!r}; expected a random generator, such as np.random.default_rng(0).")
