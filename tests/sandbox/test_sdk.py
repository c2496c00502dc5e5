"""The official SDK as the client: it works with the sandbox as with the API."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests
import stytch.b2b.api
from stytch import B2BClient
from stytch.b2b.models.sessions import AuthorizationCheck
from stytch.core.response_base import StytchError
from stytch.shared import rbac_local
from stytch.shared.rbac_local import RBACPermissionError

from stytch_exchange import parse_response
from stytch_exchange.sandbox import Sandbox, run_sandbox
from stytch_exchange.sandbox.not_served import api_paths
from stytch_exchange.sandbox.signing import claims_in
from tests.sandbox.calls import exchange
from tests.sandbox.conftest import Clock
from tests.sandbox.signing_in import CALLBACK, CHALLENGE, EXAMPLE_CLIENT
from tests.sandbox.signing_in import token as get_token


class Wire:
    """Records the raw bodies that the SDK receives."""

    def __init__(self, session: requests.Session) -> None:
        self.bodies: list[bytes] = []
        session.hooks["response"].append(self._keep)

    def _keep(self, response: requests.Response, **_: object) -> None:
        self.bodies.append(response.content)


@pytest.fixture(name="session")
def _session() -> Iterator[requests.Session]:
    """The SDK's HTTP session, which the SDK would not close."""
    with requests.Session() as session:
        yield session


@pytest.fixture(name="client")
def _client(sandbox: Sandbox, session: requests.Session) -> Any:
    """The SDK's client, set up as in the sandbox's documentation."""
    return B2BClient(
        sandbox.project_id, sandbox.secret, environment=sandbox.base_url, sync_session=session
    )


def _differences(ours: Any, theirs: Any, place: str = "") -> Iterator[str]:
    """Yield the path of each value that differs or that only one side has."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in {**ours, **theirs}:
            yield from _differences(ours.get(name), theirs.get(name), f"{place}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (here, there) in enumerate(zip(ours, theirs, strict=True)):
            yield from _differences(here, there, f"{place}/{index}")
    elif ours != theirs:
        yield place


def test_the_sdk_exchanges_a_token(sandbox: Sandbox, client: Any) -> None:
    """With every option of the request."""
    response = client.sessions.exchange_access_token(
        access_token=sandbox.issue_access_token(),
        session_duration_minutes=5,
        session_custom_claims={"tier": "gold", "region": None},
        telemetry_id="a visit",
    )

    assert ("Nguyễn Thu Hà", 200) == (response.member.name, response.status_code)
    assert {"seats": 12, "tier": "gold"} == response.member_session.custom_claims
    assert "Pune" == response.member_device.ip_geo_city


@pytest.mark.parametrize("telemetry_id", [None, "a visit"])
def test_the_sdk_and_this_package_read_the_same(
    sandbox: Sandbox,
    client: Any,
    session: requests.Session,
    response_name: str,
    telemetry_id: str | None,
) -> None:
    """For every example, both read equal values from the same bytes."""
    wire = Wire(session)
    token = sandbox.issue_access_token(example=response_name)

    theirs = client.sessions.exchange_access_token(token, telemetry_id=telemetry_id)

    ours = parse_response(wire.bodies[0])
    assert [] == list(
        _differences(json.loads(ours.to_json(reveal_secrets=True)), theirs.model_dump(mode="json"))
    )


def test_the_comparison_finds_each_difference() -> None:
    """The comparison above covers nested values, and values that only one side has."""
    ours = {"a": [{"b": 1}, 2], "c": None, "d": [1]}
    theirs = {"a": [{"b": 2}, 2], "e": 1, "d": []}

    assert ["/a/0/b", "/d", "/e"] == list(_differences(ours, theirs))


def test_the_sdk_is_refused_on_the_second_use(sandbox: Sandbox, client: Any) -> None:
    """Its error has the type and the status."""
    token = sandbox.issue_access_token()
    client.sessions.exchange_access_token(token)

    with pytest.raises(StytchError) as raised:
        client.sessions.exchange_access_token(token)

    details = raised.value.details
    assert (404, "idp_access_token_could_not_be_exchanged") == (
        details.status_code,
        details.error_type,
    )
    assert details.request_id.startswith("request-id-test-")


@pytest.mark.parametrize(
    ("error_type", "status_code"),
    [
        ("unauthorized_credentials", 401),
        ("too_many_requests", 429),
        ("internal_server_error", 500),
    ],
)
def test_the_sdk_reads_every_refusal(
    sandbox: Sandbox, client: Any, error_type: str, status_code: int
) -> None:
    """The refusals that the API's description shows for this endpoint."""
    sandbox.fail_next(error_type)

    with pytest.raises(StytchError) as raised:
        client.sessions.exchange_access_token(sandbox.issue_access_token())

    assert (status_code, error_type) == (
        raised.value.details.status_code,
        raised.value.details.error_type,
    )


