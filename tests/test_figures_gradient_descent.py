"""The live figures of notebook 05, through their artists' data and their sentences."""

import html
import re

import numpy as np
import pytest
from figure_tools import corners, once, picture_of, place, stop_of
from figure_tools import house_style as house_style

from calcml import datasets, functions
from calcml.descent import GradientDescent, descend
from calcml.figures import descents, gradient_descent, trails
from calcml.figures.descent_plane import lowest_value, named_or_typed
from calcml.symbolic import FormulaError, parse

descent_1d, descent_2d = once(gradient_descent.descent_1d), once(gradient_descent.descent_2d)
blind_descent, penguin_descent = once(gradient_descent.blind_descent), once(gradient_descent.penguin_descent)
MAKERS = [descent_1d, blind_descent, descent_2d, penguin_descent]
QUARTIC = {"f": "x^4/4 - x^2 + 1/2", "low": -2.5, "high": 2.5, "x0": 1}


def said(figure, **values):
    return place(figure, **values)[0]


def plain_formula(figure, **values):
    return re.sub(r"\s|<[^>]*>", "", html.unescape(place(figure, **values)[1]))


def regime(figure, **values):
    """The name of the regime in a sentence, or ""."""
    names = ("Monotone", "Zig-zag", "2-cycle", "Diverging", "Swinging wider", "Gaining speed", "Steady")
    return next((name for name in names if name in said(figure, **values)), "")


# All of them


@pytest.mark.parametrize("make", MAKERS)
def test_the_corners_of_all_sliders_can_be_drawn(make):
    figure = make()
    assert len(corners(figure)) in (8, 16)
    for stop in corners(figure):
        frame = figure._drawing.frame(stop)
        assert len(frame) == 5, frame[0]


@pytest.mark.parametrize("make", MAKERS)
def test_the_picture_is_low(make):
    assert make()._drawing.layers.fig.get_size_inches()[1] <= 5


@pytest.mark.parametrize("make", MAKERS)
def test_a_step_beyond_the_end_of_the_walk_shows_its_end(make):
    figure = make()
    *_, last = place(figure, step=99)
    assert place(figure, step=last) == place(figure, step=99)
    assert last <= figure._drawing.controls["step"].stops[-1]


@pytest.mark.parametrize("make", MAKERS)
def test_the_start_can_be_dragged_and_sits_where_the_sliders_say(make):
    figure = make()
    handle = figure._drawing.handles[0]
    for step in (0, 5):
        place(figure, step=step)
        at = np.ravel(handle.artist.get_data())
        assert np.allclose(at[: len(handle.sliders)], [getattr(figure, name) for name in handle.sliders])


@pytest.mark.parametrize("make", MAKERS)
def test_no_title_says_what_will_happen(make):
    titles = [ax.get_title(loc="left") for ax in make()._drawing.layers.fig.axes]
    assert all(titles)
    assert not re.search(r"converge|diverge|zig|slow|fast|small|large|settle", " ".join(titles), re.IGNORECASE)


def test_the_stops_of_a_learning_rate_have_two_digits_and_hold_the_limits_that_are_taught():
    rates = descents.Rate(0.01, 2, 0.1)
    assert {0.01, 0.1, 0.2, 0.4, 0.45, 0.49, 0.5, 0.51, 0.9, 1.0, 1.1, 2.0} <= set(rates.stops)
    assert np.all(np.diff(rates.stops) > 0) and np.max(np.diff(np.log(rates.stops))) < 0.21
    assert [float(text) for text in rates.texts] == rates.stops == [float(f"{stop:.2g}") for stop in rates.stops]
    assert rates.stops[rates.start] == 0.1


# descent_1d


