"""What the browser puts together, a background and a moving layer, is what matplotlib draws in one go."""

import importlib
import inspect
import io
import pkgutil

import live_examples
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import calcml.figures
from calcml.live import LiveFigure
from calcml.live.controls import Slider
from calcml.live.raster import DPI

pytestmark = pytest.mark.browser

# Coordinates of the moving layer are rounded to 0.1 pt: an edge moves by at most 0.05 pt = 0.07 pixels, and a pixel that it
# crosses changes by 7% of 255. But Chromium smooths edges in quarters of a pixel: a quarter more or less is 64 of 255, and
# where two edges cross one pixel it may be 128. A layer that is off by one pixel changes pixels along its edges by 200 and more.
MOST = 128  # of 255, in any pixel
CORNERS = 5  # but these: a line may be mitred where it turns a little less, or rounded
SLIGHT, SHARE = 20, 0.15  # and this share of what the moving layer covers may differ by more; a palette changes less


def factories():
    """Every function of calcml.figures that makes a live figure without being given anything, and those of our own."""
    own = "number_line plane heat turning curve open_reveal".split()
    found = {name: getattr(live_examples, name) for name in own}
    for module in pkgutil.iter_modules(calcml.figures.__path__, "calcml.figures."):
        for name, function in vars(importlib.import_module(module.name)).items():
            if (
                getattr(function, "__module__", "") == module.name
                and inspect.isfunction(function)
                and not name.startswith("_")
            ):
                required = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
                if not required and "LiveFigure" in (function.__doc__ or ""):
                    found[f"{module.name.split('.')[-1]}.{name}"] = function
    return found


FACTORIES = factories()


def states(figure):
    """Both ways from the start: some stops of the sliders, the first or last option of every other control."""
    for fraction in (0.23, 0.81, 0.45):
        for name, control in figure._drawing.controls.items():
            if isinstance(control, Slider):
                setattr(figure, name, control.stops[int(fraction * len(control.stops))])
            elif control.kind == "choice":
                setattr(figure, name, control.texts[-round(fraction)])
            elif control.kind == "reveal":
                setattr(figure, name, fraction > 0.5)
        yield


def pixels(png):
    return (255 * mpl.image.imread(io.BytesIO(png), format="png")[..., :3]).round().astype(int)


def screenshot(page):
    """The picture with all lines solid: where along a line a dash begins depends on every rounding before it."""
    dashed = "document.querySelectorAll('.picture [style*=dasharray]')"
    page.evaluate(f"{dashed}.forEach(line => {{ line.style.strokeDasharray = 'none'; }})")
    return pixels(page.locator(".picture").screenshot())


def composite(page, figure, monkeypatch):
    """The picture of the figure's state as live.js puts it together."""
    scene = figure._drawing
    monkeypatch.setattr(scene, "frames", lambda stop, seconds=None: {stop: scene.frame(stop)})  # this state alone
    page.set_content(figure.to_html())
    page.wait_for_selector(".calcml-live[data-state]")
    return screenshot(page)


def whole(page, figure):
    """The same place of the page, with the SVG that matplotlib saves of the figure in this state."""
    out = io.StringIO()
    assert not figure.sentence.startswith("Problem:")  # and the artists are placed now
    with mpl.rc_context({"svg.fonttype": "none", "savefig.bbox": None}):
        figure._drawing.layers.fig.savefig(out, format="svg", dpi=DPI)
    svg = out.getvalue()[out.getvalue().index("<svg") :]
    page.evaluate("svg => { document.querySelector('.picture svg').outerHTML = svg; }", svg)
    page.evaluate("document.querySelector('.picture svg').removeAttribute('height')")
    return screenshot(page)


def covered(page, one):
    """Which pixels of the composite, just shown, the moving layer covers."""
    page.evaluate("document.querySelector('.picture svg > g:last-of-type').remove()")
    return difference(one, screenshot(page)) > SLIGHT


def difference(one, other):
    return np.abs(one - other).max(axis=-1)


def worst(one, other):
    return np.sort(difference(one, other), axis=None)[-1 - CORNERS]


@pytest.fixture(scope="module")
def page(chromium):
    context = chromium.new_context(viewport={"width": 900, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", FACTORIES)
def test_the_composite_is_what_matplotlib_saves(name, page, monkeypatch):
    monkeypatch.setattr("calcml.live.figure.FIRST_SECONDS", 0)
    figure, compared = FACTORIES[name](), 0
    assert isinstance(figure, LiveFigure)
    for _ in states(figure):
        if figure.sentence.startswith("Problem:"):
            continue
        one = composite(page, figure, monkeypatch)
        moving, other = covered(page, one), whole(page, figure)
        assert one.shape == other.shape and moving.any()  # something is drawn
        assert worst(one, other) <= MOST
        assert np.sum(difference(one, other) > SLIGHT) <= SHARE * np.sum(moving)
        compared += 1
        if compared == 2:
            return
    raise AssertionError(f"{name} could be compared in {compared} states only")


def test_figures_of_the_course_are_among_those_compared():
    assert {"derivatives.secant", "derivatives.zoom", "derivatives.slope_below", "start_here.penguin_line"} <= set(
        FACTORIES
    )
    assert any(name.endswith("your_own") for name in FACTORIES)


@pytest.mark.parametrize("shift", [(1, 0), (0, 1)])
def test_a_layer_that_is_off_by_one_pixel_would_be_noticed(shift, page, monkeypatch):
    figure = live_examples.number_line()
    right = composite(page, figure, monkeypatch)
    move = "([x, y]) => document.querySelector('.picture svg > g:last-child').setAttribute('transform', `translate(${x} ${y})`)"
    page.evaluate(move, [0.72 * shift[0], 0.72 * shift[1]])
    assert worst(right, screenshot(page)) > MOST


def test_the_layout_is_the_one_that_matplotlib_would_have_chosen_without_us():
    """A figure with constrained layout, saved by matplotlib alone, has its axes where the live one has them."""
    places = []
    for live in (False, True):
        fig, ax = plt.subplots(layout="constrained")
        ax.set(xlabel="x", ylabel="long\nname", title="Title")
        (point,) = ax.plot([0.5], [0.5], "o", animated=True)
        if live:
            LiveFigure(fig, lambda x0: "A point.", x0=Slider(0, 1))
        fig.savefig(io.StringIO(), format="svg")
        places.append(ax.get_position().bounds)
        plt.close(fig)
    # Letters drawn as pixels and as shapes differ in width by a point at most; a layout never made is off by 18.
    assert places[0] == pytest.approx(places[1], abs=5e-3)
