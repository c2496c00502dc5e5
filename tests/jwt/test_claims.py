"""The claims of a verified JWT, and the session that they describe."""

import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from stytch_exchange import load_example, load_example_jwks, parse_response
from stytch_exchange.jwt import SessionClaims
from tests.jwt.signing import NOW, ORGANIZATION, PROJECT, SESSION, Claims, sign, verify


@pytest.fixture(name="verified")
def _verified() -> SessionClaims:
    return verify(parse_response(load_example("connected-app")), load_example_jwks())


def test_the_claims_are_typed(verified: SessionClaims) -> None:
    """Times are aware datetimes, and reserved claims are not among the custom claims."""
    assert "halden-instruments" == verified.organization.slug
    assert [PROJECT] == verified.aud
    assert timedelta(minutes=5) == verified.exp - verified.iat
    assert verified.session.attributes is not None
    assert "198.51.100.23" == verified.session.attributes.ip_address
    assert {"region": "apac", "seats": 12} == verified.custom_claims


def test_the_session_ends_after_its_jwt(verified: SessionClaims) -> None:
    """`exp` ends the JWT; `expires_at` ends the session."""
    session = verified.to_member_session()

    assert session.expires_at == verified.session.expires_at
    assert session.expires_at > verified.exp
    assert session.is_active(now=NOW)
    assert session.has_role("analyst")


@pytest.mark.parametrize("expires_at", [None, ""])
def test_a_session_without_an_end_ends_with_its_jwt(
    claims: Claims, jwks: Claims, expires_at: str | None
) -> None:
    """Only `exp` is certain."""
    claims[SESSION]["expires_at"] = expires_at

    verified = verify(sign(claims), jwks)

    assert verified.exp == verified.to_member_session().expires_at


@pytest.mark.parametrize("roles", [None, []])
def test_missing_roles_are_an_empty_list(claims: Claims, jwks: Claims, roles: object) -> None:
    """Null, absent and empty all give an empty list."""
    claims[SESSION]["roles"] = roles
    without = {**claims, SESSION: {n: v for n, v in claims[SESSION].items() if n != "roles"}}

    assert [] == verify(sign(claims), jwks).session.roles
    assert [] == verify(sign(without), jwks).to_member_session().roles


def test_unknown_fields_of_stytchs_claims_are_dropped(claims: Claims, jwks: Claims) -> None:
    """As in every model, a new field is neither an error nor kept."""
    claims[SESSION]["new"] = claims[ORGANIZATION]["new"] = 1

    assert "new" not in verify(sign(claims), jwks).model_dump_json()


def test_the_repr_shows_only_identifiers(verified: SessionClaims) -> None:
    """Custom claims, factors and addresses stay out of log lines."""
    assert (
        "SessionClaims("
        "sub='member-test-2d8a7b5a-9e8c-4cc8-8842-60efd20b6d6a', "
        "organization_id='organization-test-0834682c-4fc5-4ee6-9f1e-ba7307556b70', "
        "session_id='member-session-test-0274d5fa-e1b0-4adb-9be7-18667c8355c1', "
        "exp='2026-03-05T09:19:31+00:00')"
    ) == repr(verified)
    assert repr(verified)[14:-1].replace(", ", " ") == str(verified)


def test_the_claims_do_not_change(verified: SessionClaims) -> None:
    """Nobody can change the member by assignment."""
    with pytest.raises(ValidationError):
        setattr(verified, "sub", "member-test-admin")  # noqa: B010 - checkers would object


def test_the_session_is_a_copy(verified: SessionClaims) -> None:
    """A change in the session's lists does not change the claims."""
    session = verified.to_member_session()
    session.roles.append("stytch_admin")
    assert session.custom_claims is not None
    session.custom_claims["seats"] = 10**6

    assert ["stytch_member", "analyst"] == verified.session.roles
    assert 12 == verified.custom_claims["seats"]


def test_the_claims_are_written_and_read_as_json(verified: SessionClaims) -> None:
    """For your own cache, or a worker behind a gateway."""
    text = verified.model_dump_json()

    assert verified == SessionClaims.model_validate_json(text)
    assert json.loads(text)["exp"] == "2026-03-05T09:19:31Z"


def test_every_claim_is_described() -> None:
    """The JSON Schema has a description for each field."""
    schema = SessionClaims.model_json_schema()
    objects = [schema, *(schema["$defs"][name] for name in ("OrganizationClaim", "SessionClaim"))]

    assert [] == [
        name
        for each in objects
        for name, of in each["properties"].items()
        if "description" not in of
    ]
