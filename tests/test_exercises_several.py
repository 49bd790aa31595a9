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
        (lambda G, X, W: G @ W, "I got an array of shape (2, 2) from your function, I expected 3 results"),
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


def test_a_factor_is_told_part_by_part():
    said = repr(ex.layer_gradients.check(with_part(0, lambda G, X, W: -G @ W)))
    assert "your ∂f/∂X is [(−9, −4), (−11, −11)]; it should be [(9, 4), (11, 11)]." in said
    assert "In every case I tried, yours is −1 times the right one." in said


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        (lambda G, X, W: (X.T @ G, G @ W.T, G.sum(axis=0)), "Those are the gradients of X W, and in the wrong order"),
        (with_part(2, lambda G, X, W: G / len(G)), "You divided by n."),
        (with_part(2, lambda G, X, W: G.mean(axis=0, keepdims=True)), "You took the mean of G's rows"),
    ],
)
def test_a_slip_of_the_layer_is_named(answer, start):
    assert repr(ex.layer_gradients.check(answer)).startswith(start)


def shifted(Z, shift):
    S = Z - shift
    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda Z: shifted(Z, Z[:, :1]), "Any number may be subtracted on paper"),  # the first is not the largest
        (lambda Z: shifted(Z, Z[:, -1:]), "Any number may be subtracted on paper"),
        (lambda Z: shifted(Z, Z.mean(axis=1, keepdims=True)), "Any number may be subtracted on paper"),
        (lambda Z: Z - Z.max() - np.log(np.exp(Z - Z.max()).sum()), "Your sum runs over the whole batch"),
        (lambda Z: np.log(np.exp(Z) / np.exp(Z).sum()), "Your sum runs over the whole batch"),
        (lambda Z: np.log(np.exp(shifted(Z, Z.max(axis=1, keepdims=True))) + 1e-300), "A tiny number"),
        (lambda Z: Z - Z.max(axis=1), "keepdims=True"),
        (lambda Z: shifted(Z, Z.max(axis=1, keepdims=True))[0], "Right for the first row"),
    ],
)
def test_a_slip_of_the_logarithm_is_named(answer, words):
    feedback = ex.log_softmax.check(answer)
    assert words in repr(feedback) and not feedback


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        (lambda G, X: 2 * G.T @ X, "Two equal shares? They would be equal if G were symmetric. Gᵀ X is right"),
        (lambda G, X: 2 * G @ X, "Two equal shares? They would be equal if G were symmetric. The second one"),
        (lambda G, X: X.T @ G, "Xᵀ G has in general not the shape of X"),
    ],
)
def test_a_slip_of_the_gram_matrix_is_named(answer, start):
    assert repr(ex.gram_gradient.check(answer)).startswith(start)


def test_an_eighth_is_answered_for_both_ways_to_it():
    assert "1/√64" in repr(ex.he_std.check(0.125))
