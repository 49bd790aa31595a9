"""What has to hold of a reverse-mode engine, each as a function of the engine's module.

test_autodiff.py runs them on calcml.autodiff, test_autodiff_planted_bugs.py on copies of it with a bug. Most compare a
vector–Jacobian product with complex steps of a numpy formula that is written anew here; the rest with closed forms.
"""

import gc
import operator
import weakref
from functools import cache

import mpmath
import numpy as np
import sympy

STEP = 1e-30j  # a complex step has no difference that loses digits


def numbers(*shape, low=-2.0, high=2.0, seed=0):
    """Random numbers, no two of them equal."""
    return np.random.default_rng([seed, *shape]).uniform(low, high, shape)


def stepped(reference, inputs, seed):
    """The gradients of Σ seed · reference(inputs), entry by entry by complex steps."""
    inputs = [np.asarray(x, complex) for x in inputs]
    gradients = [np.empty(x.shape) for x in inputs]
    for k, gradient in enumerate(gradients):
        for index in np.ndindex(gradient.shape):
            moved = inputs[k].copy()
            moved[index] += STEP
            y = reference(*inputs[:k], moved, *inputs[k + 1 :])
            gradient[index] = np.sum(seed * np.imag(y)) / STEP.imag
    return gradients


def agrees(engine, f, reference, *inputs, tolerance=1e-12):
    """f of Tensors has the value and the vjp of the reference; and the same when all inputs but one are constants."""
    expected = np.real(reference(*(np.asarray(x, complex) for x in inputs)))
    seed = numbers(*np.shape(expected), seed=99)
    gradients = stepped(reference, inputs, seed)
    for k in range(-1, len(inputs) if len(inputs) > 1 else 0):  # all are Tensors at first
        given = [engine.Tensor(x) if k in (-1, i) else x for i, x in enumerate(inputs)]
        y = f(*given)
        assert isinstance(y, engine.Tensor) and y.shape == expected.shape
        np.testing.assert_allclose(y.data, expected, rtol=tolerance, atol=tolerance)
        y.backward(seed)
        for x, gradient in zip(given, gradients, strict=True):
            if isinstance(x, engine.Tensor):
                assert x.grad.shape == x.shape and x.grad.dtype == float
                np.testing.assert_allclose(x.grad, gradient, rtol=tolerance, atol=tolerance)
    plain = f(*(np.asarray(x, float) for x in inputs))
    assert not isinstance(plain, engine.Tensor)
    np.testing.assert_allclose(plain, expected, rtol=tolerance, atol=tolerance)


def backward(engine, f, *inputs, seed=None):
    """The gradients of f by all its inputs."""
    tensors = [engine.Tensor(x) for x in inputs]
    f(*tensors).backward(seed)
    return [t.grad for t in tensors]


def same(found, expected):
    np.testing.assert_array_equal(found, expected)
    assert np.shape(found) == np.shape(expected)


SHAPES = [(), (1,), (4,), (2, 3), (2, 1, 3), (0,), (3, 0)]
ELEMENTWISE = {  # a numpy formula that is analytic where it is used, and from where to where
    "exp": (np.exp, -2, 2),
    "log": (np.log, 0.1, 3),
    "sqrt": (np.sqrt, 0.1, 3),
    "sin": (np.sin, -4, 4),
    "cos": (np.cos, -4, 4),
    "tanh": (np.tanh, -3, 3),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), -3, 3),
    "relu": (lambda x: np.where(x.real > 0, x, 0), -2, 2),
    "absolute": (lambda x: np.where(x.real > 0, x, -x), -2, 2),
}
PAIRS = [
    [(), ()],
    [(3,), (3,)],
    [(3,), ()],
    [(), (2, 3)],
    [(3,), (2, 3)],
    [(2, 1), (2, 3)],
    [(1, 3), (2, 1)],
    [(4, 1, 3), (2, 1)],
    [(1,), ()],
    [(1, 1), (3,)],
    [(0,), ()],
    [(0, 3), (3,)],
    [(2, 0), (1,)],
]
OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


