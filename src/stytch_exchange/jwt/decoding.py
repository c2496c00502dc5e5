"""Decoding: base64url and JSON objects, in the one way in which a JWT may write them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, NoReturn


def decode_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding (RFC 7515, section 2).

    Python's own decoder skips what it does not know, and ignores left-over bits: then many texts
    would be one signature. Here only the text that the bytes encode to is taken.

    Args:
        text: A part of a JWT, or a number in a JWK.

    Raises:
        ValueError: It is anything else. The message holds nothing of it.
    """
    decoded = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(decoded).rstrip(b"=") != text.encode():
        message = "is not base64url without padding"
        raise ValueError(message)
    return decoded


def decode_object(text: bytes | bytearray | str) -> Mapping[str, Any]:
    """Return a JSON object in which no name stands twice, at any depth.

    Of a name that stands twice, one reader takes the first value and another the last: RFC 7519
    lets a verifier refuse both. NaN and Infinity, which JSON does not have, are refused too.

    Args:
        text: JSON in UTF-8, or text.

    Raises:
        ValueError: It is anything else.
    """
    try:
        decoded = json.loads(
            text if isinstance(text, str) else text.decode(),
            object_pairs_hook=_with_unique_names,
            parse_constant=_not_json,
        )
    except RecursionError:
        decoded = None
    if not isinstance(decoded, dict):
        message = "is not a JSON object"
        raise ValueError(message)  # noqa: TRY004 - what was decoded is wrong, not an argument
    return decoded


def _with_unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        message = "has a name twice"
        raise ValueError(message)
    return found


def _not_json(_constant: str) -> NoReturn:
    message = "has a number that JSON does not have"
    raise ValueError(message)
