"""Drag the same pictures in three techniques, in JupyterLab in Chromium: how many pictures, how late, which wrong?

    python benchmarks/drag.py [--rounds 5] [--delay 0.15] [--json FILE] [--only point surface]

See README.md beside this file for what is measured, and how to read the table.
"""

import argparse
import base64
import json
import os
import platform
import signal
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import measure
import pictures
import report
from browser import Bench, chromium, far_away, jupyterlab

MOVES = RATE = 60  # pointer moves, and how many a second
HUMAN_PAUSE = 0.8  # seconds between running a cell, or letting go of a slider, and the next grip
QUIET = 600  # milliseconds without a change, after which a drag's pictures have all arrived
ALONG = 0.8  # of a slider's length, from a tenth to nine tenths
AXES = 0.775, 0.77  # shares of the figure's width and height that matplotlib's default layout gives the axes
CASES = {
    "one slider": "live interact image",
    "second slider, off the cross": "live interact image",
    "handle": "live",
    "point": "live",
    "surface": "live",
}
RESULTS = Path(tempfile.gettempdir(), "calcml-bench", "drag.json")


def pause(bench):
    """Wait as a learner does between two grips, while the page goes on."""
    bench.page.wait_for_timeout(HUMAN_PAUSE * 1000)


def record(bench, picture, sliders, start, along, up=0):
    """Drag once and return what was shown, as a `measure.Drag`."""
    bench.page.evaluate("technique => bench.record(technique)", bench.technique)
    bench.drag(start, along, MOVES, RATE, up)
    recording = bench.page.evaluate("quiet => bench.stop(quiet)", QUIET)
    return measure.Drag(bench.technique, picture, recording, *sliders)


def numbers(bench, drag):
    """The drag's measures, its final picture compared with what Python draws anew."""
    wanted = dict(zip(drag.names, drag.wanted, strict=True))
    expected = pictures.expected(bench.technique, drag.picture, wanted)
    if bench.technique == "live":
        return drag.numbers(bench.page.evaluate("fragment => bench.isLayer(fragment)", expected))
    return drag.numbers(measure.same_pixels(drag.final_png, expected))


def one_slider(bench):
    bench.show("one")
    pause(bench)
    x, y, length = bench.track(0)
    drag = record(bench, "one", ["x0"], (x, y), ALONG * length)
    drag.check_pointer(0.9)
    return numbers(bench, drag)


