"""A function of two variables as a map: level lines with their heights, on a pale ground."""

import warnings

import numpy as np
from matplotlib.colors import BoundaryNorm, LinearSegmentedColormap, ListedColormap
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from matplotlib.path import Path

from calcml.plotting.heights import HUGE, beside_poles, sample
from calcml.plotting.level_labels import label_levels, number, pieces
from calcml.plotting.levels import choose_levels
from calcml.plotting.text import halo
from calcml.style import COLOURS, TEXT_COLOURS

# From low to high, so pale that paths and arrows stand out on it.
PALE = LinearSegmentedColormap.from_list("pale", ["#F8FBFE", "#DCE9F5", "#B9D3EA"])
LINE = COLOURS["context"]


def contours(ax, f, x, y, levels=None, labels=True, filled=True, **lines):
    """Draw the level lines of `f`: the curves f(x, y) = level, each with its height, on a ground that darkens upwards.

    Where f has no value the ground is shaded and named, and no line is drawn; a dotted line marks poles. First used in
    notebook 03.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Its limits are set; its axes are named x and y, unless they have names.
    f : callable
        A function of two numbers, or of two arrays entry by entry; where it is not defined it may give NaN, or raise
        ValueError or ArithmeticError.
    x, y : (float, float)
        The ends of the axes: (low, high).
    levels : int or sequence of float, optional
        About how many levels, or the heights themselves. Without it, round numbers that suit `f`.
    labels : bool, default True
        Whether to write the heights.
    filled : bool, default True
        Whether to colour the ground.
    **lines
        Passed on to `Axes.contour`, such as colors or linewidths; animated=True makes all of it move.

    Returns
    -------
    matplotlib.contour.QuadContourSet
        The lines; its levels are in `.levels`.

    Raises
    ------
    ValueError
        If a range is not two finite numbers, low < high, if the levels do not rise, or if f has no value anywhere.
    TypeError
        If f cannot be called with two values, or returns something else than numbers.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> contours(Figure().subplots(), lambda x, y: x**2 + y**2, (-2, 2), (-2, 2)).levels
    array([1., 2., 3., 4., 5., 6., 7.])
    """
    moving = lines.pop("animated", False)
    grid = sample(f, x, y)
    levels = _levels(grid.z, levels)
    near = beside_poles(f, grid)
    ax.set(xlim=(grid.x[0], grid.x[-1]), ylim=(grid.y[0], grid.y[-1]))
    ax.set(xlabel=ax.get_xlabel() or "x", ylabel=ax.get_ylabel() or "y")
    _ground(ax, grid, levels, filled, moving)
    drawn = _lines(ax, grid, np.where(near, np.nan, grid.z), levels, lines)
    drawn.set_animated(moving)
    if near.any():
        style = {"colors": "#52606D", "linestyles": [(0, (1, 2.5))], "linewidths": 1.2, "zorder": 1.5}
        _lines(ax, grid, np.where(near, 1 / grid.z, np.nan), [0.0], style).set_animated(moving)
    if labels and not len(levels):
        words = f"{number(np.nanmean(grid.z))} everywhere"
        ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", animated=moving)
    for text in label_levels(ax, drawn) if labels else ():
        text.set_animated(moving)
    return drawn


def _levels(z, levels):
    if levels is None:
        return choose_levels(z)
    if np.ndim(levels) == 0 and levels > 0 and float(levels).is_integer():
        return choose_levels(z, int(levels))
    levels = np.asarray(levels, float)
    if levels.ndim != 1 or not np.all(np.isfinite(levels)) or np.any(np.diff(levels) <= 0):
        raise ValueError(f"levels should be finite numbers that rise, or about how many, got {levels.tolist()!r}.")
    return levels


def _lines(ax, grid, z, levels, style):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # matplotlib warns of levels that no line reaches
        style = {"colors": LINE, "linewidths": 0.9, "linestyles": "-", "zorder": 1} | style
        drawn = ax.contour(grid.x, grid.y, z, levels if len(levels) else [np.nanmax(grid.z) + 1], **style)
    drawn.set_paths([_without_crumbs(path, grid) for path in drawn.get_paths()])
    return drawn


def _without_crumbs(path, grid):
    """The path without the scraps of a line that runs along the edge of an undefined part, closer than a step."""
    ends = np.array([[grid.x[0], grid.y[0]], [grid.x[-1], grid.y[-1]]])
    kept = []
    for piece in pieces(path):
        length = np.sum(np.hypot(*(np.diff(piece, axis=0) / np.ptp(ends, axis=0)).T))
        loose = not np.array_equal(piece[0], piece[-1]) and not np.any(np.isclose(piece[[0, -1], None], ends))
        if not (loose and length < 0.15):
            kept.append(Path(piece))
    return Path.make_compound_path(*kept) if kept else Path(np.empty((0, 2)))


