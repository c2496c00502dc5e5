"""The command line: its output, its exit status, and that it shows no secret."""

import gzip
import json
import re
import runpy
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

import stytch_exchange.cli
from stytch_exchange import (
    ExchangeAccessTokenResponse,
    check_response,
    example_names,
    load_example,
)
from stytch_exchange.cli import app
from stytch_exchange.redaction import LARGEST
from tests.leaks import runs, secrets_of

OLDER = load_example("older-api")
RANDOM = urlsafe_b64encode(sha256().digest()).decode().rstrip("=")


@pytest.fixture(name="run")
def _run() -> CliRunner:
    """Runs the command in this process, with a separate standard error."""
    return CliRunner()


@pytest.fixture(name="healthy")
def _healthy(tmp_path: Path) -> str:
    """The path of a file with a healthy body."""
    path = tmp_path / "healthy.json"
    path.write_bytes(load_example("connected-app"))
    return str(path)


def test_a_healthy_file_is_ok(run: CliRunner, healthy: str) -> None:
    """One line, and exit status 0."""
    result = run.invoke(app, ["check", healthy])

    assert (0, f"{healthy}: ok: nothing found\n") == (result.exit_code, result.stdout)


def test_findings_are_printed_line_by_line(run: CliRunner) -> None:
    """Without a terminal, the report is plain text, and the exit status is 1."""
    for arguments in (["check"], ["check", "-"]):
        result = run.invoke(app, arguments, input=OLDER)

        said, summary, *lines = str(check_response(OLDER)).splitlines()
        expected = "\n".join([f"-: {said}", f"-: {summary}", *lines, ""])
        assert (1, expected) == (result.exit_code, result.stdout)


def test_a_file_that_cannot_be_read_does_not_stop_the_others(run: CliRunner, healthy: str) -> None:
    """Standard error names the file, and the exit status is 2, whatever else is found."""
    result = run.invoke(app, ["check", "missing.json", "-", healthy], input=OLDER)

    assert 2 == result.exit_code
    assert "stytch-exchange: cannot read missing.json: No such file or directory\n" == (
        result.stderr
    )
    assert f"{healthy}: ok: nothing found\n" in result.stdout
    assert "-: not ok: 8 errors\n" in result.stdout


def test_the_status_can_be_passed(run: CliRunner) -> None:
    """A proxy's HTML page is a refusal if its status is known."""
    plain = run.invoke(app, ["check"], input="<html>")
    refused = run.invoke(app, ["check", "--status-code", "502"], input="<html>")

    assert (1, 1) == (plain.exit_code, refused.exit_code)
    assert "[not_json]" not in refused.stdout
    assert "refused" in refused.stdout


def test_an_invalid_status_is_a_usage_error(run: CliRunner, healthy: str) -> None:
    """It is a usage error, reported before any file is read."""
    for wrong in ("99", "1000", "ok"):
        result = run.invoke(app, ["check", "--status-code", wrong, healthy])

        assert (2, "") == (result.exit_code, result.stdout)
        assert "--status-code" in result.stderr


def test_json_is_a_line_for_each_file(run: CliRunner, healthy: str) -> None:
    """Each line is the report's JSON with the name of the file."""
    result = run.invoke(app, ["check", "--json", healthy, "-"], input=OLDER)
    first, second = map(json.loads, result.stdout.splitlines())

    assert 1 == result.exit_code
    assert {
        "file": healthy,
        **json.loads(check_response(load_example("connected-app")).to_json()),
    } == first
    assert {"file": "-", **json.loads(check_response(OLDER).to_json())} == second


