"""A typed formula: what it means, its values, its derivative, and how it is shown."""

import math
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from calcml.numerics import complex_step
from calcml.symbolic import Formula, FormulaError, parse

# Machines differ in speed, and speed is no property of a formula.
patiently = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
XS = np.array([-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 3.0])


class WildError(Exception):
    """A number so large or so small that rounding could show: no example to compare with."""


def tame(number):
    if abs(number) > 1e4 or 0 < abs(number) < 1e-6:
        raise WildError
    return number


MEANING = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "atan": math.atan,
    "tanh": math.tanh,
    "exp": math.exp,
    "abs": abs,
    "relu": lambda u: max(u, 0.0),
    "sigmoid": lambda u: 1 / (1 + math.exp(-u)),
    "log": math.log,
    "sqrt": math.sqrt,
    "cbrt": math.cbrt,
}
ALL = sorted(MEANING)
SMOOTH = sorted(MEANING.keys() - {"abs", "relu", "cbrt"})


@st.composite
def formulas(draw, functions=ALL, depth=3):
    """A text and the same as a Python function of x and y."""
    kind = draw(st.sampled_from(["leaf", "call", "sign", "sign", "power", "minus"])) if depth else "leaf"
    if kind == "leaf":
        name = draw(st.sampled_from(["x", "y", "e", "pi", "number"]))
        number = draw(st.sampled_from(["0", "1", "2", "3.5", ".25", "1e-3", "12."]))
        constants = {"e": math.e, "pi": math.pi, "number": float(number)}
        if name in constants:
            return (number if name == "number" else name), lambda x, y: constants[name]
        return name, lambda x, y: {"x": x, "y": y}[name]
    text, value = draw(formulas(functions, depth - 1))
    if kind == "call":
        name = draw(st.sampled_from(functions))
        return f"{name}({text})", lambda x, y: tame(MEANING[name](value(x, y)))
    if kind == "minus":
        return f"-({text})", lambda x, y: -value(x, y)
    if kind == "power":
        n = draw(st.integers(0, 4))
        return f"({text})^{n}", lambda x, y: tame(value(x, y) ** n)
    other_text, other = draw(formulas(functions, depth - 1))
    sign = draw(st.sampled_from("+-*/"))
    meaning = {
        "+": lambda x, y: tame(value(x, y) + other(x, y)),
        "-": lambda x, y: tame(value(x, y) - other(x, y)),
        "*": lambda x, y: tame(value(x, y) * other(x, y)),
        "/": lambda x, y: tame(value(x, y) / other(x, y)),
    }
    return f"({text}) {sign} ({other_text})", meaning[sign]


def parsed(text, variables=("x", "y")):
    """The formula, unless a part of it is a constant without a value: those are refused on purpose."""
    try:
        return parse(text, variables)
    except FormulaError as error:
        assume("value" not in str(error) and "large" not in str(error))
        raise


points = st.floats(-3, 3).map(lambda number: round(number, 3))


@patiently
@given(formulas(), points, points)
def test_a_formula_has_the_values_that_python_computes(tree, x, y):
    text, meaning = tree
    assume(len(text) <= 200)
    formula = parsed(text)
    try:
        expected = meaning(x, y)
    except (WildError, OverflowError):
        assume(False)
    except (ValueError, ZeroDivisionError):
        assert np.isnan(formula(x, y)) or abs(formula(x, y)) > 1e6
    else:
        assert np.isclose(formula(x, y), expected, rtol=1e-7, atol=1e-9)


@patiently
@given(formulas(SMOOTH), points, points)
def test_the_derivative_equals_the_complex_step(tree, x, y):
    text, _ = tree
    assume(len(text) <= 200 and "abs" not in text)
    formula = parsed(text)
    stepped = formula(complex(x, 1e-30), y).imag / 1e-30
    assume(np.isfinite(stepped) and 1e-150 < abs(formula(x, y)) < 1e8 and abs(stepped) < 1e8)
    try:
        exact = formula.derivative("x")(x, y)
    except FormulaError as error:
        assume("derivative" not in str(error))
    assume(np.isfinite(exact))
    assert np.isclose(exact, stepped, rtol=1e-5, atol=1e-6)


