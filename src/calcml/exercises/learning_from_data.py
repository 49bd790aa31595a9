"""Exercises of notebook 07, Fit a model to data."""

import numpy as np

from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Numbers

__all__ = [
    "adams_first_step",
    "limit_for_larger_inputs",
    "logistic_gradient",
    "mse_gradient",
    "safe_sigmoid",
]

# The first batch has as many rows as columns, so that even a transposed X gives something.
_BATCHES = (
    ((1, -1), ((1, 2), (3, 5)), (0, 1)),
    ((1, -2), ((1, 0.5), (2, 1), (-1, 3)), (1, 0, 1)),
    ((0.5, 1, -1), ((1, 2, 0), (1, -1, 3)), (1, 0)),
)


def _sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def _surprise(w, X, y):
    """The logistic loss."""
    return np.mean(np.logaddexp(0, (1 - 2 * y) * (X @ w)))


# 7.1 The gradient of the mean squared error: a function of w, X and y.
mse_gradient = Exercise(
    number="7.1",
    name="mse_gradient",
    answer=ArrayFunction(right=lambda w, X, y: 2 / len(X) * X.T @ (X @ w - y), names=("w", "X", "y"), cases=_BATCHES),
    praise="Right: (2/n) Xᵀ(Xw − y). One line, for any number of rows and of weights.",
    mistakes=(
        Mistake(
            lambda w, X, y: 1 / len(X) * X.T @ (X @ w - y),
            "Half of it: a square has the rate 2r, so there is a factor 2. (Some books put a half in front of the "
            "loss; ours has none.)",
        ),
        Mistake(
            lambda w, X, y: 2 * X.T @ (X @ w - y),
            "That is the gradient of the sum of the squares. The loss is a mean over n rows: divide by len(X).",
        ),
        Mistake(
            lambda w, X, y: X.T @ (X @ w - y),
            "Xᵀr is at the heart of it. Two factors are missing: the 2 of the square, and the 1/n of the mean.",
        ),
        Mistake(
            lambda w, X, y: 2 / len(X) * X @ (X @ w - y),
            "X @ r sums along the rows of X. That goes through if X is square, and stops with an error if it is not. "
            "Each weight wants its column of X times the errors: transpose X.",
            lambda w, X, y: 1 / len(X) * X @ (X @ w - y),
            lambda w, X, y: 2 * X @ (X @ w - y),
        ),
        Mistake(
            lambda w, X, y: 2 / len(w) * X.T @ (X @ w - y),
            "You divided by the number of weights. The mean is over the n rows: divide by len(X).",
        ),
        Mistake(
            lambda w, X, y: 2 / len(X) * X.T @ (y - X @ w),
            "The right size and the wrong sign: the error is prediction minus target, Xw − y.",
        ),
        Mistake(
            lambda w, X, y: X.T @ (y - X @ w) / len(X),
            "Two things: the error is prediction minus target, Xw − y, and the square brings a factor 2.",
        ),
        Mistake(
            lambda w, X, y: 2 * X.T @ (y - X @ w),
            "Two things: the error is prediction minus target, Xw − y, and the loss is a mean, so divide by len(X).",
        ),
        Mistake(
            lambda w, X, y: 2 / 342 * X.T @ (X @ w - y),
            "342 is the number of all penguins. A batch has its own number of rows, len(X).",
        ),
        Mistake(
            lambda w, X, y: 2 / len(X) * X.T @ X @ w,
            "You left y out: the errors Xw − y count, not the predictions Xw.",
        ),
        Mistake(
            lambda w, X, y: 2 / len(X) * X.T * (X @ w - y),
            "* goes entry by entry. The sum over the rows is still missing: the matrix product is written @.",
            lambda w, X, y: X.T * (X @ w - y),
            lambda w, X, y: 2 * X.T * (X @ w - y),
            lambda w, X, y: 2 * X * (X @ w - y),
            lambda w, X, y: X * (X @ w - y),
        ),
        Mistake(
            lambda w, X, y: 2 / len(X) * (X @ w - y),
            "Those are the rates by the predictions, one a row. A weight moves all predictions: multiply by Xᵀ.",
            lambda w, X, y: 2 * (X @ w - y),
            lambda w, X, y: X @ w - y,
        ),
        Mistake(
            lambda w, X, y: np.mean((X @ w - y) ** 2),
            "That is the loss itself. Its gradient has one entry for each weight.",
        ),
    ),
    hints=(
        "Notebook 04 has it, entry by entry: 2/n times the sum over the rows i of r_i X_ij, with r = Xw − y.",
        "That sum runs down column j of X. In NumPy the transpose is X.T, the matrix product @, and n is len(X).",
        "r = X @ w - y, and then 2 / len(X) times X.T @ r.",
    ),
    solution_text="The error of row i is r_i = (Xw)_i − y_i. When w_j moves, r_i moves at the rate X_ij, and r_i² at "
    "2 r_i X_ij.\nThe mean over the rows is 2/n · Σ r_i X_ij, which is entry j of (2/n) Xᵀr.",
    solution_code="def mse_gradient(w, X, y):\n    return 2 / len(X) * X.T @ (X @ w - y)",
)

