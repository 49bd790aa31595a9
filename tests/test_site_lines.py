"""Where a line of the reading site may end: in long formulas, and not before the comma behind one."""

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the site's tools are not installed here: pip install -e .[site]")
sys.path.insert(0, str(Path(__file__).parents[1] / "site"))

import mathml  # noqa: E402

LONG = r"x_{k+1} = x_k - \eta (x_k + \text{noise}) = (1 - \eta)x_k - \eta\cdot\text{noise}"
SHORT = '<math display="inline"><mi>x</mi></math>'


def words(math):
    return "".join(ET.fromstring(math).itertext())


def test_a_long_formula_may_be_broken_behind_its_equals_signs():
    whole = mathml.to_mathml(LONG)
    pieces = [words(piece) for piece in re.findall("<math.*?</math>", mathml.in_pieces(whole))]
    assert [piece[-1] == "=" for piece in pieces] == [True, True, False]
    assert "".join(pieces) == words(whole)


@pytest.mark.parametrize("tex", ["a = b", r"\sigma(x) = 1", r"\frac{abcdefghijklmno + 1}{abcdefghijklmno - 1}"])
def test_other_formulas_stay_whole(tex):
    assert mathml.in_pieces(mathml.to_mathml(tex)) == mathml.to_mathml(tex)


@pytest.mark.parametrize(
    "before, marks, after", [("", ",", " so"), ("(", "", " at 0"), ("", ").", ""), ("", "", " is")]
)
def test_a_formula_stays_with_the_marks_that_touch_it(before, marks, after):
    kept = f"{before}{SHORT}{marks}"
    expected = f'<span class="kept">{kept}</span>' if before or marks else kept
    assert mathml.with_their_marks(f"of {kept}{after}") == f"of {expected}{after}"
