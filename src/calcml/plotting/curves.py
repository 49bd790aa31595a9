"""The curve of any function: gaps where it has no value, breaks at poles and jumps, and limits that show its shape."""

import numpy as np

from calcml.plotting.limits import value_limits
from calcml.plotting.text import halo, label_where_free, line_colour, make_room
from calcml.style import TEXT_COLOURS
from calcml.symbolic import evaluate, undefined_parts

_SAMPLES = 1001


def curve(ax, f, low, high, colour="function", label=None, **line):
    """Draw y = f(x) from `low` to `high`, for any `f`, and show where it has no value.

    Gaps are shaded and named; the curve breaks at poles (a thin dotted line) and at jumps; a ring stands where a single
    point is missing. The y-limits show all values, but near poles and explosions only those within 1.5 interquartile
    ranges of the middle half. A second curve in the same axes widens the limits. To draw another `f` in their place,
    call `clear(ax)` first. First used in notebook 01.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its axes are named x and f(x), unless they have names.
    f : callable
        A function of one number, or of an array entry by entry; where it is not defined it may give NaN, or raise
        ValueError or ArithmeticError.
    low, high : float
        The ends, finite, low < high.
    colour : str, default "function"
        A key of `calcml.style.COLOURS`, or any matplotlib colour.
    label : str, optional
        Written beside the curve, where it crosses nothing if there is such a place.
    **line
        Passed on to `Axes.plot`, such as linestyle or linewidth.

    Returns
    -------
    matplotlib.lines.Line2D
        The curve; its data hold NaN at every gap and break.

    Raises
    ------
    ValueError
        If `low` is not below `high`, or one is not finite.
    TypeError
        If `f` returns something else than a number.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = Figure().subplots()
    >>> curve(ax, lambda x: 1 / x, -3, 3).get_color()
    '#0072B2'
    >>> np.round(ax.get_ylim(), 1).tolist()
    [-2.7, 2.7]
    """
    parts = undefined_parts(f, low, high)
    limits = value_limits(evaluate(f, np.linspace(low, high, _SAMPLES)), unbounded=bool(parts.poles or parts.too_large))
    x, y = _samples(f, low, high, parts, limits)
    (drawn,) = ax.plot(x, y, **{"color": line_colour(colour), "linestyle": "-"} | line)
    _fit(ax, low, high, limits)
    _mark_missing(ax, f, low, high, parts, drawn)
    ax.set(xlabel=ax.get_xlabel() or "x", ylabel=ax.get_ylabel() or "f(x)")
    if label:
        label_where_free(ax, label, drawn, colour)
    else:
        make_room(ax)
    return drawn


def _samples(f, low, high, parts, limits):
    """Points of the curve: evenly spaced, and closer and closer towards poles and the ends of what is undefined."""
    x = np.linspace(low, high, _SAMPLES)
    near = np.geomspace(1e-6, 1, 25) * (x[1] - x[0])
    ends = [end for part in (*parts.intervals, *parts.too_large) for end in part]
    x = np.concatenate([x, *(p + s * near for p in (*parts.poles, *ends) for s in (-1, 1)), *map(_neighbours, ends)])
    x = np.unique(np.concatenate([x[(low <= x) & (x <= high)], parts.poles]))
    y = evaluate(f, x)
    for pole in parts.poles:
        y[np.abs(x - pole) < near[0] / 2] = np.nan
    height = limits[1] - limits[0]
    left, right = _jumps(f, x, np.clip(y, limits[0] - height, limits[1] + height), height)
    y = np.concatenate([evaluate(f, right), y, evaluate(f, left), np.full(len(left), np.nan)])
    x = np.concatenate([right, x, left, left])
    order = np.argsort(x, kind="stable")  # where several are at one x: the end of a jump, points, the start of the next
    return x[order], np.clip(y[order], limits[0] - 1e3 * height, limits[1] + 1e3 * height)


def _neighbours(x):
    return np.nextafter(x, [-np.inf, np.inf])


def _jumps(f, x, y, height):
    """Where `f` leaps within the picture: the last point before each leap, and the first after it."""
    (at,) = np.nonzero(np.abs(np.diff(y)) > 0.02 * height)
    left, right = x[at], x[at + 1]
    before, after = y[at], y[at + 1]
    leap = np.abs(after - before)
    for _ in range(60):
        middle = left / 2 + right / 2
        value = evaluate(f, middle)
        first_half = np.abs(value - before) > np.abs(after - value)
        right, after = np.where(first_half, middle, right), np.where(first_half, value, after)
        left, before = np.where(first_half, left, middle), np.where(first_half, before, value)
    jump = np.abs(after - before) > 0.5 * leap
    return left[jump], right[jump]


def _fit(ax, low, high, limits):
    if not ax.get_autoscaley_on():  # a curve is here already: show both
        limits = min(limits[0], ax.get_ylim()[0]), max(limits[1], ax.get_ylim()[1])
        low, high = min(low, ax.get_xlim()[0]), max(high, ax.get_xlim()[1])
    ax.set(xlim=(low, high), ylim=limits)


def _mark_missing(ax, f, low, high, parts, drawn):
    """Shade and name where there is no curve, and mark poles and single missing points."""
    colour, step = drawn.get_color(), (high - low) / (_SAMPLES - 1)
    for pole in parts.poles:
        ax.axvline(pole, color="#9AA5B1", linewidth=1, linestyle=(0, (1, 2.5)), zorder=0.5)
    for first, last in parts.intervals:
        if first < last:
            _shade(ax, first, last, "not defined")
        else:
            left, right = evaluate(f, [first - 1e-6 * step, first + 1e-6 * step])
            if abs(right - left) < 1e-3:
                ax.plot([first], [(left + right) / 2], "o", color=colour, markersize=7, markerfacecolor="white")
    for first, last in parts.too_large:
        _shade(ax, first, last, "too large to draw")


def _shade(ax, first, last, words):
    ax.axvspan(first, last, facecolor="#F3F5F7", edgecolor="#DDE2E7", hatch="//", linewidth=0, zorder=0)
    place = {"x": (first + last) / 2, "y": 0.5, "transform": ax.get_xaxis_transform(), "ha": "center", "va": "center"}
    text = ax.text(s=words, **place, color=TEXT_COLOURS["context"], path_effects=halo(5))
    room = np.diff(ax.transData.transform([(first, 0), (last, 0)])[:, 0])[0]
    letters = text.get_window_extent()
    if letters.height > room:
        text.remove()
    elif letters.width > 0.9 * room:
        text.set_rotation(90)
