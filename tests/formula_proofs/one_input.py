"""Proofs for one input: the derivative and its rules, Taylor, differences and their errors, nudging at a corner."""

from math import factorial

import numpy as np
import sympy
from sympy import Rational, cos, exp, log, sin, tan, tanh

from calcml import functions, numerics
from calcml.numerics import derivative
from formula_proofs.registry import proves, rng, zero

x, h, c, d, n = sympy.symbols("x h c d n", real=True)
positive = sympy.Symbol("x", positive=True)
u, v = sympy.Function("u")(x), sympy.Function("v")(x)
SMOOTH = (x**3 - 2 * x, sin(x), exp(2 * x))  # looked at near 0
EPSILON = np.spacing(1.0)


def quotient(f, at, step):
    return (f.subs(x, at + step) - f.subs(x, at)) / step


@proves("derivative", r"$f'(x_0) = \lim_{h \to 0} \frac{f(x_0 + h) - f(x_0)}{h}$")
def prove_the_derivative():
    for f in SMOOTH:
        slope = sympy.limit(quotient(f, 0, h), h, 0)
        assert slope == f.diff(x).subs(x, 0)
        assert np.isclose(derivative(sympy.lambdify(x, f), 0.0), float(slope))
    corner = quotient(abs(x), 0, h)
    assert (sympy.limit(corner, h, 0, "+"), sympy.limit(corner, h, 0, "-")) == (1, -1)  # not one limit: no derivative


@proves("best line", r"$f(x_0 + h) = f(x_0) + f'(x_0) h + R(h)$")
def prove_the_best_line():
    for f in SMOOTH:
        for off in (0, Rational(1, 10)):
            slope = f.diff(x).subs(x, 0) + off
            rest = f.subs(x, h) - f.subs(x, 0) - slope * h
            assert sympy.limit(rest / h, h, 0) == -off  # 0 for the derivative alone


@proves("sum, factor", r"$(u + v)' = u' + v', \quad (cu)' = cu'$")
def prove_sum_and_factor():
    assert zero((u + v).diff(x) - u.diff(x) - v.diff(x)) and zero((c * u).diff(x) - c * u.diff(x))


@proves("product", r"$(uv)' = u'v + uv'$")
def prove_the_product():
    assert zero((u * v).diff(x) - u.diff(x) * v - u * v.diff(x))
    assert np.isclose(derivative(lambda t: np.sin(t) * t**2, 1.3), np.cos(1.3) * 1.3**2 + np.sin(1.3) * 2 * 1.3)


@proves("quotient", r"$\left(\frac{u}{v}\right)' = \frac{u'v - uv'}{v^2}$")
def prove_the_quotient():
    assert zero((u / v).diff(x) - (u.diff(x) * v - u * v.diff(x)) / v**2)
    assert np.isclose(derivative(lambda t: np.sin(t) / t, 1.3), (np.cos(1.3) * 1.3 - np.sin(1.3)) / 1.3**2)


@proves("power", r"$(x^n)' = n x^{n - 1}$")
def prove_the_power():
    assert zero((positive**n).diff(positive) - n * positive ** (n - 1))
    for exponent in (1, 2, 5, -1, -3):
        assert np.allclose(
            derivative(lambda t, k=exponent: t**k, [-2.0, 0.5]), exponent * np.array([-2, 0.5]) ** (exponent - 1.0)
        )


@proves("exp, ln", r"$(e^x)' = e^x, \quad (\ln x)' = \frac1x$")
def prove_exponential_and_logarithm():
    assert exp(x).diff(x) == exp(x) and log(positive).diff(positive) == 1 / positive
    at = rng().uniform(0.1, 3, 9)
    assert np.allclose(derivative(np.exp, at), np.exp(at)) and np.allclose(derivative(np.log, at), 1 / at)


@proves("sin, cos, tan", r"$(\sin x)' = \cos x, \quad (\cos x)' = -\sin x, \quad (\tan x)' = 1 + \tan^2 x$")
def prove_sine_cosine_tangent():
    assert sin(x).diff(x) == cos(x) and cos(x).diff(x) == -sin(x) and zero(tan(x).diff(x) - 1 - tan(x) ** 2)
    at = rng().uniform(-1, 1, 9)
    for f, slope in ((np.sin, np.cos(at)), (np.cos, -np.sin(at)), (np.tan, 1 + np.tan(at) ** 2)):
        assert np.allclose(derivative(f, at), slope)


@proves("tanh", r"$(\tanh x)' = 1 - \tanh^2 x$")
def prove_tanh():
    assert zero(tanh(x).diff(x) - 1 + tanh(x) ** 2)
    assert np.allclose(derivative(np.tanh, [-1.0, 2.0]), 1 - np.tanh([-1.0, 2.0]) ** 2)


