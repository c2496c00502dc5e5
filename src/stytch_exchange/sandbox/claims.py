"""Custom claims: merge those of a request into those of the session."""

import json
from typing import Any

from pydantic_core import from_json

from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.signing import ORGANIZATION, SESSION

_RESERVED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", ORGANIZATION, SESSION})

_LARGEST = 4096
"""Bytes of JSON."""


def merged_claims(present: dict[str, Any], requested: dict[str, Any] | None) -> dict[str, Any]:
    """Return the merged custom claims.

    Args:
        present: The claims of the session.
        requested: The claims of the request. Objects are merged at each level, a null removes a
            claim at its level, and reserved claims are ignored.

    Raises:
        RefusedError: The claims are too large, or cannot be answered as JSON.
    """
    allowed = {name: value for name, value in (requested or {}).items() if name not in _RESERVED}
    if not _can_be_answered(allowed):
        raise RefusedError(
            "bad_request",
            "/session_custom_claims is nested too deeply, or contains a number that JSON lacks.",
        )
    claims = _merged(present, allowed)
    if len(_json(claims)) > _LARGEST:
        raise RefusedError("custom_claims_too_large")
    return claims


def _merged(present: dict[str, Any], requested: dict[str, Any]) -> dict[str, Any]:
    claims = dict(present)
    for name, value in requested.items():
        if value is None:
            claims.pop(name, None)
        elif isinstance(value, dict):
            below = present.get(name)
            claims[name] = _merged(below if isinstance(below, dict) else {}, value)
        else:
            claims[name] = value
    return claims


def _can_be_answered(claims: dict[str, Any]) -> bool:
    """Return whether parsers can read the claims in a response: no NaN, and not too deep."""
    try:
        # In a response, the claims are two levels deeper.
        from_json(_json([[claims]]), allow_inf_nan=False)
    except ValueError:
        return False
    return True


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
