"""Still pictures, checked through their artists' data: what is drawn where, and that no letter lies on a line."""

import math
import subprocess
import sys
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from calcml import functions, plotting, style
from calcml.plotting.course_map import STOPS
from calcml.style import COLOURS, TEXT_COLOURS


@pytest.fixture
def ax():
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use()
        yield Figure().subplots()


def pieces(line):
    """The unbroken pieces of a line, as (first x, last x)."""
    x, y = line.get_data()
    runs = np.split(np.arange(len(x)), np.flatnonzero(np.isnan(y)))
    runs = [[i for i in run if not np.isnan(y[i])] for run in runs]
    return [(float(x[run[0]]), float(x[run[-1]])) for run in runs if len(run) > 1]


def shaded(ax):
    return [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches if isinstance(p, Rectangle)]


def words(ax):
    return [text.get_text() for text in ax.texts]


def poles_drawn(ax):
    return [line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1 and len(line.get_xdata()) == 2]


# curve


@pytest.mark.parametrize("f", functions.FUNCTIONS, ids=lambda f: f.name)
def test_the_curve_is_the_function(ax, f):
    x, y = plotting.curve(ax, f, max(f.domain[0], -2) + 0.1, 2).get_data()
    assert len(x) > 500 and np.all(np.diff(x) > 0)
    assert y.tolist() == f(x).tolist()
    assert (x[0], x[-1]) == ax.get_xlim()


def test_the_curve_has_the_colour_of_its_meaning_and_takes_any_other(ax):
    assert to_hex(plotting.curve(ax, np.sin, 0, 1).get_color()).upper() == COLOURS["function"]
    assert to_hex(plotting.curve(ax, np.cos, 0, 1, "derivative").get_color()).upper() == COLOURS["derivative"]
    assert plotting.curve(ax, np.cos, 0, 1, "black").get_color() == "black"


def test_line_settings_are_passed_on(ax):
    line = plotting.curve(ax, np.sin, 0, 1, linestyle="--", linewidth=1, animated=True)
    assert (line.get_linestyle(), line.get_linewidth(), line.get_animated()) == ("--", 1, True)


def test_where_the_logarithm_is_undefined_there_is_a_gap_shaded_and_named(ax):
    line = plotting.curve(ax, functions.logarithm, -3, 3)
    assert shaded(ax) == [(-3, 0)]
    assert words(ax) == ["not defined"]
    ((first, last),) = pieces(line)
    assert 0 < first < 1e-3 and last == 3


def test_a_function_that_raises_is_treated_like_one_that_gives_nan(ax):
    raising = plotting.curve(ax, lambda x: math.log(x), -3, 3).get_data()
    quiet = plotting.curve(Figure().subplots(), functions.logarithm, -3, 3).get_data()
    assert np.allclose(raising, quiet, equal_nan=True, rtol=1e-14)


def test_a_narrow_gap_is_shaded_without_letters(ax):
    plotting.curve(ax, np.sqrt, -0.03, 3)
    assert shaded(ax) == [(-0.03, pytest.approx(0, abs=1e-300))] and words(ax) == []


def test_a_gap_in_the_middle_leaves_two_pieces(ax):
    line = plotting.curve(ax, lambda x: np.sqrt(x**2 - 1), -3, 3)
    assert shaded(ax) == [pytest.approx((-1, 1))]
    assert pieces(line) == [pytest.approx((-3, -1)), pytest.approx((1, 3))]


def test_the_curve_breaks_at_poles_and_marks_them(ax):
    line = plotting.curve(ax, np.tan, -4, 4)
    assert len(pieces(line)) == 3
    assert poles_drawn(ax) == pytest.approx([-math.pi / 2, math.pi / 2])
    assert shaded(ax) == []


def test_the_limits_at_a_pole_show_the_shape_and_the_curve_leaves_them(ax):
    line = plotting.curve(ax, lambda x: 1 / x, -3, 3)
    bottom, top = ax.get_ylim()
    assert 1 < top < 10 and bottom == pytest.approx(-top, rel=0.05)
    y = line.get_ydata()
    assert np.nanmax(y) > top and np.nanmin(y) < bottom


def test_the_curve_breaks_at_jumps_exactly(ax):
    line = plotting.curve(ax, np.floor, -1.7, 1.7)
    assert pieces(line) == [pytest.approx(p) for p in ((-1.7, -1), (-1, 0), (0, 1), (1, 1.7))]


def test_a_jump_with_a_value_of_its_own_leaves_no_upright_line(ax):
    x, y = plotting.curve(ax, np.sign, -1, 1).get_data()
    steps = np.abs(np.diff(y))
    assert np.nanmax(steps) == 0


def test_a_steep_curve_is_no_jump(ax):
    assert len(pieces(plotting.curve(ax, lambda x: np.tanh(500 * x), -1, 1))) == 1


