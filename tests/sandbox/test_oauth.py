"""OAuth: from the authorization URL to access tokens."""

from typing import Any

import httpx
import pytest

from stytch_exchange.sandbox import Sandbox
from stytch_exchange.sandbox.signing import claims_in
from tests.sandbox.calls import exchange, post
from tests.sandbox.conftest import Clock
from tests.sandbox.signing_in import (
    CALLBACK,
    EXAMPLE_CLIENT,
    authorization,
    authorize,
    open_page,
    register,
    sent_back,
    submit,
    token,
)

HA = "member-test-2d8a7b5a-9e8c-4cc8-8842-60efd20b6d6a"
MFA_MEMBER = "member-test-eab79564-2320-43bc-924b-f9b4ce3abf03"


# Authorize


def test_a_person_signs_in(sandbox: Sandbox) -> None:
    """From the page to a session, with the state that the app sent."""
    page = open_page(sandbox)

    back = sent_back(submit(sandbox, page.text))
    issued = token(sandbox, code=back["code"]).json()
    opened = exchange(sandbox, access_token=issued["access_token"])

    assert "a state" == back["state"]
    assert {
        "access_token",
        "expires_in",
        "request_id",
        "scope",
        "status_code",
        "token_type",
    } == set(issued)
    assert (3600, "openid full_access", "bearer") == (
        issued["expires_in"],
        issued["scope"],
        issued["token_type"],
    )
    assert (200, HA) == (opened.status_code, opened.json()["member_id"])


def test_the_page_lets_a_person_choose_the_member(sandbox: Sandbox) -> None:
    """All members of organizations that allow the app."""
    page = open_page(sandbox)
    code = sent_back(submit(sandbox, page.text, member=MFA_MEMBER))["code"]

    claims = claims_in(token(sandbox, code=code).json()["access_token"])

    assert MFA_MEMBER == claims["sub"]
    assert "Wanjiru Kamau, Baobab Ledger" in page.text
    assert "Atelier Kartografii" not in page.text
    assert "no-store" == page.headers["cache-control"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


def test_a_first_party_app_needs_no_consent(sandbox: Sandbox) -> None:
    """Unless it asks for it, or for `offline_access`."""
    shown = {
        changes: "Allow" in open_page(sandbox, **dict([changes])).text
        for changes in (("prompt", None), ("prompt", "consent"), ("scope", "offline_access"))
    }

    assert [False, True, True] == list(shown.values())


def test_a_login_hint_skips_the_page(sandbox: Sandbox) -> None:
    """If no consent is needed, the browser goes straight back."""
    answered = open_page(sandbox, login_hint=MFA_MEMBER)
    page = open_page(sandbox, login_hint=MFA_MEMBER, prompt="consent")

    assert {"code", "state"} == set(sent_back(answered))
    assert f'value="{MFA_MEMBER}" checked' in page.text


def test_a_person_can_deny(sandbox: Sandbox) -> None:
    """The app gets an error with its state."""
    page = open_page(sandbox, prompt="consent")

    back = sent_back(submit(sandbox, page.text, decision="deny"))

    assert ("access_denied", "a state") == (back["error"], back["state"])


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "read:everything"}, "invalid_scope"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_the_app_is_told_what_is_wrong(
    sandbox: Sandbox, changes: dict[str, str], error: str
) -> None:
    """At its redirect URL, which is one that it may use."""
    back = sent_back(open_page(sandbox, **changes))

    assert (error, "a state") == (back["error"], back.get("state"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"client_id": "nobody"}, "The client does not exist on this server."),
        ({"client_id": None}, "Missing &#x27;client_id&#x27; parameter."),
        ({"redirect_uri": "https://another.example/callback"}, "is not supported by client"),
        ({"redirect_uri": 'https://another.example/"'}, "is not supported by the client"),
        ({"redirect_uri": None}, "Missing &#x27;redirect_uri&#x27; in request."),
    ],
)
def test_a_person_is_told_if_the_app_cannot_be(
    sandbox: Sandbox, changes: dict[str, str | None], reason: str
) -> None:
    """No browser is sent to an address that is not the app's."""
    answered = open_page(sandbox, **changes)

    assert answered.status_code in {400, 401}
    assert reason in answered.text
    assert "text/html; charset=utf-8" == answered.headers["content-type"]


