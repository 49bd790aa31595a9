"""calcml.autodiff side by side with micrograd, HIPS autograd, PyTorch, JAX and numpy written by hand, in one run.

    uv venv /elsewhere/peers && uv pip install --python /elsewhere/peers/bin/python -e ".[peers]"
    /elsewhere/peers/bin/python benchmarks/autodiff.py [--rounds 15] [--only readme moons] [--json FILE]

Every library runs in one thread, in 64 bits, and computes the same numbers, which is checked before the clock starts.
They take turns, and the ratios of the medians count: of the processor's time, which other work on the machine changes
less than the time on the wall. A peer that is not installed is left out, and named.

    chain     one number through 10² to 10⁶ multiplications: the time for each, backward included
    garbage   what training steps leave for the collector of cycles
    readme    the expression of micrograd's README, forward and backward
    moons     micrograd's demo: 2-16-16-1 from its seed, max-margin loss, 100 steps on all of 100 points (calcml's own
              two moons). micrograd itself walks two of these steps, and its time is scaled up
    digits    64-128-64-10 with cross-entropy and Adam, an epoch of 28 batches of 64; random pictures, as only their
              shapes matter for the time
    million   R^n → R, n = 10⁶: the time of the gradient over that of the function in numpy, and the peak of memory

The chain comes first: what other libraries load would be work for the collector.
"""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # before numpy is loaded
    os.environ[_threads] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import argparse  # noqa: E402
import gc  # noqa: E402
import json  # noqa: E402
import tempfile  # noqa: E402
import time  # noqa: E402
import tracemalloc  # noqa: E402
from pathlib import Path  # noqa: E402
from statistics import median  # noqa: E402

import autodiff_peers as peers  # noqa: E402
import numpy as np  # noqa: E402

from calcml import autodiff as ad  # noqa: E402
from calcml.datasets import moons  # noqa: E402

RESULTS = Path(tempfile.gettempdir(), "calcml-bench", "autodiff.json")
RATE, STEPS = 1e-3, 100
missing = []


def peer(make):
    """A peer, or None where its library is not installed."""
    try:
        return make()
    except ImportError as error:
        if error.name not in missing:
            missing.append(error.name)
        return None


def in_turn(rounds, calls, repeats=1):
    """The median seconds of each call, which take turns; one round before the clock starts."""
    times = {name: [] for name in calls}
    for _ in range(rounds + 1):
        for name, call in calls.items():
            began = time.process_time()
            for _ in range(repeats):
                call()
            times[name].append((time.process_time() - began) / repeats)
    return {name: median(all_times[1:]) for name, all_times in times.items()}


def agree(what, numbers, tolerance=1e-9):
    """All libraries must have computed the same."""
    first, *others = numbers
    if not all(np.allclose(first, other, rtol=tolerance, atol=tolerance) for other in others):
        raise RuntimeError(f"{what}: the libraries do not agree: {numbers}")


def readme(rounds):
    libraries = {"ours": (ad.Tensor, ad.relu)}
    if micrograd := peer(peers.Micrograd):
        libraries["micrograd"] = micrograd.value, lambda v: v.relu()
    if torch := peer(peers.Torch):
        libraries["torch"] = torch.number, torch.torch.relu
    agree("readme", [[float(t.grad) for t in peers.readme(*pair)[:2]] for pair in libraries.values()])
    times = in_turn(rounds, {name: lambda p=pair: peers.readme(*p) for name, pair in libraries.items()}, 200)
    yield "readme", times, [("micrograd", "≤", 1.3), ("torch", "≤", 0.4)]


def descend(step, parameters, X, y):
    """micrograd's demo: full batches, and a rate that falls from 1 to 0.1."""
    for k in range(STEPS):
        loss, gradients = step(parameters, X, y)
        parameters = [p - (1 - 0.9 * k / STEPS) * g for p, g in zip(parameters, gradients, strict=True)]
    return step(parameters, X, y)[0]


