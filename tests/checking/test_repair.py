"""Repair: the fields that are filled, their values, and the fields that stay errors."""

import json
from pathlib import Path
from typing import Any

import pytest

import stytch_exchange
from stytch_exchange import Finding, check_response, load_example
from stytch_exchange.models._base import Fillable, Model
from tests.bodies import changed, remove

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
"""Every fillable field, with its value: lists and descriptive strings."""


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


def test_every_fillable_field_is_listed_here() -> None:
    """A new field becomes fillable only on purpose."""
    assert _marked() == FILLABLE


def _places(body: dict[str, Any]) -> list[tuple[str, dict[str, Any], str, object]]:
    """Return pointer, owner, key and empty value of each fillable field in `sso-scim`."""
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
def test_a_fillable_field_is_filled_and_reported(pointer: str, missing: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """The report has both findings and the response, if the field is missing or null."""
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


def test_every_fillable_field_is_tested() -> None:
    """The example contains each of them, except the verdict of a later response."""
    tried = {pointer.rpartition("/")[2] for pointer in PLACES}
    fillable = {name for fields in FILLABLE.values() for name in fields}

    assert fillable - {"granting_roles"} == tried


def test_a_wrong_value_is_not_filled(body: dict[str, Any]) -> None:
    """A wrong value can be meaningful, so it stays an error."""
    body["member"]["roles"] = "analyst"
    report = check_response(json.dumps(body))

    assert ["wrong_type"] == [found.code for found in report.findings]
    assert report.response is None


def test_a_field_that_decisions_depend_on_is_not_filled(body: dict[str, Any]) -> None:
    """A missing identifier, status, setting, time or boolean stays an error."""
    for path in [
        ("member_id",),
        ("session_token",),
        ("member", "status"),
        ("member", "is_locked"),
        ("member", "default_mfa_method"),
        ("organization", "mfa_policy"),
        ("member_session", "expires_at"),
    ]:
        report = check_response(json.dumps(changed(body, path, remove)))

        assert ["missing"] == [found.code for found in report.findings]
        assert report.response is None


PAYLOADS = Path(__file__).parents[3] / "shared" / "payloads"
needs_payloads = pytest.mark.skipif(
    not PAYLOADS.is_dir(),
    reason="needs collected response bodies, which are not part of this repository",
)


def _grafted(file: str, place: str) -> dict[str, Any]:
    """Return an example in which one object is replaced."""
    body: dict[str, Any] = json.loads(load_example("connected-app"))
    body[place] = json.loads((PAYLOADS / file).read_text("utf-8"))
    return body


@needs_payloads
@pytest.mark.parametrize(
    ("file", "place", "filled", "not_filled"),
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
def test_an_older_object_is_not_filled_in_part(
    file: str, place: str, filled: set[str], not_filled: set[str]
) -> None:
    """If some of the missing fields cannot be filled, none is."""
    body = _grafted(file, place)
    report = check_response(json.dumps(body))

    assert {f"/{place}/{name}" for name in filled | not_filled} == {
        found.pointer for found in report.findings if found.code == "missing"
    }
    assert "filled" not in {found.code for found in report.findings}
    assert report.response is None


@needs_payloads
def test_an_older_object_is_read_with_its_settings_added() -> None:
    """The repair fills the rest."""
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
def test_other_people_s_objects_have_their_known_problems() -> None:
    """Each field that is missing or extra, according to the manifest, is reported."""
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
        reported = {
            ({"missing": "missing-required", "unknown_field": "extra"}[found.code], found.pointer)
            for found in check_response(json.dumps(body), status_code=200).findings
            if found.code in {"missing", "unknown_field"}
        }
        looked_at += 1

        assert {
            (kind, "/" + name.replace(".", "/"))
            for kind, name in expected
            if kind in {"missing-required", "extra"}
        } == reported
    assert looked_at == 7
