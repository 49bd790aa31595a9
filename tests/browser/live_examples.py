"""Live figures to try the machinery with; the tests' notebooks import them too."""

import threading
import time

import matplotlib.pyplot as plt
import numpy as np

from calcml.live import Choice, Formula, Handle, LiveFigure, Reveal, Slider, Steps

FORMULAS = {
    "x^2": lambda x: x**2,
    "x^3": lambda x: x**3,
    "sqrt(x)": np.sqrt,
    "1": lambda x: 1.0 + 0 * x,
    "sqrt(-9 - x)": lambda x: np.sqrt(-9 - x),
}


class NotReadError(ValueError):
    position = 2
    hint = "Try x^2."


class Read:
    """A formula that was read, with what the browser shows of it."""

    def __init__(self, text):
        self.f = FORMULAS[text]
        self.mathml = f"<math><mtext>{text}</mtext></math>"


def parse(text):
    if text not in FORMULAS:
        raise NotReadError(f"{text!r} cannot be read. Try x^2.")
    return Read(text)


def number_line(stops=None):
    """x0 and h on a number line, two handles; its sentence says both numbers."""
    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    ax.plot([-2, 3], [0, 0], color="#0072B2")
    ax.set(xlim=(-2, 3), ylim=(-1, 1.5), xlabel="x", title="Two points on a line")
    (left,) = ax.plot([], [], "o", color="#009E73", animated=True)
    (right,) = ax.plot([], [], "s", color="#D55E00", animated=True)

    def update(x0, h):
        left.set_data([x0], [0])
        right.set_data([x0 + h], [0])
        return number_line_words(x0, h), f"<math><mi>x</mi><mo>=</mo><mn>{x0:.2f}</mn></math>"

    handles = [Handle(left, x="x0", label="left point"), Handle(right, x="h", label="right point")]
    x0 = Slider(-2, 2, 0.5, stops=stops, label="left point")
    h = Slider(0.01, 1, 0.5, stops=stops, label="step", unit="mm")
    return LiveFigure(fig, update, handles=handles, name="line", x0=x0, h=h)


def number_line_words(x0, h):
    return f"From {x0:.2f} a step of {h:.3f} leads to {x0 + h:.3f}."


class Forgetful(LiveFigure):
    """A live figure whose page has no room for drawings beside those that it needs."""

    _esm = LiveFigure._esm.replace("KEPT = 30e6", "KEPT = 1e5")


def plane(kind=LiveFigure, **stops):
    """A point dragged in two directions, the y-axis logarithmic, and a second that stands dx further right."""
    fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    ax.set(xlim=(-2, 3), ylim=(0.05, 20), yscale="log", xlabel="x", ylabel="y")
    (point,) = ax.plot([], [], "o", color="#009E73", animated=True)
    (corner,) = ax.plot([], [], "s", color="#D55E00", animated=True)

    def update(x0, y0, dx):
        point.set_data([x0], [y0])
        corner.set_data([x0 + dx], [y0])
        return plane_words(x0, y0, dx)

    sliders = {
        "x0": Slider(-2, 2, 0.5, label="x₀", **stops),
        "y0": Slider(0.1, 10, 1, log=True, label="y₀", unit="m", **stops),
        "dx": Slider(0, 1, 0.5, stops=5),
    }
    handles = [Handle(point, x="x0", y="y0"), Handle(corner, x="dx", y="y0", label="corner")]
    return kind(fig, update, handles=handles, name="plane", **sliders)


def plane_words(x0, y0, dx):
    return f"At ({x0:.2f}, {y0:.3g}), corner {dx:.2f} further."


def heat():
    """A heat map, coloured dots that let it through, and a line over them, all moving."""
    fig, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    x = np.linspace(-2, 2, 40)
    ax.set(xlabel="x", ylabel="y", title="A heat map that moves")
    image = ax.imshow(np.outer(x, x), extent=(-2, 2, -2, 2), vmin=-4, vmax=4, aspect="auto", animated=True)
    dots = ax.scatter(x, np.sin(x), c=x, cmap="Oranges", alpha=0.7, animated=True)
    dots.set_rasterized(True)
    (line,) = ax.plot([], [], color="#D55E00", animated=True)

    def update(a):
        image.set_data(np.outer(x, np.sin(a * x)))
        dots.set_offsets(np.column_stack([x, a * np.sin(3 * x) / 2]))
        line.set_data(x, a * x / 2)
        return f"The factor is {a:.2f}."

    return LiveFigure(fig, update, name="heat", a=Slider(0, 2, 1, stops=21))


def turning():
    """A surface of 15 × 15 faces that turns, with a point that moves on it, beside a still picture."""
    fig = plt.figure(figsize=(7, 3.5), layout="constrained")
    ax, beside = fig.add_subplot(121, projection="3d"), fig.add_subplot(122)
    x, y = np.meshgrid(np.linspace(-2, 2, 16), np.linspace(-2, 2, 16))
    ax.plot_surface(x, y, x**2 - y**2, rcount=15, ccount=15, cmap="Blues", edgecolor="white", linewidth=0.5)
    (point,) = ax.plot([], [], [], "o", color="#009E73", animated=True)
    (below,) = beside.plot([], [], "o", color="#009E73", animated=True)
    beside.set(xlim=(-2, 2), ylim=(-2, 2), xlabel="x", ylabel="y")
    ax.set(xlabel="x", ylabel="y", zlabel="f")
    ax.set_animated(True)

    def update(azimuth, x0):
        ax.view_init(30, azimuth)
        point.set_data_3d([x0], [0], [x0**2])
        below.set_data([x0], [0])
        return f"Seen from {azimuth:.0f}°, the point at {x0:.1f}."

    sliders = {"azimuth": Slider(-180, 180, -60, stops=25), "x0": Slider(-2, 2, 0.5, stops=41)}
    return LiveFigure(fig, update, name="turning", handles=[Handle(below, x="x0")], **sliders)


