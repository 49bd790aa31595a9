"""Level lines: they lie on their heights, their labels on nothing, and undefined parts are shaded and named."""

import gzip
import io
import math
import re
import warnings
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from calcml import functions, plotting, style
from calcml.plotting.contours import PALE
from calcml.plotting.heights import beside_poles, heights, sample
from calcml.plotting.level_labels import LETTERS, pieces
from calcml.plotting.levels import choose_levels
from calcml.style import COLOURS
from calcml.symbolic import parse

NAMED = {
    functions.bowl: (-2, 2, -2, 2),
    functions.tilted_valley: (-3, 3, -2, 2),
    functions.saddle: (-2, 2, -2, 2),
    functions.rosenbrock: (-2, 2, -1, 3),
    functions.himmelblau: (-5, 5, -5, 5),
    functions.beale: (-4.5, 4.5, -4.5, 4.5),
    functions.monkey_saddle: (-2, 2, -2, 2),
    functions.logsumexp: (-3, 3, -3, 3),
}
TYPED = {
    "log(x) + y": (-2, 4, -3, 3),
    "1/(x - y)": (-2, 2, -2, 2),
    "sqrt(4 - x^2 - y^2)": (-3, 3, -3, 3),
    "sin(x) cos(y)": (-4, 4, -4, 4),
    "tan(x y)": (-2, 2, -2, 2),
    "exp(exp(x + y))": (-3, 3, -3, 3),
    "1/(x^2 + y^2)": (-2, 2, -2, 2),
    "x": (-2, 2, -2, 2),
    "1e6 + x": (0, 1, 0, 1),
}


def typed(text):
    return parse(text, ("x", "y"))


CASES = [pytest.param(f, ends, id=f.name) for f, ends in NAMED.items()] + [
    pytest.param(typed(text), ends, id=text) for text, ends in TYPED.items()
]


@pytest.fixture
def ax():
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use()
        axes = Figure().subplots()
        axes.set_aspect("equal")
        yield axes


def draw(ax, f, ends, **options):
    return plotting.contours(ax, f, ends[:2], ends[2:], **options)


def shaded(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def words(ax):
    return [text.get_text() for text in ax.texts]


# the lines


@pytest.mark.parametrize(("f", "ends"), CASES)
def test_every_point_of_a_line_has_the_height_of_its_line(ax, f, ends):
    lines = draw(ax, f, ends, labels=False)
    assert len(lines.levels) >= 2
    cell = np.array([(ends[1] - ends[0]) / 199, (ends[3] - ends[2]) / 181])
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        x, y = path.vertices.T
        around = np.array([heights(f, x + i * cell[0], y + j * cell[1]) for i in (-1, 0, 1) for j in (-1, 0, 1)])
        known = np.all(np.isfinite(around), axis=0)
        low, high = around[:, known].min(axis=0), around[:, known].max(axis=0)
        assert np.all((low <= level + 1e-9) & (level <= high + 1e-9))  # the height is reached within a step


@pytest.mark.parametrize("f", [functions.bowl, functions.saddle, functions.tilted_valley], ids=lambda f: f.name)
def test_on_smooth_functions_the_height_is_right_to_a_thousandth_of_the_range(ax, f):
    lines = draw(ax, f, (-2, 2, -2, 2))
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        assert len(path.vertices) > 10
        assert np.abs(f(*path.vertices.T) - level).max() < 1e-3 * np.ptp(lines.levels)


def test_a_python_function_of_single_numbers_gives_the_same_lines_as_one_of_arrays(ax):
    slow = draw(ax, lambda x, y: math.log(x) + y, (-2, 4, -3, 3), labels=False)
    quick = draw(Figure().subplots(), typed("log(x) + y"), (-2, 4, -3, 3), labels=False)
    assert slow.levels.tolist() == quick.levels.tolist()
    for a, b in zip(slow.get_paths(), quick.get_paths(), strict=True):
        assert np.allclose(a.vertices, b.vertices)


def test_the_axes_get_limits_and_names_unless_they_have_names(ax):
    ax.set_ylabel("weight w")
    draw(ax, functions.bowl, (-1, 2, -3, 4))
    assert (ax.get_xlim(), ax.get_ylim()) == ((-1, 2), (-3, 4))
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_aspect()) == ("x", "weight w", 1)


