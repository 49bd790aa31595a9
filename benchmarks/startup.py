"""How long imports and a notebook's first cell take, beside the libraries that they stand on.

    python benchmarks/startup.py [--rounds 15] [--json FILE]

Every measurement is a fresh process, and the processes take turns, so that a busy moment hits all alike. The median
counts. Beside the time on the wall stands the processor's, which other people's work on the machine changes less.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "01_derivatives.ipynb"
RESULTS = Path(tempfile.gettempdir(), "calcml-bench", "startup.json")
TIMER = """
import sys, time
wall, processor = time.perf_counter(), time.process_time()
exec(sys.argv[1])
print(time.perf_counter() - wall, time.process_time() - processor, file=sys.stderr)
"""
LIBRARIES = "import numpy\nimport matplotlib.pyplot\nimport ipywidgets"
TARGETS = [("calcml", "numpy", 1.3), ("first cell of notebook 01", "its libraries", 1.5)]


def first_cell():
    """The source of the notebook's first code cell."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code" and cell["id"] != "colab")


def seconds(code):
    """Seconds on the wall and of the processor that `code` takes in a fresh Python, once Python itself has started."""
    run = subprocess.run([sys.executable, "-c", TIMER, code], capture_output=True, text=True, cwd=NOTEBOOK.parent)
    if run.returncode:
        raise RuntimeError(f"This code failed:\n{code}\n\n{run.stderr}")
    return [float(number) for number in run.stderr.splitlines()[-1].split()]


def measured(rounds):
    """All times of every code, the codes in turn."""
    codes = {
        "numpy": "import numpy",
        "calcml": "import calcml",
        "its libraries": LIBRARIES,
        "first cell of notebook 01": first_cell(),
    }
    times = {name: [] for name in codes}
    for code in codes.values():  # once for the disk
        seconds(code)
    for _ in range(rounds):
        for name, code in codes.items():
            times[name].append(seconds(code))
    return times


def table(times):
    """A line for each target: on the wall, which decides, and of the processor."""
    yield "| to reach | wall | processor | wanted | reached |\n|---|---|---|---|---|"
    middles = {name: [median(clock) for clock in zip(*pairs, strict=True)] for name, pairs in times.items()}
    for what, beside, wanted in TARGETS:
        clocks = list(zip(middles[what], middles[beside], strict=True))
        cells = [f"{1000 * mine:.0f} / {1000 * its:.0f} ms = {mine / its:.2f}" for mine, its in clocks]
        reached = "yes" if middles[what][0] <= wanted * middles[beside][0] else "NO"
        yield f"| {what} / {beside} | {' | '.join(cells)} | ≤ {wanted} | {reached} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="processes for each code (default: 15)")
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
