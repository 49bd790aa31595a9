"""Every exercise of every module is proven here: unanswered, right, each mistake, garbage, hints and copies."""

import html
import importlib
import math
import pkgutil
import re
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest
import sympy

import calcml.exercises
from calcml.exercises import Choice, Exercise, Feedback, Function, Mistake, Numbers
from calcml.exercises.exercise import NOT_ANSWERED
from calcml.exercises.feedback import INK, LOOKS

MODULES = [
    importlib.import_module(f"calcml.exercises.{info.name}") for info in pkgutil.iter_modules(calcml.exercises.__path__)
]
FOUND = {
    f"{module.__name__.split('.')[-1]}.{name}": thing
    for module in MODULES
    for name, thing in vars(module).items()
    if isinstance(thing, Exercise)
}
EXERCISES = [pytest.param(exercise, id=key) for key, exercise in FOUND.items()]
MISTAKES = [
    pytest.param(exercise, mistake, answer, id=f"{key}-{i}-{j}")
    for key, exercise in FOUND.items()
    for i, mistake in enumerate(exercise.mistakes)
    for j, answer in enumerate(mistake.answers)
]

x, y = sympy.symbols("x y")


def an_exercise(answer=None, **changed):
    """A small exercise for testing; the right answer is 2 unless another kind of answer is given."""
    data = {
        "number": "9.1",
        "name": "an_exercise",
        "answer": answer or Numbers(right=2),
        "praise": "Right: because.",
        "mistakes": (Mistake(-7, "{yours} is no good."), Mistake(-8, "−8 is no good either.")),
        "hints": ("One.", "Two."),
        "solution_text": "Because.",
        "solution_code": "an_exercise = 2",
    }
    return Exercise(**(data | changed))


def slope_exercise():
    """An exercise whose answer is the function 2x."""
    mistakes = (Mistake(lambda x: x**2, "The function itself."), Mistake(lambda x: 2 * x + 1, "Off by one."))
    return an_exercise(Function(right=lambda x: 2 * x), mistakes=mistakes)


def returns(value):
    """A function of x that returns `value`, whatever x is."""
    return lambda x: value


def raises(error):
    """A function of x that raises `error`."""

    def function(x):
        raise error

    return function


def worked(exercise):
    """Run the shipped solution as a learner would, and give its answer."""
    names = {"np": np}
    exec(exercise.solution_code, names)
    return names[exercise.name]


# Every exercise of every module


def test_the_exercises_of_both_notebooks_are_found():
    assert {name.split(".")[0] for name in FOUND} >= {"start_here", "derivatives"}
    assert len(FOUND) >= 8
    assert len({exercise.number for exercise in FOUND.values()}) == len(FOUND)


@pytest.mark.parametrize("key", FOUND)
def test_an_exercise_is_named_as_in_its_module_and_exported(key):
    module, name = key.split(".")
    assert FOUND[key].name == name
    assert name in importlib.import_module(f"calcml.exercises.{module}").__all__


@pytest.mark.parametrize("exercise", EXERCISES)
def test_an_untouched_answer_is_not_answered_yet(exercise):
    untouched = [..., "...", "…"]
    if isinstance(exercise.answer, Function):
        untouched += [returns(...), lambda x: ... if x > 0 else 1.0]
    if isinstance(exercise.answer, Numbers):
        untouched += [(...,), [0, ...], np.array(...)]
    for answer in untouched:
        feedback = exercise.check(answer)
        assert repr(feedback) == NOT_ANSWERED
        assert not feedback
    assert repr(exercise.check()) == NOT_ANSWERED


