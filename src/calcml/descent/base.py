"""What all optimisers share: checked numbers, and words for when a step leads nowhere."""

import math
from collections.abc import Callable
from dataclasses import fields
from numbers import Real

import numpy as np

POSITIVE = (lambda value: value > 0, "one positive finite number, such as 0.1")
TINY = (lambda value: value > 0, "one positive finite number, such as 1e-8")
SHARE = (lambda value: 0 <= value < 1, "a share from 0 to below 1, such as 0.9")
ALLOWED = {
    "rate": POSITIVE,
    "momentum": (lambda value: abs(value) < 1, "a number between -1 and 1, such as 0.9"),
    "decay": SHARE,
    "decay_squares": SHARE,
    "epsilon": TINY,
    "shrink": (lambda value: 0 < value < 1, "a number between 0 and 1, such as 0.5"),
    "demand": (lambda value: 0 <= value < 1, "a small share, such as 1e-4"),
}


class Optimiser:
    """A rule of descent: a frozen dataclass of numbers with ``step(w, g, memory) -> (w, memory)``.

    A step that the rule does not have is NaN. `remedy` is what to try when steps lead too far, `no_step` why there was
    none.
    """

    remedy = "Try a smaller learning rate."
    no_step = "The rule gives NaN here. Start elsewhere."

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if field.type is Callable:
                if not callable(value):
                    raise TypeError(f"{field.name} should be a function of w, got {type(value).__name__}.")
                continue
            allowed, expected = ALLOWED[field.name]
            number = isinstance(value, Real) and not isinstance(value, bool)
            if not (number and math.isfinite(value) and allowed(value)):
                uphill = (
                    " The minus sign is in the rule already." if field.name == "rate" and number and value < 0 else ""
                )
                shown = repr(value) if isinstance(value, str) else value
                raise ValueError(f"{field.name} = {shown}; expected {expected}.{uphill}")


def value_or_nan(f, w, shape):
    """f(w); NaN of this shape where `f` raises, as math.log(-1) and 1/0 do."""
    try:
        return as_reals(f(w))
    except (ValueError, ArithmeticError):
        return np.full(shape, np.nan)


def as_reals(values):
    """What a learner's function returned, as floats."""
    values = np.asarray(values)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"a function returned {values.dtype} values; expected real numbers: does it end in return?")
    return values.astype(float)[()]
