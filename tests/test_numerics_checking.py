"""Gradients by rule, judged by nudging: what passes, what fails, and what the verdict says."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calcml.datasets import penguins
from calcml.numerics import check_gradient, hessian

patiently = settings(deadline=None, max_examples=50)


def loss(w):
    return np.sum(w**3) + w[0] * w[1]


def loss_gradient(w):
    return 3 * w**2 + np.array([w[1], w[0], *np.zeros(len(w) - 2)])


@patiently
@given(st.lists(st.floats(-5, 5), min_size=2, max_size=5))
@example([0.0, 0.0, 0.00027252193129390225, 0.00027252193129390225, 0.00027252193129390225])
def test_a_right_gradient_passes_at_any_point(w):
    assert check_gradient(loss, w, loss_gradient)


@patiently
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


def test_the_verdict_writes_large_values_as_whole_numbers_and_breaks_between_words_in_a_notebook():
    check = check_gradient(lambda w: 11705.2 * w, 1.0, -5852.6)
    assert "the gradient says -5,853, nudging measures 11,705 (" in repr(check)
    assert check._repr_html_() == f"<div>{check!r}</div>"


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


def test_a_check_leaves_its_input_alone():
    x = np.array([1.0, 2.0])
    check_gradient(lambda w: np.sum(w**2), x, lambda w: 2 * w)
    assert x.tolist() == [1, 2]


def test_an_entry_that_round_off_hides_is_counted_in_the_verdict():
    check = check_gradient(lambda w: 1e12 + w[0] ** 2 * 1e8 + 1e-9 * w[1], [1.0, 1.0], [2e8, 5e-9])
    assert check and check.hidden == 1
    assert repr(check).endswith("But 1 entry is too small beside f for nudging to judge.")
    assert check_gradient(lambda w: np.sum(w**2), [0.0, 1.0], [0, 2]).hidden == 0


def test_a_random_function_is_refused_and_dropout_is_named():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="two values at the same x.*dropout"):
        check_gradient(lambda w: np.sum(w**2 * (rng.random(3) < 0.5)), [1.0, 2.0, 3.0], lambda w: 2 * w)


def test_a_gradient_that_is_not_made_of_numbers_is_refused():
    with pytest.raises(TypeError, match="does it end in return"):
        check_gradient(np.sum, [1, 2], lambda w: None)
    with pytest.raises(TypeError, match="complex"):
        check_gradient(np.sum, [1, 2], [1, 1j])


def test_integers_and_a_claim_in_integers_are_taken():
    assert check_gradient(lambda w: w[0] ** -1 + w[1], [1, 2], [-1, 1])


def test_a_pass_at_a_kink_proves_no_derivative_and_one_elsewhere_no_branch():
    assert check_gradient(np.abs, 0, 0)  # the mean of -1 and 1
    assert not check_gradient(lambda x: np.maximum(x, 0), 0, 0)  # the mean of 0 and 1
    wrong_for_negative_x = np.ones_like
    assert check_gradient(lambda x: np.maximum(x, 0), [1.0, 2.0], wrong_for_negative_x)


def test_a_term_whose_weight_is_zero_is_not_checked():
    def penalised(w, weight):
        return np.sum(np.cos(w)) + weight * np.sum(w**2)

    for weight, passes in ((0, True), (0.1, False)):
        wrong = lambda w, weight=weight: -np.sin(w) + weight * w  # the 2 is forgotten # noqa: E731
        assert bool(check_gradient(lambda w, weight=weight: penalised(w, weight), [1.0, 2.0], wrong)) is passes


def test_mean_squared_error_on_the_penguins_passes_in_both_forms_and_the_usual_slips_fail():
    birds = penguins()
    flipper, mass = birds.flipper_length_mm - birds.flipper_length_mm.mean(), birds.body_mass_g
    n, w = len(mass), np.array([40.0, 4000.0])  # g per mm, and g
    X = np.column_stack([flipper, np.ones(n)])
    mse = lambda w: np.mean((X @ w - mass) ** 2)  # noqa: E731  in g²
    miss = w[0] * flipper + w[1] - mass
    by_entry = np.array([2 * np.mean(miss * flipper), 2 * np.mean(miss)])  # g·mm, and g
    assert check_gradient(mse, w, by_entry)
    assert check_gradient(mse, w, lambda w: 2 / n * X.T @ (X @ w - mass))
    for slip in (by_entry / 2, by_entry * n, -by_entry, by_entry[::-1]):
        assert not check_gradient(mse, w, slip)
    assert hessian(mse, w) == pytest.approx(2 / n * X.T @ X, rel=1e-6, abs=1e-6)
