"""Sessions: a session token gets the current session and a new JWT."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from stytch_exchange import check_response, parse_response
from stytch_exchange.sandbox import Sandbox
from stytch_exchange.sandbox.signing import claims_in
from tests.sandbox.calls import exchange, post
from tests.sandbox.conftest import Clock


def _authenticate(sandbox: Sandbox, **body: Any) -> httpx.Response:
    return post(sandbox, "v1/b2b/sessions/authenticate", json=body)


def _opened(sandbox: Sandbox, **options: Any) -> dict[str, Any]:
    """Return the decoded response of an exchange."""
    opened: dict[str, Any] = exchange(sandbox, **options).json()
    return opened


def test_a_session_token_gets_a_new_jwt(still: Sandbox, clock: Clock) -> None:
    """The new JWT lives for five minutes from now, and describes the same session."""
    opened = _opened(still)
    clock.pass_by(minutes=20)

    answered = _authenticate(still, session_token=opened["session_token"]).json()
    before, after = (claims_in(body["session_jwt"]) for body in (opened, answered))

    assert 20 * 60 == after["iat"] - before["iat"]
    assert 300 == after["exp"] - after["iat"]
    assert (
        opened["member_session"] | {"last_accessed_at": "2026-03-05T09:34:31Z"}
        == (answered["member_session"])
    )


def test_the_answer_goes_together(sandbox: Sandbox) -> None:
    """With the two fields that only an exchange has, the check reports no findings."""
    opened = _opened(sandbox)

    answered = _authenticate(sandbox, session_token=opened["session_token"]).json()
    body = {**answered, "member_id": opened["member_id"], "member_device": None}

    assert "ok: nothing found" == str(check_response(json.dumps(body), status_code=200))
    assert opened["request_id"] != answered["request_id"]


def test_an_open_session_shows_no_token(sandbox: Sandbox) -> None:
    """The locals in the report of a failing test do not show tokens."""
    opened = _opened(sandbox)
    session = sandbox._project.sessions.look_up(  # noqa: SLF001 - the stored session
        opened["session_token"], now=datetime.now(UTC)
    )

    shown = repr(session)
    assert "attributes=" in shown
    assert opened["session_token"] not in shown
    assert opened["session_jwt"] not in shown


def test_the_session_keeps_its_end(still: Sandbox, clock: Clock) -> None:
    """Authenticating does not prolong a session. After its end, the token is unknown."""
    token = _opened(still, session_duration_minutes=5)["session_token"]

    clock.pass_by(minutes=4, seconds=59)
    assert 200 == _authenticate(still, session_token=token).status_code

    clock.pass_by(seconds=1)
    assert 404 == _authenticate(still, session_token=token).status_code


def test_a_session_that_was_forgotten_is_not_known(sandbox: Sandbox) -> None:
    """A reset ends all sessions, as a revocation would."""
    token = _opened(sandbox)["session_token"]
    sandbox.reset()

    refused = _authenticate(sandbox, session_token=token)

    assert (404, "session_not_found") == (refused.status_code, refused.json()["error_type"])
    assert token not in refused.text


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"session_token": ""},
        {"session_jwt": "a.b.c"},
        {"session_token": "some-token", "session_duration_minutes": 60},
    ],
    ids=["nothing", "an empty token", "a JWT", "an unsupported field"],
)
def test_a_request_for_more_than_the_sandbox_can_do_is_refused(
    sandbox: Sandbox, body: dict[str, Any]
) -> None:
    """The sandbox does not silently ignore a field."""
    refused = _authenticate(sandbox, **body)

    assert (400, "bad_request") == (refused.status_code, refused.json()["error_type"])


def test_authentication_needs_the_credentials(sandbox: Sandbox) -> None:
    """Only the project's backend can authenticate a session token."""
    token = _opened(sandbox)["session_token"]

    refused = post(
        sandbox,
        "v1/b2b/sessions/authenticate",
        json={"session_token": token},
        auth=(sandbox.project_id, "wrong"),
    )

    assert (401, "unauthorized_credentials") == (
        refused.status_code,
        refused.json()["error_type"],
    )


def test_the_response_that_was_given_does_not_change(sandbox: Sandbox) -> None:
    """Each answer is independent of the others."""
    opened = _opened(sandbox)
    first = _authenticate(sandbox, session_token=opened["session_token"]).json()
    second = _authenticate(sandbox, session_token=opened["session_token"]).json()

    assert first["member"] == second["member"] == opened["member"]
    assert parse_response(json.dumps(opened)).member_session is not None