def elementwise_functions(engine):
    for name, (reference, low, high) in ELEMENTWISE.items():
        for shape in SHAPES:
            agrees(engine, getattr(engine, name), reference, numbers(*shape, low=low, high=high))
    agrees(engine, operator.neg, operator.neg, numbers(2, 3))
    agrees(engine, abs, ELEMENTWISE["absolute"][0], numbers(2, 3))


@cache
def symbolic_slopes():
    """Of each elementwise function, by SymPy: points and the derivative there to 30 digits, rounded."""
    x = sympy.Symbol("x", real=True)
    formulas = {name: getattr(sympy, name)(x) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")}
    formulas["sigmoid"] = 1 / (1 + sympy.exp(-x))
    slopes = {}
    for name, formula in formulas.items():
        points = [0.125, 0.5, 1.75, 3.0] if name in ("log", "sqrt") else [-2.5, -0.75, 0.0, 0.5, 3.0]
        slope = formula.diff(x)
        slopes[name] = points, [float(slope.subs(x, sympy.Rational(p)).evalf(30)) for p in points]
    return slopes


def derivatives_of_sympy(engine):
    for name, (points, slopes) in symbolic_slopes().items():
        (gradient,) = backward(engine, lambda x, name=name: getattr(engine, name)(x).sum(), points)
        np.testing.assert_allclose(gradient, slopes, rtol=1e-14, err_msg=name)


def operators_over_broadcasting(engine):
    for operation in OPERATORS:
        for first, second in PAIRS:
            a, b = numbers(*first, low=0.2, high=2, seed=1), numbers(*second, low=0.5, high=2, seed=2)
            agrees(engine, operation, operation, a, b)
            agrees(engine, operation, operation, b, a)
    agrees(engine, lambda x: x**3, lambda x: x**3, numbers(2, 3))  # negative bases, too
    agrees(engine, lambda x: x**-2, lambda x: x**-2, numbers(2, 3))


def constants_on_either_side(engine):
    x = numbers(3, low=0.5, high=2)
    constants = [
        2,
        2.5,
        True,
        np.float64(2),
        np.float32(2),
        np.int64(2),
        [1, 2, 3],
        np.array([1, 2, 3]),
        [[1.0], [2.0]],
    ]
    for operation in OPERATORS:
        for c in constants:
            plain = np.asarray(c, float)
            agrees(engine, lambda x, o=operation, c=c: o(x, c) + 0.0, lambda x, o=operation, p=plain: o(x, p), x)
            agrees(engine, lambda x, o=operation, c=c: o(c, x), lambda x, o=operation, p=plain: o(p, x), x)


def matrix_products(engine):
    shapes = [
        [(3,), (3,)],
        [(2, 3), (3,)],
        [(3,), (3, 2)],
        [(2, 3), (3, 4)],
        [(3, 3), (3, 3)],  # where a swapped transpose fits as well
        [(5, 2, 3), (3, 4)],
        [(5, 2, 3), (5, 3, 4)],
        [(2, 3), (5, 3, 4)],
        [(1, 2, 3), (5, 3, 2)],
        [(4, 1, 2, 3), (5, 3, 2)],
        [(5, 2, 3), (3,)],
        [(3,), (5, 3, 2)],
        [(0, 3), (3, 2)],
        [(2, 0), (0, 3)],
        [(2, 0), (0,)],
        [(0,), (0,)],
        [(0,), (0, 2)],
    ]
    for first, second in shapes:
        a, b = numbers(*first, seed=1), numbers(*second, seed=2)
        agrees(engine, operator.matmul, operator.matmul, a, b)
    (X, W), G = (numbers(5, 3), numbers(3, 2)), numbers(5, 2, seed=3)  # and the closed form of notebook 10
    to_x, to_w = backward(engine, operator.matmul, X, W, seed=G)
    np.testing.assert_allclose(to_x, G @ W.T, rtol=1e-14)
    np.testing.assert_allclose(to_w, X.T @ G, rtol=1e-14)


def largest(x, axis=None, keepdims=False):
    """np.max for complex numbers by their real parts, for one axis or all."""
    if axis is None:
        return x.ravel()[np.argmax(x.real)].reshape([1] * x.ndim if keepdims else ())
    y = np.take_along_axis(x, np.argmax(x.real, axis, keepdims=True), axis)
    return y if keepdims else np.squeeze(y, axis)


def reductions(engine):
    cases = [((), None), ((4,), None), ((4,), 0), ((2, 3), None), ((2, 3), 0), ((2, 3), -1), ((1, 3), 0), ((2, 1), 0)]
    cases += [
        ((2, 3, 4), 1),
        ((2, 3, 4), -3),
        ((2, 3, 4), (0, 2)),
        ((2, 3, 4), (-1, 0)),
        ((2, 3), ()),
        ((3, 1, 2), (1,)),
    ]
    for shape, axis in cases:
        x = numbers(*shape)
        for keepdims in (False, True):
            how = {"axis": axis, "keepdims": keepdims}
            agrees(engine, lambda t, how=how: t.sum(**how), lambda z, how=how: np.sum(z, **how), x)
            agrees(engine, lambda t, how=how: t.mean(**how), lambda z, how=how: np.mean(z, **how), x)
            if not isinstance(axis, tuple):
                agrees(engine, lambda t, how=how: t.max(**how), lambda z, how=how: largest(z, **how), x)
    x = numbers(2, 3, 4)
    agrees(engine, lambda t: t.max((0, 2)), lambda z: largest(z.transpose(1, 0, 2).reshape(3, 8), 1), x)
    same(backward(engine, lambda t: t.sum(1, True), np.zeros((2, 3)), seed=[[1.0], [2.0]])[0], [[1, 1, 1], [2, 2, 2]])
    agrees(engine, lambda t: t.sum(0), lambda z: z.sum(0), numbers(0, 3))
    agrees(engine, lambda t: t.sum(), lambda z: z.sum(), numbers(0))
    agrees(engine, lambda t: t.mean(1), lambda z: z.sum(1), numbers(0, 3))
    agrees(engine, lambda t: t.max(1), lambda z: z.sum(1), numbers(0, 3))


def shapes_and_transposes(engine):
    x = numbers(2, 3, 4)
    for axes in (None, (0, 1, 2), (1, 2, 0), (2, 0, 1), (-1, 0, 1), (-1, -3, -2), [1, 0, 2]):
        agrees(engine, lambda t, a=axes: engine.transpose(t, a), lambda z, a=axes: np.transpose(z, a), x)
    agrees(engine, lambda t: engine.transpose(t, axes=(2, 0, 1)), lambda z: np.transpose(z, (2, 0, 1)), x)
    for y in (x, numbers(2, 3), numbers(3), numbers()):
        agrees(engine, lambda t: t.T, lambda z: z.T, y)
    for shape in [(4, 6), (-1,), (3, -1), (24,), (2, 3, 4)]:
        agrees(engine, lambda t, s=shape: engine.reshape(t, s), lambda z, s=shape: z.reshape(s), x)
        agrees(engine, lambda t, s=shape: t.reshape(s), lambda z, s=shape: z.reshape(s), x)
        agrees(engine, lambda t, s=shape: t.reshape(*s), lambda z, s=shape: z.reshape(s), x)
    agrees(engine, lambda t: engine.reshape(t, 24), lambda z: z.reshape(24), x)
    agrees(engine, lambda t: t.reshape(()), lambda z: z.reshape(()), numbers(1))
    agrees(engine, lambda t: t.reshape(1, 1), lambda z: z.reshape(1, 1), numbers())


def indexing(engine):
    x, mask = numbers(3, 4), numbers(3, 4, seed=1) > 0
    basic = [0, -1, slice(1, None), slice(None, None, -2), (1, 2), (..., 0), (slice(None), 1), (None, 1), ..., None]
    arrays = [
        [0, 2],
        np.array([2, 0]),
        np.int64(1),
        ([0, 2], [1, 3]),
        (slice(None), [3, 0]),
        mask,
        x[:, 0] > 0,
        (1, [0, 2]),
    ]
    for index in [*basic, *arrays, [], (slice(0, 0),), np.zeros(3, bool), ([[0, 1]], [[2], [3]])]:
        agrees(engine, lambda t, i=index: t[i], lambda z, i=index: z[i], x)
    agrees(engine, lambda t: t[1] * t[2], lambda z: z[1] * z[2], numbers(3))
    agrees(engine, lambda t: t[()], lambda z: z, numbers())
    rows = list(engine.Tensor(x))
    assert len(rows) == 3 and all(isinstance(row, engine.Tensor) for row in rows)
    agrees(engine, lambda t: sum(i * row for i, row in enumerate(t)), lambda z: z[1] + 2 * z[2], x)


def repeated_indices(engine):
    x = numbers(4)
    for index in ([0, 0, 1], [[1, 1], [1, -3]], np.array([3, 3, 3, 3, 0]), [2, -2]):
        agrees(engine, lambda t, i=index: t[i], lambda z, i=index: z[i], x)
    X = numbers(3, 4)
    for index in (([0, 0, 1], [2, 2, 3]), [1, 1], (slice(None), [0, 0, 3]), ([0, 0], slice(1, 3)), (0, [1, 1])):
        agrees(engine, lambda t, i=index: t[i], lambda z, i=index: z[i], X)
    same(backward(engine, lambda t: t[[0, 0, 0]].sum(), [5.0, 6.0])[0], [3.0, 0.0])


def joining(engine):
    a, b, c = numbers(2, 3, seed=1), numbers(1, 3, seed=2), numbers(4, 3, seed=3)
    for parts in ([a], [a, b], [a, b, c], [c, a[:0], b]):
        agrees(engine, lambda *t: engine.concatenate(t), lambda *z: np.concatenate(z), *parts)
    for axis in (1, -1):
        agrees(engine, lambda *t, k=axis: engine.concatenate(t, k), lambda *z: np.concatenate(z, 1), a.T, b.T, c.T)
    agrees(engine, lambda t: engine.concatenate([t, t, 2 * t]), lambda z: np.concatenate([z, z, 2 * z]), a)


def choosing(engine):
    def at_most(z, low, high):
        return np.where(z.real < low, low, np.where(z.real > high, high, z))

    for first, second in PAIRS:
        a, b = numbers(*first, seed=1), numbers(*second, seed=2)
        agrees(engine, engine.maximum, lambda u, v: np.where(u.real > v.real, u, v), a, b)
        for holds in (a > b, a + b > 0, True, False, (a + b > 0).astype(int)):
            agrees(engine, lambda s, t, h=holds: engine.where(h, s, t), lambda u, v, h=holds: np.where(h, u, v), a, b)
    for shape in SHAPES:
        agrees(engine, lambda t: engine.clip(t, -0.5, 1), lambda z: at_most(z, -0.5, 1), numbers(*shape))
    condition = engine.Tensor([1.0, 0.0])  # a Tensor is allowed here; nothing depends on its exact value
    engine.where(condition, [5.0, 5.0], engine.Tensor([1.0, 2.0])).sum().backward()
    same(condition.grad, [0.0, 0.0])


def classifying(engine):
    def logsumexp(z, axis=-1, keepdims=False):
        return np.log(np.sum(np.exp(z), axis, keepdims=keepdims))

    def cross_entropy(z, labels):
        surprises = [
            logsumexp(row) - row[k] for row, k in zip(z.reshape(-1, z.shape[-1]), np.ravel(labels), strict=True)
        ]
        return sum(surprises) / len(surprises)

    for shape, axes in [((4,), (-1, 0, None)), ((2, 3), (-1, 0, 1, None)), ((2, 3, 4), (-1, 1, (0, 2)))]:
        x = numbers(*shape)
        for axis in axes:
            for name, formula in [
                ("logsumexp", logsumexp),
                ("softmax", lambda z, axis: np.exp(z - logsumexp(z, axis, True))),
            ]:
                agrees(
                    engine,
                    lambda t, name=name, axis=axis: getattr(engine, name)(t, axis),
                    lambda z, formula=formula, axis=axis: formula(z, axis),
                    x,
                )
        agrees(engine, engine.logsumexp, logsumexp, x)
        agrees(engine, lambda t: engine.softmax(t), lambda z: np.exp(z - logsumexp(z, -1, True)), x)
        labels = np.random.default_rng(1).integers(0, shape[-1], shape[:-1])
        agrees(engine, lambda t, k=labels: engine.cross_entropy(t, k), lambda z, k=labels: cross_entropy(z, k), x)
    Z, labels = numbers(5, 3), [0, 2, 1, 1, 0]
    (gradient,) = backward(engine, lambda t: engine.cross_entropy(t, labels), Z)
    p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(gradient, (p - np.eye(3)[labels]) / 5, rtol=1e-13)


def values_used_twice(engine):
    agrees(engine, lambda t: t * t + t, lambda z: z * z + z, numbers(3))
    agrees(engine, lambda t: t + t, lambda z: z + z, numbers(2, 2))
    agrees(engine, lambda t: t @ t, lambda z: z @ z, numbers(3, 3))
    agrees(engine, lambda t: t @ t.T + t * t.sum(), lambda z: z @ z.T + z * z.sum(), numbers(3, 3))

    def diamonds(x):
        for _ in range(6):
            x = x * 0.5 + x * x * 0.25
        return x

    agrees(engine, diamonds, diamonds, numbers(2))

    def sum_of_sums(s, t):  # both sides of the inner sum get one array; the older use of u must not add to that of v
        u, v = s * 1.0, t * 1.0
        older = u * 5.0
        return (u + v) * 3.0 + older

    agrees(engine, sum_of_sums, sum_of_sums, *numbers(2, 3))
    agrees(engine, lambda s, t: (s * t - s) / (s * s + t), lambda u, v: (u * v - u) / (u * u + v), *numbers(2, 3))


def paths_of_different_lengths(engine):
    def f(x, cos):
        a = x * 2.0
        b = cos(a)  # made from a, and used before and after other uses of a
        c = a * b
        d = c + a
        return a * d + b * b * c

    agrees(engine, lambda t: f(t, engine.cos), lambda z: f(z, np.cos), numbers(3))

    def late(x, w):
        y = x * x
        return w * y + y * x

    x = engine.Tensor(3.0)
    y = x * x
    w = engine.Tensor(2.0)  # a leaf that is younger than an operation
    (w * y + y * x).backward()
    same([x.grad, w.grad], stepped(late, [3.0, 2.0], 1.0))


def known_graphs(engine):
    """The README example of micrograd, a neuron, and a square inside a square: the numbers that notebook 09 states."""
    a, b = engine.Tensor(-4.0), engine.Tensor(2.0)
    c, d = a + b, a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + engine.relu(b + a))
    d = d + (3 * d + engine.relu(b - a))
    f = (c - d) ** 2
    g = f / 2.0 + 10.0 / f
    g.backward()
    np.testing.assert_allclose([g.data, a.grad, b.grad], [24.7040816327, 138.8338192420, 645.5772594752], rtol=1e-11)
    x, w, bias = engine.Tensor([2.0, 0.0]), engine.Tensor([-3.0, 1.0]), engine.Tensor(6.8813735870195432)
    o = engine.tanh(x @ w + bias)
    o.backward()
    np.testing.assert_allclose(o.data, 0.5**0.5, rtol=1e-14)
    np.testing.assert_allclose([*x.grad, *w.grad, bias.grad], [-1.5, 0.5, 1, 0, 0.5], rtol=1e-14)
    x = engine.Tensor(1)
    b = x * 2
    (b**2 + b).backward()
    same(x.grad, 10.0)