@pytest.mark.parametrize("key", [key for key, exercise in FOUND.items() if isinstance(exercise.answer, Numbers)])
def test_any_entry_that_is_wrong_gets_an_answer(key):
    exercise = FOUND[key]
    right = np.array(exercise.answer.right, dtype=float)
    for at in np.ndindex(right.shape):
        wrong = right.copy()
        wrong[at] += 0.4321
        assert len(repr(exercise.check(wrong))) > 10


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_shipped_solution_passes(exercise):
    feedback = exercise.check(worked(exercise))
    assert feedback and feedback.passed
    assert repr(feedback) == exercise.praise
    assert exercise.praise.startswith("Right: ")
    assert exercise.solution_code in html.unescape(exercise.solution()._repr_html_())


@pytest.mark.parametrize(("exercise", "mistake", "answer"), MISTAKES)
def test_a_mistake_gets_its_own_message(exercise, mistake, answer):
    feedback = exercise.check(answer)
    pattern = re.escape(mistake.says).replace(re.escape("{yours}"), r"\S+")
    assert re.fullmatch(pattern, repr(feedback))
    assert not feedback


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_two_mistakes_collide(exercise):
    kind = exercise.answer
    assert len({mistake.says for mistake in exercise.mistakes}) == len(exercise.mistakes) >= 2
    values = [kind.read(answer) for mistake in exercise.mistakes for answer in mistake.answers]
    values.append(kind.read(kind.right))
    for i, one in enumerate(values):
        assert not any(kind.agrees(one, other) for other in values[:i])


GARBAGE = [
    None, "", " ", "certainly not", "<b>bold</b>", b"2", float("nan"), float("inf"), 1e300, -(10**400), 3j, 2 + 0j,
    True, np.bool_(False), (), [], [[1], [1, 2]], [1, "2"], {"x": 1}, {1, 2}, object(), int, np.float64, NotImplemented,
    (i for i in range(3)), range(10**9), np.zeros((1000, 1000)), np.zeros(3, dtype=complex), np.array("text"),
    np.ma.masked, [np.ma.masked, 1], np.ma.array([0.0, 1.0], mask=[0, 1]),
    np.datetime64("2020-01-01"), sympy.I, sympy.nan, sympy.zoo, sympy.oo, x * y, x + 17, sympy.Eq(x, y), sympy.true,
    sympy.Integral(sympy.Function("f")(x)), sympy.Matrix([1, 2]), math, np.sin, lambda: 0, lambda x, y: 0,
    *map(returns, [None, "text", float("nan"), 1e308, 3j, True, [1, 2], {}, np.zeros(10**6), np.zeros((3, 3)), int, x]),
    returns(np.ma.masked), raises(SystemExit()),
    *map(raises, [ValueError("no"), ZeroDivisionError(), KeyError("k"), NameError("n"), RecursionError(), Exception()]),
]  # fmt: skip


@pytest.mark.parametrize("exercise", EXERCISES)
@pytest.mark.filterwarnings("error")
def test_garbage_gets_a_kind_specific_answer(exercise):
    recognised = [mistake.says for mistake in exercise.mistakes]
    for garbage in GARBAGE:
        feedback = exercise.check(garbage)
        assert not feedback, garbage
        message = repr(feedback)
        assert feedback.verdict == "not yet", garbage
        assert message in recognised or re.search(
            r"\bI got |\bI could not |At x = |Your function stops|is too large", message
        ), (
            garbage,
            message,
        )
        assert "Traceback" not in message and len(message) < 700
        assert "<b>" not in feedback._repr_html_()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_hints_form_a_ladder(exercise):
    fresh = Exercise(**{name: getattr(exercise, name) for name in exercise.__dataclass_fields__ if name[0] != "_"})
    count = len(fresh.hints)
    given = [repr(fresh.hint()) for _ in range(count)]
    assert count == len(set(given)) >= 2
    for i, hint in enumerate(given, start=1):
        assert hint == f"Hint {i} of {count}: {fresh.hints[i - 1]}"
    for _ in range(2):  # and so it stays
        assert f"ex.{fresh.name}.solution()" in repr(fresh.hint())
    assert repr(fresh.hint(1)) == given[0]
    assert not fresh.hint(1)


