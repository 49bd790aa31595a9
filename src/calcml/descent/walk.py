"""`descend`: take the steps of an optimiser, keep the path, and say in words why it ended."""

from dataclasses import dataclass

import numpy as np

from calcml.descent.base import Optimiser, as_reals, value_or_nan

FLAT = 1e-8  # a gradient shorter than this counts as zero
FAR = 1e12  # a position or value larger than this counts as gone

RUNNING, CONVERGED, DIVERGED, LEFT, STUCK = range(5)
WORDS = ("still on the way", "converged", "diverged", "left the domain", "found no step")


@dataclass(frozen=True, repr=False, eq=False)
class Path:
    """Where a descent went.

    Attributes
    ----------
    positions : ndarray, shape (k + 1, ...)
        The start and the k positions after it; all of the start's shape.
    values : ndarray
        f at each position: shape (k + 1,), or (k + 1, ...) for many starts at once.
    gradients : ndarray, shape of `positions`
    outcomes : ndarray of str
        For each start: "converged", "diverged", "left the domain", "found no step" or "still on the way".
    reason : str
        Why the descent stopped, in words.
    """

    positions: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    outcomes: np.ndarray
    reason: str

    def __len__(self):
        return len(self.positions) - 1

    def __repr__(self):
        return self.reason


def descend(f, gradient, start, optimiser, steps=100, flat=FLAT, far=FAR):
    """Walk downhill from `start`, by the rule of an optimiser.

    Stops where the gradient's length is at most `flat` (converged), where a position or the value grows beyond `far`
    (diverged), where f or its gradient has no value (left the domain), where the rule has no step (found no step), or
    after `steps` steps. Only positions where all numbers are finite are kept. First used in notebook 05.

    Parameters
    ----------
    f : callable
        The function that should become small: maps a position to a number. For many starts at once, positions of shape
        (d, ...) to values of shape (...); for functions of one number, shape (...) to shape (...).
    gradient : callable
        Maps a position to its gradient, of the position's shape. It is called once for every position of the path, so
        it may draw a mini-batch.
    start : array_like, shape (d,), (d, ...) or ()
        Integers are converted to floats. For a function of one number, many starts have shape (n,): f then returns
        shape (n,) too, which tells them from one start with n coordinates.
    optimiser : object with step(w, g, memory) -> (w, memory)
        One of `calcml.descent`, such as GradientDescent(rate=0.1).
    steps : int, default 100
        The most steps, at least 1.
    flat : float, default 1e-8
        How long a gradient counts as zero; 0 goes on as far as floating point does.
    far : float, default 1e12
        Beyond it a position or a value counts as gone.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If `start` is not finite, if f has no value there (of many starts: at none), if a shape does not fit, or if
        `steps` is no whole number from 1 on.
    TypeError
        If `f` or `gradient` is no function or returns no real numbers, if `start` is not made of real numbers, or if
        `optimiser` has no step.

    Examples
    --------
    >>> from calcml.descent import GradientDescent
    >>> descend(lambda w: w**2, lambda w: 2 * w, 10.0, GradientDescent(rate=1.1), steps=200)
    Diverged: after 64 steps the position or the value is beyond 1e+12. Try a smaller learning rate.
    """
    position = _checked(f, gradient, start, optimiser, steps)
    with np.errstate(all="ignore"):
        walk, memory = _Walk(f, gradient, position, flat, far), None
        for _ in range(steps):
            if not walk.going.any():
                break
            position, memory = optimiser.step(walk.positions[-1], walk.gradients[-1], memory)
            walk.take(position)
    return walk.path(optimiser)


