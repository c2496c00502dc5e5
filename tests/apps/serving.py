"""Serve an application over HTTP, on a free port of this machine, for one test."""

import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import uvicorn
from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def served(app: Any) -> Generator[str]:
    """Serve an application in a thread, and yield its address."""
    with served_by_werkzeug(app) if isinstance(app, Flask) else served_by_uvicorn(app) as address:
        yield address


@contextmanager
def served_by_uvicorn(app: Any) -> Generator[str]:
    """Serve an ASGI application."""
    with served_at_its_address(lambda _: app) as address:
        yield address


@contextmanager
def served_at_its_address(make: Callable[[str], Any]) -> Generator[str]:
    """Serve the ASGI application that a function makes for an address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(make(address), log_config=None, ws="none"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def served_by_werkzeug(app: Flask) -> Generator[str]:
    """Serve a WSGI application."""
    with make_server("127.0.0.1", 0, app, threaded=True) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
