"""The seed file: organizations, members, clients and roles of one's own."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stytch_exchange import check_response
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.sandbox.calls import exchange, post
from tests.sandbox.signing_in import open_page, sent_back, submit, token

SEED: dict[str, Any] = {
    "organizations": [
        {
            "organization_name": "Acme",
            "organization_slug": "acme",
            "custom_roles": [
                {
                    "role_id": "printer",
                    "description": "Prints.",
                    "permissions": [{"resource_id": "paper", "actions": ["print"]}],
                }
            ],
            "third_party_connected_apps_allowed_type": "NOT_ALLOWED",
        }
    ],
    "members": [
        {
            "organization": "acme",
            "name": "Ada Example",
            "email_address": "ada@example.com",
            "roles": ["clerk", "printer"],
        },
        {"organization": "acme", "email_address": "bob@example.com", "external_id": "bob"},
    ],
    "clients": [
        {
            "client_id": "connected-app-test-desk",
            "client_name": "The desk",
            "client_secret": "a secret of the desk",
            "full_access_allowed": True,
            "redirect_urls": ["https://desk.example/callback"],
            "access_token_expiry_minutes": 5,
        },
        {"client_name": "A plugin", "client_type": "third_party_public"},
    ],
    "roles": [
        {
            "role_id": "clerk",
            "permissions": [{"resource_id": "file", "actions": ["read"]}],
        }
    ],
    "resources": [{"resource_id": "file", "actions": ["read", "shred"]}],
    "scopes": [
        {
            "scope": "read:files",
            "description": "Read your files",
            "permissions": [{"resource_id": "file", "actions": ["read"]}],
        }
    ],
}

Write = Callable[[Any], Path]


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Write:
    """Writes a seed file, and returns its path."""

    def write(seed: Any) -> Path:
        path = tmp_path / "seed.json"
        path.write_text(json.dumps(seed), "utf-8")
        return path

    return write


def test_the_first_member_signs_in(write: Write) -> None:
    """With a response that the check accepts, and with the file's own client."""
    with run_sandbox(seed_file=write(SEED)) as sandbox:
        answered = exchange(sandbox)

    body = answered.json()
    assert () == check_response(answered.content).findings
    assert ("Ada Example", "Acme") == (
        body["member"]["name"],
        body["organization"]["organization_name"],
    )
    assert ["stytch_member", "clerk", "printer"] == body["member_session"]["roles"]
    assert "ada@example.com" in json.dumps(body["member_session"]["authentication_factors"])
    assert "connected-app-test-desk" in answered.text


def test_each_member_can_be_named(write: Write) -> None:
    """By email address or external id; the examples' members are still there."""
    with run_sandbox(seed_file=write(SEED)) as sandbox:
        for name in ("bob", "bob@example.com", "wanjiru@example.org"):
            access_token = sandbox.issue_access_token(member=name)

            assert 200 == exchange(sandbox, access_token=access_token).status_code


def test_the_file_s_roles_decide(write: Write) -> None:
    """Roles of the project and of the organization; Stytch's default roles stay."""

    def may(sandbox: Sandbox, session_token: str, resource: str, action: str) -> int:
        check = {"organization_id": "acme", "resource_id": resource, "action": action}
        body = {"session_token": session_token, "authorization_check": check}
        return post(sandbox, "v1/b2b/sessions/authenticate", json=body).status_code

    with run_sandbox(seed_file=write(SEED)) as sandbox:
        session_token = exchange(sandbox).json()["session_token"]
        asked = [("file", "read"), ("file", "shred"), ("paper", "print"), ("stytch.self", "x")]
        allowed = [may(sandbox, session_token, *each) for each in asked]

    assert [200, 403, 200, 200] == allowed


def test_a_confidential_client_of_the_file_signs_in(write: Write) -> None:
    """With its secret, its redirect URL and the lifetime of its tokens."""
    url = "https://desk.example/callback"
    client = {"client_id": "connected-app-test-desk", "redirect_uri": url}
    with run_sandbox(seed_file=write(SEED)) as sandbox:
        page = open_page(sandbox, scope="full_access read:files", **client)
        code = sent_back(submit(sandbox, page.text))["code"]
        public = token(sandbox, code=code, **client)
        issued = token(sandbox, code=code, client_secret="a secret of the desk", **client).json()  # noqa: S106 - of the file

        assert 200 == exchange(sandbox, access_token=issued["access_token"]).status_code
    assert "invalid_client" == public.json()["error"]
    assert (300, "full_access read:files") == (issued["expires_in"], issued["scope"])


def test_an_empty_file_changes_nothing(write: Write) -> None:
    """The examples' members and the standard policy are used."""
    with run_sandbox(seed_file=write({"organizations": [], "members": []})) as sandbox:
        assert "Nguyễn Thu Hà" == exchange(sandbox).json()["member"]["name"]


@pytest.mark.parametrize(
    ("seed", "reason"),
    [
        ([], "the body must be an object"),
        ({"member": []}, "/member: unknown field"),
        ({"organizations": [{"name": "Acme"}]}, "/organizations/0/name: unknown field"),
        (
            {"organizations": [{"organization_slug": 7}]},
            "/organizations/0/organization_slug must be a string",
        ),
        ({"members": [{"email_address": "a@example.com"}]}, "/members/0/organization must be"),
        (
            {**SEED, "members": [{"organization": "acme", "roles": "clerk"}]},
            "/members/0/roles must be a list of role ids",
        ),
        ({**SEED, "members": [{"organization": "acme", "nme": "A"}]}, "/members/0/nme: unknown"),
        ({"clients": [{"client_type": "first_party"}]}, "/clients/0/client_name is required"),
        ({"clients": [{"client_name": "A", "client_type": "own"}]}, "/clients/0/client_type"),
        ({"roles": [{"role_id": "a", "actions": []}]}, "/roles/0/actions: unknown field"),
    ],
)
def test_a_wrong_file_is_explained(write: Write, seed: Any, reason: str) -> None:
    """At the start, with the place of each mistake."""
    with (
        pytest.raises(ValueError, match="the seed file is not valid: ") as raised,
        run_sandbox(seed_file=write(seed)),
    ):
        pass  # pragma: no cover - not reached

    assert reason in str(raised.value)
