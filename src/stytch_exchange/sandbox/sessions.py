"""Sessions: keep those that exchanges have opened, and authenticate their tokens."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.signing import session_claims
from stytch_exchange.sandbox.templates import wire_time

if TYPE_CHECKING:
    from stytch_exchange.sandbox.project import Project

_ANSWERED = (
    "member",
    "member_session",
    "organization",
    "session_jwt",
    "session_token",
    "status_code",
)
"""The fields of an answer that the official SDK reads and the sandbox can give."""


@dataclass(frozen=True, slots=True)
class Session:
    """An open session."""

    body: dict[str, Any] = field(repr=False)
    """The decoded response of the exchange. It does not change."""

    attributes: dict[str, Any]
    """The member's IP address and user agent."""

    @property
    def expires_at(self) -> datetime:
        """When the session ends."""
        return datetime.fromisoformat(self.body["member_session"]["expires_at"])


class Sessions:
    """The open sessions, by their tokens."""

    def __init__(self) -> None:
        """Start without a session."""
        self._open: dict[str, Session] = {}

    def add(self, session: Session) -> None:
        """Open a session.

        Args:
            session: The new session, with its token in the body.
        """
        self._open[session.body["session_token"]] = session

    def look_up(self, token: str, *, now: datetime) -> Session | None:
        """Return the session of a token, or None if it is unknown or has ended.

        Args:
            token: The session token.
            now: The present time.
        """
        session = self._open.get(token)
        return session if session and now < session.expires_at else None

    def forget(self) -> None:
        """End all sessions."""
        self._open.clear()


class _Request(Model, extra="forbid"):
    """A request to authenticate. Any other field is refused, because it would have no effect."""

    session_token: Secret


def authenticate(project: "Project", *, authorization: str | None, body: bytes) -> dict[str, Any]:
    """Answer a request to authenticate: return the body with a new JWT or an error.

    Args:
        project: The project that the session belongs to.
        authorization: The header `Authorization`, if the request has one.
        body: The raw body of the request.
    """
    request_id = project.identifiers.identifier("request-id")
    outcome = _authenticated(project, authorization, body)
    if isinstance(outcome, Refusal):
        return outcome.body(request_id)
    return {**outcome, "request_id": request_id}


def _authenticated(
    project: "Project", authorization: str | None, body: bytes
) -> dict[str, Any] | Refusal:
    if not project.authenticates(authorization):
        return refusal("unauthorized_credentials")
    try:
        token = _Request.model_validate_json(body).session_token.get_secret_value()
    except ValidationError:
        return refusal("bad_request")
    now = project.now()
    session = project.sessions.look_up(token, now=now)
    if session is None:
        return refusal("session_not_found")
    used = {**session.body["member_session"], "last_accessed_at": wire_time(now)}
    answer = {**session.body, "member_session": used}
    claims = session_claims(answer, project_id=project.project_id, attributes=session.attributes)
    answer["session_jwt"] = project.key.sign(claims)
    return {name: answer[name] for name in _ANSWERED}
