"""The consistency rules: each has its code, and a healthy body breaks none."""

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
    """Return a JWT with these two parts, and no signature to speak of."""
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
    """Return a change that gives the body a JWT with another header, or with other claims."""

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
    "used before it began": (
        _set("member_session", "last_accessed_at", to="2026-03-05T09:12:06Z"),
        (
            "warning /member_session/last_accessed_at: is before"
            " /member_session/started_at [session_times]"
        ),
    ),
    "used after its end": (
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
    "locked, and no time": (
        _set("member", "is_locked", to=True),
        "warning /member/is_locked: is true, but both lock times are unset [lock_times]",
    ),
    "not locked, and a beginning": (
        _set("member", "lock_created_at", to="2026-03-05T09:14:30Z"),
        "warning /member/is_locked: is false, but a lock time is set [lock_times]",
    ),
    "not locked, and an end": (
        _set("member", "lock_expires_at", to="2026-03-05T09:14:30Z"),
        "warning /member/is_locked: is false, but a lock time is set [lock_times]",
    ),
    "a JWT that nobody signed": (
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
    "a JWT that lives a second longer": (_sign(exp=1772702372), LIFETIME),
    "a JWT without a beginning": (_sign(iat=None), LIFETIME),
    "a JWT whose end is text": (_sign(exp="1772702371"), LIFETIME),
}


@pytest.mark.parametrize(("change", "line"), BROKEN.values(), ids=BROKEN)
def test_what_does_not_go_together_is_told(body: dict[str, Any], change: Change, line: str) -> None:
    """One thing is wrong, and one finding says so."""
    change(body)
    told = [f"{found.severity} {found}" for found in check_response(json.dumps(body)).findings]

    # Where an identifier is another one, the JWT tells another one too.
    assert [line] == [text for text in told if text == line or "[jwt_claims]" not in text]


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
def test_an_identifier_is_not_empty(body: dict[str, Any], path: tuple[str, ...]) -> None:
    """Wherever it stands: it is what one stores, and what one looks up."""
    _set(*path, to="")(body)

    expected = ("empty_identifier", "error", "/" + "/".join(path), "must not be empty")
    assert expected in _findings(body)
    assert 1 == sum(code == "empty_identifier" for code, *_ in _findings(body))


def test_a_session_may_begin_be_used_and_end_at_once(body: dict[str, Any]) -> None:
    """Equal times are in order."""
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
def test_a_jwt_that_is_none_is_told(body: dict[str, Any], jwt: str) -> None:
    """Whatever stands in its place, nothing of it is repeated."""
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
def test_a_restricted_setting_has_its_list(body: dict[str, Any], setting: str, listed: str) -> None:
    """`RESTRICTED` with an empty list allows nothing: that is rarely meant."""
    organization = body["organization"]
    empty: list[str] | dict[str, str] = {} if listed == "allowed_oauth_tenants" else []
    organization |= {"email_jit_provisioning": "NOT_ALLOWED", setting: "RESTRICTED", listed: empty}

    message = f"is RESTRICTED, but /organization/{listed} is empty, so nothing is allowed"
    expected = ("restricted_without_list", "warning", f"/organization/{setting}", message)
    assert [expected] == _findings(body)


@pytest.mark.parametrize("delivery_method", ["knowledge", "imported_auth0", "by_pigeon"])
def test_a_factor_without_sub_object_is_fine_where_none_is_known(
    body: dict[str, Any], delivery_method: str
) -> None:
    """A password has none, and of a new delivery method nothing is known."""
    body["member_session"]["authentication_factors"][1] = {
        "type": "password",
        "delivery_method": delivery_method,
    }

    assert [] == [told for told in _findings(body) if told[0] == "factor_detail"]


def test_a_response_without_a_session_is_consistent() -> None:
    """What is not there disagrees with nothing."""
    response = parse_response(load_example("minimal"))

    assert [] == list(inconsistencies(response))


def test_a_locked_member_with_times_is_consistent(body: dict[str, Any]) -> None:
    """A lock has a beginning or an end."""
    for time in ("lock_created_at", "lock_expires_at"):
        locked = {**body["member"], "is_locked": True, time: "2026-03-05T09:14:30Z"}

        assert [] == _findings({**body, "member": locked})


def test_nothing_is_held_against_what_was_filled(body: dict[str, Any]) -> None:
    """A list that was filled because it was missing does not make another value wrong."""
    del body["member"]["roles"]
    del body["organization"]["email_allowed_domains"]

    assert {"missing", "filled"} == {code for code, *_ in _findings(body)}


def test_what_has_no_end_is_cut_off(body: dict[str, Any]) -> None:
    """Many roles that the member does not have end in the finding that there is more."""
    body["member_session"]["roles"] = ["owner"] * 2000
    report = check_response(json.dumps(body))

    assert {"session_role", "more"} == {found.code for found in report.findings}
    assert 1001 == len(report.findings)
