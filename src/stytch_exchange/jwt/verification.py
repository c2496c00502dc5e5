"""Verification: a session JWT to its claims, or an error that is safe to log."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from joserfc.jwk import RSAKey
from pydantic import SecretStr, ValidationError

from stytch_exchange.jwt.claims import SessionClaims
from stytch_exchange.jwt.decoding import decode_base64url, decode_object
from stytch_exchange.jwt.errors import BadSignatureError, MalformedJWTError
from stytch_exchange.jwt.jwks import JWKSCache
from stytch_exchange.jwt.keys import JWKS, key_named, verification_keys
from stytch_exchange.jwt.signature import is_signed
from stytch_exchange.jwt.terms import check_claims, terms_of
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.tracebacks import hide_frames

_LONGEST = 64 * 1024
"""Characters of a JWT. Custom claims are 4 kB at most, and servers take headers of 8 to 64 kB."""

_ORGANIZATION = "https://stytch.com/organization"
_SESSION = "https://stytch.com/session"
_RESERVED = frozenset({"aud", "exp", "iat", "iss", "jti", "nbf", "sub", _ORGANIZATION, _SESSION})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@hide_frames
def verify_session_jwt(  # noqa: PLR0913 - each is named, and has a default that suits most
    jwt: str | SecretStr | ExchangeAccessTokenResponse,
    *,
    project_id: str,
    jwks: JWKSCache | Mapping[str, Any] | bytes | bytearray | str,
    issuers: Iterable[str] | None = None,
    leeway: timedelta = timedelta(0),
    now: datetime | None = None,
    max_age: timedelta | None = None,
) -> SessionClaims:
    """Return the claims of a session JWT that is genuine, for this project, and in its time.

    Nothing is asked of Stytch but the keys, which a `JWKSCache` keeps: a session that was revoked
    passes until its JWT is over, five minutes at most.

    The signature is checked before any claim is read, with RS256 and with a key of the key set
    alone: keys or addresses of keys in the header (`jwk`, `jku`, `x5c`, `x5u`) are never used.
    Then, in this order: the claims and their types, `aud`, `iss`, `exp`, `nbf` and `iat`, and
    the `max_age`. A JWT of more than 64 KiB is not looked into.

    Args:
        jwt: The JWT: what came in a cookie or header, `response.session_jwt`, or the response.
        project_id: Your project, `project-<test|live>-<uuid>`. The JWT has to be for it.
        jwks: Where the keys come from: a `JWKSCache`, or a key set as JSON or decoded.
        issuers: Issuers to take besides `stytch.com/{project_id}`, character for character. A
            project with a custom domain has its JWTs issued by that domain, such as
            `https://login.example.com`, without a slash at its end.
        leeway: How far this machine's clock may be off, up to five minutes. It moves `exp`, `nbf`
            and `iat`, and not `max_age`.
        now: The present moment, with a UTC offset. The clock's where it is left out.
        max_age: How long ago the JWT may have been issued at most, where its five minutes are too
            long. At this very age it is too old, so that zero refuses every JWT, as with the
            official SDK.

    Returns:
        The claims.

    Raises:
        MalformedJWTError: It is no session JWT of Stytch's B2B API.
        UnknownKeyError: It names a key that the key set does not have.
        BadSignatureError: It was not signed by the key that it names.
        WrongAudienceError: It is for another project.
        WrongIssuerError: It is from another issuer.
        ExpiredJWTError: It is over.
        NotYetValidJWTError: Its time is still to come.
        TooOldJWTError: It was issued longer ago than `max_age`.
        JWKSError: The key set cannot be fetched or used.
        TypeError: An argument has the wrong type.
        ValueError: An argument's value cannot be meant, such as a negative leeway. It is none of
            the errors above.
    """
    text = _text(jwt)
    terms = terms_of(project_id, issuers, leeway, now, max_age)
    _check_jwks(jwks, project_id)
    header, payload = _parts(text)
    if not is_signed(text, _key(jwks, _kid(header))):
        message = "the session JWT was not signed by the key that it names: refuse it"
        raise BadSignatureError(message)
    claims = _claims(_decoded(payload, "its payload"))
    check_claims(claims, terms)
    return claims


def _text(jwt: object) -> str:
    """Return the text of a JWT in any of the forms in which it may be given."""
    if isinstance(jwt, ExchangeAccessTokenResponse):
        jwt = jwt.session_jwt
    if isinstance(jwt, SecretStr):
        jwt = jwt.get_secret_value()
    if not isinstance(jwt, str):
        kind = type(jwt).__name__
        message = f"jwt must be str, SecretStr or ExchangeAccessTokenResponse, not {kind}"
        raise TypeError(message)
    return jwt


def _check_jwks(jwks: object, project_id: str) -> None:
    """Raise where the keys come from what cannot be meant."""
    if not isinstance(jwks, JWKSCache | bytes | bytearray | str | Mapping):
        kind = type(jwks).__name__
        message = f"jwks must be JWKSCache, bytes, str or a mapping, not {kind}"
        raise TypeError(message)
    if isinstance(jwks, JWKSCache) and jwks.project_id != project_id:
        message = "the JWKSCache is for another project than project_id"
        raise ValueError(message)


def _malformed(reason: str) -> NoReturn:
    message = f"the session JWT cannot be read, since {reason}: refuse it"
    raise MalformedJWTError(message)


def _parts(text: str) -> tuple[Mapping[str, Any], bytes]:
    """Return header and payload of a JWT; the payload is not looked into yet."""
    if len(text) > _LONGEST:
        _malformed("it is longer than 64 KiB")
    parts = text.split(".", 3)
    if len(parts) != len(("header", "payload", "signature")):
        _malformed("it does not have three parts")
    try:
        header, payload, _ = map(decode_base64url, parts)
    except ValueError:
        _malformed("a part of it is not base64url")
    return _decoded(header, "its header"), payload


def _decoded(part: bytes, name: str) -> Mapping[str, Any]:
    """Return the JSON object that a part of a JWT is."""
    try:
        return decode_object(part)
    except ValueError:
        _malformed(f"{name} is not a JSON object in which each name stands once")


def _kid(header: Mapping[str, Any]) -> str:
    """Return the name of the key, where the header is that of a session JWT."""
    if header.get("alg") != "RS256":
        _malformed("the alg of its header is not RS256")
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.upper() != "JWT":
        _malformed("the typ of its header is not JWT")
    # Whoever does not understand what is critical has to refuse; b64 changes what is signed.
    if "crit" in header or "b64" in header:
        _malformed("its header asks for an extension")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        _malformed("its header names no key")
    return kid


def _key(jwks: JWKSCache | JWKS, kid: str) -> RSAKey:
    """Return the key of this name."""
    if isinstance(jwks, JWKSCache):
        return jwks.key_for(kid)
    return key_named(kid, verification_keys(jwks))


def _claims(payload: Mapping[str, Any]) -> SessionClaims:
    """Return the claims, each of its type."""
    audience = payload.get("aud")
    claims = {
        "sub": payload.get("sub"),
        "iss": payload.get("iss"),
        "aud": [audience] if isinstance(audience, str) else audience,
        "exp": _moment(payload, "exp"),
        "iat": _moment(payload, "iat"),
        "nbf": _moment(payload, "nbf"),
        "organization": payload.get(_ORGANIZATION),
        "session": payload.get(_SESSION),
        "custom_claims": {name: payload[name] for name in payload if name not in _RESERVED},
    }
    try:
        return SessionClaims.model_validate(claims)
    except ValidationError as error:
        # A place has names of fields and indices alone: a custom claim is never wrong.
        place = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
    _malformed(f"its claim {place} is missing or wrong")


def _moment(payload: Mapping[str, Any], name: str) -> datetime:
    """Return a claim that is a NumericDate: seconds since 1970, with decimals where it has them.

    Stytch writes whole seconds; RFC 7519 allows decimals, and to compare them is no risk.
    """
    seconds = payload.get(name)
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        # The years of a datetime end with 9999.
        with suppress(OverflowError):
            return _EPOCH + timedelta(seconds=seconds)
    _malformed(f"its claim {name} is missing or wrong")
