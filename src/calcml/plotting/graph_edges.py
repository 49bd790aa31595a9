"""The lines of a computational graph: from box to box, bent apart where two are equal, with room for a note."""

from collections import Counter

import numpy as np

from calcml.plotting.graph_layout import anchors_x

BEND = 0.22  # of its length, by which one of two equal edges is bent
NOTE = np.array([0.56, 0.19])  # the size of a note, in inches
HEAD = 0.11  # the length of an arrow's head


def edge_paths(layout):
    """The line of each edge, from box to box; two edges between the same nodes are bent apart."""
    graph, twice = layout.graph, Counter(edge[:2] for edge in layout.graph.edges)
    paths = {}
    for edge in graph.edges:
        ends = _ends(layout, edge)
        paths[edge] = _bent(*ends, 1 if edge.place else -1) if twice[edge[:2]] > 1 else ends
    return paths


def _ends(layout, edge):
    start, end = layout.centres[[edge.start, edge.end]]
    sizes = layout.sizes[[edge.start, edge.end]]
    x = anchors_x(start[0], end[0], *sizes[:, 0])
    if x[0] != start[0]:
        return np.array([[x[0], start[1]], [x[1], end[1]]])
    return np.array([_leave(start, end, sizes[0] / 2), _leave(end, start, sizes[1] / 2)])


def _leave(start, end, half):
    """Where the line from the middle of a cell leaves it."""
    with np.errstate(all="ignore"):
        share = np.min(half / np.abs(end - start))
    return start + share * (end - start)


def _bent(start, end, side):
    t = np.linspace(0, 1, 15)[:, np.newaxis]
    across = np.array([-(end - start)[1], (end - start)[0]])
    return start + t * (end - start) - 4 * BEND * side * t * (1 - t) * across


def arrow_head(path):
    """The line with an open arrow's head at its beginning: it points back to where the edge comes from."""
    tip, along = path[0], path[1] - path[0]
    along = HEAD * along / np.hypot(*along)
    across = 0.6 * np.array([-along[1], along[0]])
    return np.vstack([path[::-1], tip + along + across, tip, tip + along - across])


def note_places(layout, paths):
    """For each edge the middle of a note beside it that touches no cell, and no line if that can be; None for none."""
    return {edge: _note_place(layout, paths, edge) for edge in paths}


def _note_place(layout, paths, edge):
    path, spare = paths[edge], None
    lines = [points for other, points in paths.items() if other != edge]
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        at = share * (len(path) - 1)
        k = min(int(at), len(path) - 2)
        along = path[k + 1] - path[k]
        normal = np.array([-along[1], along[0]]) / np.hypot(*along)
        reach = np.abs(normal) @ NOTE / 2 + 0.03
        outwards = normal @ (path[k] - (path[0] + path[-1]) / 2)  # of a bent line
        for side in (1, -1) if (outwards if len(path) > 2 else normal[1]) >= 0 else (-1, 1):
            place = path[k] + (at - k) * along + side * reach * normal
            if _meets_a_cell(layout, place):
                continue
            if not any(_meets_a_line(points, place) for points in lines):
                return place
            spare = place if spare is None else spare
    return spare


def _meets_a_cell(layout, place):
    widths = np.maximum(layout.sizes[:, 0], NOTE[0])
    room = (np.column_stack([widths, layout.sizes[:, 1]]) + NOTE) / 2
    return bool(np.any(np.all(np.abs(layout.centres - place) < room, axis=1)))


def _meets_a_line(points, place):
    t = np.linspace(0, 1, 40)[:, np.newaxis]
    samples = np.vstack([a + t * (b - a) for a, b in zip(points[:-1], points[1:], strict=True)])
    return bool(np.any(np.all(np.abs(samples - place) < NOTE / 2, axis=1)))
