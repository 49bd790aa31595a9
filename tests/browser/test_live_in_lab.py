"""Live figures in a real JupyterLab: pointer, keys, formulas, a kernel that is busy or gone."""

import base64
import io
import os
import re
import signal
from pathlib import Path

import live_examples
import matplotlib as mpl
import nbformat
import pytest
from live_examples import number_line_words
from notebook_page import NotebookPage, notebooks

pytestmark = pytest.mark.browser

LINE = live_examples.number_line()._drawing.controls  # the stops and the words of its sliders


@pytest.fixture
def open_notebook(chromium, lab):
    with notebooks(chromium, lab) as opened:
        yield opened


@pytest.fixture(scope="module")
def notebook(chromium, lab):
    """The notebook that most tests share: a figure each of number_line and curve, and one whose update() fails."""
    with notebooks(chromium, lab) as opened:
        yield opened("shared", "line = number_line(); line", "curve()", "open_reveal()")


@pytest.fixture(autouse=True)
def no_error_on_the_page(request):
    yield
    if "notebook" in request.fixturenames:
        assert request.getfixturevalue("notebook").problems == []


def reset(figure):
    figure.root.get_by_role("button", name="Reset").click()
    figure.wait_settled()
    return figure


@pytest.fixture
def line(notebook):
    return reset(notebook.figure("line"))


@pytest.fixture
def curve(notebook):
    figure = notebook.figure("curve")
    reset(figure)
    figure.page.wait_for_function(
        "root => root.getAttribute('aria-busy') === 'false'", arg=figure.root.element_handle()
    )
    return figure


def stop_of(figure):
    return [int(i) for i in figure.state.split(",")]


def wait_state(figure, state):
    figure.root.and_(figure.page.locator(f'[data-state="{state}"]')).wait_for()


def assert_says_its_state(figure):
    """The sentence, the number boxes and the handles are those of the stop that the figure says it shows."""
    i, j = stop_of(figure)
    x0, h = LINE["x0"].stops[i], LINE["h"].stops[j]
    assert figure.sentence == number_line_words(x0, h)
    assert figure.box("left point").input_value() == LINE["x0"].texts[i]
    assert figure.box("step").input_value() == LINE["h"].texts[j]
    assert figure.root.locator("svg[role=img]").get_attribute("aria-label") == figure.sentence
    assert float(figure.handle("x0").get_attribute("aria-valuenow")) == x0
    assert f"{x0:.2f}" in figure.root.locator(".formula").inner_text()


# Pointer


@pytest.mark.parametrize("fraction", [0, 0.3, 1])
def test_dragging_a_slider_ends_at_the_wanted_stop_and_its_sentence(line, fraction):
    for label, k in (("left point", 0), ("step", 1)):
        at = stop_of(line)[k] / 80 if k == 0 else 0.5
        line.drag_slider(label, at, fraction)
        line.wait_settled()
        last = len(list(LINE.values())[k].stops) - 1
        assert abs(stop_of(line)[k] - fraction * last) <= 1
        assert_says_its_state(line)


def test_a_drag_shows_many_pictures_on_the_way_and_never_a_foreign_sentence(line):
    watch = """root => {
        root.seen = [];
        const note = () => root.seen.push([root.dataset.state, root.querySelector('.sentence').textContent]);
        root.watcher = new MutationObserver(note);
        root.watcher.observe(root, { attributes: true, attributeFilter: ['data-state'] });
    }"""
    line.root.evaluate(watch)
    line.drag_slider("left point", 50 / 80, 0, moves=40)
    line.wait_settled()
    line.drag_slider("step", 0.5, 1, moves=20)  # off the cross through the start
    line.wait_settled()
    seen = line.root.evaluate("root => { root.watcher.disconnect(); return root.seen; }")
    for state, sentence in seen:
        i, j = map(int, state.split(","))
        assert sentence == number_line_words(LINE["x0"].stops[i], LINE["h"].stops[j])
    assert len({state for state, _ in seen}) >= 20


