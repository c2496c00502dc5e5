"""Refusals: the error bodies that the sandbox answers with, in the API's shape."""

from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import ValidationError

from stytch_exchange.findings import located_findings_of

_MOST = 3
"""How many wrong fields a refusal names."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of error, with its status."""

    status_code: int
    error_type: str
    error_message: str
    """The reason in our own words. It names fields of the request, but never quotes a value."""

    def because(self, reason: str) -> Self:
        """Return the same refusal with another reason.

        Args:
            reason: The reason.
        """
        return replace(self, error_message=reason)

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
            401,
            "connected_app_consent_revoked",
            "The member has revoked the app's access.",
        ),
        Refusal(
            403,
            "connected_app_not_allowed_for_org",
            "The organization does not allow this Connected App.",
        ),
        Refusal(404, "connected_app_not_found", "The sandbox does not have this Connected App."),
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
        Refusal(404, "member_not_found", "The sandbox does not have this member."),
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
        Refusal(404, "organization_not_found", "The sandbox does not have this organization."),
        Refusal(403, "organization_suspended", "The organization is suspended."),
        Refusal(404, "route_not_found", "The sandbox does not have this route."),
        Refusal(
            403,
            "session_authorization_error",
            "None of the session's roles allows this action on this resource.",
        ),
        Refusal(
            403,
            "session_authorization_tenancy_error",
            "The session belongs to another organization.",
        ),
        Refusal(404, "session_not_found", "The session is unknown, or has ended."),
        Refusal(
            400,
            "third_party_clients_cannot_use_full_access",
            "A third-party client cannot exchange its access tokens.",
        ),
        Refusal(429, "too_many_requests", "The rate limit for one minute is exceeded."),
        Refusal(
            400,
            "too_many_session_arguments",
            "Send either session_token or session_jwt, and not both.",
        ),
        Refusal(
            400,
            "too_many_session_revoke_arguments",
            "Send only one of member_session_id, session_token, session_jwt and member_id.",
        ),
        Refusal(
            400,
            "unable_to_parse_session_jwt",
            "session_jwt is not a session JWT that the sandbox signed.",
        ),
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


def invalid_body(error: ValidationError) -> Refusal:
    """Return the refusal of a body that does not fit its route. It names the wrong fields.

    Args:
        error: What pydantic found.
    """
    reasons = reasons_of(error)
    more = f", and {len(reasons) - _MOST} more" if len(reasons) > _MOST else ""
    return refusal("bad_request").because(
        f"The body is not valid for this route: {', '.join(reasons[:_MOST])}{more}."
    )


def reasons_of(error: ValidationError) -> list[str]:
    """Return what is wrong with each field, without any value.

    Args:
        error: What pydantic found.
    """
    kinds = {detail["loc"]: detail["type"] for detail in error.errors(include_input=False)}
    return [
        f"{found.pointer}: unknown field"
        if kinds[location] == "extra_forbidden"
        else f"{found.pointer or 'the body'} {found.message}"
        for location, found in located_findings_of(error, typed=True)
    ]