def two_moons(rounds):
    micrograd, autograd = peer(peers.Micrograd), peer(peers.Autograd)
    X, labels = moons(100, 0.1, np.random.default_rng(1337))
    y = 2.0 * labels[:, None] - 1
    rng = np.random.default_rng(0)
    shapes = (2, 16), (16,), (16, 16), (16,), (16, 1), (1,)
    start = micrograd.network()[1] if micrograd else [rng.uniform(-1, 1, shape) for shape in shapes]
    steps = {"by hand": peers.ByHand().moons, "ours": peers.Ours().moons} | (
        {"autograd": autograd.moons} if autograd else {}
    )
    finals = {name: descend(step, start, X, y) for name, step in steps.items()}
    agree("moons", list(finals.values()))
    times = in_turn(rounds, {name: lambda s=step: descend(s, start, X, y) for name, step in steps.items()})
    if micrograd:
        network = micrograd.network()[0]
        began = time.process_time()
        first, second = micrograd.losses(network, X, y, [1.0, 1 - 0.9 / STEPS])
        times["micrograd"] = (time.process_time() - began) / 2 * (STEPS + 1)
        loss, gradients = peers.Ours().moons(start, X, y)
        moved = [p - g for p, g in zip(start, gradients, strict=True)]
        agree("moons, first steps", [[first, second], [loss, peers.Ours().moons(moved, X, y)[0]]])
    off = abs(finals["ours"] - finals["by hand"])
    yield "moons", times, [("micrograd", "÷ ours ≥", 1000), ("autograd", "≤", 0.3)]
    yield "moons, final loss minus that by hand", {"ours": off}, [(None, "≤", 1e-9)]


def epoch(step, parameters, batches):
    """Adam, as calcml's and everybody's: the same arrays and operations for every library but PyTorch and JAX."""
    means = squares = [0.0] * len(parameters)
    for t, (X, labels) in enumerate(batches, 1):
        loss, gradients = step(parameters, X, labels)
        means = [0.9 * m + 0.1 * g for m, g in zip(means, gradients, strict=True)]
        squares = [0.999 * s + 0.001 * g * g for s, g in zip(squares, gradients, strict=True)]
        parameters = [
            p - RATE * (m / (1 - 0.9**t)) / (np.sqrt(s / (1 - 0.999**t)) + 1e-8)
            for p, m, s in zip(parameters, means, squares, strict=True)
        ]
    return loss


def digits(rounds):
    rng = np.random.default_rng(0)
    sizes = (64, 128, 64, 10)
    start = []
    for n, m in zip(sizes, sizes[1:], strict=False):
        start += [rng.normal(0, (2 / n) ** 0.5, (n, m)), np.zeros(m)]
    batches = [(rng.random((64, 64)), rng.integers(0, 10, 64)) for _ in range(28)]
    steps = {"by hand": peers.ByHand().digits, "ours": peers.Ours().digits}
    if autograd := peer(peers.Autograd):
        steps["autograd"] = autograd.digits
    calls = {name: lambda s=step: epoch(s, start, batches) for name, step in steps.items()}
    if torch := peer(peers.Torch):
        of_torch = torch.batches(batches)
        calls["torch"] = lambda: torch.epoch(start, of_torch, RATE)
    if jax := peer(lambda: peers.Jax(RATE)):
        calls["jax, compiled"] = lambda: jax.epoch(start, batches)
    agree("digits", [call() for call in calls.values()], 1e-6)
    wanted = [("by hand", "≤", 1.4), ("torch", "≤", 0.6), ("autograd", "≤", 0.6), ("jax, compiled", "", None)]
    yield "digits", in_turn(rounds, calls), wanted


