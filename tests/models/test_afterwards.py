"""The responses of the calls after the exchange: authenticate and revoke."""

import json
from typing import Any

import pytest

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    ExchangeRefusedError,
    InvalidResponseError,
    RevokeResponse,
    SessionAuthenticateResponse,
    check_response,
    load_example,
    parse_response,
)
from tests.leaks import OUR_ERRORS, REPORTS, RESPONSES, in_turn, leaks, secrets_of

REVOKED = b'{"request_id": "request-id-test-b0f9e3c1", "status_code": 200}'


@pytest.fixture(name="refreshed")
def _refreshed() -> dict[str, Any]:
    """The body of a response to authenticate, decoded, for a test to break."""
    decoded: dict[str, Any] = json.loads(load_example("refreshed"))
    return decoded


def _codes(body: object, **options: Any) -> list[tuple[str, str]]:
    report = check_response(json.dumps(body), model=SessionAuthenticateResponse, **options)
    return [(found.pointer, found.code) for found in report.findings]


def test_the_response_to_authenticate_is_parsed() -> None:
    """It has the objects of the exchange's response, and masks the same secrets."""
    response = parse_response(load_example("refreshed"), model=SessionAuthenticateResponse)

    assert response.verdict is not None
    assert (True, ["analyst"]) == (response.verdict.authorized, response.verdict.granting_roles)
    assert "**********" == str(response.session_jwt) == str(response.session_token)
    assert "verdict" in json.loads(response.to_json())


def test_a_response_to_authenticate_reads_back_from_its_json() -> None:
    """With its secrets revealed, as the exchange's response does."""
    response = parse_response(load_example("refreshed"), model=SessionAuthenticateResponse)
    text = response.to_json(reveal_secrets=True)

    assert response == parse_response(text, model=SessionAuthenticateResponse)


def test_a_response_to_a_jwt_has_no_session_token(refreshed: dict[str, Any]) -> None:
    """Stytch's consumer API answers an empty one to a request with a `session_jwt`."""
    refreshed["session_token"] = ""
    response = parse_response(json.dumps(refreshed), model=SessionAuthenticateResponse)
    text = response.to_json(reveal_secrets=True)

    assert response.session_token is None
    assert [] == _codes(refreshed)
    assert response == parse_response(text, model=SessionAuthenticateResponse)


@pytest.mark.parametrize("token", ["****", 3], ids=["masked", "a number"])
def test_a_wrong_session_token_is_refused(refreshed: dict[str, Any], token: object) -> None:
    """Only an empty one means that there is none."""
    refreshed["session_token"] = token

    with pytest.raises(InvalidResponseError):
        parse_response(json.dumps(refreshed), model=SessionAuthenticateResponse)


def test_both_responses_log_the_same_identifiers() -> None:
    """A log follows a session from the exchange to its end."""
    exchanged = parse_response(load_example("connected-app")).log_fields()
    refreshed = parse_response(
        load_example("refreshed"), model=SessionAuthenticateResponse
    ).log_fields()

    assert exchanged != refreshed
    assert exchanged == {**refreshed, "request_id": exchanged["request_id"]}


def test_a_revoke_response_is_parsed() -> None:
    """It has only the identifier of the call, and the status."""
    response = parse_response(REVOKED, model=RevokeResponse)

    assert {"request_id": "request-id-test-b0f9e3c1", "status_code": 200} == response.log_fields()
    assert check_response(REVOKED, model=RevokeResponse).ok


def test_a_revoke_response_has_a_request_id() -> None:
    """The one consistency check that applies to it."""
    report = check_response(b'{"request_id": "", "status_code": 200}', model=RevokeResponse)

    assert ["empty_identifier"] == [found.code for found in report.findings]


@pytest.mark.parametrize(
    ("name", "model"),
    [("refreshed", ExchangeAccessTokenResponse), ("connected-app", RevokeResponse)],
)
def test_the_error_names_the_model(name: str, model: Any) -> None:
    """A body of another call does not pass for this one, unless it has every field."""
    body = json.loads(load_example(name))
    del body["status_code"]

    with pytest.raises(InvalidResponseError, match=f"not a valid {model.__name__}:"):
        parse_response(json.dumps(body), model=model)
    with pytest.raises(InvalidResponseError, match=f"not a valid {model.__name__}:"):
        check_response(json.dumps(body), model=model).raise_for_errors()


