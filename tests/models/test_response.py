"""The response: what to log of it, and how to write it back."""

import json
from typing import Any

from stytch_exchange import ExchangeAccessTokenResponse, load_example, parse_response


def test_what_may_be_logged_is_identifiers_alone(body: dict[str, Any]) -> None:
    """The log fields are the ids that support asks for: no token, no name, no address."""
    response = parse_response(json.dumps(body))

    assert {
        "request_id": body["request_id"],
        "status_code": 200,
        "member_id": body["member_id"],
        "organization_id": body["organization"]["organization_id"],
        "member_session_id": body["member_session"]["member_session_id"],
    } == response.log_fields()


def test_a_response_without_a_session_has_no_session_to_log(body: dict[str, Any]) -> None:
    """`member_session_id` is left out, not None, where there is no session."""
    response = parse_response(json.dumps({**body, "member_session": None}))

    assert "member_session_id" not in response.log_fields()


def test_json_is_masked_unless_asked_otherwise(body: dict[str, Any]) -> None:
    """Both tokens are masked in `to_json()`."""
    written = json.loads(parse_response(json.dumps(body)).to_json())

    assert ("**********", "**********") == (written["session_token"], written["session_jwt"])


def test_json_with_its_secrets_reads_back_to_an_equal_response(response_name: str) -> None:
    """`to_json(reveal_secrets=True)` is the way back to the body, for every example."""
    response = parse_response(load_example(response_name))

    assert response == parse_response(response.to_json(reveal_secrets=True))


def test_json_keeps_what_the_body_said(response_name: str) -> None:
    """Each field that the body sets comes out with the value it went in with."""
    body = json.loads(load_example(response_name))
    written = json.loads(parse_response(json.dumps(body)).to_json(reveal_secrets=True))

    assert [] == list(_lost(body, written))


def test_json_can_be_indented(body: dict[str, Any]) -> None:
    """`indent` writes a level of nesting with that many spaces, for people."""
    written = parse_response(json.dumps(body)).to_json(indent=2)

    assert written.startswith('{\n  "request_id": ')


def test_numbers_that_json_does_not_have_are_written_as_null(body: dict[str, Any]) -> None:
    """NaN in metadata is read, as Python's parser does, and written as null."""
    body["member"]["trusted_metadata"] = {"score": float("nan")}

    written = json.loads(parse_response(json.dumps(body)).to_json())

    assert {"score": None} == written["member"]["trusted_metadata"]


def test_equal_bodies_are_equal_responses(body: dict[str, Any]) -> None:
    """Equality is by value, secrets included."""
    response = parse_response(json.dumps(body))
    other = ExchangeAccessTokenResponse.model_validate({**body, "session_token": "another"})

    assert response == ExchangeAccessTokenResponse.model_validate(body)
    assert response != other


def _lost(before: Any, after: Any, place: str = "") -> Any:
    """Yield the places at which a value that was set is no longer the same."""
    if isinstance(before, dict):
        for key, value in before.items():
            if value != after.get(key) and value not in ("", None):
                yield from _lost(value, after.get(key), f"{place}/{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (value, other) in enumerate(zip(before, after, strict=True)):
            yield from _lost(value, other, f"{place}/{index}")
    elif before != after:
        yield place
