"""The live figures of notebook 03, through their artists' data and their sentences."""

import html
import itertools
import re

import numpy as np
import pytest
from figure_tools import corners, once, problem_at, scene, stop_of, unmarked
from figure_tools import house_style as house_style
from matplotlib.patches import Polygon
from mpl_toolkits.mplot3d import proj3d
from mpl_toolkits.mplot3d.art3d import Line3D, Poly3DCollection

from calcml import numerics
from calcml.figures import partial_derivatives
from calcml.symbolic import FormulaError, parse

FORMULAS = ["x^2*y + y + 2", "sin(x) cos(y)", "exp(x/2 - y)", "log(x + y + 6)", "x/(y^2 + 1)"]
POINTS = [(1.0, 1.0), (-2.5, 2.5), (0.0, -1.3)]
slices, tangent_plane = once(partial_derivatives.slices), once(partial_derivatives.tangent_plane)
polar_grid = once(partial_derivatives.polar_grid)
MAKERS = [slices, tangent_plane, polar_grid]


def moving(figure, kind):
    return [artist for artist in figure._drawing.layers.moving if type(artist) is kind]


def numbers(text):
    """All numbers of a sentence, in order."""
    return [float(word.replace("−", "-").replace(",", "")) for word in re.findall(r"[−-]?\d[\d,]*(?:\.\d+)?", text)]


def in_panel(figure, title):
    """The moving lines of the panel whose title holds these words."""
    (ax,) = [ax for ax in figure._drawing.layers.fig.axes if title in ax.get_title(loc="left")]
    return {line.get_linestyle() if len(line.get_xdata()) != 1 else "point": line for line in moving_lines(ax)}


def moving_lines(ax):
    return [line for line in ax.lines if line.get_animated()]


@pytest.mark.parametrize("make", MAKERS)
def test_the_corners_of_all_sliders_can_be_drawn(make):
    figure = make()
    assert len(corners(figure)) in (8, 16)
    for stop in corners(figure):
        assert len(figure._drawing.frame(stop)) > 3  # a problem is one text


@pytest.mark.parametrize("make", MAKERS)
def test_a_point_in_the_picture_drags_two_sliders_and_sits_where_they_say(make):
    figure = make()
    drawing = figure._drawing
    handle = drawing.handles[0]
    assert len(handle.sliders) == 2
    stop = stop_of(figure)
    drawing.place(stop)
    values = drawing.stop_values(stop)
    assert np.allclose(np.ravel(handle.artist.get_data()), [values[name] for name in handle.sliders])


@pytest.mark.parametrize("make", MAKERS)
def test_no_point_of_the_grid_is_more_than_two_stops_away(make):
    controls = make()._drawing.controls
    assert all(len(control.stops) <= 101 for control in controls.values() if hasattr(control, "log"))


# slices


@pytest.mark.parametrize("text", FORMULAS)
def test_both_slopes_that_are_said_are_those_that_nudging_finds(text):
    figure, f = slices(text), parse(text, ("x", "y"))
    for x0, y0 in POINTS:
        *_, height, along_x, along_y = numbers(scene(figure, x0=x0, y0=y0)[0])
        measured = numerics.gradient(lambda p: f(*p), np.array([x0, y0]))
        assert np.allclose([height, along_x, along_y], [f(x0, y0), *measured], atol=0.0005001)


@pytest.mark.parametrize("title, axis", [("Along x", 0), ("Along y", 1)])
def test_a_slice_is_f_with_one_input_fixed_and_its_tangent_touches_it(title, axis):
    figure = slices("x^2*y + y + 2")
    scene(figure, x0=0.5, y0=-1.5)
    lines = in_panel(figure, title)
    curve, tangent, point = lines["-" if axis == 0 else "-."], lines["--"], lines["point"]
    t, z = curve.get_data()
    assert len(t) > 2 and np.allclose(z, t**2 * -1.5 + -1.5 + 2 if axis == 0 else 0.25 * t + t + 2)
    (ta, za), (tb, zb) = tangent.get_xydata()
    at, slope = [(0.5, 2 * 0.5 * -1.5), (-1.5, 0.5**2 + 1)][axis]
    assert np.isclose((zb - za) / (tb - ta), slope)
    assert np.isclose(za + slope * (at - ta), 0.5**2 * -1.5 + -1.5 + 2)
    assert np.allclose(point.get_xydata(), [[at, 0.5**2 * -1.5 + -1.5 + 2]])


