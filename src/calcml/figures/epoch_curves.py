"""The loss on the training and on the validation digits after every epoch, with a marker where we are."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from calcml.figures.learning_curves import CURVES, moving_marker
from calcml.figures.parts import moving_line
from calcml.style import COLOURS, TEXT_COLOURS

LOWEST = 1e-4  # of the losses that are drawn
_LEVELS = [factor * 10.0**power for power in range(-4, 4) for factor in (1, 3)]


class EpochCurves:
    """Two losses on a log axis, drawn up to an epoch; the marker on the training loss can be dragged.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    epochs : int
        The last epoch that there may be.
    ends : (float, float)
        The lowest and highest loss that there may be.
    """

    def __init__(self, ax, epochs, ends):
        self.ax, room = ax, 0.04 * epochs
        low = max(level for level in _LEVELS if level <= max(ends[0], LOWEST))
        high = min([level for level in _LEVELS if level >= ends[1]], default=_LEVELS[-1])
        levels = [level for level in _LEVELS if low <= level <= high]
        levels = levels if len(levels) < 7 else [level for level in levels if f"{level:e}"[0] == "1"]
        ax.set(xlim=(-room, epochs + room), yscale="log", ylim=(low, high), xlabel="epoch", title="Loss")
        ax.set_yticks(levels, [f"{level:g}" for level in levels])
        ax.minorticks_off()
        ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], integer=True))
        self.lines, self.here = [], []
        for label, (meaning, style, marker, face) in zip(("training", "validation"), CURVES.values(), strict=True):
            look = {"color": COLOURS[meaning], "mfc": face, "mew": 1.6, "lw": 1.8}
            ax.plot([], [], marker=marker, ls=style, label=label, **look)
            self.lines.append(moving_line(ax, meaning, style, lw=1.8))
        for meaning, _, marker, face in reversed(CURVES.values()):  # where both are one, training lies on top
            self.here.insert(0, moving_marker(ax, meaning, marker, face))

    def add_legend(self, **options):
        """Name the lines that have a label."""
        legend = self.ax.legend(**options)
        for words in legend.get_texts():
            words.set_color(TEXT_COLOURS["path" if words.get_text() == "training" else "context"])

    def show(self, epoch, *losses):
        """Draw the two arrays of losses up to this epoch."""
        for line, here, values in zip(self.lines, self.here, losses, strict=True):
            seen = np.maximum(values[: epoch + 1], LOWEST)
            line.set_data(np.arange(epoch + 1), seen)
            here.set_data([epoch], seen[-1:])
