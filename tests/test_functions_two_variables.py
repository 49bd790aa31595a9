"""The named functions of two variables: each proven by SymPy, by nudging, at its minima, and far out."""

import math
import warnings

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml import functions
from calcml.functions import FIELDS, ScalarField
from calcml.numerics import check_gradient, complex_step, hessian, jacobian
from calcml.symbolic import parse

X, Y = sympy.symbols("x y", real=True)
patiently = settings(deadline=None, max_examples=50)
every_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
with_minima = pytest.mark.parametrize("field", [f for f in FIELDS if f.minima], ids=lambda field: field.name)


def points(count=100):
    return np.random.default_rng(0).uniform(-4, 4, (2, count))


def by_rule(expression, p):
    """The expression's values at points of shape (2, n), each computed with 50 digits before it is rounded."""
    f = sympy.lambdify((X, Y), expression, "mpmath")
    with mpmath.workdps(50):
        return np.array([float(f(mpmath.mpf(float(x)), mpmath.mpf(float(y)))) for x, y in p.T])


def formula(field):
    return parse(field.formula, ("x", "y")).sympy


def close(values, exact):
    scale = np.maximum(1, np.abs(exact).max(axis=tuple(range(exact.ndim - 1))))
    return np.all(np.abs(values - exact) <= 1e-13 * scale)


def test_every_field_is_proven_here():
    assert len(FIELDS) == 10
    assert {f for f in vars(functions).values() if isinstance(f, ScalarField)} == set(FIELDS)
    assert len({f.name for f in FIELDS}) == len(FIELDS)


@every_field
def test_values_agree_with_the_formula_in_sympy_and_as_typed(field):
    p = points()
    assert close(field(p), by_rule(formula(field), p))
    assert close(field(p), parse(field.formula, ("x", "y"))(*p))


@every_field
def test_gradients_agree_with_the_rules_of_sympy(field):
    p = points()
    exact = np.array([by_rule(sympy.diff(formula(field), v), p) for v in (X, Y)])
    assert close(field.gradient(p), exact)


@every_field
def test_hessians_agree_with_the_rules_of_sympy(field):
    p = points()
    exact = np.array([[by_rule(sympy.diff(formula(field), v, w), p) for w in (X, Y)] for v in (X, Y)])
    assert close(field.hessian(p), exact)


@every_field
@patiently
@given(st.floats(-4, 4), st.floats(-4, 4))
def test_gradients_pass_the_check_by_nudging(field, x, y):
    if field is functions.partials_without_continuity:  # nudging sees what is wider than its steps
        x, y = (math.copysign(0.5 + abs(v), v) for v in (x, y))
    assert check_gradient(field, [x, y], field.gradient)


@every_field
def test_hessians_agree_with_nudging_the_value_and_the_gradient(field):
    for p in points(30).T:
        size = max(1, abs(field(p)), np.abs(field.hessian(p)).max())
        assert field.hessian(p) == pytest.approx(hessian(field, p), abs=1e-9 * size)
        assert field.hessian(p) == pytest.approx(jacobian(field.gradient, p), abs=1e-11 * size)


@every_field
def test_every_field_takes_the_complex_step_along_both_axes(field):
    x, y = points()
    slopes = field.gradient(x, y)
    size = np.maximum(1, np.abs(slopes).max(axis=0))
    assert np.all(np.abs(complex_step(lambda t: field(t, y), x) - slopes[0]) <= 1e-13 * size)
    assert np.all(np.abs(complex_step(lambda t: field(x, t), y) - slopes[1]) <= 1e-13 * size)


@with_minima
def test_minima_are_flat_and_bend_upwards_every_way(field):
    for point in field.minima:
        assert np.abs(field.gradient(point)).max() < 1e-12
        assert np.linalg.eigvalsh(field.hessian(point)).min() > 0.1


@with_minima
def test_around_a_minimum_every_value_is_higher(field):
    angles = np.linspace(0, 2 * np.pi, 60)
    for x, y in field.minima:
        for r in (1e-3, 0.1):
            assert np.all(field(x + r * np.cos(angles), y + r * np.sin(angles)) > field(x, y))


