"""The live figures of notebook 06, through their artists' data and their sentences."""

import itertools
import re

import numpy as np
import pytest
from figure_tools import check_corners, number, once, picture_of, place, said, scene, unmarked
from figure_tools import house_style as house_style

from calcml import functions
from calcml.descent import GradientDescent, Momentum, descend
from calcml.figures import curvature, stability
from calcml.figures.curvature import hessian
from calcml.figures.momentum import walks_of
from calcml.numerics import hessian as nudged_hessian
from calcml.symbolic import FormulaError

saddle, stability_plane = once(curvature.saddle), once(curvature.stability_plane)
MAKERS = [once(curvature.valley), saddle, once(curvature.momentum_race), stability_plane]
SADDLE = "x^2/2 + y^4/4 - y^2/2"


# The valley

VALLEYS = [(1, 0, 0.9), (1, 72, 2.2), (10, 0, 0.1), (10, 72, 1.98), (100, 0, 2), (100, 72, 0.9)]


@pytest.fixture
def valley():
    return MAKERS[0]()


@pytest.mark.parametrize("kappa, rotation, rate", VALLEYS)
def test_the_walk_in_the_valley_is_that_of_descend_and_of_the_closed_form(valley, kappa, rotation, rate):
    scene(valley, kappa=kappa, rotation=rotation, rate=rate, step=20)
    drawn = picture_of(valley).tracks[0].path.get_xydata()
    H = hessian(kappa, rotation)
    walk = descend(lambda p: p @ H @ p / 2, lambda p: H @ p, drawn[0], GradientDescent(rate / kappa), steps=20)
    path = walk.positions
    assert np.allclose(path, picture_of(valley).walk(kappa, rotation, rate).positions, rtol=1e-12, atol=1e-13)
    assert_runs_along(drawn, path, within=0.08)
    axis = np.radians(rotation)
    floor, wall = np.array([np.cos(axis), np.sin(axis)]), np.array([-np.sin(axis), np.cos(axis)])
    k = np.arange(len(path))
    assert np.allclose(path @ floor, (1 - rate / kappa) ** k * (path[0] @ floor), atol=1e-9)
    assert np.allclose(path @ wall, (1 - rate) ** k * (path[0] @ wall), atol=1e-9)


def assert_runs_along(drawn, path, within):
    """What is drawn are places of the walk, its ends among them, and none of the others is farther from all of them."""
    apart = np.hypot(*(path[:, np.newaxis] - drawn).T)  # one row for each point that is drawn
    assert np.allclose(apart.min(axis=1), 0, atol=1e-12) and apart.min(axis=0).max() < within
    assert np.allclose(drawn[[0, -1]], path[[0, -1]], rtol=1e-12)


@pytest.mark.parametrize("kappa, rotation, rate", VALLEYS)
def test_the_envelope_is_never_below_the_path(valley, kappa, rotation, rate):
    scene(valley, kappa=kappa, rotation=rotation, rate=rate, step=20)
    picture = picture_of(valley)
    k, distance = picture.tracks[1].path.get_data()
    ends, heights = picture.bound.get_data()
    bound = np.exp(np.interp(k, ends, np.log(heights)))
    walk = picture.walk(kappa, rotation, rate)
    assert np.allclose(distance, np.maximum(np.hypot(*walk.positions.T), 1e-300))
    assert np.all(distance <= bound * (1 + 1e-9) + 1e-14)


@pytest.mark.parametrize("kappa, rate", [(1.4, 0.3), (10, 1.2), (10, 2.2), (100, 1.98)])
def test_on_an_eigen_direction_every_step_multiplies_by_its_own_factor(valley, kappa, rate):
    for rotation, own in ((150, abs(1 - rate / kappa)), (60, abs(1 - rate))):  # the start lies at 150°
        scene(valley, kappa=kappa, rotation=rotation, rate=rate, step=12)
        distance = picture_of(valley).tracks[1].path.get_ydata()
        assert np.allclose(distance[1:] / distance[:-1], own, rtol=1e-4)
        ends, heights = picture_of(valley).bound.get_data()
        promised = (heights[1] / heights[0]) ** (1 / ends[1])
        assert np.isclose(own, promised) == np.isclose(own, max(abs(1 - rate / kappa), abs(1 - rate)))


