"""Proofs for several inputs: partials, planes, gradients, Hessians; and the chain rule with its two modes."""

import numpy as np
import sympy

from calcml import autodiff, functions
from calcml.autodiff import Tensor
from calcml.numerics import check_gradient, derivative, gradient, hessian, jacobian
from calcml.symbolic import parse
from calcml.symbolic.graph import computational_graph
from formula_proofs.registry import proves, rng, symmetric, zero

x, y, a, b, h, k, t, angle = sympy.symbols("x y a b h k t angle", real=True)
F = x**3 * y**2 + sympy.sin(x * y)  # a function of no special kind
A, B = (F.diff(w).subs({x: a, y: b}) for w in (x, y))
f = sympy.lambdify((x, y), F, "numpy")
slopes = sympy.lambdify((x, y), [F.diff(x), F.diff(y)], "numpy")


def at_point(p):
    return f(*p)


def direction(generator, d=2):
    u = generator.normal(size=d)
    return u / np.linalg.norm(u)


@proves("partial derivative", r"$\frac{\partial f}{\partial x}(a, b) = \lim_{h \to 0} \frac{f(a + h, b) - f(a, b)}{h}$")
def prove_partial_derivatives():
    at = {x: 1, y: sympy.Rational(1, 2)}
    moved = F.subs({x: 1 + h, y: at[y]})
    assert zero(sympy.limit((moved - F.subs(at)) / h, h, 0) - F.diff(x).subs(at))
    assert np.allclose(gradient(at_point, [1.0, 0.5]), slopes(1.0, 0.5))


@proves("mixed partials", r"$\frac{\partial^2 f}{\partial y \partial x} = \frac{\partial^2 f}{\partial x \partial y}$")
def prove_mixed_partials():
    assert zero(F.diff(x).diff(y) - F.diff(y).diff(x))
    by_x_then_y = derivative(lambda w: slopes(1.2, w)[0], 0.7)
    by_y_then_x = derivative(lambda w: slopes(w, 0.7)[1], 1.2)
    assert np.isclose(by_x_then_y, by_y_then_x)
    odd = x * y * (x**2 - y**2) / (x**2 + y**2)  # at the origin they exist, are not continuous, and differ
    first = sympy.simplify(odd.diff(x).subs(x, 0)).diff(y), sympy.simplify(odd.diff(y).subs(y, 0)).diff(x)
    assert first == (-1, 1)


@proves(
    "differentiable",
    r"$f(a + h, b + k) = f(a, b) + \frac{\partial f}{\partial x} h + \frac{\partial f}{\partial y} k + R$",
)
def prove_differentiability():
    R = F.subs({x: a + h, y: b + k}) - F.subs({x: a, y: b}) - A * h - B * k
    around = R.subs({h: t * sympy.cos(angle), k: t * sympy.sin(angle)}, simultaneous=True)
    assert zero(around.subs(t, 0)) and zero(around.diff(t).subs(t, 0))  # so R/t goes to 0, in every direction
    tent = sympy.sqrt(abs(h * k))  # both partials are 0 at the origin, and no plane fits
    assert zero(tent.subs({h: t, k: t}).subs(t, 1) / sympy.sqrt(2) - 1 / sympy.sqrt(2))


@proves(
    "tangent plane",
    r"$z = f(a, b) + \frac{\partial f}{\partial x}(a, b) (x - a) + \frac{\partial f}{\partial y}(a, b) (y - b)$",
)
def prove_the_tangent_plane():
    z = F.subs({x: a, y: b}) + A * (x - a) + B * (y - b)
    here = {x: a, y: b}
    assert zero((z - F).subs(here)) and zero(z.diff(x) - A) and zero(z.diff(y) - B)
    assert zero(z.diff(x, 2)) and zero(z.diff(y, 2)) and zero(z.diff(x, y))


@proves(
    "total differential",
    r"$df = \frac{\partial f}{\partial x} dx + \frac{\partial f}{\partial y} dy$",
)
def prove_the_total_differential():
    dx, dy = sympy.symbols("dx dy")
    z = F.subs({x: a, y: b}) + A * (x - a) + B * (y - b)
    assert zero(z.subs({x: a + dx, y: b + dy}) - z.subs({x: a, y: b}) - A * dx - B * dy)
    steps = 1e-6 * direction(rng())
    assert np.isclose(f(1 + steps[0], 0.5 + steps[1]) - f(1, 0.5), np.dot(slopes(1, 0.5), steps), rtol=1e-4)


