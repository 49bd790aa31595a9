"""A network learns the digits: its first layer as pictures, the losses, and the digits that are hardest for it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from calcml.figures.descents import plain
from calcml.figures.digit_pictures import FRAME
from calcml.figures.digits_reader import share
from calcml.figures.digits_recipe import a_digit, after, run_of
from calcml.figures.epoch_curves import EpochCurves
from calcml.live import Handle, LiveFigure, Steps
from calcml.live.formula_line import fraction, math
from calcml.style import COLOURS

SIGNED = LinearSegmentedColormap.from_list("signed", ["#7A4B0B", "white", "#01665E"])  # weights: brown, paper, teal
SIZE = 7, 4.55  # inches
PLACES = (0.1, 2.25, 3.75, 1.9), (0.1, 2.03, 3.75, 0.1), (4.55, 2.25, 2.35, 1.9), (0.1, 0.1, 6.8, 0.92)
COLUMNS, HARDEST, BEST = 8, 4, 3  # pictures in a row; digits shown; probabilities shown of each
CELL, BAR = 19.5, 9.5  # the width of a hard digit with its bars, and of a bar for 1, in pixels of the digit
LOW = 10.4  # where the lowest bar ends, in these pixels from the top


def training(snapshots=None, history=None, validation=None, epoch=0):
    """A network of 64, 32 and 10 units learns: its first weights as pictures, the losses, the hardest digits.

    Each picture is a column of W₁, the 64 weights of one hidden unit, laid out as the pixels are: where it is teal, ink
    raises the unit's value, where it is brown, ink lowers it. Below stand the four validation digits with the highest
    loss in the best epoch, whose weights `train` keeps, each with the three largest of the ten probabilities that the
    network of the epoch shown gives; that of the true digit is bold. Drag the round marker on the loss. First used in
    notebook 11.

    Parameters
    ----------
    snapshots : sequence, optional
        network.parameters at the start and after each epoch, kept by a callback of `networks.train`. Without it the
        figure trains by the notebook's recipe: Adam with η = 0.005, 40 epochs of batches of 32, seed 0.
    history : History, optional
        What `train` returned; it belongs to the snapshots.
    validation : (array_like, array_like), optional
        The validation digits as rows of 64 pixels, and their labels; without it those of the recipe.
    epoch : int
        Where it opens.

    Returns
    -------
    LiveFigure
        Its control: epoch.

    Raises
    ------
    ValueError
        If snapshots and history do not belong together, or are not those of such a network.
    """
    picture = _Training(run_of(snapshots, history, validation))
    control = Steps(len(picture.run.snapshots) - 1, label="epoch", pace=4, start=epoch)
    handles = [Handle(picture.curves.here[0], x="epoch", label="epoch")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="training", epoch=control)


class _Training:
    """The pictures of the weights beside the losses, and the hardest digits below."""

    def __init__(self, run):
        self.run = run
        self.fig = plt.figure(figsize=SIZE, layout="none")
        axes = [self.fig.add_axes(np.divide(place, SIZE * 2)) for place in PLACES]
        self.weights = _Weights(*axes[:2], run)
        losses = np.concatenate([run.history.losses, run.history.validation_losses])
        losses = losses[np.isfinite(losses)]
        self.curves = EpochCurves(axes[2], len(run.snapshots) - 1, (losses.min(), losses.max()))
        self.curves.add_legend(loc="upper right")
        self.hard = _Hardest(axes[3], run)

    def update(self, epoch):
        history = self.run.history
        self.weights.show(epoch)
        self.curves.show(epoch, history.losses, history.validation_losses)
        taken = self.hard.show(epoch)
        return _words(self.run, epoch, self.hard.labels, taken), _formula(self.run, epoch)


class _Weights:
    """W₁ as one image of all units' pictures."""

    def __init__(self, ax, below, run):
        self.run = run
        largest = np.quantile(np.abs(run.snapshots[-1][0]), 0.99)
        self.norm = Normalize(-(limit := max(float(f"{largest:.1g}"), 0.1)), limit)
        ax.set_axis_off()
        ax.set_title(f"W₁: the weights of {run.snapshots[0][0].shape[1]} hidden units")
        self.image = ax.imshow(self.mosaic(0), interpolation="nearest", animated=True)
        self.image.set_rasterized(True)
        bar = ax.figure.colorbar(ScalarMappable(self.norm, SIGNED), cax=below, orientation="horizontal", extend="both")
        bar.set_ticks([-limit, 0, limit], labels=[f"−{limit:g}", "0", f"{limit:g}"])
        bar.outline.set_visible(False)

    def mosaic(self, epoch):
        """The pictures side by side, as colours; shape (9·rows + 1, 73, 3)."""
        columns = self.run.snapshots[epoch][0].T
        out = np.empty((9 * -(-len(columns) // COLUMNS) + 1, 9 * COLUMNS + 1, 3))
        out[:] = to_rgb(FRAME)
        for unit, weights in enumerate(columns):
            y, x = (9 * k + 1 for k in divmod(unit, COLUMNS))
            out[y : y + 8, x : x + 8] = SIGNED(self.norm(weights.reshape(8, 8)))[..., :3]
        return out

    def show(self, epoch):
        """Draw the weights after this epoch."""
        self.image.set_data(self.mosaic(epoch))


class _Hardest:
    """The validation digits with the highest loss in the best epoch, and what the network makes of them."""

    def __init__(self, ax, run):
        self.run, (X, labels) = run, run.validation
        p = run.probabilities(run.history.best)
        self.rows = np.argsort(p[np.arange(len(labels)), labels], kind="stable")[:HARDEST]
        self.labels = labels[self.rows]
        ax.set(aspect="equal", title="Hard validation digits")
        ax.set_axis_off()
        self.bars = PathPatch(Path(np.empty((0, 2))), facecolor=COLOURS["function"], lw=0, animated=True)
        ax.add_patch(self.bars)
        self.texts = []
        for k, row in enumerate(self.rows):
            at = CELL * k
            ax.imshow(X[row].reshape(8, 8), cmap="gray_r", vmin=0, vmax=1, extent=(at, at + 8, 8, 0), zorder=1)
            ax.plot([at, at + 8, at + 8, at, at], [0, 0, 8, 8, 0], "-", color=FRAME, lw=1)
            ax.text(at + 8.7, 0.9, a_digit(labels[row]), va="center")
            look = {"va": "center", "fontsize": 11.5, "animated": True}
            self.texts.append([ax.text(at + 8.7, 3.2 + 2.8 * line, "", **look) for line in range(BEST)])
        ax.set(xlim=(0, CELL * HARDEST), ylim=(LOW, -0.1))  # imshow has set others

    def show(self, epoch):
        """Write the largest probabilities; the digits that the network takes these for."""
        p = self.run.probabilities(epoch)[self.rows]
        best, boxes = np.argsort(-p, axis=1, kind="stable")[:, :BEST], []
        for k, label in enumerate(self.labels):
            for line, (digit, text) in enumerate(zip(best[k], self.texts[k], strict=True)):
                x, y = CELL * k + 8.7, 4.2 + 2.8 * line
                boxes.append(_box(x, y, BAR * p[k, digit], 0.5))
                text.set_text(f"{digit}:  {share(p[k, digit], '<', '>')}")
                text.set_fontweight("bold" if digit == label else "normal")
        self.bars.set_path(Path.make_compound_path(*boxes))
        return best[:, 0]


def _box(x, y, width, height):
    corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
    return Path(corners, [Path.MOVETO, *3 * [Path.LINETO], Path.CLOSEPOLY])


def _words(run, epoch, labels, taken):
    history, n = run.history, len(run.validation[1])
    kept = " These are the weights that are kept." if epoch == history.best else ""
    right = int(np.sum(run.probabilities(epoch).argmax(axis=1) == run.validation[1]))
    return (
        f"{after(epoch)} the loss is {plain(history.losses[epoch], 3)} on the training digits, with "
        f"{100 * history.accuracies[epoch]:.1f} % right; on the {n} validation digits it is "
        f"{plain(history.validation_losses[epoch], 3)}, with {right} ({100 * right / n:.1f} %) right.{kept} "
        f"The hard digits are {_listed(labels)}; the network takes them for {_listed(taken)}."
    )


def _listed(digits):
    *some, last = map(str, digits)
    return f"{', '.join(some)} and {last}"


def _formula(run, epoch):
    loss, spread = plain(run.history.losses[epoch], 3), plain(run.snapshots[epoch][0].std(), 3)
    first = math("L = −", fraction("1", "n"), f" Σ ln p(true digit) = {loss}, ")
    return first + math(f"std of W₁ = {spread}")
