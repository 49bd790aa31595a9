"""Steps through a computational graph as an engine takes them: values forward, then gradients back, node by node."""

from collections import Counter
from itertools import groupby

import numpy as np

from calcml.figures.graph_steps import GraphSteps, Moment, trace
from calcml.figures.graph_words import ending, partial, row, signed, times
from calcml.figures.parts import moving_line
from calcml.live.formula_line import Markup, math
from calcml.plotting.computational_graph import short
from calcml.plotting.graph_edges import arrow_head
from calcml.style import TEXT_COLOURS
from calcml.symbolic.local_rules import chained, plain, shown

MOST = 52  # steps of the longest trace: forward and back through 25 nodes
NOTES = 6  # local derivatives that are written beside edges at once


class NodeSteps(GraphSteps):
    """The picture of a formula's graph; on the way back one step is one node, which hands shares to all its inputs."""

    def __init__(self, figsize=(7, 4)):
        super().__init__(figsize)
        ax = self.picture.ax
        self.back = moving_line(ax, "derivative", lw=3)
        look = {"fontsize": 11, "ha": "center", "va": "center", "color": TEXT_COLOURS["derivative"], "animated": True}
        look["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        self.notes = [ax.text(0, 0, "", **look) for _ in range(NOTES)]

    def update(self, step, **at):
        """As in GraphSteps."""
        moments = by_node(self.graph, trace(self.graph, self.hidden, **at), **at)
        now, handed = moments[min(step, len(moments) - 1)]
        self.picture.show(now.values, now.gradients, now.node, now.passed)
        lines = [np.vstack([arrow_head(self.picture.paths[edge]), [[np.nan, np.nan]]]) for edge in handed]
        self.back.set_data(*(np.vstack(lines).T if lines else ([], [])))
        beside = [(self.picture.notes[edge], text) for edge, text in handed.items()]
        beside = [(place, text) for place, text in beside if place is not None]
        for k, note in enumerate(self.notes):
            place, text = beside[k] if k < len(beside) else ((0, 0), "")
            note.set(position=place, text=text)
        return now.sentence, now.formula, len(moments) - 1


def by_node(graph, moments, **at):
    """The steps of `trace`, with all edges that lead back from one node made into one step.

    Returns
    -------
    list of (Moment, dict)
        With each Moment the edges along which gradients are handed on, and the local derivative written at each.
    """
    edges, walk = graph.backward_edges, _Back(graph, graph.values(**at))
    forward = [moment for moment in moments if np.isnan(moment.gradients).all()]
    steps, moments = [(moment, {}) for moment in forward], moments[len(forward) :]
    if not moments:
        return steps
    seed, moments = moments[0], moments[1:]
    steps.append((seed, {}))
    gradients = seed.gradients
    for node, group in groupby(zip(edges, moments, strict=False), key=lambda pair: pair[0].end):
        handed, afterwards = zip(*group, strict=True)
        sentence, formula = walk.step(node, handed, gradients)
        passed, gradients = edges[: edges.index(handed[0])], afterwards[-1].gradients
        moment = Moment(seed.values, gradients, sentence, formula, node, passed)
        notes = {edge: short(walk.locals[edge].value) for edge in handed if not np.isnan(walk.locals[edge].value)}
        steps.append((moment, notes))
    return steps


class _Back:
    """What is said on the way back, a node at a time."""

    def __init__(self, graph, values):
        self.graph, self.values, self.locals = graph, values, graph.local_derivatives(values)
        self.names, edges = [node.name for node in graph.nodes], graph.backward_edges
        self.result = self.names[-1] if graph.nodes[-1].inputs else "f"
        self.nodes, self.to_come = list(dict.fromkeys(edge.end for edge in edges)), Counter(e.start for e in edges)

    def step(self, node, edges, gradients):
        """Sentence and formula for the step in which this node hands its gradient on."""
        of = f"∂{self.result}/∂{self.names[node]}"
        text, exact = shown(gradients[node])
        said = "is" if exact else "≈"
        words = [f"Backward, {self.nodes.index(node) + 1} of {len(self.nodes)}: {of} {said} {text}."]
        formula, gradients = [], gradients.copy()
        for edge in edges:
            share = gradients[node] * self.locals[edge].value
            if not np.isfinite(share + np.nan_to_num(gradients[edge.start])):
                return " ".join([*words, self._stuck(edge)]), _line(formula)
            self.to_come[edge.start] -= 1
            said, line = self._share(edge, gradients, share)
            gradients[edge.start] = share + np.nan_to_num(gradients[edge.start])
            words.append(said)
            formula.append(line)
        last = [ending(self.graph, self.values, gradients)] if node == self.nodes[-1] else []
        return " ".join(words + last), _line(formula)

    def _stuck(self, edge):
        local = self.locals[edge]
        reason = "" if np.isnan(local.value) else " The product is too large to compute."
        words = local.words.replace("a ", "A ", 1) if local.words.startswith("a ") else local.words
        return f"{words}.{reason} The chain rule cannot go on here: move a variable."

    def _share(self, edge, gradients, share):
        name, before, more = self.names[edge.start], gradients[edge.start], self.to_come[edge.start]
        product, total = times(gradients[edge.end], self.locals[edge].value), share
        sentence = f"{self.locals[edge].words}, so {name} gets {chained(product, shown(share))}"
        if not np.isnan(before):
            total = before + share
            product = f"{plain(before)} + {_grouped(product[0])}", product[1] and shown(before)[1]
            addition = chained((f"{plain(before)} + {signed(plain(share))}", product[1]), shown(total))
            sentence += f", in addition to what it had: {addition}"
        if more:
            sentence += f"; {'another share is' if more == 1 else f'{more} more shares are'} still to come"
        line = [partial(self.result, name), " so far" if more else "", " = "]
        return f"{sentence}.", [*line, Markup(row(chained(product, shown(total))))]


def _grouped(product):
    return f"({product})" if product.startswith("−") else product


def _line(parts):
    """The first two formulas, each a list of pieces."""
    return "".join(math(*pieces, ", " if k + 1 < len(parts[:2]) else "") for k, pieces in enumerate(parts[:2]))
