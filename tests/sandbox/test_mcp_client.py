"""The MCP SDK's client signs in by itself: it finds, registers, authorizes and refreshes."""

import asyncio
import socket
from collections.abc import Generator
from threading import Thread

import httpx
import httpx2
import pytest
import uvicorn
from mcp.client.auth import OAuthClientProvider
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import MCPServer
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.shared.auth import OAuthToken

from stytch_exchange.sandbox import Sandbox
from tests.sandbox.mcp_agent import Storage, agent

SUBMITTED = "member-test-2d8a7b5a-9e8c-4cc8-8842-60efd20b6d6a"


class Introspecting:
    """Asks the sandbox about each access token, as the client that the token belongs to."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.seen: list[str] = []

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return what the token allows, or None."""
        registered = self._sandbox._project.registered  # noqa: SLF001 - the client's id is its own
        (client,) = registered.values(now=self._sandbox._project.now())  # noqa: SLF001 - likewise
        form = {"token": token, "client_id": client.client_id}
        async with httpx.AsyncClient() as http:
            url = f"{self._sandbox.base_url}v1/oauth2/introspect"
            claims = (await http.post(url, data=form)).json()
        self.seen.append(token)
        if not claims["active"]:
            return None
        return AccessToken(
            token=token,
            client_id=claims["client_id"],
            scopes=claims["scope"].split(),
            expires_at=claims["exp"],
            subject=claims["sub"],
        )


@pytest.fixture(name="verifier")
def _verifier(sandbox: Sandbox) -> Introspecting:
    """The part of the MCP server that checks tokens."""
    return Introspecting(sandbox)


@pytest.fixture(name="server")
def _server(sandbox: Sandbox, verifier: Introspecting) -> Generator[str]:
    """The address of an MCP server with one tool, which says who calls it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/mcp"
        auth = AuthSettings.model_validate(
            {
                "issuer_url": sandbox.base_url.rstrip("/"),
                "resource_server_url": url,
                "required_scopes": ["read:reports"],
                "validate_token_resource": False,
            }
        )
        mcp = MCPServer("reports", token_verifier=verifier, auth=auth)

        @mcp.tool()
        def whoami() -> str:
            """Return the member's identifier."""
            access = get_access_token()
            return str(access and access.subject)

        config = uvicorn.Config(mcp.streamable_http_app(), log_config=None, ws="none")
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join()


async def _who(server: str, provider: OAuthClientProvider) -> str:
    """Return the tool's answer."""
    async with (
        httpx2.AsyncClient(auth=provider) as http,
        Client(streamable_http_client(server, http_client=http)) as client,
    ):
        result = await client.call_tool("whoami", {})
    return "".join(getattr(part, "text", "") for part in result.content)


def test_the_mcp_sdk_s_client_signs_in_by_itself(
    server: str, sandbox: Sandbox, verifier: Introspecting
) -> None:
    """It knows nothing but the MCP server's address."""
    storage = Storage()

    who = asyncio.run(_who(server, agent(server, sandbox, storage)))

    assert SUBMITTED == who
    assert storage.client is not None
    assert storage.client.client_secret is None
    assert storage.tokens is not None
    assert "read:reports offline_access" == storage.tokens.scope
    assert {storage.tokens.access_token} == set(verifier.seen)


def test_the_mcp_sdk_s_client_refreshes(
    server: str, sandbox: Sandbox, verifier: Introspecting
) -> None:
    """When its access token has expired, without asking the person."""

    async def call_twice() -> tuple[OAuthToken | None, str]:
        provider = agent(server, sandbox, storage)
        await _who(server, provider)
        first = storage.tokens
        provider.context.token_expiry_time = 1
        return first, await _who(server, provider)

    storage = Storage()
    first, who = asyncio.run(call_twice())

    assert (SUBMITTED, True) == (who, first is not None)
    assert first is not None
    assert storage.tokens is not None
    assert first.access_token != storage.tokens.access_token
    assert first.refresh_token != storage.tokens.refresh_token
    assert storage.tokens.access_token in verifier.seen
