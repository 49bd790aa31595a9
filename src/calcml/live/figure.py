"""LiveFigure: a matplotlib figure whose moving part follows its controls at the display's rate."""

import asyncio
import base64
import itertools
import sys
import time

import anywidget
import traitlets

from calcml.live.checks import check_names
from calcml.live.drawing import close_in_pyplot
from calcml.live.kernel import close_older, on_main_thread
from calcml.live.packing import pack
from calcml.live.scene import Scene, problem, quietly
from calcml.live.standalone import source, to_html, with_script
from calcml.live.steps import Steps

FIRST_SECONDS = 0.3  # for drawing stops before the cell's output appears
MESSAGE_SECONDS = 0.04  # stops drawn in the background are sent together for so long
PNG_DPI = 100
CLOSED = "This figure is closed: its cell has run again since. Use the figure that the newer run made."


STEPS_SCRIPT = source("steps.js")  # only figures with Steps have it


class LiveFigure(anywidget.AnyWidget):
    """A matplotlib figure that moves with its controls, in the browser, at the display's rate.

    The still part is drawn once. The artists made with ``animated=True`` are drawn for every stop of the controls, and
    the browser shows one drawing after another. It is an ipywidgets widget with one trait a control: `observe`,
    `jslink` and `VBox` work. Stops already drawn need no kernel, and `to_html()` needs none at all.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        Its moving artists were made with ``animated=True``. It is closed in pyplot, so that it is not shown twice.
    update : callable
        ``update(**values)`` moves the artists for the values of the controls, and returns the sentence that says what
        is seen, or ``(sentence, formula)`` with the formula as HTML or MathML, or, with Steps, ``(sentence, formula,
        last)``. It depends on its arguments alone: it is called in any order. If it raises, the learner keeps the last
        good picture and reads why.
    draw : callable, optional
        ``draw(**values)`` draws the still part anew for the controls that it names: every Formula, and any Choice. It
        may set axis limits; update must not. The moving artists stay those that `update` moves.
    handles : sequence of Handle
        Points that drag a slider, or two at once, in the picture itself.
    presets : dict, optional
        From the words on a button to the values of the moving controls that it sets: ``{"slow": {"rate": 0.01}}``.
    name : str
        What tests and measurements find the figure by.
    **controls : Slider, Steps, Choice, Reveal or Formula
        One for each argument of `update` and `draw`; at most four sliders, Steps among them.

    Raises
    ------
    ValueError, TypeError
        If the figure has no moving artist, if controls and functions do not fit, or if the first picture cannot be
        drawn.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> from calcml.live import Slider
    >>> fig, ax = plt.subplots()
    >>> (point,) = ax.plot([], [], "o", animated=True)
    >>> def update(x):
    ...     point.set_data([x], [x**2])
    ...     return f"The square of {x:.1f} is {x**2:.2f}."
    >>> LiveFigure(fig, update, x=Slider(0, 1, 0.5)).sentence
    'The square of 0.5 is 0.25.'
    """

    _drawing = _task = None  # for close(), where __init__ has refused what it got
    _esm = source("live.js")  # text, not a path: anywidget would watch the file, and keep every figure for that
    _css = source("live.css")
    _ipython_display_ = None  # ipywidgets 7 would show the widget without its picture and sentence

    _name = traitlets.Unicode().tag(sync=True)
    _controls, _presets = traitlets.List().tag(sync=True), traitlets.List().tag(sync=True)
    _scene = traitlets.Dict().tag(sync=True)  # the still part, and the stops drawn first

    def __init__(self, fig, update, *, draw=None, handles=(), presets=None, name="live", **controls):
        check_names(type(self), name, controls)
        if any(isinstance(control, Steps) for control in controls.values()):
            self._esm += STEPS_SCRIPT
        close_in_pyplot(fig)
        drawing = Scene(fig, update, draw, handles, controls, presets)
        self._numbers, self._sent = itertools.count(), set()
        first = self._packed_scene(drawing, drawing.starts())
        # No echo: a value sent back while the hand moves on would pull the control back.
        traits = {key: control.trait().tag(sync=True, echo_update=False) for key, control in controls.items()}
        self.add_traits(**traits)
        specs = [control.spec(key) | {"still": key in drawing.still} for key, control in controls.items()]
        super().__init__(_name=name, _controls=specs, _presets=drawing.presets, _scene=first)
        self._drawing = drawing
        if drawing.still:
            self.observe(self._on_still_trait, names=drawing.still)
        self.on_msg(self._on_message)
        close_older(self)

    # The state in Python

    @property
    def sentence(self):
        """The sentence under the picture where the controls stand now, or the problem where it cannot be drawn."""
        with quietly():
            return self._open().place_near(self._stop())

    def png(self, dpi=PNG_DPI):
        """PNG of the picture, at the stop where the controls stand now, or the nearest that can be drawn."""
        with quietly():
            self._open().place_near(self._stop())
            return self._drawing.layers.png(dpi)

    def to_html(self, script=True):
        """The same figure in one HTML element, for a page without a kernel.

        With script=False it holds neither script nor style: `calcml.live.standalone` has them for the page.
        """
        element = to_html(self._name, self._controls, self._open(), self._stop())
        return with_script(element, self._esm) if script else element

    def close(self):
        """Free the figure and everything drawn for it; the notebook's Out[n] may go on holding this object."""
        if self._drawing is not None and not sys.is_finalizing():
            if self._task:
                self._task.cancel()
            self._drawing.layers.fig.clear()  # else its artists, which hold each other, wait for the garbage collector
            self._drawing = self._task = None
            self.unobserve_all()
            self.layout.close()
            super().close()
            self._repr_mimebundle_ = _closed_bundle
            self._scene, self._controls = {}, []
            self.__class__ = LiveFigure  # each figure's traits made classes of its own: they can go

    def _open(self):
        """The drawing, unless the figure is closed."""
        if self._drawing is None:
            raise ValueError(CLOSED)
        return self._drawing

    def _stop(self):
        return tuple(self._drawing.controls[key].index(getattr(self, key)) for key in self._drawing.moving)

    def _repr_mimebundle_(self, **kwargs):
        widget_view = super()._repr_mimebundle_(**kwargs)
        data, metadata = widget_view if isinstance(widget_view, tuple) else (widget_view or {}, {})
        picture = base64.b64encode(self.png()).decode()
        return {**data, "text/plain": self.sentence, "image/png": picture}, metadata

    # The still part

    def _packed_scene(self, drawing, stop):
        """The still part with the stops drawn first."""
        frames, still = drawing.frames(stop, FIRST_SECONDS), drawing.still_part()
        self._sent, self._first = set(frames), set(frames)
        return {"id": next(self._numbers), **still, "frames": pack(frames)}

    def _redraw(self, key, words):
        """Draw the still part for what is now in one control, or leave all as it was and raise."""
        if self._task:
            self._task.cancel()
        old = self._drawing.words
        self._drawing.redraw({**old, key: words})
        try:
            scene = self._packed_scene(self._drawing, self._stop())
        except Exception:
            self._drawing.redraw(old)
            raise
        with self.hold_sync():
            self._scene = scene
            setattr(self, key, words)

    @on_main_thread
    def _on_still_trait(self, change):
        if self._drawing is None or self._drawing.words[change["name"]] == change["new"]:
            return
        try:
            self._redraw(change["name"], change["new"])
        except Exception:
            self.set_trait(change["name"], change["old"])
            raise

    # Talking with the browser

    @on_main_thread
    def _on_message(self, _, message, buffers):
        if self._drawing is None:  # closed since the message was sent
            return
        if "draw" in message:
            self._on_draw(message)
        elif "want" in message:
            self._on_want(message)

    def _on_draw(self, message):
        """A formula was typed, or a choice made, that changes the still part."""
        key, words = message["draw"], message["words"]
        answer = {"drawn": key, "words": words, "number": message["number"]}
        try:
            self._redraw(key, words)
        except Exception as error:
            answer |= {"problem": problem(error), "position": getattr(error, "position", None)}
        self.send(answer)

    def _on_want(self, message):
        """A stop is wanted: it is drawn and sent at once, then its neighbours, until another is wanted."""
        if self._task:
            self._task.cancel()
        if message["scene"] != self._scene["id"]:
            return
        if message.get("fresh"):  # a view that has just opened knows no stops but those in the scene
            self._sent = set(self._first)
        self._sent -= {tuple(map(int, key.split(","))) for key in message["dropped"]}
        stop = tuple(message["want"])
        frame = self._drawing.frame(stop)
        self._send_frames({self._drawing.shown(stop): frame}, answers=message["number"])
        self._task = asyncio.ensure_future(self._fill(stop, message["along"], message["ahead"]))

    async def _fill(self, stop, along, ahead):
        scene, batch, since, seconds = self._scene["id"], {}, time.monotonic(), MESSAGE_SECONDS / 4
        try:
            for at in self._drawing.around(stop, along, ahead):
                if (shown := self._drawing.shown(at)) in self._sent or shown in batch:
                    continue
                frame = self._drawing.frame(at)
                batch[self._drawing.shown(at)] = frame
                if time.monotonic() - since > seconds:  # the first are wanted most
                    self._send_frames(batch)
                    batch, since, seconds = {}, time.monotonic(), MESSAGE_SECONDS
                await asyncio.sleep(0)  # no message waits longer than one stop takes
        finally:  # another stop is wanted now: what has been drawn is sent all the same
            if batch and scene == self._scene.get("id"):
                self._send_frames(batch)

    def _send_frames(self, frames, **more):
        self._sent |= set(frames)
        self.send({"scene": self._scene["id"], **more}, [pack(frames)])


def _closed_bundle(**kwargs):
    return {"text/plain": CLOSED}, {}