@pytest.mark.parametrize("f, x0, rate", [("x^2", -2.0, 0.1), ("x^2", -2.0, 0.9), ("x^4/4 - x^2 + 1/2", 1.0, 0.55)])
def test_the_path_is_that_of_descend_and_lies_on_the_curve(f, x0, rate):
    figure, formula = descent_1d(f), parse(f)
    path = descend(formula, formula.derivative(), x0, GradientDescent(rate), steps=30)
    for k in (0, 1, 7, 30):
        place(figure, x0=x0, rate=rate, step=k)
        walk, falls = picture_of(figure).tracks
        assert np.allclose(walk.path.get_xydata(), np.column_stack([path.positions, path.values])[: k + 1])
        assert np.allclose(falls.path.get_xydata(), np.column_stack([np.arange(31), path.values])[: k + 1])
        assert np.allclose(np.ravel(walk.here.get_data()), (path.positions[k], path.values[k]))


def test_ten_steps_on_the_parabola_end_where_the_closed_form_says():
    for rate in (0.05, 0.2):
        terrain = picture_of(descent_1d()).terrain
        assert terrain.walk(2.0, rate).positions[10] == pytest.approx(2 * (1 - 2 * rate) ** 10, rel=1e-12)


@pytest.mark.parametrize("f, L", [("x^2", 2), ("3x^2", 6), ("x^2/2 + x - 1", 1)])
def test_on_a_parabola_the_regime_is_named_rightly_on_both_sides_of_each_limit(f, L):
    figure = descent_1d(f, x0=0.7)
    rates = figure._drawing.controls["rate"].stops
    named = {rate: regime(figure, rate=rate, step=3) for rate in rates}
    assert {named[rate] for rate in rates if rate < 0.99 / L} == {"Monotone"}
    assert {named[rate] for rate in rates if 1.01 / L < rate < 1.99 / L} <= {"Zig-zag"}
    assert {named[rate] for rate in rates if abs(rate - 2 / L) < 1e-9} <= {"2-cycle"}
    assert {named[rate] for rate in rates if rate > 2.01 / L} <= {"Diverging"}
    assert len(set(named.values()) - {""}) >= 3


def test_at_one_over_l_a_parabola_takes_one_step_and_at_two_over_l_it_jumps_to_and_fro():
    figure = descent_1d()
    sentence, _, last = place(figure, rate=0.5, step=30)
    assert last == 1 and "f falls from 4.000 to 0." in sentence and "Converged: after 1 step" in sentence
    assert "A 2-cycle: the walk jumps to and fro between −2.000 and 2.000." in said(figure, rate=1, step=4)


def test_the_quartic_settles_below_two_over_its_curvature_and_ends_in_a_two_cycle_above():
    figure = descent_1d(**QUARTIC)
    assert regime(figure, rate=0.45, step=30) == "Zig-zag"
    assert regime(figure, rate=0.55, step=30) == "2-cycle"
    wide = [regime(figure, x0=1.4, rate=0.55, step=k) for k in range(3, 12)]
    assert set(wide) == {"Swinging wider"}, "growing swings that stay bounded are no divergence"


def test_from_a_hilltop_the_steps_gain_speed():
    assert regime(descent_1d(**QUARTIC), x0=0.1, rate=0.1, step=4) == "Gaining speed"


def test_the_sentence_says_how_long_a_step_is_and_what_it_did_to_f():
    sentence = said(descent_1d(), rate=0.1, step=3)
    assert sentence == (
        "Step 3 moves x from −1.280 to −1.024: f falls from 1.638 to 1.049. "
        "Monotone: the steps keep their direction, this one is 0.80 times as long as the last."
    )


def test_the_formula_line_has_the_step_with_its_numbers_put_in():
    figure = descent_1d()
    assert plain_formula(figure, rate=0.1, step=0) == "−η·f′(x0)=−0.1·(−4.000)=0.4000"
    assert plain_formula(figure, rate=0.1, step=3) == "x3=x2−η·f′(x2)=−1.280−0.1·(−2.560)=−1.024"
    assert plain_formula(figure, x0=-1.0, rate=1.1, step=2).endswith("=1.200−1.1·2.400=−1.440")


