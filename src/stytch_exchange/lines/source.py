"""Files of lines: plain, gzip or zstd, read in chunks whose size is bounded."""

import gzip
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BufferedReader
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

STANDARD_INPUT = "-"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_UNREADABLE = "it cannot be read"
_CHUNK: Final = 256 * 1024
"""Bytes of lines after which a chunk ends."""


@dataclass(frozen=True, slots=True, repr=False)
class Chunk:
    """Consecutive lines of a file, without their line ends. Its `repr` shows nothing."""

    file: str
    start: int
    """The number of the first line, counted from 1."""
    lines: tuple[bytes, ...]


class Source:
    """The lines of files, in order. A file that cannot be read does not stop the others."""

    def __init__(
        self, names: Iterable[str], *, longest: int, failed: Callable[[str, str], None]
    ) -> None:
        """Prepare to read files.

        Args:
            names: The names of the files; `-` is standard input.
            longest: The length in bytes at which a longer line is cut, and its rest skipped.
            failed: Called with the name of a file that cannot be read to its end, and the reason.
        """
        self._names = list(names)
        self._longest = longest
        self._failed = failed
        self._finished = 0
        self._raw: BufferedReader | None = None

    @property
    def total(self) -> int | None:
        """The size of all files in bytes, as they are stored, or None if it is not known."""
        paths = [Path(name) for name in self._names]
        if STANDARD_INPUT in self._names or not all(path.is_file() for path in paths):
            return None
        return sum(path.stat().st_size for path in paths)

    @property
    def position(self) -> int:
        """How many bytes of the files were read."""
        return self._finished + (self._raw.tell() if self._raw else 0)

    def chunks(self) -> Generator[Chunk]:
        """Yield the lines of all files, in chunks."""
        for name in self._names:
            if name == STANDARD_INPUT:
                yield from self._chunks_of(name, _peekable(sys.stdin.buffer))
                continue
            try:
                raw = Path(name).open("rb")  # noqa: SIM115 - it is closed below
            except OSError as error:
                self._failed(name, error.strerror or _UNREADABLE)
                continue
            with raw:
                self._raw = raw
                yield from self._chunks_of(name, raw)
                self._finished, self._raw = self.position, None

    def _chunks_of(self, name: str, raw: BufferedReader) -> Iterator[Chunk]:
        start, lines, size = 1, list[bytes](), 0
        for line in self._lines(name, raw):
            lines.append(line)
            size += len(line)
            if size >= _CHUNK:
                yield Chunk(name, start, tuple(lines))
                start, lines, size = start + len(lines), [], 0
        if lines:
            yield Chunk(name, start, tuple(lines))

    def _lines(self, name: str, raw: BufferedReader) -> Iterator[bytes]:
        """Yield the lines of a file without their ends, cut at the longest length."""
        number = 0
        try:
            stream = _decompressed(raw)
            while line := stream.readline(self._longest):
                yield line.removesuffix(b"\n").removesuffix(b"\r")
                number += 1
                while not line.endswith(b"\n"):
                    line = stream.readline(self._longest) or b"\n"
        except ModuleNotFoundError:
            self._failed(name, "zstd needs an extra: pip install 'stytch-exchange[lines]'")
        except Exception as error:  # noqa: BLE001 - each format has its own errors
            reason = getattr(error, "strerror", None) or "its compressed data is damaged"
            self._failed(name, f"{reason} (after line {number})")


def _peekable(stream: BinaryIO) -> BufferedReader:
    """Return a stream whose first bytes can be looked at; a test's standard input has none."""
    return stream if isinstance(stream, BufferedReader) else BufferedReader(cast("Any", stream))


def _decompressed(raw: BufferedReader) -> BinaryIO:
    """Return the content of a file, unpacked if its first bytes show that it is compressed."""
    start = raw.peek(len(_ZSTD))
    if start.startswith(_GZIP):
        return cast("BinaryIO", gzip.open(raw))
    return _zstd().open(raw) if start.startswith(_ZSTD) else raw


def _zstd() -> Any:
    """Return Python's module for zstd, or the same module for Python before 3.14."""
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    return import_module(name)
