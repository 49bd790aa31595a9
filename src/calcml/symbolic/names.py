"""The names that a formula may hold, and what is said about every other one."""

import difflib
import math
import re

from calcml.symbolic.errors import FormulaError, printable

CONSTANTS = {"e": math.e, "pi": math.pi}

# Name as typed -> the function that is meant.
FUNCTIONS = {
    name: name
    for name in (
        "sin cos tan asin acos atan sinh cosh tanh exp log sqrt cbrt abs sign max min relu step sigmoid softplus"
    ).split()
} | {"ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan"}

TWO_ARGUMENTS = frozenset({"max", "min"})

_ADVICE = {
    "log10": "Try log(x)/log(10).",
    "log2": "Try log(x)/log(2).",
    "lg": "Try log(x)/log(10).",
    "cot": "Try 1/tan(x).",
    "sec": "Try 1/cos(x).",
    "csc": "Try 1/sin(x).",
    "tg": "Did you mean tan?",
    "pow": "Write a power as x^2.",
    "i": "Formulas use real numbers only.",
    "j": "Formulas use real numbers only.",
    "inf": "A formula needs finite numbers.",
    "nan": "A formula needs finite numbers.",
    "heaviside": "Did you mean step?",
}


def arity(function):
    """How many values `function` takes."""
    return 2 if function in TWO_ARGUMENTS else 1


def check_variables(variables):
    """The variables as a tuple; ValueError if one is no name, is taken, or stands twice."""
    variables = tuple(variables)
    if not variables or len(set(variables)) < len(variables):
        raise ValueError(f'expected different variables such as ("x",) or ("x", "y"), got {variables!r}')
    for name in variables:
        if not (isinstance(name, str) and name.isidentifier()):
            raise ValueError(f'a variable is a name such as "x", got {name!r}')
        if name in FUNCTIONS or name in CONSTANTS:
            raise ValueError(f'the variable {name!r} has a fixed meaning in formulas: choose another, such as "x"')
    return variables


def unknown_name(name, variables, position):
    """The FormulaError for a name that does not exist, with the nearest that does."""
    problem, hint = f'I do not know "{printable(name)}".', _hint(name, variables)
    if len(name) == 1 and hint is None:
        these = " and ".join(variables)
        problem, hint = f'I do not know "{printable(name)}": this formula uses {these}.', f"Write it with {these}."
    known = f"Known are {', '.join(variables)}, e, pi and functions such as sin, exp, log and sqrt."
    return FormulaError(problem, hint or known, position)


def _hint(name, variables):
    lower = name.lower()
    if lower in _ADVICE:
        return _ADVICE[lower]
    spelt_out = _spell_out(name, variables)
    if spelt_out:
        return f"Did you mean {spelt_out}?"
    if not name.isascii():
        return "Type it again in Latin letters."
    names = [*variables, *CONSTANTS, *FUNCTIONS]
    nearest = difflib.get_close_matches(lower, names, n=1) or [f for f in FUNCTIONS if lower.startswith(f)]
    return f"Did you mean {nearest[0]}?" if nearest else None


def _spell_out(name, variables):
    """Names and numbers run together, apart: xy -> x*y, sin2x -> sin(2*x); None if a piece is unknown."""
    known = sorted([*variables, *CONSTANTS, *FUNCTIONS], key=len, reverse=True)
    pieces = re.findall("|".join(map(re.escape, known)) + "|[0-9]+", name)
    if "".join(pieces) != name or not set(pieces) & set(variables):
        return None
    split = next((i for i, piece in enumerate(pieces) if piece in FUNCTIONS), len(pieces))
    factors, inside = pieces[:split], pieces[split + 1 :]
    if set(inside) & set(FUNCTIONS):
        return None
    if split < len(pieces):
        factors.append(f"{pieces[split]}({'*'.join(inside) or variables[0]})")
    return "*".join(factors)
