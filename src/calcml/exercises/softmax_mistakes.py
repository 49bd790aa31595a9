"""What learners write for the gradient of logsumexp, and what is wrong with it."""

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["CASES", "MISTAKES", "softmax"]

CASES = ((0, 1, 3),), ((1000, 1001, 1003),), ((0, 1, 3000),)


def softmax(z):
    """e^(z_j)/Σ e^(z_k), with the largest z subtracted first."""
    powers = np.exp(z - np.max(z))
    return powers / np.sum(powers)


def _logsumexp(z):
    return np.max(z) + np.log(np.sum(np.exp(z - np.max(z))))


def _softmax_less(m):
    """Softmax after m(z) is subtracted: not always enough."""
    return lambda z: np.exp(z - m(z)) / np.sum(np.exp(z - m(z)))


MISTAKES = (
    Mistake(
        lambda z: np.exp(z) / np.sum(np.exp(z)),
        "Right for z = (0, 1, 3): that is softmax. With 1000 more in each it is NaN, for e^1000 is too large for a "
        "float. The quotient stays the same if you first subtract one number from all entries. Which is a good one?",
    ),
    Mistake(
        _softmax_less(np.mean),
        "Right for z = (0, 1, 3), and for 1000 more in each, but not for (0, 1, 3000): e^3000, or e to nearly as much, "
        "is too large for a float. What you subtract should leave no exponent above 0.",
        lambda z: _softmax_less(np.min)(z) * np.sum(_softmax_less(np.min)(z)),
    ),
    Mistake(
        np.exp,
        "Those are the inner rates, e^(z_j). The outside is a logarithm: its rate, 1/Σ e^(z_k), is missing.",
    ),
    Mistake(
        lambda z: np.ones(3) / np.sum(np.exp(z)),
        "That is the rate of the logarithm, 1/Σ e^(z_k). Rates multiply: when z_j moves, the sum moves by e^(z_j).",
        lambda z: 1 / np.sum(np.exp(z)),
    ),
    Mistake(
        lambda z: np.exp(z - np.max(z)),
        "You subtracted the largest entry: good. Now divide by the sum of these three, so that they add up to 1.",
    ),
    Mistake(
        lambda z: z - np.max(z),
        "That is z − max(z): good exponents, none above 0. Now take e to each of them, and divide by the sum.",
    ),
    Mistake(
        lambda z: np.exp(z - np.max(z)) / np.sum(np.exp(z)),
        "Above the line you subtract the largest entry, below it you do not. Do the same in both.",
    ),
    Mistake(
        lambda z: np.exp(z) / np.sum(np.exp(z - np.max(z))),
        "Below the line you subtract the largest entry, above it you do not. Do the same in both.",
    ),
    Mistake(
        lambda z: z - _logsumexp(z),
        "Those are the logarithms of softmax, z_j − logsumexp(z). Leave the logarithm out.",
        lambda z: np.log(softmax(z)),
        lambda z: np.log(np.exp(z) / np.sum(np.exp(z))),
        lambda z: z - np.log(np.sum(np.exp(z))),
    ),
    Mistake(
        lambda z: z / np.sum(z),
        "That is z_j/Σ z_k, the shares of z itself. Its exponentials count.",
    ),
    Mistake(
        lambda z: 1 / (1 + np.exp(-z)),
        "That is the sigmoid of each entry by itself. Each partial depends on all three: the sum is over all.",
    ),
    Mistake(
        lambda z: softmax(-z),
        "The largest z should get the largest share: there is a minus too many in the exponent.",
        lambda z: np.exp(-z) / np.sum(np.exp(-z)),
    ),
    Mistake(
        lambda z: (z == np.max(z)) * 1.0,
        "(0, 0, 1) is the gradient of the largest entry, max(z). Logsumexp is smoother: the others count a little.",
    ),
    Mistake(
        lambda z: np.max(softmax(z)),
        "That is the largest share alone. The gradient has one entry for each entry of z, so return all three.",
    ),
    Mistake(
        _logsumexp,
        "That is logsumexp itself, one number. Its gradient has one entry for each entry of z.",
        lambda z: np.log(np.sum(np.exp(z))),
    ),
)
