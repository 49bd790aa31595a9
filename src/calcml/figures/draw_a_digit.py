"""A field to draw a digit in, with pointer, finger or keyboard: the trained network reads it in the browser.

The digits of the collection are scans that NIST's programs prepared (M. D. Garris and others, NISTIR 5469, 1994). What
is drawn goes the same way before the network sees it; the numbers below are those of NIST's programs, which are in the
public domain. `counted` does in numpy what draw_a_digit.js does in the browser, point for point.
"""

import base64
import hashlib
import html
import io
import json
import sys

import anywidget
import matplotlib.pyplot as plt
import numpy as np
import traitlets

from calcml.autodiff import softmax
from calcml.figures.digits_recipe import prepared, recipe
from calcml.live import LiveFigure
from calcml.live.figure import CLOSED, PNG_DPI
from calcml.live.kernel import close_older
from calcml.live.standalone import source
from calcml.networks import Network, relu
from calcml.style import COLOURS

GRID, SIZE, WIDTH, INK = 64, 32, 20, 16  # points of the field, and of a scan; the widest digit there; a black pixel
PEN = 4  # radius, in points of the field
HEAVY, LIGHT = (412, 560), (255, 107)  # points of ink from which strokes are thinned, and up to which thickened
SENTENCE = "Draw a digit in the field: the network reads it as you draw, and says how probable each digit is."
EXAMPLE = [(18, 12), (40, 10), (44, 19), (28, 29), (44, 38), (41, 52), (18, 54)]  # a three, as corners of a line


def draw_a_digit(network=None):
    """A field to draw a digit in; the network reads it while it is drawn, and needs no kernel for that.

    The drawing is prepared as the collection's digits were: scaled to a height of 32 points (and a width of at most
    20), strokes thinned or thickened, slant taken out, ink counted in blocks of 4 × 4 points. One step differs: a
    narrow digit stays narrow, where NIST's programs made every digit 20 points wide, and of a straight 1 a block. First
    used in notebook 11.

    Parameters
    ----------
    network : Network, optional
        From 64 pixels to ten digits, with relu. Without it, the 64-32-10 network of the notebook, trained at once.

    Returns
    -------
    DrawADigit
        A widget. Its `pixels` are the picture that the network sees; `to_html()` gives a page without a kernel.

    Raises
    ------
    TypeError, ValueError
        If it is no such network, or a weight is not finite.

    Examples
    --------
    >>> figure = draw_a_digit()
    >>> figure.sentence[:12], figure.pixels.shape
    ('Draw a digit', (8, 8))
    """
    if network is None:
        network = prepared().network
        network.parameters = recipe().best
    return DrawADigit(_checked(network))


def counted(ink):
    """The picture that the network sees: ink per block of 4 × 4 points, after the preparation of the collection.

    Parameters
    ----------
    ink : array_like of bool, shape (64, 64)
        What is drawn, row by row from the top.

    Returns
    -------
    ndarray, shape (8, 8)
        From 0 (paper) to 1 (ink) in sixteenths; all 0 where nothing is drawn.

    Raises
    ------
    ValueError
        If the shape is another.

    Examples
    --------
    A slanted stroke stands upright afterwards:

    >>> for row in counted(stroke((44, 8), (20, 56)))[::3]:
    ...     print("".join(" .:#"[int(3 * pixel)] for pixel in row).rstrip())
       #.
       ::
       #:
    """
    ink = np.asarray(ink, dtype=bool)
    if ink.shape != (GRID, GRID):
        raise ValueError(f"ink has shape {ink.shape}; expected ({GRID}, {GRID}), True where there is ink.")
    points = _upright(_evened(_scaled(ink))) if ink.any() else np.zeros((SIZE, SIZE))
    return points.reshape(8, 4, 8, 4).sum(axis=(1, 3)) / INK


def stroke(*corners):
    """The points that the pen inks on its way along these corners (x, y), in points of the field from its top left."""
    corners, (y, x) = np.array(corners, dtype=float), np.indices((GRID, GRID)) + 0.5
    ink = np.zeros((GRID, GRID), dtype=bool)
    for (ax, ay), (dx, dy) in zip(corners[:-1], np.diff(corners, axis=0), strict=True):
        along = ((x - ax) * dx + (y - ay) * dy) / ((dx * dx + dy * dy) or 1)
        t = np.clip(along, 0, 1)
        ink |= (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2 <= PEN**2
    return ink


def _scaled(ink):
    """What is drawn, without the paper around it, in a picture of 32 × 32 points."""
    (top, bottom), (left, right) = (np.flatnonzero(ink.any(axis=axis))[[0, -1]] for axis in (1, 0))
    h, w = bottom - top + 1, right - left + 1
    width = min(WIDTH, max(1, int(SIZE * w / h + 0.5)))
    rows = top + ((np.arange(SIZE) + 0.5) * h / SIZE).astype(int)
    columns = left + ((np.arange(width) + 0.5) * w / width).astype(int)
    margin = (SIZE - width) // 2
    return np.pad(ink[np.ix_(rows, columns)], ((0, 0), (margin, SIZE - width - margin)))


def _evened(points):
    """Strokes thinner by a point or two where there is much ink, thicker where there is little."""
    ink = points.sum()
    for most, least in zip(HEAVY, LIGHT, strict=True):
        around = np.pad(points, 1)
        near = around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]
        if ink > most:
            points = points & np.logical_and.reduce(near)
        elif ink <= least:
            points = points | np.logical_or.reduce(near)
    return points