@pytest.mark.parametrize(
    ("model", "call"),
    [
        (ExchangeAccessTokenResponse, "exchange"),
        (SessionAuthenticateResponse, "authentication"),
        (RevokeResponse, "revocation"),
    ],
)
def test_a_refusal_names_the_call(model: Any, call: str) -> None:
    """The error says which call was refused, and so does the report."""
    body = load_example("error-token-not-found")
    report = check_response(body, model=model)

    with pytest.raises(ExchangeRefusedError, match=f"the {call} was refused: status_code 404"):
        parse_response(body, model=model)
    with pytest.raises(ExchangeRefusedError, match=f"the {call} was refused: "):
        report.raise_for_errors()
    assert f"is an error body: the {call} was refused" == report.findings[0].message


def test_a_session_is_required_after_authenticate(refreshed: dict[str, Any]) -> None:
    """Unlike in the response of the exchange, where it can be missing."""
    del refreshed["member_session"]

    assert [("/member_session", "missing")] == _codes(refreshed)


def test_missing_lists_are_filled_here_too(refreshed: dict[str, Any]) -> None:
    """The repair builds the model that was asked for."""
    del refreshed["organization"]["custom_roles"], refreshed["verdict"]["granting_roles"]
    report = check_response(json.dumps(refreshed), model=SessionAuthenticateResponse)

    assert isinstance(report.response, SessionAuthenticateResponse)
    assert report.response.verdict is not None
    assert ([], []) == (
        report.response.organization.custom_roles,
        report.response.verdict.granting_roles,
    )
    assert report.model is SessionAuthenticateResponse


def test_the_member_s_identifiers_are_compared(refreshed: dict[str, Any]) -> None:
    """With the member's own, because the body has none at its top."""
    refreshed["member_session"]["member_id"] = "member-test-other"
    report = check_response(json.dumps(refreshed), model=SessionAuthenticateResponse)

    assert ["does not match /member/member_id"] == [found.message for found in report.findings]


def test_the_jwt_is_compared_with_the_member(refreshed: dict[str, Any]) -> None:
    """Its `sub` is the member, as after the exchange."""
    refreshed["member"]["member_id"] = refreshed["member_session"]["member_id"] = "member-test-x"
    report = check_response(json.dumps(refreshed), model=SessionAuthenticateResponse)

    assert [("/session_jwt", "does not match /member/member_id in its sub claim")] == [
        (found.pointer, found.message) for found in report.findings
    ]


def test_an_empty_member_id_is_found_once(refreshed: dict[str, Any]) -> None:
    """The same place is not reported twice."""
    refreshed["member"]["member_id"] = ""

    assert 1 == _codes(refreshed).count(("/member/member_id", "empty_identifier"))


@pytest.mark.parametrize(
    "model", [None, "RevokeResponse", dict, ExchangeAccessTokenResponse.model_fields]
)
def test_a_model_that_is_not_a_response_is_a_type_error(model: Any) -> None:
    """The message says what to pass."""
    with pytest.raises(TypeError, match="model must be a response, such as"):
        parse_response(REVOKED, model=model)
    with pytest.raises(TypeError, match="model must be a response, such as"):
        check_response(REVOKED, model=model)


def test_a_healthy_response_shows_no_token(refreshed: dict[str, Any]) -> None:
    """On no surface, as after the exchange."""
    response = parse_response(json.dumps(refreshed), model=SessionAuthenticateResponse)

    assert [] == leaks(response, RESPONSES, secrets_of(refreshed))


@pytest.mark.parametrize("name", [*SessionAuthenticateResponse.model_fields])
def test_a_broken_response_shows_no_token(refreshed: dict[str, Any], name: str) -> None:
    """Neither the error nor the report, whichever field is wrong."""
    secrets = secrets_of(refreshed)
    body = json.dumps({**refreshed, name: 7 if name != "status_code" else "200"})
    report = check_response(body, model=SessionAuthenticateResponse)

    with pytest.raises(InvalidResponseError) as caught:
        parse_response(body, model=SessionAuthenticateResponse)
    assert [] == leaks(caught.value, in_turn(OUR_ERRORS, 1), secrets)
    assert [] == leaks(report, in_turn(REPORTS, 1), secrets)
