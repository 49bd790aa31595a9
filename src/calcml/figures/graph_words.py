"""Words and formulas for derivatives along a graph: u₁ is typeset, and a rounded number never called equal."""

import re

from calcml.live.formula_line import Markup, coloured, math
from calcml.symbolic.local_rules import chained, shown

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
_BELOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_PIECES = re.compile("([^\\W\\d_₀-₉]+)([₀-₉]+)|([⁻⁰¹²³⁴-⁹]+)")


def times(a, b):
    """A product of two numbers in words, and whether it shows all of them."""
    (left, one), (right, other) = shown(a), shown(b)
    return f"{left}·{signed(right)}", one and other


def added(a, b):
    """A sum of two numbers in words, and whether it shows all of them."""
    (left, one), (right, other) = shown(a), shown(b)
    return f"{left} + {signed(right)}", one and other


def signed(text):
    """A number behind a sign, in brackets if it is negative."""
    return f"({text})" if text.startswith("−") else text


def after(words):
    """What follows the first thing in a chain of equals: "= 1·2 = 2" of "a = 1·2 = 2"."""
    return words[words.index(" ") + 1 :]


def listed(parts):
    """a, b and c."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def partial(top, below):
    """∂top/∂below as a fraction in the formula line, in the colour of derivatives."""
    return coloured(
        "derivative", Markup(f"<mfrac><mrow>{row('∂' + top)}</mrow><mrow>{row('∂' + below)}</mrow></mfrac>")
    )


def typeset(words):
    """A calculation in words as a formula: u₁ and x² with their digits below and above."""
    return math(Markup(row(words)))


def row(words):
    """The same without `<math>` around it, to stand within a row."""
    parts, end = [], 0
    for found in _PIECES.finditer(words):
        parts.append(words[end : found.start()])
        name, below, above = found.groups()
        if above:
            parts.append(Markup(f"<msup><mrow></mrow><mn>{above.translate(_RAISED)}</mn></msup>"))
        else:
            parts.append(Markup(f"<msub><mi>{name}</mi><mn>{below.translate(_BELOW)}</mn></msub>"))
        end = found.end()
    return re.sub("</?math[^>]*>", "", math(*parts, words[end:]))


def ending(graph, values, gradients):
    """What is said once derivatives have come back to all variables: the gradient, or what choices at kinks give."""
    named = {node.name: float(g) for node, g in zip(graph.nodes, gradients, strict=True)}
    result = graph.nodes[-1].name if graph.nodes[-1].inputs else "f"
    parts = [chained((f"∂{result}/∂{name}", True), shown(named.get(name, 0.0))) for name in graph.variables]
    absent = [name for name in graph.variables if name not in named]
    why = f" ({result} does not depend on {listed(absent)}.)" if absent else ""
    if graph.chooses(values):
        return f"With the choice at the kink: {listed(parts)}. These need not be derivatives.{why}"
    return f"The gradient is complete: {listed(parts)}.{why}"
