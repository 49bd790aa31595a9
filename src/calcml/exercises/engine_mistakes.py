"""What learners answer to the exercises of notebook 09, and what is wrong with it."""

from itertools import product

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["BUGS", "DIVISION", "EXPONENTIAL", "TURNS", "TWICE"]

# f = u·v with v = u + x and u = x·y, at x = 3, y = 2: (15, 36, 45) at u, x and y.
TURNS = (
    Mistake(
        (9, 24, 27),
        "At u you have 9, the share that comes directly from f. Another comes through v: u has to wait for it.",
    ),
    Mistake(
        (6, 18, 18),
        "At u you have 6, the share that comes through v. Another comes directly from f = u · v.",
    ),
    Mistake(
        (15, 54, 72),
        "At u you are right, but u handed on twice: first 9, then all 15. It hands on once, when both shares are in.",
    ),
    Mistake(
        (9, 18, 27),
        "Two shares are missing: at u the one that comes through v, and at x the one directly from v = u + x.",
    ),
    Mistake(
        (15, 48, 63),
        "At u you are right, but u handed on twice: first 6, then all 15. It hands on once, when both shares are in.",
    ),
    Mistake((15, 30, 45), "At x a share is missing: x is also a term of v = u + x."),
    Mistake((15, 6, 45), "At x a share is missing: x is also a factor of u = x · y."),
    Mistake(
        (15, 51, 30),
        "In u = x · y each factor's rate is the other factor: x gets 15 · y, and y gets 15 · x. You swapped them.",
    ),
    Mistake((15, 45, 36), "The right numbers, but x and y are swapped: first at x, then at y."),
    Mistake(
        (36, 45, 15),
        "The right numbers in another order: first at u, then at x, then at y.",
        (45, 36, 15),
        (36, 15, 45),
        (45, 15, 36),
    ),
    Mistake((6, 3, 2), "Those are values: u = 6, x = 3, y = 2. How fast does f change with each?"),
    Mistake(
        (54, 114, 162),
        "At u two shares arrive, 9 directly and 6 through v. Paths add: 9 + 6, not 9 · 6.",
    ),
    Mistake(
        (15, 39, 45),
        "In f = u · v each factor gets the other: u gets v = 9, and v gets u = 6. You swapped them. At u the sum hides "
        "it, but x gets from v what v has got: 6.",
    ),
    Mistake((18, 45, 54), "v hands on what it has got, 6, times the rate 1. You handed on its value, 9."),
)

# The rule of e^u: value and local derivative.
EXPONENTIAL = (
    Mistake(
        lambda u: (np.exp(u), 1.0),
        "The value is right. The rate is not 1: e^u grows the faster, the larger it is.",
    ),
    Mistake(
        lambda u: (np.exp(u), u * np.exp(u - 1)),
        "You took the power rule. That is for u^n; here u stands in the exponent.",
    ),
    Mistake(
        lambda u: (np.exp(u), u * np.exp(u)),
        "The value is right. In the rate there is a factor u too many: the slope of e^u is e^u itself.",
    ),
    Mistake(lambda u: (np.exp(u), u), "The value is right. The rate is the slope of e^u at u, not u itself."),
    Mistake(
        lambda u: (np.exp(u), -np.exp(u)),
        "The value is right. The rate has the wrong sign: a larger u makes e^u larger.",
    ),
    Mistake(
        lambda u: (np.exp(u), np.e),
        "The value is right. e is the slope at u = 1 only; at u it is e^u.",
    ),
    Mistake(
        lambda u: (np.exp(u), 1 / np.exp(u)), "The value is right. You divided 1 by it: the slope of e^u is e^u itself."
    ),
    Mistake(lambda u: (np.exp(u), 0.0), "With the rate 0 nothing would come back through this operation."),
    Mistake(
        lambda u: np.exp(u),
        "The value is right. Return two things, the value and the rate, with a comma between.",
    ),
    Mistake(lambda u: (u, np.exp(u)), "The rate is right. The value of the operation is e^u, not u."),
)

