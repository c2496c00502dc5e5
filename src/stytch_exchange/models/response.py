"""The response of `POST /v1/b2b/sessions/exchange_access_token`."""

from typing import Any

from pydantic_core import to_json

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.models.device import DeviceInfo
from stytch_exchange.models.member import Member
from stytch_exchange.models.organization import Organization
from stytch_exchange.models.session import MemberSession
from stytch_exchange.tracebacks import hide_frames


class ExchangeAccessTokenResponse(Model, defer_build=False):
    """The response to a successful exchange of a Connected App's access token.

    It says who signed in (`member`) and where (`organization`), and contains the session in two
    forms: an opaque token and a JWT. Both are secrets, and are masked in prints, logs and dumps.
    """

    request_id: str
    """The identifier of this API call, `request-id-<test|live>-<uuid>`. Log it, because Stytch's
    support asks for it."""

    member_id: str
    """The identifier of the member who is signed in, `member-<test|live>-<uuid>`. The same as
    `member.member_id`."""

    session_token: Secret
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

    def log_fields(self) -> dict[str, str | int]:
        """Return the identifiers that are safe and useful to log.

        These are `request_id`, `status_code`, `member_id`, `organization_id` and, if there is a
        session, `member_session_id`. They include no token, name or address.

        Returns:
            A new flat dictionary, ready for `logging`'s `extra` or a structured logger.
        """
        fields: dict[str, str | int] = {
            "request_id": self.request_id,
            "status_code": self.status_code,
            "member_id": self.member_id,
            "organization_id": self.organization.organization_id,
        }
        if self.member_session is not None:
            fields["member_session_id"] = self.member_session.member_session_id
        return fields

    @hide_frames
    def to_json(self, *, reveal_secrets: bool = False, indent: int | None = None) -> str:
        """Return the body as JSON text, with its secrets masked or revealed.

        With `reveal_secrets=True`, the text contains both tokens, and `parse_response` reads it
        back to an equal object. Unknown fields are not in the text. NaN and Infinity are written
        as null, because JSON does not allow them.

        Args:
            reveal_secrets: Write the tokens themselves instead of `**********`.
            indent: The number of spaces for each level. None writes a single line.

        Returns:
            JSON text. With revealed secrets, it gives access to the session.
        """
        return to_json(self._body(reveal_secrets), indent=indent, inf_nan_mode="null").decode()

    def _body(self, reveal_secrets: bool) -> dict[str, Any]:  # noqa: FBT001 - to_json's own option
        masked: dict[str, Any] = self.model_dump(mode="json")
        if not reveal_secrets:
            return masked
        return {
            **masked,
            "session_token": self.session_token.get_secret_value(),
            "session_jwt": self.session_jwt.get_secret_value(),
        }
