"""LiveFigure as a widget: traits, what a notebook stores of it, the page that needs no kernel, and closing it."""

import asyncio
import base64
import gzip
import io
import json
import re
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import ipywidgets
import matplotlib.image
import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets

from calcml.live import Choice, LiveFigure, Reveal, Slider
from calcml.live.packing import pack
from calcml.live.standalone import WHY, page_script


def make(text="", **more):
    """A figure with every kind of control but Formula; `text` stands in its title, its sentence and its labels."""
    fig, ax = plt.subplots(figsize=(4, 3))
    (curve,) = ax.plot([], [])
    (point,) = ax.plot([], [], "o", animated=True)
    ax.set(xlim=(-1, 1), ylim=(-1, 1))

    def draw(power):
        x = np.linspace(-1, 1, 21)
        curve.set_data(x, x**power)
        ax.set_title(f"{text} to the power of {power}")

    def update(x0, power, shown):
        if x0 > 0.9:
            raise ValueError("no power there. Move left.")
        point.set_data([x0], [x0**power])
        point.set_alpha(1.0 if shown else 0.5)
        return f"{text} {x0:.2f} to the power of {power} is {x0**power:.4f}."

    controls = {
        "x0": Slider(-1, 1, 0.5, stops=5, label=text or None),
        "power": Choice({"square": 2, "cube": 3}),
        "shown": Reveal(predictions=[text or "big", "small"]),
    }
    return LiveFigure(fig, update, draw=draw, name="powers", **controls | more)


@pytest.fixture(scope="module")
def shared():
    return make()


@pytest.fixture
def figure(shared):
    shared.x0, shared.power, shared.shown = 0.5, "square", False
    return shared


# Traits


def test_every_control_is_a_trait_that_the_browser_shares(figure):
    traits = figure.traits(sync=True)
    assert {"x0", "power", "shown"} <= set(traits)
    assert (figure.x0, figure.power, figure.shown) == (0.5, "square", False)
    assert isinstance(figure, ipywidgets.DOMWidget)


def test_the_state_sent_to_the_browser_can_be_sent(figure):
    state = figure.get_state()
    json.dumps({key: value for key, value in state.items() if key not in ("_scene", "layout")})
    assert isinstance(state["_scene"]["frames"], bytes)


def test_observe_is_called_with_the_value(figure):
    heard = []
    figure.observe(heard.append, names=["x0", "power"])
    figure.x0 = -0.5
    figure.power = "cube"
    figure.unobserve(heard.append, names=["x0", "power"])
    assert [change["new"] for change in heard] == [-0.5, "cube"]


def test_figures_can_be_linked_and_boxed(figure):
    link = ipywidgets.jslink((figure, "x0"), (ipywidgets.FloatSlider(), "value"))
    assert link.source == (figure, "x0")
    ipywidgets.VBox([figure, ipywidgets.HBox([figure])])
    other = make()
    traitlets.link((figure, "x0"), (other, "x0"))
    figure.x0 = 0.0
    assert other.sentence == " 0.00 to the power of 2 is 0.0000."


def test_the_sentence_follows_the_traits(figure):
    figure.x0 = -0.5
    assert figure.sentence == " -0.50 to the power of 2 is 0.2500."
    figure.power = "cube"
    assert figure.sentence == " -0.50 to the power of 3 is -0.1250."


def test_a_new_choice_sends_a_new_still_part(figure):
    before = figure._scene
    figure.power = "cube"
    assert figure._scene["id"] > before["id"]
    assert figure._scene["background"] != before["background"]
    assert figure._scene["words"] == {"power": "cube"}


def test_a_trait_takes_fitting_values_only(figure):
    for name, wrong in (("x0", "left"), ("power", "fourth"), ("shown", "yes")):
        with pytest.raises(traitlets.TraitError):
            setattr(figure, name, wrong)
    assert (figure.x0, figure.power, figure.shown) == (0.5, "square", False)


# What the notebook stores


def bundle(figure):
    data, _ = figure._repr_mimebundle_()
    return data


def test_a_notebook_gets_the_picture_the_sentence_and_the_view(figure):
    data = bundle(figure)
    assert data["text/plain"] == figure.sentence
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == figure.model_id
    image = matplotlib.image.imread(io.BytesIO(base64.b64decode(data["image/png"])), format="png")
    assert image.shape[:2] == (300, 400)


