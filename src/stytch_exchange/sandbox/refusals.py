"""Refusals: the error bodies that the sandbox answers with, in the API's shape."""

from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError

from stytch_exchange.findings import located_findings_of

_MOST = 3
"""How many wrong fields a refusal names."""

_WRONG_DURATION = {
    (("session_duration_minutes",), kind) for kind in ("greater_than_equal", "less_than_equal")
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of error, with its status."""

    status_code: int
    error_type: str
    error_message: str
    """The reason in our own words. It names fields of the request, but never quotes a value."""

    def body(self, request_id: str) -> dict[str, Any]:
        """Return the error body, with its keys in the API's order."""
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
    error_type: Refusal(status_code, error_type, message)
    for error_type, (status_code, message) in {
        "bad_request": (400, "The body is not valid for this route."),
        "connected_app_consent_revoked": (401, "The member has revoked the app's access."),
        "connected_app_not_allowed_for_org": (
            403,
            "The organization does not allow this Connected App.",
        ),
        "connected_app_not_found": (404, "The sandbox does not have this Connected App."),
        "custom_claims_too_large": (400, "The session's custom claims exceed 4 kB of JSON."),
        "idp_access_token_could_not_be_exchanged": (404, "The access token was already exchanged."),
        "idp_access_token_expired": (400, "The access token has expired."),
        "idp_access_token_not_found": (404, "The sandbox did not issue this access token."),
        "internal_server_error": (500, "The sandbox failed to answer."),
        "invalid_session_duration_minutes": (
            400,
            "session_duration_minutes must be from 5 to 527040.",
        ),
        "member_not_found": (404, "The sandbox does not have this member."),
        "oauth_access_token_exchange_missing_full_access": (
            400,
            "The access token does not have the scope full_access.",
        ),
        "oauth_access_token_exchange_token_too_old": (
            400,
            "The access token was issued more than five minutes ago.",
        ),
        "organization_not_found": (404, "The sandbox does not have this organization."),
        "organization_suspended": (403, "Your organization at Stytch is suspended."),
        "route_not_found": (404, "The sandbox does not have this route."),
        "session_authorization_error": (
            403,
            "None of the session's roles allows this action on this resource.",
        ),
        "session_authorization_tenancy_error": (
            403,
            "The session belongs to another organization.",
        ),
        "session_not_found": (404, "The session is unknown, or has ended."),
        "third_party_clients_cannot_use_full_access": (
            400,
            "A third-party client cannot exchange its access tokens.",
        ),
        "too_many_requests": (429, "The rate limit for one minute is exceeded."),
        "too_many_session_arguments": (
            400,
            "Send either session_token or session_jwt, and not both.",
        ),
        "too_many_session_revoke_arguments": (
            400,
            "Send only one of member_session_id, session_token, session_jwt and member_id.",
        ),
        "unable_to_parse_session_jwt": (
            400,
            "session_jwt is not a session JWT that the sandbox signed.",
        ),
        "unauthorized_credentials": (401, "The project ID or secret does not match the sandbox's."),
    }.items()
}
"""The refusals by their error type."""


class RefusedError(Exception):
    """Ends a request with a known refusal."""

    def __init__(self, error_type: str, reason: str | None = None) -> None:
        known = KNOWN[error_type]
        self.refusal = replace(known, error_message=reason or known.error_message)
        super().__init__(self.refusal.error_message)


def invalid_body(error: ValidationError) -> RefusedError:
    """Return the refusal of a body that does not fit its route. It names the wrong fields.

    If only the session's duration is wrong, the refusal has a name of its own.
    """
    kinds = {(detail["loc"], detail["type"]) for detail in error.errors(include_input=False)}
    if kinds <= _WRONG_DURATION:
        return RefusedError("invalid_session_duration_minutes")
    reasons = reasons_of(error)
    more = f", and {len(reasons) - _MOST} more" if len(reasons) > _MOST else ""
    return RefusedError(
        "bad_request", f"The body is not valid for this route: {', '.join(reasons[:_MOST])}{more}."
    )


def reasons_of(error: ValidationError) -> list[str]:
    """Return what is wrong with each field, without any value."""
    kinds = {detail["loc"]: detail["type"] for detail in error.errors(include_input=False)}
    return [
        f"{found.pointer}: unknown field"
        if kinds[location] == "extra_forbidden"
        else f"{found.pointer or 'the body'} {found.message}"
        for location, found in located_findings_of(error, typed=True)
    ]
