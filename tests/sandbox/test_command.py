"""The command: it prints code to paste, and Ctrl+C ends it."""

import io
import json
import re
import runpy
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from inspect import signature
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

import stytch_exchange.sandbox.command
from stytch_exchange import parse_response
from stytch_exchange.cli import app
from stytch_exchange.sandbox import run_sandbox
from stytch_exchange.sandbox.command import options_parser

MODULE = [sys.executable, "-m", "stytch_exchange.sandbox"]
COMMAND = [str(Path(sys.executable).parent / "stytch-exchange"), "sandbox"]
EVERYWHERE = "0.0.0.0"  # noqa: S104 - the reason to warn
PROG = "stytch-exchange sandbox"


@pytest.fixture(name="process", params=[MODULE, COMMAND], ids=["module", "command"])
def _process(request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A sandbox in its own process, started with each of the two commands."""
    # In the background, tests ignore Ctrl+C, and a child process would inherit that.
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
    """Ctrl+C comes as soon as standard input ends."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(stytch_exchange.sandbox.command, "_wait", interrupt)


def _printed(process: subprocess.Popen[str]) -> str:
    """Return the output up to the last line to paste."""
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
    """Both can be tried, one after the other."""
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    stytch_exchange.sandbox.command.serve([], prog=PROG)

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
    """The exit status is 0, and nothing more is printed."""
    _printed(process)

    process.send_signal(signal.SIGINT)
    printed, errors = process.communicate(timeout=30)

    assert (0, "", "") == (process.returncode, errors, printed.strip())


@pytest.mark.usefixtures("interrupted")
def test_each_line_that_is_typed_gives_another_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first token comes with the code to paste. The end of standard input does not stop it."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nanother, please\n"))

    exit_code = stytch_exchange.sandbox.command.serve([], prog=PROG)

    tokens = re.findall(r"^Access token: (\S+)$", capsys.readouterr().out, re.MULTILINE)
    assert (0, 3) == (exit_code, len(set(tokens)))


