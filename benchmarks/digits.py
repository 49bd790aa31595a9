"""How well, and how fast, the network of notebook 11 learns the digits: ten seeds, and the same loop by hand in numpy.

    python benchmarks/digits.py [--rounds 7] [--seeds 10] [--json FILE]

The network is 64-32-10 with He's weights and a small last layer, Adam with rate 0.005, 40 epochs of batches of 32. Each
seed draws its own test digits (a fifth), its own validation digits (a fifth of the rest), weights and batches. The loop
by hand does the same: it shuffles, steps, judges the training and the validation digits after every epoch, and keeps
the best weights; each time it is shown to reach the same ones. The two take turns in one thread, and the ratio of the
medians of the processor's time counts, which other work on the machine changes less than that on the wall.
"""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # before numpy is loaded
    os.environ[_threads] = "1"

import argparse  # noqa: E402
import json  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402

import autodiff_peers as peers  # noqa: E402
import numpy as np  # noqa: E402

from calcml.datasets import digits, split  # noqa: E402
from calcml.descent import Adam  # noqa: E402
from calcml.networks import Network, normal, train  # noqa: E402

RESULTS = Path(tempfile.gettempdir(), "calcml-bench", "digits.json")
RATE, EPOCHS, BATCH = 0.005, 40, 32
ACCURACY, NEAR, RATIO = 0.95, 0.05, 1.5  # wanted: of each seed; of ln 10 at the start; time against the loop by hand


def parts(seed):
    """The three sets of digits as (X, labels), an untrained network, and the generator that goes on from there."""
    images, labels = digits()
    X, rng = images.reshape(-1, 64), np.random.default_rng(seed)
    rest, test = split(len(X), 0.2, rng)
    chosen, held_out = split(len(rest), 0.2, rng)
    sets = [(X[rows], labels[rows]) for rows in (rest[chosen], rest[held_out], test)]
    return *sets, Network((64, 32, 10), rng, last=normal(0.01)), rng


def ours(training, validation, network, rng, progress=False):
    """calcml: the history; the network is changed in place."""
    options = {"epochs": EPOCHS, "batch": BATCH, "validation": validation, "progress": progress}
    return train(network, *training, Adam(RATE), rng, **options)


def judged(parameters, X, labels):
    """Loss and accuracy, by hand."""
    W, b, V, c = parameters
    scores = np.maximum(X @ W + b, 0) @ V + c
    top = scores.max(axis=1)
    losses = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top - scores[np.arange(len(labels)), labels]
    return losses.mean(), np.mean(scores.argmax(axis=1) == labels)


def by_hand(training, validation, parameters, rng):
    """The same in numpy alone, forward, backward and Adam written out: the best parameters."""
    (X, labels), step = training, peers.ByHand().digits
    means = squares = [0.0] * len(parameters)
    t, best, kept, losses = 0, (-1, 0), parameters, []
    for epoch in range(EPOCHS + 1):
        for start in range(0, len(X) if epoch else 0, BATCH):
            if not start:
                order = rng.permutation(len(X))
            rows, t = order[start : start + BATCH], t + 1
            _, gradients = step(parameters, X[rows], labels[rows])
            means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
            squares = [0.999 * s + 0.001 * g * g for s, g in zip(squares, gradients, strict=True)]
            parameters = [
                p - RATE * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
                for p, m, s in zip(parameters, means, squares, strict=True)
            ]
        losses.append(judged(parameters, X, labels)[0])
        loss, accuracy = judged(parameters, *validation)
        if (accuracy, -loss) > best:
            best, kept = (accuracy, -loss), parameters
    return kept


def learned(seeds):
    """For each seed: accuracy on the test digits, and how far the loss at the start is from ln 10."""
    found = []
    for seed in range(seeds):
        training, validation, (X, labels), network, rng = parts(seed)
        history = ours(training, validation, network, rng)
        accuracy = float(np.mean(network(X).data.argmax(axis=1) == labels))
        found.append((accuracy, abs(float(history.losses[0]) - np.log(10))))
    return found


def timed(rounds):
    """Seconds of the processor for both, in turn; the weights agree."""
    times = {"ours": [], "by hand": []}
    for turn in range(rounds + 1):  # the first one warms up
        training, validation, _, network, rng = parts(0)
        start, state = [p.data for p in network.parameters], rng.bit_generator.state
        began = time.process_time()
        ours(training, validation, network, rng)
        between = time.process_time()
        rng.bit_generator.state = state
        reached = by_hand(training, validation, start, rng)
        ended = time.process_time()
        if not all(
            np.allclose(p.data, q, rtol=1e-6, atol=1e-8) for p, q in zip(network.parameters, reached, strict=True)
        ):
            raise RuntimeError("the two loops do not reach the same weights")
        if turn:
            times["ours"].append(between - began)
            times["by hand"].append(ended - between)
    return times


def table(found, times):
    """What was measured, and whether it is what we want."""
    accuracies, off = zip(*found, strict=True)
    mine, hand = median(times["ours"]), median(times["by hand"])
    yield "| to reach | measured | wanted | reached |\n|---|---|---|---|"
    for what, shown, wanted, reached in (
        (
            f"test accuracy, worst of {len(found)} seeds",
            f"{min(accuracies):.4f}",
            f"≥ {ACCURACY}",
            min(accuracies) >= ACCURACY,
        ),
        ("loss at the start, furthest from ln 10", f"{max(off):.4f}", f"≤ {NEAR}", max(off) <= NEAR),
        ("training, ours ÷ by hand", f"{mine / hand:.2f}", f"≤ {RATIO}", mine / hand <= RATIO),
    ):
        yield f"| {what} | {shown} | {wanted} | {'yes' if reached else 'NO'} |"
    yield f"\nTest accuracies, mean {np.mean(accuracies):.4f}: {', '.join(f'{a:.3f}' for a in accuracies)}."
    yield f"Training of {EPOCHS} epochs: {mine:.3f} s, by hand {hand:.3f} s."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="how often each trains for the time (default: 7)")
    parser.add_argument("--seeds", type=int, default=10, help="how many seeds (default: 10)")
    parser.add_argument("--json", type=Path, default=RESULTS, help=f"where the results go (default: {RESULTS})")
    arguments = parser.parse_args()
    before, found, times = os.getloadavg(), learned(arguments.seeds), timed(arguments.rounds)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    results = {"load": [before, os.getloadavg()], "seeds": found, "times": times}
    arguments.json.write_text(json.dumps(results, indent=1))
    print(f"{arguments.rounds} rounds, one thread; load before and after: {before[0]:.1f}, {os.getloadavg()[0]:.1f}.\n")
    print("\n".join(table(found, times)))
    print(f"\nAll numbers: {arguments.json}")


if __name__ == "__main__":
    main()
