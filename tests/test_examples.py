"""The examples: well-formed, consistent, signed, and entirely invented."""

import base64
import json
import re
import runpy
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from stytch_exchange import (
    ExchangeAccessTokenResponse,
    InvalidResponseError,
    Member,
    Organization,
    RevokeResponse,
    SessionAuthenticateResponse,
    check_response,
    examples,
    parse_response,
)
from stytch_exchange.checking.consistency import _LISTS
from stytch_exchange.examples import example_names, load_example, load_example_jwks
from stytch_exchange.models._base import Model, all_models
from stytch_exchange.models.factors import DETAIL_FIELDS

Body = dict[str, Any]

ROOT = Path(__file__).parents[1]
PAYLOADS = ROOT.parent / "shared" / "payloads"
needs_payloads = pytest.mark.skipif(
    not PAYLOADS.exists(),
    reason="needs collected response bodies, which are not part of this repository",
)

ERRORS = [name for name in example_names() if name.startswith("error-")]
AFTERWARDS = ["refreshed"]
RESPONSES = [name for name in example_names() if name not in {*ERRORS, *AFTERWARDS}]
SIGNED = [*AFTERWARDS, *RESPONSES]
TODAY = [name for name in RESPONSES if name != "older-api"]
SESSIONS = [name for name in RESPONSES if name != "minimal"]

ORGANIZATION = "https://stytch.com/organization"
SESSION = "https://stytch.com/session"
RESERVED = {"aud", "exp", "iat", "iss", "nbf", "sub", ORGANIZATION, SESSION}

ID_TYPES = {
    "connected-app",
    "email",
    "member",
    "member-password",
    "member-session",
    "member-totp",
    "oauth-user",
    "oidc-connection",
    "oidc-member-registration",
    "organization",
    "phone-number",
    "project",
    "request-id",
    "saml-connection",
    "saml-member-registration",
    "scim-connection",
    "scim-group",
    "scim-member-registration",
}


def _body(name: str) -> Body:
    body: Body = json.loads(load_example(name))
    return body


def _claims(name: str) -> Body:
    """Return the claims of the example's JWT, verified with the key set."""
    keys = KeySet.import_key_set(json.loads(load_example_jwks()))
    token = jwt.decode(_body(name)["session_jwt"], keys, algorithms=["RS256"])
    claims: Body = dict(token.claims)
    return claims


