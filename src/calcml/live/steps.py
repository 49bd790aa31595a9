"""Steps: a control that walks through a trace, forwards and back, by hand or by itself."""

from calcml.live.controls import Slider
from calcml.live.stops import MOST_STOPS

FASTEST = 20  # steps a second; the browser offers slower and faster ones up to this


class Steps(Slider):
    """The steps of a trace: Back, Play, Step, a slider to scrub, and "3 of 12". It counts as one of the sliders.

    `update` receives the step, a whole number from 0 to `most`. A trace may be shorter than `most` for some values of
    the other controls: then `update` draws step min(k, last) and returns ``(sentence, formula, last)``. Play ends at
    the last step, the buttons stop there, and a step beyond it shows the last.

    Parameters
    ----------
    most : int
        The last step of the longest trace.
    label : str
        What stands before the slider.
    pace : float
        Steps a second at first; the learner can choose slower and faster.
    start : int
        The step at which the figure opens, and to which Reset goes back.

    Raises
    ------
    ValueError, TypeError
        If a number does not fit.

    Examples
    --------
    >>> Steps(12).stops[-1]
    12
    """

    kind = "steps"

    def __init__(self, most, label="step", pace=2, start=0):
        for name, value in (("most", most), ("start", start)):
            if isinstance(value, bool) or not hasattr(value, "__index__"):
                raise TypeError(f"Steps are counted in whole numbers, got {name} = {value!r}.")
        if not 1 <= most < MOST_STOPS:
            raise ValueError(f"A trace has 1 to {MOST_STOPS - 1} steps, got most = {most}.")
        if not 0 < pace <= FASTEST:
            raise ValueError(f"The pace is at most {FASTEST} steps a second, and above 0: got pace = {pace!r}.")
        super().__init__(0, most, int(start), integer=True, label=label)
        self.pace = pace

    def spec(self, name):
        return super().spec(name) | {"pace": self.pace, "unit": f"of {self.texts[-1]}"}
