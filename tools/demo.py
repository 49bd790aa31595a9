"""Make docs/drag.gif, the README's moving picture: the real secant figure, while its point is really dragged.

    python tools/demo.py

The figure stands in a page of its own (`to_html()`) in Chromium. The pointer drags the right-hand point to the left one
and back again, and every step is a screenshot. Run this again when the figure has changed.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import sync_playwright

from calcml import style
from calcml.figures import derivatives

TARGET = Path(__file__).parents[1] / "docs" / "drag.gif"
MOST_BYTES = 1_500_000
WIDTH, SCALE = 734, 2  # CSS pixels (a figure of 700 with its margins), and pixels to each: many screens are sharp
COLOURS = 64
# The steps h on the way to the tangent, those stops of the slider that differ by a pixel or more; and on the way back.
THERE = [10 ** (-k / 20) for k in (*range(22), 24, 27, 31, 37, 60)]
BACK = [10 ** (-k / 20) for k in (30, 22, 16, 12, 9, 7, 5, 4, 3, 2, 1)]
MOVING, RESTING = 80, 1800  # ms that a screenshot is shown, and that the first one and the tangent are
# Only what the drag changes is shown: the picture, its formula and its sentence.
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><style>
  body {{ margin: 0; background: #ffffff; }}
  .calcml-live {{ border-color: transparent !important; margin: 0 !important; }}
  .calcml-live :is(.formula, .sentence) {{ padding-left: 24px !important; min-height: 0 !important; }}
  .calcml-live .overlay circle {{ stroke: transparent !important; }}
  .calcml-live :is(.controls, .buttons) {{ display: none !important; }}
</style><body>{figure}</body></html>"""
ARROW = [(0, 0), (0, 17), (4, 13.4), (6.8, 19.6), (9.6, 18.4), (6.9, 12.4), (12.2, 12)]  # a pointer, in CSS pixels


def main():
    """Drag the figure, write the moving picture, and say how large it is."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not chromium:
        sys.exit("Chromium was not found. Install it (Debian: apt-get install chromium) and run this again.")
    style.use()
    html = PAGE.format(figure=derivatives.secant(x0=1).to_html())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 800}, device_scale_factor=SCALE)
        page.set_content(html)
        frames = dragged(page)
        browser.close()
    TARGET.parent.mkdir(exist_ok=True)
    write_gif(frames, TARGET)
    size = TARGET.stat().st_size
    print(f"{TARGET.name}: {len(frames)} pictures, {size / 1000:.0f} KB")
    if size > MOST_BYTES:
        sys.exit(f"That is more than {MOST_BYTES // 1000} KB: take fewer steps or colours.")


def dragged(page):
    """Screenshots of the figure while the pointer takes the right-hand point to the left one and back."""
    figure, handle = page.locator("[data-live-figure=secant]"), page.locator('circle[data-handle="h"]')
    handle.wait_for()
    x, y = middle(handle)
    goal, _ = middle(page.locator('circle[data-handle="x0"]'))
    page.mouse.move(x, y)
    page.mouse.down()
    frames = []
    for h in [*THERE, *BACK]:
        page.mouse.move(goal + (x - goal) * h, y)
        page.wait_for_function("root => root.dataset.state === root.dataset.wanted", arg=figure.element_handle())
        image = Image.open(io.BytesIO(figure.screenshot()))
        frames.append(with_pointer(image.convert("RGB"), *middle(handle)))
    page.mouse.up()
    return frames


def middle(locator):
    """The middle of an element, in CSS pixels."""
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def with_pointer(image, x, y):
    """The screenshot with the pointer on the point that it drags: a browser leaves it out."""
    fine = 4  # drawn larger and shrunk, for smooth edges
    layer = Image.new("RGBA", (32 * SCALE * fine, 32 * SCALE * fine))
    points = [((a + 4) * SCALE * fine, (b + 4) * SCALE * fine) for a, b in ARROW]
    draw = ImageDraw.Draw(layer)
    draw.polygon(points, fill=style.COLOURS["ink"])
    draw.line([*points, points[0]], fill="white", width=round(1.4 * SCALE * fine), joint="curve")
    layer = layer.resize((32 * SCALE, 32 * SCALE), Image.Resampling.LANCZOS)
    image.paste(layer, (round((x - 4) * SCALE), round((y - 4) * SCALE)), layer)
    return image


def write_gif(frames, path):
    """Write the moving picture, all frames with one palette, and without dithering: letters stay crisp."""
    sample = Image.new("RGB", (frames[0].width, 3 * frames[0].height))
    for k, frame in enumerate((frames[0], frames[len(THERE) // 2], frames[len(THERE) - 1])):
        sample.paste(frame, (0, k * frame.height))
    palette = sample.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=2)
    pictures = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    durations = [RESTING if k in (0, len(THERE) - 1) else MOVING for k in range(len(frames))]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=durations, loop=0, optimize=True)


if __name__ == "__main__":
    main()
