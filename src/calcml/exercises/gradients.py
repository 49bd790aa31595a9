"""Exercises of notebook 04, Point uphill."""

import numpy as np

from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Numbers
from calcml.exercises.softmax_mistakes import CASES, MISTAKES, softmax

__all__ = [
    "gradient_of_a_bump",
    "gradient_of_a_loss",
    "gradient_of_a_quadratic",
    "gradient_of_logsumexp",
    "rescaled_partial",
    "slope_towards",
]

# 4.1 The gradient of x e^(−x²−y²) at (−1, 0): two numbers.
gradient_of_a_bump = Exercise(
    number="4.1",
    name="gradient_of_a_bump",
    answer=Numbers(right=(-np.exp(-1), 0), tolerance=5e-5, names=("∂f/∂x", "∂f/∂y")),
    praise="Right: (−1/e, 0). From (−1, 0) the way up is to the left; along y the slope is 0.",
    mistakes=(
        Mistake(
            (0, -np.exp(-1)),
            "Without the inner derivatives, −2x and −2y, one gets (1 + x)/e = 0 and x/e = −0.3679. "
            "Or did you swap the two partials? The one by x comes first.",
        ),
        Mistake((0, 0), "The inner derivative −2y is there; in the first partial, −2x is missing. Rates multiply."),
        Mistake(
            (-np.exp(-1), -np.exp(-1)),
            "The first partial is right. In the second, the inner derivative −2y is missing: rates multiply.",
        ),
        Mistake(
            (-0.37, 0),
            "Right as far as it goes, but rounded. Python has all the digits: e^(−1) is np.exp(-1).",
            (-0.368, 0),
        ),
        Mistake(
            (np.exp(-1), 0),
            "Check the first partial: x stands in front and in the exponent, so the product rule has two terms, "
            "1·e^(…) and x·(−2x)·e^(…). You have the first alone, or lost a sign.",
        ),
        Mistake(
            (-2 * np.exp(-1), 0),
            "You let x change in the exponent while the x in front waits. The product rule has a second term, 1·e^(…).",
        ),
        Mistake(
            (2 * np.exp(-1), 0),
            "0.7358 is the product of the two derivatives, 1 and −2x·e^(…). "
            "In a product, one factor changes while the other waits: two terms.",
        ),
        Mistake(
            (3 * np.exp(-1), 0), "The exponent is −x², so its rate is −2x. With +2x the two terms add up to 1.104."
        ),
        Mistake(
            (-1, 0),
            "The direction is right, and the length is not: the factor e^(−x²−y²), here e^(−1), is missing. "
            "(A gradient is not a unit vector.)",
        ),
        Mistake((-np.e, 0), "The exponent is −x² − y² = −1 here, so the factor is e^(−1), not e."),
        Mistake(
            -np.exp(-1),
            "{yours} alone is one number. A gradient has as many entries as the point: two here, in brackets.",
            np.exp(-1),
        ),
    ),
    hints=(
        "One partial at a time. By y: the x in front stands still, and only the exponent moves.",
        "By x: a product, x times e^(…). Each factor changes while the other waits; the inner rate of e^(…) is −2x.",
        "∂f/∂x = (1 − 2x²) e^(−x²−y²) and ∂f/∂y = −2xy e^(−x²−y²). Now put in x = −1 and y = 0.",
    ),
    solution_text="By x, with the product rule: 1·e^(−x²−y²) + x·(−2x)·e^(−x²−y²) = (1 − 2x²) e^(−x²−y²).\n"
    "By y: x·(−2y)·e^(−x²−y²). At (−1, 0) these are (1 − 2) e^(−1) = −0.3679 and 0.",
    solution_code="gradient_of_a_bump = (-np.exp(-1), 0)",
)

