"""The live figures of notebook 04, through their artists' data and their sentences."""

import itertools

import numpy as np
import pytest
from figure_tools import house_style as house_style
from figure_tools import once, picture_of, said, scene, unmarked

from calcml import functions
from calcml.figures import gradients
from calcml.figures.fields import as_field
from calcml.figures.gradient_fields import EXAMPLES
from calcml.figures.gradient_parts import Lengths, Levels, arrow_outline, even_levels, short
from calcml.live import LiveFigure
from calcml.numerics import derivative
from calcml.symbolic import FormulaError

FIELDS = ["x^2/2 + y^2", "x y + x", "sin(x) cos(y)", "x exp(-x^2 - y^2)", "(1 - x)^2 + 100(y - x^2)^2"]
compass, gradient_field = once(gradients.compass), once(gradients.gradient_field)
arrow_in_the_floor = once(gradients.arrow_in_the_floor)
MAKERS = [compass, gradient_field, arrow_in_the_floor]
PLACES = [(1.0, 0.8), (-1.5, 0.3), (0.2, -1.5)]


def nudged(f, x, y, u):
    """The slope of f along u, by nudging."""
    return float(derivative(lambda t: f(x + t * u[0], y + t * u[1]), 0.0))


def direction(angle):
    return np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])


def tail_and_tip(arrow):
    corners = arrow.get_xy()
    return (corners[0] + corners[6]) / 2, corners[3]


def level_with_the_panel(ax):
    """Whether a unit is as long upwards as across, so that right angles look right."""
    unit = ax.transData.transform([(0, 0), (1, 0), (0, 1)])
    return np.isclose(unit[1, 0] - unit[0, 0], unit[2, 1] - unit[0, 1])


# The compass


@pytest.mark.parametrize("text", FIELDS)
def test_the_slope_that_is_said_is_what_nudging_along_u_finds(text):
    f, figure = as_field(text), compass(text)
    for (x, y), angle in itertools.product(PLACES, (0, 33, 120, 270)):
        slope = said("slope Dᵤf is", scene(figure, x=x, y=y, angle=angle)[0])
        assert np.isclose(slope, nudged(f, x, y, direction(angle)), rtol=0.006, atol=0.006)


@pytest.mark.parametrize("text", FIELDS)
def test_no_direction_is_steeper_than_the_gradient(text):
    f, figure = as_field(text), compass(text)
    for x, y in PLACES:
        size = np.hypot(*f.gradient(x, y))
        slopes = [said("slope Dᵤf is", scene(figure, x=x, y=y, angle=a)[0]) for a in range(0, 361, 15)]
        assert max(map(abs, slopes)) <= size * 1.001 + 0.005
        assert max(slopes) >= size * np.cos(np.radians(7.5)) * 0.999 - 0.005


def test_the_curve_beside_holds_the_slope_of_every_direction_and_the_green_point():
    figure = compass("x y + x")
    f, picture = as_field("x y + x"), picture_of(figure)
    scene(figure, x=1.0, y=0.5, angle=60)
    knots = picture.curve.get_path().vertices[::3]
    assert np.allclose(knots[:, 0], np.arange(0, 361, 60))
    assert np.allclose(knots[:, 1], [nudged(f, 1.0, 0.5, direction(a)) for a in knots[:, 0]])
    assert np.allclose(picture.slope.get_xydata(), knots[1])


def test_between_its_knots_the_curve_is_a_cosine_to_half_a_percent():
    path = gradients._cosine(3.0, -4.0).interpolated(1)
    points = np.vstack([points for points, _ in path.iter_bezier() for points in [points(np.linspace(0, 1, 30))]])
    radians = np.radians(points[:, 0])
    assert np.max(np.abs(points[:, 1] - (3 * np.cos(radians) - 4 * np.sin(radians)))) < 0.004 * 5


def test_the_formula_shows_partials_cosines_and_their_sum():
    formula = unmarked(scene(compass("x^2/2 + y^2"), x=1.0, y=1.0, angle=60)[1])
    assert formula == "Duf=∇f·u=1.00·0.50+2.00·0.87=2.23"


