"""Where the nodes of a computational graph stand: in layers by longest path, with few crossings, nothing overlapping.

All lengths are inches. A node and its two numbers fill a cell. The layers run from left to right; where there are many,
in bands one below the other, to and fro like a snake. Heights are found by trying: each node in turn is put where the
whole picture is best.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from calcml.symbolic.graph import Graph, folded

MOST = 25  # nodes that stay legible
BOX, CELL, NUMBER = 0.27, 0.71, 0.34  # heights: of a box, of a box with numbers above and below, of a number's cell
LEAST, LETTER, PADDING = 0.48, 0.105, 0.2  # widths: of a box, of a letter in it, of what is around them
NARROW, WIDE = 0.24, 1.0  # from box to box, side by side
TIGHT = -0.12  # the same, where no two of neighbouring layers stand side by side
ARROW = 0.1  # for an arrow from one cell to the next below it
MARGIN = 0.15  # left and right, for numbers that are wider than their box
STEP = 0.12  # between heights that are tried
GRAZED = 2  # numbers that a line may run through, where there is no better way
TRIES, PASSES = 5, 10
# How much is disliked: overlaps (an inch of them), lines through boxes, lines through numbers, crossings, closeness,
# lines that go up or down, and a place far from the order in which the formula is written.
DISLIKED = np.array([1000.0, 200.0, 60.0, 12.0, 3.0, 1.0, 0.2])


@dataclass(frozen=True)
class Layout:
    """A graph that fits a picture.

    Attributes
    ----------
    graph : Graph
        With as many operations folded as needed.
    centres : ndarray, shape (nodes, 2)
        The middle of each box.
    sizes : ndarray, shape (nodes, 2)
        The width of each box, and the height of its cell.
    """

    graph: Graph
    centres: np.ndarray
    sizes: np.ndarray


def lay_out(graph, width, height):
    """The layout of a graph in a rectangle; operations are folded until it has at most 25 nodes, and fits.

    Raises
    ------
    ValueError
        If the rectangle is too small for the graph, whatever is folded.
    """
    while graph is not None:
        sizes, layer = np.array([box_size(node) for node in graph.nodes]), layers(graph)
        for band, x in columns(layer, sizes, width) if len(graph.nodes) <= MOST else ():
            if height >= CELL * (band.max() + 1):
                search = _Search(graph, sizes, _kept_near(graph, layer, band), x, band, height)
                if (heights := search.best()) is not None:
                    return Layout(graph, np.column_stack([search.x, _centred(heights, sizes, height)]), sizes)
        for _ in range(2 if len(graph.nodes) > 16 else 1):
            graph = graph and folded(graph)
    raise ValueError("This graph does not fit, even folded. Give it a larger picture, or fewer variables.")


def layers(graph):
    """The layer of each node: operations as late as possible, variables and numbers just before their first use.

    The longest path from an input to the result passes each layer once.
    """
    back = np.zeros(len(graph.nodes), int)  # layers before the result
    for edge in reversed(graph.edges):
        back[edge.start] = max(back[edge.start], back[edge.end] + 1)
    return back.max() - back


def _kept_near(graph, layer, band):
    """The layers, with variables and numbers whose first use begins a band put into that band."""
    layer = layer.copy()
    for edge in reversed(graph.edges):
        if not graph.nodes[edge.start].inputs and layer[edge.start] == layer[edge.end] - 1:
            layer[edge.start] += band[layer[edge.start]] != band[layer[edge.end]]
    return layer


def box_size(node):
    """The width of a node's box, and the height of its cell."""
    letters = len(node.sign) + (len(node.name) * 0.8 + 0.6 if node.inputs else 0)
    return max(LEAST, letters * LETTER + PADDING), NUMBER if node.is_number else CELL


