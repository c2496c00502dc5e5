"""A JWKS endpoint on loopback that gives the answer a test sets."""

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any, cast

Answer = Callable[[BaseHTTPRequestHandler], None]


class Endpoint(ThreadingHTTPServer):
    """Records requests, and answers them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: Answer = status(404)
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._counting = Lock()

    @property
    def base_url(self) -> str:
        """The address, on a free port."""
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def asked(self) -> int:
        """The number of requests."""
        return len(self.paths)

    def count(self, handler: BaseHTTPRequestHandler) -> None:
        """Record a request."""
        with self._counting:
            self.paths.append(handler.path)
            self.headers.append({name.lower(): value for name, value in handler.headers.items()})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        endpoint = cast("Endpoint", self.server)
        endpoint.count(self)
        endpoint.answer(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Print nothing."""


def content(body: bytes, code: int = 200, **headers: str) -> Answer:
    """Answer with a body as it is."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def status(code: int, **headers: str) -> Answer:
    """Answer with a status, and a body that is not a key set."""
    return content(b"<html></html>", code, **headers)


def key_set(jwks: dict[str, Any]) -> Answer:
    """Answer with a key set."""
    return content(json.dumps(jwks).encode())


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Announce more bytes than are sent, and close the connection."""
    content(b'{"keys": ', Content_Length="1000")(handler)
    handler.close_connection = True


def nothing(handler: BaseHTTPRequestHandler) -> None:
    """Close the connection without an answer."""
    handler.close_connection = True


@contextmanager
def serving() -> Generator[Endpoint]:
    """Serve on a free loopback port."""
    with Endpoint() as endpoint:
        thread = Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.shutdown()
            thread.join()


class Held:
    """An answer that waits until the test releases it."""

    def __init__(self, answer: Answer) -> None:
        self.asked, self.free = Event(), Event()
        self._answer = answer

    def __call__(self, handler: Any) -> None:
        """Report the request, and wait for the release before answering."""
        self.asked.set()
        assert self.free.wait(30)
        self._answer(handler)