def curve():
    """A typed formula, a choice that draws, a choice that moves, a reveal, and a slider with a handle along y."""
    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    x = np.linspace(-2, 2, 81)
    (line,) = ax.plot([], [])
    ax.set(xlim=(-2, 2), ylim=(-4, 4), xlabel="x")
    (point,) = ax.plot([], [], "o", ms=9, animated=True)
    (height,) = ax.plot([], [], "^", animated=True)
    label = ax.text(0, 3, "", animated=True)

    def draw(f, colour):
        line.set_data(x, f.f(x))
        line.set_color(colour)
        ax.set_title(f"A {colour} curve")

    def update(x0, y0, f, mark, shown):
        point.set_data([x0], [f.f(np.float64(x0))])
        point.set_marker(mark)
        height.set_data([-1.9], [y0])
        label.set_text("the answer" if shown else "")
        return f"f({x0:.2f}) = {f.f(np.float64(x0)):.3f}, height {y0:.1f}, mark {mark}" + (", shown." if shown else ".")

    return LiveFigure(
        fig, update, draw=draw, name="curve", handles=[Handle(point, x="x0"), Handle(height, y="y0")],
        f=Formula("x^2", parse, label="f(x)", examples={"cubic": "x^3", "root": "sqrt(x)"}), colour=Choice(["blue", "red"], label="colour"),
        x0=Slider(-2, 2, 0.5, stops=41), y0=Slider(-4, 4, 0, stops=81), mark=Choice({"round": "o", "square": "s"}, label="mark"),
        shown=Reveal("Show the answer", question="How high is it?", predictions=["higher", "lower"]),
    )  # fmt: skip


def open_reveal():
    """A reveal that needs no prediction, and an update() that fails at the right, in two ways."""
    fig, ax = plt.subplots(figsize=(5, 2))
    (point,) = ax.plot([], [], "o", animated=True)
    ax.set(xlim=(0, 1), ylim=(0, 1))

    def update(x0, shown):
        if x0 > 0.9:
            raise RuntimeError("the ground ends")
        point.set_data([x0], [0.5])
        value = np.nan if x0 > 0.7 else x0
        return f"At {value:.2f}" + (", shown." if shown else ".")

    return LiveFigure(fig, update, name="reveal", x0=Slider(0, 1, 0.5), shown=Reveal())


def slow(seconds=1.0):
    """Off the stops drawn first, update() takes its time; its sentence says in which thread it runs."""
    fig, ax = plt.subplots(figsize=(5, 2))
    (point,) = ax.plot([], [], "o", animated=True)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    start = (0.5, 0.5)

    def update(x0, h):
        if x0 != start[0] and h != start[1]:
            time.sleep(seconds)
        point.set_data([x0], [h])
        return f"At {x0:.2f}, {h:.2f} in {threading.current_thread().name}."

    return LiveFigure(fig, update, name="slow", x0=Slider(0, 1, 0.5), h=Slider(0, 1, 0.5))


def walk(name="walk", pause=0, **more):
    """A descent on x²: the trace ends where x is near 0, so the rate says how long it is; `most` steps at most."""
    fig, ax = plt.subplots(figsize=(7, 3), layout="constrained")
    x = np.linspace(-2, 2, 81)
    ax.plot(x, x**2, color="#0072B2")
    ax.set(xlabel="x", ylabel="f", title="Steps downhill")
    (path,) = ax.plot([], [], ".-", color="#1F2933", animated=True)
    (here,) = ax.plot([], [], "o", color="#009E73", animated=True)

    def update(rate, k):
        time.sleep(pause)
        trace = walk_trace(rate)
        last = len(trace) - 1
        k = min(k, last)
        path.set_data(trace[: k + 1], np.square(trace[: k + 1]))
        here.set_data([trace[k]], [trace[k] ** 2])
        return walk_words(rate, k), f"<math><mn>{k}</mn></math>", last

    controls = {"rate": Slider(0.05, 0.45, 0.1, stops=41, label="rate"), "k": Steps(WALK_STEPS)}
    presets = {"crawl": {"rate": 0.05}, "near the end": {"rate": 0.3, "k": 3}}
    return LiveFigure(fig, update, name=name, presets=presets, **controls | more)


WALK_STEPS = 12


def walk_trace(rate):
    """x from 2 on, until it is below 0.1 or there have been `WALK_STEPS` steps."""
    trace = [2.0]
    while trace[-1] > 0.1 and len(trace) <= WALK_STEPS:
        trace.append(trace[-1] * (1 - 2 * rate))
    return trace


def walk_words(rate, k):
    trace = walk_trace(rate)
    k = min(k, len(trace) - 1)
    return f"With the rate {rate:.2f}, step {k} of {len(trace) - 1} stands at {trace[k]:.4f}."
