"""The response inside an envelope: take it out by its JSON Pointer."""

from typing import Any

from pydantic_core import from_json, to_json

from stytch_exchange.parsing import without_byte_order_mark


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

    A body that is not JSON is returned as it is, so that the check can say what it is.

    Args:
        body: The body.
        steps: The keys and indices, outermost first.

    Returns:
        The part, or None if there is nothing at that path.
    """
    try:
        value: Any = from_json(without_byte_order_mark(body))
    except (ValueError, TypeError):
        return body
    for step in steps:
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value if isinstance(value, str) else to_json(value, inf_nan_mode="constants")
