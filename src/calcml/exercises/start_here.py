"""Exercises of notebook 00, Find your way around: two that show how checking works."""

from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Choice, Numbers

__all__ = ["mean_squared_error", "which_way"]

mean_squared_error = Exercise(
    number="0.1",
    name="mean_squared_error",
    answer=Numbers(right=25000),
    praise="Right: (100² + 200²)/2 = 25000 g². This is a loss: one number that says how far off the predictions are.",
    mistakes=(
        Mistake(50000, "50000 is the sum of the two squares. Mean says: divide it by how many there are."),
        Mistake(
            -50,
            "{yours} is the mean of the errors themselves, where +100 and −200 cancel in part. Square them first.",
            50,
        ),
        Mistake(150, "150 is the mean size of the errors, 100 and 200. Square each of them, then take the mean."),
        Mistake(
            2500, "{yours} is the square of a mean. Square each error first, and take the mean of the squares.", 22500
        ),
        Mistake(
            158.113883,
            "{yours} g is the square root of it. A good number too, but here leave the root out.",
            158,
            158.1,
            158.11,
        ),
        Mistake(10000, "{yours} is one of the two squares; the mean takes both. Add them, and divide by 2.", 40000),
        Mistake(
            (25, 0),
            "Python reads 25,000 as two numbers, 25 and 0. "
            "Give the value alone: no quotes, no unit, no comma for thousands.",
        ),
    ),
    hints=(
        "The two errors, prediction minus truth, are 4000 − 3900 and 3600 − 3800.",
        "Square each error, add the squares, divide by 2.",
        "The squares are 10000 and 40000.",
    ),
    solution_text="The errors are 4000 − 3900 = 100 and 3600 − 3800 = −200.\n"
    "Their squares are 10000 and 40000, and the mean of these is 25000 g².",
    solution_code="mean_squared_error = ((4000 - 3900) ** 2 + (3600 - 3800) ** 2) / 2",
)

which_way = Exercise(
    number="0.2",
    name="which_way",
    answer=Choice(right="up", options={"a": "up", "b": "down", "c": "leave it"}),
    praise="Right: up, for that way the loss falls. So much for “which way”; “how far” is the rest of the question.",
    mistakes=(
        Mistake("down", "Down is where the loss should go. Which way must the weight go for that?"),
        Mistake("leave it", "You may leave w alone where no small move lowers the loss. At w = 40 a small move does."),
    ),
    hints=(
        "We want a smaller loss. Does the question name a move that gives one?",
        "At w = 40 the loss falls when w is raised a little, say to 40.1.",
    ),
    solution_text="Raised a little, w gives a smaller loss, and a smaller loss is what we want. So w goes up.",
    solution_code='which_way = "up"  # or "a"',
)
