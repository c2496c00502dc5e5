"""The command `stytch-exchange`: check bodies, print examples, redact, run a sandbox."""

import json
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NoReturn

try:
    import typer
    from typer.core import TyperGroup

    # Only to say if it is missing: its console is slow to import, and often not needed.
    import_module("rich")
except ModuleNotFoundError as error:
    sys.exit(f"The command line needs {error.name}: pip install 'stytch-exchange[cli]'")

from stytch_exchange.checking.check import check_response
from stytch_exchange.checking.inside import steps_of
from stytch_exchange.checking.report import Report, Row, aligned, rows_of
from stytch_exchange.echo import could_be_a_token, without_tokens
from stytch_exchange.examples import example_names, load_example
from stytch_exchange.findings import SEVERITIES, Severity
from stytch_exchange.models.response import ExchangeAccessTokenResponse


class _Commands(TyperGroup):
    """The commands. An error about an argument does not repeat what could be a token."""

    def make_context(self, *args: Any, **kwargs: Any) -> Any:
        """Parse the arguments before the name of a command."""
        with _nothing_echoed():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Parse the arguments after the name of a command, and run the command."""
        with _nothing_echoed():
            return super().invoke(ctx)


@contextmanager
def _nothing_echoed() -> Generator[None]:
    """Take what could be a token out of an error about an argument."""
    try:
        yield
    except Exception as error:
        # Each version of Typer has the classes of these errors in another module.
        for name in ("message", "option_name"):
            if isinstance(text := getattr(error, name, None), str):
                setattr(error, name, without_tokens(text))
        raise


app = typer.Typer(
    cls=_Commands,
    help="Check and redact bodies of Stytch's B2B exchange_access_token response.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables would show the body.
    pretty_exceptions_enable=False,
)

_STANDARD_INPUT = "-"
_NOT_OK, _UNREADABLE = 1, 2
_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}


@app.command()
def check(  # noqa: PLR0913 - each option is an argument
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="Files with one body each, or with --lines one on each line; - is standard"
            " input, the default.",
        ),
    ] = None,
    *,
    status_code: Annotated[
        int | None,
        typer.Option(min=100, max=999, help="The HTTP status code of the responses."),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="POINTER", help="Where the response is inside each body, such as /data."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one line of JSON per body.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", help="Print all findings, and the values, with masked tokens."),
    ] = False,
    fail_on: Annotated[
        Severity,
        typer.Option(help="The least serious finding that makes the exit status 1."),
    ] = "error",
    lines: Annotated[
        bool,
        typer.Option(
            "--lines", help="Check each line as a body, on all cores, and print a summary."
        ),
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="With --lines: a summary of an earlier run; print only what is new since.",
        ),
    ] = None,
    summary_json: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="With --lines: write the summary as JSON."),
    ] = None,
    html: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="With --lines: write the summary as an HTML page."),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="With --lines: the number of processes; by default all cores."),
    ] = None,
) -> None:
    """Check response bodies against the API contract, and recognize other bodies, such as HTML.

    Exits with 0 if no body has an error, 1 if a body has an error,
    and 2 if a file cannot be read.
    """
    try:
        steps_of(at or "")
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--at") from None
    of_lines = {
        "--baseline": baseline,
        "--summary-json": summary_json,
        "--html": html,
        "--jobs": jobs,
    }
    if lines:
        if verbose:
            raise typer.BadParameter("cannot be used with --lines", param_hint="--verbose")
        from stytch_exchange.lines.command import (  # noqa: PLC0415 - one body does not need it
            Options,
            check_lines,
        )

        options = Options(status_code, at, as_json, fail_on, baseline, summary_json, html, jobs)
        raise typer.Exit(check_lines(files or [_STANDARD_INPUT], options, _cannot))
    for option, value in of_lines.items():
        if value is not None:
            raise typer.BadParameter("needs --lines", param_hint=option)
    counted = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    exit_code = 0
    for name in files or [_STANDARD_INPUT]:
        body = _read(name)
        if body is None:
            exit_code = _UNREADABLE
            continue
        report = check_response(body, status_code=status_code, at=at)
        if any(found.severity in counted for found in report.findings):
            exit_code = max(exit_code, _NOT_OK)
        if as_json:
            typer.echo(json.dumps({"file": name, **json.loads(report.to_json())}))
        else:
            _show(name, report, verbose=verbose)
    raise typer.Exit(exit_code)


@app.command()
def example(
    name: Annotated[
        str | None, typer.Argument(help="The name of the example; without it, list all names.")
    ] = None,
) -> None:
    """Print an example body, or list the names of all examples."""
    if name is None:
        typer.echo("\n".join(example_names()))
    elif name in example_names():
        typer.echo(load_example(name), nl=False)
    else:
        shown = "" if could_be_a_token(name) else f" {name}"
        _fail(f"unknown example{shown}: run `stytch-exchange example` to list the names")


@app.command()
def schema() -> None:
    """Print the JSON Schema of the response."""
    typer.echo(json.dumps(ExchangeAccessTokenResponse.model_json_schema(), indent=2))


@app.command()
def redact(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Any text in UTF-8; - is standard input.")
    ] = _STANDARD_INPUT,
    *,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines", help="Redact each line by itself, on all cores: for files of any size."
        ),
    ] = False,
) -> None:
    """Print a body, a log or a recording with its secrets masked.

    Everything else is unchanged. Read the result before you commit it.
    Exits with 2 if the text is not UTF-8, is compressed, or is larger than 16 MiB.
    """
    from stytch_exchange.redaction import redact as redacted  # noqa: PLC0415 - slow to import

    if lines:
        from stytch_exchange.lines.command import redact_lines  # noqa: PLC0415 - only for lines

        raise typer.Exit(redact_lines(file, _cannot))
    text = _read(file)
    if text is None:
        raise typer.Exit(_UNREADABLE)
    try:
        result = redacted(text)
    except ValueError as error:
        _fail(f"{file} {error}")
    # Bytes keep the line ends and the encoding.
    typer.echo(result, nl=False)


@app.command()
def fixture(  # noqa: PLR0913 - each option is an argument
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE",
            help="A recorded body, or with --lines files with one on each line; - is standard"
            " input, the default.",
        ),
    ] = None,
    *,
    seed: Annotated[int, typer.Option(help="Choose another seed to invent other values.")] = 0,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Move all times so that the last use is at TIME, such as 2026-03-05T09:12:00Z;"
            " with --lines in each line.",
        ),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="TEXT", help="Keep a text, such as the name of a role; repeatable."),
    ] = None,
    jwks: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the key set that verifies each JWT to a file."),
    ] = None,
    lines: Annotated[
        bool,
        typer.Option(
            "--lines",
            help="Make a fixture of each line, on all cores: the same value gets the same"
            " replacement in all lines.",
        ),
    ] = False,
) -> None:
    """Print a recorded body with an invented value in place of each real one.

    The result has the same findings as the body, and its JWT is signed again.
    Exits with 1 if a line is not a body, and with 2 if the body or a file cannot be read.
    """
    try:
        from stytch_exchange.fixtures import PROJECT_ID, fixture_jwks  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        _fail(str(error))
    names = files or [_STANDARD_INPUT]
    if len(names) > 1 and not lines:
        raise typer.BadParameter("more than one needs --lines", param_hint="FILE")
    moment = None if at is None else _moment(at)
    made = None if lines else _fixture(names[0], seed, moment, keep or ())
    if jwks is not None:
        try:
            jwks.write_bytes(fixture_jwks())
        except OSError as error:
            _cannot("write", str(jwks), str(error.strerror))
            raise typer.Exit(_UNREADABLE) from None
        typer.echo(f"stytch-exchange: the JWT is for {PROJECT_ID}", err=True)
    if made is not None:
        typer.echo(made, nl=False)
        return
    from stytch_exchange.lines.command import fixture_lines  # noqa: PLC0415 - only for lines

    raise typer.Exit(fixture_lines(names, _cannot, seed=seed, at=moment, keep=keep or ()))


def _fixture(name: str, seed: int, at: datetime | None, keep: Sequence[str]) -> bytes:
    """Return the fixture of a file, or print why there is none and exit."""
    from stytch_exchange.fixtures import make_fixture  # noqa: PLC0415 - needs an extra

    body = _read(name)
    if body is None:
        raise typer.Exit(_UNREADABLE)
    try:
        return make_fixture(body, seed=seed, at=at, keep=keep)
    except ValueError as error:
        _fail(f"{name} {error}")


# The sandbox parses its options itself, because `python -m stytch_exchange.sandbox` takes the same
# ones without Typer.
@app.command(
    add_help_option=False,
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
)
def sandbox(context: typer.Context) -> None:
    """Run a local stand-in for the API until Ctrl+C."""
    try:
        from stytch_exchange.sandbox.command import serve  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as error:
        _fail(str(error))
    raise typer.Exit(serve(context.args, prog="stytch-exchange sandbox"))


def _moment(at: str) -> datetime:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = datetime.min  # noqa: DTZ901 - refused as any other time without an offset
    if moment.utcoffset() is None:
        raise typer.BadParameter(
            "must be a time with an offset, such as 2026-03-05T09:12:00Z", param_hint="--at"
        )
    return moment


def _read(name: str) -> bytes | None:
    """Return the bytes of a file, or print why it cannot be read and return None."""
    try:
        return sys.stdin.buffer.read() if name == _STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        _cannot("read", name, str(error.strerror))
        return None


def _cannot(do: str, name: str, reason: str) -> None:
    """Print that a file cannot be read or written."""
    shown = "a file whose name could be a token" if could_be_a_token(name) else name
    typer.echo(f"stytch-exchange: cannot {do} {shown}: {reason}", err=True)


def _show(name: str, report: Report, *, verbose: bool) -> None:
    """Print a report with a colored table on a terminal, or with plain lines elsewhere."""
    for line in report.headlines():
        typer.echo(f"{name}: {line}")
    if rows := rows_of(report.findings, grouped=not verbose):
        _show_rows(rows)
    if verbose:
        _show_content(report)


def _show_rows(rows: Sequence[Row]) -> None:
    """Print at least one row."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and healthy bodies have none
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console()
    if not console.is_terminal:
        typer.echo("\n".join(aligned(rows)))
        return
    table = Table("Severity", "Code", "Where", "What")
    for severity, code, place, message in rows:
        mark = Text(severity, style=_COLORS[severity])
        table.add_row(mark, Text(code), Text(place, overflow="fold"), Text(message))
    console.print(table)


def _show_content(report: Report) -> None:
    """Print the response, or the part of it that can be read, with masked tokens."""
    if report.response is not None:
        typer.echo(report.response.to_json(indent=2))
    elif report.partial is not None:
        typer.echo(json.dumps(report.partial, indent=2, ensure_ascii=False))


def _fail(message: str) -> NoReturn:
    typer.echo(f"stytch-exchange: {message}", err=True)
    raise typer.Exit(_UNREADABLE)
