"""Steps through a computational graph: values forward node by node, then derivatives backward edge by edge.

steps = GraphSteps()                            the picture; steps.fig is its figure
steps.draw(parse("x*y + x", ("x", "y")))        another formula
steps.update(k, x=3, y=-4)                      show step k: (sentence, formula, last step)
"""

from collections import Counter
from dataclasses import dataclass

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.graph_words import added, after, ending, listed, partial, row, times, typeset
from calcml.live.formula_line import Markup, math
from calcml.plotting.computational_graph import GraphPicture, short
from calcml.style import TEXT_COLOURS
from calcml.symbolic.graph import Edge, computational_graph
from calcml.symbolic.local_rules import chained, plain, shown

MOST = 60  # steps of the longest trace: 25 nodes, and an edge or two for each of them


class GraphSteps:
    """The picture of a formula's graph, and the steps through it.

    Parameters
    ----------
    figsize : (float, float)
        In inches.
    """

    def __init__(self, figsize=(7, 4)):
        self.fig, ax = plt.subplots(figsize=figsize, layout="constrained")
        style = {"fontsize": 12, "pad": 4}
        ax.set_title("Above each box: its value", color=TEXT_COLOURS["function"], **style)
        ax.set_title("Below: the gradient, ∂f/∂(box)", loc="right", color=TEXT_COLOURS["derivative"], **style)
        self.picture = GraphPicture(ax, animated=True)

    def draw(self, f):
        """Show the graph of a Formula."""
        plotting.clear(self.picture.ax)
        whole = computational_graph(f)
        self.picture.draw(whole)
        self.graph, self.hidden = self.picture.graph, len(whole.nodes) - len(self.picture.graph.nodes)

    def update(self, step, **at):
        """Show step number `step`, or the last one before it, for these values of the variables.

        Returns
        -------
        (str, str, int)
            The sentence, the formula line, and the number of the last step.
        """
        moments = trace(self.graph, self.hidden, **at)
        now = moments[min(step, len(moments) - 1)]
        self.picture.show(now.values, now.gradients, now.node, now.passed, now.active, now.note, now.waiting)
        return now.sentence, now.formula, len(moments) - 1


@dataclass(frozen=True)
class Moment:
    """One step: what is known, where the look goes, and what is said."""

    values: np.ndarray
    gradients: np.ndarray
    sentence: str
    formula: str
    node: int | None = None
    passed: tuple = ()
    active: Edge | None = None
    note: str = ""
    waiting: tuple = ()  # nodes that will get another share


def trace(graph, hidden=0, **at):
    """All steps through a graph, as a list of Moments; it ends early where there is no value or no derivative.

    Parameters
    ----------
    graph : Graph
    hidden : int
        How many nodes are folded into others.
    **at : float
        The value of each variable.
    """
    values = graph.values(**at)
    moments = _forward(graph, values, hidden)
    if not np.isnan(values[-1]) and not graph.nodes[-1].is_number:
        moments += _Backward(graph, values).moments()
    return moments


def _forward(graph, values, hidden):
    nothing = np.full(len(values), np.nan)
    operations = [i for i, node in enumerate(graph.nodes) if node.inputs]
    known = np.where([not node.inputs for node in graph.nodes], values, np.nan)
    moments = [Moment(known, nothing, *_beginning(graph, values, len(operations), hidden))]
    undefined = graph.undefined(values)
    for count, i in enumerate(operations, 1):
        known = known.copy()
        known[i] = values[i]
        words = graph.calculation(i, values)
        sentence, formula = f"Forward, {count} of {len(operations)}: {words}.", typeset(words)
        if undefined and undefined[0] == i:
            why = f"{undefined[1]} So f has no value here: move a variable."
            return [*moments, Moment(known, nothing, f"{sentence} {why}", formula, i)]
        moments.append(Moment(known, nothing, sentence, formula, i))
    return moments


def _beginning(graph, values, operations, hidden):
    """Sentence and formula before the first step."""
    last = graph.nodes[-1]
    if last.is_number:
        return f"f is the number {last.name}, whatever the variables are: all its derivatives are 0.", typeset(
            "f = " + last.name
        )
    given = [f"{node.name} = {plain(v)}" for node, v in zip(graph.nodes, values, strict=True) if node.is_variable]
    formula, sentence = typeset(", ".join(given)), f"Given: {listed(given)}."
    if hidden:
        sentence += (
            f" The whole graph would not be legible: boxes with … hold several operations, {hidden} nodes are hidden."
        )
    if not operations:
        return f"{sentence} f is {last.name} itself: there is nothing to calculate.", formula
    return f"{sentence} Now forward, operation by operation.", formula


