"""The live figures of notebook 09, through their artists' data and their sentences."""

import itertools
import re

import numpy as np
import pytest
from figure_tools import check_corners, picture_of, scene
from figure_tools import house_style as house_style
from figure_tools import unmarked as text

from calcml import autodiff, datasets, numerics, style
from calcml.autodiff import Tensor
from calcml.figures import backpropagation, neuron, node_steps, reused_graph, two_moons
from calcml.figures.learning_curves import UPDATES
from calcml.networks import logistic_loss
from calcml.symbolic import parse
from calcml.symbolic.graph import computational_graph, folded

BIAS = 6.8813735870195432
ENGINE = {"tanh": autodiff.tanh, "relu": autodiff.relu, "exp": autodiff.exp, "max": autodiff.maximum}
NAMES = ["backprop_stepper", "neuron_explorer", "moons"]


# The stepper


def steps_of(formula, **at):
    """The steps through a formula's graph, without any picture."""
    graph = computational_graph(parse(formula, tuple(at)))
    return graph, node_steps.by_node(graph, node_steps.trace(graph, **at), **at)


CASES = {
    "tanh(w*x + b)": {"w": -3, "x": 2, "b": BIAS},
    "x*x + x": {"x": 3},
    "(x*y + x)^2": {"x": 3, "y": -4},
    "2*(x*y + max(z, w))": {"x": 3, "y": -4, "z": 2, "w": -1},
    "relu(x - 3)*exp(y/x) + x*3": {"x": 4, "y": -2},
}


@pytest.mark.parametrize("formula", CASES)
def test_the_gradients_at_the_end_are_those_of_the_engine(formula):
    graph, steps = steps_of(formula, **CASES[formula])
    leaves = {name: Tensor(float(value)) for name, value in CASES[formula].items()}
    eval(formula.replace("^", "**"), ENGINE | leaves).backward()
    gradients = dict(zip((node.name for node in graph.nodes), steps[-1][0].gradients, strict=True))
    for name, leaf in leaves.items():
        assert gradients[name] == pytest.approx(float(leaf.grad), rel=1e-12)


@pytest.mark.parametrize("formula", CASES)
def test_a_node_hands_its_gradient_on_once_and_when_it_is_complete(formula):
    graph, steps = steps_of(formula, **CASES[formula])
    back = [(moment, handed) for moment, handed in steps if handed]
    assert [edge for _, handed in back for edge in handed] == list(graph.backward_edges)
    assert len({moment.node for moment, _ in back}) == len(back) == sum(bool(node.inputs) for node in graph.nodes)
    for moment, handed in back:
        assert {edge.end for edge in handed} == {moment.node}
        assert moment.gradients[moment.node] == steps[-1][0].gradients[moment.node]
        assert all(
            text == node_steps.short(graph.local_derivatives(moment.values)[e].value) for e, text in handed.items()
        )


def test_shares_that_meet_are_added_and_said_to_be():
    words = [moment.sentence for moment, _ in steps_of("x*x + x", x=3)[1]]
    assert words[-2:] == [
        "Backward, 1 of 2: ∂f/∂f is 1. ∂(u₁ + x)/∂u₁ = 1, so u₁ gets 1·1 = 1. ∂(u₁ + x)/∂x = 1, so x gets 1·1 = 1; "
        "2 more shares are still to come.",
        "Backward, 2 of 2: ∂f/∂u₁ is 1. ∂(x·x)/∂(left x) = x = 3, so x gets 1·3 = 3, in addition to what it had: "
        "1 + 3 = 4; another share is still to come. ∂(x·x)/∂(right x) = x = 3, so x gets 1·3 = 3, in addition to what "
        "it had: 4 + 3 = 7. The gradient is complete: ∂f/∂x = 7.",
    ]
    assert text(steps_of("x*x + x", x=3)[1][-1][0].formula) == "∂f∂xso far=1+1·3=4,∂f∂x=4+1·3=7"


