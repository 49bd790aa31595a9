"""A proxy on this machine that makes a server look far away: every chunk, in both directions, arrives later.

It adds latency and nothing else: chunks are delayed side by side, in order, so bandwidth stays what it is. It works
below HTTP, so requests, WebSockets and their headers pass unchanged.

    python benchmarks/proxy.py 8888 --delay 0.15      # prints the port at which the server on 8888 is now 300 ms away
"""

import argparse
import asyncio
import contextlib

CHUNK = 65536


async def pass_on(reader, writer, delay):
    """Copy one direction of a connection, each chunk `delay` seconds after it was read, until it ends."""
    loop, chunks = asyncio.get_running_loop(), asyncio.Queue()

    async def read():
        with contextlib.suppress(ConnectionError):
            while chunk := await reader.read(CHUNK):
                chunks.put_nowait((loop.time() + delay, chunk))
        chunks.put_nowait((loop.time() + delay, b""))

    reading = asyncio.create_task(read())
    try:
        while True:
            due, chunk = await chunks.get()
            await asyncio.sleep(due - loop.time())
            if not chunk:
                break
            writer.write(chunk)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
    finally:
        reading.cancel()


async def serve(target, delay, port=0):
    """Start to listen on 127.0.0.1 for connections to the port `target`; return the asyncio server.

    Parameters
    ----------
    target : int
        Port on 127.0.0.1 to which connections go on.
    delay : float
        Seconds by which each chunk is late, each way: a round trip takes twice as much.
    port : int
        Where to listen; any free port when 0.
    """

    async def connect(reader, writer):
        with contextlib.closing(writer), contextlib.suppress(ConnectionError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", target)
            with contextlib.closing(far_writer):
                ways = pass_on(reader, far_writer, delay), pass_on(far_reader, writer, delay)
                await asyncio.gather(*ways, return_exceptions=True)

    return await asyncio.start_server(connect, "127.0.0.1", port)


async def main(target, delay):
    server = await serve(target, delay)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=int, help="port of the server on 127.0.0.1")
    parser.add_argument("--delay", type=float, default=0.15, help="seconds, each way (default: 0.15)")
    arguments = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(arguments.target, arguments.delay))
