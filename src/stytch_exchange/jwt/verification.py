"""Verify a session JWT: return its claims, or raise an error that is safe to log."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc.jwk import RSAKey
from pydantic import SecretStr, ValidationError

from stytch_exchange.base64url import decode_base64url
from stytch_exchange.jwt.claim_checks import check_claims, requirements_of
from stytch_exchange.jwt.claims import SessionClaims
from stytch_exchange.jwt.decoding import decode_object
from stytch_exchange.jwt.errors import BadSignatureError, MalformedJWTError, WrongTokenError
from stytch_exchange.jwt.jwks_cache import JWKSCache
from stytch_exchange.jwt.keys import JWKS, key_named, verification_keys
from stytch_exchange.jwt.signature import is_signed
from stytch_exchange.models._response import SessionResponse
from stytch_exchange.models.authenticate import SessionAuthenticateResponse
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.tracebacks import hide_frames

_LONGEST = 64 * 1024
"""Characters of a JWT. The API allows 4 kB of custom claims, and servers 8 to 64 kB of headers."""

_ORGANIZATION = "https://stytch.com/organization"
_SESSION = "https://stytch.com/session"
_RESERVED = frozenset({"aud", "exp", "iat", "iss", "jti", "nbf", "sub", _ORGANIZATION, _SESSION})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@hide_frames
def verify_session_jwt(  # noqa: PLR0913 - keyword-only, and most have a good default
    jwt: str | SecretStr | ExchangeAccessTokenResponse | SessionAuthenticateResponse,
    *,
    project_id: str,
    jwks: JWKSCache | Mapping[str, Any] | bytes | bytearray | str,
    issuers: Iterable[str] | None = None,
    leeway: timedelta = timedelta(0),
    now: datetime | None = None,
    max_age: timedelta | None = None,
    max_lifetime: timedelta = timedelta(minutes=5),
) -> SessionClaims:
    """Verify a session JWT, and return its claims.

    This function asks Stytch only for the keys, and a `JWKSCache` keeps those. A revoked session
    therefore passes until its JWT expires: at most `max_lifetime` and twice the `leeway` after the
    JWT was issued.

    The signature is checked first, only with RS256, and only with keys of the key set. Keys and
    key URLs in the header (`jwk`, `jku`, `x5c`, `x5u`) are never used. The next checks are, in
    this order: the types of the claims, `aud`, `iss`, `max_lifetime`, `exp`, `nbf` and `iat`, and
    `max_age`. A JWT of more than 64 KiB is refused unread.

    Args:
        jwt: The JWT from a cookie or header, `response.session_jwt`, or the whole response.
        project_id: Your project, `project-<test|live>-<uuid>`. The JWT must be for this project.
        jwks: A `JWKSCache`, or a key set as JSON or decoded.
        issuers: Issuers to accept in addition to `stytch.com/{project_id}`, compared exactly. The
            issuer is the domain that was called, such as a project domain or a custom domain:
            `https://login.example.com`, without a slash at the end.
        leeway: How far this machine's clock may be off, up to five minutes. It applies to `exp`,
            `nbf`, `iat` and `max_lifetime`, but not to `max_age`.
        now: The current time, with a UTC offset. By default the system's clock.
        max_age: The age at which a JWT is refused even before `exp`. Zero refuses every JWT, as in
            the official SDK. By default only `exp` limits the age.
        max_lifetime: The longest time from `iat` to `exp`; the `leeway` is added to it. Stytch's
            JWTs live for five minutes. Without this limit, a JWT that is signed by mistake for a
            year would pass for a year.

    Returns:
        The claims.

    Raises:
        MalformedJWTError: The text is not a session JWT of Stytch's B2B API, or it lives longer
            than `max_lifetime`.
        WrongTokenError: The text is a Connected App's access token.
        UnknownKeyError: The JWT names a key that is not in the key set.
        BadSignatureError: The JWT was not signed by the key that it names.
        WrongAudienceError: The JWT is for another project.
        WrongIssuerError: The JWT is from another issuer.
        ExpiredJWTError: The JWT has expired.
        NotYetValidJWTError: The JWT is not valid yet.
        TooOldJWTError: The JWT has reached the `max_age`.
        JWKSError: The key set cannot be loaded or used.
        TypeError: An argument has the wrong type.
        ValueError: An argument is invalid, such as a negative leeway (a plain `ValueError`).
    """
    text = _text(jwt)
    required = requirements_of(project_id, issuers, leeway, now, max_age, max_lifetime)
    claims = _claims(signed_payload(text, project_id, jwks))
    renewal = "get a new one with the session token"
    check_claims(claims, required, name="session JWT", renewal=renewal)
    return claims


def signed_payload(
    text: str,
    project_id: str,
    jwks: JWKSCache | JWKS,
    types: frozenset[str] = frozenset({"JWT"}),
) -> Mapping[str, Any]:
    """Return the payload of a JWT after checking its form, its header and its signature.

    Args:
        text: The JWT.
        project_id: The project that the keys must belong to.
        jwks: The keys.
        types: The values that `typ` in the header may have, in capitals.

    Raises:
        JWTError: The JWT is malformed, or one of the project's keys did not sign it.
        JWKSError: The key set cannot be loaded or used.
        TypeError: The argument `jwks` has the wrong type.
        ValueError: The cache is for another project (a plain `ValueError`).
    """
    _check_jwks(jwks, project_id)
    header, payload, signature = _parts(text)
    signed = text.rpartition(".")[0]
    if not is_signed(signed, signature, _key(jwks, _kid(header, types))):
        raise BadSignatureError("the JWT was not signed by the key that it names: refuse it")
    return _decoded(payload, "payload")


def _text(jwt: object) -> str:
    """Return the JWT as text, from any of the types that callers may pass."""
    if isinstance(jwt, SessionResponse):
        jwt = jwt.session_jwt
    if isinstance(jwt, SecretStr):
        jwt = jwt.get_secret_value()
    if not isinstance(jwt, str):
        raise TypeError(f"jwt must be str, SecretStr or a response, not {type(jwt).__name__}")
    return jwt


def _check_jwks(jwks: object, project_id: str) -> None:
    """Raise an error if the argument cannot hold the project's keys."""
    if not isinstance(jwks, JWKSCache | bytes | bytearray | str | Mapping):
        raise TypeError(
            f"jwks must be JWKSCache, bytes, str or a mapping, not {type(jwks).__name__}"
        )
    if isinstance(jwks, JWKSCache) and jwks.project_id != project_id:
        raise ValueError("the JWKSCache must be for project_id, but is for another project")


