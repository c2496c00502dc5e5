"""The errors: one family, safe to log, and alive after pickling."""

import pickle

import pytest

from stytch_exchange import (
    ErrorResponse,
    ExchangeRefusedError,
    Finding,
    InvalidResponseError,
    StytchExchangeError,
)

MISSING = Finding("/request_id", "missing", "error", "is required, but missing")
REFUSAL = ErrorResponse(
    error_type="idp_access_token_expired",
    error_message="free text",
    request_id="request-id-test-8a4a5c0e-93a6-4f6f-8f39-3ed2f8a1c111",
)


@pytest.mark.parametrize("kind", [InvalidResponseError, ExchangeRefusedError])
def test_one_except_clause_catches_them_all(kind: type[StytchExchangeError]) -> None:
    """Every error of the package is a StytchExchangeError, and that is a ValueError."""
    assert issubclass(kind, StytchExchangeError)
    assert issubclass(kind, ValueError)


def test_an_invalid_response_shows_its_findings() -> None:
    """The message is a line a finding, so that a log tells what to mend."""
    assert (
        "not a valid ExchangeAccessTokenResponse:\n"
        "  /request_id: is required, but missing [missing]"
    ) == str(InvalidResponseError([MISSING]))


def test_a_long_list_of_findings_is_cut_in_the_message_alone() -> None:
    """Ten findings are shown; all of them are in `findings`."""
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
def test_a_refusal_shows_what_is_known_of_it(
    status_code: int | None, error: ErrorResponse | None, message: str
) -> None:
    """Status, type and request id are shown; the server's own text is not."""
    assert message == str(ExchangeRefusedError(status_code, error))


def test_errors_survive_pickling() -> None:
    """An error that crosses a process boundary arrives with what it holds."""
    invalid = pickle.loads(pickle.dumps(InvalidResponseError([MISSING])))  # noqa: S301 - our own
    refused = pickle.loads(pickle.dumps(ExchangeRefusedError(401, REFUSAL)))  # noqa: S301 - ours

    assert (MISSING,) == invalid.findings
    assert (401, str(ExchangeRefusedError(401, REFUSAL))) == (refused.status_code, str(refused))
    assert REFUSAL.log_fields() == refused.error.log_fields()


def test_a_pickled_error_body_leaves_the_servers_text_behind() -> None:
    """Its own fields could hold anything, and a pickle is kept and sent who knows where."""
    strange = ErrorResponse(error_type="A Secret", error_message="Another", request_id="A Third")
    kept = pickle.loads(pickle.dumps(strange))  # noqa: S301 - our own

    left_out = "(left out of the pickle)"
    assert (left_out, left_out, None) == (kept.error_type, kept.error_message, kept.request_id)
