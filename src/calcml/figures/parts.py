"""What the figures share: moving artists in the colours of the course, and functions typed or written in Python.

Green points can be dragged; what is vermilion follows them.
"""

import numpy as np

from calcml.numerics import forward_difference
from calcml.style import COLOURS
from calcml.symbolic import evaluate, parse


def as_function(f):
    """A Python function as it is, a text as a formula."""
    return parse(f) if isinstance(f, str) else f


def value_at(f, x):
    """The value of `f` at `x`, one number.

    Raises
    ------
    ValueError
        If `f` has no value there.
    """
    value = float(evaluate(f, x))
    if not np.isfinite(value):
        raise ValueError(f"f has no value at x = {x:g}. Move x₀ to where the curve is.".replace("-", "−"))
    return value


def one_sided_slopes(f, x, h):
    """Slopes of `f` just left and just right of `x`, from steps of `h`; NaN where `f` is undefined."""
    left = -forward_difference(lambda t: evaluate(f, -t), -x, h)
    return float(left), float(forward_difference(lambda t: evaluate(f, t), x, h))


def moving_line(ax, meaning, style="-", **options):
    """A line that `update` moves, in the colour of its meaning."""
    (line,) = ax.plot([], [], style, color=COLOURS[meaning], animated=True, **options)
    return line


def moving_point(ax, meaning, size=11):
    """A round marker with a white rim that `update` moves."""
    (point,) = ax.plot([], [], "o", color=COLOURS[meaning], ms=size, mec="white", mew=1.6, animated=True)
    return point


def through(x0, y0, slope, x):
    """Heights at `x` of the line with this slope through (x0, y0)."""
    return y0 + slope * (np.asarray(x) - x0)