@proves("Jacobian", r"$J_{ij} = \frac{\partial y_i}{\partial x_j}$")
def prove_the_jacobian():
    outputs = sympy.Matrix([x**2 * y, sympy.sin(y), x + y])
    J = outputs.jacobian([x, y])
    assert J.shape == (3, 2) and all(J[i, j] == outputs[i].diff((x, y)[j]) for i in range(3) for j in range(2))
    measured = jacobian(lambda p: np.array([p[0] ** 2 * p[1], np.sin(p[1]), p[0] + p[1]]), [1.5, 0.4])
    assert np.allclose(measured, np.array(J.subs({x: 1.5, y: 0.4}), dtype=float))


@proves("area factor", r"$\det J = ad - bc$, areas grow by $\lvert \det J \rvert$")
def prove_the_area_factor():
    c, d = sympy.symbols("c d")
    assert zero(sympy.Matrix([[a, b], [c, d]]).det() - (a * d - b * c))
    for r, theta in rng().uniform(0.5, 3, (9, 2)):
        for sign in (1, -1):  # swapped outputs: the determinant is negative, areas are not

            def warp(p, sign=sign):
                return np.array([p[0] * np.cos(p[1]), p[0] * np.sin(p[1])])[::sign]

            side, J = 1e-4, jacobian(warp, [r, theta])
            corners = np.array([warp([r + i, theta + j]) for i, j in ((0, 0), (side, 0), (side, side), (0, side))])
            ring = np.roll(corners, -1, axis=0)
            area = abs(np.sum(corners[:, 0] * ring[:, 1] - corners[:, 1] * ring[:, 0])) / 2
            (p, q), (s, w) = J
            assert np.isclose(area / side**2, abs(p * w - q * s), rtol=1e-3)


@proves("gradient", r"$\nabla f = (\frac{\partial f}{\partial x}, \frac{\partial f}{\partial y})$")
def prove_the_gradient():
    for point in rng().normal(size=(5, 2)):
        assert check_gradient(at_point, point, np.array(slopes(*point)))
    W = rng().normal(size=(2, 3))
    assert gradient(lambda W: np.sum(W**2), W).shape == W.shape  # in the shape of the input


@proves(
    "directional derivative",
    r"$D_u f(p) = \lim_{t \to 0} \frac{f(p + tu) - f(p)}{t} = \nabla f \cdot u = \lvert \nabla f \rvert \cos\varphi$",
)
def prove_directional_derivatives():
    generator = rng()
    for point in generator.normal(size=(9, 2)):
        u, g = direction(generator), np.array(slopes(*point))
        walked = derivative(
            lambda s, p=point, u=u: at_point(p[:, np.newaxis] + np.multiply.outer(u, np.atleast_1d(s))).reshape(
                np.shape(s)
            ),
            0.0,
        )
        phi = np.arctan2(u[1], u[0]) - np.arctan2(g[1], g[0])
        assert np.isclose(walked, g @ u) and np.isclose(g @ u, np.linalg.norm(g) * np.cos(phi))
    q = functions.partials_without_continuity  # not differentiable at the origin: there the formula fails
    assert not np.isclose(q(1e-6, 1e-6) / (1e-6 * np.sqrt(2)), gradient(q, [0.0, 0.0]) @ [0.5**0.5, 0.5**0.5])


@proves(
    "steepest ascent", r"$D_u f \le \lvert \nabla f \rvert$, equal for $u = \nabla f / \lvert \nabla f \rvert$ alone"
)
def prove_steepest_ascent():
    generator = rng()
    g = generator.normal(size=5)
    top = g / np.linalg.norm(g)
    assert np.isclose(g @ top, np.linalg.norm(g))
    for _ in range(200):
        assert g @ direction(generator, 5) < np.linalg.norm(g)
    u, v = sympy.symbols("u1:4"), sympy.symbols("v1:4")  # |u − v|² = |u|² − 2u·v + |v|²: below 2 − 2u·v lies nothing
    dot = sum(p * q for p, q in zip(u, v, strict=True))
    square = sum((p - q) ** 2 for p, q in zip(u, v, strict=True))
    assert zero(square - (sum(p**2 for p in u) - 2 * dot + sum(q**2 for q in v)))


@proves("along a level set", r"$\nabla f \cdot u = 0$")
def prove_level_sets():
    ellipse = 2 * sympy.cos(t), sympy.sqrt(2) * sympy.sin(t)  # on it x²/2 + y² is 2
    level = x**2 / 2 + y**2
    on_it = dict(zip((x, y), ellipse, strict=True))
    assert zero(level.subs(on_it) - 2)
    assert zero(sum(level.diff(w).subs(on_it) * way.diff(t) for w, way in zip((x, y), ellipse, strict=True)))