def test_which_fields_have_minima_and_how_many():
    assert {f.name: len(f.minima) for f in FIELDS if f.minima} == {
        "bowl": 1, "tilted valley": 1, "Rosenbrock": 1, "Himmelblau": 4, "Beale": 1,
    }  # fmt: skip
    for field in (functions.rosenbrock, functions.himmelblau, functions.beale):
        assert [field(p) for p in field.minima] == pytest.approx([0] * len(field.minima), abs=1e-28)


@every_field
def test_far_out_and_at_the_origin_nothing_warns(field):
    far = np.array([[0, 1e3, -1e3, 1e200, 0, 1e-200], [0, -1e3, 1e3, 1e200, 1e200, 1e-200]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        results = [g(far) for g in (field, field.gradient, field.hessian)]
    assert all(np.isfinite(result[..., 1:3]).all() for result in results)
    assert np.isfinite(field(0, 0)) and np.isfinite(field.gradient(0, 0)).all()


def test_rosenbrock_has_the_curvature_of_the_syllabus():
    H = functions.rosenbrock.hessian(1, 1)
    assert H.tolist() == [[802, -400], [-400, 200]]
    assert np.linalg.cond(H) == pytest.approx(2508.0096, abs=5e-5)


def test_the_tilted_valley_is_nine_times_as_steep_across_as_along():
    values, directions = np.linalg.eigh(functions.tilted_valley.hessian(0, 0))
    assert values == pytest.approx([1, 9])
    assert directions[0, 0] == pytest.approx(directions[1, 0])  # along x = y


def test_both_saddles_are_flat_at_the_origin_and_neither_a_minimum_nor_a_maximum():
    for field in (functions.saddle, functions.monkey_saddle):
        around = field(0.1 * np.cos(np.linspace(0, 6, 60)), 0.1 * np.sin(np.linspace(0, 6, 60)))
        assert not field.gradient(0, 0).any() and around.min() < 0 < around.max()
    assert not functions.monkey_saddle.hessian(0, 0).any()


@patiently
@given(st.floats(-3, 3), st.floats(-3, 3))
def test_the_ridge_is_level_along_its_crest(x, y):
    assert functions.ridge.gradient(x, y).sum() == 0
    assert functions.ridge.hessian(x, y) @ [1, 1] == pytest.approx([0, 0])


@patiently
@given(st.floats(-3, 3), st.floats(0.01, 1))
def test_partials_without_continuity_has_every_slope_at_the_origin_and_no_limit(slope, x):
    f = functions.partials_without_continuity
    assert f(0, 0) == 0 and f.gradient(0, 0).tolist() == [0, 0]
    assert f(x, x**2) == pytest.approx(0.5) and f(x, -(x**2)) == pytest.approx(-0.5)
    if abs(slope) > 0.01:
        assert f(1e-6, slope * 1e-6) / 1e-6 == pytest.approx(1 / slope, rel=1e-6)
    assert f(1e-90, 1e-180) == pytest.approx(0.5) and f(1e90, 1e180) == pytest.approx(0.5)


def test_partials_without_continuity_has_no_hessian_at_the_origin():
    f = functions.partials_without_continuity
    assert np.isnan(f.hessian(0, 0)).all()
    assert f.gradient(1e-3, 0)[1] == pytest.approx(1e6)  # the partial in y is 1/x² on the x-axis


@patiently
@given(st.floats(-700, 700), st.floats(-700, 700))
def test_logsumexp_keeps_its_digits_and_its_gradient_is_softmax(x, y):
    with mpmath.workdps(700):
        total = mpmath.exp(x) + mpmath.exp(y)
        assert functions.logsumexp(x, y) == pytest.approx(float(mpmath.log(total)), rel=1e-14, abs=1e-300)
        shares = [float(mpmath.exp(x) / total), float(mpmath.exp(y) / total)]
    assert functions.logsumexp.gradient(x, y) == pytest.approx(shares, rel=1e-13, abs=0)
    assert functions.logsumexp.hessian(x, y).sum(axis=1) == pytest.approx([0, 0], abs=1e-16)


def test_logsumexp_survives_large_arguments():
    assert functions.logsumexp([1000, -1000], [1000, -1000]) == pytest.approx([1000 + math.log(2), math.log(2) - 1000])
    assert functions.logsumexp.gradient(1000, -1000).tolist() == [1, 0]


def test_coordinates_and_points_give_the_same_in_every_shape():
    x, y = np.linspace(-1, 1, 3), np.linspace(-2, 2, 4)[:, np.newaxis]
    p = np.array(np.broadcast_arrays(x, y))
    for field in FIELDS:
        assert field(x, y).shape == field(p).shape == (4, 3)
        assert field.gradient(x, y).shape == (2, 4, 3) and field.hessian(p).shape == (2, 2, 4, 3)
        assert np.array_equal(field.hessian(x, y), field.hessian(p), equal_nan=True)
        assert field(0.5, y).shape == (4, 1)
        assert (
            np.ndim(field(1, 2)) == 0 and field.gradient([1, 2]).shape == (2,) and field.hessian(1, 2).shape == (2, 2)
        )
        assert field([1, 2]) == field(1, 2)
        assert f"{field(1, 2):.2f}"


def test_integers_are_converted_and_never_truncated():
    big = np.array([10_000_000, 3])
    assert functions.rosenbrock(big) == pytest.approx(1e30)
    assert functions.beale.gradient(np.array([3, 1], dtype=np.int8)).dtype == float
    assert functions.tilted_valley(1, 0) == 2.5
    assert functions.bowl(np.uint8(20), np.uint8(20)) == 800


def test_outside_its_domain_a_field_is_nan_and_inside_it_is_not():
    half_plane = ScalarField(
        "x log y", "x*log(y)",
        lambda x, y: x * np.log(y), lambda x, y: (np.log(y), x / y), lambda x, y: (0, 1 / y, -x / y**2),
        domain=lambda x, y: y > 0,
    )  # fmt: skip
    x, y = np.array([1.0, 1.0, 1.0]), np.array([-1.0, 0.0, 2.0])
    for values in (half_plane(x, y), half_plane.gradient(x, y), half_plane.hessian(x, y)):
        assert np.isnan(values[..., :2]).all() and np.isfinite(values[..., 2]).all()
    assert np.isnan(half_plane(1, -1)) and np.isnan(half_plane.gradient(1, 0)).all()
    assert check_gradient(half_plane, [1.5, 0.3], half_plane.gradient)
    assert complex_step(lambda t: half_plane(1, t), 2.0) == pytest.approx(0.5)


def test_points_of_a_wrong_shape_are_refused_with_the_shape_and_a_way_out():
    for call in (functions.bowl, functions.bowl.gradient, functions.bowl.hessian):
        for p in (1.0, [1.0, 2.0, 3.0], np.zeros((5, 2))):
            with pytest.raises(ValueError, match=r"p has shape .*expected \(2, \.\.\.\)"):
                call(p)
        with pytest.raises(ValueError, match=r"x has shape \(2,\), y has shape \(3,\).*meshgrid"):
            call([1, 2], [1, 2, 3])


@pytest.mark.parametrize("x", ["1", None, [[1], [1, 2]], {}])
def test_what_is_no_number_is_refused(x):
    with pytest.raises((TypeError, ValueError), match="expected"):
        functions.bowl(x, x)
    with pytest.raises((TypeError, ValueError), match="expected"):
        functions.bowl.gradient(x)


def test_formulas_that_give_another_shape_or_number_of_parts_are_refused():
    bad = ScalarField("bad", "?", lambda x, y: np.ones(7), lambda x, y: (x, y, x), lambda x, y: (x, y))
    with pytest.raises(ValueError, match=r"one of shape \(7,\); expected 1"):
        bad([1, 2, 3], 0)
    with pytest.raises(ValueError, match="3 parts; expected 2"):
        bad.gradient(1, 2)
    with pytest.raises(ValueError, match="2 parts; expected 3"):
        bad.hessian(1, 2)


def test_a_field_is_shown_by_its_name_and_formula_and_cannot_be_changed():
    assert repr(functions.bowl) == "bowl: x^2 + y^2"
    with pytest.raises(AttributeError):
        functions.bowl.name = "other"
