"""Proofs for the losses and their gradients, with their 1/n, and for what is checked before and while one trains."""

import numpy as np
import sympy

from calcml import autodiff, networks
from calcml.autodiff import Tensor, cross_entropy
from calcml.numerics import check_gradient, hessian, jacobian
from formula_proofs.registry import proves, rng, zero

n, d = 7, 3
X, w = rng().normal(size=(n, d)), np.array([0.5, -1.0, 2.0])
y, labels = rng().normal(size=n), np.array([0, 1, 1, 0, 1, 0, 0])


def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


@proves(
    "mean squared error",
    r"$L = \frac1n \sum_i ((Xw)_i - y_i)^2, \quad \nabla L = \frac2n X^\top (Xw - y)$",
)
def prove_the_mean_squared_error():
    def loss(w):
        return sum((X[i] @ w - y[i]) ** 2 for i in range(n)) / n

    by_formula = 2 / n * X.T @ (X @ w - y)
    assert check_gradient(loss, w, by_formula) and np.isclose(loss(w), networks.mean_squared_error(w, X, y))
    assert np.allclose(by_formula, networks.mean_squared_error_gradient(w, X, y), rtol=1e-12)
    assert np.allclose(hessian(loss, w), 2 / n * X.T @ X, atol=1e-5)
    A = sympy.Matrix(3, 2, lambda i, j: sympy.Symbol(f"x{i}{j}"))
    v, target = sympy.Matrix(sympy.symbols("w0 w1")), sympy.Matrix(sympy.symbols("y0:3"))
    squares = (A * v - target).dot(A * v - target) / 3
    assert (squares.diff(v) - sympy.Rational(2, 3) * A.T * (A * v - target)).expand().is_zero_matrix
    assert (sympy.hessian(squares, list(v)) - sympy.Rational(2, 3) * A.T * A).expand().is_zero_matrix


@proves(
    "for a line",
    r"$\frac{\partial L}{\partial w} = \frac2n \sum_i (b + w x_i - y_i) x_i, \quad "
    r"\frac{\partial L}{\partial b} = \frac2n \sum_i (b + w x_i - y_i)$",
)
def prove_the_partials_for_a_line():
    x = X[:, 0]
    by_formula = [2 / n * sum((0.3 + 1.2 * x - y) * x), 2 / n * sum(0.3 + 1.2 * x - y)]
    assert check_gradient(lambda p: np.mean((p[1] + p[0] * x - y) ** 2), [1.2, 0.3], np.array(by_formula))


@proves(
    "logistic loss",
    r"$L = \frac1n \sum_i \text{softplus}((1 - 2y_i) z_i), \quad \nabla L = \frac1n X^\top (p - y)$",
)
def prove_the_logistic_loss():
    def loss(w):
        return sum(softplus((1 - 2 * labels[i]) * (X[i] @ w)) for i in range(n)) / n

    p = sigmoid(X @ w)
    assert np.isclose(loss(w), np.mean(-np.log(np.where(labels == 1, p, 1 - p))))  # the mean surprise
    assert np.isclose(loss(w), networks.logistic_loss(w, X, labels))
    assert check_gradient(loss, w, X.T @ (p - labels) / n)


@proves("logistic Hessian", r"$H = \frac1n X^\top D X$, with $p_i (1 - p_i)$ on the diagonal of $D$")
def prove_the_logistic_hessian():
    p = sigmoid(X @ w)
    H = X.T @ np.diag(p * (1 - p)) @ X / n
    assert np.allclose(hessian(lambda w: networks.logistic_loss(w, X, labels), w), H, atol=1e-5)
    assert np.all(p * (1 - p) > 0) and np.all(p * (1 - p) <= 1 / 4) and np.linalg.eigvalsh(H)[0] > 0
    assert np.linalg.eigvalsh(H)[-1] <= np.linalg.eigvalsh(X.T @ X / n)[-1] / 4


@proves("stable softplus", r"$\ln(1 + e^z) = \max(z, 0) + \ln(1 + e^{-\lvert z \rvert})$")
def prove_the_stable_softplus():
    z = sympy.Symbol("z", positive=True)
    assert zero(sympy.exp(z) * (1 + sympy.exp(-z)) - (1 + sympy.exp(z)))  # for z > 0: ln(1 + e^z) = z + ln(1 + e^−z)
    at = rng().normal(0, 5, 50)
    assert np.allclose(softplus(at), np.log(1 + np.exp(at)), rtol=1e-8)
    with np.errstate(over="raise"):
        assert softplus(1000.0) == 1000 and np.isclose(softplus(-40.0), np.exp(-40.0), rtol=1e-15)