@pytest.mark.parametrize("kappa, rate", [(4, 1.6), (9, 1.8), (99, 1.98)])
def test_at_the_best_rate_the_path_lies_on_the_envelope_from_any_side(kappa, rate):
    figure = curvature.valley()
    figure._drawing.controls["kappa"].stops[5] = kappa
    for rotation in (0, 45, 100):
        sentence, _ = scene(figure, kappa=kappa, rotation=rotation, rate=rate, step=9)
        distance = picture_of(figure).tracks[1].path.get_ydata()
        assert np.allclose(distance, 2 * ((kappa - 1) / (kappa + 1)) ** np.arange(10))
        assert np.allclose(picture_of(figure).best.get_xydata(), [[rate, (kappa - 1) / (kappa + 1)]])


@pytest.mark.parametrize("kappa", [1, 10, 100])
def test_a_button_sets_the_best_rate_and_the_zigzag_grows_with_kappa_there(valley, kappa):
    best = curvature.PRESETS[f"κ = {kappa}, best η"]
    scene(valley, **best, rotation=0, step=20)
    (rate,) = picture_of(valley).chosen.get_xdata()
    assert abs(rate - 2 * kappa / (kappa + 1)) <= 0.01
    across = picture_of(valley).walk(kappa, 0, rate).positions[:, 1]
    assert np.allclose(across[1:], (1 - rate) * across[:-1], atol=1e-12)
    assert abs(1 - rate) >= (kappa - 1) / (kappa + 1) - 0.01


def test_no_rate_promises_less_than_the_best(valley):
    for kappa in (1, 2.5, 20, 100):
        scene(valley, kappa=kappa)
        (best, lowest) = picture_of(valley).best.get_xydata()[0]
        ends = picture_of(valley).rho.get_xydata()
        rates = np.linspace(0, 2.3, 200)
        exact = np.maximum(abs(1 - rates / kappa), abs(1 - rates))
        assert np.allclose(np.interp(rates, *ends.T), exact) and lowest <= exact.min() + 1e-12
        assert np.isclose(best / kappa, 2 / (1 + kappa))


@pytest.mark.parametrize("kappa, rotation", [(1, 0), (10, 30), (100, 120)])
def test_the_contours_stand_at_equal_steps_of_f(valley, kappa, rotation):
    scene(valley, kappa=kappa, rotation=rotation)
    path, H = picture_of(valley).rings.get_path(), hessian(kappa, rotation)
    points = np.array([curve(np.linspace(0, 1, 5)) for curve, _ in path.iter_bezier() if curve.degree == 3])
    levels = np.sum(points @ H * points, axis=-1).reshape(-1, 20) / 2  # one row a ring: four arcs
    assert np.allclose(levels / levels.mean(axis=1, keepdims=True), 1, atol=1e-3)
    assert np.allclose(levels.mean(axis=1), levels[0].mean() * np.arange(1, len(levels) + 1))


def test_both_sides_of_the_limit(valley):
    for rate, grows in ((1.98, False), (2.02, True)):
        scene(valley, kappa=10, rotation=60, rate=rate, step=20)
        distance = picture_of(valley).tracks[1].path.get_ydata()
        assert np.all((np.diff(distance) > 0) == grows)


@pytest.mark.parametrize(
    "values, words",
    [
        (
            {"step": 0},
            "The start is 2 from the minimum. With η = 0.150 every step is promised to multiply the distance by 0.850",
        ),
        (
            {"step": 12},
            "Step 12 multiplies the distance by about 0.850, to 0.246. With η = 0.150 every step is promised",
        ),
        ({"rate": 1.82}, "promised to multiply the distance by 0.820 or less. The best η, 0.182, promises 0.818."),
        ({"rate": 2}, "With η = 0.200, which is 2/λmax, the part across the valley keeps its size at every step."),
        (
            {"rate": 2.2},
            "With η = 0.220, above 2/λmax = 0.200, every step multiplies the part across the valley by 1.20.",
        ),
        ({"rotation": 150, "rate": 2.2}, "every step multiplies the part across the valley, here 0, by 1.20."),
        ({"kappa": 1, "rate": 2.2}, "every step multiplies the distance by 1.20. The best η, 1.00, promises 0."),
        ({"kappa": 1, "rate": 1}, "Step 1 leads to the minimum, as near as rounding allows."),
    ],
)
def test_the_sentence_of_the_valley(valley, values, words):
    assert words in scene(valley, **{"kappa": 10, "rotation": 0, "rate": 1.5, "step": 20} | values)[0]


def test_what_is_measured_is_at_most_what_is_promised(valley):
    for kappa, rotation, rate in VALLEYS:
        for step in (1, 2, 17):
            sentence, _ = scene(valley, kappa=kappa, rotation=rotation, rate=rate, step=step)
            if "promised to multiply" in sentence and "by about" in sentence:
                assert said("distance by about", sentence) <= said("multiply the distance by", sentence)


