"""Sessions: keep those that exchanges have opened, authenticate them, and end them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.sandbox.claims import merged_claims
from stytch_exchange.sandbox.people import Person
from stytch_exchange.sandbox.refusals import Refusal, invalid_body, refusal
from stytch_exchange.sandbox.signing import session_claims
from stytch_exchange.sandbox.store import Store
from stytch_exchange.sandbox.templates import wire_time
from stytch_exchange.signing import SESSION

if TYPE_CHECKING:
    from stytch_exchange.sandbox.calls import Call
    from stytch_exchange.sandbox.project import Project

_WRONG_DURATION = {
    (("session_duration_minutes",), kind) for kind in ("greater_than_equal", "less_than_equal")
}


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
        """Start without a session."""
        self._open: Store[Session] = Store()
        self._ids: Store[str] = Store()

    def add(self, session: Session, *, now: datetime) -> None:
        """Open a session, or keep a session that was prolonged.

        Args:
            session: The session.
            now: The present time.
        """
        end = session.expires_at
        self._open.put(session.session_id, session, expires_at=end, now=now)
        self._ids.put(session.token_hash, session.session_id, expires_at=end, now=now)

    def of_token(self, token: str, *, now: datetime) -> Session | None:
        """Return the session of a token, or None if it is unknown or has ended.

        Args:
            token: The session token.
            now: The present time.
        """
        session_id = self._ids.get(token_hash(token), now=now)
        return None if session_id is None else self._open.get(session_id, now=now)

    def of_id(self, session_id: str, *, now: datetime) -> Session | None:
        """Return the session with an identifier, or None if it is unknown or has ended.

        Args:
            session_id: The `member_session_id`.
            now: The present time.
        """
        return self._open.get(session_id, now=now)

    def of_member(self, member_id: str, *, now: datetime) -> Iterator[Session]:
        """Yield the open sessions of a member.

        Args:
            member_id: The member's id, external id or email address.
            now: The present time.
        """
        sessions = self._open.values(now=now)
        return (session for session in sessions if session.person.is_called(member_id))

    def end(self, session: Session, *, now: datetime) -> None:
        """End a session.

        Args:
            session: The session.
            now: The present time.
        """
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


class _Authenticate(Model, extra="forbid"):
    """A request to authenticate. An unknown field is refused, because it would have no effect."""

    session_token: Secret | None = None
    session_jwt: Secret | None = None
    session_duration_minutes: int | None = Field(default=None, ge=5, le=527_040)
    session_custom_claims: dict[str, Any] | None = None
    authorization_check: _Check | None = None


class _Revoke(Model, extra="forbid"):
    member_session_id: str | None = None
    session_token: Secret | None = None
    session_jwt: Secret | None = None
    member_id: str | None = None


def authenticate(project: "Project", call: "Call") -> dict[str, Any] | Refusal:
    """Answer a request to authenticate a session, to prolong it, or to check a permission.

    Args:
        project: The project that the session belongs to.
        call: The request.
    """
    try:
        request = _Authenticate.model_validate_json(call.body)
    except ValidationError as error:
        return invalid_session_request(error)
    session = identified_session(project, request.session_token, request.session_jwt)
    if isinstance(session, Refusal):
        return session
    verdict = _verdict(project, session, request.authorization_check)
    if isinstance(verdict, Refusal):
        return verdict
    present = session.member_session
    claims = merged_claims(present["custom_claims"], request.session_custom_claims)
    if isinstance(claims, Refusal):
        return claims
    now = project.now()
    changed = {"custom_claims": claims, "last_accessed_at": wire_time(now)}
    if request.session_duration_minutes is not None:
        end = now + timedelta(minutes=request.session_duration_minutes)
        changed["expires_at"] = wire_time(end)
    session.member_session = present | changed
    project.sessions.add(session, now=now)
    token = request.session_token.get_secret_value() if request.session_token else ""
    return {**answer(project, session, token=token), "verdict": verdict}


def revoke(project: "Project", call: "Call") -> dict[str, Any] | Refusal:
    """Answer a request to end a session, or all sessions of a member.

    Args:
        project: The project that the sessions belong to.
        call: The request.
    """
    try:
        request = _Revoke.model_validate_json(call.body)
    except ValidationError as error:
        return invalid_body(error)
    given = [name for name, value in request if value is not None]
    if not given:
        return refusal("bad_request").because(
            "Send member_session_id, session_token, session_jwt or member_id."
        )
    if len(given) > 1:
        return refusal("too_many_session_revoke_arguments")
    now = project.now()
    sessions: list[Session] | Refusal
    if request.member_id is not None:
        sessions = _sessions_of_member(project, request.member_id)
    elif request.member_session_id is not None:
        known = project.sessions.of_id(request.member_session_id, now=now)
        sessions = [known] if known else refusal("session_not_found")
    else:
        found = identified_session(project, request.session_token, request.session_jwt)
        sessions = found if isinstance(found, Refusal) else [found]
    if isinstance(sessions, Refusal):
        return sessions
    for session in sessions:
        project.sessions.end(session, now=now)
    return {}


def sessions_of_member(project: "Project", call: "Call") -> dict[str, Any] | Refusal:
    """Answer a request for all open sessions of a member.

    Args:
        project: The project that the sessions belong to.
        call: The request, with `organization_id` and `member_id` in its query.
    """
    member, organization = call.query.get("member_id", ""), call.query.get("organization_id", "")
    person = project.people.named(member, organization)
    if person is None:
        return refusal("member_not_found")
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


def invalid_session_request(error: ValidationError) -> Refusal:
    """Return the refusal of a body, with a name of its own if only the duration is wrong.

    Args:
        error: What pydantic found.
    """
    kinds = {(detail["loc"], detail["type"]) for detail in error.errors(include_input=False)}
    if kinds <= _WRONG_DURATION:
        return refusal("invalid_session_duration_minutes")
    return invalid_body(error)


def identified_session(
    project: "Project", session_token: Any | None, session_jwt: Any | None
) -> Session | Refusal:
    """Return the session that a token or a JWT names. The JWT may have expired.

    Args:
        project: The project that the session belongs to.
        session_token: The session token, or None.
        session_jwt: The session JWT, or None.
    """
    now = project.now()
    if session_token and session_jwt:
        return refusal("too_many_session_arguments")
    if session_token:
        session = project.sessions.of_token(session_token.get_secret_value(), now=now)
    elif session_jwt:
        claims = project.key.signed_claims(session_jwt.get_secret_value()) or {}
        if SESSION not in claims:
            return refusal("unable_to_parse_session_jwt")
        session = project.sessions.of_id(claims[SESSION]["id"], now=now)
    else:
        return refusal("bad_request").because("Send session_token or session_jwt.")
    return session or refusal("session_not_found")


def token_hash(token: str) -> str:
    """Return the hash under which a session token is kept.

    Args:
        token: The session token.
    """
    return sha256(token.encode()).hexdigest()


def _verdict(
    project: "Project", session: Session, check: _Check | None
) -> dict[str, Any] | Refusal | None:
    if check is None:
        return None
    if not session.person.is_in(check.organization_id):
        return refusal("session_authorization_tenancy_error")
    roles = project.policy.granting_roles(
        session.member_session["roles"],
        session.person.organization,
        check.resource_id,
        check.action,
    )
    if not roles:
        return refusal("session_authorization_error")
    return {"authorized": True, "granting_roles": roles}


def _sessions_of_member(project: "Project", member_id: str) -> list[Session] | Refusal:
    if project.people.named(member_id) is None:
        return refusal("member_not_found")
    return list(project.sessions.of_member(member_id, now=project.now()))