def test_the_tangent_touches_the_curve_where_the_walk_is():
    figure = descent_1d("sin(x)")
    place(figure, x0=1.0, rate=0.5, step=2)
    (xa, ya), (xb, yb) = picture_of(figure).tangent.get_xydata()
    at = picture_of(figure).tracks[0].here.get_xydata()[0]
    assert np.isclose((yb - ya) / (xb - xa), np.cos(at[0])) and np.allclose([(xa + xb) / 2, (ya + yb) / 2], at)


def test_a_step_out_of_the_picture_is_said_and_drawn_as_an_arrow_to_its_edge():
    figure = descent_1d()
    assert "That lies outside the picture. Diverging" in said(figure, x0=-2.0, rate=1.1, step=3)
    walk, falls = picture_of(figure).tracks
    top = picture_of(figure).ax.get_ylim()[1]
    assert not len(walk.here.get_xdata()) and not len(falls.here.get_xdata())
    assert walk.edge.marker.get_xydata().tolist() == [[3, top]]
    assert falls.edge.marker.get_xydata().tolist() == [[3, top]]
    tips = walk.heads.get_xydata()[1::4]
    assert len(tips) == 3 and np.isclose(tips[-1].max(), top), "the last head is where the step leaves the picture"
    place(figure, x0=-2.0, rate=1.1, step=2)
    assert len(walk.here.get_xdata()) == 1 and not len(walk.edge.marker.get_xdata())


def test_a_step_out_of_the_domain_is_said_and_drawn_to_where_it_leads():
    figure = descent_1d("exp(x) - ln(x)", low=-1, high=3, x0=2)
    sentence, _, last = place(figure, rate=0.4, step=1)
    assert last == 1
    assert sentence == (
        "Step 1 moves x from 2.000 to −0.7556, where f has no value (not defined for x ≤ 0): "
        "it left the domain. Try a smaller learning rate."
    )
    lost = picture_of(figure).lost
    assert np.allclose(lost.line.get_xydata()[1], lost.cross.get_xydata()[0])
    assert np.allclose(lost.cross.get_xydata(), [[2 - 0.4 * (np.e**2 - 0.5), np.e**2 - np.log(2)]])
    assert plain_formula(figure, rate=0.4, step=1) == "x1=x0−η·f′(x0)=2.000−0.4·6.889=−0.7556"
    place(figure, rate=0.4, step=0)
    assert not len(lost.cross.get_xdata())


def test_a_start_that_has_no_value_or_no_slope_is_a_problem_in_words():
    figure = descent_1d("sqrt(x)", x0=1)
    assert figure._drawing.frame(stop_of(figure, x0=-1.0)) == [
        "Problem: sqrt(x) has no value at x₀ = −1.00 (not defined for x < 0). Start elsewhere."
    ]
    (words,) = figure._drawing.frame(stop_of(figure, x0=0.0))
    assert "no slope at x₀ = 0.00" in words


def test_on_the_absolute_value_descent_jumps_about_the_corner_or_is_lost_on_it():
    figure = descent_1d("|x|", x0=1)
    assert regime(figure, rate=0.4, step=30) == "2-cycle"
    sentence, _, last = place(figure, rate=0.25, step=30)
    assert last == 4 and "to 0, where f has no slope: there is no next step." in sentence
    assert np.allclose(picture_of(figure).lost.cross.get_xydata(), [[0, 0]])


def test_a_step_over_a_pole_is_said():
    figure = descent_1d("1/x", x0=1)
    assert "leaps over a place where f has no value" in said(figure, x0=-0.5, rate=0.5, step=1)
    assert "leaps" not in said(figure, x0=0.5, rate=0.5, step=1)


def test_a_walk_that_starts_where_the_slope_is_zero_has_no_step():
    sentence, _, last = place(descent_1d(), x0=0.0, step=3)
    assert last == 0 and "converged before its first step" in sentence


