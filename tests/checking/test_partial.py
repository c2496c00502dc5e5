"""What can be read of a body that is not a whole response."""

import json
from typing import Any

import pytest
from hypothesis import given

from stytch_exchange import check_response, load_example
from tests.leaks import runs, secrets_of
from tests.test_properties import broken_bodies


def _partial(body: Any) -> dict[str, Any]:
    partial = check_response(json.dumps(body)).partial
    assert partial is not None
    return partial


def test_a_whole_or_repaired_response_has_no_partial_one(body: dict[str, Any]) -> None:
    """`response` has all of it."""
    assert check_response(json.dumps(body)).partial is None
    del body["member"]["roles"]
    assert check_response(json.dumps(body)).partial is None


def test_one_wrong_place_leaves_the_rest(body: dict[str, Any]) -> None:
    """The wrong place is left out, and the tokens are masked."""
    body["member"]["is_admin"] = "no"
    expected = {**body, "session_token": "**********", "session_jwt": "**********"}
    expected["member"] = {name: body["member"][name] for name in body["member"]}
    del expected["member"]["is_admin"]

    assert expected == _partial(body)


def test_what_was_not_read_is_left_out(body: dict[str, Any]) -> None:
    """Missing and null fields, unknown fields, and wrong items of lists."""
    del body["member"]["status"]
    del body["member"]["roles"]
    body["member"]["name"] = None
    body["member"]["password"] = "secret"  # noqa: S105 - an unknown field
    body["organization"]["email_allowed_domains"] = ["a.example", 1, "b.example"]
    partial = _partial(body)

    assert {"status", "roles", "name", "password"}.isdisjoint(partial["member"])
    assert ["a.example", "b.example"] == partial["organization"]["email_allowed_domains"]


@pytest.mark.parametrize("token", [7, ["secret-token"], {"a": "secret-token"}, "", "****"])
def test_a_wrong_token_is_not_shown(body: dict[str, Any], token: object) -> None:
    """Whatever its type."""
    body["session_token"] = token

    assert "session_token" not in _partial(body)


def test_an_optional_object_can_be_null(body: dict[str, Any]) -> None:
    """Null stays null, as the API sends it."""
    body["member_session"] = None
    del body["member_id"]

    assert _partial(body)["member_session"] is None


@pytest.mark.parametrize("body", [[], 7, "text", {}, {"unknown": 1}])
def test_there_can_be_nothing_to_read(body: object) -> None:
    """Then there is no tree."""
    assert check_response(json.dumps(body)).partial is None


def test_behind_the_limit_nothing_is_read(body: dict[str, Any]) -> None:
    """The findings are cut off there, so the other problems are unknown."""
    body["member"]["status"] = None
    unknown = dict.fromkeys(f"field_{number}" for number in range(999))

    assert check_response(json.dumps({**body, **unknown})).partial is not None
    assert check_response(json.dumps({**unknown, **body, "another": 1, "last": 1})).partial is None


@given(body=broken_bodies())
def test_no_token_is_in_what_was_read(body: Any) -> None:
    """Whatever is wrong with a body."""
    secrets = secrets_of(json.loads(load_example("connected-app")))
    for token in ("session_token", "session_jwt"):
        if token in body:
            body[token] = json.loads(load_example("connected-app"))[token]
    report = check_response(json.dumps(body))

    assert secrets.isdisjoint(runs(json.dumps(report.partial)))
