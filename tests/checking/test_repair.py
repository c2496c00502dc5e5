"""Repair: which fields may be filled, with what, and what nobody may make up."""

import json
from pathlib import Path
from typing import Any

import pytest

import stytch_exchange
from stytch_exchange import Finding, check_response, load_example
from stytch_exchange.models._base import Fillable, Model

FILLABLE: dict[str, dict[str, object]] = {
    "ActiveSCIMConnection": {"display_name": ""},
    "ActiveSSOConnection": {"display_name": ""},
    "CustomRole": {"description": "", "permissions": []},
    "CustomRolePermission": {"actions": []},
    "Member": {
        "name": "",
        "sso_registrations": [],
        "oauth_registrations": [],
        "retired_email_addresses": [],
        "roles": [],
    },
    "AuthorizationVerdict": {"granting_roles": []},
    "MemberRole": {"sources": []},
    "MemberSession": {"authentication_factors": [], "roles": []},
    "Organization": {
        "organization_name": "",
        "organization_logo_url": "",
        "sso_jit_provisioning_allowed_connections": [],
        "sso_active_connections": [],
        "email_allowed_domains": [],
        "allowed_auth_methods": [],
        "rbac_email_implicit_role_assignments": [],
        "allowed_mfa_methods": [],
        "claimed_email_domains": [],
        "allowed_first_party_connected_apps": [],
        "allowed_third_party_connected_apps": [],
        "custom_roles": [],
    },
    "SCIMAttributes": {
        "groups": [],
        "display_name": "",
        "nick_name": "",
        "title": "",
        "emails": [],
        "phone_numbers": [],
        "addresses": [],
        "ims": [],
        "photos": [],
        "entitlements": [],
        "roles": [],
        "x509certificates": [],
    },
    "SCIMGroup": {"display": ""},
    "SCIMManager": {"display_name": ""},
    "SCIMName": {
        "formatted": "",
        "family_name": "",
        "given_name": "",
        "middle_name": "",
        "honorific_prefix": "",
        "honorific_suffix": "",
    },
}
"""Every field that may be filled, with its value: lists, and the names of things."""


def _marked() -> dict[str, dict[str, object]]:
    marked: dict[str, dict[str, object]] = {}
    for model in vars(stytch_exchange).values():
        if not (isinstance(model, type) and issubclass(model, Model)):
            continue
        for name, field in model.model_fields.items():
            for mark in field.metadata:
                if isinstance(mark, Fillable):
                    marked.setdefault(model.__name__, {})[name] = mark.empty()
    return marked


def test_what_may_be_filled_is_listed_here() -> None:
    """A new field is filled only after somebody has thought about it."""
    assert _marked() == FILLABLE


def _places(body: dict[str, Any]) -> list[tuple[str, dict[str, Any], str, object]]:
    """Return pointer, owner, key and empty value of each fillable field of the example sso-scim."""
    member, organization, session = body["member"], body["organization"], body["member_session"]
    attributes = member["scim_registration"]["scim_attributes"]
    scim = "/member/scim_registration/scim_attributes"
    owners = [
        ("/member", member, "Member"),
        ("/member/roles/0", member["roles"][0], "MemberRole"),
        ("/member_session", session, "MemberSession"),
        ("/organization", organization, "Organization"),
        ("/organization/custom_roles/0", organization["custom_roles"][0], "CustomRole"),
        (
            "/organization/custom_roles/0/permissions/0",
            organization["custom_roles"][0]["permissions"][0],
            "CustomRolePermission",
        ),
        (
            "/organization/sso_active_connections/0",
            organization["sso_active_connections"][0],
            "ActiveSSOConnection",
        ),
        (
            "/organization/scim_active_connection",
            organization["scim_active_connection"],
            "ActiveSCIMConnection",
        ),
        (scim, attributes, "SCIMAttributes"),
        (f"{scim}/groups/0", attributes["groups"][0], "SCIMGroup"),
        (f"{scim}/name", attributes["name"], "SCIMName"),
        (
            f"{scim}/enterprise_extension/manager",
            attributes["enterprise_extension"]["manager"],
            "SCIMManager",
        ),
    ]
    return [
        (f"{pointer}/{name}", owner, name, empty)
        for pointer, owner, model in owners
        for name, empty in FILLABLE[model].items()
    ]


PLACES = [pointer for pointer, *_ in _places(json.loads(load_example("sso-scim")))]


