"""Access tokens: issued by the sandbox's owner, good for five minutes and one exchange."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock

from stytch_exchange.sandbox.refusals import Refusal, refusal

FULL_ACCESS = "full_access"
_EXCHANGEABLE = timedelta(minutes=5)
_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token stands for."""

    example: str
    """The example whose member allowed the app."""

    client_id: str
    """The Connected App that was allowed."""

    scopes: frozenset[str]

    issued_at: datetime


class AccessTokens:
    """The access tokens that were issued. Only their hashes are kept."""

    def __init__(self) -> None:
        self._grants: dict[bytes, Grant] = {}
        self._used: set[bytes] = set()
        self._lock = Lock()

    def add(self, token: str, grant: Grant) -> None:
        """Let a token stand for a grant.

        Args:
            token: The new token.
            grant: What it stands for.
        """
        self._grants[_hash(token)] = grant

    def look_up(self, token: str, *, now: datetime) -> Grant | Refusal:
        """Return what a token stands for, or why it cannot be exchanged. It stays as it is.

        Args:
            token: What came in the request.
            now: The present moment.
        """
        key = _hash(token)
        grant = self._grants.get(key)
        if grant is None:
            return refusal("idp_access_token_not_found")
        if key in self._used:
            return refusal("idp_access_token_could_not_be_exchanged")
        if now - grant.issued_at > _LIFETIME:
            return refusal("idp_access_token_expired")
        if now - grant.issued_at > _EXCHANGEABLE:
            return refusal("oauth_access_token_exchange_token_too_old")
        if FULL_ACCESS not in grant.scopes:
            return refusal("oauth_access_token_exchange_missing_full_access")
        return grant

    def use(self, token: str) -> Refusal | None:
        """Use a token up: of many callers at once, one gets None, and the others the refusal.

        Args:
            token: One that was looked up.
        """
        key = _hash(token)
        with self._lock:
            if key in self._used:
                return refusal("idp_access_token_could_not_be_exchanged")
            self._used.add(key)
        return None

    def forget(self) -> None:
        """Forget every token."""
        with self._lock:
            self._grants.clear()
            self._used.clear()


def scopes_of(scopes: Iterable[str]) -> frozenset[str]:
    """Return scopes as a set.

    Args:
        scopes: Their names.

    Raises:
        TypeError: It is one string: its characters would be the scopes.
    """
    if isinstance(scopes, str):
        message = f"scopes is a collection of names, not one string: ({scopes!r},)"
        raise TypeError(message)
    return frozenset(scopes)


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
