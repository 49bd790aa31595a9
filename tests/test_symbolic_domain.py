"""Where a function has no value or no bound, and values of functions of every make."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calcml.symbolic import describe_undefined, evaluate, parse, undefined_parts

# Machines differ in speed, and speed is no property of a formula.
patiently = settings(deadline=None, max_examples=15)


def described(text, low=-5.0, high=5.0):
    return describe_undefined(undefined_parts(parse(text), low, high), low, high)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("log(x)", "not defined for x ≤ 0"),
        ("sqrt(x)", "not defined for x < 0"),
        ("sqrt(-x)", "not defined for x > 0"),
        ("log(3 - x)", "not defined for x ≥ 3"),
        ("sqrt(x^2 - 1)", "not defined for −1 < x < 1"),
        ("log(x^2 - 1)", "not defined for −1 ≤ x ≤ 1"),
        ("asin(x)", "not defined for x < −1 and x > 1"),
        ("sqrt(x - 1/3)", "not defined for x < 0.3333"),
        ("sqrt(x^2 - 1e-6)", "not defined for −0.001 < x < 0.001"),
        ("sqrt((x - 0.3333)^2 - 1e-6)", "not defined for 0.3323 < x < 0.3343"),  # between two samples
        ("1/(x - 0.3333)^50", "unbounded near x = 0.3333"),
        ("log(-x^2)", "not defined anywhere from −5 to 5"),
        ("1/x", "unbounded near x = 0"),
        ("1/x^2", "unbounded near x = 0"),
        ("1/x^50", "unbounded near x = 0"),
        ("tan(x)", "unbounded near x = −4.712, −1.571, 1.571 and 4.712"),
        ("1/log(x)", "not defined for x ≤ 0, unbounded near x = 1"),
        ("(x^2 - 1)/(x - 1)", "not defined at x = 1"),
        ("sin(x)/x", "not defined at x = 0"),
        ("atan(1/x)", "not defined at x = 0"),
        ("atan(x^-1)", "not defined at x = 0"),
        ("exp(x^3)", "too large to draw for x > 8.92"),
        ("(x^2 - 1.0201)/(x - 1.01)", "not defined at x = 1.01"),
        ("(x - 0.57)/(x - 0.57)", "not defined at x = 0.57"),  # no sample is there
        ("x^x", "not defined, or only at single points, for x < 0"),
        ("sqrt(2^-20 - (x - 1)^2)", "not defined for x < 0.999 and x > 1.001"),
        ("x^2", ""),
        ("7", ""),
    ],
)
def test_undefined_parts_are_named_in_words(text, words):
    assert described(text, -5, 10 if "exp" in text else 5) == words


@pytest.mark.parametrize(
    "shape", ["1/({})", "1/({})^2", "-1/({})^2", "log|{}|", "100 + log|{}|", "1/cbrt({})", "1/({}) + 1e6", "1e-9/({})"]
)
@patiently
@given(st.floats(-0.9, 1.9))
@example(0.67325)  # in the middle between two samples
@example(0.5)  # on one
def test_a_pole_is_found_wherever_it_lies(shape, place):
    parts = undefined_parts(parse(shape.format(f"x - {place:.6f}".replace("- -", "+ "))), -1.0, 2.0)
    assert len(parts.poles) == 1
    assert abs(parts.poles[0] - round(place, 6)) < 1e-12
    assert parts.intervals == parts.too_large == []


@pytest.mark.parametrize(
    "shape",
    ["tanh(200*({}))", "tanh(1e6*({}))", "sign({})", "step({}) + x", "|{}|", "sqrt|{}|", "cbrt({})", "|{}|^0.1",
     "exp(-1e4*({})^2)", "1/(({})^2 + 1e-9)", "sin(30*({}))", "1/(1 + exp(-1000*({})))", "relu({})"],
)  # fmt: skip
@patiently
@given(st.floats(-0.9, 1.9))
def test_steep_curves_jumps_and_kinks_are_no_poles(shape, place):
    parts = undefined_parts(parse(shape.format(f"x - {place:.6f}".replace("- -", "+ "))), -1.0, 2.0)
    assert parts == ([], [], [], [])


@patiently
@given(st.floats(-4, 4), st.floats(0.1, 4))
@example(1.6344714492635155e-12, 1.0)  # as near to a round number as rounding, and yet not there
def test_the_ends_of_an_undefined_stretch_are_exact(low, width):
    high = low + width
    ((first, last),) = undefined_parts(lambda x: np.where((x >= low) & (x <= high), np.nan, x), -5.0, 9.0).intervals
    assert abs(first - low) < 1e-12 and abs(last - high) < 1e-12


def test_a_stretch_holds_its_end_only_if_the_function_is_undefined_there():
    assert undefined_parts(np.log, -1.0, 2.0).intervals == [(-1.0, 0.0)]
    ((_, last),) = undefined_parts(np.sqrt, -1.0, 2.0).intervals
    assert last < 0 and last > -1e-300


def test_a_pole_at_the_border_is_seen():
    assert undefined_parts(parse("log(x)"), 0.0, 5.0).poles == [0.0]
    assert undefined_parts(parse("1/(5-x)"), 0.0, 5.0).poles == [5.0]


def test_functions_of_one_number_have_undefined_parts_too():
    assert describe_undefined(undefined_parts(math.sqrt, -1, 2), -1, 2, "w") == "not defined for w < 0"
    assert undefined_parts(math.gamma, -2.5, 2).poles == [-2, -1, 0]
    assert undefined_parts(lambda x: 1 / float(x), -1, 2).poles == [0]


def test_many_poles_are_counted():
    assert described("tan(10x)").endswith("and 26 more")


@pytest.mark.parametrize(("low", "high"), [(1, 1), (2, 1), (0, np.inf), (np.nan, 1)])
def test_an_interval_needs_two_finite_ends_in_order(low, high):
    with pytest.raises(ValueError, match="low < high"):
        undefined_parts(np.sin, low, high)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x**2,
        lambda x: math.pow(x, 2),
        lambda x: x**2 if x > 0 else x * x,
        lambda x: [x**2],
        lambda x: complex(x) ** 2,
    ],
)
def test_functions_of_every_make_are_evaluated_entry_by_entry(f):
    values = evaluate(f, np.array([[1, 2], [3, -4]]))
    assert values.dtype == float and values.tolist() == [[1, 4], [9, 16]]
    assert evaluate(f, 3).shape == ()


def test_a_function_that_sums_over_its_array_is_called_point_by_point():
    assert evaluate(lambda x: np.sum(x), [1, 2, 3]).tolist() == [1, 2, 3]
    assert evaluate(lambda x: 5, [1, 2, 3]).tolist() == [5, 5, 5]


@pytest.mark.parametrize("f", [math.log, np.log, lambda x: 1 / x if x > 0 else 1 / 0, lambda x: float(x) ** -0.5])
def test_points_without_a_value_are_nan_and_nothing_is_warned(f):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        values = evaluate(f, [-1.0, 0.0, 1.0])
    assert np.isnan(values).tolist() == [True, True, False]


def test_a_warning_of_the_functions_own_is_kept_quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert evaluate(lambda x: warnings.warn("careful", stacklevel=1) or x, 1.0) == 1


def test_a_function_cannot_change_the_points():
    x = np.arange(3.0)

    def careless(points):
        points *= 0
        return points

    evaluate(careless, x)
    assert x.tolist() == [0, 1, 2]


def test_a_mistake_in_a_function_is_not_hidden():
    with pytest.raises(NameError):
        evaluate(lambda x: undefined_name, [1.0])  # noqa: F821
    with pytest.raises(TypeError, match="end with return"):
        evaluate(lambda x: None, [1.0])
    with pytest.raises(TypeError, match="expected one number"):
        evaluate(lambda x: "1", [1.0])