@patiently
@given(formulas(depth=2))
def test_a_derivative_is_a_text_that_can_be_typed(tree):
    text, _ = tree
    try:
        slope = parsed(text).derivative("y")
    except FormulaError as error:
        assume("derivative" not in str(error))
    assert parse(slope.text, ("x", "y"), longest=2000).mathml == slope.mathml


@patiently
@given(formulas())
def test_mathml_is_well_formed(tree):
    text, _ = tree
    assume(len(text) <= 200)
    assert ET.fromstring(parsed(text).mathml).tag == "math"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("2x", "2*x"),
        ("2(x+1)", "2*(x+1)"),
        ("x(x+1)", "x*(x+1)"),
        ("(x+1)(x-1)", "(x+1)*(x-1)"),
        ("3 sin(x)", "3*sin(x)"),
        ("x sin(x)cos(x)", "x*sin(x)*cos(x)"),
        ("|x|", "abs(x)"),
        ("||x|-1|", "abs(abs(x)-1)"),
        ("2|x|x", "2*abs(x)*x"),
        ("|x||x-1|", "abs(x)*abs(x-1)"),
        ("exp|x|", "exp(abs(x))"),
        ("x²+2x³−x⁰", "x^2+2*x^3-x^0"),
        ("x¹²", "x^12"),
        ("2·x × 3 ÷ x", "2*x*3/x"),
        ("√2x", "sqrt(2)*x"),
        ("√(x²+1)", "sqrt(x^2+1)"),
        ("2πx", "2*pi*x"),
        ("-x^2", "-(x^2)"),
        ("2^-x", "2^(-x)"),
        ("2*-x", "-2*x"),
        ("log(x)^0", "log(x) - log(x) + 1"),
        ("x - -2", "x + 2"),
        ("2^3^2", "512"),
        ("1/2x", "(1/2)*x"),
        ("x/2*x", "(x/2)*x"),
        ("007x + 00.5", "7*x + 0.5"),
        ("1e-3x", "0.001*x"),
        (".5x", "x/2"),
        ("e^x", "exp(x)"),
        ("ln(x^2+1)", "log(x^2+1)"),
        ("arctan(x)", "atan(x)"),
        ("max(x, 1) + min(x, 1)", "x + 1"),
        ("x**2", "x^2"),
        (" x\t+\n1 ", "x+1"),
    ],
)
def test_a_formula_is_read_as_it_is_meant(text, meaning):
    assert np.allclose(parse(text)(XS), parse(meaning)(XS), rtol=1e-14, equal_nan=True)


def test_constants_broadcast_and_integers_become_floats():
    assert parse("7")(np.zeros((2, 3))).tolist() == [[7.0] * 3] * 2
    plane = parse("x + 0y", ("x", "y"))(np.arange(3), np.zeros((2, 1), dtype=int))
    assert plane.shape == (2, 3) and plane.dtype == float
    assert isinstance(parse("x^2")(3), float)
    assert parse("2^x")(-1) == 0.5