def gradients_replace_old_ones(engine):
    x = engine.Tensor([1.0, 2.0])
    for factor in (3.0, 5.0):
        (x * factor).sum().backward()
        same(x.grad, [factor, factor])
    y = x * 2
    y.sum().backward()
    assert y.grad is None  # of the leaves alone
    x.backward([7.0, 8.0])
    same(x.grad, [7.0, 8.0])
    gradient = x.grad
    (x * x).sum().backward()
    same(gradient, [7.0, 8.0])


def nothing_is_shared(engine):
    x, y, seed = engine.Tensor([1.0, 2.0]), engine.Tensor([3.0, 4.0]), np.array([1.0, 10.0])
    (x + y).backward(seed)
    x.grad[:] = 0
    same(y.grad, [1.0, 10.0])
    same(seed, [1.0, 10.0])
    x.backward(seed)
    x.grad[:] = 0
    same(seed, [1.0, 10.0])
    for t in (engine.Tensor([[1.0, 2.0]]), engine.Tensor([[0.0], [0.0]])):
        t.sum().backward()  # a gradient that was broadcast has entries of its own
        t.grad[0, 0] = 5
        assert t.grad.sum() == 6
    data = np.array([1.0, 2.0])
    t = engine.Tensor(data)
    data[:] = 0
    same(t.data, [1.0, 2.0])
    gradients = engine.grad(lambda t: t.sum())(np.zeros(2))
    gradients[0] = 9
    same(gradients, [9.0, 1.0])


