"""The claims of the project's JWTs."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from stytch_exchange.base64url import decode_base64url
from stytch_exchange.signing import ORGANIZATION, SESSION

if TYPE_CHECKING:
    from stytch_exchange.sandbox.access_tokens import Grant

_LIFETIME = 300
"""Seconds from `iat` to `exp`."""


def session_claims(
    body: dict[str, Any], *, project_id: str, attributes: dict[str, Any]
) -> dict[str, Any]:
    """Return the claims of the JWT for the session in a response."""
    session, organization = body["member_session"], body["organization"]
    issued_at = int(datetime.fromisoformat(session["last_accessed_at"]).timestamp())
    return {
        **session["custom_claims"],
        "aud": [project_id],
        "exp": issued_at + _LIFETIME,
        ORGANIZATION: _organization_claim(organization),
        SESSION: {
            "id": session["member_session_id"],
            "started_at": session["started_at"],
            "last_accessed_at": session["last_accessed_at"],
            "expires_at": session["expires_at"],
            "attributes": attributes,
            "authentication_factors": [
                {name: factor[name] for name in factor if name not in {"created_at", "updated_at"}}
                for factor in session["authentication_factors"]
            ],
            "roles": session["roles"],
        },
        "iat": issued_at,
        "iss": f"stytch.com/{project_id}",
        "nbf": issued_at,
        "sub": body["member_id"],
    }


def access_token_claims(  # noqa: PLR0913 - each is a claim
    grant: "Grant",
    *,
    project_id: str,
    issuer: str,
    jti: str,
    issued_at: datetime,
    expires_at: datetime,
) -> dict[str, Any]:
    """Return the claims of an access token, or those that a refresh token is introspected with."""
    return {
        "aud": [project_id],
        "client_id": grant.client.client_id,
        "exp": int(expires_at.timestamp()),
        ORGANIZATION: _organization_claim(grant.person.organization),
        "iat": int(issued_at.timestamp()),
        "iss": issuer,
        "jti": jti,
        "nbf": int(issued_at.timestamp()),
        "scope": " ".join(grant.scopes),
        "sub": grant.person.member_id,
    }


def _organization_claim(organization: dict[str, Any]) -> dict[str, Any]:
    return {
        "organization_id": organization["organization_id"],
        "slug": organization["organization_slug"],
    }


def claims_in(token: str) -> dict[str, Any]:
    """Return the claims of a JWT from an example or a test, without checking its signature."""
    _, payload, _ = token.split(".")
    claims: dict[str, Any] = json.loads(decode_base64url(payload))
    return claims
