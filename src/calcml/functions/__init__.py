"""Named functions to practise on: value, derivatives, domain and minima.

Each works entry by entry on numbers, lists and arrays, takes complex arrays where its formula is analytic, and never
warns: outside its domain it is NaN, and what is too large for a float is infinite (or NaN, where two such are
subtracted). `one_variable` has those from the parabola to tanh, each a Function, `two_variables` those from the bowl to
logsumexp, each a ScalarField.
"""

from calcml.functions.one_variable import (
    EVERYWHERE,
    FUNCTIONS,
    Function,
    absolute,
    cube,
    cubic,
    exponential,
    logarithm,
    parabola,
    relu,
    sigmoid,
    sine,
    softplus,
    tanh,
)
from calcml.functions.scalar_field import ScalarField
from calcml.functions.two_variables import (
    FIELDS,
    beale,
    bowl,
    himmelblau,
    logsumexp,
    monkey_saddle,
    partials_without_continuity,
    ridge,
    rosenbrock,
    saddle,
    tilted_valley,
)

__all__ = [
    "EVERYWHERE",
    "FIELDS",
    "FUNCTIONS",
    "Function",
    "ScalarField",
    "absolute",
    "beale",
    "bowl",
    "cube",
    "cubic",
    "exponential",
    "himmelblau",
    "logarithm",
    "logsumexp",
    "monkey_saddle",
    "parabola",
    "partials_without_continuity",
    "relu",
    "ridge",
    "rosenbrock",
    "saddle",
    "sigmoid",
    "sine",
    "softplus",
    "tanh",
    "tilted_valley",
]
