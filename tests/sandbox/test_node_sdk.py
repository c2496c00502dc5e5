"""Stytch's SDK for Node as the client, if it is installed: `make audit` installs it."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from stytch_exchange.sandbox import Sandbox
from tests.sandbox.signing_in import EXAMPLE_CLIENT

HERE = Path(__file__).parent
PACKAGES = HERE.parent / "browser/package.json"
NODE = shutil.which("node")
MEMBER = "member-test-2d8a7b5a-9e8c-4cc8-8842-60efd20b6d6a"


@pytest.mark.skipif(NODE is None, reason="needs Node")
@pytest.mark.skipif(
    not (PACKAGES.parent / "node_modules/stytch").is_dir(),
    reason="needs Stytch's SDK for Node: run `npm ci --ignore-scripts` in tests/browser",
)
def test_the_sdk_for_node_goes_through_the_life_of_a_session(sandbox: Sandbox) -> None:
    """From the exchange to the end, with the checks of JWTs and permissions."""
    settings = {
        "project_id": sandbox.project_id,
        "secret": sandbox.secret,
        "base_url": sandbox.base_url,
        "access_token": sandbox.issue_access_token(),
        "client_id": EXAMPLE_CLIENT,
    }
    printed = subprocess.run(  # noqa: S603 - our own script
        [str(NODE), HERE / "node_sdk.mjs", PACKAGES, json.dumps(settings)],
        check=True,
        capture_output=True,
        env={**os.environ, "NO_PROXY": "*"},
    ).stdout

    assert {
        "name": "Nguyễn Thu Hà",
        "again": "idp_access_token_could_not_be_exchanged",
        "local": ["stytch_member", "analyst"],
        "granting": ["analyst"],
        "by_jwt": MEMBER,
        "refused": "session_authorization_error",
        "introspected": MEMBER,
        "asked": MEMBER,
        "roles": ["stytch_member", "stytch_admin", "analyst", "care_coordinator"],
        "open": 1,
        "revoked": 200,
        "ended": "session_not_found",
    } == json.loads(printed)
