"""The interactive figures of the course, one module a notebook: `figures.derivatives.secant(f)` in notebook 01."""

from calcml.figures import derivatives, start_here

__all__ = ["derivatives", "start_here"]
