"""Proofs for whole layers: the way back through products, broadcasts and ReLU; and how large weights start."""

from itertools import product

import numpy as np
import sympy

from calcml import autodiff
from calcml.autodiff import Tensor
from calcml.networks import he, xavier
from calcml.numerics import check_gradient
from formula_proofs.registry import proves, rng

n, d_in, d_out = 4, 3, 2
generator = rng()
X, W, b = generator.normal(size=(n, d_in)), generator.normal(size=(d_in, d_out)), generator.normal(size=d_out)
C = generator.normal(size=(n, d_out))  # f = ⟨C, tanh Y⟩, a loss of no special kind
G = C * (1 - np.tanh(X @ W + b) ** 2)


def loss(Y):
    return np.sum(C * np.tanh(Y))


@proves("layer", r"$Y = XW + b, \quad dY = (dX) W + X (dW) + db$")
def prove_the_differential_of_a_layer():
    for size in (1e-1, 1e-4):
        dX, dW, db = (size * generator.normal(size=array.shape) for array in (X, W, b))
        change = (X + dX) @ (W + dW) + b + db - (X @ W + b)
        assert np.allclose(change - dX @ W - X @ dW - db, dX @ dW, rtol=0, atol=1e-14)  # of second order
    layer = Tensor(X) @ Tensor(W) + Tensor(b)
    assert np.allclose(layer.data, [[sum(X[i] * W[:, j]) + b[j] for j in range(d_out)] for i in range(n)])


@proves(
    "differential",
    r"$df = \langle G, dY \rangle = \sum_{i, j} G_{ij} dY_{ij}, \quad G = \frac{\partial f}{\partial Y}$",
)
def prove_the_inner_product():
    Y = X @ W + b
    assert check_gradient(loss, Y, G)  # G_ij is the partial by Y_ij
    misses = []
    for size in (1e-3, 1e-4):
        dY = size * np.ones((n, d_out))
        misses.append(abs(loss(Y + dY) - loss(Y) - np.sum(G * dY)))
    assert misses[0] / misses[1] > 90  # what is left is of second order


@proves(
    "way back",
    r"$\frac{\partial f}{\partial X} = G W^\top, \quad \frac{\partial f}{\partial W} = X^\top G, \quad "
    r"\frac{\partial f}{\partial b} =$ the rows of $G$ added",
)
def prove_the_way_back():
    back = G @ W.T, X.T @ G, G.sum(axis=0)
    assert check_gradient(lambda X: loss(X @ W + b), X, back[0])
    assert check_gradient(lambda W: loss(X @ W + b), W, back[1])
    assert check_gradient(lambda b: loss(X @ W + b), b, back[2])
    leaves = Tensor(X), Tensor(W), Tensor(b)
    (leaves[0] @ leaves[1] + leaves[2]).backward(G)
    assert all(np.allclose(leaf.grad, claim) for leaf, claim in zip(leaves, back, strict=True))


@proves("ReLU's mask", r"$\frac{\partial f}{\partial Z} = \frac{\partial f}{\partial A} \ast (Z \gt 0)$")
def prove_the_mask():
    Z = X @ W + b
    at_A = C * (1 - np.tanh(np.maximum(Z, 0)) ** 2)
    assert np.any(Z < 0) and np.any(Z > 0)
    assert check_gradient(lambda Z: loss(np.maximum(Z, 0)), Z, at_A * (Z > 0))
    edge = Tensor(np.array([-1.0, 0.0, 2.0]))
    autodiff.relu(edge).backward(np.ones(3))
    assert np.array_equal(edge.grad, [0, 0, 1])  # strictly


@proves("broadcast", r"repeated on the way forward, summed on the way back")
def prove_the_sum_of_a_broadcast():
    shares = C[:, :1] * X  # f = ⟨c, X * s⟩ hands each entry the share c_i X_ij
    for shape, axis in (((n, 1), 1), ((d_in,), 0), ((1, 1), None)):
        summed = shares.sum(axis=axis).reshape(shape)
        assert check_gradient(lambda s: np.sum(C[:, :1] * (X * s)), np.full(shape, 2.0), summed)


def sign_weights(count, variance):
    """All weights ±√v: independent, with mean 0 and variance v, so that averages over draws are exact."""
    return np.array(list(product((-1, 1), repeat=count))) * np.sqrt(variance)


@proves("size of a signal", r"$\text{mean of } z^2 = d_{\text{in}} v \cdot (\text{mean square of } x)$")
def prove_the_size_of_a_signal():
    for x in (generator.normal(size=6), np.arange(1.0, 7.0)):
        for v in (1.0, 1 / 6, 0.3):
            z = sign_weights(6, v) @ x
            assert np.isclose(np.mean(z**2), 6 * v * np.mean(x**2))


@proves(
    "Xavier, He",
    r"$v = \frac{2}{d_{\text{in}} + d_{\text{out}}}, \quad v = \frac{2}{d_{\text{in}}}$",
)
def prove_xavier_and_he():
    for inputs, outputs in ((400, 900), (900, 400)):
        assert np.isclose(xavier(inputs, outputs, rng()).var(), 2 / (inputs + outputs), rtol=0.02)
        assert np.isclose(he(inputs, outputs, rng()).var(), 2 / inputs, rtol=0.02)
        between = sorted((1 / inputs, 2 / (inputs + outputs), 1 / outputs))
        assert between[1] == 2 / (inputs + outputs)
    x = generator.normal(size=6)
    z = sign_weights(6, 2 / 6) @ x
    assert np.isclose(np.mean(np.maximum(z, 0) ** 2), np.mean(x**2))  # through ReLU, He keeps the mean square
    u = sympy.Symbol("u", real=True)
    bell = sympy.exp(-(u**2) / 2) / sympy.sqrt(2 * sympy.pi)
    assert sympy.integrate(u**2 * bell, (u, 0, sympy.oo)) == sympy.Rational(1, 2)


@proves("saliency", r"$\frac{\partial L}{\partial x} = G W^\top$, through every layer back to the input")
def prove_saliency():
    V, x, t = generator.normal(size=(d_out, 3)), X[0], 1
    hidden = x @ W + b
    p = np.exp(np.maximum(hidden, 0) @ V)
    p = p / p.sum()
    slopes = ((p - np.eye(3)[t]) @ V.T * (hidden > 0)) @ W.T
    assert check_gradient(lambda x: -_log_softmax(np.maximum(x @ W + b, 0) @ V)[t], x, slopes)


def _log_softmax(z):
    return z - np.log(np.exp(z).sum())


@proves(
    "adversarial step",
    r"$x' = \text{clip}(x + \varepsilon \text{sign} g), \quad g = \frac{\partial L}{\partial x}$",
)
def prove_the_adversarial_step():
    g, epsilon = generator.normal(size=9), 0.1
    best = g @ (epsilon * np.sign(g))
    assert np.isclose(best, epsilon * np.abs(g).sum())
    assert all(g @ step <= best for step in generator.uniform(-epsilon, epsilon, (500, 9)))  # no entry moves further
    corners = np.array(list(product((-epsilon, epsilon), repeat=9))) @ g
    assert np.isclose(corners.max(), best) and np.sum(np.isclose(corners, best)) == 1
    x = generator.uniform(0, 1, 9)
    moved = np.clip(x + epsilon * np.sign(g), 0, 1)
    room = np.clip(generator.uniform(x - epsilon, x + epsilon, (500, 9)), 0, 1)  # the pixels' own limits kept
    assert np.all((room - x) @ g <= (moved - x) @ g + 1e-12)
