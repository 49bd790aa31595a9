"""What the figures over the plane of two inputs share: arrows, level curves, words, and a formula of two variables."""

import math as m

import contourpy
import numpy as np
from matplotlib.patches import Polygon
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from calcml.figures.fields import as_field
from calcml.figures.partials import place
from calcml.live import Formula, LiveFigure, Slider
from calcml.live.formula_line import Markup, decimal
from calcml.plotting.heights import HUGE, beside_poles, sample
from calcml.plotting.levels import choose_levels
from calcml.style import COLOURS

KINK_STEPS = (1e-4, 1e-6)  # nudges to see whether a gradient predicts what f does nearby
DIRECTIONS = np.array([[m.cos(k * m.pi / 4), m.sin(k * m.pi / 4)] for k in range(8)]).T


def live_on_field(picture, f, handles, name, examples=None, **sliders):
    """The live figure of a picture with `fig`, `draw(f)` and `update(...)`; a box to type `f`, if it is a formula.

    `examples` are formulas to choose from, under their names.
    """
    text = f if isinstance(f, str) else getattr(f, "formula", None)
    options = {"handles": handles, "name": name}
    if text is None:
        picture.draw(as_field(f))
        return LiveFigure(picture.fig, picture.update, **options, **sliders)
    typed = Formula(text, lambda words: as_field(f if words == text else words), label="f(x, y) =", examples=examples)
    return LiveFigure(picture.fig, picture.update, draw=picture.draw, **options, f=typed, **sliders)


def point_sliders(x, y, steps, start):
    """Sliders for a point: `steps` of them across, as long upwards; it opens at `start`, shares of both intervals."""
    step = (x[1] - x[0]) / steps
    return {
        name: Slider(*ends, ends[0] + share * (ends[1] - ends[0]), stops=_stops(ends, step), label=name)
        for name, ends, share in zip("xy", (x, y), start, strict=True)
    }


def _stops(ends, step):
    return min(max(round((ends[1] - ends[0]) / step) + 1, 2), 101)


def widened(ends, margin):
    """An interval with a margin at both ends, so that arrows from its points stay in view."""
    return ends[0] - margin, ends[1] + margin


def sampled_gradients(field, x, y, count=25):
    """Gradients on a grid over a view, NaN where there is none; shape (2, count, count).

    Raises
    ------
    ValueError
        If the field has no value anywhere in view, or values beyond 1e50.
    """
    points = np.meshgrid(np.linspace(*x, count), np.linspace(*y, count))
    values = field(*points)
    if not np.any(np.isfinite(values)):
        raise ValueError("f has no value anywhere in this picture. Type one that has, such as x^2 + y^2.")
    if np.nanmax(np.abs(values)) > HUGE:
        raise ValueError("f is too large to draw here: some of its values have over 50 digits. Try exp(x) + y^2.")
    return np.array(field.gradient(*points), dtype=float)


def room_for(gradients, reached, view):
    """The largest scale at which the arrows of `gradients`, sampled over `reached`, and their shadows end in `view`."""
    sizes, scales = np.hypot(*gradients), []
    for parts, ends, limits, axis in zip(gradients, reached, view, (1, 0), strict=True):
        places = np.expand_dims(np.linspace(*ends, parts.shape[0]), 1 - axis)
        distance = np.where(parts > 0, limits[1] - places, places - limits[0])
        with np.errstate(all="ignore"):  # the shadows end on a circle over the arrow
            scales.append(np.nanmin(np.where(sizes == 0, np.inf, 2 * distance / (sizes + np.abs(parts)))))
    return float(min(scales))


def gradient_at(field, x, y, usual=0.0):
    """Value and gradient of a field at a point, where it has both; what is dust beside the `usual` |∇f| counts as 0.

    Raises
    ------
    ValueError
        If there is no value, or if nudging speaks against the gradient, as at a corner, a jump or a border.
    """
    here = place(x, y)
    value, gradient = float(field(x, y)), np.array(field.gradient(x, y), dtype=float)
    if not m.isfinite(value):
        raise ValueError(f"f has no value at {here}. Move the point to where it has one.")
    if not np.all(np.isfinite(gradient)) or not _predicts(field, x, y, value, gradient):
        raise ValueError(
            f"No gradient of f is found at {here}: nudging finds no arrow that predicts how f changes "
            "in every direction. Move the point."
        )
    return value, without_dust(gradient, max(usual / 1000, np.hypot(*gradient)))


def without_dust(values, size):
    """The values, with 0 for those that are rounding dust beside `size`, a millionth of a millionth of it."""
    return np.where(np.abs(values) > 1e-12 * size, values, 0.0)[()]


def _predicts(field, x, y, value, gradient):
    """Whether f(p + hu) − f(p) − h ∇f·u vanishes faster than h, in eight directions u."""
    misses = []
    for h in KINK_STEPS:
        rise = (field(x + h * DIRECTIONS[0], y + h * DIRECTIONS[1]) - value) / h
        misses.append(np.max(np.abs(rise - gradient @ DIRECTIONS)))
    noise = 1e-7 * (1 + abs(value) + np.hypot(*gradient))
    return bool(misses[1] <= misses[0] / 5 + noise)  # NaN, beyond a border, is not


