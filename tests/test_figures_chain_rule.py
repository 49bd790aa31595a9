"""The live figures of notebook 08, through their artists' data and their sentences."""

import itertools
import re

import numpy as np
import pytest
from figure_tools import check_corners, place, scene
from figure_tools import house_style as house_style
from figure_tools import unmarked as text

from calcml.exercises import chain_rule as exercises
from calcml.figures import chain_rule, derivative_costs
from calcml.figures.graph_steps import MOST, trace
from calcml.symbolic import FormulaError, parse
from calcml.symbolic.graph import computational_graph

MAKERS = [chain_rule.rates, chain_rule.graph_stepper, chain_rule.cost_counter]


def moments_of(f, hidden=0, **at):
    return trace(computational_graph(parse(f, tuple(at))), hidden, **at)


# The stepper


@pytest.fixture(scope="module")
def stepper():
    return chain_rule.graph_stepper()


def picture_of(figure):
    return figure._drawing.draw.__self__.picture


def numbers(texts):
    return [t.get_text() for t in texts if t.get_text()]


def test_the_stepper_goes_forward_then_backward_and_adds_where_paths_meet(stepper):
    said = [scene(stepper, step=k) for k in range(10)]
    assert place(stepper, step=0)[2] == 9
    assert said[2][0] == "Forward, 2 of 3: u₂ = u₁ + x = −12 + 3 = −9."
    assert said[4][0] == "Backward begins at the end, with ∂f/∂f = 1."
    assert said[7][0].endswith("Through u₂, x gets −18·1 = −18; another share is still to come.")
    assert said[8][0] == (
        "Backward, 4 of 5: ∂(x·y)/∂x = y = −4. Through u₁, x gets −18·(−4) = 72, and −18 came before. "
        "Paths add: ∂f/∂x = −18 + 72 = 54."
    )
    assert said[9][0].endswith("The gradient is complete: ∂f/∂x = 54 and ∂f/∂y = −54.")
    assert text(said[6][1]) == "∂f∂u1=∂f∂u2·∂u2∂u1=−18·1=−18"


def test_values_and_gradients_fill_in_one_by_one(stepper):
    for step, values, gradients in ((0, 2, 0), (2, 4, 0), (4, 5, 1), (6, 5, 3), (9, 5, 5)):
        scene(stepper, step=step)
        picture = picture_of(stepper)
        assert (len(numbers(picture.values)), len(numbers(picture.gradients))) == (values, gradients)
    assert numbers(picture.gradients) == ["54", "−54", "−18", "−18", "1"]


def test_the_active_edge_points_back_with_its_local_derivative_beside(stepper):
    picture = picture_of(stepper)
    for step, edge in enumerate(picture.graph.backward_edges, 5):
        scene(stepper, step=step)
        assert np.allclose(picture.active.get_xydata()[0], picture.paths[edge][-1])
        assert np.isnan(picture.passed.get_xdata()).sum() == step - 5
    assert picture.note.get_text() == "3"


@pytest.mark.parametrize(
    "f",
    ["(x*y + x)^2", "x*x + x", "tanh(2x - y + 1)/(1 + x^2)", "max(x, y)*x*x - |y|", "x^y", "y", "exp(x*y)*sin(x)*y"],
)
def test_the_last_step_has_the_gradient_and_no_step_calls_a_rounded_number_equal(f):
    formula = parse(f, ("x", "y"))
    moments = trace(computational_graph(formula), x=1.25, y=0.5)
    named = dict(re.findall(r"∂f/∂(x|y) [=≈] ([−\d.,]+)", moments[-1].sentence.partition("complete:")[2]))
    for name in ("x", "y"):
        exact = float(formula.derivative(name)(1.25, 0.5))
        assert np.isclose(float(named[name].rstrip(".,").replace("−", "-")), exact, rtol=6e-4, atol=1e-9)
    for moment in moments:
        for a, b, product in re.findall(
            r"(−?[\d.]+)·\(?(−?[\d.]+)\)? = (−?[\d.]+?)(?=[.;,]? |[.;]?$)", moment.sentence
        ):
            a, b, product = (float(number.replace("−", "-")) for number in (a, b, product))
            assert np.isclose(a * b, product, rtol=1e-9), moment.sentence


