"""Steps, presets and examples in a browser: on a page whose clock the tests wind on by hand, and in JupyterLab."""

import os
import re
import signal

import live_examples
import pytest
from live_examples import WALK_STEPS, walk_trace, walk_words
from notebook_page import Figure, notebooks

from calcml.live import Slider, Steps

pytestmark = pytest.mark.browser

WALK = live_examples.walk()
RATES = WALK._drawing.controls["rate"]
FRAME = 1000 / 60  # ms
NOTE = """root => {
    root.notes = [];
    root.watcher = new MutationObserver(() => root.notes.push(
        [performance.now(), root.dataset.state, root.querySelector('.sentence').textContent, root.querySelector('.spoken').textContent]));
    root.watcher.observe(root, { attributes: true, attributeFilter: ['data-state'] });
}"""
NOTES = "root => { root.watcher.disconnect(); return root.notes; }"


class Walk(Figure):
    """The figure that steps downhill."""

    def button(self, name):
        return self.root.locator(".steps").get_by_role("button", name=name, exact=True)

    @property
    def step(self):
        return int(self.state.split(",")[1])

    @property
    def spoken(self):
        return self.root.locator(".spoken").text_content()

    @property
    def pace(self):
        return float(self.root.locator(".pace").inner_text().removesuffix(" a second"))

    def disabled(self):
        return [button.inner_text() for button in self.root.locator(".steps button[aria-disabled=true]").all()]

    def is_playing(self):
        return self.button("Pause").count() == 1

    def words(self):
        """What the figure should say in the state that it shows."""
        rate, k = map(int, self.state.split(","))
        return walk_words(RATES.stops[rate], k)


# On a page: its clock stands still unless a test winds it on


def open_page(chromium, folder, html, **context):
    file = folder / "page.html"
    file.write_text(f"<!doctype html><meta charset='utf-8'><title>Steps</title>{html}", encoding="utf-8")
    page = chromium.new_context(viewport={"width": 900, "height": 900}, **context).new_page()
    page.set_default_timeout(45_000)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.clock.install(time=0)
    page.goto(file.as_uri())
    page.locator(".calcml-live[data-state]").first.wait_for()
    page.clock.pause_at(3_600_000)
    return page


@pytest.fixture(scope="module")
def page(chromium, tmp_path_factory):
    others = live_examples.number_line().to_html(), live_examples.curve().to_html()
    page = open_page(chromium, tmp_path_factory.mktemp("steps"), others[0] + WALK.to_html() + others[1])
    yield page
    page.context.close()


@pytest.fixture
def walk(page):
    figure = Walk(page, "walk")
    figure.root.get_by_role("button", name="Reset").click()
    wind(page)
    yield figure
    if figure.is_playing():
        figure.button("Pause").click()
    set_pace(figure, 2)
    wind(page)
    assert figure.sentence == figure.words()
    assert page.errors == []


def wind(page, ms=60):
    """Let the page's clock go on, frame by frame."""
    page.clock.run_for(ms)


def set_pace(walk, pace):
    while (now := walk.pace) != pace:
        walk.button("Faster" if now < pace else "Slower").click()


def press(walk, *names):
    for name in names:
        walk.button(name).click()
        wind(walk.page)


def test_step_and_back_go_one_step_and_say_it(walk):
    for name, k in (("Step", 1), ("Step", 2), ("Back", 1)):
        press(walk, name)
        assert walk.step == k
        assert walk.sentence == walk.spoken == walk_words(0.1, k)
        assert walk.box("step").input_value() == str(k)


def test_at_the_ends_buttons_are_disabled_and_keep_the_focus(walk):
    assert walk.disabled() == ["Back"]
    walk.slider("step").press("End")
    wind(walk.page)
    walk.button("Back").click()
    wind(walk.page)
    assert walk.step == WALK_STEPS - 1 and walk.disabled() == []
    press(walk, "Step")
    assert walk.disabled() == ["Step"]
    assert walk.button("Step").evaluate("e => e === document.activeElement")
    walk.page.keyboard.press("Enter")
    wind(walk.page)
    assert walk.step == WALK_STEPS