def constants_may_change_afterwards(engine):
    x, c, index, labels = np.array([1.0, 2.0]), np.array([3.0, 4.0]), np.array([0, 0]), np.array([1])
    holds, axes, M = np.array([True, False]), [1, 0], np.array([[5.0, 6.0]])
    t, square = engine.Tensor(x), engine.Tensor([[1.0, 2.0], [3.0, 4.0]])
    results = [
        t * c,
        c / t,
        t**c,
        t @ c,
        engine.where(holds, t, c),
        engine.maximum(t, c - 1.5),
        M @ t,
        t[index],
        t[[0, 0]],
    ]
    surprise = engine.cross_entropy(t.reshape(1, 2), labels)
    turned = engine.transpose(square, axes)
    largest = np.where(x > c - 1.5, 1.0, 0.0)
    expected = [c.copy(), -c / x**2, c * x ** (c - 1), c.copy(), [1, 0], largest, M[0].copy(), [2, 0], [2, 0]]
    for array in (c, index, labels, holds, M):
        array[...] = 1 - array
    axes.reverse()
    for result, gradient in zip(results, expected, strict=True):
        result.sum().backward()
        np.testing.assert_allclose(t.grad, gradient, rtol=1e-14)
    surprise.backward()
    np.testing.assert_allclose(t.grad, np.array([1, -1]) / (1 + np.e), rtol=1e-14)
    turned.backward([[1.0, 2.0], [3.0, 4.0]])
    same(square.grad, [[1.0, 3.0], [2.0, 4.0]])


