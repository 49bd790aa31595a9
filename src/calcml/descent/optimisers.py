"""The rules of descent that need the gradient only, and move a position entry by entry.

An optimiser is a frozen set of numbers. ``step(w, g, memory)`` returns the next position and what to remember; the
first memory is None. It changes nothing that it is given, so one optimiser can walk many paths.
"""

from dataclasses import dataclass

import numpy as np

from calcml.descent.base import Optimiser


@dataclass(frozen=True)
class GradientDescent(Optimiser):
    """Plain descent: w ← w − ηg.

    On an L-smooth f, with 0 < η < 2/L, the value falls at every step that is not already stationary. First used in
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
class Momentum(Optimiser):
    """Heavy ball: v ← βv + g, then w ← w − ηv, with v = 0 at first.

    The convention in which the gradient enters v whole: η here is (1 − β) times the η of v ← βv + (1 − β)g. First used
    in notebook 06. Source: Polyak (1964).

    Parameters
    ----------
    rate : float
        The learning rate η, positive.
    momentum : float, default 0.9
        β, the share of the last v that is kept: −1 < β < 1. Below 0 it brakes.

    Examples
    --------
    >>> w, v = Momentum(rate=0.5, momentum=0.5).step(1.0, 0.2, 0.8)  # v was 0.8
    >>> print(f"{w:.2f} {v:.2f}")
    0.70 0.60
    """

    rate: float
    momentum: float = 0.9

    def step(self, w, g, memory):
        """The next position, and v."""
        v = g if memory is None else self.momentum * memory + g
        return w - self.rate * v, v


@dataclass(frozen=True)
class Nesterov(Optimiser):
    """Nesterov's momentum: v ← βv + g, then w ← w − η(g + βv), with v = 0 at first.

    The gradient is taken where the momentum is about to lead; w is that point, one share of v ahead. First used in
    notebook 06. Source: Nesterov (1983), as rewritten by Sutskever and others (2013), section 2, seen from the point
    ahead.

    Parameters
    ----------
    rate : float
        The learning rate η, positive.
    momentum : float, default 0.9
        β, the share of the last v that is kept: −1 < β < 1.

    Examples
    --------
    >>> w, v = Nesterov(rate=0.5, momentum=0.5).step(1.0, 0.2, 0.8)  # v was 0.8
    >>> print(f"{w:.2f} {v:.2f}")
    0.75 0.60
    """

    rate: float
    momentum: float = 0.9

    def step(self, w, g, memory):
        """The next position, and v."""
        v = g if memory is None else self.momentum * memory + g
        return w - self.rate * (g + self.momentum * v), v


@dataclass(frozen=True)
class RMSProp(Optimiser):
    """Divide by the recent size of the gradient: s ← ρs + (1 − ρ)g², then w ← w − ηg/(√s + ε), with s = 0 at first.

    First used in notebook 07. Source: Tieleman and Hinton (2012), lecture 6.5, where ρ = 0.9; ε as in PyTorch.

    Parameters
    ----------
    rate : float
        The learning rate η, positive.
    decay_squares : float, default 0.99
        ρ, the share of the last s that is kept: 0 ≤ ρ < 1.
    epsilon : float, default 1e-8
        Keeps the quotient finite where the gradient is zero; positive.

    Examples
    --------
    >>> w, s = RMSProp(rate=0.1, decay_squares=0.75).step(1.0, 0.2, None)  # √s is half of |g|
    >>> print(f"{w:.4f} {s:.4f}")
    0.8000 0.0100
    """

    rate: float
    decay_squares: float = 0.99
    epsilon: float = 1e-8

    def step(self, w, g, memory):
        """The next position, and s."""
        s = self.decay_squares * (0.0 if memory is None else memory) + (1 - self.decay_squares) * g * g
        return w - self.rate * g / (np.sqrt(s) + self.epsilon), s


@dataclass(frozen=True)
class Adam(Optimiser):
    """Momentum over RMSProp, both corrected for starting at zero.

    m ← β₁m + (1 − β₁)g, s ← β₂s + (1 − β₂)g², then w ← w − η m̂/(√ŝ + ε) with m̂ = m/(1 − β₁ᵗ) and ŝ = s/(1 − β₂ᵗ) at
    step t. The first step has the size η|g|/(|g| + ε). First used in notebook 07. Source: Kingma and Ba (2015),
    algorithm 1.

    Parameters
    ----------
    rate : float, default 0.001
        The learning rate η, positive.
    decay, decay_squares : float, default 0.9 and 0.999
        β₁ and β₂, the shares of the last m and s that are kept: from 0 to below 1.
    epsilon : float, default 1e-8
        Keeps the quotient finite where the gradient is zero; positive.

    Examples
    --------
    >>> for g in (5.0, 0.005):  # the first step is as long as the rate, whatever the gradient
    ...     print(f"{Adam(rate=0.1).step(1.0, g, None)[0]:.4f}")
    0.9000
    0.9000
    """

    rate: float = 1e-3
    decay: float = 0.9
    decay_squares: float = 0.999
    epsilon: float = 1e-8

    def step(self, w, g, memory):
        """The next position, and (t, m, s)."""
        t, m, s = (0, 0.0, 0.0) if memory is None else memory
        t, m = t + 1, self.decay * m + (1 - self.decay) * g
        s = self.decay_squares * s + (1 - self.decay_squares) * g * g
        m_hat, s_hat = m / (1 - self.decay**t), s / (1 - self.decay_squares**t)
        return w - self.rate * m_hat / (np.sqrt(s_hat) + self.epsilon), (t, m, s)
