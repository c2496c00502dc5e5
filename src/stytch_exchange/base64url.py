"""Base64url without padding, as JWTs and JSON Web Keys write it (RFC 7515, section 2)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode


def decode_base64url(text: str) -> bytes:
    """Return the bytes that a text encodes.

    Python's decoder skips unknown characters and ignores left-over bits, so that many texts would
    decode to the same signature. This function accepts only the text that the bytes encode to.

    Args:
        text: A part of a JWT, or a number in a JWK.

    Raises:
        ValueError: The text is not base64url without padding. The message does not quote it.
    """
    decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(decoded).rstrip(b"=") != text.encode():
        raise ValueError("not base64url without padding")
    return decoded
