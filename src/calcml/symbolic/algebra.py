"""The formula as a SymPy expression, and its derivative as a formula that can be typed.

Expressions are built bottom up from SymPy objects, never from text. No step can take long: numbers whose exact form
grows beyond 64 bits become floats, exponents are bounded where the formula is read, and while it differentiates, SymPy
knows functions by name and slope only: its own examine their arguments, for minutes if they are nested (cosh, |u|).
"""

from fractions import Fraction
from functools import cache

from calcml.symbolic.errors import FormulaError
from calcml.symbolic.tree import fold

_LARGEST_EXACT = 2**64


def expression(program, variables):
    """The SymPy expression, in real symbols and SymPy's own functions; only cbrt is a name that it does not know."""
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
        text = _printer().doprint(slope).replace("**", "^")
    except (RecursionError, OverflowError, MemoryError):
        text = None
    if text is None or len(text) > longest:
        raise FormulaError("The derivative is too long to write down.", "Try a shorter formula.")
    return text


def _printer():
    from sympy.printing.str import StrPrinter

    printer = StrPrinter()
    printer._print_Exp1 = lambda expression: "e"  # SymPy's E could be a variable here
    return printer


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
        "sqrt": sympy.sqrt,
    }


@cache
def _own_functions():
    import sympy

    known = "sin cos tan asin acos atan sinh cosh tanh exp log".split()
    return (
        _signs()
        | {name: getattr(sympy, name) for name in known}
        | {
            "abs": sympy.Abs,
            "sign": sympy.sign,
            "cbrt": _differentiable()["cbrt"],  # SymPy's real roots hold u several times: 2^20 times if they are nested
            "max": sympy.Max,
            "min": sympy.Min,
            "relu": lambda u: sympy.Max(0, u),
            "step": lambda u: sympy.Heaviside(u, 0),
            "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
            "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
        }
    )


@cache
def _differentiable():
    """Functions that SymPy knows by their slopes only: one rule for each argument."""
    import sympy

    functions = _signs()
    for name, rules in _slopes(functions).items():
        fdiff = lambda self, argindex=1, rules=rules: sympy.S.One * rules[argindex - 1](*self.args)  # noqa: E731
        functions[name] = type(name, (sympy.Function,), {"fdiff": fdiff, "nargs": len(rules)})
    return functions


def _slopes(f):
    """Each function's slope, or its partial derivatives; `f` holds the functions, by name, once they are needed."""

    def wins(u, v):
        # 1 where u > v, 0 where u < v. At u = v a constant wins over what varies: max(x, 0) is flat at 0, as relu is.
        return 1 - f["step"](v - u) if u.is_number else f["step"](u - v)

    return {
        "exp": [lambda u: f["exp"](u)],
        "log": [lambda u: 1 / u],
        "sin": [lambda u: f["cos"](u)],
        "cos": [lambda u: -f["sin"](u)],
        "tan": [lambda u: 1 + f["tan"](u) ** 2],
        "asin": [lambda u: 1 / f["sqrt"](1 - u**2)],
        "acos": [lambda u: -1 / f["sqrt"](1 - u**2)],
        "atan": [lambda u: 1 / (1 + u**2)],
        "sinh": [lambda u: f["cosh"](u)],
        "cosh": [lambda u: f["sinh"](u)],
        "tanh": [lambda u: 1 - f["tanh"](u) ** 2],
        "cbrt": [lambda u: 1 / (3 * f["cbrt"](u) ** 2)],
        "abs": [lambda u: f["sign"](u)],
        "sign": [lambda u: 0],
        "step": [lambda u: 0],
        "relu": [lambda u: f["step"](u)],
        "sigmoid": [lambda u: f["sigmoid"](u) * (1 - f["sigmoid"](u))],
        "softplus": [lambda u: f["sigmoid"](u)],
        "max": [lambda u, v: wins(u, v), lambda u, v: 1 - wins(u, v)],
        "min": [lambda u, v: 1 - wins(u, v), lambda u, v: wins(u, v)],
    }
