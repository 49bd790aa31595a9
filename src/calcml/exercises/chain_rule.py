"""Exercises of notebook 08, Chain the rates."""

import numpy as np

from calcml.exercises.chain_mistakes import NESTED_SINE, NEURON, ROOT, TWO_PATHS, DualFunction
from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Numbers

__all__ = [
    "dual_sqrt",
    "jacobians_in_order",
    "slope_of_nested_sine",
    "tanh_neuron",
    "two_bracketings",
    "two_paths",
]

# 8.1 The slope of sin(x²) at x = 3: a number.
slope_of_nested_sine = Exercise(
    number="8.1",
    name="slope_of_nested_sine",
    answer=Numbers(right=6 * np.cos(9), tolerance=5e-5),
    praise="Right: cos 9 · 6 = −5.467. The outer rate is taken at u = 9, and multiplied by the inner rate 2x = 6.",
    mistakes=NESTED_SINE,
    hints=(
        "Name the inside: u = x². At x = 3, how large is u, and how fast does it grow?",
        "u = 9, and du/dx = 2x = 6. The outer rate is that of sin u, at u = 9.",
        "dy/du = cos 9. Multiply the two rates.",
    ),
    solution_text="With u = x²: at x = 3, u = 9 and du/dx = 2x = 6.\n"
    "With y = sin u: dy/du = cos u = cos 9 = −0.9111.\n"
    "Rates multiply: −0.9111 · 6 = −5.467.",
    solution_code="slope_of_nested_sine = np.cos(3**2) * 2 * 3",
)

# 8.2 y = u + x with u = x·x, at x = 4: what the path through u brings, what the direct path brings, and dy/dx.
two_paths = Exercise(
    number="8.2",
    name="two_paths",
    answer=Numbers(right=(8, 1, 9), names=("through u", "directly", "dy/dx")),
    praise="Right: 8 through u, 1 directly, together 9. It is 2x + 1, as it must be.",
    mistakes=TWO_PATHS,
    hints=(
        "Draw it: x has two arrows to the product u, and one to the sum. u has one arrow to the sum.",
        "At a product, each factor's rate is the other factor: 4 and 4. At a sum each rate is 1.",
        "Through u: (4 + 4) · 1. Directly: 1. Then add.",
    ),
    solution_text="Two arrows lead from x to u, with the rate 4 each: together 8. From u to y: 8 · 1 = 8.\n"
    "Directly from x to y the rate is 1. Paths add: 8 + 1 = 9.\n"
    "By the rules of notebook 01, (x² + x)′ = 2x + 1, and that is 9 at x = 4.",
    solution_code="x = 4\ntwo_paths = ((x + x) * 1, 1, (x + x) * 1 + 1)",
)

