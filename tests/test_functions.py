"""The named functions: each proven by rule, by nudging, and far out."""

import warnings

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml import functions
from calcml.functions import FUNCTIONS, Function
from calcml.numerics import complex_step, derivative

patiently = settings(deadline=None)

X = sympy.Symbol("x", real=True)
BY_RULE = {
    "parabola": X**2,
    "cubic": X**3 - 3 * X,
    "cube": X**3,
    "sine": sympy.sin(X),
    "exponential": sympy.exp(X),
    "logarithm": sympy.log(X),
    "absolute value": sympy.Abs(X),
    "ReLU": sympy.Max(0, X),
    "sigmoid": 1 / (1 + sympy.exp(-X)),
    "softplus": sympy.log(1 + sympy.exp(X)),
    "tanh": sympy.tanh(X),
}
ANALYTIC = ("parabola", "cubic", "cube", "sine", "exponential", "logarithm")
every_function = pytest.mark.parametrize("f", FUNCTIONS, ids=lambda f: f.name)


def points(f):
    return np.random.default_rng(0).uniform(max(-6.0, f.domain[0]), 6, 200)


def by_rule(expression, x, digits=40):
    """The expression's values at `x`, each computed with many digits before it is rounded."""
    f = sympy.lambdify(X, expression, "mpmath")
    with mpmath.workdps(digits):
        return np.array([float(f(mpmath.mpf(float(t)))) for t in x])


def test_every_function_is_proven_here():
    assert [f.name for f in FUNCTIONS] and {f.name for f in FUNCTIONS} == set(BY_RULE)
    assert {f for f in vars(functions).values() if isinstance(f, Function)} == set(FUNCTIONS)


@every_function
def test_values_agree_with_the_formula_in_sympy(f):
    x = points(f)
    assert f(x) == pytest.approx(by_rule(BY_RULE[f.name], x), rel=1e-13, abs=1e-14)


@every_function
def test_slopes_agree_with_the_rules_of_sympy(f):
    x = points(f)
    assert f.slope(x) == pytest.approx(by_rule(sympy.diff(BY_RULE[f.name], X), x), rel=1e-13, abs=1e-14)


@every_function
def test_slopes_agree_with_nudging(f):
    x = points(f)
    assert f.slope(x) == pytest.approx(derivative(f, x), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("f", [f for f in FUNCTIONS if f.name in ANALYTIC], ids=lambda f: f.name)
def test_analytic_functions_take_the_complex_step(f):
    x = points(f)
    assert f.slope(x) == pytest.approx(complex_step(f, x), rel=1e-14, abs=1e-15)


@every_function
def test_values_and_slopes_far_out_come_without_a_warning(f):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values, slopes = f([-1000, 0, 1000]), f.slope([-1000, 0, 1000])
    if f.name not in ("logarithm", "exponential"):
        assert np.isfinite(values).all() and np.isfinite(slopes).all()


def test_the_s_shaped_family_is_right_far_out():
    assert functions.sigmoid([-1000, 1000]).tolist() == [0, 1]
    assert functions.softplus([-1000, 1000]).tolist() == [0, 1000]
    assert functions.tanh([-1000, 1000]).tolist() == [-1, 1]
    assert functions.exponential([-1000, 1000]).tolist() == [0, np.inf]


@patiently
@given(st.floats(-700, 700))
def test_the_s_shaped_family_keeps_its_digits_in_the_tails(x):
    for f in (functions.sigmoid, functions.softplus):
        assert f(x) == pytest.approx(by_rule(BY_RULE[f.name], [x], digits=700)[0], rel=2e-14, abs=0)
    with mpmath.workdps(700):
        assert functions.sigmoid.slope(x) == pytest.approx(
            float(1 / (2 + mpmath.exp(x) + mpmath.exp(-x))), rel=2e-14, abs=0
        )
        assert functions.tanh.slope(x / 2) == pytest.approx(
            float(mpmath.sech(mpmath.mpf(x) / 2) ** 2), rel=2e-14, abs=0
        )


@patiently
@given(st.floats(-50, 50))
def test_sigmoid_of_x_and_of_minus_x_add_up_to_one(x):
    assert functions.sigmoid(x) + functions.sigmoid(-x) == pytest.approx(1, abs=1e-15)


def test_at_a_kink_the_slope_is_zero_by_convention():
    assert functions.relu.slope(0) == 0
    assert functions.absolute.slope(0) == 0


def test_outside_its_domain_the_logarithm_is_undefined_and_so_is_its_slope():
    assert np.isnan(functions.logarithm(-1)) and np.isnan(functions.logarithm.slope(-1))
    assert np.isnan(functions.logarithm.slope(0))


@every_function
def test_inside_its_domain_a_function_is_finite(f):
    assert np.isfinite(f(points(f))).all() and np.isfinite(f.slope(points(f))).all()


@every_function
def test_minima_are_lower_than_their_surroundings(f):
    for x in f.minima:
        assert f.slope(x) == pytest.approx(0, abs=1e-12)
        assert f(x) < f(x - 0.01) and f(x) < f(x + 0.01)


@every_function
def test_no_isolated_minimum_is_left_out_between_minus_two_and_two(f):
    x = np.linspace(-2, 2, 4002)[1:]
    y = f(x)
    lower = (y[1:-1] < y[:-2]) & (y[1:-1] < y[2:])
    assert x[1:-1][lower] == pytest.approx([m for m in f.minima if -2 < m < 2], abs=2e-3)


@every_function
def test_integers_lists_and_numbers_are_taken(f):
    assert f([1, 2]).shape == (2,) and f(np.array([[1, 2]])).shape == (1, 2)
    assert f(1) == f(1.0) and isinstance(f(1), float) and isinstance(f.slope(1), float)
    assert f.slope([1, 2]).tolist() == [f.slope(1.0), f.slope(2.0)]


def test_large_integers_do_not_overflow():
    assert functions.cube(np.array([10_000_000])) == pytest.approx(1e21)


def test_a_function_is_shown_by_its_name_and_formula_and_cannot_be_changed():
    assert repr(functions.cubic) == "cubic: x^3 - 3x"
    with pytest.raises(AttributeError):
        functions.cubic.name = "other"
