"""The figures of notebook 11 that show trainings, through their artists' data and their sentences."""

import re
import warnings

import numpy as np
import pytest
from figure_tools import check_corners, picture_of, said, scene
from figure_tools import house_style as house_style
from figure_tools import unmarked as text
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from calcml import datasets, networks
from calcml.descent import Adam
from calcml.figures import broken_traces, broken_trainings, confusion, digits_recipe, digits_training
from calcml.figures import handwritten_digits as figures
from calcml.style import COLOURS

NAMES = "training", "confusion", "broken_trainings"


@pytest.fixture(scope="module")
def sets():
    """Training, validation and test digits, split here anew."""
    images, labels = datasets.digits()
    rng = np.random.default_rng(0)
    order = rng.permutation(1797)
    test, rest = order[:359], order[359:]
    order = rng.permutation(1438)
    validation, chosen = rest[order[:288]], rest[order[288:]]
    return [(images.reshape(-1, 64)[rows], labels[rows]) for rows in (chosen, validation, test)]


def softmax(weights, X):
    """The probabilities, by hand."""
    W, b, V, c = weights
    powers = np.exp(np.where(X @ W + b > 0, X @ W + b, 0) @ V + c)
    return powers / powers.sum(axis=1, keepdims=True)


def loss_of(weights, X, labels):
    return -np.mean(np.log(softmax(weights, X)[np.arange(len(labels)), labels]))


def slopes(weights, X, labels):
    """The gradient of the loss by W, b, V and c, by hand."""
    W, b, V, c = weights
    Z = X @ W + b
    G = (softmax(weights, X) - np.eye(10)[labels]) / len(labels)
    D = (G @ V.T) * (Z > 0)
    return X.T @ D, D.sum(axis=0), np.maximum(Z, 0).T @ G, G.sum(axis=0)


# The recipe


def test_the_recipe_keeps_training_validation_and_test_digits_apart_and_reaches_its_accuracy(sets):
    start, run = digits_recipe.prepared(), digits_recipe.recipe()
    for name, (X, labels) in zip(("training", "validation", "test"), sets, strict=True):
        assert np.array_equal(getattr(start, name)[0], X) and np.array_equal(getattr(start, name)[1], labels)
    assert all(np.array_equal(p.data, kept) for p, kept in zip(start.network.parameters, run.snapshots[0], strict=True))
    assert len(run.snapshots) == 41 and run.history.best == 25
    X, labels = sets[2]
    assert np.mean(softmax(run.best, X).argmax(axis=1) == labels) == pytest.approx(350 / 359)
    assert abs(loss_of(run.snapshots[0], *sets[0]) - np.log(10)) < 0.0047
    assert digits_recipe.recipe() is run


# The training


@pytest.fixture(scope="module")
def learning():
    return figures.training()


@pytest.mark.parametrize("epoch", [0, 1, 10, 25, 40])
def test_the_sentence_of_a_training_says_what_these_weights_do(learning, sets, epoch):
    sentence, formula = scene(learning, epoch=epoch)
    weights, picture = digits_recipe.recipe().snapshots[epoch], picture_of(learning)
    for (X, labels), where in zip(sets, ("the loss is", "digits it is"), strict=False):
        assert said(where, sentence) == pytest.approx(loss_of(weights, X, labels), rel=0.005)
    right = [softmax(weights, X).argmax(axis=1) == labels for X, labels in sets]
    assert f"with {100 * right[0].mean():.1f} % right;" in sentence
    assert f"with {right[1].sum()} ({100 * right[1].mean():.1f} %) right." in sentence
    assert ("weights that are kept" in sentence) == (epoch == 25)
    assert float(text(formula).split("=")[-1]) == pytest.approx(weights[0].std(), rel=0.005)
    losses = [line.get_xydata() for line in picture.curves.lines]
    assert [len(line) for line in losses] == [epoch + 1] * 2
    assert losses[1][-1] == pytest.approx([epoch, loss_of(weights, *sets[1])])


