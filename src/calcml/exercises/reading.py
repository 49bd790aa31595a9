"""Read what a learner wrote: numbers out of anything, and kind words where there are none.

An answer can be anything at all. Whatever cannot be read becomes `MisreadError`, whose text goes to the learner; a
`...` that still stands there becomes `UntouchedError`. Nothing else is raised.
"""

import numbers
from collections.abc import Callable
from decimal import Decimal
from functools import singledispatch
from operator import length_hint
from types import GeneratorType

import numpy as np

__all__ = ["ALONE", "MisreadError", "UntouchedError", "as_numbers", "describe", "is_untouched", "show", "show_apart"]


ALONE = "Give the value alone: no quotes, no unit, no comma for thousands."
MOST = 100_000  # entries of a sequence that is no array: more, such as range(10**9), would fill the memory


class UntouchedError(Exception):
    """The answer still is, or still holds, the `...` of the question."""


class MisreadError(Exception):
    """The answer is not of the kind that was asked for.

    Parameters
    ----------
    got : str
        What was found, such as "the class float"; ends up behind "I got".
    advice : str, optional
        What to try, as whole sentences.
    """

    def __init__(self, got, advice=""):
        super().__init__(got, advice)
        self.got, self.advice = got, advice


def is_untouched(answer):
    """Tell whether `answer` is `...`, as an object or as text."""
    return answer is ... or (isinstance(answer, str) and answer.strip().strip("'\"") in ("...", "…"))


def as_numbers(answer, absent=()):
    """Array of floats with the shape of `answer`; always a copy.

    Parameters
    ----------
    answer : object
        Number, nested sequence or array. Text, truth values and complex numbers are not numbers here.
    absent : tuple of str
        Phrases that say "there is no such number". If given, a text with one of them, and None, are read as NaN.
    """
    if np.ma.is_masked(answer):
        raise MisreadError(*describe(np.ma.masked))
    if isinstance(answer, np.ndarray) and answer.dtype.kind in "iuf":
        return np.array(answer, dtype=float)
    try:
        entries = np.array(answer, dtype=object) if length_hint(answer) <= MOST else None
    except Exception:
        entries = None
    if entries is None:
        raise MisreadError(*describe(answer))
    if entries.shape == () and not isinstance(answer, np.ndarray):
        return np.array(_number(answer, absent))
    return np.array([_number(entry, absent) for entry in entries.flat], dtype=float).reshape(entries.shape)


def _number(entry, absent):
    if is_untouched(entry):
        raise UntouchedError
    if absent and (entry is None or (isinstance(entry, str) and any(word in entry.lower() for word in absent))):
        return np.nan
    real = isinstance(entry, numbers.Real | Decimal) and not isinstance(entry, bool | np.bool_)
    # A sympy number, known without importing sympy.
    if not real and not (getattr(entry, "is_number", False) is True and entry.is_extended_real):
        raise MisreadError(*describe(entry))
    try:
        return float(entry)
    except (OverflowError, ValueError, TypeError):
        raise MisreadError("a number beyond 1.8e308, too large for a float", "Is a power too many in it?") from None


@singledispatch
def describe(thing):
    """Say in words what `thing` is, and what to try: (got, advice)."""
    name = type(thing).__name__
    symbols = getattr(thing, "free_symbols", None)
    if isinstance(symbols, set) and symbols:
        names = ", ".join(sorted(map(str, symbols)))
        return f"a formula with {names} still in it", "Put the number in, such as expression.subs(x, 1)."
    if getattr(thing, "is_number", False) is True:
        return f"{str(thing)[:40]}, which is not a real number", "Is there a root of a negative number, or a 0/0?"
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}", "A plain number such as 1.5 is what I can read."


@describe.register
def _(thing: None):
    return "None", "A function that ends without return gives None, and so does print(...)."


@describe.register
def _(thing: str):
    try:
        float(thing)
    except ValueError:
        short = thing if len(thing) <= 40 else thing[:37] + "..."
        return f"the text '{short}'", ALONE
    return "text", f"Take the quotes away: {thing.strip()}, not '{thing.strip()}'."


@describe.register(bool)
@describe.register(np.bool_)
def _(thing):
    return f"{bool(thing)}, a truth value", "Is there a == or a < in your answer? Give the number itself."


@describe.register
def _(thing: numbers.Complex):
    text = f"{complex(thing):.4g}"
    return f"the complex number {text}", "Only real numbers here: is there a root of a negative number, or a stray j?"


@describe.register
def _(thing: numbers.Real):
    return f"the number {show(float(thing))}" if not abs(thing) > 1e300 else "a huge number", ""


@describe.register(set)
@describe.register(frozenset)
def _(thing):
    return f"a {type(thing).__name__}", "Sets have no order: write round brackets, or one number without any."


@describe.register
def _(thing: type):
    return f"the class {thing.__name__}", "Give a value, not the name of a type."


@describe.register
def _(thing: Callable):
    return "a function", "Call it at the point that is asked for: f(1), not f."


@describe.register
def _(thing: GeneratorType):
    return "a generator", "It hands out values later: write return instead of yield, or wrap it in list(...)."


@describe.register
def _(thing: dict):
    return "a dict", "Give the number itself, without a name for it."


@describe.register(list)
@describe.register(tuple)
@describe.register(np.ndarray)
def _(thing):
    shape = np.shape(thing) if isinstance(thing, np.ndarray) else (len(thing),)
    if len(shape) != 1:
        return f"an array of shape {shape}", ""
    article = "an array" if isinstance(thing, np.ndarray) else f"a {type(thing).__name__}"
    return f"{article} of {shape[0]} {'entry' if shape[0] == 1 else 'entries'}", ""


@describe.register
def _(thing: np.ma.MaskedArray):
    return "a masked value, one that is marked as missing", "Give a plain number such as 1.5 in its place."


def show(value, digits=4):
    """Text of a number with four significant digits (whole and long ones in full), or of a few of them in brackets.

    >>> show(-0.25), show(25000.0), show([0.0, 1 / 3])
    ('−0.25', '25000', '(0, 0.3333)')
    """
    value = np.asarray(value, dtype=float)
    if value.ndim:
        entries = [show(entry, digits) for entry in value.flat[:6]] + ["…"] * (value.size > 6)
        return f"({', '.join(entries)})"
    number = float(value)
    whole = abs(number) < 1e9 and (number == round(number) or abs(number) >= 10**digits)
    text = f"{number:.0f}" if whole else f"{number:.{digits}g}"
    return ("0" if text == "-0" else text).replace("-", "−").replace("nan", "NaN").replace("inf", "infinity")


def show_apart(one, other):
    """Text of two numbers, with as many digits as it takes to tell them apart."""
    texts = [(show(one, digits), show(other, digits)) for digits in (4, 6, 9, 17)]
    return next((pair for pair in texts if pair[0] != pair[1]), texts[-1])
