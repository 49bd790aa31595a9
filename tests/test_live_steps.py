"""Steps along a trace, presets, and examples of a typed formula: what a figure draws for them, and what is refused."""

import base64
import gzip
import itertools
import json
import re

import matplotlib.pyplot as plt
import pytest

from calcml.live import Choice, Formula, LiveFigure, Reveal, Slider, Steps, sweeps
from calcml.live.scene import Scene


def last_of(length):
    return min(length, 10)


class Trace:
    """A trace whose last step is the number in the slider `length`, and what has been drawn of it."""

    def __init__(self, said=None, **controls):
        self.fig, self.ax = plt.subplots(figsize=(3, 2))
        (self.point,) = self.ax.plot([], [], "o", animated=True)
        self.ax.set(xlim=(0, 10), ylim=(0, 12))
        self.controls = {"length": Slider(0, 12, 4, integer=True), "k": Steps(10)} | controls
        self.said, self.drawn = said or self.words, []

    def words(self, length, k):
        last = last_of(length)
        return f"Step {min(k, last)} of {last}.", "", last

    def update(self, length, k, **others):
        self.drawn.append((length, k))
        self.point.set_data([min(k, last_of(length))], [length])
        return self.said(length, k)

    def scene(self, update=None, presets=None):
        return Scene(self.fig, update or self.update, None, (), self.controls, presets)

    def figure(self, **more):
        return LiveFigure(self.fig, self.update, **more, **self.controls)


@pytest.fixture(autouse=True)
def no_figure_stays():
    yield
    plt.close("all")


# Steps


def test_steps_are_whole_numbers_from_zero_to_the_most():
    steps = Steps(12, start=3)
    assert steps.stops == list(range(13)) and steps.start == 3
    assert steps.index(99) == 12 and isinstance(steps, Slider)
    spec = steps.spec("k")
    assert (spec["kind"], spec["label"], spec["unit"], spec["pace"]) == ("steps", "step", "of 12", 2)


@pytest.mark.parametrize(
    "arguments, error, words",
    [
        ({"most": 0}, ValueError, "1 to 1000 steps, got most = 0"),
        ({"most": 1001}, ValueError, "got most = 1001"),
        ({"most": 2.5}, TypeError, "whole numbers, got most = 2.5"),
        ({"most": True}, TypeError, "most = True"),
        ({"most": 5, "start": 6}, ValueError, "start 6 lies outside 0 to 5"),
        ({"most": 5, "start": None}, TypeError, "start = None"),
        ({"most": 5, "pace": 0}, ValueError, "pace = 0"),
        ({"most": 5, "pace": 60}, ValueError, "at most 20 steps a second"),
        ({"most": 5, "pace": float("nan")}, ValueError, "pace = nan"),
    ],
)
def test_steps_that_do_not_fit_are_refused_in_words(arguments, error, words):
    with pytest.raises(error, match=words):
        Steps(**arguments)


def test_steps_count_as_a_slider_and_a_figure_has_one_of_them():
    with pytest.raises(ValueError, match="at most 4 sliders, got 5"):
        Trace(a=Slider(0, 1), b=Slider(0, 1), c=Slider(0, 1)).scene()
    with pytest.raises(ValueError, match="one trace, got Steps for k and m"):
        Trace(m=Steps(5)).scene()


def test_a_frame_says_which_step_is_the_last():
    scene = Trace().scene()
    assert scene.frame((4, 1))[4] == 4
    assert len(Trace().scene(lambda length, k: "Nothing more.").frame((4, 1))) == 5


def test_a_figure_without_steps_has_frames_without_a_last_step():
    trace = Trace()
    del trace.controls["k"]
    scene = trace.scene(lambda length: trace.update(length, 0)[:2])
    assert len(scene.frame((4,))) == 4


@pytest.mark.parametrize("last", [-1, 11, 2.5, "end"])
def test_the_last_step_is_a_whole_number_among_the_steps(last):
    with pytest.raises(ValueError, match="last step from 0 to 10"):
        Trace(lambda length, k: ("Here.", "", last)).scene()


def test_the_last_step_may_be_left_out_where_a_trace_goes_on_to_the_most():
    for said in ("Here.", ("Here.", "<math></math>")):
        assert Trace(lambda length, k, said=said: said).scene().frame((4, 1))[4] == 10


def test_a_last_step_in_a_figure_without_steps_is_refused():
    trace = Trace(k=Slider(0, 10, 0, integer=True))
    with pytest.raises(TypeError, match=r"a sentence, or \(sentence, formula\), but"):
        trace.scene()


def test_steps_beyond_the_last_are_not_drawn_again():
    trace = Trace()
    scene = trace.scene()
    frames = scene.frames((4, 0))
    assert {stop for stop in frames if stop[0] == 4} == {(4, k) for k in range(5)}
    assert sum(length == 4 for length, _ in trace.drawn) <= 5 + 2  # its own steps, one beyond, and the first of all
    assert all(k <= last_of(length) for length, k in frames)


def test_a_step_beyond_the_last_shows_the_last():
    scene = Trace().scene()
    assert scene.frame((3, 9)) == scene.frame((3, 3))
    assert scene.shown((3, 9)) == (3, 3) and scene.shown((3, 2)) == (3, 2)
    assert Trace().scene().shown((3, 9)) == (3, 9)  # nothing of this trace has been drawn yet


