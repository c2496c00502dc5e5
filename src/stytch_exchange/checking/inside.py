"""The response inside an envelope: take it out by its JSON Pointer."""

import re
from typing import Any

from pydantic_core import from_json, to_json

from stytch_exchange.parsing import TOO_LARGE, without_byte_order_mark

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
"""An index as RFC 6901 writes it. No array that is read is longer."""


def steps_of(pointer: str) -> tuple[str, ...]:
    """Return the keys and indices of a JSON Pointer (RFC 6901), unescaped.

    Raises:
        ValueError: It is not a JSON Pointer: it is not empty and does not begin with a slash.
    """
    start, *steps = pointer.split("/")
    if start:
        raise ValueError("at must be a JSON Pointer, such as /data")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def body_at(
    body: bytes | bytearray | str, steps: tuple[str, ...]
) -> bytes | bytearray | str | None:
    """Return the part of a body at a path, as JSON, or as the text if the part is a string.

    A body that is not JSON, or too large to be read, is returned as it is, so that the check can
    say so.

    Args:
        body: The body.
        steps: The keys and indices, outermost first.

    Returns:
        The part, or None if there is nothing at that path.
    """
    if len(body) > TOO_LARGE:
        return body
    try:
        value: Any = from_json(without_byte_order_mark(body))
    except (ValueError, TypeError):
        return body
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and _INDEX.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value if isinstance(value, str) else to_json(value, inf_nan_mode="constants")
