"""Every operation's local derivatives: in numbers, and in words that a learner can check.

At a kink the derivative is a choice, the same as in calcml.autodiff: 0 for relu and |u|, and one half for each side of
a tie in max and min. Where there is none (a jump, an infinitely steep place) it is NaN, and the words say why.
"""

import math as m
from typing import NamedTuple

import numpy as np

from calcml.symbolic.values import compute

SIGNS = {"*": "×", "/": "÷", "-": "−", "neg": "−( )", "sqrt": "√", "cbrt": "∛", "abs": "| |", "sigmoid": "σ"}
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

# u and v are the inputs, w is the result; a capital one gets brackets if it is negative, a double one if it is not one
# piece. A function that is not listed is written as its name and brackets.
_EXPRESSIONS = {
    "+": "{u} + {V}",
    "-": "{u} − {V}",
    "*": "{u}·{V}",
    "/": "{u}/{VV}",
    "^": "{UU}^{VV}",
    "neg": "−{U}",
    "sqrt": "√{UU}",
    "cbrt": "∛{UU}",
    "abs": "|{u}|",
    "max": "max({u}, {v})",
    "min": "min({u}, {v})",
}
SIGNED = frozenset({"+", "-", "*", "/", "^", "neg"})  # written with a sign between: brackets hold them together
_CANCELS = {"tanh": -1, "sigmoid": -1, "asin": 0, "acos": 0}  # 1 − w² and the like: rounded numbers mislead near w = ±1


class Rule(NamedTuple):
    """The derivative of w = function(u, v) by one of its inputs: its value from u, v and w, and how it is written."""

    value: object
    words: str = ""


def _f(name):
    return lambda u, v, w: compute(name, u)


# For each operation one rule for each of its inputs. The values keep relative accuracy where 1 − w² would lose it.
RULES = {
    "+": (Rule(lambda u, v, w: 1.0, "1"), Rule(lambda u, v, w: 1.0, "1")),
    "-": (Rule(lambda u, v, w: 1.0, "1"), Rule(lambda u, v, w: -1.0, "−1")),
    "*": (Rule(lambda u, v, w: v, "{v}"), Rule(lambda u, v, w: u, "{u}")),
    "/": (Rule(lambda u, v, w: 1 / v, "1/{VV}"), Rule(lambda u, v, w: -w / v, "−{U}/{VV}²")),
    "^": (
        Rule(lambda u, v, w: 0.0 if v == 0 else v * compute("^", u, v - 1), "{V}·{UU}^({v} − 1)"),
        Rule(lambda u, v, w: 0.0 if u == 0 else w * compute("log", u), "{w}·log({u})"),
    ),
    "neg": (Rule(lambda u, v, w: -1.0, "−1"),),
    "sin": (Rule(_f("cos"), "cos({u})"),),
    "cos": (Rule(lambda u, v, w: -np.sin(u), "−sin({u})"),),
    "tan": (Rule(lambda u, v, w: 1 + w * w, "1 + {WW}²"),),
    "asin": (Rule(lambda u, v, w: 1 / np.sqrt((1 - u) * (1 + u)), "1/√(1 − {UU}²)"),),
    "acos": (Rule(lambda u, v, w: -1 / np.sqrt((1 - u) * (1 + u)), "−1/√(1 − {UU}²)"),),
    "atan": (Rule(lambda u, v, w: 1 / (1 + u * u), "1/(1 + {UU}²)"),),
    "sinh": (Rule(_f("cosh"), "cosh({u})"),),
    "cosh": (Rule(_f("sinh"), "sinh({u})"),),
    "tanh": (Rule(lambda u, v, w: 1 / np.cosh(u) ** 2, "1 − {WW}²"),),
    "exp": (Rule(lambda u, v, w: w, "{w}"),),
    "log": (Rule(lambda u, v, w: 1 / u, "1/{UU}"),),
    "sqrt": (Rule(lambda u, v, w: 0.5 / w, "1/(2·{w})"),),
    "cbrt": (Rule(lambda u, v, w: 1 / (3 * w * w), "1/(3·{WW}²)"),),
    "sigmoid": (Rule(lambda u, v, w: w * compute("sigmoid", -u), "{w}·(1 − {w})"),),
    "softplus": (Rule(_f("sigmoid"), "sigmoid({u})"),),
    # These have a reason in place of a rule.
    "abs": (Rule(_f("sign")),),
    "sign": (Rule(lambda u, v, w: 0.0),),
    "step": (Rule(lambda u, v, w: 0.0),),
    "relu": (Rule(_f("step")),),
    "max": (Rule(lambda u, v, w: float(u > v)), Rule(lambda u, v, w: float(v > u))),
    "min": (Rule(lambda u, v, w: float(u < v)), Rule(lambda u, v, w: float(v < u))),
}


def plain(value, digits=4):
    """A number in so many significant digits, without zeros at its end; a very small or large one as 1.2·10⁻⁵."""
    value = float(value)
    if value == 0:
        return "0"
    factor, power = f"{value:.{digits - 1}e}".split("e")
    if not -4 < int(power) < 6:
        return f"{_trimmed(factor)}·10{str(int(power)).translate(_RAISED)}".replace("-", "−")
    return _trimmed(f"{value:,.{max(0, digits - 1 - int(power))}f}").replace("-", "−")


def _trimmed(text):
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value):
    """A number as `plain` writes it, and whether that is all of it."""
    return plain(value), m.isclose(float(f"{value:.3e}"), value, rel_tol=1e-12)