def test_a_kink_is_a_choice_that_is_said():
    (words,) = [m.sentence for m in moments_of("relu(x) + y", x=0, y=1) if "kink" in m.sentence]
    assert "∂relu(x)/∂x = 0, a choice at the kink: any number from 0 to 1 would serve." in words


@pytest.mark.parametrize("f, x", [("relu(x) - relu(-x) + y", 0), ("max(x*y, x + y)", 2), ("max(x, x^2)*y", 1)])
def test_no_gradient_is_claimed_where_a_choice_was_made(f, x):
    last = moments_of(f, x=x, y=2)[-1].sentence
    assert "With the choice at the kink: ∂f/∂x" in last and last.endswith("These need not be derivatives.")
    assert "complete" not in last


def test_a_share_that_is_still_to_come_is_seen(stepper):
    scene(stepper, step=7)
    assert "−18 + …" in numbers(picture_of(stepper).gradients)
    scene(stepper, step=8)
    assert "54" in numbers(picture_of(stepper).gradients)


@pytest.mark.parametrize(
    "f, at, words",
    [
        ("log(x) + y", {"x": -1, "y": 0}, "log takes positive numbers only. So f has no value here: move a variable."),
        ("x/(y - 1)", {"x": 2, "y": 1}, "Division by 0 has no value."),
        (
            "sqrt(x)*y",
            {"x": 0, "y": 2},
            "it has no derivative there. The chain rule cannot go on here: move a variable.",
        ),
        ("exp(exp(x*y))", {"x": 3, "y": 4}, "It is too large to compute. So f has no value here"),
        ("exp(350x)*y*exp(350x)", {"x": 2, "y": 0}, "The product is too large to compute. The chain rule cannot go on"),
        ("3", {"x": 1, "y": 2}, "f is the number 3, whatever the variables are: all its derivatives are 0."),
        ("x", {"x": 1, "y": 2}, "The gradient is complete: ∂f/∂x = 1 and ∂f/∂y = 0. (f does not depend on y.)"),
    ],
)
def test_a_trace_ends_early_where_there_is_no_value_or_derivative_and_says_why(f, at, words):
    moments = moments_of(f, **at)
    assert words in moments[-1].sentence and not any(words in moment.sentence for moment in moments[:-1])


def test_a_large_formula_is_folded_and_that_is_said():
    figure = chain_rule.graph_stepper("+".join(["x*y"] * 30))
    sentence, _ = scene(figure, step=0)
    assert re.search(r"boxes with … hold several operations, \d+ nodes are hidden", sentence)
    sentence, _ = scene(figure, step=MOST)
    assert sentence.endswith("The gradient is complete: ∂f/∂x = −120 and ∂f/∂y = 90.")
    assert len(picture_of(figure).graph.nodes) <= 25


def test_no_trace_is_longer_than_the_steps_allow():
    for f in ("+".join(["x"] * 12), "x*y" * 1 + "*x*y" * 5, "((x+y)*(x+y))*((x+y)*(x+y))", "x" + "+1" * 11):
        assert len(moments_of(f, x=1, y=1)) <= MOST + 1


@pytest.mark.parametrize("words", ["x +", "x + z", "", "import os", "softplux(x)"])
def test_a_formula_that_cannot_be_read_is_refused_and_the_old_one_stays(words):
    figure = chain_rule.graph_stepper()
    with pytest.raises(FormulaError):
        figure.f = words
    assert figure.f == "(x*y + x)^2"