def test_a_terminal_gets_a_table(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Only a terminal gets colors. Names and messages are not read as markup."""
    (tmp_path / "[red]x.json").write_bytes(OLDER)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("rich.console.Console", lambda: Console(force_terminal=True, width=120))
    result = run.invoke(app, ["check", "[red]x.json"], color=True)

    assert result.stdout.startswith("[red]x.json: This is a response of an older API")
    assert "[red]x.json: not ok: 8 errors\n" in result.stdout
    assert "\x1b[31merror" in result.stdout
    assert "│ missing │ /member/is_locked" in result.stdout


def test_a_terminal_gets_no_empty_table(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, healthy: str
) -> None:
    """If there are no findings, one line says so."""
    monkeypatch.setattr("rich.console.Console", lambda: Console(force_terminal=True))
    result = run.invoke(app, ["check", healthy])

    assert f"{healthy}: ok: nothing found\n" == result.stdout


def test_a_healthy_body_is_checked_without_what_others_need(healthy: str) -> None:
    """Tables and redaction are slow to import."""
    code = (
        "import atexit, sys; from stytch_exchange.cli import app;"
        "slow = {'rich.console', 'stytch_exchange.redaction'};"
        "atexit.register(lambda: print(slow & {*sys.modules})); app()"
    )
    done = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-c", code, "check", healthy], check=True, capture_output=True, text=True
    )

    assert [f"{healthy}: ok: nothing found", "set()"] == done.stdout.splitlines()


def test_an_error_body_says_what_it_asks_for(run: CliRunner) -> None:
    """The status, the type, the request id, and what to do."""
    result = run.invoke(app, ["check"], input=load_example("error-unauthorized"))
    said, fields, *_ = result.stdout.splitlines()

    assert said.endswith("Check your project_id and secret: the member cannot fix this.")
    assert fields.startswith("-: status_code 401, error_type unauthorized_credentials, request_id ")


def test_the_response_inside_is_checked(run: CliRunner, healthy: str, tmp_path: Path) -> None:
    """`--at` takes the pointer of the diagnosis."""
    wrapped = tmp_path / "wrapped.json"
    wrapped.write_text(json.dumps({"data": json.loads(Path(healthy).read_bytes())}))
    outside = run.invoke(app, ["check", str(wrapped)])
    inside = run.invoke(app, ["check", "--at", "/data", str(wrapped)])
    wrong = run.invoke(app, ["check", "--at", "data", str(wrapped)])

    assert "`stytch-exchange check --at /data FILE`" in outside.stdout
    assert (0, f"{wrapped}: ok: nothing found\n") == (inside.exit_code, inside.stdout)
    assert (2, "") == (wrong.exit_code, wrong.stdout)
    assert "must be a JSON Pointer" in wrong.stderr


def test_verbose_shows_each_finding_and_what_can_be_read(run: CliRunner, healthy: str) -> None:
    """Without the tokens; a body of which nothing can be read has no more to show."""
    older = run.invoke(app, ["check", "--verbose"], input=OLDER)
    whole = run.invoke(app, ["check", "--verbose", healthy])
    page = run.invoke(app, ["check", "--verbose"], input="<html>")
    text, _, partial = older.stdout.partition("\n{")

    assert 8 == text.count(": is required, but missing")
    assert check_response(OLDER).partial == json.loads("{" + partial)
    assert (
        json.loads(load_example("connected-app"))["member"]
        == (json.loads(whole.stdout.partition("\n")[2])["member"])
    )
    for result in (older, whole):
        for body in (OLDER, load_example("connected-app")):
            assert secrets_of(json.loads(body)).isdisjoint(runs(result.stdout))
    assert 3 == page.stdout.count("\n")


def test_an_example_is_printed_as_it_is(run: CliRunner) -> None:
    """Byte for byte, so that it can be piped into a file or into the check."""
    result = run.invoke(app, ["example", "minimal"])

    assert (0, load_example("minimal")) == (result.exit_code, result.stdout_bytes)


def test_without_a_name_the_examples_are_listed(run: CliRunner) -> None:
    """One name per line."""
    assert list(example_names()) == run.invoke(app, ["example"]).stdout.splitlines()


def test_an_unknown_example_is_an_error(run: CliRunner) -> None:
    """The message says how to list the names."""
    result = run.invoke(app, ["example", "maximal"])

    assert (2, "") == (result.exit_code, result.stdout)
    assert "unknown example maximal: run `stytch-exchange example`" in result.stderr


def test_the_schema_is_printed(run: CliRunner) -> None:
    """It equals the schema of the model."""
    result = run.invoke(app, ["schema"])

    assert ExchangeAccessTokenResponse.model_json_schema() == json.loads(result.stdout)


def test_a_redacted_body_has_no_secret(run: CliRunner, healthy: str) -> None:
    """From a file and from standard input."""
    body = load_example("connected-app")
    for result in (
        run.invoke(app, ["redact", healthy]),
        run.invoke(app, ["redact"], input=body),
        run.invoke(app, ["redact", "-"], input=body),
    ):
        assert 0 == result.exit_code
        assert secrets_of(json.loads(body)).isdisjoint(runs(result.stdout))
        assert len(body.splitlines()) == len(result.stdout.splitlines())


def test_a_redacted_body_is_in_utf_8_as_the_body_was(tmp_path: Path) -> None:
    """The terminal's encoding and line ends do not matter."""
    path = tmp_path / "body.json"
    path.write_bytes('{"name": "Thu Hà",\r\n"a_token": "x"}\n'.encode())
    result = CliRunner(charset="latin-1").invoke(app, ["redact", str(path)])

    expected = '{"name": "Thu Hà",\r\n"a_token": "**********"}\n'.encode()
    assert expected == result.stdout_bytes


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"\xff" + load_example("connected-app"), "is not text in UTF-8"),
        (gzip.compress(load_example("connected-app")), "is compressed: decompress it first"),
        (b"x" * (LARGEST + 1), "is larger than 16 MiB"),
    ],
    ids=["bytes", "compressed", "large"],
)
def test_what_cannot_be_redacted_is_not_shown(run: CliRunner, text: bytes, reason: str) -> None:
    """Exit status 2, the reason, and nothing of the text."""
    result = run.invoke(app, ["redact"], input=text)

    assert (2, "") == (result.exit_code, result.stdout)
    assert f"stytch-exchange: - {reason}: nothing of it is shown" in result.stderr
    assert secrets_of(json.loads(load_example("connected-app"))).isdisjoint(runs(result.output))


