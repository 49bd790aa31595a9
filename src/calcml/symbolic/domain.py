"""Where a function of one variable has no value, or no bound. It knows no formula: it looks at values alone."""

from typing import NamedTuple

import numpy as np

from calcml.symbolic.sampling import evaluate
from calcml.symbolic.searching import HALVINGS, grows, sign_changes, turning_points

_HUGE, _LARGE = 1e290, 1e50  # beyond the first right beside a stretch, and the second a step away, values overflow


class Parts(NamedTuple):
    """Where a function has no value on an interval.

    Attributes
    ----------
    intervals : list of (float, float)
        First and last undefined number of each stretch; both equal for a hole in one point, as of sin(x)/x at 0.
    poles : list of float
        Points near which the function is unbounded: 1/x, 1/x², tan, and log|x| too. To be left out of the curve.
    too_large : list of (float, float)
        Stretches where the values overflow, as exp(exp(x)) does for x > 6.57.
    single : list of float
        Points within `intervals` that have a value, with none beside them, as of x^x at -2.
    """

    intervals: list
    poles: list
    too_large: list
    single: list


def undefined_parts(f, low, high, samples=2001):
    """Where `f` has no value on [low, high], and where it is unbounded.

    `f` is sampled, at round numbers too; the ends of each undefined stretch are then bisected to neighbouring floats,
    and each place where the samples change sign or turn is looked at from ever nearer: it is a pole if |f| goes on
    growing there. Steep but continuous curves and jumps are none. A stretch narrower than a step, (high - low)/(samples
    - 1), can be missed, and so can a pole if `f` swings between its neighbours. First used in notebook 01.

    Parameters
    ----------
    f : callable
        As in `evaluate`.
    low, high : float
        The ends, finite, low < high.
    samples : int, default 2001

    Returns
    -------
    Parts
        The interval (low, high) alone if `f` is undefined everywhere.

    Raises
    ------
    ValueError
        If `low` is not below `high`, or one is not finite.

    Examples
    --------
    >>> undefined_parts(np.log, -1.0, 2.0).intervals
    [(-1.0, 0.0)]
    >>> undefined_parts(lambda x: 1 / (x - 0.5), -1.0, 2.0).poles
    [0.5]
    """
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"expected two finite numbers, low < high, got {low!r} and {high!r}")
    x = np.linspace(low, high, samples)
    y = evaluate(f, x)
    step = x[1] - x[0]
    turns = turning_points(f, x, y)
    between = turns[np.isnan(evaluate(f, turns))]  # stretches between the samples
    x = np.union1d(x, np.concatenate([between, _round_numbers(low, high, step)]))
    y = evaluate(f, x)
    single = _single_values(f, x, y)
    y[np.isin(x, single)] = np.nan
    points, poles, intervals, too_large = _sort_stretches(f, _stretches(f, x, y, step), step)
    near = np.concatenate([points, sign_changes(f, x, y), turns])
    poles = _distinct([_nice(p, step) for p in [*poles, *near[grows(f, near, step, low, high)]]], step)
    holes = [(p, p) for p in points if not any(abs(p - pole) < step / 2 for pole in poles)]
    return Parts(sorted(intervals + holes), poles, too_large, single.tolist())


def _round_numbers(low, high, step):
    """The numbers on [low, high] with as many decimals as fit a step: typed formulas have their holes there."""
    digits = -int(np.ceil(np.log10(step)))
    unit = 10.0 ** abs(digits)
    scaled = (low * unit, high * unit) if digits > 0 else (low / unit, high / unit)
    whole = np.arange(np.ceil(scaled[0]), np.floor(scaled[1]) + 1)
    rounded = whole / unit if digits > 0 else whole * unit
    return rounded[(low <= rounded) & (rounded <= high)]


def _single_values(f, x, y):
    """The samples that have a value though the floats on both sides have none."""
    missing = np.isnan(np.pad(y, 1, constant_values=np.nan))
    alone = x[~missing[1:-1] & missing[:-2] & missing[2:]]
    return alone[np.all(np.isnan(evaluate(f, np.nextafter(alone, [[-np.inf], [np.inf]]))), axis=0)]


def _stretches(f, x, y, step):
    """Each run of NaN samples, as (first, last) undefined number."""
    missing = np.isnan(y)
    edges = np.flatnonzero(missing[1:] != missing[:-1])
    outside, inside = np.where(missing[edges], x[edges + 1], x[edges]), np.where(missing[edges], x[edges], x[edges + 1])
    for _ in range(HALVINGS):
        middle = outside / 2 + inside / 2
        undefined = np.isnan(evaluate(f, middle))
        inside, outside = np.where(undefined, middle, inside), np.where(undefined, outside, middle)
    inside = [_settle(f, *ends, step) for ends in zip(inside, outside, strict=True)]
    ends = ([x[0]] if missing[0] else []) + inside + ([x[-1]] if missing[-1] else [])
    return [(float(a), float(b)) for a, b in zip(ends[::2], ends[1::2], strict=True)]


