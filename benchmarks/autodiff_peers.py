"""The same networks, losses and optimiser written for each library, for autodiff.py. All compute with 64-bit floats.

A library is a small class: `step(parameters, X, y)` gives the loss and the gradients for one of the two networks.
"""

import random

import numpy as np

from calcml import autodiff as ad

PENALTY = 1e-4  # of micrograd's demo


def readme(number, relu):
    """The expression in micrograd's README, forward and backward."""
    a, b = number(-4.0), number(2.0)
    c, d = a + b, a * b + b**3
    c = c + (c + 1)
    c = c + (1 + c + (-a))
    d = d + (d * 2 + relu(b + a))
    d = d + (3 * d + relu(b - a))
    f = (c - d) ** 2
    g = f / 2.0 + 10.0 / f
    g.backward()
    return a, b, g


def layers(parameters):
    """[(W1, b1), (W2, b2), ...]"""
    return list(zip(parameters[::2], parameters[1::2], strict=True))


def forward(parameters, X, relu):
    """The scores of a network with ReLU between its layers; any library whose arrays know @ and +."""
    *hidden, (W, b) = layers(parameters)
    for V, c in hidden:
        X = relu(X @ V + c)
    return X @ W + b


class ByHand:
    """numpy alone: forward and backward written out."""

    def scores(self, parameters, X):
        inputs, masks = [X], []
        *hidden, (W, b) = layers(parameters)
        for V, c in hidden:
            Z = inputs[-1] @ V + c
            masks.append(Z > 0)
            inputs.append(np.maximum(Z, 0))
        return inputs, masks, inputs[-1] @ W + b

    def backward(self, parameters, inputs, masks, G):
        gradients = []
        for k in range(len(inputs) - 1, -1, -1):
            gradients = [inputs[k].T @ G, G.sum(axis=0), *gradients]
            if k:
                G = G @ parameters[2 * k].T
                G *= masks[k - 1]
        return gradients

    def moons(self, parameters, X, y):
        inputs, masks, scores = self.scores(parameters, X)
        margins = 1 - y * scores
        loss = np.maximum(margins, 0).mean() + PENALTY * sum((p * p).sum() for p in parameters)
        gradients = self.backward(parameters, inputs, masks, -y * (margins > 0) / len(y))
        return loss, [g + 2 * PENALTY * p for g, p in zip(gradients, parameters, strict=True)]

    def digits(self, parameters, X, labels):
        inputs, masks, scores = self.scores(parameters, X)
        rows = np.arange(len(labels))
        scores -= scores.max(axis=1, keepdims=True)
        G = np.exp(scores)
        sums = G.sum(axis=1, keepdims=True)
        loss = np.mean(np.log(sums[:, 0]) - scores[rows, labels])
        G /= sums
        G[rows, labels] -= 1
        G /= len(labels)
        return loss, self.backward(parameters, inputs, masks, G)


class Ours:
    """calcml.autodiff."""

    def moons(self, parameters, X, y):
        leaves = [ad.Tensor(p) for p in parameters]
        loss = ad.relu(1 - y * forward(leaves, X, ad.relu)).mean() + PENALTY * sum((p * p).sum() for p in leaves)
        loss.backward()
        return loss.data, [leaf.grad for leaf in leaves]

    def digits(self, parameters, X, labels):
        leaves = [ad.Tensor(p) for p in parameters]
        loss = ad.cross_entropy(forward(leaves, X, ad.relu), labels)
        loss.backward()
        return loss.data, [leaf.grad for leaf in leaves]


class Autograd:
    """HIPS autograd."""

    def __init__(self):
        import autograd
        import autograd.numpy as anp

        self.anp, self.grad = anp, autograd.grad
        self.moons, self.digits = (autograd.value_and_grad(f) for f in (self._moons, self._digits))

    def relu(self, x):
        return self.anp.maximum(x, 0)

    def _moons(self, parameters, X, y):
        scores = forward(parameters, X, self.relu)
        return self.anp.mean(self.relu(1 - y * scores)) + PENALTY * sum(self.anp.sum(p * p) for p in parameters)

    def _digits(self, parameters, X, labels):
        scores = forward(parameters, X, self.relu)
        shifted = scores - self.anp.max(scores, axis=1, keepdims=True)
        rights = shifted[np.arange(len(labels)), labels]
        return self.anp.mean(self.anp.log(self.anp.sum(self.anp.exp(shifted), axis=1)) - rights)