def test_in_space_the_curves_lie_on_the_surface_and_the_tangents_pass_through_the_point():
    figure = slices("x^2*y + y + 2")
    scene(figure, x0=0.5, y0=-1.5)
    in_space = [np.array(line.get_data_3d()) for line in moving(figure, Line3D)]
    (spot,) = [data[:, 0] for data in in_space if data.shape[1] == 1]
    assert np.allclose(spot, [0.5, -1.5, 0.125])
    tangents, curves = ([data for data in in_space if (data.shape[1] == 2) == two] for two in (True, False))
    assert len(tangents) == 2 and len(curves) == 3  # the point is the third
    for x, y, z in curves:
        assert np.allclose(np.where(np.isnan(z), np.nan, x**2 * y + y + 2), z, equal_nan=True)
    for start, end in (data.T for data in tangents):
        assert np.linalg.norm(np.cross(end - start, spot - start)) < 1e-9


def test_both_walks_cross_on_the_contours_where_the_point_is():
    figure = slices()
    scene(figure, x0=-1.2, y0=0.7)
    lines = in_panel(figure, "Two walks")
    assert set(lines["-"].get_ydata()) == {0.7} and set(lines["-."].get_xdata()) == {-1.2}
    assert lines["point"].get_xydata().tolist() == [[-1.2, 0.7]]


def test_the_formula_line_has_both_rules_with_the_numbers_put_in():
    _, formula = scene(slices("x^2*y + y + 2"), x0=2.0, y0=0.5, reveal=True)
    plain = re.sub(r"[\s\u2062]|<[^>]*>", "", html.unescape(formula))
    assert plain == "∂f∂x=2x·y=2.000∂f∂y=x2+1=5.000"


def test_before_the_rules_are_revealed_only_slopes_are_named():
    _, formula = scene(slices("x^2*y + y + 2"), x0=2.0, y0=0.5)
    assert unmarked(formula) == "slope alongx=2.000slope alongy=5.000"


def test_a_rule_too_long_for_its_line_is_left_out():
    _, formula = scene(slices("sin(x y) exp(-x^2 - y^2) + x^3 y^2"), reveal=True)
    assert "sin" not in formula and "∂" in formula


@pytest.mark.parametrize(
    "text, x0, words",
    [
        (
            "|x| + y",
            0.0,
            "There is no partial derivative along x: towards smaller x the slope is −1.00, towards larger",
        ),
        (
            "cbrt(x) + y",
            0.0,
            "towards smaller x the slope grows without bound, towards larger x it grows without bound",
        ),
        ("10^15 + |x| + y", 0.0, "Round-off hides the slope along x"),
        ("sqrt(x + 1) + y", -1.0, "towards smaller x the slope does not exist"),
    ],
)
def test_a_missing_partial_derivative_is_explained_and_the_other_said(text, x0, words):
    sentence, _ = scene(slices(text), x0=x0, y0=1.0)
    assert words in sentence
    assert text.startswith("10^15") or sentence.endswith("The slope along y is 1.000.")


def test_no_tangent_is_drawn_where_there_is_no_slope():
    figure = slices("|x| + y")
    scene(figure, x0=0.0)
    tangents = [in_panel(figure, title)["--"].get_ydata() for title in ("Along x", "Along y")]
    assert [bool(np.all(np.isfinite(z))) for z in tangents] == [False, True]


def test_a_point_without_a_value_says_where_along_both_walks_there_is_none():
    words = problem_at(slices("log(x y)"), x0=-1.0, y0=1.0)
    assert words.startswith("Problem: log(x y) has no value at (−1.00, 1.00)")
    assert (
        "with y = 1.00 it is not defined for x ≤ 0" in words and "with x = −1.00 it is not defined for y ≥ 0" in words
    )


def test_a_height_that_overflows_is_called_too_large():
    words = problem_at(slices("exp(1000x)", x0=0), x0=1.0, y0=1.0)
    assert "with y = 1.00 it is too large to draw for x > 0.7098. Move" in words and "not defined" not in words


def test_a_slice_is_broken_at_a_pole_and_where_it_is_not_defined():
    pole = slices("1/(x - 0.3) + y", x0=1)
    assert np.isnan(in_panel(pole, "Along x")["-"].get_ydata()).any()
    hole = slices("sqrt(x) + y")
    t, z = in_panel(hole, "Along x")["-"].get_data()
    assert np.isnan(z[t < -0.01]).all() and np.isfinite(z[t > 0.01]).all()


