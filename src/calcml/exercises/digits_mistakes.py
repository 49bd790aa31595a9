"""What learners write in notebook 11: diagnoses, gradients by the pixels, penalties. None stands for any value."""

from itertools import product

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["DIAGNOSES", "PENALTY", "PIXELS"]

# Which of three changes was made in training A, in B and in C; (3, 1, 2) is right.
DIAGNOSES = (
    Mistake(
        (1, 3, 2),
        "C is right. A and B both end with 32 hidden units at 0. But look at epoch 0: in one of them they are so "
        "before the first step. Biases of −3 do that; long steps can do it only later.",
    ),
    Mistake(
        (2, 1, 3),
        "B is right. Now the batches. In one training a batch of the first epoch has the loss 11: what throws weights "
        "that far? In the other the loss goes up and down in waves, the same ones in each epoch.",
    ),
    Mistake(
        (3, 2, 1),
        "A is right. At epoch 0 no batch has been seen yet, so their order has changed nothing. Which of B and C has "
        "32 hidden units at 0 there?",
    ),
    Mistake(
        (1, 2, 3),
        "None of the three yet. Begin with epoch 0, before any step: which training has all hidden units at 0 there?",
        (2, 3, 1),
    ),
    Mistake(
        (1, 1, 1),
        "Each of the three changes was made in one training alone: give each number once.",
        *(some for some in product((1, 2, 3), repeat=3) if len(set(some)) == 2),
    ),
)


def _through(g, before, W1, W2):
    """The way back from g at the scores to the pixels."""
    return W1 @ ((W2 @ g) * (before > 0))


# The loss's gradient by the pixels: W1 @ ((W2 @ (p - onehot)) * (before > 0)). W1 and W2 are square in the first case.
PIXELS = (
    Mistake(
        lambda p, onehot, before, W1, W2: W1 @ (W2 @ (p - onehot)),
        "ReLU is missing on the way back. A hidden number that was below 0 was cut off: what comes back to it stops "
        "there.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: W1 @ ((W2 @ (p - onehot)) * (before >= 0)),
        "Right but for a 0 before ReLU. There we choose the slope 0: the mask is before > 0, strictly.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: -_through(p - onehot, before, W1, W2),
        "The right size and the wrong sign: at the scores stands p − onehot. This one leads down the loss.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through(p, before, W1, W2),
        "At the scores you took p. The gradient there is p − onehot: the true digit's entry gets −1.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through(onehot, before, W1, W2),
        "That is the gradient of the true digit's *score*. The loss also knows the other scores: p − onehot.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through(-onehot, before, W1, W2),
        "That is minus the gradient of the true digit's score. The loss also knows the other scores: p − onehot.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: np.abs(_through(p - onehot, before, W1, W2)),
        "You took the absolute value. The sign matters: it says whether more ink raises the loss or lowers it.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: np.sign(_through(p - onehot, before, W1, W2)),
        "That is the sign alone, the direction of the adversary. The gradient has a size as well.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: W1 @ ((W2 @ (p - onehot)) * np.maximum(before, 0)),
        "You multiplied by what came out of ReLU. On the way back counts its slope, 1 or 0: (before > 0).",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: W1 @ ((W2 @ (p - onehot)) * before),
        "You multiplied by what goes into ReLU. On the way back counts the slope there, 1 or 0: (before > 0).",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: W1 @ ((W2.T @ (p - onehot)) * (before > 0)),
        "A transpose too many at W2, and it fits only if W2 is square. W2 has a row for each hidden number, so W2 @ "
        "(p - onehot) has an entry for each of them.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: W1.T @ ((W2 @ (p - onehot)) * (before > 0)),
        "A transpose too many at W1, and it fits only if W1 is square. W1 has a row for each pixel.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: (W2 @ (p - onehot)) * (before > 0),
        "That is what arrives at the hidden numbers. One step is left: through W1 to the pixels.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: W2 @ (p - onehot),
        "That is what arrives behind ReLU. Two steps are left: ReLU's mask, and W1.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: np.outer(np.maximum(before, 0), p - onehot),
        "That is the gradient by W2. Asked for is the one by the pixels, on the other side of the network.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through(p - onehot, before, W1, W2) / len(p),
        "You divided by the number of classes. There is one digit, and nothing to take a mean of.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through(p * (1 - p), before, W1, W2),
        "p(1 − p) is the slope of a sigmoid. Softmax and cross-entropy together have p − onehot at the scores.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through((p - onehot) ** 2, before, W1, W2),
        "At the scores stands p − onehot itself, without a square.",
    ),
    Mistake(
        lambda p, onehot, before, W1, W2: _through((p - onehot) * onehot, before, W1, W2),
        "You kept only the true digit's entry of p − onehot. The other scores push as well, each with its p.",
    ),
)