def test_the_sdk_verifies_the_jwt_by_itself(
    sandbox: Sandbox, client: Any, response_name: str
) -> None:
    """The SDK fetches the sandbox's keys, and builds the same session from the claims."""
    token = sandbox.issue_access_token(example=response_name)
    response = client.sessions.exchange_access_token(token)

    session = client.sessions.authenticate_jwt_local(response.session_jwt, max_token_age_seconds=60)

    differing = {
        place.rpartition("/")[2]
        for place in _differences(
            session.model_dump(mode="json"), response.member_session.model_dump(mode="json")
        )
    }
    # A JWT does not have these times of a factor.
    assert set() == differing - {"created_at", "updated_at"}


def test_the_sdk_refuses_a_jwt_of_another_sandbox(sandbox: Sandbox, client: Any) -> None:
    """The JWT's key is not in the key set."""
    with run_sandbox() as other:
        session_jwt = exchange(other).json()["session_jwt"]

    with pytest.raises(Exception, match="Unable to find a signing key"):
        client.sessions.authenticate_jwt_local(session_jwt)
    assert sandbox.issue_access_token()


def test_the_sdk_refuses_a_jwt_that_has_ended(clock: Clock, session: requests.Session) -> None:
    """The SDK's clock is past the JWT's five minutes."""
    with run_sandbox(clock=clock) as sandbox:
        client = B2BClient(
            sandbox.project_id, sandbox.secret, environment=sandbox.base_url, sync_session=session
        )
        response = client.sessions.exchange_access_token(sandbox.issue_access_token())

        assert client.sessions.authenticate_jwt_local(response.session_jwt) is None


def test_the_sdk_runs_asynchronously(sandbox: Sandbox) -> None:
    """The same exchange, refusal and verification in an event loop."""

    async def run() -> tuple[str, str, str | None]:
        client = B2BClient(sandbox.project_id, sandbox.secret, environment=sandbox.base_url)
        async with client:
            token = sandbox.issue_access_token()
            response = await client.sessions.exchange_access_token_async(token)
            session = await client.sessions.authenticate_jwt_local_async(response.session_jwt)
            assert session is not None
            with pytest.raises(StytchError) as raised:
                await client.sessions.exchange_access_token_async(token)
            return response.member_id, session.member_id, raised.value.details.error_type

    member_id, verified, error_type = asyncio.run(run())

    assert member_id == verified
    assert "idp_access_token_could_not_be_exchanged" == error_type


def test_the_base_url_works_without_its_slash(sandbox: Sandbox, session: requests.Session) -> None:
    """The SDK joins URLs in both ways."""
    client = B2BClient(
        sandbox.project_id,
        sandbox.secret,
        environment=sandbox.base_url.rstrip("/"),
        sync_session=session,
    )

    response = client.sessions.exchange_access_token(sandbox.issue_access_token())

    assert client.sessions.authenticate_jwt_local(response.session_jwt) is not None


def test_plain_http_gets_the_same(sandbox: Sandbox) -> None:
    """A POST with basic authentication, without an SDK."""
    answered = httpx.post(
        f"{sandbox.base_url}v1/b2b/sessions/exchange_access_token",
        auth=(sandbox.project_id, sandbox.secret),
        json={"access_token": sandbox.issue_access_token()},
    )

    response = parse_response(answered.content, status_code=answered.status_code)
    assert "Nguyễn Thu Hà" == response.member.name


# The life of a session


def _opened(sandbox: Sandbox, client: Any) -> Any:
    return client.sessions.exchange_access_token(sandbox.issue_access_token())


