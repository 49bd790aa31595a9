"""The formula as a SymPy expression, and its derivative as a formula that can be typed.

Expressions are built bottom up from SymPy objects, never from text. No step can take long: numbers whose exact form
grows beyond 64 bits become floats, exponents are bounded where the formula is read, and functions that SymPy would
examine at length (|u|, max …) are plain names to it while it differentiates.
"""

import re
from fractions import Fraction
from functools import cache

from calcml.symbolic.errors import FormulaError
from calcml.symbolic.tree import fold

_LARGEST_EXACT = 2**64


def expression(program, variables):
    """The SymPy expression, in real symbols and SymPy's own functions; cbrt alone is a name that SymPy does not know."""
    import sympy

    return _build(program, [sympy.Symbol(name, real=True) for name in variables], _own_functions())


def derivative_text(program, variables, variable, longest):
    """The derivative by `variable`, by SymPy's rules, in the language that formulas are typed in.

    The symbols carry no assumptions here: SymPy then keeps the learner's own forms, such as sqrt(x^2).
    """
    import sympy

    symbols = [sympy.Symbol(name) for name in variables]
    try:
        slope = sympy.diff(_build(program, symbols, _differentiable()), symbols[variables.index(variable)])
        if slope.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I):
            raise FormulaError("This formula has no derivative anywhere.", "Does it divide by 0?")
        text = re.sub(r"\bE\b", "e", sympy.sstr(slope)).replace("**", "^")
    except (RecursionError, OverflowError, MemoryError):
        text = None
    if text is None or len(text) > longest:
        raise FormulaError("The derivative is too long to write down.", "Try a shorter formula.")
    return text


def _build(program, symbols, functions):
    import sympy

    constants = {"e": sympy.E, "pi": sympy.pi}

    def leaf(node):
        if node.kind == "variable":
            return symbols[node.value]
        return constants[node.value] if node.kind == "constant" else _number(node.value)

    return fold(program, leaf, lambda node, *parts: _bounded(functions[node.function](*parts)))


def _number(text):
    import sympy

    exact = Fraction(text)  # the text is a finite float's: the reader has seen to that
    return _bounded(sympy.Rational(exact.numerator, exact.denominator))


def _bounded(result):
    import sympy

    if result.is_Rational and max(abs(result.p), result.q) > _LARGEST_EXACT:
        return sympy.Float(result, 17)
    return result


def _signs():
    import sympy

    return {
        "+": sympy.Add,
        "-": lambda u, v: sympy.Add(u, sympy.Mul(-1, v)),
        "*": sympy.Mul,
        "/": lambda u, v: sympy.Mul(u, sympy.Pow(v, -1)),
        "^": sympy.Pow,
        "neg": lambda u: sympy.Mul(-1, u),
        "pos": lambda u: u,
    } | {
        name: getattr(sympy, name)
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt")
    }


@cache
def _own_functions():
    import sympy

    return _signs() | {
        "abs": sympy.Abs,
        "sign": sympy.sign,
        "cbrt": _differentiable()["cbrt"],  # SymPy's real roots hold u several times: 2^20 of them if they are nested
        "max": sympy.Max,
        "min": sympy.Min,
        "relu": lambda u: sympy.Max(0, u),
        "step": lambda u: sympy.Heaviside(u, 0),
        "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
        "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    }


@cache
def _differentiable():
    """Functions that SymPy knows by their slopes only: one lambda for each argument."""
    import sympy

    zero, one, named = sympy.S.Zero, sympy.S.One, {}
    slopes = {
        "abs": [lambda u: named["sign"](u)],
        "sign": [lambda u: zero],
        "step": [lambda u: zero],
        "cbrt": [lambda u: 1 / (3 * named["cbrt"](u) ** 2)],
        "relu": [lambda u: named["step"](u)],
        "sigmoid": [lambda u: named["sigmoid"](u) * (1 - named["sigmoid"](u))],
        "softplus": [lambda u: named["sigmoid"](u)],
        # At u = v both slopes would do; the choice makes max(x, 0) and max(0, x) flat at 0, as relu is.
        "max": [lambda u, v: _wins(named["step"], u, v), lambda u, v: one - _wins(named["step"], u, v)],
        "min": [lambda u, v: one - _wins(named["step"], u, v), lambda u, v: _wins(named["step"], u, v)],
    }
    for name, rules in slopes.items():
        fdiff = lambda self, argindex=1, rules=rules: rules[argindex - 1](*self.args)  # noqa: E731
        named[name] = type(name, (sympy.Function,), {"fdiff": fdiff, "nargs": len(rules)})
    return _signs() | named


def _wins(step, u, v):
    """1 where u > v, 0 where u < v; where they are equal, a constant wins over what varies."""
    return 1 - step(v - u) if u.is_number else step(u - v)