@pytest.mark.parametrize(
    "angle, words",
    [
        (0, "0°: this is the steepest way up, where the slope is |∇f| = 1.00."),
        (3, "is 3°, so f rises. Straight uphill the slope is |∇f| = 1.00, along the contour it is 0."),
        (90, "is 0.00. The angle between u and ∇f is 90°: u runs along the contour, where the slope is 0."),
        (180, "180°: this is the steepest way down, where the slope is −|∇f| = −1.00."),
        (270, "90°: u runs along the contour"),
        (360, "0°: this is the steepest way up"),
    ],
)
def test_the_sentence_says_where_the_slope_is_zero_or_largest(angle, words):
    assert words in scene(compass("x"), angle=angle)[0]


def test_a_direction_that_is_not_quite_along_the_contour_is_not_said_to_be():
    sentence, _ = scene(compass("x^2/2 + y^2"), x=1.0, y=1.0, angle=153)
    assert "Dᵤf is 0.017. The angle between u and ∇f is 89.6°: u runs nearly along the contour" in sentence


def test_where_the_gradient_is_zero_the_words_say_so_and_the_arrow_is_gone():
    figure = compass("x^2/2 + y^2")
    sentence, _ = scene(figure, x=0, y=0)
    assert "the slope Dᵤf is 0, as in every direction: ∇f is zero here" in sentence
    picture = picture_of(figure)
    assert np.all(np.isnan(picture.gradient.patch.get_xy())) and picture.names["∇f"].get_text() == ""
    scene(figure, x=1, y=1)
    assert picture.names["∇f"].get_text() == "∇f"


@pytest.mark.parametrize("text", FIELDS)
def test_the_arrows_point_along_the_gradient_and_along_u(text):
    f, figure = as_field(text), compass(text)
    picture = picture_of(figure)
    for x, y in PLACES:
        scene(figure, x=x, y=y, angle=120)
        for arrow, vector in ((picture.gradient, f.gradient(x, y)), (picture.direction, direction(120))):
            tail, tip = tail_and_tip(arrow.patch)
            assert np.allclose(tail, (x, y))
            assert np.allclose((tip - tail) / np.hypot(*(tip - tail)), vector / np.hypot(*vector))


def test_the_shadow_lies_beside_u_and_ends_below_the_tip_of_the_gradient():
    figure = compass("x y + x")
    picture = picture_of(figure)
    for angle in (0, 60, 201):
        scene(figure, x=1.0, y=-0.5, angle=angle)
        tail, tip = tail_and_tip(picture.gradient.patch)
        (start, foot), u = picture.shadow.get_xydata(), direction(angle)
        assert np.isclose((start - tail) @ u, 0) and 0.1 < np.hypot(*(start - tail)) < 0.3  # clear of the arrow u
        assert (start - tail) @ (tip - tail) <= 0  # on the side where the gradient does not lie
        assert np.isclose((tip - foot) @ u, 0) and np.allclose(foot - start, ((tip - tail) @ u) * u)


@pytest.mark.parametrize("text", ["x^2/2 + y^2", "x y + x", "sin(x) cos(y)", "x", "2x - 3y"])
def test_the_shadow_is_as_long_as_u_times_the_slope_and_has_a_mark_at_each_whole_one(text):
    f, figure = as_field(text), compass(text)
    picture = picture_of(figure)
    for angle in (0, 66, 240):
        sentence, _ = scene(figure, x=1.0, y=-0.5, angle=angle)
        slope = f.gradient(1.0, -0.5) @ direction(angle)
        tail, tip = tail_and_tip(picture.direction.patch)
        start, foot = picture.shadow.get_xydata()
        assert np.isclose((foot - start) @ (tip - tail), slope * np.hypot(*(tip - tail)) ** 2)
        assert picture.names["slope"].get_text() == short(slope) and "scales of their own" not in sentence
        marks = picture.marks.get_xydata().reshape(-1, 3, 2)[:, :2].mean(axis=1) - start
        assert np.allclose(
            marks @ direction(angle), np.sign(slope) * np.hypot(*(tip - tail)) * np.arange(1, 1 + len(marks))
        )
        assert len(marks) == int(abs(slope) + 1e-9)


