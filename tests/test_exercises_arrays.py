"""The kind of answer that is a function of arrays: whatever it does, the learner reads why, and never a traceback."""

import re

import numpy as np
import pytest

from calcml.exercises import gradients
from calcml.exercises import learning_from_data as ex
from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.exercise import NOT_ANSWERED

KIND = ArrayFunction(right=lambda z: 2 * z, names=("z",), cases=(((1, 2),), ((3,),)))


def right(w, X, y):
    return 2 / len(X) * X.T @ (X @ w - y)


def raises(error):
    def function(w, X, y):
        raise error

    return function


@pytest.mark.parametrize("answer", [lambda w, X, y: ..., lambda w, X, y: (..., 1), lambda w, X, y: [..., ...]])
def test_a_function_that_returns_its_ellipsis_is_not_answered_yet(answer):
    assert repr(ex.mse_gradient.check(answer)) == NOT_ANSWERED


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (np.zeros(2), r"I got an array of 2 entries, I expected a function of w, X and y\. Hand over the function"),
        (lambda w, X, y: None, r"I got None from your function, .* It was called with w of shape \(2,\), X of shape"),
        (lambda w, X, y: "text", r"I got the text 'text' from your function"),
        (lambda w, X, y: X.T @ q, r"Your function stops with NameError: name 'q' is not defined\..*spelt right"),  # noqa: F821
        (lambda w, X, y: 2 * ..., r"Your function stops with TypeError.*A \.\.\. is still in it"),
        (lambda w, X, y: X ^ 2, r"Your function stops with TypeError.*a power is written \*\*"),
        (lambda w: w, r"Your function stops with TypeError.* It was called with .*exactly these arguments"),
        (raises(KeyError("k")), r"Your function stops with KeyError: 'k'\. .*Call it yourself with such arrays"),
        (raises(SystemExit), r"Your function stops with SystemExit"),
        (lambda w, X, y: 1.5, r"For w = \(1, −1\), .* I got one number from your function, .*of shape \(2,\)"),
        (lambda w, X, y: right(w, X, y)[:, None], r".*I got an array of shape \(2, 1\) from your function, .*\(2,\)"),
        (lambda w, X, y: np.nan * w, r"For .* I got NaN, “not a number”"),
        (lambda w, X, y: 3 * right(w, X, y), r"For .* I got .*; the gradient there is .* is 3 times the right one"),
        (lambda w, X, y: right(w, X, y) + 1, r"For .* I got \(.*\); the gradient there is \(.*\)\. For a nudge"),
        (
            lambda w, X, y: X @ (X @ w - y) + 1,  # goes through where X is square
            r"Your function stops with ValueError: .* It was called with w of shape \(2,\), X of shape \(3, 2\)",
        ),
    ],
)
def test_a_wrong_function_of_arrays_is_answered_by_what_it_does(answer, message):
    feedback = ex.mse_gradient.check(answer)
    assert re.match(message, repr(feedback)), repr(feedback)
    assert not feedback


def test_a_function_that_writes_into_its_arguments_does_no_harm():
    def greedy(w, X, y):
        value = right(w, X, y)
        w[:], X[:], y[:] = 0, 0, 0
        return value

    assert ex.mse_gradient.check(greedy) and ex.mse_gradient.check(right)


@pytest.mark.parametrize(
    "answer",
    [
        lambda w, X, y: np.array([np.mean(2 * (X @ w - y) * column) for column in X.T]),
        lambda w, X, y: [2 * sum((X[i] @ w - y[i]) * X[i][j] for i in range(len(X))) / len(X) for j in range(len(w))],
        lambda w, X, y: (X @ w - y) @ X * 2 / X.shape[0],
    ],
)
def test_the_same_gradient_may_be_written_in_other_ways(answer):
    assert ex.mse_gradient.check(answer)


def test_overflow_counts_only_where_it_is_asked_about():
    careless = ArrayFunction(right=lambda z: 0 * z, names=("z",), cases=(((1000,),),))
    careful = ArrayFunction(right=lambda z: 0 * z, names=("z",), cases=(((1000,),),), overflow=True)

    def lucky(z):
        return 1 / np.exp(z)

    for kind, agrees in ((careless, True), (careful, False)):
        assert kind.agrees(kind.read(lucky), kind.read(kind.right)) == agrees
    assert careful.explain(careful.read(lucky)).startswith("The values are right, but for z = (1000) I got an overflow")


@pytest.mark.parametrize(
    "answer", [lambda z: (1 + np.tanh(z / 2)) / 2, lambda z: 1 / (1 + np.exp(-np.clip(z, -700, 700)))]
)
def test_any_sigmoid_that_does_not_overflow_passes(answer):
    assert ex.safe_sigmoid.check(answer)


def test_a_sigmoid_of_single_numbers_is_told_that_z_is_an_array():
    message = repr(ex.safe_sigmoid.check(lambda z: 1 / (1 + np.exp(-z)) if z >= 0 else np.exp(z) / (1 + np.exp(z))))
    assert message.startswith("Your function stops with ValueError: The truth value of an array")
    assert "It was called with z of shape (3,). An if asks a single question" in message


def test_a_softmax_that_raises_is_explained_and_one_that_overflows_recognised():
    check = gradients.gradient_of_logsumexp.check
    assert repr(check(lambda z: 1 / 0)).startswith("Your function stops with ZeroDivisionError: division by zero.")
    assert repr(check([[1, 2, 3]] * 3)).startswith("I got a list of 3 entries, I expected a function of z.")
    assert "With 1000 more in each it is NaN" in repr(check(lambda z: [np.exp(s) / sum(np.exp(z)) for s in z]))


def test_two_functions_agree_if_they_fail_in_the_same_later_cases():
    def fails_later(z):
        return 2 * z if len(z) == 2 else {}[0]

    assert KIND.agrees(KIND.read(fails_later), KIND.read(fails_later))
    assert not KIND.agrees(KIND.read(fails_later), KIND.read(KIND.right))