def malformed(reason: str) -> MalformedJWTError:
    """Return the error about a JWT that is not what it should be.

    Args:
        reason: What is wrong with it, in words that quote nothing.
    """
    return MalformedJWTError(f"the JWT is malformed ({reason}): refuse it")


def _parts(text: str) -> tuple[Mapping[str, Any], bytes, bytes]:
    """Return the header, the payload and the signature of a JWT. The payload is not parsed yet."""
    if len(text) > _LONGEST:
        raise malformed("longer than 64 KiB")
    match text.split(".", 3):
        case [_, _, _] as parts:
            pass
        case _:
            raise malformed("expected three parts, separated by dots")
    try:
        header, payload, signature = map(decode_base64url, parts)
    except ValueError:
        raise malformed(_not_base64url(text)) from None
    return _decoded(header, "header"), payload, signature


def _not_base64url(text: str) -> str:
    """Return why a part is not base64url: something that is often copied along, if it is there."""
    if text.lower().startswith("bearer "):
        return "it begins with Bearer: pass only what comes after that word"
    if text != text.strip():
        return "there is white space or a line break around it: pass it without"
    if text[:1] in {'"', "'"}:
        return "there are quotes around it: pass it without"
    return "a part is not base64url without padding"


def _decoded(part: bytes, name: str) -> Mapping[str, Any]:
    """Return a part of a JWT as the JSON object that it must be."""
    try:
        return decode_object(part)
    except ValueError:
        raise malformed(f"the {name} is not a JSON object with unique names") from None


def _kid(header: Mapping[str, Any], types: frozenset[str]) -> str:
    """Return the name of the key, after checking the rest of the header."""
    if header.get("alg") != "RS256":
        raise malformed("alg in the header is not RS256")
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.upper() not in types:
        raise malformed("typ in the header is not JWT")
    # RFC 7515 requires a refusal if a critical extension is unknown. With b64 (RFC 7797), the
    # signature covers other bytes.
    if "crit" in header or "b64" in header:
        raise malformed("the header asks for an extension: crit or b64")
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise malformed("kid in the header is missing or not a string")
    return kid


def _key(jwks: JWKSCache | JWKS, kid: str) -> RSAKey:
    """Return the key with this name."""
    if isinstance(jwks, JWKSCache):
        return jwks.key_for(kid)
    return key_named(kid, verification_keys(jwks))


def _claims(payload: Mapping[str, Any]) -> SessionClaims:
    """Return the claims as a model, after checking the type of each."""
    if _SESSION not in payload and {"client_id", "scope"} <= payload.keys():
        raise WrongTokenError(
            "this is a Connected App's access token, not a session JWT: exchange it, or verify it "
            "with verify_access_token"
        )
    claims = {
        **registered_claims(payload),
        "organization": payload.get(_ORGANIZATION),
        "session": payload.get(_SESSION),
        "custom_claims": {name: payload[name] for name in payload if name not in _RESERVED},
    }
    try:
        return SessionClaims.model_validate(claims)
    except ValidationError as error:
        # This path cannot show a value or a custom claim, because custom claims are not validated.
        place = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
    raise malformed(f"the claim {place} is missing or invalid")


def registered_claims(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return the claims that RFC 7519 defines: `aud` as a list, and the times as datetimes.

    Args:
        payload: The payload of a JWT with a valid signature.

    Raises:
        MalformedJWTError: A time is missing or is not a number.
    """
    audience = payload.get("aud")
    return {
        "sub": payload.get("sub"),
        "iss": payload.get("iss"),
        "aud": [audience] if isinstance(audience, str) else audience,
        "exp": _moment(payload, "exp"),
        "iat": _moment(payload, "iat"),
        "nbf": _moment(payload, "nbf"),
    }


def _moment(payload: Mapping[str, Any], name: str) -> datetime:
    """Return a claim that is a NumericDate: seconds since 1970.

    Stytch writes whole seconds. RFC 7519 also allows decimals, and accepting them is safe.
    """
    seconds = payload.get(name)
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        # A datetime cannot be later than the year 9999.
        with suppress(OverflowError):
            return _EPOCH + timedelta(seconds=seconds)
    raise malformed(f"the claim {name} is missing or invalid")
