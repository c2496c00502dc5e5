"""The output and the exit status of `check --lines`, `redact --lines` and `fixture --lines`."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from stytch_exchange import check_response, load_example, parse_response, redact
from stytch_exchange.cli import app
from stytch_exchange.fixtures import PROJECT_ID
from stytch_exchange.fixtures.keyed import key_of
from stytch_exchange.fixtures.making import fixture_of_line
from stytch_exchange.jwt import verify_session_jwt
from stytch_exchange.lines import Summary, command, source
from stytch_exchange.lines.source import Chunk
from stytch_exchange.lines.workers import WorkerKilledError, in_order
from stytch_exchange.parsing import TOO_LARGE
from stytch_exchange.redaction import LARGEST
from tests.leaks import runs, secrets_of

USUAL: dict[str, Any] = json.loads(load_example("connected-app"))


def line(**fields: Any) -> bytes:
    """Return the usual body as a line, with fields of its member changed."""
    return json.dumps({**USUAL, "member": {**USUAL["member"], **fields}}).encode()


LINES = [line(), line(is_locked="no"), b"<html>", line(is_owner=True), line(status="frozen")]

# ruff: noqa: E501 - the lines are those that are printed
SUMMARY = """\
5 bodies: 3 ok, 2 not ok
  error    not_json       (body): is not JSON: expected value at line 1 column 1 (1 body, first {0}:3)
  error    wrong_type     /member/is_locked: must be true or false (found a string) (1 body, first {0}:2)
  info     unknown_field  /member/is_owner: unknown field (1 body, first {0}:4)
  info     unknown_value  /member/status: the unknown value frozen (1 body, first {0}:5)
  info     html           (body): This is an HTML page, not JSON. (1 body, first {0}:3)
"""


@pytest.fixture(name="run")
def _run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the command in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, text: bytes | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=text)

    return run


@pytest.fixture(name="file", autouse=True)
def _file(tmp_path: Path) -> Path:
    """A file with bodies of different kinds."""
    path = tmp_path / "bodies.jsonl"
    path.write_bytes(b"\n".join(LINES))
    return path


def test_the_end_is_a_summary(run: Callable[..., Result]) -> None:
    """By code and place, with the number of bodies and the first of them."""
    result = run("check", "--lines", "bodies.jsonl")

    assert (1, SUMMARY.format("bodies.jsonl"), "") == (
        result.exit_code,
        result.stdout,
        result.stderr,
    )


def test_standard_input_can_be_compressed(run: Callable[..., Result]) -> None:
    """It is the default, as for one body."""
    result = run("check", "--lines", text=gzip.compress(b"\n".join(LINES)))

    assert (1, SUMMARY.format("-")) == (result.exit_code, result.stdout)


def test_json_is_a_line_for_each_body(run: Callable[..., Result]) -> None:
    """On standard output; the summary is then on standard error."""
    result = run("check", "--lines", "--json", "bodies.jsonl")
    printed = [json.loads(text) for text in result.stdout.splitlines()]

    assert SUMMARY.format("bodies.jsonl") == result.stderr
    assert [
        {"file": "bodies.jsonl", "line": number, **json.loads(check_response(body).to_json())}
        for number, body in enumerate(LINES, 1)
    ] == printed


@pytest.mark.parametrize(
    ("body", "severity", "status"),
    [
        (line(), "info", 0),
        (line(is_owner=True), "warning", 0),
        (line(is_owner=True), "info", 1),
        (b"\xef\xbb\xbf" + line(), "error", 0),
        (b"\xef\xbb\xbf" + line(), "warning", 1),
        (b"<html>", "error", 1),
    ],
)
@pytest.mark.parametrize("arguments", [["check"], ["check", "--lines"]], ids=" ".join)
def test_the_exit_status_depends_on_the_severity(
    run: Callable[..., Result], arguments: list[str], body: bytes, severity: str, status: int
) -> None:
    """`--fail-on` names the least serious finding that counts; it also works for one body."""
    assert status == run(*arguments, "--fail-on", severity, text=body).exit_code


def test_the_summary_is_written_as_json(run: Callable[..., Result]) -> None:
    """It can be read again, and has the numbers that are printed."""
    result = run("check", "--lines", "--summary-json", "summary.json", "bodies.jsonl")
    summary = Summary.from_json(Path("summary.json").read_bytes())

    assert 1 == result.exit_code
    assert (5, 3, 4) == (summary.bodies, summary.ok, summary.findings)


def test_a_baseline_shows_only_what_is_new(run: Callable[..., Result], file: Path) -> None:
    """The exit status depends on it too: known problems do not fail the nightly job."""
    run("check", "--lines", "--summary-json", "known.json", "bodies.jsonl")
    same = run("check", "--lines", "--baseline", "known.json", "--fail-on", "info", "bodies.jsonl")
    file.write_bytes(b"\n".join([*LINES, line(status="paused"), line(mood=1)]))
    more = run("check", "--lines", "--baseline", "known.json", "--fail-on", "info", "bodies.jsonl")
    errors = run("check", "--lines", "--baseline", "known.json", "bodies.jsonl")

    assert (0, "5 bodies: 3 ok, 2 not ok\nnothing is new\n") == (same.exit_code, same.stdout)
    assert (
        """\
