"""A line search: the value itself says how far to go."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calcml.descent.base import Optimiser, as_reals, value_or_nan

TRIES = 60  # halved so often, a rate of 1 is 1e-18


@dataclass(frozen=True)
class Backtracking(Optimiser):
    """Plain descent whose rate is sought anew at every step: shrink it until the value falls enough.

    Enough is Armijo's condition f(w − ηg) ≤ f(w) − cη‖g‖², which holds for every small η where f is differentiable and
    g ≠ 0; it is asked for strictly, so that a fall lost in round-off does not count. After 60 tries there is no step,
    and `descend` says so. First used in notebook 05. Source: Armijo (1966); Nocedal and Wright, Numerical Optimization
    (2006), section 3.1.

    Parameters
    ----------
    f : callable
        Maps a position of shape (d, ...) to values of shape (...).
    rate : float, default 1
        The η that is tried first, positive.
    shrink : float, default 0.5
        What η is multiplied by after a failure, between 0 and 1.
    demand : float, default 1e-4
        c, the share of the promised fall that is asked for: 0 ≤ c < 1.

    Examples
    --------
    >>> Backtracking(lambda x: x**2).step(1.0, 2.0, None)[0]  # η = 1 leads to −1, no lower; η = 1/2 to 0
    np.float64(0.0)
    """

    f: Callable
    rate: float = 1.0
    shrink: float = 0.5
    demand: float = 1e-4

    no_step = (
        "No step against the gradient lowers f. Either the gradient is wrong (check_gradient tells), "
        "or what is left to fall is lost in round-off."
    )

    def step(self, w, g, memory):
        """The next position, and nothing to remember."""
        here = as_reals(self.f(w))
        squared = np.square(g) if np.shape(here) == np.shape(g) else np.sum(np.square(g), axis=0)
        rate = np.full(np.shape(here), float(self.rate))
        for _ in range(TRIES):
            with np.errstate(all="ignore"):
                there = value_or_nan(self.f, w - rate * g, np.shape(here))
                fallen = there < here - self.demand * rate * squared
            if np.all(fallen):
                break
            rate = np.where(fallen, rate, self.shrink * rate)
        return w - np.where(fallen, rate, np.nan) * g, None
