"""The examples: well-formed, consistent in themselves, signed, and nobody's real data."""

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

import jsonschema_rs
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from stytch_exchange import SessionAuthenticateResponse, check_response, examples
from stytch_exchange.examples import example_names, load_example, load_example_jwks
from stytch_exchange.models.factors import DETAIL_FIELDS

Body = dict[str, Any]

ROOT = Path(__file__).parents[1]
CONTRACT = ROOT.parent / "shared" / "contract" / "components.json"
PAYLOADS = ROOT.parent / "shared" / "payloads"
needs_contract = pytest.mark.skipif(
    not CONTRACT.exists(), reason="the API's schemas are not beside this checkout"
)
needs_payloads = pytest.mark.skipif(
    not PAYLOADS.exists(), reason="the collected payloads are not beside this checkout"
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

LISTS = {
    "auth_methods": "allowed_auth_methods",
    "email_invites": "email_allowed_domains",
    "email_jit_provisioning": "email_allowed_domains",
    "first_party_connected_apps_allowed_type": "allowed_first_party_connected_apps",
    "mfa_methods": "allowed_mfa_methods",
    "oauth_tenant_jit_provisioning": "allowed_oauth_tenants",
    "sso_jit_provisioning": "sso_jit_provisioning_allowed_connections",
    "third_party_connected_apps_allowed_type": "allowed_third_party_connected_apps",
}
"""The settings that can be RESTRICTED, and the list of each."""

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
    """Yield every value that is no object and no list, each with the key it is under."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _values(item, name)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item, key)
    else:
        yield key, value


def _strings(name: str) -> list[tuple[str, str]]:
    """Return every string of an example and of its JWT, each with the key it is under."""
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
    """They are listed in the same order everywhere."""
    assert tuple(sorted(example_names())) == example_names()


def test_every_example_is_described() -> None:
    """The table in the module's docstring, which is also the site's, has a row for each name."""
    described = re.findall(r"^\| `([^`]+)` \|", examples.__doc__ or "", re.MULTILINE)

    assert list(example_names()) == described


@pytest.mark.parametrize("name", example_names())
def test_an_example_is_its_file(name: str) -> None:
    """The bytes are handed out as they are."""
    assert (files(examples) / f"{name}.json").read_bytes() == load_example(name)


@pytest.mark.parametrize("name", ["", "jwks", "minimal.json", "../pyproject", "/etc/hostname"])
def test_an_unknown_name_is_refused(name: str) -> None:
    """The message repeats the name and lists the known ones."""
    with pytest.raises(ValueError, match="no example is named") as caught:
        load_example(name)

    assert str(caught.value).endswith(f"{name!r}; choose from {', '.join(example_names())}")


@pytest.mark.parametrize("name", example_names())
def test_a_file_is_written_in_one_way(name: str) -> None:
    """UTF-8 without escapes, keys sorted at every level, two spaces, one newline at the end."""
    written = json.dumps(_body(name), ensure_ascii=False, indent=2, sort_keys=True)

    assert f"{written}\n" == load_example(name).decode()


# The values


@pytest.mark.parametrize("name", example_names())
def test_an_identifier_says_its_type_and_is_a_random_uuid(name: str) -> None:
    """Identifiers are `<type>-test-<uuid4>`, of the types that the API has."""
    for identifier in _ids(name):
        kind, _, uuid = identifier.removeprefix("stytch.com/").partition("-test-")

        assert kind in ID_TYPES
        assert uuid == str(UUID(uuid))
        assert 4 == UUID(uuid).version


def test_no_two_examples_share_an_identifier() -> None:
    """Only the project is the same in all, and it is in the JWTs alone."""
    project = _claims("minimal")["aud"][0]
    seen: set[str] = {project, f"stytch.com/{project}"}
    for name in sorted({*example_names()} - {*AFTERWARDS}):
        ids = _ids(name) - {project, f"stytch.com/{project}"}

        assert set() == ids & seen
        seen |= ids


def test_the_session_tokens_are_distinct() -> None:
    """Each is 44 characters of URL-safe Base64."""
    tokens = [_body(name)["session_token"] for name in RESPONSES]

    assert len(RESPONSES) == len(set(tokens))
    assert [] == [token for token in tokens if not re.fullmatch(r"[A-Za-z0-9_-]{44}", token)]


@pytest.mark.parametrize("name", RESPONSES)
def test_timestamps_are_utc_in_whole_seconds_of_2026(name: str) -> None:
    """In the body as in the JWT; an unset one is null, not an empty string."""
    moments = [text for key, text in _strings(name) if key.endswith("_at")]

    assert {2026} == {_moment(text).year for text in moments}


@pytest.mark.parametrize("name", example_names())
def test_nothing_points_at_anybody(name: str) -> None:
    """Hosts, phone numbers and IP addresses are those reserved for documentation."""
    nets = [ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")]
    for key, text in _strings(name):
        if key == "ip_address" and text:
            assert any(ip_address(text) in net for net in nets)
        if text.startswith("+"):
            assert re.fullmatch(r"\+1\d{3}55501\d\d", text)
        for host in re.findall(r"(?:https?://|\w@)([\w.-]+)", text):
            assert host == "stytch.com" or re.search(r"(^|\.)example\.(com|net|org)$", host)


@pytest.mark.parametrize("name", example_names())
def test_nothing_is_a_placeholder(name: str) -> None:
    """No `<string>`, no foo, no lorem ipsum: each value is one that could be real."""
    placeholder = re.compile(
        r"<.*>|\b(string|foo|bar|baz|lorem|todo|xxx+|test user)\b", re.IGNORECASE
    )

    assert [] == [text for _, text in _strings(name) if placeholder.search(text)]


@needs_payloads
@pytest.mark.parametrize("name", example_names())
def test_nothing_is_taken_from_the_collected_payloads(name: str) -> None:
    """No identifier, name, address or message is somebody else's."""
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


def _uses(contract: Body, schema: str, value: Any) -> Iterator[tuple[str, set[str], set[str]]]:
    """Yield each schema that a value uses, with its unknown properties and its missing ones."""
    properties = contract[schema].get("properties")
    if properties is None:
        return
    yield (
        schema,
        set(value) - set(properties),
        set(contract[schema].get("required", ())) - set(value),
    )
    for name, item in value.items():
        rule = properties.get(name, {})
        reference = rule.get("$ref") or rule.get("items", {}).get("$ref")
        if reference and item is not None:
            for each in item if isinstance(item, list) else [item]:
                yield from _uses(contract, reference.rpartition("/")[2], each)


def _used(name: str) -> list[tuple[str, set[str], set[str]]]:
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
    return list(_uses(contract["components"], contract["root"], _body(name)))


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(item) for key, item in value.items() if item is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


@needs_contract
@pytest.mark.parametrize("name", TODAY)
def test_a_response_is_what_the_api_s_schema_describes(name: str) -> None:
    """It validates once its nulls are left out, which the schema does not know of."""
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))
    schema = {
        "$ref": f"#/components/schemas/{contract['root']}",
        "components": {"schemas": contract["components"]},
    }

    problems = jsonschema_rs.validator_for(schema).iter_errors(_without_nulls(_body(name)))

    assert [] == [problem.message for problem in problems]


