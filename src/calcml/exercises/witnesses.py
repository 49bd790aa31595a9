"""Three witnesses for an engine that the learner has written: by rule, by nudging, and calcml.autodiff."""

from types import SimpleNamespace

import numpy as np

from calcml import autodiff, numerics

__all__ = ["confirm"]

_FLOATS = SimpleNamespace(
    tanh=np.tanh, exp=np.exp, relu=lambda u: np.maximum(u, 0), softplus=lambda u: np.logaddexp(0, u)
)
_TENSORS = SimpleNamespace(
    tanh=autodiff.tanh,
    exp=autodiff.exp,
    relu=autodiff.relu,
    softplus=lambda u: autodiff.logsumexp(autodiff.concatenate([autodiff.reshape(u, (1,)), [0.0]])),
)


def confirm(f, at, value, **functions):
    """Run a function through an engine, and compare its gradient with those of three witnesses.

    They are SymPy, by rule; `numerics.gradient`, by nudging; and `calcml.autodiff`. First used in notebook 09.

    Parameters
    ----------
    f : callable
        Takes a home of functions, such as m with m.tanh, and then as many numbers as `at` has.
    at : sequence of float
        Where.
    value : class
        The learner's Value, whose results can go .backward(), after which each input has its .grad.
    **functions : callable
        The learner's tanh, relu, softplus or exp, as far as f needs them.

    Returns
    -------
    (float, list of float)
        The value and the gradient, by the learner's engine.

    Raises
    ------
    AssertionError
        If a witness disagrees by more than 1e-5 of the number; says which.

    Examples
    --------
    >>> class Three:  # an engine that knows one function only, f(x) = 3x
    ...     def __init__(self, data): self.data = data
    ...     def __rmul__(self, number): return Result(self, number)
    >>> class Result:
    ...     def __init__(self, x, rate): self.x, self.rate, self.data = x, rate, rate * x.data
    ...     def backward(self): self.x.grad = self.rate
    >>> confirm(lambda m, x: 3.0 * x, [2.0], Three)
    (6.0, [3.0])
    """
    inputs = [value(float(number)) for number in at]
    result = f(SimpleNamespace(**functions), *inputs)
    result.backward()
    ours = [u.grad for u in inputs]
    for name, gradient in _witnesses(f, at):
        if not np.allclose(ours, gradient):
            raise AssertionError(f"your engine says {ours}, but {name} {list(map(float, gradient))}")
    return result.data, ours


def _witnesses(f, at):
    yield "by rule it is", _by_rule(f, at)
    yield "by nudging it is", numerics.gradient(lambda p: f(_FLOATS, *p), np.array(at, dtype=float))
    yield "calcml.autodiff says", autodiff.grad(lambda p: f(_TENSORS, *p))(np.array(at, dtype=float))


def _by_rule(f, at):
    import sympy

    names = sympy.symbols(f"x:{len(at)}")
    home = SimpleNamespace(
        tanh=sympy.tanh,
        exp=sympy.exp,
        relu=lambda u: sympy.Max(u, 0),
        softplus=lambda u: sympy.log(1 + sympy.exp(u)),
    )
    formula, numbers = sympy.sympify(f(home, *names)), dict(zip(names, at, strict=True))
    return [float(formula.diff(name).subs(numbers)) for name in names]