class Torch:
    """PyTorch on the CPU, with one thread, its own cross-entropy, and for the digits its own Adam."""

    def __init__(self):
        import torch

        torch.set_num_threads(1)
        self.torch = torch

    def number(self, x):
        return self.torch.tensor(x, dtype=self.torch.float64, requires_grad=True)

    def epoch(self, parameters, batches, rate):
        """Like `epoch` of autodiff.py, the parameters changed in place as is usual there."""
        leaves = [self.number(p) for p in parameters]
        optimiser = self.torch.optim.Adam(leaves, lr=rate)
        for X, labels in batches:
            optimiser.zero_grad()
            loss = self.torch.nn.functional.cross_entropy(forward(leaves, X, self.torch.relu), labels)
            loss.backward()
            optimiser.step()
        return loss.item()

    def batches(self, batches):
        return [(self.torch.tensor(X), self.torch.tensor(labels)) for X, labels in batches]


class Jax:
    """JAX on the CPU: the whole step, Adam too, compiled before the clock starts."""

    def __init__(self, rate):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        self.jax, self.jnp = jax, jnp
        self.step = jax.jit(lambda *state: self._step(rate, *state))

    def _loss(self, parameters, X, labels):
        scores = forward(parameters, X, self.jax.nn.relu)
        rights = scores[self.jnp.arange(len(labels)), labels]
        return self.jnp.mean(self.jax.nn.logsumexp(scores, axis=1) - rights)

    def _step(self, rate, parameters, means, squares, t, X, labels):
        loss, gradients = self.jax.value_and_grad(self._loss)(parameters, X, labels)
        means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
        squares = [0.999 * s + 0.001 * g * g for s, g in zip(squares, gradients, strict=True)]
        moved = [
            p - rate * (m / (1 - 0.9**t)) / (self.jnp.sqrt(s / (1 - 0.999**t)) + 1e-8)
            for p, m, s in zip(parameters, means, squares, strict=True)
        ]
        return loss, moved, means, squares

    def epoch(self, parameters, batches):
        parameters = [self.jnp.array(p) for p in parameters]
        means = squares = [self.jnp.zeros_like(p) for p in parameters]
        for t, (X, labels) in enumerate(batches, 1):
            loss, parameters, means, squares = self.step(parameters, means, squares, float(t), X, labels)
        return float(loss)


class Micrograd:
    """micrograd: one object for every number."""

    def __init__(self):
        from micrograd.engine import Value
        from micrograd.nn import MLP

        self.value, self.mlp = Value, MLP

    def network(self):
        """Its demo's network, from its demo's seed, and the same weights as arrays."""
        random.seed(1337)
        network = self.mlp(2, [16, 16, 1])
        parameters = []
        for layer in network.layers:
            parameters += [np.array([[w.data for w in neuron.w] for neuron in layer.neurons]).T]
            parameters += [np.array([float(neuron.b.data) for neuron in layer.neurons])]
        return network, parameters

    def losses(self, network, X, y, rates):
        """The demo's training loop: the loss before each step."""
        losses = []
        for rate in rates:
            scores = [network(list(map(self.value, row))) for row in X.tolist()]
            margins = [(1 + -float(yi) * score).relu() for yi, score in zip(y[:, 0], scores, strict=True)]
            loss = sum(margins) * (1.0 / len(margins)) + PENALTY * sum(p * p for p in network.parameters())
            network.zero_grad()
            loss.backward()
            for p in network.parameters():
                p.data -= rate * p.grad
            losses.append(loss.data)
        return losses
