"""Reading lines: plain, gzip and zstd, in bounded pieces, whatever is wrong with a file."""

import gzip
import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stytch_exchange.lines import source as source_module
from stytch_exchange.lines.source import Chunk, Source

zstd: Any = source_module._zstd()  # noqa: SLF001 - the same module as the package
LINES = b"one\n\nthree\r\nfour"


class Read:
    """The chunks of files, and the files that failed."""

    def __init__(self, *names: str, longest: int = 100) -> None:
        self.failed: list[tuple[str, str]] = []
        self.source = Source(names, longest=longest, failed=lambda *why: self.failed.append(why))
        self.chunks = list(self.source.chunks())

    @property
    def lines(self) -> list[bytes]:
        """The lines of all chunks."""
        return [line for chunk in self.chunks for line in chunk.lines]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Callable[[bytes], str]:
    """Writes a file and returns its name."""

    def write(content: bytes) -> str:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        path.write_bytes(content)
        return str(path)

    return write


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        gzip.compress(LINES),
        gzip.compress(LINES[:4]) + gzip.compress(LINES[4:]),
        zstd.compress(LINES),
        zstd.compress(LINES[:4]) + zstd.compress(LINES[4:]),
    ],
    ids=["plain", "gzip", "gzip in parts", "zstd", "zstd in frames"],
)
def test_a_file_is_read_as_it_is(write: Callable[[bytes], str], content: bytes) -> None:
    """Its first bytes say how it is compressed. An empty line is a line."""
    name = write(content)
    read = Read(name)

    assert [Chunk(name, 1, (b"one", b"", b"three", b"four"))] == read.chunks
    assert [] == read.failed
    assert len(content) == read.source.total == read.source.position


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is not known in advance."""
    pipe = io.TextIOWrapper(io.BufferedReader(io.BytesIO(gzip.compress(LINES))))
    monkeypatch.setattr(sys, "stdin", pipe)
    read = Read("-")

    assert [b"one", b"", b"three", b"four"] == read.lines
    assert read.source.total is None


def test_chunks_are_bounded_and_numbered(
    write: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chunk ends after so many bytes; the numbers begin again in each file."""
    monkeypatch.setattr(source_module, "_CHUNK", 6)
    names = [write(b"aaa\nbbb\nccc\nddd\neee\n"), write(b"fff\n")]
    read = Read(*names)

    assert [
        Chunk(names[0], 1, (b"aaa", b"bbb")),
        Chunk(names[0], 3, (b"ccc", b"ddd")),
        Chunk(names[0], 5, (b"eee",)),
        Chunk(names[1], 1, (b"fff",)),
    ] == read.chunks


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""], ids=["LF", "CRLF", "none"])
@pytest.mark.parametrize("length", [1, 7, 8, 9, 16, 17, 1000])
def test_a_long_line_is_cut(write: Callable[[bytes], str], length: int, end: bytes) -> None:
    """So that a line of any length needs little memory. The next line is read as usual."""
    content = b"x" * length + end + (b"next\n" if end else b"")
    lines = Read(write(content), longest=8).lines

    assert [b"x" * min(length, 8), *([b"next"] if end else [])] == lines


def test_a_missing_file_does_not_stop_the_others(write: Callable[[bytes], str]) -> None:
    """Nor does a folder."""
    name = write(b"a\n")
    read = Read("missing.jsonl", str(Path(name).parent), name)

    assert [b"a"] == read.lines
    assert [
        ("missing.jsonl", "No such file or directory"),
        (str(Path(name).parent), "Is a directory"),
    ] == read.failed
    assert read.source.total is None


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress], ids=["gzip", "zstd"])
def test_a_damaged_file_is_read_up_to_the_damage(
    write: Callable[[bytes], str], pack: Callable[[bytes], bytes]
) -> None:
    """Its whole lines are kept, and the reason says how many."""
    content = pack(b"one\ntwo\n")
    cut, damaged = write(content + pack(b"three")[:6]), write(content + b"(\xb5\x2f\xfd\xff")
    after = write(b"after\n")
    read = Read(cut, damaged, after)

    assert [b"one", b"two", b"one", b"two", b"after"] == read.lines
    assert [(cut, damaged)] == [tuple(name for name, _ in read.failed)]
    for _, reason in read.failed:
        assert "its compressed data is damaged (after line 2)" == reason


def test_without_the_extra_zstd_says_what_to_install(
    write: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python has a module for zstd since 3.14."""
    name = write(zstd.compress(LINES))
    monkeypatch.setitem(sys.modules, zstd.__name__, None)
    read = Read(name)

    assert [(name, "zstd needs an extra: pip install 'stytch-exchange[lines]'")] == read.failed


def test_the_module_for_zstd_depends_on_python(monkeypatch: pytest.MonkeyPatch) -> None:
    """The backport has the same interface."""
    asked: list[str] = []
    monkeypatch.setattr(source_module, "import_module", asked.append)
    for version in ((3, 13), (3, 14)):
        monkeypatch.setattr(sys, "version_info", version)
        source_module._zstd()  # noqa: SLF001

    assert ["backports.zstd", "compression.zstd"] == asked
