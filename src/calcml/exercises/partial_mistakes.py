"""What learners answer to the two longest exercises of notebook 03, and what is wrong with it."""

import numpy as np

from calcml.exercises.exercise import Mistake

__all__ = ["JACOBIAN", "TWO_WAYS"]

# On what x²y/(x⁴ + y²) settles along y = x and along y = 3x², and its slope from (0, 0) towards (1, 2): (0, 0.3, 0.5).
TWO_WAYS = (
    Mistake(
        (0, 0, 0.5),
        "Along the line it is 0, that is so. But on y = 3x², above is 3x⁴ and below is x⁴ + 9x⁴: divide.",
        (0, 0, 0),
    ),
    Mistake(
        (0, 0.5, 0.5),
        "On the parabola, 0.5 belongs to y = x². Here y = 3x²: put it in above and below.",
        0.5,
    ),
    Mistake((0, 0.75, 0.5), "Above is 3x⁴, right. But below, y² = (3x²)² = 9x⁴: the 3 is squared as well."),
    Mistake((0, 3, 0.5), "Above is 3x⁴, right. What stands below is not x⁴ alone: y² adds 9x⁴."),
    Mistake(
        (0, 1 / 3, 0.5),
        "You divided 3x⁴ by 9x⁴. Below stands x⁴ + y²: the x⁴ counts as well.",
        (0, 0.333, 0.5),
        (0, 0.3333, 0.5),
    ),
    Mistake(
        (0.5, 0.3, 0.5),
        "On the line, q(x, x) = x/(x² + 1). It is 0.5 at x = 1, but on what does it settle as x goes to 0?",
    ),
    Mistake(
        (1, 0.3, 0.5),
        "On the line, q(x, x)/x settles on 1: that is a slope. The height q(x, x) itself is asked for.",
    ),
    Mistake(
        (0, 0.3, 0),
        "Both heights are right. The slope is not 0: divide q(t, 2t) by t, then let t go to 0.",
    ),
    Mistake(
        (0, 0.3, 0.4),
        "Both heights are right. 0.4 is q(1, 2), the height at t = 1. Divide q(t, 2t) by t, and let t go to 0.",
    ),
    Mistake(
        (0, 0.3, 2),
        "Both heights are right. For the slope, cancel t² in q(t, 2t)/t = 2t²/(t⁴ + 4t²).",
        (0, 0.3, 4),
    ),
    Mistake(
        (0, 0.3, 0.5 / 5**0.5),
        "Both heights are right, and so is your slope, per unit of distance. The question divides by t.",
        (0, 0.3, 0.2236),
        (0, 0.3, 0.224),
    ),
    Mistake((0.3, 0, 0.5), "The right heights, the wrong way round: (line, parabola, slope)."),
    Mistake((0, 0.3), "Both heights are right. Three numbers are asked for: the slope towards (1, 2) is missing."),
    Mistake(
        None,
        "Over all ways at once there is no limit, and that is the point. But along each way alone q settles.",
        (None, None, None),
        (0, None, 0.5),
        (None, 0.3, 0.5),
        (None, None, 0.5),
        (0, 0.3, None),
    ),
)

# The Jacobian of (x²y, 5x + sin y) at (3, 1): ((6, 9), (5, cos 1)).
_C, _S = float(np.cos(1)), float(np.sin(1))
JACOBIAN = (
    Mistake(
        ((6, 5), (9, _C)),
        "That is the transpose. One row for each output: the partials of x²y, 6 and 9, stand side by side.",
    ),
    Mistake(((5, _C), (6, 9)), "The rows are swapped: the first output, x²y, has the first row."),
    Mistake(((9, 6), (_C, 5)), "The columns are swapped: in each row, the partial by x stands first."),
    Mistake(
        ((6, 9), (5, _S)),
        "Three entries are right. The last one is the slope of sin y, which is cos y.",
        ((6, 9), (5, -_C)),
        ((6, 9), (5, 0.841)),
    ),
    Mistake(
        ((6, 9), (5, 5 + _C)),
        "Look at the second row. When only y moves, 5x adds nothing; when only x moves, sin y adds nothing.",
        ((6, 9), (5 + _C, 5 + _C)),
        ((6, 9), (5 + _S, 15 + _C)),
        ((6, 9), (5 + _C, _C)),
        ((6, 9), (5 + _S, _C)),
        ((6, 9), (5, 15 + _C)),
    ),
    Mistake(
        ((6, 9), (5, float(np.cos(np.radians(1))))),
        "Your cosine took y = 1 as a degree. The rule (sin y)′ = cos y holds in radians: np.cos(1).",
    ),
    Mistake(
        ((6, 9), (5, float(np.cos(3)))),
        "Three entries are right. The last one is the slope of sin y, cos y, and you put in x = 3. Put in y = 1.",
    ),
    Mistake(
        ((6, 9), (5, 0)),
        "Three entries are right. The last is not 0: when y moves, 5x stands still, but sin y has the slope cos y.",
    ),
    Mistake(((6, 9), (5, 0.54)), "Nearly: for the last entry write np.cos(1), with all its digits."),
    Mistake((6, 9, 5, _C), "The right numbers. Put them into two rows: [[…, …], […, …]]."),
    Mistake((9, 15 + _S), "These are the two outputs at (3, 1). A Jacobian holds their slopes: four numbers."),
    Mistake(6 * _C - 45, "That is the determinant of the Jacobian. Its four entries are asked for."),
    Mistake(
        ((6, 3), (5, _C)),
        "Look at the first row: with x still, x²y is 9y, whose slope is x² = 9.",
        ((3, 9), (5, _C)),
    ),
)
