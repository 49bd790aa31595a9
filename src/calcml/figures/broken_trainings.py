"""Three trainings that go wrong beside one that does not: what can be seen of each."""

import matplotlib.pyplot as plt

from calcml.figures.digits_recipe import recipe
from calcml.live import Choice, LiveFigure, Steps

NAMES = "healthy", "A", "B", "C"


def broken_trainings(training="healthy", epoch=0):
    """Four trainings on the digits: one healthy, A, B and C each with one thing changed. First used in notebook 11.

    Parameters
    ----------
    training : {"healthy", "A", "B", "C"}
    epoch : int
        From 0 to 15.

    Returns
    -------
    LiveFigure
        Its controls: training and epoch.
    """
    fig, ax = plt.subplots()
    (line,) = ax.plot([], [], animated=True)
    ax.set(xlim=(0, 15), ylim=(0, 2.5), xlabel="epoch", title="Loss")

    def update(training, epoch):
        line.set_data(range(epoch + 1), recipe().history.losses[: epoch + 1])
        return f"Training {training}, epoch {epoch}."

    controls = {"training": Choice(NAMES, training), "epoch": Steps(15, "epoch", 2, epoch)}
    return LiveFigure(fig, update, name="broken_trainings", **controls)
