"""Exercises of notebook 05, Walk downhill."""

import numpy as np

from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Choice, Numbers

__all__ = [
    "limit_of_eta",
    "local_limit",
    "one_step",
    "three_places",
    "walk_on_a_corner",
    "what_was_found",
]

# 5.1 One step on x² + 3y² from (2, −1) with η = 0.1: two numbers.
one_step = Exercise(
    number="5.1",
    name="one_step",
    answer=Numbers(right=(1.6, -0.4), names=("x", "y")),
    praise="Right: (2, −1) − 0.1·(4, −6). The height falls from 7 to 3.04.",
    mistakes=(
        Mistake((2.4, -1.6), "That is a step uphill: the rule has a minus before η."),
        Mistake((-2, 5), "You took the whole gradient. The step is η times the gradient, a tenth of it here."),
        Mistake((1.8, -0.7), "The factor 2 is missing in the gradient: the slope of x² is 2x, that of 3y² is 6y."),
        Mistake((1.6, -1.6), "By y the slope is −6: downhill is towards larger y. Minus 0.1 times −6 is +0.6."),
        Mistake((2.4, -0.4), "By x the slope is +4, so downhill is towards smaller x. You stepped uphill along x."),
        Mistake((1.6, -0.8), "By x it is right. By y the slope is 6y: the factor 3 stays in front of 2y."),
        Mistake((1.6, -1), "Only x has moved. All entries step at once, each by its own partial."),
        Mistake((2, -0.4), "Only y has moved. All entries step at once, each by its own partial."),
        Mistake((-0.4, 0.6), "That is the step alone. Where does it lead, from (2, −1)?"),
        Mistake((0.4, -0.6), "That is η times the gradient. Take it away from the place where you stand, (2, −1)."),
        Mistake((4, -6), "That is the gradient at (2, −1). Multiply by η, and take it away from the place."),
        Mistake((-4, 6), "That is minus the gradient, the way down. How far does it lead with η = 0.1, from (2, −1)?"),
        Mistake((1.3, -1.7), "You took the height, 7, for the gradient. The gradient has the entries 2x and 6y."),
        Mistake((1.28, -0.16), "Those are two steps. After one you are not so far yet."),
        Mistake((-0.4, 1.6), "You swapped the entries: x comes first."),
        Mistake((2.6, -1.4), "The entries of the gradient are swapped: the partial by x, 4, belongs to x."),
        Mistake((2.2, -1.3), "Two slips: the factor 2 is missing in the gradient, and the step goes uphill."),
        Mistake(3.04, "3.04 is the height after the step. Where does the step lead? Give both coordinates."),
        Mistake(1.6, "1.6 is the new x. There is a y as well: give a pair."),
    ),
    hints=(
        "First the gradient: two partials, at x = 2 and y = −1.",
        "The gradient is (2x, 6y), here (4, −6). Take a tenth of it.",
        "(2, −1) minus (0.4, −0.6), entry by entry.",
    ),
    solution_text="The gradient is (2x, 6y), at (2, −1) that is (4, −6). A tenth of it is (0.4, −0.6).\n"
    "(2 − 0.4, −1 + 0.6) = (1.6, −0.4).",
    solution_code="one_step = (2 - 0.1 * 4, -1 - 0.1 * (-6))",
)


def _with_any_end(limit):
    """A wrong limit, with each of the places where one may think that the walk is."""
    return [(limit, end) for end in (1, 0, -1, 0.5, np.nan)]


# 5.2 The limit of η for 3x², and where the walk from 1 is after 100 steps with exactly that η: two numbers.
limit_of_eta = Exercise(
    number="5.2",
    name="limit_of_eta",
    answer=Numbers(right=(1 / 3, 1), names=("limit", "x₁₀₀"), absent=("never", "none", "no ", "not ", "nowhere")),
    praise="Right: λ = 6, so the limit is 2/6. It is not attained: there the factor is −1, and the walk jumps "
    "between 1 and −1 for ever.",
    mistakes=(
        Mistake(
            (1 / 3, 0),
            "The limit is right, but it does not belong to the rates that settle. "
            "There the factor 1 − ηλ is −1: where does that lead from 1?",
        ),
        Mistake(
            (1 / 3, np.nan),
            "The limit is right. There the walk does not settle, but it is somewhere: the factor is −1.",
        ),
        Mistake((1, 1 / 3), "You swapped the entries: the limit comes first."),
        Mistake((1 / 3, -1), "Almost: the walk jumps to and fro, −1, 1, −1, … Where is it after an even number?"),
        Mistake(
            2 / 3,
            "You took 3 for the curvature. The second derivative of 3x² is 6: 3x² is λ/2·x² with λ = 6.",
            *_with_any_end(2 / 3),
        ),
        Mistake(
            1 / 6,
            "1/6 is 1/λ, where descent arrives in one step. It settles for larger η too: up to which?",
            *_with_any_end(1 / 6),
        ),
        Mistake(
            1,
            "1 is the limit for x². 3x² bends three times as sharply: what does that do to the limit?",
            *_with_any_end(1),
        ),
        Mistake(1 / 3, "The limit is right. Give a pair: (1/3, x₁₀₀). What is the factor 1 − ηλ at the limit?"),
        Mistake(
            (0.33, 1), "The limit is a fraction a little above your number: type it as one.", (0.333, 1), (0.3333, 1)
        ),
        Mistake(6, "6 is the curvature λ. The limit for η is 2/λ.", *_with_any_end(6)),
    ),
    hints=(
        "What is the second derivative λ of 3x²? Descent settles if the factor 1 − ηλ lies between −1 and 1.",
        "λ = 6. For which η is 1 − 6η = −1? And what is (−1)^100?",
    ),
    solution_text="f'(x) = 6x, so λ = 6, and the factor is 1 − 6η. It is above −1 exactly for η < 2/6 = 1/3.\n"
    "At 1/3 it is −1: the walk from 1 jumps to −1, back to 1, and so on. After 100 steps it is at 1.",
    solution_code="limit_of_eta = (2 / 6, (1 - 1 / 3 * 6) ** 100)",
)

