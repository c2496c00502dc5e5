"""The exchange: responses and refusals."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet

from stytch_exchange import (
    ExchangeRefusedError,
    check_response,
    load_example,
    parse_response,
)
from stytch_exchange.sandbox import Sandbox, run_sandbox
from stytch_exchange.sandbox.access_tokens import Grant, signed_access_token
from stytch_exchange.sandbox.people import example_person
from tests.conftest import RESPONSES
from tests.sandbox.calls import ROUTE, exchange, post
from tests.sandbox.conftest import Clock

WHOLE = st.integers(-(2**63), 2**63)
MADE_UP = "made up"
"""A token that the sandbox did not issue."""

CLAIMS = st.dictionaries(
    st.text(),
    st.recursive(
        st.none()
        | st.booleans()
        | WHOLE
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(),
        lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
        max_leaves=8,
    ),
    max_size=5,
)


def _refused(answered: httpx.Response) -> tuple[int | None, str]:
    """Return the status and type of a refusal, parsed with this package."""
    with pytest.raises(ExchangeRefusedError) as raised:
        parse_response(answered.content, status_code=answered.status_code)
    error = raised.value.error
    assert error is not None
    assert error.status_code == answered.status_code == raised.value.status_code
    assert error.log_fields().keys() == {"status_code", "error_type", "request_id"}
    return answered.status_code, error.error_type


# Succeeds


@pytest.mark.parametrize("telemetry_id", [None, "a visit"])
def test_a_response_is_healthy(
    sandbox: Sandbox, response_name: str, telemetry_id: str | None
) -> None:
    """For every example, with or without a device, the check reports no findings."""
    token = sandbox.issue_access_token(example=response_name)

    answered = exchange(sandbox, access_token=token, telemetry_id=telemetry_id)

    assert () == check_response(answered.content, status_code=answered.status_code).findings


@given(
    example=st.sampled_from(RESPONSES),
    minutes=st.none() | st.integers(5, 527_040),
    claims=st.none() | CLAIMS,
    telemetry_id=st.none() | st.text(),
)
def test_every_valid_request_gets_a_healthy_response(
    running: Sandbox,
    example: str,
    minutes: int | None,
    claims: dict[str, Any] | None,
    telemetry_id: str | None,
) -> None:
    """Any duration, claims and telemetry id give a response without findings."""
    answered = exchange(
        running,
        access_token=running.issue_access_token(example=example),
        session_duration_minutes=minutes,
        session_custom_claims=claims,
        telemetry_id=telemetry_id,
    )

    if len(json.dumps(claims).encode()) < 2000:
        assert 200 == answered.status_code
    if answered.status_code == 200:
        assert () == check_response(answered.content, status_code=200).findings
    else:
        assert (400, "custom_claims_too_large") == _refused(answered)


def test_a_response_comes_as_the_api_writes_it(sandbox: Sandbox) -> None:
    """One line of JSON in UTF-8, without spaces, and with sorted keys in each object."""
    token = sandbox.issue_access_token(example="minimal")
    claims = {"z": {"y": "é", "x": []}, "a": 1}
    answered = exchange(sandbox, access_token=token, session_custom_claims=claims)

    assert "application/json" == answered.headers["content-type"]
    written = json.dumps(answered.json(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    assert written.encode() == answered.content


def test_a_response_is_of_the_member_of_the_example(sandbox: Sandbox) -> None:
    """The member and the organization are unchanged."""
    answered = exchange(sandbox).json()

    example = json.loads(load_example("connected-app"))
    assert example["member"] == answered["member"]
    assert example["organization"] == answered["organization"]


def test_the_identifiers_of_an_exchange_are_new(sandbox: Sandbox) -> None:
    """Each exchange has its own request, session and tokens, also different from the example's."""
    bodies = [exchange(sandbox).json(), exchange(sandbox).json()]
    bodies.append(json.loads(load_example("connected-app")))

    for body in bodies:
        body["member_session_id"] = body["member_session"]["member_session_id"]
    for name in ("request_id", "session_token", "session_jwt", "member_session_id"):
        assert 3 == len({body[name] for body in bodies})


