"""Surfaces, tangent planes and slices: they pass through the function, and touch it with its partial derivatives."""

import itertools
import math

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from calcml import functions, plotting, style
from calcml.figures.fields import as_field
from calcml.plotting import plane_corners, surfaces

FIELDS = [
    functions.bowl,
    functions.saddle,
    functions.rosenbrock,
    functions.himmelblau,
    functions.monkey_saddle,
    functions.logsumexp,
]


@pytest.fixture
def house():
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use()
        yield


@pytest.fixture
def ax(house):
    return Figure().add_subplot(projection="3d")


@pytest.fixture
def pair(house):
    return Figure(figsize=(7, 3.6)).subplots(1, 2)


@pytest.fixture(autouse=True)
def recorded(monkeypatch):
    """Every collection of faces keeps their corners, which matplotlib packs away."""

    class Recorded(Poly3DCollection):
        def __init__(self, verts, **look):
            self.corners = [np.asarray(face) for face in verts]
            self.colours = look.get("facecolors")
            super().__init__(verts, **look)

    monkeypatch.setattr(surfaces, "Poly3DCollection", Recorded)


# surface


@pytest.mark.parametrize("f", FIELDS, ids=lambda f: f.name)
def test_the_corners_of_a_surface_lie_on_the_function(ax, f):
    poly = plotting.surface(ax, f, (-2, 2), (-1, 3), faces=8)
    points = np.vstack(poly.corners).reshape(-1, 3)
    inside = (points[:, 2] > ax.get_zlim()[0]) & (points[:, 2] < ax.get_zlim()[1])
    assert inside.sum() > 100
    assert np.allclose(f(*points[inside, :2].T), points[inside, 2])
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 3))
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_zlabel()) == ("x", "y", "f(x, y)")


def test_a_surface_has_few_faces_and_as_many_as_one_asks_for(ax):
    assert len(plotting.surface(ax, functions.bowl, (-1, 1), (-1, 1)).get_facecolor()) == 15 * 15
    assert len(plotting.surface(ax, functions.bowl, (-1, 1), (-1, 1), faces=4).get_facecolor()) == 16


def test_higher_faces_are_darker_and_none_is_dark(ax):
    poly = plotting.surface(ax, functions.bowl, (-2, 2), (-2, 2))
    heights = [face[:, 2].mean() for face in poly.corners]
    brightness = np.asarray(poly.colours)[:, :3].mean(axis=1)
    order = np.argsort(heights)
    assert np.all(np.diff(brightness[order]) <= 1e-9) and brightness.min() > 0.7


def test_faces_where_there_is_no_value_are_left_out(ax):
    poly = plotting.surface(ax, as_field("sqrt(x)"), (-1, 1), (-1, 1), faces=10)
    assert 0 < len(poly.corners) < 100
    assert np.vstack(poly.corners)[:, 0].min() >= 0


@pytest.mark.parametrize("text", ["1/x", "1/(x^2 + y^2)", "1/(x + y - 0.3)", "exp(9 x)"])
def test_a_surface_that_runs_away_is_cut_off_at_the_limits_and_crosses_no_pole(ax, text):
    poly = plotting.surface(ax, as_field(text), (-2, 2), (-2, 2))
    low, high = ax.get_zlim()
    assert high - low < 1000
    for face in poly.corners:
        assert face[:, 2].min() >= low - 1e-9 and face[:, 2].max() <= high + 1e-9
        if text == "1/x":
            assert face[:, 0].max() <= 0 or face[:, 0].min() >= 0


def test_a_constant_is_a_flat_surface_with_room_around_it(ax):
    poly = plotting.surface(ax, lambda x, y: 3, (-1, 1), (-1, 1), faces=2)
    assert {z for face in poly.corners for z in face[:, 2]} == {3}
    assert ax.get_zlim()[0] < 3 < ax.get_zlim()[1]


@pytest.mark.parametrize("faces", [0, -1, 2.5])
def test_a_number_of_faces_that_is_none_is_refused(ax, faces):
    with pytest.raises(ValueError, match="faces should be"):
        plotting.surface(ax, functions.bowl, (-1, 1), (-1, 1), faces=faces)


def test_a_surface_without_any_value_is_refused(ax):
    with pytest.raises(ValueError, match="no value anywhere"):
        plotting.surface(ax, lambda x, y: math.sqrt(-1 - x * x), (-1, 1), (-1, 1))


@pytest.mark.parametrize("f", [functions.saddle, functions.rosenbrock], ids=lambda f: f.name)
@pytest.mark.parametrize(("size", "panels"), [((7, 4.2), 1), ((7, 3.6), 2)])
def test_names_and_ticks_stay_inside_the_figure_however_the_surface_is_turned(house, f, size, panels):
    figure = Figure(figsize=size)
    axes = figure.subplots(1, panels, subplot_kw={"projection": "3d"}, squeeze=False).ravel()
    for ax in axes:
        plotting.surface(ax, f, (-2, 2), (-1, 3))
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for azimuth in range(-180, 180, 30):
        for ax in axes:
            ax.view_init(30, azimuth)
        figure.draw_without_rendering()
        for ax in axes:
            box = ax.get_tightbbox()
            assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= figure.bbox.x1 and box.y1 <= figure.bbox.y1, azimuth


