"""Call what a learner wrote, and explain what happens.

A function is called with an array first, on a copy. If that fails, or does not give one number for each point, it is
called with one float after the other: beginners write `if x > 0` and `math.sin(x)`, and they are right to.
"""

import numpy as np

from calcml.exercises.reading import MisreadError, UntouchedError, as_numbers, describe, is_untouched, show

__all__ = ["ADVICE", "as_function", "explain_error", "values_at"]

ADVICE = {
    NameError: "Is the name spelt right, and defined or imported? NumPy's functions need their np., as in np.sin.",
    ZeroDivisionError: "Something is divided by zero there: is a bracket missing, or must that x be treated apart?",
    TypeError: "Two things do not go together, or the function does not take exactly one argument, x.",
    OverflowError: "A number became too large: is a power or an exponential too many?",
    SystemExit: "exit() and quit() end Python itself. Use return to end a function.",
    RecursionError: "The function calls itself without an end.",
    ValueError: "A function was given a number it does not take, such as the logarithm of a negative one.",
    Exception: "Call it yourself at that x in a new cell, and read the last line of the error.",
}

COEFFICIENTS = "If these are coefficients, write the sum with the powers of x, such as 1 + 2*x + 3*x**2."


def as_function(answer):
    """Make a callable of a function, a typed formula or a SymPy expression; MisreadError if it is none of them."""
    if is_untouched(answer):
        raise UntouchedError
    if isinstance(answer, str):
        return _from_text(answer)
    if isinstance(getattr(answer, "free_symbols", None), set) and hasattr(answer, "subs"):
        return _from_sympy(answer)
    if callable(answer) and not isinstance(answer, type):
        return answer
    got, _ = describe(answer)
    advice = "Hand over the function itself, by its name: check(f), not check(f(1))."
    if isinstance(answer, list | tuple | np.ndarray):
        advice = COEFFICIENTS
    raise MisreadError(f"I got {got}, I expected a function of x.", advice)


def _from_text(text):
    from calcml.symbolic import FormulaError, parse  # only a typed formula needs them

    try:
        return parse(text.replace("σ", "sigmoid"))
    except FormulaError as problem:
        sigma = " (I read σ as sigmoid: write σ(x), or sigmoid(x).)" if "σ" in text else ""
        raise MisreadError("I could not read your formula.", f"{problem}{sigma}") from None


def _from_sympy(expression):
    import sympy  # loaded already: the learner made an expression with it

    if isinstance(expression, sympy.Lambda):
        expression = expression.expr
    if hasattr(expression, "getO") and expression.getO() is not None:
        raise MisreadError(f"I got {str(expression)[:60]}, whose O(…) stands for the rest.", "Add .removeO() to it.")
    symbols = sorted(expression.free_symbols, key=str)
    if len(symbols) > 1:
        names = ", ".join(map(str, symbols))
        raise MisreadError(f"I got a formula in {names}, I expected one in x alone.", "Put numbers in for the others.")
    try:
        return sympy.lambdify(symbols or [sympy.Symbol("x")], expression, "numpy")
    except Exception:
        advice = "It may hold an infinity, or an integral or derivative that is not worked out: try its .doit()."
        raise MisreadError("I could not turn your expression into numbers.", advice) from None


def values_at(function, points):
    """Values of `function` at `points`, shape (n,); UntouchedError or MisreadError if there are none."""
    try:
        values = as_numbers(function(points.copy()))
        if values.shape in ((), points.shape):
            return np.broadcast_to(values, points.shape)
    except UntouchedError:
        raise
    except (Exception, SystemExit):  # whatever it is, it comes again at a single point, and is explained there
        pass
    return np.array([_value_at(function, float(x)) for x in points])


def _value_at(function, x):
    try:
        value = function(x)
    except (Exception, SystemExit) as error:
        raise MisreadError(*explain_error(error, f" at x = {show(x)}")) from None
    try:
        array = as_numbers(value)
    except MisreadError as problem:
        message = f"At x = {show(x)} your function gives {problem.got}, I expected a number."
        raise MisreadError(message, problem.advice) from None
    if array.shape:
        message = f"At x = {show(x)} your function gives {describe(value)[0]}, I expected one number."
        raise MisreadError(message, f"It is called with one x here: one number in, one number out. {COEFFICIENTS}")
    return array


def explain_error(error, place="", advice=ADVICE):
    """Say which error came, where (such as " at x = 1"), and what to try: (what happened, advice)."""
    said = " ".join(str(error).split())[:200]
    happened = f"Your function stops{place} with {type(error).__name__}{': ' * bool(said)}{said.rstrip('.')}."
    if "ellipsis" in said:
        return happened, "A ... is still in it: replace it with your answer."
    if "for ^" in said or "bitwise_xor" in said:
        return happened, "In Python a power is written **: x**2, not x^2."
    return happened, next(advice[cls] for cls in type(error).__mro__ if cls in advice)
