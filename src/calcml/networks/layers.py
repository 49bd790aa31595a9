"""Layers, and networks of them: their weights are Tensors, so that `calcml.autodiff` finds every gradient."""

import numpy as np

from calcml.autodiff import Tensor, relu
from calcml.networks.initialisers import he


class Linear:
    """A layer Y = XW + b: every row x of the batch X becomes the row xW + b.

    First used in notebook 10.

    Parameters
    ----------
    d_in, d_out : int
        How many numbers a row of X holds, and a row of Y.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).
    initialiser : callable, default he
        Draws the weights: he, xavier, normal(std), or a function of (d_in, d_out, rng).

    Attributes
    ----------
    weights : Tensor, shape (d_in, d_out)
    bias : Tensor, shape (d_out,)
        0 at first.

    Raises
    ------
    ValueError
        If a size is no whole number from 1 on, or the initialiser's weights have another shape. When called: if the
        last axis of X has not d_in entries.
    TypeError
        If `rng` is no random generator.

    Examples
    --------
    >>> layer = Linear(3, 2, np.random.default_rng(0))
    >>> layer(np.ones((5, 3))).sum().backward()
    >>> layer.weights.grad.shape, layer.bias.grad
    ((3, 2), array([5., 5.]))
    """

    def __init__(self, d_in, d_out, rng, initialiser=he):
        weights = np.asarray(initialiser(d_in, d_out, rng))
        if weights.shape != (d_in, d_out):
            raise ValueError(f"the initialiser gave weights of shape {weights.shape}; expected {(d_in, d_out)}.")
        self.weights, self.bias = Tensor(weights), Tensor(np.zeros(d_out))

    def __call__(self, X):
        """Y = XW + b, for X of shape (n, d_in), or (..., d_in)."""
        d_in, shape = self.weights.shape[0], np.shape(X)
        if shape[-1:] != (d_in,):
            advice = "Transpose it: a row is an example." if shape[:1] == (d_in,) else "A row is an example."
            raise ValueError(f"X has shape {shape}; this layer takes (n, {d_in}), {d_in} numbers a row. {advice}")
        return X @ self.weights + self.bias

    def __repr__(self):
        return "Linear({}, {})".format(*self.weights.shape)


class Network:
    """Linear layers with an activation between them, and none after the last: its rows are scores, or logits.

    `parameters` lists all weights and biases, layer after layer. A Tensor never changes, so a step of descent replaces
    them: assign a list of as many arrays of the same shapes, and each becomes a new Tensor without a gradient. (Tensors
    are taken as they are.) First used in notebook 10.

    Parameters
    ----------
    sizes : sequence of int
        How many numbers go in, how many come out of each layer: (64, 32, 10) has 32 hidden units.
    rng : numpy.random.Generator
        Such as np.random.default_rng(0).
    activation : callable, default relu
        A function of a Tensor, entry by entry: networks.relu, tanh or sigmoid.
    initialiser : callable, default he
        Draws the weights of every layer: he suits relu, xavier tanh.
    last : callable, optional
        Draws those of the last layer instead, which no activation follows: normal(0.01) starts with scores near 0.

    Attributes
    ----------
    layers : list of Linear

    Raises
    ------
    ValueError
        If there are fewer than two sizes, or one is no whole number from 1 on. When called: if the last axis of X does
        not fit. When assigned to: if the number of parameters or a shape differs.
    TypeError
        If `rng` is no random generator, or the activation no function.

    Examples
    --------
    One step of descent, for the sum of squares of the scores:

    >>> network = Network((2, 8, 1), np.random.default_rng(0))
    >>> (network([[1.0, 2.0], [3.0, 4.0]]) ** 2).sum().backward()
    >>> network.parameters = [p.data - 0.001 * p.grad for p in network.parameters]
    >>> network
    Network(2 → 8 → 1, 33 parameters)
    """

    def __init__(self, sizes, rng, activation=relu, initialiser=he, last=None):
        sizes = tuple(sizes) if np.ndim(sizes) else ()
        if len(sizes) < 2:
            raise ValueError("sizes should hold at least two numbers, in and out, such as (64, 32, 10).")
        if not callable(activation):
            raise TypeError(f"activation = {activation!r}; expected a function of a Tensor, such as networks.relu.")
        draws = [initialiser] * (len(sizes) - 2) + [last or initialiser]
        self.activation = activation
        self.layers = [
            Linear(d_in, d_out, rng, draw) for d_in, d_out, draw in zip(sizes[:-1], sizes[1:], draws, strict=True)
        ]

    def __call__(self, X):
        """The scores of every row of X, shape (n, d_out)."""
        *hidden, last = self.layers
        for layer in hidden:
            X = self.activation(layer(X))
        return last(X)

    @property
    def parameters(self):
        """All weights and biases, as Tensors: [W₁, b₁, W₂, b₂, …]."""
        return [tensor for layer in self.layers for tensor in (layer.weights, layer.bias)]

    @parameters.setter
    def parameters(self, values):
        news, olds = [v if isinstance(v, Tensor) else Tensor(v) for v in values], self.parameters
        shapes, expected = [new.shape for new in news], [old.shape for old in olds]
        if shapes != expected:
            raise ValueError(f"parameters of shapes {shapes}; expected {expected}. Change values only.")
        for layer, weights, bias in zip(self.layers, news[::2], news[1::2], strict=True):
            layer.weights, layer.bias = weights, bias

    def __repr__(self):
        sizes = [self.layers[0].weights.shape[0], *(layer.weights.shape[1] for layer in self.layers)]
        count = sum(np.size(p.data) for p in self.parameters)
        return f"Network({' → '.join(map(str, sizes))}, {count:,} parameters)"