@pytest.mark.parametrize("slider, k", [("x0", 0), ("h", 1)])
def test_dragging_a_handle_moves_the_point_with_the_pointer(line, slider, k):
    handle = line.handle(slider)
    before, box = stop_of(line), handle.bounding_box()
    line.drag(handle, (-60 if k == 0 else -30, 5))
    line.wait_settled()
    after, now = stop_of(line), handle.bounding_box()
    assert after[k] < before[k] and after[1 - k] == before[1 - k]
    assert now["x"] - box["x"] == pytest.approx(-60 if k == 0 else -30, abs=6)
    assert now["y"] == pytest.approx(box["y"], abs=0.5)
    assert_says_its_state(line)


def test_a_handle_dragged_out_of_the_picture_stays_at_the_end(line):
    line.drag(line.handle("x0"), (-2000, 0))
    line.wait_settled()
    assert stop_of(line)[0] == 0
    assert_says_its_state(line)


def test_a_handle_along_y_follows_the_pointer_up(curve):
    before = stop_of(curve)
    curve.drag(curve.handle("y0"), (0, -40))
    curve.wait_settled()
    assert stop_of(curve)[1] > before[1] and stop_of(curve)[0] == before[0]


# Keyboard


KEYS = [("ArrowLeft", -1), ("ArrowDown", -1), ("ArrowRight", 1), ("ArrowUp", 1), ("PageDown", -10), ("PageUp", 10)]


@pytest.mark.parametrize("target", ["slider", "handle"])
@pytest.mark.parametrize("name, label, k", [("x0", "left point", 0), ("h", "step", 1)])
def test_keys_move_sliders_and_handles(line, target, name, label, k):
    control = line.slider(label) if target == "slider" else line.handle(name)
    start, last = stop_of(line), len(LINE[name].stops) - 1

    def press(key, to):
        control.press(key)
        wanted = list(start)
        wanted[k] = to
        wait_state(line, ",".join(map(str, wanted)))

    at = start[k]
    for key, by in KEYS:
        at += by
        press(key, at)
    press("Home", 0)
    press("ArrowLeft", 0)
    press("End", last)
    press("PageUp", last)
    assert_says_its_state(line)


def test_every_control_is_reached_by_tab(notebook, line):
    line.root.locator("svg[role=img]").evaluate("e => e.closest('.jp-OutputArea-output').scrollIntoView()")
    line.handle("x0").focus()
    reached = []
    for _ in range(7):
        reached.append(
            notebook.page.evaluate(
                "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
            )
        )
        notebook.page.keyboard.press("Tab")
    assert reached == [
        "Point in the picture: left point", "Point in the picture: right point", "left point", "left point, as a number",
        "step", "step, as a number", "Reset",
    ]  # fmt: skip


