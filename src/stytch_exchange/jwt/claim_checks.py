"""Check the claims of a JWT: the right project and issuer, at the right time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stytch_exchange.jwt.claims import AccessTokenClaims, SessionClaims
from stytch_exchange.jwt.errors import (
    ExpiredJWTError,
    MalformedJWTError,
    NotYetValidJWTError,
    TooOldJWTError,
    WrongAudienceError,
    WrongIssuerError,
)

_LONGEST_LEEWAY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Requirements:
    """The values that the claims of a JWT must have."""

    audiences: frozenset[str]
    """The JWT must be for at least one of them."""

    issuers: frozenset[str]
    leeway: timedelta
    now: datetime | None
    """None reads the clock only after the signature check, because fetching keys takes time."""

    max_age: timedelta | None
    max_lifetime: timedelta


def requirements_of(  # noqa: PLR0913, PLR0917 - the arguments of verify_session_jwt
    project_id: str,
    issuers: Iterable[str] | None,
    leeway: timedelta,
    now: datetime | None,
    max_age: timedelta | None,
    max_lifetime: timedelta,
) -> Requirements:
    """Check the arguments that all kinds of JWTs have, and return them as requirements.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument is invalid.
    """
    _check_type("project_id", project_id, str)
    _check_type("leeway", leeway, timedelta)
    _check_type("now", now, datetime, or_none=True)
    _check_type("max_age", max_age, timedelta, or_none=True)
    _check_type("max_lifetime", max_lifetime, timedelta)
    if not project_id:
        raise ValueError("project_id must not be empty")
    if not timedelta(0) <= leeway <= _LONGEST_LEEWAY:
        raise ValueError("leeway must be from zero to five minutes, the lifetime of a JWT")
    if max_age is not None and max_age < timedelta(0):
        raise ValueError("max_age must not be negative")
    if max_lifetime <= timedelta(0):
        raise ValueError("max_lifetime must be positive")
    if now is not None and now.utcoffset() is None:
        raise ValueError("now must have a UTC offset: use datetime.now(UTC), not datetime.now()")
    allowed = frozenset({f"stytch.com/{project_id}", *_checked_issuers(issuers)})
    return Requirements(frozenset({project_id}), allowed, leeway, now, max_age, max_lifetime)


def check_claims(
    claims: SessionClaims | AccessTokenClaims, required: Requirements, *, name: str, renewal: str
) -> None:
    """Raise an error if claims do not meet the requirements.

    Args:
        claims: The claims of a JWT with a valid signature.
        required: The requirements.
        name: What the messages call the JWT, such as `session JWT`.
        renewal: How to get a new JWT, for the messages.

    Raises:
        JWTError: A subclass of it, for the first requirement that is not met.
    """
    if required.audiences.isdisjoint(claims.aud):
        raise WrongAudienceError(
            f"the {name} is for another project: refuse it, or correct project_id"
        )
    if claims.iss not in required.issuers:
        raise WrongIssuerError(
            f"the {name} is from another issuer: refuse it, or add the issuer to issuers"
        )
    if claims.exp - claims.iat - required.leeway > required.max_lifetime:
        raise MalformedJWTError(
            f"the {name} lives longer than max_lifetime, from iat to exp: refuse it"
        )
    now = required.now or datetime.now(UTC)
    # Compare differences: adding to a moment near year 1 or 9999 would overflow.
    if now - claims.exp >= required.leeway:
        raise ExpiredJWTError(f"the {name} has expired: {renewal}")
    if max(claims.nbf, claims.iat) - now > required.leeway:
        raise NotYetValidJWTError(
            f"the {name} is not valid yet: correct this machine's clock, or pass a leeway"
        )
    if required.max_age is not None and now - claims.iat >= required.max_age:
        raise TooOldJWTError(f"the {name} is older than max_age: {renewal}")


def _checked_issuers(issuers: Iterable[str] | None) -> list[str]:
    if isinstance(issuers, str) or not isinstance(issuers, Iterable | None):
        raise TypeError(
            f"issuers must be an iterable of str, such as a list, not {type(issuers).__name__}"
        )
    named = list(issuers or ())
    for issuer in named:
        _check_type("an issuer", issuer, str)
        if not issuer or issuer.endswith("/"):
            raise ValueError("an issuer must not be empty or end in a slash")
    return named


def _check_type(name: str, value: object, kind: type, *, or_none: bool = False) -> None:
    if not (isinstance(value, kind) or (or_none and value is None)):
        raise TypeError(f"{name} must be {kind.__name__}, not {type(value).__name__}")