@proves("sigmoid", r"$\sigma(x) = \frac{1}{1 + e^{-x}}, \quad \sigma' = \sigma (1 - \sigma) \le \frac14$")
def prove_sigmoid():
    sigma = 1 / (1 + exp(-x))
    assert zero(sigma.diff(x) - sigma * (1 - sigma))
    assert zero(Rational(1, 4) - sigma * (1 - sigma) - (sigma - Rational(1, 2)) ** 2)  # a square is missing to 1/4
    at = rng().normal(0, 3, 9)
    assert np.allclose(functions.sigmoid(at), 1 / (1 + np.exp(-at)))
    assert np.allclose(derivative(functions.sigmoid, at), functions.sigmoid(at) * (1 - functions.sigmoid(at)))


@proves("softplus", r"$(\ln(1 + e^x))' = \sigma(x)$")
def prove_softplus():
    assert zero(log(1 + exp(x)).diff(x) - 1 / (1 + exp(-x)))
    assert np.allclose(derivative(functions.softplus, [-3.0, 0.0, 4.0]), functions.sigmoid(np.array([-3.0, 0.0, 4.0])))


@proves("ReLU", r"$\max(0, x)' = 1$ for $x \gt 0$, $0$ for $x \lt 0$")
def prove_relu():
    assert np.array_equal(derivative(functions.relu, [-2.0, -0.1, 0.1, 3.0]).round(12), [0, 0, 1, 1])
    at_zero = quotient(sympy.Max(0, x), 0, h)
    assert [sympy.limit(at_zero, h, 0, side) for side in "-+"] == [0, 1]  # no derivative there
    assert functions.relu.slope(0.0) == 0  # what programs use


@proves("flat point", r"$f'(x_0) = 0$ at a local minimum or maximum")
def prove_flat_points():
    at, found = np.linspace(-2, 2, 4001), 0
    for roots in rng().uniform(-1.5, 1.5, (20, 4)):
        f = np.polynomial.Polynomial.fromroots(roots)
        heights, slopes = f(at), f.deriv()(at)
        turns = (heights[1:-1] - heights[:-2]) * (heights[2:] - heights[1:-1]) < 0
        found += turns.sum()
        assert np.all(slopes[:-2][turns] * slopes[2:][turns] <= 0)  # f' passes through 0 beside each of them
    assert found >= 40
    assert (x**3).diff(x).subs(x, 0) == 0 and (-Rational(1, 9)) ** 3 < 0 < Rational(1, 9) ** 3  # the converse fails


@proves("Taylor polynomial", r"$P_n(h) = f(a) + f'(a) h + \frac{f''(a)}{2!} h^2 + \dots + \frac{f^{(n)}(a)}{n!} h^n$")
def prove_the_taylor_polynomial():
    f, a, degree = exp(2 * x) * cos(x), Rational(1, 3), 4
    P = sum(f.diff(x, k).subs(x, a) / factorial(k) * h**k for k in range(degree + 1))
    assert all(zero(P.diff(h, k).subs(h, 0) - f.diff(x, k).subs(x, a)) for k in range(degree + 1))
    assert P.diff(h, degree + 1) == 0


@proves("Taylor's theorem", r"$f(a + h) = P_n(h) + \frac{f^{(n + 1)}(\xi)}{(n + 1)!} h^{n + 1}$")
def prove_taylors_theorem():
    for a, step in rng().uniform(-1, 1, (20, 2)):
        for degree in (0, 1, 3):  # all derivatives of e^x are e^x, so ξ can be solved for
            P = sum(np.exp(a) * step**k / factorial(k) for k in range(degree + 1))
            xi = np.log((np.exp(a + step) - P) * factorial(degree + 1) / step ** (degree + 1))
            assert min(a, a + step) < xi < max(a, a + step)


def starts_with(rule, k, factor, power):
    """Whether rule(f, h) is f' + factor · f⁽ᵏ⁾ · h^power + higher powers, for every polynomial of degree 6."""
    f = sum(sympy.Symbol(f"c{i}") * x**i for i in range(7))
    rest = sympy.expand(rule(f, h) - f.diff(x) - factor * f.diff(x, k) * h**power)
    return all(rest.coeff(h, i) == 0 for i in range(-1, power + 1))


def forward(f, step):
    return (f.subs(x, x + step) - f) / step


def central(f, step):
    return (f.subs(x, x + step) - f.subs(x, x - step)) / (2 * step)


def errors(rule):
    steps = 10.0 ** -np.arange(1, 16)
    return steps, np.array([abs(rule(np.sin, 1.0, step) - np.cos(1.0)) for step in steps])


