"""Sessions: a session token gets the current session and a new JWT."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from stytch_exchange import (
    SessionAuthenticateResponse,
    check_response,
    load_example,
    parse_response,
)
from stytch_exchange.sandbox import Sandbox
from stytch_exchange.sandbox.people import example_person
from stytch_exchange.sandbox.sessions import Session
from stytch_exchange.sandbox.signing import claims_in
from stytch_exchange.sandbox.templates import wire_time
from tests.sandbox.calls import exchange, post
from tests.sandbox.conftest import Clock


def _authenticate(sandbox: Sandbox, **body: Any) -> httpx.Response:
    return post(sandbox, "v1/b2b/sessions/authenticate", json=body)


def _refused(answered: httpx.Response) -> tuple[int, str]:
    return answered.status_code, answered.json()["error_type"]


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
    """With `member_id` and without `verdict`, it is as healthy as an exchange's."""
    opened = _opened(sandbox)

    answered = _authenticate(sandbox, session_token=opened["session_token"]).json()
    body = {**answered, "member_id": opened["member_id"]}

    assert body.pop("verdict") is None

    assert "ok: nothing found" == str(check_response(json.dumps(body), status_code=200))
    assert opened["request_id"] != answered["request_id"]


def test_an_open_session_shows_no_token(sandbox: Sandbox) -> None:
    """The locals in the report of a failing test do not show tokens."""
    opened = _opened(sandbox)
    session = sandbox._project.sessions.of_token(  # noqa: SLF001 - the stored session
        opened["session_token"], now=datetime.now(UTC)
    )

    shown = repr(session)
    assert "Session(person=" in shown
    assert opened["session_token"] not in shown
    assert opened["session_jwt"] not in shown


@pytest.mark.parametrize("after", [{"seconds": 1}, {"minutes": 20}], ids=["live", "expired"])
def test_a_session_jwt_gets_a_new_jwt(
    still: Sandbox, clock: Clock, after: dict[str, float]
) -> None:
    """Also if it has expired by its own `exp`. The answer does not have the session token."""
    opened = _opened(still)
    clock.pass_by(**after)

    response = _authenticate(still, session_jwt=opened["session_jwt"])
    answered = response.json()

    assert "" == answered["session_token"]
    assert parse_response(response.content, model=SessionAuthenticateResponse)
    assert claims_in(opened["session_jwt"])["exp"] < claims_in(answered["session_jwt"])["exp"]
    assert opened["member"] == answered["member"]


def test_a_session_is_extended_from_now(still: Sandbox, clock: Clock) -> None:
    """The duration counts from the request, and can also shorten the session."""
    token = _opened(still, session_duration_minutes=5)["session_token"]
    clock.pass_by(minutes=4)

    extended = _authenticate(still, session_token=token, session_duration_minutes=60).json()
    clock.pass_by(minutes=59)
    again = _authenticate(still, session_token=token)
    clock.pass_by(minutes=1)

    assert "2026-03-05T10:18:31Z" == extended["member_session"]["expires_at"]
    assert "2026-03-05T10:18:31Z" == again.json()["member_session"]["expires_at"]
    assert 404 == _authenticate(still, session_token=token).status_code


def test_a_duration_out_of_bounds_is_refused(sandbox: Sandbox) -> None:
    """As in an exchange."""
    token = _opened(sandbox)["session_token"]

    refused = _authenticate(sandbox, session_token=token, session_duration_minutes=4)

    assert (400, "invalid_session_duration_minutes") == _refused(refused)


def test_claims_that_are_too_large_are_refused(sandbox: Sandbox) -> None:
    """As in an exchange."""
    token = _opened(sandbox)["session_token"]

    refused = _authenticate(sandbox, session_token=token, session_custom_claims={"a": "x" * 4096})

    assert (400, "custom_claims_too_large") == _refused(refused)


# Authorized


def _check(sandbox: Sandbox, example: str, resource: str, action: str) -> httpx.Response:
    token = sandbox.issue_access_token(example=example)
    opened = _opened(sandbox, access_token=token)
    return _authenticate(
        sandbox,
        session_token=opened["session_token"],
        authorization_check={
            "organization_id": opened["organization"]["organization_id"],
            "resource_id": resource,
            "action": action,
        },
    )


@pytest.mark.parametrize(
    ("example", "resource", "action", "roles"),
    [
        ("connected-app", "report", "read", ["analyst"]),
        ("connected-app", "stytch.self", "delete", ["stytch_member"]),
        ("mfa", "appointment", "cancel", ["care_coordinator"]),
        ("sso-scim", "atlas", "read", ["atlas_editor", "geodata_steward"]),
        ("sso-scim", "sheet", "anything", ["atlas_editor"]),
    ],
)
def test_the_verdict_names_the_roles_that_allow_it(
    sandbox: Sandbox, example: str, resource: str, action: str, roles: list[str]
) -> None:
    """Roles of the project and of the organization, by the action or by `*`."""
    answered = _check(sandbox, example, resource, action).json()

    granting = answered["verdict"]["granting_roles"]
    assert answered["verdict"]["authorized"] is True
    assert roles == [role for role in granting if role in roles]
    assert set(granting) <= set(answered["member_session"]["roles"])


@pytest.mark.parametrize(
    ("example", "resource", "action"),
    [
        ("connected-app", "report", "delete"),
        ("connected-app", "atlas", "read"),
        ("minimal", "report", "read"),
    ],
)
def test_an_action_that_no_role_allows_is_refused(
    sandbox: Sandbox, example: str, resource: str, action: str
) -> None:
    """A role of another organization does not help."""
    refused = _check(sandbox, example, resource, action)

    assert (403, "session_authorization_error") == _refused(refused)


