"""The picture's two layers: what matplotlib draws once, and what it draws again for every stop.

`Layers` turns one matplotlib figure into an SVG background (everything that stands still) and, on request, an SVG
fragment with the moving artists alone. The browser lays one fragment after another on the background.
"""

import io
import re
from contextlib import contextmanager

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import RendererSVG

from calcml.live.raster import DPI, mixed_renderer

POINTS_PER_INCH = 72  # SVG's unit is the point, and a layout made at another resolution would be shifted
LIFT = 10  # above spines (2.5), texts (3) and legends (5), so that the moving layer lies on top in every way of drawing

_NO_METADATA = dict.fromkeys(("Date", "Creator", "Type", "Format"))
_SETTINGS = {"svg.fonttype": "none", "svg.hashsalt": "calcml", "svg.id": None, "savefig.bbox": None}
_UNIVERSAL_STYLE = re.compile(r"<defs>\s*<style[^>]*>\*\{[^<]*</style>\s*</defs>")
_GROUP_NAME = re.compile(r'<g id="[A-Za-z0-9.\-]+_\d+"')
# Coordinates that are rounded: not those of markers, which are small, nor of images and texts, which browsers put on
# whole pixels: the tags of these two are found first, and left as they are.
_COORDINATES = re.compile(r'<(?:image|text)[^>]*>|(?:<path d|(?<= )(?:x|y|transform))="[^"]*"')
_DECIMALS = re.compile(r"-?\d+\.\d\d+")
_SIZE = re.compile(r' (?:width|height)="[\d.]+pt"')
_BLANKS = re.compile(r"\s*\n\s*")