@pytest.mark.parametrize(
    "formula, x, steps, words",
    [
        ("1/x + x", 0, 1, "Division by 0 has no value. So f has no value here: move a variable."),
        ("sqrt(x)", 0, 3, "infinitely steep at 0: it has no derivative there. The chain rule cannot go on here"),
        ("relu(x)", 0, 3, "a choice at the kink: any number from 0 to 1 would serve, so x gets 1·0 = 0."),
        ("x", 2, 1, "∂f/∂x = 1"),
        ("7 + 0*1", 2, 0, "all its derivatives are 0"),
        ("x*1e300*1e300/1e300", 2, None, ""),
    ],
)
def test_it_ends_where_it_cannot_go_on(formula, x, steps, words):
    trace = steps_of(formula, x=x)[1]
    assert steps is None or len(trace) == steps + 1
    assert words in trace[-1][0].sentence
    assert not any(re.search(r"\b(nan|inf)\b", moment.sentence + text(moment.formula)) for moment, _ in trace)


def test_the_readme_of_micrograd_has_its_numbers():
    formula = backpropagation.EXAMPLES["micrograd's README"]
    graph, steps = steps_of(formula, a=-4, b=2)
    assert steps[-1][0].sentence.endswith("The gradient is complete: ∂f/∂a ≈ 138.8 and ∂f/∂b ≈ 645.6.")
    assert steps[-1][0].values[-1] == pytest.approx(24.7040816327, abs=1e-10)
    gradient = dict(zip((node.name for node in graph.nodes), steps[-1][0].gradients, strict=True))
    assert (gradient["a"], gradient["b"]) == pytest.approx((138.8338192420, 645.5772594752), abs=1e-10)


def test_a_folded_node_hands_on_through_all_that_it_hides():
    graph = folded(folded(computational_graph(parse("x*y*exp(x) + y", ("x", "y")))))
    steps = node_steps.by_node(graph, node_steps.trace(graph, 2, x=0.5, y=2), x=0.5, y=2)
    end = dict(zip((node.name for node in graph.nodes), steps[-1][0].gradients, strict=True))
    assert (end["x"], end["y"]) == pytest.approx((3 * np.exp(0.5), 0.5 * np.exp(0.5) + 1))
    assert any("through the operations folded here" in moment.sentence for moment, _ in steps)


def test_the_stepper_draws_arrows_to_all_inputs_of_a_node():
    figure = backpropagation.backprop_stepper()
    sentence, formula = scene(figure, step=6)
    assert sentence == (
        "Backward, 2 of 3: ∂f/∂u₂ is 0.5. ∂(u₁ + b)/∂u₁ = 1, so u₁ gets 0.5·1 = 0.5. ∂(u₁ + b)/∂b = 1, so b gets "
        "0.5·1 = 0.5."
    )
    assert text(formula) == "∂f∂u1=0.5·1=0.5,∂f∂b=0.5·1=0.5"
    steps = next(
        cell.cell_contents for cell in figure._drawing.update.__closure__ if hasattr(cell.cell_contents, "back")
    )
    assert np.isnan(steps.back.get_xdata()).sum() == 2
    assert sorted(note.get_text() for note in steps.notes)[-2:] == ["1", "1"]
    assert figure._drawing.place(figure._drawing.starts()[:-1] + (52,))[2] == 7
    scene(figure, step=0)
    assert not len(steps.back.get_xdata()) and not any(note.get_text() for note in steps.notes)


def test_five_variables_are_given_and_three_of_them_have_sliders():
    at = {"x1": 2, "w1": -3, "b": BIAS, "x2": 0, "w2": 1}
    figure = backpropagation.backprop_stepper("tanh(x1*w1 + x2*w2 + b)", at, step=52)
    assert figure._drawing.moving == ["x1", "w1", "b", "step"] and figure.b == BIAS
    assert scene(figure)[0].endswith("∂f/∂x1 = −1.5, ∂f/∂w1 = 1, ∂f/∂b = 0.5, ∂f/∂x2 = 0.5 and ∂f/∂w2 = 0.")
    with pytest.raises(ValueError, match="A control cannot be called 'close'"):
        backpropagation.backprop_stepper("x*close", {"x": 1, "close": 2})
    with pytest.raises(ValueError, match="'step' is a control of this figure"):
        backpropagation.backprop_stepper("x*step", {"x": 1, "step": 2})


