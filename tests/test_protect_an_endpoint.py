"""The code of the page *Protect an endpoint*, served over HTTP."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pytest_examples import find_examples

from stytch_exchange import load_example, parse_response
from stytch_exchange.jwt import JWKSCache
from tests.apps.serving import served

PAGE = Path(__file__).parent.parent / "docs/how-to/protect-an-endpoint.md"
MEMBER = parse_response(load_example("connected-app")).member_id
UNREACHABLE = "http://127.0.0.1:9/"


@pytest.fixture(name="names", scope="module")
def _names() -> Generator[dict[str, Any]]:
    """What the page's code defines, except for its last block, which calls the endpoints."""
    names: dict[str, Any] = {"__name__": __name__}
    *blocks, _ = find_examples(PAGE)
    for block in blocks:
        exec(block.source, names)  # noqa: S102 - the page's own code
    with names["running"]:
        yield names


@pytest.fixture(name="client", scope="module", params=["api", "app"], ids=["FastAPI", "Flask"])
def _client(request: pytest.FixtureRequest, names: dict[str, Any]) -> Generator[httpx.Client]:
    """A client of the application of each framework."""
    with served(names[request.param]) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.fixture(name="session_jwt", scope="module")
def _session_jwt(names: dict[str, Any]) -> str:
    """A valid session JWT."""
    sandbox = names["sandbox"]
    answer = httpx.post(
        f"{sandbox.base_url}v1/b2b/sessions/exchange_access_token",
        auth=(sandbox.project_id, sandbox.secret),
        json={"access_token": sandbox.issue_access_token()},
    )
    return parse_response(answer.content).session_jwt.get_secret_value()


def _call(client: httpx.Client, authorization: str | None) -> httpx.Response:
    headers = {} if authorization is None else {"Authorization": authorization}
    return client.get("/me", headers=headers)


def test_a_valid_jwt_identifies_the_member(client: httpx.Client, session_jwt: str) -> None:
    """The endpoint gets the verified claims; the scheme's name may have small letters."""
    answers = [_call(client, f"{scheme} {session_jwt}") for scheme in ("Bearer", "bearer")]

    assert [{"member_id": MEMBER}] * 2 == [answer.json() for answer in answers]


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer x", "Bearer {jwt}x", "Bearer {token}", "Basic {jwt}", "{jwt}"],
)
def test_anything_else_is_401(
    client: httpx.Client, names: dict[str, Any], session_jwt: str, authorization: str | None
) -> None:
    """Without a reason, but with the scheme that the caller must use."""
    token = names["sandbox"].issue_access_token()
    sent = authorization and authorization.format(jwt=session_jwt, token=token)

    answer = _call(client, sent)

    assert (401, "Bearer") == (answer.status_code, answer.headers.get("www-authenticate"))
    assert MEMBER not in answer.text


def test_keys_that_cannot_be_loaded_are_503(
    client: httpx.Client,
    names: dict[str, Any],
    session_jwt: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The JWT may be valid, so the caller is asked to try again."""
    keys = JWKSCache(project_id=names["PROJECT"], base_url=UNREACHABLE)
    monkeypatch.setitem(names, "KEYS", keys)

    answer = _call(client, f"Bearer {session_jwt}")

    assert (503, "5") == (answer.status_code, answer.headers.get("retry-after"))