def _upright(points):
    """Rows shifted until the left ends near the top and near the bottom stand above each other."""
    inked = np.flatnonzero(points.any(axis=1))
    if not len(inked):
        return points
    top, bottom = inked[0] + 2, inked[-1] - 2
    if top >= bottom or not points[top].any() or not points[bottom].any():
        return points
    slope = (int(points[top].argmax()) - int(points[bottom].argmax())) / int(bottom - top)
    shifts = np.floor((np.arange(SIZE) - SIZE / 2) * slope + 0.5).astype(int)
    around = np.pad(points, ((0, 0), (SIZE, SIZE)))  # the shift is at most SIZE / 2 times a slope that may be steep
    columns = np.clip(np.arange(SIZE) - shifts[:, np.newaxis], -SIZE, 2 * SIZE - 1) + SIZE
    return np.take_along_axis(around, columns, axis=1)


def _checked(network):
    if not isinstance(network, Network):
        raise TypeError(f"network is of type {type(network).__name__}; expected a Network, or none for the course's.")
    sizes = [network.layers[0].weights.shape[0], *(layer.weights.shape[1] for layer in network.layers)]
    if sizes[0] != 64 or sizes[-1] != 10:
        raise ValueError(f"the network has the sizes {sizes}; expected 64 pixels first and 10 digits last.")
    if network.activation is not relu:
        raise ValueError("the page computes relu only; give a network with activation=relu, its default.")
    if not all(np.isfinite(parameter.data).all() for parameter in network.parameters):
        raise ValueError("a weight of the network is not finite; train it anew, with a smaller rate.")
    return network


class DrawADigit(anywidget.AnyWidget):
    """What `draw_a_digit` returns."""

    _esm = source("draw_a_digit.js", __package__)
    _css = LiveFigure._css + source("draw_a_digit.css", __package__)
    _ipython_display_ = None  # ipywidgets 7 would show the widget without its picture and sentence

    _name = traitlets.Unicode("draw_a_digit").tag(sync=True)
    _weights = traitlets.Dict().tag(sync=True)
    _ink = traitlets.Unicode().tag(sync=True, echo_update=False)  # a 0 or 1 for each point; empty as the field

    sentence = SENTENCE

    def __init__(self, network):
        self._network = network
        numbers = np.concatenate([p.data.ravel() for p in network.parameters]).astype("<f4")
        sizes = [64, *(layer.weights.shape[1] for layer in network.layers)]
        super().__init__(_weights={"sizes": sizes, "numbers": base64.b64encode(numbers.tobytes()).decode()})
        close_older(self)

    @property
    def pixels(self):
        """The picture that the network sees, shape (8, 8), from 0 (paper) to 1 (ink); all 0 before a digit is drawn."""
        ink = np.array(list(self._ink or "0" * GRID**2), dtype=int)
        return counted(ink.reshape(GRID, GRID))

    def png(self, dpi=PNG_DPI):
        """PNG of an example: a drawing, what the network sees of it, and its probabilities."""
        ink = stroke(*EXAMPLE)
        p = softmax(self._network(counted(ink).reshape(1, 64))).data[0]
        figure, stream = _example(ink, p), io.BytesIO()
        figure.savefig(stream, format="png", dpi=dpi, metadata={"Software": None})
        plt.close(figure)
        return stream.getvalue()

    def to_html(self):
        """The same in one self-contained HTML element, for a page without a kernel."""
        data = {"_name": self._name, "_weights": self._weights, "_ink": self._ink}
        payload, module = json.dumps(data).replace("</", "<\\/"), self._esm.replace("export default", "const live =")
        version = hashlib.sha256(self._esm.encode()).hexdigest()[:8]
        return (
            f'<div class="calcml-live-page" data-figure="{html.escape(self._name)}" data-script="{version}">'
            f'<style>{self._css}</style><script type="application/json">{payload}</script>'
            f'<script type="module">{module}\nlive.standalone("{version}");</script></div>'
        )

    def close(self):
        """Free the widget; the notebook's Out[n] may go on holding this object."""
        if self.comm is not None and not sys.is_finalizing():
            self.layout.close()
            super().close()
            self._repr_mimebundle_ = lambda **kwargs: ({"text/plain": CLOSED}, {})

    def _repr_mimebundle_(self, **kwargs):
        view = super()._repr_mimebundle_(**kwargs)
        data, metadata = view if isinstance(view, tuple) else (view or {}, {})
        return {**data, "text/plain": SENTENCE, "image/png": base64.b64encode(self.png()).decode()}, metadata


def _example(ink, p):
    """The still picture that is stored in a notebook."""
    figure, (field, seen, bars) = plt.subplots(1, 3, figsize=(7, 2.9), layout="constrained")
    for ax, picture, title in ((field, ink, "For example, this 3"), (seen, counted(ink), "What the network sees")):
        ax.imshow(picture, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set(title=title, xticks=[], yticks=[])
        ax.spines[:].set_visible(True)
    bars.barh(range(10), p, height=0.6, color=COLOURS["function"])
    bars.set(title="Its probabilities", xlim=(0, 1.02), ylim=(9.6, -0.6), yticks=range(10), xlabel="p")
    return figure
