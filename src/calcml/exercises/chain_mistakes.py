"""What learners answer to exercises of notebook 08, and what is wrong with it; and how a dual number is read."""

import numpy as np

from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.exercise import Mistake
from calcml.exercises.reading import MisreadError

__all__ = ["NESTED_SINE", "NEURON", "ROOT", "TWO_PATHS", "DualFunction"]

# The slope of sin(x²) at x = 3: 6 cos 9.
NESTED_SINE = (
    Mistake(
        np.cos(9),
        "−0.9111 is cos(x²), the outer rate alone. At x = 3 the inside, x², grows at the rate 2x: multiply by it.",
        -0.911,
    ),
    Mistake(
        np.cos(6),
        "0.9602 is cos(2x): the inner rate went into the cosine. The cosine is taken at u = x², and 2x multiplies.",
        0.96,
    ),
    Mistake(
        6 * np.cos(3),
        "−5.94 is 2x cos x. The inner rate is right, but the outer one was taken at x = 3. Take it at u = 9.",
    ),
    Mistake(
        6 * np.cos(6),
        "5.761 is 2x cos(2x). Multiply by 2x once; the cosine is taken at x², not at 2x.",
        5.76,
    ),
    Mistake(6 * np.sin(9), "2.473 is 2x sin(x²): the sine is still the sine. Its rate is the cosine.", 2.47),
    Mistake(
        6 * np.cos(np.radians(9)),
        "Your cosine took 9 as degrees. (sin u)′ = cos u holds in radians: np.cos(9).",
    ),
    Mistake(
        -6 * np.cos(9),
        "The right size and the wrong sign. (sin u)′ is +cos u, and cos 9 is negative.",
        5.47,
        5.5,
    ),
    Mistake(
        9 * np.cos(6),
        "8.642 is x² cos(2x): value and rate swapped places. The cosine is taken at x² = 9, and 2x = 6 multiplies.",
    ),
    Mistake(9 * np.cos(9), "You multiplied by u = 9, the value inside. Its rate is 2x."),
    Mistake(3 * np.cos(9), "You multiplied by x = 3. The rate of x² is 2x.", -2.733),
    Mistake(2 * np.cos(9), "You multiplied by 2. The rate of x² is 2x, and x is 3.", -1.822),
    Mistake(6 + np.cos(9), "You added the two rates. Nested functions: rates multiply."),
    Mistake(np.sin(9), "0.4121 is the height, sin 9. How steep is the curve there?", 0.412),
    Mistake(
        np.sin(6),
        "−0.2794 is 2 sin x cos x, the slope of (sin x)². Here the square is inside: first x², then its sine.",
        -0.279,
    ),
    Mistake(
        -5.47, "Right as far as it goes, but rounded. Python has all the digits: np.cos(9).", -5.46, -5.466, -5.5, -5.4
    ),
)

