"""What must hold where no thread can be started: Python in a browser has only the one that it runs in."""

import asyncio
import gzip
import io
import json
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from calcml import figures
from calcml.descent import Adam
from calcml.networks import Network, train


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self):
        return True


@pytest.fixture
def no_threads(monkeypatch):
    """From here on, a thread that should start raises what it raises in a browser."""

    def refuse(thread):
        raise RuntimeError("can't start new thread")

    def forbid():
        monkeypatch.setattr(threading.Thread, "start", refuse)

    return forbid


def test_a_figure_is_made_answers_and_is_written_as_a_page(no_threads):
    sent = []

    async def used():
        no_threads()
        figure = figures.derivatives.secant()
        figure.send = lambda content, buffers=None: sent.append(json.loads(gzip.decompress(buffers[0])))
        stop = [3, 5]
        asked = {"want": stop, "scene": figure._scene["id"], "number": "1", "fresh": True, "along": [0], "dropped": []}
        figure._on_message(figure, asked | {"ahead": stop}, [])
        await figure._task
        assert "<svg" in figure.to_html()

    with ThreadPoolExecutor(1) as own:  # begun before none may start; the browser tests keep a loop in the main one
        own.submit(asyncio.run, used()).result()
    assert list(sent[0]) == ["3,5"]
    assert sum(map(len, sent)) > 20  # its neighbours came from the background


def test_a_training_shows_its_bar_and_warns_of_nothing(no_threads, monkeypatch):
    monkeypatch.setattr("tqdm.std.tqdm.monitor", None)  # as in a process that has shown no bar yet
    monkeypatch.setattr(sys, "stderr", Terminal())
    no_threads()
    rng = np.random.default_rng(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(Network((2, 2), rng), [[0, 1], [1, 0]], [0, 1], Adam(), rng, epochs=3)
    assert "epoch 3/3" in sys.stderr.getvalue()
