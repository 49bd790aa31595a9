"""What a reverse-mode engine must refuse, and what its message must say; each as a function of the engine's module."""

import re

import numpy as np
import pytest

X, SQUARE = [1.0, 2.0, 3.0], np.ones((2, 3))


def tensor(engine, data=X):
    return engine.Tensor(data)


def second_backward(engine):
    y = (tensor(engine) * 2).sum()
    y.backward()
    y.backward()


def second_backward_through_a_shared_part(engine):
    part = tensor(engine) * 2
    part.sum().backward()
    (part * part).sum().backward()


def data_written_in_place(engine):
    t = tensor(engine)
    t.data[0] = 5


def data_changed_in_place(engine):
    t = tensor(engine)
    t.data -= 0.1


def result_written_in_place(engine):
    y = engine.exp(tensor(engine))
    y.data[0] = 5


def view_written_in_place(engine):
    tensor(engine, SQUARE)[0].data[0] = 5


def data_replaced(engine):
    t = tensor(engine, 3.0)
    t.data = 5.0


def number_changed_in_place(engine):
    t = tensor(engine, 3.0)
    t.data -= 0.1


def entry_assigned(engine):
    tensor(engine)[0] = 5


def backward_within_grad(engine):
    def f(x):
        y = (x * x).sum()
        y.backward()
        return (x * x.grad).sum()

    engine.grad(f)(X)


def grad_within_grad_at_another_point(engine):
    engine.grad(lambda x: (x * engine.grad(lambda z: z * z)(2.0)).sum())(X)


def refused(call, error, *words):
    """A test's parameters: what to do with the engine, and what must come of it."""
    return call, error, words