@proves("Hessian", r"$H_{ij} = \frac{\partial}{\partial x_j} \frac{\partial f}{\partial x_i}, \quad H_{ij} = H_{ji}$")
def prove_the_hessian():
    H = sympy.hessian(F, (x, y))
    assert all(zero(H[i, j] - F.diff((x, y)[i]).diff((x, y)[j])) for i in range(2) for j in range(2))
    assert (H - H.T).applyfunc(sympy.simplify).is_zero_matrix
    exact = np.array(H.subs({x: 1.2, y: 0.7}), dtype=float)
    assert np.allclose(jacobian(lambda p: np.array(slopes(*p)), [1.2, 0.7]), exact)  # the gradient's Jacobian
    assert np.allclose(hessian(at_point, [1.2, 0.7]), exact, atol=1e-5)


@proves("curvature along $u$", r"$u^\top H u$, between $\lambda_{\min}$ and $\lambda_{\max}$")
def prove_curvature_along_a_direction():
    c, s = sympy.cos(angle), sympy.sin(angle)
    way = F.subs({x: a + t * c, y: b + t * s}, simultaneous=True)
    u = sympy.Matrix([c, s])
    assert zero(way.diff(t, 2).subs(t, 0) - (u.T * sympy.hessian(F, (x, y)).subs({x: a, y: b}) * u)[0])
    generator = rng()
    H = symmetric([-2, 1, 7], generator)
    bends = [u @ H @ u for u in (direction(generator, 3) for _ in range(200))]
    assert -2 <= min(bends) < -1 and 6 < max(bends) <= 7
    values, vectors = np.linalg.eigh(H)
    assert np.allclose(H @ vectors, values * vectors) and np.isclose(vectors[:, 2] @ H @ vectors[:, 2], 7)


@proves("kind of a flat place", r"all $\lambda \gt 0$: minimum; all $\lambda \lt 0$: maximum; both signs: saddle")
def prove_the_kinds_of_flat_places():
    generator = rng()
    for eigenvalues, low, high in (((1, 2, 5), 1, 1), ((-4, -2, -1), -1, -1), ((-1, 2, 3), -1, 1)):
        H = symmetric(eigenvalues, generator)
        rises = np.sign([0.5 * step @ H @ step for step in generator.normal(size=(500, 3))])
        assert (rises.min(), rises.max()) == (low, high)
    assert sympy.hessian(x**2 + y**4, (x, y)).subs({x: 0, y: 0}) == sympy.hessian(x**2 - y**4, (x, y)).subs(
        {x: 0, y: 0}
    )


@proves("second order", r"$f(p + h) \approx f(p) + \nabla f(p) \cdot h + \frac12 h^\top H h$")
def prove_the_second_order_model():
    step = sympy.Matrix([t * sympy.cos(angle), t * sympy.sin(angle)])
    H = sympy.hessian(F, (x, y)).subs({x: a, y: b})
    model = F.subs({x: a, y: b}) + A * step[0] + B * step[1] + (step.T * H * step)[0] / 2
    miss = F.subs({x: a + step[0], y: b + step[1]}, simultaneous=True) - model
    assert zero(miss.subs(t, 0)) and zero(miss.diff(t).subs(t, 0)) and zero(miss.diff(t, 2).subs(t, 0))
    p, q = np.array([2.0, 1.0]), np.array([0.3, -0.8])
    valley = functions.tilted_valley  # a quadratic
    H = valley.hessian(p)
    assert np.isclose(valley(p) + valley.gradient(p) @ q + q @ H @ q / 2, valley(p + q), rtol=1e-13)


# The chain rule and the two modes


@proves("chain rule", r"$(f \circ g)'(x) = f'(g(x)) \cdot g'(x)$")
def prove_the_chain_rule():
    outer, inner = sympy.Function("f"), sympy.Function("g")
    u = sympy.Symbol("u")
    assert zero(outer(inner(x)).diff(x).doit() - outer(u).diff(u).subs(u, inner(x)).doit() * inner(x).diff(x))
    for at in rng().uniform(-2, 2, 9):
        assert np.isclose(derivative(lambda w: np.sin(w**3), at), np.cos(at**3) * 3 * at**2)


@proves(
    "several paths",
    r"$\frac{dy}{dx} = \frac{\partial f}{\partial u} \cdot \frac{du}{dx} "
    r"+ \frac{\partial f}{\partial v} \cdot \frac{dv}{dx}$",
)
def prove_several_paths():
    u, v = sympy.symbols("u v")
    outer, first, second = u**2 * v + sympy.sin(u * v), x**3, sympy.cos(x)
    through = {u: first, v: second}
    shares = outer.diff(u).subs(through) * first.diff(x) + outer.diff(v).subs(through) * second.diff(x)
    assert zero(outer.subs(through).diff(x) - shares)
    assert np.isclose(derivative(sympy.lambdify(x, outer.subs(through)), 0.8), float(shares.subs(x, 0.8)))