@pytest.mark.parametrize("text", ["1000 x y", "0.01 x y", "(1 - x)^2 + 100(y - x^2)^2"])
def test_where_u_and_the_gradient_have_scales_of_their_own_the_sentence_says_so(text):
    figure = compass(text)
    sentence, _ = scene(figure, x=1.0, y=-0.5, angle=33)
    assert sentence.endswith("(u and ∇f are drawn to scales of their own.)")
    assert not picture_of(figure).marks.get_xydata().size


@pytest.mark.parametrize("text", FIELDS)
def test_the_names_of_the_arrows_stay_in_the_picture_and_apart(text):
    figure = compass(text)
    picture = picture_of(figure)
    (left, right), (bottom, top) = picture.plane.get_xlim(), picture.plane.get_ylim()
    for (x, y), angle in itertools.product(((1.5, 1.5), (-1.5, 1.5), (0.5, -1)), (0, 54, 150, 300)):
        scene(figure, x=x, y=y, angle=angle)
        u, slope = (picture.names[name].get_position() for name in ("u", "slope"))
        assert all(left < a < right and bottom < b < top for a, b in (u, slope))
        assert np.hypot(*np.subtract(u, slope)) > 15 * picture.pixel


def test_the_compass_opens_where_it_is_told_to_and_comes_back_there():
    figure = compass(x=(-3, 3), y=(-2, 2), at=(3, 2))
    assert "At (3.00, 2.00), towards 30°, the slope Dᵤf is 4.60." in figure.sentence


def test_negative_factors_stand_in_brackets():
    formula = unmarked(scene(compass("x^2/2 + y^2"), x=1.0, y=-1.0, angle=120)[1])
    assert formula == "Duf=∇f·u=1.00·(−0.50)+(−2.00)·0.87=−2.23"


def test_a_slope_too_steep_for_the_panel_leaves_its_point_on_the_edge():
    figure = compass("(1 - x)^2 + 100(y - x^2)^2")
    scene(figure, x=-1.5, y=-1.5, angle=180)
    picture = picture_of(figure)
    assert abs(picture.slope.get_ydata()[0]) == picture.top == picture.dial.get_ylim()[1]


def test_both_panels_of_the_compass_have_the_same_height():
    for text in ("x^2/2 + y^2", "1000 x y"):
        picture = picture_of(compass(text))
        plane, dial = picture.plane.get_window_extent(), picture.dial.get_window_extent()
        assert np.allclose([plane.y0, plane.y1], [dial.y0, dial.y1], atol=0.5)


# The gradient field


@pytest.mark.parametrize("text", FIELDS + ["x^2 - y^2", "log(x + 4) + y"])
def test_the_arrow_is_at_right_angles_to_the_contour_line_through_the_point(text):
    f, figure = as_field(text), gradient_field(text)
    picture = picture_of(figure)
    for x, y in ((1.5, 1.0), (-2.3, 0.4)):
        scene(figure, x=x, y=y)
        tail, tip = tail_and_tip(picture.arrow.patch)
        along = (tip - tail) / np.hypot(*(tip - tail))
        assert np.allclose(along, f.gradient(x, y) / np.hypot(*f.gradient(x, y)))
        across = np.array([-along[1], along[0]])
        assert abs(nudged(f, x, y, across)) < 1e-6 * (1 + np.hypot(*f.gradient(x, y)))
        corner = picture.corner.get_xydata()
        assert np.isclose((corner[0] - corner[1]) @ (corner[2] - corner[1]), 0)


@pytest.mark.parametrize("text", ["x^2 - y^2", "x^2/2 + y^2", "sin(x) cos(y)", "exp(-(x - y)^2)"])
def test_the_traced_line_goes_through_the_point_at_its_height(text):
    f, figure = as_field(text), gradient_field(text)
    picture = picture_of(figure)
    for x, y in ((1.5, 1.0), (-2.3, 0.4)):
        scene(figure, x=x, y=y)
        line = picture.level.get_xydata()
        line = line[np.isfinite(line).all(axis=1)]
        miss = np.abs(f(*line.T) - f(x, y)) / np.maximum(np.hypot(*f.gradient(*line.T)), 0.1)
        assert 10 < len(line) < 400 and miss.max() < 0.02  # in units of x and y: less than the line is wide


def test_the_line_is_not_drawn_across_a_pole():
    line = Levels(as_field("1/(x - y)"), (-4, 4), (-3, 3)).at(-0.5)
    line = line[np.isfinite(line).all(axis=1)]
    assert len(line) and np.allclose(line[:, 0] - line[:, 1], -2, atol=0.05)


