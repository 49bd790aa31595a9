"""Cut a typed formula into numbers, names and signs. Whatever is not on these lists goes no further."""

import re
from typing import NamedTuple

from calcml.symbolic.errors import FormulaError, at
from calcml.symbolic.names import CONSTANTS, FUNCTIONS, unknown_name

# One character each, so that positions stay those of the typed text.
_SAME = str.maketrans("−–∕÷·⋅∙×∗", "--//*****")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LETTER = r"(?:(?![⁰¹²³⁴⁵⁶⁷⁸⁹π])\w)"

_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    | (?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<name>π|(?!\d){_LETTER}+)
    | (?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    | (?P<sign>\*\*|[-+*/^])
    | (?P<other>[()|,√])""",
    re.VERBOSE,
)

_FOREIGN = {
    "<>≤≥≠": ("a comparison is not a formula.", "Type one side only, such as x^2 - 1."),
    "[]{}": ("only round brackets are used here.", "Try ( and )."),
    "'\"`‘’“”": ("quotation marks have no place in a formula.", "Type it without them, such as x^2."),
    "!": ("there are no factorials here.", "Write the product out, such as 3*2*1."),
    ".": ("a point belongs inside a number.", "Try 0.5, or * for a product."),
    "%": ("a percent sign has no meaning here.", "Try /100."),
    "°": ("angles are measured in radians.", "Try x*pi/180."),
    "∞": ("a formula needs finite numbers.", "Try a large one, such as 1000."),
}


class Token(NamedTuple):
    """A piece of the typed text. `kind` is number, value, function, power, sign, or one of the characters ( ) | , √"""

    kind: str
    text: str
    start: int
    end: int


def tokenise(text, variables):
    """The tokens of `text`; FormulaError at the first character or name that a formula cannot hold."""
    plain, tokens, position = text.translate(_SAME), [], 0
    while position < len(plain):
        match = _TOKEN.match(plain, position)
        if not match:
            raise _foreign(text, position)
        position = match.end()
        if match.lastgroup != "space":
            tokens.append(Token(match.lastgroup, match.group(), *match.span()))
    return [_known(token, variables) for token in tokens]


def _known(token, variables):
    if token.kind == "other":
        return token._replace(kind=token.text)
    if token.kind != "name":
        return token
    name = token.text.replace("π", "pi") if token.text not in variables else token.text
    if name in variables or name in CONSTANTS:
        return token._replace(kind="value", text=name)
    if name in FUNCTIONS:
        return token._replace(kind="function")
    raise unknown_name(name, variables, token.start)


def _foreign(text, position):
    character = text[position]
    if character == "=":
        return _equals_sign(text, position)
    for characters, (problem, hint) in _FOREIGN.items():
        if character in characters:
            return at(text, position, position + 1, problem, hint)
    hint = "Use numbers, names, brackets and + - * / ^ only."
    return at(text, position, position + 1, "this character has no meaning in a formula.", hint)


def _equals_sign(text, position):
    left, right = text[:position].strip(), text[position + 1 :].strip()
    if right.startswith("="):
        return at(text, position, position + 2, "a comparison is not a formula.", "Type one side only.")
    if re.fullmatch(r"(\w+'?\s*(\([\w\s,]*\))?)?", left):
        what_to_try = f"Try {right}." if right and "=" not in right else "Try x^2."
        return FormulaError('"=": type only what stands right of the =.', what_to_try, position)
    return FormulaError('"=": an equation is not a formula.', "Type one side of it only.", position)
