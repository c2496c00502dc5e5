"""A stand-in for `uvicorn` in the reader's browser, where there are no sockets and no threads.

It serves an application to the clients in the same Python: httpx, requests and urllib. They speak
HTTP to it as they would to any server, but over a connection in memory. What should run in a thread
runs at once. Importing it gives Python these connections and threads; no server ever loads it.
"""

import socket
import threading
from collections.abc import Iterable
from typing import Any

import urllib3.connectionpool
import urllib3.util.connection

from .connections import Application, Connection, Listening, connect, listen

__all__ = ["Application", "Config", "Connection", "Listening", "Server"]


class Config:
    """The settings of a server. Only the application counts."""

    def __init__(self, app: Application, **_settings: object) -> None:
        self.app = app


class Server:
    """A server, which serves until its socket is closed."""

    should_exit = False

    def __init__(self, config: Config) -> None:
        self._app = config.app

    def run(self, sockets: Iterable[Listening]) -> None:
        """Serve the application at some sockets from now on."""
        for listening in sockets:
            listening.app = self._app


def _run_at_once(thread: threading.Thread) -> None:
    thread.run()


def _never(_thread: threading.Thread, _timeout: float | None = None) -> None:
    """Do nothing: a thread has ended when its start returns, and a timer never begins."""


def _give(owner: object, **replacements: Any) -> None:
    for name, replacement in replacements.items():
        setattr(owner, name, replacement)


_give(socket, create_server=listen, create_connection=connect)
_give(urllib3.util.connection, create_connection=connect)
# In a browser, urllib3 would use the browser's own requests, which reach only real servers.
_give(
    urllib3.connectionpool.HTTPConnectionPool,
    ConnectionCls=vars(urllib3.connectionpool)["HTTPConnection"],
)
_give(threading.Thread, start=_run_at_once, join=_never)
_give(threading.Timer, start=_never)
