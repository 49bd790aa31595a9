"""The graph of c = b·b + b with b = 2x, in which one node is used three times: a still picture for notebook 09."""

import matplotlib.pyplot as plt

from calcml import plotting
from calcml.symbolic.graph import Graph, Node, Number

__all__ = ["draw_reused", "reused_graph"]


def reused_graph():
    """The graph of c = b·b + b with b = 2·x; a typed formula would have b twice.

    Returns
    -------
    Graph
        Its nodes are x, 2, b, u = b·b and c = u + b.

    Examples
    --------
    >>> graph = reused_graph()
    >>> graph.gradient(x=1)
    {'x': 10.0}
    """
    nodes = (
        Node("x", "x", "x"),
        Node("2", "2", "2", number=Number(2.0, "2")),
        Node("×", "b", "b = 2·x", (1, 0), "*", "*"),
        Node("×", "u", "u = b·b", (2, 2), "*", "*"),
        Node("+", "c", "c = u + b", (3, 2), "+", "+"),
    )
    return Graph(nodes, ("x",), (), ())


def draw_reused(x=1.0, rates=False):
    """Draw it in a figure of its own, with the value of each node above it. First used in notebook 09.

    Parameters
    ----------
    x : float
        Where.
    rates : bool
        Whether the local derivatives stand beside the arrows.

    Returns
    -------
    GraphPicture

    Examples
    --------
    >>> [text.get_text() for text in draw_reused().values]
    ['1', '', '2', '4', '6']
    """
    graph = reused_graph()
    values = graph.values(x=x)
    local = graph.local_derivatives(values) if rates else None
    return plotting.computational_graph(plt.subplots(figsize=(7, 2.1))[1], graph, values, local=local)