# y = u + x with u = x·x, at x = 4: through u, directly, dy/dx: (8, 1, 9).
TWO_PATHS = (
    Mistake(
        (4, 1, 5),
        "Two arrows lead from x to u = x·x, one for each factor, and each has the rate 4. You took one of them.",
    ),
    Mistake((8, 1, 8), "Along a path rates multiply, but paths *add*: 8 and 1 do not make 8."),
    Mistake(
        (16, 1, 17),
        "16 is the value of u (and 4 · 4). What is asked is its rate: two arrows with 4 each, 4 + 4.",
        (16, 1),
    ),
    Mistake(
        (16, 1, 16),
        "Two things: 16 is the value of u (and 4 · 4), but its rate is 4 + 4, from two arrows; and paths add, so 16 "
        "and 1 would not make 16.",
    ),
    Mistake(
        (16, 4, 20),
        "Those are values: u = 16, x = 4, y = 20. What is asked is how fast y changes along each path.",
    ),
    Mistake((8, 4, 12), "Directly, x enters as a term of the sum. Its rate there is 1, not its value, 4."),
    Mistake((8, 0, 8), "x also enters the sum directly, and a term of a sum has the rate 1.", (8, 0)),
    Mistake((1, 8, 9), "The right numbers in the wrong order: first through u, then directly."),
    Mistake((8, 9, 1), "The right numbers in the wrong order: dy/dx, the sum, stands last.", (9, 8, 1), (1, 9, 8)),
    Mistake((2, 1, 3), "The rate of x·x is 2x. Put in x = 4."),
    Mistake((8, 1, 7), "In u + x both terms have the rate +1: the shares add."),
    Mistake((8, 1), "Both shares are right. Three numbers are asked for: dy/dx is missing."),
    Mistake(
        8, "8 is right for what comes through u. Three numbers are asked for: that, what comes directly, and dy/dx."
    ),
    Mistake(9, "9 is right for dy/dx. Three numbers are asked for: what each path brings, then dy/dx."),
    Mistake((4, 4, 1), "Those are the rates of the three arrows from x. The first two lead to u: add them first."),
    Mistake(
        (4, 4, 8),
        "Both fours belong to arrows from x to u = x·x: together they are the first number. x also enters the sum "
        "directly.",
    ),
    Mistake(20, "20 is y at x = 4. How fast does y change with x, and by which paths?"),
)

# ∂L/∂w and ∂L/∂b of the neuron with x = 3, t = 1, a = 0.6: (−1.536, −0.512).
NEURON = (
    Mistake(
        (-2.4, -0.8),
        "The factor of the tanh is missing: between a and z stands the rate 1 − a², here 0.64.",
    ),
    Mistake((-0.768, -0.256), "The square has the rate 2(a − t): a factor 2 is missing."),
    Mistake((1.536, 0.512), "The right size and the wrong sign: the error is a − t, here 0.6 − 1."),
    Mistake((1.92, 0.64), "Those are ∂a/∂w and ∂a/∂b. The first link is missing: ∂L/∂a = 2(a − t)."),
    Mistake((-1.536, -1.536), "Your ∂L/∂b holds the factor x. In z = wx + b, b stands alone: its rate is 1."),
    Mistake((-0.512, -0.512), "Your ∂L/∂w lacks a factor: when w grows by 1, z = wx + b grows by x = 3."),
    Mistake((-0.512, -1.536), "The right two numbers, the wrong way round. Which of them moves z three times as fast?"),
    Mistake(
        (0.256, -0.512),
        "0.256 is ∂L/∂x, with the factor w. By w, z has the rate x = 3.",
    ),
    Mistake(
        (0.256, 0.256),
        "0.256 is ∂L/∂x, with the factor w. By w, z = wx + b has the rate x = 3, and by b the rate 1.",
    ),
    Mistake((-1.536, 0), "Right for w. But b is not fixed: when b grows by 1, z = wx + b grows by 1."),
    Mistake(
        (-0.512, 0),
        "Two things: when w grows by 1, z = wx + b grows by x = 3; and b is not fixed: z grows with it, by 1.",
    ),
    Mistake((-1.536, 1), "Right for w. 1 is ∂z/∂b, the last link alone: multiply it by what arrives at z."),
    Mistake((-4.608, -1.536), "A factor x = 3 too many: by w, z has the rate x, and by b the rate 1."),
    Mistake(
        (2.4, 0.8), "Two things: the error is a − t, here 0.6 − 1; and between a and z stands the rate 1 − a² = 0.64."
    ),
    Mistake((0.768, 0.256), "Two things: the error is a − t, here 0.6 − 1; and its square has the rate 2(a − t)."),
    Mistake((-1.54, -0.51), "Right as far as it goes, but rounded: three decimals, please.", (-1.5, -0.5)),
    Mistake((-0.96, -0.32), "You took 1 − a for the rate of tanh. It is 1 − a²."),
    Mistake((-0.864, -0.288), "You took a² for the rate of tanh. It is 1 − a²."),
    Mistake((-1.44, -0.48), "You took the value a for the rate of tanh. The rate is 1 − a²."),
    Mistake((-0.576, -0.192), "You took a(1 − a), which belongs to the sigmoid. The rate of tanh is 1 − a²."),
    Mistake(
        (-0.8 * (1 - np.tanh(0.6) ** 2) * 3, -0.8 * (1 - np.tanh(0.6) ** 2)),
        "You took tanh once too often: a = 0.6 is tanh z already, so the rate is 1 − 0.6².",
    ),
    Mistake(
        (-0.8 * (1 - np.log(2) ** 2) * 3, -0.8 * (1 - np.log(2) ** 2)),
        "You put z into 1 − (…)². The rate of tanh is 1 − tanh² z, and tanh z is a = 0.6.",
    ),
    Mistake(
        (0.64 * 0.16 * 3, 0.64 * 0.16),
        "You took the loss, 0.16, for its rate. The first link is ∂L/∂a = 2(a − t).",
    ),
    Mistake((1.2 * 0.64 * 3, 1.2 * 0.64), "You took 2a as the rate of the square. It is 2(a − t): the target counts."),
)