def test_nothing_warns(ax):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for f, ends in NAMED.items():
            draw(ax, f, ends)
        for text, ends in TYPED.items():
            draw(ax, typed(text), ends, levels=[-1e9, 1e12])  # levels that no line reaches


def test_a_constant_says_its_height_and_has_no_line(ax):
    lines = draw(ax, lambda x, y: 3, (-1, 1, -1, 1))
    assert words(ax) == ["3 everywhere"] and not any(len(path.vertices) for path in lines.get_paths())


def test_all_of_it_can_move_and_be_taken_away(ax):
    draw(ax, typed("log(x) + 1/y"), (-2, 4, -3, 3), animated=True)
    drawn = [*ax.images, *ax.collections, *ax.texts, *ax.patches]
    assert len(drawn) > 5 and all(artist.get_animated() for artist in drawn)
    ax.clear()
    draw(ax, typed("log(x) + 1/y"), (-2, 4, -3, 3))
    plotting.clear(ax)
    assert [*ax.images, *ax.collections, *ax.texts, *ax.patches, *ax.lines] == []


def test_drawn_again_after_another_function_the_map_is_as_if_it_were_the_first(ax):
    draw(ax, functions.bowl, (-2, 2, -2, 2))
    said, places = words(ax), [text.get_position() for text in ax.texts]
    plotting.clear(ax)
    draw(ax, typed("1/(x - y)"), (-9, 9, 0, 1))
    plotting.clear(ax)
    draw(ax, functions.bowl, (-2, 2, -2, 2))
    assert (words(ax), shaded(ax), len(ax.images), len(ax.collections)) == (said, [], 1, 1)
    assert np.allclose([text.get_position() for text in ax.texts], places, atol=0.05)


# levels


def test_a_bowl_and_a_saddle_have_evenly_spaced_levels():
    for f in (functions.bowl, functions.saddle):
        levels = choose_levels(sample(f, (-2, 2), (-2, 2)).z)
        assert 5 <= len(levels) <= 9 and np.ptp(np.diff(levels)) < 1e-9
    assert 0 in levels  # the saddle's own height


@pytest.mark.parametrize("f", [functions.rosenbrock, functions.himmelblau, functions.beale], ids=lambda f: f.name)
def test_a_valley_with_steep_walls_has_levels_that_grow(f):
    ends = NAMED[f]
    levels = choose_levels(sample(f, ends[:2], ends[2:]).z)
    assert 5 <= len(levels) <= 10
    assert np.all(levels[1:] / levels[:-1] >= 1.9) and levels[-1] / levels[0] >= 100


def test_a_steep_plateau_mirrors_a_steep_valley():
    z = sample(functions.rosenbrock, (-2, 2), (-1, 3)).z
    assert choose_levels(-z).tolist() == (-choose_levels(z))[::-1].tolist()


@pytest.mark.parametrize("shift", [0, 1000, -1000])
@pytest.mark.parametrize(("f", "ends"), CASES)
def test_levels_rise_and_lie_within_the_heights_wherever_these_are(f, ends, shift):
    z = sample(f, ends[:2], ends[2:]).z + shift
    levels = choose_levels(z)
    assert 2 <= len(levels) <= 12 and np.all(np.diff(levels) > 0)
    assert np.nanmin(z) < levels[0] and levels[-1] < np.nanmax(z)


def test_a_valley_a_little_below_zero_keeps_round_levels_on_both_sides_of_zero():
    levels = choose_levels(sample(typed("x^2/2 + x sin(y)"), (-3, 3), (-3, 3)).z)
    assert 0 in levels and levels[0] < 0 and set(np.abs(levels)) <= {0, 0.1, 0.2, 0.5, 1, 2, 5, 10}
    assert len(levels) >= 4


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("relu(x - 1)", 0.25, 1.75),
        ("max(0, x - 1)", 0.25, 1.75),
        ("1 - max(0, x - 1)", -0.75, 0.75),
        ("relu(x) relu(y)", 0.05, 5),
        ("max(0, 1 - x^2 - y^2)", 0.2, 0.8),
        ("relu(x - 2) - relu(-x - 2)", -0.75, 0.75),
        ("exp(-1000x^2)", 1e-4, 0.3),
        ("1 - exp(-1000x^2)", 0.7, 0.9999),
    ],
)
def test_a_flat_floor_or_roof_leaves_the_levels_to_the_rest(ax, text, first, last):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        levels = plotting.contours(ax, typed(text), (-3, 3), (-3, 3)).levels
    assert len(levels) >= 4 and np.allclose(levels[[0, -1]], [first, last])


