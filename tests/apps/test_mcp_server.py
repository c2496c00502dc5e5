"""The MCP servers of the how-to page, called over HTTP by the MCP SDK's client."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import closing
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import httpx2
import mcp_exchange
import mcp_server
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.auth.provider import AccessToken
from mcp_exchange import ExchangingVerifier
from mcp_server import AccessTokenVerifier
from pydantic import SecretStr
from stytch_backend import StytchBackend

from stytch_exchange import load_example, parse_response
from stytch_exchange.jwt import JWKSError
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.apps.serving import served_at_its_address, served_by_uvicorn
from tests.leaks import runs
from tests.sandbox.calls import exchange
from tests.sandbox.mcp_agent import Storage, agent
from tests.sandbox.signing_in import EXAMPLE_CLIENT

_T = TypeVar("_T")

HOST = "mcp.example.com"
"""The host name that clients use, wherever the server runs."""

MEMBER = parse_response(load_example("connected-app"))
ORGANIZATION_ID = MEMBER.organization.organization_id
REPORT = (False, f"The report of {ORGANIZATION_ID}.")
EXPORT = (False, f"The export of {ORGANIZATION_ID}.")

THIRD_PARTY = ("openid", "read:reports")
OWN = (*THIRD_PARTY, "full_access")
"""The scopes of a third-party client, and of a first-party one."""


def _verifier(sandbox: Sandbox, **changes: Any) -> AccessTokenVerifier:
    options: dict[str, Any] = {"client_ids": {EXAMPLE_CLIENT}, **changes}
    return AccessTokenVerifier(sandbox.project_id, sandbox.base_url, **options)


def _backend(sandbox: Sandbox) -> StytchBackend:
    return StytchBackend(sandbox.project_id, SecretStr(sandbox.secret), sandbox.base_url)


def _app(verifier: Any) -> Any:
    return mcp_server.create_app(
        verifier, url=f"https://{HOST}/mcp", issuer_url="https://login.example.com"
    )


@pytest.fixture(name="server", scope="module")
def _server(running: Sandbox) -> Generator[str]:
    """The address of a server that only verifies tokens."""
    with served_by_uvicorn(_app(_verifier(running))) as address:
        yield f"{address}/mcp"


@pytest.fixture(name="exchanging", scope="module")
def _exchanging(running: Sandbox) -> Generator[str]:
    """The address of a server that exchanges the tokens of its own client."""
    with (
        closing(_backend(running)) as backend,
        served_by_uvicorn(_app(ExchangingVerifier(_verifier(running), backend))) as address,
    ):
        yield f"{address}/mcp"


async def _use(server: str, tool: str, token: str) -> tuple[bool, str]:
    """Return whether a tool failed, and its text."""
    headers = {"Host": HOST, "Authorization": f"Bearer {token}"}
    async with httpx2.AsyncClient(headers=headers) as http:
        return await _call(server, tool, http)


async def _call(server: str, tool: str, http: httpx2.AsyncClient) -> tuple[bool, str]:
    async with Client(streamable_http_client(server, http_client=http)) as client:
        result = await client.call_tool(tool, {})
    return bool(result.is_error), "".join(getattr(part, "text", "") for part in result.content)


def _run(call: Coroutine[Any, Any, _T]) -> _T:
    return asyncio.run(call)


def _post(server: str, headers: dict[str, str]) -> httpx.Response:
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    return httpx.post(server, headers={"Host": HOST, **headers}, json=ping)


def _status(server: str, token: str) -> int:
    return _post(server, {"Authorization": f"Bearer {token}"}).status_code


# The MCP SDK's own client


def test_a_client_that_registers_itself_gets_along_without_a_hand(sandbox: Sandbox) -> None:
    """It signs in, calls a tool, is refused another, and refreshes its expired token.

    It knows nothing but the server's address.
    """
    storage = Storage()
    issuer = sandbox.base_url.rstrip("/")

    def make(address: str) -> Any:
        verifier = _verifier(sandbox, client_ids=None)
        return mcp_server.create_app(verifier, url=f"{address}/mcp", issuer_url=issuer)

    async def life(server: str) -> list[tuple[bool, str]]:
        provider = agent(server, sandbox, storage)
        async with httpx2.AsyncClient(auth=provider) as http:
            answers = [await _call(server, tool, http) for tool in ("report", "export")]
            first = storage.tokens
            provider.context.token_expiry_time = 1
            answers.append(await _call(server, "report", http))
        assert first is not None
        assert storage.tokens is not None
        assert first.access_token != storage.tokens.access_token
        return answers

    with served_at_its_address(make) as address:
        reported, (failed, reason), again = _run(life(f"{address}/mcp"))

    assert REPORT == reported == again
    assert failed
    assert "this tool needs the role analyst" in reason


# Which tokens are accepted


def test_a_token_is_accepted_each_time(server: str, sandbox: Sandbox) -> None:
    """Even if it was exchanged elsewhere, because the exchange does not end it."""
    token = sandbox.issue_access_token(scopes=OWN)
    exchange(sandbox, access_token=token)

    assert [REPORT, REPORT] == [_run(_use(server, "report", token)) for _ in range(2)]


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"client_id": "connected-app-test-another"}, 401),
        ({"age": timedelta(hours=2)}, 401),
        ({"scopes": ("openid",)}, 403),
    ],
    ids=["another client", "expired", "without the scope"],
)
def test_a_genuine_token_is_refused_too(
    server: str, sandbox: Sandbox, options: dict[str, Any], status: int
) -> None:
    """If it belongs to a client that is not listed, has expired, or allows too little."""
    given: dict[str, Any] = {"scopes": THIRD_PARTY, **options}
    token = sandbox.issue_access_token(**given)

    assert status == _status(server, token)


def test_an_audience_of_your_own_is_required(sandbox: Sandbox) -> None:
    """A token for the project in general does not have it."""
    token = sandbox.issue_access_token(scopes=THIRD_PARTY)

    async def accepted(**changes: Any) -> bool:
        return await _verifier(sandbox, **changes).verify_token(token) is not None

    assert _run(accepted())
    assert not _run(accepted(audience=f"https://{HOST}"))


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic dXNlcjpwYXNz"}],
    ids=["no token", "a wrong token", "something else"],
)
def test_without_a_valid_token_the_answer_says_where_to_get_one(
    server: str, headers: dict[str, str]
) -> None:
    """The answer has the URL of the metadata about where to get a token (RFC 9728)."""
    answer = _post(server, headers)

    assert 401 == answer.status_code
    assert "/.well-known/oauth-protected-resource/mcp" in answer.headers["www-authenticate"]


def test_the_server_says_where_to_get_a_token(server: str) -> None:
    """In the metadata of a protected resource (RFC 9728)."""
    metadata = server.replace("/mcp", "/.well-known/oauth-protected-resource/mcp")

    assert ["https://login.example.com"] == httpx.get(metadata).json()["authorization_servers"]


@pytest.mark.parametrize("name", ["another.example", "127.0.0.1", f"{HOST}.another.example"])
def test_the_server_answers_only_to_its_own_name(server: str, sandbox: Sandbox, name: str) -> None:
    """A web page on another name that resolves to the server cannot use it."""
    token = sandbox.issue_access_token(scopes=THIRD_PARTY)

    assert 421 == _post(server, {"Authorization": f"Bearer {token}", "Host": name}).status_code


def test_a_page_in_a_browser_cannot_use_the_server(server: str, sandbox: Sandbox) -> None:
    """A browser sends the page's origin, so even a valid token does not help."""
    token = sandbox.issue_access_token(scopes=THIRD_PARTY)
    headers = {"Authorization": f"Bearer {token}", "Origin": "https://another.example"}

    assert 403 == _post(server, headers).status_code