def test_the_presets_hold_one_rate_for_each_regime():
    for figure in (descent_1d(), descent_1d(**QUARTIC)):
        drawing, regimes = figure._drawing, {}
        for words, moves in drawing.presets:
            stop = list(stop_of(figure))
            for at, index in moves:
                stop[at] = index
            assert stop[drawing.moving.index("step")] == 0
            values = drawing.stop_values(stop) | {"step": 4}
            regimes[words] = regime(figure, **values)
        assert list(regimes) == ["crawl", "just right", "zig-zag", "blow up"]
    assert list(regimes.values())[1:3] == ["Monotone", "Zig-zag"]


def test_a_function_without_a_bottom_has_no_presets_and_others_can_be_given():
    assert descent_1d("-x")._drawing.presets == []
    given = gradient_descent.descent_1d(presets={"fast": {"rate": 0.4, "x0": 1.0}})._drawing.presets
    assert [words for words, _ in given] == ["fast"]


def test_a_bad_formula_is_refused_and_the_old_picture_stays():
    for make in (descent_1d, descent_2d):
        figure = make()
        before = figure.sentence, figure.f
        for text in ("x +", "z + x", "import os", "sqrt(-1 - x^2)", ""):
            with pytest.raises(ValueError) as refused:
                figure.f = text
            assert (figure.sentence, figure.f) == before
            assert isinstance(refused.value, FormulaError) or "no value anywhere" in str(refused.value)


def test_a_place_that_round_off_keeps_from_the_corner_is_the_corner():
    sentence, _, last = place(descent_1d("|x|"), x0=1.0, rate=0.2, step=30)
    assert last == 5 and "to 0, where f has no slope" in sentence


def test_a_slope_that_counts_as_zero_is_not_called_zero():
    sentence = said(descent_1d("exp(-4x^2)"), x0=2.5, step=0)
    assert "closer to 0 than 10⁻⁸ counts as zero" in sentence and "times zero" not in sentence
    assert "shorter than 10⁻⁸" in said(descent_2d("exp(-x^2 - y^2)"), x=-5.0, y=-2.0, step=0)


def test_only_the_last_steps_of_a_long_walk_are_drawn_in_full():
    figure = descent_1d(**QUARTIC)
    place(figure, rate=0.55, step=30)
    walk = picture_of(figure).tracks[0]
    assert len(walk.last.get_xdata()) == 7 and len(walk.path.get_xdata()) == 31
    assert walk.path.get_alpha() < 0.5


# blind_descent


def test_no_curve_is_there_until_it_is_revealed():
    figure = blind_descent()
    picture = picture_of(figure)
    curves = [line for line in picture.ax.lines if not line.get_animated()]
    assert curves == []
    for step, reveal in ((0, False), (30, False), (30, True), (3, False)):
        place(figure, step=step, reveal=reveal)
        assert (len(picture.curve.get_xdata()) > 50) == reveal
    assert not len(picture.ax.texts)


def test_what_is_shown_are_heights_and_slopes_of_the_points_visited_and_nothing_else():
    figure, f = blind_descent(), parse("x^4/8 - x^2 - x/3 + 3")
    path = descend(f, f.derivative(), -2.8, GradientDescent(0.1), steps=5)
    place(figure, step=5, reveal=False)
    pieces = picture_of(figure).slopes.get_xydata().reshape(-1, 3, 2)[:, :2]
    assert len(pieces) == 6
    assert np.allclose(pieces.mean(axis=1), np.column_stack([path.positions, path.values]))
    rises = np.diff(pieces, axis=1)[:, 0]
    assert np.allclose(rises[:, 1] / rises[:, 0], path.gradients)
    dots = picture_of(figure).dots.patch.get_path().vertices[::2]
    assert np.allclose(dots, np.column_stack([path.positions, path.values]))


def test_revealed_it_says_in_which_valley_the_walk_is():
    figure = blind_descent()
    assert "lowest places" not in said(figure, step=30, reveal=False)
    left, right = (said(figure, x0=x0, step=30, reveal=True) for x0 in (-2.8, 0.5))
    assert "near x = −1.91 with f = 1.65 and x = 2.08 with f = 0.32" in left
    assert "The walk is not in the deepest valley" in left and "The walk is in the deepest valley" in right