def test_the_formula_of_the_valley_shows_both_factors_and_the_bound(valley):
    formula = unmarked(scene(valley, kappa=10, rate=1.5, step=10)[1])
    assert formula == "ρ=max(|1−0.150|,|1−1.50|)=0.850,|p10|≤2ρ10=0.394"


def test_a_walk_that_arrives_is_shorter(valley):
    assert place(valley, kappa=1, rate=1.0)[2] == 1 and place(valley, kappa=10, rate=1.5)[2] == 20


# The saddle


def test_the_walk_near_the_saddle_is_that_of_descend_with_the_gradients_beside():
    figure = saddle()
    scene(figure, x=-1.2, y=0.3, step=40)
    picture = picture_of(figure)
    walk = descend(
        lambda p: p[0] ** 2 / 2 + p[1] ** 4 / 4 - p[1] ** 2 / 2,
        lambda p: np.array([p[0], p[1] ** 3 - p[1]]),
        [-1.2, 0.3],
        GradientDescent(0.2),
        steps=40,
    )
    assert_runs_along(picture.tracks[0].path.get_xydata(), walk.positions, within=0.08)
    assert np.allclose(picture.tracks[1].path.get_ydata(), np.hypot(*walk.gradients.T))


def test_on_the_saddle_line_descent_ends_at_the_saddle_and_a_little_noise_leads_it_away():
    figure = saddle()
    sentence, _ = scene(figure, step=50)
    assert "eigenvalues are −1.00 and 1.00: f bends up one way and down another, and ∇f is small, as near a saddle" in (
        sentence
    )
    assert np.all(picture_of(figure).tracks[0].path.get_ydata() == 0)
    for start, noise in ((0.01, 0), (0, 0.001)):
        sentence, _ = scene(figure, y=start, noise=noise, step=50)
        sizes = picture_of(figure).tracks[1].path.get_ydata()
        stall = int(np.argmin(sizes[:24]))
        assert sizes[stall:].max() > 2.5 * sizes[stall] > 2.5 * sizes[-1]  # it falls, rises, and falls
        assert "f bends up in every direction, and ∇f is small, as near a minimum" in sentence


def test_the_same_noise_gives_the_same_walk_and_twice_as_much_goes_twice_as_far_astray_at_first():
    first, again = curvature.saddle(), curvature.saddle()
    steps = []
    for figure, noise in ((first, 0), (first, 0.01), (again, 0.01), (again, 0.02)):
        scene(figure, noise=noise, step=1)
        steps.append(picture_of(figure).tracks[0].path.get_xydata()[1])
    assert np.array_equal(steps[1], steps[2])
    assert np.allclose(steps[3] - steps[0], 2 * (steps[1] - steps[0]))


@pytest.mark.parametrize("f", [SADDLE, "x^2 - y^2", "x*y + x^3", functions.rosenbrock, lambda x, y: x**2 * y - y])
def test_the_eigenvalues_that_are_said_are_those_of_the_hessian(f):
    figure = saddle(f)
    sentence, _ = scene(figure, x=0.5, y=0.75, step=0)
    exact = np.linalg.eigvalsh(nudged_hessian(lambda p: picture_of(figure).f(*p), [0.5, 0.75]))
    low, high = re.search(r"eigenvalues are (\S+) and (\S+):", sentence).groups()
    assert np.allclose([number(low), number(high)], exact, rtol=0.006, atol=0.006)


@pytest.mark.parametrize(
    "f, values, words",
    [
        ("3", {}, "an eigenvalue of 0 leaves open how f bends in its direction. Converged: after 0 steps"),
        ("x^2 + y^2", {"step": 50}, "∇f is small, as near a minimum"),
        ("x^2 - y^2", {"y": 0.5, "step": 50}, "That lies outside the picture."),
        ("-x^2 - y^2", {"x": 0, "y": 0}, "as near a maximum"),
        ("x^4 + y^2", {"x": 0, "y": 1}, "an eigenvalue of 0 leaves open"),
        ("1000000 x^2", {"step": 50}, "10¹². η is fixed here at 0.2: move the start, or type f/10."),
        ("log(x + 1.5) + y", {"x": -1, "step": 50}, "has no value. η is fixed here at 0.2"),
        ("(x^2 + y^2)/10000000", {}, "eigenvalues are 2.00·10⁻⁷ and 2.00·10⁻⁷: f bends up in every direction"),
        (
            "tan(x y)",
            {"x": -1.6, "y": 0.5},
            "|∇f| is 3.45. The Hessian’s eigenvalues are −13.3 and 1.37: f bends up one way and down another.",
        ),
        ("10x^2 - y^2", {"y": 1, "step": 11}, "(−1.77·10⁵, 40.5)"),
        (lambda x, y: x + 2 * y, {}, "an eigenvalue of 0 leaves open"),
    ],
)
def test_odd_functions_get_kind_words(f, values, words):
    assert words in scene(saddle(f, start=(1, 1)), **values)[0]


