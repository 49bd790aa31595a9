"""The live figures of notebook 10: the shapes of backpropagation, signals through many layers, and softmax."""

import itertools

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from calcml.figures.parts import moving_point
from calcml.figures.signal_flow import signal_flow
from calcml.figures.softmax import softmax_explorer
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, math
from calcml.style import COLOURS, TEXT_COLOURS

__all__ = ["shape_board", "signal_flow", "softmax_explorer"]

MOST_ROWS, MOST = 6, 5  # of a batch, and of inputs and outputs
GAP = 1  # between the factors and their product, in cells
CORNERS = 0.0, 13.0, 26.0  # where the three products begin, in cells
TOP, BOTTOM = -10.4, 11.2  # of the picture, in cells below the corners
STRIP = 2.5  # from a product down to the row b or ∂f/∂b
PLACES = {
    "above": ("left", "bottom"),
    "beside": ("right", "bottom"),
    "below": ("left", "top"),
    "left": ("right", "center"),
}
LEGEND = {"X": "context", "W": "second", "b": "second", "Y": "function"}  # all gradients are vermilion


def shape_board(n=5, d_in=3, d_out=2):
    """A layer Y = XW + b, forward and backward, as blocks of cells: a row an example, a column a feature.

    In each of the three products the left factor stands to the left of the product and the right factor above it, so
    that an entry is made of the row on its left and the column above it; those of one entry are framed. G = ∂f/∂Y is
    the gradient that arrives: ∂f/∂X = G Wᵀ, ∂f/∂W = Xᵀ G, and ∂f/∂b is the sum of G's rows. The sentence says which
    other products have the right shape at these sizes. Drag Y's corner. First used in notebook 10.

    Parameters
    ----------
    n : int
        How many examples the batch holds, from 1 to 6.
    d_in, d_out : int
        How many inputs and outputs the layer has, from 1 to 5.

    Returns
    -------
    LiveFigure
        Its controls: n, d_in and d_out.
    """
    board = _Board()
    controls = {
        "n": Slider(1, MOST_ROWS, n, integer=True, label="n", unit="examples"),
        "d_in": Slider(1, MOST, d_in, integer=True, label="d_in", unit="inputs"),
        "d_out": Slider(1, MOST, d_out, integer=True, label="d_out", unit="outputs"),
    }
    handles = [Handle(board.corner, x="d_out", y="n", label="outputs and examples")]
    presets = {
        "one example": {"n": 1, "d_in": 3, "d_out": 2},
        "square W": {"n": 5, "d_in": 3, "d_out": 3},
        "all equal": {"n": 3, "d_in": 3, "d_out": 3},
    }
    return LiveFigure(board.fig, board.update, handles=handles, presets=presets, name="shape_board", **controls)


class _Board:
    """Three products side by side, on one grid of cells."""

    def __init__(self):
        self.fig = plt.figure(figsize=(7, 3.9), layout="none")
        ax = self.fig.add_axes((0, 0, 1, 1))
        ax.set(xlim=(-MOST - GAP - 0.6, CORNERS[2] + MOST + 1.5), ylim=(BOTTOM, TOP), aspect="equal")
        ax.set_axis_off()
        for corner, title in zip(CORNERS, ("Y = X W + b", "∂f/∂X = G Wᵀ", "∂f/∂W = Xᵀ G"), strict=True):
            kind = "Forward: " if corner == 0 else ""
            ax.text(corner, TOP + 0.2, kind + title, ha="center", va="top", fontsize=13)
        first, second, third = CORNERS
        self.products = [
            _Product(ax, first, ("X", "W", "Y")),
            _Product(ax, second, ("G", "Wᵀ", "∂f/∂X")),
            _Product(ax, third, ("Xᵀ", "G", "∂f/∂W")),
        ]
        self.b, self.db = _Block(ax, "b", "left"), _Block(ax, "∂f/∂b", "below")
        self.corner = moving_point(ax, "start", size=10)

    def update(self, n, d_in, d_out):
        for product, (rows, inner, columns) in zip(
            self.products, ((n, d_in, d_out), (n, d_out, d_in), (d_in, n, d_out)), strict=True
        ):
            product.show(rows, inner, columns)
        self.b.show(CORNERS[0], n + STRIP, 1, d_out, shape=f"{d_out}")
        self.db.show(CORNERS[1] - GAP - d_out, n + STRIP, 1, d_out, shape=f"{d_out}: sum of rows")
        self.corner.set_data([d_out], [n])
        return _words(n, d_in, d_out), _formula(n, d_in, d_out)


class _Product:
    """Two factors and what they make: the left factor on the left, the right one above."""

    def __init__(self, ax, corner, names):
        self.corner = corner
        self.left, self.above = _Block(ax, names[0], "beside"), _Block(ax, names[1], "above")
        self.result = _Block(ax, names[2], "below")
        self.frames = PathPatch(Path(np.empty((0, 2))), fill=False, edgecolor=COLOURS["path"], lw=2, animated=True)
        ax.add_patch(self.frames)

    def show(self, rows, inner, columns):
        left, above = self.corner - GAP - inner, -GAP - inner
        self.left.show(left, 0, rows, inner)
        self.above.show(self.corner, above, inner, columns)
        self.result.show(self.corner, 0, rows, columns)
        boxes = (left, 0, 1, inner), (self.corner, above, inner, 1), (self.corner, 0, 1, 1)
        self.frames.set_path(Path.make_compound_path(*(_box(*box) for box in boxes)))


