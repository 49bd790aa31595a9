"""The live figure of notebook 03 in which a map bends a grid: from (r, θ) to (x, y)."""

import math as m

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.patches import Polygon

from calcml.figures.gradient_parts import Arrow
from calcml.figures.parts import moving_line, moving_point
from calcml.live import Handle, LiveFigure, Reveal, Slider
from calcml.live.formula_line import Markup, coloured, decimal, inside, math, power
from calcml.style import COLOURS, TEXT_COLOURS

FARTHEST, AROUND, LARGEST = 3.0, 2 * m.pi, 1.0  # ends of the rectangle in r and θ, and the largest cell
EDGES = np.array([0, 1, 1, 0, 0]), np.array([0, 0, 1, 1, 0])  # once around a square


def polar_grid():
    """A small cell of the (r, θ) rectangle, and its image in the plane: its area grows by the determinant.

    x = r cos θ, y = r sin θ. The cell reaches h beyond (r, θ) in both directions. Its image has r + h/2 times its area,
    and as h shrinks that tends to r, the determinant of the Jacobian. The third panel shows the image in units of h,
    with h times the two columns as arrows, and the parallelogram on them. Drag the corner of the cell. First used in
    notebook 03.

    Returns
    -------
    LiveFigure
        Its controls: r, theta (in radians), h and reveal, which shows the determinant.

    Examples
    --------
    >>> polar_grid().sentence
    'At r = 1.00, θ = 0.80, the image of a cell with sides 0.2 has 1.10 times its area.'
    """
    fig, axes = plt.subplots(1, 3, figsize=(7, 2.8), layout="constrained")
    _draw_grids(*axes[:2])
    glass = _Glass(axes[2])
    cells = [_moving_cell(ax) for ax in axes[:2]]
    points = [moving_point(ax, "start", size=7) for ax in axes[:2]]
    points[0].set_clip_on(False)

    def update(r, theta, h, reveal):
        corner, jacobian = np.array(_to_plane(r, theta)), _jacobian(r, theta)
        cells[0].set_xy(np.column_stack([r + h * EDGES[0], theta + h * EDGES[1]]))
        image = np.column_stack(_to_plane(*_outline(r, theta, h)))
        cells[1].set_xy(image)
        points[0].set_data([r], [theta])
        points[1].set_data(*corner[:, np.newaxis])
        glass.show((image - corner) / h, jacobian, _middle_of_inner_arc(r, theta, h))
        return _words(r, theta, h, jacobian, reveal)

    controls = {
        "r": Slider(0, 2, 1, stops=41, label="radius r"),
        "theta": Slider(0, 5.2, 0.8, stops=53, label="angle θ", unit="rad"),
        "h": Slider(0.01, LARGEST, 0.2, log=True, stops=21, label="cell side h"),
        "reveal": Reveal("Reveal det J", question="Work out det J, as a number and as a formula. Then reveal it."),
    }
    handles = [Handle(points[0], x="r", y="theta", label="corner of the cell")]
    return LiveFigure(fig, update, handles=handles, name="polar_grid", **controls)


class _Glass:
    """The image of the cell in units of h, around the middle of the parallelogram that the columns span."""

    def __init__(self, ax):
        ax.set(xlim=(-1.95, 1.95), ylim=(-1.95, 1.95), xticks=[], yticks=[], title="… magnified")
        ax.set_box_aspect(1)
        ax.spines[:].set(visible=True, color="#CBD2D9")
        ax.plot([-1.75, -0.75], [-1.65, -1.65], "|-", color=COLOURS["path"], lw=1.4, ms=7)  # one unit
        ax.text(-0.6, -1.65, "h", va="center_baseline")
        self.cell, self.flat = _moving_cell(ax), moving_line(ax, "derivative", "--", lw=1.8)
        self.arrows = [Arrow(ax, "derivative", 0.3, zorder=11) for _ in "rθ"]
        style = {"color": TEXT_COLOURS["derivative"], "ha": "center", "va": "center", "fontsize": 11.5}
        self.names = [ax.text(0, 0, "", animated=True, zorder=13, **style) for _ in "rθ"]
        self.point = moving_point(ax, "start", size=7)

    def show(self, image, jacobian, bulge):
        start = -jacobian.sum(axis=1) / 2
        self.cell.set_xy(start + image)
        self.flat.set_data(*(start[:, np.newaxis] + jacobian @ EDGES))
        self.point.set_data(*start[:, np.newaxis])
        for arrow, column in zip(self.arrows, jacobian.T, strict=True):
            arrow.point(start, column)
        out, along = jacobian[:, 0], np.array([-jacobian[1, 0], jacobian[0, 0]])  # unit vectors
        for name, words, beside, away in zip(
            self.names, ("by r", "by θ"), (out / 2, bulge), (-along, -out), strict=True
        ):
            name.set_text(words if np.any(beside) else "")
            name.set_position(start + beside + away * (0.16 + 0.43 * abs(away[0]) + 0.13 * abs(away[1])))


