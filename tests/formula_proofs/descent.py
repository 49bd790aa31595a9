"""Proofs for descent and its limits, Newton, momentum, RMSProp and Adam, and the noise of mini-batches."""

from itertools import product

import numpy as np
import sympy

from calcml import functions
from calcml.descent import Adam, GradientDescent, Momentum, Newton, RMSProp, descend
from calcml.numerics import derivative
from formula_proofs.registry import proves, rng, symmetric, zero


def settles(f, slope, start, optimiser, steps=500):
    return descend(f, slope, start, optimiser, steps=steps).outcomes == "converged"


@proves("gradient descent", r"$p_{k + 1} = p_k - \eta \nabla f(p_k)$")
def prove_the_step_of_descent():
    valley = functions.tilted_valley
    path = descend(valley, valley.gradient, [2.0, -1.0], GradientDescent(0.05), steps=5).positions
    assert np.allclose(path[1:], [p - 0.05 * valley.gradient(p) for p in path[:-1]])


@proves("on a parabola", r"$x_k - x^\ast = (1 - \eta\lambda)^k (x_0 - x^\ast)$")
def prove_descent_on_a_parabola():
    x, star, lam, eta, c = sympy.symbols("x star lambda eta c", real=True)
    f = lam / 2 * (x - star) ** 2 + c
    position = x
    for k in range(1, 4):
        position = position - eta * f.diff(x).subs(x, position)
        assert zero(position - star - (1 - eta * lam) ** k * (x - star))
    for curvature in (0.5, 3.0):
        for share, end in ((0.1, True), (1.0, True), (1.9, True), (2.0, False), (2.1, False), (-0.01, False)):
            factor = 1 - share  # η = share/λ; a rate below 0 is no optimiser, but a factor all the same
            if share > 0:
                optimiser = GradientDescent(share / curvature)
                assert settles(lambda x, c=curvature: c / 2 * x**2, lambda x, c=curvature: c * x, 1.0, optimiser) == end
            assert (abs(factor) < 1) == end


@proves("near a minimum", r"$x_{k + 1} - x^\ast \approx (1 - \eta f''(x^\ast)) (x_k - x^\ast)$")
def prove_descent_near_a_minimum():
    def slope(x):
        return x**3 - 2 * x  # of x⁴/4 − x² + 1/2, with f'' = 4 at √2

    star = 2**0.5
    for rate in (0.1, 0.49, 0.51):
        gap = 1e-6
        after = star + gap - rate * slope(star + gap)
        assert np.isclose((after - star) / gap, 1 - rate * 4, atol=1e-4)
        assert (abs(after - star) < gap) == (rate < 2 / 4)


def rounded(p):  # the sum of √(1 + p_i²): every curvature is at most 1, so L = 1
    return np.sum(np.sqrt(1 + p**2))


def rounded_gradient(p):
    return p / np.sqrt(1 + p**2)


@proves("L-smooth", r"$\lvert \nabla f(p + h) - \nabla f(p) \rvert \le L \lvert h \rvert$")
def prove_smoothness():
    x = sympy.Symbol("x", real=True)
    assert zero(sympy.sqrt(1 + x**2).diff(x, 2) - (1 + x**2) ** sympy.Rational(-3, 2))  # at most 1, which is L
    generator, shares = rng(), []
    for p, h in generator.normal(size=(2000, 2, 3)) * [[[2], [0.3]]]:
        shares.append(np.linalg.norm(rounded_gradient(p + h) - rounded_gradient(p)) / np.linalg.norm(h))
    tiny = np.full(3, 1e-3)
    shares.append(np.linalg.norm(rounded_gradient(tiny)) / np.linalg.norm(tiny))  # from 0, where it bends most
    assert 0.99 < max(shares) <= 1