def second_slider(bench):
    """The first slider is moved and let go; then the second leaves the stops that were drawn at first."""
    bench.show("two")
    pause(bench)
    x, y, length = bench.track(0)
    bench.drag((x, y), 0.4 * length, MOVES // 2, RATE)
    pause(bench)
    x, y, length = bench.track(1)
    drag = record(bench, "two", ["h"], (x, y), ALONG * length)
    drag.check_pointer(0.9)
    return numbers(bench, drag)


def handle(bench):
    bench.show("one")
    pause(bench)
    x, y, width, _ = bench.handle()
    drag = record(bench, "one", ["x0"], (x, y), ALONG * 4 / 4.4 * AXES[0] * width)  # the slider's 4 of the x-axis' 4.4
    drag.check_pointer(0.9)
    return numbers(bench, drag)


def point(bench):
    """Diagonally over the contours, both sliders at once."""
    bench.show("point")
    pause(bench)
    x, y, *size = bench.handle()
    along, up = (ALONG * 4 / 4.4 * share * length for share, length in zip(AXES, size, strict=True))
    drag = record(bench, "point", ["x0", "y0"], (x, y), along, up)
    drag.check_pointer(0.9)
    return numbers(bench, drag)


def surface(bench):
    """Over stops that are drawn already: the second pause is long enough for all 25."""
    bench.show("surface")
    pause(bench)
    pause(bench)
    x, y, length = bench.track(0)
    drag = record(bench, "surface", ["azimuth"], (x, y), ALONG * length)
    drag.check_pointer(0.9)
    return numbers(bench, drag)


RUN = dict(zip(CASES, (one_slider, second_slider, handle, point, surface), strict=True))


def start(bench):
    """Run a cell with two sliders of 101 stops: milliseconds until the picture is there, and until it has moved."""
    ready = bench.show("two")
    if bench.technique != "live":
        return {"ready": ready}
    return {"ready": ready, "moving": ready + bench.page.evaluate("bench.nudge()")}


def payload(bench):
    """Bytes of the widget messages for a figure with two sliders of 101 stops, until all its stops are drawn."""
    session, messages = bench.page.context.new_cdp_session(bench.page), []

    def received(event):
        frame = event["response"]
        data = frame["payloadData"] if frame["opcode"] == 1 else base64.b64decode(frame["payloadData"])
        if message := measure.comm_message(data):
            messages.append(message)

    session.on("Network.webSocketFrameReceived", received)
    session.send("Network.enable")
    bench.show("two")
    count = -1
    while count != len(messages):
        count = len(messages)
        bench.page.wait_for_timeout(2000)
    session.detach()
    return {"messages": count, "bytes": sum(map(len, messages)), "gzipped": sum(map(measure.gzipped, messages))}


def sizes():
    """Sizes that need no browser: the page that needs no kernel, and the page's script."""
    figure = pictures.live("two")
    script, html = figure._esm.encode(), figure.to_html().encode()
    return {"html": measure.gzipped(html), "script": len(script), "script_gzipped": measure.gzipped(script)}


def one_way(browser, port, folder, rounds, cases):
    """All techniques in turn, `rounds` times over, in pages that reach JupyterLab through `port`."""
    drags, starts = {case: {} for case in cases}, {}
    with ExitStack() as stack:
        used = [technique for technique in pictures.TECHNIQUES if any(technique in CASES[case] for case in cases)]
        benches = [Bench(*browser, port, folder, technique) for technique in used]
        for bench in benches:
            stack.callback(bench.close)
        for bench in benches:  # nobody's first picture bears what is loaded only once
            bench.show("two")
        for number in range(rounds):
            print(f"  round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}", flush=True)
            for case in cases:
                for bench in (bench for bench in benches if bench.technique in CASES[case].split()):
                    drags[case].setdefault(bench.technique, []).append(RUN[case](bench))
            for bench in benches:
                starts.setdefault(bench.technique, []).append(start(bench))
        return {"drags": drags, "starts": starts, "payload": payload(benches[0])}


def measured(rounds, delay, cases=CASES):
    """Everything, as a dictionary that JSON can hold."""
    results = {"begun": datetime.now(UTC).isoformat(timespec="seconds"), "python": platform.python_version()}
    results |= {"rounds": rounds, "moves": MOVES, "delay": delay, "cores": os.cpu_count(), "load": [os.getloadavg()]}
    results["sizes"] = sizes()
    with tempfile.TemporaryDirectory() as folder, jupyterlab(folder) as port, chromium() as browser:
        for name, seconds in (("direct", 0), ("delayed", delay)):
            print(f"{name} ({2000 * seconds:.0f} ms there and back)", flush=True)
            with far_away(port, seconds) as reached:
                results[name] = one_way(browser, reached, folder, rounds, cases)
            results["load"].append(os.getloadavg())
    return results


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="repetitions, of which the median counts (default: 5)")
    parser.add_argument("--delay", type=float, default=0.15, help="seconds, each way, of the proxy (default: 0.15)")
    parser.add_argument("--json", type=Path, default=RESULTS, help=f"where the results go (default: {RESULTS})")
    parser.add_argument("--only", choices=CASES, nargs="+", default=list(CASES), help="cases (default: all)")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("drag.py was ended"))  # as an exception, so that all servers stop
    results = measured(arguments.rounds, arguments.delay, arguments.only)
    results["targets"] = report.targets(results)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(results, indent=1))
    print(report.text(results))
    print(f"\nAll numbers: {arguments.json}")


if __name__ == "__main__":
    main()
