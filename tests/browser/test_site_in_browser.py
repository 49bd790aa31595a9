"""The reading site in a real browser: two notebooks built, served or opened as files, read in good and bad conditions."""

import subprocess
import sys
from pathlib import Path

import pytest
from files_server import served
from notebook_page import Figure

ROOT = Path(__file__).parents[2]
pytest.importorskip("sphinx", reason="the site's tools are not installed here: pip install -e .[site]")
pytestmark = pytest.mark.browser

FIRST, STEPS = "notebooks/00_start_here.html", "notebooks/08_chain_rule.html"
SHEETS = "docs/glossary.html", "docs/formula_sheet.html"


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    """The folder of a site with two notebooks; what `make site` has run already is not run again."""
    target = tmp_path_factory.mktemp("site")
    command = [sys.executable, ROOT / "site" / "build.py", "00", "08", "--build", target]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    assert built.stderr == ""  # Sphinx has nothing to warn of
    return target / "html"


@pytest.fixture(scope="module")
def address(html):
    """The site on a server."""
    with served(html) as address:
        yield address


@pytest.fixture
def opened(chromium, address):
    """Opens a page of the site; at the end it has asked no other host, and nothing went wrong."""
    pages = []

    def open_page(name, base=address, before="", **context):
        context = {"viewport": {"width": 1200, "height": 900}} | context
        page = chromium.new_context(**context).new_page()
        page.set_default_timeout(45_000)
        page.requests, page.errors = [], []
        page.on("request", lambda request: page.requests.append(request.url))
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("response", lambda response: page.errors.extend([response.url] if response.status >= 400 else []))
        page.add_init_script(before)
        page.goto(f"{base}/{name}")
        pages.append((page, base))
        return page

    yield open_page
    for page, base in pages:
        assert page.requests and page.errors == []
        assert [url for url in page.requests if not url.startswith((base, "data:"))] == []
        page.context.close()


def drag_and_see(page, name, slider):
    """Drag a slider from end to end: the picture of the other end, and its sentence, are shown."""
    figure = Figure(page, name)
    figure.root.scroll_into_view_if_needed()
    figure.wait_settled()
    figure.slider(slider).press("Home")
    figure.wait_settled()
    before, sentence = figure.state, figure.sentence
    figure.drag_slider(slider, 0, 1)
    figure.wait_settled()
    assert figure.state != before and figure.sentence != sentence


def test_a_drag_moves_a_picture(opened):
    drag_and_see(opened(FIRST), "penguin_line", "slope w")


def test_a_drag_moves_the_first_page_s_picture(opened):
    drag_and_see(opened("index.html"), "secant", "left point x₀")


def test_the_site_works_from_files(opened, html):
    page = opened(FIRST, base=html.as_uri())
    drag_and_see(page, "penguin_line", "slope w")
    page.get_by_role("link", name="Next").click()  # to the only other notebook
    drag_and_see(page, "rates", "x")


def test_a_figure_with_steps_walks(opened):
    figure = Figure(opened(STEPS), "graph_stepper")
    figure.wait_settled()
    before = figure.state
    figure.root.get_by_role("button", name="Step", exact=True).click()
    figure.wait_settled()
    assert figure.state != before


def test_linked_figures_move_together(opened):
    page = opened(FIRST)
    one, other = (Figure(page, "penguin_line", nth) for nth in (1, 2))
    for figure in (one, other):
        figure.wait_settled()
    for moved, follows in ((one, other), (other, one)):
        moved.slider("slope w").press("PageUp")
        moved.wait_settled(), follows.wait_settled()
        assert moved.box("slope w").input_value() == follows.box("slope w").input_value()
    assert one.box("intercept b").input_value() != other.box("intercept b").input_value()


def test_a_picture_and_its_sentence_need_no_script(opened):
    page = opened(FIRST, java_script_enabled=False)
    figures = page.locator("figure.calcml-live")
    assert figures.count() == 4
    for figure in figures.all():
        words = figure.locator(".sentence").inner_text()
        assert figure.locator("svg").get_attribute("aria-label") == words and words
        assert figure.locator("svg").bounding_box()["height"] > 200
    figures.first.get_by_text("This picture moves in a browser of 2023 or newer, where scripts may run.").wait_for()


@pytest.mark.parametrize(
    "before, why",
    [
        ("delete window.DecompressionStream", "too old to unpack"),
        ("Response.prototype.json = () => Promise.reject(new TypeError())", "cannot be unpacked"),
    ],
)
def test_a_picture_that_cannot_move_says_why_and_stays(before, why, opened):
    page = opened(FIRST, before=before)
    figure = page.locator("figure.calcml-live").first
    figure.get_by_text(why).wait_for()
    assert figure.locator("svg").bounding_box()["height"] > 200
    assert figure.locator(".sentence").inner_text().startswith("With w =")
    assert figure.get_by_role("slider").count() == 0


def test_exercises_and_typed_formulas_say_that_they_need_a_kernel_and_offer_the_notebook(opened, html):
    page = opened(FIRST)
    notes = page.locator(".needs-kernel")
    said = [text.split(" ")[:2] for text in notes.all_inner_texts()]
    assert said == [["To", "type"], ["Exercise", "0.1"], ["Exercise", "0.2"]]
    for link in (notes.first.get_by_role("link").first, page.locator(".run-links a").first):
        assert link.get_attribute("href") == "00_start_here.ipynb"
    served = (html / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    assert served == (ROOT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")


def test_search_finds_a_word_of_a_notebook(opened):
    page = opened("search.html?q=penguin")
    page.locator("#search-results a", has_text="Find your way around").first.wait_for()


@pytest.mark.parametrize("name", ["index.html", FIRST, STEPS, *SHEETS, "search.html"])
def test_nothing_is_wider_than_a_small_telephone(name, opened):
    page = opened(name, viewport={"width": 360, "height": 740})
    page.wait_for_load_state("load")
    for figure in page.locator(".calcml-live").all():
        figure.locator("[type=range]").first.wait_for()  # it lives
    assert page.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_system_s_colours_and_pictures_stay_on_paper(scheme, opened):
    page = opened(FIRST, color_scheme=scheme)
    colour = "element => getComputedStyle(element).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    assert (sum(page.locator("body").evaluate(colour)) < 200) == (scheme == "dark")
    assert page.locator(".calcml-live").first.evaluate(colour) == [255, 255, 255]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_prints_on_two_pages(name, opened):
    printed = opened(name).pdf(prefer_css_page_size=True)
    assert printed.count(b"/Type /Page\n") == 2
