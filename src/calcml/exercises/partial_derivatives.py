"""Exercises of notebook 03, Vary one input at a time."""

import numpy as np

from calcml.exercises.choice import Choice
from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Numbers
from calcml.exercises.partial_mistakes import JACOBIAN, TWO_WAYS

__all__ = ["jacobian_of_two", "mixed_partials", "on_the_plane", "two_partials", "two_ways_to_zero", "unit_of_a_partial"]


# 3.1 The two partials of f(x, y) = x²y + y + 2 at (3, 4): a pair.
two_partials = Exercise(
    number="3.1",
    name="two_partials",
    answer=Numbers(right=(24, 10), names=("∂f/∂x", "∂f/∂y"), tolerance=1e-5),
    praise="Right: ∂f/∂x = 2xy is 24 at (3, 4), and ∂f/∂y = x² + 1 is 10.",
    mistakes=(
        Mistake((10, 24), "The right two numbers, the wrong way round. First let x move while y stands still."),
        Mistake((24, 9), "Your ∂f/∂y is the slope of x²y alone. The term y has a slope too, and it counts."),
        Mistake(
            (6, 10),
            "6 is the slope of x² alone. While y stands still at 4 it is a factor, and a factor stays: 4x².",
            (6, 9),
        ),
        Mistake(
            (6, 1),
            "You let the factor that stands still vanish: 6 is the slope of x² alone, 1 that of y alone. A factor that "
            "stands still stays: in x²y, y is 4 and x² is 9.",
            (6, 0),
            (24, 1),
        ),
        Mistake(
            (9, 24),
            "Your pair is the wrong way round, and 9 is the slope of x²y alone: the term y has a slope too.",
        ),
        Mistake(
            (25, 10),
            "Your ∂f/∂x holds a 1 for the term y. While x moves, y stands still: alone in its term, it adds nothing.",
            (25, 9),
        ),
        Mistake(
            (28, 10),
            "You kept the term y as it is, 4. Its value stays the same when x moves, so its slope by x is 0.",
            (30, 10),
        ),
        Mistake(
            (24, 12), "You kept the 2 of the end. A constant has slope 0, whichever input moves.", (26, 12), (26, 10)
        ),
        Mistake(
            (34, 34), "34 is the sum of the two slopes. In ∂f/∂x only x moves, and in ∂f/∂y only y does.", (34, 10), 34
        ),
        Mistake(42, "42 is the height f(3, 4). How steep is f there, along x and along y?", (42, 42)),
    ),
    hints=(
        "For ∂f/∂x put y = 4 first: 4x² + 4 + 2. That is a function of x alone.",
        "For ∂f/∂y put x = 3 first: 9y + y + 2. That is a function of y alone.",
        "Their slopes are 8x and 9 + 1. Now stand at x = 3 and y = 4.",
    ),
    solution_text="With y still: ∂f/∂x = 2xy, at (3, 4) that is 2·3·4 = 24.\n"
    "With x still: ∂f/∂y = x² + 1, at (3, 4) that is 9 + 1 = 10.",
    solution_code="two_partials = (2 * 3 * 4, 3**2 + 1)",
)

