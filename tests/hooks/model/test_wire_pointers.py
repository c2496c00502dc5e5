"""The JSON Pointers of each field on the wire."""

from collections.abc import Mapping

import pytest

import stytch_exchange
import stytch_exchange.jwt
from hooks.model import wire_pointers
from stytch_exchange import ExchangeAccessTokenResponse
from stytch_exchange.models._base import all_models
from tests.schema_diff import SDK, is_model, places, properties, schemas


@pytest.fixture(name="fields")
def _fields() -> Mapping[str, wire_pointers.Field]:
    """The fields by their names in the reference."""
    return {field.path: field for field in wire_pointers.fields()}


def test_each_field_of_each_model_is_there(fields: Mapping[str, wire_pointers.Field]) -> None:
    """Every class of the public API is reached from the roots, and no field is listed twice."""
    models = [
        model
        for model in all_models()
        if model.__module__.startswith("stytch_exchange.") and model.__name__[0] != "_"
        # The sandbox reads requests with models of its own, which nobody imports.
        if not model.__module__.startswith("stytch_exchange.sandbox.")
    ]
    names = {
        f"{wire_pointers.reference_name(model)}.{name}"
        for model in models
        for name in model.model_fields
    }

    assert names == set(fields)
    assert len(fields) == len(wire_pointers.fields())
    assert {model.__name__ for model in models} <= {
        *stytch_exchange.__all__,
        *stytch_exchange.jwt.__all__,
    }


def test_every_property_of_the_contract_has_its_pointer(
    fields: Mapping[str, wire_pointers.Field],
) -> None:
    """The pointers are exactly those of the 335 properties in the SDK's models."""
    objects = [
        theirs for theirs, _ in schemas(SDK, ExchangeAccessTokenResponse) if is_model(theirs)
    ]
    wire = {
        f"{place}/{name}"
        for place, theirs, _ in places(SDK, ExchangeAccessTokenResponse)
        if is_model(theirs)
        for name in properties(theirs)
    }
    ours = [
        pointer
        for field in fields.values()
        if field.document == "response"
        for pointer in field.pointers
    ]

    assert 335 == sum(len(properties(theirs)) for theirs in objects)
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
def test_a_pointer_leads_into_its_document(
    fields: Mapping[str, wire_pointers.Field], path: str, document: str, pointers: tuple[str, ...]
) -> None:
    """An item of an array is `*`; aliases are listed, and slashes in a name are escaped."""
    field = fields[f"stytch_exchange.{path}"]

    assert (document, pointers) == (field.document, field.pointers)


@pytest.mark.parametrize(
    ("path", "is_required", "is_nullable"),
    [
        ("Member.roles", True, False),
        ("Member.lock_expires_at", False, True),
        ("ErrorResponse.error_details", False, True),
        # The annotation does not say it, but a validator accepts null from a JWT.
        ("jwt.SessionClaim.roles", False, True),
    ],
)
def test_a_field_is_nullable_if_the_model_accepts_null(
    fields: Mapping[str, wire_pointers.Field], path: str, *, is_required: bool, is_nullable: bool
) -> None:
    """Pydantic decides it, not the annotation."""
    field = fields[f"stytch_exchange.{path}"]

    assert (is_required, is_nullable) == (field.is_required, field.is_nullable)


def test_known_values_are_those_of_the_vocabulary(
    fields: Mapping[str, wire_pointers.Field],
) -> None:
    """An array has those of its items, and any other field has no known values."""
    status, methods, name = (
        fields[f"stytch_exchange.{path}"].known
        for path in ("Member.status", "Organization.allowed_mfa_methods", "Member.name")
    )

    assert ("pending", "invited", "active", "deleted") == status
    assert ("sms_otp", "totp") == methods
    assert () == name