def test_a_typed_formula_takes_the_place_of_the_first():
    figure = chain_rule.graph_stepper()
    for f in ("tanh(2x - y + 1)", "x*y"):
        figure.f = f
        scene(figure, step=MOST)
        assert len(numbers(picture_of(figure).gradients)) == (6 if "tanh" in f else 3)


# The rates


@pytest.fixture(scope="module")
def rates():
    return chain_rule.rates()


def lines_of(figure):
    return figure._drawing.draw.__self__


@pytest.mark.parametrize("x, nudge", [(1, 0.5), (3, 0.01), (-1.5, 1), (-3, 0.2)])
def test_points_and_changes_are_where_they_should_be(rates, x, nudge):
    sentence, formula = scene(rates, x=x, nudge=nudge)
    picture = lines_of(rates)
    u, y = x**2, np.sin(x**2)
    moved = [x + nudge, (x + nudge) ** 2, np.sin((x + nudge) ** 2)]
    for i, (at, to) in enumerate(zip((x, u, y), moved, strict=True)):
        assert np.allclose(np.array(picture.points[i].get_xdata()) + picture.starts[i], at)
        assert np.allclose(np.array(picture.nudged[i].get_xdata()) + picture.starts[i], to)
        assert np.allclose(np.diff(picture.changes[i].get_xdata()), to - at)
        assert np.allclose(np.diff(picture.enlarged[i].get_xdata()), (to - at) / nudge)
    assert np.allclose(np.diff(picture.promised[0].get_xdata()), 2 * x)
    assert np.allclose(np.diff(picture.promised[1].get_xdata()), 2 * x * np.cos(u))
    assert f"together {2 * x * np.cos(u):.3g}".replace("-", "−") in sentence


def test_the_slope_of_sin_of_x_squared_at_3(rates):
    sentence, formula = scene(rates, x=3, nudge=0.1)
    assert sentence.endswith("The rates here are g′ = 6 and f′ = −0.911: together −5.47.")
    assert np.isclose(exercises.slope_of_nested_sine.answer.right, -5.4667815713, rtol=1e-11)
    assert text(formula) == "dydx=f′(u)·g′(x)=f′(9)·g′(3)≈−0.9111·6≈−5.467"


@pytest.mark.parametrize(
    "outer, inner, x, words",
    [
        (
            "u^2",
            "|x|",
            0,
            "g has no rate at x = 0: on the left it is −1.00, on the right it is 1.00. So the chain rule",
        ),
        ("|u|", "x - 1", 1, "f has no rate at u = 0"),
        ("sin(u)", "2", 1, "u comes out the same, and so does y. The rates here are g′ = 0"),
        ("log(u)", "1 - x", 0.75, "u moves by −0.5, where f has no value."),
        ("u", "sqrt(1 - x)", 0.75, "there is no u: g has no value at 1.25."),
        ("u^3", "x", 0, "g′ = 1 and f′ = 0: together 0."),
        ("u", "(x - 0.5)^2", 0.25, "u comes out the same, and so does y."),
        ("u", "(x - 0.1)^2", -0.15, "u comes out the same, and so does y."),
        ("u", "x^2", 3, "u moves by 3.25 (outside the picture), 6.5 times as much;"),
        ("exp(exp(u))", "exp(x)", 1.75, "u moves by 3.73 (outside the picture), where f is too large to compute."),
    ],
)
def test_odd_functions_get_true_words(outer, inner, x, words):
    assert words in scene(chain_rule.rates(outer, inner, x), x=x, nudge=0.5)[0]


def test_where_there_is_no_value_a_problem_says_so():
    figure = chain_rule.rates("log(u)", "x", 1)
    with pytest.raises(ValueError, match=r"y = log\(u\) has no value at u = −1. Move x."):
        scene(figure, x=-1)
    figure = chain_rule.rates("u", "sqrt(x)", 1)
    with pytest.raises(ValueError, match=r"u = sqrt\(x\) has no value at x = −1 \(not defined for x < 0\). Move x."):
        scene(figure, x=-1)
    with pytest.raises(ValueError, match=r"y = exp\(exp\(u\)\) is too large to compute at u = 20.1. Move x."):
        scene(chain_rule.rates("exp(exp(u))", "exp(x)", 1), x=3)
    with pytest.raises(ValueError, match="no value anywhere from x = −3 to 3"):
        chain_rule.rates("log(u)", "-1 - x^2")


