"""Data that are drawn at random, from a known law."""

from numbers import Real

import numpy as np

from calcml.datasets.rows import check_generator


def moons(n, noise, rng):
    """Two interleaved half circles, which no straight line separates.

    The upper moon is (cos t, sin t), the lower (1 − cos t, ½ − sin t), each at evenly spaced t from 0 to π; then every
    coordinate is moved by a normally distributed amount. First used in notebook 09.

    Parameters
    ----------
    n : int
        How many points, of which the upper moon gets ⌈n/2⌉.
    noise : float
        The standard deviation of the move; 0 leaves the points on their curves, from 0.3 on the moons run together.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).

    Returns
    -------
    X : ndarray, shape (n, 2)
        A row a point, in random order.
    y : ndarray of int, shape (n,)
        0 for the upper moon, 1 for the lower.

    Raises
    ------
    ValueError
        If n is no whole number from 2 on, or if `noise` is not a finite number from 0 on.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> X, y = moons(100, 0.1, np.random.default_rng(0))
    >>> X.shape, np.bincount(y)
    ((100, 2), array([50, 50]))
    """
    if isinstance(n, bool) or not isinstance(n, int | np.integer) or n < 2:
        raise ValueError(f"n = {n!r}; expected a whole number of points from 2 on, such as 100.")
    if not isinstance(noise, Real) or not 0 <= noise < np.inf:
        raise ValueError(f"noise = {noise!r}; expected a finite standard deviation from 0 on, such as 0.1.")
    check_generator(rng)
    up, low = np.linspace(0, np.pi, n - n // 2), np.linspace(0, np.pi, n // 2)
    upper = np.stack([np.cos(up), np.sin(up)], axis=1)
    lower = np.stack([1 - np.cos(low), 0.5 - np.sin(low)], axis=1)
    X, y = np.concatenate([upper, lower]), np.repeat([0, 1], [len(upper), len(lower)])
    order = rng.permutation(n)
    return X[order] + noise * rng.normal(size=(n, 2)), y[order]
