"""Sentry's settings for a program that handles tokens."""

from typing import Any

from sentry_sdk.types import Event, Hint

_REQUEST = ("cookies", "data", "query_string")

_HEADERS = {"accept", "content-length", "content-type", "host", "user-agent"}
"""The headers that are sent. A browser or a proxy can put a token into any other one."""

_CALLS = (
    "http.fragment",
    "http.query",
    "http.request.body",
    "http.request.header",
    "url.fragment",
    "url.full",
    "url.query",
)
"""How the names begin under which breadcrumbs and spans keep the parts of a call."""


def before_send(event: Event, _hint: Hint) -> Event:
    """Remove local variables, and the parts of requests that can hold a token."""
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
                name: text for name, text in headers.items() if name.lower() in _HEADERS
            }
        for name in [name for name in value if name.startswith(_CALLS)]:
            del value[name]
        for child in value.values():
            _clean(child)
    elif isinstance(value, list):
        for child in value:
            _clean(child)