def test_keys_that_cannot_be_loaded_are_not_the_clients_fault() -> None:
    """The client is told to try again, and not to get another token."""
    with run_sandbox() as gone:
        token = gone.issue_access_token(scopes=THIRD_PARTY)
    with served_by_uvicorn(_app(_verifier(gone))) as address:
        answer = _post(f"{address}/mcp", {"Authorization": f"Bearer {token}"})

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])


# The exchange


def test_the_roles_of_a_client_of_your_own_are_known(exchanging: str, sandbox: Sandbox) -> None:
    """Each call sends the token, and one exchange is enough for all calls."""
    token = sandbox.issue_access_token(scopes=OWN)

    assert [EXPORT, EXPORT] == [_run(_use(exchanging, "export", token)) for _ in range(2)]


@pytest.mark.parametrize(
    "options", [{"scopes": OWN, "example": "mfa"}, {"scopes": THIRD_PARTY}], ids=["role", "scope"]
)
def test_without_the_role_a_tool_says_so(sandbox: Sandbox, options: dict[str, Any]) -> None:
    """The member does not have the role, or the client may not know about it."""
    with (
        closing(_backend(sandbox)) as backend,
        served_by_uvicorn(
            _app(ExchangingVerifier(_verifier(sandbox, client_ids=None), backend))
        ) as address,
    ):
        failed, text = _run(_use(f"{address}/mcp", "export", sandbox.issue_access_token(**options)))

    assert failed
    assert "this tool needs the role analyst" in text


