"""The Member Session: who is signed in, for how long, and with which factors."""

from datetime import datetime, timedelta
from typing import Any

from stytch_exchange.models._base import Array, Model, Timestamp
from stytch_exchange.models.factors import AuthenticationFactor


class MemberSession(Model):
    """The session that `session_token` and `session_jwt` belong to."""

    member_session_id: str
    """The session's identifier, `member-session-<test|live>-<uuid>`. It does not give access to
    anything, so it is safe to store and to log."""

    member_id: str
    """The identifier of the member who is signed in."""

    started_at: Timestamp
    """When the session started, in UTC."""

    last_accessed_at: Timestamp
    """When Stytch last saw the session in use, in UTC."""

    expires_at: Timestamp
    """When the session expires, in UTC. The JWT expires earlier, five minutes after it was
    issued."""

    authentication_factors: Array[AuthenticationFactor]
    """What the member proved to get the session. After this exchange, one factor has the
    delivery method `oauth_access_token_exchange`."""

    organization_id: str
    """The identifier of the organization that the member is signed in to."""

    roles: Array[str]
    """The names of the roles that apply in this session. The member can have more roles, because
    a role that comes from a SAML connection applies only after a sign-in through that
    connection."""

    organization_slug: str
    """The organization's name in URLs."""

    custom_claims: dict[str, Any] | None = None
    """Claims that a request added to the session with `session_custom_claims`, at most 4 kB in
    total. The JWT has them at its top level. Null or absent means the same as empty."""

    def is_active(self, *, now: datetime) -> bool:
        """Return whether the session has not expired yet, according to its `expires_at`.

        A session that was revoked early still looks active, because only Stytch knows about it.

        Args:
            now: The current time, with a UTC offset: `datetime.now(UTC)`.

        Raises:
            ValueError: `now` does not have a UTC offset.
        """
        return self.remaining(now=now) > timedelta(0)

    def remaining(self, *, now: datetime) -> timedelta:
        """Return the time until `expires_at`, or zero after it.

        Args:
            now: The current time, with a UTC offset: `datetime.now(UTC)`.

        Raises:
            ValueError: `now` does not have a UTC offset.
        """
        if now.utcoffset() is None:
            raise ValueError(
                "now must have a UTC offset: use datetime.now(UTC), not datetime.now()"
            )
        return max(self.expires_at - now, timedelta(0))

    def has_role(self, role_id: str) -> bool:
        """Return whether the role applies in this session.

        Args:
            role_id: The role's name in the project's RBAC policy, such as `stytch_admin`.
        """
        return role_id in self.roles
