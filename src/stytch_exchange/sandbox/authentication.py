"""Authentication: from a session token to the session as it is now, with a new JWT."""

from typing import Any

from pydantic import ValidationError

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.sandbox.exchange import credentials_refusal
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.signing import session_claims
from stytch_exchange.sandbox.templates import wire_time


class _Request(Model, extra="forbid"):
    """The one way that the sandbox knows to name a session: what it would ignore, it refuses."""

    session_token: Secret


def authenticate(project: Project, *, authorization: str | None, body: bytes) -> dict[str, Any]:
    """Return the body that answers a request: the session with a new JWT, or an error.

    Args:
        project: Whose session it is.
        authorization: The header of that name, where there is one.
        body: The body as it came.
    """
    request_id = project.identifiers.identifier("request-id")
    outcome = credentials_refusal(project, authorization) or _authenticated(project, body)
    if isinstance(outcome, Refusal):
        return outcome.body(request_id)
    return {**outcome, "request_id": request_id}


def _authenticated(project: Project, body: bytes) -> dict[str, Any] | Refusal:
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


_ANSWERED = (
    "member",
    "member_session",
    "organization",
    "session_jwt",
    "session_token",
    "status_code",
)
"""What the official SDK reads from an answer, of what a session has here."""
