"""Points of a function worth a closer look: where it changes sign, turns, or grows without bound."""

import numpy as np

from calcml.symbolic.sampling import evaluate

HALVINGS = 80


def sign_changes(f, x, y):
    """Where `f` crosses zero or jumps across it, to neighbouring floats."""
    (at,) = np.nonzero(np.sign(y[:-1]) * np.sign(y[1:]) < 0)
    left, right, sign = x[at], x[at + 1], np.sign(y[at])
    for _ in range(HALVINGS):
        middle = left / 2 + right / 2
        same = np.sign(evaluate(f, middle)) == sign
        left, right = np.where(same, middle, left), np.where(same, right, middle)
    return left


def turning_points(f, x, y):
    """The highest and lowest points near the sharpest turns of the samples, by golden section.

    Where an undefined point turns up, it is taken instead: it counts as the highest, or lowest.
    """
    steps = np.diff(y / 4)  # the difference of the largest floats is a float, too
    bends = np.diff(steps)
    (at,) = np.nonzero((np.sign(steps[:-1]) * np.sign(steps[1:]) <= 0) & (bends != 0))
    at = at[np.argsort(-np.abs(bends[at]))][:100]
    left, right, up = x[at], x[at + 2], -np.sign(bends[at])
    undefined = np.full(len(at), np.nan)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(80):
        lower, upper = right - golden * (right - left), left + golden * (right - left)
        below, above = up * evaluate(f, lower), up * evaluate(f, upper)
        undefined = np.where(np.isnan(below), lower, np.where(np.isnan(above), upper, undefined))
        rises = (below < above) | np.isnan(above)
        left, right = np.where(rises, lower, left), np.where(rises, right, upper)
    return np.where(np.isnan(undefined), left / 2 + right / 2, undefined)


def grows(f, points, step, low, high):
    """True where `f` grows or falls without bound towards a point, from one side at least.

    The values are compared at distances that shrink by a constant factor down to rounding. The change from one to the
    next must not fall off: it grows itself at 1/x, stays the same at log|x|, and dies out wherever f has a limit.
    """
    nearest = 256 * np.spacing(np.maximum(np.abs(points), step))
    distances = nearest[:, None] * (step / 2 / nearest)[:, None] ** np.linspace(1, 0, 12)
    result = np.zeros(len(points), dtype=bool)
    for side in (-1, 1):
        x = points[:, None] + side * distances
        values = evaluate(f, np.clip(x, low, high))[:, -5:]
        change = np.diff(values) * np.sign(values[:, -1:] - values[:, :1])
        goes_on = np.all(change[:, 1:] >= 0.9 * change[:, :-1], axis=1)
        counts = np.all(change > 1e-6 * np.abs(values[:, 1:]), axis=1)
        result |= goes_on & counts & np.all((x >= low) & (x <= high), axis=1)
    return result
