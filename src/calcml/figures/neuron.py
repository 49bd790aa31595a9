"""One tanh neuron: its graph with values and gradients, and the curve that decides how large they are."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.descents import bracketed, number
from calcml.figures.parts import moving_line, moving_point, through
from calcml.figures.trails import Edge
from calcml.live import Choice, Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, fraction, math
from calcml.style import COLOURS
from calcml.symbolic import parse
from calcml.symbolic.graph import computational_graph
from calcml.symbolic.local_rules import plain

BIAS = 6.8813735870195432  # with x = (2, 0) and w = (−3, 1) it makes tanh's slope one half
SECOND = {"−1": -1.0, "0": 0.0, "1": 1.0}  # the values of x₂
SEEN = 4  # n from −4 to 4
FLAT = 3  # from here on 1 − o² is below 0.01
_LEAVES = "x1", "w1", "x2", "w2", "b"
_LABELS = "x₁", "w₁", "u₁ = x₁·w₁", "x₂", "w₂", "u₂ = x₂·w₂", "u₃ = u₁ + u₂", "b", "n = u₃ + b", "o = tanh(n)"
PRESETS = {
    "n = 0.881": {"x1": 2, "x2": "0", "w1": -3, "w2": 1, "b": BIAS},
    "n = 0": {"x1": 2, "x2": "1", "w1": -1, "w2": 2, "b": 0},
    "n = 8": {"x1": 2, "x2": "1", "w1": 3, "w2": 2, "b": 0},
    "x = (2, 1), w = (0, 0)": {"x1": 2, "x2": "1", "w1": 0, "w2": 0, "b": 0.5},
}


def neuron_explorer(x1=2.0, w1=-3.0, w2=1.0, b=BIAS, x2=0.0):
    """A neuron o = tanh(n) with n = x₁w₁ + x₂w₂ + b: values above the nodes of its graph, ∂o/∂node below.

    Beside: tanh with its tangent at n, whose slope 1 − o² is a factor of every gradient but that of o itself. Drag the
    point along the curve: that changes b. First used in notebook 09.

    Parameters
    ----------
    x1, w1, w2 : float
        From −3 to 3.
    b : float
        From −8 to 8, in steps of one half; 6.8813735870195432 is a stop as well.
    x2 : float
        −1, 0 or 1.

    Returns
    -------
    LiveFigure
        Its controls: x1, w1, w2, b and x2.
    """
    picture = _Neuron()
    controls = {
        name: Exact(-3, 3, start, 25, label, most=4)
        for name, start, label in (("x1", x1, "input x₁"), ("w1", w1, "weight w₁"), ("w2", w2, "weight w₂"))
    }
    controls |= {
        "b": Exact(-8, 8, b, 33, "bias b", BIAS, most=4),
        "x2": _Input(SECOND, plain(x2), label="input x₂"),
    }
    handles = [Handle(picture.point, x="b", label="bias b")]
    return LiveFigure(picture.fig, picture.update, handles=handles, presets=PRESETS, name="neuron_explorer", **controls)


class Exact(Slider):
    """A slider that has its start, to the last digit, among even stops; or another number, if given as `exact`.

    In a page without a kernel at most `most` of its stops are combined with those of other sliders.
    """

    def __init__(self, low, high, start, stops, label=None, exact=None, most=21):
        super().__init__(low, high, start, stops=stops, label=label)
        self.most = most
        exact = start if exact is None else exact
        self.stops, self.texts = list(map(float, self.stops)), list(self.texts)
        if exact not in self.stops:
            at = int(np.searchsorted(self.stops, exact))
            self.stops.insert(at, exact)
            self.texts.insert(at, f"{exact:.4f}".replace("-", "−"))
        self.start = self.index(start)

    def coarse(self, count):
        return super().coarse(min(count, self.most))


class _Input(Choice):
    """The second input. A page without a kernel has the grid of all sliders for the first one only: it stays small."""

    def coarse(self, count):
        return [self.start]


class _Neuron:
    """The graph, and tanh beside it."""

    def __init__(self):
        self.fig = plt.figure(figsize=(7, 3.9), layout="none")
        ax, self.curve = self.fig.add_axes((0.012, 0, 0.976, 0.93)), self.fig.add_axes((0.68, 0.62, 0.3, 0.29))
        self.fig.text(0.022, 0.945, "Values above, gradients of o below", fontsize=12.5)
        self._draw_curve()
        self.graph = neuron_graph()
        self.nodes = plotting.computational_graph(ax, self.graph, animated=True)
        self.tangent = moving_line(self.curve, "derivative", "--", lw=2)
        self.point, self.edge = moving_point(self.curve, "start"), Edge(self.curve, "start")
        self.point.set_clip_on(False)

    def _draw_curve(self):
        n = np.linspace(-SEEN, SEEN, 161)
        self.curve.plot(n, np.tanh(n), color=COLOURS["function"], lw=2.2)
        self.curve.set(xlim=(-SEEN, SEEN), ylim=(-1.25, 1.25), xlabel="n", xticks=(-4, -2, 0, 2, 4))
        self.curve.set_yticks([-1, 0, 1], ["−1", "0", "1"])
        self.curve.set_title("o = tanh(n), its tangent", fontsize=12.5)
        for height in (-1, 1):
            self.curve.axhline(height, color="#9AA5B1", lw=1, ls=(0, (4, 3)), zorder=0)

    def update(self, x1, w1, w2, b, x2):
        inputs = {"x₁": x1, "w₁": w1, "x₂": x2, "w₂": w2, "b": b}
        values = self.graph.values(**inputs)
        gradients = self.graph.backward(values)
        self.nodes.show(values, gradients)
        n, o, slope = values[-2], values[-1], gradients[-2]
        at = np.clip(n, -SEEN, SEEN)
        ends = at + np.array([-1.3, 1.3]) / np.hypot(1, 2 * slope)
        self.tangent.set_data(ends, through(at, np.tanh(at), slope, ends))
        self.point.set_data([at], [np.tanh(at)])
        self.edge.show((n, np.tanh(at)))
        leaves = (i for i, node in enumerate(self.graph.nodes) if node.is_variable)
        named = {self.graph.nodes[i].name: gradients[i] for i in leaves}
        return _words(n, o, slope, named, inputs), _formula(o, slope, named["w₁"], x1)


def neuron_graph():
    """The graph of tanh(x₁w₁ + x₂w₂ + b), with n and o as names of its last two operations."""
    graph = computational_graph(parse("tanh(x1*w1 + x2*w2 + b)", _LEAVES))
    nodes = [
        replace(node, label=label, name=label.split()[0], sign=node.sign if node.inputs else label)
        for node, label in zip(graph.nodes, _LABELS, strict=True)
    ]
    return replace(graph, nodes=tuple(nodes), variables=tuple(node.name for node in nodes if node.is_variable))


def _words(n, o, slope, gradients, inputs):
    *parts, last = (f"∂o/∂{name} = {plain(value, 3)}" for name, value in gradients.items())
    value = f"all but {'−' if o < 0 else ''}1" if plain(abs(o), 3) == "1" else plain(o, 3)
    sentence = f"n is {plain(n, 3)} and o = tanh(n) is {value}; there ∂o/∂n is {plain(slope, 3)}"
    return f"{sentence}. So {', '.join(parts)} and {last}. {_why(n, inputs)}"


def _why(n, inputs):
    if abs(n) >= FLAT:
        return "The neuron is saturated: tanh is so flat here that less than 1 % of what arrives at o gets to n."
    if inputs["w₁"] == inputs["w₂"] == 0:
        return "With both weights 0 no input can change o."
    if zero := [i for i in "₁₂" if inputs[f"x{i}"] == 0]:
        i = zero[0]
        return f"As x{i} is 0, a nudge of w{i} changes nothing."
    if n == 0:
        return "At n = 0 tanh is steepest: each weight's gradient is its input itself."
    return "Each weight's gradient is ∂o/∂n times its input, each input's is ∂o/∂n times its weight."


def _formula(o, slope, along_w1, x1):
    put_in = "" if abs(o) > 0.95 else f"1 − {_square(plain(o, 3))} = "  # near 1 the rounded o would mislead
    first = math(fraction("∂o", "∂n"), f" = 1 − o² = {put_in}", coloured("derivative", number(plain(slope, 3))), ", ")
    shown = number(plain(slope, 3)), " · ", *bracketed(plain(x1, 3)), " = "
    return first + math(fraction("∂o", "∂w₁"), " = ", fraction("∂o", "∂n"), " · x₁ = ", *shown, _result(along_w1))


def _square(text):
    return f"({text})²" if text.startswith("−") else f"{text}²"


def _result(value):
    return coloured("derivative", number(plain(value, 3)))
