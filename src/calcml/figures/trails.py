"""A walk as it is drawn: dots with arrows between them, and marks for what lies beyond the picture."""

from math import dist

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from calcml.figures.parts import moving_line, moving_point
from calcml.style import COLOURS

_AWAY = {(0, 1): 0, (-1, 0): 90, (0, -1): 180, (1, 0): -90}  # degrees by which a triangle is turned to point there


class Track:
    """A walk in one panel: dots joined by a line, a larger one for where it is, and a triangle if that is beyond.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    arrows : int
        How many of the first steps get a head, where there is room.
    recent : int, optional
        If given, the last so many steps are drawn in full, with their heads, and those before them faintly.
    dots : float
        Their size; 0 for a line alone, where so many steps lie side by side that their dots would touch.
    **line
        Passed on to the line, such as lw or alpha.
    """

    def __init__(self, ax, arrows=0, recent=None, dots=4, **line):
        self.arrows, self.recent = arrows, recent
        self.path = moving_line(ax, "path", "-", **{"lw": 1.3, "alpha": 0.25 if recent else None} | line)
        self.last = moving_line(ax, "path", "-", lw=1.3)
        self.dots = Dots(ax, "path", dots) if dots else None
        self.heads = moving_line(ax, "path", lw=1.3)
        self.here, self.edge = moving_point(ax, "path", size=10), Edge(ax)

    def show(self, points):
        """Show the walk through these points, of which the last is where it is."""
        self.path.set_data(*points.T)
        if self.dots:
            self.dots.show(points)
        last = points[-self.recent - 1 :] if self.recent else points[:0]
        self.last.set_data(*last.T)
        self.heads.set_data(*arrow_heads(self.path.axes, last if self.recent else points[: self.arrows + 1]).T)
        outside = self.edge.show(points[-1])
        self.here.set_data(*([], []) if outside else points[-1:].T)


class Dots:
    """Many small dots in few bytes: strokes as good as without length, with round ends."""

    def __init__(self, ax, meaning, size):
        self.ax = ax
        self.patch = PathPatch(Path(np.empty((0, 2))), fill=False, color=COLOURS[meaning], lw=size, animated=True)
        self.patch.set(capstyle="round", snap=False)  # snapped to pixels, so short a stroke would be none
        ax.add_patch(self.patch)

    def show(self, points):
        """Put a dot at each of these points."""
        on_page = self.ax.transData.transform(points)
        strokes = np.stack([on_page, on_page + [0.01, 0]], axis=1).reshape(-1, 2)
        path = Path(self.ax.transData.inverted().transform(strokes), [Path.MOVETO, Path.LINETO] * len(points))
        path.should_simplify = False
        self.patch.set_path(path)


def start_point(ax):
    """The green point at which a walk starts: whole, even at the edge of the picture."""
    point = moving_point(ax, "start", size=10)
    point.set_clip_on(False)
    point.set_in_layout(False)
    return point


class Lost:
    """A dotted arrow to a place where there is no value, or to the edge of the picture before it."""

    def __init__(self, ax):
        self.ax = ax
        self.line, self.head = moving_line(ax, "path", ":", lw=1.6), moving_line(ax, "path", lw=1.3)
        (self.cross,) = ax.plot([], [], "X", color=COLOURS["path"], ms=9, mec="white", ls="", animated=True)

    def show(self, start, end):
        """Show the step that leads from `start` to `end`; None for no such step."""
        ends = np.empty((0, 2)) if end is None else np.array([start, end])
        self.line.set_data(*ends.T)
        self.head.set_data(*arrow_heads(self.ax, ends).T)
        self.cross.set_data(*ends[1:].T)


def arrow_heads(ax, points, size=7.0, gap=4.0):
    """Open heads for arrows from each point to the next, as far as they lie in the picture; NaN between them.

    A step shorter than two heads gets none. An arrow that leaves the picture has its head at the edge.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where it will stay: laid out, with its limits.
    points : array_like, shape (n, 2)
    size, gap : float
        The length of a head, and its distance from the point, in points.

    Returns
    -------
    ndarray, shape (k, 2)
    """
    on_page = ax.transData.transform(np.asarray(points, float))
    (left, bottom), (right, top) = ax.transAxes.transform([(0, 0), (1, 1)])
    heads = []
    for start, end in zip(on_page[:-1], on_page[1:], strict=True):
        shown = clipped(start, end, (left, bottom), (right, top))
        if shown is None:
            continue
        start, tip = shown
        length = np.hypot(*(tip - start))
        if length < 2 * size:
            continue
        along = (tip - start) / length
        tip = tip - along * (gap if np.allclose(tip, end) else 0)
        across = np.array([-along[1], along[0]])
        heads += [tip - size * (along - 0.5 * across), tip, tip - size * (along + 0.5 * across), [np.nan, np.nan]]
    return ax.transData.inverted().transform(np.array(heads)) if heads else np.empty((0, 2))


def thinned(ax, points, gap=2.0):
    """The first and the last of these points, and of those between only such as lie `gap` points of the page apart."""
    return points[[*apart(ax, points[:-1], gap), len(points) - 1]]


def apart(ax, points, gap=2.0):
    """Which of these points to keep: the first, and each that lies `gap` points of the page from the last one kept."""
    kept = []
    on_page = ax.transData.transform(points).tolist()
    for i, place in enumerate(on_page):
        if not kept or dist(place, on_page[kept[-1]]) >= gap:
            kept.append(i)
    return np.array(kept, int)


def clipped(start, end, low, high):
    """The part of a straight line that lies in a box: its two ends, or None. Source: Liang and Barsky (1984)."""
    start, end = np.asarray(start, float), np.asarray(end, float)
    enter, leave = 0.0, 1.0
    for a, b, lowest, highest in zip(start, end, low, high, strict=True):
        if a == b:
            if not lowest <= a <= highest:
                return None
            continue
        first, second = sorted(((lowest - a) / (b - a), (highest - a) / (b - a)))
        enter, leave = max(enter, first), min(leave, second)
    return (start + enter * (end - start), start + leave * (end - start)) if enter < leave else None


class Edge:
    """A triangle at the edge of a picture, which points to where a point lies beyond it."""

    def __init__(self, ax, meaning="path", size=11):
        self.ax = ax
        (self.marker,) = ax.plot([], [], color=COLOURS[meaning], ms=size, mec="white", ls="", animated=True)
        self.marker.set_clip_on(False)
        self.marker.set_in_layout(False)

    def show(self, point):
        """Point to `point` if it lies beyond the picture; whether it does."""
        low, high = np.transpose([self.ax.get_xlim(), self.ax.get_ylim()])
        at = np.clip(point, low, high)
        beyond = (np.asarray(point) - at) / (high - low)
        outside = bool(np.any(beyond))
        self.marker.set_data(*at[:, np.newaxis] if outside else ([], []))
        axis = int(np.argmax(np.abs(beyond)))
        away = [0, 0]
        away[axis] = int(np.sign(beyond[axis]))
        self.marker.set_marker((3, 0, _AWAY[tuple(away)] if outside else 0))
        return outside