# 8.3 The Jacobian of f∘g at (1, 2) for g = (x₁x₂, x₂²) and f = (u₁u₂, 5u₁): two rows of two numbers.
jacobians_in_order = Exercise(
    number="8.3",
    name="jacobians_in_order",
    answer=Numbers(right=((8, 12), (10, 5)), names=(("y₁", "y₂"), ("by x₁", "by x₂"))),
    praise="Right: J_f J_g, the first function on the right. (Put in: y₁ = x₁x₂³ and y₂ = 5x₁x₂ have these partials.)",
    mistakes=(
        Mistake(
            ((13, 4), (20, 0)),
            "That is J_g J_f. The shapes fit, the order does not: g acts first, so J_g stands on the right.",
        ),
        Mistake(
            ((4, 6), (10, 5)),
            "The order is right, but J_f was taken at x = (1, 2). f works at u = g(1, 2) = (2, 4).",
        ),
        Mistake(
            ((9, 2), (20, 0)),
            "Two things: g acts first, so J_g stands on the right; and J_f is taken at u = (2, 4), not at x = (1, 2).",
        ),
        Mistake(
            ((16, 24), (20, 10)),
            "The order is right, but J_g was taken at u = (2, 4). g works at x = (1, 2); only J_f is taken at u.",
        ),
        Mistake(
            ((13, 20), (4, 0)),
            "You transposed both Jacobians: one row for each output, one column for each input. "
            "(Or you have the transpose of J_g J_f: g acts first, so J_g stands on the right.)",
        ),
        Mistake(((8, 10), (12, 5)), "That is the transpose: one row for each output, one column for each input."),
        Mistake(
            ((8, 2), (0, 0)),
            "You multiplied entry by entry, as * does. A chain wants the matrix product, row times column: @.",
        ),
        Mistake(
            ((8, 24), (4, 2)), "You transposed J_f. Its first row holds the partials of y₁ = u₁u₂, which are u₂ and u₁."
        ),
        Mistake(
            ((10, 8), (10, 0)),
            "You transposed J_g. Its first row holds the partials of u₁ = x₁x₂, which are x₂ and x₁.",
        ),
        Mistake(((6, 3), (5, 4)), "You added the two Jacobians. Along a chain they multiply."),
        Mistake(((4, 2), (5, 0)), "That is J_f alone. Multiply by J_g, on its right."),
        Mistake(((2, 1), (0, 4)), "That is J_g alone. Multiply by J_f, on its left."),
        Mistake(((10, 5), (8, 12)), "The rows are swapped: the first output, y₁, has the first row."),
        Mistake(((12, 8), (5, 10)), "The columns are swapped: in each row, the partial by x₁ stands first."),
        Mistake(
            (8, 10),
            "(8, 10) are the two values, y₁ and y₂. (They are also the first column.) Two rows of two are asked for.",
        ),
    ),
    hints=(
        "First u = g(1, 2) = (2, 4). Then J_g at (1, 2), and J_f at u.",
        "J_g has the rows (x₂, x₁) and (0, 2x₂), that is (2, 1) and (0, 4). J_f has the rows (u₂, u₁) and (5, 0).",
        "J_f has the rows (4, 2) and (5, 0). Now J_f J_g, row times column; the first entry is 4·2 + 2·0.",
    ),
    solution_text="At x = (1, 2): u = (2, 4), and J_g has the rows (2, 1) and (0, 4).\n"
    "At that u, J_f has the rows (4, 2) and (5, 0).\n"
    "J_f J_g: first row 4·2 + 2·0 = 8 and 4·1 + 2·4 = 12; second row 5·2 + 0·0 = 10 and 5·1 + 0·4 = 5.",
    solution_code="J_g = np.array([[2, 1], [0, 4]])  # at x = (1, 2)\n"
    "J_f = np.array([[4, 2], [5, 0]])  # at u = (2, 4)\njacobians_in_order = J_f @ J_g",
)

# 8.4 L = (a − t)², a = tanh z, z = wx + b, with x = 3, w = −0.5, t = 1, a = 0.6: (∂L/∂w, ∂L/∂b).
tanh_neuron = Exercise(
    number="8.4",
    name="tanh_neuron",
    answer=Numbers(right=(-1.536, -0.512), names=("∂L/∂w", "∂L/∂b"), tolerance=1e-5),
    praise="Right: −0.8 · 0.64 = −0.512 arrives at z; from there 3 leads to w and 1 to b. Both should grow.",
    mistakes=NEURON,
    hints=(
        "Go backwards, link by link: L ← a ← z ← w. Each link has one rate.",
        "The first two links are ∂L/∂a = 2(a − t) and ∂a/∂z = 1 − a². Put the numbers in: what arrives at z?",
        "−0.8 · 0.64 arrives at z. From z on, the rate by w is x, and the rate by b is 1.",
    ),
    solution_text="∂L/∂a = 2(a − t) = 2(0.6 − 1) = −0.8. ∂a/∂z = 1 − a² = 1 − 0.36 = 0.64.\n"
    "So ∂L/∂z = −0.8 · 0.64 = −0.512, worked out once and used twice:\n"
    "∂L/∂w = −0.512 · x = −1.536 and ∂L/∂b = −0.512 · 1.",
    solution_code="x, t, a = 3, 1, 0.6\nat_z = 2 * (a - t) * (1 - a**2)\ntanh_neuron = (at_z * x, at_z * 1)",
)