@pytest.mark.parametrize("make", [slices, tangent_plane])
def test_a_bad_formula_is_refused_and_the_old_picture_stays(make):
    figure = make()
    before = figure.sentence, figure.f
    for text in ("x +", "z + x", "import os", "sin x", "sqrt(-1 - x^2)", ""):
        with pytest.raises(ValueError) as refused:
            figure.f = text
        assert (figure.sentence, figure.f) == before
        assert isinstance(refused.value, FormulaError) or "no value for any x and y" in str(refused.value)


def test_a_typed_formula_redraws_contours_surface_and_slices():
    figure = partial_derivatives.slices()
    before = figure._drawing.layers.background()
    figure.f = "x*y"
    assert figure.sentence == "At (1.00, 1.00) f is 1.000. The slope along x is 1.000, the slope along y is 1.000."
    assert figure._drawing.layers.background() != before


# tangent_plane


@pytest.mark.parametrize("point", [(0.6, 0.4), (-1.1, 1.7)])
@pytest.mark.parametrize("text", ["sin(x) cos(y)", "x^2/2 - x*y", "exp(x/2) + y^3/6"])
def test_the_gap_over_the_squared_size_tends_to_half_the_second_order_form(text, point):
    figure, f = tangent_plane(text), parse(text, ("x", "y"))
    curvature = numerics.hessian(lambda p: f(*p), np.array(point))
    u = np.stack(np.meshgrid(np.linspace(-1, 1, 21), np.linspace(-1, 1, 21))).reshape(2, -1)
    half_form = np.max(np.abs(np.sum(u * (curvature @ u), axis=0))) / 2
    ratios = [numbers(scene(figure, x0=point[0], y0=point[1], s=s)[0])[-1] for s in (1, 0.1, 0.01)]
    assert np.isclose(ratios[-1], half_form, rtol=0.02)
    assert abs(ratios[1] - half_form) < max(0.2 * half_form, 0.11 * abs(ratios[0] - half_form) + 0.002)


def test_the_largest_gap_that_is_said_is_the_one_on_the_patch():
    sentence, _ = scene(tangent_plane("x^2*y"), x0=1.0, y0=0.5, s=0.1)
    u, v = np.meshgrid(np.linspace(-0.1, 0.1, 201), np.linspace(-0.1, 0.1, 201))
    gap = np.max(np.abs((1 + u) ** 2 * (0.5 + v) - (0.5 + u + v)))
    size, _, _, said, share, times = numbers(sentence)
    assert (size, round(gap, 4)) == (0.1, said)
    assert np.isclose(share, 100 * gap / 0.1, rtol=0.005) and np.isclose(times, gap / 0.01, rtol=0.005)


def test_the_plane_touches_in_the_middle_and_has_both_slopes():
    figure = tangent_plane("x^2/2 - x*y")
    scene(figure, x0=1.0, y0=-0.5, s=0.1)
    (plane,) = moving(figure, Poly3DCollection)
    corners = np.array([[-1, 1, 1, -1], [-1, -1, 1, 1]])
    shown = proj3d.proj_transform(*corners, 1.5 * corners[0] - 1.0 * corners[1], plane.axes.M)
    assert np.allclose(plane.get_paths()[0].vertices[:4], np.column_stack(shown[:2]))


def test_the_post_stands_between_plane_and_surface_at_the_largest_gap():
    figure = tangent_plane("x^2/2 - x*y")
    sentence, _ = scene(figure, x0=0.5, y0=0.5, s=1)
    (post,) = [line for line in moving(figure, Line3D) if len(line.get_data_3d()[0]) == 2]
    (u, _), (v, _), (foot, top) = post.get_data_3d()
    assert np.isclose(top - foot, u**2 / 2 - u * v) and np.isclose(abs(top - foot), numbers(sentence)[3])


def test_the_magnified_surface_lies_ever_closer_to_the_plane():
    figure = tangent_plane()
    gaps = []
    for s in (1, 0.1, 0.01):
        scene(figure, x0=0.6, y0=0.4, s=s)
        nets = [np.array(line.get_data_3d()) for line in moving(figure, Line3D) if len(line.get_data_3d()[0]) > 2]
        assert len(nets) == 2
        u, v, z = np.hstack([net[:, np.isfinite(net[2])] for net in nets])
        slopes = np.cos(0.6) * np.cos(0.4), -np.sin(0.6) * np.sin(0.4)
        gaps.append(np.max(np.abs(z - slopes[0] * u - slopes[1] * v)))
    assert gaps[1] < gaps[0] / 5 and gaps[2] < gaps[1] / 5