def test_another_function_forgets_how_long_the_traces_were():
    trace = Trace(long=Choice({"yes": 10, "no": 2}))

    def draw(long):
        trace.ax.set_title(f"{long}")

    def update(long, length, k):
        return f"Step {min(k, long)}.", "", long

    scene = Scene(trace.fig, update, draw, (), trace.controls)
    assert len(scene.frame((4, 8))) == 5 and scene.shown((4, 8)) == (4, 8)
    scene.redraw({"long": "no"})
    assert scene.frame((4, 8))[1] == "Step 2." and scene.shown((4, 8)) == (4, 2)
    scene.redraw({"long": "yes"})
    assert scene.shown((4, 8)) == (4, 8)


def test_the_steps_ahead_are_drawn_first_then_those_behind_then_the_other_sliders():
    controls = [Slider(0, 4, 2, integer=True), Steps(5)]
    cross = list(dict.fromkeys(sweeps.cross(controls, (2, 2))))
    assert cross[:6] == [(2, 2), (2, 3), (2, 4), (2, 5), (2, 1), (2, 0)]
    assert list(sweeps.cross(controls, (2, 2), first=0))[2:4] == [(1, 2), (3, 2)]


@pytest.mark.parametrize("most, others", [(10, 1), (60, 1), (60, 2), (60, 3), (1000, 3)])
def test_a_page_has_whole_traces_unless_they_are_long_and_few_enough(most, others):
    controls = [*(Slider(0, 1) for _ in range(others)), Steps(most)]
    grid = set(sweeps.grid(controls))
    traces = {stop[:-1] for stop in grid}
    steps = {stop[-1] for stop in grid}
    assert len(grid) == len(traces) * len(steps) <= 61 * 4**3
    assert len(traces) >= 3**others
    assert {0, most} <= steps and (most > 60 or len(steps) == most + 1)


# The widget


def test_the_trait_of_steps_is_a_number_and_the_sentence_follows_it():
    figure = Trace().figure()
    figure.k = 3
    assert figure.sentence == "Step 3 of 4."
    figure.k = 9
    assert figure.sentence == "Step 4 of 4." and figure.k == 9
    figure.length = 12
    assert figure.sentence == "Step 9 of 10."


def test_only_figures_with_steps_carry_the_script_for_them():
    with_steps = Trace().figure()
    trace = Trace(k=Slider(0, 10, 0, integer=True))
    without = LiveFigure(trace.fig, lambda length, k: "Here.", **trace.controls)
    assert "class Walk" in with_steps._esm and "class Walk" not in without._esm
    pages = [figure.to_html() for figure in (with_steps, without)]
    assert ["class Walk" in page for page in pages] == [True, False]


def test_the_page_script_stays_small():
    assert len(LiveFigure._esm.encode()) < 30_000


def payload(figure):
    page = figure.to_html()
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])


def frames(scene):
    return json.loads(gzip.decompress(base64.b64decode(scene["frames"])))


def test_a_wanted_stop_beyond_the_last_is_answered_with_the_last(monkeypatch):
    figure, sent = Trace().figure(), []
    monkeypatch.setattr(figure, "_send_frames", lambda frames, **more: sent.append((list(frames), more)))
    monkeypatch.setattr("asyncio.ensure_future", lambda task: task.close())
    figure._on_want({"want": [3, 9], "scene": 0, "number": "1", "dropped": [], "along": [1], "ahead": [3, 9]})
    figure._task = None
    assert sent == [([(3, 3)], {"answers": "1"})]


# Presets


def test_presets_become_moves_of_controls():
    scene = Trace(shown=Reveal()).scene(presets={"short": {"length": 2}, "end": {"length": 3, "k": 3, "shown": True}})
    assert scene.presets == [["short", [[0, 2]]], ["end", [[0, 3], [1, 3], [2, 1]]]]
    assert Trace().scene().presets == []


@pytest.mark.parametrize(
    "preset, error, words",
    [
        ({}, TypeError, "'one' should be a dict"),
        (3, TypeError, "from controls to values, got 3"),
        ({"width": 1}, ValueError, "sets 'width'. It can set what moves: length, k"),
        ({"length": 13}, ValueError, "sets length to 13, outside 0 to 12"),
        ({"length": "long"}, TypeError, "cannot set length: A slider needs numbers"),
        ({"k": 11}, ValueError, "outside 0 to 10"),
    ],
)
def test_a_preset_that_does_not_fit_is_refused_in_words(preset, error, words):
    with pytest.raises(error, match=words):
        Trace().scene(presets={"one": preset})


def test_a_page_knows_its_presets_and_holds_their_traces():
    preset = {"length": 7, "k": 2}
    data = payload(Trace(a=Slider(0, 1), b=Slider(0, 1)).figure(presets={"seven": preset}))
    assert data["_presets"] == [["seven", [[0, 7], [1, 2]]]]
    a, b = data["_stop"][2:]
    assert {f"7,{k},{a},{b}" for k in range(8)} <= frames(data["_scenes"][0]).keys()


# Examples of a typed formula


def test_examples_stand_in_the_description_and_add_no_page():
    trace = Trace()
    typed = Formula("1", float, examples={"two": "2", "three": "3"})
    spec = typed.spec("f")
    assert (spec["names"], spec["texts"]) == (["two", "three"], ["2", "3"])
    figure = LiveFigure(trace.fig, trace.update, draw=lambda f: trace.ax.set_title(f"{f}"), f=typed, **trace.controls)
    assert len(payload(figure)["_scenes"]) == 1
    assert Formula("1", float).spec("f")["names"] == []


def test_an_example_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="could not convert string to float: 'two'"):
        Formula("1", float, examples={"two": "two"})


def test_every_picture_of_a_trace_is_that_of_its_step():
    scene = Trace().scene()
    drawn = scene.frames((4, 0))
    for stop in itertools.islice(drawn, 0, None, 7):
        assert drawn[stop] == scene.frame(stop)
