"""Newton's step: the second-order model knows how far to go."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from calcml.descent.base import Optimiser, as_reals


@dataclass(frozen=True)
class Newton(Optimiser):
    """Jump to where the second-order model is flat: w ← w − H⁻¹g.

    That is a minimum only where H is positive definite: Newton's step is drawn to saddles and maxima too. Where H
    cannot be inverted (its rank, in floating point, is less than d) there is no step, and `descend` says so. First used
    in notebook 05 for one variable, in 06 for several. Source: Nocedal and Wright, Numerical Optimization (2006),
    section 2.2.

    Parameters
    ----------
    hessian : callable
        Maps a position of shape (d, ...) to its Hessians, shape (d, d, ...); for functions of one number, f'' of the
        position's shape.

    Raises
    ------
    ValueError
        In a step, if the Hessian has another shape.

    Examples
    --------
    >>> Newton(lambda x: 6.0).step(2.0, 12.0, None)[0]  # f = 3x² at 2: one step to the bottom
    np.float64(0.0)
    """

    hessian: Callable

    remedy = "Start closer to the minimum."
    no_step = (
        "H cannot be inverted here: in some direction it has no curvature (in one dimension, f'' = 0). "
        "Start elsewhere, or use GradientDescent, which needs no H."
    )

    def step(self, w, g, memory):
        """The next position, and nothing to remember."""
        w, g, H = np.asarray(w), np.asarray(g), np.asarray(as_reals(self.hessian(w)))
        one_number = H.shape == w.shape
        if one_number:
            H, g = H[np.newaxis, np.newaxis], g[np.newaxis]
        elif H.shape != w.shape[:1] + w.shape:
            expected = f"{w.shape[:1] + w.shape}, or {w.shape} for functions of one number"
            raise ValueError(f"the Hessian has shape {H.shape} at a position of shape {w.shape}; expected {expected}.")
        step = _solve(H, g)
        return w - (step[0] if one_number else step), None


def _solve(H, g):
    """H⁻¹g for matrices (d, d, ...) and vectors (d, ...); NaN where there is none."""
    matrices, columns = np.moveaxis(H, (0, 1), (-2, -1)), np.moveaxis(g, 0, -1)[..., np.newaxis]
    matrices = np.where(np.all(np.isfinite(matrices), axis=(-2, -1), keepdims=True), matrices, 0.0)
    singular = np.linalg.matrix_rank(matrices)[..., np.newaxis, np.newaxis] < len(H)
    steps = np.linalg.solve(np.where(singular, np.eye(len(H)), matrices), columns)
    return np.moveaxis(np.where(singular, np.nan, steps)[..., 0], -1, 0)
