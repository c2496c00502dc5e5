"""Sessions: what the exchanges of a sandbox have opened, until they end."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Session:
    """An open session."""

    body: dict[str, Any] = field(repr=False)
    """The decoded response that it came with. It is not changed."""

    attributes: dict[str, Any]
    """What is known of the member's connection."""

    @property
    def expires_at(self) -> datetime:
        """When it ends."""
        return datetime.fromisoformat(self.body["member_session"]["expires_at"])


class Sessions:
    """The open sessions, by their tokens."""

    def __init__(self) -> None:
        """Begin with none."""
        self._open: dict[str, Session] = {}

    def add(self, session: Session) -> None:
        """Open a session.

        Args:
            session: The new one, whose body holds its token.
        """
        self._open[session.body["session_token"]] = session

    def look_up(self, token: str, *, now: datetime) -> Session | None:
        """Return the session of a token, or None where it is unknown or over.

        Args:
            token: The session token.
            now: The present moment.
        """
        session = self._open.get(token)
        return session if session and now < session.expires_at else None

    def forget(self) -> None:
        """End every session."""
        self._open.clear()