7 bodies: 5 ok, 2 not ok
new since the baseline:
  info     unknown_field  /member/mood: unknown field (1 body, first bodies.jsonl:7)
  info     unknown_value  /member/status: the unknown value paused (1 body, first bodies.jsonl:6)
"""
        == more.stdout
    )
    assert (1, 0) == (more.exit_code, errors.exit_code)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file or directory"), (b"{}", "it is not a summary: pass a file that")],
    ids=["missing", "another file"],
)
def test_a_wrong_baseline_is_an_error(
    run: Callable[..., Result], tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """It is reported before any body is read."""
    if content is not None:
        (tmp_path / "old.json").write_bytes(content)
    result = run("check", "--lines", "--baseline", "old.json", "bodies.jsonl")

    assert (2, "") == (result.exit_code, result.stdout)
    assert f"stytch-exchange: cannot read old.json: {reason}" in result.stderr


def test_a_page_is_written(run: Callable[..., Result]) -> None:
    """With what is new, if there is a baseline."""
    run("check", "--lines", "--summary-json", "known.json", "bodies.jsonl")
    run("check", "--lines", "--html", "a.html", "bodies.jsonl")
    run("check", "--lines", "--html", "b.html", "--baseline", "known.json", "bodies.jsonl")

    assert "New since" not in Path("a.html").read_text("utf-8")
    assert "New since" in Path("b.html").read_text("utf-8")


@pytest.mark.parametrize("option", ["--html", "--summary-json"])
def test_a_file_that_cannot_be_written_is_an_error(run: Callable[..., Result], option: str) -> None:
    """The summary is printed before."""
    result = run("check", "--lines", option, "missing/file", "bodies.jsonl")

    assert (2, SUMMARY.format("bodies.jsonl")) == (result.exit_code, result.stdout)
    assert "stytch-exchange: cannot write missing/file: No such file or directory\n" == (
        result.stderr
    )


def test_a_file_that_cannot_be_read_does_not_stop_the_others(run: Callable[..., Result]) -> None:
    """The exit status is 2, and the message never shows a token that was passed as a name."""
    token = USUAL["session_token"]
    result = run("check", "--lines", "missing.jsonl", token, "bodies.jsonl")

    assert (2, SUMMARY.format("bodies.jsonl")) == (result.exit_code, result.stdout)
    assert "cannot read missing.jsonl: No such file or directory\n" in result.stderr
    assert "cannot read a file whose name could be a token: No such file" in result.stderr
    assert secrets_of(USUAL).isdisjoint(runs(result.output))


def test_a_line_that_is_too_long_is_a_finding(run: Callable[..., Result], file: Path) -> None:
    """The lines after it are checked as usual."""
    file.write_bytes(line() + b"\n" + b"x" * (TOO_LARGE + 1) + b"\n" + line() + b"\n")
    result = run("check", "--lines", "--jobs", "1", "bodies.jsonl")

    assert (
        """\
