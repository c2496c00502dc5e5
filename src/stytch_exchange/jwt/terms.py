"""Terms: what the claims of a JWT have to fulfil, for this project and at this time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stytch_exchange.jwt.claims import SessionClaims
from stytch_exchange.jwt.errors import (
    ExpiredJWTError,
    NotYetValidJWTError,
    TooOldJWTError,
    WrongAudienceError,
    WrongIssuerError,
)

_LONGEST_LEEWAY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a JWT has to fulfil."""

    project_id: str
    issuers: frozenset[str]
    leeway: timedelta
    now: datetime | None
    """None stands for the clock's, once the claims are there: to fetch keys takes time."""

    max_age: timedelta | None


def terms_of(
    project_id: str,
    issuers: Iterable[str] | None,
    leeway: timedelta,
    now: datetime | None,
    max_age: timedelta | None,
) -> Terms:
    """Return what a JWT has to fulfil; the arguments are those of `verify_session_jwt`.

    Raises:
        TypeError: An argument has the wrong type.
        ValueError: An argument's value cannot be meant.
    """
    _check_type("project_id", project_id, str)
    _check_type("leeway", leeway, timedelta)
    _check_type("now", now, datetime, or_none=True)
    _check_type("max_age", max_age, timedelta, or_none=True)
    if not project_id:
        _refuse_argument("project_id is empty")
    if not timedelta(0) <= leeway <= _LONGEST_LEEWAY:
        _refuse_argument("leeway must be from zero to five minutes, the life of a JWT")
    if max_age is not None and max_age < timedelta(0):
        _refuse_argument("max_age must not be negative")
    if now is not None and now.utcoffset() is None:
        _refuse_argument("now has no UTC offset: use datetime.now(UTC), not datetime.now()")
    allowed = frozenset({f"stytch.com/{project_id}", *_issuers(issuers)})
    return Terms(project_id, allowed, leeway, now, max_age)


def _issuers(issuers: Iterable[str] | None) -> list[str]:
    """Return the issuers that the caller names."""
    if isinstance(issuers, str) or not isinstance(issuers, Iterable | None):
        kind = type(issuers).__name__
        message = f"issuers must be an iterable of str, such as a list, not {kind}"
        raise TypeError(message)
    named = list(issuers or ())
    for issuer in named:
        _check_type("an issuer", issuer, str)
        if not issuer or issuer.endswith("/"):
            _refuse_argument("an issuer is neither empty nor ends in a slash: Stytch writes none")
    return named


def _check_type(name: str, value: object, kind: type, *, or_none: bool = False) -> None:
    if not (isinstance(value, kind) or (or_none and value is None)):
        message = f"{name} must be {kind.__name__}, not {type(value).__name__}"
        raise TypeError(message)


def _refuse_argument(message: str) -> None:
    raise ValueError(message)


def check_claims(claims: SessionClaims, terms: Terms) -> None:
    """Raise where claims are not those that are asked for.

    Args:
        claims: The claims of a JWT whose signature was checked.
        terms: What they have to fulfil.

    Raises:
        SessionJWTError: One of its kinds, for the first term that is not fulfilled.
    """
    if terms.project_id not in claims.aud:
        message = "the session JWT is for another project: refuse it, or correct project_id"
        raise WrongAudienceError(message)
    if claims.iss not in terms.issuers:
        message = "the session JWT is from another issuer: refuse it, or name a domain in issuers"
        raise WrongIssuerError(message)
    now = terms.now or datetime.now(UTC)
    # Differences of moments have no bounds, which sums with a moment have.
    if now - claims.exp >= terms.leeway:
        message = "the session JWT has expired: get a new one with the session token"
        raise ExpiredJWTError(message)
    if max(claims.nbf, claims.iat) - now > terms.leeway:
        message = "the session JWT is not valid yet: correct this machine's clock, or add a leeway"
        raise NotYetValidJWTError(message)
    if terms.max_age is not None and now - claims.iat >= terms.max_age:
        message = "the session JWT is older than max_age: get a new one with the session token"
        raise TooOldJWTError(message)
