"""A computational graph: values run forward through its nodes, derivatives run back along its edges."""

import math as m
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from calcml.symbolic import local_rules
from calcml.symbolic.local_rules import chained, shown
from calcml.symbolic.values import compute


class Number(NamedTuple):
    """A number in a formula, and how it is written."""

    value: float
    text: str


class Edge(NamedTuple):
    """From an input to the node that uses it, as its input number `place`."""

    start: int
    end: int
    place: int


class Local(NamedTuple):
    """A local derivative: its value (NaN for none), and in words: "∂(x·y)/∂x = y = −4"."""

    value: float
    words: str


@dataclass(frozen=True)
class Node:
    """One step of a calculation.

    Attributes
    ----------
    sign : str
        What stands in its circle: x, 2, ×, +, max, sin; ( )² for a power; … for several operations folded into one.
    name, label : str
        u₁ and u₁ = x·y. A variable's are its name, a number's its digits, and the last operation is called f.
    inputs : tuple of int
        The numbers of the nodes that it takes.
    function : str
        The operation, as `symbolic.values` knows it; "" for a variable, a number, and a folded node.
    typed : str
        The operation as it was typed: ln for log.
    number : Number, optional
        Of a number; for a power, its fixed exponent.
    inside : Graph, optional
        Of a folded node: its operations. Its variables have the names of the node's inputs.
    """

    sign: str
    name: str
    label: str
    inputs: tuple = ()
    function: str = ""
    typed: str = ""
    number: Number | None = None
    inside: "Graph | None" = None

    @property
    def is_number(self):
        return self.number is not None and not self.inputs

    @property
    def is_variable(self):
        return not self.inputs and self.number is None

    def arguments(self, values):
        """The values of its inputs, and of its fixed exponent."""
        fixed = [] if self.number is None else [self.number.value]
        return [float(values[i]) for i in self.inputs] + fixed