3 bodies: 2 ok, 1 not ok
  error    too_large  (body): is larger than 2 MiB (1 body, first bodies.jsonl:2)
"""
        == result.stdout
    )


def test_no_output_shows_a_secret(run: Callable[..., Result], file: Path) -> None:
    """Not the lines, the summary, the page or the redacted lines."""
    token = USUAL["session_token"]
    hostile = [
        line(status=token, is_locked=token, **{token: token}),
        token.encode(),
        json.dumps([token]).encode(),
    ]
    file.write_bytes(b"\n".join([*LINES, *hostile]))
    checked = run(
        *("check", "--lines", "--json", "--html", "a.html", "--summary-json", "a.json"),
        "bodies.jsonl",
    )
    redacted = run("redact", "--lines", "bodies.jsonl")
    written = [Path(name).read_text("utf-8") for name in ("a.html", "a.json")]

    for shown in (checked.output, *written):
        assert secrets_of(USUAL).isdisjoint(runs(shown))
    assert secrets_of(USUAL).isdisjoint(runs("\n".join(redacted.stdout.splitlines()[:-3])))


def test_a_terminal_gets_a_table_and_a_bar(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bar is on standard error, and disappears at the end."""
    monkeypatch.setattr(
        command,
        "Console",
        lambda stderr=False: Console(stderr=stderr, force_terminal=True, width=130),
    )
    result = run("check", "--lines", "bodies.jsonl")
    beside_lines = run("check", "--lines", "--json", "bodies.jsonl")

    assert "│ wrong_type    │ /member/is_locked" in result.stdout
    assert "5 bodies" in re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", result.stderr)
    assert "\x1b[?25l" not in beside_lines.stderr


