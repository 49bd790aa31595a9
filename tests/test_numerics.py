"""Nudging one variable: its order of accuracy, its best steps, its accuracy, and what it says of bad input."""

import math
import subprocess
import sys
import warnings
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import differentiate

from calcml import functions
from calcml.numerics import central_difference, complex_step, derivative, forward_difference

patiently = settings(deadline=None)

EPSILON = np.finfo(float).eps
EVERY_RULE = (forward_difference, central_difference, complex_step, derivative)


def order_of_accuracy(estimate, steps):
    """How often halving the step halves the error, for f = exp at 0.7, on average."""
    errors = [abs(estimate(np.exp, 0.7, h) - math.exp(0.7)) for h in steps]
    return np.mean(np.log2(np.array(errors[:-1]) / np.array(errors[1:])))


def test_forward_difference_is_of_first_order():
    assert order_of_accuracy(forward_difference, 0.01 / 2.0 ** np.arange(6)) == pytest.approx(1, abs=0.02)


def test_central_difference_is_of_second_order():
    assert order_of_accuracy(central_difference, 0.1 / 2.0 ** np.arange(6)) == pytest.approx(2, abs=0.02)


def test_complex_step_is_of_second_order_while_the_step_is_large():
    assert order_of_accuracy(complex_step, 0.1 / 2.0 ** np.arange(6)) == pytest.approx(2, abs=0.02)


def test_forward_difference_of_a_parabola_is_two_x_plus_h():
    assert forward_difference(lambda x: x**2, 3.0, h=0.5) == 6.5


def test_best_steps_for_the_sine_at_one_are_those_of_the_syllabus():
    steps = [10.0**-k for k in range(1, 16)]
    forward = [abs(forward_difference(np.sin, 1.0, h) - math.cos(1)) for h in steps]
    central = [abs(central_difference(np.sin, 1.0, h) - math.cos(1)) for h in steps]
    assert steps[np.argmin(forward)] == 1e-8 and 1e-10 < min(forward) < 1e-8
    assert steps[np.argmin(central)] == 1e-5 and min(central) < 1e-10


@pytest.mark.parametrize(
    ("f", "x", "slope", "ratio_to_second", "ratio_to_third"),
    [
        (np.sin, 1.0, math.cos(1), 1, math.tan(1)),
        (np.exp, -2.0, math.exp(-2), 1, 1),
        (np.log, 1000.0, 1e-3, math.log(1000) * 1e6, math.log(1000) * 5e8),
        (np.log, 0.01, 100, math.log(100) * 1e-4, math.log(100) * 5e-7),
        (lambda x: np.sin(100 * x), 1.0, 100 * math.cos(100), 1e-4, abs(math.tan(100)) * 1e-6),
    ],
)
def test_the_steps_called_best_are_best_within_a_factor_of_thirty(f, x, slope, ratio_to_second, ratio_to_third):
    for estimate, best in (
        (forward_difference, math.sqrt(2 * EPSILON * ratio_to_second)),
        (central_difference, (1.5 * EPSILON * ratio_to_third) ** (1 / 3)),
    ):
        factors = 10.0 ** np.arange(-3, 3.01, 0.1)
        errors = np.array([abs(estimate(f, x, best * factor) - slope) for factor in factors])
        worst_nearby = np.array([errors[max(i - 5, 0) : i + 6].max() for i in range(len(errors))])  # no lucky digits
        assert 1 / 30 < factors[np.argmin(worst_nearby)] < 30
        assert worst_nearby[0] > 10 * worst_nearby.min() < worst_nearby[-1]


def test_errors_stay_below_truncation_and_round_off_together():
    for h in 10.0 ** np.arange(-12, -0.9, 0.25):
        rounding = EPSILON * math.sin(1) / h + EPSILON * math.cos(1) / h  # of the values, and of x + h
        assert abs(forward_difference(np.sin, 1.0, h) - math.cos(1)) < h * math.sin(1.1) / 2 + rounding
        assert abs(central_difference(np.sin, 1.0, h) - math.cos(1)) < h**2 * math.cos(0.9) / 6 + rounding


def test_a_step_that_is_lost_in_x_gives_zero():
    assert forward_difference(np.sin, 1.0, 1e-17) == central_difference(np.sin, 1.0, 1e-17) == 0