def test_play_shows_every_step_at_its_time_and_stops_at_the_last(walk):
    walk.root.evaluate(NOTE)
    for name, pace in ((None, 2), ("Faster", 5), ("Faster", 10), ("Faster", 20)):
        if name:
            press(walk, name)
        walk.root.evaluate("root => { root.notes = []; root.begin = performance.now(); }")
        walk.button("Play").click()
        assert walk.is_playing()
        wind(walk.page, 1000 * (WALK_STEPS + 1) / pace)
        notes, begin = walk.root.evaluate("root => [root.notes, root.begin]")
        shown = [[int(state.split(",")[1]), time - begin] for time, state, _, _ in notes]
        if shown[0][0] == 0:  # from the end, Play begins anew
            shown.pop(0)
        assert [k for k, _ in shown] == list(range(1, WALK_STEPS + 1))
        late = [time - 1000 * k / pace for k, time in shown]
        assert min(late) >= 0 and max(late) <= 4 * FRAME, late
        assert not walk.is_playing() and walk.disabled()[0] == "Step"
        assert walk.spoken == walk.sentence == walk_words(0.1, WALK_STEPS)
    walk.root.evaluate(NOTES)


def test_while_it_plays_nothing_is_said_and_pause_says_where_it_stands(walk):
    press(walk, "Step")
    before = walk.spoken
    walk.root.evaluate(NOTE)
    walk.button("Play").click()
    wind(walk.page, 2100)
    assert walk.step == 5 and walk.spoken == before
    walk.button("Pause").click()
    wind(walk.page)
    assert walk.spoken == walk.sentence == walk_words(0.1, 5)
    assert not walk.is_playing()
    wind(walk.page, 3000)
    assert walk.step == 5
    notes = walk.root.evaluate(NOTES)
    assert [sentence for _, _, sentence, _ in notes] == [walk_words(0.1, k) for k in range(2, 6)]
    assert {spoken for *_, spoken in notes} == {before}


def test_frames_that_come_late_do_not_add_up_and_leave_no_step_out(walk):
    walk.root.evaluate(NOTE)
    walk.button("Play").click()
    for _ in range(3):
        wind(walk.page, 470)
        walk.page.clock.fast_forward(1030)  # the page gets no time
        wind(walk.page, 200)
    assert walk.step == 10  # 5.1 seconds at 2 a second
    states = [int(state.split(",")[1]) for _, state, _, _ in walk.root.evaluate(NOTES)]
    assert states == list(range(1, 11))


def test_a_new_pace_counts_from_where_it_stands(walk):
    walk.button("Play").click()
    wind(walk.page, 1300)
    assert walk.step == 2
    press(walk, "Faster")
    assert walk.is_playing() and walk.pace == 5
    wind(walk.page, 500)
    assert walk.step == 4
    press(walk, "Slower", "Slower", "Slower")
    assert walk.pace == 0.5 and walk.disabled() == ["Slower"]


@pytest.mark.parametrize("what", ["rate", "step", "number", "Back", "Reset", "crawl", "hidden", "removed"])
def test_play_stops_when_anything_else_happens(walk, what):
    walk.button("Play").click()
    wind(walk.page, 1600)
    assert walk.step == 3
    if what in ("rate", "step"):
        walk.slider(what).press("ArrowRight")
    elif what == "number":
        walk.box("step").fill("7")
        walk.box("step").press("Enter")
    elif what == "hidden":
        walk.page.evaluate("""() => {
            Object.defineProperty(document, 'hidden', { value: true, configurable: true });
            document.dispatchEvent(new Event('visibilitychange'));
            delete document.hidden;
        }""")
    elif what == "removed":
        walk.root.evaluate("root => { root.style.display = 'none'; }")
        wind(walk.page)
        walk.root.evaluate("root => { root.style.display = ''; }")
    else:
        walk.root.get_by_role("button", name=what, exact=True).click()
    wind(walk.page)
    assert not walk.is_playing()
    step = walk.step
    assert step == {"step": 4, "number": 7, "Back": 2, "Reset": 0}.get(what, 3)
    wind(walk.page, 3000)
    assert walk.step == step
    assert walk.spoken == walk.sentence or what == "removed"


def test_the_trace_is_as_long_as_the_other_controls_make_it(walk):
    last = len(walk_trace(0.45)) - 1
    walk.slider("step").press("End")
    walk.slider("rate").press("End")
    wind(walk.page)
    assert last == 2 and walk.sentence == walk_words(0.45, last)
    assert (walk.box("step").input_value(), walk.slider("step").get_attribute("max")) == ("2", "2")
    assert walk.slider("step").get_attribute("aria-valuetext") == "2 of 2"
    assert walk.root.locator(".steps .unit").inner_text() == "of 2" and walk.disabled() == ["Step"]
    walk.slider("rate").press("PageDown")  # back where traces are longer, the step is what it was
    wind(walk.page)
    long = walk_trace(RATES.stops[30])
    assert walk.step == min(WALK_STEPS, len(long) - 1)
    walk.slider("rate").press("End")
    walk.slider("step").press("ArrowLeft")
    wind(walk.page)
    assert walk.sentence == walk.spoken == walk_words(0.45, 1)
    assert walk.root.get_attribute("data-wanted") == walk.state


