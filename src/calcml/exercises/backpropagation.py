"""Exercises of notebook 09, Build the engine."""

import numpy as np

from calcml.exercises.engine_mistakes import BUGS, DIVISION, EXPONENTIAL, TURNS, TWICE
from calcml.exercises.exercise import Exercise
from calcml.exercises.kinds import Numbers
from calcml.exercises.rules import Rule

__all__ = ["divide", "exponential", "planted_bugs", "second_backward", "turns_by_hand"]

# 9.1 f = u·v with v = u + x and u = x·y, at x = 3, y = 2: the gradients at u, x and y.
turns_by_hand = Exercise(
    number="9.1",
    name="turns_by_hand",
    answer=Numbers(right=(15, 36, 45), names=("at u", "at x", "at y")),
    praise="Right: u waits for 9 and 6, and hands on 15 once. x gets 30 from u, and 6 from v.",
    mistakes=TURNS,
    hints=(
        "Forward: u = 6, v = 9, f = 54. Back, newest first: f, then v, then u.",
        "f hands 9 to u and 6 to v. v hands 6 to u and 6 to x. What has u now?",
        "u has 9 + 6 = 15, and it is a product: x gets 15 · y, y gets 15 · x. x had 6 already.",
    ),
    solution_text="Forward: u = 6, v = 9, f = 54. The seed at f is 1.\n"
    "f = u · v: u gets 9, v gets 6. v = u + x: u gets 6, x gets 6. So at u: 15.\n"
    "u = x · y: x gets 15 · 2 = 30, together 36. y gets 15 · 3 = 45.",
    solution_code="x, y = 3, 2\nu = x * y\nv = u + x\nat_v = u\nat_u = v + at_v\n"
    "turns_by_hand = (at_u, at_v + at_u * y, at_u * x)",
)

# 9.2 The rule of e^u: (value, local derivative).
exponential = Exercise(
    number="9.2",
    name="exponential",
    answer=Rule(
        right=lambda u: (np.exp(u), np.exp(u)),
        names=("u",),
        cases=((1.0,), (0.0,), (-2.0,)),
        parts=("the value", "the rate by u"),
    ),
    praise="Right: e^u is its own slope, so the value can be worked out once and returned twice.",
    mistakes=EXPONENTIAL,
    hints=(
        "Value first: math.exp(u). And how steep is e^u at u? (Notebook 01.)",
        "e^u is its own derivative.",
    ),
    solution_text="The slope of e^u is e^u itself. So value and local derivative are the same number.",
    solution_code="import math\n\n\ndef exponential(u):\n    value = math.exp(u)\n    return value, value",
)

# 9.3 The rule of u/v: (value, local derivative by u, local derivative by v).
divide = Exercise(
    number="9.3",
    name="divide",
    answer=Rule(
        right=lambda u, v: (u / v, 1 / v, -u / v**2),
        names=("u", "v"),
        cases=((3.0, 2.0), (-1.0, 4.0), (5.0, -0.5)),
        parts=("the value", "the rate by u", "the rate by v"),
    ),
    praise="Right: 1/v by u, and −u/v² by v. Plug it in, and ask the witnesses.",
    mistakes=DIVISION,
    hints=(
        "Write u/v as u · v⁻¹. For the rate by u, v stands still; for the rate by v, u does.",
        "By u: v⁻¹ = 1/v. By v: u times the slope of v⁻¹. The power rule gives that slope.",
        "The slope of v⁻¹ is −v⁻², that is −1/v².",
    ),
    solution_text="u/v = u · v⁻¹. By u, the other factor: 1/v. By v, the power rule: u · (−1) · v⁻² = −u/v².",
    solution_code="def divide(u, v):\n    return u / v, 1 / v, -u / v**2",
)

# 9.4 Which bug damages A, B and C of damaged_engines: 1 (=), 2 (no order), 3 (no reset).
planted_bugs = Exercise(
    number="9.4",
    name="planted_bugs",
    answer=Numbers(right=(2, 3, 1), names=("A", "B", "C")),
    praise="Right: x·x unmasks the = (C). Where b = x·y is used twice, the one without order (A) fails too. And the "
    "stale one (B) passes every first check, but not the second with the same inputs.",
    mistakes=BUGS,
    hints=(
        "On x·y no number is used twice, and each engine is run once. What does each bug need to show itself?",
        "Try return x * x (not x**2, which has one arrow only). Then a number that is made on the way and used twice: "
        "b = x * y, return b * b + b.",
        "In the loop, write the line with print(check_gradient(…)) a second time. It uses the same gradient again.",
    ),
    solution_text="x·x: C fails, for the second share overwrites the first. A and B pass.\n"
    "b = x·y, b·b + b: A fails as well, for b hands on before all its shares have arrived.\n"
    "Any function, checked twice with the same gradient function: B fails the second time, its gradients are stale.",
    solution_code="planted_bugs = (2, 3, 1)",
)

# 9.5 b = 2x, c = 3b, two walks without a reset: (what twice the gradient would be, what is in x.grad).
second_backward = Exercise(
    number="9.5",
    name="second_backward",
    answer=Numbers(right=(12, 18), names=("should be", "is")),
    praise="Right: b keeps its 3, gets another, and hands on 6 · 2 = 12, in addition to the 6 at x: three times the "
    "gradient. Inner gradients must be reset even in an engine that adds at the inputs.",
    mistakes=TWICE,
    hints=(
        "The gradient is 3 · 2 = 6. For the second number, follow b.grad and x.grad through both walks.",
        "After the first walk b.grad = 3 and x.grad = 6. In the second, c hands 3 to b. What has b now?",
        "b has 6, and hands on 6 · 2 = 12. It is added to what x has.",
    ),
    solution_text="The gradient is 6, so twice the gradient is 12.\n"
    "First walk: b gets 3, x gets 6. Second walk: b gets 3 more and has 6, so x gets 12 more and has 18.",
    solution_code="b_grad, x_grad = 0, 0\nfor walk in range(2):\n    b_grad += 3\n    x_grad += b_grad * 2\n"
    "second_backward = (2 * 6, x_grad)",
)
