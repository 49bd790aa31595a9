"""Live figures in which the learner types the function."""

import math as m
from functools import cache

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.parts import moving_line, moving_point, one_sided_slopes, through, value_at
from calcml.live import Formula, Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, decimal, inside, math
from calcml.symbolic import describe_undefined, evaluate, parse, undefined_parts

STEPS = np.array([1e-2, 1e-4, 1e-6, 1e-8, 1e-10])  # for looking at each side of a point from ever nearer
NO_BOUND = ("grows without bound", "falls without bound")
UNSETTLED = "does not settle at the steps tried"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


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
        parts = undefined_parts(f, -3, 3)
        if parts.intervals == [(-3, 3)] and not parts.single:
            raise ValueError(f"{f.text} has no value anywhere from −3 to 3. Type one that has, such as x^2.")
        _rule(f)
        plotting.clear(ax)
        plotting.curve(ax, f, -3, 3, label="f")
        ax.set_title("A function of your own, and its tangent")

    def update(f, x0):
        y0 = _value_in_words(f, x0)
        slope, sides = slope_and_sides(f, float(_rule(f)(x0)), x0, y0)
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
        reason = f" ({reason})" if reason else ""
        raise ValueError(
            f"{f.text} has no value at x = {decimal(x0, 2)}{reason}. Move x₀ to where the curve is."
        ) from None


def slope_and_sides(f, slope, x0, y0):
    """The slope by rule, if nudging does not speak against it; or None and the two sides in words."""
    looks = np.array([one_sided_slopes(f, x0, h) for h in STEPS]).T
    noise = _noise(f, x0, y0, 0 if m.isnan(slope) else slope) / STEPS
    if not m.isnan(slope):
        if noise[0] > 1e-3 * (1 + abs(slope)):
            return None, ()
        if all(_vanishes(np.abs(side - slope), noise) for side in looks):
            return slope, ()
    size = np.max(np.nan_to_num(np.abs(looks[:, :2])))
    clear = noise <= 0.1 * size if size else noise >= 0  # steps at which round-off does not blur the slopes
    sides = [_side_in_words(side[clear], noise[clear]) for side in looks]
    settle = all(side.startswith("is") for side in sides)
    if m.isnan(slope) and settle and _vanishes(np.abs(looks[0] - looks[1]), noise):
        return float(_limit(looks.mean(axis=0)[clear])), ()
    return None, sides


def _noise(f, x0, y0, slope):
    """What round-off may change a value of `f` near `x0` by: seen where the curve is all but straight."""
    beside = x0 + np.linspace(0.5, 1, 9) * np.array([[-2.7e-8], [-1e-8], [1e-8], [2.7e-8]])
    bends = np.abs(np.diff(evaluate(f, beside), 3))
    return 8 * (np.max(bends, initial=0, where=np.isfinite(bends)) + m.ulp(y0) + abs(slope) * m.ulp(x0))


def _vanishes(gaps, noise):
    """Whether gaps at ever shorter steps go to zero: tenfold at a time, or slowly, but by a constant factor."""
    if np.isnan(gaps[-1]):
        return False
    gaps = gaps[gaps > noise][-3:]  # NaN, far out, is not greater
    if len(gaps) < 2 or gaps[-1] <= gaps[-2] / 10:
        return True
    before, last = (gaps[1:] / gaps[:-1])[[0, -1]]
    return bool(len(gaps) == 3 and last <= 0.95 and last <= 1.01 * before)


def _side_in_words(slopes, noise):
    """What the slopes on one side do as the steps shrink."""
    if not len(slopes):
        return UNSETTLED
    if m.isnan(slopes[-1]):
        return "does not exist"
    known = np.isfinite(slopes)
    slopes, allowed = slopes[known][-3:], noise[known][-1]
    if len(slopes) < 3:
        return UNSETTLED
    before, last = np.diff(slopes)
    if abs(last) <= 0.15 * abs(before) + allowed:
        return f"is {number(_limit(slopes), 2)}"
    goes_on = before * last > 0 and last * slopes[-1] > 0 and abs(last) >= 0.9 * abs(before)
    return NO_BOUND[int(slopes[-1] < 0)] if goes_on else UNSETTLED


def _limit(slopes):
    """Where slopes that shrink by a constant factor towards their limit lead."""
    before, last = np.diff(slopes[-3:])
    if not before or abs(last) > 0.5 * abs(before):
        return slopes[-1]
    limit = slopes[-1] - last**2 / (last - before)
    return 0.0 if abs(limit) <= 0.2 * abs(last) else limit


def number(value, places=3):
    """A number with so many decimals; a very small or large one with four digits and a power of ten."""
    if value == 0 or 0.01 <= abs(value) < 1e6:
        return decimal(value, places)
    digits, exponent = f"{value:.3e}".split("e")
    return f"{decimal(float(digits), 3)}·10{str(int(exponent)).translate(_RAISED)}"


def _own_words(f, x0, y0, slope, sides):
    at, height = decimal(x0, 2), number(y0)
    sentence = f"At x = {at}, f is {height}"
    if slope is not None:
        gained = number(slope)
        shown = coloured("derivative", Markup(f"<mn>{gained}</mn>") if "·" in gained else gained)
        formula = math("f′(x) = ", inside(_rule(f).mathml), f",  f′({at}) = ", shown)
        return f"{sentence} and its slope is {gained}.", formula
    if not sides:
        return f"{sentence}. Round-off hides its slope: nudging cannot tell here.", math(f"f′({at})", " is hidden")
    said = f"the slope on the left {sides[0]}, on the right {sides[1]}."
    if UNSETTLED in sides:
        return f"{sentence}. Nudging finds no derivative here: {said}", math(f"f′({at})", " is not found")
    return f"{sentence}. It has no derivative here: {said}", math(f"f′({at})", " does not exist")
