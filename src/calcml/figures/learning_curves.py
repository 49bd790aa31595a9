"""The loss on the training part and on the held-out part against training, press by press."""

import numpy as np

from calcml.figures.parts import moving_line
from calcml.style import COLOURS, TEXT_COLOURS

_DECADE = (10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
UPDATES = (*range(7), 8, *_DECADE, *(10 * k for k in _DECADE), 1000)  # updates after each press: ever larger strides
CURVES = {"training": ("path", "-", "o", COLOURS["path"]), "held out": ("context", "--", "s", "white")}


class LearningCurves:
    """The panel with both losses: its axes at once, its moving lines when `add_lines` is called, above what is there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    losses : dict
        From "training" and "held out" to the loss after each press.
    xlabel : str
        What an update is.
    named : sequence of int
        The numbers of updates that are named on the axis.
    levels : sequence of float
        The losses that are named; the axis begins at the first and ends at 1.
    """

    def __init__(self, ax, losses, xlabel, named, levels):
        self.ax, self.losses = ax, losses
        ax.set(xlim=(-1, len(UPDATES)), yscale="log", ylim=(levels[0], 1), xlabel=xlabel, title="Loss")
        ax.set_xticks([UPDATES.index(k) for k in named], [str(k) for k in named])
        ax.set_yticks(levels, [f"{level:g}" for level in levels])
        ax.minorticks_off()
        for part, (meaning, style, marker, face) in CURVES.items():
            look = {"color": COLOURS[meaning], "marker": marker, "mfc": face, "mew": 1.6, "lw": 1.8, "ls": style}
            ax.plot([], [], label=part, **look)
        ax.legend(loc="lower left", labelcolor=[TEXT_COLOURS[meaning] for meaning, *_ in CURVES.values()])

    def add_lines(self):
        """The moving lines, and where they are."""
        self.lines, self.here = [], []
        for meaning, style, marker, face in CURVES.values():
            self.lines.append(moving_line(self.ax, meaning, style, lw=1.8))
            self.here.append(moving_marker(self.ax, meaning, marker, face))

    def show(self, press):
        """Draw both lines up to this press."""
        for line, here, losses in zip(self.lines, self.here, self.losses.values(), strict=True):
            line.set_data(np.arange(press + 1), losses[: press + 1])
            here.set_data([press], [losses[press]])


def moving_marker(ax, meaning, marker, face):
    """The marker that says where on its line we are."""
    look = {"ms": 8, "mfc": face, "mec": COLOURS[meaning], "mew": 1.6, "ls": "", "animated": True}
    return ax.plot([], [], marker, **look)[0]


def rings(ax):
    """What marks the points on the wrong side."""
    look = {"ms": 10, "mfc": "none", "mec": COLOURS["ink"], "mew": 1.2, "ls": "", "animated": True}
    return ax.plot([], [], "o", **look)[0]


def how_many_right(wrong):
    """How many points are on the right side, as in 148 (98.7 %); `wrong` says of each whether it is on the other."""
    right = int(np.sum(~wrong))
    return f"{right} ({100 * right / len(wrong):.1f} %)"