# 7.2 The gradient of the logistic loss: a function of w, X and y.
logistic_gradient = Exercise(
    number="7.2",
    name="logistic_gradient",
    answer=ArrayFunction(
        right=lambda w, X, y: X.T @ (_sigmoid(X @ w) - y) / len(X), names=("w", "X", "y"), cases=_BATCHES
    ),
    praise="Right: Xᵀ(p − y)/n. The same shape as for the squared error: features times errors.",
    mistakes=(
        Mistake(
            lambda w, X, y: X.T @ (y - _sigmoid(X @ w)) / len(X),
            "The right size and the wrong sign. The error is p − y: where p is too large, the score should fall.",
        ),
        Mistake(
            lambda w, X, y: X.T @ (_sigmoid(X @ w) - y),
            "That is the gradient of the sum. The loss is a mean over n rows: divide by len(X).",
        ),
        Mistake(
            lambda w, X, y: X.T @ (y - _sigmoid(X @ w)),
            "Two things: the error is p − y, and the loss is a mean, so divide by len(X).",
        ),
        Mistake(
            lambda w, X, y: X.T @ (_sigmoid(X @ w) - y) / len(w),
            "You divided by the number of weights. The mean is over the n rows: divide by len(X).",
        ),
        Mistake(
            lambda w, X, y: 2 * X.T @ (_sigmoid(X @ w) - y) / len(X),
            "Twice too large. The 2 belongs to the square of the other loss; here nothing is squared.",
        ),
        Mistake(
            lambda w, X, y: 2 * X.T @ (_sigmoid(X @ w) - y),
            "Two things: the loss is a mean, so divide by len(X), and there is no square that would bring a 2.",
        ),
        Mistake(
            lambda w, X, y: X.T @ _sigmoid((1 - 2 * y) * (X @ w)) / len(X),
            "You took the slope of softplus at (1 − 2y)z. But z stands in it with the factor 1 − 2y, and that "
            "multiplies the rate.",
        ),
        Mistake(
            lambda w, X, y: X.T @ (_sigmoid(-X @ w) - y) / len(X),
            "sigmoid(−z) is 1 − p, the probability of y = 0. The error compares p with y.",
        ),
        Mistake(
            lambda w, X, y: X.T * (_sigmoid(X @ w) - y) / len(X),
            "* goes entry by entry. The sum over the rows is still missing: the matrix product is written @.",
            lambda w, X, y: X.T * (_sigmoid(X @ w) - y),
            lambda w, X, y: X * (_sigmoid(X @ w) - y) / len(X),
        ),
        Mistake(
            lambda w, X, y: X.T @ (X @ w - y) / len(X),
            "You compare the score z = Xw with the label. Send it through the sigmoid first: p = sigmoid(z).",
            lambda w, X, y: 2 * X.T @ (X @ w - y) / len(X),
        ),
        Mistake(
            lambda w, X, y: X @ (_sigmoid(X @ w) - y) / len(X),
            "X @ (p − y) sums along the rows of X. That goes through if X is square, and stops with an error if it is "
            "not. Each weight wants its column of X times the errors: transpose X.",
            lambda w, X, y: X @ (_sigmoid(X @ w) - y),
        ),
        Mistake(
            lambda w, X, y: X.T @ ((_sigmoid(X @ w) - y) * _sigmoid(X @ w) * (1 - _sigmoid(X @ w))) / len(X),
            "The factor p(1 − p) is the sigmoid's own slope. It would belong to the squared error of p; "
            "in the logistic loss it cancels: the slope of softplus is the sigmoid itself.",
            lambda w, X, y: 2 * X.T @ ((_sigmoid(X @ w) - y) * _sigmoid(X @ w) * (1 - _sigmoid(X @ w))) / len(X),
        ),
        Mistake(
            lambda w, X, y: X.T @ _sigmoid(X @ w) / len(X),
            "You left y out: the errors p − y count, not the probabilities p.",
        ),
        Mistake(
            lambda w, X, y: _sigmoid(X @ w) - y,
            "Those are the rates by the scores, one a row. A weight moves all scores: multiply by Xᵀ, and divide by n.",
            lambda w, X, y: (_sigmoid(X @ w) - y) / len(X),
        ),
        Mistake(_surprise, "That is the loss itself. Its gradient has one entry for each weight."),
    ),
    hints=(
        "Section 7.4 has the rate for one bird: (p − y) times its feature. The loss is the mean over the birds.",
        "The errors are sigmoid(X @ w) - y, one a row. Each weight wants its column of X times the errors, summed.",
        "X.T @ (p - y), divided by len(X).",
    ),
    solution_text="The loss of row i is softplus(z_i) − y_i z_i, with the rate p_i − y_i by its score z_i. When w_j "
    "moves, z_i moves at the rate X_ij.\nRates multiply, and the mean over the rows is 1/n · Σ (p_i − y_i) X_ij: "
    "entry j of Xᵀ(p − y)/n.",
    solution_code="from calcml.networks import sigmoid\n\n\ndef logistic_gradient(w, X, y):\n"
    "    return X.T @ (sigmoid(X @ w) - y) / len(X)",
)

