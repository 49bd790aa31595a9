"""The rules of descent: from a position and its gradient to the next position.

An optimiser is a frozen set of numbers. ``step(w, g, memory)`` returns the next position and what to remember; the
first memory is None. It changes nothing that it is given, so one optimiser can walk many paths. Positions of any shape
are moved entry by entry; only Newton and Backtracking need to know that the first axis of `w` holds the coordinates.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np


class _Optimiser:
    """Checks the numbers of an optimiser."""

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type is Callable:
                if not callable(value):
                    raise TypeError(f"{field.name} should be a function of w, got {type(value).__name__}.")
                continue
            if not isinstance(value, int | float | np.number) or not np.isfinite(value):
                raise ValueError(f"{field.name} = {value!r}; expected one finite number.")
            share = field.name in ("momentum", "decay", "decay_squares", "shrink", "demand")
            if share and not 0 <= value < 1:
                raise ValueError(f"{field.name} = {value}; expected a share from 0 to below 1, such as 0.9.")
            if not share and value <= 0:
                raise ValueError(f"{field.name} = {value}; expected a positive number, such as 0.1.")


@dataclass(frozen=True)
class GradientDescent(_Optimiser):
    """Plain descent: w ← w − ηg.

    For an L-smooth f and 0 < η < 2/L the value falls at every step that is not already stationary. First used in
    notebook 05. Source: Cauchy (1847).

    Parameters
    ----------
    rate : float
        The learning rate η, positive.

    Examples
    --------
    >>> GradientDescent(rate=0.5).step(1.0, 0.2, None)[0]
    0.9
    """

    rate: float

    def step(self, w, g, memory):
        """The next position, and nothing to remember."""
        return w - self.rate * g, None


@dataclass(frozen=True)
class Momentum(_Optimiser):
    """Heavy ball: v ← βv + g, then w ← w − ηv, with v = 0 at first.

    The convention in which the gradient enters v whole: η here is (1 − β) times the η of v ← βv + (1 − β)g. First used
    in notebook 06. Source: Polyak (1964).

    Parameters
    ----------
    rate : float
        The learning rate η, positive.
    momentum : float, default 0.9
        β, the share of the last v that is kept: 0 ≤ β < 1.
    """

    rate: float
    momentum: float = 0.9

    def step(self, w, g, memory):
        """The next position, and v."""
        v = g if memory is None else self.momentum * memory + g
        return w - self.rate * v, v


@dataclass(frozen=True)
class Nesterov(_Optimiser):
    """Nesterov's momentum: v ← βv + g, then w ← w − η(g + βv), with v = 0 at first.

    The form that looks ahead by one more share of v, and needs the gradient at w only. First used in notebook 06.
    Source: Nesterov (1983), in the form of Sutskever and others (2013). Parameters as of `Momentum`.
    """

    rate: float
    momentum: float = 0.9

    def step(self, w, g, memory):
        """The next position, and v."""
        v = g if memory is None else self.momentum * memory + g
        return w - self.rate * (g + self.momentum * v), v


@dataclass(frozen=True)
class RMSProp(_Optimiser):
    """Divide by the recent size of the gradient: s ← ρs + (1 − ρ)g², then w ← w − ηg/(√s + ε), with s = 0 at first.

    First used in notebook 07. Source: Tieleman and Hinton (2012).

    Parameters
    ----------
    rate : float
        The learning rate η, positive.
    decay_squares : float, default 0.99
        ρ, the share of the last s that is kept.
    epsilon : float, default 1e-8
        Keeps the quotient finite where the gradient is zero.
    """

    rate: float
    decay_squares: float = 0.99
    epsilon: float = 1e-8

    def step(self, w, g, memory):
        """The next position, and s."""
        s = self.decay_squares * (0.0 if memory is None else memory) + (1 - self.decay_squares) * g * g
        return w - self.rate * g / (np.sqrt(s) + self.epsilon), s


@dataclass(frozen=True)
class Adam(_Optimiser):
    """Momentum over RMSProp, both corrected for starting at zero.

    m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g², then w ← w − η m̂/(√ŝ + ε) with m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ) at
    step t. The first step has the size η|g|/(|g| + ε). First used in notebook 07. Source: Kingma and Ba (2015),
    algorithm 1.

    Parameters
    ----------
    rate : float, default 0.001
        The learning rate η, positive.
    decay, decay_squares : float, default 0.9 and 0.999
        β₁ and β₂.
    epsilon : float, default 1e-8
        Keeps the quotient finite where the gradient is zero.
    """

    rate: float = 1e-3
    decay: float = 0.9
    decay_squares: float = 0.999
    epsilon: float = 1e-8

    def step(self, w, g, memory):
        """The next position, and (t, m, s)."""
        t, m, s = (0, 0.0, 0.0) if memory is None else memory
        t, m, s = (
            t + 1,
            self.decay * m + (1 - self.decay) * g,
            self.decay_squares * s + (1 - self.decay_squares) * g * g,
        )
        m_hat, s_hat = m / (1 - self.decay**t), s / (1 - self.decay_squares**t)
        return w - self.rate * m_hat / (np.sqrt(s_hat) + self.epsilon), (t, m, s)


@dataclass(frozen=True)
class Newton(_Optimiser):
    """Jump to where the second-order model is flat: w ← w − H⁻¹g.

    That is a minimum only where H is positive definite: Newton's step is drawn to saddles and maxima too. Where H
    cannot be inverted the step is NaN. First used in notebook 06.

    Parameters
    ----------
    hessian : callable
        Maps a position of shape (d, ...) to its Hessians, shape (d, d, ...); for a number, f''.
    """

    hessian: Callable

    def step(self, w, g, memory):
        """The next position, and nothing to remember."""
        h = np.asarray(self.hessian(w), dtype=float)
        if h.ndim != np.ndim(w) + 1:  # one variable: a number, or many of them
            return w - np.divide(g, h, out=np.full(np.shape(g), np.nan), where=h != 0), None
        matrices, columns = np.moveaxis(h, (0, 1), (-2, -1)), np.moveaxis(np.asarray(g), 0, -1)[..., np.newaxis]
        with np.errstate(all="ignore"):
            singular = ~(np.abs(np.linalg.det(matrices)) > 0)
        safe = np.where(singular[..., np.newaxis, np.newaxis], np.eye(len(h)), matrices)
        step = np.where(singular[..., np.newaxis], np.nan, np.linalg.solve(safe, columns)[..., 0])
        return w - np.moveaxis(step, -1, 0), None


@dataclass(frozen=True)
class Backtracking(_Optimiser):
    """Plain descent whose rate is sought anew at every step: halve it until the value falls enough.

    Enough is Armijo's condition f(w − ηg) ≤ f(w) − cη‖g‖², which holds for every small η where f is differentiable
    and g ≠ 0. After 60 halvings it gives up and stays. First used in notebook 05. Source: Armijo (1966); Nocedal and
    Wright, Numerical Optimization, section 3.1.

    Parameters
    ----------
    f : callable
        Maps a position of shape (d, ...) to values of shape (...).
    rate : float, default 1
        The η that is tried first.
    shrink : float, default 0.5
        What η is multiplied by after a failure.
    demand : float, default 1e-4
        c, the share of the promised fall that is asked for.
    """

    f: Callable
    rate: float = 1.0
    shrink: float = 0.5
    demand: float = 1e-4

    def step(self, w, g, memory):
        """The next position, and nothing to remember."""
        here, slope = self.f(w), np.sum(np.square(g), axis=0) if np.ndim(g) else np.square(g)
        rate = np.full(np.shape(here), float(self.rate))
        for _ in range(60):
            with np.errstate(all="ignore"):
                fallen = self.f(w - rate * g) <= here - self.demand * rate * slope
            if np.all(fallen):
                return w - rate * g, None
            rate = np.where(fallen, rate, self.shrink * rate)
        return w - np.where(fallen, rate, 0.0) * g, None
