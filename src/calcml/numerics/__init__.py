"""Derivatives by nudging: change the input a little and watch the output.

    forward_difference, central_difference, complex_step    the slope from one step, entry by entry
    derivative(f, x)                                        the slope as accurate as nudging gets, entry by entry
    gradient(f, x), jacobian(f, x), hessian(f, x)           the same for functions of arrays
    check_gradient(f, x, gradient)                          a gradient found by rule against nudging

Every function takes `f` first, then the point `x`. Nothing here knows a rule of calculus: it can judge them. `inputs`
says what is wrong with a point, a step or a result; `extrapolation` makes the most of many steps.
"""

from calcml.numerics.arrays import gradient, hessian, jacobian
from calcml.numerics.checking import GradientCheck, check_gradient
from calcml.numerics.differences import central_difference, complex_step, derivative, forward_difference

__all__ = [
    "GradientCheck",
    "central_difference",
    "check_gradient",
    "complex_step",
    "derivative",
    "forward_difference",
    "gradient",
    "hessian",
    "jacobian",
]
