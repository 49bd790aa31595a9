"""How long a basin map takes: descent from 200 × 200 starts at once, beside a plain Python loop over the starts.

    python benchmarks/descent.py [--rounds 5] [--json FILE]

Himmelblau's function, 100 steps from every start in [-5, 5] × [-5, 5]. The loop walks with Python's own floats, and
keeps the path too. It takes fewer starts (20 × 20), and its time is scaled up to all of them. The two take turns, and
the median counts. Before the clock starts, both are shown to walk the same paths.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

from calcml.descent import GradientDescent, descend
from calcml.functions import himmelblau

RESULTS = Path(tempfile.gettempdir(), "calcml-bench", "descent.json")
RATE, STEPS, SIDE, THINNED = 0.01, 100, 200, 10
WANTED = 2  # seconds


def grid(side):
    """side × side starts, shape (2, side, side)."""
    return np.stack(np.meshgrid(np.linspace(-5, 5, side), np.linspace(-5, 5, side)))


def at_once(starts):
    """calcml: the paths, shape (steps + 1, 2, ...)."""
    path = descend(himmelblau, himmelblau.gradient, starts, GradientDescent(RATE), steps=STEPS, flat=0)
    return path.positions


def one_by_one(starts):
    """The same as one would write it first: number by number, with nothing between the arithmetic and Python."""
    paths = []
    for x, y in starts.reshape(2, -1).T.tolist():
        path = [(x, y)]
        for _ in range(STEPS):
            a, b = x * x + y - 11, x + y * y - 7
            x, y = x - RATE * (4 * x * a + 2 * b), y - RATE * (2 * a + 4 * y * b)
            path.append((x, y))
        paths.append(path)
    return np.array(paths).transpose(1, 2, 0).reshape(STEPS + 1, *starts.shape)


def seconds(walk, starts):
    """On the wall."""
    began = time.perf_counter()
    walk(starts)
    return time.perf_counter() - began


def measured(rounds):
    """Times of both, in turn; those of the loop scaled up to all starts."""
    every, few = grid(SIDE), grid(SIDE // THINNED)
    if not np.allclose(at_once(few), one_by_one(few), rtol=1e-9, atol=1e-9):
        raise RuntimeError("the two do not walk the same paths")
    times = {"at once": [], "one by one": []}
    for _ in range(rounds):
        times["at once"].append(seconds(at_once, every))
        times["one by one"].append(seconds(one_by_one, few) * THINNED**2)
    return times


def table(times):
    """What was measured, and whether it is what we want."""
    ours, loop = median(times["at once"]), median(times["one by one"])
    yield "| to reach | measured | wanted | reached |\n|---|---|---|---|"
    reached = "yes" if ours < WANTED else "NO"
    yield f"| basin map, {SIDE} × {SIDE} starts, {STEPS} steps | {ours:.2f} s | < {WANTED} s | {reached} |"
    yield f"\nThe plain loop, scaled up: {loop:.2f} s = {loop / ours:.1f} times as long."


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each walks (default: 5)")
    parser.add_argument("--json", type=Path, default=RESULTS, help=f"where the results go (default: {RESULTS})")
    arguments = parser.parse_args()
    before, times = os.getloadavg(), measured(arguments.rounds)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps({"load": [before, os.getloadavg()], "times": times}, indent=1))
    print(f"{arguments.rounds} rounds; load before and after: {before[0]:.1f}, {os.getloadavg()[0]:.1f}.\n")
    print("\n".join(table(times)))
    print(f"\nAll numbers: {arguments.json}")


if __name__ == "__main__":
    main()
