"""Where each field stands on the wire."""

import runpy
from collections.abc import Mapping

import pytest

import stytch_exchange
import stytch_exchange.jwt
from hooks import places
from hooks.schema_map import is_model, pairs, properties, sdk_response
from stytch_exchange import ExchangeAccessTokenResponse
from stytch_exchange.models._base import all_models


@pytest.fixture(name="fields")
def _fields() -> Mapping[str, places.Field]:
    """The fields by their name in the reference."""
    return {field.path: field for field in places.fields()}


def test_each_field_of_each_model_is_there(fields: Mapping[str, places.Field]) -> None:
    """No class of the public API is out of reach from the roots, and no field has two entries."""
    models = [
        model
        for model in all_models()
        if model.__module__.startswith("stytch_exchange.") and model.__name__[0] != "_"
    ]
    names = {
        f"{places.reference_name(model)}.{name}" for model in models for name in model.model_fields
    }

    assert names == set(fields)
    assert len(fields) == len(places.fields())
    assert {model.__name__ for model in models} <= {
        *stytch_exchange.__all__,
        *stytch_exchange.jwt.__all__,
    }


def test_every_property_of_the_contract_has_its_place(
    fields: Mapping[str, places.Field],
) -> None:
    """All 335 properties of the API's schemas are accounted for, and nothing else is: both ways."""
    schemas = [
        (pair.places, properties(pair.theirs))
        for pair in pairs(sdk_response(), ExchangeAccessTokenResponse)
        if is_model(pair.theirs)
    ]
    wire = {f"{place}/{name}" for places, names in schemas for place in places for name in names}
    ours = [
        place for field in fields.values() if field.document == "response" for place in field.places
    ]

    assert 335 == sum(len(names) for _, names in schemas)
    assert wire == set(ours)
    assert len(wire) == len(ours)


@pytest.mark.parametrize(
    ("path", "document", "pointers"),
    [
        ("Member.roles", "response", ("/member/roles",)),
        ("MemberRole.role_id", "response", ("/member/roles/*/role_id",)),
        ("ErrorResponse.error_type", "error body", ("/error_type", "/error")),
        ("ExchangeAccessTokenRequest.telemetry_id", "request", ("/telemetry_id",)),
        (
            "jwt.SessionClaim.id",
            "session JWT",
            ("/https:~1~1stytch.com~1session/id",),
        ),
        ("jwt.SessionClaims.custom_claims", "session JWT", ("/*",)),
        (
            "DeviceAttributeDetails.is_new",
            "response",
            (
                "/member_device/visitor_id_details/is_new",
                "/member_device/ip_address_details/is_new",
                "/member_device/ip_geo_country_details/is_new",
            ),
        ),
    ],
)
def test_a_place_is_a_pointer_into_its_document(
    fields: Mapping[str, places.Field], path: str, document: str, pointers: tuple[str, ...]
) -> None:
    """Items of an array are `*`, other spellings and slashes in a name are as on the wire."""
    field = fields[f"stytch_exchange.{path}"]

    assert (document, pointers) == (field.document, field.places)


@pytest.mark.parametrize(
    ("path", "is_required", "is_nullable"),
    [
        ("Member.roles", True, False),
        ("Member.lock_expires_at", False, True),
        ("ErrorResponse.error_details", False, True),
        # No annotation says so: a JWT may have null for it.
        ("jwt.SessionClaim.roles", False, True),
    ],
)
def test_null_is_what_the_model_takes(
    fields: Mapping[str, places.Field], path: str, *, is_required: bool, is_nullable: bool
) -> None:
    """Whether null is taken is asked of pydantic, whatever the annotation looks like."""
    field = fields[f"stytch_exchange.{path}"]

    assert (is_required, is_nullable) == (field.is_required, field.is_nullable)


def test_known_values_are_those_of_the_vocabulary(fields: Mapping[str, places.Field]) -> None:
    """Also of the items of an array; other fields have none."""
    status, methods, name = (
        fields[f"stytch_exchange.{path}"].known
        for path in ("Member.status", "Organization.allowed_mfa_methods", "Member.name")
    )

    assert ("pending", "invited", "active", "deleted") == status
    assert ("sms_otp", "totp") == methods
    assert () == name


def test_the_script_prints_each_place(capsys: pytest.CaptureFixture[str]) -> None:
    """`python hooks/places.py` has a line for each."""
    runpy.run_path(places.__file__, run_name="__main__")

    printed = capsys.readouterr().out
    assert "response: /member/roles/*/role_id (stytch_exchange.MemberRole.role_id)\n" in printed
    assert sum(len(field.places) for field in places.fields()) == printed.count("\n")
