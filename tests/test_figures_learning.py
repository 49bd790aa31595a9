"""The live figures of notebook 07, through their artists' data and their sentences."""

import gzip

import ipywidgets
import numpy as np
import pytest
from figure_tools import check_corners, picture_of, scene
from figure_tools import house_style as house_style
from figure_tools import unmarked as text

from calcml import datasets, functions, networks
from calcml.descent import GradientDescent, minibatches
from calcml.figures import learning, noise_floor, optimiser_race
from calcml.figures.learning_curves import UPDATES
from calcml.figures.minibatches import START

MAKERS = {  # and how many kilobytes a page may have
    learning.parameter_space: 300,
    learning.data_space: 300,
    learning.minibatch_path: 150,
    learning.batch_noise: 150,
    learning.race: 150,
    learning.decision_boundary: 150,
}


@pytest.fixture(scope="module")
def birds():
    """X with a column of ones, and y in kg, made here anew."""
    penguins = datasets.penguins()
    flipper = penguins.flipper_length_mm
    x = (flipper - flipper.mean()) / flipper.std()
    return np.column_stack([x, np.ones(len(x))]), penguins.body_mass_g / 1000


# Parameter space and data space


@pytest.fixture(scope="module")
def spaces():
    return learning.parameter_space(), learning.data_space()


@pytest.mark.parametrize("w, b", [(0.2, 3.8), (0, 3.5), (1.4, 4.9), (0.7, 4.2)])
def test_both_spaces_say_the_loss_of_the_same_line(spaces, birds, w, b):
    here, there = spaces
    loss = networks.mean_squared_error([w, b], *birds)
    assert f"the loss is {loss:.3f} kg²" in scene(here, w=w, b=b)[0]
    assert (
        f"the loss is {loss:.3f} kg². Its root, the typical size of an error, is {loss**0.5:.2f} kg."
        in (scene(there, w=w, b=b)[0])
    )
    slopes = [f"{value:.3f}".replace("-", "−") for value in networks.mean_squared_error_gradient([w, b], *birds)]
    sentence, formula = scene(here, w=w, b=b)
    assert f"{slopes[0]} kg along w and {slopes[1]} kg along b" in sentence
    assert all(f"={slope}" in text(formula) for slope in slopes)
    assert np.allclose(here._drawing.handles[0].artist.get_xydata(), [[w, b]])


def test_the_strokes_cover_the_way_from_every_bird_to_the_line_and_no_more(spaces, birds):
    figure = spaces[1]
    for w, b in ((0.2, 3.8), (1.4, 3.5), (0.7, 4.2)):
        scene(figure, w=w, b=b)
        strokes = picture_of(figure).errors.get_xydata().reshape(-1, 3, 2)[:, :2]
        X, y = birds
        for (x, low), (_, high) in strokes:
            heights = [*y[np.isclose(X[:, 0], x)], b + w * x]
            assert np.allclose([low, high], [min(heights), max(heights)])
        assert np.allclose(strokes[:, 0, 0], np.unique(X[:, 0]))


def test_the_two_spaces_can_be_linked_and_drag_the_same_two_numbers(spaces):
    here, there = spaces
    for name in ("w", "b"):
        ipywidgets.jslink((here, name), (there, name))
    controls = [[(c["name"], c["stops"], c["start"]) for c in figure._controls] for figure in (here, there)]
    assert controls[0] == controls[1]
    scene(there, w=0.5, b=4.0)
    middle, right = (handle.artist.get_xydata()[0] for handle in there._drawing.handles)
    assert np.allclose([middle, right], [[0, 4.0], [1, 4.5]])


# Mini-batches


@pytest.fixture(scope="module")
def stroll():
    return learning.minibatch_path()


@pytest.mark.parametrize("rate, batch", [(0.1, 16), (0.05, 1), (0.5, 64), (0.3, 342)])
def test_the_walk_takes_the_gradient_of_one_batch_after_the_other(stroll, birds, rate, batch):
    sentence, _ = scene(stroll, rate=rate, batch=batch, step=50)
    X, y = birds
    points, optimiser = [START], GradientDescent(rate)
    for rows in minibatches(len(y), batch, np.random.default_rng(0), steps=50):
        gradient = networks.mean_squared_error_gradient(points[-1], X[rows], y[rows])
        points.append(optimiser.step(points[-1], gradient, None)[0])
    picture = picture_of(stroll)
    assert np.allclose(picture.track.get_xydata(), points)
    w, b = points[-1]
    assert np.allclose(picture.line.get_ydata(), [b - 2.2 * w, b + 2.3 * w])
    assert f"is {networks.mean_squared_error(points[-1], X, y):.4f} kg²" in sentence
    marks = 0 if batch == len(y) else len(rows)
    assert len(picture.looked_at.patch.get_path().vertices) == 2 * marks


