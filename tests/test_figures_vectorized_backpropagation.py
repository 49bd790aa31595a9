"""The live figures of notebook 10, through their artists' data and their sentences."""

import html
import itertools
import re

import matplotlib
import mpmath
import numpy as np
import pytest
from figure_tools import check_corners, number, picture_of, place, unmarked
from matplotlib.text import Text

from calcml import style
from calcml.autodiff import Tensor, cross_entropy, relu, tanh
from calcml.figures.signal_flow import ACTIVATIONS, SCALES, Layers, rms
from calcml.figures.vectorized_backpropagation import shape_board, signal_flow, softmax_explorer
from calcml.networks import he, xavier
from calcml.numerics import gradient

MAKERS = [shape_board, signal_flow, softmax_explorer]


@pytest.fixture(autouse=True, scope="module")
def house_style():
    with matplotlib.rc_context():
        style.use()
        yield


@pytest.fixture(scope="module")
def board():
    return shape_board()


@pytest.fixture(scope="module")
def flow():
    return signal_flow()


@pytest.fixture(scope="module")
def bars():
    return softmax_explorer()


def scene(figure, **values):
    """Put the controls to these values; the sentence and the formula line as text."""
    sentence, formula, *_ = place(figure, **values)
    return sentence, html.unescape(re.sub(r"\s", "", unmarked(formula)))


# All of them


@pytest.mark.parametrize("make", MAKERS)
def test_a_figure_is_low_and_its_corners_can_be_drawn(make):
    figure = make()
    drawing = figure._drawing
    assert drawing.layers.fig.get_size_inches()[1] <= 4.5
    check_corners(figure)
    texts = [artist for artist in drawing.layers.moving if isinstance(artist, Text)]
    assert [text.get_text() for text in texts if text.get_path_effects() or text.get_fontsize() < 11] == []


@pytest.mark.parametrize("make", MAKERS)
def test_the_same_stop_is_drawn_alike_whatever_was_drawn_before(make):
    figure = make()
    stops = list(figure._drawing.cross(figure._stop()))
    first = [figure._drawing.frame(stop) for stop in (stops[3], stops[-1])]
    assert [figure._drawing.frame(stop) for stop in (stops[-1], stops[3])] == first[::-1]


# The shape board


SIZES = list(itertools.product((1, 2, 4, 6), (1, 2, 4, 5), (1, 2, 4, 5)))


def size(block):
    """Rows and columns of a block, in cells, from its path."""
    across, down = np.ptp(block.patch.get_path().vertices, axis=0)
    return round(down), round(across)


def test_every_block_has_the_size_that_its_label_says_and_none_overlaps_another(board):
    for n, d_in, d_out in SIZES:
        scene(board, n=n, d_in=d_in, d_out=d_out)
        picture = picture_of(board)
        X, W, Y, G, B = (n, d_in), (d_in, d_out), (n, d_out), (n, d_out), (1, d_out)
        shapes = [X, W, Y, G, W[::-1], X, X[::-1], G, W, B, B]
        blocks = [block for p in picture.products for block in (p.left, p.above, p.result)] + [picture.b, picture.db]
        assert [size(block) for block in blocks] == shapes
        for block, shape in list(zip(blocks, shapes, strict=True))[:-2]:
            assert block.label.get_text().endswith(f"  {shape[0]} × {shape[1]}")
        assert np.allclose(picture.corner.get_xydata(), [[d_out, n]])  # Y begins at (0, 0)
        boxes = [block.patch.get_window_extent() for block in blocks] + [b.label.get_window_extent() for b in blocks]
        titles = [text.get_window_extent() for text in picture.fig.axes[0].texts if not text.get_animated()]
        pairs = [pair for pair in itertools.combinations(boxes + titles, 2) if pair[0].padded(-1).overlaps(pair[1])]
        assert pairs == [], (n, d_in, d_out)
        assert all(picture.fig.bbox.x0 <= box.x0 and box.x1 <= picture.fig.bbox.x1 for box in boxes)
        assert all(picture.fig.bbox.y0 <= box.y0 and box.y1 <= picture.fig.bbox.y1 for box in boxes)


