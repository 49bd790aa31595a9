"""What the derivatives of a chain of layers cost: forward, one pass an input, or reverse, one pass an output."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.graph_words import row
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, math
from calcml.style import COLOURS
from calcml.symbolic.local_rules import plain

WIDTH = 100  # numbers between the layers
MOST, DEEPEST = 1000, 50  # inputs and outputs, layers


class Count(Slider):
    """A whole number on a log scale: 1, 2, 3, … 10, 12, 15, 20, …"""

    def __init__(self, most, start, label):
        steps = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9)
        stops = sorted({round(10**k * step) for k in range(7) for step in steps if 10**k * step in range(1, most + 1)})
        super().__init__(1, most, log=True, stops=len(stops), label=label)
        self.stops, self.texts = stops, [f"{value:,}" for value in stops]
        self.start = self.index(start)


def sizes(inputs, outputs, depth):
    """How many numbers enter the chain, leave each layer but the last, and leave the chain."""
    return [inputs, *[WIDTH] * (depth - 1), outputs]


def pass_cost(inputs, outputs, depth):
    """Multiplications of one pass, forward (JVP) or back (VJP): one for each entry of each Jacobian.

    d₀d₁ + d₁d₂ + …, for layers that take d₀ = n numbers and give d₁, d₂, …
    """
    d = sizes(inputs, outputs, depth)
    return sum(before * after for before, after in pairwise(d))


def forward_cost(inputs, outputs, depth):
    """Multiplications for the whole Jacobian, one pass for each input (JVPs).

    Examples
    --------
    >>> forward_cost(1000, 1, 10), reverse_cost(1000, 1, 10)
    (180100000, 180100)
    """
    return inputs * pass_cost(inputs, outputs, depth)


def reverse_cost(inputs, outputs, depth):
    """The same, one pass for each output (VJPs)."""
    return outputs * pass_cost(inputs, outputs, depth)


def forward_memory(inputs, outputs, depth):
    """Values kept at a time in one pass forward: those of the layer reached."""
    return max(sizes(inputs, outputs, depth)[1:])


def reverse_memory(inputs, outputs, depth):
    """Values kept for the way back: those of all layers."""
    return sum(sizes(inputs, outputs, depth)[1:])


def cost_counter(inputs=1000, outputs=1, depth=10):
    """Forward against reverse through a chain of Jacobians: multiplications, and values kept.

    Between the layers are 100 numbers each. One pass forward (a JVP) gives the derivatives by one input, one pass back
    (a VJP) those of one output; either takes a multiplication for each entry of each Jacobian. Drag the points. First
    used in notebook 08.

    Parameters
    ----------
    inputs, outputs : int
        From 1 to 1,000.
    depth : int
        How many layers, from 2 to 50.

    Returns
    -------
    LiveFigure
        Its controls: inputs, outputs and depth.
    """
    picture = _Costs()
    controls = {
        "inputs": Count(MOST, inputs, "inputs d"),
        "outputs": Count(MOST, outputs, "outputs m"),
        "depth": Slider(2, DEEPEST, depth, integer=True, label="layers"),
    }
    handles = [Handle(picture.here[1], x="inputs"), Handle(picture.deep[1], x="depth")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="cost_counter", **controls)


class _Costs:
    """Multiplications against the number of inputs, and values kept against the number of layers."""

    def __init__(self):
        self.fig, (self.costs, self.memory) = plt.subplots(1, 2, figsize=(7, 3.7), layout="constrained")
        self.costs.set(xscale="log", yscale="log", xlim=(0.8, 1250), ylim=(50, 2e12), xlabel="inputs d")
        self.costs.set(xticks=[1, 10, 100, 1000], xticklabels=["1", "10", "100", "1,000"], title="Multiplications")
        self.costs.set_yticks([1e2, 1e4, 1e6, 1e8, 1e10], ["10²", "10⁴", "10⁶", "10⁸", "10¹⁰"])
        self.costs.minorticks_off()
        self.memory.set(xlim=(0, DEEPEST + 2), ylim=(0, 9900), xlabel="layers", title="Values kept")
        self.memory.set_yticks([0, 2000, 4000, 6000], ["0", "2,000", "4,000", "6,000"])
        styles = ("function", "-"), ("derivative", "--")
        self.lines = [[moving_line(ax, *style, lw=2.4) for style in styles] for ax in (self.costs, self.memory)]
        self.here = self._points(self.costs, "function", "start")
        self.deep = self._points(self.memory, "function", "start")
        for ax in (self.costs, self.memory):
            for name, (meaning, dashes) in zip(("forward", "reverse"), styles, strict=True):
                ax.plot([], [], dashes, color=COLOURS[meaning], lw=2.4, label=name)
            ax.legend(loc="upper left", borderaxespad=0.2, labelspacing=0.25)

    def _points(self, ax, *meanings):
        return [moving_point(ax, meaning, size=9) for meaning in meanings]

    def update(self, inputs, outputs, depth):
        n, layers = np.geomspace(1, MOST, 25), np.array([2, DEEPEST])
        for line, point, cost in zip(self.lines[0], self.here, (forward_cost, reverse_cost), strict=True):
            line.set_data(n, [cost(value, outputs, depth) for value in n])
            point.set_data([inputs], [cost(inputs, outputs, depth)])
        for line, point, kept in zip(self.lines[1], self.deep, (forward_memory, reverse_memory), strict=True):
            line.set_data(layers, [kept(inputs, outputs, int(value)) for value in layers])
            point.set_data([depth], [kept(inputs, outputs, depth)])
        return _words(inputs, outputs, depth), _formula(inputs, outputs, depth)


def _words(n, m, depth):
    forward, reverse = forward_cost(n, m, depth), reverse_cost(n, m, depth)
    sentence = (
        f"{_count(n, 'input')}, {_count(m, 'output')}, {depth} layers. Forward takes {_count(n, 'pass')}, "
        f"reverse {_count(m, 'pass')}."
    )
    kept = f"Forward keeps {forward_memory(n, m, depth):,} values at a time, reverse {reverse_memory(n, m, depth):,}."
    return f"{sentence} {_winner(forward, reverse)} {kept}"


def _winner(forward, reverse):
    if forward == reverse:
        return "Both cost the same."
    (less, least), (more, most) = sorted([(forward, "Forward"), (reverse, "Reverse")])
    return f"{least} is cheaper: {most.lower()} takes {plain(more / less, 3)} times as many multiplications."


def _count(number, what):
    plural = {"pass": "passes"}.get(what, f"{what}s")
    return f"{number:,} {what if number == 1 else plural}"


def _formula(n, m, depth):
    cost = pass_cost(n, m, depth)
    between = {2: "", 3: f" + {WIDTH}·{WIDTH}"}.get(depth, f" + {depth - 2}·{WIDTH}·{WIDTH}")
    one_pass = f"one pass: {n:,}·{WIDTH}{between} + {WIDTH}·{m:,} = {cost:,}"
    forward, reverse = (
        math(coloured(meaning, name), ": ", Markup(row(_total(times * cost))))
        for meaning, name, times in (("function", "forward", n), ("derivative", "reverse", m))
    )
    return math(one_pass) + forward + reverse


def _total(cost):
    """A count with all its digits, or as ≈ with three."""
    return f"{cost:,}" if cost < 1e6 else f"≈ {plain(cost, 3)}"
