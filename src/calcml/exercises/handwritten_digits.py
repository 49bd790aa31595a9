"""Exercises of notebook 11, Train a network on real digits."""

import numpy as np

from calcml.exercises.arrays import ArrayFunction
from calcml.exercises.digits_mistakes import DIAGNOSES, PENALTY, PIXELS
from calcml.exercises.exercise import Exercise, Mistake
from calcml.exercises.kinds import Numbers
from calcml.exercises.several_arrays import SeveralArrays

__all__ = ["broken_trainings", "loss_of_letters", "numbers_that_move", "saliency", "with_penalty"]

# 11.1 The loss of a network that names one of 26 letters, before it has learnt anything: a number.
loss_of_letters = Exercise(
    number="11.1",
    name="loss_of_letters",
    answer=Numbers(right=np.log(26), tolerance=3e-5),
    praise="Right: −ln(1/26) = ln 26 = 3.258. If it starts elsewhere, something is wrong: the scores, the labels or "
    "the loss. If it starts there, little is proven yet: see the next exercise.",
    mistakes=(
        Mistake(
            np.log(10), "ln 10 belongs to ten digits. How many letters are there to choose from?", 2.3, 2.302, 2.303
        ),
        Mistake(
            1 / 26, "1/26 is the probability of each letter. The loss is the surprise at it, −ln p.", 0.038, 0.0385
        ),
        Mistake(-np.log(26), "The right size, but a surprise is never negative: −ln(1/26) = + ln 26.", -3.26),
        Mistake(25 / 26, "25/26 is the share that would be named wrongly. The loss is −ln of the probability of 1/26."),
        Mistake(
            -np.log(25 / 26),
            "That is the surprise at a probability of 25/26. The right letter gets 1/26, as every other does.",
        ),
        Mistake(np.log10(26), "That is the logarithm to the base 10. The loss is in natural logarithms, np.log."),
        Mistake(
            np.log2(26), "That is the surprise in bits, to the base 2. The loss is in natural logarithms, np.log.", 4.7
        ),
        Mistake(0, "A loss of 0 would mean that it is sure, and right, for every letter. It has no idea yet."),
        Mistake(np.log(25), "The right letter counts as well: 26 equal probabilities, not 25.", 3.22),
        Mistake(np.log(2), "ln 2 belongs to two classes, yes or no. Here it is one of 26."),
        Mistake(26, "26 is 1/p. The loss is its logarithm."),
        Mistake(1, "All 26 probabilities together make 1. What is the probability of the right letter, and its −ln?"),
        Mistake(26 * np.log(26), "One letter has the loss ln 26, and so has the mean over many. Do not add them up."),
        Mistake(3.26, "Right as far as it goes, but rounded. np.log has all the digits.", 3.3, 3.25),
    ),
    hints=(
        "All scores are about equal. What does softmax make of equal scores?",
        "Each of the 26 letters gets the probability 1/26, the right one too. The loss is −ln of that.",
    ),
    solution_text="Equal scores give equal probabilities: 1/26 each. So every letter has the loss −ln(1/26) = ln 26, "
    "and the mean over the letters is the same.",
    solution_code="loss_of_letters = np.log(26)",
)

# 11.2 All of the 2,410 parameters start at 0: how many of them can training ever change?
numbers_that_move = Exercise(
    number="11.2",
    name="numbers_that_move",
    answer=Numbers(right=10),
    praise="Right: the ten biases of the last layer, and nothing else, ever. They learn how common each digit is. The "
    "pictures are never looked at, and yet the loss began at ln 10 exactly.",
    mistakes=(
        Mistake(
            2410,
            "Those are all. But a weight learns only if something reaches it from both sides: look at Aᵀ G, where "
            "A = 0, and at G W₂ᵀ, where W₂ = 0.",
        ),
        Mistake(0, "Not quite none. G = (P − onehot)/n is not 0, and ∂f/∂b₂ is the sum of its rows."),
        Mistake(
            42,
            "Those are all biases. b₂ has 10, and they move. But what reaches b₁ has come through W₂, and W₂ is 0.",
        ),
        Mistake(
            330,
            "That is the whole last layer. Its biases move. For its weights the gradient is Aᵀ G, and what is A = "
            "relu(0)?",
        ),
        Mistake(
            320,
            "Those are the weights of the last layer: their gradient is Aᵀ G, and A = relu(0) is 0. Which other block "
            "of that layer gets something?",
        ),
        Mistake(
            32,
            "Those are the hidden biases. What reaches them is (G W₂ᵀ) times the mask: and W₂ is 0.",
        ),
        Mistake(
            2048,
            "Those are the weights of the first layer. What reaches them has come through W₂, and W₂ is 0.",
        ),
        Mistake(
            2080,
            "That is the whole first layer. What reaches it has come through W₂, and W₂ is 0.",
        ),
        Mistake(
            2368,
            "Those are all weights. For W₂ the gradient is Aᵀ G, and A = relu(0) is 0. For W₁ it comes through W₂, "
            "which is 0.",
        ),
        Mistake(1, "One block of the four, yes. How many numbers does it hold?"),
        Mistake(
            (0, 0, 0, 10),
            "Right, block by block. Now the sum of them, as one number.",
        ),
    ),
    hints=(
        "Go forward first: with W₁ = 0 and b₁ = 0, what is A = relu(X W₁ + b₁)?",
        "Now back. G is not 0. Which gradients have A as a factor, and which have W₂?",
        "∂f/∂W₂ = Aᵀ G = 0, and G W₂ᵀ = 0. What is left is ∂f/∂b₂. And after the step, has anything else changed?",
    ),
    solution_text="Forward: A = relu(0) = 0, so all scores are b₂. Back: ∂f/∂W₂ = Aᵀ G = 0. What reaches the hidden "
    "layer, G W₂ᵀ, is 0, and with it the gradients of W₁ and b₁.\n"
    "Only ∂f/∂b₂, the sum of G's rows, is not 0. After the step W₁, b₁ and W₂ are still 0, so it stays like that.",
    solution_code="numbers_that_move = 10",
)

