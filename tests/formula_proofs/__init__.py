"""A proof for each row of docs/formula_sheet.md, named as its row and bound to the formula that stands there."""

from formula_proofs import descent, layers, learning, one_input, several_inputs  # noqa: F401  (each adds its proofs)
from formula_proofs.registry import PROOFS

__all__ = ["PROOFS"]
