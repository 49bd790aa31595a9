"""The pictures that are dragged; a notebook's cell `show`s one.

one: a curve and its tangent, one slider.    two: a curve and a secant, two sliders of 101 stops. Both in the three
techniques that are compared. In the live figure only: point, on contours, which drags two sliders of 101 stops at once,
and surface, of 15 × 15 faces, which turns.

Every picture carries the values that it was drawn for (an id in the live figure, a PNG's title in the others), and
the sentence beside it carries them too: so the measurement can tell whether the two belong together.
"""

import base64
import io

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np

from calcml import figures
from calcml.live import Handle, LiveFigure, Slider

SIZE = (6, 4)
DPI = 100
SLIDERS = {  # name of the slider -> low, high, stops, start; the start lies a tenth of the way along
    "one": {"x0": (-2.0, 2.0, 201, -1.6)},
    "two": {"x0": (-2.0, 1.0, 101, -1.7), "h": (0.01, 1.01, 101, 0.11)},
    "point": {"x0": (-2.0, 2.0, 101, -1.6), "y0": (-2.0, 2.0, 101, -1.6)},
    "surface": {"azimuth": (-180.0, 180.0, 25, -150.0)},
}


def f(x):
    return x**3 - 3 * x


def slope(x):
    return 3 * x**2 - 3


def stops(picture, slider):
    """The values of a slider."""
    low, high, count, _ = SLIDERS[picture][slider]
    return np.round(np.linspace(low, high, count), 2)


def curve():
    """The still part of both pictures."""
    fig, ax = plt.subplots(figsize=SIZE, dpi=DPI)
    x = np.linspace(-2.2, 2.2, 400)
    ax.plot(x, f(x))
    ax.set(xlim=(-2.2, 2.2), ylim=(-5, 5), xlabel="x", ylabel="f(x)")
    return fig, ax


def tangent(**moving):
    """Picture one: figure, update(x0), and the marker that a handle may drag."""
    fig, ax = curve()
    (line,) = ax.plot([], [], "--", color="C1", **moving)
    (point,) = ax.plot([], [], "o", color="C1", **moving)

    def update(x0):
        line.set_data([x0 - 1, x0 + 1], [f(x0) - slope(x0), f(x0) + slope(x0)])
        point.set_data([x0], [f(x0)])
        point.set_gid(f"at:{x0:.2f}")
        return f"At x = {x0:.2f} the slope is {slope(x0):.2f}."

    return fig, update, point


def secant(**moving):
    """Picture two: figure, update(x0, h), and the marker."""
    fig, ax = curve()
    (line,) = ax.plot([], [], "o-", color="C1", **moving)

    def update(x0, h):
        line.set_data([x0, x0 + h], [f(x0), f(x0 + h)])
        line.set_gid(f"at:{x0:.2f}:{h:.2f}")
        return f"From x = {x0:.2f}, a step of {h:.2f} gives the slope {(f(x0 + h) - f(x0)) / h:.3f}."

    return fig, update, line


def contours(**moving):
    """Picture three: contours of a bowl, and a point on them with its gradient."""
    fig, ax = plt.subplots(figsize=SIZE, dpi=DPI)
    x, y = np.meshgrid(*[np.linspace(-2.2, 2.2, 80)] * 2)
    ax.contour(x, y, x**2 + x * y + 2 * y**2, 12)
    ax.set(xlim=(-2.2, 2.2), ylim=(-2.2, 2.2), xlabel="x", ylabel="y")
    (arrow,) = ax.plot([], [], color="C1", **moving)
    (point,) = ax.plot([], [], "o", color="C1", **moving)

    def update(x0, y0):
        across, up = 2 * x0 + y0, x0 + 4 * y0
        arrow.set_data([x0, x0 + across / 10], [y0, y0 + up / 10])
        point.set_data([x0], [y0])
        point.set_gid(f"at:{x0:.2f}:{y0:.2f}")
        return f"At ({x0:.2f}, {y0:.2f}) the gradient is ({across:.2f}, {up:.2f})."

    return fig, update, point