def test_a_step_is_no_constant_and_what_overflows_has_no_say(ax):
    levels = plotting.contours(ax, typed("sign(relu(x - 2))"), (-3, 3), (-3, 3)).levels
    assert np.allclose(levels, [0.2, 0.4, 0.6, 0.8])
    for text in ("exp(1000x)", "-exp(1000x)", "exp(1000x) - exp(1000y)"):
        plotting.clear(ax)
        assert np.abs(plotting.contours(ax, typed(text), (-3, 3), (-3, 3)).levels).max() < 1e50
        assert "too large to draw" in [words.get_text() for words in ax.texts]


def test_a_pole_does_not_take_all_levels_for_itself():
    z = sample(typed("1/(x - y)"), (-2, 2), (-2, 2)).z
    assert np.abs(choose_levels(z)).max() < 10 < 100 < np.nanmax(z)


def test_levels_may_be_given_or_counted(ax):
    assert draw(ax, functions.bowl, (-2, 2, -2, 2), levels=[1, 2.5]).levels.tolist() == [1, 2.5]
    assert len(draw(ax, functions.bowl, (-2, 2, -2, 2), levels=3).levels) in (2, 3, 4)


@pytest.mark.parametrize("levels", [[2, 1], [1, 1], [np.nan], [1, np.inf], [[1, 2]], 0, -3, 2.5])
def test_levels_that_do_not_rise_are_refused(ax, levels):
    with pytest.raises(ValueError, match="levels should be"):
        draw(ax, functions.bowl, (-2, 2, -2, 2), levels=levels)


# labels


def turned_box(text):
    """The corners of a label as it is drawn, turned, in pixels."""
    angle = math.radians(text.get_rotation())
    middle = text.axes.transData.transform(text.get_position())
    turned = text.get_rotation()
    text.set_rotation(0)
    text.set_transform_rotates_text(False)
    box = text.get_window_extent()
    text.set_transform_rotates_text(True)
    text.set_rotation(turned)
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * [box.width / 2, box.height / 2]
    c, s = math.cos(angle), math.sin(angle)
    return middle + half @ np.array([[c, s], [-s, c]])


def holds(corners, points):
    """Which points lie in a turned rectangle."""
    across, up = corners[1] - corners[0], corners[3] - corners[0]
    u, v = (points - corners[0]) @ across / (across @ across), (points - corners[0]) @ up / (up @ up)
    return (u > 0) & (u < 1) & (v > 0) & (v < 1)


def dense(ax, path):
    """Points of a line in pixels, one at every pixel or so."""
    for piece in pieces(path):
        points = ax.transData.transform(piece)
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        even = np.linspace(0, along[-1], int(along[-1]) + 2)
        yield np.column_stack([np.interp(even, along, points[:, i]) for i in (0, 1)])


