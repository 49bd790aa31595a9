"""Exercises of notebook 02, Approximate a derivative, and know the error."""

import numpy as np

from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Choice, Function
from calcml.exercises.magnitude import Magnitude

__all__ = [
    "complex_step_of_abs",
    "slope_at_a_corner",
    "step_for_a_large_x",
    "taylor_of_a_logarithm",
    "which_gradient_is_wrong",
]


# 2.1 The best step of a central difference for log at x = 1000: a number, within a factor of 3.
step_for_a_large_x = Exercise(
    number="2.1",
    name="step_for_a_large_x",
    answer=Magnitude(right=6e-3, factor=3.4, limit=1000, beyond="Then x − h is not positive: it has no logarithm."),
    praise="Right: about 1000 · 6e-6 = 6e-3. A thousand times further out, the logarithm bends over a thousand times "
    "the distance, so the step may be a thousand times as long.",
    mistakes=(
        Mistake(
            6e-6,
            "{yours} is a good step near x = 1. At x = 1000 round-off makes it about a thousand times worse than the "
            "best: in proportion to x the step is too small.",
        ),
        Mistake(
            6e-9, "{yours} is smaller, because x is larger: the wrong way round. Numbers near 1000 are further apart."
        ),
        Mistake(
            1e-5,
            "{yours} is in proportion to x, but that of a forward difference, 1000 · 1e-8. This is a central one.",
            1.5e-5,
        ),
        Mistake(
            1e-8,
            "{yours} is the step of a forward difference near x = 1. This is a central one, and x is 1000.",
            1.5e-8,
        ),
        Mistake(
            6e-5,
            "{yours} is ten times 6e-6. The cube root is in 6e-6 already: with x the step grows in full proportion.",
        ),
        Mistake(2e-4, "{yours} is about √1000 times 6e-6. With x the step grows in full proportion, not as its root."),
        Mistake(6, "{yours} scales the step twice with x, by 1000². At that step the truncation error rules."),
        Mistake(
            6e3,
            "{yours} is more than x itself, so x − h is negative and has no logarithm. Multiply 6e-6 by 1000; "
            "its minus six is an exponent.",
        ),
    ),
    hints=(
        "Near x = 1 the best central step is about 6e-6. Choose log x in the figure, and drag x: which way does the "
        "bottom of the valley move?",
        "log(1000 · t) = log(1000) + log(t). So near x = 1000 the curve is the one near t = 1, stretched 1000 times "
        "along x.",
        "Take the step in proportion to x.",
    ),
    solution_text="The curve near x = 1000 is the one near 1, stretched a thousand times along x: take the step in\n"
    "proportion, 1000 · 6e-6 = 6e-3. By the formula of 2.6: f = log 1000 = 6.9, x f' = 1 and f''' = 2/x³ give\n"
    "h³ = 3ε · 7.9/f''', so h = 1000 · 1.4e-5. The bottom of the valley is wide: both are good.",
    solution_code="step_for_a_large_x = 1000 * 6e-6",
)

# 2.2 Why central differences give 0 for |x| and 0.5 for ReLU at 0: a choice.
slope_at_a_corner = Exercise(
    number="2.2",
    name="slope_at_a_corner",
    answer=Choice(
        right="it is the mean of the slopes on the two sides",
        options={
            "a": "the derivatives at 0 are 0 and 0.5",
            "b": "it is the mean of the slopes on the two sides",
            "c": "the step is too large to see the corner",
            "d": "round-off hides the corner",
        },
    ),
    praise="Right: (−1 + 1)/2 = 0 and (0 + 1)/2 = 0.5, for every h. A central difference never looks at f(0) itself, "
    "so it cannot notice the corner. Compare the two sides where you are not sure.",
    mistakes=(
        Mistake(
            "a",
            "At a corner there is no derivative: the slopes on the two sides settle on different numbers. "
            "What does a central difference make of two such slopes?",
        ),
        Mistake(
            "c",
            "Take h as small as you like: (|h| − |−h|)/(2h) = 0 for every h. A corner looks the same at every scale.",
        ),
        Mistake(
            "d", "There is no round-off here: |h| and |−h| are equal to the last digit, and their difference is exact."
        ),
    ),
    hints=(
        "Work it out for |x| with h = 0.1: f(0.1) = 0.1 and f(−0.1) = 0.1.",
        "(f(h) − f(−h))/(2h) is half of (f(h) − f(0))/h plus half of (f(0) − f(−h))/h. What are these two?",
    ),
    solution_text="(f(h) − f(−h))/(2h) is the mean of (f(h) − f(0))/h, the slope on the right, and\n"
    "(f(0) − f(−h))/h, the slope on the left. For |x| that is (1 − 1)/2 = 0, for ReLU (1 + 0)/2 = 0.5.\n"
    "A finite number, though no derivative exists.",
    solution_code='slope_at_a_corner = "b"',
)

