"""The request: what `POST /v1/b2b/sessions/exchange_access_token` is sent."""

from typing import Any

from pydantic import Field
from pydantic_core import to_json

from stytch_exchange.models._base import Model, Secret
from stytch_exchange.tracebacks import hide_frames


class ExchangeAccessTokenRequest(Model):
    """What a backend sends to exchange a Connected App's access token for a session.

    Null and absent are the same for the optional fields: the API then does what it does by
    default.
    """

    access_token: Secret
    """Secret. The access token that the Connected App was given. It has to hold the scope
    `full_access`, to be at most five minutes old, and not to have been exchanged before."""

    session_duration_minutes: int | None = Field(default=None, ge=5, le=527_040)
    """How long the session lasts, in minutes from now: from 5 to 527040, which is 366 days. Null
    or absent means 60. The JWT lives for five minutes all the same."""

    session_custom_claims: dict[str, Any] | None = None
    """Claims to add to the session and its JWT, of at most 4 kB in all. A null takes a claim away.
    The reserved ones (`iss`, `sub`, `aud`, `exp`, `nbf`, `iat`, `jti`) are ignored by the API."""

    telemetry_id: str | None = None
    """What Stytch's device fingerprinting calls this visit: with it, the response can hold
    `member_device`. Null or absent where the project does not use it."""

    @hide_frames
    def to_json(self, *, reveal_secrets: bool = False) -> str:
        """Return the body to send as JSON text, without the fields that are unset.

        Args:
            reveal_secrets: Write the access token itself in place of `**********`.

        Returns:
            JSON text. Whoever holds a text with the revealed token can exchange it.
        """
        return to_json(self._body(reveal_secrets)).decode()

    def _body(self, reveal_secrets: bool) -> dict[str, Any]:  # noqa: FBT001 - to_json's own option
        body: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        if self.session_custom_claims is not None:
            # A null in there is a wish of its own.
            body["session_custom_claims"] = self.session_custom_claims
        if reveal_secrets:
            body["access_token"] = self.access_token.get_secret_value()
        return body
