"""Shapes: secrets that are recognized by how they look, wherever they are."""

import binascii
import re
from collections.abc import Iterator
from itertools import pairwise

from stytch_exchange.redaction.spans import Span, is_masked

_RUN = re.compile(r"[A-Za-z0-9_+/=.~*-]{20,}+")
_PIECE = re.compile(r"[^/.=~+]++=*+")
_DOTTED = re.compile(r"[\w-]++(?:\.[\w-]*+)*+")
_SHORTEST_HEADER, _SHORTEST_PAYLOAD = 11, 2
"""Characters of the parts of a JWT."""

_PROJECT_SECRET = re.compile(r"(?:secret-(?:test|live)|sandbox-secret)-[\w=-]{8,}+")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}+={0,2}(?![\w.])")
_WRAPPED = re.compile(
    r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/]{60,76}+\r?\n[ \t>]*+)++(?:[A-Za-z0-9+/]{1,76}+={0,2})?"
)
"""Base64 in lines, as in mail."""

_WHITE = re.compile(r"[\s>]+")
_GZIP = b"\x1f\x8b"
_TOKEN_LENGTHS = (43, 44)
"""Stytch's tokens are 32 or 33 bytes as base64 for URLs; the shorter one ends with `=`."""

_SCHEME = re.compile(
    r"(?<![\w-])(?:bearer|dpop)(?:\s|\+|\x1b\[[0-9;]*m)++[\"'`]?([\w.~+/-]{3,}+=*+(?!(?<==)[\"']?\w))",
    re.IGNORECASE,
)
_BASIC = re.compile(r"(?<![\w-])basic(?:\s|\+)++([A-Za-z0-9+/_-]{4,}+=*+)", re.IGNORECASE)
_NOT_A_TOKEN = re.compile(
    r"(?:tokens?|tokens?_\w+|auth|authentication|authorization|access|realm|schemes?|error|scope|"
    r"header|headers|credentials?|format|method|type|value|is|are|was|of|and|or|not|in|for|with|"
    r"must|has|from|the|that|jwts?|proofs?|resource_metadata|\.+)[.,]*",
    re.IGNORECASE,
)
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(.*?)(?:-----END|\Z)", re.DOTALL)


def secret_shapes(text: str) -> Iterator[Span]:
    """Yield the places that are secret because of their shape.

    Args:
        text: The text, unescaped.
    """
    for match in _SCHEME.finditer(text):
        if not _NOT_A_TOKEN.fullmatch(match[1]):
            yield Span(*match.span(1))
    for match in _BASIC.finditer(text):
        if b":" in (_decoded(match[1]) or b""):
            yield Span(*match.span(1))
    for match in _PRIVATE_KEY.finditer(text):
        if not is_masked(match[1].strip()):
            yield Span(*match.span(1))
    for match in _RUN.finditer(text):
        yield from _in_run(match[0], match.start())


def encoded_texts(text: str) -> Iterator[tuple[Span, str | None]]:
    """Yield each text that is encoded in base64, with its place; None for one that is compressed.

    Args:
        text: The text, unescaped.
    """
    for match in (*_BASE64.finditer(text), *_WRAPPED.finditer(text)):
        decoded = _decoded(_WHITE.sub("", match[0]))
        if decoded is None:
            continue
        if decoded.startswith(_GZIP):
            yield Span(*match.span()), None
            continue
        try:
            yield Span(*match.span()), decoded.decode()
        except UnicodeDecodeError:
            continue


def _in_run(run: str, start: int) -> Iterator[Span]:
    """Yield the secrets in a run of characters that tokens can have."""
    if "eyJ" in run and "." in run:
        for match in _DOTTED.finditer(run):
            yield from _jwt(match[0], start + match.start())
    if "secret-" in run:
        for match in _PROJECT_SECRET.finditer(run):
            yield Span(start + match.start(), start + match.end())
    if "+" not in run:
        for match in _PIECE.finditer(run):
            if _is_token(match[0]):
                yield Span(start + match.start(), start + match.end())


def _jwt(dotted: str, start: int) -> Iterator[Span]:
    """Yield the JWT in words with dots between them; a name may be glued to its front."""
    parts = dotted.split(".")
    position = start
    for part, following in pairwise(parts):
        at = part.find("eyJ")
        if 0 <= at <= len(part) - _SHORTEST_HEADER and len(following) >= _SHORTEST_PAYLOAD:
            yield Span(position + at, start + len(dotted.rstrip(".")))
            return
        position += len(part) + 1


def _is_token(piece: str) -> bool:
    """Return whether this is as long and as mixed as Stytch's tokens."""
    bare = piece.rstrip("=")
    return (
        len(bare) in _TOKEN_LENGTHS
        and not bare.islower()
        and not bare.isupper()
        and any(character.isdigit() for character in bare)
        and "*" not in bare
        and len(piece) - len(bare) <= 1
    )


def _decoded(encoded: str) -> bytes | None:
    """Return the bytes of base64, of either alphabet, padded or not."""
    bare = encoded.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return binascii.a2b_base64(bare + "=" * (-len(bare) % 4))
    except binascii.Error:
        return None
