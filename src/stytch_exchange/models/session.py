"""The Member Session: who is signed in, since when, until when, and by which factors."""

from datetime import datetime, timedelta
from typing import Any

from stytch_exchange.models._base import Array, Model, Timestamp
from stytch_exchange.models.factors import AuthenticationFactor


class MemberSession(Model):
    """The session that `session_token` and `session_jwt` stand for."""

    member_session_id: str
    """The session's identifier, `member-session-<test|live>-<uuid>`. It opens nothing: it is safe
    to store and to log."""

    member_id: str
    """The member who is signed in."""

    started_at: Timestamp
    """When the session began, in UTC."""

    last_accessed_at: Timestamp
    """When Stytch last saw the session in use, in UTC."""

    expires_at: Timestamp
    """When the session ends, in UTC. The JWT ends earlier: five minutes after it was issued."""

    authentication_factors: Array[AuthenticationFactor]
    """What the member proved to get the session. After this exchange, one of them has the
    delivery method `oauth_access_token_exchange`."""

    organization_id: str
    """The organization that the member is signed in to."""

    roles: Array[str]
    """The names of the roles that hold in this session. They can be fewer than the member's: a
    role that comes from an SSO connection needs a sign-in through it."""

    organization_slug: str
    """The organization's name in URLs."""

    custom_claims: dict[str, Any] | None = None
    """Claims that were added to the session, which its JWT holds at the top level, at most 4 kB
    in all. Null or absent equals empty."""

    def is_active(self, *, now: datetime) -> bool:
        """Return whether the session has not ended yet, by its `expires_at`.

        A session that was revoked early still looks active here: only Stytch knows.

        Args:
            now: The present moment, with a UTC offset: `datetime.now(UTC)`.

        Raises:
            ValueError: `now` has no UTC offset.
        """
        return self.remaining(now=now) > timedelta(0)

    def remaining(self, *, now: datetime) -> timedelta:
        """Return the time until `expires_at`, or zero once it is over.

        Args:
            now: The present moment, with a UTC offset: `datetime.now(UTC)`.

        Raises:
            ValueError: `now` has no UTC offset.
        """
        if now.utcoffset() is None:
            message = "now has no UTC offset: use datetime.now(UTC), not datetime.now()"
            raise ValueError(message)
        return max(self.expires_at - now, timedelta(0))

    def has_role(self, role_id: str) -> bool:
        """Return whether the role holds in this session.

        Args:
            role_id: The role's name in the project's RBAC policy, such as `stytch_admin`.
        """
        return role_id in self.roles
