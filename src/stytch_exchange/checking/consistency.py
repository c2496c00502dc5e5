"""Consistency: find the parts of a valid response that contradict each other."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic_core import from_json

from stytch_exchange.base64url import decode_base64url
from stytch_exchange.diagnosis.masks import mask_of
from stytch_exchange.findings import FindingCode, Location, json_pointer
from stytch_exchange.models._response import Response, SessionResponse
from stytch_exchange.models.factors import DETAIL_FIELDS
from stytch_exchange.models.response import ExchangeAccessTokenResponse

_DETAILS = frozenset(DETAIL_FIELDS.values())
_DELIVERY_METHODS = frozenset({*DETAIL_FIELDS, "knowledge", "imported_auth0"})
"""The known delivery methods. The last two do not have a sub-object."""

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
"""The settings that can be `RESTRICTED`, and the list of each."""

_LIFETIME = 5 * 60
"""The lifetime of a session JWT, in seconds."""


class Inconsistency(NamedTuple):
    """Two parts of a response that contradict each other."""

    code: FindingCode
    location: Location
    """The place to report."""

    message: str
    compared: Location = ()
    """The list that the place was compared with. If the repair filled it, there is no
    inconsistency."""


def inconsistencies(response: Response) -> Iterator[Inconsistency]:
    """Yield every inconsistency in a response, rule by rule.

    Args:
        response: A valid response.
    """
    yield from _request_id(response)
    if isinstance(response, SessionResponse):
        for rule in _RULES:
            yield from rule(response)


def _request_id(response: Response) -> Iterator[Inconsistency]:
    """The identifier of the call is not empty."""
    if not response.request_id:
        yield Inconsistency("empty_identifier", ("request_id",), "must not be empty")


def _member_id(response: SessionResponse) -> tuple[Location, str]:
    """Return the member's first identifier in the body, and its place."""
    if isinstance(response, ExchangeAccessTokenResponse):
        return ("member_id",), response.member_id
    return ("member", "member_id"), response.member.member_id