def test_ipython_shows_the_bundle_and_nothing_else(figure):
    from IPython.core.interactiveshell import InteractiveShell

    data, _ = InteractiveShell.instance().display_formatter.format(figure)
    assert set(data) == {"text/plain", "image/png", "application/vnd.jupyter.widget-view+json"}
    assert getattr(figure, "_ipython_display_", None) is None


def test_the_stored_picture_is_that_of_the_state(figure):
    before = bundle(figure)["image/png"]
    figure.x0 = 0.0
    assert bundle(figure)["image/png"] != before
    figure.x0 = 0.5
    assert bundle(figure)["image/png"] == before


def test_a_figure_stored_where_nothing_can_be_drawn_says_so_with_its_nearest_picture(figure):
    good = bundle(figure)["image/png"]
    figure.x0 = 1.0
    data = bundle(figure)
    assert data["text/plain"] == "Problem: no power there. Move left."
    assert data["image/png"] == good


def test_the_figure_is_closed_in_pyplot():
    before = plt.get_fignums()
    make()
    assert plt.get_fignums() == before


# The page without a kernel


def payload(page):
    return json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])


def frames(scene):
    return json.loads(gzip.decompress(base64.b64decode(scene["frames"])))


def test_the_page_is_the_same_to_the_byte_each_time(figure):
    assert figure.to_html() == figure.to_html() == make().to_html()


def test_the_page_leaves_the_figure_as_it_was(figure):
    figure.x0, figure.power = -0.5, "cube"
    before = figure.sentence, figure.png(), figure._scene, figure.power, figure.x0
    figure.to_html()
    assert (figure.sentence, figure.png(), figure._scene, figure.power, figure.x0) == before


def test_the_page_holds_every_stop_for_every_choice(figure):
    scenes = payload(figure.to_html())["_scenes"]
    assert [scene["words"]["power"] for scene in scenes] == ["square", "cube"]
    for scene, power in zip(scenes, (2, 3), strict=True):
        drawn = frames(scene)
        assert len(drawn) == 5 * 2
        assert drawn["1,0"][1] == f" -0.50 to the power of {power} is {(-0.5) ** power:.4f}."
        assert drawn["4,0"] == ["Problem: no power there. Move left."]


def test_the_page_opens_where_the_figure_stands(figure):
    figure.x0, figure.power = -0.5, "cube"
    data = payload(figure.to_html())
    assert data["_stop"] == [1, 0]
    assert data["_scenes"][data["_start"]]["words"] == {"power": "cube"}


NASTY = '</script><!--<script>alert("x")</script>&<b>'


def test_a_text_with_tags_stays_text():
    page = make(NASTY).to_html()
    assert page.count("</script") == 2
    assert "<!--" not in page  # which, with <script behind it, would make the page's own </script> end nothing
    data = payload(page)
    assert data["_controls"][0]["label"] == NASTY
    assert frames(data["_scenes"][data["_start"]])["2,0"][1].startswith(NASTY)
    assert "<b>" not in page.split("<script")[0]


def test_the_page_holds_its_picture_and_sentence_for_those_without_scripts(figure):
    figure.x0, figure.power = -0.5, "cube"
    still = figure.to_html().split("<script")[0]
    assert f'<figcaption class="sentence">{figure.sentence}</figcaption>' in still
    assert f'aria-label="{figure.sentence}"' in still and "<svg" in still and WHY in still
    data = payload(figure.to_html())
    assert ["background" in scene for scene in data["_scenes"]] == [True, False]  # it stands in the picture already


def test_ids_in_still_pictures_differ_between_figures(figure):
    def ids(page):
        return set(re.findall(r' id="([^"]+)', page.split("<script")[0]))

    one, other = ids(figure.to_html()), ids(make("another label").to_html())
    assert one and other and not one & other
    assert all(re.fullmatch(r"still[0-9a-f]{8}-.+", name) for name in one)


def test_script_and_style_may_stand_once_in_the_page(figure):
    bare, whole = figure.to_html(script=False), figure.to_html()
    assert "<style>" not in bare and bare.count("<script") == 1  # the data
    assert whole.count("<style>") == 1 and page_script(figure._esm) in whole
    assert "export default" not in page_script() and "class Walk" in page_script()


def test_the_name_of_a_page_is_escaped():
    figure = make()
    figure._name = '"><script>'
    assert 'data-figure="&quot;&gt;&lt;script&gt;"' in figure.to_html()


