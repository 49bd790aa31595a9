"""The interactive figures of the course, one module a notebook: `figures.derivatives.secant(f)` in notebook 01."""

from calcml.figures import (
    backpropagation,
    chain_rule,
    curvature,
    derivatives,
    gradient_descent,
    gradients,
    handwritten_digits,
    learning,
    numerical_derivatives,
    partial_derivatives,
    start_here,
    vectorized_backpropagation,
)

__all__ = [
    "backpropagation",
    "chain_rule",
    "curvature",
    "derivatives",
    "gradient_descent",
    "gradients",
    "handwritten_digits",
    "learning",
    "numerical_derivatives",
    "partial_derivatives",
    "start_here",
    "vectorized_backpropagation",
]