def test_a_parameter_appears_once(sandbox: Sandbox) -> None:
    """Except `resource`, of which there may be several."""
    url = f"{sandbox.base_url}oauth/authorize"
    pairs = list(authorization().items())

    twice = httpx.get(url, params=[*pairs, ("scope", "openid")])
    resources = httpx.get(url, params=[*pairs, ("resource", "a"), ("resource", "b")])

    assert (400, 200) == (twice.status_code, resources.status_code)


def test_the_form_of_another_page_is_refused(sandbox: Sandbox) -> None:
    """A browser names the page that sends a form."""
    data = authorization() | {"member": HA, "decision": "allow"}
    url = f"{sandbox.base_url}oauth/authorize"
    own = sandbox.base_url.rstrip("/")

    answered = [
        httpx.post(url, data=data, headers={"Origin": origin}).status_code
        for origin in (own, "null", "https://another.example")
    ]

    assert [302, 400, 400] == answered


def test_a_form_without_a_member_is_refused(sandbox: Sandbox) -> None:
    """The person is asked to choose."""
    answered = submit(sandbox, open_page(sandbox).text, member="nobody")

    assert (400, True) == (answered.status_code, "Choose a member." in answered.text)


def test_an_app_that_the_organization_does_not_allow_is_refused(sandbox: Sandbox) -> None:
    """Even if the form names a member that the page does not offer."""
    third_party = register(sandbox).json()["client_id"]
    page = open_page(sandbox, client_id=third_party, scope="openid")

    back = sent_back(submit(sandbox, page.text, member=MFA_MEMBER))

    assert ("access_denied", "a state") == (back["error"], back["state"])


def test_a_scope_needs_the_member_s_own_permission(sandbox: Sandbox) -> None:
    """An analyst can grant to read reports, another member cannot."""
    granted = {}
    for member in (HA, "member-test-2dd99fe5-7ff7-44d2-a4d7-f3a6e1f27474"):
        page = open_page(sandbox, scope="openid read:reports")
        code = sent_back(submit(sandbox, page.text, member=member))["code"]
        granted[member] = token(sandbox, code=code).json()["scope"]

    assert ["openid read:reports", "openid"] == list(granted.values())


# Token


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "unknown"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:3000/another"}, "invalid_grant"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_id": "connected-app-test-533029d8-5a2e-4e10-a305-4f7ac1dad798"}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
    ],
)
def test_a_wrong_token_request_is_refused(
    sandbox: Sandbox, changes: dict[str, str | None], error: str
) -> None:
    """In OAuth's shape, and the code can still be used."""
    code = authorize(sandbox)

    fields: dict[str, Any] = {"code": code, **changes}
    refused = token(sandbox, **fields)

    assert (error, False) == (refused.json()["error"], refused.is_success)
    assert token(sandbox, code=code).is_success


def test_a_code_works_once_and_for_ten_minutes(still: Sandbox, clock: Clock) -> None:
    """A second use is refused, and so is a late one."""
    used, late = authorize(still), authorize(still)

    first, second = token(still, code=used), token(still, code=used)
    clock.pass_by(minutes=10)

    assert [200, 400, 400] == [
        answered.status_code for answered in (first, second, token(still, code=late))
    ]


def test_a_token_request_may_be_json(sandbox: Sandbox) -> None:
    """Stytch's examples send JSON; OAuth sends a form."""
    url = f"{sandbox.base_url}v1/oauth2/token"
    fields = {"grant_type": "authorization_code", "client_id": EXAMPLE_CLIENT}
    body = fields | {"code": authorize(sandbox, code_challenge=None, code_challenge_method=None)}

    missing = httpx.post(url, json=body | {"redirect_uri": CALLBACK})
    broken = httpx.post(url, content=b"{", headers={"Content-Type": "application/json"})
    listed = httpx.post(url, content=b"[]", headers={"Content-Type": "application/json"})
    large = httpx.post(url, data={"code": "x" * 70_000})

    assert "Missing 'code_verifier'" == missing.json()["error_description"]
    assert ["invalid_request"] * 3 == [each.json()["error"] for each in (broken, listed, large)]