@pytest.mark.parametrize("number", [True, 0, 3, 1.5, "1", [1], np.array([1, 2]), math.nan, 1j])
def test_a_hint_that_does_not_exist_is_answered_kindly(number):
    assert repr(an_exercise().hint(number)).startswith("There are 2 hints: ex.an_exercise.hint(1) shows")


@pytest.mark.parametrize("number", [1, 1.0, np.int64(1), Fraction(1)])
def test_a_hint_may_be_asked_for_by_any_whole_number(number):
    assert repr(an_exercise().hint(number)) == "Hint 1 of 2: One."


@pytest.mark.parametrize("exercise", [case for case in EXERCISES if isinstance(case.values[0].answer, Function)])
def test_a_function_that_writes_into_its_argument_does_no_harm(exercise):
    right = exercise.answer.right

    def greedy(x):
        value = np.array(right(x))
        x[...] = 0
        return value

    def greedy_and_broken(x):
        if np.ndim(x):
            x[...] = 0
            raise ValueError
        return right(x)  # called next, with the numbers that were in x

    assert exercise.check(greedy)
    assert exercise.check(greedy_and_broken)
    assert exercise.check(right), "the next check sees the same points"


def test_an_array_given_as_answer_is_copied():
    answer = np.array([0.0, 1.0])
    value = Numbers(right=(0, 1)).read(answer)
    value[:] = 7
    np.testing.assert_array_equal(answer, [0, 1])


# What learners gave to single exercises


def test_the_mean_squared_error_must_be_exact():
    from calcml.exercises import start_here as ex

    for answer in (24980, 24990, 25001):
        assert repr(ex.mean_squared_error.check(answer)).startswith(f"{answer} is close, but not exact. For a nudge")
    for answer in (158, 158.1, 158.11, 158.113883, math.sqrt(25000)):
        assert "is the square root of it" in repr(ex.mean_squared_error.check(answer))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (1e-8, "1e−08 is the step of a forward difference near x = 1."),
        (1e-5, "1e−05 is in proportion to x, but that of a forward difference"),
        (2.5e-5, "2.5e−05 is too small."),
        (1e-4, "0.0001 is too small."),
        (10, "10 is too large."),
        (500, "500 is too large."),
        (1000, "I got 1000. Then x − h is not positive"),
        (-0.006, "I got −0.006, I expected a positive number."),
        (0.002, "Right: "),
        (0.015, "Right: "),
    ],
)
def test_a_step_gets_a_message_that_is_true_of_it(answer, message):
    from calcml.exercises import numerical_derivatives as ex

    assert repr(ex.step_for_a_large_x.check(answer)).startswith(message)


@pytest.mark.parametrize("answer", ["np.abs gives a real number", "np.abs gives a real number,", "C"])
def test_a_choice_may_be_given_by_its_first_words_up_to_a_comma(answer):
    from calcml.exercises import numerical_derivatives as ex

    assert ex.complex_step_of_abs.check(answer)


def test_a_polynomial_in_another_form_is_told_what_is_missing():
    from calcml.exercises import numerical_derivatives as ex

    check, series = ex.taylor_of_a_logarithm.check, sympy.series(sympy.log(1 + x), x, 0, 4)
    assert check(series.removeO()) and check(np.poly1d([1 / 3, -1 / 2, 1, 0]))
    assert repr(check(series)).endswith("Add .removeO() to it.")
    assert "If these are coefficients" in repr(check([0, 1, -1 / 2, 1 / 3]))
    assert "If these are coefficients" in repr(check(returns([0, 1, -1 / 2, 1 / 3])))
    assert repr(check(lambda x: x - x ^ 2)).endswith("In Python a power is written **: x**2, not x^2.")


