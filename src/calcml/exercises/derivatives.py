"""Exercises of notebook 01, Measure a slope."""

import numpy as np

from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Function, Numbers
from calcml.functions import sigmoid

__all__ = [
    "flat_but_no_extremum",
    "nested_rates",
    "product_rule",
    "relu_sides",
    "sigmoid_slope",
    "slope_of_a_parabola",
]


# 1.1 The slope of f(x) = 3x² − 4x at x = 1: a number.
slope_of_a_parabola = Exercise(
    number="1.1",
    name="slope_of_a_parabola",
    answer=Numbers(right=2, tolerance=1e-5),
    praise="Right: f'(x) = 6x − 4, and at x = 1 that is 2.",
    mistakes=(
        Mistake(
            -1, "−1 is the height f(1). (It is also 3x − 4 at 1, where 6x lost its 2.) How steep is the curve there?"
        ),
        Mistake(6, "6 is the slope of 3x² alone. The term −4x has a slope too, and it counts."),
        Mistake(-4, "−4 is the slope of −4x alone. The term 3x² has a slope too, and it counts."),
        Mistake(10, "10 is 6 + 4. The term is minus 4x, so its slope is −4."),
        Mistake(
            5,
            "{yours} is the slope to a second point, a step h on or back: 2 + 3h or 2 − 3h. Let h shrink to nothing.",
            *(2.3, 2.03, 2.003, 2.0003),
            *(1.7, 1.97, 1.997, 1.9997),
        ),
    ),
    hints=(
        "The slope of a sum is the sum of the slopes: take 3x² and −4x one at a time.",
        "The slope of x² is 2x, so that of 3x² is 6x. A straight line such as −4x has one slope everywhere.",
        "f'(x) = 6x − 4. Now put in x = 1.",
    ),
    solution_text="The power rule gives 3·2x for 3x² and −4 for −4x, so f'(x) = 6x − 4.\nAt x = 1 this is 6 − 4 = 2.",
    solution_code="slope_of_a_parabola = 6 * 1 - 4",
)

# 1.2 The derivative of x² sin x: a function of x.
product_rule = Exercise(
    number="1.2",
    name="product_rule",
    answer=Function(right=lambda x: 2 * x * np.sin(x) + x**2 * np.cos(x), over=(-3, 3), at=1),
    praise="Right: 2x sin x + x² cos x. One factor changes while the other waits, then the other way round.",
    mistakes=(
        Mistake(
            lambda x: 2 * x * np.cos(x),
            "That is 2x cos x, the product of the derivatives. At x = 1 it is 1.081, but the slope is 2.223.",
        ),
        Mistake(
            lambda x: 2 * x * np.sin(x),
            "You let x² change while sin x waits. That is one of two terms: sin x changes as well.",
        ),
        Mistake(
            lambda x: x**2 * np.cos(x),
            "You let sin x change while x² waits. That is one of two terms: x² changes as well.",
        ),
        Mistake(
            lambda x: 2 * x * np.sin(x) - x**2 * np.cos(x),
            "Both terms are there, but they add. The slope of sin x is +cos x; it is cos x that brings a minus.",
        ),
        Mistake(
            lambda x: 2 * x + np.cos(x),
            "That is the slope of the sum x² + sin x. In a product, each change is multiplied by the other factor.",
        ),
        Mistake(
            lambda x: x**2 * np.sin(x),
            "That is x² sin x itself. At x = 1 its height is 0.8415; its slope there is 2.223.",
        ),
    ),
    hints=(
        "Call the factors u = x² and v = sin x. If only u changes, by how much does uv change?",
        "(uv)' = u'v + uv'. Here u' = 2x. What is v'?",
        "u'v is 2x sin x. The other term is x² times the slope of sin x.",
    ),
    solution_text="With u = x² and v = sin x: u' = 2x, v' = cos x.\nSo (uv)' = u'v + uv' = 2x sin x + x² cos x.",
    solution_code="def product_rule(x):\n    return 2 * x * np.sin(x) + x**2 * np.cos(x)",
)

