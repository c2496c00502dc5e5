"""Errors and reports name the response that the body should have been."""

import json

import pytest

from stytch_exchange import (
    ExchangeRefusedError,
    InvalidResponseError,
    SessionAuthenticateResponse,
    StytchExchangeError,
    check_response,
    load_example,
    parse_response,
)

MODEL = SessionAuthenticateResponse
ERROR = load_example("error-unauthorized").decode()
MARK = "\ufeff"


def _errors(body: str, status_code: int | None = None) -> list[StytchExchangeError]:
    """Return the error of the parser, and the error that the report raises."""
    with pytest.raises(StytchExchangeError) as parsed:
        parse_response(body, status_code=status_code, model=MODEL)
    with pytest.raises(StytchExchangeError) as reported:
        check_response(body, status_code=status_code, model=MODEL).raise_for_errors()
    return [parsed.value, reported.value]


@pytest.mark.parametrize("body", ["<", "{}", f"{MARK}{{}}", "[" * 50_001, '{"a": NaN, "a": 1}'])
def test_an_invalid_body_is_not_that_response(body: str) -> None:
    """Whatever is wrong with it."""
    for error in _errors(body):
        assert isinstance(error, InvalidResponseError)
        assert str(error).startswith("not a valid SessionAuthenticateResponse")


@pytest.mark.parametrize("body", [ERROR, f"{MARK}{ERROR}"])
def test_a_refusal_is_of_that_call(body: str) -> None:
    """In the words of the response."""
    for error in _errors(body):
        assert isinstance(error, ExchangeRefusedError)
        assert str(error).startswith(f"the {MODEL.call} was refused")


def test_a_mark_does_not_hide_the_status() -> None:
    """It decides what a page of a proxy is, also behind a byte-order mark."""
    for error in _errors(f"{MARK}<html>", 502):
        assert isinstance(error, ExchangeRefusedError)
        assert 502 == error.status_code


@pytest.mark.parametrize(
    ("given", "own", "known"), [(201, 200, 201), (200, 201, 201), (None, 202, 202)]
)
def test_a_healthy_report_has_the_higher_status(given: int | None, own: int, known: int) -> None:
    """The status that was passed, or the body's own."""
    body = json.loads(load_example("connected-app")) | {"status_code": own}

    assert known == check_response(json.dumps(body), status_code=given).status_code


def test_another_class_is_not_a_response() -> None:
    """The error says what to pass."""
    with pytest.raises(TypeError, match=r"^model must be a response, such as SessionAuth"):
        parse_response("{}", model=int)  # type: ignore[type-var] # pyright: ignore[reportArgumentType]
