"""hand_off: the gradients of PyTorch and JAX are ours where they are installed, and a plain line says where not."""

import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from calcml.networks import Network, handoff, tanh

LABELS = np.array([0, 2, 1, 2, 0])


@pytest.fixture
def batch():
    rng = np.random.default_rng(0)
    network = Network((4, 6, 5, 3), rng)
    network.parameters = [p.data + rng.normal(0, 0.1, p.shape) for p in network.parameters]  # biases too
    return network, rng.uniform(size=(5, 4)), LABELS


@pytest.fixture
def nothing_installed(monkeypatch):
    monkeypatch.setattr(handoff, "find_spec", lambda name: None)


@pytest.mark.parametrize("module", handoff.LIBRARIES)
def test_the_gradients_of_another_library_are_ours(batch, module):
    pytest.importorskip(module, reason=f"{module} is not installed: the hand-off to it is NOT tested here")
    name = handoff.LIBRARIES[module]
    comparison = handoff.hand_off(*batch)
    assert list(comparison.differences[name]) == ["W₁", "b₁", "W₂", "b₂", "W₃", "b₃"]
    assert max(comparison.differences[name].values()) < 1e-10 < min(comparison.sizes.values())
    assert comparison.agrees and f"{name} differs by" in repr(comparison) and "W₃" in comparison._repr_html_()


def stand_in(change):
    """A library whose gradients are ours, changed."""
    return lambda *batch: [change(g) for g in handoff._ours(*batch)]


@pytest.mark.parametrize(
    ("change", "agrees"), [(lambda g: g, True), (lambda g: g + 1e-9, False), (lambda g: g * np.nan, False)]
)
def test_a_library_that_differs_is_found_out(batch, monkeypatch, change, agrees):
    monkeypatch.setattr(handoff, "find_spec", lambda name: name == "torch" or None)
    monkeypatch.setitem(handoff.GRADIENTS, "torch", stand_in(change))
    comparison = handoff.hand_off(*batch)
    assert comparison.agrees is agrees
    first, *blocks, note = repr(comparison).splitlines()
    assert first.split() == "gradient by its largest entry PyTorch differs by".split() and len(blocks) == 6
    assert (
        note == "JAX is not installed here, so there is nothing to compare with." and note in comparison._repr_html_()
    )


def test_a_plain_line_says_that_nothing_is_installed(batch, nothing_installed):
    comparison = handoff.hand_off(*batch)
    line = "PyTorch and JAX are not installed here, so there is nothing to compare with."
    assert repr(comparison) == line and comparison._repr_html_() == f"<div>{line}</div>" and comparison.agrees is None


def test_the_network_is_left_as_it_is(batch, nothing_installed):
    network, before = batch[0], batch[0].parameters
    handoff.hand_off(*batch)
    assert all(p is q and p.grad is None for p, q in zip(network.parameters, before, strict=True))


def test_nothing_is_loaded_before_it_is_needed():
    code = "import sys, calcml.networks.handoff; print({'torch', 'jax'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
    assert find_spec("calcml.networks.handoff")


def with_nan(network):
    network.parameters = [p.data * np.nan for p in network.parameters]
    return network


@pytest.mark.parametrize(
    ("change", "error", "start"),
    [
        (lambda n, X, y: (Network((4, 3), np.random.default_rng(0), tanh), X, y), ValueError, "this compares networks"),
        (lambda n, X, y: (with_nan(n), X, y), ValueError, "a weight of the network is not finite"),
        (lambda n, X, y: (n, X[:, :3], y), ValueError, "X has shape"),
        (lambda n, X, y: (n, X, y + 3), ValueError, "labels hold"),
        (lambda n, X, y: (n, X, list("abcde")), TypeError, "labels hold text"),
    ],
)
def test_what_does_not_fit_is_refused(batch, change, error, start):
    with pytest.raises(error, match=start):
        handoff.hand_off(*change(*batch))