# 3.2 Both mixed partials of f(x, y) = xy³ at (4, −1): a pair.
mixed_partials = Exercise(
    number="3.2",
    name="mixed_partials",
    answer=Numbers(right=(3, 3), names=("first x", "first y"), tolerance=1e-5),
    praise="Right: 3y² in both orders, and 3 at y = −1. Second partials that are continuous do not mind the order.",
    mistakes=(
        Mistake(
            (0, -24),
            "These are the unmixed ones: twice by x, 0, and twice by y, 6xy. Take one step of each kind.",
            (-24, 0),
        ),
        Mistake(
            ((0, 3), (3, -24)),
            "All four second partials are right. The mixed ones stand off the diagonal: give these two as a pair.",
            (0, 3, 3, -24),
        ),
        Mistake(
            (3, -24),
            "3 is right for the one order. −24 is 6xy, twice by y: the other order, too, takes one step of each.",
            (-24, 3),
        ),
        Mistake(
            (-1, 12),
            "These are the first partials, y³ and 3xy². Now take each of them by the *other* input.",
            (12, -1),
        ),
        Mistake((-12, -12), "You multiplied the two first partials. A mixed partial is the partial of a partial."),
        Mistake(
            (12, 12),
            "12 is 3xy², the partial by y: its slope by x is still to be taken. While y stands still, 3xy² is a "
            "straight line in x.",
            (3, 12),
            12,
        ),
        Mistake((-1, -1), "−1 is y³, the partial by x: its slope by y is still to be taken.", (-1, 3), -1),
        Mistake(
            (-6, -6), "−6 is 6y: one derivative too many. By x once and by y once is enough.", (-6, 3), (3, -6), -6
        ),
        Mistake((-3, -3), "The right size. But y² is (−1)², and that is +1.", -3),
        Mistake((3, -3), "One order gives 3. Does changing the order turn the sign? Work it out once more.", (-3, 3)),
        Mistake((0, 0), "Not 0: by x once, xy³ gives y³, and that still changes with y.", (0, 3), (3, 0)),
        Mistake(3, "3 is right for one order. Two numbers are asked for: what does the other order give?"),
    ),
    hints=(
        "First by x, with y still: x has slope 1, and y³ is a factor.",
        "∂f/∂x = y³ and ∂f/∂y = 3xy². Take the first one by y, and the second one by x.",
        "Both give 3y². Now put in y = −1.",
    ),
    solution_text="First by x, then by y: y³, then 3y². First by y, then by x: 3xy², then 3y².\n"
    "At (4, −1) both are 3·(−1)² = 3.",
    solution_code="mixed_partials = (3 * (-1) ** 2, 3 * (-1) ** 2)",
)

# 3.3 f(2, 1) = 5, ∂f/∂x = 3, ∂f/∂y = −4 there. What does the tangent plane say at (2.1, 1.3)? A number.
on_the_plane = Exercise(
    number="3.3",
    name="on_the_plane",
    answer=Numbers(right=4.1),
    praise="Right: 5 + 3 · 0.1 − 4 · 0.3 = 4.1. Each step is multiplied by its own partial, and the changes add.",
    mistakes=(
        Mistake(-0.9, "−0.9 is the change along the plane. Add it to the height you started from, 5."),
        Mistake(6.1, "You multiplied by 2.1 and 1.3, the place. The plane wants the steps from (2, 1)."),
        Mistake(
            1.1,
            "You multiplied by 2.1 and 1.3, the place, and left out the height 5. The plane starts at 5, and takes the "
            "steps from (2, 1).",
        ),
        Mistake(5.5, "You swapped the steps: 0.1 belongs to x and its slope 3, and 0.3 to y and its slope −4."),
        Mistake(6.5, "y grows by 0.3 and the slope along y is −4: that takes 1.2 off, it does not add it."),
        Mistake(5.3, "5.3 is right for the step in x alone. The step in y changes the height as well."),
        Mistake(3.8, "3.8 is right for the step in y alone. The step in x changes the height as well."),
        Mistake(4, "5 + 3 − 4 takes a whole step of 1 along x and along y. The steps are 0.1 and 0.3."),
        Mistake(
            -1, "−1 is 3 − 4, the two slopes added. Each is multiplied by its own step, and the height 5 comes on top."
        ),
        Mistake(5.9, "The change is 0.3 − 1.2 = −0.9, so the plane falls: add it, do not take it off."),
        Mistake(5, "5 is the height at (2, 1). What do the two steps change?"),
    ),
    hints=(
        "How far is it from (2, 1) to (2.1, 1.3), along x and along y?",
        "Change ≈ (slope along x) · (step in x) + (slope along y) · (step in y).",
        "Start from 5. Add 3 · 0.1, then −4 · 0.3.",
    ),
    solution_text="The steps are 0.1 in x and 0.3 in y.\n"
    "The plane says 5 + 3 · 0.1 + (−4) · 0.3 = 5 + 0.3 − 1.2 = 4.1.",
    solution_code="on_the_plane = 5 + 3 * 0.1 - 4 * 0.3",
)

