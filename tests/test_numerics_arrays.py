"""Gradient, Jacobian and Hessian by nudging: accuracy, linear maps, symmetry, and what they say of bad input."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import differentiate

from calcml.functions import FIELDS, beale, partials_without_continuity, rosenbrock
from calcml.numerics import derivative, gradient, hessian, jacobian

every_field = pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
numbers = st.floats(-5, 5)
patiently = settings(deadline=None, max_examples=50)


def points(count):
    return np.random.default_rng(0).uniform(-3, 3, (count, 2))


def matrices(rows, columns):
    return arrays(float, (rows, columns), elements=numbers)


@every_field
def test_gradient_and_hessian_keep_the_accuracy_they_state(field):
    for p in points(60):
        slopes, bends = field.gradient(p), field.hessian(p)
        size = max(1, abs(field(p)))
        assert np.abs(gradient(field, p) - slopes).max() <= 1e-11 * max(size, np.abs(slopes).max())
        assert np.abs(hessian(field, p) - bends).max() <= 1e-9 * max(size, np.abs(bends).max())


@every_field
def test_gradient_jacobian_and_hessian_agree_with_scipy(field):
    p = points(1)[0]
    scale = max(1, np.abs(field.hessian(p)).max())
    assert gradient(field, p) == pytest.approx(differentiate.jacobian(field, p).df, rel=1e-7, abs=1e-7)
    assert jacobian(field.gradient, p) == pytest.approx(
        differentiate.jacobian(field.gradient, p).df, rel=1e-7, abs=1e-7
    )
    assert hessian(field, p) == pytest.approx(differentiate.hessian(field, p).ddf, abs=1e-6 * scale)


def test_partials_of_every_order_agree_with_mpmath():
    def f(x, y, sin, exp):
        return sin(x * y) + exp(x - 2 * y)

    p = [0.3, -0.8]
    exact = {
        order: float(mpmath.diff(lambda x, y: f(x, y, mpmath.sin, mpmath.exp), p, order))
        for order in ((1, 0), (0, 1), (2, 0), (1, 1), (0, 2))
    }
    measured = lambda w: f(*w, np.sin, np.exp)  # noqa: E731
    assert gradient(measured, p) == pytest.approx([exact[1, 0], exact[0, 1]], abs=1e-11)
    expected = np.array([[exact[2, 0], exact[1, 1]], [exact[1, 1], exact[0, 2]]])
    assert hessian(measured, p) == pytest.approx(expected, abs=1e-9)


@patiently
@given(matrices(3, 2), arrays(float, 2, elements=numbers))
def test_the_jacobian_of_a_linear_map_is_its_matrix(A, x):
    J = jacobian(lambda v: A @ v, x)
    assert J.shape == (3, 2)
    assert J == pytest.approx(A, abs=1e-11)


@patiently
@given(matrices(3, 3), arrays(float, 3, elements=numbers))
def test_a_quadratic_form_has_the_gradient_and_the_hessian_of_the_rule(A, w):
    form = lambda w: w @ A @ w  # noqa: E731
    assert gradient(form, w) == pytest.approx((A + A.T) @ w, abs=1e-9)
    assert hessian(form, w) == pytest.approx(A + A.T, abs=1e-8)


@patiently
@given(arrays(float, 3, elements=numbers))
@example(np.array([1.75, 2e-311, 2e-311]))
def test_the_hessian_is_symmetric_to_the_last_digit(x):
    H = hessian(lambda v: np.sin(v[0] * v[1]) + v[1] * v[2] ** 3, x)
    assert np.isfinite(H).all() and np.array_equal(H, H.T)


@pytest.mark.parametrize("x", [[0.3, -0.7], [1.0, 2.0], [-2.0, 0.1]])
def test_the_jacobian_of_the_gradient_is_the_hessian(x):
    f = lambda v: np.exp(v[0]) * np.cos(v[1]) + v[0] ** 2 * v[1]  # noqa: E731
    assert jacobian(lambda v: gradient(f, v), x) == pytest.approx(hessian(f, x), abs=1e-8)


@patiently
@given(st.floats(0.1, 5), st.floats(-3, 3))
def test_the_determinant_of_polar_coordinates_is_the_radius(r, theta):
    J = jacobian(lambda p: p[0] * np.array([np.cos(p[1]), np.sin(p[1])]), [r, theta])
    assert np.linalg.det(J) == pytest.approx(r, abs=1e-9)


def test_rows_of_the_jacobian_are_gradients_of_the_outputs():
    f = lambda p: np.array([p[0] ** 2 * p[1], 5 * p[0] + np.sin(p[1])])  # noqa: E731
    J = jacobian(f, [1.0, 2.0])
    assert J == pytest.approx(np.array([[4, 1], [5, math.cos(2)]]), abs=1e-10)
    for i in range(2):
        assert np.array_equal(J[i], gradient(lambda p, i=i: f(p)[i], [1.0, 2.0]))


def test_a_gradient_has_the_shape_of_its_point():
    for x in (2.0, [2.0], [1.0, 2.0, 3.0], np.ones((2, 3)), np.ones((2, 1, 2))):
        slopes = gradient(lambda w: np.sum(w**2), x)
        assert slopes.shape == np.shape(x)
        assert slopes == pytest.approx(2 * np.asarray(x))


def test_the_gradient_in_a_number_is_the_derivative():
    assert gradient(np.sin, 1.2) == derivative(np.sin, 1.2)
    assert f"{gradient(np.sin, 0):.2f}" == "1.00"


def test_integers_are_taken_as_floats():
    assert gradient(lambda w: w[0] ** -1 + w[1], [2, 1]) == pytest.approx([-0.25, 1])
    assert jacobian(lambda w: w**-1, [2, 1]) == pytest.approx(np.diag([-0.25, -1]))
    assert hessian(lambda w: w[0] ** -1 + w[1], [2, 1]) == pytest.approx(np.array([[0.25, 0], [0, 0]]), abs=1e-9)


@pytest.mark.parametrize("scale", [1e-3, 40.0, 1e6])
def test_steps_are_taken_in_proportion_to_each_entry(scale):
    x = np.array([scale, 1.0])
    f = lambda v: np.log(v[0]) * v[1]  # noqa: E731
    assert gradient(f, x) == pytest.approx([1 / scale, math.log(scale)], rel=1e-9)
    assert hessian(f, x)[0] == pytest.approx([-1 / scale**2, 1 / scale], rel=1e-5)


def test_at_a_kink_the_gradient_is_the_mean_of_both_sides_and_the_hessian_is_nan():
    f = lambda v: np.abs(v[0]) + v[1] ** 2  # noqa: E731
    assert gradient(f, [0, 1]) == pytest.approx([0, 2])
    H = hessian(f, [0, 1])
    assert np.isnan(H[0, 0]) and H[1, 1] == pytest.approx(2)


def test_a_hessian_is_no_proof_that_it_exists_nor_that_mixed_partials_agree():
    assert hessian(partials_without_continuity, [0, 0]) == pytest.approx(np.zeros((2, 2)))
    mixed_differ = lambda p: p[0] * p[1] * (p[0] ** 2 - p[1] ** 2) / max(p[0] ** 2 + p[1] ** 2, 1e-300)  # noqa: E731
    assert hessian(mixed_differ, [0, 0])[0, 1] == pytest.approx(0)
    assert gradient(mixed_differ, [0, 0.1])[0] == pytest.approx(-0.1)  # so ∂/∂y of ∂f/∂x is -1 at the origin,
    assert gradient(mixed_differ, [0.1, 0])[1] == pytest.approx(0.1)  # and ∂/∂x of ∂f/∂y is 1


def test_where_the_function_has_no_value_there_is_no_derivative():
    f = lambda v: np.log(v[0]) + v[1]  # noqa: E731
    assert np.isnan(gradient(f, [-1, 1])).all()
    assert np.isnan(hessian(f, [-1, 1])).all()
    assert np.isnan(jacobian(lambda v: np.log(v), [-1, 1])[0]).all()
    assert jacobian(lambda v: np.log(v), [-1, 1])[1] == pytest.approx([0, 1])


def test_at_the_border_of_its_domain_only_the_other_entries_have_slopes():
    slopes = gradient(lambda v: np.sqrt(v[0]) + v[1] ** 2, [0, 1])
    assert np.isnan(slopes[0]) and slopes[1] == pytest.approx(2)


def test_near_the_border_smaller_steps_are_used():
    f = lambda v: math.log(v[0]) * v[1]  # noqa: E731  math.log raises where it has no value
    assert gradient(f, [0.01, 2]) == pytest.approx([200, math.log(0.01)])
    assert hessian(f, [0.01, 2]) == pytest.approx(np.array([[-2e4, 100], [100, 0]]), rel=1e-6, abs=1e-6)


def test_a_function_that_raises_at_the_point_says_so_itself():
    for nudge in (gradient, hessian):
        with pytest.raises(ValueError, match="math domain|positive"):
            nudge(lambda v: math.log(v[0]), [-1.0, 1.0])


@pytest.mark.parametrize("nudge", [gradient, jacobian, hessian])
class TestEach:
    def f(self, nudge):
        return (lambda v: v**2) if nudge is jacobian else (lambda v: np.sum(v**2))

    @pytest.mark.parametrize("x", [[math.nan, 1], [math.inf, 1], []])
    def test_refuses_a_point_that_is_not_finite(self, nudge, x):
        with pytest.raises(ValueError, match="expected finite numbers"):
            nudge(self.f(nudge), x)

    @pytest.mark.parametrize("x", [["1", "2"], [[1, 2], [3]], [1j, 2]])
    def test_refuses_what_is_no_array_of_real_numbers(self, nudge, x):
        with pytest.raises(TypeError, match="x = .*expected"):
            nudge(self.f(nudge), x)

    def test_explains_a_function_without_return(self, nudge):
        with pytest.raises(TypeError, match="return"):
            nudge(lambda v: None, [1, 2])

    def test_refuses_complex_values(self, nudge):
        with pytest.raises(TypeError, match="complex"):
            nudge(lambda v: self.f(nudge)(v) * 1j, [1, 2])

    def test_refuses_a_matrix_of_values_with_both_shapes_and_a_way_out(self, nudge):
        with pytest.raises(ValueError, match=r"\(2, 2\) for x of shape \(2,\); expected .* (gradient|jacobian)"):
            nudge(lambda v: np.outer(v, v), [1, 2])

    def test_refuses_values_whose_shape_changes(self, nudge):
        f = self.f(nudge)
        with pytest.raises(ValueError, match="as at the point beside it"):
            nudge(lambda v: f(v) if v.tolist() == [1, 2] else np.ones(5), [1, 2])

    def test_does_no_harm_with_a_function_that_changes_its_argument(self, nudge):
        f = self.f(nudge)

        def doubling(v):
            v *= 2
            return f(v)

        x = np.array([1.0, 2.0])
        assert nudge(doubling, x) == pytest.approx(4 * nudge(f, x), abs=1e-8)
        assert x.tolist() == [1, 2]

    def test_does_not_warn_when_a_step_leaves_the_domain(self, nudge, recwarn):
        f = self.f(nudge)
        assert np.isfinite(nudge(lambda v: f(np.log(v)), [0.1, 0.1])).all()
        nudge(lambda v: f(np.log(v)), [-1.0, 1.0])
        assert not recwarn.list


@pytest.mark.parametrize("nudge", [jacobian, hessian])
@pytest.mark.parametrize("x", [1.0, [[1.0, 2.0]]])
def test_a_point_that_is_no_vector_is_refused_with_its_shape(nudge, x):
    with pytest.raises(ValueError, match=r"x has shape .*expected \(n,\)"):
        nudge(lambda v: v, x)


def test_one_number_is_asked_of_a_loss_and_a_list_of_a_map():
    with pytest.raises(ValueError, match="one number.*jacobian.*derivative.*mean"):
        gradient(lambda w: w**2, [1, 2])
    with pytest.raises(ValueError, match=r"\(1,\) for x of shape \(2,\); expected one number"):
        hessian(lambda w: w[:1], [1, 2])
    with pytest.raises(ValueError, match="use gradient"):
        jacobian(np.sum, [1, 2])


def test_named_fields_work_as_they_are():
    assert hessian(rosenbrock, [1, 1]) == pytest.approx(np.array([[802, -400], [-400, 200]]), rel=1e-9)
    assert gradient(beale, beale.minima[0]) == pytest.approx([0, 0], abs=1e-10)