class _Block:
    """A matrix as a block of cells, with its name and its shape."""

    def __init__(self, ax, name, place):
        self.name, self.place = name, place
        meaning = _meaning(name)
        pale = 0.75 + 0.25 * np.array(to_rgb(COLOURS[meaning]))
        look = {"facecolor": pale, "edgecolor": COLOURS[meaning], "lw": 0.9, "animated": True}
        self.patch = PathPatch(Path(np.empty((0, 2))), **look)
        ax.add_patch(self.patch)
        ha, va = PLACES[place]
        look = {"ha": ha, "va": va, "fontsize": 11.5, "color": TEXT_COLOURS[meaning], "animated": True}
        self.label = ax.text(0, 0, "", **look)

    def show(self, x, y, rows, columns, shape=None):
        """Put its upper left corner at (x, y)."""
        self.patch.set_path(_cells(x, y, rows, columns))
        self.label.set_text(f"{self.name}  {shape or f'{rows} × {columns}'}")
        right, middle, bottom = x + columns, y + rows / 2, y + rows
        at = {"above": (x, y - 0.2), "beside": (right, y - 0.2), "below": (x, bottom + 0.8), "left": (x - 0.5, middle)}
        self.label.set_position(at[self.place])


def _box(x, y, rows, columns):
    corners = [(x, y), (x + columns, y), (x + columns, y + rows), (x, y + rows), (x, y)]
    return Path(corners, [Path.MOVETO, *3 * [Path.LINETO], Path.CLOSEPOLY])


def _cells(x, y, rows, columns):
    """The outline of a block, and the lines between its cells."""
    across = [[(x, y + i), (x + columns, y + i)] for i in range(1, rows)]
    down = [[(x + j, y), (x + j, y + rows)] for j in range(1, columns)]
    lines = [Path(line, [Path.MOVETO, Path.LINETO]) for line in (*across, *down)]
    return Path.make_compound_path(_box(x, y, rows, columns), *lines)


def other_products(A, B, right):
    """Of all products of A and B, in any order and transposed or not, those with the shape of `right` = the right one.

    Parameters
    ----------
    A, B : (str, ndarray)
        Each with its name.
    right : ndarray

    Returns
    -------
    wrong, same : list of str
        Those with other numbers, and those with the same numbers; the first of `same` is the right one itself.
    """
    wrong, same = [], []
    for first, second in ((A, B), (B, A)):
        for (one, left), (other, above) in itertools.product(_both_ways(*first), _both_ways(*second)):
            if left.shape[1] == above.shape[0] and (left.shape[0], above.shape[1]) == right.shape:
                (same if np.allclose(left @ above, right) else wrong).append(f"{one} {other}")
    return wrong, same


def _both_ways(name, matrix):
    return (name, matrix), (f"{name}ᵀ", matrix.T)


def _words(n, d_in, d_out):
    rng = np.random.default_rng(0)
    X, W, G = (rng.normal(size=shape) for shape in ((n, d_in), (d_in, d_out), (n, d_out)))
    meet = "1 column meets 1 row" if d_in == 1 else f"{d_in} columns meet {d_in} rows"
    rows = "1 row" if n == 1 else f"{n} rows"
    fits = (
        f"X W fits: {meet}. Y is {n} × {d_out}, and so is G = ∂f/∂Y. G Wᵀ fits and has X’s shape, Xᵀ G fits and has "
        f"W’s, and the sum of G’s {rows} has b’s."
    )
    for_x, for_w = other_products(("G", G), ("W", W), G @ W.T), other_products(("X", X), ("G", G), X.T @ G)
    return f"{fits} {_others(for_x, for_w)}"


def _others(for_x, for_w):
    (wrong_x, same_x), (wrong_w, same_w) = for_x, for_w
    traps = [
        f"{_listed(wrong)} also {'has' if len(wrong) == 1 else 'have'} {name}’s shape"
        for wrong, name in ((wrong_x, "X"), (wrong_w, "W"))
        if wrong
    ]
    if traps:
        return f"{' and '.join(traps)}, but in general other entries."
    if len(same_x) + len(same_w) > 2:
        return "Other products that fit give the same: a 1 × 1 array is its own transpose."
    return "No other product of G and W, or of X and G, has these shapes."


def _listed(names):
    return " and ".join(names) if len(names) < 3 else f"{len(names)} other products"


def _formula(n, d_in, d_out):
    X, W, Y = (n, d_in), (d_in, d_out), (n, d_out)
    forward = math(_sized("Y", *Y), " = ", _sized("X", *X), " ", _sized("W", *W), " + ", _sized("b", d_out), ", ")
    to_x = math(_sized("∂f/∂X", *X), " = ", _sized("G", *Y), " ", _sized("Wᵀ", *W[::-1]), ", ")
    to_w = math(_sized("∂f/∂W", *W), " = ", _sized("Xᵀ", *X[::-1]), " ", _sized("G", *Y), ", ")
    to_b = math(_sized("∂f/∂b", d_out), " = ", coloured("derivative", Markup("<mtext>sum of G’s rows</mtext>")))
    return forward + to_x + to_w + to_b


def _sized(name, *shape):
    """A name with its shape underneath, in the colour of its block."""
    letter = f"<mpadded depth='0.35em'><mi mathvariant='normal'>{name}</mi></mpadded>"  # all shapes at the same height
    return coloured(_meaning(name), Markup(f"<munder>{letter}<mtext>{'×'.join(map(str, shape))}</mtext></munder>"))


def _meaning(name):
    return LEGEND.get(name.rstrip("ᵀ"), "derivative")
