"""Every operation's value and vector–Jacobian product, and what the engine promises besides."""

import threading

import numpy as np
import pytest
from autodiff_checks import CHECKS, agrees, numbers
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml import autodiff
from calcml.autodiff import Tensor, grad, value_and_grad
from calcml.numerics import check_gradient, gradient


@pytest.mark.parametrize("name", CHECKS)
def test_the_engine_passes(name):
    CHECKS[name](autodiff)


STEPS = {  # functions of two values that keep them small, for Tensors and for complex numbers alike
    "sum": lambda m, a, b: a - 0.5 * b,
    "product": lambda m, a, b: a * b,
    "quotient": lambda m, a, b: a / (b * b + 2),
    "sine": lambda m, a, b: m.sin(a + b),
    "bell": lambda m, a, b: m.exp(-a * a) + b * 0.25,
    "power": lambda m, a, b: (a * a + 1) ** (m.cos(b)),
    "average": lambda m, a, b: a - b.mean(),
    "matrix": lambda m, a, b: (a.T @ b) * 0.25 if a.shape == b.shape == (3, 3) else a,
    "turned": lambda m, a, b: a.T * 0.5 + b if a.shape == b.shape == (3, 3) else b,
}


@given(
    st.lists(st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=12),
    st.sampled_from([(), (3,), (3, 1), (3, 3)]),
    st.sampled_from([(), (3,), (1, 3), (3, 3)]),
)
@settings(deadline=None, max_examples=60)
def test_any_graph_agrees_with_complex_steps(steps, first, second):
    def program(m, a, b):
        made = [a, b]
        for name, i, j in steps:  # each step takes any two of all values made so far
            made.append(STEPS[name](m, made[i % len(made)], made[j % len(made)]))
        return made[-1] * (1.0 + 0.0 * a.sum() + 0.0 * b.sum())  # so that both are in the graph

    a, b = numbers(*first, low=-1, high=1, seed=1), numbers(*second, low=-1, high=1, seed=2)
    agrees(autodiff, lambda s, t: program(autodiff, s, t), lambda u, v: program(np, u, v), a, b, tolerance=1e-9)


def network(W1, b1, W2, b2, X, labels):
    H = autodiff.relu(X @ W1 + b1)
    return autodiff.cross_entropy(H @ W2 + b2, labels)


def test_a_network_trained_by_hand_and_by_the_engine_is_the_same():
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(20, 5)), rng.integers(0, 3, 20)
    hand = [rng.normal(size=shape) for shape in ((5, 8), (8,), (8, 3), (3,))]
    ours = [w.copy() for w in hand]
    for _ in range(20):
        leaves = [Tensor(w) for w in ours]
        network(*leaves, X, labels).backward()
        ours = [w.data - 0.1 * w.grad for w in leaves]
        W1, b1, W2, b2 = hand
        Z = X @ W1 + b1
        H = np.maximum(Z, 0)
        P = np.exp(H @ W2 + b2)
        G = (P / P.sum(axis=1, keepdims=True) - np.eye(3)[labels]) / 20
        GZ = G @ W2.T * (Z > 0)
        gradients = X.T @ GZ, GZ.sum(axis=0), H.T @ G, G.sum(axis=0)
        hand = [w - 0.1 * g for w, g in zip(hand, gradients, strict=True)]
    for w, v in zip(ours, hand, strict=True):
        np.testing.assert_allclose(w, v, rtol=1e-10)


def test_the_same_function_can_be_nudged_and_check_gradient_agrees():
    def f(x):
        return autodiff.logsumexp(autodiff.tanh(x) * 3.0) + (x**2).mean() - autodiff.softmax(x)[1]

    x = np.array([0.5, -1.0, 2.0])
    assert not isinstance(f(x), Tensor)
    np.testing.assert_allclose(grad(f)(x), gradient(f, x), rtol=1e-8)
    assert check_gradient(f, x, grad(f))


def test_each_thread_has_its_own_grad():
    inside, go_on, found = threading.Event(), threading.Event(), []

    def slow(x):
        inside.set()
        assert go_on.wait(10)
        return x * x

    thread = threading.Thread(target=lambda: found.append(grad(slow)(3.0)))
    thread.start()
    assert inside.wait(10)
    assert grad(lambda x: x**3)(2.0) == 12  # while the other is in the middle of its function
    go_on.set()
    thread.join()
    assert found == [6]


def test_grad_leaves_its_argument_as_it_was():
    x = np.array([1.0, 2.0])
    value, slope = value_and_grad(lambda t: (t * t).sum())(x)
    assert value == 5 and slope.tolist() == [2, 4] and x.tolist() == [1, 2]
    x[0] = 7  # still the caller's own to change
    slope[0] = 9
    assert x.tolist() == [7, 2]


def test_a_tensor_shows_its_values():
    assert repr(Tensor(3)) == "Tensor(3.)"
    assert repr(Tensor([[1, 2], [3, 4]])) == "Tensor([[1., 2.],\n        [3., 4.]])"


def test_the_module_is_short_enough_to_read():
    with open(autodiff.__file__, encoding="utf-8") as source:
        assert len(source.readlines()) < 250