def test_the_times_of_the_session_are_the_clock_s(still: Sandbox, clock: Clock) -> None:
    """The exchange happens now, and the earlier sign-in is as long ago as in the example."""
    clock.pass_by(days=30, microseconds=7)

    session = exchange(still).json()["member_session"]

    assert "2026-04-04T09:14:31Z" == session["last_accessed_at"]
    assert "2026-04-04T09:12:07Z" == session["started_at"]
    assert "2026-04-04T10:14:31Z" == session["expires_at"]
    assert ["2026-04-04T09:12:07Z", "2026-04-04T09:14:31Z"] == [
        factor["last_authenticated_at"] for factor in session["authentication_factors"]
    ]


@pytest.mark.parametrize("minutes", [5, 61, 527_040])
def test_a_session_lasts_as_long_as_requested(sandbox: Sandbox, minutes: int) -> None:
    """From five minutes to 366 days."""
    answered = exchange(sandbox, session_duration_minutes=minutes)

    session = parse_response(answered.content).member_session
    assert session is not None
    assert timedelta(minutes=minutes) == session.remaining(now=session.last_accessed_at)


def test_a_session_is_built_if_the_example_has_none(sandbox: Sandbox) -> None:
    """`minimal` does not have a session, so the sandbox builds it from the example's JWT."""
    token = sandbox.issue_access_token(example="minimal")

    session = parse_response(exchange(sandbox, access_token=token).content).member_session

    assert session is not None
    assert ["email", "oauth_access_token_exchange"] == [
        factor.delivery_method for factor in session.authentication_factors
    ]
    assert (["stytch_member"], {}) == (session.roles, session.custom_claims)


def test_the_exchange_is_a_factor_that_names_the_app(sandbox: Sandbox) -> None:
    """The app is the example's, or the app that the token was issued to."""
    own = sandbox.issue_access_token()
    other = sandbox.issue_access_token(client_id="connected-app-test-other")

    named = [
        factor["oauth_access_token_exchange_factor"]["client_id"]
        for token in (own, other)
        for factor in exchange(sandbox, access_token=token).json()["member_session"][
            "authentication_factors"
        ]
        if factor["delivery_method"] == "oauth_access_token_exchange"
    ]

    assert ["connected-app-test-6916870e-8ae2-467f-abd9-6af38401f549", named[1]] == named
    assert "connected-app-test-other" == named[1]


def test_a_device_comes_only_with_a_telemetry_id(sandbox: Sandbox) -> None:
    """Without one, `member_device` is null, even for the example with a device."""
    for telemetry_id, there in [(None, False), ("", False), ("a visit", True)]:
        token = sandbox.issue_access_token(example="device")

        answered = exchange(sandbox, access_token=token, telemetry_id=telemetry_id).json()

        assert there == (answered["member_device"] is not None)


def test_a_device_was_seen_now(still: Sandbox) -> None:
    """The device's times move with those of the session."""
    answered = exchange(still, telemetry_id="a visit").json()

    device = answered["member_device"]
    assert (
        answered["member_session"]["last_accessed_at"]
        == (device["ip_address_details"]["last_seen_at"])
    )
    assert "203.0.113.84" == device["ip_address"]


def test_the_jwt_is_the_session_signed(sandbox: Sandbox) -> None:
    """The key set verifies the JWT, and its claims match the body."""
    body = exchange(
        sandbox, session_duration_minutes=60, session_custom_claims={"tier": "gold"}
    ).json()

    keys = KeySet.import_key_set(httpx.get(sandbox.jwks_url).json())
    token = jwt.decode(body["session_jwt"], keys, algorithms=["RS256"])
    session = body["member_session"]
    issued_at = int(datetime.fromisoformat(session["last_accessed_at"]).timestamp())
    assert {"alg": "RS256", "kid": sandbox.jwks["keys"][0]["kid"], "typ": "JWT"} == token.header
    assert {
        "aud": [sandbox.project_id],
        "exp": issued_at + 300,
        "iat": issued_at,
        "iss": f"stytch.com/{sandbox.project_id}",
        "nbf": issued_at,
        "sub": body["member_id"],
        "region": "apac",
        "seats": 12,
        "tier": "gold",
    } == {name: claim for name, claim in token.claims.items() if not name.startswith("https:")}
    assert session["member_session_id"] == token.claims["https://stytch.com/session"]["id"]


# Refused