@proves(
    "descent lemma",
    r"$f(p - \eta \nabla f(p)) \le f(p) - \eta (1 - \frac{\eta L}{2}) \lvert \nabla f(p) \rvert^2$",
)
def prove_the_descent_lemma():
    generator = rng()
    for p, eta in zip(generator.normal(0, 2, (500, 3)), generator.uniform(0, 4, 500), strict=True):
        g = rounded_gradient(p)
        after = rounded(p - eta * g)
        assert after <= rounded(p) - eta * (1 - eta / 2) * (g @ g) + 1e-12
        assert eta >= 2 or after < rounded(p)
    x, eta, L = sympy.symbols("x eta L", positive=True)
    f = L * x**2 / 2  # here it is an equation, so no better bound holds for all
    assert zero(f.subs(x, x - eta * L * x) - f + eta * (1 - eta * L / 2) * (L * x) ** 2)


@proves("convex", r"$f(p + h) \ge f(p) + \nabla f(p) \cdot h$")
def prove_convexity():
    generator = rng()
    for p, h in generator.normal(0, 3, (500, 2, 3)):
        assert rounded(p + h) >= rounded(p) + rounded_gradient(p) @ h - 1e-12
        ends, share = (rounded(p), rounded(p + h)), generator.uniform()
        assert rounded(p + share * h) <= (1 - share) * ends[0] + share * ends[1] + 1e-12  # the chord lies above
    hill = functions.cubic  # x³/3 − x is not convex, and a tangent runs above it
    assert hill(-3.0) < hill(0.0) + derivative(hill, 0.0) * -3.0


def quadratic(eigenvalues):
    return symmetric(eigenvalues, rng())


def walk_on(H, optimiser, start, steps=2000):
    return descend(lambda p: 0.5 * p @ H @ p, lambda p: H @ p, start, optimiser, steps=steps)


@proves(
    "on a quadratic",
    r"$\lvert p_{k + 1} \rvert \le \rho \lvert p_k \rvert, \quad "
    r"\rho = \max(\lvert 1 - \eta\lambda_{\min} \rvert, \lvert 1 - \eta\lambda_{\max} \rvert)$",
)
def prove_descent_on_a_quadratic():
    H, generator = quadratic([0.5, 2, 4]), rng()
    _, axes = np.linalg.eigh(H)
    for eta in (0.1, 0.3, 0.49, 0.6):
        rho = max(abs(1 - eta * 0.5), abs(1 - eta * 4))
        starts = [*generator.normal(size=(100, 3)), axes[:, 0], axes[:, 2]]
        shares = [np.linalg.norm(p - eta * H @ p) / np.linalg.norm(p) for p in starts]
        assert np.isclose(max(shares), rho)  # never above, and reached
    for eta, end in ((0.49, "converged"), (0.51, "diverged")):  # both sides of 2/4
        assert walk_on(H, GradientDescent(eta), [1.0, 1.0, 1.0]).outcomes == end


@proves(
    "best fixed rate",
    r"$\eta = \frac{2}{\lambda_{\min} + \lambda_{\max}}, \quad \rho = \frac{\kappa - 1}{\kappa + 1}, \quad "
    r"\kappa = \frac{\lambda_{\max}}{\lambda_{\min}}$",
)
def prove_the_best_fixed_rate():
    low, high = sympy.symbols("low high", positive=True)
    eta = 2 / (low + high)
    assert zero((1 - eta * low) - (eta * high - 1))  # both ends are equally bad
    assert zero((1 - eta * low) - (high / low - 1) / (high / low + 1))
    rates = np.linspace(0.001, 0.6, 5000)
    rho = np.maximum(abs(1 - 0.5 * rates), abs(1 - 4 * rates))
    assert np.isclose(rates[rho.argmin()], 2 / 4.5, atol=2e-4) and np.isclose(rho.min(), 7 / 9, atol=1e-3)
    for kappa in (300, 3000):
        assert np.isclose(np.log(0.1) / np.log((kappa - 1) / (kappa + 1)) / kappa, 1.15, atol=0.005)


