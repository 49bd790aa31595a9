"""The formula in MathML, grouped as it was understood: fractions, powers and brackets show what belongs together."""

from html import escape
from typing import NamedTuple

from calcml.symbolic.tree import fold

# How tightly a part holds together: what is looser than its place asks for gets brackets.
SUM, PRODUCT, POWER, CALL, ATOM = range(5)

_INVISIBLE_TIMES = "<mo>&#x2062;</mo>"
_APPLY = "<mo>&#x2061;</mo>"


class _Part(NamedTuple):
    """Markup, its hold, and what it looks like at its two ends: digit, letter, bracket, minus or picture."""

    markup: str
    hold: int
    first: str
    last: str


def show(program, variables):
    """The `<math>` element of a formula."""
    return f'<math displaystyle="true">{fold(program, lambda node: _leaf(node, variables), _call).markup}</math>'


def _leaf(node, variables):
    if node.kind == "number":
        return _number(node.value)
    if node.kind == "constant":
        name = {"e": "e", "pi": "π"}[node.value]
        return _Part(f'<mi mathvariant="normal">{name}</mi>', ATOM, "letter", "letter")
    return _Part(f"<mi>{escape(variables[node.value])}</mi>", ATOM, "letter", "letter")


def _number(text):
    digits, _, exponent = text.lower().partition("e")
    if not exponent:
        return _Part(f"<mn>{escape(digits)}</mn>", ATOM, "digit", "digit")
    sign = "<mo>−</mo>" if exponent.startswith("-") else ""
    power = f"<msup><mn>10</mn><mrow>{sign}<mn>{escape(exponent.lstrip('+-'))}</mn></mrow></msup>"
    return _Part(f"<mrow><mn>{escape(digits)}</mn><mo>·</mo>{power}</mrow>", PRODUCT, "digit", "picture")


def _call(node, *parts):
    return _SHOWN.get(node.function, _function)(node, *parts)


def _brackets(part, least, leads=False):
    """`part` as it is if it holds tightly enough; a minus needs brackets unless it leads the line."""
    if part.hold >= least and (leads or part.first != "minus"):
        return part
    markup = f"<mrow><mo>(</mo>{part.markup}<mo>)</mo></mrow>"
    return _Part(markup, ATOM, "bracket", "bracket")


def _row(left, sign, right, hold):
    return _Part(f"<mrow>{left.markup}{sign}{right.markup}</mrow>", hold, left.first, right.last)


def _add(node, left, right):
    return _row(left, "<mo>+</mo>", _brackets(right, PRODUCT), SUM)


def _subtract(node, left, right):
    return _row(left, "<mo>−</mo>", _brackets(right, PRODUCT), SUM)


def _negative(node, part):
    part = _brackets(part, PRODUCT)
    return _Part(f"<mrow><mo>−</mo>{part.markup}</mrow>", PRODUCT, "minus", part.last)


def _positive(node, part):
    return part


def _multiply(node, left, right):
    left, right = _brackets(left, PRODUCT, leads=True), _brackets(right, POWER)
    # x(x + 1) could be a function's value: only after a digit or a bracket is the sign left out.
    silent = right.first == "bracket" and left.last in ("digit", "bracket")
    silent |= right.first == "letter" and left.last == "digit"
    return _row(left, _INVISIBLE_TIMES if silent else "<mo>·</mo>", right, PRODUCT)


def _divide(node, top, bottom):
    markup = f"<mfrac><mrow>{top.markup}</mrow><mrow>{bottom.markup}</mrow></mfrac>"
    return _Part(markup, POWER, "picture", "picture")


def _power(node, base, exponent):
    base = _brackets(base, ATOM)
    last = "bracket" if base.last == "bracket" else "picture"
    return _Part(f"<msup>{base.markup}<mrow>{exponent.markup}</mrow></msup>", POWER, base.first, last)


def _square_root(node, part):
    return _Part(f"<msqrt>{part.markup}</msqrt>", ATOM, "picture", "picture")


def _cube_root(node, part):
    return _Part(f"<mroot><mrow>{part.markup}</mrow><mn>3</mn></mroot>", ATOM, "picture", "picture")


def _absolute(node, part):
    bar = '<mo fence="true" stretchy="true" form="{}">|</mo>'
    markup = f"<mrow>{bar.format('prefix')}{part.markup}{bar.format('postfix')}</mrow>"
    return _Part(markup, ATOM, "bracket", "bracket")


def _function(node, *parts):
    inside = "<mo>,</mo>".join(part.markup for part in parts)
    name = f'<mi mathvariant="normal">{escape(node.value)}</mi>'
    return _Part(f"<mrow>{name}{_APPLY}<mrow><mo>(</mo>{inside}<mo>)</mo></mrow></mrow>", CALL, "letter", "bracket")


_SHOWN = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "^": _power,
    "neg": _negative,
    "pos": _positive,
    "sqrt": _square_root,
    "cbrt": _cube_root,
    "abs": _absolute,
}