class Layers:
    """The still background and the moving layer of a matplotlib figure.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Its moving artists were made with ``animated=True``.

    Raises
    ------
    ValueError
        If no artist is animated, or if an animated artist was put below a still one.
    """

    def __init__(self, fig):
        self.fig, self._whole = fig, []  # axes that move as a whole
        self._layout = fig.get_layout_engine()
        self._places = {ax: ax.get_position(original=True) for ax in fig.axes if ax.get_in_layout()}
        fig.set_dpi(POINTS_PER_INCH)
        self.collect()

    def collect(self):
        """Find the moving artists again, after the still part has been drawn anew."""
        animated = self.fig.findobj(lambda artist: artist.get_animated())
        self._whole = [ax for ax in self.fig.axes if ax in self._whole or ax.get_animated()]
        for artist in animated:
            if artist.axes in self._whole:  # drawn with its axes, which matplotlib would leave out as animated
                artist.set_animated(False)
        self.moving = [*self._whole, *(artist for artist in animated if artist.axes not in self._whole)]
        if not self.moving:
            raise ValueError(
                "This figure has no moving artist. Make those that update() changes with animated=True, "
                'for example (point,) = ax.plot([], [], "o", animated=True).'
            )
        for artist in self.moving:
            self._lift(artist)
            if artist not in self._whole:
                artist.set_in_layout(False)  # else the layout would depend on the stop at which it was made
        self.moving.sort(key=lambda artist: artist.get_zorder())
        self._still_axes = [ax for ax in self.fig.axes if ax not in self._whole]
        parts = [part for artist in self.moving for part in artist.findobj()]
        for image in parts:
            if isinstance(image, mpl.image.AxesImage) and image.get_interpolation() != "none":
                image.set_rasterized(True)
        self._has_images = any(part.get_rasterized() for part in parts)

    def _lift(self, artist):
        """Put a moving artist above the still ones, unless its author asked for a place below them."""
        order = artist.get_zorder()
        if order >= LIFT:
            return
        usual = (1, 2) if isinstance(artist, mpl.collections.Collection) else (type(artist).zorder,)
        if order not in usual and artist.axes is not None:
            still = [other for other in artist.axes.get_children() if _is_data(other) and not other.get_animated()]
            above = [other for other in still if other.get_zorder() > order]
            if above:
                raise ValueError(
                    f"The moving {type(artist).__name__} (zorder {order:g}) lies below the still "
                    f"{type(above[0]).__name__} (zorder {above[0].get_zorder():g}), but the moving layer is always "
                    "on top. Leave out its zorder, or make the other artist move too, with animated=True."
                )
        artist.set_zorder(order + LIFT)

    def settle(self):
        """Lay the figure out once, then keep that layout, so that background and fragments fit to the pixel."""
        if self._layout is not None:  # an engine starts from where the axes are: the same start, the same layout
            for ax, place in self._places.items():
                ax.set_position(place)
                ax.set_in_layout(True)
        self.fig.set_layout_engine(self._layout)
        self.fig.draw_without_rendering()
        self.fig.set_layout_engine("none")

    def limits(self):
        """The limits of every still axes, to notice when update() changes them."""
        return [(ax.get_xlim(), ax.get_ylim()) for ax in self._still_axes]

    def set_limits(self, limits):
        """Put the limits of every still axes back to what they were."""
        for ax, (xlim, ylim) in zip(self._still_axes, limits, strict=True):
            ax.set(xlim=xlim, ylim=ylim)

    def background(self):
        """SVG of all that stands still, as wide as its place on the page."""
        for artist in self.moving:
            artist.set_visible(False)
        try:
            return _SIZE.sub("", self.whole(), count=2).replace("<svg", '<svg role="img"', 1)
        finally:
            for artist in self.moving:
                artist.set_visible(True)

    def whole(self):
        """SVG of the whole figure as it is now, moving artists included."""
        out = io.StringIO()
        with _settings():
            self.fig.savefig(out, format="svg", dpi=DPI, metadata=_NO_METADATA)
        svg = out.getvalue()
        svg = _UNIVERSAL_STYLE.sub("", svg[svg.index("<svg") :])
        # matplotlib's rule for every element would restyle the page around the picture: the root keeps what it says
        svg = svg.replace("<svg", '<svg style="stroke-linejoin: round; stroke-linecap: butt"', 1)
        return _without_names(svg)

    def fragment(self):
        """SVG of the moving artists as they are now, to be laid on the background."""
        out = io.StringIO()
        width, height = self.size
        with _settings():
            if self._has_images:
                renderer = mixed_renderer(self.fig, out, _NO_METADATA)
            else:
                renderer = RendererSVG(width, height, out, None, POINTS_PER_INCH, metadata=_NO_METADATA)
            for artist in self.moving:
                artist.draw(renderer)
                if renderer._rasterizing:  # the next artist would join this one's image, and share its palette
                    renderer.stop_rasterizing()
                    renderer._rasterizing = False
            renderer.finalize()
        svg = _UNIVERSAL_STYLE.sub("", out.getvalue())
        start = svg.index(">", svg.index("<svg")) + 1
        return _without_names(_COORDINATES.sub(_rounded, svg[start : svg.rindex("</svg>")]))

    def png(self, dpi):
        """PNG of the whole figure as it is now."""
        out = io.BytesIO()
        with mpl.rc_context({"savefig.bbox": None}):
            self.fig.savefig(out, format="png", dpi=dpi, metadata={"Software": None})
        return out.getvalue()

    @property
    def size(self):
        """Width and height in points."""
        return tuple(self.fig.get_size_inches() * POINTS_PER_INCH)

    def position(self, artist):
        """Where a handle's artist is: its first point in SVG coordinates, or None where it has no place."""
        points = (
            artist.get_offsets() if hasattr(artist, "get_offsets") else np.column_stack(artist.get_data(orig=False))
        )
        if not len(points) or not np.all(np.isfinite(points[0])):
            return None
        x, y = artist.axes.transData.transform(np.asarray(points[0], float))
        return [round(float(x), 3), round(float(self.size[1] - y), 3)]

    def frame_of(self, ax):
        """How the browser finds data coordinates in `ax`: its box in SVG coordinates, its limits and its scales."""
        (left, bottom), (right, top) = ax.transAxes.transform([(0, 0), (1, 1)])
        height = self.size[1]
        return {
            "box": [[float(left), float(right)], [float(height - bottom), float(height - top)]],
            "limits": [list(map(float, ax.get_xlim())), list(map(float, ax.get_ylim()))],
            "log": [ax.get_xscale() == "log", ax.get_yscale() == "log"],
        }


def close_in_pyplot(fig):
    """Take a figure out of pyplot's hands, which would show it a second time."""
    import matplotlib.pyplot as plt

    plt.close(fig)


@contextmanager
def _settings():
    """matplotlib's SVG settings for a drawing; rc_context would copy every setting, which takes as long as drawing."""
    before = {key: mpl.rcParams[key] for key in _SETTINGS}
    mpl.rcParams.update(_SETTINGS)
    try:
        yield
    finally:
        mpl.rcParams.update(before)


def _is_data(artist):
    """Whether an artist shows something, as against the frame that matplotlib draws around every axes."""
    return isinstance(artist, mpl.lines.Line2D | mpl.collections.Collection | mpl.image.AxesImage) or (
        isinstance(artist, mpl.patches.Patch)
        and not isinstance(artist, mpl.spines.Spine)
        and artist is not getattr(artist.axes, "patch", None)
    )


def _without_names(svg):
    """The same drawing in fewer bytes: no names for groups, no line breaks between tags."""
    return _BLANKS.sub("\n", _GROUP_NAME.sub("<g", svg)).replace(">\n<", "><").strip()


def _rounded(attribute):
    """An attribute's coordinates to 0.1 pt, in one line; the tag of an image or a text as it is."""
    if attribute[0].startswith(("<image", "<text")):
        return attribute[0]
    return _BLANKS.sub(" ", _DECIMALS.sub(_one_decimal, attribute[0]))


def _one_decimal(number):
    text = f"{float(number[0]):.1f}"
    return text.removesuffix(".0")
