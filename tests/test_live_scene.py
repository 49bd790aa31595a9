"""The scene of a live figure: pure frames, the cross and the grid, and every way in which an author may err."""

import base64
import io
import itertools
import logging
import random
import re
import sys
import warnings

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from calcml.live import Choice, Formula, Handle, LiveFigure, Reveal, Slider, sweeps
from calcml.live.raster import palette_png
from calcml.live.scene import Scene

FUNCTIONS = {"sin(x)": np.sin, "sqrt(x)": np.sqrt, "log(-2 - x)": lambda x: np.log(-2 - x)}


def parse(text):
    if text not in FUNCTIONS:
        raise ValueError(f"{text!r} cannot be read.")
    return FUNCTIONS[text]


class Parts:
    """A figure with a still curve, a moving point and everything to build a scene from."""

    def __init__(self, x0=None, **controls):
        self.fig, self.ax = plt.subplots(layout="constrained")
        (self.curve,) = self.ax.plot([-1, 1], [1, 1])
        (self.point,) = self.ax.plot([], [], "o", animated=True)
        self.ax.set(xlim=(-1, 1), ylim=(-2, 2))
        self.controls = {"x0": x0 or Slider(-1, 1, 0.5, stops=5)} | controls
        self.drawn = []

    def update(self, x0):
        self.point.set_data([x0], [x0**2])
        return f"The square of {x0:.2f} is {x0**2:.4f}."

    def draw(self, f):
        x = np.linspace(-1, 1, 21)
        self.curve.set_data(x, f(x))
        self.ax.set_title(f"The function at 1 is {f(1):.2f}")
        self.drawn.append(f)

    def scene(self, update=None, draw=None, handles=()):
        return Scene(self.fig, update or self.update, draw, handles, self.controls)


@pytest.fixture(autouse=True)
def no_figure_stays():
    yield
    plt.close("all")


# Frames


def two_sliders():
    parts = Parts(h=Slider(-1, 1, 0, stops=5), shown=Reveal())

    def update(x0, h, shown):
        parts.point.set_data([x0], [h])
        parts.point.set_color("red" if shown else "blue")
        return f"x0 = {x0:.2f}, h = {h:.2f}, shown = {shown}."

    return parts.scene(update)


def test_frames_are_equal_in_whatever_order_they_are_drawn():
    scene = two_sliders()
    stops = [(i, j, k) for i in range(5) for j in range(5) for k in range(2)]
    first = {stop: scene.frame(stop) for stop in stops}
    random.Random(1).shuffle(stops)
    assert all(scene.frame(stop) == first[stop] for stop in stops)
    assert len({frame[0] for frame in first.values()}) == 50  # and they differ


def test_a_frame_says_what_update_returns():
    scene = two_sliders()
    fragment, sentence, formula, places = scene.frame((0, 4, 1))
    assert sentence == "x0 = -1.00, h = 1.00, shown = True."
    assert (formula, places) == ("", [])
    assert fragment.startswith("<") and "<svg" not in fragment


def test_update_may_return_a_formula_too():
    parts = Parts()
    scene = parts.scene(lambda x0: (parts.update(x0), "<math></math>"))
    assert scene.frame((2,))[2] == "<math></math>"


def test_the_cross_holds_every_stop_of_each_slider_through_a_stop_for_each_state_of_the_switches():
    scene = two_sliders()
    cross = list(scene.cross((3, 2, 0)))
    assert set(cross) == {(i, 2, k) for i in range(5) for k in range(2)} | {
        (3, j, k) for j in range(5) for k in range(2)
    }
    assert cross[0] == (3, 2, 0)


def test_the_cross_begins_with_the_slider_moved_now_and_with_near_stops():
    cross = list(dict.fromkeys(two_sliders().cross((3, 2, 0), first=1)))
    assert cross[1:5] == [(3, 1, 0), (3, 3, 0), (3, 0, 0), (3, 4, 0)]


def test_the_grid_holds_both_sliders_corners_and_is_left_out_for_one_slider():
    grid = set(sweeps.grid([Slider(-1, 1, stops=5), Slider(-1, 1, stops=5), Reveal()]))
    assert {(0, 0, 0), (0, 4, 1), (4, 0, 0), (4, 4, 1)} <= grid
    assert list(sweeps.grid([Slider(-1, 1)])) == []


def test_without_a_limit_all_of_cross_and_grid_is_drawn():
    scene = two_sliders()
    start = scene.starts()
    assert set(scene.frames(start)) == set(scene.cross(start)) | set(sweeps.grid(list(scene.controls.values())))


