"""Descent with noisy gradients: how near to the minimum it stays."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.descents import plain, plain_rate
from calcml.figures.minibatches import Few
from calcml.figures.parts import moving_line
from calcml.live import LiveFigure
from calcml.live.formula_line import coloured, fraction, math

SEED = 0
START, STEPS, CHAINS = 2.0, 100, 1000
SETTLED = 61  # the first of the steps over which the mean square is measured
BATCHES = (1, 2, 4, 8, 16, 32, 64)
RATES = (0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, *np.round(np.arange(1, 2, 0.1), 1).tolist())
SEEN, SQUARES = 6.0, (3e-4, 60)  # the largest |x| shown, and the mean squares shown


def batch_noise(batch=1, rate=0.5):
    """Descent on f = x²/2 with the gradient of a batch: one walk, and the mean square of 1,000, with its floor.

    Each sample's gradient is x plus normal noise of variance σ² = 1; a batch of B, drawn with replacement, has noise of
    variance σ²/B. The expected square of x goes to the floor ησ²/((2 − η)B), for 0 < η < 2. All walks start at x = 2,
    from a fixed seed. First used in notebook 07.

    Parameters
    ----------
    batch : int
        B: 1, 2, 4, 8, 16, 32 or 64.
    rate : float
        The learning rate η, from 0.1 to 1.9.

    Returns
    -------
    LiveFigure
        Its controls: batch and rate.
    """
    picture = _Noise()
    controls = {
        "batch": Few(BATCHES, batch, label="batch size B"),
        "rate": Few(RATES, rate, label="learning rate η"),
    }
    return LiveFigure(picture.fig, picture.update, name="batch_noise", **controls)


def floor(rate, batch):
    """The stationary variance ησ²/((2 − η)B), with σ² = 1. It solves V = (1 − η)²V + η²σ²/B."""
    return rate / ((2 - rate) * batch)


class _Noise:
    """One walk against the step, and the mean square of all."""

    def __init__(self):
        self.noise = np.random.default_rng(SEED).standard_normal((STEPS, CHAINS))
        self.walks = lru_cache(200)(self._walks)
        self.fig, (one, all_of_them) = plt.subplots(1, 2, figsize=(7, 3.7), layout="constrained")
        plotting.zero_line(one)
        one.set(xlim=(-3, STEPS + 3), ylim=(-SEEN, SEEN), xlabel="step", ylabel="x")
        one.set_title("One walk; dashed: ±√floor", fontsize=12.5)
        all_of_them.set(xlim=(-3, STEPS + 3), yscale="log", ylim=SQUARES, xlabel="step", ylabel="mean of x²")
        all_of_them.set_yticks([1e-3, 1e-2, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
        all_of_them.minorticks_off()
        all_of_them.set_title("1,000 walks; dashed: floor", fontsize=12.5)
        self.one, self.mean = moving_line(one, "path", lw=1.2), moving_line(all_of_them, "path", lw=1.6)
        self.band, self.floor = (moving_line(ax, "second", "--", lw=2) for ax in (one, all_of_them))

    def _walks(self, rate, batch):
        """The first walk, and the mean square of all at every step."""
        x, first, squares = np.full(CHAINS, START), [START], [START**2]
        for noise in self.noise / np.sqrt(batch):
            x = x - rate * (x + noise)
            first.append(x[0])
            squares.append(np.mean(x * x))
        return np.array(first), np.array(squares)

    def update(self, batch, rate):
        first, squares = self.walks(rate, batch)
        low = floor(rate, batch)
        self.one.set_data(np.arange(STEPS + 1), first)
        self.mean.set_data(np.arange(STEPS + 1), squares)
        ends, root = [0, STEPS], low**0.5
        self.band.set_data([*ends, np.nan, *ends], [root, root, np.nan, -root, -root])
        self.floor.set_data(ends, [low, low])
        return _words(batch, rate, first, squares), _formula(batch, rate)


def _words(batch, rate, first, squares):
    measured, steps = plain(np.mean(squares[SETTLED:]), 3), f"steps {SETTLED} to {STEPS}"
    put_in = f"With η = {plain_rate(rate)} and B = {batch}"
    sentence = (
        f"{put_in} the mean of x², over 1,000 walks and {steps}, is {measured}. The floor is {_low(rate, batch)}."
    )
    return sentence + " The one walk leaves the picture at times." * bool(np.max(np.abs(first)) > SEEN)


def _formula(batch, rate):
    put_in = fraction(f"{plain_rate(rate)} · 1", f"(2 − {plain_rate(rate)}) · {batch}")
    return math("floor = ", fraction("η σ²", "(2 − η) B"), " = ", put_in, " = ", coloured("second", _low(rate, batch)))


def _low(rate, batch):
    return plain(floor(rate, batch), 3)
