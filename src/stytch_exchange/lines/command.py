"""The commands `check --lines`, `redact --lines` and `fixture --lines`."""

from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from stytch_exchange.findings import Severity
from stytch_exchange.lines.page import page_of
from stytch_exchange.lines.source import Chunk, Source
from stytch_exchange.lines.summary import Summary
from stytch_exchange.lines.tasks import Rewritten, check_chunk, fixture_chunk, redact_chunk
from stytch_exchange.lines.text import counted, headline, rows_of_summary, text_of
from stytch_exchange.lines.workers import WorkerKilledError, cores, in_order
from stytch_exchange.parsing import TOO_LARGE
from stytch_exchange.redaction import LARGEST

_NOT_OK, _FAILED, _INTERRUPTED = 1, 2, 130
_MOST_ROWS = 100
_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}

Task = Callable[[Chunk], Rewritten]
"""Rewrites the lines of a chunk."""

Cannot = Callable[[str, str, str], None]
"""Prints what cannot be done (`read` or `write`), the name of the file, and why."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of `check --lines`."""

    status_code: int | None = None
    at: str | None = None
    as_json: bool = False
    fail_on: Severity = "error"
    baseline: str | None = None
    summary_json: str | None = None
    html: str | None = None
    jobs: int | None = None


def check_lines(names: Sequence[str], options: Options, cannot: Cannot) -> int:
    """Check each line of the files as a body, print a summary, and return the exit status.

    Args:
        names: The files; `-` is standard input.
        options: The options.
        cannot: Prints which file cannot be read or written.
    """
    baseline = None
    if options.baseline is not None:
        try:
            baseline = Summary.from_json(Path(options.baseline).read_bytes())
        except (OSError, ValueError) as error:
            cannot("read", options.baseline, getattr(error, "strerror", None) or f"it {error}")
            return _FAILED
    task = partial(
        check_chunk, status_code=options.status_code, at=options.at, as_json=options.as_json
    )
    failures: list[tuple[str, str]] = []
    source = Source(names, longest=TOO_LARGE + 1, failed=lambda *why: failures.append(why))
    summary, interrupted = Summary(), False
    try:
        with (
            closing(source.chunks()) as chunks,
            closing(in_order(task, chunks, jobs=options.jobs or cores())) as results,
            _progress(source, hidden=options.as_json) as advance,
        ):
            for result in results:
                typer.echo(result.text, nl=False)
                summary += result.summary
                advance(summary.bodies)
    except KeyboardInterrupt:
        interrupted = True
    except WorkerKilledError as killed:
        failures.append(_killed(killed))
    news = None if baseline is None else summary.since(baseline)
    _show(summary, news, err=options.as_json)
    if interrupted:
        typer.echo(f"stopped by Ctrl+C after {counted(summary.bodies)}", err=True)
    for name, reason in failures:
        cannot("read", name, reason)
    written = _write(options.summary_json, lambda: summary.to_json(indent=2) + "\n", cannot)
    written &= _write(options.html, lambda: page_of(summary, news), cannot)
    if interrupted:
        return _INTERRUPTED
    if failures or not written:
        return _FAILED
    judged = summary if news is None else news
    return _NOT_OK if judged.has(options.fail_on) else 0


def redact_lines(name: str, cannot: Cannot) -> int:
    """Print a file with the secrets of each line masked, and return the exit status.

    Args:
        name: The file; `-` is standard input.
        cannot: Prints that the file cannot be read.
    """
    return _rewrite([name], lambda _: redact_chunk, cannot, longest=LARGEST)