def choices_at_kinks(engine):
    same(backward(engine, lambda t: engine.relu(t).sum(), [0.0, -0.0, 1e-300, -1e-300])[0], [0, 0, 1, 0])
    same(backward(engine, lambda t: engine.absolute(t).sum(), [0.0, -0.0, 1e-300, -1e-300])[0], [0, 0, 1, -1])
    same(backward(engine, lambda t: engine.clip(t, -1, 2).sum(), [-1.5, -1, 0, 2, 2.5])[0], [0, 1, 1, 1, 0])
    a, b = backward(engine, lambda s, t: engine.maximum(s, t).sum(), [1.0, 2.0, 3.0], [1.0, 5.0, -5.0])
    same([a, b], [[0.5, 0, 1], [0.5, 1, 0]])
    a, b = backward(engine, engine.maximum, 2.0, 2.0)
    same([a, b], [0.5, 0.5])
    same(backward(engine, lambda t: engine.maximum(t, 0).sum(), [0.0, 1.0])[0], [0.5, 1])


def ties_for_the_largest(engine):
    same(backward(engine, lambda t: t.max(), [2.0, 7.0, 7.0, 7.0, 7.0])[0], [0, 0.25, 0.25, 0.25, 0.25])
    same(backward(engine, lambda t: t.max(), np.ones((2, 2)))[0], np.full((2, 2), 0.25))
    X = [[1.0, 1.0], [0.0, 1.0]]
    same(backward(engine, lambda t: t.max(axis=1), X, seed=[2.0, 3.0])[0], [[1, 1], [0, 3]])
    same(backward(engine, lambda t: t.max(axis=0, keepdims=True), X, seed=[[2.0, 3.0]])[0], [[2, 1.5], [0, 1.5]])


