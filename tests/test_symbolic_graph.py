"""The computational graph of a typed formula: values forward, local derivatives, gradients backward."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml import numerics
from calcml.symbolic import parse
from calcml.symbolic.graph import Edge, computational_graph, folded
from calcml.symbolic.local_rules import RULES, plain
from calcml.symbolic.names import FUNCTIONS, TWO_ARGUMENTS

NAMES = ("x", "y")
SIGNS = {"+": "x + y", "-": "x - y", "*": "x*y", "/": "x/y", "^": "x^y", "neg": "-x", "pos": "+x"}
ONE_EACH = SIGNS | {
    name: f"{name}(x, y)" if name in TWO_ARGUMENTS else f"{name}(x)" for name in sorted(set(FUNCTIONS.values()))
}
SHAPES = [
    "(x*y + x)^2",
    "x*x + x",
    "x^x",
    "2*(x*y + max(x, y))",
    "tanh(2x + 1)*sigmoid(y)/(1 + exp(-x*y))",
    "sin(cos(sin(x*y))) - x^-2 + y^0.5 + x^3*y^1 + x^0",
    "pi*x - e*y + 1/3 x",
    "x - (-3)*y - (x - y)",
    "2^y + e^x - softplus(x/y)",
    "relu(x) + relu(-x) + |x - y| + min(x, 2y)",
    "x",
    "+x",
    "7 + x*0",
]


def graph_of(text, variables=NAMES):
    return computational_graph(parse(text, variables))


def value_of(words):
    """The number at the end of a chain of words."""
    factor, _, power = re.split("[=≈]", words.split(", as")[0].split(", a choice")[0])[-1].strip().partition("·10")
    exponent = int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)
    return float(factor.replace("−", "-").replace(",", "")) * 10.0**exponent


def test_there_is_a_rule_for_everything_that_a_formula_can_hold():
    assert set(RULES) == set(ONE_EACH) - {"pos"}


def test_nodes_stand_in_the_order_of_calculation_with_their_names():
    graph = graph_of("2*(x*y + max(z, w))", ("x", "y", "z", "w"))
    labels = ["2", "x", "y", "u₁ = x·y", "z", "w", "u₂ = max(z, w)", "u₃ = u₁ + u₂", "f = 2·u₃"]
    assert [node.label for node in graph.nodes] == labels
    assert [node.sign for node in graph.nodes] == ["2", "x", "y", "×", "z", "w", "max", "+", "×"]
    assert all(start < end for start, end, _ in graph.edges)


def test_the_syllabus_example():
    graph = graph_of("2*(x*y + max(z, w))", ("x", "y", "z", "w"))
    at = {"x": 3, "y": -4, "z": 2, "w": -1}
    assert graph.values(**at)[-1] == -20
    assert graph.gradient(**at) == {"x": -8, "y": 6, "z": 2, "w": 0}


@pytest.mark.parametrize("text", [*ONE_EACH.values(), *SHAPES])
@pytest.mark.parametrize("at", [(0.7, 0.4), (-0.6, 1.3)])
def test_gradients_are_those_of_sympy_and_of_nudging(text, at):
    formula = parse(text, NAMES)
    graph = computational_graph(formula)
    value = float(formula(*at))
    assert np.isclose(graph.values(x=at[0], y=at[1])[-1], value, rtol=1e-14, equal_nan=True)
    gradient = np.array(list(graph.gradient(x=at[0], y=at[1]).values()))
    if np.isnan(value):
        assert np.isnan(gradient).any()
        return
    exact = np.array([float(formula.derivative(name)(*at)) for name in NAMES])
    assert np.allclose(gradient, exact, rtol=1e-12, atol=1e-15, equal_nan=True)
    known = np.isfinite(gradient)
    assert np.allclose(gradient[known], numerics.gradient(lambda p: formula(*p), np.array(at))[known], atol=1e-7)


def test_gradients_are_those_of_autodiff():
    autodiff = pytest.importorskip("calcml.autodiff")
    x, y = autodiff.Tensor(0.7), autodiff.Tensor(-0.4)
    f = (autodiff.tanh(x * y + x) ** 2 + autodiff.maximum(x, y) * autodiff.relu(y) - autodiff.absolute(y) / x) * x**y
    f.backward()
    graph = graph_of("(tanh(x*y + x)^2 + max(x, y)*relu(y) - |y|/x) * x^y")
    assert np.isclose(graph.values(x=0.7, y=-0.4)[-1], f.data, rtol=1e-14)
    assert np.allclose(list(graph.gradient(x=0.7, y=-0.4).values()), [float(x.grad), float(y.grad)], rtol=1e-14)


@pytest.mark.parametrize(
    "text, at, gradient",
    [
        ("relu(x)", (0, 0), (0, 0)),
        ("|x|", (0, 0), (0, 0)),
        ("max(x, y)", (2, 2), (0.5, 0.5)),
        ("min(x, y)", (2, 2), (0.5, 0.5)),
        ("max(x, x)", (2, 2), (1, 0)),
        ("x^0", (0, 0), (0, 0)),
        ("x^1", (0, 0), (1, 0)),
        ("x^y", (0, 2), (0, 0)),
        ("x^y", (-2, 2), (-4, np.nan)),
        ("sqrt(x)", (0, 0), (np.nan, 0)),
        ("cbrt(x)", (0, 0), (np.nan, 0)),
        ("x^0.5", (0, 0), (np.nan, 0)),
        ("step(x)", (0, 0), (np.nan, 0)),
        ("sign(x)", (0, 0), (np.nan, 0)),
        ("asin(x)", (1, 0), (np.nan, 0)),
        ("3", (0, 0), (0, 0)),
    ],
)
def test_the_conventions_at_kinks_and_where_there_is_no_derivative(text, at, gradient):
    found = graph_of(text).gradient(x=at[0], y=at[1])
    assert np.array_equal(list(found.values()), gradient, equal_nan=True)


@pytest.mark.parametrize("text, x, exact", [("tanh(x)", 300, 4 * np.exp(-600)), ("sigmoid(x)", 40, np.exp(-40))])
def test_tails_keep_their_digits(text, x, exact):
    assert np.isclose(graph_of(text).gradient(x=x, y=0)["x"], exact, rtol=1e-12, atol=0)
    assert graph_of("tanh(x)").gradient(x=1000, y=0)["x"] == 0


def test_a_variable_is_one_node_and_a_number_one_for_each_time_it_is_typed():
    graph = graph_of("2x + 2x*x")
    assert [node.sign for node in graph.nodes] == ["2", "x", "×", "2", "×", "×", "+"]


@pytest.mark.parametrize(
    "text, labels",
    [
        ("1/3 x", ["1/3", "x", "f = 1/3·x"]),
        ("2pi x", ["2·π", "x", "f = 2·π·x"]),
        ("(1 + 2)*x", ["3", "x", "f = 3·x"]),
        ("-2x", ["−2", "x", "f = −2·x"]),
        ("x^(1/3)", ["x", "f = x^(1/3)"]),
        ("e^x", ["x", "f = exp(x)"]),
        ("x - (-3)", ["x", "−3", "f = x − (−3)"]),
        ("sqrt(x^-2)", ["x", "u₁ = x⁻²", "f = √u₁"]),
        ("sin(7)*x", ["0.657", "x", "f = 0.657·x"]),
    ],
)
def test_numbers_among_themselves_are_worked_out(text, labels):
    assert [node.label for node in graph_of(text).nodes] == labels


def test_names_are_never_those_of_variables():
    graph = graph_of("sin(u*v) + f", ("u", "v", "f"))
    assert [node.name for node in graph.nodes] == ["u", "v", "a₁", "a₂", "f", "g"]


@pytest.mark.parametrize(
    "text, at, words",
    [
        ("x*y", (3, -4), "∂(x·y)/∂x = y = −4"),
        ("x^2", (-8, 0), "∂(x²)/∂x = 2·x = 2·(−8) = −16"),
        ("x/y", (3, -4), "∂(x/y)/∂x = 1/y = 1/(−4) = −0.25"),
        ("x*x", (3, 0), "∂(x·x)/∂(left x) = x = 3"),
        ("sin(x)", (3, 0), "∂sin(x)/∂x = cos(x) = cos(3) ≈ −0.99"),
        ("relu(x)", (-2, 0), "∂relu(x)/∂x = 0, as −2 is below 0"),
        ("relu(x)", (0, 0), "∂relu(x)/∂x = 0, a choice at the kink: any number from 0 to 1 would serve"),
        ("max(x, y)", (1, 2), "∂max(x, y)/∂x = 0, as 2 is the larger"),
        ("min(x, y)", (2, 2), "∂min(x, y)/∂x = 0.5, a choice at the tie: each side gets one half"),
        ("sqrt(x)", (0, 0), "sqrt is infinitely steep at 0: it has no derivative there"),
        ("tanh(x)", (7, 0), "∂tanh(x)/∂x = 1 − f² ≈ 3.326·10⁻⁶"),
        ("log(x)", (-1, 0), "f has no value here, so it has no derivative"),
    ],
)
def test_a_local_derivative_in_words(text, at, words):
    graph = graph_of(text)
    assert graph.local_derivatives(graph.values(x=at[0], y=at[1]))[graph.backward_edges[0]].words == words


@pytest.mark.parametrize("text", [*ONE_EACH.values(), *SHAPES])
def test_every_chain_of_words_ends_with_the_number_it_is_about(text):
    graph = graph_of(text)
    for at in ((0.5, 0.25), (0.75, 3), (-1.5, -2)):
        values = graph.values(x=at[0], y=at[1])
        for local in graph.local_derivatives(values).values():
            assert np.isnan(local.value) or np.isclose(value_of(local.words), local.value, rtol=6e-4)
        for i, value in enumerate(values):
            words = graph.calculation(i, values)
            assert words.endswith("no value") if np.isnan(value) else np.isclose(value_of(words), value, rtol=6e-4)


def test_a_rounded_number_is_never_called_equal():
    graph = graph_of("sin(x)*2 + x")
    values = graph.values(x=1, y=0)
    assert [graph.calculation(i, values) for i in (1, 3, 4)] == [
        "u₁ = sin(x) = sin(1) ≈ 0.8415",
        "u₂ = u₁·2 ≈ 0.8415·2 ≈ 1.683",
        "f = u₂ + x ≈ 1.683 + 1 ≈ 2.683",
    ]


@pytest.mark.parametrize(
    "text, at, place, why",
    [
        ("1 + log(x)", (-1, 0), 2, "log takes positive numbers only."),
        ("y/(x - 1)", (1, 0), 4, "Division by 0 has no value."),
        ("x^y", (-2, 0.5), 2, "Such a power of a negative number is not real."),
        ("x^-2", (0, 0), 1, "Division by 0 has no value."),
        ("exp(exp(x))", (9, 0), 2, "It is too large to compute."),
        ("sqrt(x - y) + 1", (0, 1), 3, "sqrt takes numbers from 0 up only."),
    ],
)
def test_where_and_why_there_is_no_value_is_said(text, at, place, why):
    graph = graph_of(text)
    assert graph.undefined(graph.values(x=at[0], y=at[1])) == (place, why)


def test_wrong_names_and_things_that_are_no_formula_are_refused():
    graph = graph_of("x*y")
    for at in ({"x": 1}, {"x": 1, "z": 2}, {"x": 1, "y": 2, "z": 3}, {}):
        with pytest.raises(ValueError, match="expected one number for each of x, y, got"):
            graph.values(**at)
    with pytest.raises(TypeError, match="got str. Try symbolic.parse"):
        computational_graph("x*y")


# Folding


@pytest.mark.parametrize("text", SHAPES)
def test_a_folded_graph_has_the_same_value_and_gradient_and_in_the_end_one_operation(text):
    graph = graph_of(text)
    at = {"x": 0.7, "y": 0.4}
    value, gradient = graph.values(**at)[-1], graph.gradient(**at)
    operations = sum(bool(node.inputs) for node in graph.nodes)
    while (smaller := folded(graph)) is not None:
        operations -= 1
        assert sum(bool(node.inputs) for node in smaller.nodes) == operations
        assert smaller.values(**at)[-1] == value
        assert np.allclose(list(smaller.gradient(**at).values()), list(gradient.values()), rtol=1e-12, atol=1e-15)
        assert "through the operations folded here" in str(smaller.local_derivatives(smaller.values(**at)))
        graph = smaller
    assert operations <= 1


def test_a_folded_operation_without_a_value_says_why():
    graph = folded(graph_of("sin(log(x)) + y"))
    assert graph.undefined(graph.values(x=-1, y=0)) == (1, "log takes positive numbers only.")


@given(
    st.lists(st.sampled_from(["sin({})", "({} + x)", "y*({})", "({})^2", "max({}, x*y)", "exp(-({})^2)"]), max_size=9)
)
@settings(max_examples=25, deadline=None)
def test_paths_add_however_deep_the_formula(wraps):
    text = "x"
    for wrap in wraps:
        text = wrap.format(text)
    if len(text) > 200 or text.count("^2") > 6:
        return
    formula = parse(text, NAMES)
    graph = computational_graph(formula)
    gradient = graph.gradient(x=0.3, y=-0.8)
    exact = [float(formula.derivative(name)(0.3, -0.8)) for name in NAMES]
    assert np.allclose(list(gradient.values()), exact, rtol=1e-9, atol=1e-12)


def test_an_edge_is_where_it_comes_from_where_it_goes_and_which_input_it_is():
    assert graph_of("x*x").edges == (Edge(0, 1, 0), Edge(0, 1, 1))


@pytest.mark.parametrize(
    "value, text",
    [(-4, "−4"), (0.5, "0.5"), (1 / 3, "0.3333"), (12345.6, "12,346"), (2.5e-7, "2.5·10⁻⁷"), (0, "0"), (9.99996, "10")],
)
def test_numbers_are_short(value, text):
    assert plain(value) == text


def test_a_graph_knows_where_a_derivative_is_a_choice():
    for text, x, chosen in (("relu(x)", 0, True), ("max(x, 2)", 2, True), ("|x|", 1, False), ("x^2", 0, False)):
        graph = graph_of(text, ("x",))
        assert graph.chooses(graph.values(x=x)) == chosen
    inner = folded(graph_of("exp(sin(relu(x)))", ("x",)))
    assert inner.chooses(inner.values(x=0)) and not inner.chooses(inner.values(x=1))
