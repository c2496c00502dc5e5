"""Create keys, key sets and session JWTs for tests, valid and invalid."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

from stytch_exchange.jwt import SessionClaims, SessionJWTError, verify_session_jwt

PROJECT = "project-test-f8d29f94-2b7e-4711-a7c0-3e611e425b62"
ORGANIZATION = "https://stytch.com/organization"
SESSION = "https://stytch.com/session"
KID = "jwk-test-0b6b4a1c-7a51-4c3f-9a0e-3f1f2f4f7a10"
Claims = dict[str, Any]
"""Claims or a key set: a JSON object."""

NOW = datetime(2026, 3, 5, 9, 15, 31, tzinfo=UTC)
"""One minute after the issue of the JWT in the example `connected-app`."""

ISSUED = NOW - timedelta(minutes=1)
ENDS = ISSUED + timedelta(minutes=5)


def verify(jwt: Any, jwks: Any, **options: Any) -> SessionClaims:
    """Return the claims of a JWT, with the project and time of these tests."""
    for name, usual in {"project_id": PROJECT, "now": NOW}.items():
        options.setdefault(name, usual)
    return verify_session_jwt(jwt, jwks=jwks, **options)


def refusal(jwt: Any, jwks: Any, **options: Any) -> SessionJWTError:
    """Return the error about a JWT, which must be a `SessionJWTError`."""
    with pytest.raises(SessionJWTError) as caught:
        verify(jwt, jwks, **options)
    return caught.value


def kind_of_refusal(jwt: Any, jwks: Any, **options: Any) -> type[SessionJWTError]:
    """Return the class of the error about a JWT."""
    return type(refusal(jwt, jwks, **options))


def part(value: object) -> str:
    """Return a part of a JWT: bytes or JSON, in base64url without padding."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(jwt: str, index: int) -> Claims:
    """Return the header (0) or the claims (1) of a JWT without verifying it."""
    text = jwt.split(".")[index]
    found: Claims = json.loads(base64.urlsafe_b64decode(text + "=="))
    return found


@cache
def rsa_key(name: str = "first", bits: int = 2048) -> RSAKey:
    """Return a private key, created once for each name."""
    return RSAKey.generate_key(bits, {"kid": f"{KID}-{name}"})


def jwk_of(key: RSAKey, **changes: object) -> Claims:
    """Return the public half of a key in Stytch's form."""
    public = key.as_dict(private=False)
    return {**public, "alg": "RS256", "key_ops": ["verify"], "use": "sig", **changes}


def jwks_of(*keys: RSAKey) -> Claims:
    """Return a key set with the public halves of keys."""
    return {"keys": [jwk_of(key) for key in keys]}


def sign(
    claims: Mapping[str, Any] | bytes,
    key: RSAKey | None = None,
    **header: object,
) -> str:
    """Return a JWT that is signed with RS256. A header field with the value None is left out."""
    key = key or rsa_key()
    whole = {"alg": "RS256", "kid": key.kid, "typ": "JWT", **header}
    fields = {name: value for name, value in whole.items() if value is not None}
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return sign_raw(part(fields), part(payload), key)


def sign_raw(header: str, payload: str, key: RSAKey | None = None) -> str:
    """Sign two encoded parts as they are, and return the JWT."""
    algorithm = JWSRegistry.algorithms["RS256"]
    signature = algorithm.sign(f"{header}.{payload}".encode(), key or rsa_key())
    return f"{header}.{payload}.{part(signature)}"
