"""The run of the exchange: each step shows what was sent and answered, and never a secret."""

import json
from collections.abc import Generator
from typing import Any

import pytest
from flow import Flow

STEPS = ["authorize", "exchange", "verify", "refuse", "revoke"]


@pytest.fixture(name="run", scope="module")
def _run() -> Generator[dict[str, Any]]:
    """What each step returns."""
    flow = Flow()
    yield {step: json.loads(flow.run(step)) for step in STEPS}
    flow.stop()


def _lines(run: dict[str, Any], step: str) -> list[tuple[str, str]]:
    """Return the first lines of a step's requests and of their answers."""
    calls = run[step]["calls"]
    return [
        (call["request"].partition("\n")[0], call["response"].partition("\n")[0]) for call in calls
    ]


def test_each_step_makes_its_calls(run: dict[str, Any]) -> None:
    """In this order, with these answers; the second verification asks nobody for the keys."""
    exchange = "POST /v1/b2b/sessions/exchange_access_token"
    [(keys, loaded)] = _lines(run, "verify")

    assert [
        ("POST /oauth/authorize", "302 Found"),
        ("POST /v1/oauth2/token", "200 OK"),
    ] == _lines(run, "authorize")
    assert [(exchange, "200 OK")] == _lines(run, "exchange")
    assert keys.startswith("GET /v1/b2b/sessions/jwks/project-test-")
    assert "200 OK" == loaded
    assert [(exchange, "404 Not Found")] == _lines(run, "refuse")
    assert [
        ("POST /v1/b2b/sessions/revoke", "200 OK"),
        ("POST /v1/b2b/sessions/authenticate", "404 Not Found"),
    ] == _lines(run, "revoke")


def test_each_step_says_what_was_read(run: dict[str, Any]) -> None:
    """The same person from the beginning to the end."""
    exchanged, verified = run["exchange"]["read"], run["verify"]["read"]

    assert "openid full_access" == run["authorize"]["read"]["scope"]
    assert "Nguyễn Thu Hà" == exchanged["member"]
    assert exchanged["roles"] == verified["roles"]
    assert ("ExchangeRefusedError", "new_token") == (
        run["refuse"]["read"]["raised"],
        run["refuse"]["read"]["action"],
    )
    assert "404" in run["revoke"]["read"]["session_token"]


def test_no_secret_is_shown(run: dict[str, Any]) -> None:
    """Only the masks of the tokens, of the code and of the project's secret."""
    shown = json.dumps(run)

    assert "eyJ" not in shown
    assert "sandbox-secret" not in shown
    assert "Authorization: Basic **********" in shown
    assert '"access_token": "**********"' in run["exchange"]["calls"][0]["request"]
    assert "code=**********" in run["authorize"]["calls"][0]["response"]


def test_the_key_set_is_asked_for_without_the_secret(run: dict[str, Any]) -> None:
    """It is public, and so are the app's own calls."""
    public = [*run["authorize"]["calls"], *run["verify"]["calls"]]

    assert [] == [call["request"] for call in public if "Authorization" in call["request"]]
