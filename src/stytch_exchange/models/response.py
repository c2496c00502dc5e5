"""The response of `POST /v1/b2b/sessions/exchange_access_token`."""

from typing import ClassVar

from stytch_exchange.models._base import Secret
from stytch_exchange.models._response import SessionResponse
from stytch_exchange.models.device import DeviceInfo
from stytch_exchange.models.member import Member
from stytch_exchange.models.organization import Organization
from stytch_exchange.models.session import MemberSession


class ExchangeAccessTokenResponse(SessionResponse, defer_build=False):
    """The response to a successful exchange of a Connected App's access token.

    It says who signed in (`member`) and where (`organization`), and contains the session in two
    forms: an opaque token and a JWT. Both are secrets, and are masked in prints, logs and dumps.
    """

    call: ClassVar[str] = "exchange"

    request_id: str
    """The identifier of this API call, `request-id-<test|live>-<uuid>`. Log it, because Stytch's
    support asks for it."""

    member_id: str
    """The identifier of the member who is signed in, `member-<test|live>-<uuid>`. The same as
    `member.member_id`."""

    session_token: Secret  # pyright: ignore[reportIncompatibleVariableOverride] - frozen
    """Secret. The session's opaque token, valid until `member_session.expires_at`. Stytch checks
    it on each use, so a revoked session ends at once."""

    session_jwt: Secret
    """Secret. The same session as a JWT, signed with RS256 and valid for five minutes. You can
    verify it without calling Stytch, but you need a call to refresh it."""

    member: Member
    """The member who is signed in."""

    organization: Organization
    """The organization that the member is signed in to."""

    status_code: int
    """The HTTP status code, repeated in the body. From 200 to 299 if the exchange succeeded."""

    member_session: MemberSession | None = None
    """The session that both tokens belong to. Expect it: a successful exchange creates a session
    or returns one. The contract makes the field optional all the same, so null and absent are
    accepted; check for None before you use it."""

    member_device: DeviceInfo | None = None
    """The device that the member used. Null or absent, unless the request had a `telemetry_id`
    that Stytch's device fingerprinting could look up."""
