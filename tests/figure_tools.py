"""What the tests of live figures share: the house style, figures made once, controls put to values, what is said."""

import functools
import inspect
import itertools
import pkgutil
import re

import matplotlib
import pytest

import calcml.figures
from calcml import style

once = functools.cache  # a figure for several tests: they may move it, but neither type into it nor set a trait


@pytest.fixture(autouse=True)
def house_style(monkeypatch):
    """The style of the course, and one stop drawn with each figure instead of as many as 0.3 s allow."""
    monkeypatch.setattr("calcml.live.figure.FIRST_SECONDS", 0)
    with matplotlib.rc_context():
        style.use()
        yield


def figure_makers():
    """Every public function of calcml.figures that makes a live figure without being told anything."""
    makers = []
    for module in pkgutil.iter_modules(calcml.figures.__path__):
        loaded = getattr(calcml.figures, module.name, None)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            own = loaded is not None and function.__module__ == loaded.__name__
            if own and not name.startswith("_") and "LiveFigure" in (function.__doc__ or ""):
                makers.append(function)
    return makers


def stop_of(figure, **values):
    """The stop at which the controls have these values, the others as they stand."""
    drawing = figure._drawing
    return tuple(drawing.controls[name].index(values.get(name, getattr(figure, name))) for name in drawing.moving)


def place(figure, **values):
    """Put the controls of a figure to these values; its sentence, its formula, and the last step of its walk."""
    return figure._drawing.place(stop_of(figure, **values))


def scene(figure, **values):
    """The same without the last step."""
    return place(figure, **values)[:2]


def problem_at(figure, **values):
    """The problem that is said there in place of a picture."""
    (words,) = figure._drawing.frame(stop_of(figure, **values))
    return words


def picture_of(figure):
    """The object that draws and moves it."""
    return figure._drawing.update.__self__


def lines(figure):
    """Its moving lines and points."""
    return [artist for artist in figure._drawing.layers.moving if hasattr(artist, "get_xydata")]


def unmarked(formula):
    """The formula line without its markup."""
    return re.sub("<[^>]*>", "", formula)


def number(words):
    """A number as it stands in a sentence: with a true minus, commas, a power of ten, or a full stop behind it."""
    factor, _, power = words.rstrip(".,").replace("−", "-").replace(",", "").partition("·10")
    return float(factor) * 10.0 ** int(power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or 0)


def said(pattern, sentence):
    """The number that stands in a sentence behind these words."""
    return number(re.search(pattern + r" (−?[\d.,]+(?:·10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)", sentence)[1])


def corners(figure):
    """Every stop at which each of the controls is at one of its ends."""
    controls = [figure._drawing.controls[name] for name in figure._drawing.moving]
    return list(itertools.product(*((0, len(control.stops) - 1) for control in controls)))


def check_frame(frame, stop):
    """What was drawn for a stop is a picture and no problem, and its words hold no nan, no inf and no −0."""
    assert len(frame) >= 4, f"{stop}: {frame[0]}"
    assert not re.search(r"\b(nan|inf)\b|−0\b(?![.\d])", frame[1] + unmarked(frame[2])), frame[1:3]


def check_corners(figure):
    """The same for every stop at which each of the controls is at one of its ends."""
    for stop in corners(figure):
        check_frame(figure._drawing.frame(stop), stop)
