"""What the first bytes of a body say: text in UTF-8, or something to unpack or decode first."""

import re
from base64 import b64decode
from typing import Literal

from stytch_exchange.diagnosis.kinds import Diagnosis

_START = 64
"""How many bytes are read or unpacked to recognize the beginning of a body."""

_SHORTEST_BASE64 = 24
_LONGEST_CUT = 3
_BASE64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_DATA_URL = re.compile(r"\A\s*+data:[\w/.+-]*+;base64,")
_STARTS_OF_TEXT = frozenset({b"{", b"[", b'"', b"<"})

_COMPRESSED = (
    (b"\x1f\x8b", "gzip"),
    # As text: read as Latin-1, or with a replacement for each byte that is not UTF-8.
    ("\x1f\x8b".encode(), "gzip"),
    ("\x1f\ufffd".encode(), "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    ("\x28\xb5\x2f\xfd".encode(), "zstd"),
    ("\x28\ufffd\x2f\ufffd".encode(), "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"PK\x03\x04", "zip"),
)
_BOMS: tuple[tuple[bytes, Literal["utf_16", "utf_32"]], ...] = (
    # UTF-32's little-endian mark begins with UTF-16's.
    (b"\xff\xfe\x00\x00", "utf_32"),
    (b"\x00\x00\xfe\xff", "utf_32"),
    (b"\xff\xfe", "utf_16"),
    (b"\xfe\xff", "utf_16"),
)
_WIDTHS: tuple[tuple[int, Literal["utf_16", "utf_32"]], ...] = ((4, "utf_32"), (2, "utf_16"))
_BOM_TEXTS = ("\ufeff", "\u00ef\u00bb\u00bf")
"""A byte-order mark, and the same read as Latin-1."""


def text_of(body: bytes | bytearray | str) -> str | Diagnosis:
    """Return the text of a body, or what its bytes are if they are not text in UTF-8.

    A character that is cut off at the end is replaced, and so is a compressed body after headers.

    Args:
        body: The body as it came.
    """
    raw = body.encode("utf-8", "replace") if isinstance(body, str) else bytes(body)
    if name := _signed_by(raw):
        return _compressed(name)
    if kind := _wide_encoding(raw):
        return _utf(kind)
    try:
        return body if isinstance(body, str) else raw.decode()
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" or raw.startswith(b"HTTP/"):
            return raw.decode(errors="replace")
        return _not_text(raw, error.start)


def without_bom(text: str) -> tuple[str, bool]:
    """Return a text without its byte-order mark, and whether it had one.

    Args:
        text: The body as text.
    """
    for mark in _BOM_TEXTS:
        if text.startswith(mark):
            return text.removeprefix(mark), True
    return text, False


def decoded_base64(text: str) -> bytes | None:
    """Return the first bytes of base64 or base64url that holds JSON, a page or compressed data.

    Args:
        text: The body as text.
    """
    text = (
        "".join(_DATA_URL.sub("", text, count=1).split())
        .rstrip("=")
        .replace("-", "+")
        .replace("_", "/")
    )
    if len(text) < _SHORTEST_BASE64 or not set(text) <= _BASE64:
        return None
    start = b64decode(text[: min(_START, len(text) // 4 * 4)])
    if _signed_by(start):
        return start
    # The last character can be cut off, with at most three of its bytes.
    lost = len(start) - len(start.decode(errors="ignore").encode())
    return start if start.lstrip()[:1] in _STARTS_OF_TEXT and lost <= _LONGEST_CUT else None


def _signed_by(raw: bytes) -> str | None:
    """Return the name of the format whose signature bytes begin with."""
    return next((name for signature, name in _COMPRESSED if raw.startswith(signature)), None)


def _wide_encoding(raw: bytes) -> Literal["utf_16", "utf_32"] | None:
    """Return the encoding by its mark, or by the zeros: one of two or four bytes is not zero."""
    for mark, kind in _BOMS:
        if raw.startswith(mark):
            return kind
    start = raw[:_START]
    for width, kind in _WIDTHS:
        groups = [start[index : index + width] for index in range(0, len(start), width)]
        if len(start) > 1 and all(len(group.replace(b"\x00", b"")) == 1 for group in groups):
            return kind
    return None


def _is_deflate(raw: bytes) -> bool:
    """Return whether bytes are deflated: with zlib's header, or without it if the data is text."""
    from zlib import MAX_WBITS, decompressobj, error  # noqa: PLC0415 - for a body that is not text

    if raw.startswith(_ZLIB):
        return True
    try:
        start = decompressobj(-MAX_WBITS).decompress(raw[:1024], _START)
    except error:
        return False
    return start.lstrip()[:1] in _STARTS_OF_TEXT


_ZLIB = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")


def _is_brotli(raw: bytes) -> bool:
    """Return whether bytes begin as brotli does (RFC 7932, section 9), with a length that fits.

    Nearly any bytes can be a window and a length, so the unpacked length must be between the
    length of the body and two hundred times that.
    """
    bits = int.from_bytes(raw[:8], "little")
    # The size of the window, whether the block is the last one and, if it is, whether it is empty.
    bits >>= 1 if bits & 1 == 0 else 7 if bits & 0xF == 1 else 4
    bits >>= 2 if bits & 1 else 1
    nibbles, bits = (bits & 3) + 4, bits >> 2
    length = (bits & ((1 << 4 * nibbles) - 1)) + 1
    return nibbles <= _MOST_NIBBLES and len(raw) <= length * 1.1 and length <= 200 * len(raw)


_MOST_NIBBLES = 6
"""Four bits each, of the block's length; the code for seven marks a block of metadata."""


def _not_text(raw: bytes, position: int) -> Diagnosis:
    """Return the diagnosis of bytes that are not UTF-8."""
    if _is_deflate(raw):
        return _compressed("deflate")
    if _PLAIN.match(raw) or not _CONTROL & set(raw[:_LOOKED_THROUGH]):
        line = raw.count(b"\n", 0, position) + 1
        return Diagnosis(
            "not_utf8",
            f"This is text in an encoding other than UTF-8: line {line} has a byte that UTF-8 does"
            " not allow there.",
            "Save or send it as UTF-8; Latin-1 and Windows-1252 are the usual causes.",
        )
    if _is_brotli(raw):
        return _compressed("brotli")
    return binary()


_CONTROL = frozenset(range(32)) - set(b"\t\n\r")
_LOOKED_THROUGH = 1024
_PLAIN = re.compile(rb"[\t\n\r -~]{8}")
"""Eight characters of ASCII: compressed data hardly ever begins with so many."""


def binary() -> Diagnosis:
    """Return the diagnosis of bytes that are not text."""
    return Diagnosis(
        "binary",
        "This is binary data, not text.",
        "Check what you saved: an image, an encrypted body, or compressed data whose"
        " Content-Encoding nothing has unpacked.",
    )


def _compressed(name: str) -> Diagnosis:
    likely = "probably " if name == "brotli" else ""
    return Diagnosis(
        "compressed",
        f"This is compressed data ({likely}{name}) that was not unpacked.",
        "Let your HTTP client unpack it, or ask for Accept-Encoding: identity; the response's"
        " Content-Encoding header must say how it was compressed.",
    )


def _utf(kind: Literal["utf_16", "utf_32"]) -> Diagnosis:
    name = kind.upper().replace("_", "-")
    return Diagnosis(
        kind,
        f"This is text in {name}, not in UTF-8.",
        "Save it as UTF-8: PowerShell's `>` and some editors write UTF-16 unless told otherwise.",
    )