def test_the_framed_row_and_column_are_as_long_as_each_other_and_stand_beside_and_above_the_entry(board):
    for n, d_in, d_out in SIZES[::5]:
        scene(board, n=n, d_in=d_in, d_out=d_out)
        for product, inner in zip(picture_of(board).products, (d_in, d_out, n), strict=True):
            row, column, entry = product.frames.get_path().vertices.reshape(3, 5, 2)
            assert np.ptp(row[:, 0]) == np.ptp(column[:, 1]) == inner
            assert np.array_equal(np.unique(row[:, 1]), np.unique(entry[:, 1]))
            assert np.array_equal(np.unique(column[:, 0]), np.unique(entry[:, 0]))


def fitting(A, B, shape):
    """The names of all products of two arrays, whole numbers, that have this shape, with their values."""
    ways = [(A, B), (B, A)]
    found = {}
    for (left, L), (right, R) in ways:
        for (t, M), (s, N) in itertools.product((("", L), ("ᵀ", L.T)), (("", R), ("ᵀ", R.T))):
            if M.shape[1] == N.shape[0] and (M @ N).shape == shape:
                found[f"{left}{t} {right}{s}"] = M @ N
    return found


def test_the_sentence_names_exactly_the_products_that_fit_and_those_with_other_entries(board):
    for n, d_in, d_out in SIZES:
        sentence, _ = scene(board, n=n, d_in=d_in, d_out=d_out)
        rng = np.random.default_rng(1)
        X, W, G = (rng.integers(10, 99, shape) for shape in ((n, d_in), (d_in, d_out), (n, d_out)))
        t = Tensor(X), Tensor(W), Tensor(np.zeros(d_out))
        (t[0] @ t[1] + t[2]).backward(G)
        assert [x.grad.shape for x in t] == [X.shape, W.shape, (d_out,)]
        assert np.array_equal(t[0].grad, G @ W.T) and np.array_equal(t[1].grad, X.T @ G)
        others = 0
        for right, found, name in (
            (G @ W.T, fitting(("G", G), ("W", W), X.shape), "X"),
            (X.T @ G, fitting(("X", X), ("G", G), W.shape), "W"),
        ):
            wrong = [words for words, value in found.items() if not np.array_equal(value, right)]
            others += len(found) - 1
            said = re.search(rf"([^.]+?) also ha(?:s|ve) {name}’s shape", sentence)
            assert bool(said) == bool(wrong), sentence
            listed = f"{len(wrong)} other products" if len(wrong) > 2 else " and ".join(wrong)
            assert not said or said[1].endswith(listed), sentence
        assert ("No other product" in sentence) == (others == 0)


def test_the_formula_of_the_board_has_every_shape(board):
    assert scene(board, n=4, d_in=3, d_out=2)[1] == (
        "Y4×2=X4×3W3×2+b2,∂f/∂X4×3=G4×2Wᵀ2×3,∂f/∂W3×2=Xᵀ3×4G4×2,∂f/∂b2=sum of G’s rows".replace(" ", "")
    )


# Signals through layers


@pytest.fixture(scope="module")
def layers():
    return Layers()


@pytest.mark.parametrize("name, activation", [("ReLU", relu), ("tanh", tanh), ("none", lambda z: z)])
def test_the_sizes_are_those_of_a_network_differentiated_by_autodiff(layers, name, activation):
    scale, depth = 1.3, 6
    signals, gradients = layers.sizes(depth, scale, name)
    H = [Tensor(layers.X)]
    for W in layers.weights[:depth]:
        H.append(activation(H[-1] @ (scale * W)))
    assert np.allclose(signals, [rms(h.data) for h in H], rtol=1e-12)
    for start in range(depth):  # again from each layer on, as a leaf
        leaf = h = Tensor(H[start].data)
        for W in layers.weights[start:depth]:
            h = activation(h @ (scale * W))
        h.backward(layers.G)
        assert np.isclose(gradients[start], rms(leaf.grad), rtol=1e-12)
    assert gradients[-1] == pytest.approx(1) and signals[0] == pytest.approx(1)


