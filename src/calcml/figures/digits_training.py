"""A network learns the digits: its first layer as pictures, the losses, and the digits that are hardest for it."""

import matplotlib.pyplot as plt

from calcml.figures.digits_recipe import run_of
from calcml.live import LiveFigure, Steps


def training(snapshots=None, history=None, validation=None, epoch=0):
    """The training of a network on the digits, epoch after epoch. First used in notebook 11.

    Returns
    -------
    LiveFigure
        Its control: epoch.
    """
    run = run_of(snapshots, history, validation)
    fig, ax = plt.subplots()
    (line,) = ax.plot([], [], animated=True)
    ax.set(xlim=(0, len(run.snapshots)), ylim=(0, 2.5), xlabel="epoch", title="Loss")

    def update(epoch):
        line.set_data(range(epoch + 1), run.history.losses[: epoch + 1])
        return f"Epoch {epoch}: the loss is {run.history.losses[epoch]:.4f}."

    return LiveFigure(fig, update, name="training", epoch=Steps(len(run.snapshots) - 1, "epoch", 2, epoch))
