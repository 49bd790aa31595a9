"""In JupyterLab: a point dragged in two directions, images and axes that move as a whole, and drawings that are let go."""

import live_examples
import pytest
from live_examples import plane_words
from notebook_page import notebooks

pytestmark = pytest.mark.browser

SCENES = {name: getattr(live_examples, name)()._drawing for name in ("plane", "heat", "turning")}
X0, Y0, DX = SCENES["plane"].controls.values()

WATCH = """root => {
    root.seen = [];
    root.watcher = new MutationObserver(() => root.seen.push([root.dataset.wanted, root.dataset.state, root.querySelector('.sentence').textContent]));
    root.watcher.observe(root, { attributes: true, attributeFilter: ['data-state', 'data-wanted'] });
}"""
SEEN = "root => { root.watcher.disconnect(); return root.seen; }"

SAME_LAYER = """(root, fragment) => {
    const layer = root.querySelector('.picture svg > g:last-of-type'), twin = layer.cloneNode(false);
    const prefix = layer.innerHTML.match(/live\\d+-/)?.[0] ?? '';
    twin.innerHTML = fragment.replace(/( id="|url\\(#|href="#)/g, `$1${prefix}`);
    return layer.innerHTML === twin.innerHTML;
}"""


@pytest.fixture(scope="module")
def notebook(chromium, lab):
    with notebooks(chromium, lab) as opened:
        page = opened("plane", "plane()", "heat()", "turning()", "plane(Forgetful)")
        yield page
        assert page.problems == []


@pytest.fixture
def plane(notebook):
    return reset(notebook, "plane")


def reset(notebook, name, nth=0):
    figure = notebook.figure(name, nth)
    figure.root.get_by_role("button", name="Reset").click()
    figure.wait_settled()
    return figure


def stop_of(state):
    return tuple(map(int, state.split(",")))


def wait_frames(figure, count, compare=">="):
    """Wait until the page holds so many drawings, or just as many."""
    held = f"([root, n]) => root.dataset.frames {compare} n"
    figure.page.wait_for_function(held, arg=[figure.root.element_handle(), count])


def words(state):
    return plane_words(*(control.stops[i] for control, i in zip((X0, Y0, DX), stop_of(state), strict=True)))


def assert_is_what_python_draws(figure, name):
    fragment, sentence, *_ = SCENES[name].frame(stop_of(figure.state))
    assert figure.sentence == sentence
    assert figure.root.evaluate(SAME_LAYER, fragment)


def test_a_point_dragged_diagonally_moves_both_sliders_in_one_step(plane):
    point = plane.handle("x0 y0")
    before = point.bounding_box()
    plane.root.evaluate(WATCH)
    plane.drag(point, (-120, 70), moves=40)
    plane.wait_settled()
    after, seen = point.bounding_box(), plane.root.evaluate(SEEN)
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((-120, 70), abs=8)
    assert len({state for _, state, _ in seen}) >= 5
    assert all(sentence == words(state) for _, state, sentence in seen)
    wanted = [stop_of(wanted) for wanted, _, _ in seen]
    pairs = zip(wanted, wanted[1:], strict=False)
    assert any(one[0] != other[0] and one[1] != other[1] for one, other in pairs)
    assert_is_what_python_draws(plane, "plane")
    i, j, _ = stop_of(plane.state)
    assert (plane.box("x₀").input_value(), plane.box("y₀").input_value()) == (X0.texts[i], Y0.texts[j])
    assert plane.slider("y₀").get_attribute("aria-valuetext") == f"{Y0.texts[j]} m"
    assert point.get_attribute("aria-valuetext") == f"x₀ {X0.texts[i]}, y₀ {Y0.texts[j]} m"


def test_a_point_that_holds_a_distance_keeps_it(plane):
    corner = plane.handle("dx y0")
    before = corner.bounding_box()
    plane.drag(corner, (50, -30))
    plane.wait_settled()
    after = corner.bounding_box()
    assert stop_of(plane.state)[0] == X0.start and stop_of(plane.state)[2] > DX.start
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((50, -30), abs=15)
    assert_is_what_python_draws(plane, "plane")


def test_a_point_dragged_out_of_the_picture_stays_in_its_corner(plane):
    plane.drag(plane.handle("x0 y0"), (900, -700), moves=5)
    plane.wait_settled()
    assert stop_of(plane.state)[:2] == (len(X0.stops) - 1, len(Y0.stops) - 1)


def test_each_key_moves_a_point_in_its_own_direction(plane):
    i, j, k = X0.start, Y0.start, DX.start
    for key, di, dj in [
        ("ArrowLeft", -1, 0), ("ArrowRight", 1, 0), ("ArrowDown", 0, -1), ("ArrowUp", 0, 1), ("PageDown", 0, -10),
        ("PageUp", 0, 10), ("Shift+ArrowLeft", -10, 0), ("Shift+ArrowUp", 0, 10), ("Home", -99, 0), ("End", 99, 0),
    ]:  # fmt: skip
        plane.handle("x0 y0").press(key)
        i, j = min(max(i + di, 0), len(X0.stops) - 1), min(max(j + dj, 0), len(Y0.stops) - 1)
        plane.page.wait_for_function(
            "([root, state]) => root.dataset.state === state", arg=[plane.root.element_handle(), f"{i},{j},{k}"]
        )
    assert_is_what_python_draws(plane, "plane")
    assert plane.root.locator(".spoken").text_content() == plane.sentence


def test_the_cross_and_the_coarse_grids_are_drawn_in_the_background(plane):
    scene = SCENES["plane"]
    start = scene.starts()
    count = len({*scene.cross(start), *scene.grids(start)})
    wait_frames(plane, count)
    assert plane.sentence == words(plane.state)


@pytest.mark.parametrize("name, label", [("heat", "a"), ("turning", "azimuth")])
def test_images_and_whole_axes_follow_a_drag(notebook, name, label):
    figure = reset(notebook, name)
    figure.root.evaluate(WATCH)
    figure.drag_slider(label, SCENES[name].starts()[0] / (len(SCENES[name].controls[label].stops) - 1), 1)
    figure.wait_settled()
    assert len({state for _, state, _ in figure.root.evaluate(SEEN)}) >= 3
    assert stop_of(figure.state)[0] == len(SCENES[name].controls[label].stops) - 1
    assert_is_what_python_draws(figure, name)


def test_drawings_not_shown_for_long_are_let_go_but_never_the_cross_or_the_grid(notebook):
    plane, scene = reset(notebook, "plane", 1), SCENES["plane"]
    start = {*scene.cross(scene.starts()), *scene.grids(scene.starts())}
    wait_frames(plane, len(start))
    for key in ("Home", "PageUp", "End", "PageDown"):
        plane.handle("x0 y0").press(key)
        plane.wait_settled()
        here = stop_of(plane.state)
        needed = start | {*scene.cross(here), *scene.grids(here)}
        wait_frames(plane, len(needed), "==")  # all that is needed, and nothing else
    for key in ("PageUp", "Home", "PageDown", "ArrowLeft"):  # also where drawings have gone
        plane.handle("x0 y0").press(key)
        plane.wait_settled()
        assert plane.sentence == words(plane.state)
