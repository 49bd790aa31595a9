"""Exercises of notebook 09: a rule is judged in numbers, and an engine by three witnesses."""

import math

import pytest

from calcml.autodiff import Tensor
from calcml.exercises import backpropagation as ex
from calcml.exercises.witnesses import confirm


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            lambda u, v: (u / v, 1 / v),
            "I got 2 numbers from your rule, I expected 3: the value, the rate by u, the rate",
        ),
        (lambda u, v: 7.0, "I got one number from your rule, I expected 3"),
        (lambda u, v: None, "I got None from your function, I expected 3 numbers: the value,"),
        (lambda u, v: (math.log(-u * v), 1, 1), "A function was given a number it does not take"),
        (lambda u, v: (u / v, 1 / v, -u / v * 2), "v**2 is the square of v"),
        (lambda u, v: (u * v, v, u), "That is the rule of the product"),
    ],
)
def test_a_wrong_rule_is_answered_without_a_word_of_arrays(answer, words):
    message = repr(ex.divide.check(answer))
    assert words in message and "array" not in message


def wrong_tanh(x):
    return 2 * x - x


def test_the_witnesses_agree_with_a_right_engine_and_not_with_a_wrong_one():
    right = {"tanh": lambda u: (math.e ** (2 * u) - 1) / (math.e ** (2 * u) + 1)}
    value, slopes = confirm(lambda m, x, y: m.tanh(x * y), [0.5, -1.0], Tensor, **right)
    assert float(value) == pytest.approx(math.tanh(-0.5))
    assert slopes == pytest.approx([-1 / math.cosh(0.5) ** 2, 0.5 / math.cosh(0.5) ** 2])
    with pytest.raises(AssertionError, match="but by rule it is"):
        confirm(lambda m, x: m.tanh(x), [0.5], Tensor, tanh=wrong_tanh)