def powers_at_zero(engine):
    same(backward(engine, lambda t: (t**0).sum(), [0.0, -2.0, 3.0])[0], [0, 0, 0])
    same(backward(engine, lambda t: (t**1).sum(), [0.0, -2.0])[0], [1, 1])
    same(backward(engine, lambda t: (t**2).sum(), [0.0, -2.0])[0], [0, -4])
    a, b = backward(engine, lambda s, t: (s**t).sum(), [0.0, 0.0, 2.0], [2.0, 0.0, 0.0])
    same(a, [0, 0, 0])
    np.testing.assert_allclose(b, [0, 0, np.log(2)], rtol=1e-15)


def numbers_without_axes_integers_and_nothing(engine):
    t = engine.Tensor(3)
    assert t.data == 3.0 and t.shape == () and t.data.dtype == float
    (t * t).backward()
    assert t.grad == 6.0 and t.grad.shape == ()
    for whole in (
        [1, 2, 3],
        np.arange(1, 4),
        np.arange(1, 4, dtype=np.uint8),
        [True, False, True],
        np.float32([1, 2, 3]),
    ):
        t = engine.Tensor(whole)
        assert t.data.dtype == float
        (t**2 / 2).sum().backward()
        assert t.grad.dtype == float
        same(t.grad, np.asarray(whole, float))
    for shape in ((0,), (0, 3), (3, 0)):
        t = engine.Tensor(np.zeros(shape))
        (engine.exp(t) * t + 1).sum().backward()
        same(t.grad, np.zeros(shape))
    t = engine.Tensor(2.0)
    t.backward()
    same(t.grad, 1.0)
    t = engine.Tensor([[4.0]])
    engine.sqrt(t).backward([[1.0]])
    same(t.grad, [[0.25]])