class _Backward:
    """The steps back from the result, edge by edge; shares that meet at a node are added."""

    def __init__(self, graph, values):
        self.graph, self.values, self.edges = graph, values, graph.backward_edges
        self.locals, self.to_come = graph.local_derivatives(values), Counter(edge.start for edge in self.edges)
        self.names = [node.name for node in graph.nodes]
        self.f = self.names[-1] if graph.nodes[-1].inputs else "f"

    def moments(self):
        """The seed, then one Moment for each edge, as far as there are derivatives."""
        gradients = np.full(len(self.names), np.nan)
        gradients[-1] = 1.0
        begin = f"∂{self.f}/∂{self.names[-1]} = 1"
        words = f"Backward begins at the end, with {begin}." + (
            "" if self.edges else " " + ending(self.graph, self.values, gradients)
        )
        seed = math(self._partial(self.f, -1), " = 1")
        moments = [Moment(self.values, gradients, words, seed, len(self.names) - 1)]
        for count, edge in enumerate(self.edges, 1):
            local, before = self.locals[edge], float(gradients[edge.start])
            head = f"Backward, {count} of {len(self.edges)}: {local.words}."
            look = {"node": edge.start, "passed": self.edges[: count - 1], "active": edge}
            share = float(gradients[edge.end]) * local.value  # floats overflow without a warning
            total = share if np.isnan(before) else before + share
            if not np.isfinite(total):
                why = "The chain rule cannot go on here: move a variable."
                why = why if np.isnan(local.value) else f"The product is too large to compute. {why}"
                return [*moments, Moment(self.values, gradients, f"{head} {why}", "", **look)]
            self.to_come[edge.start] -= 1
            words, formula = self._share(edge, gradients[edge.end], before, share, total)
            gradients = gradients.copy()
            gradients[edge.start] = total
            if count == len(self.edges):
                words += " " + ending(self.graph, self.values, gradients)
            look |= {"note": short(local.value), "waiting": tuple(i for i, more in self.to_come.items() if more)}
            moments.append(Moment(self.values, gradients, f"{head} {words}", formula, **look))
        return moments

    def _share(self, edge, arriving, before, share, total):
        """Sentence and formula for what one edge hands back to its input."""
        name, more = self.names[edge.start], self.to_come[edge.start]
        product = times(arriving, self.locals[edge].value)
        rule = [] if edge.end == len(self.names) - 1 else [self._partial(self.f, edge.end), " · ", self._by(edge)]
        start = self._partial(self.f, edge.start)
        if np.isnan(before) and not more:
            words = chained((f"∂{self.f}/∂{name}", True), product, shown(share))
            return f"So {words}.", math(start, *([" = ", *rule] if rule else [])) + typeset(after(words))
        along = chained(product, shown(share))
        sentence = f"Through {self.names[edge.end]}, {name} gets {along}"
        if np.isnan(before):
            still = "another share is" if more == 1 else f"{more} more shares are"
            return f"{sentence}; {still} still to come.", math(
                "through ", Markup(row(self.names[edge.end])), ": ", *rule
            ) + typeset(f"= {along}" if rule else along)
        addition = chained(added(before, share), shown(total))
        if more:
            return f"{sentence}, and {plain(before)} came before: {addition} so far.", math("so far: ") + typeset(
                addition
            )
        words = f"∂{self.f}/∂{name} = {addition}"
        return f"{sentence}, and {plain(before)} came before. Paths add: {words}.", math(start) + typeset(
            f"= {addition}"
        )

    def _partial(self, top, node):
        return partial(top, self.names[node])

    def _by(self, edge):
        """∂(end of the edge)/∂(its start), and which input if it is there twice."""
        twice = self.graph.nodes[edge.end].inputs.count(edge.start) > 1
        below = f"({('left', 'right')[edge.place]} {self.names[edge.start]})" if twice else self.names[edge.start]
        return partial(self.names[edge.end], below)
