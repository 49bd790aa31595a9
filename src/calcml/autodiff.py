"""Reverse-mode differentiation of numpy arrays: backpropagation, small enough to read from top to bottom.

As in notebook 09 every operation makes a new Tensor with edges to its inputs. An edge has a rule, the vector–Jacobian
product: from the gradient g of the result y to that input's share of it. The sweep goes from the newest Tensor to the
oldest and adds the shares that meet. The leaves, made by hand, get the sums as `.grad`; old ones are replaced.

At a kink the derivative is a choice:    relu            0 at 0
                                         absolute        0 at 0
                                         max, maximum    entries that tie for the largest share the gradient equally
                                         clip            1 at its bounds: they count as inside
                                         a ** b          by a: 0 where b = 0; by b: 0 where a = 0

Numbers and arrays among the inputs are constants: copied, and without a gradient. Functions of constants alone give
plain arrays, so that the same f can be nudged. Where numpy warns (the log of 0, an overflow), it warns here.

>>> x, y = Tensor(3.0), Tensor([1.0, 2.0])
>>> (x * y).sum().backward()
>>> print(x.grad, y.grad, grad(lambda w: (w**2).sum())([1.0, -4.0]))
3.0 [3. 3.] [ 2. -8.]
"""

import operator
from contextvars import ContextVar, copy_context
from copy import deepcopy
from heapq import heappop, heappush
from itertools import count

import numpy as np

_births = count(0, -1)  # an operation is born after its inputs; the newest has the smallest number
_NONE = {}  # no options, as most operations have none
_within_grad = ContextVar("within grad", default=False)


def _refuse(message):
    def method(*arguments, **options):
        raise TypeError(message)

    return method


class Tensor:
    """An array of floats that remembers how it was made. `data` is read-only; `grad` is the gradient of a leaf."""

    __slots__ = ("_data", "grad", "_inputs", "_rules", "_values", "_options", "_birth", "__weakref__")
    __array_ufunc__ = None  # array * tensor is left to __rmul__, and np.sin(tensor) is an error

    def __init__(self, data, copy=True):  # copy=None copies only if it must: then leave the data alone
        if isinstance(data, Tensor):
            raise TypeError("Tensor of a Tensor, or grad within grad. Write Tensor(t.data) for a leaf with its values.")
        self._data, self.grad, self._birth = _constant(data, copy), None, next(_births)
        self._inputs = self._values = ()

    def backward(self, seed=None):
        """Put this number's gradient into `.grad` of each leaf; of an array, that of the sum of seed times array."""
        for leaf, gradient in _sweep(self, seed).items():
            leaf.grad = gradient

    __array__ = _refuse("numpy would lose the gradient. Use the functions of calcml.autodiff; t.data gives the values.")
    __float__ = _refuse("float() would lose the gradient. Write float(t.data) for the value alone.")
    __bool__ = _refuse("A Tensor is neither true nor false. Compare it, as in t > 0, or look at t.data.")
    __setitem__ = _refuse("A Tensor never changes: operations need its values. Make a new one: Tensor(w.data - step).")
    data = property(operator.attrgetter("_data"), __setitem__)
    shape = property(operator.attrgetter("_data.shape"))
    T = property(lambda self: transpose(self))


def _constant(x, copy=True):
    """A read-only copy as floats; of a single number a np.float64, which is faster."""
    array = np.array(x, copy=copy)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"{x!r:.60} holds {array.dtype} values; expected real numbers.")
    array = array.astype(float, copy=False).view()
    array.flags.writeable = False
    return array[()]


def _operation(name, compute, *rules):
    """y = compute(*inputs, *options). An input's rule takes g, y, all inputs and the options, and gives its share."""

    def operation(*inputs, **options):
        values, n, traced = list(inputs), len(rules), False
        for i, x in enumerate(inputs[:n]):
            if isinstance(x, Tensor):
                values[i], traced = x._data, True
            elif type(x) not in (float, int):
                values[i] = _constant(x)
        try:
            y = compute(*values, **options)
        except ValueError as error:
            shapes = " with ".join(str(np.shape(x)) for x in values[:n])
            raise ValueError(f"{name} cannot take shape {shapes}: {error}.") from None
        if not traced:
            return y
        if options or len(values) > n:
            values[n:], options = deepcopy((values[n:], options))  # so that it does not matter if they change
        node = object.__new__(Tensor)
        node._data, node.grad, node._birth = y, None, next(_births)
        node._inputs, node._rules, node._values, node._options = inputs, rules, tuple(values), options or _NONE
        if type(y) is np.ndarray:
            y.flags.writeable = False
        return node

    return operation


