"""saliency and adversary of notebook 11: every number that is said or drawn, found again on another way."""

import html
import re

import numpy as np
import pytest
from figure_tools import check_corners, check_frame, once, picture_of, place, said, stop_of, unmarked
from figure_tools import house_style as house_style
from matplotlib.text import Text

from calcml.datasets import digits, split
from calcml.figures.digits_recipe import recipe
from calcml.figures.handwritten_digits import adversary, saliency
from calcml.numerics import gradient

EPSILONS = np.arange(31) / 100
slopes_figure, attack = once(saliency), once(adversary)
NAMES = [*map(str, range(10)), "2 read as 1", "8 read as 1"]


@pytest.fixture(scope="module")
def shown():
    """The digits that the figures show, by the words of their choice: pixels and label, found without the figures."""
    images, labels = digits()
    _, test = split(len(images), 0.2, np.random.default_rng(0))
    X, labels = images[test].reshape(-1, 64), labels[test]
    rows = {str(label): list(labels).index(label) for label in range(10)} | {NAMES[10]: 48, NAMES[11]: 101}
    return {name: (X[row], int(labels[row])) for name, row in rows.items()}


def scores(x):
    """The forward pass by hand."""
    W, b, V, c = recipe().best
    return np.maximum(x @ W + b, 0) @ V + c


