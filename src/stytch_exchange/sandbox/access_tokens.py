"""Access tokens: issue them, and let each be exchanged once, within five minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from stytch_exchange.models._base import Model
from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.templates import Template

if TYPE_CHECKING:
    from stytch_exchange.sandbox.project import Project

FULL_ACCESS = "full_access"
_EXCHANGEABLE = timedelta(minutes=5)
_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Grant:
    """A member's consent to an app, for which an access token was issued."""

    example: str
    """The example with the member who gave consent."""

    client_id: str
    """The Connected App that got consent."""

    scopes: frozenset[str]

    issued_at: datetime


class AccessTokens:
    """The issued access tokens. Only their hashes are kept."""

    def __init__(self) -> None:
        self._grants: dict[bytes, Grant] = {}
        self._used: set[bytes] = set()
        self._lock = Lock()

    def add(self, token: str, grant: Grant) -> None:
        """Add a new token.

        Args:
            token: The token.
            grant: The grant that the token was issued for.
        """
        self._grants[_hash(token)] = grant

    def look_up(self, token: str, *, now: datetime) -> Grant | Refusal:
        """Return the grant of a token, or the reason why it cannot be exchanged.

        The token stays unused.

        Args:
            token: The token from a request.
            now: The present time.
        """
        key = _hash(token)
        grant = self._grants.get(key)
        if grant is None:
            return refusal("idp_access_token_not_found")
        if key in self._used:
            return refusal("idp_access_token_could_not_be_exchanged")
        if now - grant.issued_at > _LIFETIME:
            return refusal("idp_access_token_expired")
        if now - grant.issued_at > _EXCHANGEABLE:
            return refusal("oauth_access_token_exchange_token_too_old")
        if FULL_ACCESS not in grant.scopes:
            return refusal("oauth_access_token_exchange_missing_full_access")
        return grant

    def use(self, token: str) -> Refusal | None:
        """Mark a token as used. Of concurrent callers, only one succeeds and gets None.

        Args:
            token: A token that `look_up` found.
        """
        key = _hash(token)
        with self._lock:
            if key in self._used:
                return refusal("idp_access_token_could_not_be_exchanged")
            self._used.add(key)
        return None

    def forget(self) -> None:
        """Forget all tokens."""
        with self._lock:
            self._grants.clear()
            self._used.clear()


class _Options(Model):
    """The body of a request for an access token. Every field is optional."""

    scopes: list[str] | None = None
    age_seconds: int = 0
    example: str | None = None
    client_id: str | None = None


def issue(project: "Project", *, authorization: str | None, body: bytes) -> dict[str, Any]:
    """Answer a request for an access token: return the body with the token or an error.

    Args:
        project: The project that the token is for.
        authorization: The header `Authorization`, if the request has one.
        body: The raw body of the request. It may be empty.
    """
    request_id = project.identifiers.identifier("request-id")
    outcome = _issued(project, authorization, body or b"{}")
    if isinstance(outcome, Refusal):
        return outcome.body(request_id)
    return {"access_token": outcome, "request_id": request_id, "status_code": 200}


def issue_access_token(
    project: "Project",
    *,
    scopes: Iterable[str] = (FULL_ACCESS,),
    age: timedelta = timedelta(0),
    example: str | None = None,
    client_id: str | None = None,
) -> str:
    """Return a new access token; `Sandbox.issue_access_token` explains the arguments.

    Raises:
        TypeError: `scopes` is a string.
        ValueError: The example does not exist, or `age` is negative.
    """
    if isinstance(scopes, str):
        raise TypeError(f"scopes must be a collection of names, not a string: ({scopes!r},)")
    if age < timedelta(0):
        raise ValueError("age must not be negative, because tokens are not issued in the future")
    name = example or project.example
    template = Template(name)
    token = project.identifiers.token()
    grant = Grant(
        example=name,
        client_id=client_id or template.client_id,
        scopes=frozenset(scopes),
        issued_at=project.now() - age,
    )
    project.tokens.add(token, grant)
    return token


def _issued(project: "Project", authorization: str | None, body: bytes) -> str | Refusal:
    if not project.authenticates(authorization):
        return refusal("unauthorized_credentials")
    try:
        options = _Options.model_validate_json(body)
        return issue_access_token(
            project,
            scopes=(FULL_ACCESS,) if options.scopes is None else options.scopes,
            age=timedelta(seconds=options.age_seconds),
            example=options.example,
            client_id=options.client_id,
        )
    # An age can be too large for a timedelta or a datetime.
    except (ValidationError, ValueError, OverflowError):
        return refusal("bad_request")


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
