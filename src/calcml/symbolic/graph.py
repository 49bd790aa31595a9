"""The computational graph of a typed formula: its operations as nodes, values forward, derivatives backward.

graph = computational_graph(parse("(x*y + x)^2", ("x", "y")))
values = graph.values(x=3, y=-4)               one number for each node
graph.local_derivatives(values)                for each edge: the number, and how it comes about
graph.backward(values)                         the gradient of the result by each node: products along paths, added
folded(graph)                                  the same with one operation less to be seen
"""

from typing import NamedTuple

import numpy as np

from calcml.symbolic import local_rules
from calcml.symbolic.formula import Formula
from calcml.symbolic.graph_nodes import Edge, Graph, Local, Node, Number
from calcml.symbolic.local_rules import plain
from calcml.symbolic.names import CONSTANTS
from calcml.symbolic.tree import fold
from calcml.symbolic.values import compute

__all__ = ["Edge", "Graph", "Local", "Node", "Number", "computational_graph", "folded"]

LONGEST_NUMBER = 5  # characters of a number such as 1/3; a longer one is written in digits
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class _Step(NamedTuple):
    """A node before it has a name; `typed` is a variable's name, or the operation as it was typed."""

    function: str
    typed: str
    inputs: tuple = ()
    number: Number | None = None


def computational_graph(formula):
    """The operations of a typed formula as a graph, in the order in which they are calculated.

    A variable is one node, however often it occurs: where it has several uses, paths part. Each number is a node of its
    own; numbers among themselves are worked out (1/3), and a fixed exponent belongs to its power. First used in
    notebook 08.

    Parameters
    ----------
    formula : Formula
        Of any number of variables: parse("2*(x*y + max(z, w))", ("x", "y", "z", "w")).

    Returns
    -------
    Graph

    Raises
    ------
    TypeError
        If `formula` is no Formula.

    Examples
    --------
    >>> from calcml.symbolic import parse
    >>> graph = computational_graph(parse("(x*y + x)^2", ("x", "y")))
    >>> [node.label for node in graph.nodes]
    ['x', 'y', 'u₁ = x·y', 'u₂ = u₁ + x', 'f = u₂²']
    >>> graph.gradient(x=3, y=-4)
    {'x': 54.0, 'y': -54.0}
    """
    if not isinstance(formula, Formula):
        kind = type(formula).__name__
        raise TypeError(f'a graph is made from a formula, got {kind}. Try symbolic.parse("x*y", ("x", "y")).')
    steps = []
    last = fold(
        formula._program,
        lambda node: _leaf(node, formula.variables, steps),
        lambda node, *inputs: _call(node, inputs, steps),
    )
    steps = _needed(steps, last)
    return _graph(steps, formula.variables, [(i,) for i, step in enumerate(steps) if step.inputs])


def folded(graph):
    """The graph with one operation less to be seen: two are made one, where least is hidden so far.

    The node … stands for both. Its value and its local derivatives are those of what it hides. First used in notebook
    08, for graphs that are too large for a picture.

    Returns
    -------
    Graph or None
        None if there is no more than one operation.

    Examples
    --------
    >>> from calcml.symbolic import parse
    >>> folded(computational_graph(parse("exp(sin(x*y))", ("x", "y"))))
    Graph(x, y, u₁: 2 operations in one, f = exp(u₁))
    """
    group_of = {i: group for group in graph.groups for i in group}
    pairs = [
        (len(group) + len(outer), group[-1], group, outer)
        for outer in graph.groups
        for group in {group_of[j] for i in outer for j in graph.steps[i].inputs if j in group_of} - {outer}
    ]
    if not pairs:
        return None
    *_, inner, outer = min(pairs)
    rest = [group for group in graph.groups if group not in (inner, outer)]
    return _graph(graph.steps, graph.variables, sorted([*rest, inner + outer], key=lambda group: group[-1]))


# From the formula to steps


def _added(step, steps):
    steps.append(step)
    return len(steps) - 1


def _leaf(node, variables, steps):
    if node.kind == "variable":
        step = _Step("", variables[node.value])
        return steps.index(step) if step in steps else _added(step, steps)
    if node.kind == "constant":
        return _number(CONSTANTS[node.value], {"pi": "π", "e": "e"}[node.value], steps)
    return _number(float(node.value), plain(float(node.value), 6), steps)