class _Walk:
    """The path so far, and which of its starts are still going."""

    def __init__(self, f, gradient, start, flat, far):
        self.f, self.gradient, self.flat, self.far = f, gradient, flat, far
        self.farthest = min(far, np.finfo(float).max)
        try:
            value, slope = as_reals(f(start)), as_reals(gradient(start))
        except (ValueError, ArithmeticError) as error:
            raise ValueError(f"f or its gradient fails at the start, {_named(start)}: {error}") from error
        self._check_shapes(start, value, slope)
        self.one_number = value.shape == np.shape(start)  # every entry is a start of its own
        self.outcomes, self.ends = np.full(value.shape, RUNNING), np.zeros(value.shape, dtype=int)
        self.going = self.outcomes == RUNNING  # which starts have not ended
        self.positions, self.values, self.gradients = [], [], []
        there = self._there(start, value, slope)
        self._end(~there, LEFT)  # an infinite value is a pole here, nothing has grown yet
        self._judge(start, value, slope, there)
        self._append(start, value, slope)
        if np.all(self.outcomes == LEFT):
            values = f"f or its gradient has no value at the start, {_named(start)}"
            raise ValueError(f"{values}; expected finite numbers. Start where it has them.")

    def take(self, position):
        """Keep the step for each start that is going and finds numbers there."""
        value = value_or_nan(self.f, position, self.outcomes.shape)
        slope = value_or_nan(self.gradient, position, np.shape(position))
        self._check_shapes(position, value, slope)
        news = np.array(position), value, slope
        keep = self._underway(*news)
        if not keep.all():
            if (self.going & ~keep).any():
                there = self._there(*news)
                keep = self.going & there
                self._judge(*news, there)
            if not keep.any():
                return
            tracks = self.positions, self.values, self.gradients
            news = (np.where(keep, new, track[-1]) for new, track in zip(news, tracks, strict=True))
        self._append(*news)

    def _append(self, position, value, slope):
        self.positions.append(position)
        self.values.append(value)
        self.gradients.append(slope)

    def _underway(self, position, value, slope):
        """For each start: whether it is going and this step cannot be its end, as most steps cannot."""
        near = self._every(np.abs(position) <= self.farthest) & (np.abs(value) <= self.farthest)
        length = self._length(slope)
        return self.going & near & (self.flat < length) & (length < np.inf)

    def _judge(self, position, value, slope, there):
        """Note which starts end with this step, and how."""
        self._end(~self._every(~np.isnan(position)), STUCK)
        self._end(~self._every(~(np.abs(position) > self.far)) | (np.abs(value) > self.far), DIVERGED)
        self._end(~there, LEFT)
        self._end(self._length(slope) <= self.flat, CONVERGED)

    def _length(self, slope):
        return np.abs(slope) if self.one_number else np.sqrt(np.add.reduce(slope * slope))

    def _end(self, ended, outcome):
        ended = self.going & ended
        self.outcomes = np.where(ended, outcome, self.outcomes)
        self.ends = np.where(ended, len(self.positions), self.ends)
        self.going = self.outcomes == RUNNING

    def _there(self, position, value, slope):
        """For each start: whether all numbers are finite at this position."""
        return self._every(np.isfinite(position) & np.isfinite(slope)) & np.isfinite(value)

    def _every(self, true):
        """For each start: whether it holds in all of its coordinates."""
        return true if self.one_number else np.logical_and.reduce(true)

    def _check_shapes(self, position, value, slope):
        shape = np.shape(position)
        if np.shape(value) not in (shape, shape[1:]):
            expected = "one number for each start; for many starts the coordinates stand on the first axis"
            raise ValueError(f"f returned shape {np.shape(value)} for positions of shape {shape}; expected {expected}.")
        if np.shape(slope) != shape:
            raise ValueError(
                f"the gradient has shape {np.shape(slope)}, the position {shape}; expected the same shape, "
                "one partial derivative for each coordinate."
            )

    def path(self, optimiser):
        """The path, with the reason for its end."""
        tracks = (np.array(track) for track in (self.positions, self.values, self.gradients))
        return Path(*tracks, np.array(WORDS)[self.outcomes], self._reason(optimiser))

    def _reason(self, optimiser):
        if self.outcomes.ndim:
            counts = ((int(np.sum(self.outcomes == k)), words) for k, words in enumerate(WORDS))
            return "; ".join(f"{count:,} {words}" for count, words in counts if count) + "."
        end = int(self.ends)
        remedy = getattr(optimiser, "remedy", Optimiser.remedy) if end else "Start closer, or give a larger `far`."
        before = _steps(len(self.positions) - 1)
        return {
            RUNNING: f"Stopped after {before}: the gradient is not yet zero.",
            CONVERGED: f"Converged: after {_steps(end)} the gradient's length is at most {self.flat:g}.",
            DIVERGED: f"Diverged: after {_steps(end)} the position or the value is beyond {self.far:g}. {remedy}",
            LEFT: f"Left the domain: step {end} leads to where f has no value. {remedy}",
            STUCK: f"Stopped after {before}. {getattr(optimiser, 'no_step', Optimiser.no_step)}",
        }[int(self.outcomes)]


def _checked(f, gradient, start, optimiser, steps):
    """The start as floats, if all arguments of `descend` are what they should be."""
    for name, given in (("f", f), ("gradient", gradient)):
        if not callable(given):
            raise TypeError(f"{name} is a {type(given).__name__}; expected a function of w.")
    if isinstance(optimiser, type) or not hasattr(optimiser, "step"):
        raise TypeError(
            f"optimiser = {optimiser}; expected a rule with its numbers, such as GradientDescent(rate=0.1)."
        )
    if isinstance(steps, bool) or not isinstance(steps, int | np.integer) or steps < 1:
        raise ValueError(f"steps = {steps!r}; expected a whole number from 1 on, such as 100.")
    try:
        position = as_reals(start).copy()
    except (TypeError, ValueError):  # rows of different lengths are a ValueError
        raise TypeError(f"start = {start!r}; expected real numbers, in rows of equal length.") from None
    if not np.size(position) or not np.all(np.isfinite(position)):
        raise ValueError(f"start = {start} is empty or holds NaN or infinity; expected finite numbers.")
    return position


def _steps(count):
    return f"{count} step" if count == 1 else f"{count} steps"


def _named(position):
    return f"w = {position:g}" if np.ndim(position) == 0 else f"w = {np.array2string(position, threshold=6)}"