# 7.3 A sigmoid that does not overflow: a function of an array of scores.
safe_sigmoid = Exercise(
    number="7.3",
    name="safe_sigmoid",
    answer=ArrayFunction(
        right=_sigmoid,
        names=("z",),
        cases=(((-2, 0, 3),), ((1000,),), ((-1000,),), ((-1000, 0, 1000),)),
        what="the sigmoid",
        overflow=True,
    ),
    praise="Right: 0, ½ and 1 at −1000, 0 and 1000, and no overflow was reported on the way.",
    mistakes=(
        Mistake(
            lambda z: 1 / (1 + np.exp(-z)),
            "All values are right, but at −1000 e^1000 overflowed to infinity on the way. Can you write it so that no "
            "exponent is above 0?",
        ),
        Mistake(
            lambda z: np.exp(z) / (1 + np.exp(z)),
            "Right for negative z. At 1000 it is ∞/∞, NaN: the exponent should never be above 0.",
        ),
        Mistake(
            lambda z: np.where(z >= 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z))),
            "All values are right, but np.where works out both of its branches before it chooses, and one of them "
            "overflows. Let both use e^(−|z|), which cannot.",
        ),
        Mistake(
            lambda z: 1 / (1 + np.exp(-z)) if (z >= 0).all() else np.exp(z) / (1 + np.exp(z)),
            "That asks one question of the whole array. Scores of both signs can stand in one: np.where asks each.",
            lambda z: np.exp(z) / (1 + np.exp(z)) if (z < 0).all() else 1 / (1 + np.exp(-z)),
        ),
        Mistake(
            lambda z: 1 / (1 + np.exp(-np.clip(z, -10, 10))),
            "Clipping keeps the powers small, but the sigmoid at 10 is not yet 1. Can you do without?",
            lambda z: 1 / (1 + np.exp(-np.clip(z, -5, 5))),
        ),
        Mistake(
            lambda z: 1 / (1 + np.exp(-np.abs(z))),
            "e^(−|z|) cannot overflow: good. But this is right for z ≥ 0 only. Which fraction holds for negative z?",
        ),
        Mistake(
            lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))),
            "e^(−|z|) cannot overflow: good. But this is right for z ≤ 0 only. Which fraction holds for positive z?",
        ),
        Mistake(
            lambda z: np.where(z >= 0, np.exp(-np.abs(z)), 1) / (1 + np.exp(-np.abs(z))),
            "That is 1 minus the sigmoid. Have two cases changed places, or has z lost its sign?",
        ),
        Mistake(np.tanh, "tanh runs from −1 to 1, and twice as steeply. It does not overflow, though: can you use it?"),
    ),
    hints=(
        "e^(−z) is too large for a float if z is very negative, e^z if z is very positive. e^(−|z|) never is.",
        "For z ≥ 0 the sigmoid is 1/(1 + e^(−|z|)). For z < 0, multiply top and bottom by e^z: it is "
        "e^(−|z|)/(1 + e^(−|z|)).",
        "With e = np.exp(-np.abs(z)) both have the same bottom, 1 + e. The top is np.where(z >= 0, 1, e).",
    ),
    solution_text="With e = e^(−|z|), which is never above 1, the sigmoid is 1/(1 + e) for z ≥ 0, and e/(1 + e) for "
    "z < 0.\nThe top of both is e to the smaller of z and 0.\n"
    "(½(1 + tanh(z/2)) does not overflow either; but far to the left it gives 0, not e^z.)",
    solution_code="def safe_sigmoid(z):\n    return np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))",
)

