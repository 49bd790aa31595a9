"""Losses of linear models: gradients proven by nudging, by rule, by closed form; digits kept far out; clear errors."""

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from calcml import functions, networks
from calcml.autodiff import Tensor
from calcml.datasets import penguins, standardise
from calcml.descent import GradientDescent, descend
from calcml.networks import (
    logistic_loss,
    logistic_loss_gradient,
    mean_squared_error,
    mean_squared_error_gradient,
)
from calcml.numerics import check_gradient

SQUARED = (mean_squared_error, mean_squared_error_gradient)
LOGISTIC = (logistic_loss, logistic_loss_gradient)
PAIRS = [SQUARED, LOGISTIC]


def case(seed, n=12, d=3):
    """Random weights, batch, and labels of both classes."""
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(n) % 2)
    return rng.normal(size=d), rng.normal(size=(n, d)), y


# The gradients


@pytest.mark.parametrize("loss, gradient", PAIRS)
@given(seed=st.integers(0, 10_000), n=st.integers(2, 12), d=st.integers(1, 4))
def test_a_gradient_agrees_with_nudging(loss, gradient, seed, n, d):
    w, X, y = case(seed, n, d)
    assert check_gradient(lambda w: loss(w, X, y), w, lambda w: gradient(w, X, y))


def by_rule(terms):
    """Value and gradient at w = (0.5, −1) of the mean of terms(z, y), by SymPy on three rows."""
    X, y, weights = [[1, 2], [3, -1], [0, 1]], [1, 0, 1], sympy.symbols("u v")
    scores = [sum(x * w for x, w in zip(row, weights, strict=True)) for row in X]
    loss = sum(terms(z, label) for z, label in zip(scores, y, strict=True)) / 3
    at = dict(zip(weights, (sympy.Rational(1, 2), -1), strict=True))
    slopes = [float(loss.diff(w).subs(at)) for w in weights]
    return ([0.5, -1.0], X, y), float(loss.subs(at)), slopes


@pytest.mark.parametrize(
    "pair, terms",
    [
        (SQUARED, lambda z, y: (z - y) ** 2),
        (LOGISTIC, lambda z, y: sympy.log(1 + sympy.exp(z)) - y * z),
        (LOGISTIC, lambda z, y: -sympy.log(1 / (1 + sympy.exp(-z)) if y else 1 - 1 / (1 + sympy.exp(-z)))),
    ],
)
def test_value_and_gradient_agree_with_the_rules_of_calculus(pair, terms):
    point, value, slopes = by_rule(terms)
    loss, gradient = pair
    assert np.isclose(loss(*point), value, rtol=1e-13)
    assert np.allclose(gradient(*point), slopes, rtol=1e-13, atol=1e-15)


def test_the_gradients_are_their_closed_forms():
    w, X, y = case(1)
    assert np.allclose(mean_squared_error_gradient(w, X, y), 2 / 12 * X.T @ (X @ w - y), rtol=1e-12)
    p = 1 / (1 + np.exp(-(X @ w)))
    assert np.allclose(logistic_loss_gradient(w, X, y), X.T @ (p - y) / 12, rtol=1e-12)


def test_the_squared_error_is_smallest_where_least_squares_says():
    birds = penguins()
    X = np.column_stack([birds.flipper_length_mm - birds.flipper_length_mm.mean(), np.ones(342)])
    best, residual, *_ = np.linalg.lstsq(X, birds.body_mass_g)
    assert np.isclose(mean_squared_error(best, X, birds.body_mass_g), residual[0] / 342)
    assert np.allclose(mean_squared_error_gradient(best, X, birds.body_mass_g), 0, atol=1e-6)


