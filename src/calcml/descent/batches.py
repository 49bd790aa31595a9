"""Mini-batches: which rows of the data each step looks at."""

import numpy as np


def minibatches(n, size, rng, replace=False, steps=None):
    """Draw mini-batches of rows, in random order.

    Without replacement every row of an epoch is in exactly one batch. With replacement every row of every batch is
    drawn anew, so the batches are independent. Either way the mean over a batch is an unbiased estimate of the mean
    over all rows. First used in notebook 07.

    Parameters
    ----------
    n : int
        How many rows there are.
    size : int
        How many rows a batch has, 1 ≤ size ≤ n. Without replacement the last batch of an epoch holds what is left.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).
    replace : bool, default False
        Whether a row may be drawn again before all others were.
    steps : int, optional
        How many batches; without it, as many as cover n rows once: an epoch. More than that begins another epoch,
        shuffled anew. `descend` asks for a gradient at the start and after each step: one batch more than steps.

    Returns
    -------
    iterator of ndarray, shape (size,)
        Indices of rows, from 0 to n − 1.

    Raises
    ------
    ValueError
        If n, size or steps is no whole number in its range.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> batches = minibatches(5, size=2, rng=np.random.default_rng(0))
    >>> [len(batch) for batch in batches]
    [2, 2, 1]
    """
    _check_whole("n", n, 1)
    _check_whole("size", size, 1, n)
    steps = -(-n // size) if steps is None else steps
    _check_whole("steps", steps, 1)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng = {rng!r}; expected a random generator, such as np.random.default_rng(0).")
    return _draws(n, size, rng, steps) if replace else _epochs(n, size, rng, steps)


def _draws(n, size, rng, steps):
    for _ in range(steps):
        yield rng.integers(n, size=size)


def _epochs(n, size, rng, steps):
    starts = range(0, n, size)
    for step in range(steps):
        if step % len(starts) == 0:
            order = rng.permutation(n)
        start = starts[step % len(starts)]
        yield order[start : start + size]


def _check_whole(name, value, least, most=np.inf):
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not whole or not least <= value <= most:
        limits = f"from {least} on" if most == np.inf else f"from {least} to n = {most}"
        raise ValueError(f"{name} = {value!r}; expected a whole number {limits}.")
