"""Credentials, and what goes into the exchange rather than comes out of it."""

import re
from base64 import urlsafe_b64decode
from typing import Any

from pydantic_core import from_json

from stytch_exchange.diagnosis.kinds import Diagnosis, DiagnosisKind, Value

_LONGEST = 64 * 1024
"""A longer text is not looked at as a token."""

_AROUND = re.compile(r"\A(?:authorization:\s*+)?(?:bearer\s++)?['\"]?", re.IGNORECASE)
_JWT = re.compile(r"([\w-]++)\.([\w-]++)(?:\.[\w-]*+){1,3}")
_OPAQUE = re.compile(r"(?!(?:[a-z]{1,20}-){1,4}?(?:test|live)-[0-9a-f-]{36}$)[A-Za-z0-9_-]{32,128}")
"""An identifier of Stytch is not a token."""
_SESSION_CLAIM = "https://stytch.com/session"
_REQUEST = frozenset(
    {"access_token", "session_duration_minutes", "session_custom_claims", "telemetry_id"}
)
_DO_NOT_SHARE = "do not paste a live token anywhere."

_TOKENS: dict[DiagnosisKind, tuple[str, str]] = {
    "session_jwt": (
        "This is only a session JWT, not the response.",
        "Verify it with `verify_session_jwt`; to check a response, pass the whole body, and "
        + _DO_NOT_SHARE,
    ),
    "access_token": (
        "This is an access token: it goes into the exchange, and does not come out of it.",
        "Send it as `access_token` to exchange_access_token, once and within five minutes, or"
        " introspect it; " + _DO_NOT_SHARE,
    ),
    "jwt": (
        "This is only a JWT, not the response.",
        "Pass the whole body that it came in, and " + _DO_NOT_SHARE,
    ),
    "opaque_token": (
        "This is one word that looks like a token, not the response.",
        "Pass the whole body that it came in, and " + _DO_NOT_SHARE,
    ),
}


def bare_token(text: str) -> Diagnosis | None:
    """Return the diagnosis of a text that is a token, or None if it is not a token.

    Args:
        text: The body, or the text of a JSON string.
    """
    word = text.strip().strip("'\"`,;").strip()
    if len(word) > _LONGEST:
        return None
    word = _AROUND.sub("", word, count=1)
    kind: DiagnosisKind | None = "opaque_token" if _OPAQUE.fullmatch(word) else None
    if (match := _JWT.fullmatch(word)) and "alg" in _part(match[1]):
        kind = _kind_of(_part(match[2]))
    if kind is None:
        return None
    message, advice = _TOKENS[kind]
    return Diagnosis(kind, message, advice)


def _kind_of(claims: dict[str, Any]) -> DiagnosisKind:
    """Return whose JWT it is, by its claims."""
    if _SESSION_CLAIM in claims:
        return "session_jwt"
    return "access_token" if "scope" in claims or "client_id" in claims else "jwt"


def _part(part: str) -> dict[str, Any]:
    """Return a part of a JWT, decoded, or nothing if it is not a JSON object."""
    try:
        decoded = from_json(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def token_response(seen: Value) -> Diagnosis | None:
    """Recognize what an OAuth token endpoint answers."""
    body = seen.object
    if not ("access_token" in body and ("token_type" in body or "expires_in" in body)):
        return None
    return Diagnosis(
        "oauth_token_response",
        "This is the answer of an OAuth token endpoint. Its access token goes into the exchange,"
        " and does not come out of it.",
        "Exchange its `access_token` to get a session, or introspect it if the app is not yours.",
    )


def request(seen: Value) -> Diagnosis | None:
    """Recognize a request: of this exchange, of another endpoint for sessions, or of OAuth."""
    body = seen.object
    if "access_token" in body and body.keys() <= _REQUEST:
        message = "This is the body of the request, not of the response."
    elif "session_duration_minutes" in body and "member" not in body:
        message = "This is the body of a request to Stytch, not of a response."
    elif "grant_type" in body:
        message = "This is the body of a request to an OAuth token endpoint, not of a response."
    else:
        return None
    return Diagnosis("request", message, "Send it, and pass the body of the answer.")


def jwt_claims(seen: Value) -> Diagnosis | None:
    """Recognize the decoded claims or header of a JWT."""
    body = seen.object
    claims = _SESSION_CLAIM in body or {"iss", "sub", "exp"} <= body.keys()
    if not (claims or ({"alg", "kid"} <= body.keys() and "kty" not in body)):
        return None
    whose = "a session JWT" if _SESSION_CLAIM in body else "a JWT"
    part = "These are the decoded claims" if claims else "This is the decoded header"
    return Diagnosis(
        "jwt_claims",
        f"{part} of {whose}, not the response.",
        "Verify the JWT itself with `verify_session_jwt`; to check a response, pass the whole"
        " body.",
    )


def json_string_token(seen: Value) -> Diagnosis | None:
    """Recognize a token that is a JSON string."""
    return bare_token(seen.value) if isinstance(seen.value, str) else None