# 1.3 The derivative of the sigmoid σ, written with σ: a function of x.
sigmoid_slope = Exercise(
    number="1.3",
    name="sigmoid_slope",
    answer=Function(right=lambda x: sigmoid(x) * (1 - sigmoid(x)), over=(-4, 4), at=0),
    praise="Right: σ(x)(1 − σ(x)). It is at most 0.25, a fact that will matter in notebook 10.",
    mistakes=(
        Mistake(
            sigmoid,
            "That is the sigmoid itself. At x = 0 it is 0.5, but the curve rises by only 0.25 for each step there.",
        ),
        Mistake(
            lambda x: 1 - sigmoid(x),
            "Close: at 0 you get 0.5, the slope is 0.25. You have one of two factors.",
        ),
        Mistake(
            lambda x: -sigmoid(x) * (1 - sigmoid(x)),
            "The right size, but falling. The sigmoid rises everywhere: two minus signs arise here, "
            "one from the power −1 and one from e^(−x).",
        ),
        Mistake(
            lambda x: -(sigmoid(x) ** 2),
            "That is −σ(x)², the outer rate alone. The inside, 1 + e^(−x), has the rate −e^(−x): multiply by it.",
        ),
        Mistake(
            lambda x: sigmoid(x) ** 2,
            "That is σ(x)². The power rule's minus and the rate of the inside, −e^(−x), are missing: multiply by both.",
        ),
        Mistake(
            lambda x: 1 - sigmoid(x) ** 2,
            "That is the pattern of tanh, whose slope is 1 − tanh². For σ take e^(−x)/(1+e^(−x))² apart.",
        ),
        Mistake(lambda x: x * (1 - x), "You used x where σ(x) should stand."),
    ),
    hints=(
        "Write σ as (1+e^(−x))^(−1) and use the chain.",
        "You get e^(−x)/(1+e^(−x))². Can you see σ twice in it?",
        "σ'(x) = −(1+e^(−x))^(−2) · (−e^(−x)) = 1/(1+e^(−x)) · e^(−x)/(1+e^(−x)).",
    ),
    solution_text="σ'(x) = −(1+e^(−x))^(−2) · (−e^(−x)) = 1/(1+e^(−x)) · e^(−x)/(1+e^(−x)).\n"
    "The first factor is σ(x). The second is 1 − σ(x), since 1 − 1/(1+e^(−x)) = e^(−x)/(1+e^(−x)).\n"
    "With s = σ(x): s(1 − s) = 1/4 − (s − 1/2)², so it is never more than 1/4, and 1/4 at x = 0.",
    solution_code="def sigmoid_slope(x):\n    s = 1 / (1 + np.exp(-x))\n    return s * (1 - s)",
)

# 1.4 The slopes of ReLU at 0, from the left and from the right: a pair.
relu_sides = Exercise(
    number="1.4",
    name="relu_sides",
    answer=Numbers(
        right=(0, 1),
        names=("left", "right"),
        absent=("none", "nan", "no slope", "no derivative", "undefined", "not defined", "not exist", "n't exist"),
    ),
    praise="Right: 0 from the left, 1 from the right. They differ, so ReLU has no derivative at 0; most programs "
    "use 0 there. (Any value in [0, 1] serves as a “subgradient”, the slope of a line that touches from below.)",
    mistakes=(
        Mistake(
            0.5, "0.5 mixes a step to the left with one to the right. Keep the sides apart: two slopes.", (0.5, 0.5)
        ),
        Mistake(
            None, "It has no derivative at 0, that is so. But each side alone has a slope: which two?", (None, None)
        ),
        Mistake((1, 0), "The right two numbers, the wrong way round: (left, right). On which side is ReLU flat?"),
        Mistake((0, 0), "(0, 0) would be flat on both sides. ReLU is flat on the left only: take a step to the right."),
        Mistake((1, 1), "(1, 1) belongs to the line y = x. What does ReLU make of a negative x?"),
        Mistake((-1, 1), "(−1, 1) are the two slopes of |x|. On the left of 0, ReLU is flat instead."),
    ),
    hints=(
        "ReLU is 0 for x ≤ 0 and x for x > 0. Draw it, and stand at 0.",
        "A step h > 0 to the right: (relu(h) − relu(0))/h = h/h. Now do the same with h < 0.",
    ),
    solution_text="To the right of 0 (h > 0): (relu(h) − relu(0))/h = h/h = 1.\n"
    "To the left of 0 (h < 0): (relu(h) − relu(0))/h = 0/h = 0.\n"
    "They differ, so ReLU has no derivative at 0; most programs use 0 there.\n"
    "Any value in [0, 1] serves as a “subgradient”, the slope of a line that touches from below.",
    solution_code="relu_sides = (0, 1)",
)

