"""The page without a kernel: what to_html() gives, opened from a file, with no network and nothing behind it."""

import live_examples
import pytest
from live_examples import number_line_words, plane_words
from notebook_page import Figure

from calcml.live.standalone import page_script

pytestmark = pytest.mark.browser

LINE, PLANE = live_examples.number_line(), live_examples.plane()


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    """Three figures in one file, opened as a file; every request is noted."""
    file = tmp_path_factory.mktemp("page") / "page.html"
    curve = live_examples.curve()
    file.write_text(
        f"<!doctype html><meta charset='utf-8'><title>Figures</title>{LINE.to_html()}{curve.to_html()}{PLANE.to_html()}",
        encoding="utf-8",
    )
    context = chromium.new_context(viewport={"width": 1000, "height": 1400})
    page = context.new_page()
    page.set_default_timeout(45_000)
    page.requests, page.errors = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.goto(file.as_uri())
    page.locator(".calcml-live[data-state]").nth(2).wait_for()
    yield page
    context.close()


@pytest.fixture(autouse=True)
def only_the_file_itself_is_asked_for(page):
    yield
    assert [url for url in page.requests if not url.startswith(("file:", "data:"))] == []
    assert page.errors == []


def figure(page, name):
    found = Figure(page, name)
    found.root.get_by_role("button", name="Reset").click()
    found.wait_settled()
    return found


def test_dragging_a_slider_and_a_handle(page):
    line = figure(page, "line")
    line.drag_slider("left point", 50 / 80, 0)
    line.wait_settled()
    assert line.sentence == number_line_words(-2, 0.5)
    line.drag(line.handle("x0"), (80, 0))
    line.wait_settled()
    i, j = map(int, line.state.split(","))
    x0, h = LINE._drawing.controls["x0"].stops[i], LINE._drawing.controls["h"].stops[j]
    assert i > 0 and line.sentence == number_line_words(x0, h)


def test_a_handle_that_holds_a_distance_follows_the_pointer(page):
    line = figure(page, "line")
    before = line.handle("h").bounding_box()
    line.drag(line.handle("h"), (-30, 0))
    line.wait_settled()
    assert line.handle("h").bounding_box()["x"] - before["x"] == pytest.approx(-30, abs=3)


def test_off_the_stops_drawn_the_nearest_picture_keeps_its_own_sentence(page):
    line = figure(page, "line")
    line.slider("left point").press("Home")
    for _ in range(3):
        line.slider("left point").press("ArrowRight")
        line.slider("step").press("ArrowRight")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    i, j = map(int, line.state.split(","))
    x0, h = LINE._drawing.controls["x0"].stops[i], LINE._drawing.controls["h"].stops[j]
    assert line.sentence == number_line_words(x0, h)
    assert line.root.locator(".spoken").text_content() == line.sentence
    assert line.box("step").input_value() == LINE._drawing.controls["h"].texts[j]
    assert line.status == ""  # nothing is on its way


@pytest.mark.parametrize("target", ["slider", "handle"])
def test_keys(page, target):
    line = figure(page, "line")
    control = line.slider("step") if target == "slider" else line.handle("h")
    for key, h in (("Home", 0.01), ("ArrowRight", 0.02), ("PageUp", 0.12), ("End", 1)):
        control.press(key)
        line.wait_sentence(f"a step of {h:.3f}")


def plane_values(stop):
    return [control.stops[int(i)] for control, i in zip(PLANE._drawing.controls.values(), stop.split(","), strict=True)]


def test_a_point_dragged_diagonally_moves_both_sliders_and_shows_the_nearest_stop_drawn(page):
    plane = figure(page, "plane")
    before = plane.handle("x0 y0").bounding_box()
    plane.drag(plane.handle("x0 y0"), (-91, 57))
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    shown, wanted = plane.state.split(","), plane.root.get_attribute("data-wanted").split(",")
    assert [abs(int(i) - int(j)) <= 2 for i, j in zip(shown, wanted, strict=True)] == [True] * 3
    assert plane.sentence == plane_words(*plane_values(plane.state))
    after = plane.handle("x0 y0").bounding_box()
    assert after["x"] - before["x"] == pytest.approx(-91, abs=12) and after["y"] - before["y"] == pytest.approx(
        57, abs=12
    )


