"""The kind of answer that is a function of arrays returning several arrays: each part gets its own message."""

import numpy as np
import pytest

from calcml.exercises import vectorized_backpropagation as ex
from calcml.exercises.exercise import NOT_ANSWERED


def right(G, X, W):
    return G @ W, G.T @ X, G.sum(axis=0)


def with_part(k, wrong):
    """The right answer with one part replaced."""
    return lambda G, X, W: tuple(wrong(G, X, W) if i == k else part for i, part in enumerate(right(G, X, W)))


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        (with_part(0, lambda G, X, W: G @ W.T), "G Wᵀ is ∂f/∂X where the layer is X W."),  # stops where W is not square
        (with_part(1, lambda G, X, W: X.T @ G), "Xᵀ G is ∂f/∂W where the layer is X W."),
        (with_part(1, lambda G, X, W: G.T @ X / len(X)), "You divided by n."),
        (with_part(2, lambda G, X, W: G.sum(axis=1)), "For ∂f/∂b you summed along each row"),
        (lambda G, X, W: (G @ W, X.T @ G, G.sum(axis=1)), "Xᵀ G is ∂f/∂W"),  # the first of two is answered
        (
            with_part(0, lambda G, X, W: -G @ W),
            "For G = [(1, 2), (−1, 3)], X = [(2, 1), (0, 1)], W = [(1, −2), (4, 3)]",
        ),
        (with_part(1, lambda G, X, W: None), "I got None for ∂f/∂W, I expected an array of shape (2, 2)."),
        (
            with_part(2, lambda G, X, W: 1.0),
            "For G = [(1, 2), (−1, 3)], X = [(2, 1), (0, 1)], W = [(1, −2), (4, 3)] I got",
        ),
        (lambda G, X, W: G @ W, "I got an array of shape (2, 2) from your function, I expected 3 arrays of numbers"),
        (with_part(2, lambda G, X, W: "b"), "I got the text 'b' from your function"),
        (with_part(0, lambda G, X, W: G * W), "Your function stops with ValueError"),  # in the second case only
        (with_part(1, lambda G, X, W: ...), NOT_ANSWERED),
    ],
)
def test_a_wrong_part_is_answered_by_what_it_is(answer, start):
    feedback = ex.layer_gradients.check(answer)
    assert repr(feedback).startswith(start) and not feedback


def test_the_parts_may_be_lists_and_written_in_other_ways():
    assert ex.layer_gradients.check(lambda G, X, W: [G @ W, (X.T @ G).T, list(np.ones(len(G)) @ G)])
