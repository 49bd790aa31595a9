"""The line under a live picture that shows a formula with its numbers put in, as MathML.

    math("slope = ", fraction("f(x₀ + h) − f(x₀)", "h"), " = ", coloured("derivative", decimal(2.1, 2)))

Text is cut into numbers, names and signs and escaped; what these functions return is taken as it is.
"""

import html
import re

from calcml.style import TEXT_COLOURS

_TOKENS = re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,})+|[−-]?\d[\d,.]*(?:e[−-]?\d+)?%?|[^\W\d_]+(?:[₀₁₂]|′)?|\s+|.")
_BELOW = "₀₁₂"
_AFTER_A_VALUE = re.compile(r"[\w)′₀₁₂]\s*$")


class Markup(str):
    """MathML that needs no escaping."""


def math(*parts):
    """Mathematics from texts and markup, in one row; a second `math` behind it may stand in a row of its own."""
    return Markup(f'<math displaystyle="true">{_row(parts)}</math>')


def fraction(top, bottom):
    """`top` over `bottom`."""
    return Markup(f"<mfrac><mrow>{_row([top])}</mrow><mrow>{_row([bottom])}</mrow></mfrac>")


def power(base, exponent):
    """`base` to the `exponent`."""
    return Markup(f"<msup><mrow>{_row([base])}</mrow><mrow>{_row([exponent])}</mrow></msup>")


def coloured(meaning, *parts):
    """Parts in the colour of what they mean: a key of `calcml.style.TEXT_COLOURS`."""
    return Markup(f'<mrow style="color: {TEXT_COLOURS[meaning]}">{_row(parts)}</mrow>')


def inside(mathml):
    """The contents of a `<math>` element, to stand within a line."""
    return Markup(f"<mrow>{re.sub(r'</?math[^>]*>', '', mathml)}</mrow>")


def decimal(value, places):
    """A number with so many decimals and a true minus sign; never "−0.00"."""
    text = f"{value:,.{places}f}"
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", "−")


def _row(parts):
    return "".join(part if isinstance(part, Markup) else _tokens(part) for part in parts)


def _tokens(text):
    out, position = [], 0
    while position < len(text):
        token = _TOKENS.match(text, position)[0]
        if token[0] in "−-" and len(token) > 1 and _AFTER_A_VALUE.search(text[:position]):
            token = token[0]  # a difference, not a sign
        out.append(_element(token))
        position += len(token)
    return "".join(out)


def _element(token):
    if token.isspace():
        return '<mspace width="0.2em"/>'
    if token[-1].isdigit() and token[-1] not in _BELOW or token[-1] == "%":
        return f"<mn>{token}</mn>"
    if token[0].isalpha():
        return _name(token)
    return f'<mo stretchy="false">{html.escape(token)}</mo>'


def _name(token):
    """A word, or a letter such as x, x₀ or f′."""
    letters = token.rstrip("′" + _BELOW)
    if len(letters) > 1:
        return f"<mtext>{token}</mtext>"
    marks = token[len(letters) :]
    if not marks:
        return f"<mi>{letters}</mi>"
    if marks == "′":
        return f'<mrow><mi>{letters}</mi><mo lspace="0" rspace="0">′</mo></mrow>'
    return f"<msub><mi>{letters}</mi><mn>{_BELOW.index(marks)}</mn></msub>"
