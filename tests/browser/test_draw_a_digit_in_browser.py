"""A digit drawn with pointer and keys, in JupyterLab and in a page without a kernel: read as Python reads it."""

import base64
import os

import numpy as np
import pytest
from notebook_page import notebooks

from calcml.datasets import digits
from calcml.figures.draw_a_digit import EXAMPLE, GRID, counted, draw_a_digit, stroke

pytestmark = pytest.mark.browser

CELL = 4
SEEN = """root => { const { data } = root.querySelector('.seen').getContext('2d').getImageData(0, 0, 8, 8);
    return [...data].filter((_, i) => i % 4 === 3).map(alpha => Math.round(alpha * 16 / 255)); }"""
INK = f"""root => {{ const {{ data }} = root.querySelector('.field').getContext('2d').getImageData(0, 0, {GRID}, {GRID});
    return [...data].filter((_, i) => i % 4 === 3).map(alpha => alpha > 0); }}"""
P = "root => [...root.querySelectorAll('.meter')].map(meter => +meter.ariaValueNow)"
FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"

FIGURE = draw_a_digit()


def expected(pixels):
    """Probabilities, in numpy, from the weights as they travel."""
    numbers = np.frombuffer(base64.b64decode(FIGURE._weights["numbers"]), dtype="<f4").astype(float)
    W, b, V, c = np.split(numbers, np.cumsum([64 * 32, 32, 320]))
    scores = np.maximum(pixels.ravel() @ W.reshape(64, 32) + b, 0) @ V.reshape(32, 10) + c
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


class Field:
    """The figure on a page."""

    def __init__(self, page, nth=0):
        self.page, self.root = page, page.locator('[data-live-figure="draw_a_digit"]').nth(nth)
        self.field = self.root.locator(".field")
        self.field.wait_for()
        self.field.scroll_into_view_if_needed()

    def clear(self):
        self.root.get_by_role("button", name="Clear").click()
        assert self.root.get_attribute("data-state") == "empty"

    def draw(self, *corners):
        """Along these corners, in points of the field, with the pointer pressed."""
        box, mouse = self.field.bounding_box(), self.page.mouse
        places = [(box["x"] + x * box["width"] / GRID, box["y"] + y * box["height"] / GRID) for x, y in corners]
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            mouse.move(*place, steps=4)
        mouse.up()
        self.page.evaluate(FRAMES)

    def keys(self, *cells):
        """Along these cells (column, row) with the cursor, drawing; it starts in the middle of an empty field."""
        x, y = 8, 8
        self.field.focus()
        for k, (to_x, to_y) in enumerate(cells):
            shift = "Shift+" if k else ""
            for by, (less, more) in ((to_x - x, ("Left", "Right")), (to_y - y, ("Up", "Down"))):
                for _ in range(abs(by)):
                    self.page.keyboard.press(f"{shift}Arrow{more if by > 0 else less}")
            x, y = to_x, to_y
            if not k:
                self.page.keyboard.press("Space")

    @property
    def ink(self):
        return np.array(self.root.evaluate(INK)).reshape(GRID, GRID)

    def check(self):
        """What is shown is what Python makes of the ink; the picture of 8 × 8 pixels."""
        pixels, p = counted(self.ink), np.array(self.root.evaluate(P))
        assert self.root.evaluate(SEEN) == (16 * pixels).ravel().tolist()
        assert np.abs(p - expected(pixels)).max() < 1e-6
        assert self.root.get_attribute("data-state") == str(p.argmax())
        assert f"reads this as {p.argmax()}, with probability" in self.root.locator(".sentence").inner_text()
        beside = self.root.locator(".p").all_text_contents()
        assert beside == ["< 0.001" if q < 0.0005 else "> 0.999" if q >= 0.9995 else f"{q:.3f}" for q in p]
        return pixels