def test_the_wrong_gradient_of_the_exercise_passes_at_one_and_fails_elsewhere():
    from calcml.numerics import check_gradient

    claims = [
        (lambda w: w**2 * np.exp(w), lambda w: (2 * w + w**2) * np.exp(w)),
        (lambda w: np.log(1 + np.exp(w)), lambda w: 1 / (1 + np.exp(-w))),
        (lambda w: np.sin(w**2), lambda w: 2 * np.cos(w**2)),
    ]
    assert [bool(check_gradient(f, 1.0, slope)) for f, slope in claims] == [True, True, True]
    for w in (-2.0, 0.0, 0.5, 2.0):
        assert [bool(check_gradient(f, w, slope)) for f, slope in claims] == [True, True, False]


@pytest.mark.parametrize("answer", ["25000 g²", "25,000", (25, 0), "x=0", "(0, 1)"])  # (25, 0) is Python's 25,000
def test_a_number_with_anything_around_it_is_told_to_stand_alone(answer):
    from calcml.exercises import start_here as ex

    message = repr(ex.mean_squared_error.check(answer))
    assert message.endswith("Give the value alone: no quotes, no unit, no comma for thousands.")


def test_a_secant_slope_is_recognised_and_shown_as_it_is():
    from calcml.exercises import derivatives as ex

    for h in (0.1, 0.01, 0.001, 0.0001):
        for slope in (2 + 3 * h, 2 - 3 * h):
            message = repr(ex.slope_of_a_parabola.check(slope))
            assert message.startswith(f"{slope:.4f}".rstrip("0") + " is the slope to a second point")


@pytest.mark.parametrize(
    ("answer", "start"),
    [
        ("σ(x)(1 − σ(x))", "Right: "),
        ("1 - σ(x)^2", "That is the pattern of tanh"),
        ("x(1-x)", "You used x"),
        ("σ(x)^2", "That is σ(x)². "),
        ("σ(1 - σ)", "I could not read your formula."),
    ],
)
def test_sigma_may_be_typed(answer, start):
    from calcml.exercises import derivatives as ex

    assert repr(ex.sigmoid_slope.check(answer)).startswith(start)


def test_what_the_texts_say_of_the_sigmoid_is_so():
    s = 1 / (1 + sympy.exp(-x))
    slope = sympy.diff(s, x)
    assert sympy.simplify(slope - (sympy.Rational(1, 4) - (s - sympy.Rational(1, 2)) ** 2)) == 0
    assert sympy.simplify(slope - s**2 * (-1) * (-sympy.exp(-x))) == 0  # what the mistake σ² is told to multiply by


# The sigmoid's exercise answers exactly as the course's model exercise does


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (..., "Not answered yet: replace the ... with your answer, then run the cell again."),
        (
            lambda s: s,
            "That is the sigmoid itself. At x = 0 it is 0.5, but the curve rises by only 0.25 for each step there.",
        ),
        (lambda s: 1 - s, "Close: at 0 you get 0.5, the slope is 0.25. You have one of two factors."),
        (
            lambda s: -s * (1 - s),
            "The right size, but falling. The sigmoid rises everywhere: two minus signs arise here, "
            "one from the power −1 and one from e^(−x).",
        ),
        (lambda s: s * (1 - s), "Right: σ(x)(1 − σ(x)). It is at most 0.25, a fact that will matter in notebook 10."),
    ],
)
def test_the_sigmoid_exercise_speaks_as_written(answer, message):
    from calcml.exercises import derivatives as ex

    check = answer if answer is ... else lambda x: answer(1 / (1 + math.exp(-x)))  # of floats, not of arrays
    assert repr(ex.sigmoid_slope.check(check)) == message


# Numbers


@pytest.mark.parametrize(
    "answer", [2, 2.0, 2 + 1e-7, np.array(2), np.float32(2), Fraction(4, 2), sympy.Integer(2), sympy.sqrt(4)]
)
def test_any_kind_of_number_is_a_number(answer):
    assert an_exercise().check(answer)