@dataclass(frozen=True, repr=False)
class Graph:
    """A formula as a graph; `computational_graph` makes it.

    Attributes
    ----------
    nodes : tuple of Node
        In the order of calculation; the last one is the result.
    variables : tuple of str
        Those of the formula, also such as do not occur in it.
    steps, groups : tuple
        What it was made from, for `calcml.symbolic.graph.folded`.
    """

    nodes: tuple
    variables: tuple
    steps: tuple
    groups: tuple

    @property
    def edges(self):
        """All edges, from each input to the node that uses it, in the order of calculation."""
        return tuple(
            Edge(start, end, place) for end, node in enumerate(self.nodes) for place, start in enumerate(node.inputs)
        )

    @property
    def backward_edges(self):
        """The edges in the order in which derivatives run back, without those to numbers, which never change."""
        edges = [edge for edge in self.edges if not self.nodes[edge.start].is_number]
        return tuple(sorted(edges, key=lambda edge: (-edge.end, edge.place)))

    def values(self, **at):
        """The value of each node, shape (nodes,); NaN where there is none, and for all that is made of it.

        Raises
        ------
        ValueError
            If a variable of the formula is missing, or a name is none of its variables.
        """
        missing = [name for name in self.variables if name not in at]
        if missing or len(at) > len(self.variables):
            got = ", ".join(at) or "none"
            raise ValueError(f"expected one number for each of {', '.join(self.variables)}, got {got}")
        values = np.empty(len(self.nodes))
        for i, node in enumerate(self.nodes):
            if not node.inputs:
                values[i] = node.number.value if node.number else float(at[node.name])
            else:
                value = self._value(node, values)
                values[i] = value if m.isfinite(value) else m.nan
        return values

    def _value(self, node, values):
        arguments = node.arguments(values)
        if any(map(m.isnan, arguments)):
            return m.nan
        if node.inside:
            return node.inside.values(**self._inputs(node, values))[-1]
        return float(compute(node.function, *map(np.float64, arguments)))

    def _inputs(self, node, values):
        return {self.nodes[i].name: float(values[i]) for i in node.inputs}

    def undefined(self, values):
        """The first node without a value, and why, as a sentence; None if every node has one."""
        for i in np.flatnonzero(np.isnan(values)):
            node = self.nodes[i]
            if node.inside:
                return int(i), node.inside.undefined(node.inside.values(**self._inputs(node, values)))[1]
            arguments = [np.float64(argument) for argument in node.arguments(values)]
            return int(i), local_rules.undefined_because(node.function, arguments, compute(node.function, *arguments))
        return None

    def calculation(self, i, values):
        """A node's value in words: "u₁ = x·y = 3·(−4) = −12", with ≈ once numbers are rounded."""
        node = self.nodes[i]
        missing = np.isnan(values[i])
        if missing and (node.inside or np.isnan(values[list(node.inputs)]).any()):
            return f"{node.name} has no value"
        if not node.inputs or node.inside:
            return chained((node.label, True), shown(values[i]))
        exponent = node.number and node.number.text
        texts, exact = zip(*(shown(values[j]) for j in node.inputs), strict=True)
        put_in = local_rules.expression(node.function, node.typed, texts, exponent)
        words = chained((node.label, True), (put_in, all(exact)))
        return (
            f"{words} has no value" if missing else chained((node.label, True), (put_in, all(exact)), shown(values[i]))
        )

    def chooses(self, values):
        """Whether a local derivative is a choice, at a kink or a tie: then the gradient need not be one."""
        return any(
            node.inside.chooses(node.inside.values(**self._inputs(node, values)))
            if node.inside
            else bool(node.inputs) and local_rules.is_choice(node.function, node.arguments(values))
            for node in self.nodes
        )

    def local_derivatives(self, values):
        """For each edge that derivatives run along, the local derivative: a dict from Edge to Local.

        It is NaN where there is none, and where a value is missing. At a kink it is a choice: 0 for relu and |u|, one
        half for each side of a tie in max and min.

        Examples
        --------
        >>> from calcml.symbolic import graph, parse
        >>> xy = graph.computational_graph(parse("x*y", ("x", "y")))
        >>> xy.local_derivatives(xy.values(x=3, y=-4))[Edge(0, 2, 0)]
        Local(value=-4.0, words='∂(x·y)/∂x = y = −4')
        """
        return {edge: self._local(edge, values) for edge in self.backward_edges}

    def _local(self, edge, values):
        node = self.nodes[edge.end]
        name, expression = self.nodes[edge.start].name, node.label.partition(" = ")[2]
        if np.isnan(values[edge.end]):
            return Local(m.nan, f"{node.name} has no value here, so it has no derivative")
        if node.inside:
            value = float(node.inside.gradient(**self._inputs(node, values))[name])
            words = chained((f"∂{node.name}/∂{name}", True), shown(value)) + ", through the operations folded here"
            return Local(value, f"{node.name} has no derivative by {name} here" if m.isnan(value) else words)
        arguments = node.arguments(values)
        value = local_rules.derivative_value(node.function, edge.place, arguments, float(values[edge.end]))
        reason = local_rules.derivative_reason(node.function, edge.place, arguments)
        if m.isnan(value):
            return Local(value, reason or "this derivative is too large to compute")
        if Counter(node.inputs)[edge.start] > 1:
            name = f"({('left', 'right')[edge.place]} {name})"
        whole = f"({expression})" if node.function in local_rules.SIGNED else expression
        words = chained((f"∂{whole}/∂{name}", True), *([] if reason else self._rule(edge, values)), shown(value))
        return Local(value, f"{words}, {reason}" if reason else words)

    def _rule(self, edge, values):
        """The rule of an operation with names, then with numbers put in, unless their rounding would mislead."""
        node, at = self.nodes[edge.end], [*self.nodes[edge.end].inputs, edge.end]
        names = [self.nodes[i].name for i in at]
        numbers, exact = zip(*(shown(values[i]) for i in at), strict=True)
        rule, put_in = (
            local_rules.derivative_words(node.function, edge.place, texts, node.number) for texts in (names, numbers)
        )
        if local_rules.misleads(node.function, node.arguments(values), values[edge.end]):
            return [(rule, True)]
        used = [all_of_it for name, all_of_it in zip(names, exact, strict=True) if name in rule]
        return [(rule, True), (put_in, all(used))]

    def backward(self, values):
        """∂result/∂node for each node, shape (nodes,): along each path the product, over all paths the sum.

        NaN for a number, which never changes, and where a local derivative is missing.
        """
        gradients = np.array([m.nan if node.is_number else 0.0 for node in self.nodes])
        gradients[-1] = 1.0
        with np.errstate(all="ignore"):
            for edge, local in self.local_derivatives(values).items():
                gradients[edge.start] += gradients[edge.end] * local.value
        return np.where(np.isfinite(gradients), gradients, m.nan)

    def gradient(self, **at):
        """The derivative by each variable, a dict; 0 for one that does not occur."""
        gradients = self.backward(self.values(**at))
        named = {node.name: float(g) for node, g in zip(self.nodes, gradients, strict=True) if node.is_variable}
        return {name: named.get(name, 0.0) for name in self.variables}

    def __repr__(self):
        return f"Graph({', '.join(node.label for node in self.nodes)})"
