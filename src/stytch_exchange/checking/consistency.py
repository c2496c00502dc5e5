"""Consistency: whether the parts of a valid response go together."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic_core import from_json

from stytch_exchange.base64url import decode_base64url
from stytch_exchange.findings import FindingCode, Location
from stytch_exchange.models.factors import DETAIL_FIELDS
from stytch_exchange.models.response import ExchangeAccessTokenResponse


class Inconsistency(NamedTuple):
    """Two parts of a response that do not go together."""

    code: FindingCode
    location: Location
    """Where it shows."""

    message: str
    compared: Location = ()
    """The list it was held against: where that was filled, nothing is inconsistent."""


def inconsistencies(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """Yield what does not go together in a response, rule by rule.

    Args:
        response: A response that the models take.
    """
    for rule in _RULES:
        yield from rule(response)


def _identifiers(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """Identifiers are not empty."""
    identifiers: dict[Location, str] = {
        ("request_id",): response.request_id,
        ("member_id",): response.member_id,
        ("member", "member_id"): response.member.member_id,
        ("member", "organization_id"): response.member.organization_id,
        ("organization", "organization_id"): response.organization.organization_id,
    }
    if session := response.member_session:
        identifiers["member_session", "member_session_id"] = session.member_session_id
        identifiers["member_session", "member_id"] = session.member_id
        identifiers["member_session", "organization_id"] = session.organization_id
    for location, identifier in identifiers.items():
        if not identifier:
            yield Inconsistency("empty_identifier", location, "must not be empty")


def _one_member(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """The member's identifier is the same in its three places."""
    session = response.member_session
    places: dict[Location, str] = {("member", "member_id"): response.member.member_id}
    if session:
        places["member_session", "member_id"] = session.member_id
    for location, member_id in places.items():
        if member_id != response.member_id:
            message = "is another member than /member_id"
            yield Inconsistency("member_ids_differ", location, message)