def test_a_token_that_is_used_while_it_is_looked_at_is_refused(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another request may use the token between the look-up and the use."""
    tokens = sandbox._project.tokens  # noqa: SLF001 - the other request comes in here
    look_up = tokens.look_up

    def look_up_and_be_overtaken(token: str, *, now: datetime) -> object:
        grant = look_up(token, now=now)
        tokens.use(token, now=now)
        return grant

    monkeypatch.setattr(tokens, "look_up", look_up_and_be_overtaken)

    assert (404, "idp_access_token_could_not_be_exchanged") == _refused(exchange(sandbox))


def test_an_unknown_token_is_refused(sandbox: Sandbox) -> None:
    """The sandbox did not issue it."""
    answered = exchange(sandbox, access_token=MADE_UP)

    assert (404, "idp_access_token_not_found") == _refused(answered)


def test_a_token_works_once(sandbox: Sandbox) -> None:
    """The second exchange is refused."""
    token = sandbox.issue_access_token()

    first = exchange(sandbox, access_token=token)
    second = exchange(sandbox, access_token=token)

    assert 200 == first.status_code
    assert (404, "idp_access_token_could_not_be_exchanged") == _refused(second)


def test_a_token_lives_five_minutes(still: Sandbox, clock: Clock) -> None:
    """Exactly five minutes are accepted; one microsecond more is too old."""
    first, second = still.issue_access_token(), still.issue_access_token()
    clock.pass_by(minutes=5)

    assert 200 == exchange(still, access_token=first).status_code
    clock.pass_by(microseconds=1)
    assert (400, "oauth_access_token_exchange_token_too_old") == _refused(
        exchange(still, access_token=second)
    )


def test_a_token_expires_after_an_hour(sandbox: Sandbox) -> None:
    """Until then it exists, but is too old to be exchanged."""
    for age, error_type in [
        (timedelta(minutes=59), "oauth_access_token_exchange_token_too_old"),
        (timedelta(minutes=61), "idp_access_token_expired"),
    ]:
        token = sandbox.issue_access_token(age=age)

        assert (400, error_type) == _refused(exchange(sandbox, access_token=token))


@pytest.mark.parametrize(
    ("changes", "status_code", "error_type"),
    [
        ({"client_type": "third_party"}, 400, "third_party_clients_cannot_use_full_access"),
        ({"client_id": "unlisted"}, 403, "connected_app_not_allowed_for_org"),
    ],
)
def test_a_client_that_may_not_exchange_is_refused(
    sandbox: Sandbox, changes: dict[str, Any], status_code: int, error_type: str
) -> None:
    """A third-party app, and an app that is not on the organization's list."""
    person = example_person("sso-scim")
    project = sandbox._project  # noqa: SLF001 - an app that no example has
    grant = Grant(person, replace(person.client, **changes), ("full_access",), project.now())
    token = signed_access_token(project, grant, issuer="x")

    assert (status_code, error_type) == _refused(exchange(sandbox, access_token=token))


def test_a_token_without_full_access_is_refused(sandbox: Sandbox) -> None:
    """Other scopes do not replace it."""
    token = sandbox.issue_access_token(scopes=("openid", "full_access_please"))

    assert (400, "oauth_access_token_exchange_missing_full_access") == _refused(
        exchange(sandbox, access_token=token)
    )


@pytest.mark.parametrize("minutes", [-1, 0, 4, 527_041, 2**70])
def test_a_duration_out_of_bounds_is_refused(sandbox: Sandbox, minutes: int) -> None:
    """Less than five minutes, and more than 366 days."""
    answered = exchange(sandbox, session_duration_minutes=minutes)

    assert (400, "invalid_session_duration_minutes") == _refused(answered)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"access_token": null}',
        b'{"access_token": ""}',
        b'{"access_token": "****"}',
        b'{"access_token": 7}',
        b'{"access_token": "x", "session_duration_minutes": "60"}',
        b'{"access_token": "x", "session_duration_minutes": 60.5}',
        b'{"access_token": "x", "session_duration_minutes": true}',
        b'{"access_token": 7, "session_duration_minutes": 4}',
        b'{"access_token": "x", "session_custom_claims": []}',
        b'{"access_token": "x", "telemetry_id": 7}',
        b'{"access_token": "x", "session_duration": 60}',
        b'{"access_token": "\\ud800"}',
        b'{"access_token": "\xff"}',
    ],
)
def test_an_invalid_body_is_refused(sandbox: Sandbox, content: bytes) -> None:
    """Broken JSON, other JSON, and wrong types."""
    answered = post(sandbox, ROUTE, content=content)

    assert (400, "bad_request") == _refused(answered)


