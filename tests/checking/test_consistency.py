"""The consistency rules: each contradiction is one finding."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from stytch_exchange import Finding, check_response, load_example, parse_response
from stytch_exchange.checking.consistency import inconsistencies

Change = Callable[[dict[str, Any]], object]


def _findings(body: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    report = check_response(json.dumps(body))
    return [(f.code, f.severity, f.pointer, f.message) for f in report.findings]


def _jwt(header: object, claims: object) -> str:
    """Return a JWT with this header and these claims, and a fake signature."""
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in (header, claims))
    return b".".join(part.rstrip(b"=") for part in parts).decode() + ".c2ln"


def _claims(body: dict[str, Any]) -> dict[str, Any]:
    part = body["session_jwt"].split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return claims


def _set(*path: str | int, to: object) -> Change:
    """Return a change that sets the value at a path."""

    def change(body: Any) -> None:
        for step in path[:-1]:
            body = body[step]
        body[path[-1]] = to

    return change


def _sign(header: object = None, **changed: object) -> Change:
    """Return a change that replaces the header or claims of the body's JWT."""

    def change(body: dict[str, Any]) -> None:
        claims = {**_claims(body), **changed}
        body["session_jwt"] = _jwt(header or {"alg": "RS256"}, claims)

    return change


FACTOR = ("member_session", "authentication_factors", 1)
SESSION_CLAIM = "https://stytch.com/session"
ORGANIZATION_CLAIM = "https://stytch.com/organization"
LIFETIME = (
    "warning /session_jwt: does not expire five minutes after it was issued"
    " (exp and iat) [jwt_lifetime]"
)


BROKEN: dict[str, tuple[Change, str]] = {
    "another member": (
        _set("member", "member_id", to="member-test-1"),
        "error /member/member_id: does not match /member_id [member_ids_differ]",
    ),
    "a session of another member": (
        _set("member_session", "member_id", to="member-test-1"),
        "error /member_session/member_id: does not match /member_id [member_ids_differ]",
    ),
    "a member of another organization": (
        _set("member", "organization_id", to="organization-test-1"),
        (
            "error /member/organization_id: does not match"
            " /organization/organization_id [organization_ids_differ]"
        ),
    ),
    "a session in another organization": (
        _set("member_session", "organization_id", to="organization-test-1"),
        (
            "error /member_session/organization_id: does not match"
            " /organization/organization_id [organization_ids_differ]"
        ),
    ),
    "another slug": (
        _set("member_session", "organization_slug", to="another"),
        (
            "warning /member_session/organization_slug: does not match"
            " /organization/organization_slug [organization_slugs_differ]"
        ),
    ),
    "used before it started": (
        _set("member_session", "last_accessed_at", to="2026-03-05T09:12:06Z"),
        (
            "warning /member_session/last_accessed_at: is before"
            " /member_session/started_at [session_times]"
        ),
    ),
    "used after it expired": (
        _set("member_session", "expires_at", to="2026-03-05T09:14:30Z"),
        (
            "warning /member_session/expires_at: is before"
            " /member_session/last_accessed_at [session_times]"
        ),
    ),
    "a role that is not the member's": (
        _set("member_session", "roles", to=["stytch_member", "owner"]),
        (
            "warning /member_session/roles/1: is not one of the member's roles"
            " in /member/roles [session_role]"
        ),
    ),
    "a factor without its sub-object": (
        _set(*FACTOR, "oauth_access_token_exchange_factor", to=None),
        (
            "warning /member_session/authentication_factors/1: is missing"
            " oauth_access_token_exchange_factor, which belongs to its delivery_method"
            " [factor_detail]"
        ),
    ),
    "a factor with a second sub-object": (
        _set(*FACTOR, "email_factor", to={"email_id": "e", "email_address": "a@b.example"}),
        (
            "warning /member_session/authentication_factors/1: has a sub-object that"
            " does not belong to its delivery_method [factor_detail]"
        ),
    ),
    "a password with a sub-object": (
        _set(*FACTOR, "delivery_method", to="knowledge"),
        (
            "warning /member_session/authentication_factors/1: has a sub-object that"
            " does not belong to its delivery_method [factor_detail]"
        ),
    ),
    "locked without a lock time": (
        _set("member", "is_locked", to=True),
        "warning /member/is_locked: is true, but both lock times are unset [lock_times]",
    ),
    "not locked, but with a start": (
        _set("member", "lock_created_at", to="2026-03-05T09:14:30Z"),
        "warning /member/is_locked: is false, but a lock time is set [lock_times]",
    ),
    "not locked, but with an end": (
        _set("member", "lock_expires_at", to="2026-03-05T09:14:30Z"),
        "warning /member/is_locked: is false, but a lock time is set [lock_times]",
    ),
    "an unsigned JWT": (
        _sign({"alg": "none"}),
        "error /session_jwt: is not signed with RS256 [jwt_algorithm]",
    ),
    "the JWT of another member": (
        _sign(sub="member-test-1"),
        "error /session_jwt: does not match /member_id in its sub claim [jwt_claims]",
    ),
    "a JWT for another organization": (
        _sign(**{ORGANIZATION_CLAIM: {"organization_id": "organization-test-1"}}),
        (
            "error /session_jwt: does not match /organization/organization_id"
            " in its organization claim [jwt_claims]"
        ),
    ),
    "a JWT without a session": (
        _sign(**{SESSION_CLAIM: None}),
        (
            "error /session_jwt: does not match /member_session/member_session_id"
            " in its session claim [jwt_claims]"
        ),
    ),
    "a JWT that expires a second later": (_sign(exp=1772702372), LIFETIME),
    "a JWT without an issue time": (_sign(iat=None), LIFETIME),
    "a JWT with a text as its expiry": (_sign(exp="1772702371"), LIFETIME),
}