class Arrow:
    """An arrow in the plane that update() moves; `zorder` orders the moving artists and is at least 10."""

    def __init__(self, ax, meaning, size, zorder):
        self.size = size
        self.patch = Polygon(np.full((7, 2), np.nan), color=COLOURS[meaning], lw=0, animated=True, zorder=zorder)
        ax.add_patch(self.patch)

    def point(self, start, vector):
        """Lay the arrow from `start` along `vector`; one without length disappears."""
        self.patch.set_xy(arrow_outline(start, vector, self.size))


def arrow_outline(start, vector, size):
    """The seven corners of an arrow from `start` along `vector`, the fourth its tip; `size` is the length of its head.

    Returns
    -------
    ndarray, shape (7, 2)
    """
    length = np.hypot(*vector)
    if length == 0:
        return np.full((7, 2), np.nan)
    along = np.asarray(vector, float) / length
    head = min(size, 0.6 * length)
    half, stem = 0.42 * head, 0.14 * size * min(1, length / size)
    neck = length - head
    steps = [(0, -stem), (neck, -stem), (neck, -half), (length, 0), (neck, half), (neck, stem), (0, stem)]
    return np.asarray(start, float) + np.array(steps) @ np.array([along, [-along[1], along[0]]])


class Lengths:
    """Lengths of arrows for the gradients of one field, readable though the gradients differ by powers of ten.

    The longest of `gradients` gets the length `longest`. Lengths are in proportion to |∇f| if that leaves the middle
    one a third of it, else to a power of |∇f| that does; `to_scale` says which.
    """

    def __init__(self, gradients, longest):
        sizes = np.hypot(*gradients)
        sizes = sizes[np.isfinite(sizes) & (sizes > 0)]
        sizes = sizes if sizes.size else np.ones(1)
        self.longest, self.largest, self.middle = longest, float(sizes.max()), float(np.median(sizes))
        share = max(self.middle / self.largest, 1e-300)
        self.to_scale = share >= 1 / 3
        self.power = 1.0 if self.to_scale else m.log(1 / 3) / m.log(share)

    def scaled(self, vectors, shortest=0.0):
        """The vectors as they are drawn, none but zero below `shortest` · `longest`; shape (2, ...) as they came."""
        size = np.hypot(*vectors)
        with np.errstate(all="ignore"):
            share = np.clip((size / self.largest) ** self.power, shortest, 1)
            return np.where(size > 0, vectors * (self.longest * share / size), 0 * vectors)


def even_levels(field, x, y, count=8):
    """Round levels at equal steps, so that lines close together mean steep; chosen beside poles, shape (n,)."""
    grid = sample(field, x, y, (81, 79))
    levels = choose_levels(grid.z, count)
    if not len(levels) or beside_poles(field, grid).any():
        return levels
    low, high = np.nanquantile(grid.z, [0.005, 0.995])
    ticks = MaxNLocator(nbins=count, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return ticks[(low < ticks) & (ticks < high)] + 0.0


class Levels:
    """The level curves of a field in a view that is `wide` points wide on the page, traced for any level."""

    def __init__(self, field, x, y, wide=300):
        grid = sample(field, x, y, (81, 79))
        heights = np.ma.masked_invalid(np.where(beside_poles(field, grid), np.nan, grid.z))
        self._traced = contourpy.contour_generator(grid.x, grid.y, heights, name="serial")
        self._unit = (x[1] - x[0]) / wide

    def at(self, level):
        """Points of the curves f = level, NaN between pieces; shape (n, 2), n = 0 where there is none."""
        pieces = [_thinned(piece / self._unit) * self._unit for piece in self._traced.lines(level)]
        gap = np.full((1, 2), np.nan)
        return np.concatenate([part for piece in pieces for part in (piece, gap)][:-1] or [np.empty((0, 2))])


def _thinned(piece):
    """The same curve in fewer points, off by less than a fifth of a point."""
    path = Path(piece)
    path.should_simplify, path.simplify_threshold = True, 0.2
    return path.cleaned(simplify=True).vertices[:-1]


def short(value):
    """A number in a sentence: at most four digits, and never "0.00" for what is not zero."""
    size = abs(value)
    if size == 0 or 0.095 <= size < 1e6:
        return decimal(value, 2 if size < 100 else 1 if size < 1000 else 0)
    if 1e-3 <= size < 0.095:
        return decimal(value, 1 - m.floor(m.log10(size)))
    digits, power = f"{value:.2e}".split("e")
    return f"{digits}e{int(power)}".replace("-", "−")


def in_brackets(number):
    """A number as a factor: in brackets if it is negative."""
    return f"({number})" if number[0] == "−" else number


def pair(a, b):
    """Two numbers in brackets, as parts of the formula line."""
    return "(", a, Markup("<mo>,</mo>"), b, ")"
