"""The live figures of the notebooks, through their artists' data and their sentences."""

import re

import numpy as np
import pytest
from figure_tools import house_style as house_style
from figure_tools import lines, number, once, scene, unmarked

from calcml import datasets, functions
from calcml.figures import derivatives, start_here
from calcml.numerics import derivative

your_own = once(derivatives.your_own)


def test_the_secant_goes_through_both_points_and_its_slope_is_said():
    figure = derivatives.secant(lambda x: x**2, x0=1)
    sentence, formula = scene(figure, x0=1.0, h=0.1)
    assert sentence == "From x = 1.00, a step of 0.1 leads from height 1 to 1.21: the slope is 2.100."
    line = next(a for a in lines(figure) if a.get_linestyle() == "-.")
    (xa, ya), (xb, yb) = line.get_xydata()
    assert np.isclose((yb - ya) / (xb - xa), 2.1)
    assert "2.100" in formula


def test_dividing_the_shown_heights_by_the_shown_step_gives_the_slope_that_is_said():
    figure = derivatives.secant("sin(3x) + 2", x0=0.35)
    for h in (1, 0.112, 0.0178, 0.001):
        words = scene(figure, h=h)[0]
        step, start, end, slope = map(float, re.findall(r"-?\d+(?:\.\d+)?", words.replace("−", "-"))[1:])
        assert abs((end - start) / step - slope) < 0.0011, words


def test_the_slopes_of_the_secant_settle_at_the_derivative():
    figure = derivatives.secant("sin(x)", x0=1)
    slopes = [float(re.search(r"slope is ([−\d.]+)\.$", scene(figure, h=h)[0])[1]) for h in (1, 0.1, 0.01, 0.001)]
    errors = np.abs(np.array(slopes) - derivative(np.sin, 1.0))
    assert np.all(np.diff(errors) < 0) and errors[-1] < 1e-3


def test_zooming_in_straightens_a_smooth_curve_as_s_squared():
    figure = derivatives.zoom()
    for s in (1, 0.1, 0.01):
        scene(figure, x0=0.5, s=s)
        curve = next(a for a in lines(figure) if len(a.get_xdata()) > 10)
        u, v = curve.get_xydata().T
        assert np.isclose(np.max(np.abs(v - 1.0 * u)), s)  # the gap is s² in units of s


def test_no_line_is_laid_on_the_corner_of_the_absolute_value():
    figure = derivatives.zoom()
    sentence, _ = scene(figure, x0=0.0, s=0.01)
    assert "corner at 0 in every window" in sentence
    tangents = [a for a in lines(figure) if a.get_linestyle() == "--"]
    assert [bool(np.all(np.isfinite(a.get_ydata()))) for a in tangents] == [True, False]


@pytest.mark.parametrize("name", list(derivatives._STUDIED))
def test_the_height_below_is_the_slope_above(name):
    figure = derivatives.slope_below(name)
    function, kink = derivatives._STUDIED[name]
    for x0 in (-2.0, -0.5, 0.5, 1.5):
        sentence, _ = scene(figure, x0=x0)
        said = number(re.search(r"slope is ([−\d.]+),", sentence)[1])
        assert abs(said - derivative(function, x0)) <= 0.005001


def test_relu_has_no_slope_at_its_corner():
    sentence, formula = scene(derivatives.slope_below("ReLU"), x0=0.0)
    assert "corner" in sentence and "no derivative" in sentence and "does not exist" in formula


def test_the_derivative_is_shown_only_once_it_is_revealed():
    figure = derivatives.slope_below("sin x")
    slopes = max(lines(figure), key=lambda a: len(a.get_xdata()))
    for reveal in (False, True):
        scene(figure, reveal=reveal)
        curve = next(a for a in lines(figure) if len(a.get_xdata()) > 10)
        assert bool(np.isfinite(curve.get_ydata()).any()) == reveal
    assert np.allclose(slopes.get_ydata(), np.cos(slopes.get_xdata()))


@pytest.mark.parametrize("text", ["sin(x)", "x^2 exp(-x)", "x^3 - 3x", "tanh(2x)", "log(x + 4)"])
def test_a_typed_function_gets_the_tangent_that_nudging_finds(text):
    figure = your_own(text)
    sentence, _ = scene(figure, x0=0.5)
    said = number(re.search(r"slope is ([−\d.]+)\.$", sentence)[1])
    assert abs(said - derivative(figure._drawing.values["f"], 0.5)) <= 0.0005001


def test_a_typed_corner_has_one_sided_slopes_and_no_tangent():
    figure = your_own("|x|")
    sentence, _ = scene(figure, x0=0.0)
    assert "no derivative" in sentence and "left is −1.00" in sentence and "right is 1.00" in sentence


@pytest.mark.parametrize(
    "text, x0, words",
    [
        ("cbrt(x)", 0.0, "the slope on the left grows without bound, on the right grows without bound"),
        ("sqrt(x+2)", -2.0, "the slope on the left does not exist, on the right grows without bound"),
        ("sqrt(x+2)^3", -2.0, "the slope on the left does not exist, on the right is 0.00"),
    ],
)
def test_a_typed_function_without_a_slope_says_what_each_side_does(text, x0, words):
    assert words in scene(your_own(text), x0=x0)[0]