def fixture_lines(
    names: Sequence[str],
    cannot: Cannot,
    *,
    seed: int,
    at: datetime | None,
    keep: Collection[str],
) -> int:
    """Print the fixture of each line of the files, and return the exit status.

    Args:
        names: The files; `-` is standard input.
        cannot: Prints which file cannot be read.
        seed: Another seed invents other values.
        at: The new time of the last use in each line. None keeps the times.
        keep: Texts that stay.
    """
    from stytch_exchange.fixtures.keyed import key_of  # noqa: PLC0415 - needs an extra

    def task_for(first: Sequence[bytes]) -> Task:
        return partial(fixture_chunk, key=key_of(seed, first), at=at, keep=keep)

    return _rewrite(names, task_for, cannot, longest=TOO_LARGE)


def _rewrite(
    names: Sequence[str],
    task_for: Callable[[Sequence[bytes]], Task],
    cannot: Cannot,
    *,
    longest: int,
) -> int:
    """Print each line of the files as a task rewrites it, and return the exit status.

    Args:
        names: The files; `-` is standard input.
        task_for: Returns the task, and gets the lines of the first chunk.
        cannot: Prints which file cannot be read.
        longest: The length in bytes of the longest line that the task accepts.
    """
    failures: list[tuple[str, str]] = []
    refused = 0
    source = Source(names, longest=longest + 1, failed=lambda *why: failures.append(why))
    try:
        with closing(source.chunks()) as chunks:
            first = list(islice(chunks, 1))
            task = task_for([line for chunk in first for line in chunk.lines])
            with (
                closing(in_order(task, chain(first, chunks), jobs=cores())) as results,
                _progress(source, hidden=True) as advance,
            ):
                for result in results:
                    typer.echo(result.text, nl=False)
                    for position, reason in result.refused:
                        refused += 1
                        typer.echo(f"stytch-exchange: {position} {reason}", err=True)
                    advance(0)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except WorkerKilledError as killed:
        failures.append(_killed(killed))
    for name, reason in failures:
        cannot("read", name, reason)
    return _FAILED if failures else _NOT_OK if refused else 0


def _killed(killed: WorkerKilledError) -> tuple[str, str]:
    """Return the file whose lines have no result, and the reason."""
    return killed.chunk.file, f"{killed} (after line {killed.chunk.start - 1})"


def _write(name: str | None, text: Callable[[], str], cannot: Cannot) -> bool:
    """Write a file if its name was given, and return whether nothing went wrong."""
    if name is None:
        return True
    try:
        Path(name).write_text(text(), "utf-8")
    except OSError as error:
        cannot("write", name, str(error.strerror))
        return False
    return True


@contextmanager
def _progress(source: Source, *, hidden: bool) -> Generator[Callable[[int], None]]:
    """Show a progress bar on a terminal, and yield the function that moves it.

    Args:
        source: The files that are read.
        hidden: Show no bar if standard output is a terminal too, because lines are printed there.
    """
    console = Console(stderr=True)
    with Progress(
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[bodies]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
        disable=not console.is_terminal or (hidden and Console().is_terminal),
    ) as progress:
        task = progress.add_task("", total=source.total, bodies="")
        yield lambda bodies: progress.update(
            task, completed=source.position, bodies=counted(bodies) if bodies else ""
        )


def _show(summary: Summary, news: Summary | None, *, err: bool) -> None:
    """Print a summary, or what is new in it, with a colored table on a terminal."""
    rows = list(rows_of_summary(summary if news is None else news))
    typer.echo(headline(summary), err=err)
    if news is not None:
        typer.echo("new since the baseline:" if rows else "nothing is new", err=err)
    console = Console(stderr=err)
    if console.is_terminal and rows:
        table = Table("Severity", "Code", "Where", "What", "Bodies", "First")
        for severity, *cells in rows[:_MOST_ROWS]:
            mark = Text(severity, style=_COLORS[severity])
            table.add_row(mark, *(Text(cell, overflow="fold") for cell in cells))
        console.print(table)
    elif rows:
        typer.echo(text_of(rows[:_MOST_ROWS]), err=err)
    if len(rows) > _MOST_ROWS:
        typer.echo(f"  and {len(rows) - _MOST_ROWS} more: --summary-json writes all", err=err)
