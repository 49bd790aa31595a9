"""A typed formula: safely read, called with numbers, differentiated, shown; and where a function has no value.

    parse("x^2 - 3x")            -> Formula, or FormulaError with the place and what to try
    evaluate(f, x)               values of any function, NaN where it has none
    undefined_parts(f, low, high), describe_undefined(parts, low, high)
    graph.computational_graph(f) its operations as a graph: values forward, derivatives backward (import it by itself)

How a text becomes a formula, one module a step: `tokens` cuts it up and refuses every name that is not known,
`reading` checks the neighbours and writes the products that mathematics leaves out, `tree` lets Python's own parser
decide the grouping (`ast.parse`, which runs nothing) and checks the result against a second whitelist. Then `values`
computes, `algebra` differentiates and `mathml` shows. The learner's text is never evaluated. SymPy is imported when it
is first needed.
"""

from calcml.symbolic.domain import Parts, describe_undefined, undefined_parts
from calcml.symbolic.errors import FormulaError
from calcml.symbolic.formula import Formula, parse
from calcml.symbolic.sampling import evaluate

__all__ = ["Formula", "FormulaError", "Parts", "describe_undefined", "evaluate", "parse", "undefined_parts"]