def columns(layer, sizes, width):
    """Ways to put the layers into bands: for each way the band of each layer, and the x of its middle."""
    widths = np.array([sizes[layer == k, 0].max() for k in range(layer.max() + 1)])
    for count, least in ((1, NARROW), (2, NARROW), (3, NARROW), (1, TIGHT)):
        band = np.arange(len(widths)) // -(-len(widths) // count)
        rows = [np.flatnonzero(band == b) for b in range(band.max() + 1)]
        room = width - 2 * MARGIN
        gap = min([WIDE, *((room - widths[row].sum()) / (len(row) - 1) for row in rows if len(row) > 1)])
        if gap >= least:
            yield band, _middles(rows, widths, gap, width)
            if count == 1:
                return


def _middles(rows, widths, gap, width):
    used = max(widths[row].sum() + gap * (len(row) - 1) for row in rows)
    x = np.empty(len(widths))
    for b, row in enumerate(rows):
        along = np.cumsum(widths[row] + gap) - gap - widths[row] / 2
        x[row] = (width - used) / 2 + (used - along if b % 2 else along)
    return x


def _centred(heights, sizes, height):
    """The same heights with as much room above as below."""
    middle = (np.min(heights - sizes[:, 1] / 2) + np.max(heights + sizes[:, 1] / 2)) / 2
    return heights + height / 2 - middle