def by_hand(x):
    """Probabilities by hand."""
    powers = np.exp(scores(x) - scores(x).max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def loss(x, label):
    """−ln p by hand, without losing digits where p is near 1."""
    z = scores(x)
    return np.log1p(np.exp(np.delete(z, label) - z[label]).sum())


def nudged(x, label):
    """∂L/∂x by nudging each of the pixels."""
    return gradient(lambda pixels: loss(pixels, label), x)


def image(artist):
    return np.asarray(artist.get_array()).ravel()


@pytest.mark.parametrize("make", [saliency, adversary])
def test_a_figure_is_low_its_letters_are_large_enough_and_its_corners_can_be_drawn(make):
    figure = make()
    layers = figure._drawing.layers
    assert tuple(layers.fig.get_size_inches()) <= (7, 5)
    check_corners(figure)
    texts = [text for text in layers.fig.findobj(Text) if text.get_text()]
    assert len(texts) > 20
    assert [text.get_text() for text in texts if text.get_fontsize() < 11] == []


# Saliency


@pytest.mark.parametrize("digit", ["0", "3", "8", "2 read as 1"])
def test_the_slopes_are_those_that_nudging_every_pixel_gives(shown, digit):
    place(slopes_figure(), digit=digit)
    picture, (x, label) = picture_of(slopes_figure()), shown[digit]
    slopes = nudged(x, label)
    assert np.array_equal(image(picture.digit), x)
    assert image(picture.slopes) == pytest.approx(slopes / np.abs(slopes).max(), abs=1e-6)
    ends = [said("", f" {text.get_text()}") for text in picture.ends]
    assert ends == pytest.approx([-np.abs(slopes).max(), np.abs(slopes).max()], rel=0.01)
    corners = [(k % 8, k // 8) for k in (slopes.argmax(), slopes.argmin())] * 2
    assert [tuple(mark.get_xydata()[0]) for mark in picture.marks] == corners


@pytest.mark.parametrize("digit", NAMES)
def test_the_sentence_names_the_pixel_with_the_largest_slope_and_the_nudge_agrees(shown, digit):
    sentence, formula, *_ = place(slopes_figure(), digit=digit)
    x, label = shown[digit]
    slopes, step = nudged(x, label), np.zeros(64)
    up, down = slopes.argmax(), slopes.argmin()
    step[up] = 0.001
    quotient = (loss(x + step, label) - loss(x - step, label)) / 0.002
    assert f"Darkening the pixel in row {up // 8 + 1}, column {up % 8 + 1} (square)" in sentence
    assert f"in row {down // 8 + 1}, column {down % 8 + 1} (ring)" in sentence
    assert x[up] < 1  # it can be darkened
    numbers = [said(words, sentence) for words in ("ln p. =", "its slope is", "nudging it gives", "with slope")]
    assert numbers == pytest.approx([loss(x, label), slopes[up], quotient, slopes[down]], rel=0.006)
    assert numbers[1] == pytest.approx(numbers[2], rel=0.02)
    line = html.unescape(re.sub(r"\s", "", unmarked(formula)))
    assert "L(x+0.001)−L(x−0.001)0.002=" in line and f"inrow{up // 8 + 1},column{up % 8 + 1}:" in line


def test_two_digits_are_misread_and_the_names_say_as_what(shown):
    assert slopes_figure()._drawing.controls["digit"].texts == NAMES
    for name, (x, label) in shown.items():
        read = int(by_hand(x).argmax())
        assert name in (str(label), f"{label} read as {read}")
        assert f"reads this {label} as {read}, with" in place(slopes_figure(), digit=name)[0]
        assert (str(label) == name) == (read == label)


# Adversary


@pytest.mark.parametrize("digit, epsilon", [("3", 0), ("3", 0.1), ("3", 0.11), ("8", 0.01), ("1", 0.05), ("6", 0.3)])
def test_the_changed_digit_is_a_step_along_the_signs_of_the_nudged_slopes(shown, digit, epsilon):
    sentence, formula, *_ = place(attack(), digit=digit, epsilon=epsilon)
    picture, (x, label) = picture_of(attack()), shown[digit]
    after = np.clip(x + epsilon * np.sign(nudged(x, label)), 0, 1)
    assert image(picture.before) == pytest.approx(x)
    assert image(picture.after) == pytest.approx(after)
    assert image(picture.change) == pytest.approx(after - x)
    assert image(picture.after).min() >= 0 and image(picture.after).max() <= 1
    assert np.abs(image(picture.change)).max() <= epsilon + 1e-12
    p = by_hand(after)
    assert [bar.get_width() for bar in picture.bars.bars] == pytest.approx(p)
    shown = [text.get_text() for text in picture.bars.numbers]
    assert [float(words.lstrip("<> ")) for words in shown] == pytest.approx(p, abs=0.00101)
    assert ["<" in words for words in shown] == list(p < 0.0005) and "0.000" not in shown and "1.000" not in shown
    assert said(f"reads this {label} as {p.argmax()}, with probability", sentence) == pytest.approx(
        p.max(), abs=0.00051
    )
    line = html.unescape(re.sub(r"\s", "", unmarked(formula)))
    assert said("L.x.=", re.sub("=", "= ", line)) == pytest.approx(loss(x, label), rel=0.006)
    assert said("L.x′.=", re.sub("=", "= ", line)) == pytest.approx(loss(after, label), rel=0.006)
    if epsilon:
        assert said("changed by more than", sentence) == epsilon
        assert said("more than 0.\\d\\d;", sentence) == np.sum(np.abs(after - x) < epsilon - 1e-12)


@pytest.mark.parametrize("digit", "0123456789")
def test_the_answer_turns_at_the_step_that_is_said_and_stays_another(shown, digit):
    x, label = shown[digit]
    rows = np.clip(x + EPSILONS[:, np.newaxis] * np.sign(nudged(x, label)), 0, 1)
    other = by_hand(rows).argmax(axis=1) != label
    turn = int(other.argmax())
    assert 0 < turn and other[turn:].all() and not other[:turn].any()
    assert "no longer" not in place(attack(), digit=digit, epsilon=EPSILONS[turn - 1])[0]
    for at in (turn, 30):
        sentence = place(attack(), digit=digit, epsilon=EPSILONS[at])[0]
        assert f"From ε = {EPSILONS[turn]:.2f} on it is no longer read as {label}." in sentence


def test_at_zero_the_sentence_says_that_nothing_has_changed():
    assert place(attack(), digit="5", epsilon=0)[0].startswith("At ε = 0 nothing has changed: the network reads this 5")


def test_a_frame_between_the_corners_is_drawn():
    stop = stop_of(attack(), digit="7", epsilon=0.1)
    check_frame(attack()._drawing.frame(stop), stop)


@pytest.mark.parametrize(
    "make, options", [(saliency, {"digit": "ten"}), (adversary, {"digit": 10}), (adversary, {"epsilon": 0.5})]
)
def test_a_digit_or_a_step_that_is_not_there_is_refused_in_words(make, options):
    with pytest.raises(ValueError, match="options are|outside"):
        make(**options)


def test_a_digit_may_be_given_as_a_number_and_the_step_with_it():
    figure = adversary(digit=4, epsilon=0.2)
    assert (figure.digit, figure.epsilon) == ("4", 0.2)
    assert "reads this 4" in figure.sentence
