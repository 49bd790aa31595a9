"""`descend`: take the steps of an optimiser, keep the path, and say in words why it ended."""

from dataclasses import dataclass

import numpy as np

FLAT = 1e-8  # a gradient shorter than this counts as zero
FAR = 1e12  # a position or value larger than this counts as gone

RUNNING, CONVERGED, DIVERGED, LEFT = range(4)
WORDS = ("still on the way", "converged", "diverged", "left the domain")


@dataclass(frozen=True, repr=False)
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
        For each start: "converged", "diverged", "left the domain" or "still on the way".
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
    (diverged), where f or its gradient has no value (left the domain; that position is not kept), or after `steps`
    steps. First used in notebook 05.

    Parameters
    ----------
    f : callable
        The function that should become small: maps a position to a number. For many starts at once, positions of shape
        (d, ...) to values of shape (...); for functions of one number, shape (...) to shape (...).
    gradient : callable
        Maps a position to its gradient, of the position's shape.
    start : array_like, shape (d,), (d, ...) or ()
        Integers are converted to floats. For a function of one number, many starts have shape (n,): f then returns
        shape (n,) too, which tells them from one start with n coordinates.
    optimiser : object with step(w, g, memory) -> (w, memory)
        One of `calcml.descent`.
    steps : int, default 100
        The most steps.
    flat, far : float, default 1e-8 and 1e12

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        If `start` is not finite, if f has no value there, if a shape does not fit, or if `steps` is no whole number
        from 0 on.

    Examples
    --------
    >>> from calcml.descent import GradientDescent
    >>> descend(lambda w: w**2, lambda w: 2 * w, 10.0, GradientDescent(rate=1.1), steps=200)
    Diverged: after 64 steps the position or the value is beyond 1e+12.
    """
    position = _checked_start(start, steps)
    with np.errstate(all="ignore"):
        walk, memory = _Walk(f, gradient, position, flat, far), None
        for _ in range(steps):
            if not walk.going.any():
                break
            position, memory = optimiser.step(walk.positions[-1], walk.gradients[-1], memory)
            if not walk.take(position):
                break
    return walk.path()


class _Walk:
    """The path so far, and which of its starts are still going."""

    def __init__(self, f, gradient, start, flat, far):
        self.f, self.gradient, self.flat, self.far = f, gradient, flat, far
        value, slope = _floats(f(start)), _floats(gradient(start))
        self._check_shapes(start, value, slope)
        if not np.all(np.isfinite(value)):
            raise ValueError(f"f has no value at the start, {_named(start)}. Start where it has one.")
        self.one_number = value.shape == np.shape(start)  # every entry is a start of its own
        self.positions, self.values, self.gradients = [start], [value], [slope]
        self.outcomes, self.ends = np.full(value.shape, RUNNING), np.zeros(value.shape, dtype=int)
        self._judge()

    @property
    def going(self):
        """Which starts have not ended."""
        return self.outcomes == RUNNING

    def take(self, position):
        """Keep the step where the walk goes on; False if no start can keep it."""
        value, slope = self._look(position)
        near = self._every(~(np.abs(position) > self.far))  # NaN is not far away: it is nowhere
        self._end(near & ~(np.isfinite(value) & self._every(np.isfinite(slope))), LEFT, len(self.positions))
        keep = self.going
        if not keep.any():
            return False
        for track, new in ((self.positions, position), (self.values, value), (self.gradients, slope)):
            track.append(np.where(keep, new, track[-1]))
        self._judge()
        return True

    def _judge(self):
        """Note which starts have arrived, and which are gone for good."""
        position, value, slope = self.positions[-1], self.values[-1], self.gradients[-1]
        near = self._every(np.abs(position) <= self.far) & (np.abs(value) <= self.far)
        self._end(~near, DIVERGED, len(self.positions) - 1)
        length = np.abs(slope) if self.one_number else np.sqrt(np.sum(np.square(slope), axis=0))
        self._end(length <= self.flat, CONVERGED, len(self.positions) - 1)

    def _end(self, ended, outcome, step):
        ended = self.going & ended
        self.outcomes, self.ends = np.where(ended, outcome, self.outcomes), np.where(ended, step, self.ends)

    def _look(self, position):
        """Value and gradient at a position; NaN where f or its gradient has none."""
        try:
            value, slope = _floats(self.f(position)), _floats(self.gradient(position))
        except (ValueError, ArithmeticError):  # math.log(-1) and 1/0 raise
            return np.full(self.outcomes.shape, np.nan), np.full(np.shape(position), np.nan)
        self._check_shapes(position, value, slope)
        return value, slope

    def _check_shapes(self, position, value, slope):
        shape = np.shape(position)
        if value.shape not in (shape, shape[1:]):
            expected = "one number for each start; for many starts the coordinates stand on the first axis"
            raise ValueError(f"f returned shape {value.shape} for positions of shape {shape}; expected {expected}.")
        if slope.shape != shape:
            raise ValueError(f"the gradient has shape {slope.shape}, the position {shape}; expected the same shape.")

    def _every(self, true):
        """For each start: whether it holds in all of its coordinates."""
        return true if self.one_number else np.all(true, axis=0)

    def path(self):
        """The path, with the reason for its end."""
        tracks = (np.array(track) for track in (self.positions, self.values, self.gradients))
        return Path(*tracks, np.array(WORDS)[self.outcomes], self._reason())

    def _reason(self):
        if self.outcomes.ndim:
            counts = ((int(np.sum(self.outcomes == k)), words) for k, words in enumerate(WORDS))
            return "; ".join(f"{count:,} {words}" for count, words in counts if count) + "."
        end = _steps(int(self.ends))
        return {
            RUNNING: f"Stopped after {_steps(len(self.positions) - 1)}: the gradient is not yet zero.",
            CONVERGED: f"Converged: after {end} the gradient's length is at most {self.flat:g}.",
            DIVERGED: f"Diverged: after {end} the position or the value is beyond {self.far:g}.",
            LEFT: f"Left the domain: step {self.ends} leads to where f has no value. Try a smaller learning rate.",
        }[int(self.outcomes)]


def _floats(values):
    return np.asarray(values, dtype=float)


def _steps(count):
    return f"{count} step" if count == 1 else f"{count} steps"


def _checked_start(start, steps):
    if not isinstance(steps, int | np.integer) or steps < 0:
        raise ValueError(f"steps = {steps!r}; expected a whole number from 0 on, such as 100.")
    if np.iscomplexobj(start):
        raise TypeError(f"start = {start} is complex; expected real numbers.")
    position = np.array(start, dtype=float)[()]
    if not np.size(position) or not np.all(np.isfinite(position)):
        raise ValueError(f"start = {start} is empty or holds NaN or infinity; expected finite numbers.")
    return position


def _named(position):
    return f"w = {position:g}" if np.ndim(position) == 0 else f"w = {np.array2string(position, threshold=6)}"
