"""Which heights to draw: round numbers, evenly spaced, or 1, 2, 5, 10 … where the heights span powers of ten."""

import numpy as np
from matplotlib.ticker import MaxNLocator

_SKEWED = 0.2  # with half of all heights in so small a part of the range, floor or roof are flat and the walls steep
_FLAT = 1e-6  # of the range, or of 1: with half of all heights in so small a part, the levels suit the other half
_HUGE = 1e50  # greater heights have no say, where there are smaller ones


def choose_levels(z, count=8):
    """Round heights at which lines show the shape of `z`.

    Evenly spaced where they can be, so that lines close together mean steep. If half of all heights lie in the lowest
    fifth of the range, as in a valley with steep walls (Rosenbrock's), the levels grow like 1, 2, 5, 10 … above the
    lowest height; below the highest for a plateau with steep slopes. A flat part that fills more than half, as of
    relu(x - 1), has no say. A few heights far from all others, as beside a pole, are left out.

    Parameters
    ----------
    z : ndarray
        Heights; NaN is ignored.
    count : int, default 8
        About how many.

    Returns
    -------
    ndarray of float
        Rising; empty for a constant.
    """
    z = z[np.isfinite(z)]
    z = z[np.abs(z) < _HUGE] if np.any(np.abs(z) < _HUGE) else z
    low, high = float(z.min()), float(z.max())
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        return np.array([])
    median = float(np.median(z))
    if median - low < _SKEWED * (high - low):
        levels = _above_the_floor(z, low, high, count)
    elif high - median < _SKEWED * (high - low):
        levels = -_above_the_floor(-z, -high, -low, count)[::-1]
    else:
        levels = _evenly(*_inner(z), count)
    return levels + 0.0 if len(levels) else _evenly(low, high, count)


def _above_the_floor(z, low, high, count):
    """Levels that grow; if more than half of `z` is flat, as of relu(x - 1), those that suit the rest."""
    walls = z[z - low > _FLAT * min(high - low, 1)]
    if 2 * len(walls) >= len(z):
        walls = z
    elif np.median(walls) - low >= _SKEWED * (high - low):
        return _evenly(low, high, count)
    return _growing(walls, low, count)


def _evenly(low, high, count):
    ticks = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return ticks[(low < ticks) & (ticks < high)] + 0.0


def _inner(z):
    """The range without the few heights that lie far outside the middle half."""
    quarter, three_quarters = np.quantile(z, [0.25, 0.75])
    reach = 1.5 * (three_quarters - quarter)
    return max(z.min(), quarter - reach), min(z.max(), three_quarters + reach)


def _growing(z, low, count):
    """Levels that grow by a constant factor from 0, or from `low` where 0 is far away, rounded."""
    half = np.median(z)
    base = 0.0 if -half <= low < half / 2 else low
    near, middle, far = np.quantile(z - base, [0.02, 0.5, 0.995])
    near, far = max(near, (base - low) / 4, 1e-3 * middle), min(far, 1e4 * middle)
    first, last = np.floor(np.log10(near)), np.ceil(np.log10(far))
    powers = 10.0 ** np.arange(first, last + 1)
    for steps in ([1, 2, 5], [1, 3], [1]):
        levels = np.outer(powers, steps).ravel()
        levels = levels[(near <= levels) & (levels <= far)]
        if len(levels) <= count + 2:
            break
    if base:
        levels = np.round(base, int(-first) + 1) + levels
    elif low < 0:
        levels = np.concatenate([-levels, [0], levels])
    return np.unique(levels[levels > low])
