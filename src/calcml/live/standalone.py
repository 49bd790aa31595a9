"""Live figures as HTML elements: the same script and the same drawings, with no kernel behind them.

An element holds a still picture with its sentence, which is all that a browser without scripts needs, and beside it the
data of every other stop. The script and the style may stand in each element, or once in the page.
"""

import base64
import hashlib
import html
import itertools
import json
import re
from contextlib import contextmanager
from importlib import resources

from calcml.live.controls import Choice
from calcml.live.packing import pack_small

PIXELS = 100 / 72  # CSS pixels to a point
WHY = "This picture moves in a browser of 2023 or newer, where scripts may run."

_EXPORT = re.compile(r"^export default .*\n", re.MULTILINE)
_REMARKS = re.compile(r"^ *//.*\n|^ +|^\n", re.MULTILINE)  # and indents: a tenth of the bytes
_IDS = re.compile(r'( id="|url\(#|href="#)')


def source(name, package=__package__):
    """The text of one of the browser's files, which lie beside the modules of a package."""
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


def page_script(script=None):
    """JavaScript, not a module, that moves every figure of the page: from a file, or behind them in the page itself.

    `script` is that of one figure; without it, all that figures may need is there.
    """
    script = source("live.js") + source("steps.js") if script is None else script
    half = _REMARKS.sub("", _EXPORT.sub("", script) + source("page.js"))
    return f'(() => {{\n"use strict";\n{half}}})();\n'


def page_style():
    """CSS of live figures."""
    return source("live.css")


def with_script(element, script=None):
    """An element, the style before it, and the script at its end."""
    inner, end = element[: element.rindex("</")], element[element.rindex("</") :]
    start = inner.index(">") + 1
    style = f"<style>{page_style()}</style>"
    return f"{inner[:start]}{style}{inner[start:]}<script>{page_script(script)}</script>{end}"


def to_html(name, controls, scene, stop):
    """The figure as an element, without script and style: every sweep, for every choice, and a coarse grid.

    Only typed formulas stay as they are.

    Parameters
    ----------
    name, controls
        As the widget sends them to the browser.
    scene : Scene
        Left as it was found.
    stop : tuple of int
        The stop at which the page opens.
    """
    scenes, start = [], scene.words
    with _restored(scene):
        for words in _choices(scene):
            if words != scene.words:
                scene.redraw(words)
            frames, part = scene.frames(stop), scene.still_part()
            if words == start:
                still = _still(part.pop("background"), next(frame for frame in frames.values() if len(frame) > 1))
            packed = base64.b64encode(pack_small(frames)).decode()
            scenes.append({"id": len(scenes), **part, "frames": packed})
    data = {"_name": name, "_controls": controls, "_presets": scene.presets, "_scenes": scenes}
    data |= {"_start": next(k for k, drawn in enumerate(scenes) if drawn["words"] == start), "_stop": list(stop)}
    payload = json.dumps(data, ensure_ascii=False).replace("</", "<\\/").replace("<!--", "\\u003c!--")
    return (
        f'<div class="calcml-live-page" data-figure="{html.escape(name)}">{still}'
        f'<script type="application/json">{payload}</script></div>'
    )


def _still(background, frame):
    """The picture where the page opens: the background with one drawing on it, its formula and its sentence.

    The ids in it are marked, since those of two figures may be the same; page.js takes the marks away again.
    """
    fragment, sentence, formula, *_ = frame
    mark = hashlib.sha256((background + fragment).encode()).hexdigest()[:8]
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', background)[1]) * PIXELS
    svg = f"{background.removesuffix('</svg>')}<g>{fragment}</g></svg>"
    svg = _IDS.sub(rf"\1still{mark}-", svg).replace("<svg", f'<svg aria-label="{html.escape(sentence)}"', 1)
    formula = formula and f'<div class="formula">{formula}</div>'
    return (
        f'<figure class="calcml-live" style="--width: {width:g}px"><div class="picture">{svg}</div>{formula}'
        f'<figcaption class="sentence">{html.escape(sentence)}</figcaption><p class="why">{WHY}</p></figure>'
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