def _sum(W):
    return np.sum(W**2)


# (loss + λ/2 Σ w², slopes + λ W)
PENALTY = (
    Mistake(
        lambda loss, slopes, W, strength: (loss + strength * _sum(W), None),
        "In your loss the half is missing: the penalty is λ/2 times the sum of the squares.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss, None),
        "Your loss has no penalty yet: add λ/2 times the sum of the squares of W's entries.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (strength / 2 * _sum(W), None),
        "That is the penalty alone. It is added to the loss that was there.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss + _sum(W) / 2, None),
        "In your penalty λ is missing (here it is called strength).",
        lambda loss, slopes, W, strength: (loss + _sum(W), None),
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss + strength / 2 * np.sqrt(_sum(W)), None),
        "You took the length of W. The penalty has its square, the sum of the squares without a root.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss + strength / 2 * np.sum(W), None),
        "You added up the entries themselves, where positive and negative ones cancel. Square them first.",
        lambda loss, slopes, W, strength: (loss + strength / 2 * np.sum(W) ** 2, None),
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss + strength / 2 * np.sum(np.abs(W)), None),
        "That adds up the sizes, not their squares. It is another penalty, and it has a kink at 0.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss + strength / 2 * np.mean(W**2), None),
        "You took the mean of the squares. This penalty is their sum.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss + strength / 2 * W**2, None),
        "Your loss is an array. A loss is one number: take the sum of the squares, np.sum(W**2).",
        lambda loss, slopes, W, strength: (loss + strength / 2 * W @ W.T, None),
    ),
    Mistake(
        lambda loss, slopes, W, strength: (loss - strength / 2 * _sum(W), None),
        "A minus in your loss would reward large weights. The penalty is added.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + 2 * strength * W),
        "In your gradient: λ/2 · w² has the slope λ/2 · 2w. The 2 and the half cancel.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + strength / 2 * W),
        "In your gradient the 2 is missing that w² brings along: λ/2 · 2w = λ w.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes),
        "Your gradient has no penalty. With λ = 0 a check would pass it; with λ ≠ 0 the loss has another slope.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, strength * W),
        "That is the penalty's gradient alone. Slopes add: the loss's own are missing.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + strength * slopes),
        "You put λ to the slopes of the loss: the colleague's bug in 10.7. The penalty's slope is λ times the weight.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes - strength * W),
        "The right size, with a minus. A gradient points uphill, where the penalty grows; the step subtracts it later.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + strength),
        "The slope of λ/2 · w² depends on w: it is λ w, not λ.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + W),
        "In your gradient λ is missing (here it is called strength).",
        lambda loss, slopes, W, strength: (None, slopes + 2 * W),
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + strength / 2 * W**2),
        "To the gradient you added the penalty itself, entry by entry. Add its slope: λ w.",
        lambda loss, slopes, W, strength: (None, slopes + strength / 2 * _sum(W)),
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + strength * np.sum(W)),
        "The slope by one entry knows that entry alone, λ w: do not add up over W.",
    ),
    Mistake(
        lambda loss, slopes, W, strength: (None, slopes + strength * np.sign(W)),
        "The sign of w is the slope of |w|. A square has the slope 2w.",
    ),
)
