"""The response of `POST /v1/b2b/sessions/revoke`."""

from typing import ClassVar

from stytch_exchange.models._response import Response


class RevokeResponse(Response):
    """The response to a call that revoked a session, or all sessions of a member."""

    call: ClassVar[str] = "revocation"

    request_id: str
    """The identifier of this API call, `request-id-<test|live>-<uuid>`. Log it, because Stytch's
    support asks for it."""

    status_code: int
    """The HTTP status code, repeated in the body. From 200 to 299 if the call succeeded."""
