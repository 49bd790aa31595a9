"""Mini-batches partition an epoch, draw fairly, and leave the noise that theory foretells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calcml.descent import GradientDescent, descend, minibatches


def rng(seed=0):
    return np.random.default_rng(seed)


sizes = st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(sizes, st.integers(0, 100))
def test_the_batches_of_an_epoch_hold_every_row_once(n_and_size, seed):
    n, size = n_and_size
    batches = list(minibatches(n, size, rng(seed)))
    assert sorted(np.concatenate(batches).tolist()) == list(range(n))
    assert [len(batch) for batch in batches[:-1]] == [size] * (len(batches) - 1)
    assert 1 <= len(batches[-1]) <= size


@given(sizes, st.integers(1, 30), st.booleans())
def test_asked_for_some_steps_there_are_as_many_batches(n_and_size, steps, replace):
    n, size = n_and_size
    batches = list(minibatches(n, size, rng(), replace=replace, steps=steps))
    assert len(batches) == steps
    rows = np.concatenate(batches)
    assert rows.dtype.kind == "i" and rows.min() >= 0 and rows.max() < n


def test_the_second_epoch_is_complete_too_and_shuffled_anew():
    batches = list(minibatches(10, 4, rng(), steps=6))
    first, second = np.concatenate(batches[:3]), np.concatenate(batches[3:])
    assert sorted(first) == sorted(second) == list(range(10))
    assert first.tolist() != second.tolist()


@pytest.mark.parametrize("replace", [False, True])
def test_a_seed_gives_the_same_batches_again(replace):
    one, two = (list(minibatches(20, 6, rng(3), replace=replace)) for _ in range(2))
    assert len(one) == 4 and all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


def test_with_replacement_a_row_may_come_again_within_a_batch():
    (batch,) = minibatches(10, 10, rng(), replace=True, steps=1)
    assert len(batch) == 10 and len(set(batch.tolist())) < 10


@pytest.mark.parametrize("replace", [False, True])
def test_every_row_is_drawn_about_equally_often(replace):
    rows = np.concatenate(list(minibatches(7, 3, rng(), replace=replace, steps=21_000)))
    assert np.allclose(np.bincount(rows) / len(rows), 1 / 7, rtol=0.03)


@pytest.mark.parametrize(
    "n, size, name", [(0, 1, "n"), (2.5, 1, "n"), (5, 0, "size"), (5, 6, "size"), (5, True, "size")]
)
def test_numbers_of_rows_that_are_none_are_refused(n, size, name):
    with pytest.raises(ValueError, match=f"{name} = .*; expected a whole number from 1"):
        minibatches(n, size, rng())  # at once, not at the first batch


def test_no_steps_are_refused():
    with pytest.raises(ValueError, match="steps = 0; expected a whole number from 1 on"):
        minibatches(5, 2, rng(), steps=0)


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match=r"rng = 0; expected a random generator, such as np.random.default_rng\(0\)"):
        minibatches(5, 2, 0)


# The noise floor


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.0])
def test_the_stationary_variance_of_noisy_descent_is_rate_over_two_minus_rate(rate):
    """f = x²/2, gradient x + noise of variance 1. Over 1,000 chains and 500 steps the estimate errs by below 1%."""
    noise = rng(4)
    path = descend(
        lambda x: x**2 / 2,
        lambda x: x + noise.normal(size=x.shape),
        np.zeros(1000),
        GradientDescent(rate),
        steps=700,
        flat=0,
    )
    settled = path.positions[200:]  # the start is forgotten like (1 − rate)²ᵗ
    assert settled.shape == (501, 1000)
    assert np.isclose(np.mean(settled**2), rate / (2 - rate), rtol=0.05)


@pytest.mark.parametrize("size", [2, 8])
def test_a_larger_batch_lowers_the_floor_in_proportion(size):
    """f = mean of (x − row)²/2 over rows of variance 1: the floor is rate / ((2 − rate) size)."""
    rows, rate, steps = rng(1).normal(size=50), 0.5, 30_000
    rows = (rows - rows.mean()) / rows.std()
    batches = minibatches(len(rows), size, rng(2), replace=True, steps=steps + 1)
    path = descend(
        lambda x: np.mean((x - rows) ** 2) / 2,
        lambda x: x - np.mean(rows[next(batches)]),
        0.0,
        GradientDescent(rate),
        steps=steps,
        flat=0,
    )
    assert len(path) == steps
    assert np.isclose(np.mean(path.positions[100:] ** 2), rate / ((2 - rate) * size), rtol=0.05)