def test_the_first_frames_hold_the_start_however_short_the_time():
    scene = two_sliders()
    assert scene.starts() in scene.frames(scene.starts(), seconds=0)


def test_a_handle_sits_where_its_marker_is():
    parts = Parts()
    scene = parts.scene(handles=[Handle(parts.point, x="x0")])
    (spec,) = scene.still_part()["handles"]
    (left, right), (bottom, top) = spec["box"]
    for i, x0 in enumerate((-1, -0.5, 0, 0.5, 1)):
        ((x, y),) = scene.frame((i,))[3]
        assert (x - left) / (right - left) == pytest.approx((x0 + 1) / 2, abs=1e-3)
        assert (y - bottom) / (top - bottom) == pytest.approx((x0**2 + 2) / 4, abs=1e-3)


# What an author may get wrong


def test_a_figure_without_a_moving_artist_is_refused():
    parts = Parts()
    parts.point.set_animated(False)
    with pytest.raises(ValueError, match="no moving artist.*animated=True"):
        parts.scene()


def test_a_moving_artist_put_below_a_still_one_is_refused():
    parts = Parts()
    parts.point.set_zorder(1)
    with pytest.raises(ValueError, match=r"moving Line2D \(zorder 1\) lies below the still Line2D"):
        parts.scene()


def test_a_moving_artist_put_above_the_still_ones_is_welcome():
    parts = Parts()
    parts.point.set_zorder(3)
    assert len(parts.scene().frame((0,))) > 1


def test_limits_changed_in_update_are_named_and_put_back():
    parts = Parts()

    def update(x0):
        parts.ax.set_xlim(0, 1 + x0**2)
        return parts.update(x0)

    with pytest.raises(ValueError, match="changed the limits"):
        parts.scene(update)
    assert parts.ax.get_xlim() == (-1, 1)


@pytest.mark.parametrize("said", [None, "", 3, ("one", "two", "three"), (1, "x"), ("sentence", None)])
def test_update_returns_a_sentence(said):
    with pytest.raises(TypeError, match="should return a sentence"):
        Parts().scene(lambda x0: said)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), np.float64("nan")])
def test_a_sentence_without_a_number_is_a_problem(value):
    parts = Parts()
    scene = parts.scene(lambda x0: f"The slope is {value if x0 > 0.7 else x0:.2f}.")
    (said,) = scene.frame((4,))
    assert said.startswith("Problem: at x0 = 1.0 there is no number")
    assert len(scene.frame((3,))) == 4


@pytest.mark.parametrize("word", ["information", "nano", "Nancy", "finite", "inform"])
def test_words_that_hold_the_letters_of_nan_and_inf_are_no_problem(word):
    assert len(Parts().scene(lambda x0: f"A sentence on {word}.").frame((0,))) == 4


def test_an_update_that_raises_at_some_stops_is_a_problem_there_only():
    parts = Parts()

    def update(x0):
        if x0 < 0:
            raise RuntimeError("no ground here")
        return parts.update(x0)

    scene = parts.scene(update)
    assert scene.frame((0,)) == ["Problem: RuntimeError: no ground here. Move the control back, or mend the function."]
    assert [len(scene.frame((i,))) for i in range(5)] == [1, 1, 4, 4, 4]


def test_a_value_error_is_shown_in_its_own_words():
    parts = Parts()

    def update(x0):
        if x0 < 0:
            raise ValueError("the logarithm ends here. Move right.")
        return parts.update(x0)

    assert parts.scene(update).frame((0,)) == ["Problem: the logarithm ends here. Move right."]


def noisy(parts):
    def update(x0):
        print("printed")
        print("printed aside", file=sys.stderr)
        warnings.warn("warned", stacklevel=1)
        logging.getLogger("calcml.test").warning("logged")
        np.log(np.array(-1.0))
        if x0 < 0:
            raise RuntimeError("raised")
        return parts.update(x0)

    return update


def test_nothing_that_update_prints_or_warns_of_reaches_the_log(capfd, recwarn):
    parts = Parts()
    scene = parts.scene(noisy(parts))
    scene.frames(scene.starts())
    scene.still_part()
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


def test_the_noise_of_a_live_figure_reaches_nobody_either(capfd):
    parts = Parts()
    figure = LiveFigure(parts.fig, noisy(parts), **parts.controls)
    figure.sentence, figure.png(), figure.to_html()
    assert capfd.readouterr() == ("", "")