@proves(
    "logsumexp",
    r"$\text{lse}(z) = \ln \sum_k e^{z_k}, \quad \max(z) \le \text{lse}(z) \le \max(z) + \ln K$",
)
def prove_the_bounds_of_logsumexp():
    for z in rng().normal(0, 4, (50, 5)):
        lse = np.log(np.exp(z).sum())
        assert z.max() <= lse <= z.max() + np.log(5) and np.isclose(lse, autodiff.logsumexp(Tensor(z)).data)
    assert np.isclose(np.log(np.exp(np.full(5, 2.0)).sum()), 2 + np.log(5))  # reached where all are equal


@proves("softmax", r"$\frac{\partial \text{lse}}{\partial z_j} = p_j = \frac{e^{z_j}}{\sum_k e^{z_k}}$")
def prove_softmax():
    z = rng().normal(size=4)
    assert check_gradient(lambda z: np.log(np.exp(z).sum()), z, softmax(z))
    assert np.allclose(softmax(z), softmax(z + 3)) and np.isclose(softmax(z).sum(), 1)
    assert np.allclose(softmax(z), autodiff.softmax(Tensor(z)).data)


@proves("its Jacobian", r"$J = \text{diag}(p) - p p^\top, \quad J g = p \ast (g - g \cdot p)$")
def prove_the_jacobian_of_softmax():
    z, g = rng().normal(size=(2, 4))
    p = softmax(z)
    J = np.diag(p) - np.outer(p, p)
    assert np.allclose(jacobian(softmax, z), J) and np.allclose(J.sum(axis=1), 0)
    assert np.allclose(J @ g, p * (g - g @ p)) and np.linalg.matrix_rank(J) == 3
    assert np.allclose(hessian(lambda z: np.log(np.exp(z).sum()), z), J, atol=1e-5)


@proves(
    "cross-entropy",
    r"$-\ln p_t = \text{lse}(z) - z_t, \quad \frac{\partial (-\ln p_t)}{\partial z} = p - \text{onehot}$",
)
def prove_cross_entropy():
    z = rng().normal(size=4)
    for t in range(4):
        assert np.isclose(-np.log(softmax(z)[t]), np.log(np.exp(z).sum()) - z[t])
        assert check_gradient(lambda z, t=t: -np.log(softmax(z)[t]), z, softmax(z) - np.eye(4)[t])


@proves("mean over a batch", r"$G = \frac{\partial f}{\partial Z} = \frac{P - \text{onehot}}{n}$")
def prove_the_gradient_of_a_batch():
    Z, classes = rng().normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])
    G = (softmax(Z) - np.eye(3)[classes]) / 5
    assert check_gradient(lambda Z: -np.mean(np.log(softmax(Z)[np.arange(5), classes])), Z, G)
    assert np.allclose(autodiff.grad(lambda Z: cross_entropy(Z, classes))(Z), G)


@proves("penalty", r"$\frac{\lambda}{2n} \lvert W \rvert^2$ has the gradient $\frac{\lambda}{n} W$")
def prove_the_penalty():
    W, strength = rng().normal(size=(3, 2)), 0.7
    assert check_gradient(lambda W: strength / (2 * n) * np.sum(W**2), W, strength / n * W)


@proves(
    "relative error",
    r"$\frac{\lvert \text{claimed} - \text{measured} \rvert}"
    r"{\max(\lvert \text{claimed} \rvert, \lvert \text{measured} \rvert)}$",
)
def prove_the_relative_error():
    for claimed in (2.0, 4.0, 8.0, -4.0):  # of x² at 2, where the slope is 4
        check = check_gradient(lambda x: x**2, 2.0, claimed)
        assert np.isclose(check.relative_error, abs(claimed - 4) / max(abs(claimed), 4), atol=1e-9)
        assert bool(check) == (claimed == 4)
    assert check_gradient(lambda x: x**2, 2.0, 4 * (1 + 1e-7)) and not check_gradient(
        lambda x: x**2, 2.0, 4 * (1 + 1e-5)
    )


@proves("loss at the start", r"$\ln 2$; $\ln K$ for $K$ classes")
def prove_the_loss_at_the_start():
    assert np.isclose(networks.logistic_loss(np.zeros(d), X, labels), np.log(2))
    for classes in (3, 10):
        level = np.full((5, classes), 0.4)  # equal scores, whatever they are
        assert np.isclose(cross_entropy(Tensor(level), np.arange(5) % classes).data, np.log(classes))
