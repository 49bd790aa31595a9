"""Exercises of notebook 10, Backpropagate matrices."""

import numpy as np

from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Numbers
from calcml.exercises.layer_mistakes import CASES, GRAM, GRAM_CASES, LAYER, SCALE
from calcml.exercises.log_softmax_mistakes import LOG_SOFTMAX, log_softmax_of_rows
from calcml.exercises.several_arrays import SeveralArrays

__all__ = ["gram_gradient", "he_std", "layer_gradients", "log_softmax", "scale_gradient"]

# 10.1 The gradients of the layer Y = X Wᵀ + b, W of shape (d_out, d_in): a function of G, X, W that returns three.
layer_gradients = Exercise(
    number="10.1",
    name="layer_gradients",
    answer=SeveralArrays(
        right=lambda G, X, W: (G @ W, G.T @ X, G.sum(axis=0)),
        names=("G", "X", "W"),
        cases=CASES,
        what="three gradients",
        parts=("∂f/∂X", "∂f/∂W", "∂f/∂b"),
    ),
    praise="Right: G W, Gᵀ X, and the sum of G's rows. Another way to store W, other formulas, the same derivation.",
    mistakes=LAYER,
    hints=(
        "dY = dX Wᵀ + X dWᵀ + db. Put it into df = ⟨G, dY⟩, and move the factors over, as in 10.2.",
        "⟨G, dX Wᵀ⟩ = ⟨G W, dX⟩. And ⟨G, X dWᵀ⟩ = ⟨Xᵀ G, dWᵀ⟩: what does that say of dW itself?",
        "Both sides of an inner product may be transposed at once: ⟨Xᵀ G, dWᵀ⟩ = ⟨Gᵀ X, dW⟩. For b nothing is new.",
    ),
    solution_text="df = ⟨G, dX Wᵀ⟩ + ⟨G, X dWᵀ⟩ + ⟨G, db⟩.\n"
    "What stands right of dX goes over to the right of G, transposed: ⟨G W, dX⟩.\n"
    "What stands left of dWᵀ goes over to the left: ⟨Xᵀ G, dWᵀ⟩; transpose both sides: ⟨Gᵀ X, dW⟩.\n"
    "b was added to every row, so its shares are summed over the rows. No 1/n: G has it already, if the loss has one.",
    solution_code="def layer_gradients(G, X, W):\n    return G @ W, G.T @ X, G.sum(axis=0)",
)

# 10.2 Undo a broadcast: ∂f/∂s for Y = X * s, s of shape (d,), as a function of G, X, s.
scale_gradient = Exercise(
    number="10.2",
    name="scale_gradient",
    answer=ArrayFunction(
        right=lambda G, X, s: np.sum(G * X, axis=0),
        names=("G", "X", "s"),
        cases=(
            (((1, 2), (-1, 3)), ((2, 1), (4, 5)), (3, -2)),
            (((1, 0), (2, -1), (1, 4)), ((1, 2), (0, 1), (3, -1)), (2, 5)),
        ),
    ),
    praise="Right: the shares G_ij X_ij, summed over the rows in which s_j was used.",
    mistakes=SCALE,
    hints=(
        "Y_ij = X_ij s_j. What share does Y_ij hand to s_j? And from how many entries of Y do shares come?",
        "The share is G_ij X_ij, and there is one from each row i. The gradient has the shape of s.",
        "Multiply G and X entry by entry, with *, and sum over the rows: axis=0.",
    ),
    solution_text="dY_ij = X_ij ds_j, so df = Σ_ij G_ij X_ij ds_j.\n"
    "Before ds_j stands Σ_i G_ij X_ij: a sum over the rows.",
    solution_code="def scale_gradient(G, X, s):\n    return (G * X).sum(axis=0)",
)

# 10.3 ∂f/∂X for S = X Xᵀ, as a function of G = ∂f/∂S and X: shapes cannot tell G from Gᵀ.
gram_gradient = Exercise(
    number="10.3",
    name="gram_gradient",
    answer=ArrayFunction(right=lambda G, X: (G + G.T) @ X, names=("G", "X"), cases=GRAM_CASES),
    praise="Right: (G + Gᵀ) X. G X and 2 G X have this shape too; only the derivation tells them apart.",
    mistakes=GRAM,
    hints=(
        "Multiply out (X + dX)(X + dX)ᵀ, and leave out what is of second order: dS = dX Xᵀ + X dXᵀ.",
        "⟨G, dX Xᵀ⟩ = ⟨G X, dX⟩. For the second, transpose both sides: ⟨G, X dXᵀ⟩ = ⟨Gᵀ, dX Xᵀ⟩.",
        "That one is ⟨Gᵀ X, dX⟩. Paths add.",
    ),
    solution_text="dS = dX Xᵀ + X dXᵀ, so df = ⟨G, dX Xᵀ⟩ + ⟨G, X dXᵀ⟩.\n"
    "The first is ⟨G X, dX⟩. In the second transpose both sides: ⟨Gᵀ, dX Xᵀ⟩ = ⟨Gᵀ X, dX⟩. They add: (G + Gᵀ) X.\n"
    "(Exercise 4.4 was of this kind: the gradient of wᵀAw is (A + Aᵀ)w.)",
    solution_code="def gram_gradient(G, X):\n    return (G + G.T) @ X",
)