def test_descent_on_the_logistic_loss_tells_adelie_from_chinstrap():
    birds = penguins()
    two = birds.species != "Gentoo"
    Z, _, _ = standardise(np.column_stack([birds.bill_length_mm, birds.bill_depth_mm])[two])
    X, y = np.column_stack([Z, np.ones(len(Z))]), birds.species[two] == "Chinstrap"
    path = descend(
        lambda w: logistic_loss(w, X, y),
        lambda w: logistic_loss_gradient(w, X, y),
        np.zeros(3),
        GradientDescent(1.0),
        steps=2000,
    )
    assert np.isclose(path.values[0], np.log(2)) and np.all(np.diff(path.values) < 0)
    assert np.mean((X @ path.positions[-1] > 0) == y) > 0.95


@pytest.mark.parametrize("loss, gradient", PAIRS)
def test_the_loss_of_a_batch_is_the_mean_over_its_rows(loss, gradient):
    w, X, y = case(2)
    halves = ([*range(6)], [*range(6, 12)]) if y[:6].any() and not y[:6].all() else ([0, 1], [2, 3])
    assert np.isclose(loss(w, X, y), np.mean([loss(w, X[half], y[half]) for half in halves]))
    rows = [gradient(w, X[i : i + 1], y[i : i + 1]) for i in range(12)]  # one class each: the gradient does not mind
    assert np.allclose(gradient(w, X, y), np.mean(rows, axis=0))


@pytest.mark.parametrize("loss, gradient", PAIRS)
def test_many_models_at_once_are_each_alone(loss, gradient):
    _, X, y = case(3)
    w = np.random.default_rng(0).normal(size=(3, 4, 5))
    values, slopes = loss(w, X, y), gradient(w, X, y)
    assert values.shape == (4, 5) and slopes.shape == w.shape
    for i, j in np.ndindex(4, 5):
        assert np.isclose(values[i, j], loss(w[:, i, j], X, y))
        assert np.allclose(slopes[:, i, j], gradient(w[:, i, j], X, y))


def test_the_sigmoid_has_the_values_of_the_one_of_functions_and_takes_tensors_too():
    z = np.array([-1000.0, -40, -1, 0, 1e-9, 3, 1000])
    assert np.allclose(networks.sigmoid(z), functions.sigmoid(z), rtol=1e-15, atol=0)
    assert np.array_equal(networks.sigmoid(Tensor(z)).data, networks.sigmoid(z))


# Far out


def exact_terms(z, y):
    """Loss and slope of one row for the logit z, in 500 digits more than floats have."""
    with mpmath.workdps(500):
        z = mpmath.mpf(z)
        p = 1 / (1 + mpmath.exp(-z))
        return float(mpmath.log(1 + mpmath.exp(z)) - y * z), float(p - y)


@given(st.floats(-1000, 1000), st.sampled_from([0, 1]))
def test_the_logistic_loss_keeps_its_digits_far_out(z, y):
    X, labels = [[1.0], [0.0]], [y, 1 - y]  # the second row has the logit 0: it adds ln 2, and nothing to the slope
    loss, slope = exact_terms(z, y)
    assert np.isclose(logistic_loss([z], X, labels), (loss + np.log(2)) / 2, rtol=1e-14, atol=0)
    assert np.isclose(logistic_loss_gradient([z], X, labels), slope / 2, rtol=1e-13, atol=1e-320)


@pytest.mark.parametrize("z", [-1000.0, -700.0, -40.0, -1e-9, 0.0, 1e-9, 40.0, 700.0, 1000.0])
def test_the_logistic_loss_has_relative_accuracy_even_where_it_is_tiny(z):
    X, y = [[1.0], [-1.0]], [1, 0]  # both rows have the same loss, and the same slope but for its sign
    loss, slope = exact_terms(z, 1)
    assert np.isclose(logistic_loss([z], X, y), loss, rtol=1e-14, atol=0)
    assert np.isclose(logistic_loss_gradient([z], X, y)[0], slope, rtol=1e-14, atol=0)