def test_a_long_summary_is_cut(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    """The last line says where the rest is."""
    monkeypatch.setattr(command, "_MOST_ROWS", 2)
    result = run("check", "--lines", "bodies.jsonl")

    assert "  and 3 more: --summary-json writes all" == result.stdout.splitlines()[-1]
    assert 4 == len(result.stdout.splitlines())


@pytest.mark.parametrize("option", ["--baseline", "--summary-json", "--html", "--jobs"])
def test_an_option_of_lines_needs_lines(run: Callable[..., Result], option: str) -> None:
    """It is a usage error, so that no report is missed."""
    result = run("check", option, "1", "bodies.jsonl")

    assert (2, "") == (result.exit_code, result.stdout)
    assert f"Invalid value for {option}: needs --lines" in result.stderr


def test_verbose_is_for_one_body(run: Callable[..., Result]) -> None:
    """It would print all bodies."""
    result = run("check", "--lines", "--verbose", "bodies.jsonl")

    assert (2, "") == (result.exit_code, result.stdout)
    assert "cannot be used with --lines" in result.stderr


def _ends_with(error: BaseException) -> Callable[..., Iterator[Any]]:
    """Return an `in_order` that works on the first chunk, and then raises."""

    def fails(function: Any, chunks: Any, *, jobs: int) -> Iterator[Any]:
        yield next(in_order(function, [next(chunks)], jobs=jobs))
        raise error

    return fails


def test_ctrl_c_ends_with_the_summary_so_far(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exit status is the one of Ctrl+C, and the files are written."""
    monkeypatch.setattr(command, "in_order", _ends_with(KeyboardInterrupt()))
    checked = run("check", "--lines", "--summary-json", "a.json", "bodies.jsonl")
    redacted = run("redact", "--lines", "bodies.jsonl")

    assert (130, SUMMARY.format("bodies.jsonl")) == (checked.exit_code, checked.stdout)
    assert "stopped by Ctrl+C after 5 bodies\n" == checked.stderr
    assert 5 == Summary.from_json(Path("a.json").read_bytes()).bodies
    assert (130, 5) == (redacted.exit_code, len(redacted.stdout.splitlines()))


def test_a_killed_process_is_an_error(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The summary so far is printed, and the message says after which line others are missing."""
    lost = WorkerKilledError(Chunk("bodies.jsonl", 6, ()))
    monkeypatch.setattr(command, "in_order", _ends_with(lost))
    checked = run("check", "--lines", "bodies.jsonl", "another.jsonl")
    others = [run(name, "--lines", "bodies.jsonl") for name in ("redact", "fixture")]

    reason = "cannot read bodies.jsonl: a worker process was killed (after line 5)"
    assert (2, SUMMARY.format("bodies.jsonl")) == (checked.exit_code, checked.stdout)
    for result in (checked, *others):
        assert reason in result.stderr


def test_ctrl_c_reaches_no_worker(tmp_path: Path) -> None:
    """Pressed in a terminal, it goes to all processes; none of them prints a traceback."""
    with subprocess.Popen(  # noqa: S603 - our own command
        [
            *(Path(sys.executable).parent / "stytch-exchange", "check"),
            *("--lines", "--json", "--jobs", "2", "--summary-json", tmp_path / "a.json"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        # Each line is a chunk. Standard input stays open, so the command waits for more.
        process.stdin.write((b"x" * 300_000 + b"\n") * 6)
        process.stdin.flush()
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate()

    assert 130 == process.returncode
    assert b"stopped by Ctrl+C after " in said
    assert b"Traceback" not in said
    assert 1 <= Summary.from_json((tmp_path / "a.json").read_bytes()).bodies


def test_each_line_is_redacted_by_itself(run: Callable[..., Result]) -> None:
    """The result has the same lines, without their secrets."""
    result = run("redact", "--lines", "bodies.jsonl")

    assert 0 == result.exit_code
    assert [redact(text) for text in LINES] == result.stdout_bytes.splitlines()


def test_a_line_that_cannot_be_redacted_is_masked(
    run: Callable[..., Result], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that the numbers of the lines stay; standard error says why, and the status is 1."""
    monkeypatch.setattr(command, "cores", lambda: 1)
    file.write_bytes(b'{"a": 1}\n\xff\xfe\n' + b"x" * (LARGEST + 9) + b'\n{"b": 2}')
    result = run("redact", "--lines", "bodies.jsonl")

    assert (1, '{"a": 1}\n"**********"\n"**********"\n{"b": 2}\n') == (
        result.exit_code,
        result.stdout,
    )
    assert "stytch-exchange: bodies.jsonl:2 is not text in UTF-8: nothing" in result.stderr
    assert "stytch-exchange: bodies.jsonl:3 is larger than 16 MiB: nothing" in result.stderr


def test_a_file_to_redact_that_is_missing_is_an_error(run: Callable[..., Result]) -> None:
    """As without `--lines`."""
    result = run("redact", "--lines", "missing.jsonl")

    assert (2, "") == (result.exit_code, result.stdout)
    assert "stytch-exchange: cannot read missing.jsonl: No such file" in result.stderr


def _fixtures(lines: list[bytes], *, seed: int = 0) -> list[bytes]:
    """Return what `fixture --lines` prints for lines that are bodies."""
    key = key_of(seed, lines)
    return [fixture_of_line(text, key=key, at=None, keep=()) for text in lines]


@pytest.fixture(name="bodies")
def _bodies(file: Path) -> list[bytes]:
    """Puts only bodies into the file, and returns them."""
    bodies = [line(), line(name="Grace"), line(is_owner=True)]
    file.write_bytes(b"\n".join(bodies) + b"\n")
    return bodies


def test_each_line_becomes_a_fixture(run: Callable[..., Result], bodies: list[bytes]) -> None:
    """In the order of the lines, and a value that is in two lines is replaced in one way."""
    result = run("fixture", "--lines", "bodies.jsonl")
    first, second, third = map(json.loads, result.stdout.splitlines())

    assert (0, "") == (result.exit_code, result.stderr)
    assert _fixtures(bodies) == result.stdout_bytes.splitlines()
    assert 1 == len({one["member"]["member_id"] for one in (first, second, third)})
    assert first["member"]["name"] == third["member"]["name"] != second["member"]["name"]


def test_lines_for_fixtures_can_be_compressed(
    run: Callable[..., Result], bodies: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same lines give the same fixtures, from standard input and from several files."""
    monkeypatch.setattr(command, "cores", lambda: 1)
    lines = b"\n".join(bodies)
    for name, part in (("a.gz", bodies[:1]), ("b.gz", bodies[1:])):
        Path(name).write_bytes(gzip.compress(b"\n".join(part)))
    expected = run("fixture", "--lines", "bodies.jsonl").stdout

    assert expected == run("fixture", "--lines", text=gzip.compress(lines)).stdout
    assert expected == run("fixture", "--lines", "a.gz", "b.gz").stdout


def test_fixtures_of_lines_take_all_options(
    run: Callable[..., Result], bodies: list[bytes]
) -> None:
    """The seed, texts to keep, the key set, and a time to which each line moves."""
    at = "2026-11-25T12:00:00Z"
    seeded = run("fixture", "--lines", "--seed", "7", "bodies.jsonl")
    result = run(
        *("fixture", "--lines", "--jwks", "jwks.json", "--keep", "Grace", "--at", at),
        "bodies.jsonl",
    )
    made = [parse_response(text) for text in result.stdout.splitlines()]

    assert _fixtures(bodies, seed=7) == seeded.stdout_bytes.splitlines()
    assert "Grace" == made[1].member.name
    assert f"stytch-exchange: the JWT is for {PROJECT_ID}\n" == result.stderr
    for response in made:
        assert response.member_session is not None
        assert datetime.fromisoformat(at) == response.member_session.last_accessed_at
        verify_session_jwt(
            response.session_jwt.get_secret_value(),
            project_id=PROJECT_ID,
            jwks=Path("jwks.json").read_bytes(),
            now=response.member_session.last_accessed_at,
        )


def test_the_key_set_is_written_before_any_line(run: Callable[..., Result]) -> None:
    """If it cannot be written, nothing is printed."""
    result = run("fixture", "--lines", "--jwks", "missing/jwks.json", "bodies.jsonl")

    assert (2, "") == (result.exit_code, result.stdout)


def test_a_line_that_cannot_become_a_fixture_is_masked(
    run: Callable[..., Result], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is never printed; standard error has its number and the reason, and the status is 1."""
    monkeypatch.setattr(command, "cores", lambda: 1)
    refused = [b"<html>Geheimnis", b'["Geheimnis"]', b"", b"Geheimnis\xff", b"x" * (TOO_LARGE + 9)]
    file.write_bytes(b"\n".join([line(), *refused, line()]))
    result = run("fixture", "--lines", "bodies.jsonl")
    [fixture] = _fixtures([line()])

    assert 1 == result.exit_code
    assert [fixture, *[b'"**********"'] * 5, fixture] == result.stdout_bytes.splitlines()
    assert [
        "bodies.jsonl:2 is not JSON, or",
        "bodies.jsonl:3 is not a JSON object:",
        "bodies.jsonl:4 is not JSON, or",
        "bodies.jsonl:5 is not text in UTF-8:",
        "bodies.jsonl:6 is larger than 2 MiB:",
    ] == re.findall(r"bodies.jsonl:\d .*?(?:or|:)(?= )", result.stderr)
    assert "Geheimnis" not in result.output


def test_a_file_for_fixtures_that_is_missing_does_not_stop_the_others(
    run: Callable[..., Result], bodies: list[bytes]
) -> None:
    """The exit status is 2. A file without lines has no fixtures."""
    Path("empty.jsonl").touch()
    result = run("fixture", "--lines", "missing.jsonl", "bodies.jsonl")
    empty = run("fixture", "--lines", "empty.jsonl")

    assert (2, _fixtures(bodies)) == (result.exit_code, result.stdout_bytes.splitlines())
    assert "stytch-exchange: cannot read missing.jsonl: No such file" in result.stderr
    assert (0, "") == (empty.exit_code, empty.output)


def test_two_processes_make_the_same_fixtures(
    run: Callable[..., Result], bodies: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No process has to know what another has replaced."""
    monkeypatch.setattr(command, "cores", lambda: 2)
    monkeypatch.setattr(source, "_CHUNK", 1)
    result = run("fixture", "--lines", "bodies.jsonl")

    assert (0, _fixtures(bodies)) == (result.exit_code, result.stdout_bytes.splitlines())