def test_he_is_nearly_flat_for_relu_at_every_depth_and_xavier_halves_the_mean_square(layers):
    for depth in range(5, 31, 5):
        assert np.all(np.abs(np.log(layers.sizes(depth, np.sqrt(2), "ReLU"))) < np.log(2))
        assert np.all(np.abs(np.log(layers.sizes(depth, 1.0, "none"))) < np.log(2))
    signals, gradients = layers.sizes(30, 1.0, "ReLU")
    assert np.allclose([signals[-1] ** (1 / 30), gradients[0] ** (1 / 30)], np.sqrt(0.5), rtol=0.02)


def test_with_relu_or_none_the_scale_enters_as_a_power_and_with_tanh_the_signal_stays_below_one(layers):
    for name in ("ReLU", "none"):
        (s1, g1), (s2, g2) = layers.sizes(20, 1.0, name), layers.sizes(20, 2.0, name)
        powers = 2.0 ** np.arange(21)
        assert np.allclose(s2, s1 * powers) and np.allclose(g2, g1 * powers[::-1])
    assert np.all(layers.sizes(30, 2.5, "tanh")[0][1:] < 1)


def test_the_scales_one_and_root_two_are_those_of_the_initialisers(layers, flow):
    rng, d = np.random.default_rng(3), 128
    for scale, draw, name in ((1.0, xavier, "Xavier"), (SCALES[9], he, "He")):
        assert np.isclose(draw(d, d, rng).std() * np.sqrt(d), scale, rtol=0.03)
        assert f"({name})" in scene(flow, scale=scale)[0]
    assert np.isclose(layers.weights.std() * np.sqrt(d), 1, rtol=0.01) and SCALES[9] == np.sqrt(2)
    assert "standard deviation 0.0884 (Xavier)" in scene(flow, scale=1)[0]
    assert "(" not in scene(flow, scale=1.1)[0]


@pytest.mark.parametrize(
    "depth, scale, name", [(20, 1.0, "ReLU"), (30, 2.5, "none"), (5, 0.5, "tanh"), (30, 0.5, "ReLU"), (30, 2.5, "tanh")]
)
def test_what_is_drawn_and_said_is_what_was_computed(layers, flow, depth, scale, name):
    sentence, _ = scene(flow, depth=depth, scale=scale, activation=name)
    sizes = layers.sizes(depth, scale, name)
    picture, said = (
        picture_of(flow),
        re.findall(r"RMS (.+?): from (\S+) to (\S+), on average × (\S+) a layer", sentence),
    )
    for track, values, ends, last in zip(picture.tracks, sizes, said, (-1, 0), strict=True):
        assert np.allclose(track.line.get_xydata(), np.column_stack([np.arange(depth + 1), values]))
        word, start, end, factor = ends[0], *map(number, ends[1:])
        ratio = values[last] / values[-1 - last]
        assert np.isclose(end / start, ratio, rtol=0.006) and np.isclose(factor, ratio ** (1 / depth), rtol=0.006)
        assert word == (
            "explodes" if ratio >= 1000 else "grows" if ratio >= 3 else "stays nearly flat" if ratio > 1 / 3
            else "shrinks" if ratio > 1e-3 else "vanishes"
        )  # fmt: skip
        outside = not 1e-8 <= values[last] <= 1e8
        assert len(track.edge.marker.get_xdata()) == outside
    assert np.allclose(picture.end.get_xydata(), [[depth, 1]]) and np.isclose(sizes[1][-1], 1)


