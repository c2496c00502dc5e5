"""The command `stytch-exchange`: check bodies, print examples, redact, run a sandbox."""

import json
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

try:
    import typer

    # Only to say if it is missing: its console is slow to import, and often not needed.
    import_module("rich")
except ModuleNotFoundError as error:
    sys.exit(f"The command line needs {error.name}: pip install 'stytch-exchange[cli]'")

from stytch_exchange.checking.check import check_response
from stytch_exchange.checking.inside import steps_of
from stytch_exchange.checking.report import Report, Row, aligned, rows_of
from stytch_exchange.examples import example_names, load_example
from stytch_exchange.models.response import ExchangeAccessTokenResponse

app = typer.Typer(
    help="Check and redact bodies of Stytch's B2B exchange_access_token response.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables would show the body.
    pretty_exceptions_enable=False,
)

_STANDARD_INPUT = "-"
_NOT_OK, _UNREADABLE = 1, 2
_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}

_WORD = re.compile(r"[A-Z]?[a-z]*\d*|[A-Z]+\d*|(?:[A-Z]?[a-z]{3,}|[^\W\d_a-zA-Z]+)+\d*")
"""A part of a name that is not random: `body`, `BODY`, `x86`, `memberSession`, `2026` or `响应`."""

_LONGEST_NAME = 255
_LONGEST_WORD = 24
_LONG_COMPONENT = 16
_RANDOM_IN_A_COMPONENT, _RANDOM_IN_A_NAME = 3, 12
"""The most characters outside of words that a long component, and a whole name, may have."""


@app.command()
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILE", help="Files with one body each; - is standard input, the default."
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
        bool, typer.Option("--json", help="Print one line of JSON per file.")
    ] = False,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", help="Print each finding, and what can be read, tokens masked."),
    ] = False,
) -> None:
    """Check response bodies against the API contract, and say what they are instead.

    The exit status is 0 if no body has an error, 1 if a body has one, and 2 if a file cannot be
    read.
    """
    try:
        steps_of(at or "")
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--at") from None
    exit_code = 0
    for name in files or [_STANDARD_INPUT]:
        body = _read(name)
        if body is None:
            exit_code = _UNREADABLE
            continue
        report = check_response(body, status_code=status_code, at=at)
        if not report.ok:
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
        shown = "" if _could_be_a_token(name) else f" {name}"
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
) -> None:
    """Print a body, a log or a recording with its secrets masked.

    Everything else is unchanged. Read the result before you commit it. Exits with 2 if the
    text cannot be read: it is not UTF-8, is compressed, or is larger than 16 MiB.
    """
    from stytch_exchange.redaction import redact as redacted  # noqa: PLC0415 - slow to import

    text = _read(file)
    if text is None:
        raise typer.Exit(_UNREADABLE)
    try:
        result = redacted(text)
    except ValueError as error:
        _fail(f"{file} {error}")
    # Bytes keep the line ends and the encoding.
    typer.echo(result, nl=False)


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


def _read(name: str) -> bytes | None:
    """Return the bytes of a file, or print why it cannot be read and return None."""
    try:
        return sys.stdin.buffer.read() if name == _STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        shown = "a file whose name could be a token" if _could_be_a_token(name) else name
        typer.echo(f"stytch-exchange: cannot read {shown}: {error.strerror}", err=True)
        return None


def _could_be_a_token(name: str) -> bool:
    """Return whether a name must not be printed, in case a token or a body was passed as a name.

    A name is printed if its parts are words, as in a path that a person wrote. The parts of a JWT
    or of a random token are not, with or without a suffix.
    """
    if len(name) > _LONGEST_NAME or not set('"{}\n').isdisjoint(name):
        return True
    total = 0
    for component in re.split(r"[/\\. ]+", name):
        parts = re.split(r"[\W_]+", component)
        random = sum(len(p) for p in parts if len(p) > _LONGEST_WORD or not _WORD.fullmatch(p))
        if len(component) >= _LONG_COMPONENT and random > _RANDOM_IN_A_COMPONENT:
            return True
        total += random
    return total > _RANDOM_IN_A_NAME


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