@pytest.mark.parametrize("form", ["session_token", "session_jwt"])
def test_the_sdk_authenticates_a_session(sandbox: Sandbox, client: Any, form: str) -> None:
    """With every option of the request."""
    opened = _opened(sandbox, client)

    response = client.sessions.authenticate(
        **{form: getattr(opened, form)},
        session_duration_minutes=120,
        session_custom_claims={"tier": "gold"},
        authorization_check={
            "organization_id": opened.organization.organization_id,
            "resource_id": "report",
            "action": "read",
        },
    )

    session = response.member_session
    assert timedelta(minutes=120) == session.expires_at - session.last_accessed_at
    assert "gold" == session.custom_claims["tier"]
    assert (True, ["analyst"]) == (response.verdict.authorized, response.verdict.granting_roles)


def test_the_sdk_falls_back_to_the_api_for_a_jwt(sandbox: Sandbox, client: Any) -> None:
    """`authenticate_jwt` verifies by itself, unless the JWT is too old for the caller."""
    opened = _opened(sandbox, client)

    local = client.sessions.authenticate_jwt(opened.session_jwt)
    remote = client.sessions.authenticate_jwt(opened.session_jwt, max_token_age_seconds=0)

    assert ("", opened.session_jwt) == (local.request_id, local.session_jwt)
    assert opened.member_session.member_session_id == remote.member_session.member_session_id


def test_the_sdk_checks_a_permission_by_itself(sandbox: Sandbox, client: Any) -> None:
    """It fetches the policies of the project and of the organization."""
    token = sandbox.issue_access_token(example="sso-scim")
    opened = client.sessions.exchange_access_token(token)
    check = {
        "organization_id": opened.organization.organization_id,
        "resource_id": "atlas",
        "action": "read",
    }

    session = client.sessions.authenticate_jwt_local(
        opened.session_jwt, authorization_check=AuthorizationCheck(**check)
    )

    assert opened.member_id == session.member_id
    with pytest.raises(RBACPermissionError):
        client.sessions.authenticate_jwt_local(
            opened.session_jwt, authorization_check=AuthorizationCheck(**check | {"action": "burn"})
        )
    with pytest.raises(StytchError) as raised:
        client.rbac.organizations.get_org_policy("nobody")
    assert "organization_not_found" == raised.value.details.error_type


def test_both_evaluators_agree(sandbox: Sandbox, client: Any, response_name: str) -> None:
    """The sandbox's own verdict equals that of the SDK with the sandbox's policies."""
    token = sandbox.issue_access_token(example=response_name)
    opened = client.sessions.exchange_access_token(token)
    organization_id = opened.organization.organization_id
    policy = client.sessions.policy_cache.get_with_org(organization_id)
    asked = [
        (r, a)
        for r in ("report", "atlas", "stytch.self", "stytch.sso", "none")
        for a in ("read", "x")
    ]

    for resource, action in asked:
        check = {"organization_id": organization_id, "resource_id": resource, "action": action}
        ours = theirs = True
        try:
            client.sessions.authenticate(
                session_token=opened.session_token, authorization_check=check
            )
        except StytchError:
            ours = False
        try:
            rbac_local.perform_authorization_check(
                policy, opened.member_session.roles, organization_id, AuthorizationCheck(**check)
            )
        except RBACPermissionError:
            theirs = False

        assert (resource, action, theirs) == (resource, action, ours)


@pytest.mark.parametrize("form", ["member_session_id", "session_token", "session_jwt", "member_id"])
def test_the_sdk_revokes_a_session(sandbox: Sandbox, client: Any, form: str) -> None:
    """In its four forms; then the member has no session."""
    opened = _opened(sandbox, client)
    source = opened.member_session if form == "member_session_id" else opened

    revoked = client.sessions.revoke(**{form: getattr(source, form)})

    left = client.sessions.get(opened.organization.organization_id, opened.member_id)
    assert (200, []) == (revoked.status_code, left.member_sessions)


# Which calls there are


def test_the_list_of_calls_is_the_sdk_s() -> None:
    """Each B2B call of the SDK, once, as its source has it."""
    calls: set[tuple[str, str]] = set()
    for module in Path(str(stytch.b2b.api.__file__)).parent.glob("*.py"):
        found = re.findall(
            r'url_for\(\s*f?"([^"]+)".*?_client\.(\w+?)(?:_form)?\(', module.read_text(), re.DOTALL
        )
        calls |= {(method.upper(), path.replace("{self.", "{")) for path, method in found}

    assert 90 < len(calls)
    assert sorted(calls, key=lambda call: call[::-1]) == api_paths()


# Connected Apps


