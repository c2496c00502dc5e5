"""Issuing access tokens: in this process, and over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.sandbox.calls import exchange, post

ISSUE = "sandbox/access_tokens"


def test_a_token_is_issued_over_http(sandbox: Sandbox) -> None:
    """With the project's credentials, and an empty body; it can be exchanged."""
    answered = post(sandbox, ISSUE).json()

    assert ["access_token", "request_id", "status_code"] == sorted(answered)
    assert 200 == exchange(sandbox, access_token=answered["access_token"]).status_code


@pytest.mark.parametrize(
    ("wishes", "outcome"),
    [
        ({}, 200),
        ({"scopes": None, "example": None}, 200),
        ({"scopes": ["full_access", "openid"]}, 200),
        ({"scopes": []}, "oauth_access_token_exchange_missing_full_access"),
        ({"age_seconds": 299}, 200),
        ({"age_seconds": 301}, "oauth_access_token_exchange_token_too_old"),
        ({"age_seconds": 3601}, "idp_access_token_expired"),
    ],
)
def test_a_token_is_as_it_was_wished_for(
    sandbox: Sandbox, wishes: dict[str, Any], outcome: object
) -> None:
    """Scopes and age, by which it is exchanged or refused."""
    token = post(sandbox, ISSUE, json=wishes).json()["access_token"]

    answered = exchange(sandbox, access_token=token)

    assert outcome == (answered.json().get("error_type") or answered.status_code)


def test_a_token_has_its_member_and_its_app(sandbox: Sandbox) -> None:
    """Each of the examples can sign in, to any app."""
    wishes = {"example": "mfa", "client_id": "connected-app-test-mine"}
    token = post(sandbox, ISSUE, json=wishes).json()["access_token"]

    answered = exchange(sandbox, access_token=token)

    assert "connected-app-test-mine" in answered.text
    assert "totp" in answered.text


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"scopes": "full_access"}',
        b'{"age_seconds": -1}',
        b'{"age_seconds": 1e3}',
        b'{"age_seconds": 99999999999}',
        b'{"age_seconds": 9999999999999999}',
        b'{"example": "older-api"}',
        b'{"example": "error-server"}',
        b'{"client_id": 7}',
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(sandbox: Sandbox, content: bytes) -> None:
    """In the API's shape."""
    answered = post(sandbox, ISSUE, content=content)

    assert (400, "bad_request") == (answered.status_code, answered.json()["error_type"])


def test_tokens_are_issued_to_the_owner_alone(sandbox: Sandbox) -> None:
    """Without the credentials there is none."""
    answered = post(sandbox, ISSUE, auth=(sandbox.project_id, "wrong"))

    assert (401, "unauthorized_credentials") == (
        answered.status_code,
        answered.json()["error_type"],
    )


def test_scopes_are_no_string(sandbox: Sandbox) -> None:
    """Its characters would be the scopes."""
    with pytest.raises(TypeError, match=r"not one string: \('full_access',\)"):
        sandbox.issue_access_token(scopes="full_access")


def test_a_token_does_not_come_from_the_future(sandbox: Sandbox) -> None:
    """An age is not negative."""
    with pytest.raises(ValueError, match="age is negative"):
        sandbox.issue_access_token(age=timedelta(seconds=-1))


@pytest.mark.parametrize("example", ["older-api", "error-server", "../mfa", "nobody"])
def test_only_a_healthy_example_signs_in(sandbox: Sandbox, example: str) -> None:
    """Its name is told with those that there are, for a token and for a sandbox."""
    known = f"{example!r}; there are connected-app, device, mfa, minimal, sso-scim"

    with pytest.raises(ValueError, match=known):
        sandbox.issue_access_token(example=example)
    with pytest.raises(ValueError, match=known), run_sandbox(example=example):
        pass  # pragma: no cover - it does not come that far