# The rule of u/v: value, local derivative by u, and by v.
DIVISION = (
    Mistake(
        lambda u, v: (u / v, 1 / v, u / v**2),
        "Nearly: the rate by v has the wrong sign. For positive numbers a larger v makes the fraction smaller.",
    ),
    Mistake(
        lambda u, v: (u / v, 1 / v, -1 / v**2),
        "Value and rate by u are right. −1/v² is the slope of 1/v; here u stands above it, as a factor.",
    ),
    Mistake(
        lambda u, v: (u / v, 1 / v, -u / v),
        "Value and rate by u are right. The slope of 1/v is −1/v²: the v below is squared.",
    ),
    Mistake(
        lambda u, v: (u / v, 1 / v, -u / v * 2),
        "Value and rate by u are right. v**2 is the square of v; you have v, and a factor 2.",
        lambda u, v: (u / v, 1 / v, -u / (2 * v)),
    ),
    Mistake(
        lambda u, v: (u / v, v, -u / v**2),
        "Value and rate by v are right. u/v is u · (1/v): the rate by u is the other factor, 1/v.",
    ),
    Mistake(lambda u, v: (u * v, v, u), "That is the rule of the product, u · v. Here u is divided by v."),
    Mistake(
        lambda u, v: (v / u, 1 / v, -u / v**2),
        "Both rates are right. The value is upside down: u stands above, v below.",
    ),
    Mistake(
        lambda u, v: (v / u, -v / u**2, 1 / u),
        "That is the rule of v/u. Here u stands above, and v below.",
    ),
    Mistake(
        lambda u, v: (u / v, 1 / v, -u * v**2),
        "Value and rate by u are right. In the rate by v the square belongs below: divide by v².",
    ),
    Mistake(
        lambda u, v: (u / v, 1 / v, 1 / u),
        "Value and rate by u are right. Write u/v = u · v⁻¹, and take the power rule for v.",
        lambda u, v: (u / v, 1 / v, u),
        lambda u, v: (u / v, 1 / v, -u),
    ),
    Mistake(
        lambda u, v: (u / v, v, u),
        "Those are the rates of the product u · v. A fraction has others: write it as u · v⁻¹.",
    ),
    Mistake(
        lambda u, v: (u / v, -u / v**2, 1 / v),
        "All three are right, but the order is not: first the rate by u, then the one by v.",
    ),
    Mistake(
        lambda u, v: (u / v, 1.0, -u / v**2),
        "Value and rate by v are right. When u grows by 1, u/v grows by 1/v, not by 1.",
    ),
    Mistake(
        lambda u, v: (u / v, 1 / v, 0.0),
        "Value and rate by u are right. By v the rate is not 0: v is an input, too.",
    ),
    Mistake(
        lambda u, v: (u / v, (v - u) / v**2),
        "You put the quotient rule into one number. The engine wants two, the rate by u and the rate by v.",
    ),
    Mistake(lambda u, v: u / v, "The value is right. Return three things: the value, the rate by u, and the one by v."),
    Mistake(
        lambda u, v: (1 / v, -u / v**2), "Both rates are right. Return three things: first the value u/v, then the two."
    ),
)

# Triples in which a number comes twice or three times.
_REPEATED = [p for p in product((1, 2, 3), repeat=3) if len(set(p)) < 3 and p != (1, 1, 1)]

# Which of 1 (=), 2 (no order) and 3 (stale) damages A, B and C: (2, 3, 1).
BUGS = (
    Mistake(
        (2, 1, 3),
        "A is right. But B passes on x·x, where two shares meet: it cannot be the one that overwrites.",
    ),
    Mistake(
        (1, 3, 2),
        "B is right. But A passes on x·x, where two shares meet: it cannot be the one that overwrites.",
    ),
    Mistake(
        (3, 2, 1),
        "C is right. But for B keep one gradient function, and check it twice: the first check passes, the second "
        "fails. What changed in between?",
    ),
    Mistake(
        (1, 2, 3),
        "None of the three yet. Which engine fails on x·x, where two shares meet at an input? And which passes there, "
        "but fails where b = x·y is used twice, as in b·b?",
    ),
    Mistake(
        (3, 1, 2),
        "None of the three yet. Which engine fails on x·x, where two shares meet at an input? And which fails only at "
        "the second check with the same gradient function?",
    ),
    Mistake((1, 1, 1), "Each bug is in one engine, so every number comes once.", *_REPEATED),
    Mistake((1, 2, 0), "You have found them all, but counted from 0. In the list above the first bug is 1."),
)

# c = 3b, b = 2x: twice the gradient, and what a second walk without a reset leaves: (12, 18).
TWICE = (
    Mistake(
        (12, 12),
        "12 is what should be there. But b still has its 3 from the first walk when the next 3 arrives. What does it "
        "hand on?",
    ),
    Mistake(
        (18, 12), "The right numbers, the wrong way round: first what should be there, then what the engine leaves."
    ),
    Mistake((6, 18), "18 is what is there. Twice the gradient is 2 · 6."),
    Mistake((6, 12), "6 is the gradient; twice that is 12. And the engine leaves more than 12: look at b.grad."),
    Mistake(
        (6, 6),
        "6 is the gradient, after one walk. The question is about two, and nothing is reset in between.",
    ),
    Mistake(
        (12, 24),
        "Nearly. The seed is set to 1, not added, so c hands on 3 both times. How much has b after that?",
    ),
    Mistake(
        (12, 6),
        "backward_once has no reset: what the first walk left in x.grad is still there when the second one adds.",
    ),
    Mistake(
        (2, 3), "Those are the rates, 2 and 3. The gradient is their product, and the question is about x.grad.", (3, 2)
    ),
    Mistake(
        (6, 9),
        "6 is the gradient, after one walk: twice that should be there. And x gets 2 times what b has got.",
    ),
    Mistake(18, "18 is what is there. Give a pair: before it, what should be there."),
    Mistake(12, "12 is what should be there. Give a pair: behind it, what the engine leaves."),
)
