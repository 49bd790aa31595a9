"""What a training leaves behind: numbers after every epoch, and words for how it ended."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Epoch(NamedTuple):
    """How good the weights are after so many epochs; epoch 0 is the start. NaN where there are no validation rows."""

    epoch: int
    loss: float
    accuracy: float
    validation_loss: float = np.nan
    validation_accuracy: float = np.nan


@dataclass(frozen=True, repr=False, eq=False)
class History:
    """How a training went.

    Attributes
    ----------
    losses, accuracies : ndarray, shape (k + 1,)
        Mean cross-entropy in nats, and the share of rows whose largest score is the right one, over all training rows:
        at the start, and after each of k epochs.
    validation_losses, validation_accuracies : ndarray, shape (k + 1,)
        The same over the validation rows; NaN where there are none.
    best : int
        After how many epochs the network had the weights that it holds now.
    steps : int
        How many steps of descent were taken.
    outcome : str
        "finished", "stopped" (by a callback), "interrupted" or "diverged".
    reason : str
        How it ended, in words.
    """

    losses: np.ndarray
    accuracies: np.ndarray
    validation_losses: np.ndarray
    validation_accuracies: np.ndarray
    best: int
    steps: int
    outcome: str
    reason: str

    def __len__(self):
        return max(len(self.losses) - 1, 0)

    def __repr__(self):
        return self.reason


def ending(outcome, epochs, best, steps, trouble=""):
    """How a training ended, and which weights the network holds: the `reason` of its history."""
    done = f"after {_counted(max(len(epochs) - 1, 0), 'epoch')}, {_counted(steps, 'step')}"
    how = {
        "finished": f"Finished {done}.",
        "stopped": f"Stopped by a callback {done}.",
        "interrupted": f"Interrupted {done}.",
        "diverged": f"Diverged at step {steps:,}, in epoch {len(epochs)}: {trouble}",
    }[outcome]
    if not epochs:
        return f"{how} The network is as it was."
    at = epochs[best]
    when = f"after epoch {best}" if best else "of the start"
    value = f"loss on the training rows, {at.loss:.4g}"
    if not np.isnan(at.validation_accuracy):
        value = f"accuracy on the validation rows, {at.validation_accuracy:.4g}"
    return f"{how} The network holds the weights {when}, with the best {value}."


def _counted(count, name):
    return f"{count:,} {name}" + ("" if count == 1 else "s")