@pytest.mark.parametrize("f", [np.tan, lambda x: 1 / x, lambda x: 1 / x**2, lambda x: np.log(np.abs(x))])
def test_no_line_joins_the_two_sides_of_a_pole(ax, f):
    x, y = plotting.curve(ax, f, -4, 4).get_data()
    bottom, top = ax.get_ylim()
    assert np.nanmax(np.abs(np.diff(np.clip(y, bottom, top)))) < 0.7 * (top - bottom)
    for pole in poles_drawn(ax):
        assert np.isnan(y[x == pole]).all() and (x == pole).any()


def test_a_single_missing_point_is_a_ring(ax):
    plotting.curve(ax, lambda x: np.sin(x) / x, -5, 5)
    (ring,) = [line for line in ax.lines if line.get_marker() == "o"]
    assert ring.get_xydata()[0] == pytest.approx([0, 1])
    assert ring.get_markerfacecolor() == "white"


def test_a_function_without_any_value_is_shaded_all_over(ax):
    plotting.curve(ax, lambda x: np.sqrt(-1 - x**2), -2, 2, label="f")
    assert shaded(ax) == [(-2, 2)] and "not defined" in words(ax)
    assert np.isfinite(ax.get_ylim()).all()
    assert [t.get_text() for t in ax.texts if t.get_visible()] == ["not defined"]


def test_values_that_are_too_large_are_named_and_do_not_flatten_the_rest(ax):
    plotting.curve(ax, lambda x: np.exp(np.exp(x)), -3, 10)
    assert words(ax) == ["too large to draw"]
    assert shaded(ax) == [(pytest.approx(math.log(709.78), abs=1e-3), 10)]
    assert ax.get_ylim()[1] < 1000


def test_a_peak_is_shown_whole_however_narrow(ax):
    plotting.curve(ax, lambda x: np.exp(-1000 * x**2), -3, 3)
    assert ax.get_ylim()[1] > 1


@pytest.mark.parametrize("c", [0, 3, -1e9, 1e-12])
def test_a_constant_has_room_above_and_below(ax, c):
    line = plotting.curve(ax, lambda x: c, -1, 1)
    bottom, top = ax.get_ylim()
    assert bottom < c < top and set(line.get_ydata()) == {c}


@settings(deadline=None, max_examples=30)
@given(st.lists(st.floats(-5, 5), min_size=1, max_size=5), st.floats(-5, 5), st.floats(0.1, 10))
def test_every_polynomial_of_moderate_size_fits_into_the_limits(coefficients, low, width):
    p = np.polynomial.Polynomial(coefficients)
    x = np.linspace(low, low + width, 300)
    ax = Figure().subplots()
    plotting.curve(ax, p, low, low + width)
    bottom, top = ax.get_ylim()
    assert bottom < top
    if np.abs(p(x)).max() < 900:
        assert bottom < p(x).min() and p(x).max() < top


def test_a_second_curve_widens_the_limits_for_both(ax):
    plotting.curve(ax, np.sin, -3, 3)
    plotting.curve(ax, lambda x: 5 * np.cos(x), -4, 2)
    assert ax.get_xlim() == (-4, 3)
    assert ax.get_ylim()[0] < -4.9 and ax.get_ylim()[1] > 5


def test_axes_are_named_unless_they_have_names(ax):
    ax.set_ylabel("loss")
    plotting.curve(ax, np.sin, 0, 1)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("x", "loss")


def test_a_range_the_wrong_way_round_is_refused(ax):
    with pytest.raises(ValueError, match="low < high"):
        plotting.curve(ax, np.sin, 1, -1)


# labels


FAMILY = {
    "cubic": functions.cubic,
    "1/x": lambda x: 1 / x,
    "tan": np.tan,
    "log": functions.logarithm,
    "waves": lambda x: np.sin(3 * x),
    "floor": np.floor,
    "flat": lambda x: 0 * x,
    "hole": lambda x: np.sin(x) / x,
}


def crossed(ax):
    """The pairs of visible words and of lines or other words that touch."""
    ax.figure.draw_without_rendering()
    texts = [text for text in ax.texts if text.get_visible()]
    boxes = {text.get_text(): text.get_window_extent() for text in texts}
    lines = [line.get_transform().transform_path(line.get_path()) for line in ax.lines]
    on_lines = [name for name, box in boxes.items() for line in lines if line.intersects_bbox(box, filled=False)]
    return on_lines + [(a, b) for a, b in combinations(boxes, 2) if boxes[a].overlaps(boxes[b])]