# The neuron


@pytest.fixture(scope="module")
def explorer():
    return backpropagation.neuron_explorer()


def test_the_neuron_of_the_syllabus(explorer):
    sentence, formula = scene(explorer)
    assert sentence == (
        "n is 0.881 and o = tanh(n) is 0.707; there ∂o/∂n is 0.5. So ∂o/∂x₁ = −1.5, ∂o/∂w₁ = 1, ∂o/∂x₂ = 0.5, "
        "∂o/∂w₂ = 0 and ∂o/∂b = 0.5. As x₂ is 0, a nudge of w₂ changes nothing."
    )
    assert text(formula) == "∂o∂n=1−o²=1−0.707²=0.5,∂o∂w1=∂o∂n·x1=0.5·2=1"
    assert explorer.b == BIAS and len(picture_of(explorer).nodes.graph.nodes) == 10  # nothing is folded


@pytest.mark.parametrize("values", [*neuron.PRESETS.values(), {"x1": -3, "w1": 3, "w2": -3, "b": -8, "x2": "−1"}])
def test_values_and_gradients_of_the_neuron_are_those_of_the_engine(explorer, values):
    scene(explorer, **values)
    x1, w1, x2, w2, b = leaves = [
        Tensor(neuron.SECOND[v] if isinstance(v, str) else float(v))
        for v in (values[name] for name in ("x1", "w1", "x2", "w2", "b"))
    ]
    n = x1 * w1 + x2 * w2 + b
    o = autodiff.tanh(n)
    o.backward()
    picture = picture_of(explorer)
    shown = dict(zip((node.name for node in picture.graph.nodes), picture.nodes.gradients, strict=False))
    for name, leaf in zip(("x₁", "w₁", "x₂", "w₂", "b"), leaves, strict=True):
        assert shown[name].get_text() == node_steps.short(float(leaf.grad))
    slope = 1 / np.cosh(float(n.data)) ** 2
    rise = np.diff(picture.tangent.get_ydata()) / np.diff(picture.tangent.get_xdata())
    assert rise == pytest.approx(slope, abs=1e-9)
    at = np.clip(n.data, -neuron.SEEN, neuron.SEEN)
    assert np.allclose(picture.point.get_xydata(), [[at, np.tanh(at)]])
    assert bool(len(picture.edge.marker.get_xdata())) == (abs(n.data) > neuron.SEEN)


def test_what_is_said_of_the_neuron_is_true_at_every_stop(explorer):
    controls = [explorer._drawing.controls[name] for name in explorer._drawing.moving]
    rng = np.random.default_rng(0)
    for _ in range(60):
        values = [control.stops[rng.integers(len(control.stops))] for control in controls]
        x1, w1, w2, b, x2 = values
        n = x1 * w1 + x2 * w2 + b
        slope = 1 / np.cosh(n) ** 2
        sentence, _ = picture_of(explorer).update(*values)
        if "saturated" in sentence:
            assert max(abs(slope * v) for v in (x1, w1, x2, w2, 1)) < 0.03
        if "no input" in sentence:
            assert w1 == w2 == 0
        if "As x₁" in sentence:
            assert x1 == 0


# The moons


@pytest.fixture(scope="module")
def classifier():
    return backpropagation.moons()


def by_hand(weights, X):
    W1, b1, W2, b2 = weights
    return (np.tanh(X @ W1 + b1) @ W2 + b2)[..., 0]


def test_the_network_learns_from_the_training_points_alone_by_plain_descent(classifier):
    training = picture_of(classifier).training
    rng = np.random.default_rng(0)
    X, y = datasets.moons(200, 0.15, rng)
    rows, _ = datasets.split(200, 0.25, rng)
    for k in (0, 4):
        now, after = training.weights[k : k + 2]
        for i in range(4):

            def loss(p, i=i, now=now):
                z = by_hand([*now[:i], p, *now[i + 1 :]], X[rows])
                return np.mean(np.logaddexp(0, z) - y[rows] * z)

            assert np.allclose(after[i], now[i] - numerics.gradient(loss, now[i]), atol=1e-7)
    z = by_hand(training.weights[-1], X[rows])
    assert training.losses["training"][-1] == pytest.approx(logistic_loss([1.0], z[:, np.newaxis], y[rows]))