@pytest.mark.parametrize(("f", "ends"), CASES)
def test_a_label_lies_in_the_picture_and_on_no_line_and_on_no_other_label(ax, f, ends):
    lines = draw(ax, f, ends)
    labels = list(lines.labelTexts)
    assert labels
    points = np.vstack([part for path in lines.get_paths() for part in dense(ax, path)])
    frame = ax.get_window_extent()
    boxes = [turned_box(text) for text in labels]
    for text, box in zip(labels, boxes, strict=True):
        assert frame.min.tolist() <= box.min(axis=0).tolist() and box.max(axis=0).tolist() <= frame.max.tolist()
        assert not holds(box, points).any(), text
    assert not any(holds(a, b).any() or holds(b, a).any() for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("f", list(NAMED), ids=lambda f: f.name)
def test_a_label_says_the_height_where_it_stands(ax, f):
    lines = draw(ax, f, NAMED[f])
    for text in lines.labelTexts:
        level = float(text.get_text().replace("−", "-"))
        assert level in lines.levels
        x, y = text.get_position()
        step = np.abs(np.nan_to_num(f.gradient(x, y))).max() * 0.05 * (NAMED[f][1] - NAMED[f][0])
        assert abs(f(x, y) - level) <= step


def test_labels_are_large_and_dark_enough_on_the_darkest_ground_and_stand_on_a_halo(ax):
    labels = draw(ax, functions.bowl, (-2, 2, -2, 2)).labelTexts
    assert labels and all(text.get_fontsize() >= 11 and text.get_path_effects() for text in labels)
    assert contrast(LETTERS, PALE(1.0)) >= 4.5


def contrast(one, other):
    a, b = sorted((luminance(to_rgb(one)), luminance(to_rgb(other))))
    return (b + 0.05) / (a + 0.05)


def luminance(rgb):
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_labels_tell_neighbouring_levels_apart_however_large_these_are(ax):
    said = [text.get_text() for text in draw(ax, typed("1e6 + x"), (0, 1, 0, 1)).labelTexts]
    assert len(said) == len(set(said)) >= 3


def test_labels_can_be_left_out(ax):
    draw(ax, functions.bowl, (-2, 2, -2, 2), labels=False)
    assert words(ax) == []


# the ground


def test_the_ground_is_one_image_whose_colours_darken_with_height(ax):
    lines = draw(ax, functions.bowl, (-2, 2, -2, 2))
    (image,) = ax.images
    colours = [luminance(image.cmap(image.norm(level + 0.1))[:3]) for level in lines.levels]
    assert np.all(np.diff(colours) < 0) and colours[-1] > 0.55  # pale, so that what lies on it stands out
    assert image.get_zorder() < lines.get_zorder()


def test_the_colours_change_where_the_lines_are(ax):
    draw(ax, lambda x, y: x, (-2, 2, -1, 1), levels=[0.5])
    (image,) = ax.images
    left, right, bottom, top = image.get_extent()
    columns = image.get_array().shape[1]
    middles = left + (right - left) * (np.arange(columns) + 0.5) / columns  # an image's values stand there
    assert np.allclose(middles, np.linspace(-2, 2, columns)) and bottom < -1 and top > 1


@pytest.mark.parametrize("meaning", ["derivative", "path", "start"])
def test_what_is_drawn_on_the_ground_stands_out(meaning):
    assert contrast(COLOURS[meaning], PALE(1.0)) > 2


@pytest.mark.parametrize(("f", "ends"), CASES)
def test_a_map_is_small_enough_for_a_live_figure(ax, f, ends):
    draw(ax, f, ends)
    out = io.StringIO()
    ax.figure.savefig(out, format="svg")
    assert len(gzip.compress(out.getvalue().encode())) < 60_000
    assert len(re.findall("<image", out.getvalue())) == 1


def test_the_ground_can_be_left_white(ax):
    draw(ax, functions.bowl, (-2, 2, -2, 2), filled=False)
    assert len(ax.images) == 0
    draw(ax, typed("log(x) + y"), (-2, 2, -2, 2), filled=False)
    (image,) = ax.images  # white where f has a value, so that the shading shows beside it
    assert set(np.ravel(image.cmap(np.linspace(0, 1, 9))[:, :3])) == {1.0}


# where there is no value


def test_where_the_logarithm_is_undefined_the_ground_is_shaded_and_named(ax):
    lines = draw(ax, typed("log(x) + y"), (-2, 4, -3, 3))
    assert len(shaded(ax)) == 1 and "not defined" in words(ax)
    (name,) = [text for text in ax.texts if text.get_text() == "not defined"]
    assert name.get_position()[0] < 0
    (image,) = ax.images
    assert np.array_equal(np.ma.getmaskarray(image.get_array())[0], np.linspace(-2, 4, 200) <= 0)
    assert all(path.vertices[:, 0].min() > 0 for path in lines.get_paths() if len(path.vertices))


def test_a_line_that_runs_along_the_edge_of_an_undefined_part_leaves_no_scraps(ax):
    lines = draw(ax, typed("sqrt(4 - x^2 - y^2)"), (-3, 3, -3, 3), labels=False)
    assert 0.25 in lines.levels and 1 in lines.levels
    for path in lines.get_paths():
        for piece in pieces(path):
            assert np.hypot(*np.diff(piece, axis=0).T).sum() > 0.5


def test_values_that_overflow_are_called_too_large(ax):
    draw(ax, typed("exp(exp(x + y))"), (-3, 6, -3, 6))
    assert "too large to draw" in words(ax) and "not defined" not in words(ax)


def test_a_narrow_undefined_part_is_shaded_without_words(ax):
    draw(ax, typed("sqrt(x + 1.9)"), (-2, 2, -2, 2))
    assert len(shaded(ax)) == 1 and "not defined" not in words(ax)


def test_a_function_with_values_everywhere_is_not_shaded(ax):
    draw(ax, functions.bowl, (-2, 2, -2, 2))
    assert shaded(ax) == []


@pytest.mark.parametrize("text", ["1/(x - y)", "tan(x y)", "1/x", "1/(x^2 + y^2 - 1)"])
def test_no_level_line_runs_along_a_pole_and_a_dotted_line_marks_it(ax, text):
    f = typed(text)
    lines = draw(ax, f, (-2, 2, -2, 2))
    marked = [c for c in ax.collections if c is not lines]
    assert len(marked) == 1
    points = np.vstack([path.vertices for path in marked[0].get_paths()])
    grown = np.abs(heights(f, *points.T))
    assert len(points) > 50 and np.median(np.nan_to_num(grown, nan=np.inf)) > 100  # at the pole itself there is none
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        assert np.all(np.abs(heights(f, *path.vertices.T) - level) < 0.5)


def test_a_zero_is_no_pole_nor_is_a_cliff():
    for text in ("x - y", "sin(3 x y)", "tanh(50 x)", "step(x) - 0.5", "cbrt(x)"):
        f = typed(text)
        assert not beside_poles(f, sample(f, (-2, 2), (-2, 2))).any(), text


# bad input


@pytest.mark.parametrize("ends", [(1, -1), (1, 1), (0, np.inf), (np.nan, 1), (1,), (1, 2, 3), 5, "ab", None])
def test_a_range_that_is_none_is_refused(ax, ends):
    with pytest.raises(ValueError, match="x should be two"):
        plotting.contours(ax, functions.bowl, ends, (-1, 1))
    with pytest.raises(ValueError, match="y should be two"):
        plotting.contours(ax, functions.bowl, (-1, 1), ends)


def test_a_function_without_any_value_is_refused(ax):
    with pytest.raises(ValueError, match="no value anywhere for x from -2 to 2"):
        draw(ax, typed("sqrt(-1 - x^2 - y^2)"), (-2, 2, -2, 2))


@pytest.mark.parametrize(
    ("f", "message"),
    [
        (lambda x: x, "does not take two"),
        (lambda x, y: np.array([x, y]), "shape"),
        (lambda x, y: None, "does it end with return"),
        (lambda x, y: "high", "expected one number"),
        ("x^2 + y^2", "parse"),
        (3.0, "function of two variables"),
    ],
)
def test_what_is_no_function_of_two_variables_is_refused(ax, f, message):
    with pytest.raises(TypeError, match=message):
        draw(ax, f, (-1, 1, -1, 1))


def test_a_mistake_in_the_function_is_shown(ax):
    with pytest.raises(NameError):
        draw(ax, lambda x, y: x + undefined_name, (-1, 1, -1, 1))  # noqa: F821


def test_integers_and_complex_values_are_taken_as_what_they_are():
    assert heights(lambda x, y: x // y, [7, 8], 2).tolist() == [3, 4]
    assert np.isnan(heights(lambda x, y: 1j * x, 1, 1)) and heights(lambda x, y: x + 0j, 2, 1) == 2
    assert heights(lambda x, y: x > y, [1, 3], 2).tolist() == [0, 1]