@proves("Newton, one input", r"$x_{k + 1} = x_k - \frac{f'(x_k)}{f''(x_k)}$")
def prove_newton_with_one_input():
    quartic, slope, bend = (lambda x: x**4 / 4 - x**2), (lambda x: x**3 - 2 * x), (lambda x: 3 * x**2 - 2)
    path = descend(quartic, slope, 2.0, Newton(bend), steps=3).positions
    assert np.allclose(path[1:], [x - slope(x) / bend(x) for x in path[:-1]])
    assert len(descend(lambda x: 3 * (x - 1) ** 2, lambda x: 6 * (x - 1), 9.0, Newton(lambda x: 6.0 + 0 * x))) == 1
    uphill = descend(quartic, slope, 0.3, Newton(bend))
    assert uphill.outcomes == "converged" and uphill.values[-1] > uphill.values[0]  # it found the maximum


@proves("Newton", r"$p_{k + 1} = p_k + h, \quad Hh = -\nabla f(p_k)$")
def prove_newton():
    rosenbrock = functions.rosenbrock
    path = descend(rosenbrock, rosenbrock.gradient, [-1.2, 1.0], Newton(rosenbrock.hessian), steps=4).positions
    for before, after in zip(path[:-1], path[1:], strict=True):
        assert np.allclose(rosenbrock.hessian(before) @ (after - before), -rosenbrock.gradient(before))
    valley = functions.tilted_valley
    assert len(descend(valley, valley.gradient, [2.0, -7.0], Newton(valley.hessian))) == 1


@proves("momentum", r"$v_{k + 1} = \beta v_k + \nabla f(w_k), \quad w_{k + 1} = w_k - \eta v_{k + 1}$")
def prove_momentum():
    valley, w, v = functions.tilted_valley, np.array([2.0, -1.0]), np.zeros(2)
    path = descend(valley, valley.gradient, w, Momentum(0.05, 0.8), steps=6).positions
    for position in path[1:]:
        v = 0.8 * v + valley.gradient(w)
        w = w - 0.05 * v
        assert np.allclose(position, w)


def spectral_radius(eta_lambda, beta):
    step = np.array([[1 + beta - eta_lambda, -beta], [1, 0]])  # (w_k, w_{k−1}) to (w_{k+1}, w_k)
    return np.abs(np.linalg.eigvals(step)).max()


@proves("limit of the ball", r"$0 \lt \eta\lambda \lt 2 (1 + \beta)$")
def prove_the_limit_of_the_ball():
    eta, lam, beta, w, before = sympy.symbols("eta lambda beta w before", real=True)
    v = (before - w) / eta  # so that the two rules become one
    assert zero(w - eta * (beta * v + lam * w) - ((1 + beta - eta * lam) * w - beta * before))
    for share in rng().uniform(-0.99, 0.99, 50):
        top = 2 * (1 + share)
        for place, stable in (
            (-1e-3, False),
            (1e-3 * top, True),
            (top / 2, True),
            (0.999 * top, True),
            (1.001 * top, False),
        ):
            assert (spectral_radius(place, share) < 1) == stable
    for rate, end in ((0.74, "converged"), (0.76, "diverged")):  # λmax = 4, β = 1/2: the limit is 0.75
        assert walk_on(np.diag([0.2, 4.0]), Momentum(rate, 0.5), [-5.0, -2.0], steps=5000).outcomes == end


@proves(
    "steady, alternating", r"$v \to \frac{g}{1 - \beta}, \quad \lvert v \rvert \to \frac{\lvert g \rvert}{1 + \beta}$"
)
def prove_steady_and_alternating_gradients():
    for g, beta in ((1.0, 0.9), (-3.0, 0.5), (2.0, 0.0)):
        steady = alternating = 0.0
        for k in range(400):
            steady, alternating = beta * steady + g, beta * alternating + g * (-1) ** k
        assert np.isclose(steady, g / (1 - beta)) and np.isclose(abs(alternating), abs(g) / (1 + beta))


