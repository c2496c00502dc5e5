"""What the playground asks of Python: the check of a body, where its findings stand, and a tree.

It runs in the reader's browser, beside the package, and needs nothing else.
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
"""Where a text begins and ends, counted as JavaScript does: in units of UTF-16."""

Node = str | dict[str, Any]
"""A part of the tree: a value as it is shown, or a `kind` with labelled `items`, and how many
`more` there are than are listed."""

_LISTED = 100
_SHOWN = 300
"""No more items of a list, and no more characters of a value, are for people to read."""


def check(body: bytes, status_code: int | None = None) -> str:
    """Return what the playground shows of a body, as JSON.

    It has the `report` as `Report.to_json()` writes it, for each of its findings a span or null,
    the `tree` of the response or of the part that can be read or null, and whether it is only
    such a `partial` one.

    Args:
        body: The body as it came over the wire.
        status_code: The HTTP status code, where it is known.
    """
    report = check_response(body, status_code=status_code)
    found = json.dumps(_places(body, report))
    read = report.partial if report.response is None else report.response
    shown = json.dumps(None if read is None else tree(read))
    partial = json.dumps(report.partial is not None)
    return f'{{"report":{report.to_json()},"spans":{found},"tree":{shown},"partial":{partial}}}'


def _places(body: bytes, report: Report) -> list[Span | None]:
    """Return where the findings of a report stand in a body."""
    mark = len(_MARK) if body.startswith(_MARK) else 0
    found = spans(body[mark:], [finding.pointer for finding in report.findings])
    if report.findings and (last := report.findings[-1]).code == "not_json":
        found[-1] = stop(body[mark:], last.message)
    # The mark is one character.
    return [span and (span[0] + bool(mark), span[1] + bool(mark)) for span in found]


def tree(value: Any) -> Node:
    """Return a part of a response as it is shown: by the names of its classes, secrets masked.

    Args:
        value: A model, or what stands in one.
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
    # The text of a secret is its mask; that of a moment is easier to read than its constructor.
    text = str(value) if isinstance(value, SecretStr | datetime) else repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _first(pairs: Iterable[Any]) -> list[Any]:
    return [pair for pair, _ in zip(pairs, range(_LISTED), strict=False)]


_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
"""Numbers stay text: nobody looks at them, and Python refuses very long ones."""

_SPACE = re.compile(r"[ \t\n\r]*")

_MARK = b"\xef\xbb\xbf"
"""A byte-order mark."""

_Path = tuple[str, ...]
_Steps = dict[str, "_Steps"]
"""The paths to what is looked for, as a tree."""


def spans(body: bytes, pointers: Iterable[str]) -> list[Span | None]:
    """Return for each pointer where its value stands in a body, or what is nearest around it.

    None is where there is no text to point into.

    Args:
        body: The body as it came over the wire.
        pointers: JSON Pointers as findings have them: some keys are shortened.
    """
    paths = [_path(pointer) for pointer in pointers]
    try:
        text = body.decode()
        # What has no places need not be JSON, and can be nested deeper than a browser bears.
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
    """Return where a body stops to be JSON, or None where it is no text.

    Args:
        body: The body as it came over the wire.
        message: What the finding says, with a line, and a column that counts bytes.
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
    """Return where a value ends, and the spans of it and of what is wanted in it, by their paths.

    Args:
        text: JSON that was decoded before.
        start: Where the value begins.
        wanted: What to look for in it.
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
            # Of a key that stands twice the last value counts; of two that look alike, none.
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
    """Return spans of a Python text in units of UTF-16, of which some characters take two."""
    wide = [match.start() for match in re.finditer(r"[\U00010000-\U0010ffff]", text)]
    return [
        (start + bisect_left(wide, start), end + bisect_left(wide, end)) for start, end in found
    ]