def test_another_organization_is_refused(sandbox: Sandbox) -> None:
    """Even for an action that the member's role allows."""
    check = {"organization_id": "another", "resource_id": "report", "action": "read"}

    refused = _authenticate(
        sandbox, session_token=_opened(sandbox)["session_token"], authorization_check=check
    )

    assert (403, "session_authorization_tenancy_error") == _refused(refused)


# Ended


def _revoke(sandbox: Sandbox, **body: Any) -> httpx.Response:
    return post(sandbox, "v1/b2b/sessions/revoke", json=body)


@pytest.mark.parametrize("form", ["member_session_id", "session_token", "session_jwt", "member_id"])
def test_a_revoked_session_is_unknown(sandbox: Sandbox, form: str) -> None:
    """Each of the four forms ends the session; only the last ends the member's others."""
    opened, other = _opened(sandbox), _opened(sandbox)
    body = {**opened["member_session"], **opened}

    answered = _revoke(sandbox, **{form: body[form]})

    assert (200, {"request_id", "status_code"}) == (answered.status_code, set(answered.json()))
    tokens = {"session_token": opened["session_token"]}, {"session_jwt": opened["session_jwt"]}
    assert [404, 404] == [_authenticate(sandbox, **token).status_code for token in tokens]
    left = _authenticate(sandbox, session_token=other["session_token"]).status_code
    assert (404 if form == "member_id" else 200) == left


@pytest.mark.parametrize(
    ("body", "status_code", "error_type"),
    [
        ({}, 400, "bad_request"),
        ({"member": "x"}, 400, "bad_request"),
        ({"member_id": "x", "session_token": "x"}, 400, "too_many_session_revoke_arguments"),
        ({"member_id": "nobody"}, 404, "member_not_found"),
        ({"member_session_id": "x"}, 404, "session_not_found"),
        ({"session_token": "some-token"}, 404, "session_not_found"),
        ({"session_jwt": "a.b.c"}, 400, "unable_to_parse_session_jwt"),
    ],
)
def test_a_revocation_needs_one_thing_that_exists(
    sandbox: Sandbox, body: dict[str, Any], status_code: int, error_type: str
) -> None:
    """Otherwise nothing ends."""
    assert (status_code, error_type) == _refused(_revoke(sandbox, **body))


def test_the_sessions_of_a_member_are_listed(still: Sandbox, clock: Clock) -> None:
    """Only those that are open, for a member of that organization."""
    ended = _opened(still, session_duration_minutes=5)
    clock.pass_by(minutes=6)
    opened = _opened(still)
    names = {"organization_id": "halden-instruments", "member_id": ended["member_id"]}
    address, auth = f"{still.base_url}v1/b2b/sessions", (still.project_id, still.secret)

    listed = httpx.get(address, params=names, auth=auth).json()
    wrong = httpx.get(address, params={**names, "organization_id": "baobab-ledger"}, auth=auth)

    assert [opened["member_session"]] == listed["member_sessions"]
    assert (404, "member_not_found") == _refused(wrong)


# Kept


def test_the_memory_for_sessions_is_bounded(still: Sandbox, clock: Clock) -> None:
    """Sessions share their member's data, and are forgotten when they have ended."""
    project = still._project  # noqa: SLF001 - what grows
    sessions = [replace(_session_of(still), token_hash=str(number)) for number in range(300)]

    for session in sessions:
        clock.pass_by(minutes=1)
        member_session = {
            **session.member_session,
            "member_session_id": session.token_hash,
            "expires_at": wire_time(clock.now + timedelta(minutes=5)),
        }
        project.sessions.add(replace(session, member_session=member_session), now=clock.now)

    assert len(project.sessions) <= 64
    assert sessions[0].person is sessions[-1].person


def _session_of(sandbox: Sandbox) -> Session:
    project = sandbox._project  # noqa: SLF001 - what grows
    person = example_person("connected-app")
    return Session(person, person.sign_in_at(project.now()), "")


def test_the_session_keeps_its_end(still: Sandbox, clock: Clock) -> None:
    """Without a duration, it is not extended. After its end, the token is unknown."""
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
        {"session_jwt": ""},
        {"session_token": "some-token", "session_duration": 60},
        {"session_token": "some-token", "authorization_check": {"resource_id": "report"}},
    ],
    ids=["nothing", "an empty token", "an empty JWT", "an unknown field", "half a check"],
)
def test_an_invalid_request_is_refused(sandbox: Sandbox, body: dict[str, Any]) -> None:
    """The sandbox does not silently ignore a field."""
    refused = _authenticate(sandbox, **body)

    assert (400, "bad_request") == (refused.status_code, refused.json()["error_type"])


def test_two_ways_to_name_a_session_are_refused(sandbox: Sandbox) -> None:
    """Even if both name the same one."""
    opened = _opened(sandbox)
    both = {name: opened[name] for name in ("session_token", "session_jwt")}

    assert (400, "too_many_session_arguments") == _refused(_authenticate(sandbox, **both))


def test_a_jwt_that_is_not_a_session_is_refused(sandbox: Sandbox) -> None:
    """Another key's, and an access token, which the same key signs."""
    for token in ("a.b.c", _example_jwt(), sandbox.issue_access_token()):
        refused = _authenticate(sandbox, session_jwt=token)

        assert (400, "unable_to_parse_session_jwt") == _refused(refused)


def _example_jwt() -> str:
    """Return a session JWT that another key signed."""
    return str(json.loads(load_example("mfa"))["session_jwt"])


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