# 2.3 Why the complex step of np.abs gives 0 at x = 1, where the slope is 1: a choice.
complex_step_of_abs = Exercise(
    number="2.3",
    name="complex_step_of_abs",
    answer=Choice(
        right="np.abs gives a real number, and the slope travels in the imaginary part",
        options={
            "a": "|x| has a corner at 0",
            "b": "h = 1e-30 is lost beside 1",
            "c": "np.abs gives a real number, and the slope travels in the imaginary part",
            "d": "np.abs does not take complex numbers",
        },
    ),
    praise="Right: np.abs(1 + ih) is the distance from 0, √(1 + h²), a real number. Its imaginary part is 0, whatever "
    "the slope. The .real of a number loses it without a word, too. float() of a NumPy number loses it with a "
    "warning, and of Python's own stops with a TypeError. Use formulas that are analytic all the way.",
    mistakes=(
        Mistake(
            "a", "The corner is at 0, and we stand at 1, where |x| is the line y = x. What does np.abs make of 1 + ih?"
        ),
        Mistake(
            "b",
            "It would be, if 1 and h were added. But they are two parts of one complex number, each with digits of its "
            "own: np.sin works with the same h.",
        ),
        Mistake("d", "It takes them, and that is the trap: no error, just another function. What is np.abs(3 + 4j)?"),
    ),
    hints=(
        "Run np.abs(3 + 4j) in a new cell. What kind of number comes out?",
        "The complex step reads the imaginary part of f(x + ih). What is it for a real number?",
    ),
    solution_text="For a complex number np.abs is its distance from 0, √(1 + h²) at 1 + ih: a real number.\n"
    "Its imaginary part is 0, so the complex step says 0, where the slope is 1. And it says so without an error.",
    solution_code='complex_step_of_abs = "c"',
)

