"""Decode the JSON objects of JWTs and key sets so that each text has only one meaning."""

import json
from collections.abc import Mapping
from typing import Any, NoReturn


def decode_object(text: bytes | bytearray | str) -> Mapping[str, Any]:
    """Return a JSON object after checking that no name repeats in it, at any depth.

    If a name repeats, some readers take the first value and others the last. RFC 7519 lets a
    verifier refuse such an object. NaN and Infinity are not JSON, and are refused too.

    Args:
        text: JSON, as UTF-8 or as a string.

    Raises:
        ValueError: The text is not such an object.
    """
    try:
        decoded = json.loads(
            text if isinstance(text, str) else text.decode(),
            object_pairs_hook=_unique_names,
            parse_constant=_refuse_constant,
        )
    except RecursionError:
        decoded = None
    if not isinstance(decoded, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - the text is wrong, not its type
    return decoded


def _unique_names(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice in an object")
    return found


def _refuse_constant(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are not JSON")
