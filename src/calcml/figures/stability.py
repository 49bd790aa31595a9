"""The plane of learning rate and momentum: where the heavy ball settles on a quadratic, and how."""

import matplotlib.pyplot as plt
import numpy as np

from calcml import plotting
from calcml.figures.descents import plain
from calcml.figures.parts import moving_line, moving_point
from calcml.figures.trails import Edge
from calcml.live import Handle, LiveFigure, Slider
from calcml.live.formula_line import coloured, decimal, math, power
from calcml.style import COLOURS, TEXT_COLOURS

MOST = 40  # steps of the error
SEEN = 3.3  # errors up to this are seen
LEVELS = [0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6]
NEARLY = 1e-6  # numbers closer than this count as equal: the stops are much farther apart
RATES, MOMENTA = (0.0, 4.4), (-1.1, 1.1)


def stability_plane(rate=0.5, momentum=0.5):
    """The heavy ball's spectral radius over the plane of ηλ and β, and the error of one walk beside it.

    On f = λw²/2 a step leads from (w, w before) to M(w, w before), with M = [[1 − ηλ + β, −β], [1, 0]]. The error dies
    out exactly where the larger of M's eigenvalues in size, the spectral radius, is below 1: for |β| < 1 and
    0 < ηλ < 2(1 + β). Drag the point. First used in notebook 06.

    Parameters
    ----------
    rate : float
        ηλ, from 0.05 to 4.4: the learning rate in units of 1/λ.
    momentum : float
        β, from −1.1 to 1.1.

    Returns
    -------
    LiveFigure
        Its controls: rate and momentum.
    """
    picture = _Stability()
    controls = {
        "rate": Slider(0.05, RATES[1], rate, stops=88, label="η · λ"),
        "momentum": Slider(*MOMENTA, momentum, stops=45, label="momentum β"),
    }
    handles = [Handle(picture.at, x="rate", y="momentum", label="η · λ and β")]
    return LiveFigure(picture.fig, picture.update, handles=handles, name="stability_plane", **controls)


def roots(rate, momentum):
    """The eigenvalues of M, those of larger size first; shape (2, ...)."""
    half = (1 - np.asarray(rate) + momentum) / 2
    root = np.sqrt(half * half - momentum + 0j)
    both = np.array([half + root, half - root])
    return np.where(np.abs(both[0]) >= np.abs(both[1]), both, both[::-1])


def radius(rate, momentum):
    """The spectral radius of M, entry by entry."""
    return np.abs(roots(rate, momentum)[0])


def errors(rate, momentum, steps=MOST):
    """The error after each step, from 1 at the start and v = 0."""
    w, v, out = 1.0, 0.0, [1.0]
    for _ in range(steps):
        v = momentum * v + w
        w = w - rate * v
        out.append(w)
    return np.array(out)


class _Stability:
    """The plane with the limit drawn in, and the error against the step."""

    def __init__(self):
        self.fig, (self.plane, self.walk) = plt.subplots(
            1, 2, figsize=(7, 3.7), layout="constrained", width_ratios=(1.3, 1)
        )
        self._draw_plane()
        plotting.zero_line(self.walk)
        self.walk.set(xlim=(-1.5, MOST + 1.5), ylim=(-SEEN, SEEN), yticks=range(-3, 4), xlabel="step")
        self.walk.set_title("Error against the step")
        self.at = moving_point(self.plane, "start")
        self.at.set_clip_on(False)
        self.path = moving_line(self.walk, "path", "-", lw=1.3, marker="o", ms=4, mew=0)
        self.edge = Edge(self.walk)

    def _draw_plane(self):
        beta = np.array([-1, 1])
        self.plane.set(xlabel="η · λ", ylabel="momentum β", title="Spectral radius")
        plotting.contours(self.plane, radius, RATES, MOMENTA, levels=LEVELS)
        limit = {"color": COLOURS["derivative"], "lw": 2.2, "ls": "--", "zorder": 3, "label": "ηλ = 2(1 + β)"}
        self.plane.plot(2 * (1 + beta), beta, **limit)
        self.plane.legend(loc="lower right", labelcolor=TEXT_COLOURS["derivative"], borderaxespad=0.2)

    def update(self, rate, momentum):
        error = errors(rate, momentum)
        self.at.set_data([rate], [momentum])
        left = int(np.flatnonzero(np.abs(error) <= SEEN)[-1]) + 1  # where it leaves the picture for good
        seen = error[: left + 1]
        self.path.set_data(np.arange(len(seen)), seen)
        self.edge.show(np.array([len(seen) - 1.0, seen[-1]]))
        return _words(rate, momentum), _formula(rate, momentum)


def _words(rate, momentum):
    first, second = roots(rate, momentum)
    rho = abs(first)
    if rho < NEARLY:
        return "The spectral radius is 0, below 1: stable. One step takes away the whole error."
    if abs(rho - 1) < NEARLY:
        return f"The spectral radius is 1, the limit: the error does not die out. {_rhythm(first, second)}"
    fate = "below 1: stable" if rho < 1 else "above 1: unstable"
    average = ", on average" if abs(first.imag) > NEARLY or abs(first + second) < NEARLY else ""
    long_run = f"In the long run each step multiplies the error’s size by about that{average}"
    return f"The spectral radius is about {plain(rho, 3)}, {fate}. {long_run}. {_rhythm(first, second)}"


def _rhythm(first, second):
    """Whether the error oscillates, from the eigenvalues."""
    if abs(first.imag) > NEARLY:
        pair = f"{_value(first.real)} ± {_value(abs(first.imag))}i"
        return f"The eigenvalues {pair} are a complex pair: the error oscillates in waves."
    pair = f"The eigenvalues are {_value(first.real)} and {_value(second.real)},"
    if abs(first + second) < NEARLY:
        return f"{pair} opposite and equal in size: the error has a rhythm of two steps."
    if first.real < -NEARLY:
        return (
            f"{pair} the larger in size negative: the error oscillates, in the long run from side to side at each step."
        )
    return f"{pair} the larger in size not negative: in the long run the error does not oscillate."


def _formula(rate, momentum):
    beta, limit = decimal(momentum, 2), 2 * (1 + momentum)
    term = f"({beta})" if beta.startswith("−") else beta
    rule = math(power("r", "2"), f" − (1 − {decimal(rate, 2)} + {term}) r + {term} = 0, ")
    if abs(momentum) > 1 - NEARLY:
        return rule + math(coloured("derivative", f"|β| = {beta.lstrip('−')} ≥ 1"))
    sign = "=" if abs(rate - limit) < NEARLY else "<" if rate < limit else ">"
    return rule + math(f"ηλ = {decimal(rate, 2)} {sign} ", coloured("derivative", f"2(1 + β) = {decimal(limit, 2)}"))


def _value(x):
    return plain(x, 3) if abs(x) > NEARLY else "0"
