"""Reading JSON: the value, or where and why the parser stopped."""

from typing import Any

from pydantic_core import from_json

from stytch_exchange.checking.diagnosis.kinds import Broken, Text, Value


def read_json(text: str, status_code: int | None = None) -> Value | Text:
    """Return what a text holds as JSON, or the text with the place where the parser stopped.

    Pydantic's own parser decides, so that what it takes is never called broken. It goes no deeper
    than 200 levels.

    Args:
        text: The body as text.
        status_code: The HTTP status code, for whoever looks at the outcome.
    """
    data = text.encode("utf-8", "replace")
    try:
        value: Any = from_json(data)
    except ValueError as error:
        return Text(text, _broken(str(error), data, len(text)), status_code)
    return Value(value, status_code)


def _broken(message: str, data: bytes, length: int) -> Broken:
    """Return where the parser stopped; its columns count bytes, and ours count characters."""
    reason, _, place = message.rpartition(" at line ")
    line, _, column = place.partition(" column ")
    start = 0
    for _ in range(int(line) - 1):
        start = data.index(b"\n", start) + 1
    before = data[: max(0, start + int(column) - 1)]
    return Broken(reason, min(len(before.decode("utf-8", "ignore")), length))