def test_the_sentence_of_the_field_says_gradient_length_and_level():
    sentence, formula = scene(gradient_field("x^2 - y^2"), x=1.5, y=1)
    assert sentence == (
        "At (1.50, 1.00) the gradient is (3.00, −2.00), of length 3.61. "
        "It crosses the contour f = 1.25 at a right angle."
    )
    assert "(3.00, −2.00)" in unmarked(formula).replace(",−", ", −")


def test_a_flat_place_has_no_arrow_and_no_right_angle():
    figure = gradient_field("x^2 - y^2")
    assert "the gradient is zero: no arrow, and no direction is uphill." in scene(figure, x=0, y=0)[0]
    picture = picture_of(figure)
    assert np.all(np.isnan(picture.arrow.patch.get_xy())) and np.all(np.isnan(picture.corner.get_xydata()))


def test_a_constant_is_flat_everywhere():
    assert "gradient is zero" in scene(gradient_field("3"), x=1, y=1)[0]
    assert "∇f is zero here" in scene(compass("3"), x=1, y=1)[0]


def test_on_a_ridge_lines_close_together_mean_steep():
    levels = even_levels(as_field("exp(-(x - y)^2)"), (-4, 4), (-3, 3))
    assert np.allclose(levels, [0.2, 0.4, 0.6, 0.8])
    assert len(even_levels(as_field("1/(x - y)"), (-4, 4), (-3, 3))) > 2 and not len(
        even_levels(as_field("3"), (0, 1), (0, 1))
    )


def test_a_tiny_gradient_is_not_said_to_be_zero_and_dust_is():
    sentence = scene(gradient_field("exp(-(x - y)^2)"), x=-3, y=2)[0]
    assert "the gradient is (1.39e−10, −1.39e−10), of length 1.96e−10" in sentence
    assert "gradient is zero" in scene(gradient_field("sin(pi x)"), x=1.5, y=0)[0]


def test_gradients_that_differ_too_much_are_not_to_scale_and_the_sentence_says_so():
    steep = gradient_field("(1 - x)^2 + 100(y - x^2)^2")
    assert "too much to be drawn to scale: a longer arrow still means steeper" in scene(steep, x=0.5, y=1)[0]
    assert "to scale" not in scene(gradient_field("x^2 - y^2"), x=0.5, y=1)[0]
    tail, tip = tail_and_tip(picture_of(steep).arrow.patch)
    assert np.hypot(*(tip - tail)) > 0.15  # 6 pixels and more: to be seen


# Arrows and words


@pytest.mark.parametrize("spread", [1, 3, 12])
def test_longer_arrows_mean_steeper_and_half_of_them_are_a_third_of_the_longest(spread):
    sizes = np.geomspace(10.0**-spread, 1, 101)
    lengths = Lengths(np.array([sizes, 0 * sizes]), 2.0)
    drawn = np.hypot(*lengths.scaled(np.array([sizes, 0 * sizes])))
    assert np.all(np.diff(drawn) > 0) and np.isclose(drawn[-1], 2) and drawn[50] >= 2 / 3 - 0.35 * (spread == 1)
    assert lengths.to_scale == bool(np.allclose(drawn / sizes, 2))


def test_lengths_of_nothing_and_of_the_largest_floats_are_finite():
    for vectors in (np.zeros((2, 4)), np.full((2, 4), np.nan), np.array([[1e300, 1e-300, 1e-300], [0, 0, 0]])):
        assert np.all(np.isfinite(Lengths(vectors, 1.0).scaled(np.array([3.0, 4.0]))))
    assert np.all(Lengths(np.ones((2, 3)), 1.0).scaled(np.zeros(2), shortest=0.2) == 0)


def test_an_arrow_reaches_from_its_start_to_its_tip_however_short():
    for length in (1e-3, 0.1, 5):
        outline = arrow_outline((1, 2), (0, length), size=0.3)
        assert np.allclose(outline[3], (1, 2 + length)) and np.allclose((outline[0] + outline[6]) / 2, (1, 2))
        assert np.all(outline[:, 1] >= 2) and np.ptp(outline[:, 0]) <= length


