"""The functions and signs in numbers: each takes float or complex arrays and gives one, entry by entry.

Where there is no real value the entry is NaN: log of a negative number, and also x^(1/3) of one, since 1/3 is a
rounded number there, whose power is not real; cbrt(x) is the real cube root.
"""

import numpy as np

# A tiny imaginary step does not survive these: the complex step would give a wrong slope, so they refuse.
NOT_ANALYTIC = frozenset({"abs", "sign", "max", "min", "relu", "step"})


def compute(function, *arguments):
    """Values of `function`; infinite where they overflow, NaN where there are none, and never a warning."""
    with np.errstate(all="ignore"):
        return VALUES[function](*arguments)


# NumPy's 1/0 is infinite, and atan of it a number again: here it has no value, and so has all that is made of it.
def _divide(top, bottom):
    if isinstance(bottom, float) and bottom != 0:
        return np.divide(top, bottom)
    return np.where(bottom == 0, np.nan, np.divide(top, bottom))


def _log(u):
    return np.where(u == 0, np.nan, np.log(u))


def _power(base, exponent):
    if np.iscomplexobj(base) and isinstance(exponent, float) and exponent.is_integer():
        powers = _whole_power(base, int(exponent))
    else:
        powers = np.power(base, exponent)
    if isinstance(exponent, float) and exponent > 0:
        return powers
    no_value = (base == 0) & (np.real(exponent) < 0) | np.isnan(base) | np.isnan(exponent)  # NumPy's NaN^0 is 1
    return np.where(no_value, np.nan, powers)


def _whole_power(base, n):
    """base^n by squaring: through the logarithm, a tiny imaginary part would be lost in the angle."""
    if n < 0:
        return 1 / _whole_power(base, -n)
    result = np.ones_like(base)
    for digit in f"{n:b}":
        result = result * result * (base if digit == "1" else 1)
    return result


def _cbrt(u):
    if np.iscomplexobj(u):
        return np.where(u.real < 0, -((-u) ** (1 / 3)), u ** (1 / 3))
    return np.cbrt(u)


def _sigmoid(u):
    # 1/(1 + e^-u) overflows at u = -1000, so the left half is computed as e^u/(1 + e^u).
    small = np.exp(np.where(u.real > 0, -u, u))
    return np.where(u.real > 0, 1, small) / (1 + small)


def _softplus(u):
    # log(1 + e^u) overflows at u = 1000, so the right half is computed as u + log(1 + e^-u).
    return np.where(u.real > 0, u, 0) + np.log1p(np.exp(np.where(u.real > 0, -u, u)))


VALUES = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": _divide,
    "^": _power,
    "neg": np.negative,
    "pos": np.positive,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "asin": np.arcsin,
    "acos": np.arccos,
    "atan": np.arctan,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": _log,
    "sqrt": np.sqrt,
    "cbrt": _cbrt,
    "abs": np.abs,
    "sign": np.sign,
    "max": np.maximum,
    "min": np.minimum,
    "relu": lambda u: np.maximum(u, 0),
    "step": lambda u: np.where(np.isnan(u), u, (u > 0) * 1.0),
    "sigmoid": _sigmoid,
    "softplus": _softplus,
}