def test_two_calls_with_a_new_token_share_its_exchange(exchanging: str, sandbox: Sandbox) -> None:
    """Even concurrent calls cause one exchange, because a second would be refused."""
    token = sandbox.issue_access_token(scopes=OWN)

    async def both() -> list[tuple[bool, str]]:
        calls = (_use(exchanging, "export", token) for _ in range(2))
        return list(await asyncio.gather(*calls))

    assert [EXPORT, EXPORT] == _run(both())


def _verified(sandbox: Sandbox, ask: Callable[[ExchangingVerifier], Coroutine[Any, Any, _T]]) -> _T:
    """Return what a new verifier answers, as after a restart."""
    with closing(_backend(sandbox)) as backend:
        return _run(ask(ExchangingVerifier(_verifier(sandbox), backend)))


def test_a_cancelled_call_does_not_cancel_the_exchange(sandbox: Sandbox) -> None:
    """Another caller who waits for the same exchange still gets its result."""
    token = sandbox.issue_access_token(scopes=OWN)

    async def one_of_two(verifier: ExchangingVerifier) -> AccessToken | None:
        first, second = (asyncio.create_task(verifier.verify_token(token)) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        return await second

    who = _verified(sandbox, one_of_two)

    assert who is not None
    assert (MEMBER.member_id, EXAMPLE_CLIENT) == (who.subject, who.client_id)


def test_a_restart_does_not_lock_out_a_good_token(sandbox: Sandbox) -> None:
    """It was exchanged before, so its roles are unknown, but its scopes are as good as ever."""
    token = sandbox.issue_access_token(scopes=OWN)

    before, after = (
        _verified(sandbox, lambda verifier: verifier.verify_token(token)) for _ in range(2)
    )

    assert before is not None
    assert before.claims is not None
    assert after is not None
    assert after.claims is not None
    assert (["stytch_member", "analyst"], []) == (before.claims["roles"], after.claims["roles"])
    assert before.scopes == after.scopes


@pytest.mark.parametrize(
    "error_type", ["connected_app_consent_revoked", "connected_app_not_allowed_for_org"]
)
def test_a_refused_member_is_refused(exchanging: str, sandbox: Sandbox, error_type: str) -> None:
    """Although the token itself is good. Stytch is not asked again."""
    token = sandbox.issue_access_token(scopes=OWN)
    sandbox.fail_next(error_type)

    assert [401, 401] == [_status(exchanging, token) for _ in range(2)]


def test_a_fault_at_stytch_is_not_the_clients(exchanging: str, sandbox: Sandbox) -> None:
    """The client is not asked for a new token, and its token stays usable."""
    token = sandbox.issue_access_token(scopes=OWN)
    sandbox.fail_next("too_many_requests")

    answer = _post(exchanging, {"Authorization": f"Bearer {token}"})

    assert (503, "10") == (answer.status_code, answer.headers["retry-after"])
    assert EXPORT == _run(_use(exchanging, "export", token))


def test_junk_does_not_use_up_the_rate_limit() -> None:
    """Made-up tokens cost no call to Stytch, and a refused one costs a single call."""
    with run_sandbox(rate_limit=3) as limited:
        used, good = (limited.issue_access_token(scopes=OWN) for _ in range(2))
        exchange(limited, access_token=used)
        head, _, signature = good.rpartition(".")
        junk = [f"junk-{number}" for number in range(10)] + [f"{head}.{signature[::-1]}"] * 10

        async def flood(verifier: ExchangingVerifier) -> AccessToken | None:
            assert [None] * 20 == [await verifier.verify_token(token) for token in junk]
            for _ in range(10):
                await verifier.verify_token(used)
            return await verifier.verify_token(good)

        who = _verified(limited, flood)

    assert who is not None
    assert who.claims is not None
    assert "analyst" in who.claims["roles"]


def test_an_expired_token_is_forgotten(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory does not grow with each token that was ever seen."""
    old, new = (sandbox.issue_access_token(scopes=OWN) for _ in range(2))

    async def remembered(verifier: ExchangingVerifier) -> list[int]:
        await verifier.verify_token(old)
        before = len(verifier._exchanges)  # noqa: SLF001 - what the test is about
        in_an_hour = time.time() + 3601
        with monkeypatch.context() as patched:
            patched.setattr("mcp_exchange.time.time", lambda: in_an_hour)
            await verifier.verify_token(new)
        return [before, len(verifier._exchanges)]  # noqa: SLF001 - as above

    assert [1, 1] == _verified(sandbox, remembered)


# Settings and secrets


@pytest.fixture(name="environment")
def _environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings for a server that the sandbox replaces Stytch for."""
    for name, value in {
        "STYTCH_PROJECT_ID": sandbox.project_id,
        "STYTCH_SECRET": sandbox.secret,
        "STYTCH_BASE_URL": sandbox.base_url,
        "MCP_CLIENT_IDS": f"{EXAMPLE_CLIENT} connected-app-test-another",
        "MCP_URL": "http://127.0.0.1:8000/mcp",
        "MCP_ISSUER_URL": sandbox.base_url,
    }.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("module", [mcp_server, mcp_exchange], ids=lambda module: module.__name__)
def test_the_environment_names_project_and_addresses(module: Any, sandbox: Sandbox) -> None:
    """As an ASGI server starts it, with a loopback URL."""
    with served_by_uvicorn(module.from_environment()) as address:
        told = httpx.get(f"{address}/.well-known/oauth-protected-resource/mcp").json()

    assert ("http://127.0.0.1:8000/mcp", [sandbox.base_url.rstrip("/")]) == (
        told["resource"],
        told["authorization_servers"],
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STYTCH_PROJECT_ID", "project-test-6513270e-269e-4d37-b2a7-4de452e6b438"),
        ("MCP_CLIENT_IDS", ""),
        ("MCP_AUDIENCE", ""),
    ],
)
def test_a_wrong_setting_shows_before_a_token_arrives(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The server does not start. To accept every client, the setting must say `*`."""
    environment.setenv(name, value)

    with pytest.raises((JWKSError, ValueError)):
        mcp_server.from_environment()


def test_every_client_is_accepted_only_if_the_setting_says_so(
    environment: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    """With `*`; a list that is left out is an error."""
    token = sandbox.issue_access_token(client_id="connected-app-test-third")
    accepted: list[bool] = []
    for clients in (EXAMPLE_CLIENT, "*"):
        environment.setenv("MCP_CLIENT_IDS", clients)
        verifier = mcp_server.verifier_from_environment()
        accepted.append(_run(verifier.verify_token(token)) is not None)
    environment.delenv("MCP_CLIENT_IDS")

    assert [False, True] == accepted
    with pytest.raises(KeyError):
        mcp_server.verifier_from_environment()


def test_no_token_is_logged(
    exchanging: str, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even eight consecutive characters, refused or not."""
    caplog.set_level(logging.INFO)
    accepted, refused = (sandbox.issue_access_token(scopes=OWN) for _ in range(2))
    _run(_use(exchanging, "export", accepted))
    exchange(sandbox, access_token=refused)
    _status(exchanging, refused)
    _status(exchanging, f"{accepted}x")

    assert "signed in" in caplog.text
    assert "refused" in caplog.text
    for token in (accepted, refused):
        _, _, signature = token.rpartition(".")
        assert [] == [part for part in runs(signature) if part in caplog.text]
