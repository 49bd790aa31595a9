"""Drawing a digit: the preparation of the collection, the network that reads it, and the page that it becomes."""

import base64
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calcml.datasets import digits
from calcml.figures.digits_recipe import prepared, probabilities, recipe
from calcml.figures.draw_a_digit import EXAMPLE, GRID, PEN, SENTENCE, counted, draw_a_digit, stroke
from calcml.networks import Network, tanh


def arc(cx, cy, rx, ry, start, end):
    """Corners of an arc, angles in degrees, clockwise from the right."""
    angles = np.radians(np.linspace(start, end, 13))
    return np.column_stack([cx + rx * np.cos(angles), cy + ry * np.sin(angles)]).tolist()


BOWL = arc(30, 42, 17, 15, -130, 140)
WRITTEN = {  # each digit as strokes of corners, in points of the field
    0: [arc(32, 32, 18, 25, -90, 270)],
    1: [[(30, 7), (30, 57)]],
    2: [[*arc(31, 20, 15, 13, -170, 30), (15, 56), (50, 56)]],
    3: [[*arc(29, 20, 16, 12, -150, 90), *arc(29, 44, 18, 12, -90, 150)]],
    4: [[(24, 8), (15, 34), (51, 34)], [(40, 18), (38, 57)]],
    5: [[(48, 8), (21, 8), (19, 29), *BOWL]],
    6: [[(40, 7), (26, 21), (20, 36), *arc(32, 43, 13, 13, 180, 540)]],
    7: [[(14, 8), (49, 8), (26, 57)]],
    8: [[*arc(32, 20, 13, 12, 90, 450), *arc(32, 44, 16, 12, -90, 270)]],
    9: [[*arc(30, 21, 14, 13, 0, 360), (44, 21), (41, 57)]],
}
STYLES = {  # what becomes of a place, measured from the middle of the field
    "as written": [[1, 0], [0, 1]],
    "small": [[0.6, 0], [0, 0.6]],
    "slanted": [[1, -0.25], [0, 0.9]],
    "slanted back": [[1, 0.25], [0, 0.9]],
    "wide": [[1.3, 0], [0, 0.8]],
    "narrow": [[0.7, 0], [0, 1]],
}


def written(digit, style="as written"):
    """A digit's ink."""
    corners = [(np.array(one) - 32) @ np.array(STYLES[style]).T + 32 for one in WRITTEN[digit]]
    return np.logical_or.reduce([stroke(*one) for one in corners])


def reads(pixels):
    """The digit that the trained network reads, for rows of 64 pixels."""
    network = prepared().network
    network.parameters = recipe().best
    return network(np.reshape(pixels, (-1, 64))).data.argmax(axis=1)


# The preparation


@pytest.mark.parametrize("style", STYLES)
def test_of_ten_written_digits_at_least_eight_are_read_rightly(style):
    read = reads([counted(written(digit, style)) for digit in range(10)])
    assert np.sum(read == np.arange(10)) >= 8, read


def test_in_all_styles_together_nine_in_ten_are_read_rightly():
    right = [reads(counted(written(digit, style)))[0] == digit for digit in WRITTEN for style in STYLES]
    assert np.mean(right) >= 0.9


def test_a_dot_is_a_4_as_the_notebook_says():
    dots = [counted(stroke((x, y), (x, y))) for x in np.linspace(6, 58, 5) for y in np.linspace(6.3, 57.7, 5)]
    p = probabilities(recipe().best, np.reshape(dots, (-1, 64)))
    assert np.all(p.argmax(axis=1) == 4) and np.median(p[:, 4]) > 0.9


def test_ink_lies_where_that_of_the_collection_lies():
    drawn = np.array([counted(written(digit, style)) for digit in WRITTEN for style in STYLES])
    images, _ = digits()
    for axes in ((0, 1), (0, 2)):  # columns, rows
        assert drawn.mean(axis=axes) == pytest.approx(images.mean(axis=axes), abs=0.12)
    assert drawn[:, :, 0].max() == 0 and drawn.sum(axis=(1, 2)).mean() == pytest.approx(
        images.sum(axis=(1, 2)).mean(), abs=2
    )


def test_digits_of_the_collection_painted_in_blocks_keep_their_meaning():
    X, labels = prepared().test
    painted = [np.kron(x.reshape(8, 8) > 0.5, np.ones((8, 8), dtype=bool)) for x in X]
    assert np.mean(reads([counted(ink) for ink in painted]) == labels) > 0.8  # most of what they were is lost


@given(st.integers(-12, 12), st.integers(-12, 12), st.sampled_from(sorted(WRITTEN)))
@settings(deadline=None, max_examples=20)
def test_it_does_not_matter_where_a_digit_stands(dx, dy, digit):
    ink = written(digit, "small")
    assert np.array_equal(counted(np.roll(ink, (dy, dx), axis=(0, 1))), counted(ink))


@given(st.lists(st.tuples(st.floats(0, 64), st.floats(0, 64)), min_size=2, max_size=6))
@settings(deadline=None, max_examples=50)
def test_whatever_is_drawn_becomes_sixteenths(corners):
    pixels = counted(stroke(*corners))
    assert pixels.shape == (8, 8) and pixels.min() >= 0 and pixels.max() <= 1
    assert np.array_equal(16 * pixels, np.round(16 * pixels))