# 7.4 Without an intercept descent settles for η < 0.02. What is the limit if every input is multiplied by 10? A number.
limit_for_larger_inputs = Exercise(
    number="7.4",
    name="limit_for_larger_inputs",
    answer=Numbers(right=0.0002, tolerance=1e-9),
    praise="Right: 0.02/100. The curvature 2/n · Σ x² holds the inputs squared, so it grows a hundredfold.",
    mistakes=(
        Mistake(
            0.002,
            "The gradient grows tenfold, you may have thought. But what limits η is the curvature. How often does an "
            "input stand in 2/n · Σ x²?",
        ),
        Mistake(0.02, "The limit is 2/λ, and the curvature λ = 2/n · Σ x² knows the inputs."),
        Mistake(
            0.2, "The other way: larger inputs bend the loss more, so the steps must be smaller. And the x is squared."
        ),
        Mistake(2, "The factor is right, the direction is not: larger inputs bend the loss more."),
        Mistake(
            0.02 / 10**0.5,
            "That is 0.02/√10. The inputs do not grow by √10, and the curvature holds them squared.",
            0.0063,
            0.00632,
        ),
        Mistake(0.001, "Twentyfold is not enough: how often does an input stand in the curvature 2/n · Σ x²?"),
        Mistake(100, "100 is the factor of the curvature. What does it make of the limit 0.02?", 0.01),
    ),
    hints=(
        "Descent settles for η < 2/λ, with the largest curvature λ of the loss (notebooks 05 and 06).",
        "With one feature the curvature is 2/n · Σ x². (With several it is the largest eigenvalue of 2/n · XᵀX.)",
        "Ten times the inputs: (10x)² = 100x².",
    ),
    solution_text="The Hessian of the loss is 2/n · XᵀX, and the limit is 2/λ with its largest eigenvalue λ.\n"
    "With 10X for X it is 100 times as large, so the limit is 0.02/100 = 0.0002.",
    solution_code="limit_for_larger_inputs = 0.02 / 100",
)

