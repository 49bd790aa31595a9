"""Where the proofs are kept, and what they share: random numbers, and SymPy's idea of zero."""

from typing import NamedTuple

import numpy as np
import sympy

PROOFS = {}  # name of the row → Proof


class Proof(NamedTuple):
    """The formula as the sheet prints it, and a function that fails if it does not hold."""

    formula: str
    holds: object


def proves(name, formula):
    """Bind a proof to the row `name`, whose formula it has been read against."""

    def keep(holds):
        assert name not in PROOFS, f"two proofs of {name}"
        PROOFS[name] = Proof(formula, holds)
        return holds

    return keep


def rng():
    return np.random.default_rng(20)


def zero(expression):
    """By rule: SymPy reduces it to 0."""
    return sympy.simplify(expression) == 0


def symmetric(eigenvalues, generator):
    """A symmetric matrix with these eigenvalues, in random directions."""
    turn, _ = np.linalg.qr(generator.normal(size=(len(eigenvalues),) * 2))
    return turn @ np.diag(eigenvalues) @ turn.T
