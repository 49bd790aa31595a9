"""The rules that every notebook keeps: the syllabus's order, and the notebook style of the design."""

from notebook_rules import code, order, outputs, prose  # noqa: F401  (each adds its rules)
from notebook_rules.reading import RULES, TITLES, Notebook

__all__ = ["RULES", "TITLES", "Notebook"]
