"""What the figures of notebook 03 share: one slope along x and one along y, where they exist, and words for them."""

import math as m
from typing import NamedTuple

import numpy as np

from calcml.figures.typed import UNSETTLED, number, slope_and_sides
from calcml.live.formula_line import Markup, coloured, decimal, fraction, inside, math
from calcml.symbolic import describe_undefined, undefined_parts

VARIABLES = ("x", "y")


class Partial(NamedTuple):
    """A partial derivative at a point: its value, NaN where there is none; and then what the slopes on the sides do."""

    value: float
    sides: tuple

    @property
    def exists(self):
        return not m.isnan(self.value)


def height_at(field, x0, y0, ends):
    """The height of the surface over a point, one number.

    Raises
    ------
    ValueError
        If there is none: it says where along x and y.
    """
    height = float(field(x0, y0))
    if m.isfinite(height):
        return height
    walks = zip(VARIABLES, VARIABLES[::-1], (y0, x0), along(field, x0, y0), strict=True)
    reasons = []
    for name, other, fixed, walk in walks:
        reason = describe_undefined(undefined_parts(walk, *ends), *ends, name)
        reasons += [f"with {other} = {decimal(fixed, 2)} it is {reason}"] if reason else []
    large = [
        reason for reason in reasons if "it is too large" in reason
    ]  # the other walk may then find no value at all
    because = f": {'; '.join(large or reasons)}" if reasons else ""
    raise ValueError(f"{field.text} has no value at {place(x0, y0)}{because}. Move the point to where it has one.")


def check_typed(field, ends):
    """Refuse a formula that has no value where the picture would be.

    Raises
    ------
    ValueError
    """
    if not np.isfinite(field(*np.meshgrid(np.linspace(*ends, 101), np.linspace(*ends, 101)))).any():
        low, high = (decimal(end, 0) for end in ends)
        raise ValueError(
            f"{field.text} has no value for any x and y from {low} to {high}. Type one that has, such as x^2 + y."
        )


def along(field, x0, y0):
    """The two slices through a point: functions of x alone and of y alone."""
    return lambda x: field(x, y0), lambda y: field(x0, y)


def partials_at(field, x0, y0, height):
    """Both partial derivatives at a point: by rule, if nudging does not speak against them.

    Returns
    -------
    (Partial, Partial)
    """
    rules, found = np.asarray(field.gradient(x0, y0), float), []
    for walk, rule, at in zip(along(field, x0, y0), rules, (x0, y0), strict=True):
        slope, sides = slope_and_sides(walk, float(rule), at, height)
        found.append(Partial(m.nan if slope is None else float(slope), tuple(sides)))
    return tuple(found)


def place(x0, y0):
    """A point as a sentence names it."""
    return f"({decimal(x0, 2)}, {decimal(y0, 2)})"


def slopes_in_words(partials):
    """One sentence or two: both slopes, or why one is missing."""
    if all(partial.exists for partial in partials):
        gained = [number(partial.value) for partial in partials]
        return f"The slope along x is {gained[0]}, the slope along y is {gained[1]}."
    return " ".join(map(_one_slope_in_words, VARIABLES, partials))


def _one_slope_in_words(name, partial):
    if partial.exists:
        return f"The slope along {name} is {number(partial.value)}."
    if not partial.sides:
        return f"Round-off hides the slope along {name}: nudging cannot tell here."
    before, after = partial.sides
    missing = "Nudging finds no partial" if UNSETTLED in partial.sides else "There is no partial"
    towards = f"towards smaller {name} the slope {before}, towards larger {name} it {after}"
    return f"{missing} derivative along {name}: {towards}."


def slope_formula(name, partial):
    """The slope along x = the number, as one piece of the formula line: for those who have not met ∂ yet."""
    return math(f"slope along {name}", *_value(partial))


def partial_formula(name, partial, rule=None):
    """∂f/∂x = the rule, if it is short enough, = the number, as one piece of the formula line."""
    by_rule = (" = ", inside(rule.mathml)) if rule is not None and len(rule.text) <= 30 else ()
    return math(fraction("∂f", f"∂{name}"), *by_rule, *_value(partial))


def _value(partial):
    shown = number(partial.value) if partial.exists else "does not exist" if partial.sides else "is hidden"
    shown = Markup(f"<mn>{shown}</mn>") if "·" in shown else shown
    return " = " if partial.exists else " ", coloured("derivative", shown)


def stride(x, y, tolerance, strides):
    """The first of these strides with which every stride-th sample suffices: straight pieces miss none of the others.

    Few points make small frames. `y` has shape (n,) or (curves, n); the stride is 1 if none suffices, or for gaps.
    """
    for k in strides:
        straight = [np.interp(x, x[::k], curve[::k]) for curve in np.atleast_2d(y)]
        if np.max(np.abs(straight - y)) < tolerance:
            return k
    return 1
