"""Copies: the repetitions of a secret that was found elsewhere."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator

from stytch_exchange.redaction.names import secrecy_of
from stytch_exchange.redaction.spans import MASK, Span, is_masked

_HEAD, _BLOCK = 8, 16
"""Characters. A secret of at least `_HEAD` is looked for; one of more than `_BLOCK` is looked for
in blocks, so that the time does not depend on the number and the length of the secrets."""

_SHORTEST_ENCODED = 6
"""A secret of at least so many characters has eight in base64."""

_NAME = re.compile(r"[a-z]+(?:[_.][a-z]+)+(?=\(|\Z)")
"""A name in source code: `response.session_token` in a line of a traceback is not the token."""

_LONGEST = 16 * 1024
"""A longer secret is not looked for."""

_STRUCTURE = re.compile(r"[\"'`]\s*+[:,}\]]|[{\[]|\n")
_SCHEME = re.compile(r"(?:bearer|basic|dpop|token)\s++(.+)", re.IGNORECASE)
_COOKIE = re.compile(r"(?:^|;\s*+)[^=;\s]++=([^;\s]++)")
_ATTRIBUTE = re.compile(r"(?:path|domain|expires|max-age|samesite)=", re.IGNORECASE)
_SHORT = re.compile(r"(?<=[\"'])[^\"'\n]{1,7}(?=[\"'](?!\s*+:))")
_SHORT_WORD = re.compile(r"(?<!\w)\w{6,7}(?!\w)")


class Copies:
    """The secrets of a text, and their repetitions."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Prepare the search.

        Args:
            secrets: The secrets that were found.
        """
        self._short: set[str] = set()
        self._heads: set[str] = set()
        self._wholes: dict[int, set[str]] = {}
        for secret in set(secrets):
            for one in _forms(secret):
                self._add(one)

    def _add(self, secret: str) -> None:
        if is_masked(secret) or MASK in secret or len(secret) > _LONGEST:
            return
        if len(secret) < _HEAD:
            self._short.add(secret)
            return
        starts = [0]
        if len(secret) > _BLOCK:
            starts = [*range(0, len(secret) - _BLOCK, _BLOCK), len(secret) - _BLOCK]
        for start in starts:
            block = secret[start : start + _BLOCK]
            self._heads.add(block[:_HEAD])
            self._wholes.setdefault(len(block), set()).add(block)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where secrets, or blocks of them, are in a text.

        Args:
            text: The text, unescaped.
        """
        if self._short:
            for match in _SHORT.finditer(text):
                if match[0] in self._short:
                    yield Span(*match.span())
            for match in _SHORT_WORD.finditer(text):
                if match[0] in self._short and any(map(str.isdigit, match[0])):
                    yield Span(*match.span())
        heads = self._heads
        if not heads:
            return
        wholes = sorted(self._wholes.items(), reverse=True)
        last = len(text) - _HEAD
        for start in [at for at in range(last + 1) if text[at : at + 8] in heads]:
            for length, blocks in wholes:
                if text[start : start + length] in blocks:
                    yield Span(start, start + length)
                    break

    def are_in(self, text: str) -> bool:
        """Return whether any secret is in a text."""
        return next(self.spans(text), None) is not None


def _forms(secret: str) -> Iterator[str]:
    """Yield what to look for: a secret, and the secrets that are parts of it."""
    if _STRUCTURE.search(secret):
        # Its own structure would be found everywhere, and its secrets were found by themselves.
        return
    name = _NAME.match(secret)
    if name is not None and secrecy_of(name[0]) is not None:
        return
    yield secret
    if len(secret) >= _SHORTEST_ENCODED:
        # Longer texts in base64 are decoded.
        yield b64encode(secret.encode(errors="replace")).decode().rstrip("=")
    if " " in secret:
        yield secret.replace(" ", "+")
    scheme = _SCHEME.fullmatch(secret)
    if scheme is not None:
        yield scheme[1]
    if secret.startswith("eyJ"):
        yield from (part for part in secret.split(".")[1:] if len(part) >= _BLOCK)
    if "=" in secret:
        for cookie in _COOKIE.finditer(secret):
            if not _ATTRIBUTE.match(cookie[0].lstrip("; ")) and len(cookie[1]) >= _HEAD:
                yield cookie[1]
