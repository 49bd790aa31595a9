"""The values at which a slider stops, and the words for them."""

import math

import numpy as np

FEWEST_STEPS, MOST_STOPS = 80, 1001  # a slider that chooses its own step has 81 to 201 stops


def stops_between(low, high, log, integer, count):
    """The values of a slider and the words for them, rounded to what its step can tell apart."""
    if log:
        values = np.geomspace(low, high, count or min(max(round(20 * math.log10(high / low)) + 1, 2), MOST_STOPS))
        texts = [f"{low:g}", *_significant(values)[1:-1], f"{high:g}"]
        values = [low, *(float(text) for text in texts[1:-1]), high]
    elif integer:
        first, last = math.ceil(low), math.floor(high)
        most = min(max(last - first + 1, 0), count or MOST_STOPS)
        values = sorted({round(value) for value in np.linspace(first, last, most)})
        texts = [str(value) for value in values]
    else:
        values = np.linspace(low, high, count) if count else _round_steps(low, high)
        decimals = max(0, 1 - math.floor(math.log10(values[1] - values[0]) + 1e-9))
        values = [round(float(value), decimals + 1) + 0.0 for value in values]
        decimals = _decimals(values)
        texts = [f"{value:g}" if decimals is None else f"{value:.{decimals}f}" for value in values]
    if len(set(values)) < 2:
        raise ValueError(f"From {low:g} to {high:g} there are not two stops; a slider needs them. Widen it.")
    return values, [text.replace("e-0", "e-").replace("-", "−") for text in texts]


def _significant(values):
    """The values in three significant digits, or as many more as tell them apart."""
    for digits in range(3, 12):
        texts = [f"{value:.{digits}g}" for value in values]
        if len(set(texts)) == len(values):
            break
    return texts


def _round_steps(low, high):
    """Values from low to high in the largest step of 1, 2 or 5 times a power of ten that gives at least 81 of them."""
    power = 10.0 ** math.floor(math.log10((high - low) / FEWEST_STEPS))
    step = max(power * k for k in (1, 2, 5) if (high - low) / (power * k) >= FEWEST_STEPS * (1 - 1e-9))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    inner = step * np.arange(first, last + 1)
    return np.unique(np.round(np.concatenate([[low], inner, [high]]), 12))


def _decimals(values):
    """How many decimals are needed to write all of `values`; None if more than six."""
    return next(
        (
            d
            for d in range(7)
            if all(abs(value - round(value, d)) < 1e-9 * abs(values[-1] - values[0]) for value in values)
        ),
        None,
    )