def test_a_slanted_stroke_stands_upright_and_a_narrow_one_stays_narrow():
    pixels = counted(stroke((46, 6), (18, 58)))
    columns = (pixels * np.arange(8)).sum(axis=1) / pixels.sum(axis=1)
    assert np.ptp(columns) < 0.6
    assert np.count_nonzero(counted(stroke((32, 6), (32, 58))).max(axis=0)) == 2


def test_a_small_drawing_has_its_strokes_thinned_and_a_thin_one_thickened():
    small, thin = written(0, "small"), np.zeros((GRID, GRID), dtype=bool)
    thin[[8, 56], 16:49] = thin[8:57, [16, 48]] = True
    assert all(12 < counted(ink).sum() < 27 for ink in (small, thin))


def test_the_pen_is_round_and_an_empty_field_has_no_ink():
    dot = stroke((32, 32), (32, 32))
    assert dot.sum() == pytest.approx(np.pi * PEN**2, rel=0.05) and np.array_equal(dot, dot.T)
    assert not counted(np.zeros((GRID, GRID))).any()


def test_ink_of_another_shape_is_refused():
    with pytest.raises(ValueError, match=r"shape \(8, 8\); expected \(64, 64\)"):
        counted(np.zeros((8, 8)))


# The network


def forward(weights, x):
    """Probabilities from what travels to the browser, as it computes them."""
    numbers, at = np.frombuffer(base64.b64decode(weights["numbers"]), dtype="<f4").astype(float), 0
    sizes = weights["sizes"]
    for k, (rows, columns) in enumerate(zip(sizes[:-1], sizes[1:], strict=True)):
        matrix = numbers[at : at + rows * columns].reshape(rows, columns)
        x = x @ matrix + numbers[at + rows * columns : at + (rows + 1) * columns]
        at += (rows + 1) * columns
        x = np.maximum(x, 0) if k < len(sizes) - 2 else x
    assert at == len(numbers)
    return np.exp(x - x.max()) / np.exp(x - x.max()).sum()


def test_the_weights_that_travel_give_the_probabilities_of_the_network():
    weights, network = draw_a_digit()._weights, prepared().network
    network.parameters = recipe().best
    for x in digits().images[:50].reshape(-1, 64):
        scores = network(x[np.newaxis]).data[0]
        exact = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        assert forward(weights, x) == pytest.approx(exact, abs=1e-6)


def test_a_network_of_ones_own_may_have_more_layers():
    network = Network((64, 7, 5, 10), np.random.default_rng(0))
    x, weights = digits().images[0].ravel(), draw_a_digit(network)._weights
    assert weights["sizes"] == [64, 7, 5, 10]
    scores = network(x[np.newaxis]).data[0]
    assert forward(weights, x) == pytest.approx(np.exp(scores) / np.exp(scores).sum(), abs=1e-6)


def spoilt():
    network = Network((64, 10), np.random.default_rng(0))
    network.parameters = [np.full((64, 10), np.nan), np.zeros(10)]
    return network


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "network, error, words",
    [
        ("weights", TypeError, "of type str; expected a Network"),
        (Network((16, 10), RNG), ValueError, r"sizes \[16, 10\]; expected 64 pixels first"),
        (Network((64, 3), RNG), ValueError, r"sizes \[64, 3\]; expected 64"),
        (Network((64, 8, 10), RNG, activation=tanh), ValueError, "relu only"),
        (spoilt(), ValueError, "not finite; train it anew"),
    ],
)
def test_what_is_no_such_network_is_refused_in_words(network, error, words):
    with pytest.raises(error, match=words):
        draw_a_digit(network)


# The widget and the page


def test_python_sees_the_pixels_of_what_was_drawn():
    figure = draw_a_digit()
    assert figure.pixels.shape == (8, 8) and not figure.pixels.any()
    figure._ink = "".join(str(int(on)) for on in stroke(*EXAMPLE).ravel())
    assert np.array_equal(figure.pixels, counted(stroke(*EXAMPLE))) and reads(figure.pixels)[0] == 3


def test_weights_and_page_are_small():
    figure = draw_a_digit()
    assert len(json.dumps(figure._weights)) <= 20_000
    assert len(figure._esm) <= 12_000 and len(figure.to_html()) <= 40_000


def test_the_page_holds_its_data_escaped_and_needs_no_address():
    figure = draw_a_digit()
    figure._name = 'a"b</script><i>'
    page = figure.to_html()
    payload = re.search(r'<script type="application/json">(.*?)</script>', page)[1]
    assert json.loads(payload)["_name"] == figure._name and json.loads(payload)["_weights"] == figure._weights
    assert page.count("</script>") == 2 and 'data-figure="a&quot;b&lt;/script&gt;&lt;i&gt;"' in page
    assert not re.search(r"https?:", page)


def test_a_notebook_stores_a_picture_and_a_sentence_that_never_change():
    data, _ = draw_a_digit()._repr_mimebundle_()
    assert data["text/plain"] == SENTENCE == draw_a_digit().sentence
    assert base64.b64decode(data["image/png"]) == draw_a_digit().png()


def test_a_closed_widget_says_so():
    figure = draw_a_digit()
    figure.close()
    figure.close()
    assert figure._repr_mimebundle_()[0]["text/plain"].startswith("This figure is closed")
