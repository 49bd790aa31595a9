"""A learner's half of the hub and of Jupyter's protocol, as the browser speaks them: log in, get a server, a kernel.

Messages travel through a WebSocket in Jupyter's binary form (v1.kernel.websocket.jupyter.org), as from JupyterLab 4.
"""

import json
import queue
import struct
import threading
import uuid
from datetime import UTC, datetime

import requests
import websocket

PATIENCE = 300  # seconds for any one answer
PROTOCOL = "v1.kernel.websocket.jupyter.org"
PARTS = "header", "parent_header", "metadata", "content"


class Account:
    """A learner's way through the hub, with the cookies that a browser would hold."""

    def __init__(self, address, name, password):
        self.address, self.name, self.password = address, name, password
        self.base = f"/user/{name}/"
        self.http = requests.Session()
        self.http.headers["Sec-Fetch-Mode"] = "navigate"  # without it the hub gives no token against forged requests

    def get(self, path, **options):
        answer = self.http.get(self.address + path, timeout=PATIENCE, **options)
        answer.raise_for_status()
        return answer

    def token(self, path):
        """The token against forged requests that belongs to a path."""
        return next(cookie.value for cookie in self.http.cookies if cookie.name == "_xsrf" and cookie.path == path)

    def log_in(self):
        """Send the login form; the hub goes on to start this learner's server."""
        self.get("/hub/login")
        form = {"username": self.name, "password": self.password, "_xsrf": self.token("/hub/")}
        self.http.post(f"{self.address}/hub/login", data=form, timeout=PATIENCE).raise_for_status()

    def wait_for_server(self):
        """Follow the hub's own account of the start, as its page does, then open JupyterLab."""
        progress = f"/hub/api/users/{self.name}/server/progress?_xsrf={self.token('/hub/')}"
        for line in self.get(progress, stream=True).iter_lines():
            event = json.loads(line[5:]) if line.startswith(b"data:") else {}
            if event.get("failed"):
                raise RuntimeError(f"{self.name}: {event['message']}")
            if event.get("ready"):
                break
        self.get(f"{self.base}lab")

    def start_kernel(self, notebook):
        """A session for the notebook, and the channels of its kernel."""
        headers = {"X-XSRFToken": self.token(self.base), "Sec-Fetch-Mode": "cors"}
        asked = {"path": notebook, "name": notebook, "type": "notebook", "kernel": {"name": "python3"}}
        answer = self.http.post(f"{self.address}{self.base}api/sessions", json=asked, headers=headers, timeout=PATIENCE)
        answer.raise_for_status()
        return Channels(self, answer.json()["kernel"]["id"])

    def leave(self):
        """Stop one's own server, as the hub's page does."""
        headers = {"X-XSRFToken": self.token("/hub/"), "Sec-Fetch-Mode": "cors", "Referer": f"{self.address}/hub/home"}
        address = f"{self.address}/hub/api/users/{self.name}/server"
        self.http.delete(address, headers=headers, timeout=PATIENCE).raise_for_status()


class Channels:
    """A kernel's messages, out and in. What comes in is read by a thread, so that the kernel never waits for it."""

    def __init__(self, account, kernel):
        self.session = uuid.uuid4().hex
        where = f"{account.address}{account.base}api/kernels/{kernel}/channels?session_id={self.session}"
        request = requests.Request("GET", where, cookies=account.http.cookies).prepare()
        self.socket = websocket.create_connection(
            where.replace("http", "ws", 1), cookie=request.headers["Cookie"], subprotocols=[PROTOCOL], timeout=PATIENCE
        )
        if self.socket.getsubprotocol() != PROTOCOL:
            raise RuntimeError(f"The server does not speak {PROTOCOL}.")
        self.messages, self.bytes = queue.Queue(), {"in": 0, "out": 0}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        while True:
            try:
                frame = self.socket.recv()
            except (OSError, websocket.WebSocketException):
                frame = b""
            if not frame:
                break
            self.bytes["in"] += len(frame)
            self.messages.put(unpacked(frame))
        self.messages.put(None)

    def send(self, kind, content):
        """Send a message on the shell channel; return its id."""
        header = {
            "msg_id": uuid.uuid4().hex, "msg_type": kind, "session": self.session, "username": "", "version": "5.3",
            "date": datetime.now(UTC).isoformat(),
        }  # fmt: skip
        frame = packed("shell", {"header": header, "parent_header": {}, "metadata": {}, "content": content})
        self.bytes["out"] += len(frame)
        self.socket.send_binary(frame)
        return header["msg_id"]

    def receive(self, seconds=PATIENCE):
        """The next message, or None if none comes within this time."""
        try:
            message = self.messages.get(timeout=max(0.0, seconds))
        except queue.Empty:
            return None
        if message is None:
            raise RuntimeError("The kernel's WebSocket was closed.")
        return message


def packed(channel, message, buffers=()):
    """A message in Jupyter's binary form: how many offsets, the offsets, then the parts one after another."""
    parts = [channel.encode(), *(json.dumps(message[part]).encode() for part in PARTS), *buffers]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


def unpacked(frame):
    """The message in a frame, with its channel and its buffers."""
    (count,) = struct.unpack_from("<Q", frame)
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    channel, *parts = (frame[begin:end] for begin, end in zip(offsets, offsets[1:], strict=False))
    message = {name: json.loads(part) for name, part in zip(PARTS, parts, strict=False)}
    return {**message, "channel": channel.decode(), "buffers": parts[len(PARTS) :]}