@pytest.mark.parametrize("path", ["v1/oauth2/token", "v1/public/{}/oauth2/token"])
def test_the_issuer_follows_the_address_that_was_called(sandbox: Sandbox, path: str) -> None:
    """The domain itself, or `stytch.com/{project_id}` at the path that names the project."""
    issued = token(sandbox, path.format(sandbox.project_id), code=authorize(sandbox)).json()

    domain = sandbox.base_url.rstrip("/")
    expected = domain if path == "v1/oauth2/token" else f"stytch.com/{sandbox.project_id}"
    assert expected == claims_in(issued["access_token"])["iss"]


def test_another_project_is_not_found(sandbox: Sandbox) -> None:
    """The path names the sandbox's own project."""
    assert 404 == token(sandbox, "v1/public/project-test-x/oauth2/token").status_code


# Refresh


def _by(method: str) -> dict[str, str]:
    return {"token_endpoint_auth_method": method}


def _refresh(sandbox: Sandbox, refresh_token: str, **fields: Any) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
    return token(sandbox, **form, **fields)


def test_a_public_client_s_refresh_token_is_replaced(sandbox: Sandbox) -> None:
    """Each works once, and the new access token can be exchanged."""
    code = authorize(sandbox, scope="full_access offline_access")
    first = token(sandbox, code=code).json()["refresh_token"]

    refreshed = _refresh(sandbox, first).json()

    assert 200 == exchange(sandbox, access_token=refreshed["access_token"]).status_code
    assert "invalid_grant" == _refresh(sandbox, first).json()["error"]
    assert _refresh(sandbox, refreshed["refresh_token"]).is_success


def test_a_confidential_client_keeps_its_refresh_token(still: Sandbox, clock: Clock) -> None:
    """Each use makes it live for three more months, and there is no new one."""
    app = register(still, **_by("client_secret_post")).json()
    own = {name: app[name] for name in ("client_id", "client_secret")}
    code = authorize(still, client_id=app["client_id"], scope="offline_access")
    kept = token(still, code=code, **own).json()["refresh_token"]

    clock.pass_by(days=89)
    refreshed = _refresh(still, kept, **own)
    clock.pass_by(days=89)
    again = _refresh(still, kept, **own)
    clock.pass_by(days=91)
    late = _refresh(still, kept, **own)

    assert "refresh_token" not in refreshed.json()
    assert [True, True, False] == [each.is_success for each in (refreshed, again, late)]


def test_a_confidential_client_needs_its_secret(sandbox: Sandbox) -> None:
    """In the form or in the header, as it has registered."""
    app = register(sandbox, **_by("client_secret_basic")).json()
    form = {"grant_type": "refresh_token", "refresh_token": "unknown"}
    url, auth = f"{sandbox.base_url}v1/oauth2/token", (app["client_id"], app["client_secret"])

    answered = [
        httpx.post(url, data=form, auth=auth),
        httpx.post(url, data=form, auth=(app["client_id"], "wrong")),
        httpx.post(url, data=form | {"client_id": app["client_id"]}),
    ]

    assert ["invalid_grant", "invalid_client", "invalid_client"] == [
        each.json()["error"] for each in answered
    ]


def test_another_client_s_refresh_token_is_refused(sandbox: Sandbox) -> None:
    """A refresh token belongs to one client."""
    code = authorize(sandbox, scope="offline_access")
    theirs = token(sandbox, code=code).json()["refresh_token"]

    refused = _refresh(sandbox, theirs, client_id=register(sandbox).json()["client_id"])

    assert "invalid_grant" == refused.json()["error"]


