"""A computational graph in layers: values above its nodes, gradients below, and the edge that is looked at."""

import math as m
from functools import lru_cache

import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from calcml.plotting.graph_edges import arrow_head, edge_paths, note_places
from calcml.plotting.graph_layout import BOX, lay_out
from calcml.plotting.text import settle
from calcml.style import COLOURS, TEXT_COLOURS
from calcml.symbolic.local_rules import plain

_FILL = {"variable": "#E6F4EF", "number": "#F1F3F5", "operation": "#EAF3F9"}
_EDGE = {"variable": COLOURS["start"], "number": "#9AA5B1", "operation": COLOURS["function"]}
_laid_out = lru_cache(64)(lay_out)


def computational_graph(ax, graph, values=None, gradients=None, local=None, animated=False):
    """Draw a computational graph: each operation a box, with arrows from its inputs, layer by layer.

    Above a box stands its value, in blue, below it the gradient, in vermilion. Where the graph has more than 25 nodes,
    or does not fit, operations are folded into boxes with … in them. Made for axes that fill a figure of 7 × 4 inches
    or so. First used in notebook 08.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its frame is taken away, its limits are set; what stood in it stays.
    graph : Graph
        From `symbolic.graph.computational_graph`.
    values, gradients : array_like, shape (nodes of the picture,), optional
        What to write above and below; NaN for nothing. A graph that is folded has other nodes: see `picture.graph`.
    local : dict from Edge to Local, optional
        What to write beside arrows: `graph.local_derivatives(values)`.
    animated : bool
        Whether the numbers and the marks move, in a live figure.

    Returns
    -------
    GraphPicture
        `picture.graph` is the graph as it is shown; `picture.show(values, gradients, node, edges)` moves what moves.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> from calcml.symbolic import parse
    >>> from calcml.symbolic.graph import computational_graph as made_of
    >>> graph = made_of(parse("x*y", ("x", "y")))
    >>> picture = computational_graph(Figure(figsize=(7, 4)).subplots(), graph, graph.values(x=3, y=-4))
    >>> [text.get_text() for text in picture.values]
    ['3', '−4', '−12']
    """
    picture = GraphPicture(ax, animated)
    picture.draw(graph)
    picture.show(values, gradients)
    for edge, derivative in (local or {}).items():
        if picture.notes.get(edge) is not None:
            colour = TEXT_COLOURS["derivative"]
            style = {"fontsize": 11, "ha": "center", "va": "center", "style": "italic", "color": colour}
            ax.text(*picture.notes[edge], short(derivative.value), **style)
    return picture