# 4.2 D_u of x² + xy at (1, 2) in the direction of the vector (3, 4): a number.
slope_towards = Exercise(
    number="4.2",
    name="slope_towards",
    answer=Numbers(right=16 / 5),
    praise="Right: (4, 1)·(3, 4)/5 = 16/5. The steepest slope there is |(4, 1)| = 4.123, so this is not far from it.",
    mistakes=(
        Mistake(
            16, "16 is (4, 1)·(3, 4). But (3, 4) has the length 5: divide by it, for the slope is per unit of length."
        ),
        Mistake(-16 / 5, "{yours} belongs to the way back, (−3, −4). Towards (3, 4) both terms are positive.", -16),
        Mistake(16 / 7, "You divided by 3 + 4. The length of (3, 4) is √(3² + 4²)."),
        Mistake(16 / 25, "You divided by 3² + 4². The length of (3, 4) is the root of that."),
        Mistake(
            5 / np.sqrt(2),
            "That is the slope on the way from (1, 2) to the point (3, 4), along (2, 2). "
            "Here (3, 4) is the direction itself.",
            3.5355,
            3.54,
        ),
        Mistake(
            42 / 5, "You put (3, 4) into the partials. It is the direction; the point where we stand is (1, 2).", 42
        ),
        Mistake(19 / 5, "You swapped the partials: ∂f/∂x = 4 goes with 3, and ∂f/∂y = 1 with 4.", 19),
        Mistake(2, "The partial by x is 2x + y: the term xy counts as well.", 10),
        Mistake(6 / 5, "You took the gradient of x² alone, (2, 0). The term xy counts in both partials.", 6),
        Mistake(4, "The partial by y is x, here 1. (Or is 4 the partial by x alone? Both count.)", 20),
        Mistake(12 / 5, "The partial by y is missing: when y moves, xy changes at the rate x."),
        Mistake((12 / 5, 4 / 5), "A dot product is one number: add the two terms.", (12, 4)),
        Mistake((4, 1), "That is the gradient. How steep is it towards (3, 4)? Take the dot product with a unit u."),
        Mistake(np.sqrt(17), "√17 is the length of the gradient: the slope the steepest way, which is (4, 1)."),
        Mistake(3, "3 is the height f(1, 2). How steep is it there, towards (3, 4)?"),
    ),
    hints=(
        "Three steps: the gradient at (1, 2); a vector of length 1 that points like (3, 4); their dot product.",
        "The gradient is (2x + y, x). The length of (3, 4) is 5.",
        "(4, 1)·(3/5, 4/5): multiply entry by entry, then add.",
    ),
    solution_text="The gradient is (2x + y, x), at (1, 2) that is (4, 1).\n"
    "(3, 4) has the length √(9 + 16) = 5, so u = (3/5, 4/5).\n"
    "∇f·u = 4·3/5 + 1·4/5 = 16/5 = 3.2.",
    solution_code="slope_towards = (4 * 3 + 1 * 4) / 5",
)

# 4.3 The gradient of logsumexp, also of large scores: softmax as a function of an array, and without an overflow.
gradient_of_logsumexp = Exercise(
    number="4.3",
    name="gradient_of_logsumexp",
    answer=ArrayFunction(right=softmax, names=("z",), cases=CASES),
    praise="Right: softmax, e^(z_j)/Σ e^(z_k), and it does not overflow. Its entries add up to 1.",
    mistakes=MISTAKES,
    hints=(
        "The partial by z_j is e^(z_j)/Σ e^(z_k): section 4.9 derives it. What becomes of it for z_j = 1000?",
        "Subtract the same number m from all scores: top and bottom are both multiplied by e^(−m), so nothing changes.",
        "A tiny power, such as e^(−3000), is a harmless 0; a huge one is infinite. Choose m so that none is huge.",
    ),
    solution_text="∂/∂z_j ln Σ e^(z_k) = 1/Σ e^(z_k) · e^(z_j): softmax.\n"
    "Top and bottom may be multiplied by e^(−m). With m = max(z) every exponent is at most 0, so nothing overflows.",
    solution_code="def gradient_of_logsumexp(z):\n    powers = np.exp(z - np.max(z))\n"
    "    return powers / np.sum(powers)",
)

# 4.4 The gradient of wᵀAw for A = [[1, 4], [0, 2]] at w = (1, 3): two numbers.
gradient_of_a_quadratic = Exercise(
    number="4.4",
    name="gradient_of_a_quadratic",
    answer=Numbers(right=(14, 16), names=("∂f/∂w₀", "∂f/∂w₁")),
    praise="Right: (A + Aᵀ)w. It is 2Aw only if A is symmetric.",
    mistakes=(
        Mistake(
            (26, 12),
            "That is 2Aw, which is right for a symmetric A. Here 4 stands above the diagonal and 0 below: "
            "write f out as w₀² + 4w₀w₁ + 2w₁², and take its partials.",
        ),
        Mistake((13, 6), "That is Aw, where only the left w of each term moves. The right one gives terms as well."),
        Mistake((2, 20), "That is 2Aᵀw, which is right for a symmetric A. Write f out, and take its partials."),
        Mistake((1, 10), "That is Aᵀw, where only the right w of each term moves. The left one gives terms as well."),
        Mistake((7, 8), "Half of the gradient. There is a half in front in some books; here f has none."),
        Mistake((2, 12), "The mixed term 4w₀w₁ counts in both partials: the squares alone give (2w₀, 4w₁)."),
        Mistake((16, 14), "You swapped the entries: the partial by w₀ comes first."),
        Mistake(((2, 4), (4, 4)), "That is A + Aᵀ, the Hessian of f. The gradient is this matrix times w."),
        Mistake(((2, 12), (4, 12)), "That is (A + A.T) * w: * goes entry by entry. The matrix product is written @."),
        Mistake(
            ((2, 24), (0, 12)),
            "* goes entry by entry; the matrix product is written @. (And see what A does below its diagonal.)",
            ((1, 12), (0, 6)),
        ),
        Mistake(31, "31 is the value of f. Its gradient has one entry for each entry of w."),
        Mistake((13, 18), "Those are the two terms that add up to f. Which are its partials?"),
    ),
    hints=(
        "Write f out, four terms: w₀·1·w₀ + w₀·4·w₁ + w₁·0·w₀ + w₁·2·w₁.",
        "∂f/∂w₀ = 2w₀ + 4w₁. Now the other one.",
        "For any A: w_k stands once on the left, times row k of A and w; and once on the right, times column k and w. "
        "The rows together give Aw. What do the columns give?",
    ),
    solution_text="f = w₀² + 4w₀w₁ + 2w₁², so the partials are 2w₀ + 4w₁ = 14 and 4w₀ + 4w₁ = 16.\n"
    "For any A: with w_k on the left, Σ_j A_kj w_j, which is entry k of Aw; with w_k on the right, Σ_i w_i A_ik, "
    "which is entry k of Aᵀw. Together (A + Aᵀ)w.",
    solution_code="A = np.array([[1.0, 4.0], [0.0, 2.0]])\nw = np.array([1.0, 3.0])\n"
    "gradient_of_a_quadratic = (A + A.T) @ w",
)