@pytest.mark.parametrize("epoch", [0, 25])
def test_each_picture_is_the_weights_of_one_hidden_unit(learning, epoch):
    scene(learning, epoch=epoch)
    picture, W = picture_of(learning), digits_recipe.recipe().snapshots[epoch][0]
    image = picture.weights.image.get_array()
    limit = picture.weights.norm.vmax
    for unit in (0, 7, 8, 31):
        y, x = 9 * (unit // 8) + 1, 9 * (unit % 8) + 1
        tile, weights = image[y : y + 8, x : x + 8], W[:, unit].reshape(8, 8)
        strongest = np.unravel_index(weights.argmax(), (8, 8)), np.unravel_index(weights.argmin(), (8, 8))
        assert tile[strongest[0]][1] > tile[strongest[0]][0] and tile[strongest[1]][0] > tile[strongest[1]][2]
        assert np.allclose(tile[np.abs(weights) < limit / 300], 1, atol=0.01)  # 0 is paper
        assert np.allclose(tile, digits_training.SIGNED((weights / limit + 1) / 2)[..., :3])
    assert image.shape == (37, 73, 3)


@pytest.mark.parametrize("epoch", [0, 3, 25, 40])
def test_the_hard_digits_have_the_highest_loss_in_the_best_epoch_and_the_largest_probabilities_beside_them(
    learning, sets, epoch
):
    sentence, _ = scene(learning, epoch=epoch)
    (X, labels), hard, snapshots = sets[1], picture_of(learning).hard, digits_recipe.recipe().snapshots
    best = softmax(snapshots[25], X)[np.arange(288), labels]
    assert sorted(hard.rows) == sorted(np.argsort(best)[:4]) and np.max(best[hard.rows]) < np.sort(best)[4]
    p = softmax(snapshots[epoch], X[hard.rows])
    boxes = hard.bars.get_path().vertices.reshape(-1, 5, 2)
    for k, texts in enumerate(hard.texts):
        order = np.argsort(-p[k])[:3]
        assert [int(line.get_text()[0]) for line in texts] == order.tolist()
        for line, digit, box in zip(texts, order, boxes[3 * k :], strict=False):
            shown = line.get_text()[3:].strip()
            assert shown == f"{p[k, digit]:.3f}" or shown in ("< 0.001", "> 0.999")
            assert (line.get_fontweight() == "bold") == (digit == labels[hard.rows[k]])
            assert np.ptp(box[:, 0]) == pytest.approx(digits_training.BAR * p[k, digit])
    taken = p.argmax(axis=1)
    assert sentence.endswith("the network takes them for {}, {}, {} and {}.".format(*taken))


def test_the_numbers_that_the_notebook_may_quote(learning):
    assert scene(learning, epoch=25)[0] == (
        "After 25 epochs the loss is 0.0275 on the training digits, with 99.7 % right; on the 288 validation digits it "
        "is 0.0963, with 284 (98.6 %) right. These are the weights that are kept. The hard digits are 8, 8, 7 and 8; "
        "the network takes them for 1, 1, 9 and 4."
    )
    assert scene(learning, epoch=0)[0].startswith("Before training the loss is 2.30 on the training digits, with 17.3")
    assert scene(learning, epoch=1)[0].startswith("After 1 epoch the loss is 1.21")


def test_the_hard_7_is_never_read_as_a_7_as_the_notebook_says(learning, sets):
    row = picture_of(learning).hard.rows[2]
    read = [int(softmax(weights, sets[1][0][[row]]).argmax()) for weights in digits_recipe.recipe().snapshots]
    assert sets[1][1][row] == 7 and 7 not in read and set(read[2:16]) == {8}
    assert set(read[16:]) == {8, 9} and read[16:].count(9) > 2 * read[16:].count(8)


@pytest.fixture(scope="module")
def own_run(sets):
    """A short training of a narrower network, as a notebook would keep it."""
    rng, snapshots = np.random.default_rng(3), []
    network = networks.Network((64, 12, 10), rng)
    history = networks.train(
        network,
        *sets[0],
        Adam(0.01),
        rng,
        epochs=2,
        validation=sets[1],
        callbacks=lambda network, epoch: snapshots.append(network.parameters),
        progress=False,
    )
    return snapshots, history


def test_a_training_of_the_notebook_is_shown_as_it_was(own_run, sets):
    snapshots, history = own_run
    for figure in (figures.training(*own_run), figures.confusion(*own_run, sets[1])):
        assert figure._drawing.controls["epoch"].stops[-1] == 2
        right = int(np.sum(softmax([p.data for p in snapshots[2]], sets[1][0]).argmax(axis=1) == sets[1][1]))
        assert f"{right} " in scene(figure, epoch=2)[0]
        check_corners(figure)
    assert picture_of(figures.training(*own_run)).weights.image.get_array().shape == (19, 73, 3)
    assert figures.confusion(*own_run).epoch == 0 and len(history) == 2


def test_snapshots_that_do_not_fit_are_refused_with_a_way_out(own_run):
    snapshots, history = own_run
    with pytest.raises(ValueError, match="give both, or neither"):
        figures.training(snapshots)
    with pytest.raises(ValueError, match="2 snapshots for 3 losses; .*in a list that is empty"):
        figures.confusion(snapshots[:2], history)
    with pytest.raises(ValueError, match="from 64 pixels over one layer to 10 digits"):
        figures.training([parameters[:2] for parameters in snapshots], history)


# The confusion


@pytest.fixture(scope="module")
def mixed():
    return figures.confusion()


@pytest.mark.parametrize("epoch", [0, 1, 5, 25, 40])
def test_the_counts_and_the_pair_that_is_mixed_up_most_are_those_of_the_weights(mixed, sets, epoch):
    sentence, formula = scene(mixed, epoch=epoch)
    X, labels = sets[1]
    taken, picture = softmax(digits_recipe.recipe().snapshots[epoch], X).argmax(axis=1), picture_of(mixed)
    counts = [[int(np.sum((labels == i) & (taken == j))) for j in range(10)] for i in range(10)]
    shown = [[int(cell.get_text() or 0) for cell in row] for row in picture.matrix.texts]
    assert shown == counts
    right = int(np.sum(labels == taken))
    assert f" {right} of 288 validation digits ({100 * right / 288:.1f} %) are on the diagonal." in sentence
    assert text(formula).endswith(f"{right}288={right / 288:.3f}")
    one, other = map(int, re.search(r"more often than (\d) and (\d)", sentence).groups())
    pairs = {(i, j): counts[i][j] + counts[j][i] for i in range(10) for j in range(i + 1, 10)}
    assert pairs[one, other] == max(pairs.values())
    times = re.search(
        r": (\w+)(?: times)? an? (\d) is taken for an? (\d), (\w+)(?: times)? an? (\d) for an? (\d)\.$", sentence
    )
    words = {"never": 0, "once": 1, "twice": 2}
    said_counts = [words[word] if word in words else int(word) for word in times.group(1, 4)]
    (i, j), back = map(int, times.group(2, 3)), tuple(map(int, times.group(5, 6)))
    assert said_counts == [counts[i][j], counts[j][i]] and back == (j, i) and {i, j} == {one, other}


def test_the_mistakes_shown_are_digits_of_that_pair(mixed, sets):
    X, labels = sets[1]
    for epoch, most in ((0, 6), (25, 2)):
        scene(mixed, epoch=epoch)
        picture = picture_of(mixed)
        captions = [caption.get_text() for caption in picture.mistakes.texts if caption.get_text()]
        taken, mosaic = softmax(digits_recipe.recipe().snapshots[epoch], X).argmax(axis=1), picture.mistakes.image
        assert len(captions) == most
        for k, caption in enumerate(captions):
            digit, wrong = int(caption[0]), int(caption[-1])
            y, x = 11 * (k // 2), 11 * (k % 2)
            tile = mosaic.get_array()[y : y + 8, x : x + 8].ravel()
            rows = (labels == digit) & (taken == wrong)
            assert np.min(np.max(np.abs(X[rows] - tile), axis=1)) <= 0.06


def test_colours_tell_right_from_wrong_and_much_from_little(mixed):
    scene(mixed, epoch=1)
    image = picture_of(mixed).matrix.image.get_array()
    blue, pink = (np.array(to_rgb(COLOURS[meaning])) for meaning in ("function", "second"))
    for pixel, colour in ((image[0, 0], blue), (image[9, 3], pink)):
        along = (1 - pixel) / (1 - colour)
        assert np.allclose(along, along[0]) and 0 < along[0] <= confusion.DARKEST
    assert np.all(image[9, 3] < image[9, 7]) and np.array_equal(image[0, 1], [1, 1, 1])


def test_without_mistakes_no_pair_is_named(sets):
    run, (X, labels) = digits_recipe.recipe(), sets[1]
    right = softmax(run.best, X).argmax(axis=1) == labels
    figure = figures.confusion(run.snapshots, run.history, (X[right], labels[right]), epoch=25)
    assert figure.sentence == (
        "After 25 epochs 284 of 284 validation digits (100.0 %) are on the diagonal. No digit is taken for another."
    )
    assert not any(caption.get_text() for caption in picture_of(figure).mistakes.texts)


def test_the_still_picture_counts_each_digit_in_its_row():
    ax = figures.draw_confusion([0, 0, 7, 8, 8, 8], [0, 6, 7, 8, 8, 1])
    cells = {tuple(map(round, cell.get_position())): cell.get_text() for cell in ax.texts if cell.get_text()}
    assert cells == {(0, 0): "1", (6, 0): "1", (7, 7): "1", (8, 8): "2", (1, 8): "1"}
    assert ax.get_xlabel() == "taken for" and ax.get_ylabel() == "true digit" and ax.get_title("left") == "6 digits"


@pytest.mark.parametrize(
    "labels, predictions, match",
    [
        ([1, 2], [1], "2 labels and 1 predictions"),
        ([1, 2], np.eye(10)[:2], "Try scores.argmax"),
        ([1.0, 2.0], [1, 2], "Try .astype"),
        (["1"], [1], "labels should be whole numbers from 0 to 9"),
        ([1, 10], [1, 2], "labels should be whole numbers from 0 to 9"),
        ([], [], "labels should be"),
    ],
)
def test_what_cannot_be_counted_is_refused(labels, predictions, match):
    with pytest.raises(ValueError, match=match):
        figures.draw_confusion(labels, predictions)


# Broken trainings


@pytest.fixture(scope="module")
def four():
    return figures.broken_trainings()


def walked(kind, sets):
    """The weights of the first epochs of a training, by `train`, or by hand where the digits are sorted."""
    start = digits_recipe.prepared()
    network, snapshots = start.network, []
    if kind == "B":
        network.layers[0].bias = network.layers[0].bias - 3
    if kind != "C":
        options = {"epochs": 2, "batch": 32, "validation": sets[1], "progress": False}
        options["callbacks"] = lambda network, epoch: snapshots.append([p.data for p in network.parameters])
        networks.train(network, *sets[0], Adam(0.3 if kind == "A" else 0.005), start.rng, **options)
        return snapshots
    X, labels = sets[0]
    order, weights, m, s = np.argsort(labels, kind="stable"), [p.data for p in network.parameters], 0, 0
    weights = np.array(weights, dtype=object)
    snapshots.append(list(weights))
    for t in range(1, 73):
        rows = order[32 * ((t - 1) % 36) :][:32]
        g = np.array([*slopes(weights, X[rows], labels[rows])], dtype=object)
        m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g
        roots = np.array([np.sqrt(part / (1 - 0.999**t)) + 1e-8 for part in s], dtype=object)
        weights = weights - 0.005 * m / (1 - 0.9**t) / roots
        if t % 36 == 0:
            snapshots.append(list(weights))
    return snapshots


@pytest.mark.parametrize("kind", ["healthy", "A", "B", "C"])
def test_each_training_differs_from_the_healthy_one_as_it_should_and_is_measured_rightly(kind, sets):
    seen = broken_traces.trace(kind)
    for epoch, weights in enumerate(walked(kind, sets)):
        for losses, part in zip(seen.losses, sets, strict=False):
            assert losses[epoch] == pytest.approx(loss_of(weights, *part))
        dW, db, dV, dc = slopes(weights, *sets[0])
        sizes = [np.sqrt(((a**2).sum() + (b**2).sum()) / (a.size + b.size)) for a, b in ((dW, db), (dV, dc))]
        assert seen.sizes[:, epoch] == pytest.approx(sizes, abs=1e-12)
        assert seen.dead[epoch] == sum(
            np.all(sets[0][0] @ w + b <= 0) for w, b in zip(weights[0].T, weights[1], strict=True)
        )
        assert seen.right[epoch] == np.sum(softmax(weights, sets[1][0]).argmax(axis=1) == sets[1][1])


def test_the_healthy_training_is_that_of_the_recipe():
    history, seen = digits_recipe.recipe().history, broken_traces.trace("healthy")
    assert np.allclose(seen.losses, [history.losses[:16], history.validation_losses[:16]])


def test_what_tells_the_trainings_apart_is_there_to_be_seen():
    a, b, c, healthy = (broken_traces.trace(kind) for kind in ("A", "B", "C", "healthy"))
    assert a.dead[0] == 0 and np.all(a.dead[1:] == 32) and a.batches[0].max() > 10  # it explodes, then it is dead
    assert np.all(b.dead == 32) and np.all(b.sizes[0] == 0) and np.all(np.abs(b.losses - np.log(10)) < 0.01)
    assert round(a.batches[0].max()) == 11 and c.dead[-1] == 27  # as exercise 11.3 says
    assert np.all(healthy.dead == 0) and 5 < c.losses[0, -1] / healthy.losses[0, -1] < 20
    again = [np.corrcoef(np.log(seen.batches[-2:]))[0, 1] for seen in (c, healthy)]
    assert again[0] > 0.95 and abs(again[1]) < 0.5  # sorted digits repeat their pattern in every epoch


def test_no_warning_comes_out_of_a_training_that_breaks():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        broken_traces.trace.__wrapped__("A")


def test_of_a_network_of_zeros_ten_numbers_ever_change_as_exercise_11_2_says(sets):
    start = digits_recipe.prepared()
    start.network.parameters = [np.zeros(parameter.shape) for parameter in start.network.parameters]
    networks.train(start.network, *sets[0], Adam(0.005), start.rng, epochs=2, progress=False)
    assert [np.count_nonzero(parameter.data) for parameter in start.network.parameters] == [0, 0, 0, 10]
    assert sum(parameter.data.size for parameter in start.network.parameters) == 2410


@pytest.mark.parametrize("kind, epoch", [("healthy", 0), ("healthy", 15), ("A", 1), ("A", 15), ("B", 5), ("C", 15)])
def test_the_four_panels_and_the_sentence_show_the_same_training(four, kind, epoch):
    sentence, formula = scene(four, training=kind, epoch=epoch)
    seen, picture = broken_traces.trace(kind), picture_of(four)
    assert np.array_equal(picture.curves.lines[0].get_ydata(), seen.losses[0, : epoch + 1])
    assert np.array_equal(picture.dead.get_ydata(), seen.dead[: epoch + 1])
    shown = [line.get_ydata() for line in picture.sizes.lines]
    assert np.array_equal(shown, np.where(seen.sizes == 0, broken_trainings.ZERO, seen.sizes)[:, : epoch + 1])
    assert np.array_equal(picture.batches.now.get_ydata(), seen.batches[epoch - 1] if epoch else [])
    assert np.array_equal(picture.batches.before.get_ydata(), seen.batches[epoch - 2] if epoch > 1 else [])
    assert said("the loss is", sentence) == pytest.approx(seen.losses[0, epoch], rel=0.005)
    assert said("RMS is", sentence) == pytest.approx(seen.sizes[0, epoch], rel=0.005)
    assert f"{seen.dead[epoch]} of the 32 hidden units" in sentence and ("batches" in sentence) == (epoch > 0)
    assert text(formula).endswith("ln10=2.303")


def test_everything_measured_lies_within_the_axes(four):
    picture = picture_of(four)
    for seen in map(broken_traces.trace, broken_traces.KINDS):
        low, high = picture.curves.ax.get_ylim()
        assert low < min(seen.losses.min(), seen.batches.min()) and max(seen.losses.max(), seen.batches.max()) < high
        sizes = seen.sizes[seen.sizes > 0]
        assert 3 * broken_trainings.ZERO < sizes.min() and sizes.max() < broken_trainings.SIZES[1]


def test_the_sentence_of_a_training_of_which_nothing_is_said_but_what_is_seen(four):
    assert scene(four, training="A", epoch=1)[0] == (
        "Training A after 1 epoch: the loss is 2.32 on the training digits and 2.32 on the validation digits, of which "
        "31 of 288 (10.8 %) are right. The 36 batches of this epoch had losses from 2.10 to 11.0. 32 of the 32 hidden "
        "units are 0 for every training digit. The gradient’s RMS is 0 in the hidden layer and 0.00336 in the last."
    )
    words = [artist.get_text() for artist in picture_of(four).fig.findobj(Text)]
    words += [scene(four, training=kind, epoch=epoch)[0] for kind in "ABC" for epoch in (0, 1, 15)]
    assert not re.search(r"rate|bias|sorted|label|order|dead|explod", " ".join(words), re.IGNORECASE)


# All of them


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_of_the_digits_is_low_its_letters_large_and_its_words_whole_at_the_ends(name):
    figure = getattr(figures, name)()
    drawn = figure._drawing.layers.fig
    assert drawn.get_size_inches()[0] == 7 and drawn.get_size_inches()[1] <= 5
    assert min(artist.get_fontsize() for artist in drawn.findobj(Text)) >= 11
    check_corners(figure)
