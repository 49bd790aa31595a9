"""A server of files on this machine, for pages that are built."""

import functools
import http.server
import threading
from contextlib import contextmanager, suppress


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing, not even of pages that are closed before they have all."""

    def handle(self):
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, *_):
        pass


@contextmanager
def served(folder):
    """The address of a server of the files in this folder; it ends with the block."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
