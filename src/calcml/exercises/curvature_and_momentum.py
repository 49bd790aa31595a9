"""Exercises of notebook 06, Read the valley."""

from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Choice, Numbers

__all__ = [
    "best_eta",
    "flat_minimum",
    "four_places",
    "newtons_step",
    "other_convention",
    "two_heavy_steps",
]

# 6.1 Classify the places with zero gradient of x³ − 3x + y³ − 3y: how many of each kind, and f at the minimum.
four_places = Exercise(
    number="6.1",
    name="four_places",
    answer=Numbers(right=(1, 1, 2, -4), names=("minima", "maxima", "saddles", "f at the minimum")),
    praise="Right: the eigenvalues are 6x and 6y. Both are positive at (1, 1), both negative at (−1, −1), and at the "
    "two others f bends up along one axis and down along the other.",
    mistakes=(
        Mistake(
            (4, 0, 0, -4),
            "A zero gradient makes no minimum yet. Look at the signs of both eigenvalues at each of the four places.",
            (4, 0, 0),
        ),
        Mistake(
            (2, 0, 2, -4),
            "At (−1, −1) both eigenvalues are −6: f bends down in every direction.",
            *((2, 0, 2), (2, 0, 2, 4), (1, 0, 3), (1, 0, 3, -4)),
        ),
        Mistake(
            (0, 2, 2, 4),
            "At (1, 1) both eigenvalues are +6: f bends up in every direction.",
            *((0, 2, 2), (0, 2, 2, -4), (0, 1, 3), (0, 1, 3, 4), (0, 1, 3, -4)),
        ),
        Mistake(
            (2, 2, 0, -4),
            "Did you go by one of the two variables? At (1, −1) f bends up along x, and down along y: what is that?",
            (2, 2, 0),
        ),
        Mistake(
            (3, 1, 0, -4),
            "Where one eigenvalue is negative there is a way down, so it is no minimum.",
            (3, 1, 0),
        ),
        Mistake(
            (1, 3, 0, -4),
            "Where one eigenvalue is positive there is a way up, so it is no maximum.",
            (1, 3, 0),
        ),
        Mistake(
            (2, 1, 1, -4),
            "(1, −1) and (−1, 1) mirror each other in x = y, and f with them: they are of one kind. Which one?",
            *((1, 2, 1, -4), (2, 1, 1), (1, 2, 1)),
        ),
        Mistake((-1, -1, -2, 4), "The first three are counts: none is below 0.", (-1, -1, -2, -4)),
        Mistake((1, 1, 2), "The counts are right. Add f at the minimum: four numbers in all."),
        Mistake((1, 1, 2, 4), "The counts are right. 4 is f at the maximum, (−1, −1): where is the minimum?"),
        Mistake((1, 1, 2, -2), "The counts are right. −2 is x³ − 3x alone at 1; the part with y counts as well."),
        Mistake((1, 1, 2, 1), "The counts are right. Put x = 1 and y = 1 into f."),
        Mistake((1, 1, 0, -4), "There are four places: each of x and y may be 1 or −1.", (1, 1, 0)),
    ),
    hints=(
        "The partials are 3x² − 3 and 3y² − 3. For which x, and for which y, are they zero? Each x goes with each y.",
        "The mixed partial is 0, so the Hessian is diagonal, and its eigenvalues are 6x and 6y. Which signs do they "
        "have at (1, 1), (1, −1), (−1, 1) and (−1, −1)?",
        "Two signs +: a minimum. Two signs −: a maximum. One of each: a saddle.",
    ),
    solution_text="3x² − 3 = 0 for x = 1 and x = −1, and so for y: four places. H has 6x and 6y on its diagonal and 0 "
    "beside it.\n(1, 1) has 6 and 6: a minimum, with f = −2 − 2 = −4. (−1, −1) has −6 and −6: a maximum. (1, −1) and "
    "(−1, 1) have one of each sign: saddles.",
    solution_code="four_places = (1, 1, 2, 1**3 - 3 * 1 + 1**3 - 3 * 1)",
)

