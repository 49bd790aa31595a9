"""The formula as a checked list of steps, in the order in which they are computed.

`ast.parse` decides the grouping (it compiles nothing and runs nothing), and each of its nodes must be on a whitelist
again. What is left is a tuple of Nodes in postfix order: x^2 + 1 is x, 2, ^, 1, +. Computing, differentiating and
showing are all one `fold` over it, without recursion, so that no formula is too deep.
"""

import ast
import re
from typing import NamedTuple

import numpy as np

from calcml.symbolic.errors import FormulaError, at
from calcml.symbolic.names import CONSTANTS, FUNCTIONS, arity
from calcml.symbolic.values import compute

LARGEST_EXPONENT = 1000
HIGHEST_TOWER = 10  # exponents upon exponents

_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^"}
_UNARY = {ast.UAdd: "pos", ast.USub: "neg"}


class Node(NamedTuple):
    """One step. `kind` is number, constant, variable (`value` its index) or call (`value` a sign or the name typed)."""

    kind: str
    value: object
    arity: int
    start: int
    end: int

    @property
    def function(self):
        """The function that is called: log for ln."""
        return FUNCTIONS.get(self.value, self.value)


def fold(program, leaf, call):
    """The result of `program`: leaf(node) for numbers and names, call(node, *results) for functions and signs."""
    stack = []
    for node in program:
        if node.arity == 0:
            stack.append(leaf(node))
        else:
            arguments = stack[-node.arity :]
            del stack[-node.arity :]
            stack.append(call(node, *arguments))
    (result,) = stack
    return result


def build(source, text):
    """The steps of a Source; FormulaError if a part of it has no value, or is too large to work with."""
    try:
        tree = ast.parse(source.code, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError("I cannot read this formula.", "Write it in smaller pieces, with brackets.") from None
    program = tuple(_node(node, *_span(node, source), source.code) for node in _postfix(tree.body))
    fold(program, lambda node: _check_leaf(node, text), lambda node, *parts: _check_call(node, parts, text))
    return program


def _postfix(root):
    waiting, order = [root], []
    while waiting:
        node = waiting.pop()
        order.append(node)
        waiting.extend(_operands(node))
    return reversed(order)


def _operands(node):
    match node:
        case ast.BinOp():
            return [node.left, node.right]
        case ast.UnaryOp():
            return [node.operand]
        case ast.Call():
            return node.args
        case _:
            return []


def _span(node, source):
    return source.starts[node.col_offset], source.ends[node.end_col_offset - 1]


def _node(node, start, end, code):
    match node:
        case ast.Constant(value=int() | float()):
            return Node("number", code[node.col_offset : node.end_col_offset], 0, start, end)
        case ast.Name(id=name) if name in CONSTANTS:
            return Node("constant", name, 0, start, end)
        case ast.Name(id=name) if re.fullmatch("v[0-9]+", name):
            return Node("variable", int(name[1:]), 0, start, end)
        case ast.BinOp(op=sign) if type(sign) in _BINARY:
            return Node("call", _BINARY[type(sign)], 2, start, end)
        case ast.UnaryOp(op=sign) if type(sign) in _UNARY:
            return Node("call", _UNARY[type(sign)], 1, start, end)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            if len(args) == arity(FUNCTIONS[name]):
                return Node("call", name, len(args), start, end)
    raise FormulaError("I cannot read this formula.", "Use numbers, names, brackets and + - * / ^ only.", start)


class _Size(NamedTuple):
    """What is known of a part: its value (None if it holds variables), and how large its exponents are."""

    value: float | None
    exponent: float = 1  # the product of the exponents inside each other
    height: int = 0  # of exponents upon exponents


def _check_leaf(node, text):
    if node.kind == "variable":
        return _Size(None)
    if node.kind == "constant":
        return _Size(CONSTANTS[node.value])
    value = float(node.value)
    if value == 0 and re.match(r"[0.]*[1-9]", node.value):
        raise at(text, node.start, node.end, "this number is too close to 0 to compute with.", "Try 0, or 1e-300.")
    return _Size(_finite(value, node, (), text))


def _check_call(node, parts, text):
    size = _Size(None, max(part.exponent for part in parts), max(part.height for part in parts))
    if node.function == "^":
        size = _check_power(node, *parts, text)
    values = [part.value for part in parts]
    if None in values:
        return size
    return size._replace(value=_finite(compute(node.function, *map(np.float64, values)), node, values, text))


def _check_power(node, base, exponent, text):
    size = _Size(None, base.exponent * max(1, abs(exponent.value or 0)), max(base.height, exponent.height + 1))
    if size.exponent > LARGEST_EXPONENT:
        hint = f"Try one of at most {LARGEST_EXPONENT}, all exponents multiplied."
        raise at(text, node.start, node.end, "the exponent is too large.", hint)
    if size.height > HIGHEST_TOWER:
        raise at(text, node.start, node.end, "too many powers upon powers.", "Put brackets, or leave some out.")
    return size._replace(exponent=max(size.exponent, exponent.exponent))


def _finite(value, node, values, text):
    if np.isfinite(value):
        return float(value)
    problem, hint = "this has no real value.", "Is a sign wrong, or a bracket missing?"
    if (node.function == "/" and values[1] == 0) or (node.function == "^" and values[0] == 0):
        problem, hint = "division by 0 has no value.", "Try another divisor."
    elif np.isinf(value) and node.function != "log":
        problem, hint = "this number is too large to compute with.", "Try one below 1e300."
    elif node.function == "^":
        hint = "Roots of negative numbers are not real. For a cube root try cbrt(x)."
    elif node.function in ("log", "sqrt"):
        hint = f"{node.function} takes {'positive numbers' if node.function == 'log' else 'numbers from 0 up'}."
    raise at(text, node.start, node.end, problem, hint)
