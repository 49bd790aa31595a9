"""Moving images: artists with ``set_rasterized(True)``, drawn by Agg and written into the SVG as small palette PNGs."""

import base64
import io

import numpy as np
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG

DPI = 100  # a picture is shown at 100 CSS pixels to the inch: one pixel of an image for each
COLOURS = 64  # of opaque pixels
SEE_THROUGH = 23, 8  # colours of all others, and steps of opacity of each: a PNG has a palette of at most 256


def mixed_renderer(fig, out, metadata):
    """A renderer that writes SVG to `out`, and what is rasterised as images with a palette.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        At 72 dots per inch, SVG's own resolution.
    out : io.StringIO
    metadata : dict
        As for `RendererSVG`.
    """
    width, height = fig.get_size_inches()
    svg = _PaletteRenderer(width * fig.dpi, height * fig.dpi, out, None, DPI, metadata=metadata)
    return MixedModeRenderer(fig, width, height, DPI, svg)


class _PaletteRenderer(RendererSVG):
    """matplotlib's SVG renderer, except that it writes images with a palette."""

    def draw_image(self, gc, x, y, im, transform=None):
        clipped = gc.get_clip_rectangle() is not None or gc.get_clip_path()[0] is not None
        if transform is not None or clipped:
            super().draw_image(gc, x, y, im, transform)
            return
        height, width = (size * 72 / self.image_dpi for size in im.shape[:2])
        data = base64.b64encode(palette_png(im[::-1])).decode()
        place = {"x": f"{x:.6g}", "y": f"{self.height - y - height:.6g}", "width": f"{width:.6g}"}
        place |= {"height": f"{height:.6g}", "xlink:href": f"data:image/png;base64,{data}"}
        self.writer.element("image", attrib=place)


def palette_png(rgba):
    """PNG of an image with so few colours that it takes a tenth of the bytes.

    Parameters
    ----------
    rgba : numpy.ndarray
        Shape (height, width, 4), bytes, as Agg draws it.

    Returns
    -------
    bytes
        Opaque pixels keep 64 colours: of a smooth colour map, each channel is off by at most 6 of 255. Pixels that let
        the background through keep 23 colours in 8 steps of opacity.

    Examples
    --------
    >>> palette_png(np.full((2, 2, 4), 255, np.uint8))[1:4]
    b'PNG'
    """
    from PIL import Image

    opacity = rgba[..., 3]
    if opacity.min() == 255:
        index, palette = _few_colours(rgba[..., :3], COLOURS)
        opacities = [255] * len(palette)
    else:
        index, palette, opacities = _see_through(rgba[..., :3], opacity)
    image, out = Image.frombytes("P", index.shape[::-1], index.tobytes()), io.BytesIO()
    image.putpalette(palette.tobytes())
    image.save(out, "png", transparency=bytes(opacities))
    return out.getvalue()


def _few_colours(rgb, count):
    """For each pixel the nearest of a few colours, as an index, and these colours."""
    from PIL import Image

    few = Image.fromarray(np.ascontiguousarray(rgb)).quantize(count, Image.Quantize.MAXCOVERAGE)
    return np.asarray(few), np.array(few.getpalette(), np.uint8).reshape(-1, 3)[:count]


def _see_through(rgb, opacity):
    """Index, colours and their opacities for an image through which the background is seen; index 0 is clear."""
    index, palette, opacities = np.zeros(opacity.shape, np.uint8), [np.zeros((1, 3), np.uint8)], [0]
    for where, count, steps in ((opacity == 255, COLOURS, 1), ((opacity > 0) & (opacity < 255), *SEE_THROUGH)):
        if where.any():
            nearest, colours = _few_colours(rgb[where][None], count)
            step = np.maximum(np.round(opacity[where] / 255 * steps), 1) - 1
            index[where] = len(opacities) + steps * nearest[0] + step
            palette.append(np.repeat(colours, steps, axis=0))
            opacities += [255 * k // steps for k in range(1, steps + 1)] * len(colours)
    return index, np.concatenate(palette), opacities