class GraphPicture:
    """A drawn graph whose numbers and marks can be changed; `computational_graph` makes it.

    Attributes
    ----------
    graph : Graph
        As it is shown, with what does not fit folded.
    values, gradients : list of Text
        The numbers above and below each node.
    """

    def __init__(self, ax, animated=False):
        self.ax, self.animated = ax, animated
        ax.set_axis_off()
        settle(ax)
        box = ax.get_window_extent()
        self.width, self.height = box.width / ax.figure.dpi, box.height / ax.figure.dpi
        line = {"animated": animated, "ls": "-"}
        (self.passed,) = ax.plot([], [], color=COLOURS["derivative"], lw=1.5, **line)
        (self.active,) = ax.plot([], [], color=COLOURS["derivative"], lw=3, **line)
        (self.frame,) = ax.plot([], [], color=COLOURS["path"], lw=2, **line)
        self.note = ax.text(0, 0, "", fontsize=11, ha="center", va="center", color=TEXT_COLOURS["derivative"])
        self.note.set(animated=animated, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6})
        self.values, self.gradients = [], []

    def draw(self, graph):
        """Draw another graph in a live figure, after `plotting.clear` has taken away what stood still."""
        self.ax.set(xlim=(0, self.width), ylim=(0, self.height))
        layout = _laid_out(graph, self.width, self.height)
        self.graph, self.centres, self.sizes = layout.graph, layout.centres, layout.sizes
        self.paths = edge_paths(layout)
        self.notes = note_places(layout, self.paths)
        for path in self.paths.values():
            arrow = {"arrowstyle": "-|>", "mutation_scale": 11, "lw": 1.3, "color": COLOURS["context"]}
            self.ax.add_patch(FancyArrowPatch(path=Path(path), shrinkA=0, shrinkB=0, joinstyle="round", **arrow))
        for node, (x, y), (width, _) in zip(self.graph.nodes, self.centres, self.sizes, strict=True):
            self._draw_node(node, x, y, width)
        self._hang_numbers()

    def _draw_node(self, node, x, y, width):
        kind = "number" if node.is_number else "variable" if node.is_variable else "operation"
        shape = "round,pad=0,rounding_size=0.08"
        box = FancyBboxPatch((x - width / 2, y - BOX / 2), width, BOX, boxstyle=shape, lw=1.2)
        box.set(facecolor=_FILL[kind], edgecolor=_EDGE[kind], zorder=2)
        self.ax.add_patch(box)
        style = {"va": "center_baseline", "zorder": 3}
        if not node.inputs:
            colour = TEXT_COLOURS["context" if node.is_number else "start"]
            self.ax.text(x, y, node.sign, fontsize=12, ha="center", color=colour, **style)
            return
        left, right = x - width / 2 + 0.07, x + width / 2 - 0.08
        self.ax.text(left, y, node.name, fontsize=11, color=TEXT_COLOURS["context"], **style)
        self.ax.text(right, y, node.sign, fontsize=12, ha="right", **style)

    def _hang_numbers(self):
        """A text above and one below each node; those that a larger graph needed stay empty."""
        for texts, meaning, va in ((self.values, "function", "bottom"), (self.gradients, "derivative", "top")):
            for text in texts:
                text.set_text("")
            missing, style = len(self.graph.nodes) - len(texts), {"color": TEXT_COLOURS[meaning], "va": va}
            style |= {"fontsize": 11, "ha": "center", "animated": self.animated}
            texts += [self.ax.text(0, 0, "", **style) for _ in range(missing)]
            up = 1 if va == "bottom" else -1
            for text, (x, y) in zip(texts, self.centres, strict=False):
                text.set_position((x, y + up * (BOX / 2 + 0.04)))

    def show(self, values=None, gradients=None, node=None, passed=(), active=None, note="", waiting=()):
        """Write these numbers, NaN for nothing; frame a node, mark edges that were passed, and the one looked at.

        That one gets an arrow backwards, to its input, and a note beside it where there is room. A gradient that waits
        for another share is followed by "+ …".
        """
        nothing = np.full(len(self.graph.nodes), m.nan)
        for texts, numbers in ((self.values, values), (self.gradients, gradients)):
            for text, number, of in zip(texts, nothing if numbers is None else numbers, self.graph.nodes, strict=False):
                text.set_text("" if m.isnan(number) or of.is_number else short(number))
        for i in waiting:
            self.gradients[i].set_text(self.gradients[i].get_text() and f"{self.gradients[i].get_text()} + …")
        self.passed.set_data(*self._joined(passed).T)
        self.active.set_data(*(arrow_head(self.paths[active]).T if active else ([], [])))
        place = self.notes.get(active)
        self.note.set_text(note if place is not None else "")
        self.note.set_position((0, 0) if place is None else place)
        self.frame.set_data(*(([], []) if node is None else self._around(node)))

    def _joined(self, edges):
        lines = [np.vstack([self.paths[edge], [[m.nan, m.nan]]]) for edge in edges]
        return np.vstack(lines) if lines else np.empty((0, 2))

    def _around(self, node):
        (x, y), w, h = self.centres[node], self.sizes[node, 0] / 2, BOX / 2
        return x + w * np.array([-1, 1, 1, -1, -1]), y + h * np.array([-1, -1, 1, 1, -1])


def short(value):
    """A number of three digits, of two with a power of ten."""
    return plain(value, 3 if value == 0 or 1e-3 <= abs(value) < 1e5 else 2)
