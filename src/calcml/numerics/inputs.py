"""What points, steps and results may be, and clear words for those that are not."""

import numpy as np

ENTRY_BY_ENTRY = "Write f so that it works entry by entry; for a constant c, return c + 0 * x."
REAL = "biuf"  # numpy's kinds of real numbers: booleans, integers, floats


def as_point(x):
    """`x` as floats, a copy; a number for a number."""
    try:
        given = np.asarray(x)
        is_complex = given.dtype.kind == "c"
        if given.dtype.kind not in REAL + "cO":  # fractions and huge integers are objects to numpy
            raise ValueError
        point = np.array(given.real, dtype=float)[()]
    except (TypeError, ValueError):
        raise TypeError(f"x = {x!r}; expected a number, or an array of numbers with rows of equal length.") from None
    if is_complex:
        raise TypeError(f"x = {x} is complex; expected real numbers.")
    if not np.size(point) or not np.all(np.isfinite(point)):
        raise ValueError(f"x = {x} is empty or holds NaN or infinity; expected finite numbers.")
    return point


def as_step(h, name="h"):
    """`h` as a float, if it is one positive finite number."""
    if np.ndim(h) != 0 or np.asarray(h).dtype.kind not in "iuf" or not np.isfinite(h) or not h > 0:
        raise ValueError(f"{name} = {h}; expected one positive finite number, such as 1e-6.")
    return float(h)


def value_at(f, x, shape=None, expected="that of x", hint=ENTRY_BY_ENTRY, kind=float):
    """f(x) in numbers of this kind and shape (that of `x` if None); `f` gets a copy, which it may change."""
    return as_values(f(x.copy()), x, np.shape(x) if shape is None else shape, expected, hint, kind)


def as_values(value, x, shape, expected="that of x", hint=ENTRY_BY_ENTRY, kind=float):
    """What `f` returned for `x`, if it has this shape and is made of numbers of this kind."""
    value = np.asarray(value)
    if value.dtype.kind in REAL + "c" and value.shape != shape:
        got = f"f returned shape {value.shape} for x of shape {np.shape(x)}"
        raise ValueError(f"{got}; expected {expected}. {hint}".rstrip())
    if value.dtype.kind not in ("c" if kind is complex else REAL):
        hint = "np.abs, .real, float() lose the slope; try derivative" if kind is complex else "does f end in return?"
        raise TypeError(f"f returned {value.dtype} values; expected {kind.__name__} numbers: {hint}")
    return value.astype(kind)[()]