@pytest.mark.usefixtures("interrupted")
def test_it_serves_without_any_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some supervisors close standard input; `sys.stdin` is then None."""
    monkeypatch.setattr(sys, "stdin", None)

    assert 0 == stytch_exchange.sandbox.command.serve([], prog=PROG)
    assert "Access token: " in capsys.readouterr().out


def test_it_keeps_serving_when_standard_input_closes(process: subprocess.Popen[str]) -> None:
    """It keeps running when standard input closes."""
    _printed(process)
    assert process.stdin is not None
    process.stdin.close()
    process.stdin = None

    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=0.3)


@pytest.mark.usefixtures("interrupted")
def test_json_is_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that says everything, and one more for each token."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n"))

    stytch_exchange.sandbox.command.serve(["--json"], prog=PROG)

    first, second = map(json.loads, capsys.readouterr().out.strip().splitlines())
    names = ["access_token", "base_url", "control_key", "jwks_url", "project_id", "secret"]
    assert (names, ["access_token"]) == (sorted(first), sorted(second))


@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize(
    ("options", "warnings"),
    [
        (["--allow-remote"], []),
        (["--host", "127.0.0.1", "--allow-remote", "--seed", "7"], []),
        (["--host", EVERYWHERE, "--allow-remote"], ["not encrypted"]),
        (["--host", EVERYWHERE, "--allow-remote", "--seed", "7"], ["not encrypted", "guess"]),
    ],
)
def test_other_machines_are_a_reason_to_warn(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    warnings: list[str],
) -> None:
    """On standard error. With a seed, the secret is not one."""
    monkeypatch.setattr(sys, "stdin", None)

    stytch_exchange.sandbox.command.serve(options, prog=PROG)

    warned = capsys.readouterr().err.splitlines()
    assert len(warnings) == len(warned)
    assert all(words in line for words, line in zip(warnings, warned, strict=True))


def test_waiting_ends_with_a_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long that takes."""
    waits = iter([None, None])

    def sleep(_seconds: float) -> None:
        if next(waits, "Ctrl+C"):
            raise KeyboardInterrupt

    monkeypatch.setattr(stytch_exchange.sandbox.command, "sleep", sleep)
    monkeypatch.setattr(sys, "stdin", io.StringIO())

    assert 0 == stytch_exchange.sandbox.command.serve([], prog=PROG)


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"host": "::1", "port": 8123, "example": "mfa"},
        {"rate_limit": 5, "seed": 7, "seed_file": "seed.json", "allow_remote": True},
    ],
)
def test_both_ways_pass_the_options_on(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, object]
) -> None:
    """An option that is not given keeps the default of `run_sandbox`."""
    passed: list[dict[str, object]] = []

    def run_sandbox(**settings: object) -> NoReturn:
        passed.append(settings)
        raise KeyboardInterrupt

    monkeypatch.setattr(stytch_exchange.sandbox.command, "run_sandbox", run_sandbox)
    arguments = [
        word
        for name, value in options.items()
        for word in [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    ]
    monkeypatch.setattr(sys, "argv", ["sandbox", *arguments])

    result = CliRunner().invoke(app, ["sandbox", *arguments])
    with pytest.raises(SystemExit) as exited:
        runpy.run_module("stytch_exchange.sandbox", run_name="__main__")

    assert [options] * 2 == passed
    assert (0, 0) == (result.exit_code, exited.value.code)


def test_each_option_is_an_argument_of_run_sandbox() -> None:
    """The command has every argument of the function, except the clock, and `--json`."""
    options = {action.dest for action in options_parser(PROG)._actions}  # noqa: SLF001 - argparse has no other list

    assert set(signature(run_sandbox).parameters) - {"clock"} == options - {"help", "json"}


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--porto"], ["--se", "7"], ["x"]])
def test_a_wrong_option_is_a_usage_error(arguments: list[str]) -> None:
    """Wrong values, unknown options, abbreviations and extra words give exit status 2."""
    result = CliRunner().invoke(app, ["sandbox", *arguments])

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith("usage: stytch-exchange sandbox ")


def test_the_help_lists_the_options() -> None:
    """With the name of the command that was used."""
    result = CliRunner().invoke(app, ["sandbox", "--help"])

    assert 0 == result.exit_code
    assert result.stdout.startswith("usage: stytch-exchange sandbox ")
    assert "--rate-limit" in result.stdout


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (["--host", "192.0.2.1"], "other machines can reach '192.0.2.1'"),
        (["--example", "nobody"], "unknown example 'nobody'"),
        (["--host", "192.0.2.1", "--allow-remote"], "assign requested address"),
        (["--seed-file", "nowhere.json"], "No such file or directory"),
        (["--port", "65536"], "the port must be from 0 to 65535, not 65536"),
    ],
)
def test_a_failed_start_is_explained_in_a_sentence(
    capsys: pytest.CaptureFixture[str], wrong: list[str], reason: str
) -> None:
    """On standard error, without a traceback, and with exit status 2."""
    exit_code = stytch_exchange.sandbox.command.serve(wrong, prog=PROG)

    captured = capsys.readouterr()
    assert (2, "") == (exit_code, captured.out)
    assert captured.err.startswith("cannot start the sandbox: ")
    assert reason in captured.err
    assert 1 == captured.err.count("\n")


def test_the_command_says_which_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra `cli` does not include the sandbox."""
    for name in [name for name in sys.modules if name.startswith("stytch_exchange.sandbox")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)

    result = CliRunner().invoke(app, ["sandbox"])

    assert 2 == result.exit_code
    assert result.stderr == (
        "stytch-exchange: the sandbox needs uvicorn: pip install 'stytch-exchange[sandbox]'\n"
    )


def test_the_module_does_not_need_the_extra_of_the_command_line() -> None:
    """It imports neither Typer nor Rich."""
    script = (
        "import sys, stytch_exchange.sandbox.command\n"
        "print({'typer', 'rich'} & {name.partition('.')[0] for name in sys.modules})"
    )
    printed = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    ).stdout

    assert "set()" == printed.strip()
