"""What learners write for the gradient of logsumexp: its values at three places, and what is wrong with them."""

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["MISTAKES", "RIGHT"]

_Z = np.array([0.0, 1.0, 3.0])
_POWERS = np.exp(_Z)
_SHARES = _POWERS / _POWERS.sum()
_LOG_SUM = np.log(_POWERS.sum())
_LAST = np.array([0.0, 0.0, 1.0])
_NAN, _INFINITE, _NOTHING = np.full(3, np.nan), np.full(3, np.inf), np.zeros(3)
_FAR = [0, 0, np.nan]  # at (0, 1, 3000), where e^3000 is infinite: 0/∞, 0/∞ and ∞/∞


def _rows(near, far, widest):
    """What a learner's function gives at z = (0, 1, 3), at z + 1000 and at (0, 1, 3000)."""
    return np.array([near, far, widest], dtype=float)


RIGHT = _rows(_SHARES, _SHARES, _LAST)
MISTAKES = (
    Mistake(
        _rows(_SHARES, _NAN, _FAR),
        "Right at z: that is softmax. At z + 1000 it is NaN, for e^1000 is too large for a float. "
        "The quotient stays the same if you first subtract one number from all entries. Which is a good one?",
    ),
    Mistake(
        _rows(_SHARES, _SHARES, _FAR),
        "Right for z and for z + 1000, but not for (0, 1, 3000): e^3000, or e to nearly as much, is too large for "
        "a float. What you subtract should leave no exponent above 0.",
        _rows(_SHARES, _SHARES, _NAN),
    ),
    Mistake(
        _rows(_POWERS, _INFINITE, [1, np.e, np.inf]),
        "Those are the inner rates, e^(z_j). The outside is a logarithm: its rate, 1/Σ e^(z_k), is missing.",
    ),
    Mistake(
        _rows(np.ones(3) / _POWERS.sum(), _NOTHING, _NOTHING),
        "That is the rate of the logarithm, 1/Σ e^(z_k). Rates multiply: when z_j moves, the sum moves by e^(z_j).",
    ),
    Mistake(
        _rows(np.exp(_Z - 3), np.exp(_Z - 3), _LAST),
        "You subtracted the largest entry: good. Now divide by the sum of these three, so that they add up to 1.",
    ),
    Mistake(
        _rows(_Z - 3, _Z - 3, [-3000, -2999, 0]),
        "That is z − max(z): good exponents, none above 0. Now take e to each of them, and divide by the sum.",
    ),
    Mistake(
        _rows(np.exp(_Z - 3) / _POWERS.sum(), _NOTHING, _NOTHING),
        "Above the line you subtract the largest entry, below it you do not. Do the same in both.",
    ),
    Mistake(
        _rows(_POWERS / np.exp(_Z - 3).sum(), _INFINITE, [1, np.e, np.inf]),
        "Below the line you subtract the largest entry, above it you do not. Do the same in both.",
    ),
    Mistake(
        _rows(_Z - _LOG_SUM, _Z - _LOG_SUM, [-3000, -2999, 0]),
        "Those are the logarithms of softmax, z_j − logsumexp(z). Leave the logarithm out.",
        _rows(_Z - _LOG_SUM, _Z - _LOG_SUM, [-np.inf, -np.inf, 0]),
        _rows(_Z - _LOG_SUM, _NAN, [-np.inf, -np.inf, np.nan]),
    ),
    Mistake(
        _rows(_Z / 4, (_Z + 1000) / 3004, np.array([0, 1, 3000]) / 3001),
        "That is z_j/Σ z_k, the shares of z itself. Its exponentials count.",
    ),
    Mistake(
        _rows(1 / (1 + np.exp(-_Z)), np.ones(3), [0.5, 1 / (1 + np.exp(-1)), 1]),
        "That is the sigmoid of each entry by itself. Each partial depends on all three: the sum is over all.",
    ),
    Mistake(
        _rows(*2 * [np.exp(-_Z) / np.exp(-_Z).sum()], np.array([1, np.exp(-1), 0]) / (1 + np.exp(-1))),
        "The largest z should get the largest share: there is a minus too many in the exponent.",
        _rows(np.exp(-_Z) / np.exp(-_Z).sum(), _NAN, np.array([1, np.exp(-1), 0]) / (1 + np.exp(-1))),
    ),
    Mistake(
        _rows(_LAST, _LAST, _LAST),
        "(0, 0, 1) is the gradient of the largest entry, max(z). Logsumexp is smoother: the others count a little.",
    ),
    Mistake(
        [_SHARES.max(), _SHARES.max(), 1],
        "That is the largest share alone. The gradient has one entry for each entry of z, so return all three.",
    ),
    Mistake(
        [_LOG_SUM, _LOG_SUM + 1000, 3000],
        "That is logsumexp itself, one number. Its gradient has one entry for each entry of z.",
        [_LOG_SUM, np.inf, np.inf],
    ),
)