def test_a_refused_figure_goes_quietly(capfd):
    import gc

    parts = Parts()
    parts.point.set_animated(False)
    with pytest.raises(ValueError, match="no moving artist"):
        LiveFigure(parts.fig, parts.update, **parts.controls)
    gc.collect()
    assert capfd.readouterr() == ("", "")


def test_a_control_that_update_does_not_take_is_refused():
    with pytest.raises(ValueError, match="no argument called 'h'"):
        Parts(h=Slider(0, 1)).scene()


def test_at_most_four_sliders():
    parts = Parts(**{name: Slider(0, 1) for name in "abcd"})
    with pytest.raises(ValueError, match="at most 4 sliders, got 5"):
        parts.scene(lambda **values: "All is well.")


def test_a_handle_drags_a_slider_that_is_there():
    parts = Parts()
    with pytest.raises(ValueError, match=r"one or two of \['x0'\], got 'h'"):
        parts.scene(handles=[Handle(parts.point, x="h")])
    with pytest.raises(TypeError, match="should hold Handle"):
        parts.scene(handles=[parts.point])


@pytest.mark.parametrize(
    "name", ["close", "send", "layout", "state", "name", "keys", "comm", "log", "observe", "_scene", "png"]
)
def test_a_name_that_the_widget_uses_itself_is_refused(name):
    parts = Parts()
    with pytest.raises(ValueError, match=f"cannot be called '{name}'"):
        LiveFigure(parts.fig, lambda **values: "All is well.", **{name: Slider(0, 1)})


def test_a_control_is_a_control():
    parts = Parts()
    with pytest.raises(TypeError, match="x0 should be a Slider, Steps, Choice, Reveal or Formula, got tuple"):
        LiveFigure(parts.fig, parts.update, x0=(0, 1))


def test_a_formula_needs_a_function_that_draws_it():
    parts = Parts(f=Formula("sin(x)", parse))
    with pytest.raises(ValueError, match=r"give LiveFigure a function draw\(f\)"):
        parts.scene(lambda x0, f: "All is well.")


def test_a_slider_cannot_change_the_still_part():
    parts = Parts()
    with pytest.raises(ValueError, match="x0 is a Slider: it belongs in update"):
        parts.scene(draw=lambda x0: None)


# The still part


def with_formula(text="sin(x)"):
    parts = Parts(f=Formula(text, parse))

    def update(x0, f):
        parts.point.set_data([x0], [f(x0)])
        return f"f({x0:.2f}) = {f(x0):.4f}."

    return parts, parts.scene(update, parts.draw)


def picture(scene):
    return scene.still_part()["background"], scene.frame((3,)), scene.words


def test_another_formula_changes_background_and_frames():
    _, scene = with_formula()
    before = picture(scene)
    scene.redraw({"f": "sqrt(x)"})
    after = picture(scene)
    assert after[0] != before[0]
    assert after[1][1] == f"f(0.50) = {np.sqrt(0.5):.4f}."
    assert after[2] == {"f": "sqrt(x)"}


def test_going_back_to_the_first_formula_brings_back_the_first_frames():
    _, scene = with_formula()
    before = scene.frames(scene.starts())
    scene.redraw({"f": "sqrt(x)"})
    scene.redraw({"f": "sin(x)"})
    assert scene.frames(scene.starts()) == before


def test_a_formula_that_is_undefined_on_part_of_the_range_has_problems_there_only():
    _, scene = with_formula()
    scene.redraw({"f": "sqrt(x)"})
    assert [len(scene.frame((i,))) for i in range(5)] == [1, 1, 4, 4, 4]


def test_a_formula_that_cannot_be_read_leaves_everything_as_it_was():
    parts, scene = with_formula()
    before = picture(scene)
    with pytest.raises(ValueError, match="cannot be read"):
        scene.redraw({"f": "sin x"})
    assert len(parts.drawn) == 1
    assert picture(scene) == before


def test_a_draw_that_fails_half_way_leaves_everything_as_it_was():
    parts = Parts(kind=Choice({"good": 1.0, "bad": 0.0}))

    def draw(kind):
        parts.curve.set_data([-1, 1], [kind, kind])
        parts.ax.set_xlim(-1, 1 + kind)
        return 1 / kind

    scene = parts.scene(lambda x0: parts.update(x0), draw)
    before = picture(scene)
    with pytest.raises(ZeroDivisionError):
        scene.redraw({"kind": "bad"})
    assert picture(scene) == before


