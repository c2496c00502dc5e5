"""Reading JSON: the value, or where and why the parser stopped."""

import re
from itertools import islice
from typing import Any

from pydantic_core import from_json

from stytch_exchange.diagnosis.kinds import Broken, Text, Value

_MOST_STARTS = 8
"""At how many places in a text JSON is tried."""

_OBJECT = re.compile(r"[{\[](?=\s*+[\"{])")
_LINE_START = re.compile(r"^[{\[]", re.MULTILINE)


def read_json(text: str, status_code: int | None = None) -> Value | Text:
    """Return what a text holds as JSON, or the text with the place where the parser stopped.

    Pydantic's own parser decides, so that JSON that it accepts is never called broken. It reads at
    most 200 levels.

    Args:
        text: The body as text.
        status_code: The HTTP status code, for the functions that read the outcome.
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


def json_within(text: str, *, at_line_start: bool = False) -> tuple[int, bool] | None:
    """Return where JSON begins in a text, and whether the JSON is whole, or None if there is none.

    JSON that is not whole is cut off by the end of the text.

    Args:
        text: A text that is not JSON.
        at_line_start: Look only at the starts of lines.
    """
    pattern = _LINE_START if at_line_start else _OBJECT
    for match in islice(pattern.finditer(text), _MOST_STARTS):
        rest = read_json(text[match.start() :])
        if isinstance(rest, Value) or rest.broken.after_the_end:
            return match.start(), True
        if rest.broken.at_the_end:
            return match.start(), False
    return None
