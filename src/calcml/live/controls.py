"""The controls of a live figure: Slider, Choice, Reveal and Formula.

Every control but Formula has *stops*: the finitely many values for which the figure is drawn. Beside this, `steps` has
Steps (a slider along a trace, that can play), and `handle` Handle, which drags sliders in the picture.
"""

import math

import numpy as np
import traitlets

from calcml.live.stops import MOST_STOPS, stops_between


class Control:
    """What LiveFigure asks of a control: its stops, where it starts, its trait, and its description for the browser."""

    kind = ""
    label = None
    stops = ()  # values for update()
    start = 0  # index of the stop at which the figure opens

    def index(self, value):
        """The stop nearest to `value`, or the one of that name."""
        raise NotImplementedError

    def coarse(self, count):
        """About `count` stops from end to end, with the start among them: all of them, unless they are many."""
        return range(len(self.stops))

    def trait(self):
        """The trait that holds the control's value in the widget."""
        raise NotImplementedError

    def spec(self, name):
        """The control as the browser needs it."""
        return {"kind": self.kind, "name": name, "label": self.label or name, "start": self.start}


class Slider(Control):
    """A number to drag.

    Parameters
    ----------
    low, high : float
        The ends, ``low < high``; both positive on a log scale.
    start : float, optional
        Where it opens; the nearest stop is taken. The middle when left out.
    log : bool
        Stops at equal ratios instead of equal distances.
    integer : bool
        Whole numbers only.
    stops : int, optional
        How many values. When left out: a round step (1, 2 or 5 times a power of ten) that gives 81 to 201 of them; 20
        to the decade on a log scale.
    label, unit : str, optional
        What stands before and behind the number; the label is the argument's name when left out.

    Raises
    ------
    ValueError
        If the ends, the start or the number of stops do not fit.

    Examples
    --------
    >>> Slider(-2, 2, start=0.5).stops[:3]
    [-2.0, -1.95, -1.9]
    """

    kind = "slider"

    def __init__(self, low, high, start=None, *, log=False, integer=False, stops=None, label=None, unit=""):
        low, high = _number(low, "low"), _number(high, "high")
        if not low < high:
            raise ValueError(
                f"A slider runs from low to high, got low = {low:g} and high = {high:g}. Swap or separate them."
            )
        if log and low <= 0:
            raise ValueError(
                f"A log scale needs positive ends, got low = {low:g}. Raise low above 0, or leave out log=True."
            )
        if stops is not None and not (isinstance(stops, int) and 2 <= stops <= MOST_STOPS):
            raise ValueError(f"A slider has 2 to {MOST_STOPS} stops, got stops = {stops!r}.")
        self.label, self.unit, self.log, self.integer = label, unit, log, integer
        self.stops, self.texts = stops_between(low, high, log, integer, stops)
        if start is not None and not low <= _number(start, "start") <= high:
            raise ValueError(f"The start {start:g} lies outside {low:g} to {high:g}. Choose a start between the ends.")
        self.start = len(self.stops) // 2 if start is None else self.index(start)

    def index(self, value):
        scale = np.log if self.log else np.asarray
        value = min(max(_number(value, "the value"), self.stops[0]), self.stops[-1])
        return int(np.argmin(np.abs(scale(np.array(self.stops, float)) - scale(float(value)))))

    def coarse(self, count):
        return sorted({*np.linspace(0, len(self.stops) - 1, count).round().astype(int).tolist(), self.start})

    def spec(self, name):
        return super().spec(name) | {"unit": self.unit, "stops": self.stops, "texts": self.texts, "log": self.log}

    def trait(self):
        return (traitlets.CInt if self.integer else traitlets.CFloat)(self.stops[self.start])


class Choice(Control):
    """One of a few named things; `update` (or `draw`) receives the thing itself.

    Parameters
    ----------
    options : dict or sequence
        From the words shown to the value handed on; a sequence of strings stands for both.
    start : str, optional
        The words of the first option shown; the first when left out.
    """

    kind = "choice"

    def __init__(self, options, start=None, *, label=None):
        options = options if isinstance(options, dict) else {str(option): option for option in options}
        if len(options) < 2:
            raise ValueError(f"A choice needs at least two options, got {list(options)}.")
        self.label, self.texts, self.stops = label, list(options), list(options.values())
        self.start = 0 if start is None else self.index(start)

    @property
    def words(self):
        """The words of the option that the figure opens with."""
        return self.texts[self.start]

    def index(self, value):
        if value not in self.texts:
            raise ValueError(f"There is no option {value!r}. The options are {', '.join(map(repr, self.texts))}.")
        return self.texts.index(value)

    def value(self, words):
        """What `draw` receives for an option's words."""
        return self.stops[self.index(words)]

    def spec(self, name):
        return super().spec(name) | {"stops": self.texts, "texts": self.texts, "words": self.words}

    def trait(self):
        return traitlets.Enum(self.texts, self.words)


class Reveal(Control):
    """A button that shows the answer once the learner has made a prediction; `update` receives False, then True.

    Parameters
    ----------
    label : str
        The words on the button.
    question : str, optional
        What to predict.
    predictions : sequence of str, optional
        Answers to choose from; the button works as soon as one is chosen.
    """

    kind = "reveal"
    stops = (False, True)

    def __init__(self, label="Reveal", *, question="", predictions=()):
        self.label, self.question, self.predictions = label, question, [str(words) for words in predictions]

    def index(self, value):
        return int(bool(value))

    def spec(self, name):
        return super().spec(name) | {"stops": self.stops, "question": self.question, "predictions": self.predictions}

    def trait(self):
        return traitlets.Bool(False)


class Formula(Control):
    """A function that the learner types; `draw` receives what `parse` makes of the text.

    Parameters
    ----------
    text : str
        What stands there first.
    parse : callable
        Text to value. It raises a ValueError, with ``.position`` and ``.hint`` where it can, for a text that it cannot
        read; the value's ``.mathml``, if it has one, is shown to say how the text was read.
    examples : dict, optional
        From names to texts: choosing a name puts its text into the box and draws it. Typing on is free.

    Raises
    ------
    ValueError
        If the text or an example cannot be read.
    """

    kind = "formula"

    def __init__(self, text, parse, *, label=None, examples=None):
        self.words, self.parse, self.label, self.examples = text, parse, label, dict(examples or {})
        for one in (text, *self.examples.values()):
            parse(one)

    def value(self, words):
        """What `draw` receives for the text in the box."""
        return self.parse(words)

    def spec(self, name):
        names, texts = list(self.examples), list(self.examples.values())
        return super().spec(name) | {"words": self.words, "names": names, "texts": texts}

    def trait(self):
        return traitlets.Unicode(self.words)


def _number(value, name):
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"A slider needs numbers, got {name} = {value!r}.") from None
    if not math.isfinite(number):
        raise ValueError(f"A slider needs finite numbers, got {name} = {number}.")
    return number
