"""as_field: one look for named, typed and hand-written functions of two variables."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml import functions
from calcml.figures.fields import as_field
from calcml.symbolic import FormulaError, parse

THE_SAME = {
    "named": functions.himmelblau,
    "typed": "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    "parsed": parse("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", ("x", "y")),
    "arrays": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "numbers": lambda x, y: math.pow(x * x + y - 11, 2) + math.pow(x + y * y - 7, 2),
}


@pytest.mark.parametrize("way", THE_SAME)
@settings(deadline=None, max_examples=20)
@given(st.floats(-5, 5), st.floats(-5, 5))
def test_however_it_is_given_the_function_has_the_same_values_and_gradient(way, x, y):
    field, true = as_field(THE_SAME[way]), functions.himmelblau
    assert field(x, y) == pytest.approx(true(x, y), rel=1e-9, abs=1e-9)
    assert field.gradient(x, y) == pytest.approx(true.gradient(x, y), rel=1e-8, abs=1e-7)


@pytest.mark.parametrize("way", THE_SAME)
def test_values_and_gradients_have_the_shapes_of_their_input(way):
    field = as_field(THE_SAME[way])
    assert np.shape(field(1, 2)) == () and field.gradient(1, 2).shape == (2,)
    x, y = np.arange(3), np.arange(4)[:, None]
    assert field(x, y).shape == (4, 3) and field.gradient(x, y).shape == (2, 4, 3)
    assert field(x, y)[2, 1] == pytest.approx(field(1, 2))
    assert field.gradient(x, y)[:, 2, 1] == pytest.approx(field.gradient(1, 2))


@pytest.mark.parametrize("way", ["named", "typed", "parsed"])
def test_the_text_reads_back_as_the_same_function(way):
    field = as_field(THE_SAME[way])
    assert as_field(field.text)(0.3, -0.7) == pytest.approx(field(0.3, -0.7))


def test_a_typed_function_shows_its_formula_and_its_partial_derivatives():
    field = as_field("x^2 y")
    assert [partial.text for partial in field.partials] == ["2*x*y", "x^2"]
    assert field.mathml.startswith("<math") and field.text == "x^2 y"
    by_hand = as_field(lambda x, y: x * y)
    assert (by_hand.partials, by_hand.mathml, by_hand.text) == ((), "", "f(x, y)")


def test_a_field_stays_what_it_is():
    field = as_field("x y")
    assert as_field(field) is field and repr(field) == "Field('x y')"


def test_a_formula_of_one_of_the_two_variables_is_constant_in_the_other():
    assert as_field("x^2").gradient([1.0, 2.0], [5.0, 6.0]).tolist() == [[2, 4], [0, 0]]
    assert as_field("3")(np.zeros(4), 1).tolist() == [3] * 4


def test_other_names_of_the_two_variables_keep_their_order():
    field = as_field(parse("w^2 + 3b", ("w", "b")))
    assert field.gradient(2.0, 1.0).tolist() == [4, 3]


@pytest.mark.parametrize("f", ["log(x) + y", lambda x, y: math.log(x) + y], ids=["typed", "by hand"])
def test_where_there_is_no_value_there_is_nan_and_no_warning(f):
    field = as_field(f)
    assert np.isnan(field([-1, 0], 1)).all() and field(1.0, 2.0) == 2
    assert np.isnan(field.gradient(-1.0, 1.0)[0])
    assert field.gradient(1.0, 1.0) == pytest.approx([1, 1])


def test_an_untaken_limit_is_no_gradient():
    assert np.isnan(as_field("x^2 y/(x^4 + y^2)").gradient(0.0, 0.0)).all()


@pytest.mark.parametrize("text", ["x +", "x + z", "import os", "", "sin x y z", "(" * 30])
def test_text_that_cannot_be_read_says_where_and_what_to_try(text):
    with pytest.raises(FormulaError) as caught:
        as_field(text)
    assert caught.value.hint


def test_a_formula_of_one_or_three_variables_is_refused():
    for f in (parse("x^2"), parse("x y z", ("x", "y", "z"))):
        with pytest.raises(ValueError, match="formula of two variables"):
            as_field(f)


@pytest.mark.parametrize("f", [None, 3, [1, 2], np.zeros(3)])
def test_what_is_no_function_is_refused(f):
    with pytest.raises(TypeError, match="expected a function f"):
        as_field(f)


def test_a_function_that_returns_no_number_is_refused_when_it_is_called():
    with pytest.raises(TypeError, match="does it end with return"):
        as_field(lambda x, y: None)(1, 2)
    with pytest.raises(TypeError, match="does not take two"):
        as_field(lambda x: x)(1, 2)