def test_the_square_on_the_contours_is_the_patch():
    figure = tangent_plane()
    scene(figure, x0=-2.0, y0=1.0, s=0.1)
    corners = in_panel(figure, "A patch")["-"].get_xydata()
    assert np.allclose([corners.min(axis=0), corners.max(axis=0)], [[-2.1, 0.9], [-1.9, 1.1]])


def test_the_curve_of_gaps_falls_like_the_square_for_smooth_f_and_like_the_size_at_a_crease():
    for text, exponent in (("x^2/2 - x*y", 2), ("sqrt(|x y|)", 1)):
        figure = tangent_plane(text, x0=0, y0=0)
        scene(figure)
        s, gap = in_panel(figure, "Largest gap")["-"].get_data()
        assert len(s) >= 5 and np.allclose(np.diff(np.log(gap)) / np.diff(np.log(s)), exponent)


def test_two_partial_derivatives_do_not_make_a_tangent_plane():
    figure = tangent_plane("sqrt(|x y|)", x0=0, y0=0)
    for s in (1, 0.1, 0.01):
        sentence, formula = scene(figure, s=s)
        assert "that is 100 % of s" in sentence
        assert numbers(sentence)[-1] == pytest.approx(1 / s) and "z" in formula


def test_at_the_tip_of_a_cone_there_is_no_plane_to_try():
    figure = tangent_plane("sqrt(x^2 + y^2)")
    sentence, formula = scene(figure, x0=0.0, y0=0.0)
    assert sentence.startswith("At (0.00, 0.00) there is no plane to try. There is no partial derivative along x")
    assert formula == ""
    assert "largest gap found" in scene(figure, x0=1.0, y0=0.0, s=0.1)[0]


def test_a_plane_has_no_gap_not_even_by_round_off():
    figure = tangent_plane("2x - y/3 + 1/7")
    for s in (1, 0.01):
        assert "surface is 0: that is 0 % of s" in scene(figure, x0=0.7, y0=-1.3, s=s)[0]


def test_a_tiny_gap_of_a_tiny_function_is_no_round_off():
    assert "surface is 1.000·10⁻²⁰" in scene(tangent_plane("10^-20 x^2"), x0=1.0, s=1)[0]


@pytest.mark.parametrize("text", ["tan(x)", "1/(x - 0.53)", "1/(x - 0.53)^2", "|x - 0.53|^(-1/3) + y"])
def test_a_pole_between_the_points_of_a_patch_is_no_number_either(text):
    figure = tangent_plane(text)
    assert "reaches where f has no value" in scene(figure, x0=1.0, y0=0.0, s=1)[0]
    assert "largest gap found" in scene(figure, x0=1.0, y0=0.0, s=0.1)[0]


@pytest.mark.parametrize("text, gap", [("sqrt(|x - 0.05|)", 0.487), ("exp(-10000(x - 1.53)^2)", 1.0)])
def test_the_largest_gap_is_found_at_a_kink_and_at_a_peak_between_the_points(text, gap):
    assert numbers(scene(tangent_plane(text), x0=1.0, y0=0.0, s=1)[0])[3] == gap


def test_the_net_is_parted_into_what_lies_above_the_plane_and_what_lies_below():
    figure = tangent_plane("x^2 - y^2")
    scene(figure, x0=0.0, y0=0.0, s=1)
    above, below = (line for line in moving(figure, Line3D) if len(line.get_data_3d()[0]) > 2)
    if above.get_alpha():
        above, below = below, above
    heights = [np.array(line.get_data_3d()[2]) for line in (above, below)]
    assert np.nanmax(heights[0]) == 1 and np.nanmin(heights[0]) > -0.3
    assert np.nanmin(heights[1]) == -1 and np.nanmax(heights[1]) < 0.3 and below.get_zorder() < above.get_zorder()


def test_a_patch_that_reaches_where_f_has_no_value_is_given_no_number_but_a_smaller_one_is():
    figure = tangent_plane("sqrt(x)*y")
    sentence, formula = scene(figure, x0=0.6, s=1)
    assert "reaches where f has no value. Shrink it" in sentence and formula == ""
    assert "largest gap found" in scene(figure, x0=0.6, s=0.1)[0]


# polar_grid


def area(points):
    x, y = np.asarray(points).T
    return 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))


def to_plane(p):
    return np.array([p[0] * np.cos(p[1]), p[0] * np.sin(p[1])])