def test_with_all_birds_in_a_batch_both_walks_are_one_and_the_loss_never_rises(stroll):
    sentence, _ = scene(stroll, rate=0.1, batch=342, step=50)
    picture = picture_of(stroll)
    first, second = picture.track.get_xydata(), picture.whole.get_xydata()
    assert np.array_equal(first, second) and np.all(np.diff(picture.model.loss(*first.T)) <= 0)
    assert np.array_equal(picture.line.get_ydata(), picture.whole_line.get_ydata())
    assert "(50 epochs)" in sentence and "every batch is all of the birds" in sentence


def test_the_sentence_of_the_mini_batches(stroll):
    sentence, formula = scene(stroll, rate=0.1, batch=16, step=20)
    assert sentence == (
        "After 20 steps with B = 16 (0.936 epochs) the loss over all 342 birds is 0.1548 kg²; with all birds in every "
        "step it is 0.1546 kg². With B = 16 the loss rose at 5 of 20 steps. The lowest possible is 0.1545 kg²."
    )
    assert text(formula) == "w20=w19−η216Σerror·flipper=0.672−0.1·(−0.252)=0.697"
    for step, rows in enumerate(minibatches(342, 16, np.random.default_rng(0), steps=24), start=1):
        if step >= 21:  # 21 full batches and one of six birds are an epoch
            assert f"−η2{len(rows)}Σ" in text(scene(stroll, rate=0.1, batch=16, step=step)[1])
    assert "(1 epoch)" in scene(stroll, rate=0.1, batch=16, step=22)[0]
    scene(stroll, rate=0.1, batch=16, step=20)
    losses = picture_of(stroll).model.loss(*picture_of(stroll).track.get_data())
    assert np.sum(np.diff(losses) > 0) == 5
    assert scene(stroll, step=0)[0].startswith("At the start of both walks the loss over all 342 birds is 0.7600 kg².")


def test_a_walk_that_leaves_the_map_is_pointed_to(stroll):
    scene(stroll, rate=0.5, batch=1, step=20)
    picture = picture_of(stroll)
    assert not len(picture.here.get_xydata()) and len(picture.edge.marker.get_xydata()) == 1


# The floor of the noise


@pytest.fixture(scope="module")
def noise():
    return learning.batch_noise()


@pytest.mark.parametrize("rate, batch", [(0.1, 1), (0.1, 64), (0.5, 8), (1, 1), (1.9, 1), (1.9, 64)])
def test_the_measured_mean_square_is_within_five_per_cent_of_the_floor(noise, rate, batch):
    scene(noise, rate=rate, batch=batch)
    picture = picture_of(noise)
    floor = rate / ((2 - rate) * batch)
    settled = np.mean(picture.mean.get_ydata()[61:])
    assert abs(settled / floor - 1) < 0.05
    assert np.allclose(picture.settled.get_ydata(), settled)
    assert np.allclose(np.abs(np.array(picture.band.get_ydata())[[0, 1, 3, 4]]), settled**0.5)


def test_the_mean_square_follows_the_recurrence_of_the_variance(noise):
    scene(noise, rate=0.2, batch=4)
    expected = [4.0]
    for _ in range(100):
        expected.append(0.8**2 * expected[-1] + 0.2**2 / 4)
    assert np.allclose(picture_of(noise).mean.get_ydata(), expected, rtol=0.15)


def test_sixteen_times_the_batch_is_a_quarter_of_the_noise_in_the_same_walk(noise):
    walks = []
    for batch in (1, 16):
        scene(noise, rate=0.5, batch=batch)
        walks.append(picture_of(noise).one.get_ydata() - 2 * 0.5 ** np.arange(101))
    assert np.allclose(walks[0], 4 * walks[1])


def test_the_words_of_the_noise(noise):
    sentence, formula = scene(noise, rate=0.5, batch=1)
    assert sentence == (
        "With η = 0.5 and B = 1 the mean of x², over 1,000 walks and steps 61 to 100, is 0.334. "
        "Its root, the typical distance from 0, is 0.578."
    )
    assert text(formula) == "x←x−0.5·(x+noise),noise of varianceσ²B=11"
    for rate in (0.5, 1.9):
        outside = np.max(np.abs(picture_of(noise).walks(rate, 1)[0])) > noise_floor.SEEN
        assert outside == ("leaves the picture" in scene(noise, rate=rate, batch=1)[0])