def contents(notebook):
    return notebook.page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => [cell.model.type, cell.model.sharedModel.getSource()])"""
    )


@pytest.mark.parametrize("target", ["slider", "handle", "box", "button"])
def test_letters_leave_the_notebook_alone(notebook, line, target):
    before = contents(notebook)
    control = {
        "slider": line.slider("step"),
        "handle": line.handle("h"),
        "box": line.box("step"),
        "button": line.root.get_by_role("button", name="Reset"),
    }[target]
    control.focus()
    for key in ("a", "b", "d", "d", "j", "k", "x", "m", "y", "0", "0", "Escape", "ArrowDown", "ArrowUp"):
        notebook.page.keyboard.press(key)
    notebook.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert contents(notebook) == before
    assert notebook.page.locator(".jp-Dialog").count() == 0
    control.evaluate("control => control.blur()")


def test_shift_enter_runs_the_cell_and_ctrl_s_saves(open_notebook):
    page = open_notebook("keys", "runs = 0", "runs += 1; print('run', runs); number_line()")
    figure = page.figure("line")
    figure.wait_settled()
    figure.slider("step").press("Shift+Enter")
    page.page.get_by_text("run 2").wait_for()
    figure = page.figure("line")
    figure.wait_settled()
    figure.slider("step").press("ArrowLeft")
    page.page.evaluate(
        "() => { const context = window.jupyterapp.shell.currentWidget.context; window.saved = new Promise(done => context.saveState.connect((_, state) => state.startsWith('completed') && done(state))); }"
    )
    figure.slider("step").press("Control+s")
    assert page.page.evaluate("() => window.saved") == "completed"
    assert page.problems == []


# Number boxes


def test_a_number_typed_moves_to_the_nearest_stop(line):
    line.box("left point").fill("-1.234")
    line.box("left point").press("Enter")
    wait_state(line, f"{LINE['x0'].index(-1.25)},{LINE['h'].start}")
    assert_says_its_state(line)
    line.box("left point").fill("−0,5")
    line.box("left point").press("Tab")
    wait_state(line, f"{LINE['x0'].index(-0.5)},{LINE['h'].start}")


@pytest.mark.parametrize("typed, end", [("99", 80), ("-99", 0), ("1e9", 80)])
def test_a_number_outside_goes_to_the_end_and_says_so(line, typed, end):
    line.box("left point").fill(typed)
    line.box("left point").press("Enter")
    wait_state(line, f"{end},{LINE['h'].start}")
    line.wait_status(f"Problem: {typed} lies outside −2.00 to 2.00")
    line.box("left point").fill("2" if end else "-2")  # the same stop, now without a reason to complain
    line.box("left point").press("Enter")
    line.root.locator(".status:empty").wait_for(state="attached")


@pytest.mark.parametrize("typed", ["left", "1/2", "", "Infinity", "0x10"])
def test_what_is_not_a_number_moves_nothing_and_is_named(line, typed):
    before = line.state
    line.box("step").fill(typed)
    line.box("step").press("Enter")
    line.wait_status(f"Problem: “{typed}” is not a number. Type one from 0.01 to 1.00")
    assert line.state == before and line.box("step").input_value() == typed
    line.slider("step").press("ArrowLeft")
    line.root.locator(".status:empty").wait_for(state="attached")
    assert line.box("step").get_attribute("aria-invalid") == "false"
    line.wait_settled()
    assert_says_its_state(line)


def test_reset_takes_back_what_was_typed_wrongly(line):
    line.box("step").fill("left")
    line.box("step").press("Enter")
    line.wait_status("Problem:")
    reset(line)
    assert line.status == "" and line.box("step").get_attribute("aria-invalid") == "false"
    assert_says_its_state(line)


# Formulas and choices


def formula(figure):
    return figure.root.get_by_role("textbox", name="f(x)", exact=True)


def type_formula(figure, text):
    formula(figure).fill(text)
    formula(figure).press("Enter")


def test_a_good_formula_is_drawn_and_echoed(curve):
    type_formula(curve, "x^3")
    curve.wait_sentence("f(0.50) = 0.125")
    curve.root.get_by_text("I read this as").get_by_text("x^3").wait_for()
    assert curve.status == ""


def test_a_bad_formula_keeps_picture_and_text_and_shows_the_place(curve):
    picture, sentence = curve.root.locator(".picture").inner_html(), curve.sentence
    type_formula(curve, "x^^2")
    curve.wait_status("Problem: 'x^^2' cannot be read. Try x^2.")
    assert curve.root.locator("mark").inner_text() == "^"
    assert formula(curve).input_value() == "x^^2" and formula(curve).get_attribute("aria-invalid") == "true"
    assert (curve.root.locator(".picture").inner_html(), curve.sentence) == (picture, sentence)
    reset(curve)
    assert formula(curve).input_value() == "x^2" and formula(curve).get_attribute("aria-invalid") == "false"
    assert curve.status == "" and curve.root.locator("mark").count() == 0


def test_a_formula_without_a_value_here_shows_the_nearest_picture_and_why(curve):
    type_formula(curve, "sqrt(x)")
    curve.wait_sentence("f(0.50) = 0.707")
    curve.slider("x0").press("Home")
    curve.wait_status("Problem: at x0 = -2.0")
    assert "f(−" not in curve.sentence and "nan" not in curve.sentence
    curve.slider("x0").press("End")
    curve.wait_sentence("f(2.00) = 1.414")
    assert curve.status == ""


def test_a_formula_without_a_value_anywhere_is_refused(curve):
    before = curve.sentence
    type_formula(curve, "sqrt(-9 - x)")
    curve.wait_status("Problem: at x0 = 0.5")
    assert curve.sentence == before
    type_formula(curve, "1")
    curve.wait_sentence("f(0.50) = 1.000")
    assert curve.status == ""


def test_the_formula_typed_last_wins(curve):
    for text in ("x^3", "sqrt(x)", "x^^2", "1"):
        type_formula(curve, text)
    curve.wait_sentence("f(0.50) = 1.000")
    curve.page.wait_for_function(
        "root => root.getAttribute('aria-busy') === 'false' && !root.querySelector('.status').textContent",
        arg=curve.root.element_handle(),
    )
    assert formula(curve).input_value() == "1"


def test_a_choice_redraws_or_moves(curve):
    title = curve.root.locator(".picture svg[role=img]")
    curve.root.get_by_role("combobox", name="colour").select_option("red")
    title.get_by_text("A red curve").wait_for()
    curve.root.get_by_role("combobox", name="mark").select_option("square")
    curve.wait_sentence("mark s")
    reset(curve)
    title.get_by_text("A blue curve").wait_for()
    curve.wait_sentence("mark o")


def test_a_reveal_waits_for_a_prediction(curve):
    button = curve.root.get_by_role("button", name="Show the answer")
    assert button.is_disabled()
    curve.root.get_by_role("radio", name="lower").check()
    button.click()
    curve.wait_sentence("shown.")
    assert curve.root.get_by_text("You predicted: lower").is_visible()
    curve.root.locator(".picture").get_by_text("the answer").wait_for()
    curve.root.get_by_role("button", name="Hide again").click()
    curve.page.wait_for_function(
        "root => !root.querySelector('.sentence').textContent.includes('shown')", arg=curve.root.element_handle()
    )
    reset(curve)
    assert button.is_disabled() and not curve.root.get_by_role("radio", name="lower").is_checked()


# Problems of update()


def test_a_stop_that_cannot_be_drawn_keeps_the_last_picture_and_moving_on_clears_the_problem(notebook):
    figure = reset(notebook.figure("reveal"))
    figure.root.get_by_role("button", name="Reveal").click()
    figure.wait_sentence("At 0.50, shown.")
    figure.box("x0").fill("0.70")
    figure.box("x0").press("Enter")
    figure.wait_sentence("At 0.70, shown.")
    figure.slider("x0").press("ArrowRight")
    figure.wait_status("Problem: at x0 = 0.71, shown = True there is no number to show.")
    assert figure.sentence == "At 0.70, shown."
    figure.slider("x0").press("End")
    figure.wait_status("Problem: RuntimeError: the ground ends.")
    assert figure.sentence == "At 0.70, shown." and figure.box("x0").input_value() == "0.70"
    figure.slider("x0").press("Home")
    figure.wait_sentence("At 0.00, shown.")
    assert figure.status == ""


# What is heard and seen


def test_the_live_region_is_filled_on_release_only(line):
    spoken = line.root.locator(".spoken")
    before = spoken.text_content()
    box = line.slider("left point").bounding_box()
    mouse = line.page.mouse
    mouse.move(box["x"] + 8 + (box["width"] - 16) * 50 / 80, box["y"] + box["height"] / 2)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2, steps=5)
    line.page.wait_for_function(
        "root => root.dataset.state !== '50,25' && root.dataset.state === root.dataset.wanted",
        arg=line.root.element_handle(),
    )
    assert spoken.text_content() == before
    mouse.up()
    line.page.wait_for_function(
        "root => root.querySelector('.spoken').textContent === root.querySelector('.sentence').textContent",
        arg=line.root.element_handle(),
    )
    assert spoken.text_content() != before


def test_every_control_has_a_name(notebook, line, curve):
    nameless = """() => [...document.querySelectorAll('.calcml-live :is(input, select, button, circle)')].filter(e =>
        !(e.getAttribute('aria-label') || [...(e.labels ?? [])].some(l => l.textContent.trim()) || (e.tagName ===
        'BUTTON' && e.textContent.trim())))
        .map(e => e.outerHTML)"""
    assert notebook.page.evaluate(nameless) == []
    assert notebook.page.locator(".calcml-live :is(input, select, button, circle)").count() > 15


def test_nothing_moves_by_itself(notebook, line, curve):
    states = "() => [...document.querySelectorAll('.calcml-live')].map(e => [e.dataset.state, e.dataset.wanted])"
    before = notebook.page.evaluate(states)
    notebook.page.evaluate(
        "() => new Promise(done => { let n = 60; const next = () => --n ? requestAnimationFrame(next) : done(); next(); })"
    )
    assert notebook.page.evaluate(states) == before
    assert (
        notebook.page.evaluate(
            "() => document.getAnimations().filter(a => a.effect.target.closest('.calcml-live')).length"
        )
        == 0
    )


def test_ids_are_unique_on_the_page(notebook, line, curve):
    ids = notebook.page.evaluate(
        "() => [...document.querySelectorAll('.calcml-live .picture > svg:first-child')].map(svg => [...new Set([...svg.querySelectorAll('[id]')].map(e => e.id))])"
    )
    assert len(ids) == 3 and all(ids)
    everything = [name for figure in ids for name in figure]
    assert len(everything) == len(set(everything))


def test_saving_gives_the_picture_as_png(line):
    with line.page.expect_download() as download:
        line.root.get_by_role("button", name="Save picture").click()
    image = mpl.image.imread(io.BytesIO(Path(download.value.path()).read_bytes()), format="png")
    assert download.value.suggested_filename == "line.png"
    assert image.shape[:2] == (600, 1400)  # 7 x 3 in at 200 dpi
    assert image[..., :3].std() > 0.05


# Python and the browser


def test_a_trait_set_in_python_moves_the_figure(open_notebook):
    page = open_notebook(
        "python",
        "a = number_line(); a",
        "a.x0 = -1.5",
        "heard = []; a.observe(lambda c: heard.append(c['new']), 'x0')",
        run=False,
    )
    page.run_all()
    figure = page.figure("line")
    figure.wait_sentence("From -1.50")
    figure.slider("left point").press("ArrowRight")
    figure.wait_sentence("From -1.45")
    run_more(page, "print(heard, a.x0, a.sentence)")
    page.page.get_by_text("[-1.45] -1.45 From -1.45 a step of 0.500").wait_for()
    assert page.problems == []


def run_more(page, source):
    """Run a new cell at the end of the notebook."""
    page.page.evaluate(
        """source => {
            const { content, context } = window.jupyterapp.shell.currentWidget;
            context.model.sharedModel.addCell({ cell_type: 'code', source });
            content.activeCellIndex = content.widgets.length - 1;
            window.jupyterapp.commands.execute('notebook:run-cell');
        }""",
        source,
    )


def test_linked_figures_two_views_and_a_box(open_notebook):
    cells = (
        "import ipywidgets",
        "a, b = number_line(), number_line()",
        "link = ipywidgets.jslink((a, 'x0'), (b, 'x0'))",
        "ipywidgets.VBox([a, b])",
        "a",
    )
    page = open_notebook("linked", *cells)
    first, second, third = (page.figure("line", nth) for nth in range(3))
    for figure in (first, second, third):
        figure.wait_settled()
    first.drag_slider("left point", 50 / 80, 0.25)
    first.slider("left point").press("Home")
    for figure in (first, second, third):
        figure.wait_sentence("From -2.00")
    third.slider("step").press("End")
    first.wait_sentence("a step of 1.000")
    assert "a step of 0.500" in second.sentence
    second.slider("left point").press("End")
    for figure in (first, second, third):
        figure.wait_sentence("From 2.00")
        figure.wait_settled()
        assert_says_its_state(figure)
    assert page.problems == []


def test_a_hidden_figure_takes_nothing_from_the_visible_one(open_notebook):
    page = open_notebook("hidden", "number_line()", "number_line()")
    hidden, visible = page.figure("line", 0), page.figure("line", 1)
    hidden.wait_settled(), visible.wait_settled()
    clipped = """root => [...root.querySelectorAll('[clip-path]')].map(e => {
        const id = e.getAttribute('clip-path').slice(5, -1), twins = document.querySelectorAll('#' + CSS.escape(id));
        return twins.length > 0 && [...twins].every(twin => twin.closest('.calcml-live') === root);
    })"""
    hidden.root.evaluate("root => { root.closest('.jp-OutputArea-output').style.display = 'none'; }")
    visible.slider("left point").press("Home")
    visible.wait_sentence("From -2.00")
    own = visible.root.evaluate(clipped)
    assert own and all(own)
    hidden.root.evaluate("root => { root.closest('.jp-OutputArea-output').style.display = ''; }")
    hidden.slider("left point").press("End")
    hidden.wait_sentence("From 2.00")
    assert "From -2.00" in visible.sentence


# Opening and reloading


def test_a_notebook_shows_its_stored_pictures_before_it_is_run(chromium, lab, open_notebook):
    figure = live_examples.number_line()
    page = open_notebook("stored", "number_line()", run=False)
    page.close()
    path = lab[1] / "stored.ipynb"
    stored = nbformat.read(path, 4)
    data = {"image/png": base64.b64encode(figure.png()).decode(), "text/plain": repr(figure.sentence)}
    stored.cells[1].outputs = [nbformat.v4.new_output("execute_result", data, execution_count=2)]
    nbformat.write(stored, path)
    page = NotebookPage(chromium, lab, path)
    image = page.page.locator(".jp-OutputArea img")
    image.wait_for()
    assert image.evaluate("img => img.decode().then(() => img.naturalWidth)") == 700
    page.run_all()
    page.figure("line").wait_settled()
    assert page.page.locator(".jp-OutputArea img").count() == 0
    page.close()


def test_a_page_reloaded_with_a_living_kernel_brings_the_figure_back_moving(open_notebook):
    page = open_notebook("reloaded", "a = number_line(); a")
    figure = page.figure("line")
    figure.wait_settled()
    figure.slider("left point").press("Home")
    figure.wait_sentence("From -2.00")
    page.command("docmanager:save")
    page.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")
    page.page.goto(page.page.url.split("?")[0] + "?reset")  # without the tabs of other tests' notebooks
    figure = page.figure("line")
    figure.wait_sentence("From -2.00")
    figure.slider("left point").press("ArrowRight")
    figure.slider("step").press("End")
    figure.wait_sentence("From -1.95 a step of 1.000")
    figure.wait_settled()
    assert_says_its_state(figure)


# A kernel that is slow, busy, or gone


def visit_all(figure):
    """Go to every stop of the first slider, so that each is drawn; end at the last."""
    figure.wait_settled()
    slider = figure.slider("left point")
    slider.press("Home")
    for _ in range(int(slider.get_attribute("max"))):
        figure.wait_settled()
        slider.press("ArrowRight")
    figure.wait_settled()
    return figure


def test_a_picture_that_is_late_is_announced_and_the_nearest_is_shown(open_notebook):
    page = open_notebook("late", "slow(1.5)")
    figure = page.figure("slow")
    figure.wait_settled()
    figure.slider("x0").press("Home")
    figure.wait_sentence("At 0.00, 0.50")
    figure.slider("h").press("End")
    figure.wait_status("catching up…")
    assert figure.root.get_attribute("aria-busy") == "true"
    assert re.match(r"At (0.00, \d|0.50, 1.00)", figure.sentence) and figure.state != figure.root.get_attribute(
        "data-wanted"
    )
    figure.wait_sentence("At 0.00, 1.00")
    assert figure.root.get_attribute("aria-busy") == "false" and figure.status == ""
    assert figure.root.locator(".spoken").text_content() == figure.sentence
    assert "MainThread" in figure.sentence


def test_while_another_cell_runs_drawn_stops_move_and_the_status_line_says_that_the_kernel_is_busy(open_notebook, lab):
    page = open_notebook("busy", "import pathlib, time", "number_line(stops=9)")
    figure = visit_all(page.figure("line"))
    free = lab[1] / "free"
    run_more(page, f"print('begin')\nwhile not pathlib.Path({str(free)!r}).exists(): time.sleep(0.05)")
    page.page.get_by_text("begin", exact=True).wait_for()
    figure.drag_slider("left point", 1, 0.25)
    figure.wait_sentence("From -1.00 a step of 0.505")
    figure.drag_slider("left point", 0.25, 0)
    figure.slider("step").press("Home")
    figure.wait_status("busy with another cell")
    i, j = stop_of(figure)
    controls = live_examples.number_line(stops=9)._drawing.controls
    assert figure.sentence == number_line_words(controls["x0"].stops[i], controls["h"].stops[j])
    free.touch()
    figure.wait_sentence("From -2.00 a step of 0.010")
    figure.root.locator(".status:empty").wait_for(state="attached")
    assert page.problems == []


def test_a_kernel_killed_in_mid_drag_leaves_drawn_stops_moving_and_says_what_to_do(open_notebook):
    page = open_notebook("killed", "import os; print('pid is', os.getpid())", "number_line(stops=9)")
    pid = int(re.search(r"pid is (\d+)", " ".join(page.page.locator(".jp-OutputArea").all_text_contents()))[1])
    figure = visit_all(page.figure("line"))
    box = figure.slider("left point").bounding_box()
    mouse, y = page.page.mouse, box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] - 8, y)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.8, y, steps=5)
    os.kill(pid, signal.SIGKILL)
    states = set()
    for i in range(16):
        mouse.move(box["x"] + box["width"] * (0.75 - 0.05 * i), y)
        page.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        states.add(figure.state)
    mouse.up()
    assert len(states) >= 6
    figure.wait_status("run this notebook's cells again")
    # JupyterLab 4 says at once that it is gone, 3.6 brings up another one, which does not answer
    assert figure.status.startswith(("Problem: the kernel is gone", "The kernel does not answer"))
    page.page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()  # JupyterLab says so too
    for key, x0 in (("End", 2), ("Home", -2)):
        figure.slider("left point").press(key)
        figure.wait_sentence(f"From {x0:.2f}")
        assert figure.sentence == number_line_words(x0, 0.505)


# Themes


def contrast(one, other):
    def luminance(colour):
        parts = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PARTS = ".sentence .label .status .echo button:not(.reveal) legend .formula input.number select".split()


def test_a_figure_is_readable_in_the_light_and_in_the_dark_theme(notebook, curve):
    type_formula(curve, "x^^2")
    curve.wait_status("Problem:")
    try:
        for theme in ("Light", "Dark"):
            notebook.theme(theme)
            assert_readable(curve.root)
            if folder := os.environ.get("CALCML_SCREENSHOTS"):
                curve.root.screenshot(path=f"{folder}/curve-{theme.lower()}.png")
                notebook.page.screenshot(path=f"{folder}/page-{theme.lower()}.png")
    finally:
        notebook.theme("Light")


def assert_readable(root):
    white = root.evaluate("root => getComputedStyle(root).backgroundColor")
    assert white == "rgb(255, 255, 255)"
    for part in PARTS:
        styles = root.locator(part).first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
        )
        colour, own = styles
        assert contrast(colour, white if own in ("rgba(0, 0, 0, 0)", "transparent") else own) >= 4.5, part