def test_the_sdk_introspects_an_access_token(sandbox: Sandbox, client: Any) -> None:
    """By itself and over the network, with the same result."""
    token = sandbox.issue_access_token(scopes=("openid", "read:reports"))
    organization_id = claims_in(token)["https://stytch.com/organization"]["organization_id"]
    check = AuthorizationCheck(organization_id=organization_id, resource_id="report", action="read")

    local = client.idp.introspect_access_token_local(token, check)
    network = client.idp.introspect_token_network(token, EXAMPLE_CLIENT, authorization_check=check)

    assert (claims_in(token)["sub"], "openid read:reports") == (local.subject, local.scope)
    assert "access_token" == local.token_type
    assert local.organization_claim == network.organization_claim
    assert _same_but_for(network, local, "custom_claims")
    with pytest.raises(RBACPermissionError):
        client.idp.introspect_access_token_local(
            token, AuthorizationCheck(**{**check.model_dump(), "action": "delete"})
        )


def _same_but_for(one: Any, other: Any, *names: str) -> bool:
    return bool(one.model_dump(exclude=set(names)) == other.model_dump(exclude=set(names)))


def test_the_sdk_is_told_that_a_token_is_inactive(sandbox: Sandbox, client: Any) -> None:
    """An access token of an app that the member has revoked."""
    token = sandbox.issue_access_token()
    claims = claims_in(token)

    revoked = client.organizations.members.connected_apps.revoke(
        claims["https://stytch.com/organization"]["organization_id"],
        claims["sub"],
        claims["client_id"],
    )

    assert 200 == revoked.status_code
    assert client.idp.introspect_token_network(token, claims["client_id"]) is None
    # The JWT itself is still good, as at Stytch: only the network knows.
    assert client.idp.introspect_access_token_local(token) is not None


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_sdk_authorizes_an_app(sandbox: Sandbox, client: Any, signed_in: bool) -> None:  # noqa: FBT001 - a parameter
    """Only a member who is signed in can grant a token that can be exchanged."""
    opened = _opened(sandbox, client)
    member = (
        {"session_token": opened.session_token}
        if signed_in
        else {
            "organization_id": opened.organization.organization_id,
            "member_id": opened.member_id,
        }
    )
    asked: dict[str, Any] = {
        "client_id": EXAMPLE_CLIENT,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scopes": ["openid", "full_access"],
        **member,
    }

    started = client.idp.oauth.authorize_start(**asked)
    done = client.idp.oauth.authorize(
        consent_granted=True, state="a state", code_challenge=CHALLENGE, **asked
    )
    token = get_token(sandbox, code=done.authorization_code).json()["access_token"]

    assert (opened.member_id, False) == (started.member_id, started.consent_required)
    assert [True, True] == [result.is_grantable for result in started.scope_results]
    assert done.redirect_uri.startswith(f"{CALLBACK}?code={done.authorization_code}&state=")
    if signed_in:
        assert opened.member_id == client.sessions.exchange_access_token(token).member_id
    else:
        with pytest.raises(StytchError, match="idp_access_token_could_not_be_exchanged"):
            client.sessions.exchange_access_token(token)


def test_the_sdk_is_told_why_an_app_cannot_be_authorized(sandbox: Sandbox, client: Any) -> None:
    """The member has denied it, or the request is wrong."""
    opened = _opened(sandbox, client)
    asked: dict[str, Any] = {
        "client_id": EXAMPLE_CLIENT,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scopes": ["openid"],
        "session_jwt": opened.session_jwt,
    }

    denied = client.idp.oauth.authorize(consent_granted=False, **asked)

    assert (None, True) == (denied.authorization_code, "access_denied" in denied.redirect_uri)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"client_id": "nobody"}, "connected_app_not_found"),
        ({"scopes": ["nothing"]}, "bad_request"),
        ({"session_jwt": None}, "bad_request"),
        ({"session_jwt": "x"}, "unable_to_parse_session_jwt"),
        (
            {"session_jwt": None, "organization_id": "x", "member_id": "x"},
            "member_not_found",
        ),
        ({"redirect_uri": 7}, "bad_request"),
    ]
    for changes, error_type in wrong:
        for call in (
            client.idp.oauth.authorize_start,
            partial(client.idp.oauth.authorize, consent_granted=True),
        ):
            with pytest.raises(StytchError) as raised:
                call(**{**asked, **changes})
            assert error_type == raised.value.details.error_type
