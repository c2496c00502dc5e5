"""The response: its log fields and its JSON."""

import json
from typing import Any

from stytch_exchange import ExchangeAccessTokenResponse, load_example, parse_response


def test_the_log_fields_are_identifiers(body: dict[str, Any]) -> None:
    """They include no token, name or address."""
    response = parse_response(json.dumps(body))

    assert {
        "request_id": body["request_id"],
        "status_code": 200,
        "member_id": body["member_id"],
        "organization_id": body["organization"]["organization_id"],
        "member_session_id": body["member_session"]["member_session_id"],
    } == response.log_fields()


def test_the_log_fields_leave_out_a_missing_session(body: dict[str, Any]) -> None:
    """`member_session_id` is absent, not None, if there is no session."""
    response = parse_response(json.dumps({**body, "member_session": None}))

    assert "member_session_id" not in response.log_fields()


def test_json_is_masked_unless_asked_otherwise(body: dict[str, Any]) -> None:
    """`to_json()` masks both tokens."""
    written = json.loads(parse_response(json.dumps(body)).to_json())

    assert ("**********", "**********") == (written["session_token"], written["session_jwt"])


def test_json_with_secrets_parses_to_an_equal_response(response_name: str) -> None:
    """This is true of every valid example."""
    response = parse_response(load_example(response_name))

    assert response == parse_response(response.to_json(reveal_secrets=True))


def test_json_keeps_every_value_of_the_body(response_name: str) -> None:
    """Each field that is set has the same value in the JSON."""
    body = json.loads(load_example(response_name))
    written = json.loads(parse_response(json.dumps(body)).to_json(reveal_secrets=True))

    assert [] == list(_lost(body, written))


def test_json_can_be_indented(body: dict[str, Any]) -> None:
    """`indent` is the number of spaces for each level."""
    written = parse_response(json.dumps(body)).to_json(indent=2)

    assert written.startswith('{\n  "request_id": ')


def test_numbers_that_json_does_not_allow_are_written_as_null(body: dict[str, Any]) -> None:
    """NaN in metadata is accepted, and written as null."""
    body["member"]["trusted_metadata"] = {"score": float("nan")}

    written = json.loads(parse_response(json.dumps(body)).to_json())

    assert {"score": None} == written["member"]["trusted_metadata"]


def test_equal_bodies_are_equal_responses(body: dict[str, Any]) -> None:
    """Responses are compared by value, including their secrets."""
    response = parse_response(json.dumps(body))
    other = ExchangeAccessTokenResponse.model_validate({**body, "session_token": "another"})

    assert response == ExchangeAccessTokenResponse.model_validate(body)
    assert response != other


def _lost(before: Any, after: Any, place: str = "") -> Any:
    """Yield the places at which a set value has changed."""
    if isinstance(before, dict):
        for key, value in before.items():
            if value != after.get(key) and value not in ("", None):
                yield from _lost(value, after.get(key), f"{place}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (value, other) in enumerate(zip(before, after, strict=True)):
            yield from _lost(value, other, f"{place}/{index}")
    elif before != after:
        yield place
