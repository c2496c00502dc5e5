"""The response of `POST /v1/b2b/sessions/authenticate`."""

from typing import ClassVar

from stytch_exchange.models._base import Array, Model, OptionalSecret, Secret
from stytch_exchange.models._response import SessionResponse
from stytch_exchange.models.device import DeviceInfo
from stytch_exchange.models.member import Member
from stytch_exchange.models.organization import Organization
from stytch_exchange.models.session import MemberSession


class AuthorizationVerdict(Model):
    """Why the member may do what the request's `authorization_check` asked about."""

    authorized: bool
    """Whether the member may do it. Always true, because the API answers 403 if not."""

    granting_roles: Array[str]
    """The names of all roles in the session that allow it."""


class SessionAuthenticateResponse(SessionResponse, defer_build=False):
    """The response to a call that checks a session, refreshes its JWT, or extends it.

    It has the same objects as `ExchangeAccessTokenResponse`, but no `member_id` of its own: the
    identifier is in `member`. Both tokens are secrets, and are masked in prints, logs and dumps.
    """

    call: ClassVar[str] = "authentication"

    request_id: str
    """The identifier of this API call, `request-id-<test|live>-<uuid>`. Log it, because Stytch's
    support asks for it."""

    member_session: MemberSession  # pyright: ignore[reportIncompatibleVariableOverride] - frozen
    """The session that both tokens belong to."""

    session_token: OptionalSecret
    """Secret. The session's opaque token, valid until `member_session.expires_at`. None for `""`,
    which Stytch's consumer API returns for a request with a `session_jwt`; it is not known what the
    B2B API returns then."""

    session_jwt: Secret
    """Secret. A new JWT of the session, signed with RS256 and valid for five minutes."""

    member: Member
    """The member who is signed in, as of this call."""

    organization: Organization
    """The organization that the member is signed in to, as of this call."""

    status_code: int
    """The HTTP status code, repeated in the body. From 200 to 299 if the session is open."""

    verdict: AuthorizationVerdict | None = None
    """Why the member is allowed to do what the request's `authorization_check` asked about. Null
    or absent if the request had none."""

    member_device: DeviceInfo | None = None
    """The device that the member used. Null or absent, because a request to authenticate has no
    `telemetry_id`; the SDK's model of this response does not have the field."""