def test_keys_move_a_point_in_two_directions(page):
    plane = figure(page, "plane")
    point = plane.handle("x0 y0")
    up = (("ArrowUp", (0.5, 1.12)), ("ArrowDown", (0.5, 1)), ("PageUp", (0.5, 3.16)), ("PageDown", (0.5, 1)))
    across = (("ArrowRight", (0.55, 1)), ("Shift+ArrowRight", (1.05, 1)), ("Home", (-2, 1)), ("PageUp", (-2, 3.16)))
    for key, (x0, y0) in (*up, *across):
        point.press(key)
        plane.wait_sentence(f"At ({x0:.2f}, {y0:.3g})")
    assert point.get_attribute("aria-valuetext") == "x₀ −2.00, y₀ 3.16 m"
    assert point.get_attribute("aria-label") == "Point in the picture: x₀ and y₀; left and right: x₀, up and down: y₀"
    assert plane.box("x₀").input_value() == "−2.00"


def test_a_choice_that_draws_works_without_a_kernel(page):
    curve = figure(page, "curve")
    colour = curve.root.get_by_role("combobox", name="colour")
    for name in ("red", "blue", "red"):
        colour.select_option(name)
        curve.root.locator(".picture").get_by_text(f"A {name} curve").wait_for()
    curve.root.get_by_role("button", name="Reset").click()
    curve.root.locator(".picture").get_by_text("A blue curve").wait_for()
    assert colour.evaluate("e => e.selectedOptions[0].textContent") == "blue"


def test_choices_in_quick_succession_end_at_the_last(page):
    curve = figure(page, "curve")
    select = curve.root.get_by_role("combobox", name="colour")
    page.evaluate("""() => {  // what is unpacked first is ready last
        const json = Response.prototype.json;
        let frames = 12;
        Response.prototype.json = async function () {
            const value = await json.call(this);
            for (let left = frames -= 2; left > 0; left--) await new Promise(requestAnimationFrame);
            return value;
        };
    }""")
    select.evaluate("""select => { for (const i of [1, 0, 1, 0]) {
        select.value = i; select.dispatchEvent(new Event('change', { bubbles: true })); } }""")
    page.evaluate(
        "() => new Promise(done => { let n = 15; const next = () => --n ? requestAnimationFrame(next) : done(); next(); })"
    )
    assert curve.root.locator(".picture").get_by_text("A blue curve").is_visible()
    assert select.evaluate("e => e.selectedOptions[0].textContent") == "blue"


def test_a_formula_cannot_be_typed_and_the_page_says_where_it_can(page):
    curve = figure(page, "curve")
    box = curve.root.get_by_role("textbox", name="f(x)", exact=True)
    assert box.is_disabled()
    assert curve.root.get_by_text("To type a function of your own, open this page's notebook.").is_visible()


def test_a_reveal_works_without_a_kernel(page):
    curve = figure(page, "curve")
    curve.root.get_by_role("radio", name="higher").check()
    curve.root.get_by_role("button", name="Show the answer").click()
    curve.wait_sentence("shown.")


def test_all_figures_have_ids_of_their_own(page):
    figure(page, "line"), figure(page, "curve"), figure(page, "plane")
    ids = page.evaluate(
        "() => [...document.querySelectorAll('.picture > svg:first-child')].map(svg => [...new Set([...svg.querySelectorAll('[id]')].map(e => e.id))])"
    )
    assert len(ids) == 3 and all(ids) and len(set().union(*ids)) == sum(map(len, ids))


def test_scripts_in_elements_and_one_for_the_page_do_not_get_in_each_other_s_way(chromium):
    """A figure that brings a script without Steps, between figures that wait for the script of the page."""
    walk, line = live_examples.walk(), live_examples.number_line()
    bare = walk.to_html(script=False)
    page = chromium.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content(f"<!doctype html>{bare}{line.to_html()}{bare}<script>{page_script()}</script>")
    page.locator(".calcml-live[data-state]").nth(2).wait_for()
    assert page.locator("[data-live-figure=walk]").count() == 2 and errors == []
    page.close()