@pytest.mark.parametrize("pointer", PLACES)
@pytest.mark.parametrize("missing", [True, False], ids=["missing", "null"])
def test_a_fillable_field_is_filled_and_told(pointer: str, missing: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Whether it is missing or null: the report says so, and the response is there."""
    body = json.loads(load_example("sso-scim"))
    _, owner, key, empty = next(place for place in _places(body) if place[0] == pointer)
    if missing:
        del owner[key]
    else:
        owner[key] = None
    report = check_response(json.dumps(body))
    owner[key] = empty

    first, second, *others = [found for found in report.findings if found.pointer == pointer]
    assert (pointer, "missing" if missing else "null", "error") == (
        first.pointer,
        first.code,
        first.severity,
    )
    assert Finding(pointer, "filled", "warning", f"was filled with {json.dumps(empty)}") == second
    assert [] == others
    assert check_response(json.dumps(body)).response == report.response
    assert report.response is not None


def test_every_fillable_field_is_tried_above() -> None:
    """The example has a place for each of them, except the verdict of a later response."""
    tried = {pointer.rpartition("/")[2] for pointer in PLACES}
    fillable = {name for fields in FILLABLE.values() for name in fields}

    assert fillable - {"granting_roles"} == tried


def test_a_wrong_value_is_not_filled(body: dict[str, Any]) -> None:
    """What is there and wrong says something: it is not swept away."""
    body["member"]["roles"] = "analyst"
    report = check_response(json.dumps(body))

    assert ["wrong_type"] == [found.code for found in report.findings]
    assert report.response is None


def test_what_decides_something_is_not_made_up(body: dict[str, Any]) -> None:
    """An identifier, a status, a setting, a time, a boolean: without one there is no response."""
    for path in [
        ("member_id",),
        ("session_token",),
        ("member", "status"),
        ("member", "is_locked"),
        ("member", "default_mfa_method"),
        ("organization", "mfa_policy"),
        ("member_session", "expires_at"),
    ]:
        broken = json.loads(json.dumps(body))
        owner = broken
        for step in path[:-1]:
            owner = owner[step]
        del owner[path[-1]]
        report = check_response(json.dumps(broken))

        assert ["missing"] == [found.code for found in report.findings]
        assert report.response is None


PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads"
needs_payloads = pytest.mark.skipif(
    not PAYLOADS.is_dir(), reason="other people's bodies are not part of this repository"
)


def _grafted(file: str, place: str) -> dict[str, Any]:
    """Return an example with somebody's object in it."""
    body: dict[str, Any] = json.loads(load_example("connected-app"))
    body[place] = json.loads((PAYLOADS / file).read_text("utf-8"))
    return body


@needs_payloads
@pytest.mark.parametrize(
    ("file", "place", "filled", "not_made_up"),
    [
        (
            "sdk-rn-organization.json",
            "organization",
            {
                "rbac_email_implicit_role_assignments",
                "claimed_email_domains",
                "allowed_first_party_connected_apps",
                "allowed_third_party_connected_apps",
                "custom_roles",
            },
            {
                "mfa_methods",
                "first_party_connected_apps_allowed_type",
                "third_party_connected_apps_allowed_type",
            },
        ),
        (
            "docs-member-object-old.json",
            "member",
            {"retired_email_addresses", "roles"},
            {"is_admin", "is_locked", "totp_registration_id", "default_mfa_method"},
        ),
    ],
)
def test_an_older_object_shows_both_sides(
    file: str, place: str, filled: set[str], not_made_up: set[str]
) -> None:
    """What is filled, and what must stay an error because nobody may make it up."""
    body = _grafted(file, place)
    found = check_response(json.dumps(body)).findings
    names = {
        code: {one.pointer.removeprefix(f"/{place}/") for one in found if one.code == code}
        for code in ("missing", "filled")
    }

    assert filled == names["filled"]
    assert filled | not_made_up == names["missing"]
    assert check_response(json.dumps(body)).response is None


@needs_payloads
def test_an_older_object_is_read_once_somebody_decides_the_rest() -> None:
    """With the settings that the older body lacks, repair does the others."""
    body = _grafted("sdk-rn-organization.json", "organization")
    body["organization"] |= {
        "mfa_methods": "ALL_ALLOWED",
        "first_party_connected_apps_allowed_type": "NOT_ALLOWED",
        "third_party_connected_apps_allowed_type": "NOT_ALLOWED",
    }
    response = check_response(json.dumps(body)).response

    assert response is not None
    assert [] == response.organization.custom_roles


@needs_payloads
def test_whole_objects_depart_as_their_manifest_says() -> None:
    """Each missing and each extra field that others' objects are known for is told."""
    places = {
        "api_organization_v1_Organization": "organization",
        "api_organization_v1_Member": "member",
        "api_b2b_session_v1_MemberSession": "member_session",
        "api_b2b_session_v1_ExchangeAccessTokenResponse": "",
    }
    manifest = json.loads((PAYLOADS / "manifest.json").read_text("utf-8"))
    looked_at = 0
    for entry in manifest:
        if entry["schema"] not in places:
            continue
        place = places[entry["schema"]]
        if place:
            body = _grafted(entry["file"], place)
        else:
            body = json.loads((PAYLOADS / entry["file"]).read_text("utf-8"))
        expected = {
            (kind, f"{place}.{name}".strip(".").replace("[", ".").replace("]", ""))
            for kind, _, name in (text.partition(": ") for text in entry["departures"])
        }
        told = {
            ({"missing": "missing-required", "unknown_field": "extra"}[found.code], found.pointer)
            for found in check_response(json.dumps(body), status_code=200).findings
            if found.code in {"missing", "unknown_field"}
        }
        looked_at += 1

        assert {
            (kind, "/" + name.replace(".", "/"))
            for kind, name in expected
            if kind in {"missing-required", "extra"}
        } == told
    assert looked_at == 7