@pytest.mark.parametrize(
    "value, words",
    [(0, "0.00"), (-2, "−2.00"), (0.0251, "0.025"), (-0.00123, "−0.0012"), (212.84, "212.8"), (2509.3, "2,509")]
    + [(1.96e-10, "1.96e−10"), (-4e-4, "−4.00e−4"), (2.5e7, "2.50e7")],
)
def test_numbers_are_short_but_never_vanish(value, words):
    assert short(value) == words


# The arrow in the floor


def corners_of(collection):
    """The corners of each face in space, as given to set_verts: matplotlib keeps them under names of its own."""
    if hasattr(collection, "_faces"):  # from 3.11 on
        return [np.asarray(face) for face in collection._faces]
    return [collection._vec[:3, part].T for part in collection._segslices]


@pytest.mark.parametrize("text", ["x^2/2 + y^2", "x y + x", "sin(x) cos(y)"])
def test_the_arrow_lies_in_the_floor_under_the_point_and_along_the_gradient(text):
    f, figure = as_field(text), arrow_in_the_floor(text)
    room = picture_of(figure)
    for azimuth, (x, y) in itertools.product((-115, -45, 0), ((1.25, 0.5), (-1.5, 1.5))):
        scene(figure, azimuth=azimuth, x=x, y=y)
        (corners,) = corners_of(room.on_floor)
        assert np.all(corners[:, 2] == room.floor) and room.floor == room.room.get_zlim()[0]
        along = corners[3, :2] - (x, y)
        assert np.allclose(along / np.hypot(*along), f.gradient(x, y) / np.hypot(*f.gradient(x, y)))
        assert np.allclose(corners[:, :2], room.arrow.patch.get_xy()[:7])
        assert room.room.azim == azimuth


def test_the_thread_joins_the_point_in_the_floor_with_the_one_on_the_surface():
    figure = arrow_in_the_floor("x^2/2 + y^2")
    sentence, _ = scene(figure, x=1.0, y=-0.5)
    room = picture_of(figure)
    (x0, x1), (y0, y1), (low, high) = room.thread.get_data_3d()
    assert (x0, y0, low) == (x1, y1, room.floor) and np.isclose(high, 0.75)
    assert np.allclose(room.top.get_data_3d(), [[1], [-0.5], [0.75]])
    assert "Above (1.00, −0.50) the surface stands at height 0.75. ∇f = (1.00, −1.00)" in sentence
    assert "it lies in the floor. Its length 1.41" in sentence


def test_the_surface_hangs_above_the_floor_and_turns_with_few_faces():
    figure = arrow_in_the_floor()
    room = picture_of(figure)
    (surface,) = [c for c in room.room.collections if c is not room.on_floor]
    heights = np.array(corners_of(surface))[..., 2]
    assert heights.min() > room.floor + 0.3 * np.ptp(heights) and len(heights) <= 15 * 15
    assert room.room in figure._drawing.layers.moving and len(figure._drawing.controls["azimuth"].stops) <= 25


def test_above_a_flat_place_there_is_no_arrow():
    figure = arrow_in_the_floor("x^2/2 + y^2")
    assert "∇f is zero: there is no arrow in the floor" in scene(figure, x=0, y=0)[0]
    assert len(figure._drawing.frame(figure._stop())) == 4


# All of them


@pytest.mark.parametrize("make", MAKERS)
def test_arrows_stay_in_the_picture_at_both_ends_of_every_slider_and_right_angles_look_right(make):
    figure = make()
    picture, controls = picture_of(figure), figure._drawing.controls
    plane = next(ax for ax in figure._drawing.layers.fig.axes if ax.get_xlabel() == "x" and not hasattr(ax, "azim"))
    assert level_with_the_panel(plane)
    (left, right), (bottom, top) = plane.get_xlim(), plane.get_ylim()
    arrows = [a for a in vars(picture).values() if hasattr(a, "patch") and hasattr(a, "point")]
    assert arrows
    for ends in itertools.product(*((controls[name].stops[0], controls[name].stops[-1]) for name in ("x", "y"))):
        scene(figure, x=ends[0], y=ends[1])
        for arrow in arrows:
            x, y = arrow.patch.get_xy().T
            assert left <= x.min() and x.max() <= right and bottom <= y.min() and y.max() <= top