@pytest.mark.parametrize("h", [1e-8, 1e-20, 1e-30, 1e-100, 1e-300])
def test_complex_step_has_no_wall(h):
    assert complex_step(np.sin, 1.0, h) == pytest.approx(math.cos(1), rel=3e-16, abs=0)


def test_complex_step_of_the_sine_at_one_is_right_to_one_unit_in_the_last_place():
    assert abs(complex_step(np.sin, 1.0) - math.cos(1.0)) <= np.spacing(math.cos(1.0))


@pytest.mark.parametrize("f", functions.FUNCTIONS, ids=lambda f: f.name)
def test_derivative_keeps_the_accuracy_it_states(f):
    x = np.random.default_rng(0).uniform(max(-3.0, f.domain[0]), 3, 2000)
    allowed = 1e-11 * np.maximum(1, np.maximum(np.abs(f(x)), np.abs(f.slope(x))))
    assert np.all(np.abs(derivative(f, x) - f.slope(x)) <= allowed)


@patiently
@given(st.floats(-5, 5), st.floats(0.1, 20))
def test_derivative_agrees_with_mpmath(x, rate):
    exact = float(mpmath.diff(lambda t: mpmath.sin(rate * t) + t**2, x))
    assert derivative(lambda t: np.sin(rate * t) + t**2, x) == pytest.approx(exact, abs=1e-9)


def test_derivative_agrees_with_scipy():
    x = np.linspace(-4, 4, 41)
    assert derivative(np.arctan, x) == pytest.approx(differentiate.derivative(np.arctan, x).df, abs=1e-10)


@patiently
@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3), st.floats(-10, 10))
def test_derivative_is_exact_to_rounding_for_polynomials_of_degree_six(coefficients, x):
    p = np.polynomial.Polynomial([1, 0, *coefficients, 0, 1])
    scale = 1 + abs(p(x)) + abs(p.deriv()(x)) + np.polynomial.Polynomial(np.abs(p.coef))(abs(x))
    assert abs(derivative(p, x) - p.deriv()(x)) < 1e-11 * scale


@pytest.mark.parametrize("x", [1e-8, 1e-3, 0.5, 40.0, 1e6, 1e12])
def test_derivative_takes_its_step_in_proportion_to_x(x):
    assert derivative(np.log, x) == pytest.approx(1 / x, rel=1e-9)


def test_nudging_works_entry_by_entry_and_keeps_the_shape():
    x = np.linspace(-1, 1, 6).reshape(2, 3)
    for estimate in EVERY_RULE:
        slopes = estimate(np.sin, x)
        assert slopes.shape == (2, 3)
        assert slopes[1, 2] == estimate(np.sin, x[1, 2])
        assert slopes == pytest.approx(np.cos(x), abs=1e-7)


def test_integers_are_taken_as_floats():
    for estimate in EVERY_RULE:
        assert estimate(lambda x: x**2, 3) == pytest.approx(6, abs=1e-6)
        assert estimate(lambda x: x**-1, [1, 2]) == pytest.approx([-1, -0.25], abs=1e-6)


def test_a_slope_in_one_point_is_a_plain_number_for_format_strings():
    for estimate in EVERY_RULE:
        assert f"{estimate(np.sin, 0):.2f}" == "1.00"


def test_derivative_leaves_its_input_alone():
    x = np.array([1.0, 2.0])
    derivative(np.sin, x)
    assert x.tolist() == [1, 2]


def test_at_a_kink_nudging_gives_the_mean_of_both_sides():
    assert derivative(np.abs, 0) == 0
    assert derivative(lambda x: np.maximum(x, 0), 0) == 0.5
    assert central_difference(np.abs, 0) == 0


@pytest.mark.parametrize(
    "f", [np.sqrt, np.log, np.floor, np.cbrt, np.sign, lambda x: 1 / x, lambda x: 1e6 + (x > 0)],
    ids=["border", "undefined", "jump", "vertical tangent", "sign", "pole", "jump on a hill"],
)  # fmt: skip
def test_derivative_is_nan_where_no_slope_is_to_be_had(f):
    assert np.isnan(derivative(f, 0))


def test_derivative_sees_a_spike_wider_than_a_thousandth_and_takes_a_narrower_one_for_flat():
    def spike(width):
        return lambda x: np.exp(-((x / width) ** 2))

    assert derivative(spike(0.002), 0.001) == pytest.approx(-500 * math.exp(-0.25))
    assert derivative(spike(1e-4), 5e-5) == 0