# Register


def test_a_client_registers_itself(sandbox: Sandbox) -> None:
    """As a third-party client, which cannot have `full_access`."""
    answered = register(sandbox)

    client_id = answered.json().pop("client_id")
    assert 201 == answered.status_code
    assert {
        "client_id": client_id,
        "client_name": "An agent",
        "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [CALLBACK],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    } == answered.json()
    back = sent_back(open_page(sandbox, client_id=client_id))
    assert "invalid_scope" == back["error"]


def test_the_same_public_client_is_registered_once(sandbox: Sandbox) -> None:
    """A confidential client is always a new one."""
    methods = ["none", "client_secret_post"]
    ids = [register(sandbox, **_by(method)).json()["client_id"] for method in methods * 2]

    assert (ids[0], True) == (ids[2], ids[1] != ids[3])


@pytest.mark.parametrize(
    "metadata",
    [
        {"redirect_uris": []},
        {"redirect_uris": ["http://another.example/callback"]},
        {"redirect_uris": ["javascript:alert(1)"]},
        {"redirect_uris": ["javascript://host/%0aalert(1)"]},
        {"redirect_uris": [f"{CALLBACK}#fragment"]},
        {"redirect_uris": [7]},
        {"redirect_uris": "http://127.0.0.1/"},
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"client_uri": "not a URL"},
    ],
)
def test_invalid_metadata_is_refused(sandbox: Sandbox, metadata: dict[str, Any]) -> None:
    """In the shape of RFC 7591."""
    refused = register(sandbox, **metadata)

    assert 400 == refused.status_code
    assert refused.json()["error"] in {"invalid_redirect_uri", "invalid_client_metadata"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"7", b" " * 70_000])
def test_metadata_must_be_an_object(sandbox: Sandbox, content: bytes) -> None:
    """Anything else is refused in the same shape."""
    refused = httpx.post(f"{sandbox.base_url}v1/oauth2/register", content=content)

    assert (400, True) == (refused.status_code, "invalid_" in refused.json()["error"])


def test_metadata_that_is_too_large_is_refused(sandbox: Sandbox) -> None:
    """The refusal names the limit, not a field."""
    refused = httpx.post(f"{sandbox.base_url}v1/oauth2/register", content=b" " * 70_000)

    assert {
        "error": "invalid_client_metadata",
        "error_description": "The body is larger than 64 KiB.",
    } == refused.json()


def test_a_registered_loopback_url_may_have_another_port(sandbox: Sandbox) -> None:
    """RFC 8252: an app on a desktop does not know its port in advance."""
    client_id = register(sandbox).json()["client_id"]
    urls = {
        "http://127.0.0.1:49152/callback": True,
        "http://127.0.0.1:49152/another": False,
        "http://localhost:3000/callback": False,
        "https://127.0.0.1:3000/callback": False,
    }

    assert urls == {
        url: open_page(sandbox, client_id=client_id, scope="openid", redirect_uri=url).is_success
        for url in urls
    }


# Introspect


def _introspect(sandbox: Sandbox, value: str, **fields: str) -> dict[str, Any]:
    form = {"token": value, "client_id": EXAMPLE_CLIENT, **fields}
    answered = httpx.post(f"{sandbox.base_url}v1/oauth2/introspect", data=form)
    body: dict[str, Any] = answered.json()
    return body


def test_an_active_token_is_described(sandbox: Sandbox) -> None:
    """With its own claims, also after it was exchanged."""
    access_token = sandbox.issue_access_token()
    exchange(sandbox, access_token=access_token)

    described = _introspect(sandbox, access_token)

    assert (True, "access_token") == (described["active"], described["token_type"])
    assert claims_in(access_token).items() <= described.items()


def test_a_refresh_token_is_described(sandbox: Sandbox) -> None:
    """With the same claims, but its own end."""
    code = authorize(sandbox, scope="offline_access")
    refresh_token = token(sandbox, code=code).json()["refresh_token"]

    described = _introspect(sandbox, refresh_token)

    assert (True, "refresh_token", HA) == (
        described["active"],
        described["token_type"],
        described["sub"],
    )
    assert 90 * 24 * 3600 == described["exp"] - described["iat"]


