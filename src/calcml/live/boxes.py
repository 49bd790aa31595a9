"""Boxes of live figures, linked or not, on a page without a kernel."""

import html
import json

from ipywidgets import Box, HBox, widgets
from ipywidgets.widgets.widget_link import DirectionalLink, Link

from calcml.live.figure import LiveFigure
from calcml.live.standalone import with_script


def widget_html(widget, script=True):
    """A live figure, or a box of them, as one HTML element: what jslink has tied together moves together there, too.

    Parameters
    ----------
    widget : LiveFigure or ipywidgets.Box
        A box may hold boxes, and any widget that has a method `to_html`.
    script : bool
        As in `LiveFigure.to_html`.

    Returns
    -------
    str

    Raises
    ------
    TypeError
        If there is a widget within that cannot live without a kernel.

    Examples
    --------
    >>> import ipywidgets
    >>> widget_html(ipywidgets.VBox([]), script=False)
    '<div class="calcml-live-box column" data-links="[]"></div>'
    """
    if isinstance(widget, LiveFigure):
        return widget.to_html(script)
    element = _element(widget)
    if not isinstance(widget, Box):
        return element
    links = html.escape(json.dumps(_links(_figures(widget))))
    box = element.replace('">', f'" data-links="{links}">', 1)
    return with_script(box) if script else box


def _element(widget):
    if isinstance(widget, LiveFigure):
        return widget.to_html(script=False)
    if isinstance(widget, Box):
        side = "row" if isinstance(widget, HBox) else "column"
        return f'<div class="calcml-live-box {side}">{"".join(map(_element, widget.children))}</div>'
    if hasattr(widget, "to_html"):
        return widget.to_html()
    raise TypeError(f"A {type(widget).__name__} does nothing without a kernel. A page can hold live figures and boxes.")


def _figures(widget):
    """The live figures in a box, in the order in which they stand."""
    if isinstance(widget, LiveFigure):
        return [widget]
    return [figure for child in getattr(widget, "children", ()) for figure in _figures(child)]


def _links(figures):
    """What jslink and jsdlink tie together: [number of a figure, its control, number of another, its control]."""
    known = vars(widgets.widget).get("_instances")  # ipywidgets 8
    if known is None:
        known = widgets.Widget.widgets  # and 7
    links = []
    for link in list(known.values()):
        if isinstance(link, DirectionalLink | Link) and link.source and link.target:
            (one, key), (other, its_key) = link.source, link.target
            if one in figures and other in figures:
                ends = figures.index(one), key, figures.index(other), its_key
                links += [ends, (*ends[2:], *ends[:2])] if type(link) is Link else [ends]
    return links
