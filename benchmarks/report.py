"""The results of drag.py as tables: what was measured, and whether it is what we want."""

from statistics import median

WAYS = {"direct": "directly", "delayed": "through the proxy"}
KINDS = {"live": "calcml's live figure", "interact": "interact + inline", "image": "PNG in ipywidgets.Image"}
KB = 1000
WANTED = {"one slider": 0.95, "second slider, off the cross": 0.9, "handle": 0.95}  # pictures for each move
POINT = {"direct": 0.7, "delayed": 0.5}  # the same for a point dragged diagonally, where not every stop is drawn
TURNS = 15  # pictures a second, of a surface that turns over stops already drawn
DRAWN_IN = 50  # ms for a stop that is wanted now, beside the way there and back
MISTAKES = {  # what must never happen: measure -> words
    "wrong_final": "wrong final pictures",
    "wrong_sentences": "sentences of another picture",
    "backward": "moves against the hand",
}


def middle(drags, key):
    """Median of a measure over the rounds; None where a round had none."""
    values = [drag[key] for drag in drags]
    return None if None in values else median(values)


def total(drags, key):
    return sum(drag[key] for drag in drags)


def targets(results):
    """Every figure to reach: [what, measured, wanted, reached]."""
    rows = []
    for way, over_interact in (("direct", 4), ("delayed", 12)):
        drags, round_trip = results[way]["drags"], 2000 * results["delay"] * (way == "delayed")
        rows += _drag_targets(drags, WAYS[way], results["moves"], over_interact)
        rows += _point_and_surface(drags, WAYS[way], results["moves"], POINT[way], round_trip + DRAWN_IN)
    moving = middle(results["direct"]["starts"]["live"], "moving")
    wire, sizes = results["direct"]["payload"], results["sizes"]
    return [
        *rows,
        _at_most("cell run to a live figure that moves, two sliders of 101 stops", moving, 1000, " ms"),
        _at_most("widget messages for it, gzipped", wire["gzipped"] / KB, 150, " KB"),
        _at_most("to_html() of it, gzipped", sizes["html"] / KB, 150, " KB"),
        _at_most("page script, as it is", sizes["script"] / KB, 30, " KB"),
    ]


def _drag_targets(cases, way, moves, over_interact):
    rows = []
    for case, wanted in WANTED.items():
        drags = cases.get(case)
        if not drags:  # left out with --only
            continue
        count, late = middle(drags["live"], "pictures"), middle(drags["live"], "late")
        rows.append(_at_least(f"{case}, {way}: pictures for each move", count / moves, wanted))
        if "interact" in drags:
            ratio = count / max(1, middle(drags["interact"], "pictures"))
            rows.append(_at_least(f"{case}, {way}: times as many pictures as interact", ratio, over_interact))
        rows.append(_at_most(f"{case}, {way}: last move to the right picture", late, 25, " ms"))
    lives = [drag for drags in cases.values() for drag in drags["live"]]
    for measure, words in MISTAKES.items():
        rows.append(_at_most(f"all, {way}: {words}", total(lives, measure), 0))
    return rows


def _point_and_surface(cases, way, moves, wanted, far_for):
    rows = []
    if "point" in cases:
        drags = cases["point"]["live"]
        count = middle(drags, "pictures")
        rows.append(_at_least(f"point, {way}: pictures for each move", count / moves, wanted))
        longest = max(drag["far_for"] for drag in drags)
        rows.append(_at_most(f"point, {way}: more than two stops behind", longest, far_for, " ms"))
    if "surface" in cases:
        count = middle(cases["surface"]["live"], "pictures")  # all moves are made within one second
        rows.append(_at_least(f"surface, {way}: pictures a second", count, TURNS))
    return rows


def _at_least(what, value, wanted):
    return [what, f"{value:.2f}", f"≥ {wanted}", value >= wanted]


def _at_most(what, value, wanted, unit=""):
    shown = "never" if value is None else f"{value:.0f}{unit}"
    return [what, shown, f"≤ {wanted}{unit}", value is not None and value <= wanted]


def drag_lines(results):
    """One line for each way, case and technique."""
    columns = ["", "pictures / moves", "moves the page got", "last move → right picture (worst)"]
    columns += ["more than two stops behind (worst)", *MISTAKES.values()]
    yield from (row(columns), "|---" * len(columns) + "|")
    for way, words in WAYS.items():
        for case, techniques in results[way]["drags"].items():
            for technique, drags in techniques.items():
                late, far = [drag["late"] for drag in drags], [drag["far_for"] for drag in drags]
                yield row([
                    f"{case}, {words}: {KINDS[technique]}",
                    f"{middle(drags, 'pictures'):g} / {results['moves']}",
                    f"{middle(drags, 'seen'):g} at {middle(drags, 'rate'):.0f}/s",
                    "never" if None in late else f"{median(late):.0f} ms ({max(late):.0f})",
                    f"{median(far):.0f} ms ({max(far):.0f})" if technique == "live" else "",
                    *(total(drags, measure) for measure in MISTAKES),
                ])  # fmt: skip


def start_lines(results):
    """How long a cell takes until its picture is there."""
    yield from (row(["cell run → picture, two sliders of 101 stops", *WAYS.values()]), "|---" * 3 + "|")
    rows = [(technique, "ready", KINDS[technique]) for technique in results["direct"]["starts"]]
    for technique, key, kind in [*rows, ("live", "moving", f"{KINDS['live']}, and has moved")]:
        yield row([kind, *(f"{middle(results[way]['starts'][technique], key):.0f} ms" for way in WAYS)])


def size_lines(results):
    """What the figure with two sliders weighs."""
    sizes, wire = ({k: v / KB for k, v in part.items()} for part in (results["sizes"], results["direct"]["payload"]))
    yield f"Widget messages: {wire['bytes']:.0f} KB on the wire, {wire['gzipped']:.0f} KB gzipped."
    yield f"to_html(): {sizes['html']:.0f} KB gzipped."
    yield f"Page script: {sizes['script']:.1f} KB, {sizes['script_gzipped']:.1f} KB gzipped."


def row(cells):
    return f"| {' | '.join(map(str, cells))} |"


def text(results):
    """The whole report."""
    loads = ", ".join(f"{load[0]:.1f}" for load in results["load"])
    lines = [f"{results['rounds']} rounds, {results['cores']} cores; load before, between and after: {loads}.", ""]
    lines += [*drag_lines(results), "", *start_lines(results), "", *size_lines(results), ""]
    lines += [row(["to reach", "measured", "wanted", "reached"]), "|---" * 4 + "|"]
    lines += [row([*cells, "yes" if reached else "NO"]) for *cells, reached in results["targets"]]
    return "\n".join(lines)