@needs_contract
@pytest.mark.parametrize("name", RESPONSES)
def test_a_response_has_no_field_of_its_own(name: str) -> None:
    """Every property is one of the API's schema."""
    assert set() == set().union(*(unknown for _, unknown, _ in _used(name)))


@needs_contract
def test_the_older_response_lacks_what_came_later() -> None:
    """These fields, which are required today, and nothing else: that is what it is for."""
    missing = set().union(*(missing for _, _, missing in _used("older-api")))

    assert {
        "allowed_first_party_connected_apps",
        "allowed_third_party_connected_apps",
        "claimed_email_domains",
        "custom_roles",
        "first_party_connected_apps_allowed_type",
        "is_locked",
        "organization_slug",
        "third_party_connected_apps_allowed_type",
    } == missing


@needs_contract
def test_the_minimal_response_has_nothing_optional_at_the_top() -> None:
    """It shows that absent is as good as null."""
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))["components"]
    body = _body("minimal")
    for schema, value in (
        ("api_b2b_session_v1_ExchangeAccessTokenResponse", body),
        ("api_organization_v1_Member", body["member"]),
        ("api_organization_v1_Organization", body["organization"]),
    ):
        assert set(contract[schema]["required"]) == set(value)


@needs_contract
def test_the_examples_show_every_object_of_the_api_but_some_factors() -> None:
    """Between them they have each schema, apart from ways to sign in that are like others."""
    contract = json.loads(CONTRACT.read_text(encoding="utf-8"))["components"]
    objects = {
        name
        for name, schema in contract.items()
        if "properties" in schema and not re.match(r"api_session_v1_\w+Factor$", name)
    }
    # What is sent, not what is answered.
    objects -= {"api_b2b_session_v1_ExchangeAccessTokenRequest"}

    assert set() == objects - {schema for name in RESPONSES for schema, *_ in _used(name)}