@pytest.mark.parametrize("command", ["check", "redact"])
@pytest.mark.parametrize("part", ["whole", "session_token", "session_jwt"])
def test_a_body_instead_of_a_file_is_not_shown(run: CliRunner, command: str, part: str) -> None:
    """If someone passes a body instead of a file, the CI log shows no token."""
    body = json.loads(load_example("connected-app"))
    result = run.invoke(app, [command, json.dumps(body) if part == "whole" else body[part]])

    assert 2 == result.exit_code
    assert result.stderr.startswith(
        "stytch-exchange: cannot read a file whose name could be a token"
    )
    assert secrets_of(body).isdisjoint(runs(result.output))


@pytest.mark.parametrize("suffix", ["", ".json", "/body.json"])
@pytest.mark.parametrize("secret", ["session_token", "session_jwt"])
@pytest.mark.parametrize("command", ["check", "redact", "example"])
def test_a_token_is_not_shown_with_a_suffix_or_as_an_example(
    run: CliRunner, command: str, secret: str, suffix: str
) -> None:
    """A name that could be a token stays out of the message."""
    body = json.loads(load_example("connected-app"))

    result = run.invoke(app, [command, body[secret] + suffix])

    assert (2, "") == (result.exit_code, result.stdout)
    assert secrets_of(body).isdisjoint(runs(result.stderr))


@pytest.mark.parametrize("secret", ["session_token", "session_jwt"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["{}"],
        ["--{}"],
        ["--session_token={}", "check"],
        *(
            [command, *rest]
            for command in ("check", "example", "schema", "redact", "fixture", "sandbox")
            for rest in (["a", "b", "{}"], ["--session_token={}"], ["--{}"], ["-{}"])
        ),
        ["check", "--status-code={}"],
        ["check", "--fail-on", "{}"],
        ["check", "--at", "{}"],
        ["check", "--lines", "--baseline", "{}"],
        ["check", "--lines", "--jobs", "{}"],
        ["check", "--lines=1{}"],
        ["fixture", "--seed", "{}"],
        ["fixture", "--at", "{}"],
        ["fixture", "--jwks", "missing/{}", "HEALTHY"],
        ["sandbox", "--port", "{}"],
        ["sandbox", "--host", "{}"],
        ["sandbox", "--example", "{}"],
        ["sandbox", "--seed", "{}"],
        ["sandbox", "--seed-file", "{}.json"],
        ["sandbox", "--json={}"],
    ],
    ids=" ".join,
)
def test_a_token_in_the_wrong_place_is_not_shown(
    run: CliRunner, healthy: str, secret: str, arguments: list[str]
) -> None:
    """As a command, an option, the value of an option, or one argument too many."""
    body = json.loads(load_example("connected-app"))
    given = [healthy if one == "HEALTHY" else one.format(body[secret]) for one in arguments]

    result = run.invoke(app, given, terminal_width=10_000)

    assert 2 == result.exit_code
    assert secrets_of(body).isdisjoint(runs(result.output))