def test_a_step_beyond_the_last_is_named_when_it_is_typed(walk):
    walk.slider("rate").press("End")
    wind(walk.page)
    walk.box("step").fill("9")
    walk.box("step").press("Enter")
    wind(walk.page)
    assert walk.status == "Problem: 9 lies outside 0 to 2, so the nearest end is shown."
    assert walk.sentence == walk_words(0.45, 2) and walk.box("step").input_value() == "2"


def test_off_the_traces_drawn_steps_go_along_the_nearest_trace(chromium, tmp_path):
    figure = live_examples.walk(rate=Slider(0.05, 0.45, 0.1, stops=401, label="rate"), k=Steps(60))
    page = open_page(chromium, tmp_path, figure.to_html())
    walk, states = Walk(page, "walk"), []
    for _ in range(2):
        walk.slider("rate").press("PageUp")
    for k in range(1, 5):
        press(walk, "Step")
        states.append(walk.state)
        rate = figure._drawing.controls["rate"].stops[int(walk.state.split(",")[0])]
        assert walk.sentence == walk.spoken == walk_words(rate, k) and walk.box("step").input_value() == str(k)
    assert len({state.split(",")[0] for state in states}) == 1 and "70" not in states[0].split(",")
    page.context.close()


def test_a_preset_sets_several_controls_at_once_and_its_trace_is_there(walk):
    walk.root.get_by_role("button", name="near the end").click()
    wind(walk.page)
    assert walk.sentence == walk.spoken == walk_words(0.3, 3)
    assert (walk.box("rate").input_value(), walk.box("step").input_value()) == ("0.30", "3")
    press(walk, "Back")
    assert walk.sentence == walk_words(0.3, 2)
    walk.root.get_by_role("button", name="crawl").click()
    wind(walk.page)
    assert walk.sentence == walk_words(0.05, 2)


def test_the_keyboard_reaches_all_of_it(walk):
    walk.slider("step").focus()
    reached = []
    for _ in range(8):
        reached.append(
            walk.page.evaluate("() => document.activeElement.ariaLabel ?? document.activeElement.textContent")
        )
        walk.page.keyboard.press("Tab")
    assert reached == ["step", "step, as a number", "Back", "Play", "Step", "Slower", "Faster", "Reset"]
    walk.button("Play").press("Space")
    wind(walk.page, 1100)
    assert walk.step == 2
    walk.page.keyboard.press("Space")
    wind(walk.page)
    assert not walk.is_playing()


def test_who_asked_for_less_motion_can_play_but_not_fast(chromium, tmp_path):
    html = live_examples.walk(k=Steps(WALK_STEPS, pace=10)).to_html()
    page = open_page(chromium, tmp_path, html, reduced_motion="reduce")
    walk = Walk(page, "walk")
    assert walk.pace == 2 and "Faster" in walk.disabled()
    walk.button("Faster").click(force=True)
    walk.button("Play").click()
    wind(page, 1600)
    assert walk.step == 3
    page.context.close()


def test_examples_cannot_be_chosen_without_a_kernel(page):
    curve = Figure(page, "curve")
    assert curve.root.get_by_role("combobox", name="Examples for f(x)").is_disabled()


# In JupyterLab


@pytest.fixture(scope="module")
def notebook(chromium, lab):
    with notebooks(chromium, lab) as opened:
        yield opened("steps", "figure = walk(); figure", "curve()", "walk('slow', pause=0.15)")


@pytest.fixture
def live(notebook):
    figure = Walk(notebook.page, "walk")
    figure.root.get_by_role("button", name="Reset").click()
    figure.wait_settled()
    yield figure
    assert notebook.problems == []


def play_to_the_end(figure):
    """Play, and return what was shown on the way."""
    figure.root.evaluate(NOTE)
    figure.button("Play").click()
    figure.root.locator(".steps button", has_text="Play").wait_for()
    return [[state, sentence] for _, state, sentence, _ in figure.root.evaluate(NOTES)]


