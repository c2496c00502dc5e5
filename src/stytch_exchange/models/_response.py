"""What the API's responses share: fields that are safe to log, and JSON text on purpose."""

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic_core import to_json

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.tracebacks import hide_frames

if TYPE_CHECKING:
    from stytch_exchange.models.member import Member
    from stytch_exchange.models.organization import Organization
    from stytch_exchange.models.session import MemberSession


class Response(Model):
    """The base class of the responses of successful calls."""

    # The call in a word, for messages such as "the exchange was refused".
    call: ClassVar[str]

    if TYPE_CHECKING:
        # Each response declares its fields itself, in the order of its contract.
        request_id: str
        status_code: int

    def log_fields(self) -> dict[str, str | int]:
        """Return the identifiers that are safe and useful to log.

        Returns:
            A new flat dictionary, ready for `logging`'s `extra` or a structured logger.
        """
        return {"request_id": self.request_id, "status_code": self.status_code}


class SessionResponse(Response):
    """The base class of the responses with a member, an organization and the session's tokens."""

    if TYPE_CHECKING:
        session_token: Secret | None
        session_jwt: Secret
        member: Member
        organization: Organization
        member_session: MemberSession | None

    def log_fields(self) -> dict[str, str | int]:
        """Return the identifiers that are safe and useful to log.

        These are `request_id`, `status_code`, `member_id`, `organization_id` and, if there is a
        session, `member_session_id`. They include no token, name or address.

        Returns:
            A new flat dictionary, ready for `logging`'s `extra` or a structured logger.
        """
        fields = super().log_fields()
        fields["member_id"] = self.member.member_id
        fields["organization_id"] = self.organization.organization_id
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
            "session_token": self.session_token and self.session_token.get_secret_value(),
            "session_jwt": self.session_jwt.get_secret_value(),
        }