def _number(value, text, steps):
    return _added(_Step("", "", (), Number(value, text)), steps)


def _call(node, inputs, steps):
    function, numbers = node.function, [steps[i].number if not steps[i].inputs else None for i in inputs]
    if function == "pos":
        return inputs[0]
    if all(numbers):
        return _worked_out(node, numbers, steps)
    if function == "^" and numbers[0] and numbers[0].text == "e":
        return _added(_Step("exp", "exp", inputs[1:]), steps)
    if function == "^" and numbers[1]:
        return _added(_Step("^", "^", inputs[:1], numbers[1]), steps)
    return _added(_Step(function, node.value, inputs), steps)


def _worked_out(node, numbers, steps):
    """A number made of numbers: 0.25 for 1/4, and 1/3 as it stands."""
    value = float(compute(node.function, *[np.float64(number.value) for number in numbers]))
    text, exact = local_rules.shown(value)
    written = local_rules.expression(node.function, node.value, [number.text for number in numbers])
    fits = len(written) <= LONGEST_NUMBER and " " not in written
    return _number(value, written if fits and not exact else text, steps)


def _needed(steps, last):
    """The steps without those that nothing uses any more: numbers that were worked out."""
    waiting, kept = [last], set()
    while waiting:
        i = waiting.pop()
        kept.add(i)
        waiting.extend(steps[i].inputs)
    return _renumbered(steps, sorted(kept))


def _renumbered(steps, kept):
    place = {old: new for new, old in enumerate(kept)}
    return tuple(steps[i]._replace(inputs=tuple(place[j] for j in steps[i].inputs)) for i in kept)


# From steps to nodes


def _graph(steps, variables, groups):
    """A Graph in which each group of operations is one node."""
    letter, result = _free("uvabcdghkm", variables), _free("fgFLh", variables)
    shown, nodes, count = {}, [], 0  # which node a step is
    group_of = {group[-1]: group for group in groups}
    hidden = {j for group in groups for i in group for j in steps[i].inputs if len(group) > 1 and steps[j].number}
    hidden = {i for i in hidden if not steps[i].inputs} | {i for group in groups for i in group[:-1]}
    for i, step in enumerate(steps):
        if i in hidden:
            continue
        count += bool(step.inputs)
        name = result if i == len(steps) - 1 else letter + str(count).translate(_BELOW)
        nodes.append(_node(steps, group_of.get(i), name, shown, nodes) if step.inputs else _leaf_node(step))
        shown[i] = len(nodes) - 1
    return Graph(tuple(nodes), tuple(variables), tuple(steps), tuple(groups))


def _free(letters, variables):
    """The first of these letters with which no variable begins."""
    return next((letter for letter in letters if not any(name.startswith(letter) for name in variables)), letters[0])


def _leaf_node(step):
    text = step.number.text if step.number else step.typed
    return Node(text, text, text, number=step.number)


def _node(steps, group, name, shown, nodes):
    if len(group) > 1:
        return _folded_node(steps, group, name, shown, nodes)
    step = steps[group[0]]
    inputs = tuple(shown[i] for i in step.inputs)
    exponent = step.number and step.number.text
    label = f"{name} = {local_rules.expression(step.function, step.typed, [nodes[i].name for i in inputs], exponent)}"
    sign = f"( ){local_rules.raised(exponent)}" if exponent else local_rules.SIGNS.get(step.function, step.typed)
    return Node(sign, name, label, inputs, step.function, step.typed, step.number)


def _folded_node(steps, group, name, shown, nodes):
    outside = [i for i in dict.fromkeys(j for i in group for j in steps[i].inputs) if i in shown]
    numbers = {j for i in group for j in steps[i].inputs} - set(outside) - set(group)
    names = {i: _Step("", nodes[shown[i]].name) for i in outside}
    kept = sorted([*outside, *numbers, *group])
    within = [names.get(i) or steps[i] for i in kept]
    within = [
        s if i in names else s._replace(inputs=tuple(map(kept.index, s.inputs)))
        for i, s in zip(kept, within, strict=True)
    ]
    variables = tuple(step.typed for step in names.values())
    inside = _graph(tuple(within), variables, [(kept.index(i),) for i in group])
    label = f"{name}: {len(group)} operations in one"
    return Node("…", name, label, tuple(shown[i] for i in outside), inside=inside)