def inks():
    """Test digits painted in blocks, and scribbles from a dot to a field full of ink."""
    rng, images = np.random.default_rng(0), digits().images
    for image in images[rng.choice(len(images), 12, replace=False)]:
        yield np.kron(image > 0.5, np.ones((8, 8), dtype=bool))
    for image in images[rng.choice(len(images), 6, replace=False)]:
        yield rng.random((GRID, GRID)) < np.kron(image, np.ones((8, 8)))
    for count in (2, 3, 4, 6):
        yield stroke(*rng.uniform(-3, 67, (count, 2)))
    thin = np.zeros((GRID, GRID), dtype=bool)
    thin[[9, 50], 7:30] = thin[20:23, 44] = thin[63, 63] = True
    yield from (stroke((30, 30), (30, 30)), thin, np.ones((GRID, GRID), dtype=bool), np.eye(GRID, dtype=bool))


def opened(chromium, folder, *texts, **options):
    """A page without a kernel with a figure for each of these inks, opened from a file."""
    file = folder / "page.html"
    figure, pages = draw_a_digit(), []
    for figure._ink in texts:
        pages.append(figure.to_html())
    file.write_text(f"<!doctype html><meta charset='utf-8'><title>Draw</title>{''.join(pages)}", encoding="utf-8")
    page = chromium.new_context(viewport={"width": 900, "height": 700}, **options).new_page()
    page.set_default_timeout(45_000)
    page.problems = []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("request", lambda asked: page.problems.extend([asked.url] if not asked.url.startswith("file:") else []))
    page.goto(file.as_uri())
    return page


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    page = opened(chromium, tmp_path_factory.mktemp("draw"), "", has_touch=True)
    yield page
    assert page.problems == []
    page.context.close()


@pytest.fixture(scope="module")
def notebook(chromium, lab):
    with notebooks(chromium, lab) as opening:
        drawn = 'print(f"ink {16 * mine.pixels.sum():.0f}")'
        yield opening(
            "draw", "from calcml.figures.draw_a_digit import draw_a_digit", "mine = draw_a_digit(); mine", drawn
        )


@pytest.fixture(params=["page", "notebook"])
def field(request):
    """The figure in a page without a kernel, and in JupyterLab, with nothing drawn."""
    host = request.getfixturevalue(request.param)
    field = Field(getattr(host, "page", host) if request.param == "notebook" else host)
    field.field.focus()
    field.page.keyboard.press("Escape")
    yield field
    assert host.problems == []


def test_every_ink_is_counted_and_read_as_in_python(chromium, tmp_path):
    drawn = list(inks())
    page = opened(chromium, tmp_path, *("".join(map(str, ink.astype(int).ravel())) for ink in drawn))
    for nth, ink in enumerate(drawn):
        field = Field(page, nth)
        assert np.array_equal(field.ink, ink)
        field.check()
    assert len(drawn) == 26 and page.problems == []
    page.context.close()


def test_a_three_drawn_with_the_pointer_is_read_as_it_is_drawn(field):
    box, mouse, seen = field.field.bounding_box(), field.page.mouse, set()
    for k, (x, y) in enumerate(EXAMPLE):
        mouse.move(box["x"] + x * box["width"] / GRID, box["y"] + y * box["height"] / GRID, steps=4)
        if not k:
            mouse.down()
        field.page.evaluate(FRAMES)
        field.check()
        seen.add(field.root.locator(".sentence").inner_text())
    mouse.up()
    assert len(seen) >= 5 and field.root.get_attribute("data-state") == "3"
    assert np.mean(field.ink != stroke(*EXAMPLE)) < 0.01  # the browser rounds the pointer's places
    assert field.root.locator(".spoken").text_content() == field.root.locator(".sentence").inner_text()


def test_keys_draw_what_the_pointer_draws(field):
    cells = [(4, 2), (11, 2), (11, 7), (6, 7), (11, 7), (11, 13), (4, 13)]
    field.keys(*cells)
    by_keys = field.ink
    field.check()
    assert np.array_equal(by_keys, stroke(*((CELL * (x + 0.5), CELL * (y + 0.5)) for x, y in cells)))
    field.clear()
    field.draw(*((CELL * (x + 0.5), CELL * (y + 0.5)) for x, y in cells))
    assert np.mean(field.ink != by_keys) < 0.01
    assert field.root.get_attribute("data-state") == "3"


