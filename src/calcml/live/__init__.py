"""Interactive figures: matplotlib draws, the browser moves.

A figure's still part is drawn once; the artists made with ``animated=True`` are drawn for every stop of its controls.
The browser shows one drawing after another, so that a drag runs at the display's rate. Nothing here knows any calculus.
"""

from calcml.live.controls import Choice, Formula, Reveal, Slider
from calcml.live.figure import LiveFigure
from calcml.live.handle import Handle
from calcml.live.steps import Steps

__all__ = ["Choice", "Formula", "Handle", "LiveFigure", "Reveal", "Slider", "Steps"]
