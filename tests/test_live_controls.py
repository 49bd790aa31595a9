"""The controls of a live figure: stops, starts, words, and what is refused."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets

from calcml.live import Choice, Formula, Handle, Reveal, Slider


@pytest.fixture
def marker():
    fig, ax = plt.subplots()
    (point,) = ax.plot([0], [0], "o", animated=True)
    yield point
    plt.close(fig)


ENDS = [(-2, 2), (0, 1), (-3, 3), (0.1, 0.73), (-0.3, 1.7), (1e-9, 1e-7), (-1e6, 1e6), (0, 2 * math.pi), (5, 5.01)]


@pytest.mark.parametrize("low, high", ENDS)
def test_a_slider_left_to_itself_has_81_to_about_201_stops_from_end_to_end(low, high):
    stops = Slider(low, high).stops
    assert 81 <= len(stops) <= 203
    assert stops[0] == pytest.approx(low, rel=1e-3) and stops[-1] == pytest.approx(high, rel=1e-3)
    assert np.all(np.diff(stops) > 0)


@pytest.mark.parametrize("low, high", ENDS)
def test_every_stop_has_words_of_its_own_that_read_as_its_value(low, high):
    slider = Slider(low, high)
    assert len(set(slider.texts)) == len(slider.stops)
    read = [float(text.replace("−", "-")) for text in slider.texts]
    assert read == pytest.approx(slider.stops, rel=1e-5, abs=1e-5 * (high - low))


@pytest.mark.parametrize("low, high, step", [(-2, 2, 0.05), (0, 1, 0.01), (0, 100, 1), (-1, 10, 0.1), (0, 8, 0.1)])
def test_steps_are_one_two_or_five_times_a_power_of_ten(low, high, step):
    assert np.diff(Slider(low, high).stops) == pytest.approx(step)


def test_zero_is_a_stop_and_has_no_minus_sign():
    slider = Slider(-2, 2)
    assert slider.texts[slider.stops.index(0)] == "0.00"


def test_stops_are_written_with_a_real_minus_sign():
    assert Slider(-2, 2).texts[0] == "−2.00"


def test_the_number_of_stops_can_be_chosen():
    assert Slider(0, 1, stops=3).stops == [0, 0.5, 1]
    assert len(Slider(-2, 2, stops=201).stops) == 201


@pytest.mark.parametrize("start, stop", [(0.5, 0.5), (0.51, 0.5), (0.53, 0.55), (-2, -2), (2, 2), (None, 0)])
def test_a_slider_opens_at_the_stop_nearest_to_its_start(start, stop):
    slider = Slider(-2, 2, start)
    assert slider.stops[slider.start] == stop


def test_a_value_beyond_the_ends_is_the_nearest_end():
    slider = Slider(-2, 2)
    assert slider.index(-99) == 0
    assert slider.index(99) == len(slider.stops) - 1


def test_a_log_slider_has_equal_ratios_and_keeps_its_ends():
    slider = Slider(1.2345, 99.96, log=True)
    assert (slider.stops[0], slider.stops[-1]) == (1.2345, 99.96)
    ratios = np.array(slider.stops[1:]) / slider.stops[:-1]
    assert ratios == pytest.approx(ratios.mean(), rel=0.01)


def test_a_log_slider_finds_the_nearest_stop_by_ratio():
    slider = Slider(1, 100, log=True, stops=3)
    assert slider.stops == [1, 10, 100]
    assert slider.index(4) == 1  # 4 is nearer to 10 by ratio, nearer to 1 by distance
    assert slider.index(2) == 0


@pytest.mark.parametrize("low, high, stops", [(1, 2, 1001), (1, 1.01, 50), (0.999, 1, 101)])
def test_dense_log_stops_are_all_different(low, high, stops):
    slider = Slider(low, high, log=True, stops=stops)
    assert len(set(slider.stops)) == len(set(slider.texts)) == stops
    assert low <= min(slider.stops) and max(slider.stops) <= high


def test_an_integer_slider_has_the_whole_numbers_between_its_ends():
    assert Slider(0, 5, integer=True).stops == [0, 1, 2, 3, 4, 5]
    assert Slider(0.4, 3.6, integer=True).stops == [1, 2, 3]
    assert all(isinstance(stop, int) for stop in Slider(0, 5000, integer=True).stops)


def test_the_coarse_stops_hold_the_ends_and_the_start():
    slider = Slider(0, 1, 0.33)
    coarse = slider.coarse(5)
    assert {0, slider.start, len(slider.stops) - 1} <= set(coarse)
    assert len(coarse) <= 6


NAN, INF = float("nan"), float("inf")
REFUSED_SLIDERS = [
    ((1, 1), {}, ValueError, "low = 1 and high = 1"),
    ((2, -2), {}, ValueError, "from low to high"),
    ((0, 1), {"start": 5}, ValueError, "start 5 lies outside 0 to 1"),
    ((0, 1), {"start": -0.1}, ValueError, "outside"),
    ((0, 1), {"start": NAN}, ValueError, "start = nan"),
    ((0, 1), {"log": True}, ValueError, "positive ends, got low = 0"),
    ((-1, 1), {"log": True}, ValueError, "positive ends"),
    ((0, 1), {"stops": 1}, ValueError, "stops = 1"),
    ((0, 1), {"stops": 0}, ValueError, "stops = 0"),
    ((0, 1), {"stops": 5000}, ValueError, "stops = 5000"),
    ((0, 1), {"stops": 2.5}, ValueError, "stops = 2.5"),
    ((0.2, 0.8), {"integer": True}, ValueError, "not two stops"),
    ((0.2, 1.8), {"integer": True}, ValueError, "not two stops"),
    ((NAN, 1), {}, ValueError, "low = nan"),
    ((0, INF), {}, ValueError, "high = inf"),
    (("left", 1), {}, TypeError, "low = 'left'"),
    ((0, None), {}, TypeError, "high = None"),
    ((0, 1), {"start": "middle"}, TypeError, "start = 'middle'"),
]


@pytest.mark.parametrize("ends, more, error, words", REFUSED_SLIDERS)
def test_a_slider_that_does_not_fit_is_refused_in_words(ends, more, error, words):
    with pytest.raises(error, match=words):
        Slider(*ends, **more)


def test_a_choice_hands_on_the_value_behind_the_words():
    choice = Choice({"sine": np.sin, "cosine": np.cos}, start="cosine")
    assert choice.stops[choice.start] is np.cos
    assert choice.value("sine") is np.sin
    assert Choice(["a", "b"]).stops == ["a", "b"]


@pytest.mark.parametrize("options, start", [(["only"], None), ({}, None), (["a", "b"], "c")])
def test_a_choice_needs_two_options_and_a_start_among_them(options, start):
    with pytest.raises(ValueError, match=r"at least two options|no option 'c'. The options are 'a', 'b'"):
        Choice(options, start)


def test_the_trait_of_a_choice_takes_its_options_only():
    class Holder(traitlets.HasTraits):
        kind = Choice(["a", "b"]).trait()

    holder = Holder()
    holder.kind = "b"
    with pytest.raises(traitlets.TraitError):
        holder.kind = "c"


def test_a_reveal_is_shut_then_open():
    reveal = Reveal("Show", question="How steep?", predictions=(1, 2))
    assert reveal.stops == (False, True) and reveal.start == 0
    assert reveal.spec("answer")["predictions"] == ["1", "2"]


def test_a_formula_is_read_when_it_is_made():
    assert Formula("3", float).value("4") == 4.0
    with pytest.raises(ValueError, match="could not convert"):
        Formula("three", float)


def test_a_handle_drags_one_slider_or_two(marker):
    assert Handle(marker, x="x0").sliders == ("x0",)
    assert Handle(marker, y="h").sliders == ("h",)
    assert Handle(marker, x="x0", y="y0").sliders == ("x0", "y0")
    for wrong in ({}, {"x": "x0", "y": "x0"}):
        with pytest.raises(ValueError, match="along x, one along y, or both"):
            Handle(marker, **wrong)


def test_a_handle_sits_on_a_marker(marker):
    with pytest.raises(TypeError, match="marker from ax.plot"):
        Handle(marker.axes.set_title("no marker"), x="x0")


def test_labels_stand_in_for_names_only_when_there_is_one():
    assert Slider(0, 1).spec("x0")["label"] == "x0"
    spec = Slider(0, 1, label="start", unit="mm").spec("x0")
    assert (spec["label"], spec["unit"], spec["name"]) == ("start", "mm", "x0")