@proves("forward difference", r"$\frac{f(x + h) - f(x)}{h} = f'(x) + \frac{h}{2} f''(x) + \dots$")
def prove_the_forward_difference():
    assert starts_with(forward, 2, Rational(1, 2), 1)
    assert numerics.forward_difference(np.exp, 0.3, 1e-3) == (np.exp(0.3 + 1e-3) - np.exp(0.3)) / 1e-3
    steps, missed = errors(numerics.forward_difference)
    assert np.isclose(steps[missed.argmin()], 1e-8)


@proves("central difference", r"$\frac{f(x + h) - f(x - h)}{2h} = f'(x) + \frac{h^2}{6} f'''(x) + \dots$")
def prove_the_central_difference():
    assert starts_with(central, 3, Rational(1, 6), 2)
    assert np.isclose(numerics.central_difference(np.exp, 0.3, 0.1), (np.exp(0.4) - np.exp(0.2)) / 0.2, rtol=1e-14)
    steps, missed = errors(numerics.central_difference)
    assert np.isclose(steps[missed.argmin()], 1e-5)  # the nearest to 6e-6 of the fifteen


@proves("complex step", r"$\frac{\text{imaginary part of } f(x + ih)}{h} = f'(x) - \frac{h^2}{6} f'''(x) + \dots$")
def prove_the_complex_step():
    def rule(f, step):  # for f real on the line, the part of f(x + ih) that changes its sign with h
        return (f.subs(x, x + sympy.I * step) - f.subs(x, x - sympy.I * step)) / (2 * sympy.I * step)

    assert starts_with(rule, 3, -Rational(1, 6), 2)
    assert zero(sympy.im(sympy.expand((x + sympy.I * h) ** 3)) / h - rule(x**3, h))
    for at in rng().normal(size=9):
        assert np.isclose(numerics.complex_step(np.sin, at, 1e-30), np.cos(at), rtol=1e-14)


@proves("round-off", r"about $\varepsilon (\lvert f \rvert + \lvert x f' \rvert) / h$")
def prove_the_size_of_round_off():
    at = rng().uniform(1, 50, 2000)  # sin: truncation at 1e-11 and 1e-9 is far below round-off
    for rule, step in ((numerics.forward_difference, 1e-11), (numerics.central_difference, 1e-9)):
        missed = abs(rule(np.sin, at, step) - np.cos(at))
        share = missed / (EPSILON * (abs(np.sin(at)) + abs(at * np.cos(at))) / step)
        assert (
            np.quantile(share, 0.99) < 1.1 and np.quantile(share, 0.9) > 0.1
        )  # this size: neither above nor far below


@proves("best step", r"$h = \sqrt[3]{3 \varepsilon (\lvert f \rvert + \lvert x f' \rvert) / \lvert f''' \rvert}$")
def prove_the_best_step():
    step, bend, loss = sympy.symbols("h bend loss", positive=True)  # bend: |f'''| or |f''|; loss: ε(|f| + |xf'|)
    for truncation, best in (
        (step**2 / 6 * bend, sympy.cbrt(3 * loss / bend)),  # central
        (step / 2 * bend, sympy.sqrt(2 * loss / bend)),  # forward
    ):
        total = truncation + loss / step
        assert zero(total.diff(step).subs(step, best)) and total.diff(step, 2).subs(step, best).is_positive


@proves("Richardson's trick", r"$\frac{4 C(h/2) - C(h)}{3} = f'(x) - \frac14 d h^4 + \dots$")
def prove_richardsons_trick():
    slope = sympy.Symbol("slope")
    C = slope + c * h**2 + d * h**4
    assert zero((4 * C.subs(h, h / 2) - C) / 3 - slope + d * h**4 / 4)
    assert starts_with(lambda f, h: (4 * central(f, h / 2) - central(f, h)) / 3, 5, -Rational(1, 480), 4)  # d = f⁗'/120


@proves("at a corner", r"$\frac{f(x + h) - f(x - h)}{2h} = \frac{\text{slope left} + \text{slope right}}{2}$")
def prove_nudging_at_a_corner():
    for left, right in ((-1, 1), (0, 1), *rng().normal(size=(5, 2))):  # |x|, ReLU, and others

        def bent(t, left=left, right=right):
            return np.where(t < 0, left * t, right * t)

        for step in (0.1, 1e-6):
            assert np.isclose(numerics.central_difference(bent, 0.0, step), (left + right) / 2, rtol=1e-12, atol=1e-15)
    assert derivative(np.abs, 0.0) == 0 and derivative(functions.relu, 0.0) == 0.5