def test_revealed_it_claims_no_valley_for_a_walk_that_is_outside_and_says_when_it_had_been_lower():
    figure = blind_descent()
    assert "The walk is outside the picture." in said(figure, x0=-3.0, rate=1, step=30, reveal=True)
    assert "it had been lower before" in said(figure, x0=-2.85, rate=0.8, step=30, reveal=True)


# descent_2d


def test_the_path_in_the_plane_is_that_of_descend():
    figure, f = descent_2d(), named_or_typed("x^2 + 2y^2")
    path = descend(lambda p: f(*p), lambda p: f.gradient(*p), [-5.0, -2.0], GradientDescent(0.1), steps=30)
    for k in (0, 1, 20, 30):
        place(figure, step=k)
        walk, falls = picture_of(figure).tracks
        assert np.allclose(walk.path.get_xydata(), path.positions[: k + 1])
        assert np.allclose(falls.path.get_xydata(), np.column_stack([np.arange(31), path.values])[: k + 1])
    assert "Step 20 leads to (−0.0576, −7.31·10⁻⁵)" in said(figure, step=20)


@pytest.mark.parametrize("text, lowest", [("Himmelblau", 0), ("x^2 + 2y^2 - 3", -3), ("sin(x) cos(y)", -1)])
def test_the_panel_beside_shows_f_minus_its_lowest_value_on_a_log_axis_and_says_so(text, lowest):
    figure, f = descent_2d(text), named_or_typed(text)
    where = {"x": 1.0, "y": 1.0, "rate": 0.01}
    words = f"The lowest value known is {descents.plain(lowest)}: the panel beside shows how far f is above it."
    assert words in said(figure, step=0, **where)
    place(figure, step=10, **where)
    picture = picture_of(figure)
    assert picture.falls.get_yscale() == "log" and "lowest" in picture.falls.get_ylabel()
    places = picture.tracks[0].path.get_xydata().T
    assert np.allclose(picture.tracks[1].path.get_ydata(), f(*places) - lowest)


@pytest.mark.parametrize("text", ["x^2 - y^2", "x + y", "1/(x - y) + x^2 + y^2", "monkey saddle"])
def test_without_a_known_lowest_value_the_panel_shows_f_itself(text):
    figure, f = descent_2d(text), named_or_typed(text)
    where = {"x": -3.0, "y": 0.5, "rate": 0.01}
    assert "No lowest value of f is known here" in said(figure, step=0, **where)
    place(figure, step=10, **where)
    picture = picture_of(figure)
    assert picture.falls.get_yscale() == "linear" and picture.falls.get_ylabel() == "f(x, y)"
    assert np.allclose(picture.tracks[1].path.get_ydata(), f(*picture.tracks[0].path.get_xydata().T))


def test_the_lowest_value_is_found_for_quadratics_valleys_and_flat_bottoms():
    window = (-6, 6), (-4.5, 4.5)
    for text, lowest in (("(x - 1)^2 + 3y^2 + x*y", None), ("(x - y)^2 - 2", -2), ("x^4 + y^4 + 1", 1)):
        found = lowest_value(named_or_typed(text), *window)
        if lowest is None:
            place = np.linalg.solve([[2, 1], [1, 6]], [2, 0])
            lowest = float(named_or_typed(text)(*place))
        assert found == pytest.approx(lowest, abs=1e-9)


def test_a_log_axis_survives_a_value_at_the_minimum_itself():
    figure = descent_2d("x^2 + y^2")
    sentence, _, last = place(figure, rate=0.5, step=30)
    assert last == 1 and "f falls from 29.00 to 0." in sentence
    assert np.all(picture_of(figure).tracks[1].path.get_ydata() > 0)
    assert len(picture_of(figure).tracks[1].edge.marker.get_xdata()) == 1


@pytest.mark.parametrize("rate, name", [(0.45, "Zig-zag"), (0.5, "A 2-cycle"), (0.55, "Diverging")])
def test_in_a_valley_the_regimes_of_the_steep_direction_are_named(rate, name):
    assert f" {name}: the step turns by 180°" in said(descent_2d(), rate=rate, step=9)


