"""What learners write for the gradients of a layer, and what is wrong with it. None stands for any value."""

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["CASES", "GRAM", "GRAM_CASES", "LAYER", "SCALE"]

# G = ∂f/∂Y, X and W of the layer Y = X Wᵀ + b. All three are square at first, so that every product gives something.
CASES = (
    (((1, 2), (-1, 3)), ((2, 1), (0, 1)), ((1, -2), (4, 3))),
    (((1, 0), (2, -1), (1, 1), (0, 3)), ((1, 2, 0), (0, 1, 1), (3, 0, 1), (1, 1, -1)), ((1, 0, 2), (-1, 1, 0))),
)

# (∂f/∂X, ∂f/∂W, ∂f/∂b) of the layer Y = X Wᵀ + b: (G W, Gᵀ X, the sum of G's rows).
LAYER = (
    Mistake(
        lambda G, X, W: (G @ W.T, None, None),
        "G Wᵀ is ∂f/∂X where the layer is X W. Here it is X Wᵀ: in dY stands dX Wᵀ. What stands to the right of dX "
        "goes over to the right of G, transposed; and the transpose of Wᵀ is W.",
    ),
    Mistake(
        lambda G, X, W: (G @ W / len(X), None, None),
        "You divided by n. A loss that is a mean brings its 1/n along in G already: not once more.",
        lambda G, X, W: (None, G.T @ X / len(X), None),
        lambda G, X, W: (None, X.T @ G / len(X), None),
        lambda G, X, W: (None, None, G / len(G)),
    ),
    Mistake(
        lambda G, X, W: ((G @ W).T, None, None),
        "Your ∂f/∂X is transposed: a gradient has the shape of its array, here (n, d_in).",
    ),
    Mistake(
        lambda G, X, W: (W @ G, None, None),
        "In your ∂f/∂X the factors stand the wrong way round, and fit only if some sizes happen to be equal. Wᵀ stood "
        "to the right of dX, so W goes to the right of G.",
        lambda G, X, W: (W.T @ G, None, None),
    ),
    Mistake(
        lambda G, X, W: (None, X.T @ G, None),
        "Xᵀ G is ∂f/∂W where the layer is X W. Here W is stored as (d_out, d_in), and in dY stands X dWᵀ. Which entry "
        "of dY does dW_jk move, and with which factor?",
    ),
    Mistake(
        lambda G, X, W: (None, G @ X, None),
        "Entry (j, k) of ∂f/∂W is Σ_i G_ij X_ik, a sum over the rows of the batch. Your product pairs other entries, "
        "and fits only if some sizes happen to be equal.",
        lambda G, X, W: (None, X @ G, None),
        lambda G, X, W: (None, G @ X.T, None),
        lambda G, X, W: (None, X @ G.T, None),
    ),
    Mistake(
        lambda G, X, W: (None, None, G.mean(axis=0)),
        "You took the mean of G's rows for ∂f/∂b, so you divided by n once more. b is added to every row: the shares "
        "add, and a 1/n is in G already.",
        lambda G, X, W: (None, None, G.mean(axis=0, keepdims=True)),
    ),
    Mistake(
        lambda G, X, W: (None, None, G.sum(axis=1)),
        "For ∂f/∂b you summed along each row: one number an example. b has one number an output: sum over the rows, "
        "down each column.",
    ),
    Mistake(
        lambda G, X, W: (None, None, G.sum(axis=0, keepdims=True)),
        "Your ∂f/∂b has the right numbers in the shape (1, d_out). b has the shape (d_out,): leave keepdims out.",
    ),
    Mistake(
        lambda G, X, W: (None, None, G),
        "∂f/∂b is not G: b is added to every row, so it is used n times, and its shares have to be added.",
    ),
    Mistake(
        lambda G, X, W: (None, None, G.sum()),
        "For ∂f/∂b you summed all of G. b has one entry for each output, so sum over the rows alone.",
    ),
    Mistake(
        lambda G, X, W: (None, None, np.ones(G.shape[1])),
        "1 is the local derivative of Y by b. Multiply it by what arrives, G, and add up over the rows.",
    ),
    Mistake(
        lambda G, X, W: (G.T @ X, G @ W, None),
        "The first two are swapped: return ∂f/∂X, then ∂f/∂W, then ∂f/∂b.",
    ),
    Mistake(
        lambda G, X, W: (X.T @ G, G @ W.T, None),
        "Those are the gradients of X W, and in the wrong order: Xᵀ G was by W, G Wᵀ by X. Here the layer is X Wᵀ: "
        "derive both anew, and return ∂f/∂X first.",
    ),
)