# 2.4 The Taylor polynomial of log(1 + x) around 0 to degree 3: a function of x.
taylor_of_a_logarithm = Exercise(
    number="2.4",
    name="taylor_of_a_logarithm",
    answer=Function(right=lambda x: x - x**2 / 2 + x**3 / 3, over=(-0.9, 3), at=1, what="the polynomial"),
    praise="Right: x − x²/2 + x³/3. The third derivative is 2, and 2/3! = 1/3: so the factorials leave 1/k behind.",
    mistakes=(
        Mistake(
            lambda x: x - x**2 / 2 + x**3 / 6,
            "1/6 is 1/3!, as it is for e^x. But here the third derivative at 0 is 2, not 1: 2/3! is 1/3.",
        ),
        Mistake(
            lambda x: x + x**2 / 2 + x**3 / 3,
            "All plus: that is −log(1 − x). The derivatives here are 1/(1+x), −1/(1+x)², …: their signs alternate.",
        ),
        Mistake(
            lambda x: x + x**2 / 2 + x**3 / 6,
            "That is e^x − 1. The derivatives of log(1 + x) at 0 are 1, −1, 2, not 1, 1, 1.",
        ),
        Mistake(
            lambda x: 1 + x + x**2 / 2 + x**3 / 6,
            "That is the polynomial of e^x. The derivatives of log(1 + x) at 0 are 1, −1, 2, and f(0) = log(1) = 0.",
        ),
        Mistake(
            lambda x: x - x**2 + x**3 / 3,
            "The terms in x and x³ are right. The second derivative at 0 is −1, and it is divided by 2! = 2.",
        ),
        Mistake(
            lambda x: x - x**2 + 2 * x**3,
            "You have the derivatives 1, −1, 2 right, but each is divided by its factorial: 1!, 2!, 3!.",
        ),
        Mistake(
            lambda x: x - x**2 / 2 + 2 * x**3 / 3,
            "The third derivative is 2, and it is divided by 3! = 6, not by 3.",
        ),
        Mistake(
            lambda x: x - x**2 + x**3,
            "That is x times 1/(1 + x), cut off: its coefficients are 1, −1, 1. Divide the k-th by k.",
        ),
        Mistake(lambda x: x, "That is the tangent, degree 1. Two terms are missing."),
        Mistake(lambda x: x - x**2 / 2, "Right as far as it goes: that is degree 2. One term is missing."),
        Mistake(
            lambda x: x - x**2 / 2 + x**3 / 3 - x**4 / 4,
            "That goes beyond degree 3: stop after the term in x³.",
            lambda x: x - x**2 / 2 + x**3 / 3 - x**4 / 4 + x**5 / 5,
        ),
        Mistake(
            lambda x: x - x**2 / 2 - x**3 / 3, "The signs alternate: the third derivative, 2/(1+x)³, is positive again."
        ),
        Mistake(
            lambda x: -x + x**2 / 2 - x**3 / 3, "All signs are turned. The slope at 0 is 1/(1+0) = 1: it rises there."
        ),
        Mistake(
            lambda x: 1 + x - x**2 / 2 + x**3 / 3, "The constant term is f(0) = log(1) = 0, not 1. The rest is right."
        ),
        Mistake(
            lambda x: 1 - x + x**2, "That is the polynomial of the slope, 1/(1 + x). Which polynomial has this slope?"
        ),
        Mistake(
            lambda x: (x - 1) - (x - 1) ** 2 / 2 + (x - 1) ** 3 / 3,
            "That is log(x) around 1. Here the function is log(1 + x), around 0.",
        ),
        Mistake(
            np.log1p, "That is log(1 + x) itself. Wanted is a polynomial: only powers of x up to x³, with numbers."
        ),
    ),
    hints=(
        "You need f(0), f'(0), f''(0) and f'''(0). The first derivative is 1/(1+x) = (1+x)^(−1).",
        "By the power rule f'' = −(1+x)^(−2) and f''' = 2(1+x)^(−3). Put in x = 0.",
        "The four values are 0, 1, −1, 2. Divide by 0!, 1!, 2!, 3!, which are 1, 1, 2, 6.",
    ),
    solution_text="f = log(1+x), f' = 1/(1+x), f'' = −1/(1+x)², f''' = 2/(1+x)³. At 0 they are 0, 1, −1, 2.\n"
    "Divided by the factorials 1, 1, 2, 6: 0 + x − x²/2 + 2x³/6 = x − x²/2 + x³/3.",
    solution_code="def taylor_of_a_logarithm(x):\n    return x - x**2 / 2 + x**3 / 3",
)

# 2.5 Which of three claimed slopes is wrong, and why: a choice. The wrong one is right at w = 1.
which_gradient_is_wrong = Exercise(
    number="2.5",
    name="which_gradient_is_wrong",
    answer=Choice(
        right="the third: the inner rate of w² is 2w, not 2",
        options={
            "a": "the first: the product rule gives other terms",
            "b": "the second: a factor e^w is missing",
            "c": "the third: the inner rate of w² is 2w, not 2",
            "d": "none: all three pass",
        },
    ),
    praise="Right: sin(w²) has the slope 2w cos(w²), and the claim forgot w. At w = 1 the two agree, so a check there "
    "alone passes. Check several points.",
    mistakes=(
        Mistake("a", "The product rule gives 2w e^w + w² e^w, and that is the claim. It passes at −2, 0.5 and 2, too."),
        Mistake(
            "b",
            "It is there: e^w/(1 + e^w) is 1/(1 + e^(−w)). The claim passes at −2, 0.5 and 2. If you saw it fail, that "
            "was below −14, where 1 + e^w keeps too few digits of e^w to nudge with, or at a w too large for np.exp.",
        ),
        Mistake("d", "At w = 1 all three pass. But a passed check covers one point: check each at w = 0.5, too."),
    ),
    hints=(
        "Run check_gradient(first, 1.0, first_slope) and so on for all three. Then try other points than 1.0.",
        "At w = 0.5 one of them fails. Which slope does nudging measure there, and by which factor is the claim off?",
        "The third has a square inside. Outer rate: cos(w²). What is the inner rate?",
    ),
    solution_text="At w = 0.5 the third claim fails: it says 1.938, and nudging measures 0.9689, half of it.\n"
    "Rates multiply: sin(w²) has the slope cos(w²) · 2w. The claim has 2 as the inner rate, which is right at w = 1.",
    solution_code='which_gradient_is_wrong = "c"',
)