def extreme_values(engine):
    x, slope = [-1000.0, -40.0, 40.0, 1000.0], lambda f: backward(engine, lambda t: f(t).sum(), x)[0]
    same(engine.sigmoid(np.array(x))[[0, 3]], [0, 1])
    same(slope(engine.sigmoid)[[0, 3]], [0, 0])
    same(slope(engine.tanh)[[0, 3]], [0, 0])
    same(slope(engine.relu), [0, 0, 1, 1])
    same(slope(lambda t: engine.logsumexp(t)), [0, 0, 0, 1])
    same(engine.logsumexp(np.array([[1000.0, 1000.0], [-1000.0, -1000.0]])), np.array([1000, -1000]) + np.log(2))
    same(backward(engine, lambda t: engine.logsumexp(t), [1000.0, -1000.0, 1000.0])[0], [0.5, 0, 0.5])
    same(backward(engine, lambda t: engine.logsumexp(t), [-np.inf, 0.0])[0], [0, 1])
    same(engine.softmax(np.array([1000.0, -1000.0])), [1, 0])
    np.testing.assert_allclose(engine.softmax(np.array([-1000.0, -1000.0])), [0.5, 0.5], rtol=1e-12)
    same(engine.cross_entropy(np.array([[1e4, -1e4], [1e4, -1e4]]), [0, 1]), 1e4)
    same(backward(engine, lambda t: engine.cross_entropy(t, [0, 1]), [[1e4, -1e4]] * 2)[0], [[0, 0], [0.5, -0.5]])
    with np.errstate(over="ignore"):  # numpy's warning stays, as the value is infinite
        same(slope(engine.exp)[[0, 3]], [0, np.inf])
    for tiny in (1e-200, 1e200):  # the square of neither is a float
        a, b = backward(engine, operator.truediv, tiny, tiny)
        np.testing.assert_allclose([a, b], [1 / tiny, -1 / tiny], rtol=1e-15)


@cache
def tails():
    """Points, and to 50 digits: sigmoid, its derivative, and where that does not underflow the derivative of tanh."""
    mpmath.mp.dps = 50
    points = [-700.0, -350.0, -37.5, -20.0, -1.0, -1e-8, 0.0, 1e-8, 1.0, 20.0, 37.5, 350.0, 700.0]
    sigmoid = [1 / (1 + mpmath.exp(-mpmath.mpf(p))) for p in points]
    slopes = [mpmath.exp(-mpmath.mpf(p)) / (1 + mpmath.exp(-mpmath.mpf(p))) ** 2 for p in points]
    return points, np.array(sigmoid, float), np.array(slopes, float), np.array([4 * s for s in slopes], float)