def turning(**moving):
    """Picture four: a surface of 15 × 15 faces that turns."""
    fig = plt.figure(figsize=SIZE, dpi=DPI)
    ax = fig.add_subplot(projection="3d")
    x, y = np.meshgrid(*[np.linspace(-2, 2, 16)] * 2)
    ax.plot_surface(x, y, x**2 - y**2, rcount=15, ccount=15, cmap="Blues", edgecolor="white", linewidth=0.5)
    ax.set_animated(moving["animated"])

    def update(azimuth):
        ax.view_init(30, azimuth)
        ax.set_gid(f"at:{azimuth:.2f}")
        return f"Seen from {azimuth:.2f} degrees."

    return fig, update, None


PICTURES = {"one": tangent, "two": secant, "point": contours, "surface": turning}
HANDLES = {"one": ("x0", None), "point": ("x0", "y0")}  # the sliders that the picture's marker drags


def title(values):
    """PNG metadata that say what the picture was drawn for."""
    return {"Title": " ".join(f"{value:.2f}" for value in values.values())}


def starts(picture):
    """Where the sliders stand at first."""
    return {name: start for name, (*_, start) in SLIDERS[picture].items()}


# Technique 1: calcml's live figure


def live(picture):
    if picture not in PICTURES:  # a figure of the course, as gradient_descent.descent_1d
        module, name = picture.split(".")
        return getattr(getattr(figures, module), name)()
    fig, update, marker = PICTURES[picture](animated=True)
    ranges = SLIDERS[picture].items()
    sliders = {name: Slider(low, high, start, stops=count) for name, (low, high, count, start) in ranges}
    handles = [Handle(marker, *HANDLES[picture])] if picture in HANDLES else []
    return LiveFigure(fig, update, handles=handles, name=picture, **sliders)


# Technique 2: ipywidgets' interact, and a matplotlib figure drawn inline for every value; what most notebooks do


def inline_options(values):
    """What the inline backend hands to savefig: its default, and the title."""
    return {"bbox_inches": "tight", "metadata": title(values)}


def interact(picture):
    from matplotlib_inline.config import InlineBackend

    def draw(**values):
        InlineBackend.instance().print_figure_kwargs = inline_options(values)
        _, update, _ = PICTURES[picture]()
        sentence = update(**values)
        plt.show()
        print(sentence)

    ipywidgets.interact(draw, **float_sliders(picture))


# Technique 3: one figure whose artists are moved, and its PNG in an ipywidgets.Image


def image(picture):
    fig, update, _ = PICTURES[picture]()
    plt.close(fig)
    sliders, shown, sentence = float_sliders(picture), ipywidgets.Image(), ipywidgets.HTML()

    def draw(change=None):
        values = {name: slider.value for name, slider in sliders.items()}
        words = update(**values)
        shown.value = png(fig, values)
        sentence.value = words

    for slider in sliders.values():
        slider.observe(draw, names="value")
    draw()
    return ipywidgets.VBox([*sliders.values(), shown, sentence])


def png(fig, values):
    out = io.BytesIO()
    fig.savefig(out, format="png", metadata=title(values))
    return out.getvalue()


def float_sliders(picture):
    sliders = {}
    for name, (low, high, count, start) in SLIDERS[picture].items():
        step = round((high - low) / (count - 1), 4)
        sliders[name] = ipywidgets.FloatSlider(start, min=low, max=high, step=step, description=name)
    return sliders


TECHNIQUES = {"live": live, "interact": interact, "image": image}


def show(technique, picture):
    """What a notebook's cell calls."""
    return TECHNIQUES[technique](picture)


# What Python draws for the final state: drawn anew, outside the notebook's kernel


def expected(technique, picture, values):
    """The picture as it should be: the moving layer's SVG for the live figure, the PNG for the others."""
    if technique == "live":
        drawn = live(picture)
        stop = tuple(int(np.argmin(np.abs(stops(picture, name) - value))) for name, value in values.items())
        return drawn._drawing.frame(stop)[0]
    fig, update, _ = PICTURES[picture]()
    plt.close(fig)
    update(**values)
    if technique == "image":
        return png(fig, values)
    from IPython.core.pylabtools import print_figure

    return base64.b64decode(print_figure(fig, "png", base64=True, **inline_options(values)))
