"""Access tokens: issue them, and let each be exchanged once, within five minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from stytch_exchange.models._base import Model
from stytch_exchange.sandbox.clients import FULL_ACCESS, Client
from stytch_exchange.sandbox.people import Person, example_person
from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.sandbox.signing import access_token_claims
from stytch_exchange.sandbox.store import Store, token_hash

if TYPE_CHECKING:
    from stytch_exchange.sandbox.calls import Call
    from stytch_exchange.sandbox.project import Project

_EXCHANGEABLE = timedelta(minutes=5)


@dataclass(slots=True)
class Grant:
    """A member's consent to an app, for which an access token was issued."""

    person: Person
    """The member who gave consent."""

    client: Client
    """The Connected App that got consent."""

    scopes: tuple[str, ...]
    issued_at: datetime
    has_session: bool = True
    """Whether the member was signed in when they gave consent."""

    revoked: bool = False
    """Whether the member has revoked the consent since."""

    @property
    def expires_at(self) -> datetime:
        """When the access token expires."""
        return self.issued_at + self.client.access_token_lifetime

    def check(self, now: datetime) -> None:
        """Check that the access token can be exchanged.

        Raises:
            RefusedError: It cannot be exchanged; the first reason counts.
        """
        reasons = {
            "connected_app_consent_revoked": self.revoked,
            "idp_access_token_expired": now >= self.expires_at,
            "oauth_access_token_exchange_token_too_old": now - self.issued_at > _EXCHANGEABLE,
            "third_party_clients_cannot_use_full_access": not self.client.first_party,
            "oauth_access_token_exchange_missing_full_access": FULL_ACCESS not in self.scopes,
            "connected_app_not_allowed_for_org": not self.client.allowed_in(
                self.person.organization
            ),
        }
        for name, holds in reasons.items():
            if holds:
                raise RefusedError(name)
        if not self.has_session:
            raise RefusedError(
                "idp_access_token_could_not_be_exchanged",
                "The member was not signed in when they allowed the app.",
            )


class AccessTokens:
    """The issued access tokens. Only their hashes are kept, until an hour after they expire."""

    def __init__(self) -> None:
        self.grants: Store[Grant] = Store()
        self._unused: Store[Grant] = Store()

    def add(self, token: str, grant: Grant, *, now: datetime) -> None:
        """Add a new token."""
        # A token is still known for a while after it has expired, to say so.
        forget_at = max(now, grant.expires_at) + grant.client.access_token_lifetime
        self.grants.put(token_hash(token), grant, expires_at=forget_at, now=now)
        self._unused.put(token_hash(token), grant, expires_at=forget_at, now=now)

    def look_up(self, token: str, *, now: datetime) -> Grant:
        """Return the grant of a token, which stays unused.

        Raises:
            RefusedError: The token cannot be exchanged.
        """
        grant = self.grants.get(token_hash(token), now=now)
        if grant is None:
            raise RefusedError("idp_access_token_not_found")
        if self._unused.get(token_hash(token), now=now) is None:
            raise RefusedError("idp_access_token_could_not_be_exchanged")
        grant.check(now)
        return grant

    def use(self, token: str, *, now: datetime) -> None:
        """Mark a token as used. Of concurrent callers, only one succeeds.

        Raises:
            RefusedError: The token is used already.
        """
        if self._unused.take(token_hash(token), now=now) is None:
            raise RefusedError("idp_access_token_could_not_be_exchanged")

    def active(self, token: str, *, now: datetime) -> Grant | None:
        """Return the grant of a token that is still good for its own purpose, or None."""
        grant = self.grants.get(token_hash(token), now=now)
        return grant if grant and not grant.revoked and now < grant.expires_at else None

    def forget(self) -> None:
        """Forget all tokens."""
        self.grants.forget()
        self._unused.forget()


class _Options(Model, extra="forbid"):
    """The body of a request for an access token. Every field is optional."""

    scopes: list[str] | None = None
    age_seconds: int = 0
    example: str | None = None
    member: str | None = None
    client_id: str | None = None


def issue(project: "Project", call: "Call") -> dict[str, Any]:
    """Answer a request for an access token."""
    options = call.read_options(_Options)
    try:
        token = issue_access_token(
            project,
            scopes=(FULL_ACCESS,) if options.scopes is None else options.scopes,
            age=timedelta(seconds=options.age_seconds),
            example=options.example,
            member=options.member,
            client_id=options.client_id,
        )
    # An age can be too large for a timedelta or a datetime.
    except (ValueError, OverflowError):
        raise RefusedError(
            "bad_request",
            "/age_seconds must not be negative or huge, and /example and /member must exist.",
        ) from None
    return {"access_token": token}


def issue_access_token(  # noqa: PLR0913 - keyword-only settings, each with a default
    project: "Project",
    *,
    scopes: Iterable[str] = (FULL_ACCESS,),
    age: timedelta = timedelta(0),
    example: str | None = None,
    member: str | None = None,
    client_id: str | None = None,
) -> str:
    """Return a new access token; `Sandbox.issue_access_token` explains the arguments.

    Raises:
        TypeError: `scopes` is a string.
        ValueError: The example or the member does not exist, or `age` is negative.
    """
    if isinstance(scopes, str):
        raise TypeError(f"scopes must be a collection of names, not a string: ({scopes!r},)")
    if age < timedelta(0):
        raise ValueError("age must not be negative, because tokens are not issued in the future")
    person = _person(project, example, member)
    client = person.client if client_id is None else project.client(client_id)
    # A test may name any app: it is then a first-party app that is not registered.
    if client is None:
        client = Client(str(client_id), str(client_id), full_access_allowed=True)
    grant = Grant(person, client, tuple(scopes), project.now() - age)
    return signed_access_token(project, grant, issuer=f"stytch.com/{project.project_id}")


def signed_access_token(project: "Project", grant: Grant, *, issuer: str) -> str:
    """Return the access token of a grant: a JWT of the project's key, which is now known.

    Args:
        project: The project that the token is for.
        grant: What the token allows.
        issuer: The domain that was called, or `stytch.com/{project_id}`.
    """
    claims = access_token_claims(
        grant,
        project_id=project.project_id,
        issuer=issuer,
        jti=project.identifiers.token(),
        issued_at=grant.issued_at,
        expires_at=grant.expires_at,
    )
    token = project.key.sign(claims)
    project.tokens.add(token, grant, now=project.now())
    return token


def _person(project: "Project", example: str | None, member: str | None) -> Person:
    if member is None:
        return example_person(example) if example else project.person
    person = project.people.named(member)
    if person is None:
        raise ValueError(f"unknown member {member!r}: use a member id or an email address")
    return person
