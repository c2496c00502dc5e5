"""Excerpts: what can be shown of a body, at the place of a finding, without its values."""

import re
from typing import Any

from stytch_exchange.checking.inside import steps_of
from stytch_exchange.models._base import readable_key

_INDEX = re.compile(r"(?<=/)[0-9]+(?=/|$)")
_WORD = re.compile(
    r"(?=.{1,40}$)"
    r"(?:[a-z]+(?:[_-][a-z]+)*|[A-Z]+(?:[_-][A-Z]+)*|(?:[A-Z][a-z]+){1,3})[0-9]{0,3}"
)
"""A value in the API's style: `sms_otp`, `RESTRICTED`, `GitHub`."""

_MOST_KEYS = 12


def folded(pointer: str) -> str:
    """Return a JSON Pointer with `*` in place of each array index."""
    return _INDEX.sub("*", pointer)


def word_at(body: Any, pointer: str) -> str:
    """Return the value at a place if it is a word in the API's style, otherwise its beginning.

    Args:
        body: The decoded body.
        pointer: The place of an unknown value of a vocabulary.
    """
    value = _at(body, steps_of(pointer))
    if not isinstance(value, str):
        return "…"
    return value if _WORD.fullmatch(value) else f"{ascii(value[:4])[1:-1]}…"


def excerpt_at(body: Any, pointer: str) -> str | None:
    """Return the object or array around a place, as text in which all values are masked.

    The keys are those that a finding may show. Strings and numbers are masked, as are objects and
    arrays inside; true, false and null are shown. The key of the place comes first.

    Args:
        body: The decoded body.
        pointer: The place of a finding.

    Returns:
        The text, or None if there is no object or array around the place.
    """
    steps = steps_of(pointer)
    owner, last = _at(body, steps[:-1]), steps[-1] if steps else ""
    if isinstance(owner, list):
        return f"[{', '.join(_masked(item) for item in owner[:_MOST_KEYS])}{_rest(owner)}]"
    if not isinstance(owner, dict):
        return None
    keys = sorted(owner, key=lambda key: readable_key(key) != last)[:_MOST_KEYS]
    fields = (f'"{readable_key(key)}": {_masked(owner[key])}' for key in keys)
    return f"{{{', '.join(fields)}{_rest(owner)}}}"


def _at(body: Any, steps: tuple[str, ...]) -> Any:
    for step in steps:
        if isinstance(body, dict):
            body = body.get(step)
        elif isinstance(body, list) and step.isdecimal() and int(step) < len(body):
            body = body[int(step)]
        else:
            return None
    return body


def _masked(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return '"…"' if value else '""'
        case list():
            return "[…]" if value else "[]"
        case dict():
            return "{…}" if value else "{}"
        case _:
            return "0"


def _rest(owner: dict[str, Any] | list[Any]) -> str:
    return ", …" if len(owner) > _MOST_KEYS else ""
