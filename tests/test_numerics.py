"""Nudging: its order of accuracy, its accuracy, and what it says of bad input."""

import math
import warnings

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy import differentiate

from calcml import functions
from calcml.numerics import central_difference, check_gradient, complex_step, derivative, forward_difference


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


def test_complex_step_of_the_sine_at_one_is_right_to_one_unit_in_the_last_place():
    assert abs(complex_step(np.sin, 1.0) - math.cos(1.0)) <= np.spacing(math.cos(1.0))


@pytest.mark.parametrize("f", functions.FUNCTIONS, ids=lambda f: f.name)
def test_derivative_keeps_the_accuracy_it_states(f):
    x = np.random.default_rng(0).uniform(max(-3.0, f.domain[0]), 3, 2000)
    allowed = 1e-11 * np.maximum(1, np.maximum(np.abs(f(x)), np.abs(f.slope(x))))
    assert np.all(np.abs(derivative(f, x) - f.slope(x)) <= allowed)


@given(st.floats(-5, 5), st.floats(0.1, 20))
def test_derivative_agrees_with_mpmath(x, rate):
    exact = float(mpmath.diff(lambda t: mpmath.sin(rate * t) + t**2, x))
    assert derivative(lambda t: np.sin(rate * t) + t**2, x) == pytest.approx(exact, abs=1e-9)


def test_derivative_agrees_with_scipy():
    x = np.linspace(-4, 4, 41)
    assert derivative(np.arctan, x) == pytest.approx(differentiate.derivative(np.arctan, x).df, abs=1e-10)


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
    for estimate in (forward_difference, central_difference, complex_step, derivative):
        slopes = estimate(np.sin, x)
        assert slopes.shape == (2, 3)
        assert slopes[1, 2] == estimate(np.sin, x[1, 2])
        assert slopes == pytest.approx(np.cos(x), abs=1e-7)


def test_integers_are_taken_as_floats():
    for estimate in (forward_difference, central_difference, complex_step, derivative):
        assert estimate(lambda x: x**2, 3) == pytest.approx(6, abs=1e-6)
        assert estimate(lambda x: x**-1, [1, 2]) == pytest.approx([-1, -0.25], abs=1e-6)


def test_a_slope_in_one_point_is_a_plain_number_for_format_strings():
    for estimate in (forward_difference, central_difference, complex_step, derivative):
        assert f"{estimate(np.sin, 0):.2f}" == "1.00"


def test_derivative_leaves_its_input_alone():
    x = np.array([1.0, 2.0])
    derivative(np.sin, x)
    check_gradient(lambda w: np.sum(w**2), x, lambda w: 2 * w)
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
@pytest.mark.parametrize("estimate", [forward_difference, central_difference, complex_step, derivative])
def test_a_point_that_is_not_finite_is_refused(estimate, x):
    with pytest.raises(ValueError, match="expected finite numbers"):
        estimate(np.sin, x)


@pytest.mark.parametrize("estimate", [forward_difference, central_difference, complex_step, derivative])
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


def loss(w):
    return np.sum(w**3) + w[0] * w[1]


def loss_gradient(w):
    return 3 * w**2 + np.array([w[1], w[0], *np.zeros(len(w) - 2)])


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=5))
@example([0.0, 0.0, 0.00027252193129390225, 0.00027252193129390225, 0.00027252193129390225])
def test_a_right_gradient_passes_at_any_point(w):
    assert check_gradient(loss, w, loss_gradient)


@given(st.lists(st.floats(0.1, 5), min_size=2, max_size=5), st.data())
def test_one_wrong_entry_fails_and_is_named(w, data):
    wrong = data.draw(st.integers(0, len(w) - 1))
    claim = loss_gradient(np.array(w))
    claim[wrong] *= 1 + 1e-4
    check = check_gradient(loss, w, claim)
    assert not check
    assert check.worst == (wrong,)
    assert check.relative_error == pytest.approx(1e-4, rel=1e-2)
    assert f"entry {wrong}" in repr(check)


def test_a_small_wrong_entry_beside_a_large_right_one_is_found():
    check = check_gradient(lambda w: 1e3 * w[0] + 1e-3 * w[1], [1.0, 1.0], [1e3, 2e-3])
    assert not check and check.worst == (1,)


def test_a_scalar_slope_is_checked_and_the_verdict_gives_both_values():
    assert check_gradient(np.sin, 1, np.cos)
    check = check_gradient(np.sin, 1, np.sin)
    assert not check and check.worst is None
    assert (check.claimed, check.measured) == pytest.approx((math.sin(1), math.cos(1)))
    assert repr(check) == (
        "Failed: the gradient says 0.8415, nudging measures 0.5403 (relative error 3.6e-01, allowed 1e-06)."
    )


def test_a_function_of_one_variable_is_checked_at_every_entry():
    assert check_gradient(np.sin, [0.0, 1.0, 2.0], np.cos)
    assert check_gradient(np.tanh, [0.0, 1.0, 2.0], lambda x: np.where(x > 1, 0, 1 - np.tanh(x) ** 2)).worst == (2,)


def test_a_matrix_of_weights_is_checked_entry_by_entry():
    w = np.arange(6.0).reshape(2, 3)
    assert check_gradient(lambda w: np.sum(w**2), w, 2 * w)
    assert check_gradient(lambda w: np.sum(w**2), w, np.where(w == 5, 0, 2 * w)).worst == (1, 2)


def test_the_verdict_of_a_passed_check_says_what_it_does_not_prove():
    words = repr(check_gradient(np.sin, 1, np.cos))
    assert words.startswith("Passed") and "1e-06" in words and "nothing about other points" in words


def test_the_tolerance_decides():
    claim = math.cos(1) * (1 + 1e-4)
    assert not check_gradient(np.sin, 1, claim)
    assert check_gradient(np.sin, 1, claim, tolerance=1e-3)


def test_zero_against_zero_passes_and_zero_against_something_fails():
    assert check_gradient(lambda x: 0 * x, 1, 0)
    assert check_gradient(np.cos, 0, 0)
    assert not check_gradient(np.sin, 0, 0)


def test_a_claim_that_is_nan_fails():
    check = check_gradient(lambda w: np.sum(w**2), [1.0, 2.0], [2.0, math.nan])
    assert not check and check.worst == (1,) and check.relative_error == math.inf


def test_a_check_where_nothing_can_be_measured_fails_and_says_why():
    check = check_gradient(np.sqrt, 0, 1)
    assert not check and "no slope here" in repr(check)


def test_a_gradient_of_another_shape_is_refused_with_both_shapes():
    with pytest.raises(ValueError, match=r"\(3,\).*\(2,\)"):
        check_gradient(np.sum, [1, 2], [1, 2, 3])


def test_a_loss_that_is_neither_a_number_nor_of_the_shape_of_x_is_refused():
    with pytest.raises(ValueError, match=r"\(2,\) for x of shape \(3,\)"):
        check_gradient(lambda w: w[:2], [1, 2, 3], [1, 2, 3])


def test_a_tolerance_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="tolerance = 0"):
        check_gradient(np.sin, 1, np.cos, tolerance=0)
