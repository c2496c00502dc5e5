"""Custom claims: the session's own, and those of the request over them."""

import json
from typing import Any

from pydantic_core import from_json

from stytch_exchange.sandbox.refusals import Refusal, refusal
from stytch_exchange.sandbox.signing import ORGANIZATION, SESSION

_RESERVED = frozenset({"iss", "sub", "aud", "exp", "nbf", "iat", "jti", ORGANIZATION, SESSION})
_LARGEST = 4096
"""Bytes of JSON."""


def merged_claims(
    present: dict[str, Any], asked_for: dict[str, Any] | None
) -> dict[str, Any] | Refusal:
    """Return the custom claims of a session, or why they cannot be.

    Args:
        present: Those that the session has.
        asked_for: Those of the request: a null takes a claim away, and reserved ones are ignored.
    """
    claims = dict(present)
    for name, value in (asked_for or {}).items():
        if value is None:
            claims.pop(name, None)
        elif name not in _RESERVED:
            claims[name] = value
    if not _can_be_answered(claims):
        return refusal("bad_request")
    if len(_json(claims)) > _LARGEST:
        return refusal("custom_claims_too_large")
    return claims


def _can_be_answered(claims: dict[str, Any]) -> bool:
    """Return whether a response can hold the claims: no NaN, and no deeper than parsers go."""
    try:
        # They stand two levels deeper there.
        from_json(_json([[claims]]), allow_inf_nan=False)
    except ValueError:
        return False
    return True


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