@pytest.mark.parametrize("make", MAKERS)
def test_a_point_where_f_has_no_value_is_a_problem_in_words(make):
    figure = make("log(x)")
    with pytest.raises(ValueError, match=r"f has no value at \(−1\.\d\d, .*\)\. Move the point to where it has one"):
        scene(figure, x=-1)


@pytest.mark.parametrize(
    "f, x, y",
    [
        ("|x| + y", 0, 1),  # the rule gives sign(0) = 0
        ("sqrt(x^2 + y^2)", 0, 0),
        ("max(x, y)", 1, 1),
        ("sqrt(x)", 0, 1),  # a border
        (functions.partials_without_continuity, 0, 0),  # all partials exist, and are no gradient
        (lambda x, y: np.sign(x) + y, 0, 1),
    ],
)
def test_no_gradient_is_claimed_where_none_predicts_the_slopes(f, x, y):
    figure = compass(f, x=(-3, 3), y=(-3, 3))
    with pytest.raises(ValueError, match="No gradient of f is found at .*nudging finds no arrow that predicts"):
        scene(figure, x=x, y=y)


@pytest.mark.parametrize("text", ["|x| + y", "x |x| + y^2", "sqrt(x^4 + 1) y", "1000000 + x^2 y", "sin(1000 x) + y"])
def test_a_gradient_that_nudging_confirms_is_shown(text):
    assert "slope Dᵤf is" in scene(compass(text), x=1.0, y=0.5)[0]


@pytest.mark.parametrize("make", [compass, gradient_field])
@pytest.mark.parametrize("text", ["x +", "x + z", "import os", "sin x y", "", "9^9^9 x"])
def test_a_formula_that_cannot_be_read_is_refused_and_the_old_one_stays(make, text):
    figure = make()
    before, sentence = figure.f, figure.sentence
    with pytest.raises(FormulaError):
        figure.f = text
    assert figure.f == before and figure.sentence == sentence


@pytest.mark.parametrize("make", [compass, gradient_field])
def test_a_function_without_any_value_in_view_is_refused_in_words(make):
    figure = make()
    with pytest.raises(ValueError, match="no value anywhere in this picture. Type one that has, such as x"):
        figure.f = "sqrt(-1 - x^2 - y^2)"
    assert "slope" in figure.sentence or "gradient is" in figure.sentence


@pytest.mark.parametrize("make", [compass, gradient_field])
def test_a_function_too_large_to_draw_is_refused_in_words(make):
    figure = make()
    with pytest.raises(ValueError, match="f is too large to draw here: some of its values have over 50 digits"):
        figure.f = "exp(1000 x)"


@pytest.mark.parametrize("make", [compass, gradient_field])
def test_typing_another_function_changes_gradient_and_words(make):
    figure = make.__wrapped__()
    figure.f = "3x + 4y"
    assert "5.00" in figure.sentence
    assert len(figure._drawing.frame(figure._stop())) == 4


@pytest.mark.parametrize("make", MAKERS)
def test_a_python_function_and_a_named_one_are_taken_too(make):
    written = make(lambda x, y: 3 * x + 4 * y)
    assert isinstance(written, LiveFigure) and not hasattr(written, "f") and "5.00" in written.sentence
    named = make(functions.rosenbrock)
    assert len(named._drawing.frame(named._stop())) == 4
    assert make is arrow_in_the_floor or named.f == functions.rosenbrock.formula


@pytest.mark.parametrize("make", MAKERS)
def test_the_point_is_dragged_along_both_axes_at_once(make):
    figure = make()
    handle = figure._drawing.handles[0]
    assert handle.sliders == ("x", "y") and all(len(figure._drawing.controls[n].stops) <= 101 for n in "xy")
    scene(figure, x=1.0, y=0.5)
    assert np.allclose(handle.artist.get_xydata(), [[1.0, 0.5]])


def test_the_functions_to_choose_in_the_gradient_field_are_drawn_and_told_apart():
    figure = gradients.gradient_field()
    assert len(EXAMPLES) == 5 and figure.f == EXAMPLES["saddle"]
    sentences = set()
    for text in EXAMPLES.values():
        figure.f = text
        sentences.add(figure.sentence)
    assert len(sentences) == len(EXAMPLES)
