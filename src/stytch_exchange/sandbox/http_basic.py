"""HTTP Basic authentication (RFC 7617)."""

import base64
import binascii
from secrets import compare_digest


def has_credentials(authorization: str | None, *, user: str, password: str) -> bool:
    """Return whether a request has these credentials, compared in constant time."""
    return compare_digest(_credentials(authorization or ""), f"{user}:{password}".encode())


def _credentials(authorization: str) -> bytes:
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
