"""Three trainings that go wrong beside one that does not: what can be seen of each, epoch after epoch."""

import matplotlib.pyplot as plt
import numpy as np

from calcml.figures.broken_traces import EPOCHS, KINDS, trace
from calcml.figures.descents import plain
from calcml.figures.epoch_curves import EpochCurves
from calcml.figures.parts import moving_line
from calcml.live import Choice, Handle, LiveFigure, Steps
from calcml.live.formula_line import fraction, math
from calcml.style import COLOURS, TEXT_COLOURS

LOSSES = 0.01, 30  # ends of the axes of the losses
SIZES, ZERO = (5e-6, 0.1), 1e-5  # ends of the axis of the gradient, and where 0 is drawn on it
UNITS, BATCHES, HELD_OUT = 32, 36, 288  # hidden units, batches of an epoch, validation digits


def broken_trainings(training="healthy", epoch=0):
    """Four trainings on the digits, seen from four sides; A, B and C differ from the healthy one in one thing each.

    The loss on all training and validation digits after each epoch, with that of the healthy training in grey; the loss
    of each batch of the epoch, just before its step, and in grey those of the epoch before; the RMS (root mean square)
    of the gradient of the loss on all training digits, over the weights and biases of each layer; and how many of the
    32 hidden units are 0 for every training digit. All of them have the same digits and the weights of the same seed;
    the healthy one is the notebook's recipe. Drag the round marker on the loss. First used in notebook 11.

    Parameters
    ----------
    training : {"healthy", "A", "B", "C"}
    epoch : int
        Where it opens, from 0 to 15.

    Returns
    -------
    LiveFigure
        Its controls: training and epoch.
    """
    picture = _Four()
    controls = {
        "training": Choice(list(KINDS), training, label="training"),
        "epoch": Steps(EPOCHS, label="epoch", pace=2, start=epoch),
    }
    handles = [Handle(picture.curves.here[0], x="epoch", label="epoch")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="broken_trainings", **controls)


class _Four:
    """Four panels: two of losses, and below them the gradient and the hidden units."""

    def __init__(self):
        self.fig, ((losses, batches), (sizes, dead)) = plt.subplots(2, 2, figsize=(7, 4.9), layout="constrained")
        self.curves = EpochCurves(losses, EPOCHS, LOSSES)
        look = {"color": COLOURS["context"], "lw": 1.4, "ls": ":", "zorder": 1}
        losses.plot(range(EPOCHS + 1), trace("healthy").losses[0], **look)
        losses.text(8, 0.07, "healthy", color=TEXT_COLOURS["context"], ha="right", va="top")
        losses.set_title("Loss (dashed: validation)", fontsize=12.5)
        self.batches = _Batches(batches, losses)
        self.sizes = _Sizes(sizes)
        dead.set(xlim=losses.get_xlim(), ylim=(-2, UNITS + 2), xlabel="epoch")
        dead.set_title("Hidden units at 0 for all digits", fontsize=12.5)
        dead.set_yticks([0, 8, 16, 24, 32])
        self.dead = moving_line(dead, "function", "-", marker="o", ms=5, lw=1.4)
        self.dead.set_clip_on(False)

    def update(self, training, epoch):
        seen, epochs = trace(training), np.arange(epoch + 1)
        self.curves.show(epoch, *seen.losses)
        self.batches.show(seen.batches, epoch)
        self.sizes.show(seen.sizes[:, : epoch + 1])
        self.dead.set_data(epochs, seen.dead[: epoch + 1])
        return _words(training, seen, epoch), _formula(seen, epoch)


class _Batches:
    """The loss of each batch of this epoch, and in grey of the epoch before."""

    def __init__(self, ax, like):
        ax.set(xlim=(0, BATCHES + 1), yscale="log", ylim=like.get_ylim(), xlabel="batch")
        ax.set_title("Batch loss (grey: epoch before)", fontsize=12.5)
        ax.set_yticks(like.get_yticks(), [label.get_text() for label in like.get_yticklabels()])
        ax.minorticks_off()
        ax.set_xticks([1, 12, 24, 36])
        self.before = moving_line(ax, "context", "-", lw=4, alpha=0.5)
        self.now = moving_line(ax, "path", "-", marker="o", ms=3.5, lw=1.4)

    def show(self, losses, epoch):
        """Draw the epoch's batches; epoch 0 has none."""
        for line, k in ((self.now, epoch), (self.before, epoch - 1)):
            line.set_data(np.arange(1, BATCHES + 1) if k > 0 else [], losses[k - 1] if k > 0 else [])


class _Sizes:
    """The gradient's RMS in both layers; 0 has a place of its own at the bottom."""

    def __init__(self, ax):
        ax.set(xlim=(-0.6, EPOCHS + 0.6), yscale="log", ylim=SIZES, xlabel="epoch")
        ax.set_title("Gradient’s RMS (dashed: last layer)", fontsize=12.5)
        ax.set_yticks([ZERO, 1e-4, 1e-3, 1e-2, 1e-1], ["0", "10⁻⁴", "10⁻³", "10⁻²", "10⁻¹"])
        ax.minorticks_off()
        self.lines = []
        for style, marker, face in (("-", "o", COLOURS["derivative"]), ("--", "s", "white")):
            look = {"marker": marker, "ms": 5, "mfc": face, "lw": 1.4}
            self.lines.append(moving_line(ax, "derivative", style, **look))

    def show(self, sizes):
        """Draw what was measured so far, shape (2, epochs)."""
        for line, values in zip(self.lines, sizes, strict=True):
            line.set_data(np.arange(len(values)), np.where(values == 0, ZERO, values))


def _words(training, seen, epoch):
    when = f"after {epoch} epoch{'s' * (epoch > 1)}" if epoch else "before its first step"
    first, second = (plain(losses[epoch], 3) for losses in seen.losses)
    right, (hidden, last) = seen.right[epoch], (plain(size, 3) for size in seen.sizes[:, epoch])
    batches = ""
    if epoch:
        low, high = (plain(end(seen.batches[epoch - 1]), 3) for end in (np.min, np.max))
        batches = f" The {BATCHES} batches of this epoch had losses from {low} to {high}."
    return (
        f"Training {training} {when}: the loss is {first} on the training digits and {second} on the validation "
        f"digits, of which {right} of {HELD_OUT} ({100 * right / HELD_OUT:.1f} %) are right.{batches} "
        f"{seen.dead[epoch]} of the {UNITS} hidden units are 0 for every training digit. The gradient’s RMS is "
        f"{hidden} in the hidden layer and {last} in the last."
    )


def _formula(seen, epoch):
    loss = plain(seen.losses[0, epoch], 4)
    first = math("L = −", fraction("1", "n"), f" Σ ln p(true digit) = {loss}, ")
    return first + math(f"ln 10 = {np.log(10):.3f}")