def _ground(ax, grid, levels, filled, moving):
    """One image: a colour for each band between levels, clear where `f` has no value and the shading shows through."""
    missing = np.isnan(grid.z)
    if missing.any():
        _shade(ax, grid, missing, moving)
    if not (filled or missing.any()):
        return
    bands = ListedColormap(PALE(np.linspace(0, 1, len(levels) + 1)) if filled else ["white"] * (len(levels) + 1))
    edges = _edges(grid.z, levels)
    half_x, half_y = (grid.x[1] - grid.x[0]) / 2, (grid.y[1] - grid.y[0]) / 2  # nodes are the middles of the pixels
    extent = (grid.x[0] - half_x, grid.x[-1] + half_x, grid.y[0] - half_y, grid.y[-1] + half_y)
    look = {"interpolation": "bilinear", "interpolation_stage": "data", "origin": "lower", "zorder": 0.5}
    image = AxesImage(ax, cmap=bands, norm=BoundaryNorm(edges, bands.N), extent=extent, **look)
    image.set_data(np.ma.masked_invalid(np.clip(grid.z, edges[0], edges[-1])))
    image.set(clip_path=ax.patch, animated=moving)
    ax.add_image(image)


def _edges(z, levels):
    """The levels, with one more below and above: what lies beyond is cut off there."""
    if not len(levels):
        middle = np.nanmean(z)
        return np.array([middle - 1, middle + 1])
    step = np.diff(levels).min() if len(levels) > 1 else 1.0
    return np.array([levels[0] - step, *levels, levels[-1] + step])


def _shade(ax, grid, missing, moving):
    """Hatching under the whole picture, and words in the widest undefined part."""
    corner = grid.x[0], grid.y[0]
    look = {"facecolor": "#F3F5F7", "edgecolor": "#DDE2E7", "hatch": "//", "linewidth": 0, "zorder": 0}
    ax.add_patch(Rectangle(corner, np.ptp(grid.x), np.ptp(grid.y), animated=moving, **look))
    large = _reached(missing, np.abs(np.nan_to_num(grid.z)) > HUGE)
    for part, words in ((missing & ~large, "not defined"), (large, "too large to draw")):
        _name(ax, grid, part, words, moving)


def _reached(missing, start):
    """The undefined nodes that hang together with the nodes `start`."""
    reached = np.zeros_like(missing)
    while True:
        spread = np.pad(reached | start, 1)
        spread = spread[:-2, 1:-1] | spread[2:, 1:-1] | spread[1:-1, :-2] | spread[1:-1, 2:]
        grown = missing & (spread | reached)
        if np.array_equal(grown, reached):
            return reached
        reached = grown


def _name(ax, grid, part, words, moving):
    """Write `words` into `part` of the picture where they fit, near its middle; not at all if they fit nowhere."""
    place = {"ha": "center", "va": "center", "color": TEXT_COLOURS["context"], "path_effects": halo(5)}
    text = ax.text(grid.x[0], grid.y[0], words, animated=moving, **place)
    for rotation in (0, 90):
        text.set_rotation(rotation)
        spot = _spot(ax, grid, part, text.get_window_extent().padded(4))
        if spot is not None:
            text.set_position(spot)
            return
    text.remove()


def _spot(ax, grid, part, box):
    """The middle of a rectangle as large as `box` that lies in `part`, nearest to the middle of `part`."""
    cell = np.abs(ax.transData.transform((grid.x[1], grid.y[1])) - ax.transData.transform((grid.x[0], grid.y[0])))
    columns, rows = np.ceil([box.width, box.height] / cell).astype(int)
    if not part.any() or rows > part.shape[0] or columns > part.shape[1]:
        return None
    sums = np.pad(part.astype(int).cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    inside = sums[rows:, columns:] - sums[:-rows, columns:] - sums[rows:, :-columns] + sums[:-rows, :-columns]
    fits = np.argwhere(inside == rows * columns)
    if not len(fits):
        return None
    middles = fits + [rows / 2, columns / 2]
    i, j = middles[np.argmin(np.sum((middles - np.argwhere(part).mean(axis=0)) ** 2, axis=1))]
    return np.interp(j, range(len(grid.x)), grid.x), np.interp(i, range(len(grid.y)), grid.y)
