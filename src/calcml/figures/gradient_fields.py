"""The gradient field of a typed function: arrows that cross its contours at right angles."""

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.gradient_parts import (
    Arrow,
    Lengths,
    Levels,
    even_levels,
    gradient_at,
    live_on_field,
    pair,
    point_sliders,
    sampled_gradients,
    short,
    widened,
)
from calcml.figures.partials import place
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle
from calcml.live.formula_line import coloured, decimal, fraction, math
from calcml.style import COLOURS

EXAMPLES = {
    "saddle": "x^2 - y^2",
    "bowl": "x^2/2 + y^2",
    "plane": "x + 2y",
    "ridge": "exp(-(x-y)^2)",
    "cone": "sqrt(x^2+y^2)",
}


def gradient_field(f="x^2 - y^2", x=(-3, 3), y=(-2, 2)):
    """Arrows of ∇f on the contours of f, and at one point the contour line through it: they meet at right angles.

    The contours lie at equal steps of height. The longest arrow has the same length whatever f; where lengths would
    differ too much they are in proportion to a power of |∇f|, and the sentence says so. Drag the point: its own arrow
    is drawn twice as long. First used in notebook 04.

    Parameters
    ----------
    f : str or callable
        A formula in x and y, which the learner can change; or a function of two arrays, which stays.
    x, y : (float, float)
        From where to where the point can be moved, in units of equal length.

    Returns
    -------
    LiveFigure
        Its controls: f (for a formula, with examples to choose), x and y.
    """
    picture = _Field(x, y)
    sliders = point_sliders(x, y, 60, (0.75, 0.75))
    handles = [Handle(picture.at, x="x", y="y", label="point")]
    return live_on_field(picture, f, handles, "gradient_field", EXAMPLES, **sliders)


class _Field:
    """Contours with arrows, and one point with its own arrow, its contour line and the right angle between."""

    def __init__(self, x, y):
        self.step = (x[1] - x[0]) / 12  # between arrows
        self.x, self.y = widened(x, 2 * self.step), widened(y, 2 * self.step)
        self.filled = widened(x, self.step), widened(y, self.step)  # with arrows
        self.fig, self.ax = plt.subplots(figsize=(7, 5.4), layout="constrained")
        self.level = moving_line(self.ax, "function", lw=2.4, zorder=11)
        self.corner = moving_line(self.ax, "ink", lw=1.4, zorder=12)
        self.arrow = Arrow(self.ax, "derivative", 0.45 * self.step, zorder=13)
        self.at = moving_point(self.ax, "start")

    def draw(self, f):
        self.f, self.lengths = f, Lengths(sampled_gradients(f, *self.filled), 0.9 * self.step)
        self.levels = Levels(f, self.x, self.y)
        plotting.clear(self.ax)
        plotting.contours(self.ax, f, self.x, self.y, levels=even_levels(f, self.x, self.y))
        self.ax.set(aspect="equal", title="Arrows of ∇f on the contours of f")
        places = np.meshgrid(*(np.arange(low, high + 1e-9, self.step) for low, high in self.filled))
        arrows = self.lengths.scaled(np.array(f.gradient(*places), dtype=float))
        style = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.004, "alpha": 0.7}
        self.ax.quiver(*places, *arrows, color=COLOURS["derivative"], **style)

    def update(self, x, y):
        value, gradient = gradient_at(self.f, x, y, self.lengths.middle)
        at, size = np.array([x, y]), np.hypot(*gradient)
        along = gradient / size if size else np.zeros(2)
        self.at.set_data([x], [y])
        self.arrow.point(at, 2 * self.lengths.scaled(gradient, 0.1 if self.lengths.to_scale else 0.2))
        self.level.set_data(*self.levels.at(value).T)
        self.corner.set_data(*_right_angle(at, along, 0.45 * self.step).T)
        return _field_words(x, y, value, gradient, self.lengths.to_scale)


def _right_angle(at, along, size):
    """Three corners of a small square between an arrow and the line across it."""
    across = np.array([along[1], -along[0]])
    return at + size * np.array([across, across + along, along]) if np.any(along) else np.full((3, 2), np.nan)


def _field_words(x, y, value, gradient, to_scale):
    a, b = map(short, gradient)
    here = place(x, y)
    partials = pair(fraction("∂f", "∂x"), fraction("∂f", "∂y"))
    point = pair(decimal(x, 2), decimal(y, 2))
    formula = math("∇f", *point, " = ", *partials, " = ", coloured("derivative", *pair(a, b)))
    if not np.any(gradient):
        return f"At {here} the gradient is zero: no arrow, and no direction is uphill.", formula
    size = short(float(np.hypot(*gradient)))
    sentence = (
        f"At {here} the gradient is ({a}, {b}), of length {size}. "
        f"It crosses the contour f = {short(value)} at a right angle."
    )
    if not to_scale:
        sentence += " The lengths differ too much to be drawn to scale: a longer arrow still means steeper."
    return sentence, formula
