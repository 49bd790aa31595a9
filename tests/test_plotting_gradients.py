"""Arrows of the gradient, and the compass: uphill, at right angles to the level lines, and never steeper than ‖∇f‖."""

import math

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from calcml import functions, plotting, style
from calcml.figures.fields import as_field
from calcml.plotting.level_labels import pieces
from calcml.style import COLOURS

FIELDS = [functions.bowl, functions.tilted_valley, functions.saddle, functions.rosenbrock, functions.himmelblau]


@pytest.fixture
def ax():
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use()
        axes = Figure().subplots()
        axes.set_aspect("equal")
        yield axes


@pytest.fixture
def pair():
    with mpl.rc_context():
        mpl.rcdefaults()
        style.use()
        yield Figure(figsize=(7, 3.9)).subplots(1, 2)


def turned(u, v):
    """The sine of the angle between vectors, rows of two arrays."""
    return (u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]) / np.hypot(*u.T) / np.hypot(*v.T)


# gradient field


@pytest.mark.parametrize("f", FIELDS, ids=lambda f: f.name)
def test_arrows_point_along_the_gradient_and_are_longer_where_it_is_steeper(ax, f):
    quiver = plotting.gradient_field(ax, f.gradient, (-2, 2), (-1, 3))
    arrows, true = np.column_stack([quiver.U, quiver.V]), f.gradient(quiver.X, quiver.Y).T
    assert len(arrows) == 144
    assert np.allclose(turned(arrows, true), 0, atol=1e-9) and np.all(np.sum(arrows * true, axis=1) > 0)
    steepness, length = np.hypot(*true.T), np.hypot(*arrows.T)
    assert np.all(np.diff(length[np.argsort(steepness)]) >= -1e-12)


@pytest.mark.parametrize("f", FIELDS, ids=lambda f: f.name)
def test_the_gradient_is_at_right_angles_to_the_level_lines(ax, f):
    lines = plotting.contours(ax, f, (-2, 2), (-2, 2), labels=False)
    checked = 0
    for path in lines.get_paths():
        for piece in pieces(path):
            along, middle = np.diff(piece, axis=0), (piece[1:] + piece[:-1]) / 2
            keep = np.hypot(*along.T) > 0.004
            gradient = f.gradient(*middle[keep].T).T
            steep = np.hypot(*gradient.T) > 0.1 * np.hypot(
                *f.gradient(2.0, 2.0)
            )  # near flat places lines bend in a step
            assert np.all(np.abs(turned(along[keep][steep], gradient[steep])) > 0.99)
            checked += steep.sum()
    assert checked > 300


def test_arrows_of_a_gentle_field_have_lengths_in_proportion(ax):
    quiver = plotting.gradient_field(ax, functions.bowl.gradient, (-2, 2), (-2, 2))
    true = np.hypot(*functions.bowl.gradient(quiver.X, quiver.Y))
    assert np.ptp(np.hypot(quiver.U, quiver.V) / true) < 1e-12


def test_no_arrow_reaches_its_neighbour_and_half_can_be_seen(ax):
    for f in FIELDS:
        quiver = plotting.gradient_field(ax, f.gradient, (-2, 2), (-1, 3))
        length = np.hypot(quiver.U, quiver.V)
        assert length.max() < 4 / 12 and np.median(length) >= 0.89 * 4 / 12 / 4


def test_arrows_stay_inside_the_rectangle_they_belong_to(ax):
    quiver = plotting.gradient_field(ax, functions.saddle.gradient, (-2, 2), (-1, 3))
    for at, step, (low, high) in ((quiver.X, quiver.U, (-2, 2)), (quiver.Y, quiver.V, (-1, 3))):
        assert np.all(at - np.abs(step) / 2 > low) and np.all(at + np.abs(step) / 2 < high)


def test_arrows_have_the_colour_of_the_derivative_and_can_move(ax):
    quiver = plotting.gradient_field(ax, functions.bowl.gradient, (-2, 2), (-2, 2), animated=True)
    assert to_hex(quiver.get_facecolor()[0]).upper() == COLOURS["derivative"] and quiver.get_animated()


