"""The live figures of notebook 02, through their artists' data and their sentences."""

import re

import numpy as np
import pytest
import sympy
from figure_tools import house_style as house_style
from figure_tools import lines, number, once, scene, unmarked

from calcml import style
from calcml.figures import numerical_derivatives, polynomials
from calcml.live.packing import pack
from calcml.numerics import derivative

taylor, v_curve = once(numerical_derivatives.taylor), once(numerical_derivatives.v_curve)
X, A = sympy.symbols("x a")
RULES = {"sin x": sympy.sin(X), "exp x": sympy.exp(X), "log(1 + x)": sympy.log(1 + X)}
STUDIED = {"sin x": sympy.sin(X), "exp x": sympy.exp(X), "log x": sympy.log(X), "x³": X**3}


def line(figure, colour, dashes):
    """Points of the moving line with this colour and these dashes."""
    (found,) = [a for a in lines(figure) if a.get_color() == style.COLOURS[colour] and a.get_linestyle() == dashes]
    return found.get_xydata().T


# Taylor polynomials


@pytest.mark.parametrize("name", polynomials._SERIES)
@pytest.mark.parametrize("centre", [-0.9, 0, 1.25])
def test_the_coefficients_are_those_of_the_rule(name, centre):
    at = sympy.Rational(centre)
    by_rule = [float(sympy.diff(RULES[name], X, k).subs(X, at) / sympy.factorial(k)) for k in range(8)]
    np.testing.assert_allclose(polynomials._SERIES[name].polynomial(centre, 7), by_rule, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("name", polynomials._SERIES)
def test_degree_one_is_the_tangent_that_nudging_finds(name):
    series = polynomials._SERIES[name]
    height, slope = series.polynomial(0.5, 1)
    assert np.isclose(height, series.f(0.5)) and np.isclose(slope, derivative(series.f, 0.5))


@pytest.mark.parametrize("name", polynomials._SERIES)
def test_the_thick_part_stays_close_and_the_dashed_part_goes_on_from_there(name):
    figure = taylor(name)
    sentence, _ = scene(figure, degree=5, centre=0.3)
    x, y = line(figure, "derivative", "-")
    assert len(x) > 8 and np.all(np.abs(y - polynomials._SERIES[name].f(x)) < 0.03 + 1e-3)
    said = [number(text) for text in re.search(r"from x = (\S+) to (\S+?)\.(?: |$)", sentence).groups()]
    assert np.allclose(said, [x[0], x[-1]], atol=0.0501)
    beyond, _ = line(figure, "derivative", "--")
    assert beyond.min() < x[0] and beyond.max() > x[-1]


@pytest.mark.parametrize(("name", "degree", "centre"), [("sin x", 15, 0), ("log(1 + x)", 8, 0), ("exp x", 6, 1)])
def test_the_curve_of_a_polynomial_has_no_corners_and_leaves_the_picture(name, degree, centre):
    figure, series = taylor(name), polynomials._SERIES[name]
    scene(figure, degree=degree, centre=centre)
    x, y = np.unique(np.hstack([line(figure, "derivative", "-"), line(figure, "derivative", "--")]), axis=1)
    x, y = x[np.isfinite(y)], y[np.isfinite(y)]
    seen = (series.y[0] <= y) & (y <= series.y[1])
    turns = np.diff(np.arctan2(0.6 * np.diff(y) / np.ptp(series.y), np.diff(x) / np.ptp(series.x)))
    assert np.max(np.abs(turns[seen[1:-1]])) < 0.45  # 26 degrees
    assert y.max() > series.y[1] or y.min() < series.y[0]


@pytest.mark.parametrize("name", polynomials._SERIES)
def test_the_frames_of_a_function_weigh_at_most_150_kilobytes(name):
    scenes = taylor(name)._drawing
    frames = scenes.frames(scenes.starts())
    assert len(frames) > 90 and len(pack(frames)) <= 150_000


@pytest.mark.parametrize("name", ["sin x", "exp x"])
def test_more_terms_of_sine_and_exponential_reach_further(name):
    series = polynomials._SERIES[name]
    reaches = [polynomials.reach(series, 0.5, series.polynomial(0.5, n)) for n in range(1, 16, 2)]
    left, right = np.array(reaches).T
    assert np.all(np.diff(left) <= 0) and np.all(np.diff(right) >= 0) and right[-1] > 3.9 and left[-1] < -4


def test_the_thick_part_of_the_logarithm_ends_within_the_bar_at_every_stop():
    controls = taylor("log(1 + x)")._drawing.controls
    series = polynomials._SERIES["log(1 + x)"]
    for centre in controls["centre"].stops:
        for degree in controls["degree"].stops:
            low, high = polynomials.reach(series, centre, series.polynomial(centre, degree))
            assert -1 <= low and high <= 2 * centre + 1


@pytest.mark.parametrize("centre", [-0.5, 0.0, 1.0])
def test_no_degree_of_the_logarithm_reaches_beyond_the_bar(centre):
    series, end = polynomials._SERIES["log(1 + x)"], 2 * centre + 1
    inside, beyond = centre + 0.8 * (1 + centre), centre + 1.2 * (1 + centre)

    def misses(x):
        polynomial = np.polynomial.polynomial.polyval
        return [abs(polynomial(x - centre, series.polynomial(centre, n)) - np.log1p(x)) for n in (5, 10, 20, 40)]

    assert np.all(np.diff(misses(inside)) < 0) and np.all(np.diff(misses(beyond)) > 0)
    assert polynomials.reach(series, centre, series.polynomial(centre, 200))[1] < end + 0.1


def test_the_bar_shows_the_distance_one_plus_the_centre_for_the_logarithm_alone():
    figure = taylor("log(1 + x)")
    sentence, _ = scene(figure, centre=1.5)
    assert line(figure, "ink", "-")[0].tolist() == [-1.0, 4.0] and "1 + a = 2.50" in sentence
    figure = taylor("sin x")
    sentence, _ = scene(figure, centre=1.5)
    assert line(figure, "ink", "-").size == 0 and "bar" not in sentence


def test_the_formula_line_has_the_numbers_of_the_polynomial():
    figure = taylor("sin x")
    text = unmarked(scene(figure, degree=3, centre=0)[1])
    assert text == "P(x)=x−0.167x3"
    assert unmarked(scene(figure, degree=0, centre=0)[1]) == "P(x)=0"
    assert "…" in unmarked(scene(figure, degree=9, centre=1)[1])


def test_the_polynomial_of_the_logarithm_is_left_to_the_exercise():
    figure = taylor("log(1 + x)")
    text = unmarked(scene(figure, degree=3, centre=0)[1])
    assert text == "P(1.00)=0.833,log(1+1.00)=0.693"
    text = unmarked(scene(figure, degree=1, centre=-0.9)[1])
    assert text == "P(−0.80)=−1.303,log(1−0.80)=−1.609"


# The V-curve


@pytest.mark.parametrize("name", STUDIED)
def test_the_second_and_third_derivatives_are_those_of_the_rule(name):
    studied = numerical_derivatives._STUDIED[name]
    for k, claim in enumerate((studied.f, studied.f.slope, studied.second, studied.third)):
        by_rule = sympy.lambdify(X, sympy.diff(STUDIED[name], X, k))
        assert np.isclose(claim(1.3), by_rule(1.3), rtol=1e-12)
    assert np.isclose(derivative(studied.second, 1.3), studied.third(1.3))  # by nudging


@pytest.mark.parametrize("name", STUDIED)
def test_errors_fall_with_slope_one_and_two_then_hit_the_wall(name):
    steps = 10.0 ** -np.arange(0, 19)
    errors = numerical_derivatives._errors(name, 1.0, tuple(steps))
    at = {k: int(k) for k in range(19)}
    for method, order, fair in (("forward", 1, (2, 5)), ("central", 2, (1, 3)), ("complex step", 2, (1, 5))):
        falls = np.log10(errors[method][at[fair[0]]] / errors[method][at[fair[1]]]) / (fair[1] - fair[0])
        assert abs(falls - order) < 0.05, method
    assert np.all(errors["forward"][17:] == 1) and np.all(errors["central"][17:] == 1)  # x + h is x
    assert np.all(errors["complex step"][9:] < 5e-16)


def test_the_measured_errors_keep_what_the_dotted_lines_promise():
    steps = np.geomspace(1e-15, 1e-2, 53)
    for name in STUDIED:
        for x in (0.3, 1.0, 30.0):
            errors = numerical_derivatives._errors(name, x, tuple(steps))
            promise = numerical_derivatives._promise(name, x, steps)
            for method in ("forward", "central"):
                assert np.all(errors[method] < 3 * (promise[method] + promise["round-off"]) + 1e-15), (name, x)


@pytest.mark.parametrize("name", STUDIED)
def test_where_truncation_rules_the_error_is_what_theory_says(name):
    errors, promise = numerical_derivatives._errors(name, 2.0, (1e-3,)), numerical_derivatives._promise(name, 2.0, 1e-3)
    for method, promised in (("forward", "forward"), ("central", "central"), ("complex step", "central")):
        assert np.isclose(errors[method][0], promise[promised], rtol=0.01), method


def test_an_error_of_zero_is_drawn_on_the_zero_line_and_called_exact():
    figure = v_curve("x³")
    steps = figure._drawing.controls["h"].stops
    errors = numerical_derivatives._errors("x³", 1.0, tuple(steps))["complex step"]
    assert np.any(errors == 0)
    h = steps[int(np.argmax(errors == 0))]
    sentence, _ = scene(figure, h=h)
    shown = line(figure, "ink", "--")[1]
    assert np.all((shown == numerical_derivatives.ZERO) == (errors == 0)) and np.all(shown > 0)
    assert "complex step 0 (exact to the last digit)" in sentence


def test_the_point_is_on_the_central_curve_and_the_sentence_says_what_rules():
    figure = v_curve()
    sentence, _ = scene(figure, h=0.1)
    assert sentence == (
        "For sin x at x = 1 with h = 0.1 the relative errors are: forward 0.08 (truncation), "
        "central 0.002 (truncation), complex step 0.002 (truncation)."
    )
    for h in (1e-2, 1e-11):
        sentence, _ = scene(figure, h=h)
        steps, errors = line(figure, "derivative", "-")
        point = figure._drawing.handles[0].artist
        (x,), (y,) = point.get_data()
        assert x == h and y == errors[int(np.argmin(np.abs(np.log(steps / h))))]
        assert ("central" in sentence) and sentence.count("(round-off)") == (0 if h > 1e-8 else 2)


def test_near_the_turn_no_error_is_named_and_elsewhere_the_right_one():
    for name in STUDIED:
        steps = np.array(v_curve(name)._drawing.controls["h"].stops)
        errors = numerical_derivatives._errors(name, 1.0, tuple(steps))
        promise = numerical_derivatives._promise(name, 1.0, steps)
        for method in ("forward", "central"):
            for error, truncation, round_off in zip(errors[method], promise[method], promise["round-off"], strict=True):
                if numerical_derivatives._ruled_by(truncation, round_off) == "round-off":
                    assert not np.isclose(error, truncation, rtol=0.5, atol=0)
    assert numerical_derivatives._ruled_by(1e-9, 1e-9) == "near the turn"


@pytest.mark.parametrize(
    ("text", "count", "coloured"),
    [("0.53940", 2, "0.53"), ("0.99999", 0, ""), ("0.99999", 5, "0.99999"), ("−12.5", 2, "−12"), ("3.25", 99, "3.25")],
)
def test_as_many_digits_are_coloured_as_are_right(text, count, coloured):
    assert text[: numerical_derivatives._end_of_digits(text, count)] == coloured


def test_a_hundred_and_a_half_are_written_as_people_do():
    assert [numerical_derivatives._short(v) for v in (40.0, 0.5, 3e-9, 123.0)] == ["40", "0.5", "3e−9", "100"]


def test_a_step_out_of_the_domain_leaves_a_gap_with_words():
    figure = v_curve("log x")
    for h in (0.1, 1.0):  # log 0, and the log of a negative number
        sentence, formula = scene(figure, x=0.1, h=h)
        assert "central none (f has no value at x − h)" in sentence and "has no value" in formula
        assert not re.search(r"\b(nan|inf)\b", sentence + formula)


@pytest.mark.parametrize("name", STUDIED)
@pytest.mark.parametrize("x", [0.1, 100.0])
def test_every_function_can_be_drawn_at_the_ends_of_its_sliders(name, x):
    figure = v_curve(name, x)
    for h in (1e-18, 1.0):
        stop = tuple(figure._drawing.controls[key].index(v) for key, v in (("x", x), ("h", h)))
        assert len(figure._drawing.frame(stop)) == 4