# 4.5 The partial by the slope is −12000 g·mm with flippers in mm. What is it with flippers in cm? A number.
rescaled_partial = Exercise(
    number="4.5",
    name="rescaled_partial",
    answer=Numbers(right=-1200),
    praise="Right: −1200 g·cm. The feature's numbers are a tenth, so is the partial. Nothing changed but the ruler.",
    mistakes=(
        Mistake(
            -120000,
            "The slope's number grows tenfold, in g/cm. Raised by 1 g/cm, the line turns by only 0.1 g/mm: "
            "does the loss change more, or less?",
        ),
        Mistake(
            -12000,
            "The loss is the same, and so is the line. But +1 g/cm is another nudge than +1 g/mm: which is smaller?",
        ),
        Mistake(
            -120, "You divided by 10 twice. The feature stands once in the partial, 2/n · Σ error · x, not squared."
        ),
        Mistake(1200, "The right size and the wrong sign: a larger slope lowers the loss in either unit."),
        Mistake(
            12000,
            "The sign stays: a larger slope lowers the loss. And +1 g/cm is a smaller nudge than +1 g/mm.",
            120000,
            120,
        ),
        Mistake(-12, "That is the partial with flippers in metres. One cm has ten mm, so each x becomes a tenth.", 12),
    ),
    hints=(
        "In the partial, 2/n · Σ error · x, which factors change when x is measured in cm?",
        "The errors stay the same, for the line does. Each x becomes a tenth: 47 mm are 4.7 cm.",
    ),
    solution_text="The line, its errors and its loss stay the same. In 2/n · Σ error · x each x becomes x/10.\n"
    "So the partial becomes −12000/10 = −1200, in g·cm. (And −12000 g·mm = −1200 g·cm: the same quantity.)",
    solution_code="rescaled_partial = -12000 / 10",
)

# 4.6 The gradient of the mean squared error of three birds, X = [[1, 1], [1, 3], [1, 2]], y = (4, 3, 2), w = (2, 1).
gradient_of_a_loss = Exercise(
    number="4.6",
    name="gradient_of_a_loss",
    answer=Numbers(right=(2, 6), names=("∂L/∂w₀", "∂L/∂w₁")),
    praise="Right: ⅔Xᵀr = (2, 6), with the errors r = (−1, 2, 2). Lower either weight a little, and the loss falls. "
    "(Yet it is lowest at w = (4, −0.5): −∇L does not point there.)",
    mistakes=(
        Mistake((6, 18), "That is 2Xᵀr, the gradient of the sum. A mean of three has the factor 2/3."),
        Mistake((3, 9), "That is Xᵀr. The factor 2/n is missing, with n = 3 birds (not 2, the number of weights)."),
        Mistake((1, 3), "The square has the rate 2r, so there is a factor 2: half is missing."),
        Mistake((-2, -6), "The right size and the wrong sign: the error is prediction minus target, Xw − y."),
        Mistake((8, 52 / 3), "You left y out: the errors Xw − y count, not the predictions Xw."),
        Mistake((6, 14), "You took the squares of the errors. The rate of r² is 2r: the errors enter as they are."),
        Mistake(
            (-2 / 3, 4 / 3, 4 / 3),
            "One number for each bird: those are the rates by the predictions. A weight moves all three predictions, "
            "so multiply by Xᵀ.",
        ),
        Mistake(3, "3 is the loss. Its gradient has one entry for each weight."),
        Mistake((-1, 2, 2), "Those are the errors, one for each bird. The gradient has one entry for each weight."),
    ),
    hints=(
        "First the three predictions Xw: row by row, 1·2 + x·1. Then the errors, prediction minus target.",
        "The errors are −1, 2 and 2. For each weight: its column of X times the errors, entry by entry, added up.",
        "Xᵀr is (−1 + 2 + 2, −1 + 6 + 4). Which factor stands in front?",
    ),
    solution_text="The predictions are (3, 5, 4), the errors r = (−1, 2, 2).\nXᵀr = (3, 9), and 2/3 of that is (2, 6).",
    solution_code="X = np.array([[1.0, 1.0], [1.0, 3.0], [1.0, 2.0]])\ny = np.array([4.0, 3.0, 2.0])\n"
    "w = np.array([2.0, 1.0])\ngradient_of_a_loss = 2 / 3 * X.T @ (X @ w - y)",
)
