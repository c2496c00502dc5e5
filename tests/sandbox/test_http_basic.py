"""HTTP Basic authentication with the project's id and secret."""

from base64 import b64encode
from typing import Any

import pytest

from stytch_exchange.sandbox import Sandbox
from tests.sandbox.calls import ROUTE, post


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic"},
        {"Authorization": "Basic !"},
        {"Authorization": "Basic ü".encode("latin-1")},
        {"Authorization": "Bearer c2VjcmV0"},
        {"Authorization": f"Basic {b64encode(b'project:secret').decode()}"},
    ],
    ids=["none", "empty", "no base64", "no ASCII", "another scheme", "wrong"],
)
def test_wrong_credentials_are_refused(sandbox: Sandbox, headers: dict[str, Any]) -> None:
    """Whatever the header and the body are."""
    answered = post(sandbox, ROUTE, auth=None, headers=headers, content=b"not even JSON")

    assert (401, "unauthorized_credentials") == (
        answered.status_code,
        answered.json()["error_type"],
    )


def test_credentials_are_base64_and_no_more(sandbox: Sandbox) -> None:
    """Characters outside base64 are not ignored."""
    encoded = b64encode(f"{sandbox.project_id}:{sandbox.secret}".encode()).decode()
    answers = [
        post(sandbox, ROUTE, auth=None, headers={"Authorization": f"Basic {text}"}).status_code
        for text in (encoded, f"!{encoded}", f"{encoded[:4]}-{encoded[4:]}")
    ]

    assert [400, 401, 401] == answers


def test_one_wrong_half_of_the_credentials_is_refused(sandbox: Sandbox) -> None:
    """Both the project's id and its secret must match."""
    for credentials in [(sandbox.project_id, "wrong"), ("wrong", sandbox.secret)]:
        answered = post(sandbox, ROUTE, auth=credentials, json={})

        assert (401, "unauthorized_credentials") == (
            answered.status_code,
            answered.json()["error_type"],
        )
