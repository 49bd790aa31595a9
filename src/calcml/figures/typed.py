"""Live figures in which the learner types the function."""

import math as m
from functools import cache

import matplotlib.pyplot as plt

from calcml import plotting
from calcml.figures.parts import moving_line, moving_point, one_sided_slopes, through, value_at
from calcml.live import Formula, Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, inside, math
from calcml.symbolic import describe_undefined, parse, undefined_parts

KINK = 1e-3  # one-sided slopes that differ by more than this share of themselves do not meet


def your_own(text="x^3 - 3x"):
    """The learner's own function, typed, with its tangent and its derivative.

    First used in notebook 01.

    Parameters
    ----------
    text : str
        The formula shown first.

    Returns
    -------
    LiveFigure
        Its controls: f and x0.
    """
    fig, ax = plt.subplots(layout="constrained")
    tangent, point = moving_line(ax, "derivative", "--", lw=2.2), moving_point(ax, "start")

    def draw(f):
        if undefined_parts(f, -3, 3).intervals == [(-3, 3)]:
            raise ValueError(f"{f.text} has no value anywhere from −3 to 3. Type one that has, such as x^2.")
        _rule(f)
        plotting.clear(ax)
        plotting.curve(ax, f, -3, 3, label="f")
        ax.set_title("A function of your own, and its tangent")

    def update(f, x0):
        y0, slope = _value_in_words(f, x0), float(_rule(f)(x0))
        sides = one_sided_slopes(f, x0)
        smooth = all(abs(side - slope) <= KINK * (1 + abs(slope)) for side in sides)
        tangent.set_data([-3, 3], through(x0, y0, slope if smooth else m.nan, [-3, 3]))
        point.set_data([x0], [y0])
        return _own_words(f, x0, y0, slope if smooth else None, sides)

    controls = {"f": Formula(text, parse, label="f(x) ="), "x0": Slider(-3, 3, 0.5, label="x₀")}
    return LiveFigure(fig, update, draw=draw, handles=[Handle(point, x="x0")], name="your_own", **controls)


@cache
def _rule(f):
    """The derivative of a typed formula, by rule."""
    return f.derivative()


def _value_in_words(f, x0):
    """The height of the curve, or why there is none."""
    try:
        return value_at(f, x0)
    except ValueError:
        reason = describe_undefined(undefined_parts(f, -3, 3), -3, 3)
        raise ValueError(
            f"{f.text} has no value at x = {decimal(x0, 2)} ({reason}). Move x₀ to where the curve is."
        ) from None


def _own_words(f, x0, y0, slope, sides):
    at, height = decimal(x0, 2), decimal(y0, 3)
    if slope is None:
        left, right = ("none" if m.isnan(side) else decimal(side, 2) for side in sides)
        sentence = (
            f"At x = {at}, f is {height}. It has no derivative here: "
            f"the slope on the left is {left}, on the right {right}."
        )
        return sentence, math(f"f′({at})", " does not exist")
    gained = decimal(slope, 3)
    sentence = f"At x = {at}, f is {height} and its slope is {gained}."
    return sentence, math("f′(x) = ", inside(_rule(f).mathml), f",  f′({at}) = ", coloured("derivative", gained))