def test_all_three_lines_have_the_same_scale_and_show_most_of_their_values():
    for outer, inner in (("exp(u)", "x^3"), ("u", "5")):
        picture = lines_of(chain_rule.rates(outer, inner))
        low, high = picture.ax.get_xlim()
        assert 7 <= high - low <= 14 and low == -high and len(picture.starts) == 3


# The costs


def test_the_multiplications_are_those_of_passes_through_real_matrices():
    d, rng = derivative_costs.sizes(3, 2, 4), np.random.default_rng(0)
    chain = [rng.normal(size=(after, before)) for before, after in itertools.pairwise(d)]
    for cost, starts, matrices in (
        (derivative_costs.forward_cost, np.eye(3), chain),
        (derivative_costs.reverse_cost, np.eye(2), [matrix.T for matrix in reversed(chain)]),
    ):
        count = 0
        for carried in starts:
            for matrix in matrices:
                count += matrix.size
                carried = matrix @ carried
        assert count == cost(3, 2, 4)


@pytest.mark.parametrize("inputs, outputs, depth", [(1, 250, 2), (1000, 1, 2), (30, 250, 50), (250, 250, 10)])
def test_the_cheaper_way_is_the_one_with_fewer_passes_and_reverse_never_keeps_less(inputs, outputs, depth):
    forward, reverse = (
        cost(inputs, outputs, depth) for cost in (derivative_costs.forward_cost, derivative_costs.reverse_cost)
    )
    assert forward * outputs == reverse * inputs
    assert derivative_costs.forward_memory(inputs, outputs, depth) <= derivative_costs.reverse_memory(
        inputs, outputs, depth
    )


def test_who_wins_is_said():
    figure = chain_rule.cost_counter()
    assert scene(figure)[0] == (
        "1,000 inputs, 1 output, 10 layers. Forward takes 1,000 passes, reverse 1 pass. Reverse is cheaper: forward "
        "takes 1,000 times as many multiplications. Forward keeps 100 values at a time, reverse 901."
    )
    assert "Forward is cheaper: reverse takes 1,000 times as many" in scene(figure, inputs=1, outputs=1000)[0]
    assert "Both cost the same." in scene(figure, inputs=100, outputs=100)[0]
    assert "Reverse is cheaper" in scene(figure, inputs=1000, outputs=1, depth=2)[0]
    assert text(scene(figure, inputs=10, outputs=1, depth=3)[1]) == (
        "one pass:10·100+100·100+100·1=11,100forward:111,000reverse:11,100"
    )


def test_the_handles_of_the_costs_stand_on_their_lines():
    figure = chain_rule.cost_counter()
    for inputs, depth in ((1, 50), (60, 2), (1000, 50)):
        scene(figure, inputs=inputs, depth=depth)
        picture = figure._drawing.update.__self__
        assert picture.here[1].get_xdata() == [inputs] and picture.deep[1].get_xdata() == [depth]
        n, cost = picture.lines[0][1].get_data()
        assert np.isclose(np.interp(inputs, n, cost), picture.here[1].get_ydata()[0], rtol=1e-3)


# All of them


@pytest.mark.parametrize("make", MAKERS)
def test_a_figure_leaves_room_for_its_words_and_controls_on_a_small_screen(make):
    assert make()._drawing.layers.fig.get_size_inches()[1] <= 4.2


@pytest.mark.parametrize("make", MAKERS)
def test_no_sentence_or_formula_is_without_numbers_at_the_ends_of_all_controls(make):
    check_corners(make())