def _identifiers(response: SessionResponse) -> Iterator[Inconsistency]:
    """No identifier is empty."""
    identifiers: dict[Location, str] = dict([_member_id(response)])
    identifiers |= {
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


def _one_member(response: SessionResponse) -> Iterator[Inconsistency]:
    """The member's identifier is the same in all places."""
    first, known = _member_id(response)
    session = response.member_session
    places: dict[Location, str] = {("member", "member_id"): response.member.member_id}
    if session:
        places["member_session", "member_id"] = session.member_id
    for location, member_id in places.items():
        if member_id != known:
            message = f"does not match {json_pointer(first)}"
            yield Inconsistency("member_ids_differ", location, message)


def _one_organization(response: SessionResponse) -> Iterator[Inconsistency]:
    """The organization's identifier is the same in all three places, and its slug in both."""
    organization, session = response.organization, response.member_session
    places: dict[Location, str] = {("member", "organization_id"): response.member.organization_id}
    if session:
        places["member_session", "organization_id"] = session.organization_id
    for location, organization_id in places.items():
        if organization_id != organization.organization_id:
            message = "does not match /organization/organization_id"
            yield Inconsistency("organization_ids_differ", location, message)
    if session and session.organization_slug != organization.organization_slug:
        yield Inconsistency(
            "organization_slugs_differ",
            ("member_session", "organization_slug"),
            "does not match /organization/organization_slug",
        )


def _session_times(response: SessionResponse) -> Iterator[Inconsistency]:
    """A session starts, is used, and expires, in this order."""
    if not (session := response.member_session):
        return
    if session.last_accessed_at < session.started_at:
        location = ("member_session", "last_accessed_at")
        message = "is before /member_session/started_at"
        yield Inconsistency("session_times", location, message)
    if session.expires_at < session.last_accessed_at:
        location = ("member_session", "expires_at")
        message = "is before /member_session/last_accessed_at"
        yield Inconsistency("session_times", location, message)


def _session_roles(response: SessionResponse) -> Iterator[Inconsistency]:
    """Every role of a session is a role of the member."""
    if not (session := response.member_session):
        return
    held = {role.role_id for role in response.member.roles}
    for index, role_id in enumerate(session.roles):
        if role_id not in held:
            location = ("member_session", "roles", index)
            message = "is not one of the member's roles in /member/roles"
            yield Inconsistency("session_role", location, message, ("member", "roles"))


def _factor_details(response: SessionResponse) -> Iterator[Inconsistency]:
    """A factor has exactly one sub-object, the one that belongs to its delivery method."""
    if not (session := response.member_session):
        return
    for index, factor in enumerate(session.authentication_factors):
        location = ("member_session", "authentication_factors", index)
        expected = DETAIL_FIELDS.get(factor.delivery_method)
        there = [name for name in factor.model_fields_set & _DETAILS if getattr(factor, name)]
        if expected and expected not in there:
            message = f"is missing {expected}, which belongs to its delivery_method"
            yield Inconsistency("factor_detail", location, message)
        elif len(there) > bool(expected) and factor.delivery_method in _DELIVERY_METHODS:
            message = "has a sub-object that does not belong to its delivery_method"
            yield Inconsistency("factor_detail", location, message)


def _lock(response: SessionResponse) -> Iterator[Inconsistency]:
    """A locked member has a lock time, and any other member has none."""
    member = response.member
    times = member.lock_created_at or member.lock_expires_at
    if member.is_locked and not times:
        message = "is true, but both lock times are unset"
        yield Inconsistency("lock_times", ("member", "is_locked"), message)
    elif times and not member.is_locked:
        message = "is false, but a lock time is set"
        yield Inconsistency("lock_times", ("member", "is_locked"), message)


def _lists_of_settings(response: SessionResponse) -> Iterator[Inconsistency]:
    """A setting that is restricted to a list has a list."""
    for setting, listed in _LISTS.items():
        if getattr(response.organization, setting) == "RESTRICTED" and not getattr(
            response.organization, listed
        ):
            location = ("organization", setting)
            message = f"is RESTRICTED, but /organization/{listed} is empty, so nothing is allowed"
            yield Inconsistency(
                "restricted_without_list", location, message, ("organization", listed)
            )


def _jwt(response: SessionResponse) -> Iterator[Inconsistency]:
    """The JWT's claims, which are not verified here, match the body."""
    location, jwt = ("session_jwt",), response.session_jwt.get_secret_value()
    decoded = _decoded_jwt(jwt)
    if decoded is None:
        if mask_of(jwt) is not None:
            return  # a finding already says that it is masked
        message = "is not a JWT: three base64url parts, the first two of them JSON objects"
        yield Inconsistency("jwt_malformed", location, message)
        return
    header, claims = decoded
    if header.get("alg") != "RS256":
        yield Inconsistency("jwt_algorithm", location, "is not signed with RS256")
    organization_id = _claim(claims, "https://stytch.com/organization", "organization_id")
    first, member_id = _member_id(response)
    compared = [
        ("sub", claims.get("sub"), json_pointer(first), member_id),
        (
            "organization",
            organization_id,
            "/organization/organization_id",
            response.organization.organization_id,
        ),
    ]
    if session := response.member_session:
        session_id = _claim(claims, "https://stytch.com/session", "id")
        place = "/member_session/member_session_id"
        compared.append(("session", session_id, place, session.member_session_id))
    for claim, claimed, place, identifier in compared:
        if claimed != identifier:
            message = f"does not match {place} in its {claim} claim"
            yield Inconsistency("jwt_claims", location, message)
    if not _lives_five_minutes(claims):
        message = "does not expire five minutes after it was issued (exp and iat)"
        yield Inconsistency("jwt_lifetime", location, message)


def _decoded_jwt(jwt: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return the header and the claims of a JWT, or None if it is not a JWT."""
    try:
        header, claims, _ = jwt.split(".")
        decoded = _json(header), _json(claims)
    except ValueError:
        return None
    return decoded if all(isinstance(part, dict) for part in decoded) else None


def _json(part: str) -> Any:
    # Claim names do not repeat, so caching the strings would cost more than it saves.
    return from_json(decode_base64url(part), cache_strings=False)


def _claim(claims: dict[str, Any], name: str, key: str) -> Any:
    value = claims.get(name)
    return value.get(key) if isinstance(value, dict) else None


def _lives_five_minutes(claims: dict[str, Any]) -> bool:
    times = claims.get("exp"), claims.get("iat")
    return (
        isinstance(times[0], int) and isinstance(times[1], int) and times[0] - times[1] == _LIFETIME
    )


_RULES = (
    _identifiers,
    _one_member,
    _one_organization,
    _session_times,
    _lock,
    _lists_of_settings,
    _jwt,
    # These can yield any number of findings, none of them an error, so they come last.
    _session_roles,
    _factor_details,
)