def _values(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value that is not an object or an array, with the key above it."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _values(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, key)
    else:
        yield key, value


def _strings(name: str) -> list[tuple[str, str]]:
    """Return every string in an example and in its JWT, with the key above it."""
    values = list(_values(_body(name)))
    if name in SIGNED:
        values += _values(_claims(name))
    return [(key, value) for key, value in values if isinstance(value, str)]


def _ids(name: str) -> set[str]:
    return {value for _, value in _strings(name) if "-test-" in value}


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


# The files


def test_the_names_are_the_files() -> None:
    """Every JSON file is an example, except for the key set."""
    names = {file.name for file in files(examples).iterdir() if file.name.endswith(".json")}

    assert {"jwks.json", *(f"{name}.json" for name in example_names())} == names


def test_the_names_are_sorted() -> None:
    """The names have the same order everywhere."""
    assert tuple(sorted(example_names())) == example_names()


def test_every_example_is_described() -> None:
    """The table in the module's docstring, which the site shows, has a row for each name."""
    described = re.findall(r"^\| `([^`]+)` \|", examples.__doc__ or "", re.MULTILINE)

    assert list(example_names()) == described


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_its_file(name: str) -> None:
    """`load_example` returns the bytes of the file."""
    assert (files(examples) / f"{name}.json").read_bytes() == load_example(name)


@pytest.mark.parametrize("name", ["", "jwks", "minimal.json", "../pyproject", "/etc/hostname"])
def test_an_unknown_name_is_refused(name: str) -> None:
    """The message repeats the name and lists the valid names."""
    with pytest.raises(ValueError, match="no example is named") as caught:
        load_example(name)

    assert str(caught.value).endswith(f"{name!r}; choose from {', '.join(example_names())}")


@pytest.mark.parametrize("name", example_names())
def test_every_file_has_the_same_format(name: str) -> None:
    """UTF-8 without escapes, sorted keys, two spaces for each level, and a final newline."""
    written = json.dumps(_body(name), ensure_ascii=False, indent=2, sort_keys=True)

    assert f"{written}\n" == load_example(name).decode()


# The values


@pytest.mark.parametrize("name", example_names())
def test_an_identifier_says_its_type_and_is_a_random_uuid(name: str) -> None:
    """Identifiers are `<type>-test-<uuid4>`, with the types that the API uses."""
    for identifier in _ids(name):
        kind, _, uuid = identifier.removeprefix("stytch.com/").partition("-test-")

        assert kind in ID_TYPES
        assert uuid == str(UUID(uuid))
        assert 4 == UUID(uuid).version


def test_no_two_examples_share_an_identifier() -> None:
    """Only the project's identifier is shared, and it appears only in the JWTs."""
    project = _claims("minimal")["aud"][0]
    seen: set[str] = {project, f"stytch.com/{project}"}
    for name in sorted({*example_names()} - {*AFTERWARDS}):
        ids = _ids(name) - {project, f"stytch.com/{project}"}

        assert set() == ids & seen
        seen |= ids


def test_the_session_tokens_are_distinct() -> None:
    """Each token is 44 characters of base64url."""
    tokens = [_body(name)["session_token"] for name in RESPONSES]

    assert len(RESPONSES) == len(set(tokens))
    assert [] == [token for token in tokens if not re.fullmatch(r"[A-Za-z0-9_-]{44}", token)]


@pytest.mark.parametrize("name", RESPONSES)
def test_timestamps_are_utc_in_whole_seconds_of_2026(name: str) -> None:
    """This applies to the body and the JWT. An unset timestamp is null, not an empty string."""
    moments = [text for key, text in _strings(name) if key.endswith("_at")]

    assert {2026} == {_moment(text).year for text in moments}


@pytest.mark.parametrize("name", example_names())
def test_no_value_belongs_to_a_real_person(name: str) -> None:
    """Hosts, phone numbers and IP addresses are reserved for documentation."""
    nets = [ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
    for key, text in _strings(name):
        if key == "ip_address" and text:
            assert any(ip_address(text) in net for net in nets)
        if text.startswith("+"):
            assert re.fullmatch(r"\+1\d{3}55501\d\d", text)
        for host in re.findall(r"(?:https?://|\w@)([\w.-]+)", text):
            assert host == "stytch.com" or re.search(r"(^|\.)example\.(com|net|org)$", host)


@pytest.mark.parametrize("name", example_names())
def test_no_value_is_a_placeholder(name: str) -> None:
    """Each value could be real: no `<string>`, no foo, no lorem ipsum."""
    placeholder = re.compile(
        r"<.*>|\b(string|foo|bar|baz|lorem|todo|xxx+|test user)\b", re.IGNORECASE
    )

    assert [] == [text for _, text in _strings(name) if placeholder.search(text)]


@needs_payloads
@pytest.mark.parametrize("name", example_names())
def test_no_value_is_copied_from_other_people(name: str) -> None:
    """No identifier, name, address or message appears in other people's responses."""
    telling = re.compile(r"(^|_)(id|iss|sub|aud|name|subject|slug|address|number|message|token)$")
    theirs = {
        value
        for file in PAYLOADS.glob("*.json")
        if file.name != "manifest.json"
        for key, value in _values(json.loads(file.read_text(encoding="utf-8")))
        if telling.search(key) and value
    }

    assert theirs
    assert set() == theirs & {text for _, text in _strings(name)}


# The contract


def _models_in(value: object) -> Iterator[type[Model]]:
    """Yield the class of each model instance inside a value."""
    if isinstance(value, Model):
        yield type(value)
        value = [getattr(value, name) for name in type(value).model_fields]
    if isinstance(value, list):
        for item in value:
            yield from _models_in(item)


def test_the_older_response_lacks_newer_fields() -> None:
    """Only these fields are missing, which the API requires today."""
    with pytest.raises(InvalidResponseError) as caught:
        parse_response(load_example("older-api"))

    assert {
        ("missing", "/member/is_locked"),
        ("missing", "/member_session/organization_slug"),
        ("missing", "/organization/allowed_first_party_connected_apps"),
        ("missing", "/organization/allowed_third_party_connected_apps"),
        ("missing", "/organization/claimed_email_domains"),
        ("missing", "/organization/custom_roles"),
        ("missing", "/organization/first_party_connected_apps_allowed_type"),
        ("missing", "/organization/third_party_connected_apps_allowed_type"),
    } == {(finding.code, finding.pointer) for finding in caught.value.findings}


def test_the_older_response_is_consistent() -> None:
    """With the newer fields added, nothing is wrong with it."""
    today, body = _body("connected-app"), _body("older-api")
    for part in ("member", "organization"):
        body[part] = {**today[part], **body[part]}
    body["member_session"]["organization_slug"] = body["organization"]["organization_slug"]

    assert () == check_response(json.dumps(body)).findings


def test_the_minimal_response_has_only_required_fields() -> None:
    """The response, the member and the organization have no optional field."""
    body = _body("minimal")
    for model, value in (
        (ExchangeAccessTokenResponse, body),
        (Member, body["member"]),
        (Organization, body["organization"]),
    ):
        required = {name for name, field in model.model_fields.items() if field.is_required()}

        assert required == set(value)


def test_the_examples_contain_every_model_except_some_factors() -> None:
    """The missing models are sign-in methods that look like others."""
    models = {
        model
        for model in all_models()
        if model.__module__.startswith("stytch_exchange.models.")
        and not re.search(r"Factor$|^Error|Request$", model.__name__)
    }
    later = parse_response(load_example("refreshed"), model=SessionAuthenticateResponse)
    responses = [later, *(parse_response(load_example(name)) for name in TODAY)]

    # The response to revoke has the fields of an answer, and nothing else.
    assert {RevokeResponse} == models - {found for one in responses for found in _models_in(one)}


# The session and its JWT


@pytest.mark.parametrize("name", RESPONSES)
def test_the_jwt_verifies_when_it_is_issued(name: str) -> None:
    """It names the project, Stytch and the member, and is valid for five minutes."""
    claims = _claims(name)
    project = claims["aud"][0]
    registry = jwt.JWTClaimsRegistry(
        now=claims["iat"],
        aud={"essential": True, "values": [project]},
        iss={"essential": True, "value": f"stytch.com/{project}"},
        sub={"essential": True, "value": _body(name)["member_id"]},
        exp={"essential": True},
        nbf={"essential": True},
    )

    registry.validate(claims)

    assert (claims["iat"], claims["iat"] + 300) == (claims["nbf"], claims["exp"])
    assert _moment(claims[SESSION]["last_accessed_at"]).timestamp() == claims["iat"]


@pytest.mark.parametrize("name", RESPONSES)
def test_the_header_of_the_jwt_names_the_key(name: str) -> None:
    """The header has only the algorithm, the key id and the type."""
    (key,) = json.loads(load_example_jwks())["keys"]
    header = _body(name)["session_jwt"].partition(".")[0]

    assert {"alg": "RS256", "kid": key["kid"], "typ": "JWT"} == json.loads(
        base64.urlsafe_b64decode(header + "==")
    )


@pytest.mark.parametrize("name", RESPONSES)
def test_the_jwt_names_the_organization(name: str) -> None:
    """The organization claim has the identifier and the slug."""
    organization = _body(name)["organization"]

    assert {
        "organization_id": organization["organization_id"],
        "slug": organization["organization_slug"],
    } == _claims(name)[ORGANIZATION]


@pytest.mark.parametrize("name", SESSIONS)
def test_the_jwt_repeats_the_session(name: str) -> None:
    """The session claim equals the session, but its factors lack two timestamps."""
    session, claim = _body(name)["member_session"], _claims(name)[SESSION]
    for factor in session["authentication_factors"]:
        del factor["created_at"], factor["updated_at"]

    assert session["member_session_id"] == claim["id"]
    for field in (
        "started_at",
        "last_accessed_at",
        "expires_at",
        "authentication_factors",
        "roles",
    ):
        assert session[field] == claim[field]


@pytest.mark.parametrize("name", SESSIONS)
def test_custom_claims_are_top_level_claims(name: str) -> None:
    """The JWT has them at its top level, and the session has them in a field."""
    claims = _claims(name)

    assert _body(name)["member_session"]["custom_claims"] == {
        claim: value for claim, value in claims.items() if claim not in RESERVED
    }


def test_connected_app_has_custom_claims() -> None:
    """There is an example to try custom claims with."""
    assert _body("connected-app")["member_session"]["custom_claims"]


def test_the_key_set_has_one_public_key() -> None:
    """The private key was never saved."""
    (key,) = json.loads(load_example_jwks())["keys"]

    assert {"alg", "e", "key_ops", "kid", "kty", "n", "use"} == set(key)
    assert ("RS256", ["verify"], "RSA", "sig") == (
        key["alg"],
        key["key_ops"],
        key["kty"],
        key["use"],
    )
    assert 2048 == 8 * len(base64.urlsafe_b64decode(key["n"] + "=="))


def test_signing_again_changes_only_the_jwts_and_the_key(tmp_path: Path) -> None:
    """`sign_examples.py` keeps every other byte, and the new JWTs have the same claims."""
    for name in example_names():
        (tmp_path / f"{name}.json").write_bytes(load_example(name))

    runpy.run_path(str(ROOT / "scripts" / "sign_examples.py"))["sign"](tmp_path)

    keys = KeySet.import_key_set(json.loads((tmp_path / "jwks.json").read_bytes()))
    for name in example_names():
        before, after = load_example(name), (tmp_path / f"{name}.json").read_bytes()
        if name in SIGNED:
            signed = json.loads(after)["session_jwt"]
            assert _claims(name) == jwt.decode(signed, keys, algorithms=["RS256"]).claims
            assert _body(name)["session_jwt"] != signed
            after = after.replace(signed.encode(), _body(name)["session_jwt"].encode())
        assert before == after


# The response after the exchange


def test_the_later_response_is_about_the_same_session() -> None:
    """`refreshed` continues `connected-app`: only the call, the JWT and the time are new."""
    before, after = _body("connected-app"), _body("refreshed")
    first, second = before.pop("member_session"), after.pop("member_session")
    changed = {name for name in first if first[name] != second[name]}
    new = {name for name in before.keys() & after if before[name] != after[name]}

    assert {"last_accessed_at"} == changed
    assert {"request_id", "session_jwt"} == new
    assert ({"member_device", "member_id"}, {"verdict"}) == (
        before.keys() - after,
        after.keys() - before,
    )


def test_the_later_response_has_nothing_to_find() -> None:
    """It is valid and consistent, its JWT included, and its roles are those of the session."""
    report = check_response(load_example("refreshed"), model=SessionAuthenticateResponse)
    assert report.response is not None
    assert report.response.verdict is not None

    assert () == report.findings
    assert {*report.response.verdict.granting_roles} <= {*report.response.member_session.roles}


# Values that appear in two places


@pytest.mark.parametrize("name", RESPONSES)
def test_the_session_lasts_an_hour_from_the_exchange(name: str) -> None:
    """The session starts with the sign-in, and expires after the default of sixty minutes."""
    session = _body(name).get("member_session") or _claims(name)[SESSION]
    started, accessed, expires = (
        _moment(session[field]) for field in ("started_at", "last_accessed_at", "expires_at")
    )

    assert started <= accessed
    assert timedelta(minutes=60) == expires - accessed


@pytest.mark.parametrize("name", SESSIONS)
def test_factors_are_in_chronological_order(name: str) -> None:
    """The first factor starts the session."""
    session = _body(name)["member_session"]
    moments = [
        _moment(factor[field])
        for factor in session["authentication_factors"]
        for field in ("created_at", "last_authenticated_at")
    ]

    assert sorted(moments) == moments
    assert _moment(session["started_at"]) == moments[0]


@pytest.mark.parametrize("name", RESPONSES)
def test_the_last_factor_is_the_exchange(name: str) -> None:
    """It happened when the session was last accessed, for an app that the organization allows."""
    body = _body(name)
    organization = body["organization"]
    session = body.get("member_session") or _claims(name)[SESSION]
    *others, exchange = session["authentication_factors"]
    client = exchange["oauth_access_token_exchange_factor"]["client_id"]

    assert exchange["delivery_method"] not in {factor["delivery_method"] for factor in others}
    assert session["last_accessed_at"] == exchange["last_authenticated_at"]
    if organization.get("first_party_connected_apps_allowed_type") == "RESTRICTED":
        assert client in organization["allowed_first_party_connected_apps"]


@pytest.mark.parametrize("name", SESSIONS)
def test_factors_match_the_member_s_registrations(name: str) -> None:
    """Each identifier in a factor also appears in the member."""
    body = _body(name)
    member = body["member"]
    sso = {
        (item["registration_id"], item["connection_id"], item["external_id"])
        for item in member["sso_registrations"]
    }
    oauth = {
        (item["member_oauth_registration_id"], item["provider_subject"])
        for item in member["oauth_registrations"]
    }
    for factor in body["member_session"]["authentication_factors"]:
        detail = factor.get(DETAIL_FIELDS.get(factor["delivery_method"]))
        match factor["delivery_method"]:
            case "sso_saml":
                assert (detail["id"], detail["provider_id"], detail["external_id"]) in sso
            case "oauth_google" | "oauth_microsoft":
                assert (detail["id"], detail["provider_subject"]) in oauth
            case "email":
                assert member["email_address"] == detail["email_address"]
            case "knowledge":
                assert member["member_password_id"]
            case "authenticator_app":
                assert member["totp_registration_id"] == detail["totp_id"]
            case "sms":
                assert member["mfa_phone_number"] == detail["phone_number"]
                assert member["mfa_phone_number_verified"]
            case other:
                assert "oauth_access_token_exchange" == other


@pytest.mark.parametrize("name", RESPONSES)
def test_an_admin_has_the_admin_role(name: str) -> None:
    """`is_admin` is true if `stytch_admin` is one of the roles. No role is listed twice."""
    member = _body(name)["member"]
    roles = [role["role_id"] for role in member["roles"]]

    assert ("stytch_admin" in roles) == member["is_admin"]
    assert len(roles) == len(set(roles))


@pytest.mark.parametrize("name", RESPONSES)
def test_the_sources_of_a_role_exist(name: str) -> None:
    """The domain, connection or group of a source appears elsewhere in the body."""
    body = _body(name)
    member, organization = body["member"], body["organization"]
    by_domain = {
        (item["domain"], item["role_id"])
        for item in organization["rbac_email_implicit_role_assignments"]
    }
    groups = {
        (item["connection_id"], group)
        for item in member["sso_registrations"]
        for group in item["sso_attributes"].get("groups", [])
    }
    scim = member.get("scim_registration")
    scim_groups = (
        {(scim["connection_id"], group["value"]) for group in scim["scim_attributes"]["groups"]}
        if scim
        else set()
    )
    for role in member["roles"]:
        assert role["sources"]
        for source in role["sources"]:
            details = source["details"]
            match source["type"]:
                case "email_assignment":
                    assert (details["email_domain"], role["role_id"]) in by_domain
                    assert member["email_address"].endswith(f"@{details['email_domain']}")
                case "sso_connection":
                    assert details["connection_id"].startswith("saml-connection-")
                    registered = [item["connection_id"] for item in member["sso_registrations"]]
                    assert details["connection_id"] in registered
                case "sso_connection_group":
                    assert (details["connection_id"], details["group"]) in groups
                case "scim_connection_group":
                    assert (details["connection_id"], details["group_id"]) in scim_groups
                case other:
                    assert ("direct_assignment", {}) == (other, details)


def test_a_role_from_another_connection_does_not_apply() -> None:
    """`sso-scim` has a role from an SSO connection that was not used for this sign-in."""
    body = _body("sso-scim")
    session = body["member_session"]
    connections = {
        factor["saml_sso_factor"]["provider_id"]
        for factor in session["authentication_factors"]
        if "saml_sso_factor" in factor
    }
    elsewhere = {
        role["role_id"]
        for role in body["member"]["roles"]
        if all(
            source["type"].startswith("sso_")
            and source["details"]["connection_id"] not in connections
            for source in role["sources"]
        )
    }

    assert elsewhere
    assert elsewhere == {role["role_id"] for role in body["member"]["roles"]} - {*session["roles"]}


@pytest.mark.parametrize("name", RESPONSES)
def test_connections_are_active(name: str) -> None:
    """Registrations and settings refer only to active connections of the organization."""
    body = _body(name)
    member, organization = body["member"], body["organization"]
    active = {item["connection_id"] for item in organization["sso_active_connections"]}
    named = {item["connection_id"] for item in member["sso_registrations"]}
    named |= {*organization["sso_jit_provisioning_allowed_connections"]}
    named |= {organization.get("sso_default_connection_id")} - {None}
    scim = member.get("scim_registration") or {}
    scim_active = organization.get("scim_active_connection") or {}

    assert set() == named - active
    assert scim.get("connection_id") == scim_active.get("connection_id")


# The purpose of each example


def test_sso_scim_is_large() -> None:
    """The benchmarks use it as the large body."""
    assert 20_000 < len(load_example("sso-scim")) < 30_000


def test_sso_scim_restricts_every_setting() -> None:
    """Each setting that can be RESTRICTED is RESTRICTED."""
    organization = _body("sso-scim")["organization"]

    assert {"RESTRICTED"} == {organization[field] for field in _LISTS}


def test_sso_scim_has_roles_from_every_source() -> None:
    """It has all five kinds of role sources."""
    roles = _body("sso-scim")["member"]["roles"]

    assert {
        "direct_assignment",
        "email_assignment",
        "scim_connection_group",
        "sso_connection",
        "sso_connection_group",
    } == {source["type"] for role in roles for source in role["sources"]}


def test_sso_scim_has_every_scim_attribute() -> None:
    """The SCIM attributes match the member, and none of them is empty."""
    member = _body("sso-scim")["member"]
    registration = member["scim_registration"]
    attributes = registration["scim_attributes"]
    primary = [email["value"] for email in attributes["emails"] if email["primary"]]

    assert [member["email_address"]] == primary
    assert {member["external_id"]} == {registration["external_id"], attributes["external_id"]}
    assert [] == [name for name, value in attributes.items() if value in ("", [], None)]
    for values in attributes.values():
        if isinstance(values, list) and "primary" in values[0]:
            assert 1 == sum(item["primary"] for item in values)


def test_mfa_has_an_enrolled_member() -> None:
    """The organization requires a second factor from every member."""
    body = _body("mfa")
    member, organization = body["member"], body["organization"]

    assert "REQUIRED_FOR_ALL" == organization["mfa_policy"]
    assert member["mfa_enrolled"]
    assert member["default_mfa_method"] in organization["allowed_mfa_methods"]


def test_device_has_every_detail() -> None:
    """Some attributes are new and some are known, and none was seen after the exchange."""
    body = _body("device")
    device, session = body["member_device"], body["member_session"]
    details = [device[name] for name in device if name.endswith("_details")]

    assert [] == [name for name, value in device.items() if not value]
    assert {True, False} == {item["is_new"] for item in details}
    for item in details:
        moments = [item["first_seen_at"], item["last_seen_at"], session["last_accessed_at"]]
        assert sorted(moments) == moments
        assert item["is_new"] == (item["first_seen_at"] == session["last_accessed_at"])


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_has_one_of_the_two_shapes(name: str) -> None:
    """Stytch's own shape, in which the URL ends with the error type, or OAuth's shape."""
    body = _body(name)
    if name == "error-oauth":
        assert {"error", "error_description", "error_uri"} == set(body)
    else:
        fields = {"error_message", "error_type", "error_url", "request_id", "status_code"}
        assert fields == set(body)
        assert body["error_url"].endswith(f"/{body['status_code']}#{body['error_type']}")