# 8.5 Multiplications for J₃(J₂J₁) and (J₃J₂)J₁, with J₁ 4 × 3, J₂ 2 × 4, J₃ 1 × 2: a pair.
two_bracketings = Exercise(
    number="8.5",
    name="two_bracketings",
    answer=Numbers(right=(30, 20), names=("J₃(J₂J₁)", "(J₃J₂)J₁")),
    praise="Right: 24 + 6 against 8 + 12. The product is the same, and from the end with one row it comes cheaper.",
    mistakes=(
        Mistake((20, 30), "The right numbers, the wrong way round: in J₃(J₂J₁) the bracket is worked out first."),
        Mistake(
            (24, 8),
            "Those are the brackets alone. Each still has to be multiplied by the third Jacobian.",
        ),
        Mistake((6, 12), "Those are the second products alone. The brackets have to be worked out first."),
        Mistake(
            (9, 7),
            "You counted the entries of the results. Each entry is a row times a column: a multiplication a pair.",
        ),
        Mistake((22, 22), "22 is the number of entries in the three Jacobians. Every product has its own count."),
        Mistake(
            (66, 22),
            "That is three passes forward and one backward, with unit vectors to begin with. Here the "
            "matrices themselves are multiplied: two products each.",
        ),
        Mistake((24, 6), "24 and 6 are the two products of J₃(J₂J₁): their sum is the first number. Now (J₃J₂)J₁."),
        Mistake((8, 12), "8 and 12 are the two products of (J₃J₂)J₁: their sum is the second number. Now J₃(J₂J₁)."),
        Mistake(
            (24, 24),
            "24 is 3·4·2·1, all sizes multiplied at once. Count product by product: two products, of three sizes each.",
        ),
        Mistake(
            (15, 15),
            "You added the three sizes of each product. They multiply: rows · length of a row · columns.",
            (9, 6),
        ),
        Mistake(
            (36, 20), "20 is right. In the first, J₃ is multiplied by a matrix of 2 rows and 3 columns: 1·2·3 more."
        ),
        Mistake((144, 96), "The counts of the two products add, they do not multiply."),
        Mistake((30, 30), "30 is right for the first. The product is the same, but the count is not: try (J₃J₂)J₁."),
        Mistake((20, 20), "20 is right for the second. The product is the same, but the count is not: try J₃(J₂J₁)."),
    ),
    hints=(
        "A product takes (rows of the left one) · (length of such a row) · (columns of the right one) multiplications.",
        "J₁ has 4 rows and 3 columns, J₂ has 2 and 4, J₃ has 1 and 2. Work out each bracket first: how many rows and "
        "columns has what comes out?",
        "J₂J₁ takes 2·4·3 and has 2 rows and 3 columns. J₃J₂ takes 1·2·4 and has 1 row and 4 columns. Then one more "
        "product each.",
    ),
    solution_text="J₂J₁ takes 2·4·3 = 24 and has 2 rows and 3 columns. J₃ times that takes 1·2·3 = 6. Together 30.\n"
    "J₃J₂ takes 1·2·4 = 8 and has 1 row and 4 columns. That times J₁ takes 1·4·3 = 12. Together 20.",
    solution_code="two_bracketings = (2 * 4 * 3 + 1 * 2 * 3, 1 * 2 * 4 + 1 * 4 * 3)",
)

# 8.6 (further) The square root of a dual number: a function of (value, rate) that returns such a pair.
dual_sqrt = Exercise(
    number="8.6",
    name="dual_sqrt",
    answer=DualFunction(
        right=lambda value, rate: (np.sqrt(value), rate / (2 * np.sqrt(value))),
        names=("value", "rate"),
        cases=((4.0, 1.0), (9.0, 2.0), (0.25, -3.0)),
        what="the root",
    ),
    praise="Right: √(a + bε) = √a + b/(2√a) ε. Check it by squaring: (2 + ε/4)² = 4 + ε.",
    mistakes=ROOT,
    hints=(
        "The value of the result is √a. For the rate use the chain rule: slope of the root at a, times the rate that "
        "comes in.",
        "√a is a to the power ½, so by the power rule its slope is ½ a^(−½) = 1/(2√a).",
    ),
    solution_text="Value: √a. Rate: the slope of the root at a is 1/(2√a), and rates multiply: rate/(2√a).\n"
    "So 4 + 1ε gives 2 + ¼ε, and 9 + 2ε gives 3 + ⅓ε.",
    solution_code="def dual_sqrt(value, rate):\n    root = np.sqrt(value)\n    return root, rate / (2 * root)",
)
