"""The command: started by hand, it prints what to paste, and Ctrl+C ends it."""

import io
import re
import runpy
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import stytch_exchange.sandbox.command
from stytch_exchange import parse_response
from stytch_exchange.cli import app

MODULE = [sys.executable, "-m", "stytch_exchange.sandbox"]
COMMAND = [str(Path(sys.executable).parent / "stytch-exchange"), "sandbox"]
DEFAULTS = {
    "host": "127.0.0.1",
    "port": 0,
    "example": "connected-app",
    "rate_limit": None,
    "seed": None,
    "allow_remote": False,
}


@pytest.fixture(name="process", params=[MODULE, COMMAND], ids=["module", "command"])
def _process(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A sandbox that was started by hand, in either way, in a process of its own."""
    # Tests that are run in the background ignore Ctrl+C, which a process would inherit.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(  # noqa: S603 - our own command
        request.param,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        signal.signal(signal.SIGINT, before)
        yield process
        process.kill()


@pytest.fixture(name="interrupted")
def _interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C comes as soon as nothing more is typed."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stytch_exchange.sandbox.command, "_wait", interrupt)


def _printed(process: subprocess.Popen[str]) -> str:
    """Return all that is printed before the first access token is used up."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or "response.member.name" not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], "it ended early"
    return "".join(lines)


def _block(printed: str, beginning: str) -> str:
    """Return the block that begins with a word, up to the next heading or the end."""
    text = printed[printed.index(f"\n{beginning} ") :]
    return text.partition("\n\nWith ")[0]


@pytest.mark.usefixtures("interrupted")
def test_each_way_to_paste_has_a_token_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever tries one after the other is not refused."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    stytch_exchange.sandbox.command.serve(**DEFAULTS)  # type: ignore[arg-type]

    pasted = re.findall(r'access_token(?:": |\()"(\S+)"', capsys.readouterr().out)
    assert (2, 2) == (len(pasted), len(set(pasted)))


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_command_that_is_printed_works(process: subprocess.Popen[str]) -> None:
    """Pasted into a shell, it prints the response."""
    command = _block(_printed(process), "curl")
    body = subprocess.run(  # noqa: S602 - the command that a user pastes
        f"NO_PROXY=* {command.strip()} --silent", shell=True, check=True, capture_output=True
    ).stdout

    assert "Nguyễn Thu Hà" == parse_response(body).member.name


def test_the_python_lines_that_are_printed_work(process: subprocess.Popen[str]) -> None:
    """Pasted into Python, they print the member's name."""
    lines = _block(_printed(process), "import")
    printed = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", lines], check=True, capture_output=True, text=True
    ).stdout

    assert "Nguyễn Thu Hà\n" == printed


def test_ctrl_c_ends_it_without_a_traceback(process: subprocess.Popen[str]) -> None:
    """The exit status is 0, and its last words are none."""
    _printed(process)

    process.send_signal(signal.SIGINT)
    printed, errors = process.communicate(timeout=30)

    assert (0, "", "") == (process.returncode, errors, printed.strip())


@pytest.mark.usefixtures("interrupted")
def test_each_line_that_is_typed_gives_another_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first one comes with what to paste; where nobody types, it serves on all the same."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nanother, please\n"))

    exit_code = stytch_exchange.sandbox.command.serve(**DEFAULTS)  # type: ignore[arg-type]

    tokens = re.findall(r"^Access token: (\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert (0, 3) == (exit_code, len(set(tokens)))


@pytest.mark.usefixtures("interrupted")
def test_it_serves_without_any_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python has none where it was closed before the start, as some supervisors do."""
    monkeypatch.setattr(sys, "stdin", None)

    assert 0 == stytch_exchange.sandbox.command.serve(**DEFAULTS)  # type: ignore[arg-type]
    assert "Access token: " in capsys.readouterr().out


def test_it_waits_for_a_signal_where_nobody_types(process: subprocess.Popen[str]) -> None:
    """A closed standard input is no reason to end."""
    _printed(process)
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None

    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.3)


def test_waiting_ends_with_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long that takes."""
    waits = iter([None, None])

    def sleep(_seconds: float) -> None:
        if next(waits, "Ctrl+C"):
            raise KeyboardInterrupt

    monkeypatch.setattr(stytch_exchange.sandbox.command, "sleep", sleep)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert 0 == stytch_exchange.sandbox.command.serve(**DEFAULTS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"host": "::1", "port": 8123, "example": "mfa"},
        {"rate_limit": 5, "seed": 7, "allow_remote": True},
    ],
)
def test_both_ways_take_the_same_options(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, object]
) -> None:
    """With the same defaults, and what the sandbox returns is the exit status."""
    served: list[dict[str, object]] = []

    def serve(**settings: object) -> int:
        served.append(settings)
        return 3

    monkeypatch.setattr(stytch_exchange.sandbox.command, "serve", serve)
    arguments = [
        word
        for name, value in options.items()
        for word in [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    ]
    monkeypatch.setattr(sys, "argv", ["sandbox", *arguments])

    result = CliRunner().invoke(app, ["sandbox", *arguments])
    with pytest.raises(SystemExit) as exited:
        runpy.run_module("stytch_exchange.sandbox", run_name="__main__")

    assert [{**DEFAULTS, **options}] * 2 == served
    assert (3, 3) == (result.exit_code, exited.value.code)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"host": "192.0.2.1"}, "'192.0.2.1' can be reached by other machines"),
        ({"example": "nobody"}, "no member is named 'nobody'"),
        ({"host": "192.0.2.1", "allow_remote": True}, "assign requested address"),
        ({"port": 65536}, "a port is from 0 to 65535, not 65536"),
    ],
)
def test_why_it_cannot_start_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], wrong: dict[str, object], reason: str
) -> None:
    """On standard error, without a traceback, and with exit status 2."""
    exit_code = stytch_exchange.sandbox.command.serve(**{**DEFAULTS, **wrong})  # type: ignore[arg-type]

    captured = capsys.readouterr()
    assert (2, "") == (exit_code, captured.out)
    assert captured.err.startswith("the sandbox cannot start: ")
    assert reason in captured.err
    assert 1 == captured.err.count("\n")


def test_the_command_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra `cli` alone does not bring the sandbox."""
    for name in [name for name in sys.modules if name.startswith("stytch_exchange.sandbox")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    result = CliRunner().invoke(app, ["sandbox"])

    assert 2 == result.exit_code
    assert result.stderr == (
        "stytch-exchange: the sandbox needs uvicorn: pip install 'stytch-exchange[sandbox]'\n"
    )


def test_the_module_does_not_need_the_extra_of_the_command_line() -> None:
    """Neither Typer nor Rich is imported."""
    script = (
        "import sys, stytch_exchange.sandbox.command\n"
        "print({'typer', 'rich'} & {name.partition('.')[0] for name in sys.modules})"
    )
    printed = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout

    assert "set()" == printed.strip()
