"""A remote MCP server: it verifies the access token that each client sends."""

import os
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from mcp.server import MCPServer
from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.settings import AuthSettings
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from stytch_exchange.jwt import (
    JWKSCache,
    JWKSError,
    JWTError,
    MalformedJWTError,
    UnknownKeyError,
    verify_access_token,
    verify_access_token_async,
)


class TryLaterError(Exception):
    """A token cannot be checked at the moment, which is not the client's fault."""


class AccessTokenVerifier:
    """Accepts the access tokens of this project's clients. Stytch is asked only for the keys."""

    def __init__(
        self,
        project_id: str,
        domain: str,
        *,
        client_ids: Collection[str] | None,
        audience: str | None = None,
    ) -> None:
        """Say which tokens to accept.

        Args:
            project_id: The project, `project-<test|live>-<uuid>`.
            domain: The address where clients get their tokens: the project's domain at Stytch.
            client_ids: The clients to accept. None accepts all clients of the project.
            audience: An audience of your own, if you have set one for the clients.
        """
        self._accepted: dict[str, Any] = {
            "project_id": project_id,
            "jwks": JWKSCache(project_id=project_id, base_url=domain),
            "client_ids": client_ids,
            "audience": audience,
            "issuers": [domain.rstrip("/")],
            "leeway": timedelta(seconds=10),
        }

    def try_settings(self) -> None:
        """Raise an error if a setting is wrong. Call this at start, before a token arrives.

        Raises:
            JWKSError: The domain or the project is wrong, or Stytch cannot be reached.
            ValueError: The list of clients or the audience is empty.
        """
        with suppress(UnknownKeyError):  # the answer, once the key set is loaded
            self._accepted["jwks"].key_for("a key that does not exist")
        with suppress(MalformedJWTError):
            verify_access_token("not a token", **self._accepted)

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the access that a token gives, or None if it is not accepted.

        Raises:
            TryLaterError: The keys cannot be loaded.
        """
        try:
            claims = await verify_access_token_async(token, **self._accepted)
        except JWTError:
            return None
        except JWKSError:
            raise TryLaterError from None
        return AccessToken(
            token="",  # not needed after this point
            client_id=claims.client_id,
            scopes=claims.scopes,
            expires_at=int(claims.exp.timestamp()),
            subject=claims.sub,
            claims={"iss": claims.iss, "organization_id": claims.organization_id},
        )


class AnswerLater:
    """Answers 503 to a `TryLaterError`. The MCP SDK would answer 500."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        try:
            await self._app(scope, receive, send)
        except TryLaterError:
            later = PlainTextResponse("try again later", 503, {"Retry-After": "10"})
            await later(scope, receive, send)


def create_app(verifier: TokenVerifier, *, url: str, issuer_url: str) -> Starlette:
    """Return the MCP server as an ASGI application.

    Args:
        verifier: Decides which access tokens are accepted.
        url: The URL for clients, such as `https://mcp.example.com/mcp`. Requests for another
            host are refused.
        issuer_url: The URL where clients get their tokens: the project's domain at Stytch.
    """
    # Clients compare the issuer exactly (RFC 8414). As a string, it keeps its spelling.
    auth = AuthSettings.model_validate(
        {
            "issuer_url": issuer_url,
            "resource_server_url": url,
            "required_scopes": ["read:reports"],
            "validate_token_resource": False,  # the verifier checks the audience
        }
    )
    server = MCPServer("reports", token_verifier=verifier, auth=auth)

    @server.tool()
    def report() -> str:
        """Return the report of the member's organization."""
        return f"The report of {_claims()['organization_id']}."

    @server.tool()
    def export() -> str:
        """Export the report of the member's organization, for analysts."""
        if "analyst" not in _claims().get("roles", []):
            raise ToolError("this tool needs the role analyst")
        return f"The export of {_claims()['organization_id']}."

    # By default the server accepts only requests for localhost.
    names = TransportSecuritySettings(allowed_hosts=[urlsplit(url).netloc])
    app = server.streamable_http_app(transport_security=names)
    app.add_middleware(AnswerLater)
    return app


def _claims() -> dict[str, Any]:
    """Return what is known about the member for whom the client acts."""
    access = get_access_token()
    return (access and access.claims) or {}


def verifier_from_environment() -> AccessTokenVerifier:
    """Return the verifier for the settings in the environment variables, after trying them."""
    clients = os.environ["MCP_CLIENT_IDS"]
    verifier = AccessTokenVerifier(
        os.environ["STYTCH_PROJECT_ID"],
        os.environ["MCP_ISSUER_URL"],
        client_ids=None if clients == "*" else clients.split(),
        audience=os.environ.get("MCP_AUDIENCE"),
    )
    verifier.try_settings()
    return verifier


def app_from_environment(verifier: TokenVerifier) -> Starlette:
    """Return the MCP server with the addresses in the environment variables."""
    issuer_url = os.environ["MCP_ISSUER_URL"].rstrip("/")
    return create_app(verifier, url=os.environ["MCP_URL"], issuer_url=issuer_url)


def from_environment() -> Starlette:
    """Return the MCP server for the project in the environment variables."""
    return app_from_environment(verifier_from_environment())