def _to_plane(r, theta):
    return r * np.cos(theta), r * np.sin(theta)


def _jacobian(r, theta):
    """Rows: x and y. Columns: by r and by θ."""
    return np.array([[m.cos(theta), -r * m.sin(theta)], [m.sin(theta), r * m.cos(theta)]])


def _outline(r, theta, h):
    """Points of (r, θ) along the edges of a cell; its image has two arcs."""
    arc = np.linspace(0, 1, 7)
    return r + h * np.append(0 * arc, 1 + 0 * arc), theta + h * np.append(arc, arc[::-1])


def _middle_of_inner_arc(r, theta, h):
    """Where the name of the second column stands, from the corner, in units of h."""
    return (np.array(_to_plane(r, theta + h / 2)) - _to_plane(r, theta)) / h


def _draw_grids(left, right):
    """The lines of equal r and of equal θ, and their images: circles and rays."""
    turn, out = np.linspace(0, AROUND, 121), np.array([0, FARTHEST])
    for r in np.arange(0, FARTHEST + 0.1, 0.5):
        _grid_lines(left, right, r + 0 * turn, turn, "-")
    for theta in np.arange(0, 12) * AROUND / 12:
        _grid_lines(left, right, out, theta + 0 * out, (0, (4, 2)))
    left.set(xlim=(0, FARTHEST), ylim=(0, AROUND), xlabel="r", ylabel="θ (rad)", title="A cell …")
    left.set_yticks(np.arange(5) * m.pi / 2, ["0", "π/2", "π", "3π/2", "2π"])
    right.set(xlim=(-3.15, 3.15), ylim=(-3.15, 3.15), xlabel="x", ylabel="y", title="… its image …")
    right.set(xticks=[-2, 0, 2], yticks=[-2, 0, 2])
    for ax in (left, right):
        ax.set_box_aspect(1)


def _grid_lines(left, right, r, theta, style):
    look = {"color": "#CBD2D9", "lw": 1, "linestyle": style}
    left.plot(r, theta, **look)
    right.plot(*_to_plane(r, theta), **look)


def _moving_cell(ax):
    look = {"facecolor": to_rgba(COLOURS["function"], 0.35), "edgecolor": COLOURS["function"], "lw": 1.6}
    return ax.add_patch(Polygon([[0, 0]], animated=True, **look))


def _words(r, theta, h, jacobian, reveal):
    ratio, determinant = decimal(r + h / 2, 3 if h < 0.1 else 2), decimal(r, 2)
    sentence = (
        f"At r = {determinant}, θ = {decimal(theta, 2)}, the image of a cell with sides {h:.3g} has {ratio} times "
        "its area"
    )
    rows = [["cos θ", "−r sin θ"], ["sin θ", "r cos θ"]]
    numbers = [[decimal(entry, 3) for entry in row] for row in jacobian]
    rule = math("J = ", _matrix(rows), " = ", _matrix(numbers))
    if not reveal:
        return f"{sentence}.", rule
    by_rule = "det J = r ", power("cos", "2"), " θ + r ", power("sin", "2"), " θ = r = "
    return f"{sentence}; the determinant is {determinant}.", rule + math(*by_rule, coloured("derivative", determinant))


def _matrix(rows):
    """A matrix of texts in brackets."""
    cells = ["".join(f"<mtd>{inside(math(entry))}</mtd>" for entry in row) for row in rows]
    table = "".join(f"<mtr>{row}</mtr>" for row in cells)
    return Markup(f"<mrow><mo>(</mo><mtable>{table}</mtable><mo>)</mo></mrow>")
