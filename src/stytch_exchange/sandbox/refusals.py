"""Refusals: what the sandbox answers in place of a response, in the API's shape."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason not to answer with a response."""

    status_code: int
    error_type: str
    error_message: str
    """Why, in words of our own. It holds nothing of the request."""

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the error body, with its keys in the order in which the API writes them.

        Args:
            request_id: The identifier of the request that is refused.
        """
        return {
            "status_code": self.status_code,
            "request_id": request_id,
            "error_type": self.error_type,
            "error_message": self.error_message,
            # The form of address that the API's own errors carry. Whether Stytch has a text for
            # each name there is not known.
            "error_url": f"https://stytch.com/docs/b2b/api/errors/{self.status_code}#{self.error_type}",
        }


def refusal(error_type: str) -> Refusal:
    """Return a refusal that the sandbox knows.

    Args:
        error_type: Its name, one of `KNOWN`.
    """
    return KNOWN[error_type]


KNOWN = {
    known.error_type: known
    for known in (
        Refusal(400, "bad_request", "The body is not what this route takes."),
        Refusal(
            400,
            "custom_claims_too_large",
            "The session's custom claims are more than 4 kB of JSON.",
        ),
        Refusal(404, "idp_access_token_could_not_be_exchanged", "The token was exchanged before."),
        Refusal(400, "idp_access_token_expired", "The access token has expired."),
        Refusal(404, "idp_access_token_not_found", "No access token with this value was issued."),
        Refusal(500, "internal_server_error", "The sandbox failed to answer."),
        Refusal(
            400,
            "invalid_session_duration_minutes",
            "A session lasts from 5 to 527040 minutes.",
        ),
        Refusal(
            400,
            "oauth_access_token_exchange_missing_full_access",
            "The access token does not hold the scope full_access.",
        ),
        Refusal(
            400,
            "oauth_access_token_exchange_token_too_old",
            "The access token was issued more than five minutes ago.",
        ),
        Refusal(403, "organization_suspended", "The organization is suspended."),
        Refusal(404, "route_not_found", "The sandbox has no such route."),
        Refusal(404, "session_not_found", "No open session has this token."),
        Refusal(429, "too_many_requests", "More requests came in a minute than are allowed."),
        Refusal(
            401,
            "unauthorized_credentials",
            "The project ID and secret of this request are not the sandbox's.",
        ),
    )
}
"""The refusals by their name, with the status that each comes with."""