# 6.2 The best fixed η for eigenvalues 1 and 100: a number.
best_eta = Exercise(
    number="6.2",
    name="best_eta",
    answer=Numbers(right=2 / 101, tolerance=3e-6),
    praise="Right: 2/101, where both factors have the size 99/101 = 0.980. With 1/100, the safe choice of notebook 05, "
    "the worse one is 0.99: about twice as many steps.",
    mistakes=(
        Mistake(
            1 / 100,
            "1/100 takes the sharpest direction in one step, but the flattest has the factor 0.99. A larger η does "
            "better there. How far may you go?",
        ),
        Mistake(
            2 / 100,
            "2/100 is the limit: in the sharpest direction the factor is −1, and the walk jumps to and fro for ever.",
        ),
        Mistake(2, "2 is the limit for the eigenvalue 1 alone. In the sharp direction the factor would be −199."),
        Mistake(1, "1 is the best η for the eigenvalue 1 alone. In the sharp direction the factor would be −99."),
        Mistake(2 / 99, "Set 1 − η and 100η − 1 equal, and collect: the η on both sides add up.", -2 / 99),
        Mistake(
            99 / 101,
            "That is the factor by which the distance shrinks at the best η. Which η is it?",
            0.98,
        ),
        Mistake(1 / 101, "Half of it: set 1 − η and 100η − 1 equal. There is a 1 on both sides."),
        Mistake(
            4 / 121,
            "4/121 is the best η for the heavy ball, with its best β. By plain descent the sharp direction would grow.",
        ),
        Mistake(101 / 2, "Upside down: η is small where the curvature is large."),
        Mistake(100, "100 is the condition number, and the largest eigenvalue. Which η is best with it?"),
        Mistake(0.02 - 0.0003, "That is close, but a little too small. It is a fraction: type it as one."),
    ),
    hints=(
        "The factors are 1 − η and 1 − 100η. For which η is the larger of their sizes as small as it can be?",
        "Make η larger: the first falls, and the size of the second rises once η is above 1/100. Best is where they "
        "are equal: 1 − η = 100η − 1.",
    ),
    solution_text="The sizes are equal where 1 − η = 100η − 1, so 2 = 101η. There both are 99/101.",
    solution_code="best_eta = 2 / (1 + 100)",
)

# 6.3 Is 0 a minimum of x⁴? A choice.
flat_minimum = Exercise(
    number="6.3",
    name="flat_minimum",
    answer=Choice(
        right="yes: the slope is negative to the left of 0 and positive to the right",
        options={
            "a": "no: f''(0) = 0, so x⁴ is straight there",
            "b": "no: a minimum needs f''(0) > 0",
            "c": "yes: f'(0) = 0, and that makes a minimum",
            "d": "yes: the slope is negative to the left of 0 and positive to the right",
        },
    ),
    praise="Right: the slope 4x³ changes its sign, so f falls until 0 and rises after it. f''(0) = 0 leaves it open: "
    "−x⁴ has a maximum there and x³ neither, with the same f'(0) and f''(0).",
    mistakes=(
        Mistake(
            "a",
            "f''(0) = 0 says that the bend vanishes at this one point. x⁴ is no straight line: its slope is 4x³, "
            "different at every x.",
        ),
        Mistake(
            "b",
            "f'' > 0 is enough for a minimum where f' = 0, but it is not needed: is there any x with x⁴ below 0?",
        ),
        Mistake(
            "c",
            "It is a minimum, but not for that reason: x³ has f'(0) = 0 too, and goes on falling to the left of 0.",
        ),
    ),
    hints=(
        "Compare x⁴ with its neighbours: what is it at −0.1, 0 and 0.1?",
        "The slope is 4x³. Which sign has it to the left of 0, and which to the right?",
    ),
    solution_text="The slope 4x³ is negative for x < 0 and positive for x > 0: f falls towards 0 and rises after it. "
    "The second derivative, 12x², is 0 there, and decides nothing.",
    solution_code='flat_minimum = "d"',
)

# 6.4 Two steps of the heavy ball on x² from 1 with η = 0.1 and β = 0.5: a number.
two_heavy_steps = Exercise(
    number="6.4",
    name="two_heavy_steps",
    answer=Numbers(right=0.54),
    praise="Right: v is 2, then 0.5·2 + 1.6 = 2.6. Plain descent would be at 0.64: the ball keeps half of its first v.",
    mistakes=(
        Mistake(0.64, "That is plain descent. In the second step half of the first v comes along: v = 0.5·2 + 1.6."),
        Mistake(0.8, "That is the place after one step. From there one more, with v = 0.5·2 + the slope at 0.8."),
        Mistake(
            0.44,
            "You kept the whole first v, or took Nesterov’s rule. In the heavy ball’s second step half of the first v "
            "is kept, and w moves by ηv alone.",
        ),
        Mistake(
            0.72,
            "In your second step v is 0.8, half the slope at 0.8. β goes with the old v, and the slope enters whole.",
        ),
        Mistake(
            0.76,
            "You let only half of each gradient into v: by v = βv + (1 − β)g, or by taking the slope of x² to be x. "
            "Here it is 2w, and enters whole.",
        ),
        Mistake(
            0.62,
            "In your second step v is 1.8: by v = β(v + g), or with 0.8 for the slope at 0.8. β goes with the old v "
            "alone, and the slope is 2w.",
        ),
        Mistake(0.5, "You took the slope at 1 twice. The second step begins at 0.8, where it is 1.6."),
        Mistake(1.54, "A step went uphill. The rule is w = w − ηv, and v is positive here.", 0.86, 1.06),
        Mistake(2.6, "That is v in the second step. Where does it lead from 0.8, with w = w − 0.1 v?"),
        Mistake((0.8, 0.54), "The last of the two is wanted, as one number."),
        Mistake(0.26, "That is the length of the second step. Where does it lead from 0.8?"),
    ),
    hints=(
        "First v = 0.5·0 + 2·1 = 2, and w = 1 − 0.1·2. Then once more, with the new w and this v.",
        "At w = 0.8 the slope is 1.6, and v = 0.5·2 + 1.6.",
    ),
    solution_text="Step 1: v = 0 + 2 = 2, w = 1 − 0.2 = 0.8.\nStep 2: v = 0.5·2 + 1.6 = 2.6, w = 0.8 − 0.26 = 0.54.",
    solution_code="v, w = 0.0, 1.0\nfor _ in range(2):\n    v = 0.5 * v + 2 * w\n    w = w - 0.1 * v\n"
    "two_heavy_steps = w",
)