def live_with_formula():
    parts = Parts(f=Formula("sin(x)", parse))

    def update(x0, f):
        parts.point.set_data([x0], [f(x0)])
        return f"f({x0:.2f}) = {f(x0):.4f}."

    return LiveFigure(parts.fig, update, draw=parts.draw, **parts.controls)


def test_a_formula_that_is_undefined_everywhere_is_refused_and_everything_stays_as_it_was():
    figure = live_with_formula()
    before = figure._scene, figure.sentence, figure.png()
    with pytest.raises(ValueError, match=r"at x0 = 0.5 there is no number"):
        figure.f = "log(-2 - x)"
    assert figure.f == "sin(x)"
    assert (figure._scene, figure.sentence, figure.png()) == before


def test_a_typed_formula_is_drawn_or_answered_in_words():
    figure, sent = live_with_formula(), []
    figure.send = lambda content, buffers=None: sent.append(content)
    for number, words in enumerate(["sqrt(x)", "sin x", "log(-2 - x)", "sin(x)"]):
        figure._on_message(figure, {"draw": "f", "words": words, "number": number}, [])
    assert [answer["number"] for answer in sent] == [0, 1, 2, 3]
    assert [answer.get("problem", "")[:9] for answer in sent] == ["", "Problem: ", "Problem: ", ""]
    assert figure.f == "sin(x)"


def test_settings_of_matplotlib_stay_as_they_are():
    before = mpl.rcParams.copy()
    parts, scene = with_formula()
    scene.frames(scene.starts())
    scene.still_part()
    assert mpl.rcParams == before


# Images and axes that move as a whole


def with_image(**options):
    parts = Parts()
    image = parts.ax.imshow(np.zeros((8, 8)), extent=(-1, 1, -2, 2), aspect="auto", vmin=-1, vmax=1, **options)
    image.set_animated(True)

    def update(x0):
        image.set_data(np.outer(np.linspace(-1, 1, 8), np.linspace(-1, x0, 8)))
        return parts.update(x0)

    return parts, parts.scene(update)


def pngs(fragment):
    """The images of a fragment, as Pillow reads them."""
    found = re.findall(r'data:image/png;base64,\s*([^"]+)"', fragment)
    return [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]


def test_a_moving_image_is_one_png_of_at_most_64_colours_below_the_lines():
    _, scene = with_image()
    fragment = scene.frame((4,))[0]
    (png,) = pngs(fragment)
    assert png.mode == "P" and len(png.getcolors()) <= 64
    assert fragment.index("<image") < fragment.index("<use")
    assert fragment != scene.frame((3,))[0]


def test_an_image_that_is_not_resampled_travels_in_its_own_few_pixels():
    _, scene = with_image(interpolation="none")
    (png,) = pngs(scene.frame((4,))[0])
    assert png.size == (8, 8)


def test_the_palette_changes_the_colours_of_a_smooth_image_by_six_at_most():
    rgba = plt.get_cmap("viridis")(np.linspace(0, 1, 200 * 150).reshape(150, 200), bytes=True)
    read = np.asarray(Image.open(io.BytesIO(palette_png(rgba))).convert("RGBA"))
    assert np.abs(read.astype(int) - rgba).max() <= 6
    assert len(np.unique(read.reshape(-1, 4), axis=0)) == 64


def test_the_palette_keeps_what_is_clear_and_the_steps_of_opacity():
    opacity = np.tile(np.arange(256, dtype=np.uint8), (9, 1))
    rgba = np.dstack([np.full((9, 256, 3), (200, 60, 20), np.uint8), opacity])
    read = np.asarray(Image.open(io.BytesIO(palette_png(rgba))).convert("RGBA")).astype(int)
    assert np.all(read[:, 0, 3] == 0) and np.all(read[:, 255, 3] == 255)
    assert np.abs(read[..., 3] - opacity).max() <= 32
    assert np.abs(read[:, 1:, :3] - rgba[:, 1:, :3]).max() <= 1


@pytest.mark.parametrize("kind", ["scatter", "pcolormesh"])
def test_a_rasterized_artist_is_an_image_and_needs_no_zorder(kind):
    parts = Parts()
    x = np.linspace(-1, 1, 5)
    artist = parts.ax.scatter(x, x, c=x) if kind == "scatter" else parts.ax.pcolormesh(x, x, np.outer(x, x))
    artist.set_animated(True)
    artist.set_rasterized(True)
    assert len(pngs(parts.scene().frame((2,))[0])) == 1