def _sweep(tensor, seed=None):
    """Pass the gradient on from `tensor` to all it was made from; what is left at the end are those of the leaves."""
    if _within_grad.get():
        raise RuntimeError("grad or backward within grad: this engine finds first derivatives only. Nudge the first.")
    seed = np.float64(1) if seed is None else _constant(seed)
    if seed.shape != tensor.shape:
        raise ValueError(f"backward from shape {tensor.shape}: take the sum first, or pass a seed of that shape.")
    gradients, heap = {tensor: seed}, [(tensor._birth, tensor)]
    while heap:
        _, node = heappop(heap)  # the newest: all that was made from it is done
        inputs, values = node._inputs, node._values
        if inputs is None:
            raise RuntimeError("A second backward: the first has used up the edges. Compute the result anew before it.")
        if inputs:
            g, node._inputs, node._values = gradients.pop(node), None, None
            for i, rule in enumerate(node._rules):
                if isinstance(x := inputs[i], Tensor):
                    share = rule(g, node._data, *values, **node._options)
                    if share.shape != x._data.shape:
                        share = _fit(share, x._data.shape)
                    if x not in gradients:
                        heappush(heap, (x._birth, x))
                    gradients[x] = gradients[x] + share if x in gradients else share
    return {leaf: g.copy() for leaf, g in gradients.items()}  # a + b hands one array to both


def _fit(share, shape):
    """What was repeated on the way forward is summed on the way back, and what was summed is repeated."""
    if share.ndim > len(shape):
        share = share.sum(axis=tuple(range(share.ndim - len(shape))))
    if share.shape != shape:
        share = np.broadcast_to(share.sum(tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True), shape)
    return share


# fmt: off
def _kept(g, x, axis):  # g with the axes that a sum over x took away, each of length 1
    return g.reshape(x.ndim * (1,)) if axis is None else g if g.ndim == x.ndim else np.expand_dims(g, axis)

def _reduction(name, compute, rule):
    return _operation(name, lambda x, axis=None, keepdims=False: compute(x, axis=axis, keepdims=keepdims),
                      lambda g, y, x, axis=None, keepdims=False: rule(_kept(g, x, axis), _kept(y, x, axis), x, axis))

def _scatter(g, y, x, index):
    share, parts = np.zeros(x.shape), index if isinstance(index, tuple) else (index,)
    if all(part is None or part is ... or isinstance(part, int | slice) for part in parts):
        share[index] = g
    else:
        np.add.at(share, index, g)  # an entry taken twice gets both shares
    return share

def _left(g, y, a, b):
    if b.ndim == 1:  # on the right of @ a vector is a column, on the left a row
        return g[..., np.newaxis] * b
    return (g if a.ndim > 1 else g[..., np.newaxis, :]) @ b.swapaxes(-1, -2)

def _right(g, y, a, b):
    if b.ndim == 1:
        return g.reshape(g.size) @ a.reshape(g.size, b.size)
    return a.swapaxes(-1, -2) @ g if a.ndim > 1 else a[:, np.newaxis] * g[..., np.newaxis, :]

# For each operation: a name for messages, how y is computed, and a rule for each input
Tensor.__neg__ = _operation("-", operator.neg, lambda g, *_: -g)
Tensor.__add__ = Tensor.__radd__ = _operation("+", operator.add, lambda g, *_: g, lambda g, *_: g)
Tensor.__sub__ = _operation("-", operator.sub, lambda g, *_: g, lambda g, *_: -g)
Tensor.__mul__ = Tensor.__rmul__ = _operation("*", operator.mul, lambda g, y, a, b: g * b, lambda g, y, a, b: g * a)
Tensor.__truediv__ = _operation("/", operator.truediv, lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b)
Tensor.__pow__ = _operation("**", operator.pow,  # the comparisons add 1 where there would be 0·∞
                            lambda g, y, a, b: g * (b * a ** (b - 1 + (b == 0))),
                            lambda g, y, a, b: g * (y * np.log(a + (a == 0))))
Tensor.__matmul__ = _operation("@", np.matmul, _left, _right)
for _name in ("sub", "truediv", "pow", "matmul"):  # a − b where b alone is a Tensor
    setattr(Tensor, f"__r{_name}__", lambda b, a, name=f"__{_name}__": getattr(Tensor, name)(a, b))
for _name in ("__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__"):  # plain arrays of true and false
    setattr(Tensor, _name, lambda a, b, name=_name:
            getattr(operator, name)(a._data, b._data if isinstance(b, Tensor) else b))