def chain(rounds):
    def walk(n):
        x = y = ad.Tensor(1.0)
        for _ in range(n):
            y = y * 1.0
        y.backward()
        if x.grad != 1:
            raise RuntimeError("the chain lost its gradient")

    each = {}
    for n in (10**2, 10**3, 10**4, 10**5, 10**6):
        repeats = max(1, 10**4 // n)
        took = in_turn(max(3, rounds // 3) if n > 10**4 else rounds, {"ours": lambda n=n: walk(n)}, repeats)["ours"]
        each[f"10^{round(np.log10(n))}"] = took / n
    yield "chain, each operation", each, []
    yield "chain, slowest ÷ fastest", {"ours": max(each.values()) / min(each.values())}, [(None, "≤", 3)]


FUNCTIONS = {  # for any library's functions m: formula, how often its gradient may take the function's time
    "elementwise": (lambda m, x: m.sum(m.sin(x) * m.exp(-0.5 * x * x) + m.tanh(x)), 3.5),
    "rosenbrock": (lambda m, x: m.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2), 6),
}


class OurFunctions:
    """The functions of calcml.autodiff, with sum as a function."""

    sin, exp, tanh = ad.sin, ad.exp, ad.tanh

    @staticmethod
    def sum(x):
        return x.sum()


def peak(call):
    """Megabytes at the highest point."""
    tracemalloc.start()
    call()
    highest = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return highest


def million(rounds):
    x, autograd = np.random.default_rng(0).normal(size=10**6), peer(peers.Autograd)
    for name, (f, wanted) in FUNCTIONS.items():
        gradients = {"ours": ad.grad(lambda x, f=f: f(OurFunctions, x))}
        if autograd:
            gradients["autograd"] = autograd.grad(lambda x, f=f: f(autograd.anp, x))
        calls = {who: lambda g=gradient: g(x) for who, gradient in gradients.items()}
        agree(name, [call() for call in calls.values()])
        times = in_turn(rounds, {"the function": lambda f=f: f(np, x)} | calls)
        yield f"gradient of {name}", times, [("the function", "≤", wanted)]
        yield f"peak of {name}, MB", {who: peak(call) for who, call in calls.items()}, [("autograd", "≤", 1.1)]


def garbage(rounds):
    rng = np.random.default_rng(0)
    parameters = [rng.normal(size=shape) for shape in ((64, 32), (32,), (32, 10), (10,))]
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        peers.Ours().digits(parameters, rng.random((64, 64)), rng.integers(0, 10, 64))
    found = gc.collect()
    gc.enable()
    yield "objects in cycles after training", {"ours": found}, [(None, "≤", 0)]


CASES = {"chain": chain, "garbage": garbage, "readme": readme, "moons": two_moons, "digits": digits, "million": million}


def shown(name, value):
    """A time in a unit that suits it, or a plain number."""
    if any(word in name for word in ("MB", "minus", "÷", "objects")):
        return f"{value:.3g}"
    return f"{value * 1e6:.3g} µs" if value < 1e-3 else f"{value * 1e3:.3g} ms" if value < 1 else f"{value:.3g} s"


def rows(results):
    """What was measured, and whether it is what we want."""
    yield "| case | measured | ratio | wanted | reached |\n|---|---|---|---|---|"
    for name, values, wanted in results:
        measured = ", ".join(f"{who} {shown(name, value)}" for who, value in values.items())
        yield f"| {name} | {measured} | | | |"
        for other, sign, limit in wanted:
            if other is not None and other not in values:
                continue
            up = "≥" in sign
            ratio = values["ours"] / (1 if other is None else values[other])
            ratio = 1 / ratio if up else ratio
            what = "ours" if other is None else f"{other} ÷ ours" if up else f"ours ÷ {other}"
            reached = "" if limit is None else "yes" if (ratio >= limit if up else ratio <= limit) else "NO"
            asked = "" if limit is None else f"{'≥' if up else '≤'} {limit:g}"
            yield f"| | {what} | {ratio:.3g} | {asked} | {reached} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="how often each takes its turn (default: 15)")
    parser.add_argument("--only", nargs="+", choices=CASES, default=list(CASES), help="some of the cases")
    parser.add_argument("--json", type=Path, default=RESULTS, help=f"where the results go (default: {RESULTS})")
    arguments = parser.parse_args()
    before, results = os.getloadavg(), []
    for name in arguments.only:
        results += CASES[name](arguments.rounds)
    after = os.getloadavg()
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps({"load": [before, after], "results": results}, indent=1))
    print(f"{arguments.rounds} rounds, one thread; load before and after: {before[0]:.1f}, {after[0]:.1f}.\n")
    print("\n".join(rows(results)))
    if missing:
        print(f"\nNot installed, so left out: {', '.join(missing)}. They are in the extra peers.")
    print(f"\nAll numbers: {arguments.json}")


if __name__ == "__main__":
    main()
