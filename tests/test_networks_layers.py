"""Layers, networks and initialisers: gradients by closed form and by nudging, steps of descent, clear errors."""

import numpy as np
import pytest

from calcml.autodiff import Tensor, cross_entropy
from calcml.descent import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from calcml.networks import Linear, Network, he, normal, relu, sigmoid, tanh, xavier
from calcml.numerics import check_gradient, gradient


def seeded(seed=0):
    return np.random.default_rng(seed)


# Initialisers


@pytest.mark.parametrize(
    "draw, std",
    [(he, np.sqrt(2 / 200)), (xavier, np.sqrt(2 / 500)), (normal(0.01), 0.01), (normal(0), 0)],
)
def test_weights_are_normal_with_mean_zero_and_the_promised_standard_deviation(draw, std):
    weights = draw(200, 300, seeded())
    assert weights.shape == (200, 300)
    assert abs(weights.mean()) <= 4 * std / np.sqrt(weights.size)
    assert np.isclose(weights.std(), std, rtol=0.015)
    assert np.isclose(np.mean(np.abs(weights) < std), 0.6827 if std else 0, atol=0.01)


def test_the_same_seed_draws_the_same_weights_and_the_generator_goes_on():
    rng = seeded()
    first = he(4, 3, rng)
    assert np.array_equal(first, he(4, 3, seeded())) and not np.array_equal(first, he(4, 3, rng))


def test_he_keeps_the_mean_square_behind_relu_and_xavier_without_an_activation():
    X = seeded(1).normal(size=(500, 400))
    for draw, activation in ((he, relu), (xavier, lambda Y: Y)):
        Y = activation(X @ draw(400, 400, seeded(2)))
        Z = activation(Y @ draw(400, 400, seeded(3)))
        assert np.isclose(np.mean(Z**2), np.mean(Y**2), rtol=0.1)


@pytest.mark.parametrize("draw", [he, xavier, normal(0.1)])
@pytest.mark.parametrize(
    "sizes, words",
    [((0, 3), "d_in = 0"), ((3, -1), "d_out = -1"), ((2.0, 3), "d_in = 2.0"), ((3, True), "d_out = True")],
)
def test_sizes_that_are_no_whole_numbers_from_one_on_are_refused(draw, sizes, words):
    with pytest.raises(ValueError, match=f"{words}; expected a whole number from 1 on"):
        draw(*sizes, seeded())


def test_a_seed_is_no_generator_and_a_negative_deviation_none():
    with pytest.raises(TypeError, match=r"rng = 0; expected a random generator, such as np.random.default_rng\(0\)"):
        he(3, 2, 0)
    for std in (-1, np.inf, np.nan, "0.1"):
        with pytest.raises(ValueError, match="expected a finite number from 0 on"):
            normal(std)


# One layer


def test_a_layer_maps_every_row_and_its_gradients_are_the_closed_forms():
    layer, rng = Linear(3, 2, seeded()), seeded(1)
    layer.bias = Tensor(rng.normal(size=2))
    X, G = Tensor(rng.normal(size=(5, 3))), rng.normal(size=(5, 2))
    W, b = layer.weights.data, layer.bias.data
    Y = layer(X)
    assert np.allclose(Y.data, [x @ W + b for x in X.data], rtol=1e-14)
    Y.backward(G)
    assert np.allclose(X.grad, G @ W.T) and np.allclose(layer.weights.grad, X.data.T @ G)
    assert np.allclose(layer.bias.grad, G.sum(axis=0)) and layer.bias.grad.shape == b.shape


def test_the_bias_starts_at_zero_and_a_single_row_or_a_stack_of_batches_will_do():
    layer = Linear(3, 2, seeded(), xavier)
    assert np.array_equal(layer.bias.data, [0, 0])
    X = seeded(1).normal(size=(4, 5, 3))
    assert np.allclose(layer(X).data, X @ layer.weights.data)
    assert np.allclose(layer(X[0, 0]).data, layer(X).data[0, 0]) and layer(X[0, :0]).shape == (0, 2)
    assert np.allclose(layer(X[0].tolist()).data, layer(X).data[0])


@pytest.mark.parametrize(
    "X, words",
    [
        (np.ones((3, 5)), r"shape \(3, 5\); this layer takes \(n, 3\), 3 numbers a row. Transpose it"),
        (np.ones((5, 4)), r"shape \(5, 4\); .* A row is an example"),
        (np.ones(2), r"shape \(2,\)"),
        (1.0, r"shape \(\)"),
        (Tensor(np.ones((2, 2))), r"shape \(2, 2\)"),
    ],
)
def test_rows_of_the_wrong_length_are_refused(X, words):
    with pytest.raises(ValueError, match=words):
        Linear(3, 2, seeded())(X)


def test_an_initialiser_that_gives_the_transpose_is_caught():
    with pytest.raises(ValueError, match=r"weights of shape \(2, 3\); expected \(3, 2\)"):
        Linear(3, 2, seeded(), lambda d_in, d_out, rng: np.zeros((d_out, d_in)))


# Networks