def test_values_among_the_smallest_floats_have_slopes_too():
    assert derivative(lambda x: 3e-311 * x, 1.0) == pytest.approx(3e-311)


def test_one_undefined_entry_leaves_the_others_alone():
    slopes = derivative(np.log, [-1, 0, 1])
    assert np.isnan(slopes[:2]).all() and slopes[2] == pytest.approx(1)


def test_derivative_finds_a_flat_slope_where_the_sides_differ():
    assert derivative(lambda x: x * np.abs(x), 0) == pytest.approx(0, abs=1e-10)
    assert derivative(np.sin, math.pi / 2) == pytest.approx(0, abs=1e-12)
    assert derivative(lambda x: 0 * x + 3, 7) == 0


def test_derivative_does_not_warn_when_its_steps_leave_the_domain():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert derivative(np.log, 0.01) == pytest.approx(100)


def test_a_function_that_raises_beside_the_point_counts_as_undefined_there():
    assert derivative(math.log, 0.01) == pytest.approx(100)
    assert np.isnan(derivative(math.sqrt, 0))


def test_a_function_that_raises_at_the_point_says_so_itself():
    with pytest.raises(ValueError):
        derivative(math.log, -1)


@pytest.mark.parametrize("h", [0, -1e-6, math.nan, math.inf, [1e-3, 1e-4]])
@pytest.mark.parametrize("estimate", [forward_difference, central_difference, complex_step])
def test_a_step_that_is_not_one_positive_finite_number_is_refused(estimate, h):
    with pytest.raises(ValueError, match="h = .* expected one positive finite number"):
        estimate(np.sin, 1.0, h)


@pytest.mark.parametrize("x", [math.nan, math.inf, [1.0, math.nan], []])
@pytest.mark.parametrize("estimate", EVERY_RULE)
def test_a_point_that_is_not_finite_is_refused(estimate, x):
    with pytest.raises(ValueError, match="expected finite numbers"):
        estimate(np.sin, x)


@pytest.mark.parametrize("estimate", EVERY_RULE)
def test_another_shape_is_refused_with_both_shapes(estimate):
    with pytest.raises(ValueError, match=r"\(\) for x of shape \(2,\).*0 \* x"):
        estimate(lambda x: 3.0, [1, 2])
    with pytest.raises(ValueError, match=r"\(3,\)"):
        estimate(lambda x: x * np.ones(3), 1.0)


def test_a_function_without_return_is_explained():
    with pytest.raises(TypeError, match="return"):
        derivative(lambda x: None, 1.0)


def test_complex_step_says_when_the_slope_is_lost():
    with pytest.raises(TypeError, match="np.abs"):
        complex_step(np.abs, 1.0)


def test_a_complex_point_is_refused():
    with pytest.raises(TypeError, match="complex"):
        derivative(np.sin, 1j)


@pytest.mark.parametrize("x", ["1", None, [[1, 2], [3]], ["a"], {}, math.sin])
@pytest.mark.parametrize("estimate", EVERY_RULE)
def test_what_is_no_number_is_refused_as_such(estimate, x):
    with pytest.raises((TypeError, ValueError), match="x = .*expected"):
        estimate(np.sin, x)


def test_numbers_of_every_kind_are_taken():
    for x in (3, True + 2, np.uint8(3), Fraction(3), np.float32(3), [3], (3,), np.array([3])):
        assert derivative(lambda x: x**2, x) == pytest.approx(6)
    assert derivative(lambda x: x, 10**20) == pytest.approx(1)


def test_a_function_that_changes_its_argument_does_no_harm():
    def doubled(x):
        x *= 2
        return x

    for estimate in EVERY_RULE:
        assert estimate(doubled, [1.0, 2.0]) == pytest.approx([2, 2], abs=1e-6)


def test_a_function_that_returns_another_shape_beside_the_point_is_refused():
    with pytest.raises(
        ValueError, match=r"f returned shape \(2,\) for x of shape \(\); expected \(\), as at the point"
    ):
        derivative(lambda x: x if x == 1 else np.array([x, x]), 1.0)


def test_importing_numerics_loads_neither_sympy_nor_matplotlib_nor_scipy():
    code = "import sys, calcml.numerics, calcml.functions; print(*{m.split('.')[0] for m in sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "numpy" in run.stdout.split()
    assert not {"sympy", "matplotlib", "scipy", "mpmath"} & set(run.stdout.split())
