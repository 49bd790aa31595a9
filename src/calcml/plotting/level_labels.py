"""The height of each level line, written into a gap of the line where there is room for it."""

import numpy as np

from calcml.plotting.text import halo, settle

LETTERS = "#3E4C59"
_SIZE = 11  # points
_AIR = 4  # pixels between a label and all that is near
_STEP = 9  # pixels between the places that are tried
_MOST = 2  # labels of one level


def label_levels(ax, lines):
    """Write the heights of a ContourSet, each at the best free places of its line; a level without any stays bare.

    A place is free if the label lies inside the axes and touches no other line and no other label. Among those the
    straightest is taken, and of like ones the most level.

    Returns
    -------
    list of matplotlib.text.Text
    """
    settle(ax)
    drawn = [_even_pieces(ax, path) for path in lines.get_paths()]
    step = np.diff(lines.levels).min(initial=np.inf)
    places, taken = [], [_corners_of(text.get_window_extent()) for text in ax.texts if text.get_visible()]
    for k, level in enumerate(lines.levels):
        size = _size(ax, number(level, step))
        others = np.vstack([np.empty((0, 2)), *(p for i, own in enumerate(drawn) if i != k for p in own)])
        places += _best_places(ax, drawn[k], others, size, taken)
    if not places:
        return []
    where = ax.transData.inverted().transform(places)
    texts = lines.clabel(
        fmt=lambda level: number(level, step), fontsize=_SIZE, colors=LETTERS, inline_spacing=_AIR, manual=where
    )
    for text in texts:
        text.set(path_effects=halo(2.5), zorder=5)
    return list(texts)


def number(level, step=np.inf):
    """A height as it is written: with a true minus, and as many digits as tell it from the next, a `step` away."""
    digits = 4 if abs(level) < 1e4 else 6
    if abs(level) > step:
        digits = max(digits, int(np.ceil(np.log10(abs(level) / step))) + 2)
    return f"{level:.{digits}g}".replace("-", "−")


def _size(ax, words):
    text = ax.text(0, 0, words, fontsize=_SIZE)
    box = text.get_window_extent()
    text.remove()
    return np.array([box.width, box.height])


def pieces(path):
    """The unbroken pieces of a line, each an array of shape (n, 2)."""
    if not len(path.vertices):
        return []
    starts = np.flatnonzero(path.codes == path.MOVETO)
    return np.split(path.vertices, starts[1:])


def _even_pieces(ax, path):
    """The unbroken pieces of a line in pixels, with a point at every second pixel or so."""
    found = []
    for piece in pieces(path):
        points = ax.transData.transform(piece)
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
        if along[-1] > 0:
            even = np.linspace(0, along[-1], int(along[-1] / 2) + 2)
            found.append(np.column_stack([np.interp(even, along, points[:, i]) for i in (0, 1)]))
    return found


def _best_places(ax, pieces, others, size, taken):
    """Up to two places for one level, far from each other, on its longest pieces."""
    found, frame = [], ax.get_window_extent()
    apart = 0.35 * np.hypot(frame.width, frame.height)
    own = np.vstack([np.empty((0, 2)), *pieces])
    for piece in sorted(pieces, key=len, reverse=True):
        options = sorted(_options(piece, own, size), key=lambda option: option[0])
        for _, middle, angle in options:
            box = _corners(middle, angle, size + 2 * _AIR)
            far = all(np.hypot(*(middle - other)) > apart for other in found)
            if far and _inside(box, frame) and not _touches(middle, angle, size + 2 * _AIR, others, taken):
                found.append(middle)
                taken.append(box)
                break
        if len(found) == _MOST:
            break
    return found


def _options(piece, own, size):
    """Places along a piece: (how bad, middle, angle), the line's bend and its steepness counting as bad."""
    reach = int((size[0] / 2 + _AIR) / 2) + 1  # points to each side
    for i in range(reach, len(piece) - reach, max(1, _STEP // 2)):
        chord = piece[i + reach] - piece[i - reach]
        angle = np.arctan2(chord[1], chord[0])
        across, up = _turned(own - piece[i], angle)
        bend = np.abs(up[np.abs(across) < size[0] / 2 + _AIR])
        bend = bend[bend < 2 * size[1]].max(initial=0)
        if bend < size[1] / 2 and np.hypot(*chord) > size[0]:
            yield bend + 6 * abs(np.sin(angle)), piece[i], angle


def _turned(points, angle):
    c, s = np.cos(angle), np.sin(angle)
    return c * points[:, 0] + s * points[:, 1], c * points[:, 1] - s * points[:, 0]


def _corners(middle, angle, size):
    signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * size / 2
    return middle + np.column_stack(_turned(signs, -angle))


def _corners_of(box):
    return np.array([[box.x0, box.y0], [box.x1, box.y0], [box.x1, box.y1], [box.x0, box.y1]])


def _inside(box, frame):
    return np.all(box.min(axis=0) >= frame.min) and np.all(box.max(axis=0) <= frame.max)


def _touches(middle, angle, size, others, taken):
    """Whether a turned box holds a point of another line, or overlaps a box that is taken."""
    across, up = _turned(others - middle, angle)
    if np.any((np.abs(across) < size[0] / 2) & (np.abs(up) < size[1] / 2)):
        return True
    box = _corners(middle, angle, size)
    return any(_overlap(box, other) for other in taken)


def _overlap(first, second):
    """Whether two turned rectangles overlap: no side of either keeps them apart."""
    for corners in (first, second):
        for side in (corners[1] - corners[0], corners[2] - corners[1]):
            a, b = first @ side, second @ side
            if a.max() < b.min() or b.max() < a.min():
                return False
    return True
