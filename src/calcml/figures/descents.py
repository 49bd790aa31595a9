"""What the figures of descent share: a walk that knows how it ended, and words for its steps."""

import math as m
from dataclasses import dataclass

import numpy as np

from calcml.descent import GradientDescent, descend
from calcml.descent.walk import FAR
from calcml.live import Slider
from calcml.live.formula_line import Markup, decimal

_DECADE = np.arange(10, 100) / 10
TWENTY = 1, 1.1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3.2, 3.6, 4, 4.5, 5, 5.6, 6.3, 7.1, 8, 9  # Renard's: even steps
ROUND_OFF = 1e-12  # nearer to zero than this, measured in steps, a place is zero
_SAME = 1e-6  # steps whose lengths differ by less than this share are as long as each other
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_POWERS = {"1e-08": "10⁻⁸", "1e+12": "10¹²"}


class Rate(Slider):
    """The learning rate η, on a log scale whose stops are all numbers of two digits: 0.1, 0.11, 0.12, …

    Another `decade` gives it other stops from 1 to 10, and their tenfold.
    """

    def __init__(self, low, high, start, label="learning rate η", decade=_DECADE):
        decades = 10.0 ** np.arange(m.floor(m.log10(low)), m.ceil(m.log10(high)) + 1)
        stops = [float(f"{value:.2g}") for value in np.outer(decades, decade).ravel()]
        stops = [value for value in stops if low * 0.999 < value < high * 1.001]
        super().__init__(low, high, log=True, stops=len(stops), label=label)
        self.stops, self.texts = stops, [f"{value:.6f}".rstrip("0").rstrip(".") for value in stops]
        self.start = self.index(start)


@dataclass(frozen=True)
class Walk:
    """A descent as the figures show it.

    Attributes
    ----------
    positions, values, gradients : ndarray
        As in `calcml.descent.Path`: the start, and every position after it at which there are numbers.
    outcome, reason : str
        How it ended, as in Path, in words.
    lost : ndarray or None
        Where the next step would have led, if there are no numbers there.
    """

    positions: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    outcome: str
    reason: str
    lost: np.ndarray | None

    @property
    def last(self):
        """How many steps there are to be shown; the last one may lead to where nothing is."""
        return len(self.values) - 1 + (self.lost is not None)


def take_walk(f, gradient, start, rate, most):
    """Plain descent from `start`, at most so many steps.

    Raises
    ------
    ValueError
        If f has no value or no gradient at the start.
    """
    path = descend(f, gradient, start, GradientDescent(rate), steps=most)
    outcome, steps, lost = str(path.outcomes), len(path), None
    if steps < most and outcome in ("left the domain", "diverged") and not _beyond(path):
        lost = path.positions[-1] - rate * path.gradients[-1]
        lost = np.where(np.abs(lost) < ROUND_OFF * np.max(np.abs(lost - path.positions[-1])), 0, lost)
        lost = lost if np.all(np.isfinite(lost)) else None
    reason = path.reason.replace(", or give a larger `far`", "")
    for plain, nice in _POWERS.items():
        reason = reason.replace(plain, nice)
    return Walk(path.positions, path.values, path.gradients, outcome, reason, lost)


def _beyond(path):
    """Whether the last position that was kept is the one that is too far out."""
    return max(np.max(np.abs(path.positions[-1])), abs(path.values[-1])) > FAR


def fall_in_words(before, after):
    """What a step did to f."""
    if abs(after - before) <= 1e-13 * abs(before):
        return f"f stays at {plain(after)}"
    return f"f {'falls' if after < before else 'rises'} {way(before, after).replace('by −', 'by ')}"


def way(before, after):
    """From one number to another, in four to six digits; where these are the same, by how much."""
    a, b = apart(before, after)
    return f"from {a} to {b}" if a != b else f"by {plain(after - before, 2)} to {b}"


def apart(a, b):
    """Two numbers in four significant digits, or up to six if that tells them apart."""
    for digits in (4, 5, 6):
        shown = plain(a, digits), plain(b, digits)
        if shown[0] != shown[1]:
            return shown
    return plain(a), plain(b)


def plain(value, digits=4):
    """A number in so many significant digits, a very small or large one with a power of ten."""
    value = float(value)
    if value == 0:
        return "0"
    if not 1e-3 <= abs(value) < 1e6:
        factor, power = f"{value:.{digits - 1}e}".split("e")
        return f"{factor}·10{str(int(power)).translate(RAISED)}".replace("-", "−")
    power = int(f"{value:.{digits - 1}e}".split("e")[1])
    return decimal(value, max(0, digits - 1 - power))


def entry(value):
    """A number of a pair: no comma within it, and a power of ten from 10⁴ on."""
    text = plain(value, 3).replace(",", "")
    if abs(value) < 1e4 or "·" in text:
        return text
    factor, power = f"{value:.2e}".split("e")
    return f"{factor}·10{str(int(power)).translate(RAISED)}".replace("-", "−")


def plain_rate(rate):
    """η as its slider shows it."""
    return f"{rate:.6f}".rstrip("0").rstrip(".")


def times(ratio):
    """How long a step is, measured in the last one."""
    if abs(ratio - 1) < _SAME:
        return "just as long"
    if abs(ratio - 1) < 0.005:
        return "all but as long"
    return f"{decimal(ratio, 2) if 0.095 <= ratio < 100 else plain(ratio, 2)} times as long"


def turns_and_grows(moves):
    """Of the last steps of a walk in one dimension: does each turn back, and does it grow (1), shrink (−1) or stay (0)?

    Returns
    -------
    list of (bool, int)
        One pair for each of the last steps, at most three, that has a step before it.
    """
    with np.errstate(all="ignore"):
        ratios = (moves[1:] / moves[:-1])[-3:]
    return [(bool(ratio < 0), 0 if abs(abs(ratio) - 1) < _SAME else int(np.sign(abs(ratio) - 1))) for ratio in ratios]


def subscript(name, k):
    """x₃, as markup."""
    return Markup(f"<msub><mi>{name}</mi><mn>{k}</mn></msub>")


def number(text):
    """A number as one piece of the formula line, with its power of ten."""
    factor, _, power = text.partition("·10")
    return Markup(f"<mn>{factor}</mn><mo>·</mo><mn>10{power}</mn>" if power else f"<mn>{factor}</mn>")


def bracketed(text):
    """A number behind a sign of multiplication, as pieces of the formula line: in brackets if it is negative."""
    return ("(", number(text), ")") if text.startswith("−") else (number(text),)
