"""Live figures in which the learner types the function."""

import math as m
from functools import cache

import matplotlib.pyplot as plt

from calcml import plotting
from calcml.figures.parts import moving_line, moving_point, one_sided_slopes, through, value_at
from calcml.live import Formula, Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, inside, math
from calcml.symbolic import describe_undefined, parse, undefined_parts

STEPS = (1e-6, 1e-8, 1e-10)  # for looking at each side of a point from ever nearer
KINK = 1e-3  # one-sided slopes that differ from the rule's by more than this share do not meet it


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
        y0 = _value_in_words(f, x0)
        slope, sides = _slope_and_sides(f, x0, y0)
        tangent.set_data([-3, 3], through(x0, y0, m.nan if slope is None else slope, [-3, 3]))
        point.set_data([x0], [y0])
        return _own_words(f, x0, y0, slope, sides)

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


def _slope_and_sides(f, x0, y0):
    """The slope by rule; or None and the two sides in words, where nudging does not confirm it."""
    slope = float(_rule(f)(x0))
    looks = [one_sided_slopes(f, x0, h) for h in STEPS]
    for look, h in zip(looks, STEPS, strict=True):
        allowed = KINK * (1 + abs(slope)) + 8 * m.ulp(y0) / h  # round-off grows as the step shrinks
        if all(abs(side - slope) <= allowed for side in look):
            return slope, ()
    return None, [_side_in_words(far, near) for far, near in zip(*looks[:2], strict=True)]


def _side_in_words(far, near):
    """The slope on one side, from a step and from a shorter one."""
    if m.isnan(near):
        return "does not exist"
    return "grows without bound" if abs(near) > 2 * abs(far) + 1 else f"is {decimal(near, 2)}"


def _own_words(f, x0, y0, slope, sides):
    at, height = decimal(x0, 2), decimal(y0, 3)
    if slope is None:
        left, right = sides
        sides = f"the slope on the left {left}, on the right {right}"
        sentence = f"At x = {at}, f is {height}. It has no derivative here: {sides}."
        return sentence, math(f"f′({at})", " does not exist")
    gained = decimal(slope, 3)
    sentence = f"At x = {at}, f is {height} and its slope is {gained}."
    return sentence, math("f′(x) = ", inside(_rule(f).mathml), f",  f′({at}) = ", coloured("derivative", gained))