def losses(network, X, labels):
    """For each parameter the loss as a function of its values alone."""
    parameters = [p.data for p in network.parameters]

    def loss_of(k):
        def loss(values):
            network.parameters = [values if i == k else p for i, p in enumerate(parameters)]
            return float(cross_entropy(network(X), labels).data)

        return loss

    return [loss_of(k) for k in range(len(parameters))]


@pytest.mark.parametrize("activation", [tanh, sigmoid, relu])
def test_every_gradient_of_a_network_agrees_with_nudging(activation):
    rng = seeded(3)
    X, labels = rng.normal(size=(6, 4)), np.array([0, 1, 2, 0, 1, 2])
    network = Network((4, 5, 3), seeded(), activation, xavier)
    cross_entropy(network(X), labels).backward()
    gradients, starts = [p.grad for p in network.parameters], [p.data for p in network.parameters]
    assert [g.shape for g in gradients] == [(4, 5), (5,), (5, 3), (3,)]
    for loss, start, by_rule in zip(losses(network, X, labels), starts, gradients, strict=True):
        assert np.allclose(gradient(loss, start), by_rule, atol=1e-8)
        assert check_gradient(loss, start, lambda _, g=by_rule: g)


def test_a_network_is_its_layers_with_the_activation_between_them_and_none_at_the_end():
    network, X = Network([2, 4, 3, 1], seeded(), tanh), seeded(1).normal(size=(7, 2))
    W1, b1, W2, b2, W3, b3 = (p.data for p in network.parameters)
    assert np.allclose(network(X).data, np.tanh(np.tanh(X @ W1 + b1) @ W2 + b2) @ W3 + b3)
    assert repr(network) == "Network(2 → 4 → 3 → 1, 31 parameters)" and repr(network.layers[0]) == "Linear(2, 4)"


def test_a_small_last_layer_starts_at_the_loss_of_no_idea_and_still_has_gradients_behind_it():
    rng = seeded(1)
    network = Network((64, 32, 10), rng, last=normal(0.01))
    assert np.isclose(network.layers[0].weights.data.std(), np.sqrt(2 / 64), rtol=0.1)
    loss = cross_entropy(network(rng.random((100, 64))), rng.integers(10, size=100))
    assert abs(loss.data - np.log(10)) < 0.05
    loss.backward()
    assert np.any(network.parameters[0].grad)


@pytest.mark.parametrize(
    "optimiser",
    [GradientDescent(0.5), Momentum(0.05), Nesterov(0.05), RMSProp(0.01), Adam(0.02)],
    ids=lambda o: type(o).__name__,
)
def test_every_optimiser_of_descent_can_train_a_network(optimiser):
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    labels, network = np.array([0, 1, 1, 0]), Network((2, 8, 2), seeded(4), tanh, xavier)
    memories = [None] * len(network.parameters)
    for _ in range(300):
        cross_entropy(network(X), labels).backward()
        steps = [optimiser.step(p.data, p.grad, memory) for p, memory in zip(network.parameters, memories, strict=True)]
        network.parameters, memories = [w for w, _ in steps], [memory for _, memory in steps]
    assert cross_entropy(network(X), labels).data < 0.05


def test_new_parameters_are_fresh_tensors_and_change_neither_the_old_ones_nor_the_arrays():
    network = Network((2, 3), seeded())
    old = network.parameters
    network(np.ones((1, 2))).sum().backward()
    arrays = [p.data + 1 for p in old]
    network.parameters = arrays
    assert all(p.grad is None for p in network.parameters) and old[0].grad is not None
    arrays[0][:] = np.nan
    assert np.array_equal(network.parameters[0].data, old[0].data + 1)


def test_tensors_that_are_assigned_stay_part_of_their_graph():
    network = Network((2, 1), seeded())
    t = Tensor(2.0)
    network.parameters = [t * [[1.0], [3.0]], t * [0.5]]
    network([[1.0, 1.0]]).sum().backward()
    assert t.grad == 4.5


@pytest.mark.parametrize("change", [lambda p: p[:1], lambda p: [p[0].T, p[1]], lambda p: [*p, p[0]]])
def test_parameters_of_other_shapes_are_refused_and_the_old_ones_stay(change):
    network = Network((2, 3), seeded())
    old = network.parameters
    with pytest.raises(ValueError, match=r"expected \[\(2, 3\), \(3,\)\]. Change values only"):
        network.parameters = change([p.data for p in old])
    assert all(new is before for new, before in zip(network.parameters, old, strict=True))


@pytest.mark.parametrize("sizes", [(), (3,), 3, "3"])
def test_a_network_needs_two_sizes(sizes):
    with pytest.raises(ValueError, match="at least two numbers, in and out"):
        Network(sizes, seeded())


def test_what_a_network_is_made_of_is_checked():
    with pytest.raises(ValueError, match="d_out = 0; expected a whole number"):
        Network((3, 0, 2), seeded())
    with pytest.raises(TypeError, match="rng = None; expected a random generator"):
        Network((3, 2), None)
    with pytest.raises(TypeError, match="activation = 'relu'; expected a function of a Tensor"):
        Network((3, 2), seeded(), "relu")
    with pytest.raises(ValueError, match=r"X has shape \(2, 4\); this layer takes \(n, 3\)"):
        Network((3, 2), seeded())(np.ones((2, 4)))
