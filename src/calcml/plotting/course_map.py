"""The map of the course: twelve notebooks, and who needs whom."""

from typing import NamedTuple

from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from calcml.style import COLOURS, TEXT_COLOURS


class Stop(NamedTuple):
    """One notebook on the map: its short title, the notebooks it needs, and its place (column, row from above)."""

    title: str
    needs: tuple
    place: tuple


# Needs that follow from others are left out: whoever needs 03 needs 02, and so its gradient checks.
STOPS = {
    "00": Stop("Find your\nway around", (), (0, 0)),
    "01": Stop("Measure\na slope", ("00",), (1, 0)),
    "02": Stop("Approximate\na derivative", ("01",), (2, 0)),
    "03": Stop("Vary one input\nat a time", ("02",), (3, 0)),
    "04": Stop("Point\nuphill", ("03",), (0, 1)),
    "05": Stop("Walk\ndownhill", ("04",), (1, 1)),
    "06": Stop("Read\nthe valley", ("05",), (2, 1)),
    "07": Stop("Fit a model\nto data", ("06",), (3, 1)),
    "08": Stop("Chain\nthe rates", ("03",), (0, 2)),
    "09": Stop("Build\nthe engine", ("08", "07"), (1, 2)),
    "10": Stop("Backpropagate\nmatrices", ("09",), (2, 2)),
    "11": Stop("Train on\nreal digits", ("10",), (3, 2)),
}
_WIDTH, _HEIGHT = 1.36, 0.84  # of a box, in inches on a figure of 7 × 4.2
_COLUMNS, _ROWS = (0.98, 2.68, 4.38, 6.08), (3.2, 1.88, 0.56)  # centres of the boxes


def course_map(ax):
    """Draw the twelve notebooks as boxes, with an arrow from each to those that need it.

    Made for a figure of 7 × 4.2 inches. First used in notebook 00.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its frame is taken away, its limits are set.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> ax = course_map(Figure().subplots())
    >>> ax.texts[0].get_text()
    '00'
    """
    ax.set(xlim=(0, 6.9), ylim=(0, 3.72))
    ax.set_axis_off()
    for number, stop in STOPS.items():
        _draw_box(ax, number, stop)
        for needed in stop.needs:
            path = Path(_way(STOPS[needed].place, stop.place))
            arrow = {"arrowstyle": "-|>", "mutation_scale": 15, "linewidth": 1.6, "color": COLOURS["context"]}
            ax.add_patch(
                FancyArrowPatch(path=path, capstyle="butt", joinstyle="round", gid=f"{needed}-{number}", **arrow)
            )
    return ax


def course_map_text():
    """The map in words, one line a notebook, for those who cannot see the picture. First used in notebook 00.

    Returns
    -------
    list of str

    Examples
    --------
    >>> course_map_text()[9]
    '09 Build the engine: needs 08 and 07; leads to 10.'
    """
    lines = []
    for number, stop in STOPS.items():
        leads = [other for other, at in STOPS.items() if number in at.needs]
        needs = f"needs {' and '.join(stop.needs)}" if stop.needs else "needs nothing"
        then = f"leads to {' and '.join(leads)}" if leads else "the goal"
        lines.append(f"{number} {stop.title.replace(chr(10), ' ')}: {needs}; {then}.")
    return lines


def _draw_box(ax, number, stop):
    x, y = _COLUMNS[stop.place[0]], _ROWS[stop.place[1]]
    corner = (x - _WIDTH / 2, y - _HEIGHT / 2)
    box = FancyBboxPatch(corner, _WIDTH, _HEIGHT, boxstyle="round,pad=0,rounding_size=0.09", linewidth=1.2)
    box.set(facecolor="#EAF3F9", edgecolor=COLOURS["function"])
    ax.add_patch(box)
    ax.text(x, y + 0.24, number, ha="center", va="center", weight="bold", fontsize=12, color=TEXT_COLOURS["function"])
    ax.text(x, y - 0.11, stop.title, ha="center", va="center", fontsize=11, linespacing=1.15)


def _way(start, end):
    """Corners of the arrow from box to box: straight to a neighbour, else from above, or round by the left margin."""
    (column, row), (to_column, to_row) = start, end
    x, y, to_x, to_y = _COLUMNS[column], _ROWS[row], _COLUMNS[to_column], _ROWS[to_row]
    if row == to_row:
        return [(x + _WIDTH / 2, y), (to_x - _WIDTH / 2, to_y)]
    if column == to_column:
        return [(x, y - _HEIGHT / 2), (to_x, to_y + _HEIGHT / 2)]
    below, margin = (_ROWS[row] + _ROWS[row + 1]) / 2, 0.08
    down = [(x, y - _HEIGHT / 2), (x, below)]
    if to_column:
        return [*down, (to_x, below), (to_x, to_y + _HEIGHT / 2)]
    return [*down, (margin, below), (margin, to_y), (to_x - _WIDTH / 2, to_y)]