@pytest.mark.parametrize("text", ["log(x)", "sqrt(x)", "1/x", "x^(1/3)", "exp(exp(x))", "asin(x)", "atan(1/x)", "x^-1"])
def test_undefined_and_overflowing_points_are_nan_without_a_warning(text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = parse(text)(np.array([-1000.0, -8.0, 0.0, 0.5, 1000.0, np.nan, np.inf]))
    assert np.isnan(values).any() and not np.isinf(values).any()
    assert np.isfinite(values[3])


def test_sigmoid_and_softplus_are_stable_in_the_tails():
    x = np.array([-1000.0, -700.0, -40.0, 40.0, 1000.0])
    expected = [0, math.exp(-700), math.exp(-40), 1, 1]
    assert np.allclose(parse("sigmoid(x)")(x), expected, rtol=1e-14, atol=0)
    assert np.allclose(parse("softplus(x)")(x), [0, math.exp(-700), math.exp(-40), 40, 1000], rtol=1e-14, atol=0)
    assert np.isfinite(parse("sigmoid(x)").derivative()(x)).all()


@pytest.mark.parametrize(
    "text", ["x^2", "x^101", "x^-3", "cbrt(x)", "sigmoid(x)", "softplus(x)", "sin(x)e^x", "x^150/3"]
)
def test_the_complex_step_works_on_both_sides_of_zero(text):
    formula, x = parse(text), np.array([-1.3, 0.7])
    assert np.allclose(complex_step(formula, x), formula.derivative()(x), rtol=1e-12)


def test_the_complex_step_leaves_undefined_points_undefined():
    assert np.isnan(parse("log(x)")(np.array([-1 + 1e-30j]))).all()


@pytest.mark.parametrize("text", ["abs(x)", "|x|", "relu(x)", "max(x, 0)", "sign(x)", "step(x)", "min(x, 1)"])
def test_kinks_refuse_complex_numbers(text):
    with pytest.raises(ValueError, match="not analytic.*central difference"):
        parse(text)(1 + 1e-30j)


@pytest.mark.parametrize(
    ("text", "slope"),
    [
        ("3x^2 - 4x", "6*x - 4"),
        ("|x|", "sign(x)"),
        ("relu(x)", "step(x)"),
        ("max(x, 0)", "step(x)"),
        ("max(0, x)", "step(x)"),
        ("sign(x) + step(x)", "0"),
        ("softplus(x)", "sigmoid(x)"),
        ("sigmoid(x)", "(1 - sigmoid(x))*sigmoid(x)"),
        ("e^x", "exp(x)"),
        ("x^2 sin(x)", "x^2*cos(x) + 2*x*sin(x)"),
        ("e*x", "e"),
        ("5", "0"),
    ],
)
def test_derivatives_are_written_as_a_learner_would(text, slope):
    assert parse(text).derivative().text == slope


def test_at_a_kink_the_derivative_is_zero_for_abs_and_relu():
    assert [parse(text).derivative()(0.0) for text in ("|x|", "relu(x)", "max(x, 0)", "max(0, x)")] == [0, 0, 0, 0]


@patiently
@given(points.filter(lambda x: min(abs(x), abs(x - 1), abs(x + 1)) > 1e-2))
def test_derivatives_across_kinks_equal_central_differences(x):
    for text in ("|x|x", "max(x, x^2)", "min(x^2, 1)", "relu(x)^2 - relu(-x)", "cbrt(x)", "max(sin(x), x/2 - 2)"):
        formula = parse(text)
        nudged = (formula(x + 1e-6) - formula(x - 1e-6)) / 2e-6
        assert np.isclose(formula.derivative()(x), nudged, atol=1e-6), text


def test_a_derivative_is_undefined_where_its_formula_is():
    assert np.isnan(parse("log(x)").derivative()([-1.0, 0.0])).all()
    assert np.isnan(parse("x/x").derivative()(0.0))


def test_derivatives_agree_with_sympy():
    for text in (
        "cos(x)",
        "tan(x)",
        "asin(x/4)",
        "acos(x/4)",
        "atan(x)",
        "sinh(x)cosh(x)",
        "tanh(x)",
        "x^x",
        "sqrt(1+x^2)/x",
    ):
        formula = parse(text)
        by_sympy = sympy.lambdify(sympy.Symbol("x", real=True), sympy.diff(formula.sympy), "numpy")
        assert np.allclose(formula.derivative()([0.5, 2.0]), by_sympy(np.array([0.5, 2.0])), rtol=1e-12)


def test_two_variables_need_to_know_which_one_to_differentiate_by():
    formula = parse("x^2*y + y + 2", ("x", "y"))
    assert (formula.derivative("x")(3, 4), formula.derivative("y")(3, 4)) == (24, 10)
    with pytest.raises(ValueError, match="'x' or 'y'"):
        formula.derivative()


def test_variables_may_have_any_name_and_a_long_one():
    assert parse("w1*x1 + E", ("w1", "x1", "E")).derivative("w1")(1, 2, 3) == 2
    assert parse("E^2 + e", ("E",)).derivative().text == "2*E"
    assert parse("θ^2", ("θ",)).derivative()(3.0) == 6


@pytest.mark.parametrize("variables", [(), ("x", "x"), ("e",), ("sin",), ("2",), (3,)])
def test_variables_that_are_no_names_or_taken_are_refused(variables):
    with pytest.raises(ValueError, match="variable"):
        parse("1", variables)


@pytest.mark.parametrize("values", [(), (1, 2), ("1x",), ([[1], [1, 2]],), (None,)])
def test_a_call_with_something_else_than_one_array_of_numbers_is_a_type_error(values):
    with pytest.raises(TypeError, match="values|numbers"):
        parse("x")(*values)


def test_the_sympy_expression_has_real_symbols():
    assert parse("|x| + relu(x)").sympy.free_symbols == {sympy.Symbol("x", real=True)}
    assert sympy.simplify(parse("sin(x)^2 + cos(x)^2 + 0.1").sympy) == sympy.Rational(11, 10)


def shown(text):
    """What can be read in the MathML, on one line, with the structure in brackets."""
    marks = {"mfrac": "[{}|{}]", "msup": "{}^[{}]", "mroot": "root[{}|{}]"}

    def walk(element):
        parts = [walk(child) for child in element]
        if element.tag in marks:
            return marks[element.tag].format(*parts)
        inside = (element.text or "") + "".join(parts)
        return f"root[{inside}]" if element.tag == "msqrt" else inside

    return walk(ET.fromstring(parse(text).mathml)).replace("\u2061", "").replace("\u2062", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x/2*x", "[x|2]·x"),
        ("1/2x", "[1|2]·x"),
        ("2x^2 - 3x", "2x^[2]−3x"),
        ("(x+1)^2", "(x+1)^[2]"),
        ("sin(x)^2", "(sin(x))^[2]"),
        ("e^-x^2", "e^[−x^[2]]"),
        ("(-x)^2", "(−x)^[2]"),
        ("-x*2", "−x·2"),
        ("1 + -x", "1+(−x)"),
        ("x - (x - 1)", "x−(x−1)"),
        ("x(x+1)", "x·(x+1)"),
        ("2*3", "2·3"),
        ("1.5e-3x", "1.5·10^[−3]·x"),
        ("2^x*x", "2^[x]·x"),
        ("x/(x/2)", "[x|[x|2]]"),
        ("(x/2)^2", "([x|2])^[2]"),
        ("|x|/sqrt(x)", "[|x||root[x]]"),
        ("cbrt(x)", "root[x|3]"),
        ("ln(x)", "ln(x)"),
        ("max(x,0)", "max(x,0)"),
    ],
)
def test_the_echo_shows_how_a_formula_was_grouped(text, expected):
    assert shown(text) == expected


def test_formulas_are_equal_by_text_and_variables():
    assert parse("x") == parse("x") and hash(parse("x")) == hash(parse("x"))
    assert parse("x") != parse("x", ("x", "y"))
    assert repr(parse("x")) == "Formula('x', variables=('x',))" and isinstance(parse("x"), Formula)


def test_neither_sympy_nor_matplotlib_is_loaded_before_it_is_needed():
    code = (
        "import sys, calcml.symbolic as s; f = s.parse('|x|/2'); f([1.0, 2.0]); f.mathml; s.undefined_parts(f, -1, 1);"
        "print(sorted({'sympy', 'matplotlib'} & set(sys.modules))); f.derivative(); print('sympy' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.split("\n")[:2] == ["[]", "True"]