Tensor.__repr__ = lambda x: f"Tensor({np.array2string(x._data, separator=', ', prefix='Tensor(')})"
Tensor.__iter__ = lambda x: (x[i] for i in range(len(x._data)))
Tensor.__getitem__ = _operation("[]", operator.getitem, _scatter)
Tensor.sum = _reduction("sum", np.sum, lambda g, *_: g)
Tensor.mean = _reduction("mean", np.mean, lambda g, y, x, axis: g * y.size / x.size)
Tensor.max = _reduction("max", np.max, lambda g, y, x, axis: g * (ties := x == y) / ties.sum(axis, keepdims=True))
Tensor.reshape = lambda x, *shape: reshape(x, shape if len(shape) != 1 else shape[0])
reshape = _operation("reshape", np.reshape, lambda g, y, x, shape: g.reshape(x.shape))
transpose = _operation("transpose", np.transpose, lambda g, y, x, axes=None:
                       np.transpose(g, axes and np.argsort(np.arange(x.ndim)[list(axes)])))
exp = _operation("exp", np.exp, lambda g, y, x: g * y)
log = _operation("log", np.log, lambda g, y, x: g / x)
sqrt = _operation("sqrt", np.sqrt, lambda g, y, x: g * 0.5 / y)
sin = _operation("sin", np.sin, lambda g, y, x: g * np.cos(x))
cos = _operation("cos", np.cos, lambda g, y, x: -g * np.sin(x))
# In the tails 1 − y² and y(1 − y) would lose their digits
tanh = _operation("tanh", np.tanh, lambda g, y, x: g * (4 * (e := np.exp(-2 * np.abs(x))) / (1 + e) ** 2))
sigmoid = _operation("sigmoid", lambda x: np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x))),
                     lambda g, y, x: g * ((e := np.exp(-np.abs(x))) / (1 + e) ** 2))
relu = _operation("relu", lambda x: np.maximum(x, 0), lambda g, y, x: g * (x > 0))
absolute = Tensor.__abs__ = _operation("absolute", np.abs, lambda g, y, x: g * np.sign(x))
clip = _operation("clip", np.clip, lambda g, y, x, low, high: g * ((low <= x) & (x <= high)))
maximum = _operation("maximum", np.maximum, lambda g, y, a, b: g * (a == y) / (1 + (a == b)),
                     lambda g, y, a, b: g * (b == y) / (1 + (a == b)))
where = _operation("where", np.where, lambda g, *_: np.zeros_like(g), lambda g, y, c, a, b: np.where(c, g, 0),
                   lambda g, y, c, a, b: np.where(c, 0, g))
softmax = _operation("softmax",
                     lambda x, axis=-1: (e := np.exp(x - x.max(axis, keepdims=True))) / e.sum(axis, keepdims=True),
                     lambda g, y, x, axis=-1: y * (g - np.sum(g * y, axis, keepdims=True)))
logsumexp = _operation("logsumexp",
    lambda x, axis=-1: np.log(np.exp(x - (top := x.max(axis, keepdims=True))).sum(axis)) + np.squeeze(top, axis),
    lambda g, y, x, axis=-1: _kept(g, x, axis) * softmax(x, axis))

def cross_entropy(logits, labels):
    """The mean over n rows of logsumexp(row) − row[label]; its gradient is (softmax − onehot)/n."""
    shape, n = np.shape(logits) or (0,), np.size(labels)
    onehot = np.arange(shape[-1]) == np.asarray(labels)[..., np.newaxis]
    if onehot.shape != shape or not onehot.any(axis=-1).all():
        got = f"logits of shape {shape} and labels of shape {np.shape(labels)}, {np.unique(labels)}"
        raise ValueError(f"cross_entropy: {got}; expected for each row its class, a whole number below {shape[-1]}.")
    return _operation("cross_entropy", lambda x: (logsumexp(x).ravel() - x[onehot]).sum() / n,
                      lambda g, y, x: g * ((softmax(x) - onehot) / n))(logits)

def concatenate(tensors, axis=0):
    """Tensors and arrays end to end along an axis."""
    rules = [lambda g, y, *x, k=k: np.split(g, np.cumsum([0, *(v.shape[axis] for v in x)])[k : k + 2], axis)[1]
             for k in range(len(tensors))]
    return _operation("concatenate", lambda *x: np.concatenate(x, axis), *rules)(*tensors)


def value_and_grad(f):
    """The function that gives f's value, a single number, and its gradient by the first argument."""

    def both(x, *others, **named):
        leaf, context = Tensor(x, copy=None), copy_context()
        context.run(_within_grad.set, True)
        y = context.run(f, leaf, *others, **named)
        if not isinstance(y, Tensor):
            raise TypeError(f"f gave {y!r:.60}; expected a Tensor: no .data, float or numpy function on the way to it.")
        return y.data, _sweep(y).get(leaf, np.zeros(leaf.shape)[()])

    return both


def grad(f):
    """The function that gives the gradient of f by its first argument."""
    return lambda *arguments, **named: value_and_grad(f)(*arguments, **named)[1]
