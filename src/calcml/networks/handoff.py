"""The same network, weights and batch in PyTorch and in JAX, where they are installed: are their gradients ours?"""

from dataclasses import dataclass
from html import escape
from importlib.util import find_spec

import numpy as np

from calcml.autodiff import Tensor, cross_entropy, relu
from calcml.networks.training_inputs import checked_rows

LIBRARIES = {"torch": "PyTorch", "jax": "JAX"}  # the module's name: the name it goes by
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"


@dataclass(frozen=True, repr=False)
class Comparison:
    """How far the gradients of other libraries are from ours; shown as a table, or as one line where there are none.

    Attributes
    ----------
    sizes : dict
        Name of a block of parameters, such as "W₁": the largest entry of its gradient, in absolute value.
    differences : dict
        Name of a library: for each block, the largest difference between its gradient and ours.
    missing : tuple of str
        Libraries that are not installed here.
    """

    sizes: dict
    differences: dict
    missing: tuple

    @property
    def agrees(self):
        """Whether every entry that was compared is equal to within 1e-10; None if there was nothing to compare."""
        found = [difference for column in self.differences.values() for difference in column.values()]
        return all(difference <= 1e-10 for difference in found) if found else None  # NaN is no agreement

    @property
    def _note(self):
        if not self.missing:
            return ""
        verb = "is" if len(self.missing) == 1 else "are"
        return f"{' and '.join(self.missing)} {verb} not installed here, so there is nothing to compare with."

    def _rows(self):
        yield ("gradient by", "its largest entry", *(f"{name} differs by" for name in self.differences))
        for block, size in self.sizes.items():
            yield (block, f"{size:.3g}", *(f"{column[block]:.1e}" for column in self.differences.values()))

    def __repr__(self):
        if not self.differences:
            return self._note
        lines = ["  ".join(f"{field:<17}" for field in row).rstrip() for row in self._rows()]
        return "\n".join([*lines, self._note]).rstrip()

    def _repr_html_(self):
        if not self.differences:
            return f"<div>{escape(self._note)}</div>"
        rows = [f"<tr>{''.join(f'<td>{escape(field)}</td>' for field in row)}</tr>" for row in self._rows()]
        rows[0] = rows[0].replace("td>", "th>")
        return f"<table>{''.join(rows)}</table><div>{escape(self._note)}</div>"


def hand_off(network, X, labels):
    """Find the gradients of the mean cross-entropy once more, in PyTorch and in JAX, and compare them with ours.

    Each gets the network's weights and the batch, as 64-bit floats. A library that is not installed is left out, and
    none is loaded before this is called. First used in notebook 11.

    Parameters
    ----------
    network : Network
        With relu between its layers. It is not changed.
    X : array_like, shape (n, d_in)
        The batch, a row an example.
    labels : array_like of int, shape (n,)
        The class of each row, from 0 on.

    Returns
    -------
    Comparison

    Raises
    ------
    ValueError
        If the activation is not relu, a weight is not finite, or the batch does not fit the network.
    TypeError
        If X or the labels are no numbers.

    Examples
    --------
    >>> from calcml.networks import Network
    >>> comparison = hand_off(Network((2, 3, 2), np.random.default_rng(0)), [[1.0, 2.0]], [1])
    >>> list(comparison.sizes), comparison.agrees in (True, None)
    (['W₁', 'b₁', 'W₂', 'b₂'], True)
    """
    if network.activation is not relu:
        raise ValueError("this compares networks with relu between their layers; make one with activation=relu.")
    if not all(np.isfinite(parameter.data).all() for parameter in network.parameters):
        raise ValueError("a weight of the network is not finite; train it anew, with a smaller rate.")
    X, labels = checked_rows(network, X, labels, None)
    parameters = [p.data for p in network.parameters]
    names = [f"{'Wb'[k % 2]}{_subscript(k // 2 + 1)}" for k in range(len(parameters))]
    ours = dict(zip(names, _ours(parameters, X, labels), strict=True))
    differences, missing = {}, []
    for module, name in LIBRARIES.items():
        if find_spec(module) is None:
            missing.append(name)
            continue
        theirs = dict(zip(names, GRADIENTS[module](parameters, X, labels), strict=True))
        differences[name] = {block: float(np.max(np.abs(theirs[block] - ours[block]))) for block in names}
    return Comparison({block: float(np.max(np.abs(g))) for block, g in ours.items()}, differences, tuple(missing))


def _subscript(number):
    return "".join(SUBSCRIPTS[int(digit)] for digit in str(number))


def _scores(parameters, X, relu):
    """The scores of the rows; any library whose arrays know @ and +."""
    *hidden, (W, b) = zip(parameters[::2], parameters[1::2], strict=True)
    for V, c in hidden:
        X = relu(X @ V + c)
    return X @ W + b


def _ours(parameters, X, labels):
    leaves = [Tensor(p) for p in parameters]
    cross_entropy(_scores(leaves, X, relu), labels).backward()
    return [leaf.grad for leaf in leaves]


def _torch(parameters, X, labels):
    import torch

    leaves = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in parameters]
    scores = _scores(leaves, torch.tensor(X, dtype=torch.float64), torch.relu)
    torch.nn.functional.cross_entropy(scores, torch.tensor(labels, dtype=torch.int64)).backward()
    return [leaf.grad.numpy() for leaf in leaves]


def _jax(parameters, X, labels):
    import jax
    import jax.numpy as jnp

    def loss(parameters, X):
        scores = _scores(parameters, X, jax.nn.relu)
        rights = scores[jnp.arange(len(labels)), labels]
        return jnp.mean(jax.nn.logsumexp(scores, axis=1) - rights)

    with _doubles(jax):  # JAX computes with 32 bits unless it is told otherwise
        return [np.asarray(g) for g in jax.grad(loss)([jnp.asarray(p) for p in parameters], jnp.asarray(X))]


def _doubles(jax):
    """A context in which JAX computes with 64 bits."""
    if hasattr(jax, "enable_x64"):
        return jax.enable_x64(True)
    from jax.experimental import enable_x64  # before JAX 0.8

    return enable_x64()


GRADIENTS = {"torch": _torch, "jax": _jax}
