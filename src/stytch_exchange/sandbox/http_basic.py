"""HTTP Basic authentication (RFC 7617)."""

from base64 import b64encode
from secrets import compare_digest


def has_credentials(authorization: str | None, *, user: str, password: str) -> bool:
    """Return whether a request has these credentials, compared in constant time."""
    scheme, _, encoded = (authorization or "").partition(" ")
    expected = b64encode(f"{user}:{password}".encode())
    return scheme.lower() == "basic" and compare_digest(encoded.encode(), expected)