# The root of a dual number: (√value, rate/(2√value)).
ROOT = (
    Mistake(
        lambda value, rate: (np.sqrt(value), 1 / (2 * np.sqrt(value))),
        "That is right if the rate that comes in is 1. Any other has to be multiplied by the slope of the root.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), rate),
        "The value is right; the rate passed through unchanged. Multiply it by the slope of the root.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), -rate / (2 * np.sqrt(value))),
        "The right size and the wrong sign: the root rises where a rises.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), rate / (2 * np.sqrt(rate))),
        "You took the slope of the root at the rate. Take it at the value: divide by 2√value.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), np.sqrt(rate)),
        "You took the root of the rate. A rate is multiplied by the slope of the root, at the value.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), rate / np.sqrt(value)),
        "The slope of √a is 1/(2√a): a factor 2 is missing below.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), rate / (2 * value)),
        "You divided by 2a. The slope of the root is 1/(2√a): divide by twice the root.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), rate * 2 * np.sqrt(value)),
        "You multiplied by 2√a. The slope of the root is 1/(2√a): divide.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), rate * np.sqrt(value) / 2),
        "You multiplied by √a/2. The slope of the root is 1/(2√a): the root stands below.",
    ),
    Mistake(
        lambda value, rate: (np.sqrt(value), 1 / (2 * np.sqrt(rate))),
        "You took the slope of the root at the rate. Take it at the value, and multiply it by the rate.",
    ),
    Mistake(
        lambda value, rate: (value, rate / (2 * np.sqrt(value))),
        "The rate is right. The value must have its root taken as well.",
    ),
    Mistake(
        lambda value, rate: (rate / (2 * np.sqrt(value)), np.sqrt(value)),
        "The two parts are swapped: first the value, then the rate.",
    ),
    Mistake(
        lambda value, rate: np.sqrt(value),
        "The value is right. Return two things, the value and the rate, with a comma between.",
    ),
)


class DualFunction(ArrayFunction):
    """A function of value and rate that gives the two parts of a dual number, as a pair or as an object that has them.

    First used in notebook 08.

    Examples
    --------
    >>> kind = DualFunction(right=lambda a, b: (a, b), names=("value", "rate"), cases=((4.0, 1.0),), what="the root")
    >>> kind.explain(kind.read(lambda a, b: (b, a)))
    'For value = 4, rate = 1 I got (1, 4); the root there is (4, 1).'
    """

    def _taken(self, value):
        parts = [getattr(value, part, None) for part in ("value", "rate")]
        return super()._taken(value if None in parts else parts)

    def _call(self, function, arguments):
        try:
            return super()._call(function, arguments)
        except MisreadError as problem:
            if "math domain error" not in problem.got:
                raise
            called = f"It was called with value = {arguments[0]:g}, rate = {arguments[1]:g}.".replace("-", "−")
            advice = "A rate may be negative, and need not have a root: take the root of the value only."
            raise MisreadError(problem.got, f"{called} {advice}") from None

    @property
    def _wanted(self):
        return "two numbers, the value and the rate"