def test_a_start_without_a_value_is_a_problem_in_words():
    with pytest.raises(ValueError, match=r"f has no value at \(−1.00, 0\). Move the start to where it has one"):
        scene(saddle("log(x)", start=(1, 0)), x=-1)
    with pytest.raises(ValueError, match="no value anywhere in this picture"):
        saddle("sqrt(-1 - x^2)")


@pytest.mark.parametrize("words", ["x +", "x + z", "", "import os"])
def test_a_formula_that_cannot_be_read_is_refused_and_the_old_one_stays(words):
    figure = saddle()
    with pytest.raises(FormulaError):
        figure.f = words
    assert figure.f == SADDLE


def test_the_formula_of_a_step_is_the_step():
    formula = unmarked(scene(saddle(), x=-1.0, y=0.5, step=1)[1])
    assert formula == "(x1,y1)=(x0,y0)−η∇f=(−1.00,0.500)−0.2·(−1.00,−0.375)=(−0.800,0.575)"
    assert "(∇f+noise)" in unmarked(scene(saddle(), noise=0.01, step=1)[1])


# The race


@pytest.fixture
def race():
    return MAKERS[2]()


@pytest.mark.parametrize("rate, momentum", [(0.001, 0.95), (0.0005, 0.5), (0.005, 0.9)])
def test_both_walks_of_the_race_are_those_of_descend(race, rate, momentum):
    scene(race, rate=rate, momentum=momentum, step=50)
    f = functions.rosenbrock
    for name, optimiser in (("plain", GradientDescent(rate)), ("heavy ball", Momentum(rate, momentum))):
        walk = descend(f, f.gradient, [-1.2, 1], optimiser, 500)
        on_plane, beside = picture_of(race).runners[name].lines
        assert_runs_along(on_plane.get_xydata(), walk.positions, within=0.1)
        steps = np.round(10 * beside.get_xdata()).astype(int)
        assert np.allclose(beside.get_ydata(), walk.values[steps]) and steps[-1] == len(walk)


def test_walks_taken_together_are_to_the_last_digit_those_taken_one_by_one():
    f, pairs = functions.rosenbrock, [(0.001, 0.0), (0.004, 0.0), (0.0015, 0.95), (0.005, 0.9), (0.006, 0.98)]
    for start in ((-1.2, 1.0), (1.0, 1.0)):
        walks = walks_of(f, start, pairs)
        for (rate, beta), (positions, values, outcome) in walks.items():
            path = descend(f, f.gradient, start, Momentum(rate, beta), 500)
            assert np.array_equal(positions, path.positions) and outcome == path.outcomes
            assert np.allclose(values, path.values, rtol=1e-9)


def test_without_momentum_both_walks_are_one(race):
    scene(race, momentum=0, step=40)
    first, second = (picture_of(race).runners[name].lines[0].get_xydata() for name in ("plain", "heavy ball"))
    assert np.array_equal(first, second)


def test_the_sentence_of_the_race_says_where_both_are_and_how_high(race):
    sentence, formula = scene(race, rate=0.001, momentum=0.9, step=30)
    assert sentence == (
        "After 300 steps: plain descent is at (−0.759, 0.584), where f is 3.10; "
        "the heavy ball is at (0.891, 0.793), where f is 0.0119."
    )
    assert unmarked(formula) == "v←0.9v+∇f,w←w−0.001v"
    assert scene(race, step=0)[0] == "Both start at (−1.20, 1.00), where f is 24.2."


def test_a_walk_that_diverges_is_said_to(race):
    assert (
        "the heavy ball diverged, f or a coordinate is too large after 6 steps"
        in (scene(race, rate=0.005, momentum=0.9, step=20)[0])
    )


def test_the_handle_of_the_race_stands_at_the_step_it_drags(race):
    (handle,) = race._drawing.handles
    for rate, step in itertools.product((0.0001, 0.001, 0.006), (0, 7, 50)):
        scene(race, rate=rate, step=step)
        assert np.isclose(handle.artist.get_xdata()[-1], step)


# The plane of η and β

