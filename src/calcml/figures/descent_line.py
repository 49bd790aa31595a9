"""Descent on a function of one variable: where it has values and slopes, the walks on it, and words for their steps."""

import math as m
from functools import lru_cache

import numpy as np

from calcml.figures import descents
from calcml.figures.descents import ROUND_OFF, apart, bracketed, number, plain, plain_rate, subscript
from calcml.figures.typed import slope_and_sides
from calcml.live.formula_line import coloured, decimal, math
from calcml.symbolic import describe_undefined, evaluate, undefined_parts

MOST = 30  # steps
TANGENT = 45  # points of the page, from the middle to each end


class Terrain:
    """A function of one variable on an interval, its slope, and the walks on it."""

    def __init__(self, f, low, high):
        self.f, self.low, self.high = f, low, high
        self.rule = f.derivative()
        self.parts = undefined_parts(f, low, high)
        if self.parts.intervals == [(low, high)] and not self.parts.single:
            ends = f"from {decimal(low, 0)} to {decimal(high, 0)}"
            raise ValueError(f"{f.text} has no value anywhere {ends}. Type one that has, such as x^2.")
        self.walk = lru_cache(500)(self._walk)

    def slope(self, x):
        """The slope by rule; where that is zero or missing, nudging has to agree: |x| has none at 0. NaN for none."""
        x = 0.0 if abs(x) < ROUND_OFF else x
        slope, height = float(self.rule(x)), float(evaluate(self.f, x))
        if not m.isfinite(height) or (m.isfinite(slope) and abs(slope) > 1e-8):
            return slope
        found, _ = slope_and_sides(self.f, slope, float(x), height)
        return m.nan if found is None else found

    def _walk(self, x0, rate):
        for value, words in ((evaluate(self.f, x0), "value"), (self.slope(x0), "slope")):
            if not m.isfinite(value):
                why = describe_undefined(self.parts, self.low, self.high) if words == "value" else ""
                because = f" ({why})" if why else ""
                raise ValueError(f"{self.f.text} has no {words} at x₀ = {decimal(x0, 2)}{because}. Start elsewhere.")
        return descents.take_walk(lambda x: evaluate(self.f, x), self.slope, x0, rate, MOST)

    def leaps(self, a, b):
        """Whether a place without a value lies between two points."""
        low, high = min(a, b), max(a, b)
        ends = [*((p, p) for p in self.parts.poles), *self.parts.intervals, *self.parts.too_large]
        return any(low < first and last < high for first, last in ends)


def tangent(ax, x, y, slope, reach=TANGENT):
    """Both ends of a piece of tangent, always as long on the page; shape (2, 2)."""
    scale = ax.transData.transform([(1, 1)])[0] - ax.transData.transform([(0, 0)])[0]
    along = np.array([scale[0], slope * scale[1]])
    step = reach / np.hypot(*along)
    return np.array([[x - step, y - step * slope], [x + step, y + step * slope]])


def line_words(terrain, walk, k):
    x, y, slope = walk.positions[0], walk.values[0], walk.gradients[0]
    if k == 0:
        start = f"The walk starts at x = {plain(x)}, where f is {plain(y)} and the slope {plain(slope)}."
        if walk.last == 0:
            if walk.outcome != "converged":
                return f"{start} {walk.reason}"
            if slope:
                return f"{start} A slope closer to 0 than 10⁻⁸ counts as zero, so descent has converged here."
            return f"{start} A step of −η times zero leads nowhere: descent has converged before its first step."
        return f"{start} Downhill is to the {'left' if slope > 0 else 'right'}."
    if k == len(walk.values):
        return f"Step {k} moves x from {plain(walk.positions[-1])} to {plain(walk.lost)}{_why_lost(terrain, walk)}"
    a, b = walk.positions[k - 1 : k + 1]
    sentence = f"Step {k} moves x {descents.way(a, b)}: {descents.fall_in_words(*walk.values[k - 1 : k + 1])}."
    if terrain.leaps(a, b):
        sentence += " It leaps over a place where f has no value."
    if not terrain.low <= b <= terrain.high:
        sentence += " That lies outside the picture."
    sentence += _regime(walk, k)
    return f"{sentence} {walk.reason}" if k == walk.last else sentence


def _why_lost(terrain, walk):
    there = float(walk.lost)
    if m.isfinite(float(evaluate(terrain.f, there))):
        return ", where f has no slope: there is no next step."
    if walk.outcome == "diverged":
        return f", too far to compute f. {walk.reason}"
    why = describe_undefined(terrain.parts, terrain.low, terrain.high)
    inside = terrain.low <= there <= terrain.high
    because = f" ({why})" if why and inside else "" if inside else ", or one too large to compute"
    return f", where f has no value{because}: it left the domain. Try a smaller learning rate."


def _regime(walk, k):
    """Which regime the walk is in, as far as its steps up to now tell; "" before there are two."""
    if k < 2:
        return ""
    moves = np.diff(walk.positions[: k + 1])
    kinds, ratio = set(descents.turns_and_grows(moves)), abs(moves[-1] / moves[-2])
    turn, growth = descents.turns_and_grows(moves)[-1]
    length = descents.times(ratio)
    if len(kinds) > 1:
        return f" This step {'turns back' if turn else 'keeps its direction'} and is {length} as the last."
    if not turn:
        name = ("Steady", "Gaining speed", "Monotone")[growth]
        return f" {name}: the steps keep their direction, this one is {length} as the last."
    if growth == 0:
        ends = map(plain, sorted(walk.positions[k - 1 : k + 1]))
        return " A 2-cycle: the walk jumps to and fro between {} and {}.".format(*ends)
    name = ("Zig-zag", "Diverging" if _diverges(walk) else "Swinging wider")[growth > 0]
    return f" {name}: each step turns back, this one is {length} as the last."


def _diverges(walk):
    """Whether the swings go on growing to the end of the walk, by a factor that does not shrink."""
    if walk.outcome == "diverged":
        return True
    moves = np.diff(walk.positions)
    ratios = np.abs(moves[1:] / moves[:-1])
    return bool(ratios[-1] > 1 + 1e-6 and ratios[-1] >= ratios[len(ratios) // 2] * (1 - 1e-6))


def line_formula(walk, rate, k):
    before = max(k - 1, 0)
    moved = f" − {plain_rate(rate)} · " if k else f"−{plain_rate(rate)} · "
    slope = coloured("derivative", *bracketed(plain(walk.gradients[before])))
    prime = coloured("derivative", "f′(", subscript("x", before), ")")
    if k == 0:
        return math("−η · ", prime, " = ", moved, slope, " = ", number(plain(-rate * walk.gradients[0])))
    x, to = apart(walk.positions[before], walk.lost if k == len(walk.values) else walk.positions[k])
    rule = math(subscript("x", k), " = ", subscript("x", before), " − η · ", prime)
    return rule + math(" = ", number(x), moved, slope, " = ", number(to))