def chained(*steps):
    """Pairs of a text and whether it is exact, for one and the same number, joined by = and, once one is not, by ≈."""
    words, sign = "", "="
    for text, exact in dict(steps).items():  # of the same text twice, the latter knows whether it is exact
        sign = sign if exact else "≈"
        words += f" {sign} {text}" if words else text
    return words


def raised(exponent):
    """An exponent as it is written: ², ⁻¹, or ^0.5 and ^(1/3)."""
    text = exponent.replace("−", "-")
    return text.translate(_RAISED) if text.lstrip("-").isdigit() else f"^{_tight(exponent)}"


def expression(function, typed, inputs, exponent=None):
    """An operation written with names or numbers: u₁·x, sin(u₂), or u₁³ for a fixed exponent."""
    if exponent is not None:
        return f"{_tight(inputs[0])}{raised(exponent)}"
    return _filled(_EXPRESSIONS.get(function, typed + "({u})"), inputs)


def derivative_value(function, place, inputs, output):
    """∂w/∂(input number `place`) of w = function(inputs); NaN where there is none."""
    special = _special(function, place, *inputs)
    if special is not None:
        return special[0]
    u, v = (*inputs, m.nan)[:2]
    with np.errstate(all="ignore"):
        value = float(RULES[function][place].value(u, v, output))
    return value if m.isfinite(value) else m.nan


def derivative_reason(function, place, inputs):
    """Why the derivative is what it is, where no rule says so: at kinks, ties and jumps, and for max, relu and |u|."""
    special = _special(function, place, *inputs)
    if special is not None:
        return special[1]
    u, v = (plain(x) for x in (*inputs, 0)[:2])
    match function:
        case "^" if place == 1 and inputs[0] == 0:
            return f"as 0 to the power {v} stays 0 for exponents above 0"
        case "relu" | "abs":
            return f"as {u} is {'above' if inputs[0] > 0 else 'below'} 0"
        case "sign" | "step":
            return "as it is flat on each side of 0"
        case "max" | "min":
            wins = (inputs[0] > inputs[1]) == (function == "max")
            return f"as {u if wins else v} is the {'larger' if function == 'max' else 'smaller'}"
    return ""


def derivative_words(function, place, texts, exponent=None):
    """The rule for the texts of (u, w) or (u, v, w), names or numbers; for a fixed exponent n it is n·uⁿ⁻¹."""
    if exponent is None:
        return _filled(RULES[function][place].words, texts[:-1], texts[-1])
    if exponent.value in (0, 1):
        return plain(exponent.value)
    if exponent.value == 2:
        return f"2·{_signed(texts[0])}"
    less, exact = shown(exponent.value - 1)
    return f"{exponent.text}·{_tight(texts[0])}{raised(less if exact else f'{exponent.text} − 1')}"


def is_choice(function, inputs):
    """Whether the derivative is a choice: at a kink of relu and |u|, at a tie in max and min."""
    return inputs[0] == 0 if function in ("relu", "abs") else function in ("max", "min") and inputs[0] == inputs[1]


def misleads(function, arguments, output):
    """Whether the rule with rounded numbers put in would give a wrong number: 1 − w² near w = 1."""
    at = {0: arguments[0], -1: output}.get(_CANCELS.get(function), 0)
    return abs(at) > 0.95


def _filled(template, inputs, output=""):
    texts = dict(zip("uvw", (*inputs, "")[:2] + (output,), strict=True))
    capital = {key.upper(): _signed(text) for key, text in texts.items()}
    return template.format(**texts, **capital, **{2 * key.upper(): _tight(text) for key, text in texts.items()})


def _signed(text):
    return f"({text})" if text.startswith("−") else text


def _tight(text):
    return f"({text})" if set(text) & set("−/·^√ ") else text


def _special(function, place, u, v=m.nan):
    """Value and reason where the rule does not hold, or None."""
    match function:
        case "relu" | "abs" if u == 0:
            return 0.0, f"a choice at the kink: any number from {'−1' if function == 'abs' else '0'} to 1 would serve"
        case "max" | "min" if u == v:
            return 0.5, "a choice at the tie: each side gets one half"
        case "sign" | "step" if u == 0:
            return m.nan, f"{function} jumps at 0: it has no derivative there"
        case "sqrt" | "cbrt" if u == 0:
            return m.nan, f"{function} is infinitely steep at 0: it has no derivative there"
        case "asin" | "acos" if abs(u) == 1:
            return m.nan, f"{function} is infinitely steep at ±1: it has no derivative there"
        case "^" if u == 0 and place == 0 and 0 < v < 1:
            return m.nan, "this power is infinitely steep at 0: it has no derivative there"
        case "^" if place == 1 and (u < 0 or u == v == 0):
            return m.nan, f"a power of {plain(u)} has no derivative by its exponent"
    return None


def undefined_because(function, inputs, value):
    """Why an operation has no value for these inputs, as a sentence."""
    match function:
        case "/" if inputs[1] == 0:
            return "Division by 0 has no value."
        case "log" | "sqrt" | "asin" | "acos" if np.isnan(value):
            takes = {"log": "positive numbers", "sqrt": "numbers from 0 up"}.get(function, "numbers from −1 to 1")
            return f"{function} takes {takes} only."
        case "^" if inputs[0] == 0 and inputs[1] < 0:
            return "Division by 0 has no value."
        case "^" if inputs[0] < 0 and np.isnan(value):
            return "Such a power of a negative number is not real."
    return "It is too large to compute."
