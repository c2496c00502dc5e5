"""Custom claims: merge those of a request into those of the session."""

from typing import Any

import pytest

from stytch_exchange.sandbox import Sandbox
from tests.sandbox.calls import exchange, post


def _claims(sandbox: Sandbox, requested: dict[str, Any] | None) -> Any:
    body = exchange(sandbox, session_duration_minutes=60, session_custom_claims=requested).json()
    return body["member_session"]["custom_claims"]


@pytest.mark.parametrize(
    ("requested", "claims"),
    [
        (None, {"region": "apac", "seats": 12}),
        ({}, {"region": "apac", "seats": 12}),
        ({"tier": "gold"}, {"region": "apac", "seats": 12, "tier": "gold"}),
        ({"region": "emea"}, {"region": "emea", "seats": 12}),
        ({"region": None, "never": None}, {"seats": 12}),
        ({"seats": {"of": None, "in": 3}}, {"region": "apac", "seats": {"in": 3}}),
        (
            {"seats": {"of": {"a": None, "b": [None]}}},
            {"region": "apac", "seats": {"of": {"b": [None]}}},
        ),
    ],
    ids=["none", "empty", "new", "other value", "null", "null below", "null far below"],
)
def test_claims_are_laid_over_the_session_s_own(
    sandbox: Sandbox, requested: dict[str, Any] | None, claims: dict[str, Any]
) -> None:
    """At each level, a value adds or replaces a claim, and a null removes it."""
    assert claims == _claims(sandbox, requested)


def test_nested_claims_are_merged(sandbox: Sandbox) -> None:
    """An object adds to the object that the session has, and a nested null deletes."""
    body = exchange(
        sandbox, session_duration_minutes=60, session_custom_claims={"a": {"b": {"c": 1, "d": 2}}}
    ).json()

    answered = post(
        sandbox,
        "v1/b2b/sessions/authenticate",
        json={
            "session_token": body["session_token"],
            "session_custom_claims": {"a": {"b": {"c": None, "e": 3}}, "region": None},
        },
    ).json()

    assert {"a": {"b": {"d": 2, "e": 3}}, "seats": 12} == answered["member_session"][
        "custom_claims"
    ]


def test_claims_without_a_duration_have_no_effect(sandbox: Sandbox) -> None:
    """The contract says that claims are only created with `session_duration_minutes`."""
    body = exchange(sandbox, session_custom_claims={"tier": "gold"}).json()

    assert {"region": "apac", "seats": 12} == body["member_session"]["custom_claims"]


def test_reserved_claims_are_ignored(sandbox: Sandbox) -> None:
    """The seven registered claims, and Stytch's two, which verifiers rely on."""
    reserved = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]
    stytch = ["https://stytch.com/organization", "https://stytch.com/session"]

    claims = _claims(sandbox, dict.fromkeys([*reserved, *stytch, "mine"], "x"))

    assert {"region": "apac", "seats": 12, "mine": "x"} == claims


def test_four_kilobytes_of_claims_are_taken(sandbox: Sandbox) -> None:
    """The limit counts bytes of compact JSON, including the session's own claims."""
    own = len('{"region":"apac","seats":12,"a":""}')
    room = 4096 - own

    answered = [
        exchange(sandbox, session_duration_minutes=60, session_custom_claims={"a": text})
        for text in ("x" * room, "x" * (room + 1), "ü" * (room // 2 + 1))
    ]

    assert [200, 400, 400] == [response.status_code for response in answered]
    assert {"custom_claims_too_large"} == {
        response.json()["error_type"] for response in answered[1:]
    }