@pytest.mark.parametrize(
    "name",
    [
        RANDOM,
        sha256().hexdigest(),
        b64encode(sha256().digest()).decode(),
        "f8d29f94-2b7e-4711-a7c0-3e611e425b62",
        f"tokens/{RANDOM}",
        f"Bearer {RANDOM}",
        f"secret-test-{RANDOM[:36]}=",
        "x" * 300,
        '{"a": 1}',
        "password=swordfish",
    ],
    ids="base64url hex base64 uuid folder header secret long json named".split(),  # noqa: SIM905 - words read better
)
def test_a_name_that_could_be_a_secret_is_not_shown(run: CliRunner, name: str) -> None:
    """Random text, text that is too long, and JSON."""
    result = run.invoke(app, ["check", f"{name}.json"])

    assert 2 == result.exit_code
    assert "cannot read a file whose name could be a token: " in result.stderr


@pytest.mark.parametrize(
    "name",
    [
        "/a/path/that/is/long/and/has/no/suffix",
        "tests/fixtures/stytch/exchange_response_2026-03-05.json",
        "recordings/2026-03-05T09:12:00Z.json",
        "/tmp/tmpab12cd3x/memberSession.json",  # noqa: S108 - it does not exist
        "src/b2b/x86/a.json",
        "C:\\Users\\Nguyễn Thu Hà\\BODY.JSON",
        "会员/响应.json",
    ],
)
def test_a_missing_path_is_named(run: CliRunner, name: str) -> None:
    """A path made of words shows which file is missing, with or without a suffix."""
    result = run.invoke(app, ["check", name])

    assert f"stytch-exchange: cannot read {name}: No such file or directory\n" == result.stderr


def test_a_file_is_named_even_if_its_name_could_be_a_token(run: CliRunner, tmp_path: Path) -> None:
    """It was read, so its name was not passed by mistake."""
    path = tmp_path / f"{RANDOM}.json"
    path.write_bytes(load_example("connected-app"))

    assert f"{path}: ok: nothing found\n" == run.invoke(app, ["check", str(path)]).stdout


def test_a_name_that_is_not_utf_8_is_shown(run: CliRunner) -> None:
    """With an escape in place of the byte."""
    result = run.invoke(app, ["check", "body\udce9"])

    assert "stytch-exchange: cannot read body\\udce9: No such file" in result.stderr


def test_a_file_that_cannot_be_read_is_not_redacted(run: CliRunner, tmp_path: Path) -> None:
    """A folder is not a file."""
    result = run.invoke(app, ["redact", str(tmp_path)])

    assert (2, "") == (result.exit_code, result.stdout)
    assert f"cannot read {tmp_path}: Is a directory" in result.stderr


def test_the_command_is_installed() -> None:
    """Installing the package puts `stytch-exchange` on the path."""
    command = Path(sys.executable).parent / "stytch-exchange"
    printed = subprocess.run(  # noqa: S603 - our own command
        [command, "example"], check=True, capture_output=True, text=True
    ).stdout

    assert list(example_names()) == printed.splitlines()


def test_without_the_extra_the_command_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The base install does not have the command line, and says how to get it."""
    monkeypatch.setitem(sys.modules, "typer", None)
    message = "The command line needs typer: pip install 'stytch-exchange[cli]'"

    with pytest.raises(SystemExit, match=re.escape(message)):
        runpy.run_path(stytch_exchange.cli.__file__)