def test_the_expected_size_is_in_the_formula(flow):
    assert scene(flow, depth=20, scale=1.0, activation="ReLU")[1] == (
        "stdofW=1.0√128=0.0884,expected:about(1.0√2)20=9.77·10⁻⁴"
    )
    assert scene(flow, depth=10, scale=2.0, activation="none")[1].endswith("expected:about2.010=1,024")
    assert scene(flow, activation="tanh")[1].endswith("|tanhz|<1,0<tanh′(z)≤1")


def test_every_preset_of_the_flow_can_be_set(flow):
    assert len(flow._drawing.presets) == 5 and set(ACTIVATIONS) == {"ReLU", "tanh", "none"}


# Softmax


LOGITS = [(2, 1, 0, 1), (0, 0, 0, 4), (4, -4, -4, 0.25), (-4, 4, 4, 0.25), (-1.2, 3.6, 0.4, 2)]


def widths(figure):
    return [np.array([bar.get_width() for bar in bars]) for bars in picture_of(figure).bars]


@pytest.mark.parametrize("z1, z2, z3, T", LOGITS)
@pytest.mark.parametrize("species", ["Adelie", "Gentoo"])
def test_the_bars_are_softmax_and_its_gradient_by_autodiff_and_by_nudging(bars, z1, z2, z3, T, species):
    sentence, _ = scene(bars, z1=z1, z2=z2, z3=z3, temperature=T, species=species)
    z, p, slopes = widths(bars)
    true = ["Adelie", "Chinstrap", "Gentoo"].index(species)
    exact = [mpmath.exp(mpmath.mpf(x) / T) for x in z]
    assert np.allclose(p, [float(e / sum(exact)) for e in exact], rtol=1e-13)
    u = Tensor([z / T])
    cross_entropy(u, [true]).backward()
    assert np.allclose(slopes, u.grad[0], atol=1e-14)

    def loss(z):
        return np.log(np.sum(np.exp(z / T))) - z[true] / T

    assert np.allclose(slopes / T, gradient(loss, z), atol=1e-7)
    assert np.isclose(slopes.sum(), 0, atol=1e-15) and np.sum(slopes < 0) == 1 and slopes[true] < 0
    said = number(re.search(rf"of that of {species}, is (\S+)\.", sentence)[1])
    assert np.isclose(said, float(-mpmath.log(exact[true] / sum(exact))), rtol=0.006)
    assert ("(p − onehot)/T" in sentence) == (T != 1)
    assert picture_of(bars).target.get_y() == true - 0.36


def test_logits_that_differ_by_a_shift_have_the_same_probabilities_and_the_sentence_says_so(bars):
    sentences, seen = [], []
    for z in ((2, 1, 0), (4, 3, 2), (-1, -2, -3)):
        sentences.append(scene(bars, **dict(zip(("z1", "z2", "z3"), z, strict=True)))[0])
        seen.append(widths(bars)[1:])
    assert np.allclose(seen, seen[:1], rtol=1e-15) and len(set(sentences)) == 1
    assert "The logits 0.0, −1.0, −2.0, shifted until the largest is 0, have the same p." in sentences[0]
    assert sentences[0].startswith("Probabilities: Adelie 0.665, Chinstrap 0.245, Gentoo 0.090. The loss")


def test_a_low_temperature_sharpens_and_a_high_one_flattens(bars):
    largest = [(scene(bars, temperature=T), widths(bars)[1].max())[1] for T in (0.25, 0.5, 1, 2, 4)]
    assert np.all(np.diff(largest) < 0) and largest[-1] > 1 / 3


def test_the_ends_of_the_bars_are_their_handles(bars):
    scene(bars, z1=-3, z2=2.4, z3=0.2)
    for handle, z, row in zip(bars._drawing.handles, (-3, 2.4, 0.2), range(3), strict=True):
        assert np.allclose(handle.artist.get_xydata(), [[z, row]])


def test_the_formula_of_softmax_has_the_numbers_put_in(bars):
    assert scene(bars, z1=2, z2=1, z3=0, temperature=2, species="Chinstrap")[1] == (
        "p2=e0.50e1.00+e0.50+e0.00=0.307,p−onehot=(0.506,−0.693,0.186)"
    )
