"""What every live figure weighs, without a kernel: its page, gzipped, beside its budget; and a stop's time and bytes.

    python benchmarks/payload.py [name ...]

Budgets: 150 KB for one slider, 300 KB for a grid of two or more, 600 KB where images or a whole axes move, or a
surface is shown.
"""

import gzip
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from test_composite import FACTORIES  # noqa: E402

from calcml.live import Slider  # noqa: E402
from calcml.live.packing import pack  # noqa: E402

KB = 1000


def budget(figure):
    """KB that a figure's page may take."""
    drawing = figure._drawing
    if drawing.layers._has_images or any(ax.name == "3d" for ax in drawing.layers.fig.axes):
        return 600
    return 300 if sum(isinstance(control, Slider) for control in drawing.controls.values()) > 1 else 150


def weigh(name):
    """Print one line; whether the figure keeps to its budget."""
    figure = FACTORIES[name]()
    drawing = figure._drawing
    stops = list(dict.fromkeys(drawing.cross(drawing.starts())))[:100]
    begin = time.perf_counter()
    frames = {stop: drawing.frame(stop) for stop in stops}
    each = (time.perf_counter() - begin) / len(stops)
    page, most = len(gzip.compress(figure.to_html().encode())) / KB, budget(figure)
    row = name, f"{page:.0f}", most, f"{1000 * each:.1f}", f"{len(pack(frames)) / len(stops) / KB:.2f}"
    print(f"| {' | '.join(map(str, row))} |", flush=True)
    figure.close()
    return page <= most


def main():
    names = sys.argv[1:] or FACTORIES
    print("| figure | page, KB | budget, KB | ms a stop | KB a stop, of the first 100 |\n|---|---|---|---|---|")
    if not all([weigh(name) for name in names]):
        sys.exit("Some figures are beyond their budgets.")


if __name__ == "__main__":
    main()
