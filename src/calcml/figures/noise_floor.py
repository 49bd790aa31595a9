"""Descent with noisy gradients: how near to the minimum it stays."""

from functools import lru_cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.descents import plain, plain_rate
from calcml.figures.minibatches import Few
from calcml.figures.parts import moving_line
from calcml.live import LiveFigure
from calcml.live.formula_line import fraction, math

SEED = 0
START, STEPS, CHAINS = 2.0, 100, 1000
SETTLED = 61  # the first of the steps over which the mean square is measured
BATCHES = (1, 2, 4, 8, 16, 32, 64)
RATES = (0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, *np.round(np.arange(1, 2, 0.1), 1).tolist())
SEEN, SQUARES = 6.0, (3e-4, 60)  # the largest |x| shown, and the mean squares shown


def batch_noise(batch=1, rate=0.5):
    """Descent on f = x²/2 with the gradient of a batch: one walk, and the mean square of 1,000, with where it settles.

    Each sample's gradient is x plus normal noise of variance σ² = 1; a batch of B, drawn with replacement, has noise of
    variance σ²/B. The expected square of x goes to the floor ησ²/((2 − η)B), for 0 < η < 2; that is left to the reader,
    and the figure says and draws what it measures. All walks start at x = 2, from a fixed seed. First used in notebook
    07.

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


class _Noise:
    """One walk against the step, and the mean square of all."""

    def __init__(self):
        self.noise = np.random.default_rng(SEED).standard_normal((STEPS, CHAINS))
        self.walks = lru_cache(200)(self._walks)
        self.fig, (one, all_of_them) = plt.subplots(1, 2, figsize=(7, 3.7), layout="constrained")
        plotting.zero_line(one)
        one.set(xlim=(-3, STEPS + 3), ylim=(-SEEN, SEEN), xlabel="step", ylabel="x")
        one.set_title("One walk; dashed: typical |x|", fontsize=12.5)
        all_of_them.set(xlim=(-3, STEPS + 3), yscale="log", ylim=SQUARES, xlabel="step", ylabel="mean of x²")
        all_of_them.set_yticks([1e-3, 1e-2, 0.1, 1, 10], ["0.001", "0.01", "0.1", "1", "10"])
        all_of_them.minorticks_off()
        all_of_them.set_title("1,000 walks; dashed: level", fontsize=12.5)
        self.one, self.mean = moving_line(one, "path", lw=1.2), moving_line(all_of_them, "path", lw=1.6)
        self.band, self.settled = (moving_line(ax, "second", "--", lw=2) for ax in (one, all_of_them))

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
        settled = np.mean(squares[SETTLED:])
        self.one.set_data(np.arange(STEPS + 1), first)
        self.mean.set_data(np.arange(STEPS + 1), squares)
        ends, root = [0, STEPS], settled**0.5
        self.band.set_data([*ends, np.nan, *ends], [root, root, np.nan, -root, -root])
        self.settled.set_data([SETTLED, STEPS], [settled, settled])
        return _words(batch, rate, first, settled), _formula(batch, rate)


def _words(batch, rate, first, settled):
    put_in = (
        f"With η = {plain_rate(rate)} and B = {batch} the mean of x², over 1,000 walks and steps {SETTLED} to {STEPS},"
    )
    sentence = f"{put_in} is {plain(settled, 3)}. Its root, the typical distance from 0, is {plain(settled**0.5, 3)}."
    return sentence + " The one walk leaves the picture at times." * bool(np.max(np.abs(first)) > SEEN)


def _formula(batch, rate):
    step = math(f"x ← x − {plain_rate(rate)} · (x + noise), ")
    return step + math("noise of variance ", fraction("σ²", "B"), " = ", fraction("1", str(batch)))
