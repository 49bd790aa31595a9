"""How the weights of a layer are drawn at first, so that signals and gradients keep their size from layer to layer.

The sum of n terms w·x, with independent weights of mean 0 and variance v, has the mean square n·v·E[x²]: that of x
where v = 1/n. Each initialiser is called with (d_in, d_out, rng) and returns weights of shape (d_in, d_out).
"""

from math import isfinite
from numbers import Real

import numpy as np


def he(d_in, d_out, rng):
    """Normal weights with mean 0 and standard deviation √(2/d_in), for layers that ReLU follows.

    ReLU passes on half of a symmetric signal's mean square; the factor 2 makes up for it. First used in notebook 10.
    Source: He, Zhang, Ren and Sun (2015), section 2.2.

    Parameters
    ----------
    d_in, d_out : int
        Numbers of inputs (the fan-in) and of outputs.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).

    Returns
    -------
    ndarray, shape (d_in, d_out)

    Raises
    ------
    ValueError
        If a size is no whole number from 1 on.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> weights = he(256, 100, np.random.default_rng(0))
    >>> print(f"{weights.std():.3f} {np.sqrt(2 / 256):.3f}")
    0.088 0.088
    """
    _check(d_in, d_out, rng)
    return rng.normal(0, np.sqrt(2 / d_in), (d_in, d_out))


def xavier(d_in, d_out, rng):
    """Normal weights with mean 0 and standard deviation √(2/(d_in + d_out)), for tanh, or for no activation.

    A signal keeps its size on the way forward where the variance is 1/d_in, a gradient on the way back where it is
    1/d_out; this lies between. First used in notebook 10. Source: Glorot and Bengio (2010), equation 12; they then draw
    from a uniform distribution of this variance. Parameters and errors as of `he`.

    Returns
    -------
    ndarray, shape (d_in, d_out)

    Examples
    --------
    >>> weights = xavier(100, 300, np.random.default_rng(0))
    >>> print(f"{weights.std():.3f} {np.sqrt(2 / 400):.3f}")
    0.071 0.071
    """
    _check(d_in, d_out, rng)
    return rng.normal(0, np.sqrt(2 / (d_in + d_out)), (d_in, d_out))


def normal(std):
    """An initialiser whose weights all have mean 0 and this standard deviation, whatever the sizes.

    First used in notebook 10, to see signals fade and explode; a small one suits a last layer, whose scores then start
    near 0.

    Parameters
    ----------
    std : float
        From 0 on; with 0 all weights are 0.

    Returns
    -------
    callable
        An initialiser, to be called as `he` is.

    Raises
    ------
    ValueError
        If `std` is no finite number from 0 on.

    Examples
    --------
    >>> small = normal(0.01)
    >>> print(f"{small(100, 300, np.random.default_rng(0)).std():.3f}")
    0.010
    """
    if not isinstance(std, Real) or not isfinite(std) or std < 0:
        raise ValueError(f"std = {std!r}; expected a finite number from 0 on, such as 0.01.")

    def initialiser(d_in, d_out, rng):
        _check(d_in, d_out, rng)
        return rng.normal(0, std, (d_in, d_out))

    return initialiser


def _check(d_in, d_out, rng):
    for name, size in (("d_in", d_in), ("d_out", d_out)):
        if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
            raise ValueError(f"{name} = {size!r}; expected a whole number from 1 on, such as 64.")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng = {rng!r}; expected a random generator, such as np.random.default_rng(0).")