# 1.5 The x at which g(x) = x⁴ − 4x³ has slope zero but no extremum: a number.
flat_but_no_extremum = Exercise(
    number="1.5",
    name="flat_but_no_extremum",
    answer=Numbers(right=0, tolerance=1e-5),
    praise="Right: at x = 0 the slope 4x²(x − 3) is zero, yet negative on both sides. The curve pauses and falls on.",
    mistakes=(
        Mistake(
            3, "At x = 3 the slope turns from minus to plus: that is the minimum. Where is g flat without turning?"
        ),
        Mistake(
            (0, 3), "The slope is zero at both. At one of them it changes its sign, a minimum: keep the other.", (3, 0)
        ),
        Mistake(2, "At x = 2 it is g'' that is zero, not g': the curve falls there with slope −16.", (0, 2), (2, 0)),
        Mistake(4, "At x = 4 it is g that is zero, not g': the curve rises there with slope 64.", (0, 4), (4, 0)),
        Mistake(-27, "−27 is the height g(3), not a place. Which x is asked for?", (0, -27), (3, -27)),
    ),
    hints=(
        "First find where the slope is zero: g'(x) = 4x³ − 12x² = 4x²(x − 3).",
        "There are two such places. At an extremum the slope changes its sign: look to the left and right of each.",
        "x² is never negative, so the slope has the sign of x − 3. Where does that change, and where not?",
    ),
    solution_text="g'(x) = 4x³ − 12x² = 4x²(x − 3) is zero at x = 0 and at x = 3.\n"
    "At 3 it changes from minus to plus: a minimum. At 0 it is negative on both sides: no extremum.",
    solution_code="flat_but_no_extremum = 0",
)

# 1.6 (further) The derivative of (3x + 1)²: a function of x.
nested_rates = Exercise(
    number="1.6",
    name="nested_rates",
    answer=Function(right=lambda x: 6 * (3 * x + 1), at=1),
    praise="Right: 2(3x + 1) · 3 = 6(3x + 1). The inside grows three times as fast as x, and the rates multiply.",
    mistakes=(
        Mistake(
            lambda x: 2 * (3 * x + 1),
            "That is the outer rate alone. The inside, 3x + 1, grows three times as fast as x: multiply by its rate.",
        ),
        Mistake(
            lambda x: 0 * x + 6, "6 is 2 · 3. But the outer rate is not 2: it is 2(3x + 1), and depends on the inside."
        ),
        Mistake(lambda x: 18 * x, "18x is the slope of 9x² + 1. But (3x + 1)² is 9x² + 6x + 1: one term is missing."),
        Mistake(
            lambda x: 2 * (3 * x + 1) + 3, "You added the two rates. Three times as fast inside means: multiply by 3."
        ),
        Mistake(
            lambda x: (3 * x + 1) ** 2, "That is (3x + 1)² itself. At x = 1 its height is 16; its slope there is 24."
        ),
    ),
    hints=(
        "Call the inside u = 3x + 1. How fast does u² change with u, and how fast does u change with x?",
        "The outer rate is 2u, the inner rate is 3. Nested functions: rates multiply.",
    ),
    solution_text="With u = 3x + 1: u² changes at the rate 2u = 2(3x + 1), and u at the rate 3.\n"
    "Rates multiply: 2(3x + 1) · 3 = 6(3x + 1) = 18x + 6.",
    solution_code="def nested_rates(x):\n    return 6 * (3 * x + 1)",
)