def tails_to_relative_accuracy(engine):
    points, sigmoid, slopes, of_tanh = tails()
    np.testing.assert_allclose(engine.sigmoid(np.array(points)), sigmoid, rtol=1e-14)
    (gradient,) = backward(engine, lambda t: engine.sigmoid(t).sum(), points)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-14)
    (gradient,) = backward(engine, lambda t: engine.tanh(t).sum(), np.array(points) / 2)
    np.testing.assert_allclose(gradient, of_tanh, rtol=1e-14)


def functions_of_gradients(engine):
    A = numbers(3, 3)
    f = lambda x, M, scale=1.0: scale * (x @ (M @ x))  # noqa: E731
    x = [1.0, 2.0, -1.0]
    value, gradient = engine.value_and_grad(f)(x, A, scale=2.0)
    np.testing.assert_allclose(value, 2 * np.dot(x, A @ x), rtol=1e-14)
    np.testing.assert_allclose(gradient, 2 * (A + A.T) @ x, rtol=1e-14)
    assert not isinstance(value, engine.Tensor) and isinstance(gradient, np.ndarray)
    np.testing.assert_allclose(engine.grad(f)(x, A), (A + A.T) @ x, rtol=1e-14)
    same(engine.grad(lambda x: x**3)(2), 12.0)
    outside = engine.Tensor(5.0)
    same(engine.grad(lambda x: outside * 2)(np.ones((2, 2))), np.zeros((2, 2)))  # nothing of x in it
    same(engine.grad(lambda x: outside * x)(3.0), 5.0)
    assert outside.grad is None
    leaf = engine.Tensor([1.0, 2.0])
    same(engine.grad(lambda x: (x * leaf.data).sum())(leaf.data), [1.0, 2.0])


def comparisons_are_plain(engine):
    x, y = engine.Tensor([1.0, 2.0, 3.0]), engine.Tensor([3.0, 2.0, 1.0])
    for compare in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne):
        for other in (y, y.data, [3, 2, 1], 2):
            found = compare(x, other)
            assert found.dtype == bool
            same(found, compare(x.data, np.asarray(getattr(other, "_data", other))))
        same(compare(y.data, x), compare(y.data, x.data))
    assert len({x, y, x}) == 2 and x in {x}


def long_chains(engine, n=20_000):
    x = y = engine.Tensor(1.0)
    for _ in range(n):
        y = y * 1.0 + 0.0
    y.backward()
    assert x.grad == 1.0
    y = x
    for _ in range(n):
        y = -y
    del y  # a chain that never saw backward must go without recursion, too


def no_cycles(engine):
    gc.collect()
    gc.disable()
    try:
        X, W = engine.Tensor(numbers(4, 3)), engine.Tensor(numbers(3, 2))
        H = engine.relu(X @ W)
        loss = engine.cross_entropy(engine.concatenate([H, H[[0, 0]]]), [0, 1, 1, 0, 0, 1]) + (H.max(0) ** 2).mean()
        gone = [weakref.ref(t) for t in (H, loss)]
        del H
        assert gone[0]() is not None  # the graph keeps it
        loss.backward()
        assert gone[0]() is None, "the sweep lets go of what it is done with"
        del loss
        assert gone[1]() is None
        lost = X @ W
        gone = weakref.ref(lost)
        lost = engine.sin(lost).sum()
        del lost
        assert gone() is None, "a graph that never saw backward goes, too"
        found = gc.collect()
        assert found == 0, f"{found} objects could only be freed by the collector of cycles"
    finally:
        gc.enable()


CHECKS = {
    check.__name__: check
    for check in (
        elementwise_functions,
        derivatives_of_sympy,
        operators_over_broadcasting,
        constants_on_either_side,
        matrix_products,
        reductions,
        shapes_and_transposes,
        indexing,
        repeated_indices,
        joining,
        choosing,
        classifying,
        values_used_twice,
        paths_of_different_lengths,
        known_graphs,
        gradients_replace_old_ones,
        nothing_is_shared,
        constants_may_change_afterwards,
        choices_at_kinks,
        ties_for_the_largest,
        powers_at_zero,
        numbers_without_axes_integers_and_nothing,
        extreme_values,
        tails_to_relative_accuracy,
        functions_of_gradients,
        comparisons_are_plain,
        long_chains,
        no_cycles,
    )
}