@pytest.mark.parametrize(
    "text, x0, left, right",
    [
        ("|x|^0.9", 0.0, "falls without bound", "grows without bound"),
        ("|x|^0.5", 0.0, "falls without bound", "grows without bound"),
        ("cbrt(x^2)", 0.0, "falls without bound", "grows without bound"),
        ("x^x", 0.0, "does not exist", "falls without bound"),  # slowly, as the logarithm of the step
        ("sign(x)", 0.0, "grows without bound", "grows without bound"),
        ("0.001*|x|", 0.0, "is −1.000·10⁻³", "is 1.000·10⁻³"),
        ("100000+|x|", 0.0, "is −1.00", "is 1.00"),
        ("1000000+|x|", 0.0, "is −1.00", "is 1.00"),
        ("10 sin(100x)+|x|", 0.0, "is 999.00", "is 1,001.00"),
    ],
)
def test_a_missing_slope_is_told_from_the_sides_as_they_are(text, x0, left, right):
    sentence, formula = scene(your_own(text), x0=x0)
    assert f"no derivative here: the slope on the left {left}, on the right {right}." in sentence
    assert "does not exist" in unmarked(formula)


@pytest.mark.parametrize(
    "text, x0, words",
    [
        ("|x|^1.1", 0.0, "f is 0.000 and its slope is 0.000."),
        ("10^9*x^2", 0.0, "f is 0.000 and its slope is 0.000."),
        ("x*|x|", 0.0, "f is 0.000 and its slope is 0.000."),
        ("sqrt(x^4)", 0.0, "f is 0.000 and its slope is 0.000."),  # the rule gives 0/0
        ("(1 - cos(x))/x^2", 0.05, "f is 0.500 and its slope is −4.166·10⁻³."),  # round-off is large beside a hole
        ("exp(100x)", 1.0, "f is 2.688·10⁴³ and its slope is 2.688·10⁴⁵."),
        ("0.0001*|x|", 3.0, "f is 3.000·10⁻⁴ and its slope is 1.000·10⁻⁴."),
        ("10^15 + |x|", 0.0, "nudging cannot tell here"),
        ("|x|^1.1 + |x|", 0.0, "the slope on the left does not settle at the steps tried"),
    ],
)
def test_no_slope_is_denied_or_claimed_without_ground(text, x0, words):
    sentence, _ = scene(your_own(text), x0=x0)
    assert words in sentence and "It has no derivative" not in sentence


@pytest.mark.parametrize(
    "text, x0",
    [("(x^2-1)/(x-1)", 1.0), ("(x^2-4)/(x-2)", 2.0), ("(x-0.45)/(x-0.45)", 0.45), ("sin(x-1)/(x-1)", 1.0)],
)
def test_a_hole_between_the_samples_is_named(text, x0):
    figure = your_own(text)
    (problem,) = figure._drawing.frame((figure._drawing.controls["x0"].index(x0),))
    assert f"(not defined at x = {x0:g})" in problem and "Move x₀ to" in problem


@pytest.mark.parametrize("text, x0", [("tan(x)", 1.55), ("tan(50x)", 1.0), ("exp(3x)", 3.0), ("1000 sin(100x)", -1.25)])
def test_a_steep_slope_is_no_missing_slope(text, x0):
    assert "its slope is" in scene(your_own(text), x0=x0)[0]


def test_a_typed_function_without_a_value_says_where_it_has_none():
    figure = your_own("log(x)")
    (problem,) = figure._drawing.frame((figure._drawing.controls["x0"].index(-1.0),))
    assert problem.startswith("Problem: log(x) has no value at x = −1.00") and "x ≤ 0" in problem


def test_a_function_defined_nowhere_is_refused_and_the_old_one_stays():
    figure = your_own("x^2")
    with pytest.raises(ValueError, match="no value anywhere"):
        figure.f = "sqrt(-1 - x^2)"
    assert figure.f == "x^2" and "slope is 1.000" in figure.sentence


def test_the_loss_of_the_penguins_is_the_mean_squared_error_over_all_birds():
    birds = datasets.penguins()
    flipper = birds.flipper_length_mm - birds.flipper_length_mm.mean()
    sentence, _ = scene(start_here.penguin_line(), w=40, b=4000)
    said = float(re.search(r"loss is ([\d,]+) g²", sentence)[1].replace(",", ""))
    assert abs(said - np.mean((birds.body_mass_g - (4000 + 40 * flipper)) ** 2)) <= 0.5


def test_the_slopes_used_in_the_figures_are_those_that_nudging_finds():
    x = np.linspace(-2.9, 2.9, 30)
    for name, (function, _) in derivatives._STUDIED.items():
        assert np.allclose(function.slope(x), derivative(function, x), atol=1e-8), name
    assert functions.softplus.slope(1.0) == functions.sigmoid(1.0)