class _Search:
    """The search for good heights of a graph's nodes, whose layers are given."""

    def __init__(self, graph, sizes, layer, x, band, height):
        self.sizes, self.layer, self.x, self.order = sizes, layer, x[layer], _in_order(graph)
        high = height / (band.max() + 1)
        rows = [height - high * b - np.arange(CELL / 2, high - CELL / 2 + 1e-9, STEP) for b in band[layer]]
        self.choices = rows
        self.wanted = np.array(
            [row[0] + share * (row[-1] - row[0]) for row, share in zip(rows, self.order, strict=True)]
        )
        self.edges = _pairs(sorted({edge[:2] for edge in graph.edges}))
        self._find_what_may_meet()

    def _find_what_may_meet(self):
        n, (start, end) = len(self.x), self.edges.T
        near = abs(self.x[:, None] - self.x) < (self.sizes[:, None, 0] + self.sizes[:, 0]) / 2 + 0.9 * NARROW
        self.neighbours = _pairs([(i, j) for i, j in combinations(range(n), 2) if near[i, j]])
        joined = {tuple(edge) for edge in self.edges.tolist()}
        arrow = np.array([ARROW * ((i, j) in joined) for i, j in self.neighbours.tolist()])
        self.needed = self.sizes[self.neighbours, 1].mean(axis=1) + arrow  # from middle to middle
        self.ends_x = anchors_x(self.x[start], self.x[end], self.sizes[start, 0], self.sizes[end, 0])
        (left, right), half = np.sort(self.ends_x, axis=0), self.sizes[:, 0] / 2 + 0.02
        overlap = (left[:, None] < self.x + half) & (self.x - half < right[:, None])
        overlap[np.arange(len(start)), start] = overlap[np.arange(len(start)), end] = False
        self.passing = np.argwhere(overlap)  # an edge, a node
        at, node = self.passing.T
        (xs, xe), sides = self.ends_x[:, at], self.x[node] + np.outer((-1, 1), half[node])
        self.shares = np.clip((sides - xs) / np.where(xe == xs, 1e-9, xe - xs), 0, 1)  # of the edge, where it passes
        apart = lambda i, j: not set(self.edges[i]) & set(self.edges[j])  # noqa: E731
        reach = lambda i, j: left[i] < right[j] and left[j] < right[i]  # noqa: E731
        edges = range(len(start))
        self.meeting = _pairs([(i, j) for i, j in combinations(edges, 2) if apart(i, j) and reach(i, j)])

    def best(self):
        """The heights, or None if boxes and numbers overlap, or lines run through them, wherever they are put."""
        rng = np.random.default_rng(0)
        starts = [self.order, *(rng.permuted(self.order) for _ in range(TRIES - 1))]
        found = []
        for shares in starts:
            y = self._improved(shares)
            upside_down = np.array([row[0] + row[-1] for row in self.choices]) - y
            y = min(y, upside_down, key=lambda y: self._costs(y[np.newaxis])[0])
            overlaps, through, grazed, crossings, *_ = (fault[0] for fault in self._faults(y[np.newaxis]))
            if overlaps < 1e-6 and not through and grazed <= GRAZED:
                found.append((self._costs(y[np.newaxis])[0], tuple(y)))
                if not crossings + grazed:
                    break
        return np.array(min(found)[1]) if found else None

    def _improved(self, shares):
        """Heights from which no node, and no two of a layer, can be moved for the better."""
        y = np.array(
            [choice[round(share * (len(choice) - 1))] for choice, share in zip(self.choices, shares, strict=True)]
        )
        for _ in range(PASSES):
            before = y
            for i in range(len(y)):
                y = self._moved(y, i)
            if y is before:
                break
        return y

    def _moved(self, y, i):
        """The best heights with node i somewhere else, or exchanged with another one of its layer."""
        choice, others = self.choices[i], np.flatnonzero(self.layer == self.layer[i])
        trials = np.tile(y, (len(choice) + len(others), 1))
        trials[: len(choice), i] = choice
        for trial, j in zip(trials[len(choice) :], others, strict=True):
            trial[[i, j]] = trial[[j, i]]
        costs, k = self._costs(np.vstack([trials, y])), 0
        k = int(np.argmin(costs))
        return trials[k] if costs[k] < costs[-1] - 1e-9 else y

    def _costs(self, y):
        """How bad each of several pictures is; y has shape (pictures, nodes)."""
        return DISLIKED @ self._faults(y)

    def _faults(self, y):
        """How much there is in each picture of what is disliked, shape (7, pictures)."""
        i, j = self.neighbours.T
        apart = abs(y[:, i] - y[:, j])
        overlaps, close = (np.sum(np.maximum(0, room * self.needed - apart), axis=1) for room in (1, 1.3))
        start, end = y[:, self.edges[:, 0]], y[:, self.edges[:, 1]]
        at, node = self.passing.T
        two = start[:, at, None] + (end - start)[:, at, None] * self.shares.T
        above, below = two.min(axis=2) - y[:, node], y[:, node] - two.max(axis=2)
        halves = (BOX + 0.06) / 2, self.sizes[node, 1] / 2
        through, grazed = (np.sum((above < half) & (below < half), axis=1) for half in halves)
        length, aside = np.sum((end - start) ** 2, axis=1), np.sum((y - self.wanted) ** 2, axis=1)
        return np.array([overlaps, through, grazed, self._crossings(start, end), close, length, aside])

    def _crossings(self, start, end):
        (xs, xe), (i, j) = self.ends_x, self.meeting.T

        def side(line, x, y):
            return np.sign((xe - xs)[line] * (y - start[:, line]) - (end - start)[:, line] * (x - xs[line]))

        parted = side(i, xs[j], start[:, j]) * side(i, xe[j], end[:, j]) < 0
        return np.sum(parted & (side(j, xs[i], start[:, i]) * side(j, xe[i], end[:, i]) < 0), axis=1)


def _in_order(graph):
    """For each node a share of the height, from above: inputs in the order in which they are written."""
    low, high = np.zeros(len(graph.nodes)), np.ones(len(graph.nodes))
    for edge in reversed(graph.edges):
        share = (high[edge.end] - low[edge.end]) / len(graph.nodes[edge.end].inputs)
        low[edge.start] = low[edge.end] + share * edge.place
        high[edge.start] = low[edge.start] + share
    return (low + high) / 2


def anchors_x(start, end, start_width, end_width):
    """Where lines begin and end along x: at the sides of the boxes, or in the middle where these are not apart."""
    way, half = np.sign(end - start), (start_width + end_width) / 2
    beside = abs(end - start) >= half + NARROW / 2
    return np.array(
        [np.where(beside, start + way * start_width / 2, start), np.where(beside, end - way * end_width / 2, end)]
    )


def _pairs(pairs):
    return np.array(pairs, int).reshape(-1, 2)