# The race


def test_each_optimiser_runs_at_the_rate_that_is_best_for_it():
    for name, chosen in optimiser_race.CHOSEN.items():
        ends = [optimiser_race.walk(name, rate).values for rate in optimiser_race.RATES]
        lowest = [values[-1] if len(values) == 61 else np.inf for values in ends]  # those that diverge are shorter
        assert optimiser_race.RATES[int(np.argmin(lowest))] == pytest.approx(chosen)


def test_the_walks_of_the_race_are_whole_and_stay_in_the_picture():
    figure = learning.race()
    sentence, _ = scene(figure, step=60)
    for name, (on_plane, beside) in picture_of(figure).lines.items():
        points, values = on_plane.get_xydata(), beside.get_ydata()
        assert len(points) == len(values) == 61 and np.allclose(values, functions.beale(*points.T))
        low, high = np.transpose([on_plane.axes.get_xlim(), on_plane.axes.get_ylim()])
        assert np.all((low < points) & (points < high)) and np.allclose(points[0], (1, 1.5))
        assert ("gradient descent" if name == "descent" else name) in sentence
    assert sentence == (
        "After 60 steps f is 0.0742 with gradient descent, 0.0340 with momentum, 9.85·10⁻⁴ with RMSProp and 0.0365 "
        "with Adam."
    )
    assert scene(figure, step=0)[0] == "All four start at (1, 1.5), where f is 41.25."


# The decision boundary


@pytest.fixture(scope="module")
def classifier():
    return learning.decision_boundary()


def test_the_weights_are_those_of_descent_on_the_training_birds_alone(classifier):
    penguins = datasets.penguins()
    two = penguins.species != "Gentoo"
    bills, y = (
        np.column_stack([penguins.bill_length_mm, penguins.bill_depth_mm])[two],
        penguins.species[two] != "Adelie",
    )
    train, test = datasets.split(219, 0.25, np.random.default_rng(0))
    X = np.column_stack([(bills - bills[train].mean(axis=0)) / bills[train].std(axis=0), np.ones(219)])
    w = np.zeros(3)
    for _ in range(40):
        w = w - networks.logistic_loss_gradient(w, X[train], y[train])
    sentence, _ = scene(classifier, step=UPDATES.index(40))
    assert np.allclose(picture_of(classifier).sample.positions[40], w)
    right = [int(np.sum((X[rows] @ w > 0) == y[rows])) for rows in (train, test)]
    losses = [networks.logistic_loss(w, X[rows], y[rows]) for rows in (train, test)]
    assert sentence == (
        f"After 40 steps the loss is {losses[0]:.4f} on the 164 training birds, with {right[0]} "
        f"({100 * right[0] / 164:.1f} %) classified rightly; on the 55 held out it is {losses[1]:.3f}, with {right[1]} "
        f"({100 * right[1] / 55:.1f} %)."
    )


@pytest.mark.parametrize("step", [1, 4, 14, 28])
def test_the_lines_lie_where_the_probability_is_what_it_is_said_to_be(classifier, step):
    scene(classifier, step=step)
    picture = picture_of(classifier)
    w = picture.sample.positions[UPDATES[step]]
    ends = picture.boundary.get_xydata()
    assert len(ends) == 2 and np.allclose(networks.sigmoid(ends @ w[:2] + w[2]), 0.5)
    sure = networks.sigmoid(picture.sure.get_xydata() @ w[:2] + w[2])
    assert np.all(np.isclose(sure, 0.1) | np.isclose(sure, 0.9) | np.isnan(sure))
    wrong = sum(int(picture.sample.wrong(part, w).sum()) for part in picture.sample.parts)
    assert len(picture.rings.get_xydata()) == wrong


def test_at_weights_of_zero_there_is_no_boundary(classifier):
    sentence, _ = scene(classifier, step=0)
    assert "All weights are 0, so p is a half for every bird, and there is no boundary" in sentence
    assert not len(picture_of(classifier).boundary.get_xydata()) and not len(picture_of(classifier).rings.get_xydata())


# All of them


@pytest.mark.parametrize("make", MAKERS)
def test_a_figure_is_low_and_its_page_small(make):
    figure = make()
    assert figure._drawing.layers.fig.get_size_inches()[1] <= 4.2
    assert len(gzip.compress(figure.to_html().encode())) < 1000 * MAKERS[make]


@pytest.mark.parametrize("make", MAKERS)
def test_no_sentence_or_formula_is_without_numbers_at_the_ends_of_all_controls(make):
    check_corners(make())