# 10.4 The logarithm of softmax, row by row, for logits up to ±10000: a function of Z.
log_softmax = Exercise(
    number="10.4",
    name="log_softmax",
    answer=ArrayFunction(
        right=log_softmax_of_rows,
        names=("Z",),
        cases=(
            (((0, 1, 3), (2, 2, 2)),),
            (((10000, 0, -10000), (0, 1, 3)),),
            (((-10000, 0, 10000), (-10000, -10001, -10003), (-10000, -10000, -10000)),),
        ),
        what="the logarithm of softmax",
    ),
    praise="Right: z − max − ln Σ e^(z − max), row by row. The logarithm never sees a 0.",
    mistakes=LOG_SOFTMAX,
    hints=(
        "On paper: ln softmax(z)_j = ln(e^(z_j)/Σ e^(z_k)) = z_j − ln Σ e^(z_k). And softmax does not change if the "
        "same number is subtracted from all entries of a row.",
        "Subtract from each row its largest entry: Z - np.max(Z, axis=1, keepdims=True). No exponent is above 0 then, "
        "and one is 0, so that the sum is at least 1.",
        "From that, subtract np.log of the sum of its exponentials, with axis=1 and keepdims=True.",
    ),
    solution_text="With s = z − max(z), softmax(z) = softmax(s), and ln softmax(s)_j = s_j − ln Σ e^(s_k).\n"
    "One of the s_k is 0, so the sum lies between 1 and the number of classes: no overflow, no ln 0.\n"
    "keepdims=True keeps the shape (n, 1), so that each row gets its own number.",
    solution_code="def log_softmax(Z):\n    S = Z - Z.max(axis=1, keepdims=True)\n"
    "    return S - np.log(np.exp(S).sum(axis=1, keepdims=True))",
)

# 10.5 The standard deviation by He's rule for 256 inputs and 64 outputs: a number.
he_std = Exercise(
    number="10.5",
    name="he_std",
    answer=Numbers(right=np.sqrt(2 / 256), tolerance=3e-5),
    praise="Right: √(2/256) = 0.0884. ReLU halves the mean square, and the 2 makes up for it.",
    mistakes=(
        Mistake(
            2 / 256,
            "2/256 = 0.0078 is the variance. The standard deviation is its square root.",
        ),
        Mistake(
            1 / 16,
            "1/16 = √(1/256) keeps a signal without an activation. ReLU passes on half of the mean square: where does "
            "the factor 2 go?",
        ),
        Mistake(1 / 256, "1/256 is the variance without an activation. ReLU wants twice that; then take the root."),
        Mistake(
            2 / 16,
            "0.125 is 2/√256, with the 2 outside of the root, or 1/√64, from the outputs and without the 2. Take the "
            "256 inputs, and put the 2 under the root.",
        ),
        Mistake(
            np.sqrt(2 / 64),
            "You took the 64 outputs. Going forward, a sum has a term for each *input*: 256.",
            0.177,
            0.18,
        ),
        Mistake(2 / 64, "2/64 is a variance, and from the outputs. A sum has a term for each input: 256."),
        Mistake(
            np.sqrt(2 / 320),
            "√(2/(256 + 64)) is by Xavier's rule, which also thinks of the way back. He's takes the inputs alone.",
            0.079,
            0.0791,
        ),
        Mistake(
            2 / 320,
            "2/(256 + 64) is Xavier's variance. He's rule takes the inputs alone; then comes the root.",
        ),
        Mistake(np.sqrt(2) / 256, "The root goes over all of 2/256, not over the 2 alone."),
        Mistake(np.sqrt(128), "Upside down: the more terms a sum has, the smaller each weight should be.", 11.3, 11.31),
        Mistake(
            np.sqrt(6 / 256),
            "√(6/256) is where He's *uniform* weights end, on either side. Their standard deviation is that over √3.",
            0.153,
        ),
        Mistake(0.088, "Right as far as it goes, but rounded. np.sqrt has all the digits.", 0.09),
    ),
    hints=(
        "A sum of 256 terms with weights of variance v has 256·v times the mean square of the inputs. What does ReLU "
        "leave of that?",
        "ReLU leaves half: 128·v should be 1. And the standard deviation is the root of the variance v.",
    ),
    solution_text="The mean square of the sums is 256·v times that of the inputs, and ReLU passes on half: 128·v = 1.\n"
    "So v = 2/256, and the standard deviation is √(2/256) = 0.0884. The 64 outputs do not matter on the way forward.",
    solution_code="he_std = np.sqrt(2 / 256)",
)
