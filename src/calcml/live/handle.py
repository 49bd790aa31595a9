"""Handle: a point in the picture that drags sliders."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Handle:
    """A point in the picture that drags a slider, or two at once.

    The point follows the pointer, and a slider changes by as much as the point moves along its axis: so the slider may
    hold the coordinate itself, or a distance such as h in x0 + h. With two sliders, a coarse grid of their stops
    (21 × 21) is drawn in the background: with at most 101 stops each, none is more than two stops from a drawn one.

    With the keyboard: arrows move by one stop and PageUp and PageDown by ten, Home and End go to the ends. With two
    sliders, left, right, Home and End move the one along x; up, down, PageUp and PageDown move the one along y. Shift
    with an arrow moves by ten.

    Parameters
    ----------
    artist : matplotlib artist
        A moving marker (from ``ax.plot``); its first point is where the handle sits.
    x, y : str, optional
        The sliders that the handle drags, along the x-axis and along the y-axis: one of the two, or both.
    label : str, optional
        What a screen reader calls it; the sliders' labels when left out.

    Raises
    ------
    ValueError, TypeError
        If there is no slider, or twice the same, or if the artist is no marker.
    """

    artist: object
    x: str | None = None
    y: str | None = None
    label: str | None = None

    def __post_init__(self):
        if self.x == self.y:
            raise ValueError(
                f"A handle drags a slider along x, one along y, or both: got x = {self.x!r} and y = {self.y!r}."
            )
        if not hasattr(self.artist, "get_data"):
            raise TypeError(f"A handle sits on a marker from ax.plot(...), got {type(self.artist).__name__}.")

    @property
    def sliders(self):
        """The names of the sliders that the handle drags: one, or that along x and that along y."""
        return tuple(name for name in (self.x, self.y) if name is not None)
