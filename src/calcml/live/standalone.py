"""A live figure as one HTML element: the same script and the same drawings, with no kernel behind them."""

import base64
import hashlib
import html
import itertools
import json
from contextlib import contextmanager

from calcml.live.controls import Choice
from calcml.live.packing import pack_small


def to_html(name, controls, scene, stop, script, style):
    """The figure as a self-contained element: every sweep drawn, for every choice, and a coarse grid of the sliders.

    Only typed formulas stay as they are.

    Parameters
    ----------
    name, controls
        As the widget sends them to the browser.
    scene : Scene
        Left as it was found.
    stop : tuple of int
        The stop at which the page opens.
    script, style : str
        The browser's half.
    """
    scenes = []
    with _restored(scene):
        for words in _choices(scene):
            if words != scene.words:
                scene.redraw(words)
            frames = dict(sorted(scene.frames(stop).items()))  # neighbours have much in common: so they pack smaller
            packed = base64.b64encode(pack_small(frames)).decode()
            scenes.append({"id": len(scenes), **scene.still_part(), "frames": packed})
    start = next(k for k, drawn in enumerate(scenes) if drawn["words"] == scene.words)
    data = {"_name": name, "_controls": controls, "_presets": scene.presets, "_scenes": scenes}
    data |= {"_start": start, "_stop": list(stop)}
    payload = json.dumps(data, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "\\u003c!--")
    module = script.replace("export default", "const live =")
    version = hashlib.sha256(script.encode()).hexdigest()[:8]  # a page may hold figures with other scripts
    return (
        f'<div class="calcml-live-page" data-figure="{html.escape(name)}" data-script="{version}">'
        f"<style>{style}</style>"
        f'<script type="application/json">{payload}</script>'
        f'<script type="module">{module}\nlive.standalone("{version}");</script></div>'
    )


def _choices(scene):
    """The words of the still controls, for every combination of what can be chosen without typing."""
    options = [
        scene.controls[name].texts if isinstance(scene.controls[name], Choice) else [words]
        for name, words in scene.words.items()
    ]
    return [dict(zip(scene.words, combination, strict=True)) for combination in itertools.product(*options)]


@contextmanager
def _restored(scene):
    before = scene.words
    try:
        yield
    finally:
        if scene.words != before:
            scene.redraw(before)