# The session and its JWT


@pytest.mark.parametrize("name", RESPONSES)
def test_the_jwt_verifies_when_it_is_issued(name: str) -> None:
    """It is for the project, from Stytch, about the member, and lives for five minutes."""
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
    """It has algorithm, key and type, and nothing else."""
    (key,) = json.loads(load_example_jwks())["keys"]
    header = _body(name)["session_jwt"].partition(".")[0]

    assert {"alg": "RS256", "kid": key["kid"], "typ": "JWT"} == json.loads(
        base64.urlsafe_b64decode(header + "==")
    )


@pytest.mark.parametrize("name", RESPONSES)
def test_the_jwt_is_about_the_organization(name: str) -> None:
    """Its organization claim has the identifier and the slug."""
    organization = _body(name)["organization"]

    assert {
        "organization_id": organization["organization_id"],
        "slug": organization["organization_slug"],
    } == _claims(name)[ORGANIZATION]


@pytest.mark.parametrize("name", SESSIONS)
def test_the_jwt_says_what_the_session_says(name: str) -> None:
    """Its session claim repeats the session; factors come without `created_at` and `updated_at`."""
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
def test_custom_claims_are_beside_the_others(name: str) -> None:
    """They are at the top level of the JWT, and a field of the session."""
    claims = _claims(name)

    assert _body(name)["member_session"]["custom_claims"] == {
        claim: value for claim, value in claims.items() if claim not in RESERVED
    }


def test_one_example_has_custom_claims() -> None:
    """So that there is something to try them with."""
    assert _body("connected-app")["member_session"]["custom_claims"]


def test_the_key_set_has_one_key_and_only_its_public_half() -> None:
    """The private half was never written."""
    (key,) = json.loads(load_example_jwks())["keys"]

    assert {"alg", "e", "key_ops", "kid", "kty", "n", "use"} == set(key)
    assert ("RS256", ["verify"], "RSA", "sig") == (
        key["alg"],
        key["key_ops"],
        key["kty"],
        key["use"],
    )
    assert 2048 == 8 * len(base64.urlsafe_b64decode(key["n"] + "=="))


def test_signing_anew_changes_the_jwts_and_the_key_alone(tmp_path: Path) -> None:
    """`sign_examples.py` keeps every other byte, and what it signs says the same."""
    for name in example_names():
        (tmp_path / f"{name}.json").write_bytes(load_example(name))

    runpy.run_path(str(ROOT / "tests" / "sign_examples.py"))["sign"](tmp_path)

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


# One thing said in two places


@pytest.mark.parametrize("name", RESPONSES)
def test_the_identifiers_agree(name: str) -> None:
    """Member, organization and slug are the same wherever they are repeated."""
    body = _body(name)
    member, organization = body["member"], body["organization"]
    session = body.get("member_session", {})
    organizations = {member["organization_id"], session.get("organization_id")}

    assert {body["member_id"]} == {member["member_id"], session.get("member_id")} - {None}
    assert {organization["organization_id"]} == organizations - {None}
    assert {session.get("organization_slug")} <= {None, organization["organization_slug"]}


@pytest.mark.parametrize("name", RESPONSES)
def test_the_session_lasts_an_hour_from_the_exchange(name: str) -> None:
    """It begins with the sign-in, and ends after the default of sixty minutes."""
    session = _body(name).get("member_session") or _claims(name)[SESSION]
    started, accessed, expires = (
        _moment(session[field]) for field in ("started_at", "last_accessed_at", "expires_at")
    )

    assert started <= accessed
    assert timedelta(minutes=60) == expires - accessed


@pytest.mark.parametrize("name", SESSIONS)
def test_factors_are_in_the_order_in_which_they_were_given(name: str) -> None:
    """Each was given within the session, and none before the session began."""
    session = _body(name)["member_session"]
    moments = [
        _moment(factor[field])
        for factor in session["authentication_factors"]
        for field in ("created_at", "last_authenticated_at")
    ]

    assert sorted(moments) == moments
    assert _moment(session["started_at"]) == moments[0]