@pytest.mark.parametrize("epoch", [0, 1, 9, 21, 28])
def test_the_boundary_lies_where_the_score_is_zero_and_the_wrong_points_are_ringed(classifier, epoch):
    sentence, _ = scene(classifier, epoch=epoch)
    picture = picture_of(classifier)
    weights, parts = picture.training.weights[epoch], picture.training.parts
    ends = picture.boundary.get_xydata()
    ends = ends[~np.isnan(ends[:, 0])]
    assert len(ends) and np.max(np.abs(by_hand(weights, ends))) < 0.05
    right = {part: (by_hand(weights, X) > 0) == (y == 1) for part, (X, y) in parts.items()}
    assert len(picture.rings.get_xdata()) == sum(int((~good).sum()) for good in right.values())
    for part, words in (("training", "with"), ("held out", "with")):
        good = right[part]
        assert f"{words} {good.sum()} ({100 * good.mean():.1f} %)" in sentence
    assert len(picture.curves.lines[0].get_xdata()) == epoch + 1


def test_the_sentences_of_the_moons(classifier):
    assert scene(classifier, epoch=0)[0].startswith(
        "Before training, with random weights, the loss is 0.710 on the 150"
    )
    assert scene(classifier, epoch=1)[0].startswith("After 1 epoch the loss is")
    sentence, formula = scene(classifier, epoch=28)
    assert sentence == (
        "After 1,000 epochs the loss is 0.0448 on the 150 training points, with 148 (98.7 %) classified rightly; on "
        "the 50 held out it is 0.0478, with 48 (96.0 %)."
    )
    assert UPDATES[28] == 1000 and "33parameters,L=0.0448over150points" in text(formula)
    assert sum(p.size for p in two_moons.Training().weights[0]) == 33


def test_where_the_network_is_sure_the_image_has_the_colour_of_that_moon(classifier):
    scene(classifier, epoch=28)
    image, blue, pink = picture_of(classifier).pale.get_array(), *map(_rgb, ("function", "second"))
    for pixel, colour in ((image[-1, 0], blue), (image[0, -1], pink)):
        assert np.allclose(1 - pixel, two_moons.PALE * (1 - np.array(colour)), rtol=0.1)


def _rgb(meaning):
    from matplotlib.colors import to_rgb

    return to_rgb(style.COLOURS[meaning])


# All of them


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_low(name):
    assert getattr(backpropagation, name)()._drawing.layers.fig.get_size_inches()[1] <= 4.2


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_or_formula_is_without_numbers_at_the_ends_of_the_controls(name):
    check_corners(getattr(backpropagation, name)())


# The still pictures


def test_the_first_graph_is_that_of_the_text_and_its_numbers_lie_apart():
    graph = reused_graph.reused_graph()
    assert [node.label for node in graph.nodes] == ["x", "2", "b = 2·x", "u = b·b", "c = u + b"]
    assert graph.gradient(x=1) == {"x": pytest.approx(numerics.derivative(lambda x: (2 * x) ** 2 + 2 * x, 1.0))}
    picture = reused_graph.draw_reused(rates=True)
    figure = picture.ax.figure
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in picture.ax.texts if text.get_text()]
    assert len([t for t in picture.ax.texts if t.get_text() in ("1", "2")]) >= 6
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    assert all(figure.bbox.contains(*corner) for box in boxes for corner in (box.min, box.max))


def test_the_moons_before_training_are_all_there():
    X, y = datasets.moons(20, 0.1, np.random.default_rng(0))
    ax = two_moons.draw_moons(X, y)
    assert [len(line.get_xdata()) for line in ax.lines] == [10, 10]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["upper moon, y = 0", "lower moon, y = 1"]


def test_what_a_node_has_is_called_equal_only_where_it_is():
    words = [moment.sentence for moment, _ in steps_of("(tanh(x) - 1)^2", x=-5)[1]]
    assert any("∂f/∂u₁ ≈ −4." in sentence for sentence in words)
