"""Tasks: the work on a chunk of lines, which a worker process does."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from stytch_exchange.lines.records import check_records
from stytch_exchange.lines.rows import Position
from stytch_exchange.lines.source import Chunk
from stytch_exchange.lines.summary import Summary
from stytch_exchange.redaction import MASK, redact


class Checked(NamedTuple):
    """The result of checking a chunk."""

    summary: Summary
    text: str
    """A line of JSON for each body, or nothing if it was not asked for."""


class Rewritten(NamedTuple):
    """The result of redacting a chunk, or of making fixtures of it."""

    text: bytes
    """The new lines, each with a line end."""

    refused: tuple[tuple[Position, str], ...]
    """The lines that could not be rewritten, and why not."""


def check_chunk(chunk: Chunk, *, status_code: int | None, at: str | None, as_json: bool) -> Checked:
    """Check each line of a chunk as a body.

    Args:
        chunk: The lines.
        status_code: The HTTP status code of all responses, or None.
        at: Where the response is inside each body, or None.
        as_json: Also return the reports.
    """
    records = check_records(
        chunk.lines, start=chunk.start, file=chunk.file, status_code=status_code, at=at
    )
    lines: list[str] = []

    def summaries() -> Iterator[Summary]:
        for record in records:
            if as_json:
                lines.append(f"{record.to_json()}\n")
            yield record.summary

    return Checked(Summary.merged(summaries()), "".join(lines))


def redact_chunk(chunk: Chunk) -> Rewritten:
    """Mask the secrets of each line of a chunk, one line at a time."""
    return _rewritten(chunk, redact)


def fixture_chunk(
    chunk: Chunk, *, key: bytes, at: datetime | None, keep: Collection[str]
) -> Rewritten:
    """Make a fixture of each line of a chunk, one line at a time.

    Args:
        chunk: The lines.
        key: What `key_of` made of the first lines.
        at: The new time of the last use in each line. None keeps the times.
        keep: Texts that stay.
    """
    from stytch_exchange.fixtures.making import (  # noqa: PLC0415 - needs an extra
        fixture_of_line,
    )

    return _rewritten(chunk, partial(fixture_of_line, key=key, at=at, keep=keep))


def _rewritten(chunk: Chunk, rewrite: Callable[[bytes], bytes]) -> Rewritten:
    """Rewrite each line.

    A line that cannot be rewritten is replaced by a mask, as a JSON string.
    """
    lines: list[bytes] = []
    refused: list[tuple[Position, str]] = []
    for number, line in enumerate(chunk.lines, chunk.start):
        try:
            lines.append(rewrite(line))
        except ValueError as error:
            lines.append(f'"{MASK}"'.encode())
            refused.append((Position(chunk.file, number), str(error)))
    return Rewritten(b"".join(line + b"\n" for line in lines), tuple(refused))
