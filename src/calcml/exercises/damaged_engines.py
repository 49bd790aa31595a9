"""Three engines of notebook 09, each damaged in one place, for an exercise.

Read on only when you have found out by gradient checks which is which: the code gives it away.
"""

import numpy as np

__all__ = ["A", "B", "C", "gradient_by"]


def gradient_by(engine, f, value, inputs=2):
    """The gradient of a function of two numbers by an engine, as a function that check_gradient takes.

    Its inputs are made once, and then only get other numbers, as the weights do in training. First used in notebook 09.

    Parameters
    ----------
    engine : callable
        Walks back from a result, and leaves a gradient in the .grad of each Value.
    f : callable
        Takes Values, and returns one.
    value : class
        The learner's Value.
    inputs : int, default 2
        How many numbers f takes.

    Returns
    -------
    callable
        From an array of shape (inputs,) to the gradient, of the same shape.

    Examples
    --------
    >>> class Value:
    ...     def __init__(self, data, edges=()):
    ...         self.data, self.edges, self.grad, self.birth = data, edges, 0.0, len(edges)
    >>> def product(x, y):
    ...     return Value(x.data * y.data, [(x, y.data), (y, x.data)])
    >>> for engine in (A, B, C):
    ...     gradient = gradient_by(engine, product, Value)
    ...     print(gradient([3, -4]))
    [-4.  3.]
    [-4.  3.]
    [-4.  3.]
    """
    kept = [value(0.0) for _ in range(inputs)]

    def gradient(p):
        for u, number in zip(kept, p, strict=True):
            u.data = float(number)
        engine(f(*kept))
        return np.array([u.grad for u in kept], dtype=float)

    return gradient


def A(result):
    """An engine with one fault."""
    for node in _history(result):
        node.grad = 0.0
    result.grad = 1.0
    _hurry(result)


def _hurry(node):
    for u, rate in node.edges:
        u.grad += node.grad * rate
        _hurry(u)


def B(result):
    """An engine with one fault."""
    result.grad = 1.0
    for node in _history(result):
        for u, rate in node.edges:
            u.grad += node.grad * rate


def C(result):
    """An engine with one fault."""
    order = _history(result)
    for node in order:
        node.grad = 0.0
    result.grad = 1.0
    for node in order:
        for u, rate in node.edges:
            u.grad = node.grad * rate


def _history(result):
    """All Values that `result` was made from, the newest first."""
    found, to_visit = {result}, [result]
    while to_visit:
        for u, _ in to_visit.pop().edges:
            if u not in found:
                found.add(u)
                to_visit.append(u)
    return sorted(found, key=lambda node: node.birth, reverse=True)