@pytest.mark.parametrize("name", FAMILY)
def test_a_name_lies_beside_its_curve_inside_the_axes_and_on_no_line(ax, name):
    line = plotting.curve(ax, FAMILY[name], -3, 3, label="the function f")
    assert crossed(ax) == []
    (label,) = [text for text in ax.texts if text.get_text() == "the function f"]
    box, frame = label.get_window_extent(), ax.get_window_extent()
    assert frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    points = line.get_transform().transform(line.get_xydata()[np.isfinite(line.get_ydata())])
    assert distance(box, points) < 25


def test_names_make_room_for_curves_and_lines_that_come_later(ax):
    plotting.curve(ax, functions.sigmoid, -6, 6, label="sigmoid")
    plotting.curve(ax, functions.softplus, -6, 6, "start", label="softplus")
    plotting.curve(ax, functions.sigmoid.slope, -6, 6, "derivative", label="its slope")
    plotting.tangent(ax, functions.sigmoid, functions.sigmoid.slope, 0, 3)
    assert crossed(ax) == []
    assert words(ax) == ["sigmoid", "softplus", "its slope"]


def test_a_label_has_a_readable_colour_and_a_white_halo(ax):
    label = plotting.label_curve(ax, "f'", 1, 2, "derivative")
    assert to_hex(label.get_color()).upper() == TEXT_COLOURS["derivative"]
    (rim,) = label.get_path_effects()
    assert rim._gc == {"linewidth": 4, "foreground": "white"}


@pytest.mark.parametrize("offset", [(9, 7), (-9, 7), (9, -7), (-9, -7)])
def test_a_label_hangs_from_its_nearest_corner(ax, offset):
    ax.set(xlim=(0, 1), ylim=(0, 1))
    label = plotting.label_curve(ax, "name", 0.5, 0.5, offset=offset)
    ax.figure.draw_without_rendering()
    box, (x, y) = label.get_window_extent(), ax.transData.transform((0.5, 0.5))
    assert (box.x0 > x, box.x1 < x) == (offset[0] > 0, offset[0] < 0)
    assert (box.y0 > y, box.y1 < y) == (offset[1] > 0, offset[1] < 0)


# lines


def test_the_tangent_touches_with_the_slope_of_the_function(ax):
    line, point = plotting.tangent(ax, functions.cubic, functions.cubic.slope, 1.5, 0.5)
    (x0, x1), (y0, y1) = line.get_data()
    assert (x0, x1) == (1, 2) and (y1 - y0) / (x1 - x0) == pytest.approx(functions.cubic.slope(1.5))
    assert (y0 + y1) / 2 == pytest.approx(functions.cubic(1.5))
    assert point.get_xydata().tolist() == [[1.5, functions.cubic(1.5)]]
    assert to_hex(line.get_color()).upper() == COLOURS["derivative"] and line.get_linestyle() == "--"


def test_the_slope_of_a_tangent_may_be_a_number(ax):
    line, _ = plotting.tangent(ax, functions.parabola, 2, 1, 1)
    assert line.get_ydata().tolist() == [-1, 3]


@pytest.mark.parametrize("ends", [(-1, 2), (2, -1)])
def test_the_secant_goes_through_both_points_and_beyond(ax, ends):
    line, points = plotting.secant(ax, functions.cubic, *ends)
    x, y = line.get_data()
    assert x[0] < -1 and x[1] > 2
    assert np.interp(ends, x, y) == pytest.approx(functions.cubic(ends))
    assert points.get_xdata().tolist() == list(ends)


def test_a_secant_through_one_point_is_refused(ax):
    with pytest.raises(ValueError, match="two points"):
        plotting.secant(ax, np.sin, 1, 1)


def test_a_moving_tangent_moves_with_its_point(ax):
    assert all(artist.get_animated() for artist in plotting.tangent(ax, np.sin, np.cos, 0, animated=True))


def test_the_zero_line_lies_behind_the_curve(ax):
    line = plotting.curve(ax, np.sin, 0, 1)
    zero = plotting.zero_line(ax)
    assert set(zero.get_ydata()) == {0} and zero.get_zorder() < line.get_zorder()


# drawing anew


def everything(ax):
    """What a reader sees of the axes, as text."""
    lines = [(line.get_xydata().tolist(), line.get_color(), line.get_linestyle()) for line in ax.lines]
    texts = [(text.get_text(), text.xy if hasattr(text, "xy") else text.get_position()) for text in ax.texts]
    spines = {name: spine.get_visible() for name, spine in ax.spines.items()}
    return repr((lines, texts, shaded(ax), ax.get_xlim(), ax.get_ylim(), ax.get_xlabel(), ax.get_ylabel(), spines))