def _one_organization(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """The organization's identifier is the same in its three places, and its slug in two."""
    organization, session = response.organization, response.member_session
    places: dict[Location, str] = {("member", "organization_id"): response.member.organization_id}
    if session:
        places["member_session", "organization_id"] = session.organization_id
    for location, organization_id in places.items():
        if organization_id != organization.organization_id:
            message = "is another organization than /organization/organization_id"
            yield Inconsistency("organization_ids_differ", location, message)
    if session and session.organization_slug != organization.organization_slug:
        yield Inconsistency(
            "organization_slugs_differ",
            ("member_session", "organization_slug"),
            "is not /organization/organization_slug",
        )


def _session_times(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """A session begins, is used, and ends, in this order."""
    if not (session := response.member_session):
        return
    if session.last_accessed_at < session.started_at:
        location = ("member_session", "last_accessed_at")
        yield Inconsistency("session_times", location, "is before started_at")
    if session.expires_at < session.last_accessed_at:
        location = ("member_session", "expires_at")
        yield Inconsistency("session_times", location, "is before last_accessed_at")


def _session_roles(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """A session holds no role that the member does not have."""
    if not (session := response.member_session):
        return
    held = {role.role_id for role in response.member.roles}
    for index, role_id in enumerate(session.roles):
        if role_id not in held:
            location = ("member_session", "roles", index)
            message = "is not a role of the member, by /member/roles"
            yield Inconsistency("session_role", location, message, ("member", "roles"))


def _factor_details(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """A factor has one sub-object, the one that its delivery method names."""
    if not (session := response.member_session):
        return
    for index, factor in enumerate(session.authentication_factors):
        location = ("member_session", "authentication_factors", index)
        expected = DETAIL_FIELDS.get(factor.delivery_method)
        there = [name for name in factor.model_fields_set & _DETAILS if getattr(factor, name)]
        if expected and expected not in there:
            message = f"has no {expected}, which its delivery_method names"
            yield Inconsistency("factor_detail", location, message)
        elif len(there) > bool(expected) and factor.delivery_method in _DELIVERY_METHODS:
            message = "has a sub-object that its delivery_method does not name"
            yield Inconsistency("factor_detail", location, message)


_DETAILS = frozenset(DETAIL_FIELDS.values())
_DELIVERY_METHODS = frozenset({*DETAIL_FIELDS, "knowledge", "imported_auth0"})
"""Those that are known: the last two have no sub-object."""


def _lock(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """A locked member has the times of the lock, and another has none."""
    member = response.member
    times = member.lock_created_at or member.lock_expires_at
    if member.is_locked and not times:
        message = "is true, and there is no time of a lock"
        yield Inconsistency("lock_times", ("member", "is_locked"), message)
    elif times and not member.is_locked:
        message = "is false, and there are times of a lock"
        yield Inconsistency("lock_times", ("member", "is_locked"), message)


def _lists_of_settings(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """A setting that is restricted to a list has one."""
    for setting, listed in _LISTS.items():
        if getattr(response.organization, setting) == "RESTRICTED" and not getattr(
            response.organization, listed
        ):
            location = ("organization", setting)
            message = f"is RESTRICTED, and {listed} is empty: nothing is allowed"
            yield Inconsistency(
                "restricted_without_list", location, message, ("organization", listed)
            )


_LISTS = {
    "sso_jit_provisioning": "sso_jit_provisioning_allowed_connections",
    "email_jit_provisioning": "email_allowed_domains",
    "email_invites": "email_allowed_domains",
    "auth_methods": "allowed_auth_methods",
    "mfa_methods": "allowed_mfa_methods",
    "oauth_tenant_jit_provisioning": "allowed_oauth_tenants",
    "first_party_connected_apps_allowed_type": "allowed_first_party_connected_apps",
    "third_party_connected_apps_allowed_type": "allowed_third_party_connected_apps",
}


def _jwt(response: ExchangeAccessTokenResponse) -> Iterator[Inconsistency]:
    """The claims of the JWT, which nobody verifies here, tell the same as the body."""
    location = ("session_jwt",)
    decoded = _decoded_jwt(response.session_jwt.get_secret_value())
    if decoded is None:
        message = "is not a JWT: three parts in base64url, of which the first two are JSON objects"
        yield Inconsistency("jwt_malformed", location, message)
        return
    header, claims = decoded
    if header.get("alg") != "RS256":
        yield Inconsistency("jwt_algorithm", location, "is not signed with RS256")
    expected = {"sub": (claims.get("sub"), response.member_id)}
    organization_id = _claim(claims, "https://stytch.com/organization", "organization_id")
    expected["organization"] = (organization_id, response.organization.organization_id)
    if session := response.member_session:
        session_id = _claim(claims, "https://stytch.com/session", "id")
        expected["session"] = (session_id, session.member_session_id)
    for claim, (found, told) in expected.items():
        if found != told:
            message = f"has another {claim} in its claims than the body"
            yield Inconsistency("jwt_claims", location, message)
    if not _lives_five_minutes(claims):
        message = "does not end five minutes after it was issued, by its exp and iat"
        yield Inconsistency("jwt_lifetime", location, message)


def _decoded_jwt(jwt: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return header and claims of a JWT, or None where it is none."""
    parts = jwt.split(".")
    if len(parts) != len(("header", "claims", "signature")):
        return None
    try:
        # No claim comes twice, so that a cache of strings would cost more than it saves.
        header, claims = (
            from_json(decode_base64url(part), cache_strings=False) for part in parts[:2]
        )
    except ValueError:
        return None
    return (header, claims) if isinstance(header, dict) and isinstance(claims, dict) else None


def _claim(claims: dict[str, Any], name: str, key: str) -> Any:
    value = claims.get(name)
    return value.get(key) if isinstance(value, dict) else None


def _lives_five_minutes(claims: dict[str, Any]) -> bool:
    times = claims.get("exp"), claims.get("iat")
    return (
        isinstance(times[0], int) and isinstance(times[1], int) and times[0] - times[1] == _LIFETIME
    )


_LIFETIME = 5 * 60
"""How long a JWT lives, in seconds."""


_RULES = (
    _identifiers,
    _one_member,
    _one_organization,
    _session_times,
    _lock,
    _lists_of_settings,
    _jwt,
    # These can have no end, so they come last, and none of their findings is an error.
    _session_roles,
    _factor_details,
)
