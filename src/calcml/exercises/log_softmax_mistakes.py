"""What learners write for the logarithm of softmax, row by row, and what is wrong with it."""

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["LOG_SOFTMAX", "log_softmax_of_rows"]


def _log_softmax_shifted(Z, shift):
    shifted = Z - shift(Z)
    return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


def log_softmax_of_rows(Z):
    """The right answer: z − max − ln Σ e^(z − max) for each row."""
    return _log_softmax_shifted(Z, _largest)


def _softmax(Z, shift):
    powers = np.exp(Z - shift(Z))
    return powers / np.sum(powers, axis=1, keepdims=True)


def _largest(Z):
    return np.max(Z, axis=1, keepdims=True)


_OTHER_SHIFTS = (
    lambda Z: Z[:, :1],
    lambda Z: Z[:, -1:],
    lambda Z: np.min(Z, axis=1, keepdims=True),
    lambda Z: np.mean(Z, axis=1, keepdims=True),
)
_TINY = 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-15, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300

LOG_SOFTMAX = (
    Mistake(
        lambda Z: np.log(_softmax(Z, _largest)),
        "Right for Z = [(0, 1, 3), (2, 2, 2)]. But e^(−10000) is 0 in a float, and ln 0 is −infinity. Take the "
        "logarithm on paper first: ln(e^z/Σ) = z − ln Σ.",
    ),
    Mistake(
        lambda Z: Z - np.log(np.sum(np.exp(Z), axis=1, keepdims=True)),
        "Right for small logits. But e^10000 is too large for a float, and e^(−10000) is 0 in one. Subtract the "
        "largest entry of each row from it first: that changes nothing in softmax.",
        lambda Z: np.log(_softmax(Z, lambda Z: 0)),
    ),
    Mistake(
        lambda Z: Z - np.max(Z) - np.log(np.sum(np.exp(Z - np.max(Z)), axis=1, keepdims=True)),
        "You subtract the largest entry of the whole batch. Beside a row with 10000 in it, all of e^z in the row "
        "(0, 1, 3) then become 0. Each row needs its own: np.max(Z, axis=1, keepdims=True).",
        lambda Z: np.log(_softmax(Z, np.max)),
    ),
    Mistake(
        lambda Z: Z - np.log(np.sum(np.exp(Z - _largest(Z)), axis=1, keepdims=True)),
        "You subtracted the largest entry within the sum alone. Subtract it from z outside as well: "
        "ln Σ e^z = max + ln Σ e^(z − max).",
    ),
    Mistake(
        lambda Z: Z - _largest(Z) - np.log(np.sum(np.exp(Z), axis=1, keepdims=True)),
        "You subtracted the largest entry outside, and not within the sum. Do the same in both.",
    ),
    Mistake(
        lambda Z: Z - np.max(Z, axis=0) - np.log(np.sum(np.exp(Z - np.max(Z, axis=0)), axis=0)),
        "axis=0 goes down the columns. A row is one bird, and its three logits belong together: axis=1.",
        lambda Z: Z - np.log(np.sum(np.exp(Z), axis=0)),
    ),
    Mistake(
        lambda Z: Z - _largest(Z) - np.log(np.sum(np.exp(Z - _largest(Z)))),
        "Your sum runs over the whole batch. Each row is a bird of its own: axis=1, keepdims=True.",
        lambda Z: Z - np.log(np.sum(np.exp(Z))),
        lambda Z: Z - np.max(Z) - np.log(np.sum(np.exp(Z - np.max(Z)))),
        lambda Z: np.log(np.exp(Z - np.max(Z)) / np.sum(np.exp(Z - np.max(Z)))),
        lambda Z: np.log(np.exp(Z) / np.sum(np.exp(Z))),
    ),
    Mistake(
        lambda Z: _log_softmax_shifted(Z, lambda Z: Z[:, :1]),
        "Any number may be subtracted on paper. But only with the largest is no exponent above 0. With the first, "
        "the last, the smallest or the mean of a row, some exponent here is 10000 or more, too much for a float.",
        *(
            lambda Z, shift=shift: _log_softmax_shifted(Z, shift) for shift in _OTHER_SHIFTS[1:3]
        ),  # the mean: as the least
        *(lambda Z, shift=shift: np.log(_softmax(Z, shift)) for shift in _OTHER_SHIFTS),
    ),
    Mistake(
        lambda Z: Z - _largest(Z) + np.log(np.sum(np.exp(Z - _largest(Z)), axis=1, keepdims=True)),
        "All parts are there, but not the sign: the logarithm of a quotient is a difference, ln e^z − ln Σ.",
    ),
    Mistake(
        lambda Z: log_softmax_of_rows(Z)[0],
        "Right for the first row. Do it for all of them at once: axis=1, keepdims=True.",
        lambda Z: log_softmax_of_rows(Z)[:1],
    ),
    Mistake(
        lambda Z: _softmax(Z, _largest),
        "That is softmax itself. Its logarithm is asked for, worked out without a detour through a 0.",
        lambda Z: _softmax(Z, lambda Z: 0),
    ),
    Mistake(
        lambda Z: np.log(_softmax(Z, _largest) + 1e-12),
        "A tiny number keeps the logarithm from a 0, and gives a wrong value: for (10000, 0, −10000) the answer is "
        "(0, −10000, −20000). Take the logarithm on paper first: ln(e^z/Σ) = z − ln Σ.",
        *(lambda Z, tiny=tiny: np.log(_softmax(Z, _largest) + tiny) for tiny in _TINY),
        lambda Z: np.log(np.maximum(_softmax(Z, _largest), 1e-6)),
    ),
    Mistake(
        lambda Z: Z - _largest(Z),
        "You subtracted the largest entry of each row: good. Now subtract ln Σ e^(…) of what is left, row by row.",
    ),
    Mistake(
        lambda Z: -log_softmax_of_rows(Z),
        "The right size and the wrong sign. A logarithm of a share, which is at most 1, is at most 0.",
    ),
)
