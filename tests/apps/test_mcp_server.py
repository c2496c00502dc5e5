"""The MCP server of the how-to page, called over HTTP by the MCP SDK's client."""

import asyncio
import logging
import time
from collections.abc import Coroutine, Generator
from contextlib import closing
from typing import Any, TypeVar

import httpx
import httpx2
import mcp_server
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from pydantic import SecretStr
from stytch_backend import StytchBackend

from stytch_exchange import load_example, parse_response
from stytch_exchange.sandbox import Sandbox
from tests.apps.serving import served_by_uvicorn
from tests.leaks import runs

_T = TypeVar("_T")

HOST = "mcp.example.com"
"""The host name that clients use, wherever the server runs."""

MEMBER = parse_response(load_example("connected-app"))
ORGANIZATION_ID = MEMBER.organization.organization_id


@pytest.fixture(name="server", scope="module")
def _server(running: Sandbox) -> Generator[str]:
    """The address of the running server."""
    backend = StytchBackend(running.project_id, SecretStr(running.secret), running.base_url)
    app = mcp_server.create_app(
        backend, url=f"https://{HOST}/mcp", issuer_url="https://login.example.com"
    )
    with closing(backend), served_by_uvicorn(app) as address:
        yield f"{address}/mcp"


async def _report(server: str, token: str) -> tuple[bool, str]:
    """Return whether the tool failed, and its text."""
    headers = {"Host": HOST, "Authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers) as http,
        Client(streamable_http_client(server, http_client=http)) as client,
    ):
        result = await client.call_tool("report", {})
    return bool(result.is_error), "".join(getattr(part, "text", "") for part in result.content)


def _run(call: Coroutine[Any, Any, _T]) -> _T:
    return asyncio.run(call)


def _post(server: str, headers: dict[str, str]) -> httpx.Response:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    return httpx.post(server, headers={"Host": HOST, **headers}, json=ping)


def test_an_analyst_gets_the_report(server: str, sandbox: Sandbox) -> None:
    """Each call sends the token, and one exchange is enough for all calls."""
    token = sandbox.issue_access_token()

    first, again = _run(_report(server, token)), _run(_report(server, token))

    assert (False, f"The report of {ORGANIZATION_ID}.") == first == again


def test_two_clients_with_a_new_token_share_its_exchange(server: str, sandbox: Sandbox) -> None:
    """Even concurrent calls cause one exchange, because a second would be refused."""
    token = sandbox.issue_access_token()

    async def both() -> list[tuple[bool, str]]:
        return list(await asyncio.gather(_report(server, token), _report(server, token)))

    assert [False, False] == [failed for failed, _ in _run(both())]


def test_a_member_without_the_role_gets_the_reason(server: str, sandbox: Sandbox) -> None:
    """The tool fails with a reason that the model reads."""
    failed, text = _run(_report(server, sandbox.issue_access_token(example="mfa")))

    assert failed
    assert "this tool needs the role analyst" in text


def test_a_page_in_a_browser_cannot_use_the_server(server: str, sandbox: Sandbox) -> None:
    """A browser sends the page's origin, so even a valid token does not help."""
    token = sandbox.issue_access_token()
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://another.example"}

    assert 403 == _post(server, headers).status_code


def test_the_environment_names_project_and_addresses(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an ASGI server starts it, with a loopback URL."""
    for name, value in {
        "STYTCH_PROJECT_ID": sandbox.project_id,
        "STYTCH_SECRET": sandbox.secret,
        "STYTCH_BASE_URL": sandbox.base_url,
        "MCP_URL": "http://127.0.0.1:8000/mcp",
        "MCP_ISSUER_URL": "https://login.example.com",
    }.items():
        monkeypatch.setenv(name, value)

    with served_by_uvicorn(mcp_server.from_environment()) as address:
        told = httpx.get(f"{address}/.well-known/oauth-protected-resource/mcp").json()

    assert ("http://127.0.0.1:8000/mcp", ["https://login.example.com"]) == (
        told["resource"],
        told["authorization_servers"],
    )


@pytest.mark.parametrize("name", ["another.example", "127.0.0.1", f"{HOST}.another.example"])
def test_the_server_answers_only_to_its_own_name(server: str, sandbox: Sandbox, name: str) -> None:
    """A web page on another name that resolves to the server cannot use it."""
    headers = {"Authorization": f"Bearer {sandbox.issue_access_token()}", "Host": name}

    assert 421 == _post(server, headers).status_code


def test_a_cancelled_client_does_not_cancel_the_exchange(sandbox: Sandbox) -> None:
    """Another caller who waits for the same exchange still gets its result."""
    backend = StytchBackend(sandbox.project_id, SecretStr(sandbox.secret), sandbox.base_url)
    token = sandbox.issue_access_token()

    async def one_of_two() -> str | None:
        verifier = mcp_server.ExchangingVerifier(backend)
        first, second = (asyncio.create_task(verifier.verify_token(token)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        who = await second
        return None if who is None else who.subject

    with closing(backend):
        assert MEMBER.member_id == _run(one_of_two())


def test_the_server_says_where_to_get_a_token(server: str) -> None:
    """In the metadata of a protected resource (RFC 9728)."""
    metadata = server.replace("/mcp", "/.well-known/oauth-protected-resource/mcp")

    assert ["https://login.example.com"] == httpx.get(metadata).json()["authorization_servers"]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic dXNlcjpwYXNz"}],
    ids=["no token", "a wrong token", "something else"],
)
@pytest.mark.usefixtures("sandbox")
def test_without_a_valid_token_the_answer_says_where_to_get_one(
    server: str, headers: dict[str, str]
) -> None:
    """The answer has the URL of the metadata about where to get a token (RFC 9728)."""
    answer = _post(server, headers)

    assert 401 == answer.status_code
    assert "/.well-known/oauth-protected-resource/mcp" in answer.headers["www-authenticate"]


def test_a_token_that_was_exchanged_elsewhere_is_refused(server: str, sandbox: Sandbox) -> None:
    """A stolen token that was already used does not give access."""
    token = sandbox.issue_access_token()
    httpx.post(
        f"{sandbox.base_url}v1/b2b/sessions/exchange_access_token",
        auth=(sandbox.project_id, sandbox.secret),
        json={"access_token": token},
    ).raise_for_status()

    assert 401 == _post(server, {"Authorization": f"Bearer {token}"}).status_code


def test_a_token_ends_with_its_session(
    server: str, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token cannot be exchanged again, so the client needs a new one."""
    token = sandbox.issue_access_token()
    before = _run(_report(server, token))
    in_an_hour = time.time() + 3601
    monkeypatch.setattr("time.time", lambda: in_an_hour)

    assert not before[0]
    assert 401 == _post(server, {"Authorization": f"Bearer {token}"}).status_code


def test_a_fault_at_stytch_is_not_the_clients(server: str, sandbox: Sandbox) -> None:
    """The client is not asked for a new token, and its token stays usable."""
    token = sandbox.issue_access_token()
    sandbox.fail_next("internal_server_error")

    assert 500 == _post(server, {"Authorization": f"Bearer {token}"}).status_code
    assert not _run(_report(server, token))[0]


def test_no_token_is_logged(
    server: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even eight consecutive characters, refused or not."""
    caplog.set_level(logging.INFO)
    token = sandbox.issue_access_token()
    _run(_report(server, token))
    sandbox.reset()
    _post(server, {"Authorization": f"Bearer {token}x"})

    assert "signed in" in caplog.text
    assert "refused" in caplog.text
    assert [] == [part for part in runs(token) if part in caplog.text]
