"""Names beside the things they name, never across a line."""

import itertools
import warnings

import numpy as np
from matplotlib.patheffects import withStroke

from calcml.style import COLOURS, TEXT_COLOURS

_PLACES = (0.86, 0.14, 0.74, 0.26, 0.62, 0.38, 0.5, 0.95, 0.05)  # along the curve, the best first
_CORNERS = ((9, 7), (-9, 7), (9, -7), (-9, -7))  # offsets in points: above right, above left, below right, below left


def line_colour(colour):
    """The colour of lines for a meaning such as "function"; any matplotlib colour is passed on."""
    return COLOURS.get(colour, colour)


def text_colour(colour):
    """The darker colour of letters for a meaning such as "function"; any matplotlib colour is passed on."""
    return TEXT_COLOURS.get(colour, colour)


def halo(width=4):
    """A white rim around letters, so that no line touches them."""
    return [withStroke(linewidth=width, foreground="white")]


def settle(ax):
    """Lay the figure out, so that the axes are where they will be, and as large."""
    if ax.figure.get_layout_engine() is not None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of too little room, as it will when the figure is shown
            ax.figure.draw_without_rendering()
    ax.apply_aspect()


def label_curve(ax, text, x, y, colour="function", offset=(9, 7), **text_style):
    """Write `text` right beside the point (x, y) of a curve, with a white halo.

    First used in notebook 01.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    text : str
    x, y : float
        The point that is named, in the units of the axes.
    colour : str, default "function"
        A key of `calcml.style.COLOURS`, or any matplotlib colour.
    offset : (float, float), default (9, 7)
        From the point to the nearest corner of the text, in points: (9, 7) is above to the right, (-9, -7) below to the
        left.
    **text_style
        Passed on to `Axes.annotate`, such as fontsize or animated.

    Returns
    -------
    matplotlib.text.Annotation

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> label_curve(Figure().subplots(), "f", 1, 2).get_text()
    'f'
    """
    defaults = {"fontsize": 13, "color": text_colour(colour), "path_effects": halo(), "annotation_clip": False}
    label = ax.annotate(text, (x, y), xytext=offset, textcoords="offset points", **defaults | text_style)
    _hang(label, (x, y), offset)
    return label


def label_where_free(ax, text, line, colour):
    """Name a curve where the name hides and crosses nothing."""
    label = label_curve(ax, text, 0, 0, colour)
    label.curve = line
    make_room(ax)
    return label


def make_room(ax):
    """Hang the names of curves anew, after a line has been added that one of them may lie on."""
    for label in [text for text in ax.texts if hasattr(text, "curve")]:
        _hang_where_free(ax, label)


def _hang_where_free(ax, label):
    x, y = label.curve.get_data()
    low, high = ax.get_ylim()
    margin = 0.03 * (high - low)
    (seen,) = np.nonzero((low + margin <= y) & (y <= high - margin))
    if not seen.size:
        label.set_visible(False)
        return
    label.set_visible(True)
    spots = [(x[i], y[i]) for i in (seen[int(place * (len(seen) - 1))] for place in _PLACES)]
    for spot, offset in itertools.product(spots, _CORNERS):
        _hang(label, spot, offset)
        if _is_free(ax, label):
            return
    _hang(label, spots[0], _CORNERS[0])


def _hang(label, spot, offset):
    label.xy = spot
    label.set_position(offset)
    label.set(ha="left" if offset[0] >= 0 else "right", va="bottom" if offset[1] >= 0 else "top")


def _is_free(ax, label):
    box = label.get_window_extent().padded(3)
    frame = ax.get_window_extent()
    if not (frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1):
        return False
    if any(_crosses(line, box) for line in ax.lines if not line.get_animated()):
        return False
    others = [text for text in ax.texts if text is not label and text.get_visible() and not text.get_animated()]
    return not any(box.overlaps(other.get_window_extent()) for other in others)


def _crosses(line, box):
    return line.get_transform().transform_path(line.get_path()).intersects_bbox(box, filled=False)
