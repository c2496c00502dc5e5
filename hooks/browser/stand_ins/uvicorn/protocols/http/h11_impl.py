"""The protocol that the sandbox extends. Connections in memory do not use it."""

from typing import Any


class H11Protocol:
    """Has the attributes that the sandbox's protocol names, and is never created."""

    conn: Any
    connections: Any
    loop: Any
    transport: Any

    def connection_made(self, transport: Any) -> None:
        """Do nothing."""

    def connection_lost(self, exc: Exception | None) -> None:
        """Do nothing."""

    def data_received(self, data: bytes) -> None:
        """Do nothing."""

    def pause_writing(self) -> None:
        """Do nothing."""

    def resume_writing(self) -> None:
        """Do nothing."""