def test_a_smooth_walk_is_not_called_a_zig_zag():
    sentence = said(descent_2d(), rate=0.1, step=20)
    assert "The step keeps its direction and is 0.80 times as long as the last." in sentence and "Zig" not in sentence


def test_leaving_the_domain_of_a_surface_is_said_and_drawn():
    figure = descent_2d("log(x) + y^2", start=(2, 1), rate=0.5)
    sentence, _, last = place(figure, step=30)
    assert f"Step {last} leads from" in sentence and "it left the domain. Try a smaller learning rate." in sentence
    assert picture_of(figure).lost.cross.get_xdata()[0] < 0
    (words,) = figure._drawing.frame(stop_of(figure, x=-3.0))
    assert words.startswith("Problem: f has no value at (−3.00, 1.00). Move the start")


def test_at_a_kink_a_surface_has_no_gradient():
    figure = descent_2d("|x| + |y|")
    (words,) = figure._drawing.frame(stop_of(figure, x=0.0, y=0.0))
    assert words.startswith("Problem: f has no gradient at (0, 0).")
    assert "converged" not in said(descent_2d("x^2 + y^4"), x=0.0, y=1.5, step=0)


def test_large_numbers_of_a_pair_have_no_comma_within():
    assert [descents.entry(value) for value in (-1.64, 4374.2, 529420)] == ["−1.64", "4374", "5.29·10⁵"]


def test_leaving_the_picture_is_said():
    figure = descent_2d()
    assert "That lies outside the picture." in said(figure, rate=0.55, step=9)
    assert picture_of(figure).tracks[0].edge.marker.get_ydata().tolist() == [4.5]


def test_a_named_surface_can_be_typed_in_any_case_and_an_unknown_name_lists_them():
    assert named_or_typed(" ROSENBROCK ").f is functions.rosenbrock
    with pytest.raises(FormulaError, match="one of these names: bowl, .*rosenbrock"):
        named_or_typed("rosenbock")


def test_the_formula_line_of_the_plane_has_the_numbers_put_in():
    figure = descent_2d()
    assert plain_formula(figure, step=0) == "−η∇f(x0,y0)=−0.1·(−10.0,−8.00)=(1.00,0.800)"
    assert plain_formula(figure, step=1) == "(x1,y1)=(x0,y0)−η∇f(x0,y0)=(−5.00,−2.00)−0.1·(−10.0,−8.00)=(−4.00,−1.20)"


def test_both_panels_are_as_high_and_a_unit_is_as_long_upwards_as_across():
    figure = gradient_descent.descent_2d()
    for text in ("Rosenbrock", "x^2 - y^2", "x^2 + 2y^2"):
        figure.f = text
        picture = picture_of(figure)
        plane, falls = picture.ax.get_window_extent(), picture.falls.get_window_extent()
        assert np.allclose([plane.y0, plane.y1], [falls.y0, falls.y1], atol=0.5)
        assert plane.width > 200 and np.isclose(plane.width / 12, plane.height / 9, rtol=1e-3)


# penguin_descent


def test_the_line_and_the_point_move_together_by_the_steps_of_descent():
    figure, birds = penguin_descent(), datasets.penguins()
    x, y = birds.flipper_length_mm - birds.flipper_length_mm.mean(), birds.body_mass_g

    def gradient(p):
        misses = p[0] * x + p[1] - y
        return np.array([2 * np.mean(misses * x), 2 * np.mean(misses)])

    path = descend(
        lambda p: np.mean((p[0] * x + p[1] - y) ** 2), gradient, [20.0, 3500.0], GradientDescent(0.0025), steps=310
    )
    for step, k in ((0, 0), (1, 1), (9, 9), (10, 10), (11, 30), (25, 310)):
        sentence = said(figure, step=step)
        w, b = path.positions[k]
        picture = picture_of(figure)
        assert np.allclose(np.ravel(picture.track.here.get_data()), (w, b))
        (xa, ya), (xb, yb) = picture.line.get_xydata()
        assert np.isclose((yb - ya) / (xb - xa), w) and np.isclose(ya - w * xa, b)
        assert f"w = {w:.2f} g/mm, b = {b:,.0f} g, and the loss is {path.values[k]:,.0f} g²" in sentence


