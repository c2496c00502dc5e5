"""Envelopes: the response, or an error, somewhere inside other JSON."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from stytch_exchange.diagnosis.kinds import Diagnosis, Value
from stytch_exchange.diagnosis.reading import json_within, read_json
from stytch_exchange.diagnosis.refusals import is_stytch_error
from stytch_exchange.diagnosis.responses import (
    consumers,
    is_consumer_response,
    is_respelled,
    is_response,
    respelled,
)
from stytch_exchange.findings import json_pointer
from stytch_exchange.models._base import readable_key

_MOST_PLACES = 20_000
"""How many objects, arrays and strings are looked at."""

_DEEPEST_TEXT = 3
"""How many levels of JSON in a JSON string are read."""

_MARKS = (
    "session_token",
    "session_jwt",
    "error_type",
    "member_session",
    "sessionToken",
    "errorType",
)
"""A string that holds none of these is not read as JSON."""

_WELL_KNOWN = frozenset(
    {
        "Body",
        "Item",
        "Message",
        "Payload",
        "jsonBody",
        "Records",
        "Sns",
        "responseBody",
        "responsePayload",
    }
)
"""Keys of envelopes that are not in snake_case, and are safe to show."""

_Path = tuple[int | str, ...]

_ENVELOPES: tuple[tuple[Callable[[dict[str, Any]], bool], str], ...] = (
    (lambda body: "isBase64Encoded" in body, "what AWS Lambda hands to API Gateway"),
    (lambda body: {"statusCode", "body"} <= body.keys(), "what AWS Lambda hands to API Gateway"),
    (lambda body: "Records" in body, "an event of AWS, such as of SQS or SNS"),
    (lambda body: {"Message", "TopicArn"} <= body.keys(), "a notification of SNS"),
    (lambda body: isinstance(body.get("log"), dict) and "entries" in body["log"], "a HAR file"),
    (
        lambda body: "interactions" in body or "http_interactions" in body,
        "a VCR cassette or a Pact file",
    ),
    (lambda body: "item" in body and "info" in body, "a Postman collection"),
    (lambda body: "specversion" in body, "a CloudEvent"),
    (lambda body: {"data", "statusText"} <= body.keys(), "a response object of axios"),
    (lambda body: {"data", "errors"} <= body.keys(), "an answer of GraphQL"),
    (
        lambda body: bool({"event", "type", "action", "event_type"} & body.keys()),
        "a webhook or an event",
    ),
)


def several_in_array(seen: Value) -> Diagnosis | None:
    """Recognize an array of responses."""
    if not isinstance(seen.value, list):
        return None
    bodies = (
        index
        for index, item in enumerate(islice(seen.value, _MOST_PLACES))
        if isinstance(item, dict) and (is_response(item) or is_stytch_error(item))
    )
    first, second = next(bodies, None), next(bodies, None)
    if second is None:
        return None
    return Diagnosis(
        "several_bodies",
        "This is an array of several bodies.",
        f"Pass one at a time: the first is at /{first}.",
        f"/{first}",
    )


def json_string(seen: Value) -> Diagnosis | None:
    """Recognize JSON that is the text of a JSON string."""
    times, value = 0, seen.value
    while isinstance(value, str) and times <= _DEEPEST_TEXT:
        inner = read_json(value)
        if not isinstance(inner, Value):
            return None
        times, value = times + 1, inner.value
    if times == 0 or not isinstance(value, dict | list):
        return None
    often = "twice" if times == 1 else f"{times + 1} times"
    return Diagnosis(
        "json_string",
        f"This is JSON in a JSON string: it was encoded {often}.",
        "Encode it once, or decode the string first: do not call `json.dumps` on text that is"
        " JSON already.",
        "",
    )


def wrapped(seen: Value) -> Diagnosis | None:
    """Recognize an envelope with the response in it."""
    inside = _first(seen.value, is_response)
    if inside is not None:
        pointer = _pointer(inside)
        return Diagnosis(
            "wrapped",
            f"The response is {_at(pointer)}inside {_envelope(seen.object, inside)}.",
            _take_out(pointer),
            pointer,
        )
    if seen.object.get("isBase64Encoded") is True and isinstance(seen.object.get("body"), str):
        return Diagnosis(
            "wrapped",
            "The body is at /body, as base64, inside what AWS Lambda hands to API Gateway.",
            "Decode what is at /body, and pass that.",
            "/body",
        )
    return None


def wrapped_error(seen: Value) -> Diagnosis | None:
    """Recognize an envelope with an error of Stytch in it."""
    inside = _first(seen.value, is_stytch_error)
    if inside is None:
        return None
    pointer = _pointer(inside)
    return Diagnosis(
        "wrapped_error",
        f"A Stytch error is {_at(pointer)}inside {_envelope(seen.object, inside)}.",
        _take_out(pointer),
        pointer,
    )


def wrapped_consumer_response(seen: Value) -> Diagnosis | None:
    """Recognize an envelope with a response of the consumer API in it."""
    return None if _first(seen.value, is_consumer_response) is None else consumers()


def wrapped_camel_case(seen: Value) -> Diagnosis | None:
    """Recognize an envelope in which the response or an error has its keys in another spelling."""
    inside = _first(seen.value, is_respelled)
    return None if inside is None else respelled(_pointer(inside))


def _envelope(body: dict[str, Any], path: _Path) -> str:
    """Return the name of an envelope, by its keys and by where the response is in it."""
    if path == ("data",) and body.keys() <= {"data", "status_code", "request_id"}:
        return "an envelope like that of Stytch's client SDK routes (/sdk/v1/…)"
    return next((name for is_it, name in _ENVELOPES if is_it(body)), "other JSON")


def _at(pointer: str | None) -> str:
    return "" if pointer is None else f"at {pointer}, "


def _take_out(pointer: str | None) -> str:
    if pointer is None:
        return "Take it out, and pass only that."
    return f"Check what is at {pointer}: `stytch-exchange check --at {pointer} FILE`."


def _pointer(path: _Path) -> str | None:
    """Return the pointer of a path, or None if a key of it could be a secret."""
    safe = all(
        isinstance(step, int) or step in _WELL_KNOWN or readable_key(step) == step for step in path
    )
    return json_pointer(path) if safe else None


def _first(value: Any, is_it: Callable[[dict[str, Any]], bool]) -> _Path | None:
    """Return the path of the nearest place below a value that holds such an object, or None.

    A string counts too, if it is JSON that contains such an object at any depth: the path ends at
    the string.
    """
    for path, child in _below(value):
        if isinstance(child, dict) and is_it(child):
            return path
        if isinstance(child, str) and _holds(child, is_it, _DEEPEST_TEXT):
            return path
    return None


def _holds(text: str, is_it: Callable[[dict[str, Any]], bool], depth: int) -> bool:
    """Return whether a string is JSON with such an object in it."""
    if depth == 0 or not any(mark in text for mark in _MARKS):
        return False
    inner = read_json(text)
    if not isinstance(inner, Value):
        # A log's message, say: what is checked there is diagnosed again.
        found = json_within(text)
        return found is not None and _holds(text[found[0] :], is_it, depth - 1)
    return any(
        is_it(child) if isinstance(child, dict) else _holds(child, is_it, depth - 1)
        for _, child in (((), inner.value), *_below(inner.value))
        if isinstance(child, dict | str)
    )


def _below(value: Any) -> Iterator[tuple[_Path, Any]]:
    """Yield the values below a value, the nearest first, each with its path."""
    ahead: deque[tuple[_Path, Any]] = deque([((), value)] if isinstance(value, dict | list) else [])
    looked_at = 0
    while ahead:
        path, owner = ahead.popleft()
        children: Any = owner.items() if isinstance(owner, dict) else enumerate(owner)
        for step, child in children:
            looked_at += 1
            if looked_at > _MOST_PLACES:
                return
            if isinstance(child, dict | list):
                yield (*path, step), child
                ahead.append(((*path, step), child))
            elif isinstance(child, str):
                yield (*path, step), child
