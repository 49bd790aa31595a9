"""The proxy that makes a server look far away for benchmarks/drag.py."""

import asyncio
import importlib.util
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

PROXY = Path(__file__).parents[1] / "benchmarks" / "proxy.py"
DELAY = 0.05
PATIENCE = 20


@pytest.fixture(scope="module")
def proxy():
    spec = importlib.util.spec_from_file_location("benchmark_proxy", PROXY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@asynccontextmanager
async def far_server(proxy, answer):
    """A connection, through the proxy, to a server that handles it with `answer`."""
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        async with await proxy.serve(server.sockets[0].getsockname()[1], DELAY) as far:
            reader, writer = await asyncio.open_connection("127.0.0.1", far.sockets[0].getsockname()[1])
            try:
                yield reader, writer
            finally:
                writer.close()


async def echo(reader, writer):
    while data := await reader.read(1000):
        writer.write(data)
        await writer.drain()
    writer.close()


def run(coroutine):
    """Run a coroutine in a thread of its own: Playwright's loop occupies this one while browser tests are about."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(coroutine, PATIENCE))).result()


def test_a_round_trip_takes_twice_the_delay_at_least(proxy):
    async def round_trip():
        async with far_server(proxy, echo) as (reader, writer):
            loop = asyncio.get_running_loop()
            sent = loop.time()
            writer.write(b"ping")
            answer = await reader.readexactly(4)
            return answer, loop.time() - sent

    answer, seconds = run(round_trip())
    assert answer == b"ping"
    assert seconds >= 2 * DELAY * 0.99  # the clock may round


def test_chunks_are_late_side_by_side_not_one_after_the_other(proxy):
    chunks, arrivals = [b"%d" % i for i in range(30)], []

    class Writer:
        can_write_eof = write_eof = lambda self: False

        def write(self, chunk):
            arrivals.append((chunk, asyncio.get_running_loop().time()))

        async def drain(self):
            pass

    class Reader:
        waiting = iter([*chunks, b""])

        async def read(self, size):
            return next(self.waiting)

    async def pass_all():
        sent = asyncio.get_running_loop().time()
        await proxy.pass_on(Reader(), Writer(), DELAY)
        return sent

    sent = run(pass_all())
    assert [chunk for chunk, _ in arrivals] == chunks
    assert all(at - sent >= DELAY * 0.99 for _, at in arrivals)
    assert arrivals[-1][1] - arrivals[0][1] < 29 * DELAY / 2  # in single file: twice as long at least


def test_content_and_order_are_kept_in_both_directions(proxy):
    content = bytes(range(256)) * 4000  # a megabyte: many chunks

    async def send_all():
        async with far_server(proxy, echo) as (reader, writer):
            writer.write(content)
            writer.write_eof()
            return await reader.read(-1)

    assert run(send_all()) == content


def test_the_end_of_a_connection_is_passed_on(proxy):
    async def greet_and_hang_up(reader, writer):
        writer.write(b"bye")
        writer.close()

    async def listen():
        async with far_server(proxy, greet_and_hang_up) as (reader, _):
            return await reader.read(-1)

    assert run(listen()) == b"bye"


def test_a_server_that_does_not_answer_closes_the_connection(proxy):
    async def connect_to_nothing():
        async with await asyncio.start_server(echo, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
        async with await proxy.serve(port, DELAY) as far:
            reader, writer = await asyncio.open_connection("127.0.0.1", far.sockets[0].getsockname()[1])
            answer = await reader.read(-1)
            writer.close()
            return answer

    assert run(connect_to_nothing()) == b""
