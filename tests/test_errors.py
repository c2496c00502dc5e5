"""The errors: one base class, messages that are safe to log, and pickling."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from stytch_exchange import (
    Diagnosis,
    ErrorResponse,
    ExchangeRefusedError,
    Finding,
    InvalidResponseError,
    StytchExchangeError,
)


def _pickled(error: object) -> Any:
    return pickle.loads(pickle.dumps(error))  # noqa: S301 - our own


MISSING = Finding("/request_id", "missing", "error", "is required, but missing")
REFUSAL = ErrorResponse(
    error_type="idp_access_token_expired",
    error_message="free text",
    request_id="request-id-test-8a4a5c0e-93a6-4f6f-8f39-3ed2f8a1c111",
)


@pytest.mark.parametrize("kind", [InvalidResponseError, ExchangeRefusedError])
def test_one_except_clause_catches_every_error(kind: type[StytchExchangeError]) -> None:
    """Every error of the package is a StytchExchangeError and a ValueError."""
    assert issubclass(kind, StytchExchangeError)
    assert issubclass(kind, ValueError)


def test_an_invalid_response_shows_its_findings() -> None:
    """The message has one line for each finding, so that a log shows what to fix."""
    assert (
        "not a valid ExchangeAccessTokenResponse:\n"
        "  /request_id: is required, but missing [missing]"
    ) == str(InvalidResponseError([MISSING]))


def test_the_message_shows_ten_findings() -> None:
    """The message counts the others, and `findings` has all of them."""
    error = InvalidResponseError([MISSING] * 12)

    assert str(error).endswith("[missing]\n  and 2 more")
    assert 11 == str(error).count("\n")
    assert 12 == len(error.findings)


@pytest.mark.parametrize(
    ("status_code", "error", "message"),
    [
        (502, None, "the exchange was refused without an error object: status_code 502"),
        (
            401,
            REFUSAL,
            (
                "the exchange was refused: error_type idp_access_token_expired, "
                "request_id request-id-test-8a4a5c0e-93a6-4f6f-8f39-3ed2f8a1c111, status_code 401"
            ),
        ),
        (
            None,
            ErrorResponse(error_type="Not A Type", error_message="free text"),
            "the exchange was refused",
        ),
    ],
)
def test_a_refusal_shows_what_is_known(
    status_code: int | None, error: ErrorResponse | None, message: str
) -> None:
    """The message has the status code, type and request id, but not the server's text."""
    assert message == str(ExchangeRefusedError(status_code, error))


def test_errors_survive_pickling() -> None:
    """An error keeps its attributes when it crosses a process boundary."""
    invalid = pickle.loads(pickle.dumps(InvalidResponseError([MISSING])))  # noqa: S301 - our own
    refused = pickle.loads(pickle.dumps(ExchangeRefusedError(401, REFUSAL)))  # noqa: S301 - ours

    assert (MISSING,) == invalid.findings
    assert (401, str(ExchangeRefusedError(401, REFUSAL))) == (refused.status_code, str(refused))
    assert REFUSAL.log_fields() == refused.error.log_fields()


def test_errors_say_their_diagnosis() -> None:
    """It is in the first line, which is often the only one that a log shows."""
    diagnosis = Diagnosis("html", "This is a page.", "Look.")

    assert (
        "not a valid ExchangeAccessTokenResponse: This is a page. Look.\n"
        "  /request_id: is required, but missing [missing]"
    ) == str(InvalidResponseError([MISSING], diagnosis=diagnosis))
    assert (
        "the exchange was refused without an error object: status_code 502. This is a page. Look."
    ) == str(ExchangeRefusedError(502, None, diagnosis=diagnosis))


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, _pickled])
def test_errors_keep_their_diagnosis(duplicate: Callable[[object], Any]) -> None:
    """In a copy, and when they cross a process boundary."""
    diagnosis = Diagnosis("html", "This is a page.", "Look.")
    for error in (
        InvalidResponseError([MISSING], diagnosis=diagnosis),
        ExchangeRefusedError(502, None, diagnosis=diagnosis),
    ):
        kept = duplicate(error)

        assert (str(error), diagnosis) == (str(kept), kept.diagnosis)


def test_a_pickled_error_body_leaves_out_the_server_s_text() -> None:
    """The text could contain anything, and a pickle can end up anywhere."""
    strange = ErrorResponse(error_type="A Secret", error_message="Another", request_id="A Third")
    kept = pickle.loads(pickle.dumps(strange))  # noqa: S301 - our own

    left_out = "(left out of the pickle)"
    assert (left_out, left_out, None) == (kept.error_type, kept.error_message, kept.request_id)
