"""Drag every slider of the course's own figures, in JupyterLab in Chromium: how many pictures, and how late?

    python benchmarks/course.py gradient_descent curvature [--delay 0.15]

Names are modules of calcml.figures. See README.md beside this file for how a drag is made and what is counted.
"""

import argparse
import os
import tempfile

import drag
from browser import Bench, chromium, far_away, jupyterlab

from calcml import figures

NEAR, FAR = 0.1, 0.9  # where on a slider's track a drag ends, whichever is further away


def sliders(picture):
    """Name, number of stops and place in a picture's stop of each slider, in the order of the page."""
    module, name = picture.split(".")
    figure = getattr(getattr(figures, module), name)()
    places = {name: place for place, name in enumerate(figure._drawing.moving)}
    ranges = [control for control in figure._controls if control["kind"] in ("slider", "steps")]
    return [(control["name"], len(control["stops"]), places[control["name"]]) for control in ranges]


def drag_slider(bench, picture, nth, stops, places):
    """Drag one slider of a fresh figure: pictures shown, pictures there could have been, milliseconds at the end."""
    bench.show(picture)
    drag.pause(bench)
    x, y, length = bench.track(nth)
    at = bench.page.evaluate("bench.values('live')")[nth] / (stops - 1)
    share = max(NEAR - at, FAR - at, key=abs)
    bench.page.evaluate("bench.record('live')")
    bench.drag((x, y), share * length, drag.MOVES, drag.RATE)
    recording = bench.page.evaluate("quiet => bench.stop(quiet)", drag.QUIET)
    moves, wanted = recording["moves"], [str(value) for value in recording["values"]]
    states = [(entry["at"], entry["picture"].split("|")[0].split(",")) for entry in recording["shown"]]
    shown = [(at, [state[place] for place in places]) for at, state in states]  # the sliders' part of it
    if shown[-1][1] != wanted:
        raise AssertionError(f"{picture}: the sliders stand at {wanted}, but the picture is for {shown[-1][1]}")
    right = min(at for at, stop in shown if at > max((a for a, s in shown if s != wanted), default=0))
    possible = min(len(moves), len({stop for stop in recording["wanted"] if stop}) - 1)
    return len({tuple(stop) for _, stop in shown}) - 1, possible, max(0.0, right - moves[-1]), recording["farFor"]


def table(bench, picture):
    """Print a line for each slider."""
    found = sliders(picture)
    for nth, (name, stops, _) in enumerate(found):
        pictures, possible, late, far = drag_slider(bench, picture, nth, stops, [place for *_, place in found])
        share = f"{pictures / possible:.2f}" if possible else "-"
        print(f"{picture + ' ' + name:<44}{pictures:>4} of {possible:<4}{share:>5}{late:>8.0f} ms{far:>8.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="+", choices=sorted(figures.__all__))
    parser.add_argument("--delay", type=float, default=0.0, help="seconds, each way, of the proxy (default: none)")
    arguments = parser.parse_args()
    pictures = [f"{name}.{figure}" for name in arguments.modules for figure in getattr(figures, name).__all__]
    with tempfile.TemporaryDirectory() as folder, jupyterlab(folder) as port, chromium() as browser:
        with far_away(port, arguments.delay) as reached:
            bench = Bench(*browser, reached, folder, "live")
            print(f"load {os.getloadavg()[0]:.1f}; {2000 * arguments.delay:.0f} ms there and back")
            print(f"{'figure, slider':<44}{'pictures, of those that were asked for':<20}, last → right, > 2 stops off")
            for picture in pictures:
                table(bench, picture)
            bench.close()


if __name__ == "__main__":
    main()