def test_a_number_outside_the_tolerance_does_not_pass():
    assert not an_exercise().check(2 + 1e-5)
    assert an_exercise(Numbers(right=2, tolerance=1e-4)).check(2 + 1e-5)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("2", "I got text, I expected a number. Take the quotes away: 2, not '2'."),
        ("two", "I got the text 'two', I expected a number."),
        (None, "I got None, I expected a number. A function that ends without return"),
        (True, "I got True, a truth value, I expected a number."),
        (2j, "I got the complex number 0+2j, I expected a number."),
        (int, "I got the class int, I expected a number."),
        (abs, "I got a function, I expected a number. Call it"),
        ((i for i in "a"), "I got a generator, I expected a number."),
        ({2}, "I got a set, I expected a number. Sets have no order"),
        ([2], "I got 1 number in brackets, I expected a number. Take the brackets away."),
        ((1, 2), "I got 2 numbers, I expected a number."),
        (np.zeros((2, 3)), "I got an array of shape (2, 3), I expected a number."),
        (6 * x - 4, "I got a formula with x still in it, I expected a number. Put the number in"),
        (sympy.sqrt(-1), "I got I, which is not a real number, I expected a number."),
        (float("nan"), "I got NaN"),
        (-math.inf, "I got −infinity"),
        (-2, "−2 has the right size and the wrong sign."),
        (3, "3 is too large."),
        (-3, "−3 is too small."),
        (2.0001, "2.0001 is close, but not exact. For a nudge"),
        (np.ma.masked, "I got a masked value, one that is marked as missing, I expected a number."),
        (-7, "−7 is no good."),
    ],
)
def test_a_wrong_number_is_answered_by_what_it_is(answer, message):
    assert repr(an_exercise().check(answer)).startswith(message)


def test_a_large_number_is_shown_without_a_power_of_ten():
    exercise = an_exercise(Numbers(right=25000))
    assert repr(exercise.check(24999.5)).startswith("24999.5 is close, but not exact.")
    assert repr(exercise.check(12345.6)).startswith("12346 is too small.")


def test_an_entry_of_a_pair_is_called_by_its_name():
    exercise = an_exercise(Numbers(right=(0, 1), names=("left", "right")))
    assert repr(exercise.check((0, 3))).startswith("Entry “right”: 3 is too large.")
    assert repr(exercise.check(1)).startswith("I got one number, I expected 2 numbers, (left, right).")
    assert repr(exercise.check({0, 1})).startswith("I got a set")


def test_there_is_none_can_be_a_recognised_mistake():
    none = Mistake(None, "There is one.")
    exercise = an_exercise(Numbers(right=2, absent=("no slope",)), mistakes=(none, Mistake(3, "Three.")))
    for answer in (None, float("nan"), "There is NO slope at all", np.array(None)):
        assert repr(exercise.check(answer)) == "There is one."
    assert repr(exercise.check("nonsense")).startswith("I got the text 'nonsense', I expected a number.")


# Functions


@pytest.mark.parametrize(
    "answer", ["2*x", "2x", "x + x", 2 * x, sympy.diff(x**2), 2 * y, np.poly1d([2, 0]), sympy.Lambda(x, 2 * x)]
)
def test_a_function_may_be_typed_or_made_by_sympy(answer):
    assert slope_exercise().check(answer)


@pytest.mark.parametrize("answer", ["2.223", returns(2.223), sympy.Float("2.223"), sympy.Lambda(x, 2.223)])
def test_one_number_where_a_function_is_wanted_is_called_that(answer):
    message = repr(slope_exercise().check(answer))
    assert message.startswith("I got 2.223 for every x. I expected a formula in x, such as 2x cos(x).")


@pytest.mark.parametrize("answer", ["x^2", x**2, lambda x: x**2])
def test_a_mistake_is_recognised_however_it_is_written(answer):
    assert repr(slope_exercise().check(answer)) == "The function itself."


def test_a_mistyped_formula_is_explained():
    message = repr(slope_exercise().check("2x)"))
    assert message.startswith("I could not read your formula. ")
    assert "2x)" in message or "bracket" in message
    assert len(message) > 50