@pytest.mark.parametrize("loss, gradient", PAIRS)
def test_weights_that_have_exploded_give_no_warning(loss, gradient):
    X, y = [[1.0, 0.0], [2.0, 1.0]], [0, 1]
    for w in ([np.inf, 1.0], [np.nan, 1.0], [1e300, -1e300]):
        assert np.shape(loss(w, X, y)) == () and gradient(w, X, y).shape == (2,)


# What cannot be


@pytest.mark.parametrize("function", LOGISTIC)
@pytest.mark.parametrize("y, other, advice", [([0, 2], 2, 2), ([-1, 1], -1, 1), ([1, 0.5], 0.5, 1), ([1, 2], 2, 2)])
def test_labels_outside_zero_and_one_are_refused(function, y, other, advice):
    with pytest.raises(ValueError, match=f"label {other}; expected 0 or 1 for each row, such as y == {advice}"):
        function([1.0], [[1.0], [2.0]], y)


@pytest.mark.parametrize("function", LOGISTIC)
def test_labels_in_words_are_refused(function):
    with pytest.raises(TypeError, match="y holds .* values; .* ask for one of them: species == 'Adelie'"):
        function([1.0], [[1.0], [2.0]], ["Adelie", "Gentoo"])


@pytest.mark.parametrize("label", [0, 1])
def test_a_loss_of_one_class_only_is_refused(label):
    with pytest.raises(ValueError, match=f"every label is {label}; expected both 0 and 1.*take rows of both"):
        logistic_loss([1.0], [[1.0], [2.0]], [label, label])


def test_true_and_false_are_labels():
    w, X, y = case(4)
    assert logistic_loss(w, X, y == 1) == logistic_loss(w, X, y)


@pytest.mark.parametrize("function", [*SQUARED, *LOGISTIC])
def test_bad_batches_are_refused_in_clear_words(function):
    w, X, y = case(5)
    with pytest.raises(ValueError, match=r"X has shape \(0, 3\): the batch is empty"):
        function(w, X[:0], y[:0])
    with pytest.raises(ValueError, match=r"X has shape \(12,\); expected \(n, d\).*np.column_stack"):
        function(w, X[:, 0], y)
    with pytest.raises(ValueError, match=r"y has shape \(12, 1\), X \(12, 3\); expected y of shape \(12,\)"):
        function(w, X, y[:, np.newaxis])
    with pytest.raises(ValueError, match=r"w has shape \(2,\), X \(12, 3\); expected 3 weights"):
        function(w[:2], X, y)
    with pytest.raises(ValueError, match="w has shape"):
        function(1.0, X, y)
    with pytest.raises(ValueError, match="X holds NaN or infinity"):
        function(w, np.where(X == X[0, 0], np.nan, X), y)
    with pytest.raises(ValueError, match="y holds NaN or infinity"):
        function(w, X, np.where(np.arange(12) == 3, np.nan, y))


@pytest.mark.parametrize("function", [*SQUARED, *LOGISTIC])
def test_what_is_not_made_of_real_numbers_is_refused(function):
    w, X, y = case(6)
    with pytest.raises(TypeError, match="w holds complex128 values; expected real numbers"):
        function(w * 1j, X, y)
    with pytest.raises(TypeError, match="X is no array of numbers; expected rows of equal length"):
        function(w, [[1.0], [1.0, 2.0]], y)
    with pytest.raises(TypeError, match="w holds object values"):
        function(..., X, y)


@pytest.mark.parametrize("function", [*SQUARED, *LOGISTIC])
def test_integers_are_converted_and_nothing_handed_over_is_changed(function):
    w, X, y = np.array([1, -2]), np.array([[1, 2], [3, 4], [5, 6]]), np.array([0, 1, 1])
    copies = w.copy(), X.copy(), y.copy()
    assert np.array_equal(function(w, X, y), function(w.astype(float), X.astype(float), y.astype(float)))
    assert all(np.array_equal(a, b) for a, b in zip((w, X, y), copies, strict=True))