def test_ticks_stay_clear_of_the_corners_and_letters_are_large_enough(ax):
    plotting.surface(ax, functions.bowl, (-2, 2), (-2, 2))
    assert ax.get_xticks().tolist() == [-1, 0, 1]
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        assert all(label.get_fontsize() >= 11 for label in [axis.label, *axis.get_ticklabels()])
        assert 2 <= len(axis.get_majorticklocs()) <= 6


# tangent plane


def plane_of(poly):
    """∂z/∂x, ∂z/∂y and the height in the middle of a drawn patch."""
    (face,) = poly.corners
    across = np.column_stack([face[:, :2], np.ones(4)])
    slopes, residual, *_ = np.linalg.lstsq(across, face[:, 2], rcond=None)
    assert np.all(residual < 1e-9)
    return slopes[0], slopes[1], face[:, 2].mean(), face[:, :2].mean(axis=0)


@pytest.mark.parametrize("f", FIELDS, ids=lambda f: f.name)
def test_the_tangent_plane_touches_with_the_partial_derivatives(ax, f):
    for at in [(0.5, -1.25), (-1.0, 0.75)]:
        dx, dy, height, middle = plane_of(plotting.tangent_plane(ax, f, f.gradient, at, 0.7))
        assert (dx, dy) == pytest.approx(tuple(f.gradient(*at)), abs=1e-9)
        assert height == pytest.approx(f(*at)) and middle == pytest.approx(at)


@settings(deadline=None, max_examples=25)
@given(st.floats(-2, 2), st.floats(-2, 2))
def test_the_gap_under_the_plane_shrinks_with_the_square_of_the_patch(a, b):
    f = functions.himmelblau
    gaps = [
        np.abs(f(*(p := plane_corners(f, f.gradient, (a, b), h))[:, :2].T) - p[:, 2]).max() for h in (0.02, 0.01, 0.005)
    ]
    for large, small in itertools.pairwise(gaps):
        assert small <= large / 3 + 1e-9


def test_the_gradient_of_a_plane_may_be_two_numbers(ax):
    assert plane_of(plotting.tangent_plane(ax, functions.bowl, [2, -4], (1, -2)))[:2] == pytest.approx((2, -4))


def test_the_plane_lies_on_top_of_the_surface_and_can_move(ax):
    surface = plotting.surface(ax, functions.bowl, (-2, 2), (-2, 2))
    plane = plotting.tangent_plane(ax, functions.bowl, functions.bowl.gradient, (1, 1), animated=True)
    assert not ax.computed_zorder and plane.get_zorder() > surface.get_zorder() and plane.get_animated()


@pytest.mark.parametrize(
    ("f", "gradient", "message"),
    [
        (lambda x, y: math.log(x), (1, 1), "no value"),
        (functions.bowl, (np.nan, 1), "no gradient"),
        (functions.bowl, (1, 2, 3), "two numbers"),
        (functions.bowl, lambda x, y: 3.0, "two numbers"),
    ],
)
def test_a_plane_that_cannot_be_is_refused(ax, f, gradient, message):
    with pytest.raises(ValueError, match=message):
        plotting.tangent_plane(ax, f, gradient, (-1, 1))


# slices


def slope_of(line):
    return np.diff(line.get_ydata())[0] / np.diff(line.get_xdata())[0]


@pytest.mark.parametrize("f", FIELDS, ids=lambda f: f.name)
def test_slices_are_the_function_with_one_input_held_and_their_tangents_have_the_partial_slopes(pair, f):
    at = (0.5, -1.25)
    across, up = plotting.slices(*pair, f, at, (-2, 2), (-2, 2))
    x, z = across[0].get_data()
    assert np.allclose(z, f(x, at[1])) and (x[0], x[-1]) == (-2, 2)
    y, z = up[0].get_data()
    assert np.allclose(z, f(at[0], y))
    assert (slope_of(across[1]), slope_of(up[1])) == pytest.approx(tuple(f.gradient(*at)), rel=1e-9)
    assert across[2].get_xydata()[0] == pytest.approx((at[0], f(*at)))
    assert up[2].get_xydata()[0] == pytest.approx((at[1], f(*at)))


def test_slices_share_their_heights_and_name_what_is_held(pair):
    plotting.slices(*pair, functions.saddle, (1.0, -0.5), (-2, 2), (-1, 1))
    assert pair[0].get_ylim() == pair[1].get_ylim()
    assert [(ax.get_xlabel(), ax.get_ylabel()) for ax in pair] == [("x", "f(x, −0.5)"), ("y", "f(1, y)")]


def test_slopes_of_a_function_without_a_gradient_are_measured(pair):
    (_, first, _), (_, second, _) = plotting.slices(*pair, lambda x, y: math.sin(x) * y, (1.0, 2.0), (-2, 2), (0, 3))
    assert (slope_of(first), slope_of(second)) == pytest.approx((2 * math.cos(1), math.sin(1)), rel=1e-9)


def test_slices_show_where_there_is_no_value(pair):
    plotting.slices(*pair, as_field("log(x) + y"), (1.0, 0.0), (-2, 2), (-2, 2))
    assert [text.get_text() for text in pair[0].texts] == ["not defined"] and len(pair[1].texts) == 0


def test_slices_through_a_point_without_a_value_are_refused(pair):
    with pytest.raises(ValueError, match=r"no value at \(-1, 0\)"):
        plotting.slices(*pair, as_field("log(x) + y"), (-1.0, 0.0), (-2, 2), (-2, 2))
    with pytest.raises(ValueError, match="no gradient"):
        plotting.slices(*pair, as_field("sqrt(x)"), (0.0, 0.0), (-2, 2), (-2, 2))