# 11.3 Which change was made in training A, in B and in C: 1 hidden biases of −3, 2 sorted by label, 3 η = 0.3.
broken_trainings = Exercise(
    number="11.3",
    name="broken_trainings",
    answer=Numbers(right=(3, 1, 2), names=("A", "B", "C")),
    praise="Right: in A a batch has the loss 11 in the first epoch, and after it all hidden units are dead. In B they "
    "are so from the start, and the hidden layer's gradient is 0. In C the loss swings through each epoch: the network "
    "learns the digit at hand, and forgets the others. Batches of one digit all push the same way, and in the end that "
    "has switched off 27 units too.",
    mistakes=DIAGNOSES,
    hints=(
        "In the end units are dead in all three. So begin with epoch 0, before any step, and look at the hidden units: "
        "which change is there already?",
        "Now at the batches of the first epoch. Which training has a loss far above ln 10, though all scores began "
        "near 0? What throws weights that far?",
        "In the third, go to epoch 10 or so. Batches that stand beside each other have losses alike, and grey repeats "
        "them. What do such neighbours share?",
    ),
    solution_text="B: all 32 hidden units are 0 before the first step. A bias of −3 does that, and since ReLU's slope "
    "is 0 there, nothing comes back, and only the last biases learn.\n"
    "A: before the first step all is well. Then a batch has the loss 11: steps of about 0.3 for each weight are far "
    "too long. After an epoch all hidden units are dead.\n"
    "C: the loss falls, but slowly, and within an epoch it rises and falls in waves: one digit after the other. "
    "Batches of one digit all push the same way, step after step, and that too switches units off: 27 in the end.",
    solution_code="broken_trainings = (3, 1, 2)",
)

# 11.4 The gradient of one digit's loss by its pixels, for a network with one hidden layer.
saliency = Exercise(
    number="11.4",
    name="saliency",
    answer=ArrayFunction(
        right=lambda p, onehot, before, W1, W2: W1 @ ((W2 @ (p - onehot)) * (before > 0)),
        names=("p", "onehot", "before", "W1", "W2"),
        cases=(
            ((0.25, 0.75), (1, 0), (2, -1), ((1, 2), (3, -1)), ((2, 1), (-1, 4))),
            (
                (0.5, 0.25, 0.25),
                (0, 0, 1),
                (3, 0, -2, 1),
                ((1, 2, 0, -1), (0, 1, 1, 2)),
                ((1, 0, 2), (-1, 3, 1), (2, 2, 0), (1, 1, 4)),
            ),
        ),
    ),
    praise="Right: from the scores p − onehot, through W₂, the mask and W₁, to the pixels. Nothing is new but the last "
    "step: the way back goes on into the input.",
    mistakes=PIXELS,
    hints=(
        "At the scores stands p − onehot. It goes back through W₂, then through ReLU, then through W₁.",
        "For a single row, G Wᵀ of notebook 10 is W @ g, if g has one axis: W2 @ (p - onehot) has an entry for each "
        "hidden number.",
        "ReLU lets through what belongs to a number above 0: multiply by (before > 0). What is left is W1 @ that.",
    ),
    solution_text="At the scores: p − onehot. At the hidden numbers: W₂ (p − onehot). Through ReLU: times the mask, "
    "before > 0.\n"
    "At the pixels: W₁ times that. For a whole batch the same is ((G W₂ᵀ) * (before > 0)) W₁ᵀ, a row an example.",
    solution_code="def saliency(p, onehot, before, W1, W2):\n    return W1 @ ((W2 @ (p - onehot)) * (before > 0))",
)

# 11.5 A loss with the penalty λ/2 ‖W‖², and its gradient.
with_penalty = Exercise(
    number="11.5",
    name="with_penalty",
    answer=SeveralArrays(
        right=lambda loss, slopes, W, strength: (loss + strength / 2 * np.sum(W**2), slopes + strength * W),
        names=("loss", "slopes", "W", "strength"),
        cases=(
            (2, ((1, 0), (-1, 2)), ((1, -2), (3, 0.5)), 0.5),
            (1.5, ((0, 1, 1),), ((2, -1, 4),), 0.1),
        ),
        what="the loss and its gradient",
        parts=("loss", "gradient"),
    ),
    praise="Right: λ/2 w² has the slope λ w. With λ = 0 a check would have passed without it. In a step of plain "
    "descent each weight now also loses the share ηλ of itself, so this is also called weight decay.",
    mistakes=PENALTY,
    hints=(
        "The penalty is λ/2 times the sum of the squares of all entries of W. What is its slope by a single entry?",
        "λ/2 · w² has the slope λ w. All other squares stand still. Sums have the sum of the slopes.",
    ),
    solution_text="The new loss is loss + λ/2 Σ w². By one entry the penalty has the slope λ/2 · 2w = λ w.\n"
    "So the new gradient is slopes + λ W, in the shape of W. To prove it, nudge with λ ≠ 0.",
    solution_code="def with_penalty(loss, slopes, W, strength):\n"
    "    return loss + strength / 2 * np.sum(W**2), slopes + strength * W",
)
