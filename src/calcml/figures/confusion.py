"""Which digit is taken for which: counts of true and predicted digits."""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.digits_recipe import run_of
from calcml.live import LiveFigure, Steps


def confusion(snapshots=None, history=None, validation=None, epoch=None):
    """The validation digits counted by what they are and what the network takes them for. First used in notebook 11.

    Returns
    -------
    LiveFigure
        Its control: epoch.
    """
    run = run_of(snapshots, history, validation)
    fig, ax = plt.subplots()
    image = ax.imshow(np.zeros((10, 10)), vmin=0, vmax=30, animated=True)
    image.set_rasterized(True)
    epoch = run.history.best if epoch is None else epoch

    def update(epoch):
        counts = np.zeros((10, 10), int)
        np.add.at(counts, (run.validation[1], run.probabilities(epoch).argmax(axis=1)), 1)
        image.set_data(counts)
        return f"After {epoch} epochs {np.trace(counts)} of {counts.sum()} digits are on the diagonal."

    return LiveFigure(fig, update, name="confusion", epoch=Steps(len(run.snapshots) - 1, "epoch", 2, int(epoch)))


def draw_confusion(labels, predictions):
    """A still picture: digits counted by what they are (rows) and what they are taken for (columns).

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax = plt.subplots(figsize=(5, 5))[1]
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (labels, predictions), 1)
    ax.imshow(counts)
    return ax
