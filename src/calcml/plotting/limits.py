"""Which heights to show of a function whose values may run away."""

import numpy as np

_EXPLOSION = 1000  # values beyond this, far from all the others, are cut off; smaller peaks are shown whole


def value_limits(y, unbounded):
    """From where to where to show the values `y`: all of them, or their middle where some run away."""
    y = y[np.isfinite(y)]
    if not y.size:
        return -1.0, 1.0
    low, high = float(y.min()), float(y.max())
    inner = _middle(y)
    while inner[0] < inner[1] and (unbounded or _explodes(y, inner)):
        y = y[(inner[0] <= y) & (y <= inner[1])]
        inner, (low, high), unbounded = _middle(y), inner, False
    if high - low <= 1e-9 * max(abs(low), abs(high)):  # a constant, but for rounding
        margin = max(1.0, abs(low) / 2)
        return low - margin, high + margin
    margin = 0.07 * (high - low)  # where the curve ends inside the picture, not where it leaves it
    return low - margin * (low == y.min()), high + margin * (high == y.max())


def _middle(y):
    quarter, three_quarters = np.quantile(y, [0.25, 0.75])
    reach = 1.5 * (three_quarters - quarter)
    return max(float(y.min()), float(quarter - reach)), min(float(y.max()), float(three_quarters + reach))


def _explodes(y, inner):
    return np.abs(y).max() > _EXPLOSION and np.ptp(y) > 10 * (inner[1] - inner[0])