# 7.5 How long is Adam's first step with η = 0.01 and ε = 1e−8, if the gradient is 500, −0.002, 1e−8? Three numbers.
_G = np.array([500, -0.002, 1e-8])
adams_first_step = Exercise(
    number="7.5",
    name="adams_first_step",
    answer=Numbers(
        right=0.01 * np.abs(_G) / (np.abs(_G) + 1e-8), names=("of 500", "of −0.002", "of 1e−8"), tolerance=1.1e-5
    ),
    praise="Right: η|g|/(|g| + ε). About η for every gradient far above ε, and η/2 for |g| = ε.",
    mistakes=(
        Mistake(
            0.01 * np.abs(_G),
            "That is η|g|, the step of plain descent. Adam divides by √ŝ, the size of the gradient.",
            0.01 * _G,
        ),
        Mistake(
            (0.01, 0.01, 0.01), "About η: true for the first two. But in the third, ε is as large as the gradient."
        ),
        Mistake(
            (0.01, 0.01, 0),
            "The third is small, but not nothing: put g = ε = 1e−8 into η|g|/(|g| + ε).",
        ),
        Mistake(
            0.01 * _G / (np.abs(_G) + 1e-8),
            "The size is right. A length has no sign: how long is the second step?",
            -0.01 * _G / (np.abs(_G) + 1e-8),
        ),
        Mistake(
            0.001 * np.abs(_G) / (np.sqrt(0.001) * np.abs(_G) + 1e-8),
            "That is Adam without its correction: at t = 1, m is 0.1 g and s is 0.001 g². Divide m by 1 − β₁ and s by "
            "1 − β₂.",
            (0.0316, 0.0316, 0.00097),
            (0.0316, 0.0316, 0.0316),
            (0.0316, 0.0316, 0.0158),
        ),
        Mistake(
            (0.1, 0.1, 0.1),
            "0.1 was the first step of RMSProp, whose s starts too small. Adam's correction mends that: ŝ is g².",
            (0.1, 0.1, 0.05),
        ),
        Mistake(
            0.001 * np.abs(_G) / (np.abs(_G) + 1e-8),
            "You corrected s and not m: at t = 1, m is 0.1 g, and m̂ = m/(1 − β₁) is g.",
        ),
        Mistake(
            0.01 * np.abs(_G) / (np.sqrt(0.001) * np.abs(_G) + 1e-8),
            "You corrected m and not s: at t = 1, s is 0.001 g², and ŝ = s/(1 − β₂) is g².",
        ),
        Mistake(
            0.01 * np.abs(_G) / np.sqrt(_G**2 + 1e-8),
            "ε stands outside the root: √ŝ + ε, not √(ŝ + ε).",
        ),
        Mistake(0.01 / (np.abs(_G) + 1e-8), "The numerator is missing: Adam divides m̂ by √ŝ + ε, and m̂ is g at first."),
    ),
    hints=(
        "At the first step t = 1, and m and s start at 0. So m = (1 − β₁)g, and m̂ = m/(1 − β₁). What is that?",
        "m̂ = g and ŝ = g², so the step is η g/(|g| + ε): its length is η|g|/(|g| + ε).",
        "For |g| = 1e−8 top and bottom are 1e−8 and 2e−8.",
    ),
    solution_text="m̂ = (1 − β₁)g/(1 − β₁) = g and ŝ = (1 − β₂)g²/(1 − β₂) = g², so the step is −η g/(|g| + ε).\n"
    "Its length is η|g|/(|g| + ε): 0.01, nearly 0.01, and 0.005.",
    solution_code="g = np.array([500, -0.002, 1e-8])\nadams_first_step = 0.01 * np.abs(g) / (np.abs(g) + 1e-8)",
)