def test_space_inks_backspace_rubs_escape_and_clear_empty_the_field(field):
    press = field.page.keyboard.press
    field.field.focus()
    press("Space")
    once = field.ink
    assert once.any()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "Space", "Backspace"):
        press(key)
    assert np.array_equal(field.ink, once & ~np.roll(once, 3 * CELL, axis=1))
    for empty in (lambda: press("Escape"), field.clear):
        press("Space")
        field.check()
        empty()
        assert not field.ink.any() and field.root.locator(".sentence").inner_text() == "Draw a digit."
        assert field.root.locator(".p").all_text_contents() == [""] * 10
        field.field.focus()


def test_the_cursor_stays_in_the_field_and_says_where_it_is(field):
    field.field.focus()
    for key in ["ArrowLeft"] * 18 + ["ArrowUp"] * 18:
        field.page.keyboard.press(key)
    assert field.root.locator(".spoken").text_content() == "column 1, row 1"
    assert field.root.locator(".cursor").is_visible()
    field.page.keyboard.press("Space")
    assert field.ink[0, 0] and not field.ink[:, 8:].any()


def test_a_finger_draws_and_the_page_does_not_scroll(page):
    field = Field(page)
    field.clear()
    box = field.field.bounding_box()
    session = page.context.new_cdp_session(page)
    for k, (x, y) in enumerate(EXAMPLE):
        at = {"x": box["x"] + x * box["width"] / GRID, "y": box["y"] + y * box["height"] / GRID}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove" if k else "touchStart", "touchPoints": [at]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.evaluate(FRAMES)
    assert field.root.get_attribute("data-state") == "3" and page.evaluate("scrollY") == 0
    field.check()


def test_the_other_buttons_of_the_mouse_draw_nothing(page):
    field = Field(page)
    field.clear()
    field.field.click(button="right")
    assert not field.ink.any()


def test_everything_has_a_name(field):
    bare = field.root.evaluate(
        "root => [...root.querySelectorAll('button, canvas, [role]')].filter(e => !(e.ariaLabel || e.textContent)).length"
    )
    assert bare == 0 and field.root.get_by_role("meter", name="probability of 3").count() == 1
    assert "Space inks, Backspace rubs out, Escape clears" in field.root.inner_text()


# In JupyterLab alone


def test_keys_leave_the_notebook_alone(notebook):
    contents = (
        "() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.sharedModel.getSource())"
    )
    field, before = Field(notebook.page), notebook.page.evaluate(contents)
    for target in (field.field, field.root.get_by_role("button", name="Clear")):
        target.focus()
        for key in (
            "a",
            "b",
            "d",
            "d",
            "j",
            "k",
            "x",
            "m",
            "y",
            "Space",
            "Backspace",
            "ArrowDown",
            "ArrowUp",
            "Escape",
        ):
            notebook.page.keyboard.press(key)
    notebook.page.evaluate(FRAMES)
    assert notebook.page.evaluate(contents) == before and notebook.page.locator(".jp-Dialog").count() == 0


def test_what_is_drawn_reaches_python_and_shift_enter_runs_the_cell_anew(notebook):
    field = Field(notebook.page)
    field.clear()
    field.draw(*EXAMPLE)
    pixels = field.check()
    notebook.page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.activeCellIndex = 3; }")
    notebook.command("notebook:run-cell")
    notebook.page.get_by_text(f"ink {16 * pixels.sum():.0f}", exact=True).wait_for()
    field.field.blur()  # JupyterLab 3.6 goes to the cell of what gets the focus, not of what has it
    field.field.press("Shift+Enter")
    notebook.page.locator('[data-state="empty"]').wait_for()
    assert notebook.problems == []


def test_it_is_readable_in_the_dark_theme(notebook):
    field = Field(notebook.page)
    field.clear()
    field.draw(*EXAMPLE)
    try:
        for theme in ("Light", "Dark"):
            notebook.theme(theme)
            colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
            assert field.root.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(31, 41, 51)"]
            assert field.root.locator(".sentence").evaluate(colours)[1] == "rgb(31, 41, 51)"
            assert field.field.evaluate(colours)[0] == "rgb(255, 255, 255)"
            if folder := os.environ.get("CALCML_SCREENSHOTS"):
                notebook.page.screenshot(path=f"{folder}/draw-{theme.lower()}.png")
    finally:
        notebook.theme("Light")
