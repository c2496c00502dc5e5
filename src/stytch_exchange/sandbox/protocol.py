"""The HTTP protocol: uvicorn's, which also closes a connection whose request does not arrive."""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from stytch_exchange.sandbox.http import PATIENCE


class ImpatientProtocol(H11Protocol):
    """Waits a few seconds for the head of a request. `read_body` waits for its body."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait when the connection begins."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Stop waiting when the head is complete, and begin again with the next request."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop()
        elif self._deadline is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting when the connection has ended."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(PATIENCE, self.transport.close)

    def _stop(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
