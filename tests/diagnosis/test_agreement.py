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


def _agree(file: Path, status_code: int | None) -> None:
    """Check that Python, the command line and the playground say the same of a body."""
    body = file.read_bytes()
    report = check_response(body, status_code=status_code)
    options = [] if status_code is None else ["--status-code", str(status_code)]
    plain = CliRunner().invoke(app, ["check", *options, str(file)]).stdout
    exported = CliRunner().invoke(app, ["check", "--json", *options, str(file)]).stdout
    shown = json.loads(bridge.check(body, status_code))["report"]
    expected = diagnose(body, status_code)

    assert expected == report.diagnosis
    if expected is not None:
        assert plain.startswith(f"{file}: {expected.message} {expected.advice}\n")
        # What the parser reads without an error, or behind a mark, the check alone tells.
        parsed = _parsed_diagnosis(body, status_code)
        assert parsed == expected or (parsed is None and expected.kind in CHANGED)
    assert json.loads(report.to_json()) == shown
    assert {"file": str(file), **shown} == json.loads(exported)


def test_python_the_command_line_and_the_playground_agree() -> None:
    """On each case."""
    for name in NAMES:
        _agree(CASES / f"{name}.input", answer_of(name)["status_code"])


@needs_shared
def test_all_agree_on_each_shared_case() -> None:
    """As on the cases here."""
    for name, (_, _, status_code) in SHARED_KINDS.items():
        _agree(SHARED / name, status_code)
