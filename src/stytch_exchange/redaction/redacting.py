"""Redacting: a text with its secrets masked, and everything else as it was."""

from collections.abc import Iterable, Iterator
from typing import overload

from stytch_exchange.redaction.commands import secret_arguments, secret_users
from stytch_exchange.redaction.copies import Copies
from stytch_exchange.redaction.fields import secret_fields
from stytch_exchange.redaction.markup import secret_elements
from stytch_exchange.redaction.parts import DEEPEST, parts_of
from stytch_exchange.redaction.shapes import encoded_texts, secret_shapes
from stytch_exchange.redaction.spans import MASK, Span
from stytch_exchange.redaction.tables import secret_cells
from stytch_exchange.redaction.unescaping import (
    LAYERS,
    TooManyLayersError,
    Unescaped,
    symbol,
    unescape,
)
from stytch_exchange.tracebacks import hide_frames

LARGEST = 16 * 1024 * 1024
"""A text of more characters or bytes is refused."""

_DEEPEST_BASE64 = 3
"""How many levels of base64 inside base64 are looked into."""

_DOUBLED = symbol('"', 1)
"""A quote in a cell of CSV is no quote around it."""

_MOST_READINGS = 8
"""So that the time is bounded; two are enough for nearly every text."""

_COMPRESSED = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ", b"PK\x03\x04"
_NOT_TEXT, _PACKED = "is not text in UTF-8", "is compressed: decompress it first"
_TOO_DEEP = f"is escaped more than {LAYERS // 2} times"
_TOO_LARGE = f"is larger than {LARGEST // 1024**2} MiB"


@overload
def redact(text: str) -> str: ...
@overload
def redact(text: bytes | bytearray) -> bytes: ...
@hide_frames
def redact(text: str | bytes | bytearray) -> str | bytes:
    """Return a text with its secrets masked, and everything else as it was.

    The text can be of any kind: a body, a log, JSON Lines, a HAR file, the output of `curl -v`. A
    text without a secret comes back byte for byte. A redacted text does not change if it is
    redacted again.

    Names, addresses and identifiers are not secrets, and stay. Read the result before you share
    it: no list of secrets is complete.

    Args:
        text: Text, or bytes in UTF-8; at most 16 MiB.

    Returns:
        Text for text, and bytes for bytes.

    Raises:
        TypeError: The argument is neither text nor bytes.
        ValueError: The text cannot be read: it is not UTF-8, is compressed, is too large, or is
            escaped more than ten times. The message shows nothing of it.
    """
    if isinstance(text, str):
        _check(text)
        return _masked(text)
    if not isinstance(text, bytes | bytearray):
        raise TypeError(f"text must be str or bytes, not {type(text).__name__}")
    return _masked(_decoded(bytes(text))).encode()


def _decoded(text: bytes) -> str:
    if len(text) <= LARGEST:
        try:
            decoded = text.decode()
        except UnicodeDecodeError:
            raise _refusal(_PACKED if text.startswith(_COMPRESSED) else _NOT_TEXT) from None
        _check(decoded)
        return decoded
    raise _refusal(_TOO_LARGE)


def _check(text: str) -> None:
    if len(text) > LARGEST:
        raise _refusal(_TOO_LARGE)
    if "\0" in text:
        raise _refusal(_NOT_TEXT)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refusal(_NOT_TEXT) from None


def _refusal(reason: str) -> ValueError:
    return ValueError(f"{reason}: nothing of it is shown, because any part could be a secret")


def _masked(text: str, readings: int = _MOST_READINGS) -> str:
    """Return a text with its secrets masked.

    It is read again until nothing changes, because a mask can change how the text around it reads.
    """
    redacted = _read(text)
    return redacted if redacted == text or readings == 1 else _masked(redacted, readings - 1)


def _read(source: str) -> str:
    """Return a text with the secrets masked that one reading finds."""
    try:
        text = unescape(source)
        spans, encoded = _found(text, source, _DEEPEST_BASE64)
    except TooManyLayersError:
        raise _refusal(_TOO_DEEP) from None
    copies = Copies(text.plain[span.start : span.end] for span in spans)
    spans += copies.spans(text.plain)
    spans += (span for span, decoded in encoded if copies.are_in(decoded))
    return _with_masks(source, text, spans)


def _found(text: Unescaped, source: str, deepest: int) -> tuple[list[Span], list[tuple[Span, str]]]:
    """Return the secrets of a text, and the base64 texts that have no secret of their own."""
    spans = [*_named(text, source), *secret_shapes(text.plain)]
    others: list[tuple[Span, str]] = []
    for span, decoded in encoded_texts(text.plain) if deepest else ():
        if decoded is None:
            spans.append(span)
            continue
        inner = unescape(decoded)
        if _found(inner, decoded, deepest - 1)[0]:
            spans.append(span)
        else:
            others.append((span, inner.plain))
    return spans, others


def _named(text: Unescaped, source: str, deepest: int = DEEPEST) -> Iterator[Span]:
    """Yield the secrets that have a name, in a text and in its parts."""
    yield from secret_fields(text, source)
    yield from secret_arguments(text.symbolic)
    yield from secret_users(text.symbolic)
    yield from secret_elements(text.symbolic)
    yield from secret_cells(
        text.symbolic if _DOUBLED in text.symbolic else text.plain, text.symbolic
    )
    for part in parts_of(text) if deepest else ():
        before = part.start - text.start
        for start, end, quote in _named(part, source, deepest - 1):
            # In a string of JSON, a quote that is not escaped would end the string.
            yield Span(before + start, before + end, "" if quote == '"' else quote)


def _with_masks(source: str, text: Unescaped, spans: Iterable[Span]) -> str:
    """Return a text with a mask in place of each span; those that overlap get one."""
    pieces: list[str] = []
    end = 0
    for start, stop, quote in _merged(spans):
        pieces += (source[end : text.origin(start)], quote, MASK, quote)
        end = text.origin(stop)
    pieces.append(source[end:])
    return "".join(pieces)


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    current: Span | None = None
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if current is None:
            current = span
        elif span.start < current.end:
            current = current._replace(end=max(current.end, span.end))
        else:
            yield current
            current = span
    if current is not None:
        yield current