def test_a_function_for_single_numbers_is_called_with_single_numbers():
    def slope(x):
        if x > 0:
            return 2 * x
        return -2 * math.fabs(x)

    assert slope_exercise().check(slope)


def test_a_constant_is_a_function_too():
    assert an_exercise(Function(right=lambda x: 0 * x + 3)).check(returns(3))


def test_functions_are_told_apart_by_value_even_if_they_agree_where_messages_look():
    assert slope_exercise().answer.at == 1
    feedback = slope_exercise().check(lambda x: x + 1)  # 2 at x = 1, as 2x is
    assert re.match(r"At x = (?!1 )\S+ yours gives \S+; the slope there is \S+\. For a nudge", repr(feedback))


def test_a_wrong_function_is_shown_a_point_and_its_constant_factor():
    message = repr(slope_exercise().check(lambda x: -4 * x))
    assert message.startswith(
        "At x = 1 yours gives −4; the slope there is 2. At every point I tried, yours is −2 times"
    )
    assert "times" not in repr(slope_exercise().check(lambda x: x**3))


def test_a_small_difference_is_shown_with_enough_digits():
    assert "yours gives 2.00002; the slope there is 2." in repr(slope_exercise().check(lambda x: 2.00002 * x))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (returns(None), "At x = 1 your function gives None, I expected a number. A function that ends without return"),
        (returns("2"), "At x = 1 your function gives text, I expected a number. Take the quotes away"),
        (returns([1, 2]), "At x = 1 your function gives a list of 2 entries, I expected one number."),
        (lambda x: x * ..., "Your function stops at x = 1 with TypeError: unsupported operand"),
        (lambda x: sin(x), "Your function stops at x = 1 with NameError: name 'sin' is not defined. Is the name"),  # noqa: F821
        (raises(KeyError("k")), "Your function stops at x = 1 with KeyError: 'k'. Call it yourself"),
        (raises(RuntimeError), "Your function stops at x = 1 with RuntimeError. Call it yourself"),
        (lambda x: 1 / (float(x) - 1), "Your function stops at x = 1 with ZeroDivisionError"),
        (2.5, "I got the number 2.5, I expected a function of x. Hand over the function itself"),
        (float, "I got the class float, I expected a function of x."),
        (raises(SystemExit), "Your function stops at x = 1 with SystemExit. exit() and quit() end Python"),
        (sympy.Lambda((x, y), x * y), "I got a formula in x, y, I expected one in x alone."),
        (x * y, "I got a formula in x, y, I expected one in x alone."),
    ],
)
def test_a_function_that_gives_no_number_is_explained(answer, message):
    feedback = slope_exercise().check(answer)
    assert repr(feedback).startswith(message)
    if "TypeError" in message:
        assert repr(feedback).endswith("A ... is still in it: replace it with your answer.")


def test_an_interrupt_by_the_learner_goes_through():
    with pytest.raises(KeyboardInterrupt):
        slope_exercise().check(raises(KeyboardInterrupt))


# Choices


def test_a_choice_is_read_by_letter_or_label():
    kind = Choice(right="up", options={"a": "up", "b": "down", "c": "leave it"})
    assert [kind.read(answer) for answer in ("up", " UP. ", "a", "(A)", "a)")] == ["up"] * 5
    assert [kind.read(answer) for answer in ("a) up", "“a”", "up!", "‘up’", "A: up")] == ["up"] * 5
    assert [kind.read(answer) for answer in ("Leave  it", "leave", "c) leave it.")] == ["leave it"] * 3


def test_a_choice_may_be_spelled_in_other_ways():
    kind = Choice(right="g·mm", options={"a": "g·mm", "b": "g²"}, spellings={"g·mm": ("g*mm", "gmm"), "g²": ("g^2",)})
    assert [kind.read(answer) for answer in ("g*mm", "G * mm", "g mm", "g^2")] == ["g·mm"] * 3 + ["g²"]


