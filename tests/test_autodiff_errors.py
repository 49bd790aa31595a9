"""A mistake gets an error that says what was got and what to try: never a silently wrong gradient."""

import numpy as np
import pytest
from autodiff_refusals import REFUSALS, check_refusal

from calcml import autodiff
from calcml.autodiff import Tensor, grad


@pytest.mark.parametrize("name", REFUSALS)
def test_refused_with_a_clear_message(name):
    check_refusal(autodiff, name)


def test_a_refused_backward_leaves_the_gradients_of_before():
    x = Tensor([1.0, 2.0])
    (x * x).sum().backward()
    with pytest.raises(ValueError):
        (x * 3).backward()
    with pytest.raises(ValueError):
        (x * 3).backward([1.0])
    assert x.grad.tolist() == [2, 4]


def test_after_a_refused_seed_the_right_one_still_works():
    x = Tensor([1.0, 2.0])
    y = x * x
    with pytest.raises(ValueError):
        y.backward()
    y.backward([1.0, 1.0])
    assert x.grad.tolist() == [2, 4]


def test_after_an_error_within_grad_backward_works_again():
    def broken(x):
        raise ZeroDivisionError("the learner's own")

    with pytest.raises(ZeroDivisionError, match="the learner's own"):
        grad(broken)(1.0)
    x = Tensor(3.0)
    (x * x).backward()
    assert x.grad == 6


def test_a_learners_own_value_error_comes_through_grad_as_it_is():
    def broken(x):
        raise ValueError("of the learner")

    with pytest.raises(ValueError, match="^of the learner$"):
        grad(broken)(1.0)


def test_assigning_with_an_operator_makes_a_new_tensor_and_keeps_the_old():
    x = Tensor([1.0, 2.0])
    y = x
    y += 1
    y *= y
    assert x.data.tolist() == [1, 2] and y.data.tolist() == [4, 9]
    y.sum().backward()
    assert x.grad.tolist() == [4, 6]


def test_numpy_on_the_left_leaves_the_operation_to_the_tensor():
    x = Tensor([1.0, 2.0])
    for y in (np.ones(2) * x, np.float64(2) * x, np.int64(2) ** x, np.ones((1, 2)) @ x, np.float32(1) - x, 2 / x):
        assert isinstance(y, Tensor)


def test_warnings_of_numpy_come_through():
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        autodiff.log(Tensor(0.0))
    with pytest.warns(RuntimeWarning, match="overflow"):
        autodiff.exp(Tensor(1000.0))
    x = Tensor(0.0)
    y = autodiff.sqrt(x)
    with pytest.warns(RuntimeWarning, match="divide by zero"):
        y.backward()
    assert x.grad == np.inf
