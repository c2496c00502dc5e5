"""A remote MCP server: its clients send the access token that a member granted to them."""

import asyncio
import hashlib
import os
import time
from urllib.parse import urlsplit

from mcp.server import MCPServer
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from pydantic import SecretStr
from starlette.applications import Starlette
from stytch_backend import NotSignedInError, StytchBackend

from stytch_exchange import ExchangeAccessTokenResponse, OAuthAccessTokenExchangeFactor


class ExchangingVerifier:
    """Exchanges each access token once, and remembers the session.

    A client sends its token with every request, but Stytch exchanges it only once. The verifier
    therefore keeps the member's access under a digest of the token until the session ends.
    """

    def __init__(self, stytch: StytchBackend) -> None:
        """Start without a known token.

        Args:
            stytch: The project that the tokens belong to.
        """
        self._stytch = stytch
        self._known: dict[bytes, AccessToken] = {}
        self._under_way: dict[bytes, asyncio.Task[AccessToken | None]] = {}

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the access that a token gives, or None if it is not accepted."""
        digest = hashlib.sha256(token.encode()).digest()
        self._known = {key: who for key, who in self._known.items() if not _is_over(who)}
        if digest in self._known:
            return self._known[digest]
        # Concurrent requests with a new token share one exchange, because Stytch refuses a second.
        if digest not in self._under_way:
            self._under_way[digest] = asyncio.create_task(self._exchange(SecretStr(token), digest))
        return await asyncio.shield(self._under_way[digest])

    async def _exchange(self, token: SecretStr, digest: bytes) -> AccessToken | None:
        try:
            response = await asyncio.to_thread(self._stytch.exchange, token)
            self._known[digest] = _access_of(response)
        except NotSignedInError as error:
            if error.status_code >= 500:
                raise
        finally:
            del self._under_way[digest]
        return self._known.get(digest)


def create_app(stytch: StytchBackend, *, url: str, issuer_url: str) -> Starlette:
    """Return the MCP server for a project as an ASGI application.

    Args:
        stytch: The project.
        url: The URL for clients, such as `https://mcp.example.com/mcp`. Requests for another
            host are refused.
        issuer_url: The URL where clients get their tokens: the project's domain at Stytch.
    """
    # Clients compare the issuer exactly (RFC 8414). As a string, it keeps its spelling.
    auth = AuthSettings.model_validate(
        {
            "issuer_url": issuer_url,
            "resource_server_url": url,
            "required_scopes": ["full_access"],
            # Stytch checks the token during the exchange.
            "validate_token_resource": False,
        }
    )
    server = MCPServer("reports", token_verifier=ExchangingVerifier(stytch), auth=auth)

    @server.tool()
    def report() -> str:
        """Return the report of the member's organization, for analysts."""
        who = get_access_token()
        if who is None or who.claims is None or "analyst" not in who.claims["roles"]:
            raise ToolError("this tool needs the role analyst")
        return f"The report of {who.claims['organization_id']}."

    # By default the server accepts only requests for localhost.
    names = TransportSecuritySettings(allowed_hosts=[urlsplit(url).netloc])
    return server.streamable_http_app(transport_security=names)


def from_environment() -> Starlette:
    """Return the MCP server for the project in the environment variables."""
    return create_app(
        StytchBackend.from_environment(),
        url=os.environ["MCP_URL"],
        issuer_url=os.environ["MCP_ISSUER_URL"],
    )


def _access_of(response: ExchangeAccessTokenResponse) -> AccessToken:
    """Return the access of a session in the form of the MCP SDK."""
    session = response.member_session
    if session is None:
        raise NotSignedInError(401, "the response does not have a session: get a new token")
    client_ids = [
        factor.detail.client_id
        for factor in session.authentication_factors
        if isinstance(factor.detail, OAuthAccessTokenExchangeFactor)
    ]
    return AccessToken(
        token="",  # not needed after this point
        client_id=client_ids[-1] if client_ids else "unknown",
        scopes=["full_access"],
        expires_at=int(session.expires_at.timestamp()),
        subject=response.member_id,
        claims={
            "organization_id": session.organization_id,
            "roles": session.roles,
        },
    )


def _is_over(who: AccessToken) -> bool:
    return who.expires_at is not None and who.expires_at <= time.time()