# 5.3 From three places on a parabola with λ = 2 to its lowest place and η: two numbers.
three_places = Exercise(
    number="5.3",
    name="three_places",
    answer=Numbers(right=(2, 0.25), names=("x*", "η")),
    praise="Right: the steps are −4 and −2, each half the last. Those that follow, −1, −0.5, …, add up to −2 and "
    "lead to 2. They shrink because the slope does, from 16 to 8; η was 0.25 both times.",
    mistakes=(
        Mistake((2, 0.5), "The place is right. The factor 1 − ηλ is 0.5, so ηλ is 0.5. And λ is 2."),
        Mistake((2, 0.125), "η stays the same in all steps: from 10 the slope is 2·(10 − 2) = 16, and the step was 4."),
        Mistake((2, 4), "The place is right. 4 is the length of the first step, and that is η times the slope."),
        Mistake((2, 0.75), "The place is right. The factor 1 − ηλ is 0.5, not −0.5: the walk stays on one side."),
        Mistake(
            (0, 0.2),
            "That fits the first step alone. With x* = 0 and η = 0.2 the second leads from 6 to 3.6, and not to 4.",
        ),
        Mistake((0.25, 2), "You swapped the entries: x* comes first."),
        Mistake(2, "2 is the lowest place. Give a pair: (2, η)."),
        Mistake(0.25, "That is η. Give a pair: (x*, η)."),
    ),
    hints=(
        "The steps are −4 and −2. How long are the next ones?",
        "Each step is half the last: −1, −0.5, … They add up to −2, from 4. And the factor 1 − ηλ is 0.5.",
    ),
    solution_text="Each step is half the last, so the factor 1 − 2η is 0.5, and η = 0.25.\n"
    "6 − x* = 0.5·(10 − x*), so x* = 2. (Check: 4 − 2 is half of 6 − 2.)",
    solution_code="three_places = (2, 0.25)",
)

_MINIMUM = 0.567143290409784  # where e^x = 1/x
_BEND = float(np.exp(_MINIMUM) + 1 / _MINIMUM**2)

# 5.4 The limit of η near the minimum of e^x − ln x: a number.
local_limit = Exercise(
    number="5.4",
    name="local_limit",
    answer=Numbers(right=2 / _BEND, tolerance=3e-5, absent=("none", "no limit", "not exist", "no l")),
    praise="Right: 2/f''(x*) = 2/4.872 = 0.4105. That holds close to the minimum only: no L serves all x > 0, and "
    "with η = 0.4 one step from x = 2 leads to −0.756, where f has no value.",
    mistakes=(
        Mistake(
            1 / _BEND, "That is 1/f''(x*), the safe choice. A walk close to x* settles for larger η too.", 0.2052, 0.205
        ),
        Mistake(_BEND / 2, "That is λ/2, upside down: the limit is 2/λ.", 2.44),
        Mistake(
            _BEND,
            "That is the curvature at the minimum, f''(x*). Which η does it allow? (For a parabola the limit is 2/λ.)",
            4.872,
            4.87,
        ),
        Mistake(_MINIMUM, "That is where the minimum is. How sharply does f bend there?", 0.567),
        Mistake(2 / (np.e + 1), "You took the curvature at x = 1. It counts where the walk settles, at the minimum."),
        Mistake(
            2 / np.exp(_MINIMUM),
            "You took e^x for the second derivative. −ln x bends as well: the second derivative of −ln x is 1/x².",
            1.134,
        ),
        Mistake(
            2 / (np.exp(_MINIMUM) - _MINIMUM**-2),
            "A sign: the slope of −ln x is −1/x, and the slope of −1/x is +1/x². Both terms of f'' are positive.",
            -2 / (np.exp(_MINIMUM) - _MINIMUM**-2),
        ),
        Mistake(
            0.4,
            "With {yours} it settles, and with a little more as well. Give four digits of the limit.",
            0.41,
            0.4101,
            0.4102,
            0.4103,
            0.4104,
        ),
        Mistake(
            0.411,
            "{yours} is above the limit, if by a little: a walk drifts away from the minimum. Give four digits.",
            0.4106,
            0.4107,
            0.4108,
            0.4109,
            0.412,
        ),
        Mistake(
            np.nan,
            "There is no L for all x > 0, that is true. But close to the minimum f is almost a parabola: "
            "which curvature has that one?",
        ),
    ),
    hints=(
        "The slope is e^x − 1/x. Find the minimum: walk(lambda x: np.exp(x) - 1/x, 1.0, 0.1, 200)[-1].",
        "As in 5.7: close to the minimum f is almost a parabola with λ = f''(x*), and its limit is 2/λ.",
        "f''(x) = e^x + 1/x², and the minimum is at x* = 0.5671.",
    ),
    solution_text="f'(x) = e^x − 1/x is zero at x* = 0.5671433. There f''(x*) = e^x* + 1/x*² = 4.8721776.\n"
    "Close to x* the factor is about 1 − η·f''(x*), so the limit is 2/4.8721776 = 0.4104941.",
    solution_code="x = 1.0\nfor _ in range(200):\n    x = x - 0.1 * (np.exp(x) - 1 / x)\n"
    "local_limit = 2 / (np.exp(x) + 1 / x**2)",
)

