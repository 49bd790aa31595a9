"""The results of classroom.py as a table: a column for each size of the class."""

from statistics import median

from report import middle, row, total

SHARE, LATE = 0.95, 25  # as drag.py wants them of a learner alone; ms
NO_KERNEL = "all its stops in the page", "the same, the kernel halted"
MISTAKES = "wrong_final", "wrong_sentences", "backward"


def spread(values, digits=0):
    """The middle of them, and the largest in brackets."""
    return f"{median(values):.{digits}f} ({max(values):.{digits}f})"


def both(learners, kind="pss"):
    """Megabytes of the server and the kernel of each."""
    return [learner["server"][kind] + learner["kernel"][kind] for learner in learners]


def simulated_lines(one):
    """What the simulated learners of one class took, and when they were where."""
    each, ready = one["usage"]["learners"], one["ready"]
    yield "memory a learner, PSS: server + kernel (most)", f"{spread(both(each))} MB"
    for part in ("server", "kernel"):
        yield f"… its {part}", f"{median(learner[part]['pss'] for learner in each):.0f} MB"
    yield "… shared with nobody", f"{spread(both(each, 'own'))} MB"
    yield "the hub and its proxy, PSS", f"{one['usage']['hub']['pss']:.0f} MB"
    for key, words in (("server", "JupyterLab"), ("kernel", "a kernel"), ("figure", "the first figure")):
        yield f"login → {words} (last learner)", f"{spread([learner[key] for learner in ready], 1)} s"
    yield "login → notebook run to its end (last)", f"{spread([learner['notebook'] for learner in ready], 1)} s"
    yield "processor a learner up to there", f"{median(learner['processor'] for learner in each):.1f} s"
    yield "processor of the hub and its proxy up to there", f"{one['usage']['hub_processor']:.1f} s"
    asked, shown = (sum(drag[key] for drag in one["drags"]) for key in ("asked", "shown"))
    yield "all drag at once: shown / stops asked", f"{shown} / {asked} = {shown / asked:.2f}"
    late = [1000 * drag["late"] for drag in one["drags"]]
    yield "… last move → right stop in the page (worst)", f"{spread(late)} ms"
    yield "… messages sent for a drag", f"{median(drag['sent'] for drag in one['drags']):g}"
    yield "… processor of server and kernel for a drag", f"{one['drag_processor']:.2f} s"


def real_lines(one):
    """What the learner in Chromium saw, while the others worked."""
    yield "Chromium: login → first figure", f"{one['at']['figure']:.1f} s"
    for case, drags in one["drags"].items():
        yield f"{case}: pictures / moves the page got", f"{middle(drags, 'pictures'):g} / {middle(drags, 'seen'):g}"
        late = [drag["late"] for drag in drags]
        yield "… last move → right picture (worst)", "never" if None in late else f"{spread(late)} ms"
    drags = sum(one["drags"].values(), [])
    yield "wrong pictures, sentences, moves against the hand", "/".join(str(total(drags, key)) for key in MISTAKES)
    drawn = [drag["drawn"] for drag in one["drags"][NO_KERNEL[0]]]
    yield "cell run → all 201 stops in the page (worst)", f"{spread(drawn, 1)} s"
    sent, got = (one["messages"][way] for way in ("Sent", "Received"))
    yield "one such drag: messages sent, got", f"{sent['messages']}, {got['messages']}"
    asked, shown = (sum(report[key] for report in one["work"]) for key in ("asked", "shown"))
    yield "the others at work: shown / stops asked", f"{shown / asked:.2f}" if asked else "-"
    yield "cores that all servers and kernels take meanwhile", f"{one['cores']:.2f}"
    yield "memory a learner, PSS, at the end of it (most)", f"{spread(both(one['usage']['learners']))} MB"


def targets(classes):
    """What must hold: the drag that needs no kernel shows as much in a class as to a learner alone."""
    for count, one in classes.items():
        if "real" not in one:
            continue
        drags = sum((one["real"]["drags"][case] for case in NO_KERNEL), [])
        shares = [drag["pictures"] / drag["seen"] for drag in drags]
        late, wrong = middle(drags, "late"), sum(total(drags, key) for key in MISTAKES)
        for words, value, wanted, reached in (
            (
                "pictures for each move that the page got",
                f"{median(shares):.2f}",
                f"≥ {SHARE}",
                median(shares) >= SHARE,
            ),
            ("last move → right picture", f"{late:.0f} ms", f"≤ {LATE} ms", late <= LATE),
            ("wrong pictures or sentences, moves against the hand", wrong, "0", not wrong),
        ):
            yield row([f"{count} learners: {words}", value, wanted, "yes" if reached else "NO"])


def text(results):
    """The whole report."""
    classes = results["classes"]
    lines = [f"{results['notebook']}, {results['cores']} cores, JupyterHub {results['jupyterhub']}.", ""]
    lines += [row(["learners", *classes]), "|---" * (len(classes) + 1) + "|"]
    columns = [
        [("load before, between and after", ", ".join(f"{load[0]:.1f}" for load in one["load"]))]
        + [*simulated_lines(one["simulated"])]
        + [*(real_lines(one["real"]) if "real" in one else ())]
        for one in classes.values()
    ]
    lines += [row([cells[0][0], *(value for _, value in cells)]) for cells in zip(*columns, strict=True)]
    reached = [*targets(classes)]
    if reached:
        lines += ["", row(["to reach", "measured", "wanted", "reached"]), "|---" * 4 + "|", *reached]
    return "\n".join(lines)