@pytest.mark.parametrize(
    "claims",
    ['{"a": NaN}', '{"a": 1e999}', '{"a": "\\udc00"}', '{"a": ' + "[" * 199 + "]" * 199 + "}"],
    ids=["NaN", "infinite", "half a character", "deep"],
)
def test_claims_that_a_response_cannot_hold_are_refused(sandbox: Sandbox, claims: str) -> None:
    """Values outside JSON, and nesting too deep for a parser of the response."""
    token = sandbox.issue_access_token()
    content = f'{{"access_token": "{token}", "session_custom_claims": {claims}}}'

    answered = post(sandbox, ROUTE, content=content)

    assert (400, "bad_request") == _refused(answered)


def test_the_deepest_claims_that_are_taken_give_a_healthy_response(sandbox: Sandbox) -> None:
    """Accepted claims can always be read from the response."""
    answered = [
        exchange(sandbox, session_custom_claims={"a": json.loads("[" * depth + "]" * depth)})
        for depth in (197, 198, 199)
    ]

    assert {200, 400} == {response.status_code for response in answered}
    for response in answered:
        if response.status_code == 200:
            assert () == check_response(response.content).findings


def test_a_refused_request_leaves_its_token_unused(sandbox: Sandbox) -> None:
    """Only a successful exchange uses the token."""
    token = sandbox.issue_access_token()
    sandbox.fail_next()

    refused = [
        exchange(sandbox, access_token=token, **wrong).status_code
        for wrong in (
            {},
            {"session_duration_minutes": 4},
            {"session_custom_claims": {"a": "x" * 5000}},
            {"telemetry_id": 7},
        )
    ]

    assert [500, 400, 400, 400] == refused
    assert 200 == exchange(sandbox, access_token=token).status_code


def test_no_answer_repeats_the_access_token(sandbox: Sandbox) -> None:
    """Neither a response nor a refusal quotes it."""
    for token in (
        sandbox.issue_access_token(),
        sandbox.issue_access_token(scopes=()),
        sandbox.issue_access_token(age=timedelta(days=1)),
    ):
        for _ in range(2):
            assert token not in exchange(sandbox, access_token=token).text


def test_more_than_the_rate_is_refused(still: Sandbox, clock: Clock) -> None:
    """Three requests a minute are answered, whether they succeed or not."""
    for _ in range(2):
        answered = [exchange(still, access_token=MADE_UP).status_code for _ in range(3)]

        assert [404, 404, 404] == answered
        clock.pass_by(seconds=59)
        assert (429, "too_many_requests") == _refused(exchange(still))
        clock.pass_by(seconds=1)


def test_fail_next_refuses_the_next_exchanges(sandbox: Sandbox) -> None:
    """`fail_next` refuses the given number of exchanges, and then stops."""
    sandbox.fail_next(times=2)

    answered = [exchange(sandbox) for _ in range(3)]

    assert [(500, "internal_server_error")] * 2 == [_refused(each) for each in answered[:2]]
    assert 200 == answered[2].status_code


def test_fail_next_gives_any_refusal(sandbox: Sandbox) -> None:
    """Failures come in the order of the calls. An unknown one needs a status."""
    sandbox.fail_next("organization_suspended")
    sandbox.fail_next("connected_app_not_found", status_code=404)
    sandbox.fail_next("too_many_requests", status_code=503)

    assert [
        (403, "organization_suspended"),
        (404, "connected_app_not_found"),
        (503, "too_many_requests"),
    ] == [_refused(exchange(sandbox)) for _ in range(3)]


def test_a_refusal_has_the_api_s_shape(sandbox: Sandbox) -> None:
    """The keys are in the API's order."""
    body = exchange(sandbox, access_token=MADE_UP).json()

    assert ["status_code", "request_id", "error_type", "error_message", "error_url"] == list(body)
    assert (
        "https://stytch.com/docs/b2b/api/errors/404#idp_access_token_not_found"
        == (body["error_url"])
    )


def test_a_clock_without_an_offset_is_an_error_at_the_start() -> None:
    """The error comes when the sandbox starts, not at the first request."""
    clock = lambda: datetime.now(UTC).replace(tzinfo=None)  # noqa: E731 - the wrong clock

    with pytest.raises(ValueError, match="must have a UTC offset"), run_sandbox(clock=clock):
        pass  # pragma: no cover - not reached