# G = ∂f/∂Y, X and s of Y = X * s. X is square at first.
SCALE = (
    Mistake(
        lambda G, X, s: np.sum(G, axis=0),
        "That is right for a bias, which is added. s_j multiplies X_ij, so its share from Y_ij is G_ij X_ij.",
    ),
    Mistake(
        lambda G, X, s: np.sum(G * X, axis=1),
        "The right terms, but put together along each row. s has one entry for each column, used in every row: sum "
        "over the rows, axis=0.",
        lambda G, X, s: np.mean(G * X, axis=1),
    ),
    Mistake(
        lambda G, X, s: G * X,
        "Those are the shares, one from each entry of Y. s_j was used in every row: add up its shares.",
    ),
    Mistake(
        lambda G, X, s: np.mean(G * X, axis=0),
        "The right terms, but their mean. Where a value was repeated, its shares are *added*; a 1/n, if the loss has "
        "one, is in G already.",
    ),
    Mistake(
        lambda G, X, s: np.sum(G * X),
        "You summed over everything: right if s were a single number. It has one entry for each column.",
    ),
    Mistake(
        lambda G, X, s: np.sum(G * X, axis=0, keepdims=True),
        "The right numbers, in the shape (1, d). The gradient has the shape of s, (d,): leave keepdims out.",
    ),
    Mistake(
        lambda G, X, s: G * s,
        "That is ∂f/∂X, of the shape of X. By s_j, the product X_ij s_j has the rate X_ij.",
    ),
    Mistake(
        lambda G, X, s: np.sum(G * s, axis=0),
        "Summed rightly, but with the wrong factor: by s_j, the product X_ij s_j has the rate X_ij, not s_j.",
    ),
    Mistake(
        lambda G, X, s: np.sum(X, axis=0),
        "The local derivatives, summed. What arrives is missing: multiply each X_ij by its G_ij before you sum.",
    ),
    Mistake(
        lambda G, X, s: np.sum(G, axis=0) * np.sum(X, axis=0),
        "You multiplied two sums. Multiply entry by entry first, and then sum: (G * X).sum(axis=0).",
    ),
    Mistake(
        lambda G, X, s: X.T @ G,
        "Xᵀ G is a matrix: all columns of X with all columns of G. Each s_j meets its own column alone; those sums are "
        "on the diagonal.",
        lambda G, X, s: G.T @ X,
    ),
    Mistake(
        lambda G, X, s: np.sum(G * X * s, axis=0),
        "A factor too many: the rate of X_ij s_j by s_j is X_ij, without s_j.",
        lambda G, X, s: G * X * s,
    ),
)

# G = ∂f/∂S and X of S = X Xᵀ. X is square at first.
GRAM_CASES = (
    (((1, 2), (0, 3)), ((1, -1), (2, 1))),
    (((1, 2, 0), (-1, 0, 1), (3, 1, 1)), ((1, 2), (0, 1), (-1, 1))),
)

GRAM = (
    Mistake(
        lambda G, X: G @ X,
        "That is the share of the X on the left. X stands in S twice, and dS = dX Xᵀ + X dXᵀ: the second share adds.",
    ),
    Mistake(
        lambda G, X: G.T @ X,
        "That is the share of the X on the right. X stands in S twice, and dS = dX Xᵀ + X dXᵀ: the first share adds.",
    ),
    Mistake(
        lambda G, X: 2 * G @ X,
        "Two equal shares? They would be equal if G were symmetric. The second one is ⟨G, X dXᵀ⟩: write it as a sum "
        "over entries, and look where the indices of G end up.",
    ),
    Mistake(
        lambda G, X: 2 * G.T @ X,
        "Two equal shares? They would be equal if G were symmetric. Gᵀ X is right for the X on the right. The first "
        "one is ⟨G, dX Xᵀ⟩: what stands there before dX?",
    ),
    Mistake(
        lambda G, X: X.T @ G,
        "Xᵀ G has in general not the shape of X: it stands before dXᵀ, in ⟨G, X dXᵀ⟩. Transpose it, to have it before "
        "dX. And X stands in S twice: the other share has other entries.",
        lambda G, X: 2 * X.T @ G,
    ),
    Mistake(
        lambda G, X: (G + G.T) @ X / 2,
        "Half of it: the two shares add, and nothing divides them by 2.",
    ),
    Mistake(
        lambda G, X: (G + G.T) @ X.T,
        "G + Gᵀ is right. In dX Xᵀ the factor Xᵀ stands to the right of dX; it goes over transposed, and the transpose "
        "of Xᵀ is X. (Your product fits only if X is square.)",
    ),
    Mistake(
        lambda G, X: X @ (G + G.T),
        "The right factors in the wrong order: this fits only if X is square. Xᵀ stood to the right of dX, so X goes "
        "to the right of G.",
    ),
    Mistake(
        lambda G, X: X.T @ (G + G.T),
        "That is the transpose of the right answer: a gradient has the shape of its array, here that of X.",
    ),
    Mistake(
        lambda G, X: G @ X.T,
        "G Xᵀ fits only if X is square. In dX Xᵀ the factor Xᵀ goes over transposed; and X stands in S twice.",
        lambda G, X: G.T @ X.T,
        lambda G, X: 2 * G @ X.T,
        lambda G, X: G @ X.T + X.T @ G,
    ),
    Mistake(
        lambda G, X: G @ X + X.T @ G,
        "The first share is right. Xᵀ G is what stands before dXᵀ in the second: transpose it, to have it before dX.",
    ),
    Mistake(
        lambda G, X: G + G.T,
        "G + Gᵀ is right, and has the shape of S. The other factor of each product is missing.",
    ),
    Mistake(
        lambda G, X: (G - G.T) @ X,
        "Both shares are there, but paths add: the sign between them is a plus.",
    ),
)
