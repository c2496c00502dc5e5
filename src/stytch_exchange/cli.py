"""The command `stytch-exchange`: check bodies, print examples, redact, run a sandbox."""

import json
import sys
from pathlib import Path
from typing import Annotated, NoReturn

try:
    import typer
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text
except ModuleNotFoundError as error:
    sys.exit(f"The command line needs {error.name}: pip install 'stytch-exchange[cli]'")

from stytch_exchange.checking.check import check_response
from stytch_exchange.checking.report import Report
from stytch_exchange.examples import example_names, load_example
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.redaction import redact as redacted

app = typer.Typer(
    help="Work with bodies of Stytch's B2B exchange_access_token response.",
    no_args_is_help=True,
    add_completion=False,
    # A traceback with local variables would show what is in the body.
    pretty_exceptions_enable=False,
)

_STANDARD_INPUT = "-"
_LONGEST_NAME, _LONGEST_PLAIN_WORD = 255, 30
_NOT_OK, _UNREADABLE = 1, 2
_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}


@app.command()
def check(
    files: Annotated[
        list[str] | None,
        typer.Argument(metavar="FILE", help="Files with a body each; - is standard input."),
    ] = None,
    *,
    status_code: Annotated[
        int | None,
        typer.Option(min=100, max=999, help="The HTTP status code that the bodies came with."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a line of JSON for each file.")
    ] = False,
) -> None:
    """Tell where bodies depart from the contract.

    Exits with 0, with 1 where a body has an error, and with 2 where a file cannot be read.
    """
    exit_code = 0
    for name in files or [_STANDARD_INPUT]:
        body = _read(name)
        if body is None:
            exit_code = _UNREADABLE
            continue
        report = check_response(body, status_code=status_code)
        if not report.ok:
            exit_code = max(exit_code, _NOT_OK)
        if as_json:
            typer.echo(json.dumps({"file": name, **json.loads(report.to_json())}))
        else:
            _show(name, report)
    raise typer.Exit(exit_code)


@app.command()
def example(
    name: Annotated[
        str | None, typer.Argument(help="Which example; without it, their names are listed.")
    ] = None,
) -> None:
    """Print an example of a body."""
    if name is None:
        typer.echo("\n".join(example_names()))
    elif name in example_names():
        typer.echo(load_example(name), nl=False)
    else:
        _fail(f"there is no example {name}: run `stytch-exchange example` for their names")


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

    Everything else stays as it was. Read the result before you commit it. Exits with 2 if the
    text cannot be read: it is not UTF-8, is compressed, or is larger than 16 MiB.
    """
    text = _read(file)
    if text is None:
        raise typer.Exit(_UNREADABLE)
    try:
        result = redacted(text)
    except ValueError as error:
        _fail(f"{file} {error}")
    # As bytes, so that line ends and encoding stay as they were.
    typer.echo(result, nl=False)


@app.command()
def sandbox(  # noqa: PLR0913 - they are its options
    *,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 is any that is free.")] = 0,
    example: Annotated[
        str, typer.Option(help="The example whose member signs in.")
    ] = "connected-app",
    rate_limit: Annotated[
        int | None, typer.Option(help="How many exchanges are answered in any minute.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Makes identifiers and tokens the same in each run.")
    ] = None,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Listen where other machines reach it, too.")
    ] = False,
) -> None:
    """Serve a local stand-in for the API until Ctrl+C, and print what to paste."""
    try:
        from stytch_exchange.sandbox.command import serve  # noqa: PLC0415 - needs an extra
    except ModuleNotFoundError as error:
        _fail(str(error))
    exit_code = serve(
        host=host,
        port=port,
        example=example,
        rate_limit=rate_limit,
        seed=seed,
        allow_remote=allow_remote,
    )
    raise typer.Exit(exit_code)


def _read(name: str) -> bytes | None:
    """Return the bytes of a file, or None once it is told why it cannot be read."""
    try:
        return sys.stdin.buffer.read() if name == _STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        typer.echo(f"stytch-exchange: {_shown(name)} cannot be read: {error.strerror}", err=True)
        return None


def _shown(name: str) -> str:
    """Return the name of a file that is not there, unless a body or a token was passed as one."""
    like_json = not set('"{}\n').isdisjoint(name)
    like_a_token = len(name) > _LONGEST_PLAIN_WORD and not Path(name).suffix
    if like_json or like_a_token or len(name) > _LONGEST_NAME:
        return "what was passed as a file"
    return name


def _show(name: str, report: Report) -> None:
    """Print a report: as a table with colors on a terminal, else as plain lines."""
    console = Console()
    if not console.is_terminal or not report.findings:
        typer.echo(f"{name}: {report}")
        return
    summary = str(report).partition("\n")[0]
    table = Table("Severity", "Code", "Where", "What", title=Text(f"{name}: {summary}"))
    for finding in report.findings:
        severity = Text(finding.severity, style=_COLORS[finding.severity])
        place = Text(finding.pointer or "(body)", overflow="fold")
        table.add_row(severity, Text(finding.code), place, Text(finding.message))
    console.print(table)


def _fail(message: str) -> NoReturn:
    typer.echo(f"stytch-exchange: {message}", err=True)
    raise typer.Exit(_UNREADABLE)