def _settle(f, inside, outside, step):
    """The last undefined number. At 0 the floats are so dense that halving gets near, but not there."""
    rounded = _rounded(inside, step)
    if rounded is None or not min(inside, outside) <= rounded <= max(inside, outside):
        return inside
    return rounded if np.isnan(evaluate(f, rounded)) else np.nextafter(rounded, np.sign(inside - outside) * np.inf)


def _sort_stretches(f, stretches, step):
    """Single points, poles, undefined intervals, and intervals where `f` overflows."""
    points, poles, intervals, too_large = [], [], [], []
    for first, last in stretches:
        huge = np.abs(evaluate(f, [np.nextafter(first, -np.inf), np.nextafter(last, np.inf)])) > _HUGE
        large = np.abs(evaluate(f, [first - step, last + step])) > _LARGE
        if np.all(huge) and last - first < 2 * step:
            poles.append(first / 2 + last / 2)
        elif last - first < 1e-9 * step:
            points.append(_nice(first / 2 + last / 2, step))
        else:
            (too_large if np.any(huge & large) else intervals).append((first, last))
    return points, poles, intervals, too_large


def _rounded(point, step):
    """The round number within rounding of `point`, such as 0 for 3e-19; None if there is none."""
    digits = int(np.ceil(-np.log10(step))) + 3
    rounded = round(float(point), digits) + 0.0
    return rounded if abs(rounded - point) <= 1e-9 * step + 4 * np.spacing(abs(point)) else None


def _nice(point, step):
    rounded = _rounded(point, step)
    return float(point) if rounded is None else rounded


def _distinct(points, step):
    """`points` in order, without those that lie within a tenth of a step of the one before."""
    kept = []
    for point in sorted(points):
        if not kept or point - kept[-1] > step / 10:
            kept.append(point)
    return kept


def describe_undefined(parts, low, high, variable="x"):
    """Where a function has no value, in words: "not defined for x ≤ 0", "unbounded near x = 2"; "" if nowhere.

    Parameters
    ----------
    parts : Parts
        From `undefined_parts`, on the same [low, high].
    low, high : float
        The ends of the interval that is looked at; a stretch that reaches one is said to go on.
    variable : str, default "x"

    Returns
    -------
    str
        No capital and no full stop, so that it fits into a sentence.

    Examples
    --------
    >>> describe_undefined(undefined_parts(np.log, -1.0, 2.0), -1.0, 2.0)
    'not defined for x ≤ 0'
    """
    said = []
    undefined = "not defined, or only at single points," if parts.single else "not defined"
    holes = [a for a, b in parts.intervals if a == b]
    stretches = [stretch for stretch in parts.intervals if stretch[0] < stretch[1]]
    if stretches == [(low, high)]:
        return f"{undefined} anywhere from {_number(low)} to {_number(high)}"
    if stretches:
        said.append(f"{undefined} for " + _listed([_range(s, low, high, variable) for s in stretches]))
    if holes:
        said.append(f"not defined at {variable} = " + _listed(map(_number, holes)))
    if parts.too_large:
        said.append("too large to draw for " + _listed([_range(s, low, high, variable) for s in parts.too_large]))
    if parts.poles:
        said.append(f"unbounded near {variable} = " + _listed(map(_number, parts.poles)))
    return ", ".join(said)


def _range(stretch, low, high, variable):
    """One stretch as an inequality: strict at its end unless a round number there is undefined itself."""
    first, last = stretch
    left, right = (_rounded(end, (high - low) / 2000) for end in stretch)
    left_included, right_included = left is not None and first <= left, right is not None and last >= right
    left, right = (_number(end if near is None else near) for end, near in zip(stretch, (left, right), strict=True))
    if first <= low and last >= high:
        return f"all {variable}"
    if first <= low:
        return f"{variable} {'≤' if right_included else '<'} {right}"
    if last >= high:
        return f"{variable} {'≥' if left_included else '>'} {left}"
    return f"{left} {'≤' if left_included else '<'} {variable} {'≤' if right_included else '<'} {right}"


def _number(value):
    return f"{value:.4g}".replace("-", "−")


def _listed(words, most=6):
    words = list(words)
    if len(words) > most:
        words = [*words[:most], f"{len(words) - most} more"]
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
