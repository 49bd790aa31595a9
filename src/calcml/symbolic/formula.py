"""A formula that a learner typed: `parse` makes it, and it can be called, differentiated and shown."""

from dataclasses import dataclass, field

import numpy as np

from calcml.symbolic.errors import FormulaError
from calcml.symbolic.mathml import show
from calcml.symbolic.names import CONSTANTS, check_variables
from calcml.symbolic.reading import read
from calcml.symbolic.tokens import tokenise
from calcml.symbolic.tree import build, fold
from calcml.symbolic.values import NOT_ANALYTIC, VALUES

_LONGEST_DERIVATIVE = 2000


def parse(text, variables=("x",), longest=200):
    """Read a typed formula, safely: its text is never evaluated.

    Powers are ^ or **, products may be left out (2x, x(x+1)), |x| is the absolute value, ln is log, angles are in
    radians. Products and quotients are read from left to right, as in Python: 1/2x is (1/2)·x. Known are e, pi, sin,
    cos, tan, asin, acos, atan, sinh, cosh, tanh, exp, log, sqrt, cbrt, abs, sign, max, min, relu, step, sigmoid and
    softplus. First used in notebook 01.

    Parameters
    ----------
    text : str
        Such as "x^2 - 3x". Signs from a page, such as − × ÷ ² √ π, are read too.
    variables : tuple of str, default ("x",)
        The names that may occur, in the order in which the formula is called: ("x", "y") for two.
    longest : int, default 200
        The most characters that are read.

    Returns
    -------
    Formula

    Raises
    ------
    FormulaError
        If the text cannot be read, is too long, nested deeper than 20 brackets, has an exponent over 1000, or a part
        without variables that has no value (1/0, log(-1)) or is too large (9^9^9). `position` says where, `hint` what
        to try.
    TypeError
        If `text` is no str.
    ValueError
        If a variable is no name, or one that formulas use otherwise.

    Examples
    --------
    >>> f = parse("x^2 - 3x")
    >>> float(f(2))
    -2.0
    >>> f.derivative().text
    '2*x - 3'
    """
    if not isinstance(text, str):
        raise TypeError(f'a formula is text, such as "x^2 - 3x", but I got {type(text).__name__}: put it in quotes')
    variables = check_variables(variables)
    if len(text) > longest:
        problem = f"The formula has {len(text):,} characters; at most {longest} are read."
        raise FormulaError(problem, "Try a shorter one.", longest)
    return Formula(text, variables, build(read(text, tokenise(text, variables), variables), text))


@dataclass(frozen=True, repr=False)
class Formula:
    """A formula in one variable or more; `parse` makes it. Two are equal if text and variables are.

    Attributes
    ----------
    text : str
        As it was typed; for a derivative, a text that `parse` reads (give it `longest` if it is long).
    variables : tuple of str
        The names, in the order in which the values are given in a call.
    mathml : str
        `<math>…</math>`, grouped as the formula was understood.
    sympy : sympy.Expr
        The same in SymPy, in real symbols; loads SymPy when first asked for.
    """

    text: str
    variables: tuple
    _program: tuple = field(compare=False)
    _whole: "Formula | None" = field(default=None, compare=False)  # the formula whose derivative this is

    def __call__(self, *values):
        """Values of the formula, NaN where it is undefined or overflows; no warning is given.

        Parameters
        ----------
        *values : array_like
            One for each variable, of shapes that broadcast. Integers are converted to floats. Complex numbers are
            taken by formulas of analytic functions, so that the complex step works.

        Returns
        -------
        ndarray of float (or complex), in the shape to which the values broadcast; a NumPy number for numbers.

        Raises
        ------
        TypeError
            If the number of values is wrong, or one is not made of numbers.
        ValueError
            If the shapes do not fit, or for complex values in abs, sign, max, min, relu or step.
        """
        if len(values) != len(self.variables):
            expected = f"{len(self.variables)} ({', '.join(self.variables)})"
            raise TypeError(f"{self!r} takes as many values as it has variables, {expected}, not {len(values)}")
        arrays = [_as_array(value, name) for value, name in zip(values, self.variables, strict=True)]
        is_complex = any(np.iscomplexobj(array) for array in arrays)
        if is_complex:
            self._refuse_complex()
        result = self._values(arrays)
        defined = np.isfinite(result)
        if is_complex:
            defined &= np.isfinite(self(*[array.real for array in arrays]))
        if self._whole is not None:
            defined &= np.isfinite(self._whole(*arrays))
        return np.where(defined, result, np.nan)[()]

    def _values(self, arrays):
        def leaf(node):
            if node.kind == "variable":
                return arrays[node.value]
            return np.float64(CONSTANTS[node.value] if node.kind == "constant" else node.value)

        with np.errstate(all="ignore"):
            result = fold(self._program, leaf, lambda node, *parts: VALUES[node.function](*parts))
        result = np.asarray(result, np.result_type(float, *arrays))
        if all(array.shape == result.shape for array in arrays):
            return result
        return np.broadcast_to(result, np.broadcast_shapes(*[array.shape for array in arrays]))

    def _refuse_complex(self):
        kinks = sorted({node.value for node in self._program} & NOT_ANALYTIC)
        if kinks:
            raise ValueError(
                f"{kinks[0]} is not analytic, so complex numbers give no slope of {self.text!r}: "
                "use a central difference, or .derivative()"
            )

    def derivative(self, variable=None):
        """The exact derivative by `variable` (needed only if there are several), a Formula.

        It is undefined where this formula is. At a kink it is a choice: sign(0) = 0 for abs, step(0) = 0 for relu.

        Raises
        ------
        ValueError
            If `variable` is missing or unknown; FormulaError if the derivative is too long, or its numbers too large.

        Examples
        --------
        >>> parse("relu(x) + x*y", ("x", "y")).derivative("x").text
        'y + step(x)'
        """
        from calcml.symbolic.algebra import derivative_text

        if variable is None and len(self.variables) == 1:
            variable = self.variables[0]
        if variable not in self.variables:
            these = " or ".join(map(repr, self.variables))
            raise ValueError(f"expected the variable to differentiate by, {these}, got {variable!r}")
        text = derivative_text(self._program, self.variables, variable, _LONGEST_DERIVATIVE)
        try:
            slope = parse(text, self.variables, _LONGEST_DERIVATIVE)
        except FormulaError as error:
            raise FormulaError(f"The derivative cannot be written down: {error}", "Try a simpler formula.") from None
        return Formula(slope.text, slope.variables, slope._program, self)

    @property
    def mathml(self):
        return show(self._program, self.variables)

    @property
    def sympy(self):
        from calcml.symbolic.algebra import expression

        return expression(self._program, self.variables)

    def _repr_html_(self):
        return self.mathml

    def __repr__(self):
        return f"Formula({self.text!r}, variables={self.variables!r})"


def _as_array(value, name):
    try:
        array = np.asarray(float(value) if isinstance(value, int) else value)
    except (ValueError, OverflowError):
        array = np.asarray(None)
    if array.dtype.kind not in "biufc":
        raise TypeError(f"{name} must be a number or an array of numbers, got {type(value).__name__}")
    return array if array.dtype.kind == "c" else array.astype(float)
