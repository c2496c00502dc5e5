"""The request body of `POST /v1/b2b/sessions/exchange_access_token`."""

from typing import Any

from pydantic import Field
from pydantic_core import to_json

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.tracebacks import hide_frames


class ExchangeAccessTokenRequest(Model, defer_build=False):
    """The request that exchanges a Connected App's access token for a session.

    If an optional field is null or absent, the API uses its default.
    """

    access_token: Secret
    """Secret. The Connected App's access token, a JWT. It must have the scope `full_access`. The
    SDK says that only first-party clients can have this scope, and that the token must be at most
    five minutes old, and not have been exchanged before."""

    session_duration_minutes: int | None = Field(default=None, ge=5, le=527_040)
    """How long the session lasts from now, in minutes: 5 to 527040, which is 366 days. Null or
    absent means 60. The JWT lasts five minutes in any case."""

    session_custom_claims: dict[str, Any] | None = None
    """Claims to add to the session and its JWT, at most 4 kB in total. Send
    `session_duration_minutes` too, because the contract says that claims are only created with
    it. A null value removes a claim; nested values are merged, according to Stytch's guide. Leave
    out the reserved claims (`iss`, `sub`, `aud`, `exp`, `nbf`, `iat`, `jti`, and names that start
    with `https://stytch.com/`): the contract says that they are ignored, the guide says that they
    are an error."""

    telemetry_id: str | None = None
    """The identifier of this visit in Stytch's device fingerprinting. If you send it, the
    response can include `member_device`. Null or absent if the project does not use it."""

    @hide_frames
    def to_json(self, *, reveal_secrets: bool = False) -> str:
        """Return the request body as JSON text, without unset fields.

        Args:
            reveal_secrets: Write the access token itself instead of `**********`.

        Returns:
            JSON text. With the token revealed, anyone who has the text can exchange the token.
        """
        return to_json(self._body(reveal_secrets)).decode()

    def _body(self, reveal_secrets: bool) -> dict[str, Any]:  # noqa: FBT001 - to_json's own option
        body: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        if self.session_custom_claims is not None:
            # A null in here removes a claim, so it must be sent.
            body["session_custom_claims"] = self.session_custom_claims
        if reveal_secrets:
            body["access_token"] = self.access_token.get_secret_value()
        return body
