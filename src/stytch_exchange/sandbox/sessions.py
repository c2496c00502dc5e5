"""Sessions: keep those that exchanges have opened, authenticate them, and end them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import Field

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.sandbox.claims import merged_claims
from stytch_exchange.sandbox.people import Person
from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.sandbox.signing import session_claims
from stytch_exchange.sandbox.store import Store, token_hash
from stytch_exchange.sandbox.templates import wire_time
from stytch_exchange.signing import SESSION

if TYPE_CHECKING:
    from stytch_exchange.sandbox.calls import Call
    from stytch_exchange.sandbox.project import Project


@dataclass(slots=True)
class Session:
    """An open session. It shares its member's data with all other sessions."""

    person: Person
    member_session: dict[str, Any] = field(repr=False)
    """The session as in a response. It is replaced, never changed."""

    token_hash: str = field(repr=False)

    @property
    def session_id(self) -> str:
        """The identifier of the session."""
        return str(self.member_session["member_session_id"])

    @property
    def expires_at(self) -> datetime:
        """When the session ends."""
        return datetime.fromisoformat(self.member_session["expires_at"])


class Sessions:
    """The open sessions, by their identifiers and by the hashes of their tokens."""

    def __init__(self) -> None:
        self._open: Store[Session] = Store()
        self._ids: Store[str] = Store()

    def add(self, session: Session, *, now: datetime) -> None:
        """Open a session, or keep a session that was extended."""
        end = session.expires_at
        self._open.put(session.session_id, session, expires_at=end, now=now)
        self._ids.put(session.token_hash, session.session_id, expires_at=end, now=now)

    def of_token(self, token: str, *, now: datetime) -> Session | None:
        """Return the session of a token, or None if it is unknown or has ended."""
        session_id = self._ids.get(token_hash(token), now=now)
        return None if session_id is None else self._open.get(session_id, now=now)

    def of_id(self, session_id: str, *, now: datetime) -> Session | None:
        """Return the session with an identifier, or None if it is unknown or has ended."""
        return self._open.get(session_id, now=now)

    def of_member(self, member_id: str, *, now: datetime) -> Iterator[Session]:
        """Yield the open sessions of a member."""
        sessions = self._open.values(now=now)
        return (session for session in sessions if session.person.is_called(member_id))

    def end(self, session: Session, *, now: datetime) -> None:
        """End a session."""
        self._open.take(session.session_id, now=now)
        self._ids.take(session.token_hash, now=now)

    def forget(self) -> None:
        """End all sessions."""
        self._open.forget()
        self._ids.forget()

    def __len__(self) -> int:
        """Return the number of sessions in memory."""
        return len(self._open)


class _Check(Model, extra="forbid"):
    organization_id: str
    resource_id: str
    action: str


class SessionRequest(Model, extra="forbid"):
    """A request that can name a session. Unknown fields are refused: they would have no effect."""

    session_token: Secret | None = None
    """Secret. The token of the session."""

    session_jwt: Secret | None = None
    """Secret. A JWT of the session, which may have expired."""


class _Authenticate(SessionRequest):
    session_duration_minutes: int | None = Field(default=None, ge=5, le=527_040)
    session_custom_claims: dict[str, Any] | None = None
    authorization_check: _Check | None = None


class _Revoke(SessionRequest):
    member_session_id: str | None = None
    member_id: str | None = None


def authenticate(project: "Project", call: "Call") -> dict[str, Any]:
    """Answer a request to authenticate a session, to extend it, or to check a permission."""
    request = call.read(_Authenticate)
    session = identified_session(project, request)
    verdict = _verdict(project, session, request.authorization_check)
    present = session.member_session
    claims = merged_claims(present["custom_claims"], request.session_custom_claims)
    now = project.now()
    changed = {"custom_claims": claims, "last_accessed_at": wire_time(now)}
    if request.session_duration_minutes is not None:
        end = now + timedelta(minutes=request.session_duration_minutes)
        changed["expires_at"] = wire_time(end)
    session.member_session = present | changed
    project.sessions.add(session, now=now)
    token = request.session_token.get_secret_value() if request.session_token else ""
    return {**answer(project, session, token=token), "verdict": verdict}


def revoke(project: "Project", call: "Call") -> dict[str, Any]:
    """Answer a request to end a session, or all sessions of a member."""
    request = call.read(_Revoke)
    given = [name for name, value in request if value is not None]
    if not given:
        raise RefusedError(
            "bad_request", "Send member_session_id, session_token, session_jwt or member_id."
        )
    if len(given) > 1:
        raise RefusedError("too_many_session_revoke_arguments")
    now = project.now()
    if request.member_id is not None:
        project.people.found(request.member_id)
        sessions = list(project.sessions.of_member(request.member_id, now=now))
    elif request.member_session_id is not None:
        sessions = [_found(project.sessions.of_id(request.member_session_id, now=now))]
    else:
        sessions = [identified_session(project, request)]
    for session in sessions:
        project.sessions.end(session, now=now)
    return {}


def sessions_of_member(project: "Project", call: "Call") -> dict[str, Any]:
    """Answer a request for all open sessions of a member."""
    member, organization = call.query.get("member_id", ""), call.query.get("organization_id", "")
    person = project.people.found(member, organization)
    open_sessions = project.sessions.of_member(person.member_id, now=project.now())
    return {"member_sessions": [session.member_session for session in open_sessions]}


def answer(project: "Project", session: Session, *, token: str) -> dict[str, Any]:
    """Return the fields of a response that describe a session, with a new JWT.

    Args:
        project: The project that the session belongs to.
        session: The session.
        token: The session token, or "" if the request did not have it.
    """
    person = session.person
    body = {
        "member": person.member,
        "member_device": None,
        "member_session": session.member_session,
        "organization": person.organization,
        "session_token": token,
    }
    claims = session_claims(
        {**body, "member_id": person.member_id},
        project_id=project.project_id,
        attributes=person.attributes,
    )
    return {**body, "session_jwt": project.key.sign(claims)}


def identified_session(project: "Project", request: SessionRequest) -> Session:
    """Return the session that a token or a JWT names. The JWT may have expired.

    Raises:
        RefusedError: The request does not name a session that is open.
    """
    now, session_token, session_jwt = project.now(), request.session_token, request.session_jwt
    if session_token and session_jwt:
        raise RefusedError("too_many_session_arguments")
    if session_token:
        session = project.sessions.of_token(session_token.get_secret_value(), now=now)
    elif session_jwt:
        claims = project.key.signed_claims(session_jwt.get_secret_value()) or {}
        if SESSION not in claims:
            raise RefusedError("unable_to_parse_session_jwt")
        session = project.sessions.of_id(claims[SESSION]["id"], now=now)
    else:
        raise RefusedError("bad_request", "Send session_token or session_jwt.")
    return _found(session)


def _verdict(project: "Project", session: Session, check: _Check | None) -> dict[str, Any] | None:
    if check is None:
        return None
    if not session.person.is_in(check.organization_id):
        raise RefusedError("session_authorization_tenancy_error")
    roles = project.policy.granting_roles(
        session.member_session["roles"],
        session.person.organization,
        check.resource_id,
        check.action,
    )
    if not roles:
        raise RefusedError("session_authorization_error")
    return {"authorized": True, "granting_roles": roles}


def _found(session: Session | None) -> Session:
    if session is None:
        raise RefusedError("session_not_found")
    return session
