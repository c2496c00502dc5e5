"""The OAuth side of an MCP client that registers itself, with a person who allows everything."""

import asyncio

import httpx
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import (
    AuthorizationCodeResult,
    OAuthClientInformationFull,
    OAuthClientMetadata,
    OAuthToken,
)

from stytch_exchange.sandbox import Sandbox
from tests.sandbox.signing_in import CALLBACK, sent_back, submit


class Storage:
    """Keeps what the client gets."""

    def __init__(self) -> None:
        self.tokens: OAuthToken | None = None
        self.client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        """Return the tokens."""
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        """Keep the tokens."""
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        """Return the registration."""
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        """Keep the registration."""
        self.client = client_info


def agent(server: str, sandbox: Sandbox, storage: Storage) -> OAuthClientProvider:
    """Return the client's side of OAuth, with a person who allows everything.

    Args:
        server: The address of the MCP server.
        sandbox: The sandbox, where the client registers itself.
        storage: Keeps what the client gets.
    """
    sent: list[dict[str, str]] = []

    async def browse(url: str) -> None:
        page = await asyncio.to_thread(httpx.get, url)
        answered = await asyncio.to_thread(submit, sandbox, page.text)
        sent.append(sent_back(answered))

    async def come_back() -> AuthorizationCodeResult:
        return AuthorizationCodeResult(**sent[-1])

    return OAuthClientProvider(
        server,
        OAuthClientMetadata.model_validate(
            {
                "client_name": "An agent",
                "redirect_uris": [CALLBACK],
                "grant_types": ["authorization_code", "refresh_token"],
                "token_endpoint_auth_method": "none",
            }
        ),
        storage,
        browse,
        come_back,
    )
