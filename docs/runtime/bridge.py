"""The playground's bridge to Python: check a body, locate its findings, and show the response.

It runs in the reader's browser, and needs only the package.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from pydantic import BaseModel, SecretStr

from stytch_exchange import Report, check_response
from stytch_exchange.models._base import readable_key

Span = tuple[int, int]
"""The start and the end of a part of the body, counted as in JavaScript: in units of UTF-16."""

Node = str | dict[str, Any]
"""A part of the response: a value as text, or a `kind` with labelled `items` and the number of
items that are not listed, `more`."""

_LISTED = 100
_SHOWN = 300
"""The largest number of items, and of characters of a value, that are shown."""


def check(body: bytes, status_code: int | None = None) -> str:
    """Return the result that the playground shows for a body, as JSON.

    It has the `report` as written by `Report.to_json()`; `spans`, with a span or null for each
    finding; the `tree` of the response, or of the part that can be read, or null; and whether the
    tree is only such a `partial` one.

    Args:
        body: The body as it came over the wire.
        status_code: The HTTP status code, if it is known.
    """
    report = check_response(body, status_code=status_code)
    found = json.dumps(_places(body, report))
    read = report.partial if report.response is None else report.response
    shown = json.dumps(None if read is None else tree(read))
    partial = json.dumps(report.partial is not None)
    return f'{{"report":{report.to_json()},"spans":{found},"tree":{shown},"partial":{partial}}}'


def _places(body: bytes, report: Report) -> list[Span | None]:
    """Return the spans of a report's findings in a body."""
    mark = len(_MARK) if body.startswith(_MARK) else 0
    found = spans(body[mark:], [finding.pointer for finding in report.findings])
    if report.findings and (last := report.findings[-1]).code == "not_json":
        found[-1] = stop(body[mark:], last.message)
    # The mark is one character.
    return [span and (span[0] + bool(mark), span[1] + bool(mark)) for span in found]


def tree(value: Any) -> Node:
    """Return a part of a response for the tree: named by its class, with secrets masked.

    Args:
        value: A model, or a value inside one.
    """
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        items = [[name, tree(getattr(value, name))] for name in fields]
        return {"kind": type(value).__name__, "items": items, "more": 0}
    if value and isinstance(value, list | dict):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        items = [[str(key)[:_SHOWN], tree(item)] for key, item in _first(pairs)]
        kind = f"{type(value).__name__} of {len(value)}"
        return {"kind": kind, "items": items, "more": len(value) - len(items)}
    # The text of a secret is its mask; the text of a datetime is easier to read than its repr.
    text = str(value) if isinstance(value, SecretStr | datetime) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _first(pairs: Iterable[Any]) -> list[Any]:
    return [pair for pair, _ in zip(pairs, range(_LISTED), strict=False)]


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
"""Numbers stay text: their values are not needed, and Python refuses very long ones."""

_SPACE = re.compile(r"[ \t\n\r]*")

_MARK = b"\xef\xbb\xbf"
"""A byte-order mark."""

_Path = tuple[str, ...]
_Steps = dict[str, "_Steps"]
"""The paths to look for, as a tree."""


def spans(body: bytes, pointers: Iterable[str]) -> list[Span | None]:
    """Return for each pointer the span of its value, or of the nearest object around it.

    A span is None if the body is not text.

    Args:
        body: The body as it came over the wire.
        pointers: JSON Pointers of findings, in which some keys are shortened.
    """
    paths = [_path(pointer) for pointer in pointers]
    try:
        text = body.decode()
        # For the whole body no JSON is needed, which can be nested too deeply for a browser.
        if any(paths):
            _DECODER.decode(text)
    except ValueError:
        return [None for _ in paths]
    if not any(paths):
        return [*_in_utf16(text, [(0, len(text)) for _ in paths])]
    wanted: _Steps = {}
    for path in paths:
        below = wanted
        for step in path:
            below = below.setdefault(step, {})
    _, found = _measured(text, _after_space(text, 0), wanted)
    return [*_in_utf16(text, [_nearest(found, path) for path in paths])]


def stop(body: bytes, message: str) -> Span | None:
    """Return the span at which a body stops being JSON, or None if the body is not text.

    Args:
        body: The body as it came over the wire.
        message: The message of the finding, with a line, and a column that counts bytes.
    """
    found = _LINE_AND_COLUMN.search(message)
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    if not found:
        return None
    line, column = map(int, found.groups())
    before = [*body.split(b"\n")[: line - 1], b""]
    bytes_before = len(b"\n".join(before)) + max(column - 1, 0)
    start = len(body[:bytes_before].decode(errors="ignore"))
    return _in_utf16(text, [(start, min(start + 1, len(text)))])[0]


_LINE_AND_COLUMN = re.compile(r"at line (\d+) column (\d+)$")


def _path(pointer: str) -> _Path:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def _after_space(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _measured(text: str, start: int, wanted: _Steps) -> tuple[int, dict[_Path, Span]]:
    """Return the end of a value, and the spans of the value and of wanted parts, by their paths.

    Args:
        text: JSON that is known to be valid.
        start: The position at which the value begins.
        wanted: The paths to look for in the value.
    """
    if not wanted or text[start] not in "[{":
        _, end = _DECODER.raw_decode(text, start)
        return end, {(): (start, end)}
    inside: dict[str, dict[_Path, Span]] = {}
    keys: dict[str, set[str]] = {}
    indices = map(str, count())
    is_object = text[start] == "{"
    position = _after_space(text, start + 1)
    while text[position] not in "]}":
        if is_object:
            key, position = _DECODER.raw_decode(text, position)
            colon = _after_space(text, position)
            position = _after_space(text, colon + 1)
        else:
            key = next(indices)
        name = readable_key(key) if is_object and key not in wanted else key
        if name in wanted:
            position, found = _measured(text, position, wanted[name])
            # If a key appears twice the last value counts; if two keys look alike, neither does.
            keys.setdefault(name, set()).add(key)
            inside[name] = found if len(keys[name]) == 1 else {}
        else:
            _, position = _DECODER.raw_decode(text, position)
        position = _after_space(text, position)
        if text[position] == ",":
            position = _after_space(text, position + 1)
    end = position + 1
    below = {(name, *path): span for name, found in inside.items() for path, span in found.items()}
    return end, {(): (start, end), **below}


def _nearest(found: dict[_Path, Span], path: _Path) -> Span:
    while path not in found:
        path = path[:-1]
    return found[path]


def _in_utf16(text: str, found: Iterable[Span]) -> list[Span]:
    """Convert spans of a Python text to units of UTF-16, of which some characters take two."""
    wide = [match.start() for match in re.finditer(r"[\U00010000-\U0010ffff]", text)]
    return [
        (start + bisect_left(wide, start), end + bisect_left(wide, end)) for start, end in found
    ]