# 3.4 x²y/(x⁴ + y²): what it settles on at (0, 0) along y = x and y = 3x², and its slope from (0, 0) towards (1, 2).
two_ways_to_zero = Exercise(
    number="3.4",
    name="two_ways_to_zero",
    answer=Numbers(
        right=(0, 0.3, 0.5),
        names=("line", "parabola", "slope"),
        absent=("none", "nan", "no limit", "undefined", "not defined", "not exist", "n't exist"),
    ),
    praise="Right: 0 along the line, and 0.3 all along the parabola, however near to (0, 0). But q(0, 0) is 0, so q is "
    "not continuous there, though it has a slope on every straight line through (0, 0).",
    mistakes=TWO_WAYS,
    hints=(
        "On the line every y is x: q(x, x) = x³/(x⁴ + x²). Cancel x². On the parabola every y is 3x².",
        "On the parabola above stands x² · 3x², and below x⁴ + (3x²)² = 10x⁴. Cancel x⁴.",
        "For the slope put in x = t and y = 2t: q(t, 2t) = 2t³/(t⁴ + 4t²). Divide by t, and cancel t².",
    ),
    solution_text="On the line: q(x, x) = x³/(x⁴ + x²) = x/(x² + 1), and that goes to 0 with x.\n"
    "On the parabola: q(x, 3x²) = 3x⁴/(x⁴ + 9x⁴) = 3/10 for every x ≠ 0.\n"
    "The slope: q(t, 2t)/t = 2t²/(t⁴ + 4t²) = 2/(t² + 4), and that goes to 1/2.",
    solution_code="two_ways_to_zero = (0, 3 / 10, 1 / 2)",
)

# 3.5 The Jacobian of (x²y, 5x + sin y) at (3, 1): two rows of two numbers.
jacobian_of_two = Exercise(
    number="3.5",
    name="jacobian_of_two",
    answer=Numbers(
        right=((6, 9), (5, np.cos(1))), names=(("of x²y", "of 5x + sin y"), ("by x", "by y")), tolerance=1e-5
    ),
    praise="Right: the first row belongs to x²y and the second to 5x + sin y; the first column to x, the second to y.",
    mistakes=JACOBIAN,
    hints=(
        "Two outputs, two inputs: two rows, two columns. The first row holds the partials of x²y.",
        "The partials of x²y are 2xy and x²; those of 5x + sin y are 5 and cos y.",
        "Put in x = 3 and y = 1. Write np.cos(1) for the cosine.",
    ),
    solution_text="First row, for x²y: 2xy = 6 and x² = 9. Second row, for 5x + sin y: 5 and cos y = cos 1.",
    solution_code="jacobian_of_two = [[2 * 3 * 1, 3**2], [5, np.cos(1)]]",
)

# 3.6 The unit of ∂L/∂w for a loss in g² and a weight in g/mm: a choice.
unit_of_a_partial = Exercise(
    number="3.6",
    name="unit_of_a_partial",
    answer=Choice(
        right="g·mm",
        options={"a": "g/mm", "b": "g²", "c": "g·mm", "d": "g²/mm", "e": "g"},
        spellings={
            "g²": ("g^2", "g**2", "g*g", "g·g"),
            "g·mm": ("g*mm", "gmm", "mm·g", "mm*g", "mmg"),
            "g²/mm": ("g^2/mm", "g**2/mm", "g²/mm"),
            "g/mm": ("g/mm", "gpermm"),
        },
    ),
    praise="Right: g² for each g/mm, and g²/(g/mm) = g·mm. A partial has the output's unit per unit of its input.",
    mistakes=(
        Mistake("g/mm", "g/mm is the unit of w itself. ∂L/∂w says how much L changes *per* unit of w: divide by it."),
        Mistake("g²", "g² is the unit of the loss. A slope is a change of the loss per unit of w: divide by w's unit."),
        Mistake("g²/mm", "That is g² per mm, as if w were measured in mm. But w is in g/mm: divide by that."),
        Mistake("g", "g is the unit of ∂L/∂b, for b is measured in g. But w is measured in g/mm."),
    ),
    hints=(
        "Think of the slope with a step h: (L(w + h, b) − L(w, b))/h. What is the unit above, and what below?",
        "Above g², below g/mm. Dividing by a fraction is multiplying by its reciprocal, mm/g.",
    ),
    solution_text="The loss is in g² and w in g/mm, so ∂L/∂w is in g²/(g/mm) = g² · mm/g = g·mm.",
    solution_code='unit_of_a_partial = "g·mm"  # or "c"',
)