PLANE = list(itertools.product(np.linspace(0.05, 4.4, 30).round(2), np.linspace(-1.1, 1.1, 23).round(2)))


@pytest.mark.parametrize("rate, momentum", PLANE[::101])
def test_the_spectral_radius_is_that_of_the_matrix(rate, momentum):
    eigenvalues = np.linalg.eigvals([[1 - rate + momentum, -momentum], [1, 0]])
    assert np.isclose(stability.radius(rate, momentum), np.abs(eigenvalues).max(), atol=1e-7)
    assert np.allclose(np.sum(stability.roots(rate, momentum)), eigenvalues.sum())


def test_stable_is_said_exactly_within_the_triangle_and_the_error_dies_out_exactly_there():
    figure = stability_plane()
    for rate, momentum in itertools.product(np.arange(0.2, 4.41, 0.8).round(2), np.arange(-1.1, 1.11, 0.4).round(2)):
        sentence, _ = scene(figure, rate=rate, momentum=momentum)
        edge = 2 * (1 + momentum)
        stable = abs(momentum) < 1 - 1e-9 and 0 < rate < edge - 1e-9
        assert (": stable" in sentence) == stable, sentence
        error = stability.errors(rate, momentum, 400)
        assert (np.max(np.abs(error[-50:])) < 1e-6) == stable


@pytest.mark.parametrize("rate, momentum", [(2, 0), (3, 0.5), (1, -0.5), (1, 1), (4, 1)])
def test_on_the_limit_it_is_said_not_to_die_out(rate, momentum):
    sentence, _ = scene(stability_plane(), rate=rate, momentum=momentum)
    assert "The spectral radius is 1, the limit: the error does not die out." in sentence
    assert np.max(np.abs(stability.errors(rate, momentum, 3000)[-10:])) > 0.3


def test_oscillation_is_said_as_the_error_shows_it():
    figure = stability_plane()
    for rate, momentum in PLANE[::23]:
        sentence, _ = scene(figure, rate=rate, momentum=momentum)
        late = np.sign(stability.errors(rate, momentum, 300)[200:])
        changes = np.mean(late[1:] * late[:-1] < 0)
        if "side to side" in sentence:
            assert changes == 1
        elif "does not oscillate" in sentence:
            assert changes == 0
        elif "in waves" in sentence:
            assert 0 < changes
        else:
            assert "rhythm of two steps" in sentence or "radius is 0" in sentence


@pytest.mark.parametrize("rate, momentum", [(0.5, 0.5), (3.5, 0.9), (0.3, -0.5), (1, 0)])
def test_the_error_beside_is_the_walk_of_descend(rate, momentum):
    figure = stability_plane()
    scene(figure, rate=rate, momentum=momentum)
    drawn = picture_of(figure).path.get_ydata()
    walk = descend(lambda w: w**2 / 2, lambda w: w, 1.0, Momentum(rate, momentum), steps=40, flat=0)
    assert np.allclose(drawn[: len(walk) + 1], walk.positions) and np.allclose(drawn, stability.errors(rate, momentum))


def test_an_error_that_leaves_for_good_is_followed_to_the_edge():
    figure = stability_plane()
    scene(figure, rate=2.2, momentum=0)
    error = picture_of(figure).path.get_ydata()
    assert np.allclose(error, (-1.2) ** np.arange(len(error)))
    assert np.abs(error[-2]) <= stability.SEEN < np.abs(error[-1])
    assert np.allclose(picture_of(figure).edge.marker.get_xydata(), [[len(error) - 1, -stability.SEEN]])


def test_the_formula_of_the_plane_compares_with_the_limit():
    figure = stability_plane()
    words = [unmarked(scene(figure, rate=r, momentum=b)[1]) for r, b in ((0.5, -0.5), (2, 0), (2.2, 0), (1, 1.05))]
    assert words[0] == "r2−(1−0.50+(−0.50))r+(−0.50)=0,ηλ=0.50&lt;2(1+β)=1.00"
    assert (
        "ηλ=2.00=2(1+β)=2.00" in words[1]
        and "ηλ=2.20&gt;2(1+β)=2.00" in words[2]
        and words[3].endswith("=0,|β|=1.05≥1")
    )


# All of them


@pytest.mark.parametrize("make", MAKERS)
def test_a_figure_leaves_room_for_its_words_and_controls_on_a_small_screen(make):
    assert make()._drawing.layers.fig.get_size_inches()[1] <= 4.2


@pytest.mark.parametrize("make", MAKERS)
def test_no_sentence_or_formula_is_without_numbers_at_the_ends_of_all_controls(make):
    check_corners(make())