def cells(figure):
    """The cell, its image, and the image in units of h: the moving polygons that are no arrows."""
    return [patch.get_xy() for patch in moving(figure, Polygon) if patch.get_alpha() is None and patch.get_lw() > 0]


def magnified(figure):
    """From the corner, in units of h: the image, the parallelogram, and the tips of the two arrows."""
    (flat,) = [line.get_xydata() for line in in_panel(figure, "magnified").values() if line.get_linestyle() == "--"]
    arrows = [patch.get_xy() for patch in moving(figure, Polygon) if patch.get_lw() == 0]
    corner = in_panel(figure, "magnified")["point"].get_xydata()[0]
    return cells(figure)[2] - corner, flat - corner, np.array([outline[3] for outline in arrows]) - corner


def test_the_area_ratio_that_is_said_is_that_of_the_areas_drawn():
    figure = polar_grid()
    for r, theta, h in itertools.product((0.0, 0.5, 2.0), (0.0, 2.5, 5.2), (1.0, 0.1)):
        ratio = numbers(scene(figure, r=r, theta=theta, h=h)[0])[3]
        cell, image, enlarged = cells(figure)
        assert np.isclose(area(cell), h**2)
        for drawn in (area(image) / h**2, area(enlarged)):
            assert np.isclose(drawn, ratio, rtol=0.006, atol=0.0005)  # arcs are drawn as six straight pieces
        assert np.isclose(ratio, r + h / 2, atol=0.0051)


def test_as_the_cell_shrinks_the_ratio_tends_to_the_determinant():
    figure = polar_grid()
    for r in (0.0, 0.5, 1.5, 2.0):
        errors = [abs(numbers(scene(figure, r=r, h=h)[0])[3] - r) for h in (1, 0.1, 0.01)]
        assert errors[0] > errors[1] > errors[2] and errors[2] <= 0.005 + 1e-9
        assert numbers(scene(figure, r=r, reveal=True)[0])[-1] == r


def test_the_determinant_is_not_told_before_it_is_revealed():
    figure = polar_grid()
    assert "det" not in "".join(scene(figure)) and "determinant is 1.00." in scene(figure, reveal=True)[0]


def test_the_arrows_are_the_columns_of_the_jacobian_and_its_determinant_is_r():
    figure = polar_grid()
    for r, theta in ((0.5, 0.0), (1.5, 0.8), (2.0, 4.0)):
        _, formula = scene(figure, r=r, theta=theta)
        jacobian = numerics.jacobian(to_plane, np.array([r, theta]))
        assert np.allclose(magnified(figure)[2].T, jacobian) and np.isclose(np.linalg.det(jacobian), r)
        plain = unmarked(formula)
        assert all(f"{abs(entry):.3f}" in plain for entry in jacobian.ravel())


def test_the_dashed_parallelogram_approximates_the_image_ever_better():
    figure = polar_grid()
    misses = []
    for h in (1, 0.1, 0.01):
        scene(figure, r=1.5, theta=0.8, h=h)
        image, flat, _ = magnified(figure)
        far = (to_plane((1.5 + h, 0.8 + h)) - to_plane((1.5, 0.8))) / h
        assert np.isclose(image, far).all(axis=1).any()
        misses.append(np.linalg.norm(flat[2] - far))
        assert np.isclose(area(flat[:4]), 1.5)
    assert misses[1] < misses[0] / 5 and misses[2] < misses[1] / 5


def test_names_and_cells_stay_within_the_magnified_panel():
    figure = polar_grid()
    for r, theta, h in itertools.product((0.0, 0.5, 2.0), np.linspace(0, 5.2, 14), (1.0, 0.2, 0.01)):
        scene(figure, r=r, theta=theta, h=h)
        assert np.abs(cells(figure)[2]).max() < 1.9
        frame = figure._drawing.layers.fig.axes[2].get_window_extent()
        for text in (artist for artist in figure._drawing.layers.moving if hasattr(artist, "get_text")):
            box = text.get_window_extent()
            assert not text.get_text() or (frame.x0 < box.x0 and box.x1 < frame.x1 and frame.y0 < box.y0 < frame.y1)


def test_at_the_origin_the_second_column_vanishes_and_so_does_its_name():
    figure = polar_grid()
    for r, names in ((0.0, {"by r", ""}), (1.0, {"by r", "by θ"})):
        scene(figure, r=r)
        texts = [artist.get_text() for artist in figure._drawing.layers.moving if hasattr(artist, "get_text")]
        assert set(texts) == names
