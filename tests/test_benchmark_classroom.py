"""What the simulated learners of benchmarks/classroom.py say is what a browser would say."""

import re
import sys
from importlib import resources
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
SCRIPT = resources.files("calcml.live").joinpath("live.js").read_text(encoding="utf-8")
MESSAGE = {"header": {"msg_id": "1"}, "parent_header": {}, "metadata": {}, "content": {"code": "é"}}


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield
    for name in ("classroom_view", "classroom_wire"):
        sys.modules.pop(name, None)


def test_a_message_that_a_learner_packs_is_one_that_jupyter_unpacks(benchmark):
    server = pytest.importorskip("jupyter_server.services.kernels.connection.base", reason="comes with JupyterLab")
    from classroom_wire import packed, unpacked

    frame = packed("shell", MESSAGE, [b"buffer"])
    channel, parts = server.deserialize_msg_from_ws_v1(frame)
    assert (channel, len(parts), parts[-1]) == ("shell", 5, b"buffer")
    assert unpacked(frame) == {**MESSAGE, "channel": "shell", "buffers": [b"buffer"]}


@pytest.mark.parametrize("name", ["SAVE_EVERY", "ASK_EVERY", "PATH"])
def test_the_learners_keep_to_the_times_of_the_page(benchmark, name):
    import classroom_view

    (milliseconds,) = re.findall(rf"^const {name} = (\d+);", SCRIPT, re.MULTILINE)
    assert getattr(classroom_view, name) * 1000 == pytest.approx(int(milliseconds))