@pytest.mark.parametrize(
    "names, words",
    [((), "Row 2, column 1: "), ((("of f", "of g"), ("by x", "by y")), "Row of g, column by x: ")],
)
def test_an_entry_of_a_table_is_named_by_row_and_column(names, words):
    kind = Numbers(right=[[1, 2], [3, 4]], names=names)
    assert kind.explain(kind.read([[1, 2], [5, 4]])) == f"{words}5 is too large."
    assert kind.explain(kind.read([1, 2])) == "I got 2 numbers, I expected 2 rows of 2 numbers."


@pytest.mark.parametrize("answer", ["a) down", "up or down", "not up", "lea", "it", ""])
def test_a_choice_that_is_not_clear_is_not_guessed(answer):
    exercise = importlib.import_module("calcml.exercises.start_here").which_way
    assert repr(exercise.check(answer)).startswith(f"I got the text '{answer}', I expected one of")


def test_an_unknown_choice_is_told_the_options():
    exercise = an_exercise(
        Choice(right="up", options={"a": "up", "b": "down"}), mistakes=(Mistake("down", "No."), Mistake("b", "No!"))
    )
    assert repr(exercise.check("left")) == "I got the text 'left', I expected one of 'a' (up) or 'b' (down)."
    assert repr(exercise.check(1)).endswith("Put the letter, or the words, in quotes.")


# Exercise and Feedback


def test_an_exercise_without_two_mistakes_or_two_hints_is_refused():
    with pytest.raises(ValueError, match="got 1 mistakes and 2 hints, expected at least two"):
        an_exercise(mistakes=(Mistake(1, "One."),))
    with pytest.raises(ValueError, match="got 2 mistakes and 1 hints, expected at least two"):
        an_exercise(hints=("One.",))


def test_checking_prints_nothing_and_a_hint_is_given_on_request_only(capsys):
    exercise = an_exercise()
    exercise.check(3)
    exercise.solution()
    assert repr(exercise.hint()) == "Hint 1 of 2: One."
    assert capsys.readouterr() == ("", "")


def test_the_card_escapes_what_the_learner_wrote():
    card = an_exercise().check("<script>alert('!')</script>")._repr_html_()
    assert "<script>" not in card
    assert "&lt;script&gt;" in card


@pytest.mark.parametrize("verdict", LOOKS)
def test_the_card_says_its_verdict_in_words_and_announces_itself(verdict):
    card = Feedback(verdict, "Message.\nSecond line.", "Exercise 9.1", "a = 1 < 2")._repr_html_()
    assert card.startswith('<div role="status"')
    assert f"Exercise 9.1: {LOOKS[verdict][1]}" in card
    assert "Message.<br>Second line." in card
    assert "a = 1 &lt; 2</pre>" in card


def test_the_verdicts_differ_by_symbol_and_words():
    assert len({look[0] for look in LOOKS.values()}) == len({look[1] for look in LOOKS.values()}) == len(LOOKS)


def contrast(one, other):
    """Contrast ratio of two colours "#rrggbb" as WCAG 2 defines it, from 1 to 21."""

    def luminance(colour):
        c = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("verdict", LOOKS)
def test_the_card_brings_colours_that_are_readable_anywhere(verdict):
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    _, _, colour, ground = LOOKS[verdict]
    card = Feedback(verdict, "Message.", "Exercise 9.1")._repr_html_()
    assert f"background-color:{ground}" in card and f"color:{INK}" in card
    assert contrast(colour, ground) >= 4.5
    assert contrast(INK, ground) >= 4.5


def test_the_text_of_a_solution_holds_its_code():
    assert repr(an_exercise().solution()) == "Because.\n\n    an_exercise = 2"


def test_exercises_load_neither_sympy_nor_matplotlib_nor_widgets():
    code = (
        "import sys; from calcml.exercises import derivatives, start_here;"
        "derivatives.product_rule.check(lambda x: x);"
        "print([m for m in ('sympy', 'matplotlib', 'ipywidgets', 'IPython') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