def test_any_other_token_is_inactive(still: Sandbox, clock: Clock) -> None:
    """Unknown, another client's, or expired."""
    other = {"client_id": register(still).json()["client_id"]}
    access_token = still.issue_access_token()

    inactive = [_introspect(still, "unknown"), _introspect(still, access_token, **other)]
    clock.pass_by(hours=1)
    inactive.append(_introspect(still, access_token))

    assert [{"active", "request_id", "status_code"}] * 3 == [set(body) for body in inactive]
    assert [False] * 3 == [body["active"] for body in inactive]


def test_introspection_needs_a_client(sandbox: Sandbox) -> None:
    """An unknown one is refused, and so is a body that is not a form."""
    assert "invalid_client" == _introspect(sandbox, "x", client_id="nobody")["error"]
    refused = httpx.post(f"{sandbox.base_url}v1/oauth2/introspect", content=b"\xff")
    assert "invalid_request" == refused.json()["error"]


# Revoke the app


def _revoke_app(sandbox: Sandbox, member: str = HA, client: str = EXAMPLE_CLIENT) -> httpx.Response:
    path = (
        f"v1/b2b/organizations/halden-instruments/members/{member}/connected_apps/{client}/revoke"
    )
    return post(sandbox, path)


def test_a_revoked_app_has_nothing_left(sandbox: Sandbox) -> None:
    """Its codes and tokens end; a new authorization starts again."""
    code = authorize(sandbox)
    refresh = token(sandbox, code=authorize(sandbox, scope="full_access offline_access")).json()

    revoked = _revoke_app(sandbox)

    assert 200 == revoked.status_code
    assert "invalid_grant" == token(sandbox, code=code).json()["error"]
    assert "invalid_grant" == _refresh(sandbox, refresh["refresh_token"]).json()["error"]
    assert not _introspect(sandbox, refresh["access_token"])["active"]
    assert not _introspect(sandbox, refresh["refresh_token"])["active"]
    refused = exchange(sandbox, access_token=refresh["access_token"])
    assert (401, "connected_app_consent_revoked") == (
        refused.status_code,
        refused.json()["error_type"],
    )
    again = token(sandbox, code=authorize(sandbox)).json()["access_token"]
    assert 200 == exchange(sandbox, access_token=again).status_code


def test_another_app_keeps_its_tokens(sandbox: Sandbox) -> None:
    """Only the named app of the named member."""
    token_of_another = sandbox.issue_access_token(client_id="another")

    _revoke_app(sandbox)

    assert 200 == exchange(sandbox, access_token=token_of_another).status_code


@pytest.mark.parametrize(
    ("names", "error_type"),
    [({"member": "nobody"}, "member_not_found"), ({"client": "nobody"}, "connected_app_not_found")],
)
def test_a_revocation_needs_a_member_and_an_app(
    sandbox: Sandbox, names: dict[str, str], error_type: str
) -> None:
    """Each is named if it is missing."""
    refused = _revoke_app(sandbox, **names)

    assert (404, error_type) == (refused.status_code, refused.json()["error_type"])


# Metadata


@pytest.mark.parametrize("name", ["oauth-authorization-server", "openid-configuration"])
def test_the_metadata_names_the_routes(sandbox: Sandbox, name: str) -> None:
    """Each endpoint answers, and `full_access` is not offered to everyone."""
    described = httpx.get(f"{sandbox.base_url}.well-known/{name}").json()

    endpoints = {
        key: httpx.post(url).status_code
        for key, url in described.items()
        if key.endswith("_endpoint")
    }
    assert sandbox.base_url.rstrip("/") == described["issuer"]
    assert sandbox.jwks_url == described["jwks_uri"]
    assert set() == set(endpoints.values()) & {404, 405}
    assert "full_access" not in described["scopes_supported"]
