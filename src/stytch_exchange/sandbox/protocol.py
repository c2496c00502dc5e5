"""The HTTP protocol: uvicorn's, with a bound on connections and on the time that each may wait."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from stytch_exchange.sandbox.http import PATIENCE

MOST_CONNECTIONS = 500
"""How many connections can be open at the same time."""

ENDS_AFTER = 3 * PATIENCE
"""Seconds for a body to arrive, and for an answer to be read.

`read_body` gives up earlier, and answers. But not every route reads the body of a request.
"""


class ImpatientProtocol(H11Protocol):
    """Ends a connection if a request does not arrive, or if the client does not read the answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without a deadline."""
        super().__init__(*args, **kwargs)
        self._deadlines: dict[str, asyncio.TimerHandle] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait when the connection begins."""
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            transport.abort()
        self._wait_for("head", PATIENCE)

    def data_received(self, data: bytes) -> None:
        """Stop waiting for a part of the request when it is complete, and wait for the next."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE:
            self._wait_for("head", PATIENCE)
            self._stop("body")
        elif self.conn.their_state is h11.SEND_BODY:
            self._stop("head")
            self._wait_for("body", ENDS_AFTER)
        else:
            self._stop("head", "body")

    def pause_writing(self) -> None:
        """Begin to wait when the client does not read."""
        super().pause_writing()
        self._wait_for("reader", ENDS_AFTER)

    def resume_writing(self) -> None:
        """Stop waiting when the client reads."""
        self._stop("reader")
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting when the connection has ended."""
        self._stop(*self._deadlines)
        super().connection_lost(exc)

    def _wait_for(self, what: str, seconds: float) -> None:
        if what not in self._deadlines:
            # Closing would wait until the client has read everything.
            self._deadlines[what] = self.loop.call_later(seconds, self.transport.abort)

    def _stop(self, *waits: str) -> None:
        for what in waits:
            if deadline := self._deadlines.pop(what, None):
                deadline.cancel()