@proves(
    "local derivatives",
    r"$u + v$: $1, 1$; $\quad u \cdot v$: $v, u$; $\quad \max(u, v)$: 1 for the larger, else 0",
)
def prove_local_derivatives():
    u, v = sympy.symbols("u v")
    assert [(u + v).diff(w) for w in (u, v)] == [1, 1] and [(u * v).diff(w) for w in (u, v)] == [v, u]
    for text, rates in (("u + v", (1, 1)), ("u*v", (-4, 3)), ("max(u, v)", (1, 0))):  # at u = 3, v = −4
        formula = parse(text, ("u", "v"))
        graph = computational_graph(formula)
        values = graph.values(u=3, v=-4)
        found = [graph.backward(values)[i] for i, node in enumerate(graph.nodes) if node.is_variable]
        assert tuple(found) == rates
        assert np.allclose(gradient(lambda p, f=formula: float(f(*p)), [3.0, -4.0]), rates)


@proves("Jacobians", r"$J_{f \circ g}(x) = J_f(u) J_g(x)$")
def prove_that_jacobians_multiply():
    u = sympy.Matrix([x * y, y**2])
    w1, w2 = sympy.symbols("u1 u2")
    outer = sympy.Matrix([w1 * w2, 5 * w1, sympy.sin(w2)])
    through = {w1: u[0], w2: u[1]}
    product = outer.jacobian([w1, w2]).subs(through) * u.jacobian([x, y])
    assert (outer.subs(through).jacobian([x, y]) - product).applyfunc(sympy.simplify).is_zero_matrix


LAYERS = [rng().normal(size=shape) for shape in ((4, 3), (5, 4), (2, 5))]


def chain(u):
    for W in LAYERS:
        u = np.tanh(W @ u)
    return u


def jacobians(u):
    for W in LAYERS:
        yield (1 - np.tanh(W @ u) ** 2)[:, np.newaxis] * W
        u = np.tanh(W @ u)


@proves("JVP, forward mode", r"$J_3 (J_2 (J_1 h))$")
def prove_the_jvp():
    start = np.array([0.1, -0.2, 0.3])
    J1, J2, J3 = jacobians(start)
    whole = jacobian(chain, start)
    for column, nudge in enumerate(np.eye(3)):  # a pass for each input: a column each
        assert np.allclose(J3 @ (J2 @ (J1 @ nudge)), whole[:, column])


@proves("VJP, reverse mode", r"$((q J_3) J_2) J_1$")
def prove_the_vjp():
    start = np.array([0.1, -0.2, 0.3])
    J1, J2, J3 = jacobians(start)
    whole = jacobian(chain, start)
    for row, q in enumerate(np.eye(2)):  # a pass for each output: a row each
        assert np.allclose(((q @ J3) @ J2) @ J1, whole[row])


@proves("dual numbers", r"$f(a + b \varepsilon) = f(a) + f'(a) b \varepsilon, \quad \varepsilon^2 = 0$")
def prove_dual_numbers():
    epsilon, value = sympy.symbols("epsilon value")
    for g in (value**3 - 2 * value, sympy.sin(value), sympy.exp(value) * value, 1 / value):
        dual = sympy.series(g.subs(value, a + b * epsilon), epsilon, 0, 2).removeO()  # all from ε² on is left out
        assert zero(dual - g.subs(value, a) - g.diff(value).subs(value, a) * b * epsilon)


@proves("backpropagation", r"$u\text{.grad} = \sum \text{node.grad} \cdot \text{local derivative}$")
def prove_backpropagation():
    graph = computational_graph(parse("(x*y + x)^2 + sin(x*y)", ("x", "y")))
    values = graph.values(x=3, y=-4)
    local = graph.local_derivatives(values)
    grads = np.zeros(len(graph.nodes))
    grads[-1] = 1  # the seed
    for i in reversed(range(len(graph.nodes))):  # newest first: all arrows from i lead to nodes that are done
        grads[i] += sum(grads[edge.end] * local[edge].value for edge in local if edge.start == i)
    X, Y = Tensor(3.0), Tensor(-4.0)
    ((X * Y + X) ** 2 + autodiff.sin(X * Y)).backward()
    found = [grads[i] for i, node in enumerate(graph.nodes) if node.is_variable]
    assert np.allclose(found, [X.grad, Y.grad]) and check_gradient(
        lambda p: (p[0] * p[1] + p[0]) ** 2 + np.sin(p[0] * p[1]), [3.0, -4.0], np.array(found)
    )