@proves(
    "best ball",
    r"$\sqrt\beta = \frac{\sqrt\kappa - 1}{\sqrt\kappa + 1}, \quad "
    r"\eta = \frac{4}{(\sqrt{\lambda_{\min}} + \sqrt{\lambda_{\max}})^2}$",
)
def prove_the_best_ball():
    low, high = 1.0, 36.0

    def worst(eta, beta):
        return max(spectral_radius(eta * lam, beta) for lam in (low, high))

    root = (high / low) ** 0.5
    beta, eta = ((root - 1) / (root + 1)) ** 2, 4 / (low**0.5 + high**0.5) ** 2
    for lam in (low, 2, 10, high):
        assert np.isclose(spectral_radius(eta * lam, beta), beta**0.5, atol=1e-6)  # every axis fades alike
    grid = product(eta * np.linspace(0.5, 1.5, 41), np.linspace(0, 0.99, 100))
    assert min(worst(*place) for place in grid) > beta**0.5 - 1e-6


def three_steps(optimiser, gradients):
    w, memory = 1.0, None
    for g in gradients:
        w, memory = optimiser.step(w, g, memory)
        yield w, memory


@proves(
    "RMSProp", r"$s \leftarrow \rho s + (1 - \rho) g^2, \quad w \leftarrow w - \eta \frac{g}{\sqrt{s} + \varepsilon}$"
)
def prove_rmsprop():
    gradients, s, w = (3.0, -0.2, 0.5), 0.0, 1.0
    for g, (position, _) in zip(gradients, three_steps(RMSProp(0.1, 0.9, 1e-3), gradients), strict=True):
        s = 0.9 * s + (1 - 0.9) * g**2
        w = w - 0.1 * g / (np.sqrt(s) + 1e-3)
        assert np.isclose(position, w, rtol=1e-14)


@proves("Adam, means", r"$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad s \leftarrow \beta_2 s + (1 - \beta_2) g^2$")
def prove_the_means_of_adam():
    gradients, m, s = (3.0, -0.2, 0.5), 0.0, 0.0
    for g, (_, memory) in zip(gradients, three_steps(Adam(0.1, 0.8, 0.95), gradients), strict=True):
        m, s = 0.8 * m + (1 - 0.8) * g, 0.95 * s + (1 - 0.95) * g**2
        assert np.allclose(memory[1:], (m, s), rtol=1e-14)


@proves(
    "Adam, step",
    r"$\hat m = \frac{m}{1 - \beta_1^t}, \quad \hat s = \frac{s}{1 - \beta_2^t}, \quad "
    r"w \leftarrow w - \eta \frac{\hat m}{\sqrt{\hat s} + \varepsilon}$",
)
def prove_the_step_of_adam():
    gradients, w = (3.0, -0.2, 0.5), 1.0
    for position, (t, m, s) in three_steps(Adam(0.1, 0.8, 0.95, 1e-3), gradients):
        w = w - 0.1 * (m / (1 - 0.8**t)) / (np.sqrt(s / (1 - 0.95**t)) + 1e-3)
        assert np.isclose(position, w, rtol=1e-14)
    for t, (_, (_, m, s)) in enumerate(three_steps(Adam(), [-0.7] * 5), 1):  # the same gradient so far
        assert np.allclose((m / (1 - 0.9**t), s / (1 - 0.999**t)), (-0.7, 0.49))


@proves("variance of a mean", r"$\frac{\sigma^2}{B}$")
def prove_the_variance_of_a_mean():
    numbers = np.array([1.0, 4.0, 5.0, 9.0])
    for B in (1, 2, 5):  # all draws with replacement there are, each equally likely
        means = np.mean(list(product(numbers, repeat=B)), axis=1)
        assert np.isclose(means.var(), numbers.var() / B) and np.isclose(means.mean(), numbers.mean())


@proves("noise floor", r"$V = \frac{\eta \sigma^2}{(2 - \eta) B}$")
def prove_the_noise_floor():
    eta, V, variance, B = sympy.symbols("eta V sigma2 B", positive=True)
    (floor,) = sympy.solve((1 - eta) ** 2 * V + eta**2 * variance / B - V, V)
    assert zero(floor - eta * variance / ((2 - eta) * B))
    for rate, size in ((0.5, 1), (1.5, 3)):  # independent noise of variance 1/size, from x = 0
        x, generator = np.zeros(40_000), rng()
        for _ in range(40):
            x = x - rate * (x + generator.normal(0, size**-0.5, x.size))
        assert np.isclose(x.var(), rate / ((2 - rate) * size), rtol=0.03)