@pytest.mark.parametrize("wipe", [plotting.clear, lambda ax: ax.clear()], ids=["plotting.clear", "ax.clear"])
@pytest.mark.parametrize("name", FAMILY)
def test_drawn_again_after_another_function_the_picture_is_as_if_it_were_the_first(ax, wipe, name):
    plotting.curve(ax, FAMILY[name], -3, 3, label="f")
    first = everything(ax)
    for other in FAMILY.values():
        wipe(ax)
        plotting.curve(ax, other, -1, 7, label="other")
    assert everything(ax) != first
    wipe(ax)
    plotting.curve(ax, FAMILY[name], -3, 3, label="f")
    assert everything(ax) == first


def test_clear_takes_all_that_stands_still_and_leaves_what_moves(ax):
    moving = [
        ax.plot([], [], animated=True)[0],
        ax.text(0, 0, "moves", animated=True),
        ax.axvspan(0, 1, animated=True),
        ax.scatter([], [], animated=True),
    ]
    plotting.curve(ax, np.log, -1, 1, label="f")
    ax.scatter([0], [0])
    ax.legend(["f"])
    plotting.clear(ax)
    assert [*ax.lines, *ax.texts, *ax.patches, *ax.collections] == moving
    assert ax.get_legend() is None


# the map of the course


@pytest.fixture
def course(ax):
    plotting.course_map(ax)
    ax.figure.draw_without_rendering()
    return ax


def boxes(ax):
    found = [p.get_window_extent() for p in ax.patches if isinstance(p, FancyBboxPatch)]
    return dict(zip(STOPS, found, strict=True))


def arrows(ax):
    """The path of every arrow, head included, in pixels."""
    found = {}
    for patch in [p for p in ax.patches if isinstance(p, FancyArrowPatch)]:
        path = patch.get_transform().transform_path(patch.get_path())
        drawn = path.codes != Path.CLOSEPOLY  # whose vertex is (0, 0)
        found[tuple(patch.get_gid().split("-"))] = Path(path.vertices[drawn], path.codes[drawn])
    return found


def test_the_map_shows_twelve_notebooks_by_number_and_title(course):
    shown = words(course)
    assert len(STOPS) == 12
    for number, stop in STOPS.items():
        assert number in shown and stop.title in shown


def test_notebooks_need_earlier_ones_only_and_the_last_needs_all():
    needed, found = ["11"], set()
    while needed:
        number = needed.pop()
        assert all(other < number for other in STOPS[number].needs)
        found.add(number)
        needed += STOPS[number].needs
    assert found == set(STOPS)


def test_an_arrow_leads_from_each_notebook_to_those_that_need_it(course):
    assert set(arrows(course)) == {(needed, number) for number, stop in STOPS.items() for needed in stop.needs}
    for (start, end), path in arrows(course).items():
        assert distance(boxes(course)[start], path.vertices) < 3, (start, end)
        assert distance(boxes(course)[end], path.vertices) < 6, (start, end)


def distance(box, points):
    """From a box to the nearest of the points, in pixels."""
    return np.hypot(*np.maximum(np.maximum(box.min - points, points - box.max), 0).T).min()


def test_no_arrow_crosses_a_box_or_a_word(course):
    words_at = [text.get_window_extent() for text in course.texts]
    for edge, path in arrows(course).items():
        for box in [box.padded(-4) for box in boxes(course).values()] + words_at:
            assert not path.intersects_bbox(box, filled=False), edge


def test_every_word_of_the_map_lies_inside_its_box_and_nothing_is_clipped(course):
    frame = course.figure.bbox
    for number, box in boxes(course).items():
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
        for text in (t for t in course.texts if t.get_text() in (number, STOPS[number].title)):
            inner = text.get_window_extent()
            assert box.x0 + 3 < inner.x0 and inner.x1 < box.x1 - 3, text.get_text()
            assert box.y0 + 3 < inner.y0 and inner.y1 < box.y1 - 3, text.get_text()


def test_the_words_of_the_map_are_at_least_eleven_points(course):
    assert min(text.get_fontsize() for text in course.texts) >= 11


def test_the_map_in_words_says_what_the_arrows_say():
    lines = plotting.course_map_text()
    assert len(lines) == 12
    for line, (number, stop) in zip(lines, STOPS.items(), strict=True):
        name, rest = line.split(": ")
        assert name == f"{number} {stop.title}".replace("\n", " ")
        needs, leads = rest.split("; ")
        assert all(other in needs for other in stop.needs)
        assert all(other in leads for other, at in STOPS.items() if number in at.needs)
    assert lines[0].startswith("00") and "needs nothing" in lines[0] and "the goal" in lines[-1]


def test_plotting_loads_neither_pyplot_nor_sympy():
    code = (
        "import sys\n"
        "from matplotlib.figure import Figure\n"
        "from calcml import plotting\n"
        "plotting.curve(Figure().subplots(), lambda x: 1 / x, -1, 1, label='f')\n"
        "plotting.course_map(Figure().subplots())\n"
        "assert 'matplotlib.pyplot' not in sys.modules and 'sympy' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