@pytest.mark.parametrize(("change", "line"), BROKEN.values(), ids=BROKEN)
def test_a_contradiction_is_one_finding(body: dict[str, Any], change: Change, line: str) -> None:
    """The finding has the place, and says what does not match."""
    change(body)
    lines = [f"{found.severity} {found}" for found in check_response(json.dumps(body)).findings]

    # If an identifier changes, the JWT no longer matches it either.
    assert [line] == [text for text in lines if text == line or "[jwt_claims]" not in text]


@pytest.mark.parametrize(
    "path",
    [
        ("request_id",),
        ("member_id",),
        ("member", "member_id"),
        ("member", "organization_id"),
        ("organization", "organization_id"),
        ("member_session", "member_session_id"),
        ("member_session", "member_id"),
        ("member_session", "organization_id"),
    ],
    ids="/".join,
)
def test_an_empty_identifier_is_an_error(body: dict[str, Any], path: tuple[str, ...]) -> None:
    """Applications store identifiers and look members up with them."""
    _set(*path, to="")(body)

    expected = ("empty_identifier", "error", "/" + "/".join(path), "must not be empty")
    assert expected in _findings(body)
    assert 1 == sum(code == "empty_identifier" for code, *_ in _findings(body))


def test_equal_session_times_are_in_order(body: dict[str, Any]) -> None:
    """A session can start, be used and expire at the same moment."""
    moment = "2026-03-05T09:12:07Z"
    for name in ("started_at", "last_accessed_at", "expires_at"):
        body["member_session"][name] = moment

    assert [] == _findings(body)


@pytest.mark.parametrize(
    "jwt",
    [
        "a session",
        "a.b",
        "a.b.c.d",
        "..",
        "e30.e30=.c2ln",
        "e30.e3 0.c2ln",
        "e30.e30    .c2ln",
        "e30.W10.c2ln",
        "W10.e30.c2ln",
        "e30.e3+/.c2ln",
        "e30.é.c2ln",
        "e30." + base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("=") + ".c2ln",
    ],
)
def test_a_malformed_jwt_is_a_warning(body: dict[str, Any], jwt: str) -> None:
    """The finding does not repeat the text."""
    message = "is not a JWT: three base64url parts, the first two of them JSON objects"
    report = check_response(json.dumps({**body, "session_jwt": jwt}))

    assert (Finding("/session_jwt", "jwt_malformed", "warning", message),) == report.findings


@pytest.mark.parametrize(
    ("setting", "listed"),
    [
        ("sso_jit_provisioning", "sso_jit_provisioning_allowed_connections"),
        ("email_jit_provisioning", "email_allowed_domains"),
        ("email_invites", "email_allowed_domains"),
        ("auth_methods", "allowed_auth_methods"),
        ("mfa_methods", "allowed_mfa_methods"),
        ("oauth_tenant_jit_provisioning", "allowed_oauth_tenants"),
        ("first_party_connected_apps_allowed_type", "allowed_first_party_connected_apps"),
        ("third_party_connected_apps_allowed_type", "allowed_third_party_connected_apps"),
    ],
)
def test_a_restricted_setting_with_an_empty_list_is_a_warning(
    body: dict[str, Any], setting: str, listed: str
) -> None:
    """`RESTRICTED` with an empty list allows nothing, which is rarely intended."""
    organization = body["organization"]
    empty: list[str] | dict[str, str] = {} if listed == "allowed_oauth_tenants" else []
    organization |= {"email_jit_provisioning": "NOT_ALLOWED", setting: "RESTRICTED", listed: empty}

    message = f"is RESTRICTED, but /organization/{listed} is empty, so nothing is allowed"
    expected = ("restricted_without_list", "warning", f"/organization/{setting}", message)
    assert [expected] == _findings(body)


@pytest.mark.parametrize("delivery_method", ["knowledge", "imported_auth0", "by_pigeon"])
def test_some_factors_need_no_sub_object(body: dict[str, Any], delivery_method: str) -> None:
    """A password does not have one, and a new delivery method is unknown."""
    body["member_session"]["authentication_factors"][1] = {
        "type": "password",
        "delivery_method": delivery_method,
    }

    assert [] == [found for found in _findings(body) if found[0] == "factor_detail"]


def test_a_response_without_a_session_is_consistent() -> None:
    """The rules about the session do not apply."""
    response = parse_response(load_example("minimal"))

    assert [] == list(inconsistencies(response))


def test_a_locked_member_with_times_is_consistent(body: dict[str, Any]) -> None:
    """Either lock time is enough."""
    for time in ("lock_created_at", "lock_expires_at"):
        locked = {**body["member"], "is_locked": True, time: "2026-03-05T09:14:30Z"}

        assert [] == _findings({**body, "member": locked})


def test_a_filled_list_causes_no_contradiction(body: dict[str, Any]) -> None:
    """An empty list from the repair does not make another value wrong."""
    del body["member"]["roles"]
    del body["organization"]["email_allowed_domains"]

    assert {"missing", "filled"} == {code for code, *_ in _findings(body)}


def test_the_number_of_contradictions_is_limited(body: dict[str, Any]) -> None:
    """After a thousand wrong roles, one finding says that there are more."""
    body["member_session"]["roles"] = ["owner"] * 2000
    report = check_response(json.dumps(body))

    assert {"session_role", "more"} == {found.code for found in report.findings}
    assert 1001 == len(report.findings)
