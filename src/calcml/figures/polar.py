"""The live figure of notebook 03 in which a map bends a grid: from (r, θ) to (x, y)."""

import math as m

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Polygon

from calcml.figures.gradient_parts import Arrow
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import Markup, coloured, decimal, inside, math
from calcml.style import COLOURS, TEXT_COLOURS

FARTHEST, AROUND, LARGEST = 3.0, 2 * m.pi, 1.0  # ends of the rectangle in r and θ, and the largest cell
EDGES = np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0])  # once around a square


def polar_grid():
    """A small cell of the (r, θ) rectangle, and its image in the plane: its area grows by the determinant.

    x = r cos θ, y = r sin θ. The cell reaches h beyond (r, θ) in both directions. Its image has r + h/2 times its area,
    and as h shrinks that tends to r, the determinant of the Jacobian, whose columns are the two arrows. Drag the
    corner of the cell. First used in notebook 03.

    Returns
    -------
    LiveFigure
        Its controls: r, theta (in radians) and h.

    Examples
    --------
    >>> polar_grid().sentence
    'At r = 1.50, θ = 0.80, the image of a cell with sides 1 has 2.00 times its area; the determinant is r = 1.50.'
    """
    fig, axes = plt.subplots(1, 2, figsize=(7, 3.8), layout="constrained")
    _draw_grids(*axes)
    cells = [_moving_cell(ax) for ax in axes]
    flat, columns = moving_line(axes[1], "derivative", "--", lw=1.8), [_Column(axes[1], f"by {c}") for c in "rθ"]
    points = [moving_point(ax, "start", size=9) for ax in axes]
    points[0].set_clip_on(False)

    def update(r, theta, h):
        corner, jacobian = np.array(_to_plane(r, theta)), _jacobian(r, theta)
        cells[0].set_xy(np.column_stack([r + h * EDGES[0], theta + h * EDGES[1]]))
        cells[1].set_xy(np.column_stack(_to_plane(*_outline(r, theta, h))))
        flat.set_data(*(corner[:, np.newaxis] + h * jacobian @ EDGES))
        for arrow, column in zip(columns, jacobian.T, strict=True):
            arrow.put(corner, column)
        points[0].set_data([r], [theta])
        points[1].set_data(*corner[:, np.newaxis])
        return _words(r, theta, h, jacobian)

    sliders = {
        "r": Slider(0, 2, 1.5, stops=41, label="radius r"),
        "theta": Slider(0, 5.2, 0.8, stops=53, label="angle θ", unit="rad"),
        "h": Slider(0.01, LARGEST, LARGEST, log=True, stops=21, label="cell side h"),
    }
    handles = [Handle(points[0], x="r", y="theta", label="corner of the cell")]
    return LiveFigure(fig, update, handles=handles, name="polar_grid", **sliders)


def _to_plane(r, theta):
    return r * np.cos(theta), r * np.sin(theta)


def _jacobian(r, theta):
    """Rows: x and y. Columns: by r and by θ."""
    return np.array([[m.cos(theta), -r * m.sin(theta)], [m.sin(theta), r * m.cos(theta)]])


def _outline(r, theta, h):
    """Points of (r, θ) along the edges of a cell; its image has two arcs."""
    arc = np.linspace(0, 1, 7)
    return r + h * np.append(0 * arc, 1 + 0 * arc), theta + h * np.append(arc, arc[::-1])


def _draw_grids(left, right):
    """The lines of equal r and of equal θ, and their images: circles and rays."""
    turn, out = np.linspace(0, AROUND, 121), np.array([0, FARTHEST])
    for r in np.arange(0, FARTHEST + 0.1, 0.5):
        _grid_lines(left, right, r + 0 * turn, turn, "-")
    for theta in np.arange(0, 12) * AROUND / 12:
        _grid_lines(left, right, out, theta + 0 * out, (0, (4, 2)))
    left.set(xlim=(0, FARTHEST), ylim=(0, AROUND), xlabel="r", ylabel="θ (rad)", title="Equal cells here …")
    left.set_yticks(np.arange(5) * m.pi / 2, ["0", "π/2", "π", "3π/2", "2π"])
    right.set(xlim=(-3.8, 3.8), ylim=(-3.8, 3.8), xlabel="x", ylabel="y", title="… grow with r there")
    for ax in (left, right):
        ax.set_box_aspect(1)


def _grid_lines(left, right, r, theta, style):
    look = {"color": "#CBD2D9", "lw": 1, "linestyle": style}
    left.plot(r, theta, **look)
    right.plot(*_to_plane(r, theta), **look)


def _moving_cell(ax):
    look = {"facecolor": to_rgba(COLOURS["function"], 0.35), "edgecolor": COLOURS["function"], "lw": 1.8}
    return ax.add_patch(Polygon([[0, 0]], animated=True, **look))


class _Column:
    """A column of the Jacobian: an arrow with its name beyond the head."""

    def __init__(self, ax, name):
        self.arrow = Arrow(ax, "derivative", 0.42, zorder=11)
        style = {"color": TEXT_COLOURS["derivative"], "ha": "center", "va": "center"}
        self.name, self.label = name, ax.text(0, 0, name, fontsize=11.5, animated=True, **style)

    def put(self, start, column):
        length = m.hypot(*column)
        self.arrow.point(start, column)
        self.label.set_text(self.name if length else "")
        self.label.set_position(start + column * (1 + 0.5 / (length or 1)))


def _words(r, theta, h, jacobian):
    ratio, determinant = decimal(r + h / 2, 3 if h < 0.1 else 2), decimal(r, 2)
    sentence = (
        f"At r = {determinant}, θ = {decimal(theta, 2)}, the image of a cell with sides {h:.3g} has {ratio} times "
        f"its area; the determinant is r = {determinant}."
    )
    numbers = [[decimal(entry, 3) for entry in row] for row in jacobian]
    rule = math("J = ", _matrix([["cos θ", "−r sin θ"], ["sin θ", "r cos θ"]]), " = ", _matrix(numbers))
    (a, b), (c, d) = ([f"({entry})" if entry[0] == "−" else entry for entry in row] for row in numbers)
    return sentence, rule + math(f"det J = {a} · {d} − {b} · {c} = r = ", coloured("derivative", determinant))


def _matrix(rows):
    """A matrix of texts in brackets."""
    cells = ["".join(f"<mtd>{inside(math(entry))}</mtd>" for entry in row) for row in rows]
    table = "".join(f"<mtr>{row}</mtr>" for row in cells)
    return Markup(f"<mrow><mo>(</mo><mtable>{table}</mtable><mo>)</mo></mrow>")
