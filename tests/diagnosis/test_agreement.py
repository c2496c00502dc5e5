"""Python, the command line and the playground say the same of a body."""

import json
from pathlib import Path

import bridge
from typer.testing import CliRunner

from stytch_exchange import (
    ExchangeRefusedError,
    InvalidResponseError,
    check_response,
    parse_response,
)
from stytch_exchange.cli import app
from stytch_exchange.diagnosis import Diagnosis, diagnose
from tests.diagnosis.known_cases import (
    CASES,
    CHANGED,
    NAMES,
    SHARED,
    SHARED_KINDS,
    answer_of,
    needs_shared,
)


def _parsed_diagnosis(body: bytes, status_code: int | None) -> Diagnosis | None:
    """Return what the parser's error says."""
    try:
        parse_response(body, status_code=status_code)
    except (ExchangeRefusedError, InvalidResponseError) as error:
        return error.diagnosis
    return None


def _run(status_code: int | None, *arguments: str) -> str:
    """Return what `stytch-exchange check` prints."""
    options = [] if status_code is None else ["--status-code", str(status_code)]
    return CliRunner().invoke(app, ["check", *options, *arguments]).stdout


def _agree(statuses: dict[Path, int | None]) -> None:
    """Check that Python, the command line and the playground say the same of each body."""
    for status_code in set(statuses.values()):
        files = [file for file, status in statuses.items() if status == status_code]
        printed = _run(status_code, *map(str, files)).splitlines()
        exported = _run(status_code, "--json", *map(str, files)).splitlines()
        for file, line in zip(files, exported, strict=True):
            _agree_on(file, status_code, printed, line)


def _agree_on(file: Path, status_code: int | None, printed: list[str], exported: str) -> None:
    """Check the same of one body, whose file the command line had among others."""
    body = file.read_bytes()
    report = check_response(body, status_code=status_code)
    shown = json.loads(bridge.check(body, status_code))["report"]
    expected = diagnose(body, status_code)

    assert expected == report.diagnosis
    if expected is not None:
        first = next(line for line in printed if line.startswith(f"{file}: "))
        assert f"{file}: {expected.message} {expected.advice}" == first
        # What the parser reads without an error, or behind a mark, the check alone tells.
        parsed = _parsed_diagnosis(body, status_code)
        assert parsed == expected or (parsed is None and expected.kind in CHANGED)
    assert json.loads(report.to_json()) == shown
    assert {"file": str(file), **shown} == json.loads(exported)


def test_python_the_command_line_and_the_playground_agree() -> None:
    """On each case."""
    _agree({CASES / f"{name}.input": answer_of(name)["status_code"] for name in NAMES})


@needs_shared
def test_all_agree_on_each_shared_case() -> None:
    """As on the cases here."""
    _agree({SHARED / name: status for name, (_, _, status) in SHARED_KINDS.items()})
