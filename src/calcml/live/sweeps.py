"""Which stops are drawn, and in which order: the cross through one of them, and coarse grids.

A stop is a tuple of one index for each moving control, in the order of `controls`.
"""

import itertools

from calcml.live.controls import Slider
from calcml.live.steps import Steps

COARSE = 21  # stops of each of the two sliders that one handle drags
BEYOND = 6  # stops further than a hand is expected to get while the next ones are asked for
GRID = {2: COARSE, 3: 7, 4: 5}  # stops of each slider in a page, by the number of sliders: at most 625 in all
TRACE, TRACES = 61, 729  # steps of a trace in a page, and how many steps of all traces there are about


def cross(controls, stop, first=None):
    """Stops through `stop`, slider after slider, nearest first, for every state of the choices and reveals.

    `first` is the number of the control that is moved now: its sweep comes first. Then come steps, which Play may ask
    for at once; those ahead are drawn before those behind.
    """
    order = sorted(range(len(controls)), key=lambda k: (k != first, not isinstance(controls[k], Steps)))
    sweeps = [k for k in order if isinstance(controls[k], Slider)]
    switches = [k for k in order if k not in sweeps]
    states = itertools.product(*(range(len(controls[k].stops)) for k in switches))
    for state in sorted(states, key=lambda s: sum(stop[k] != i for k, i in zip(switches, s, strict=True))):
        at = list(stop)
        for k, i in zip(switches, state, strict=True):
            at[k] = i
        yield tuple(at)
        for k in sweeps:
            ahead = isinstance(controls[k], Steps)
            for i in sorted(range(len(controls[k].stops)), key=lambda i, k=k: (ahead and i < at[k], abs(i - at[k]))):
                yield (*at[:k], i, *at[k + 1 :])


def pair_grid(controls, stop, pair):
    """Coarse stops of the two sliders that one handle drags, nearest first; all others stay as they are in `stop`."""
    x, y = pair

    def distance(ij):
        return sum(((i - stop[k]) / len(controls[k].stops)) ** 2 for k, i in zip(pair, ij, strict=True))

    coarse = itertools.product(controls[x].coarse(COARSE), controls[y].coarse(COARSE))
    for ij in sorted(coarse, key=distance):
        at = list(stop)
        at[x], at[y] = ij
        yield tuple(at)


def line(controls, stop, ahead):
    """Stops on the way that a hand takes: from `ahead`, where it will be soon, and on; then those between."""
    far = max((abs(j - i) for i, j in zip(stop, ahead, strict=True)), default=0)
    for step in (*range(far, 2 * far + BEYOND), *range(1, far)) if far else ():
        at = [i + round((j - i) * step / far) for i, j in zip(stop, ahead, strict=True)]
        yield tuple(min(max(i, 0), len(control.stops) - 1) for i, control in zip(at, controls, strict=True))


def grid(controls):
    """Coarse stops of all sliders together, for a page in which no kernel can draw the stop that is wanted.

    Steps are walked through one by one there: so few traces are drawn, and these whole, if they are not long.
    """
    sliders = sum(isinstance(control, Slider) for control in controls)
    if sliders < 2:
        return
    counts = dict.fromkeys(controls, GRID[sliders])
    for steps in (control for control in controls if isinstance(control, Steps)):
        of_a_trace = min(len(steps.stops), TRACE)
        traces = int((TRACES / of_a_trace) ** (1 / (sliders - 1)))
        counts = dict.fromkeys(controls, min(max(traces, 3), COARSE)) | {steps: of_a_trace}
    yield from itertools.product(*(control.coarse(counts[control]) for control in controls))