def test_zero_gradients_are_dots_and_missing_ones_are_nothing(ax):
    flat = plotting.gradient_field(ax, lambda x, y: np.array([0 * x, 0 * y]), (-1, 1), (-1, 1), count=3)
    assert flat.U.tolist() == flat.V.tolist() == [0] * 9 and not np.any(flat.Umask)
    half = plotting.gradient_field(ax, as_field("log(x) + y").gradient, (-1, 1), (-1, 1), count=4)
    assert half.Umask.tolist() == (half.X < 0).tolist()


@pytest.mark.parametrize(
    ("gradient", "message"),
    [
        (lambda x, y: x, "should return shape"),
        (lambda x, y: np.array([1.0, 2.0]), "should return shape"),
        (lambda x, y: np.array([x, y, x]), "should return shape"),
        (lambda x, y: np.array([x, y]) * np.nan, "no value anywhere"),
    ],
)
def test_a_field_that_is_none_is_refused(ax, gradient, message):
    with pytest.raises(ValueError, match=message):
        plotting.gradient_field(ax, gradient, (-1, 1), (-1, 1))


def test_ranges_and_counts_that_are_none_are_refused(ax):
    with pytest.raises(ValueError, match="low < high"):
        plotting.gradient_field(ax, functions.bowl.gradient, (1, -1), (-1, 1))
    for count in (1, 0, 2.5):
        with pytest.raises(ValueError, match="count should be"):
            plotting.gradient_field(ax, functions.bowl.gradient, (-1, 1), (-1, 1), count=count)


# compass


@settings(deadline=None, max_examples=6)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(-10, 10))
def test_the_slope_in_every_direction_is_the_gradient_times_the_cosine(a, b, theta):
    f = functions.himmelblau
    gradient = f.gradient(a, b)
    size, theta0 = np.hypot(*gradient), np.arctan2(gradient[1], gradient[0])
    if size < 1e-6:
        return
    drawn = plotting.compass(*Figure().subplots(1, 2), f, f.gradient, (a, b), theta)
    angles, slopes = drawn.curve.get_data()
    assert np.allclose(slopes, size * np.cos(angles - theta0)) and slopes.max() <= size * (1 + 1e-12)
    h = 1e-5
    nudged = [
        (f(a + h * np.cos(t), b + h * np.sin(t)) - f(a - h * np.cos(t), b - h * np.sin(t))) / (2 * h) for t in angles
    ]
    assert np.allclose(slopes, nudged, atol=1e-5 * (1 + size))
    x, y = drawn.point.get_xydata()[0]
    assert 0 <= x <= 2 * np.pi and y == pytest.approx(gradient @ [np.cos(theta), np.sin(theta)])


def test_the_arrows_of_the_compass_show_the_gradient_and_the_direction(pair):
    drawn = plotting.compass(*pair, functions.saddle, functions.saddle.gradient, (1, -1), math.pi / 2)
    assert np.arctan2(drawn.uphill.V, drawn.uphill.U)[0] == pytest.approx(math.pi / 4)
    assert np.arctan2(drawn.direction.V, drawn.direction.U)[0] == pytest.approx(math.pi / 2)
    assert [text.get_text() for text in pair[0].texts if text.get_text() in ("∇f", "u")] == ["∇f", "u"]
    assert pair[0].get_xlim() == (-1, 3) and pair[0].get_aspect() == 1
    assert drawn.point.get_ydata()[0] == pytest.approx(2)


def test_both_pictures_of_the_compass_share_a_height(pair):
    plotting.compass(*pair, functions.bowl, functions.bowl.gradient, (1, 0.5), 1.0, x=(-2, 2), y=(-2, 2))
    pair[0].figure.draw_without_rendering()
    heights = [ax.get_window_extent().height for ax in pair]
    assert heights[0] == pytest.approx(heights[1], rel=0.02)


@pytest.mark.parametrize(
    ("f", "gradient", "at", "theta", "message"),
    [
        (functions.bowl, functions.bowl.gradient, (0, 0), 1.0, "gradient is zero at"),
        (functions.bowl, functions.bowl.gradient, (1, 0), np.nan, "theta should be"),
        (as_field("log(x)"), as_field("log(x)").gradient, (-1, 0), 1.0, "no value"),
        (functions.bowl, (1, np.nan), (1, 0), 1.0, "no gradient"),
    ],
)
def test_a_compass_without_a_direction_is_refused(pair, f, gradient, at, theta, message):
    with pytest.raises(ValueError, match=message):
        plotting.compass(*pair, f, gradient, at, theta)
