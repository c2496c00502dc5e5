"""The MCP server for a first-party client of your own: it exchanges the client's token."""

import asyncio
import hashlib
import time

from mcp.server.auth.provider import AccessToken
from mcp_server import (
    AccessTokenVerifier,
    TryLaterError,
    app_from_environment,
    verifier_from_environment,
)
from pydantic import SecretStr
from starlette.applications import Starlette
from stytch_backend import NotSignedInError, StytchBackend


class ExchangingVerifier:
    """Adds the member's roles to the access of your own first-party client.

    A client sends its token with every request, but Stytch exchanges it only once. The verifier
    therefore keeps the outcome, also a refusal, under a digest of the token until it expires.
    """

    def __init__(self, verifier: AccessTokenVerifier, stytch: StytchBackend) -> None:
        """Start without a known token.

        Args:
            verifier: Verifies each token first, so that made-up tokens cost no call to Stytch.
            stytch: The project that the tokens belong to.
        """
        self._verifier = verifier
        self._stytch = stytch
        self._exchanges: dict[bytes, tuple[int, asyncio.Task[list[str] | None]]] = {}

    async def verify_token(self, token: str) -> AccessToken | None:
        """Return the access that a token gives, or None if it is not accepted.

        Raises:
            TryLaterError: The keys or the session cannot be loaded.
        """
        access = await self._verifier.verify_token(token)
        if access is None or "full_access" not in access.scopes:
            return access
        now, digest = time.time(), hashlib.sha256(token.encode()).digest()
        self._exchanges = {key: each for key, each in self._exchanges.items() if now < each[0]}
        # Concurrent requests with a new token share one exchange, because Stytch refuses a second.
        if digest not in self._exchanges:
            task = asyncio.create_task(self._roles_of(SecretStr(token), digest))
            self._exchanges[digest] = (access.expires_at or 0, task)
        roles = await asyncio.shield(self._exchanges[digest][1])
        if roles is None:
            return None
        return access.model_copy(update={"claims": {**(access.claims or {}), "roles": roles}})

    async def _roles_of(self, token: SecretStr, digest: bytes) -> list[str] | None:
        try:
            # A thread's frames hold its arguments, so the token is a SecretStr.
            response = await asyncio.to_thread(self._stytch.exchange, token)
        except NotSignedInError as error:
            if error.status_code == 403:
                return None  # Stytch refuses the member or the app
            if error.status_code == 401:
                return []  # too old, or exchanged before a restart: its scopes are still good
            self._exchanges.pop(digest, None)  # the next request tries again
            raise TryLaterError from None
        return list(response.member_session.roles) if response.member_session else []


def from_environment() -> Starlette:
    """Return the MCP server for the project in the environment variables."""
    verifier = verifier_from_environment()
    return app_from_environment(ExchangingVerifier(verifier, StytchBackend.from_environment()))
