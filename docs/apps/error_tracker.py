"""Sentry's settings for a program that handles tokens."""

from typing import Any

from sentry_sdk.types import Event, Hint

_REQUEST = ("cookies", "data", "query_string")
_HEADERS = {"authorization", "cookie", "set-cookie"}


def before_send(event: Event, _hint: Hint) -> Event:
    """Remove local variables, and the parts of a request that can hold a token."""
    _clean(event)
    return event


def _clean(value: Any) -> None:
    if isinstance(value, dict):
        if "stacktrace" in value:
            for frame in (value["stacktrace"] or {}).get("frames", []):
                frame.pop("vars", None)
        if isinstance(request := value.get("request"), dict):
            for name in _REQUEST:
                request.pop(name, None)
            headers = request.get("headers") or {}
            request["headers"] = {
                name: text for name, text in headers.items() if name.lower() not in _HEADERS
            }
        for child in value.values():
            _clean(child)
    elif isinstance(value, list):
        for child in value:
            _clean(child)
