"""Boxes of live figures as pages without a kernel."""

import html
import json
import re

import ipywidgets
import matplotlib.pyplot as plt
import pytest

from calcml.live import LiveFigure, Slider
from calcml.live.boxes import widget_html


def make():
    fig, ax = plt.subplots(figsize=(2, 2))
    (point,) = ax.plot([], [], "o", animated=True)

    def update(x, y):
        point.set_data([x], [y])
        return f"At {x} and {y}."

    return LiveFigure(fig, update, x=Slider(0, 1, stops=2), y=Slider(0, 1, stops=2))


@pytest.fixture
def ties():
    """For links between widgets, which are closed at the end."""
    made = []
    yield made
    for tie in made:
        tie.close()


def links(page):
    return json.loads(html.unescape(re.search(r'data-links="([^"]*)"', page)[1]))


def test_a_box_holds_its_figures_and_what_ties_them_together(ties):
    one, two, three, elsewhere = (make() for _ in range(4))
    ties += ipywidgets.jslink((one, "x"), (two, "x")), ipywidgets.jsdlink((two, "y"), (three, "x"))
    ties += (ipywidgets.jslink((one, "x"), (elsewhere, "x")),)
    page = widget_html(ipywidgets.VBox([one, ipywidgets.HBox([two, three])]), script=False)
    assert page.count('class="calcml-live-page"') == 3 and page.count('class="calcml-live-box row"') == 1
    assert sorted(links(page)) == [[0, "x", 1, "x"], [1, "x", 0, "x"], [1, "y", 2, "x"]]


def test_script_and_style_stand_once_in_a_box():
    page = widget_html(ipywidgets.HBox([make(), make()]))
    assert (page.count("<style>"), page.count("new DecompressionStream")) == (1, 1)
    assert page.rindex("<script>") > page.rindex('type="application/json"')  # all figures are there when it runs


def test_a_figure_in_no_box_is_its_own_page():
    figure = make()
    assert widget_html(figure) == figure.to_html()
    assert widget_html(figure, script=False) == figure.to_html(script=False)


def test_a_widget_that_needs_a_kernel_is_refused_by_name():
    with pytest.raises(TypeError, match="A Button does nothing without a kernel"):
        widget_html(ipywidgets.VBox([ipywidgets.Button()]))
