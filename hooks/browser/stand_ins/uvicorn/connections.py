"""Connections in memory between a client and an ASGI application, both in the same Python."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from io import BytesIO
from itertools import count
from typing import Any, Self
from urllib.parse import unquote

import h11

Message = MutableMapping[str, Any]
Application = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]

_FIRST_FREE = 49152
"""The first port that is nobody's by convention."""

_listening: dict[int, "Listening"] = {}
_free_ports = count(_FIRST_FREE)


class Listening:
    """What `socket.create_server` returns: a port, at which a server can put an application."""

    app: Application | None = None

    def __init__(self, host: str, port: int) -> None:
        self._address = host, port
        _listening[port] = self

    def getsockname(self) -> tuple[str, int]:
        """Return the host and the port."""
        return self._address

    def setsockopt(self, *_option: object) -> None:
        """Do nothing: memory has no options."""

    def close(self) -> None:
        """Free the port."""
        _listening.pop(self._address[1], None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def listen(address: tuple[str, int], **_options: object) -> Listening:
    """Take a port, as `socket.create_server` does.

    Raises:
        OSError: The port is in use.
    """
    host, port = address
    if port in _listening:
        raise OSError(f"port {port} is in use")
    return Listening(host, port or next(_free_ports))


def connect(address: tuple[str, int], *_options: object, **_more: object) -> "Connection":
    """Connect to a port, as `socket.create_connection` does.

    Raises:
        ConnectionRefusedError: No application is served there. Python in a browser cannot reach
            any other server.
    """
    host, port = address
    found = _listening.get(port)
    if found is None or found.app is None:
        raise ConnectionRefusedError(f"nothing in this page listens at {host}:{port}")
    return Connection(found.app, found.getsockname())


class Connection:
    """The client's end of a connection, which has the methods of a socket that clients use.

    A request is answered as soon as it is complete, so nobody has to wait. After the answer the
    connection is closed.
    """

    def __init__(self, app: Application, server: tuple[str, int]) -> None:
        self._app = app
        self._server = server
        self._http = h11.Connection(h11.SERVER)
        self._request: h11.Request | None = None
        self._body = bytearray()
        self._answer = BytesIO()

    def sendall(self, data: bytes) -> None:
        """Receive a part of the request, and answer it if it is complete."""
        try:
            self._http.receive_data(bytes(data))
            while not isinstance(event := self._http.next_event(), type(h11.NEED_DATA)):
                self._take(event)
                if isinstance(event, h11.EndOfMessage):
                    break
        except h11.RemoteProtocolError as error:
            self._answer = BytesIO(f"HTTP/1.1 {error.error_status_hint} \r\n\r\n".encode())

    def send(self, data: bytes) -> int:
        """Receive a part of the request, and return how much was received: everything."""
        self.sendall(data)
        return len(data)

    def recv(self, size: int, *_flags: object) -> bytes:
        """Return a part of the answer; nothing at its end."""
        return self._answer.read(size)

    def makefile(self, *_arguments: object, **_named: object) -> BytesIO:
        """Return the answer as a file."""
        return self._answer

    def fileno(self) -> int:
        """Return the number of a closed socket, so that no client keeps the connection."""
        return -1

    def settimeout(self, *_seconds: object) -> None:
        """Do nothing: nobody has to wait."""

    def setsockopt(self, *_option: object) -> None:
        """Do nothing: memory has no options."""

    def shutdown(self, *_how: object) -> None:
        """Do nothing: the connection is closed after the answer."""

    def close(self) -> None:
        """Do nothing: the connection is closed after the answer."""

    def _take(self, event: object) -> None:
        if isinstance(event, h11.Request):
            self._request = event
        elif isinstance(event, h11.Data):
            self._body += event.data
        elif isinstance(event, h11.EndOfMessage) and self._request is not None:
            _complete(self._answered(self._request))

    async def _answered(self, request: h11.Request) -> None:
        """Let the application answer the request."""
        path, _, query = request.target.partition(b"?")
        scope: Message = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method.decode(),
            "scheme": "http",
            "path": unquote(path.decode()),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(bytes(name), bytes(value)) for name, value in request.headers],
            "client": ("127.0.0.1", 0),
            "server": self._server,
        }

        async def receive() -> Message:
            return {"type": "http.request", "body": bytes(self._body), "more_body": False}

        parts: list[bytes | None] = []

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                # The text of a status is only for people; the number is what counts.
                headers = [*message.get("headers", ()), (b"connection", b"close")]
                head = h11.Response(status_code=message["status"], headers=headers)
                parts.append(self._http.send(head))
                return
            parts.append(self._http.send(h11.Data(data=message.get("body", b""))))
            if not message.get("more_body"):
                parts.append(self._http.send(h11.EndOfMessage()))

        try:
            await self._app(scope, receive, send)
        except Exception:
            # Starlette raises the error again after it has answered with 500.
            if not parts:
                raise
        self._answer = BytesIO(b"".join(filter(None, parts)))


def _complete(answered: Awaitable[None]) -> None:
    """Run a coroutine to its end at once.

    Raises:
        RuntimeError: It waits for something that happens later, which it must not.
    """

    async def run() -> None:
        await answered

    # An eager task runs until it waits for the first time.
    eagerly: dict[str, Any] = {"eager_start": True}
    task = asyncio.Task(run(), loop=asyncio.get_event_loop(), **eagerly)
    if not task.done():
        task.cancel()
        raise RuntimeError("the application waits, which it cannot do in a browser")
    task.result()