# 6.5 Convert η = 0.02, β = 0.9 to the convention v = βv + (1 − β)g: a number.
other_convention = Exercise(
    number="6.5",
    name="other_convention",
    answer=Numbers(right=0.2),
    praise="Right: their v is (1 − β) = 0.1 times ours at every step, so their η must be ten times as large. Look the "
    "convention up before you copy a learning rate.",
    mistakes=(
        Mistake(0.002, "The wrong way round: their v is a tenth of ours, so for the same step their η must be larger."),
        Mistake(
            0.02,
            "With the same η the steps would be a tenth as long: there only a tenth of each gradient enters v.",
        ),
        Mistake(0.018, "That is β times η. Compare the first step in both: v is g here, and (1 − β)g there."),
        Mistake(
            0.02 / 0.9,
            "You divided by β. Compare the first step in both: v is g here, and (1 − β)g there.",
            0.0222,
        ),
        Mistake(0.038, "You multiplied by 1 + β. Compare the first step in both: v is g here, and (1 − β)g there."),
        Mistake(10, "Ten is how many times as large it must be. Which η is that?"),
    ),
    hints=(
        "Take the first step in both, with the same gradient g. How large is v here, and how large there?",
        "Their v is (1 − β) times ours in the first step, and in the second as well. The steps ηv are to be equal.",
    ),
    solution_text="If their v is (1 − β) times ours, the next is β(1 − β)v + (1 − β)g = (1 − β)(βv + g):\n"
    "again (1 − β) times ours.\nThe steps are equal if η_theirs · (1 − β) = η_ours, so η_theirs = 0.02/0.1 = 0.2.",
    solution_code="other_convention = 0.02 / (1 - 0.9)",
)

# 6.6 Newton's step on x² + xy + y² − 3x from (10, −7): two numbers.
newtons_step = Exercise(
    number="6.6",
    name="newtons_step",
    answer=Numbers(right=(2, -1), names=("x", "y")),
    praise="Right: the minimum, and from any start in one step. On a quadratic the second-order model is f itself.",
    mistakes=(
        Mistake((0, -3), "That is a step of descent with η = 1. Solve Hs = ∇f, and take s away."),
        Mistake((18, -13), "The sign: Newton's step is p − s, where Hs = ∇f."),
        Mistake((-6, -9), "You multiplied by H. Solve Hs = ∇f instead: np.linalg.solve(H, gradient)."),
        Mistake(
            (5, -5),
            "You divided each partial by its own second derivative. The 1 beside the diagonal counts as well.",
        ),
        Mistake((8, -6), "That is s, the solution of Hs = ∇f. Take it away from (10, −7)."),
        Mistake((-8, 6), "That is the step. Where does it lead from (10, −7)?"),
        Mistake((20, -11), "That is p + ∇f. Solve Hs = ∇f first, and take s away from p."),
        Mistake((10, -4), "That is the gradient at (10, −7). Now solve Hs = ∇f."),
        Mistake((-1, 2), "You swapped the entries: x comes first."),
        Mistake((0, 0), "That is the lowest place of x² + xy + y². The −3x counts: the slope by x is 2x + y − 3."),
        Mistake(-3, "−3 is f at the place where the step leads. Where is that? Give a pair."),
    ),
    hints=(
        "The gradient is (2x + y − 3, x + 2y), at (10, −7) that is (10, −4). And H = [[2, 1], [1, 2]].",
        "Solve 2s + t = 10 and s + 2t = −4 for the step (s, t), and take it away from (10, −7).",
        "On a quadratic the step leads to where the gradient is zero: 2x + y = 3 and x + 2y = 0.",
    ),
    solution_text="At (10, −7) the gradient is (10, −4). Hs = (10, −4) has the solution s = (8, −6).\n"
    "(10, −7) − (8, −6) = (2, −1), where 2x + y = 3 and x + 2y = 0: the gradient is zero.",
    solution_code="newtons_step = np.array([10, -7]) - np.linalg.solve([[2, 1], [1, 2]], [10, -4])",
)
