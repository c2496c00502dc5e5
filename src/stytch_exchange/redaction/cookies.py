"""Cookies: the values in a header of cookies."""

import re
from collections.abc import Iterator

from stytch_exchange.redaction.spans import Span, is_masked
from stytch_exchange.redaction.strings import QUOTES, SPACES
from stytch_exchange.redaction.unescaping import symbols

_QUOTE, _SPACE, _EQUALS = symbols(QUOTES), symbols(SPACES), symbols("=")
_COOKIE = re.compile(
    rf"[^{_EQUALS}{symbols(';,')}{_SPACE}]++"
    rf"(?:[{_EQUALS}][{_QUOTE}]?([^{symbols(';')}{_SPACE}{_QUOTE}]++))?"
)
"""A name, and its value; a run without a value is matched too, so that it is read once."""


def cookies(
    text: str, start: int, end: int, *, first_only: bool = False, alone: bool = True
) -> Iterator[Span]:
    """Yield the values of the cookies in a part of a text.

    Args:
        text: The text, unescaped, with symbols.
        start: The start of the cookies.
        end: Their end.
        first_only: Whether attributes follow the first cookie, as in `Set-Cookie`; they stay.
        alone: Whether a text that is not a list of cookies is one secret.
    """
    found = [match for match in _COOKIE.finditer(text, start, end) if match[1]]
    if not found and alone and not is_masked(text[start:end]):
        yield Span(start, end)
    for cookie in found[:1] if first_only else found:
        if not is_masked(cookie[1]):
            yield Span(*cookie.span(1))
