"""Every figure of the course as a page without a kernel: each stop it holds is drawn, once, and looked at."""

import gzip

import pytest
from figure_tools import check_frame, figure_makers
from figure_tools import house_style as house_style
from matplotlib.text import Text
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from calcml.live import LiveFigure


def limit(figure):
    """How many bytes its page may have, gzipped, for each function that can be chosen in it."""
    layers, handles = figure._drawing.layers, figure._drawing.handles
    if layers._has_images or layers._whole or any(isinstance(a, Poly3DCollection) for a in layers.moving):
        return 600_000
    return 300_000 if any(len(handle.sliders) == 2 for handle in handles) else 150_000


@pytest.mark.parametrize("make", figure_makers(), ids=lambda make: f"{make.__module__.split('.')[-1]}.{make.__name__}")
def test_a_page_keeps_to_its_budget_and_each_of_its_stops_has_a_picture_and_words(make, monkeypatch):
    figure, scenes = make(), []
    assert isinstance(figure, LiveFigure)
    drawn = figure._drawing.frames
    monkeypatch.setattr(figure._drawing, "frames", lambda stop: scenes.append(drawn(stop)) or scenes[-1])
    page = figure.to_html()
    for frames in scenes:
        assert len(frames) > 10
        for stop, frame in frames.items():
            check_frame(frame, stop)
    assert len(gzip.compress(page.encode())) < limit(figure) * len(scenes)


@pytest.mark.parametrize("make", figure_makers(), ids=lambda make: f"{make.__module__.split('.')[-1]}.{make.__name__}")
def test_a_figure_draws_a_stop_alike_whatever_was_drawn_before(make):
    figure = make()
    stops = list(figure._drawing.cross(figure._stop()))
    first = [figure._drawing.frame(stop) for stop in (stops[3], stops[-1])]
    assert [figure._drawing.frame(stop) for stop in (stops[-1], stops[3])] == first[::-1]
    # matplotlib draws letters with a halo as outlines, twice: 4 KB for a few of them, at every stop
    texts = [artist for artist in figure._drawing.layers.moving if isinstance(artist, Text)]
    assert [text.get_text() for text in texts if text.get_path_effects()] == []


def test_every_figure_of_the_notebooks_is_found():
    names = {maker.__name__ for maker in figure_makers()}
    assert {"secant", "zoom", "slope_below", "your_own", "penguin_line"} <= names