def test_the_two_factors_that_are_said_are_those_of_the_hessian():
    figure, birds = penguin_descent(), datasets.penguins()
    square = np.mean((birds.flipper_length_mm - birds.flipper_length_mm.mean()) ** 2)
    sentence = said(figure, rate=0.001, step=3)
    factors = [float(word) for word in re.findall(r"by ([−\d.]+)|that of b by ([\d.]+)", sentence)[0] if word]
    assert factors[0] == pytest.approx(1 - 0.001 * 2 * square, abs=1e-3)
    assert "that of b by 0.998: b is slow" in sentence


def test_above_the_limit_of_w_the_walk_diverges_though_it_is_slow_in_b():
    figure = penguin_descent()
    assert "b is slow" in said(figure, rate=0.005, step=5)
    assert "w swings wider and wider" in said(figure, rate=0.0055, step=3)
    ws = [(said(figure, rate=0.0055, step=k), picture_of(figure).line.get_ydata())[1] for k in (1, 2, 3)]
    turns = np.diff(np.diff(ws, axis=1)[:, 0])
    assert turns[0] * turns[1] < 0, "from press to press the line is seen to swing"
    sentence, _, last = place(figure, rate=0.0055, step=25)
    assert last < 30 and "Diverged: after 50 steps" in sentence


def test_before_the_first_step_nothing_is_said_of_what_will_happen():
    assert "slow" not in said(penguin_descent(), step=0) and "wider" not in said(penguin_descent(), rate=0.006, step=0)


# Words and arrows


def test_numbers_are_told_apart_by_more_digits_or_by_their_difference():
    assert descents.way(1.0, 2.0) == "from 1.000 to 2.000"
    assert descents.way(1.41421, 1.41432) == "from 1.4142 to 1.4143"
    assert descents.way(1.0, 1.0 - 1e-9) == "by −1.0·10⁻⁹ to 1.000"
    assert descents.fall_in_words(1.0, 1.0 - 1e-9) == "f falls by 1.0·10⁻⁹ to 1.000"
    assert descents.fall_in_words(4.0, 4.0) == "f stays at 4.000"


@pytest.mark.parametrize(
    "value, text",
    [(0.1, "0.1000"), (0.09999999, "0.1000"), (-2, "−2.000"), (1e-5, "1.000·10⁻⁵"), (123456.7, "123,457")],
)
def test_numbers_have_four_digits(value, text):
    assert descents.plain(value) == text


@pytest.mark.parametrize(
    "start, end, shown",
    [
        ((0, 0), (1, 1), ((0, 0), (1, 1))),
        ((0.5, 0.5), (0.5, 3), ((0.5, 0.5), (0.5, 1))),
        ((-1, 0.5), (2, 0.5), ((0, 0.5), (1, 0.5))),
        ((-1, 0.5), (-2, 0.5), None),
        ((-1, 2), (2, 2), None),
    ],
)
def test_a_line_is_cut_where_it_leaves_the_box(start, end, shown):
    found = trails.clipped(start, end, (0, 0), (1, 1))
    assert (found is None) == (shown is None)
    assert shown is None or np.allclose(found, shown)


def test_short_steps_get_no_arrow_head_and_long_ones_point_ahead():
    figure = descent_1d()
    place(figure)
    ax = picture_of(figure).ax
    assert len(trails.arrow_heads(ax, [[0, 0], [0.05, 0]])) == 0
    left, tip, right, gap = trails.arrow_heads(ax, [[-1, 2], [1, 2]])
    assert tip[0] > left[0] and np.isclose(left[0], right[0]) and 0.85 < tip[0] < 1 and np.isnan(gap).all()
