"""Redaction: a body with its secrets masked, and everything else as it was."""

import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

MASK = "**********"

_SECRET_KEY = re.compile(r".*(token|jwt|secret|password)", re.DOTALL | re.IGNORECASE)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_SHORTEST_TO_LOOK_FOR = 8
"""A shorter secret is masked where it is the whole of a string, but not inside of others."""


def redact(body: bytes | str) -> str:
    """Return JSON text with its secrets masked.

    A secret is each string below a key that ends in `token`, `jwt`, `secret` or `password`; it is
    masked wherever else it stands, too. All other text stays as it is, white space included.

    Args:
        body: JSON in UTF-8, or text.

    Raises:
        ValueError: It is not JSON; the message holds nothing of it.
    """
    text = _json_text(body)
    if text is None:
        message = "is not JSON in UTF-8: nothing of it is shown, since it could be part of a secret"
        raise ValueError(message)
    secrets = {secret for secret in _secrets(json.loads(text, object_pairs_hook=tuple)) if secret}
    # A secret can be part of a longer one, which is then masked first and whole.
    ordered = sorted(secrets, key=len, reverse=True)
    return _STRING.sub(lambda literal: _masked(literal[0], ordered), text)


def _json_text(body: bytes | str) -> str | None:
    """Return the text of a body, or None where it is not JSON."""
    try:
        from_json(body)
        return body if isinstance(body, str) else body.decode()
    except (ValueError, TypeError):
        return None


def _secrets(value: Any, *, below_a_secret: bool = False) -> Iterator[str]:
    """Yield the secrets of decoded JSON, whose objects are tuples of pairs."""
    if isinstance(value, str):
        if below_a_secret:
            yield value
    elif isinstance(value, tuple):
        for key, child in value:
            if below_a_secret:
                yield key
            secret = below_a_secret or _SECRET_KEY.fullmatch(key) is not None
            yield from _secrets(child, below_a_secret=secret)
    elif isinstance(value, list):
        for item in value:
            yield from _secrets(item, below_a_secret=below_a_secret)


def _masked(literal: str, secrets: list[str]) -> str:
    """Return a JSON string with the secrets in it masked, or as it is where there are none."""
    text: str = json.loads(literal)
    masked = MASK if text in secrets else text
    for secret in secrets:
        if len(secret) >= _SHORTEST_TO_LOOK_FOR:
            masked = masked.replace(secret, MASK)
    return literal if masked == text else json.dumps(masked, ensure_ascii=False)