def test_a_trace_is_played_to_its_end_in_jupyterlab(live):
    set_pace(live, 20)
    shown = play_to_the_end(live)
    assert shown == [[f"5,{k}", walk_words(0.1, k)] for k in range(1, WALK_STEPS + 1)]
    live.slider("rate").press("End")
    live.wait_sentence(walk_words(0.45, 2))
    assert play_to_the_end(live) == [[f"40,{k}", walk_words(0.45, k)] for k in (0, 1, 2)]


def test_play_waits_for_a_step_that_is_not_drawn_yet(notebook):
    slow = Walk(notebook.page, "slow")
    set_pace(slow, 20)
    slow.slider("rate").press("Home")
    slow.wait_settled()
    slow.root.evaluate(NOTE)
    slow.button("Step").click()
    slow.wait_settled()
    assert [state for _, state, *_ in slow.root.evaluate(NOTES)] == ["0,1"]  # and no step of another trace meanwhile
    shown = play_to_the_end(slow)
    assert shown == [[f"0,{k}", walk_words(0.05, k)] for k in range(2, WALK_STEPS + 1)]


def test_steps_follow_python_and_python_follows_steps(live, notebook):
    live.button("Step").click()
    live.wait_sentence(walk_words(0.1, 1))
    wait_in(notebook, "print('k is', figure.k)", "k is 1")
    said = run_in(notebook, "figure.k = 7; print('k was', figure.k)")
    live.wait_sentence(walk_words(0.1, 7))
    live.button("Back").click()
    live.wait_sentence(walk_words(0.1, 6))
    assert "Traceback" not in said
    wait_in(notebook, "print('k is', figure.k)", "k is 6")


RUN = """code => new Promise((done, fail) => {
    const future = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({ code, store_history: false });
    let text = '';
    future.onIOPub = ({ content }) => { text += content.text ?? (content.traceback ?? []).join('\\n'); };
    future.done.then(() => done(text), fail);
})"""


def run_in(notebook, code):
    return notebook.page.evaluate(RUN, code)


def wait_in(notebook, code, expected):
    """Run code until it prints what is expected: ipywidgets 7 sends a value only when the last message is answered."""
    for _ in range(20):
        if expected in (said := run_in(notebook, code)):
            return
    raise AssertionError(f"{expected!r} was expected, and {said!r} came.")


def test_an_example_fills_the_box_and_typing_on_is_free(notebook):
    curve = notebook.figure("curve")
    curve.root.get_by_role("button", name="Reset").click()
    box = curve.root.get_by_role("textbox", name="f(x)", exact=True)
    examples = curve.root.get_by_role("combobox", name="Examples for f(x)")

    def chosen():
        return examples.evaluate("e => e.selectedOptions[0].textContent")

    assert chosen() == "examples"
    examples.select_option("cubic")
    curve.wait_sentence("f(0.50) = 0.125")
    assert (box.input_value(), chosen()) == ("x^3", "cubic")
    box.fill("1")
    assert chosen() == "examples"
    curve.wait_sentence("f(0.50) = 1.000")
    box.fill("sqrt(x)")
    curve.wait_sentence("f(0.50) = 0.707")
    assert chosen() == "root"
    box.fill("x^^2")
    curve.wait_status("Problem: 'x^^2' cannot be read")
    assert (box.input_value(), chosen()) == ("x^^2", "examples")
    examples.select_option("cubic")
    curve.wait_sentence("f(0.50) = 0.125")
    assert curve.status == ""
    curve.root.get_by_role("button", name="Reset").click()
    curve.wait_sentence("f(0.50) = 0.250")
    assert (box.input_value(), chosen()) == ("x^2", "examples")


def test_play_stops_when_the_kernel_dies_and_goes_on_over_what_is_drawn(chromium, lab):
    with notebooks(chromium, lab) as opened:
        page = opened("killed-steps", "import os; print('pid is', os.getpid())", "walk()")
        pid = int(re.search(r"pid is (\d+)", " ".join(page.page.locator(".jp-OutputArea").all_text_contents()))[1])
        walk = Walk(page.page, "walk")
        page.page.wait_for_function(
            "([root, n]) => root.dataset.frames >= n", arg=[walk.root.element_handle(), WALK_STEPS + 41]
        )
        walk.button("Play").click()
        walk.wait_sentence("step 1 of")
        os.kill(pid, signal.SIGKILL)
        walk.wait_status("Problem: the kernel is gone")
        walk.button("Play").wait_for()
        page.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
        set_pace(walk, 20)
        assert [sentence for _, sentence in play_to_the_end(walk)][-1] == walk_words(0.1, WALK_STEPS)
