"""Descent: every optimiser against its published recurrence, against closed forms, and why a walk ends."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml import functions
from calcml.descent import (
    Adam,
    Backtracking,
    GradientDescent,
    Momentum,
    Nesterov,
    Newton,
    RMSProp,
    descend,
)

patiently = settings(deadline=None)

A = np.array([[3.0, 0.5], [0.5, 1.0]])  # the Hessian of a tilted bowl


def bowl(w):
    return 0.5 * np.einsum("i...,ij,j...->...", w, A, w)


def bowl_gradient(w):
    return np.einsum("ij,j...->i...", A, w)


# The recurrences, as they are published, written out number by number


def plain(w, g, t, m, rate):
    return w - rate * g, None


def heavy_ball(w, g, t, m, rate, momentum):
    """Polyak (1964): w₊ = w − ηg + β(w − w₋)."""
    before = w if m is None else m
    return w - rate * g + momentum * (w - before), w


def nesterov(w, g, t, m, rate, momentum):
    """Sutskever and others (2013), seen from the point that looks ahead: θ = w + βv, v₊ = βv − ηg(θ)."""
    v = np.zeros_like(w) if m is None else m
    new = momentum * v - rate * g  # g is the gradient at the look-ahead point w
    return w + momentum * new - momentum * v + new, new


def rmsprop(w, g, t, m, rate, decay_squares, epsilon):
    s = decay_squares * (np.zeros_like(w) if m is None else m) + (1 - decay_squares) * g**2
    return w - rate * g / (np.sqrt(s) + epsilon), s


def adam(w, g, t, m, rate, decay, decay_squares, epsilon):
    """Kingma and Ba (2015), algorithm 1, in the form of section 2: both corrections in the rate."""
    first, second = (np.zeros_like(w), np.zeros_like(w)) if m is None else m
    first = decay * first + (1 - decay) * g
    second = decay_squares * second + (1 - decay_squares) * g**2
    hatted = math.sqrt(1 - decay_squares**t)
    return w - rate * hatted / (1 - decay**t) * first / (np.sqrt(second) + epsilon * hatted), (first, second)


RECURRENCES = {
    "plain descent": (GradientDescent(0.1), plain),
    "heavy ball": (Momentum(0.05, 0.8), heavy_ball),
    "Nesterov": (Nesterov(0.05, 0.8), nesterov),
    "RMSProp": (RMSProp(0.01, 0.9), rmsprop),
    "Adam": (Adam(0.05), adam),
}


@pytest.mark.parametrize("name", RECURRENCES)
def test_an_optimiser_follows_its_published_recurrence_for_a_hundred_steps(name):
    optimiser, recurrence = RECURRENCES[name]
    start = np.array([-5.0, 2.0])
    path = descend(bowl, bowl_gradient, start, optimiser, steps=100, flat=0)
    w, memory = start, None
    for t in range(1, 101):
        w, memory = recurrence(w, bowl_gradient(w), t, memory, **vars(optimiser))
        assert np.allclose(path.positions[t], w, rtol=1e-12, atol=1e-12)
    assert len(path) == 100


@patiently
@given(st.floats(0.01, 0.6), st.floats(0.2, 3), st.floats(-4, 4))
def test_on_a_parabola_each_step_multiplies_the_distance_by_one_minus_rate_times_curvature(rate, curvature, start):
    path = descend(
        lambda w: curvature * w**2 / 2, lambda w: curvature * w, start, GradientDescent(rate), steps=50, flat=0
    )
    expected = start * (1 - rate * curvature) ** np.arange(len(path) + 1)
    assert np.allclose(path.positions, expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("rate, momentum", [(0.6, 0.5), (0.1, 0.9), (1.0, 0.2)])
def test_momentum_on_a_parabola_is_the_power_of_its_two_by_two_matrix(rate, momentum):
    curvature = 1.7
    path = descend(
        lambda w: curvature * w**2 / 2, lambda w: curvature * w, 3.0, Momentum(rate, momentum), steps=100, flat=0
    )
    step = np.array([[1 - rate * curvature, -rate * momentum], [curvature, momentum]])  # of (w, v)
    expected = [(np.linalg.matrix_power(step, t) @ [3.0, 0.0])[0] for t in range(101)]
    assert np.allclose(path.positions, expected, rtol=1e-10, atol=1e-12)


def test_nesterov_on_a_parabola_is_the_power_of_its_two_by_two_matrix():
    curvature, rate, beta = 1.7, 0.3, 0.8
    path = descend(
        lambda w: curvature * w**2 / 2, lambda w: curvature * w, 3.0, Nesterov(rate, beta), steps=100, flat=0
    )
    step = np.array([[1 - rate * curvature * (1 + beta), -rate * beta**2], [curvature, beta]])  # of (w, v)
    expected = [(np.linalg.matrix_power(step, t) @ [3.0, 0.0])[0] for t in range(101)]
    assert np.allclose(path.positions, expected, rtol=1e-10, atol=1e-12)


def test_plain_descent_in_a_bowl_is_the_power_of_its_matrix():
    path = descend(bowl, bowl_gradient, [-5.0, 2.0], GradientDescent(0.4), steps=100, flat=0)
    expected = [np.linalg.matrix_power(np.eye(2) - 0.4 * A, t) @ [-5.0, 2.0] for t in range(101)]
    assert np.allclose(path.positions, expected, rtol=1e-12, atol=1e-12)


# The limits, crossed


@patiently
@given(st.floats(0.01, 1.99), st.floats(-5, 5))
def test_below_two_over_l_the_value_falls_at_every_step(rate, start):
    """f = ln cosh x is 1-smooth: |f''| ≤ 1."""
    path = descend(lambda x: np.logaddexp(x, -x) - np.log(2), np.tanh, start, GradientDescent(rate), steps=50)
    falls = np.diff(path.values) < 0
    assert np.all(falls | (np.abs(path.gradients[:-1]) < 1e-6))  # below that, round-off


@pytest.mark.parametrize("curvature", [0.1, 4.0])
@pytest.mark.parametrize("beta", [-0.5, 0.0, 0.5, 0.9])
def test_momentum_is_stable_up_to_two_times_one_plus_beta_over_lambda(beta, curvature):
    limit = 2 * (1 + beta) / curvature
    below, above = (
        descend(lambda w: curvature * w**2 / 2, lambda w: curvature * w, 1.0, Momentum(share * limit, beta), steps=4000)
        for share in (0.99, 1.01)
    )
    assert (below.outcomes, above.outcomes) == ("converged", "diverged")


def test_at_two_over_lambda_descent_jumps_to_and_fro():
    path = descend(lambda x: x**2, lambda x: 2 * x, 3.0, GradientDescent(1.0), steps=5)
    assert path.positions.tolist() == [3, -3, 3, -3, 3, -3]


@pytest.mark.parametrize("kappa", [2.0, 10.0, 100.0])
def test_the_best_rate_shrinks_the_distance_by_kappa_minus_one_over_kappa_plus_one(kappa):
    curvatures = np.array([1.0, kappa])
    path = descend(
        lambda w: curvatures @ w**2 / 2,
        lambda w: curvatures * w,
        [1.0, 1.0],
        GradientDescent(2 / (1 + kappa)),
        steps=40,
    )
    distances = np.linalg.norm(path.positions, axis=1)
    assert np.allclose(distances[1:] / distances[:-1], (kappa - 1) / (kappa + 1), rtol=1e-9)


def test_newton_reaches_the_bottom_of_a_bowl_in_one_step():
    path = descend(bowl, bowl_gradient, [4.0, -3.0], Newton(lambda w: A), steps=10)
    assert len(path) == 1 and np.allclose(path.positions[1], 0, atol=1e-12)


def test_newton_is_drawn_to_the_saddle():
    saddle = functions.saddle
    path = descend(saddle, saddle.gradient, [1.0, 0.5], Newton(saddle.hessian), steps=5)
    assert np.allclose(path.positions[-1], 0, atol=1e-12) and path.outcomes == "converged"


def test_newton_on_one_number_squares_the_error():
    path = descend(
        lambda x: np.exp(x) - 2 * x, lambda x: np.exp(x) - 2, 1.0, Newton(np.exp), steps=5, flat=0
    )  # the minimum is at ln 2
    errors = np.abs(path.positions - np.log(2))
    assert np.all(errors[1:4] <= errors[:3] ** 2)


SINGULAR = {
    "no curvature at all": np.zeros((2, 2)),
    "none along a line": np.array([[1.0, -1.0], [-1.0, 1.0]]),
    "none, but for round-off": np.outer([0.1, 0.3], [0.1, 0.3]),
    "undefined": np.full((2, 2), np.nan),
}


@pytest.mark.parametrize("name", SINGULAR)
def test_newton_without_an_inverse_says_so_and_what_to_do(name):
    path = descend(np.sum, np.ones_like, [1.0, 1.0], Newton(lambda w: SINGULAR[name]))
    assert path.outcomes == "found no step" and path.positions.tolist() == [[1.0, 1.0]]
    assert path.reason.startswith("Stopped after 0 steps. H cannot be inverted here: ")
    assert path.reason.endswith("Start elsewhere, or use GradientDescent, which needs no H.")


def test_newton_stops_where_the_second_derivative_is_zero():
    path = descend(lambda x: x**3 + x, lambda x: 3 * x**2 + 1, 0.0, Newton(lambda x: 6 * x))
    assert path.outcomes == "found no step" and "H cannot be inverted here: " in path.reason


def test_newton_walks_on_from_the_starts_whose_hessian_has_an_inverse():
    f = functions.rosenbrock  # det H = 400(200(x² − y) + 1) is 0 at (0, 0.005)
    starts = np.array([[0.0, 1.1], [0.005, 1.2]])
    path = descend(f, f.gradient, starts, Newton(f.hessian))
    assert path.outcomes.tolist() == ["found no step", "converged"]
    assert np.allclose(path.positions[-1], [[0.0, 1.0], [0.005, 1.0]])


def test_newton_says_which_shape_a_hessian_should_have():
    with pytest.raises(ValueError, match=r"Hessian has shape \(2,\) at a position of shape \(3,\); expected \(3, 3\)"):
        descend(np.sum, np.ones_like, [1.0, 1.0, 1.0], Newton(lambda w: np.ones(2)))


def test_newton_too_far_from_the_minimum_is_told_to_start_closer():
    path = descend(lambda x: x - np.log(x), lambda x: 1 - 1 / x, 3.0, Newton(lambda x: 1 / x**2))
    assert path.reason == "Left the domain: step 1 leads to where f has no value. Start closer to the minimum."


@patiently
@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.01, 100))
def test_backtracking_never_climbs(x, y, rate):
    f = functions.rosenbrock
    path = descend(f, f.gradient, [x, y], Backtracking(f, rate=rate), steps=20)
    assert np.all(np.diff(path.values) <= 0)


def test_backtracking_keeps_the_first_rate_where_it_serves():
    path = descend(bowl, bowl_gradient, [1.0, 1.0], Backtracking(bowl, rate=0.1), steps=5)
    plain_path = descend(bowl, bowl_gradient, [1.0, 1.0], GradientDescent(0.1), steps=5)
    assert np.array_equal(path.positions, plain_path.positions)


def test_backtracking_stops_short_of_where_f_raises():
    path = descend(lambda x: x - math.log(x), lambda x: 1 - 1 / x, 3.0, Backtracking(lambda x: x - math.log(x), rate=9))
    assert path.outcomes == "converged" and np.isclose(path.positions[-1], 1)


def test_backtracking_against_a_wrong_gradient_says_so():
    path = descend(lambda x: x**2, lambda x: -2 * x, 1.0, Backtracking(lambda x: x**2))
    assert path.outcomes == "found no step" and len(path) == 0
    assert path.reason.startswith("Stopped after 0 steps. No step against the gradient lowers f.")


@patiently
@given(st.floats(1e-8, 1e8), st.sampled_from([-1, 1]), st.floats(1e-4, 1))
def test_the_first_step_of_adam_has_the_size_of_the_rate(size, sign, rate):
    moved = -Adam(rate).step(0.0, sign * size, None)[0]
    assert np.isclose(moved, sign * rate * size / (size + 1e-8), rtol=1e-12, atol=0)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9])
def test_the_two_conventions_of_momentum_differ_by_a_factor_in_the_rate(beta):
    path = descend(bowl, bowl_gradient, [2.0, 1.0], Momentum(0.1 * (1 - beta), beta), steps=50, flat=0)
    w, v = np.array([2.0, 1.0]), np.zeros(2)
    for _ in range(50):
        v = beta * v + (1 - beta) * bowl_gradient(w)
        w = w - 0.1 * v
    assert np.allclose(path.positions[-1], w, rtol=1e-12, atol=1e-13)


# The numbers that the notebooks assert


@pytest.mark.parametrize("rate, end", [(0.2, 0.0604661760), (0.05, 3.4867844010), (1.1, 61.9173642240)])
def test_ten_steps_down_a_parabola(rate, end):
    path = descend(lambda x: x**2, lambda x: 2 * x, 10, GradientDescent(rate), steps=10)
    assert f"{path.positions[-1]:.10f}" == f"{end:.10f}"


def test_twenty_steps_down_an_elliptic_bowl():
    path = descend(
        lambda w: w[0] ** 2 + 2 * w[1] ** 2,
        lambda w: np.array([2 * w[0], 4 * w[1]]),
        [-5, -2],
        GradientDescent(0.1),
        steps=20,
    )
    x, y = path.positions[-1]
    assert (f"{x:.10f}", f"{y:.4e}") == ("-0.0576460752", "-7.3123e-05")


@pytest.mark.parametrize("rate, ends", [(0.49, (math.sqrt(2),)), (0.51, (1.3048, 1.5028))])
def test_the_quartic_settles_below_the_limit_and_cycles_above_it(rate, ends):
    path = descend(
        lambda x: x**4 / 4 - x**2 + 0.5, lambda x: x**3 - 2 * x, 1.0, GradientDescent(rate), steps=5000, flat=0
    )
    assert np.allclose(sorted(set(np.round(path.positions[-2:], 4))), ends, atol=1e-4)


@pytest.mark.parametrize(
    "optimiser, end",
    [
        (GradientDescent(0.4), ("-0.943467", "-0.000073")),
        (GradientDescent(0.6), ("-0.387814", "-1673.365")),
        (Momentum(0.6, 0.5), ("0.00718787", "0.00255327")),
    ],
)
def test_plain_descent_and_momentum_in_a_valley(optimiser, end):
    path = descend(
        lambda w: 0.1 * w[0] ** 2 + 2 * w[1] ** 2,
        lambda w: np.array([0.2 * w[0], 4 * w[1]]),
        [-5, -2],
        optimiser,
        steps=20,
    )
    for value, digits in zip(path.positions[-1], end, strict=True):
        assert f"{value:.{len(digits.split('.')[1])}f}" == digits


def test_rosenbrock_at_its_minimum_has_the_condition_number_stated():
    H = functions.rosenbrock.hessian(1, 1)
    assert H.tolist() == [[802, -400], [-400, 200]] and f"{np.linalg.cond(H):.4f}" == "2508.0096"


@pytest.mark.parametrize("rate, settles", [(0.41, True), (0.411, False)])
def test_the_largest_rate_near_the_minimum_of_exp_minus_log_is_two_over_its_curvature(rate, settles):
    lowest, curvature = 0.5671433, 4.8721776
    assert np.isclose(np.exp(lowest) - 1 / lowest, 0, atol=1e-6)
    assert f"{np.exp(lowest) + 1 / lowest**2:.5f}, {2 / curvature:.7f}" == f"{curvature:.5f}, 0.4104941"
    path = descend(
        lambda x: np.exp(x) - np.log(x),
        lambda x: np.exp(x) - 1 / x,
        lowest + 1e-4,
        GradientDescent(rate),
        steps=20_000,
    )
    assert (path.outcomes == "converged") == settles


# Why a walk ends


def test_a_walk_that_arrives_says_when():
    path = descend(lambda x: x**2, lambda x: 2 * x, 1.0, GradientDescent(0.25), steps=100)
    assert path.outcomes == "converged" and repr(path) == path.reason
    assert path.reason == f"Converged: after {len(path)} steps the gradient's length is at most 1e-08."
    assert abs(path.gradients[-1]) <= 1e-8 < abs(path.gradients[-2])


def test_a_walk_that_explodes_says_when():
    path = descend(lambda x: x**2, lambda x: 2 * x, 1.0, GradientDescent(2.0), steps=1000)
    assert path.outcomes == "diverged" and np.all(np.isfinite(path.positions))
    assert path.reason.startswith(f"Diverged: after {len(path)} steps")
    assert path.reason.endswith("Try a smaller learning rate.")


@pytest.mark.parametrize("f, slope", [(np.exp, np.exp), (lambda x: x**400, lambda x: 400 * x**399)])
def test_a_step_to_where_numbers_overflow_has_diverged_and_is_not_kept(f, slope):
    path = descend(lambda x: f(-x), lambda x: slope(-x), 2.0, GradientDescent(1e4))  # uphill: the sign is forgotten
    assert path.outcomes == "diverged" and np.all(np.isfinite(path.values))


def test_a_rule_of_ones_own_needs_a_step_only():
    class Sign:
        def step(self, w, g, memory):
            return w - 0.5 * np.sign(g) if abs(w) > 0.6 else np.nan, None

    path = descend(lambda x: x**2, lambda x: 2 * x, 2.0, Sign())
    assert path.positions.tolist() == [2.0, 1.5, 1.0, 0.5] and path.outcomes == "found no step"
    assert path.reason == "Stopped after 3 steps. The rule gives NaN here. Start elsewhere."


def test_a_step_out_of_the_domain_is_not_kept():
    def f(x):
        return np.exp(x) - np.log(x)

    path = descend(f, lambda x: np.exp(x) - 1 / x, 2.0, GradientDescent(0.4), steps=100)
    assert path.outcomes == "left the domain" and path.positions.tolist() == [2.0]
    assert path.reason.startswith("Left the domain: step 1 leads to where f has no value.")


def test_a_function_that_raises_outside_its_domain_has_no_value_there():
    path = descend(math.log, lambda x: 1 / x, 1.0, GradientDescent(5.0))
    assert path.outcomes == "left the domain"


def test_a_walk_out_of_breath_says_so():
    path = descend(lambda x: x**2, lambda x: 2 * x, 1.0, GradientDescent(0.001), steps=1)
    assert path.reason == "Stopped after 1 step: the gradient is not yet zero."


def test_a_start_at_a_flat_point_takes_no_step():
    path = descend(lambda x: x**3, lambda x: 3 * x**2, 0.0, GradientDescent(0.1))
    assert len(path) == 0 and path.outcomes == "converged"


# Many starts at once


@pytest.mark.parametrize("name", RECURRENCES)
def test_many_starts_walk_as_each_would_alone(name):
    optimiser, _ = RECURRENCES[name]
    f = functions.himmelblau
    if name != "Adam":
        optimiser = replace(optimiser, rate=0.01)
    starts = np.stack(np.meshgrid(np.linspace(-4, 4, 4), np.linspace(-4, 4, 3)))
    together = descend(f, f.gradient, starts, optimiser, steps=60)
    for index in np.ndindex(3, 4):
        alone = descend(f, f.gradient, starts[:, *index], optimiser, steps=60)
        assert np.allclose(together.positions[-1][:, *index], alone.positions[-1], rtol=1e-10, atol=1e-10)
        assert together.outcomes[index] == alone.outcomes


def test_starts_of_a_function_of_one_number_end_each_in_its_own_way():
    path = descend(
        lambda x: np.exp(x) - np.log(x),
        lambda x: np.exp(x) - 1 / x,
        [0.5, 2.0, 0.6],
        GradientDescent(0.4),
        steps=3000,
    )
    assert path.outcomes.tolist() == ["converged", "left the domain", "converged"]
    assert path.reason == "2 converged; 1 left the domain."
    assert np.allclose(path.positions[-1], [0.5671433, 2.0, 0.5671433])


def test_newton_and_backtracking_take_many_starts():
    f = functions.himmelblau
    starts = np.array([[2.5, -2.5, 3.5], [2.5, 3.0, -2.0]])
    for optimiser in (Newton(f.hessian), Backtracking(f)):
        path = descend(f, f.gradient, starts, optimiser, steps=2000, flat=1e-6)
        assert path.outcomes.tolist() == ["converged"] * 3
        assert np.all(path.values[-1] < 1e-10)


# What cannot be


@pytest.mark.parametrize("rate", [0, -0.1, np.nan, np.inf, "fast", None])
def test_a_rate_that_is_none_is_refused(rate):
    with pytest.raises(ValueError, match="rate = .*; expected one positive finite number, such as 0.1"):
        GradientDescent(rate)


@pytest.mark.parametrize("momentum", [1.0, -1.0, 1.5, np.nan])
def test_a_momentum_that_never_fades_is_refused(momentum):
    with pytest.raises(ValueError, match="expected a number between -1 and 1, such as 0.9"):
        Momentum(0.1, momentum)


@pytest.mark.parametrize("numbers", [{"decay": 1}, {"decay_squares": -0.1}, {"epsilon": 0}, {"epsilon": True}])
def test_a_share_that_is_none_and_an_epsilon_of_zero_are_refused(numbers):
    (name,) = numbers
    with pytest.raises(ValueError, match=f"{name} = .*; expected .*, such as "):
        Adam(0.1, **numbers)


def test_a_line_search_that_would_not_shrink_is_refused():
    for shrink in (0, 1):
        with pytest.raises(ValueError, match="shrink = .; expected a number between 0 and 1, such as 0.5"):
            Backtracking(bowl, shrink=shrink)


def test_a_negative_rate_is_told_where_the_minus_sign_is():
    with pytest.raises(ValueError, match=r"-0.1; expected .*, such as 0.1. The minus sign is in the rule already."):
        GradientDescent(-0.1)


def test_newton_needs_a_function():
    with pytest.raises(TypeError, match="hessian should be a function"):
        Newton(A)


@pytest.mark.parametrize("start", [[], np.nan, [1, np.inf]])
def test_a_start_that_is_none_is_refused(start):
    with pytest.raises(ValueError, match="empty or holds NaN or infinity"):
        descend(bowl, bowl_gradient, start, GradientDescent(0.1))


@pytest.mark.parametrize("start", [1j, "here", [[1.0], [1.0, 2.0]], None])
def test_a_start_that_is_not_made_of_real_numbers_is_refused(start):
    with pytest.raises(TypeError, match="start = .*; expected real numbers"):
        descend(bowl, bowl_gradient, start, GradientDescent(0.1))


@pytest.mark.parametrize("optimiser", [0.1, GradientDescent, None])
def test_an_optimiser_without_its_numbers_is_refused(optimiser):
    with pytest.raises(TypeError, match=r"expected a rule with its numbers, such as GradientDescent\(rate=0.1\)"):
        descend(bowl, bowl_gradient, [1.0, 1.0], optimiser)


def test_functions_that_are_none_or_return_nothing_are_refused():
    with pytest.raises(TypeError, match="gradient is a ndarray; expected a function of w"):
        descend(bowl, A, [1.0, 1.0], GradientDescent(0.1))
    with pytest.raises(TypeError, match="expected real numbers: does it end in return"):
        descend(lambda w: None, bowl_gradient, [1.0, 1.0], GradientDescent(0.1))


def test_a_start_outside_the_domain_is_refused():
    with pytest.raises(ValueError, match="no value at the start, w = -1; .* Start where it has them."):
        descend(np.log, lambda x: 1 / x, -1.0, GradientDescent(0.1))
    with pytest.raises(ValueError, match="fails at the start, w = -1: math domain error"):
        descend(math.log, lambda x: 1 / x, -1.0, GradientDescent(0.1))


@pytest.mark.parametrize(
    "f, slope",
    [(np.sqrt, lambda x: 0.5 / np.sqrt(x)), (lambda x: 1 / x, lambda x: -1 / x**2)],
    ids=["vertical", "pole"],
)
def test_a_start_where_the_slope_is_vertical_or_at_a_pole_is_refused(f, slope):
    with pytest.raises(
        ValueError, match="f or its gradient has no value at the start, w = 0; .* Start where it has them"
    ):
        descend(f, slope, 0.0, GradientDescent(0.1))


def test_a_start_beyond_all_bounds_is_told_about_them():
    path = descend(lambda x: x**4, lambda x: 4 * x**3, 1e4, GradientDescent(1e-9))
    assert path.reason.startswith("Diverged: after 0 steps") and path.reason.endswith("or give a larger `far`.")
    assert descend(lambda x: x**4, lambda x: 4 * x**3, 1e4, GradientDescent(1e-9), far=1e20).outcomes != "diverged"


def test_of_many_starts_those_outside_the_domain_end_at_once():
    path = descend(lambda x: x - np.log(x), lambda x: 1 - 1 / x, [-1.0, 0.9], GradientDescent(0.5))
    assert path.outcomes.tolist() == ["left the domain", "converged"]
    assert path.positions[-1][0] == -1 and np.isclose(path.positions[-1][1], 1)


@pytest.mark.parametrize("steps", [0, -1, 2.5, "many", True])
def test_steps_that_are_no_number_of_steps_are_refused(steps):
    with pytest.raises(ValueError, match="expected a whole number from 1 on, such as 100"):
        descend(bowl, bowl_gradient, [1.0, 1.0], GradientDescent(0.1), steps=steps)


def test_shapes_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"f returned shape \(3,\) for positions of shape \(2,\)"):
        descend(lambda w: np.zeros(3), bowl_gradient, [1.0, 1.0], GradientDescent(0.1))
    with pytest.raises(ValueError, match=r"gradient has shape \(\), the position \(2,\)"):
        descend(bowl, lambda w: 1.0, [1.0, 1.0], GradientDescent(0.1))


def test_integers_are_converted_and_nothing_handed_over_is_changed():
    start = np.array([1, 2])
    path = descend(bowl, bowl_gradient, start, Momentum(0.1), steps=3)
    assert path.positions.dtype == float and start.tolist() == [1, 2]
    assert path.positions[0].tolist() == [1.0, 2.0]


# A second opinion, where PyTorch is installed


@pytest.mark.parametrize(
    "ours, name, options",
    [
        (GradientDescent(0.1), "SGD", {"lr": 0.1}),
        (Momentum(0.05, 0.8), "SGD", {"lr": 0.05, "momentum": 0.8}),
        (Nesterov(0.05, 0.8), "SGD", {"lr": 0.05, "momentum": 0.8, "nesterov": True}),
        (RMSProp(0.01, 0.9), "RMSprop", {"lr": 0.01, "alpha": 0.9}),
        (Adam(0.05), "Adam", {"lr": 0.05}),
    ],
)
def test_pytorch_takes_the_same_steps(ours, name, options):
    torch = pytest.importorskip("torch")
    w = torch.tensor([-5.0, 2.0], dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.optim, name)([w], **options)
    path = descend(bowl, bowl_gradient, [-5.0, 2.0], ours, steps=100, flat=0)
    for t in range(100):
        theirs.zero_grad()
        (0.5 * w @ torch.tensor(A) @ w).backward()
        theirs.step()
        assert np.allclose(path.positions[t + 1], w.detach().numpy(), rtol=1e-12, atol=1e-12)