@pytest.mark.parametrize("name", RESPONSES)
def test_a_factor_has_the_sub_object_of_its_delivery_method_alone(name: str) -> None:
    """The others are absent, not null; a password has none at all."""
    session = _body(name).get("member_session") or _claims(name)[SESSION]
    for factor in session["authentication_factors"]:
        expected = {DETAIL_FIELDS.get(factor["delivery_method"])} - {None}

        assert expected == {field for field in factor if field.endswith("_factor")}


@pytest.mark.parametrize("name", RESPONSES)
def test_the_last_factor_is_the_exchange(name: str) -> None:
    """It was given when the session was last accessed, to an app that the organization allows."""
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
def test_factors_are_registered_with_the_member(name: str) -> None:
    """What a factor names is among what the member has."""
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
def test_roles_agree(name: str) -> None:
    """The session has roles of the member, and `is_admin` says whether `stytch_admin` is one."""
    body = _body(name)
    session = body.get("member_session") or _claims(name)[SESSION]
    roles = [role["role_id"] for role in body["member"]["roles"]]

    assert set() == set(session["roles"]) - set(roles)
    assert ("stytch_admin" in roles) == body["member"]["is_admin"]
    assert len(roles) == len(set(roles))


@pytest.mark.parametrize("name", RESPONSES)
def test_the_sources_of_a_role_are_there(name: str) -> None:
    """A source names a domain, a connection or a group that the body has elsewhere."""
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


def test_a_role_of_another_connection_is_not_the_session_s() -> None:
    """`sso-scim` has a role by an SSO connection that is not the one of this sign-in."""
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
def test_a_restricted_setting_has_its_list(name: str) -> None:
    """RESTRICTED without a list would allow nothing."""
    organization = _body(name)["organization"]
    restricted = [field for field in LISTS if organization.get(field) == "RESTRICTED"]

    assert [] == [field for field in restricted if not organization[LISTS[field]]]


@pytest.mark.parametrize("name", TODAY)
def test_a_member_who_signs_in_is_not_locked(name: str) -> None:
    """`is_locked` agrees with the times of the lock."""
    member = _body(name)["member"]

    assert (False, None, None) == (
        member["is_locked"],
        member.get("lock_created_at"),
        member.get("lock_expires_at"),
    )


@pytest.mark.parametrize("name", RESPONSES)
def test_connections_are_active(name: str) -> None:
    """Registrations, defaults and allowances name connections that the organization has."""
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


# What each is for


def test_the_large_one_is_large() -> None:
    """`sso-scim` is what the benchmarks take for a large body."""
    assert 20_000 < len(load_example("sso-scim")) < 30_000


def test_the_large_one_restricts_every_setting() -> None:
    """Each setting that can be RESTRICTED is."""
    organization = _body("sso-scim")["organization"]

    assert {"RESTRICTED"} == {organization[field] for field in LISTS}


def test_the_large_one_has_roles_from_every_source() -> None:
    """All five kinds of sources are there."""
    roles = _body("sso-scim")["member"]["roles"]

    assert {
        "direct_assignment",
        "email_assignment",
        "scim_connection_group",
        "sso_connection",
        "sso_connection_group",
    } == {source["type"] for role in roles for source in role["sources"]}


def test_the_large_one_agrees_with_the_directory() -> None:
    """The SCIM attributes are those of the member, and every list of them has something."""
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


def test_the_second_factors_are_enrolled() -> None:
    """`mfa` shows an enrolled member of an organization that requires it of all."""
    body = _body("mfa")
    member, organization = body["member"], body["organization"]

    assert "REQUIRED_FOR_ALL" == organization["mfa_policy"]
    assert member["mfa_enrolled"]
    assert member["default_mfa_method"] in organization["allowed_mfa_methods"]


def test_the_device_is_described() -> None:
    """`device` has every detail, known ones and new ones, none of them after the exchange."""
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
    """Stytch's own, whose address ends with its type, or OAuth's."""
    body = _body(name)
    if name == "error-oauth":
        assert {"error", "error_description", "error_uri"} == set(body)
    else:
        fields = {"error_message", "error_type", "error_url", "request_id", "status_code"}
        assert fields == set(body)
        assert body["error_url"].endswith(f"/{body['status_code']}#{body['error_type']}")
