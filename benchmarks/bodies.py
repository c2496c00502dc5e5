"""Bodies for the benchmarks: an example in many variants, no two with the same values.

JSON parsers cache strings, so equal bodies would be read too fast. Every value that differs from
one real response to the next differs here: identifiers, names, addresses, times and tokens.
"""

import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from stytch_exchange import load_example
from stytch_exchange.base64url import decode_base64url

SIZES = {"small": "connected-app", "large": "sso-scim"}
"""The measured examples, by their names in the tables."""

_ALIKE = ("abcdef", ascii_lowercase[6:], ascii_uppercase, digits)
"""Characters that can stand for each other. A UUID stays a UUID."""

_WORD = re.compile(r"[a-z_]*|[A-Z_]*")
"""A word of the API, such as `active` or `RESTRICTED`, or the name of a role."""

_STANDARD = {"country", "identity_provider", "locale", "preferred_language", "provider_type"}
"""Fields whose values come from a list."""

_FIXED = re.compile(r"^(?:[a-z-]+-test-|https://)?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_CLAIMED_TIMES = {"exp", "iat", "nbf"}


class _Variant:
    """Changes values in one way, so that equal values stay equal."""

    def __init__(self, random: Random) -> None:
        self._letters = str.maketrans(
            {
                old: new
                for alike in _ALIKE
                for old, new in zip(alike, random.sample(alike, len(alike)), strict=True)
            }
        )
        self._later = timedelta(seconds=random.randrange(365 * 24 * 60 * 60))

    def of(self, value: Any, name: str = "") -> Any:
        """Return a decoded value with other identifiers, names, times and tokens in it."""
        if isinstance(value, Mapping):
            return {key: self.of(child, key) for key, child in value.items()}
        if isinstance(value, list):
            return [self.of(child, name) for child in value]
        if name in _CLAIMED_TIMES:
            return value + int(self._later.total_seconds())
        if not isinstance(value, str) or name in _STANDARD:
            return value
        return self._jwt(value) if name == "session_jwt" else self._text(value)

    def _text(self, text: str) -> str:
        if _WORD.fullmatch(text):
            return text
        if _TIME.fullmatch(text):
            return f"{(datetime.fromisoformat(text) + self._later):%Y-%m-%dT%H:%M:%SZ}"
        fixed = _FIXED.match(text)
        start = fixed.end() if fixed else 0
        return text[:start] + text[start:].translate(self._letters)

    def _jwt(self, jwt: str) -> str:
        header, payload, signature = jwt.split(".")
        claims = self.of(json.loads(decode_base64url(payload)))
        changed = urlsafe_b64encode(_compact(claims).encode()).decode().rstrip("=")
        return f"{header}.{changed}.{signature.translate(self._letters)}"


@cache
def bodies(example: str, count: int) -> list[bytes]:
    """Return variants of an example, each on one line. They are the same in every run.

    Args:
        example: The name of the example.
        count: How many variants to return.
    """
    random = Random(20260305)  # noqa: S311 - nothing is secret here
    body = json.loads(load_example(example))
    return [_compact(_Variant(random).of(body)).encode() for _ in range(count)]


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