SHAPES = [  # the operation, its two inputs and how its message names it
    ("+", lambda e, a, b: e.Tensor(a) + b, np.ones(3), np.ones(4)),
    ("+", lambda e, a, b: a + e.Tensor(b), np.ones(3), np.ones(4)),
    ("-", lambda e, a, b: a - e.Tensor(b), np.ones((2, 3)), np.ones(2)),
    ("*", lambda e, a, b: e.Tensor(a) * e.Tensor(b), np.ones((2, 3)), np.ones((3, 2))),
    ("/", lambda e, a, b: e.Tensor(a) / b, np.ones((2, 3)), np.ones((3, 3))),
    ("**", lambda e, a, b: e.Tensor(a) ** e.Tensor(b), np.ones(2), np.ones(3)),
    ("@", lambda e, a, b: e.Tensor(a) @ e.Tensor(b), np.ones((2, 3)), np.ones((2, 3))),
    ("@", lambda e, a, b: a @ e.Tensor(b), np.ones((2, 3)), np.ones(2)),
    ("@", lambda e, a, b: e.Tensor(a) @ b, np.ones((2, 3)), 2.0),
    ("maximum", lambda e, a, b: e.maximum(e.Tensor(a), b), np.ones(2), np.ones(3)),
    ("where", lambda e, a, b: e.where(a > 0, e.Tensor(b), 0.0), np.ones(2), np.ones(3)),
    ("concatenate", lambda e, a, b: e.concatenate([e.Tensor(a), b]), np.ones((2, 3)), np.ones((2, 2))),
]
REFUSALS = {
    "backward on several entries": refused(lambda e: tensor(e).backward(), ValueError, "(3,)", "sum", "seed"),
    "backward on an empty Tensor": refused(lambda e: tensor(e, []).backward(), ValueError, "(0,)", "seed"),
    "grad of several entries": refused(lambda e: e.grad(lambda x: x * x)(X), ValueError, "(3,)", "sum"),
    "a seed of another shape": refused(lambda e: tensor(e).backward([1.0, 2.0]), ValueError, "(3,)", "seed"),
    "a seed that would broadcast": refused(lambda e: tensor(e).backward(1.0), ValueError, "(3,)", "seed"),
    "second backward": refused(second_backward, RuntimeError, "second backward", "anew"),
    "second backward, shared part": refused(second_backward_through_a_shared_part, RuntimeError, "second backward"),
    "data written in place": refused(data_written_in_place, ValueError, "read-only"),
    "data changed in place": refused(data_changed_in_place, ValueError, "read-only"),
    "result written in place": refused(result_written_in_place, ValueError, "read-only"),
    "view written in place": refused(view_written_in_place, ValueError, "read-only"),
    "data replaced": refused(data_replaced, TypeError, "never changes", "Tensor(w.data - step)"),
    "number changed in place": refused(number_changed_in_place, TypeError, "never changes", "Tensor(w.data - step)"),
    "entry assigned": refused(entry_assigned, TypeError, "never changes", "Tensor(w.data - step)"),
    "np.array of a Tensor": refused(lambda e: np.array(tensor(e)), TypeError, "numpy", "autodiff", "t.data"),
    "np.asarray, with a type": refused(lambda e: np.asarray(tensor(e), dtype=float), TypeError, "numpy", "t.data"),
    "np.array of Tensors": refused(lambda e: np.array([tensor(e), tensor(e)]), TypeError, "numpy", "t.data"),
    "np.sin of a Tensor": refused(lambda e: np.sin(tensor(e)), TypeError, "Tensor"),
    "np.sum of a Tensor": refused(lambda e: np.sum(tensor(e)), TypeError),
    "np.dot with a Tensor": refused(lambda e: np.dot(SQUARE, tensor(e)), TypeError, "numpy", "t.data"),
    "a Tensor put into an array": refused(lambda e: np.ones(3).__setitem__(0, tensor(e, 1.0)), ValueError, "sequence"),
    "an index that is a Tensor": refused(lambda e: tensor(e)[tensor(e, [0, 1])], TypeError, "t.data"),
    "float of a Tensor": refused(lambda e: float(tensor(e, 3.0)), TypeError, "float", "t.data"),
    "truth of a Tensor": refused(lambda e: bool(tensor(e, 3.0)), TypeError, "t > 0", "t.data"),
    "Tensor of a Tensor": refused(lambda e: e.Tensor(tensor(e)), TypeError, "Tensor of a Tensor", "Tensor(t.data)"),
    "Tensor of Tensors": refused(lambda e: e.Tensor([tensor(e), tensor(e)]), TypeError, "t.data"),
    "Tensor of text": refused(lambda e: e.Tensor(["a", "b"]), TypeError, "['a', 'b']", "real numbers"),
    "Tensor of complex numbers": refused(lambda e: e.Tensor([1j]), TypeError, "[1j]", "complex", "real numbers"),
    "Tensor of nothing": refused(lambda e: e.Tensor(None), TypeError, "None", "real numbers"),
    "Tensor of uneven rows": refused(lambda e: e.Tensor([[1, 2], [3]]), ValueError, "inhomogeneous"),
    "sum with text": refused(lambda e: tensor(e) + "a", TypeError, "'a'", "real numbers"),
    "product with a complex number": refused(lambda e: 1j * tensor(e), TypeError, "1j", "real numbers"),
    "function of a complex number": refused(lambda e: e.absolute(1 + 1j), TypeError, "complex", "real numbers"),
    "nested grad": refused(lambda e: e.grad(e.grad(lambda x: x**3))(2.0), TypeError, "grad within grad"),
    "nested grad, seen as plain": refused(grad_within_grad_at_another_point, RuntimeError, "first derivatives only"),
    "backward within grad": refused(backward_within_grad, RuntimeError, "within grad", "first derivatives only"),
    "f that gives a float": refused(
        lambda e: e.grad(lambda x: 3.0)(1.0), TypeError, "3.0", "expected a Tensor", "numpy"
    ),
    "f that looks at data": refused(lambda e: e.grad(lambda x: x.data**2)(2.0), TypeError, "4.0", ".data"),
    "f that gives nothing": refused(lambda e: e.value_and_grad(lambda x: None)(1.0), TypeError, "None"),
    "a label too large": refused(lambda e: e.cross_entropy(tensor(e, SQUARE), [0, 3]), ValueError, "[0 3]", "below 3"),
    "a label too small": refused(lambda e: e.cross_entropy(tensor(e, SQUARE), [-1, 0]), ValueError, "[-1  0]", "class"),
    "a label between": refused(lambda e: e.cross_entropy(tensor(e, SQUARE), [0.5, 1]), ValueError, "0.5", "whole"),
    "labels for other rows": refused(
        lambda e: e.cross_entropy(tensor(e, SQUARE), [0, 1, 2]), ValueError, "(2, 3)", "(3,)"
    ),
    "labels one-hot": refused(lambda e: e.cross_entropy(tensor(e, SQUARE), np.eye(3)[:2]), ValueError, "(2, 3)"),
    "labels that are a Tensor": refused(lambda e: e.cross_entropy(SQUARE, tensor(e, [0, 1])), TypeError, "t.data"),
    "labels of text": refused(lambda e: e.cross_entropy(tensor(e, SQUARE), ["a", "b"]), ValueError, "['a' 'b']"),
    "no labels": refused(lambda e: e.cross_entropy(tensor(e, SQUARE), []), ValueError, "(2, 3)", "(0,)"),
    "no class": refused(lambda e: e.cross_entropy(tensor(e, 3.0), 0), ValueError, "()"),
    "an axis that is not there": refused(lambda e: tensor(e).sum(axis=1), ValueError, "sum", "(3,)", "axis 1"),
    "an axis for np.mean's out": refused(lambda e: np.mean(tensor(e)), TypeError),
    "a sum of some": refused(lambda e: tensor(e).sum(where=[True, False, True]), TypeError, "where"),
    "the largest of none": refused(lambda e: tensor(e, []).max(), ValueError, "max", "(0,)"),
    "a shape that does not fit": refused(lambda e: tensor(e).reshape(2, 2), ValueError, "reshape", "(3,)", "(2,2)"),
    "axes that are no order": refused(lambda e: e.transpose(tensor(e), (0, 1)), ValueError, "transpose", "(3,)"),
    "an index beyond": refused(lambda e: tensor(e)[3], IndexError, "3", "size 3"),
    "nothing to join": refused(lambda e: e.concatenate([]), ValueError, "concatenate"),
    "numbers to join": refused(lambda e: e.concatenate([tensor(e, 1.0)]), ValueError, "concatenate", "()"),
    "length of a number": refused(lambda e: list(tensor(e, 1.0)), TypeError),
    "bounds that are Tensors": refused(lambda e: e.clip(tensor(e), 0, tensor(e, 1.0)), TypeError, "Tensor"),
    **{
        f"{name} of {np.shape(a)} and {np.shape(b)}, {i}": refused(
            lambda e, do=do, a=a, b=b: do(e, a, b), ValueError, name, str(np.shape(a)), str(np.shape(b))
        )
        for i, (name, do, a, b) in enumerate(SHAPES)
    },
}


def check_refusal(engine, name):
    """The engine raises the right kind of error, with all the words; nothing else will do."""
    call, error, words = REFUSALS[name]
    with pytest.raises(error) as caught:
        call(engine)
    assert type(caught.value).__module__ == "builtins"
    message = str(caught.value)
    assert [word for word in words if not re.search(re.escape(word), message)] == [], message
    assert len(message) < 300