def test_the_layout_is_the_same_wherever_the_moving_artists_stand():
    fig, ax = plt.subplots(layout="constrained")
    words = ax.text(0, 0, "a long word", animated=True)

    def update(x0, colour):
        words.set_position((x0, 0.5))
        return f"A word at {x0}."

    controls = {"x0": Slider(0, 1, 0, stops=3), "colour": Choice(["red", "blue"])}
    figure = LiveFigure(fig, update, draw=lambda colour: ax.set_title(colour), **controls)
    before = figure._scene["background"]
    figure.x0 = 1
    for colour in ("blue", "red"):
        assert figure.png()  # the word is far right now, and sticks out
        figure.colour = colour
    assert figure._scene["background"] == before


# Closing


def test_a_closed_figure_keeps_nothing_and_says_that_it_is_closed():
    figure = make()
    figure.close()
    figure.close()
    assert figure._drawing is None and figure._scene == {} and figure.comm is None
    assert "closed" in bundle(figure)["text/plain"]
    with pytest.raises(ValueError, match="closed"):
        figure.to_html()


def test_a_message_that_comes_after_closing_is_dropped():
    figure = make()
    figure.close()
    figure._on_message(figure, {"want": [0, 0], "scene": 0, "number": 1}, [])


# Stops that are wanted


def run(coroutine):
    """Run it in a thread with a loop of its own: the browser tests keep one running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def answers(figure, *messages):
    """What the figure sends for each of the messages, one after the other: the stops in it, in their order."""
    sent = []
    figure.send = lambda content, buffers=None: sent[-1].extend(json.loads(gzip.decompress(buffers[0])))

    async def ask():
        for message in messages:
            sent.append([])
            scene = {"scene": figure._scene["id"], "number": "n", "along": [0], "dropped": []}
            figure._on_message(figure, scene | {"ahead": message["want"]} | message, [])
            await figure._task

    run(ask())
    return sent


def test_the_stop_wanted_comes_first_and_only_once_until_the_page_has_dropped_it():
    figure = make()
    first, again, after = answers(
        figure,
        {"want": [0, 1], "fresh": True},
        {"want": [0, 1]},
        {"want": [0, 1], "dropped": ["2,1", "0,0"]},
    )
    assert first[0] == "0,1" and not {"3,0"} & set(first)  # the page has the start from the scene
    assert again == ["0,1"]
    assert after[0] == "0,1" and set(after[1:]) == {"2,1", "0,0"}


def test_what_has_been_drawn_is_sent_even_if_another_stop_is_wanted_meanwhile():
    figure, sent = make(), []
    figure._sent = set()
    figure.send = lambda content, buffers=None: sent.extend(json.loads(gzip.decompress(buffers[0])))

    async def interrupted():
        figure._task = asyncio.ensure_future(figure._fill((0, 0), [0], [0, 0]))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        figure._task.cancel()
        await asyncio.gather(figure._task, return_exceptions=True)

    run(interrupted())
    assert sent and len(sent) == len(figure._sent) < 10


# Threads: JupyterLab has messages handled beside the thread that runs cells


def test_a_message_in_another_thread_waits_for_the_main_one(figure, monkeypatch):
    waiting, sent = [], []

    class Loop:
        def add_callback(self, function, *args):
            waiting.append((function, args))

    monkeypatch.setattr("calcml.live.kernel._main_loop", Loop)
    monkeypatch.setattr(type(figure), "send", lambda self, content, buffers=None: sent.append(content))
    message = {"draw": "power", "words": "cube", "number": 7}
    thread = threading.Thread(target=figure._on_message, args=(figure, message, []))
    thread.start()
    thread.join()
    assert sent == [] and figure.power == "square"
    ((function, args),) = waiting
    function(*args)
    assert sent == [{"drawn": "power", "words": "cube", "number": 7}] and figure.power == "cube"


def test_pictures_drawn_in_two_threads_never_mix(figure):
    drawing, errors = figure._drawing, []
    right = {stop: drawing.frame(stop) for stop in ((0, 0), (1, 0), (2, 1))}

    def draw_again(stop):
        try:
            for _ in range(30):
                assert drawing.frame(stop) == right[stop]
        except Exception:
            errors.append(traceback.format_exc())

    threads = [threading.Thread(target=draw_again, args=(stop,)) for stop in right]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_packed_frames_are_the_same_to_the_byte_each_time():
    frames = {(0, 1): ["<g/>", "Grün", "", []]}
    assert pack(frames) == pack(frames)
    assert json.loads(gzip.decompress(pack(frames))) == {"0,1": ["<g/>", "Grün", "", []]}