# 5.5 Descent on |x| from 1 with η = 0.3, after 100 steps: a number.
walk_on_a_corner = Exercise(
    number="5.5",
    name="walk_on_a_corner",
    answer=Numbers(right=-0.2),
    praise="Right: 1, 0.7, 0.4, 0.1, then −0.2, 0.1, −0.2, … for ever. At a corner the slope does not fade, so "
    "the steps do not shrink, however small η is. |x| is not L-smooth.",
    mistakes=(
        Mistake(
            0,
            "0 is the lowest place, but each step has the length 0.3: the slope never becomes small. "
            "From 0.1, where does the next step lead?",
        ),
        Mistake(0.1, "It does come by 0.1, but after an odd number of steps: 3, 5, 7, … After 100?"),
        Mistake(
            -29,
            "That is 1 − 100·0.3. To the left of 0 the slope is −1, and the step leads back: walk step by step.",
        ),
        Mistake(-0.5, "To the left of 0 the slope is −1: from −0.2 the step leads back to the right."),
        Mistake(0.2, "The right distance from 0, on the wrong side. Write down the first six steps, and count."),
        Mistake(
            (0.1, -0.2), "Those are the two places of its 2-cycle. After 100 steps it is at one of them.", (-0.2, 0.1)
        ),
    ),
    hints=(
        "The slope is 1 or −1, so each step has the same length. Write down the first six places.",
        "1, 0.7, 0.4, 0.1, −0.2, 0.1, … Which of them belong to even numbers of steps? (The start has the number 0.)",
    ),
    solution_text="The first steps lead to 0.7, 0.4, 0.1 and −0.2. There the slope is −1: back to 0.1.\n"
    "From then on the walk is at 0.1 after odd numbers of steps, and at −0.2 after even ones. 100 is even.",
    solution_code="x = 1.0\nfor _ in range(100):\n    x = x - 0.3 * np.sign(x)\nwalk_on_a_corner = x",
)

# 5.6 What has a walk found that has converged? A choice.
what_was_found = Exercise(
    number="5.6",
    name="what_was_found",
    answer=Choice(
        right="somewhere that is almost level",
        options={
            "a": "the lowest place of all",
            "b": "the bottom of some valley",
            "c": "somewhere that is almost level",
            "d": "a flat stretch, far from any minimum",
        },
    ),
    praise="Right: a zero gradient, or nearly. It may be a minimum, or a start on a hilltop, or a flat stretch. "
    "If f is convex and its gradient is zero there, it is a lowest place.",
    mistakes=(
        Mistake(
            "a",
            "The walk of blind descent ended in the less deep of two valleys. Only if f is convex is that ruled out.",
        ),
        Mistake(
            "b",
            "Often, but not always: on the quartic the walk from 0 has converged at once, on a hilltop.",
        ),
        Mistake(
            "d",
            "It may be one, but most walks that converge end at a minimum. Both are possible: what is certain?",
        ),
    ),
    hints=(
        "Which of the four can the walk measure? It knows a height and a slope.",
        "Start a walk on the quartic at x = 0, the top of the hill. What does it report?",
    ),
    solution_text="Converged means that the gradient is shorter than 1e-8, so f is almost level there. That is so at a "
    "minimum, and also on a hilltop, and on a flat stretch.",
    solution_code='what_was_found = "c"',
)
