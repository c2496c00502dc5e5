"""Refusals: the error bodies that the sandbox answers with, in the API's shape."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of error, with its status."""

    status_code: int
    error_type: str
    error_message: str
    """The reason in our own words. It never quotes the request."""

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the error body, with its keys in the API's order.

        Args:
            request_id: The identifier of the refused request.
        """
        return {
            "status_code": self.status_code,
            "request_id": request_id,
            "error_type": self.error_type,
            "error_message": self.error_message,
            # A form that the API's own errors use. It is not known whether Stytch has a page with
            # each of these names.
            "error_url": f"https://stytch.com/docs/b2b/api/errors/{self.status_code}#{self.error_type}",
        }


KNOWN = {
    known.error_type: known
    for known in (
        Refusal(400, "bad_request", "The body is not valid for this route."),
        Refusal(
            400,
            "custom_claims_too_large",
            "The session's custom claims exceed 4 kB of JSON.",
        ),
        Refusal(
            404,
            "idp_access_token_could_not_be_exchanged",
            "The access token was already exchanged.",
        ),
        Refusal(400, "idp_access_token_expired", "The access token has expired."),
        Refusal(404, "idp_access_token_not_found", "The sandbox did not issue this access token."),
        Refusal(500, "internal_server_error", "The sandbox failed to answer."),
        Refusal(
            400,
            "invalid_session_duration_minutes",
            "session_duration_minutes must be from 5 to 527040.",
        ),
        Refusal(
            400,
            "oauth_access_token_exchange_missing_full_access",
            "The access token does not have the scope full_access.",
        ),
        Refusal(
            400,
            "oauth_access_token_exchange_token_too_old",
            "The access token was issued more than five minutes ago.",
        ),
        Refusal(403, "organization_suspended", "The organization is suspended."),
        Refusal(404, "route_not_found", "The sandbox does not have this route."),
        Refusal(
            404, "session_not_found", "The session token is unknown, or its session has ended."
        ),
        Refusal(429, "too_many_requests", "The rate limit for one minute is exceeded."),
        Refusal(
            401,
            "unauthorized_credentials",
            "The project ID or secret does not match the sandbox's.",
        ),
    )
}
"""The refusals by their error type."""


def refusal(error_type: str) -> Refusal:
    """Return a known refusal.

    Args:
        error_type: A key of `KNOWN`.
    """
    return KNOWN[error_type]