def turning():
    fig = plt.figure(layout="constrained")
    ax = fig.add_subplot(projection="3d")
    x, y = np.meshgrid(*[np.linspace(-1, 1, 4)] * 2)
    ax.plot_surface(x, y, x * y)
    (point,) = ax.plot([], [], [], "o", animated=True)
    ax.set(zlabel="the height")
    ax.set_animated(True)

    def update(azimuth):
        ax.view_init(30, azimuth)
        point.set_data_3d([1], [1], [1])
        return f"Seen from {azimuth:.0f}°."

    return ax, point, Scene(fig, update, None, [], {"azimuth": Slider(-90, 90, stops=5)})


def test_a_3d_axes_moves_as_a_whole():
    ax, point, scene = turning()
    frames = [scene.frame((i,)) for i in range(5)]
    assert all(len(frame) == 4 and "the height" in frame[0] for frame in frames)
    assert len({frame[0] for frame in frames}) == 5
    assert "the height" not in scene.still_part()["background"]
    assert "the height" in scene.layers.whole()
    before = frames[0][0]
    point.set_visible(False)
    assert scene.frame((0,))[0] != before  # what moves within it is drawn too


def test_a_handle_in_a_3d_axes_is_refused():
    ax, point, scene = turning()
    with pytest.raises(ValueError, match="needs a flat picture"):
        Scene(ax.figure, scene.update, None, [Handle(point, x="azimuth")], scene.controls)


# Handles on two sliders


def with_pair(stops=(41, 101), more=()):
    parts = Parts(Slider(-1, 1, 0, stops=stops[0]), y0=Slider(-1, 1, 0, stops=stops[1]), **dict(more))

    def update(x0, y0, **others):
        parts.point.set_data([x0], [y0])
        return f"At {x0:.2f}, {y0:.2f}, {others}."

    return parts.scene(update, handles=[Handle(parts.point, x="x0", y="y0")])


def test_every_stop_of_a_pair_of_sliders_is_within_two_of_its_coarse_grid():
    scene = with_pair()
    grid = set(scene.grids(scene.starts()))
    assert len(grid) <= 22**2
    for k, count in enumerate((41, 101)):
        coarse = {stop[k] for stop in grid}
        assert all(min(abs(i - j) for j in coarse) <= 2 for i in range(count))


def test_the_grid_keeps_all_other_controls_where_they_are_and_begins_near_the_stop():
    scene = with_pair(more={"shown": Reveal(), "h": Slider(0, 1, stops=9)})
    grid = list(scene.grids((7, 93, 1, 5)))
    assert {stop[2:] for stop in grid} == {(1, 5)}
    assert grid[0] == (6, 95, 1, 5) and grid[-1] == (40, 0, 1, 5)


def distinct(*stops):
    """The stops of several sweeps in their order, each once; all of these begin with the start."""
    return list(dict.fromkeys(itertools.chain(*stops)))


def test_while_both_sliders_are_dragged_their_grid_is_drawn_before_the_cross():
    scene = with_pair()
    start = scene.starts()
    assert distinct(scene.around(start, [0, 1], start)) == distinct(scene.grids(start), scene.cross(start, 0))
    for along in ([], [1], [0]):
        first = along[0] if along else None
        assert distinct(scene.around(start, along, start)) == distinct(scene.cross(start, first), scene.grids(start))


def test_two_handles_on_the_same_sliders_have_one_grid():
    scene = with_pair()
    scene.handles *= 2
    twice = Scene(scene.layers.fig, scene.update, None, scene.handles, scene.controls)
    assert list(twice.grids((0, 0))) == list(scene.grids((0, 0)))


def test_a_handle_says_along_which_axis_it_drags_which_slider():
    (spec,) = with_pair().still_part()["handles"]
    assert (spec["controls"], spec["label"]) == (
        ["x0", "y0"],
        "Point in the picture: x0 and y0; left and right: x0, up and down: y0",
    )


def test_the_way_ahead_begins_where_the_hand_will_be_and_goes_on():
    controls = [Slider(0, 1, stops=41), Reveal(), Slider(0, 1, stops=41)]
    way = list(sweeps.line(controls, (10, 1, 10), (13, 1, 8)))
    assert way[:4] == [(13, 1, 8), (14, 1, 7), (15, 1, 7), (16, 1, 6)]
    assert way[-2:] == [(11, 1, 9), (12, 1, 9)]
    assert set(sweeps.line(controls, (38, 0, 1), (40, 0, 0))) == {(40, 0, 0), (39, 0, 1)}
    assert list(sweeps.line(controls, (5, 0, 5), (5, 0, 5))) == []
