"""Keys, key sets and session JWTs that a test makes: valid ones, and ones that nobody sends."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

PROJECT = "project-test-f8d29f94-2b7e-4711-a7c0-3e611e425b62"
ORGANIZATION = "https://stytch.com/organization"
SESSION = "https://stytch.com/session"
KID = "jwk-test-0b6b4a1c-7a51-4c3f-9a0e-3f1f2f4f7a10"
NOW = datetime(2026, 3, 5, 9, 15, 31, tzinfo=UTC)
"""A minute after the JWT of the example `connected-app` was issued."""


def part(value: object) -> str:
    """Return a part of a JWT: bytes, or JSON, in base64url without padding."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(jwt: str, index: int) -> dict[str, Any]:
    """Return the header (0) or the claims (1) of a JWT, unverified."""
    text = jwt.split(".")[index]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=="))
    return found


@cache
def rsa_key(name: str = "first", bits: int = 2048) -> RSAKey:
    """Return a private key that is made once for each name."""
    return RSAKey.generate_key(bits, {"kid": f"{KID}-{name}"})


def jwk_of(key: RSAKey, **changes: object) -> dict[str, Any]:
    """Return the public half of a key as Stytch lists it."""
    public = key.as_dict(private=False)
    return {**public, "alg": "RS256", "key_ops": ["verify"], "use": "sig", **changes}


def jwks_of(*keys: RSAKey) -> dict[str, Any]:
    """Return a key set with the public halves of keys."""
    return {"keys": [jwk_of(key) for key in keys]}


def sign(
    claims: Mapping[str, Any] | bytes,
    key: RSAKey | None = None,
    **header: object,
) -> str:
    """Return a JWT that is signed with RS256; a header field that is None is left out."""
    key = key or rsa_key()
    whole = {"alg": "RS256", "kid": key.kid, "typ": "JWT", **header}
    fields = {name: value for name, value in whole.items() if value is not None}
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return sign_raw(part(fields), part(payload), key)


def sign_raw(header: str, payload: str, key: RSAKey | None = None) -> str:
    """Return a JWT of two parts as they are, and their signature."""
    algorithm = JWSRegistry.algorithms["RS256"]
    signature = algorithm.sign(f"{header}.{payload}".encode(), key or rsa_key())
    return f"{header}.{payload}.{part(signature)}"
