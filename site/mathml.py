"""Formulas as MathML, which browsers of 2023 and newer show without a script.

latex2mathml translates; what it leaves to the browser, and browsers do unlike TeX, is settled here: which bars and
minus signs belong to what follows, the thin space around the names of functions, limits under and over.
"""

import re
import xml.etree.ElementTree as ET
from html import escape

from docutils import nodes
from latex2mathml.converter import convert

THIN = "0.1667em"
CLOSE, BARS = set(")]}⟩⌋!"), set("|‖")
LETTERS = set("∂∇⊤…⋯⋮⋱∞′″‴")  # operators for latex2mathml, letters for TeX
TIGHT = BARS | set("/.!;")  # without space on either side, or by what stands there already
PRIMES = {"′", "″", "‴"}
SIGNS = set("+-−±∓")
EQUATE, LONG = set("=≈≤≥<>"), 26  # where a formula of more characters may be broken
WITH_LIMITS = set("∑∏") | {"lim", "max", "min"}
_GAP = re.compile(r"\\\\\[[^]]*\]")  # a larger gap between two rows
_MARKED = re.compile(r'([(“]?)(<math display="inline">(?:(?!</math>).)*</math>)([.,;:?!)”’]*)', re.DOTALL)
_TAG = re.compile(r"\\tag\{([^}]*)\}")


def to_mathml(tex, block=False):
    """A formula as a <math> element."""
    element = convert(_GAP.sub(r"\\\\", tex), display="block" if block else "inline")
    math = ET.fromstring(element.replace(' xmlns="', ' xmlns:m="'))
    for parent in math.iter():
        _join_numbers(parent)
        if parent.tag == "msup" and (parent[1].text or "") in PRIMES:
            parent.tag = "mrow"  # the sign is small and high already
        for child in parent:
            _letter(child, alone=parent.tag in ("msup", "msub", "msubsup") and child is not parent[0])
    for parent in list(math.iter()):
        if block:
            _put_limits_below(parent)
        if parent.tag in ("math", "mrow", "mtd", "mstyle", "msqrt"):
            _settle_operators(parent)
            _space_names(parent)
    return ET.tostring(math, encoding="unicode")


def _join_numbers(row):
    """65{,}535 is one number."""
    parts = list(row)
    for first, comma, last in zip(parts, parts[1:], parts[2:], strict=False):
        if (first.tag, comma.tag, last.tag) == ("mn", "mrow", "mn") and "".join(comma.itertext()) == ",":
            last.text = f"{first.text},{last.text}"
            row.remove(first)
            row.remove(comma)


def _letter(element, alone):
    """What TeX takes for a letter or a name is no operator; nor is a sign that stands alone in an exponent."""
    text = element.text or ""
    if text in {"±", "∓"}:
        element.tag = "mo"
    elif element.tag == "mo" and (text in LETTERS or len(text) > 1 and text.isalpha() or alone):
        element.tag, element.attrib = "mi", {} if len(text) > 1 or text == "∂" else {"mathvariant": "normal"}


def _put_limits_below(element):
    """In a formula on its own line, the limits of a sum stand below and above it."""
    if element.tag in ("msub", "msubsup") and element[0].text in WITH_LIMITS:
        element.tag = {"msub": "munder", "msubsup": "munderover"}[element.tag]


def _settle_operators(row):
    """Say which bars open and which close, and which signs belong to what follows."""
    before, is_open = None, False  # what stands before, blanks aside; and whether a bar is open
    for element in row:
        operator = _base(element)
        text = operator.text or ""
        if operator.tag == "mo":
            opens = before is None or (before.tag == "mo" and not _closes(before))
            if text in TIGHT and "stretchy" not in operator.attrib:
                operator.attrib |= {"lspace": "0", "rspace": THIN if text == ";" else "0"}
            if text in BARS:
                operator.set("stretchy", operator.get("stretchy", "false"))
                is_open = not is_open
                operator.set("form", "prefix" if is_open else "postfix")
            elif text in SIGNS and opens:
                operator.set("form", "prefix")
        if element.tag != "mspace":
            before = operator


def _base(element):
    """What bears the exponents and the limits of an element, or itself."""
    while element.tag in ("msup", "msub", "msubsup", "munder", "munderover") and len(element):
        element = element[0]
    return element


def _closes(operator):
    return operator.text in CLOSE or operator.get("form") == "postfix"


def _space_names(row):
    """A thin space around names of functions, where nothing else keeps them apart: 2 sin x."""
    parts, at = list(row), 0
    for before, element, after in zip([None, *parts], parts, [*parts[1:], None], strict=False):
        at += 1
        if not _is_name(element):
            continue
        if (
            before is not None
            and (before.tag not in ("mo", "mspace", "mtext") or _closes(before))
            and not _is_name(before)
        ):
            row.insert(at - 1, ET.Element("mspace", width=THIN))
            at += 1
        if (
            after is not None
            and after.tag not in ("mspace", "mtext")
            and (after.tag != "mo" or after.get("form") == "prefix")
        ):
            row.insert(at, ET.Element("mspace", width=THIN))
            at += 1


def _is_name(element):
    """Whether this is the name of a function, or such a name with an exponent or limits."""
    element = _base(element)
    return element.tag in ("mi", "mtext") and len(element.text or "") > 1 and element.text.isalpha()


def visit_inline(writer, node):
    """Write a formula within a line. A long one may be broken behind a sign that equates, but not in a table."""
    in_table = any(isinstance(element, nodes.entry) for element in _above(node))
    writer.body.append(to_mathml(node.astext()) if in_table else in_pieces(to_mathml(node.astext())))
    raise nodes.SkipNode


def _above(node):
    while node := getattr(node, "parent", None):
        yield node


def in_pieces(math):
    """A long formula as several <math> elements, since no browser breaks one: each but the last ends with a sign."""
    whole = ET.fromstring(math)
    (row,) = whole
    if row.tag != "mrow" or len("".join(whole.itertext())) <= LONG:
        return math
    pieces = [[]]
    for element in row:
        pieces[-1].append(element)
        if element.tag == "mo" and element.text in EQUATE:
            element.set("form", "infix")
            pieces.append([])
    return "".join(_piece(piece, whole.attrib) for piece in pieces if piece)


def with_their_marks(page):
    """A page where no line begins with the comma behind a formula, or ends with the bracket before it."""
    return _MARKED.sub(_kept_together, page)


def _kept_together(found):
    return f'<span class="kept">{found[0]}</span>' if found[1] or found[3] else found[0]


def _piece(elements, attributes):
    math = ET.Element("math", attributes)
    ET.SubElement(math, "mrow").extend(elements)
    return ET.tostring(math, encoding="unicode")


def visit_block(writer, node):
    """Write a formula on a line of its own, with its number if it has one."""
    tex, number = node.astext(), _TAG.search(node.astext())
    eqno = f'<span class="eqno">({escape(number[1])})</span>' if number else ""
    writer.body.append(f'<div class="math">{to_mathml(_TAG.sub("", tex), block=True)}{eqno}</div>\n')
    raise nodes.SkipNode
