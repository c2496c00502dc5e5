"""The models against the API's contract: every schema and property, by two witnesses."""

import json
import re
from enum import Enum
from inspect import Parameter, signature
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import AliasChoices, BaseModel, Field, TypeAdapter, create_model
from stytch.b2b.api.sessions import Sessions

import stytch_exchange
from hooks.schema_map import known_values, pairs, properties, schema_name, sdk_response
from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
)
from tests.contract import contract_response, differences, vocabulary

CONTRACT = Path(__file__).parents[2] / "shared" / "contract"
SDK = sdk_response()

needs_contract = pytest.mark.skipif(
    not CONTRACT.exists(),
    reason="needs the API's published schema, which is not part of this repository",
)


@pytest.fixture(name="contract", scope="session")
def _contract() -> dict[str, Any]:
    """The API's schemas as its OpenAPI description has them."""
    contract: dict[str, Any] = json.loads((CONTRACT / "components.json").read_text("utf-8"))
    return contract


def _changed(model: type[BaseModel], *path: str, **changes: Any) -> type[BaseModel]:
    """Return the model with fields changed, or taken out by None, at the end of a path."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in model.model_fields.items()
    }
    if path:
        name, *below = path
        annotation = model.model_fields[name].annotation
        target: Any = _changed(properties(model)[name].target, *below, **changes)
        if get_origin(annotation) is list:
            target = list[target]
        if NoneType in get_args(annotation):
            target |= None
        fields[name] = (target, model.model_fields[name])
    else:
        fields |= changes
    kept: dict[str, Any] = {name: field for name, field in fields.items() if field is not None}
    return create_model(model.__name__, **kept)


def _below(model: type[BaseModel], *path: str) -> Any:
    """Return the model or enum at the end of a path."""
    return _below(properties(model)[path[0]].target, *path[1:]) if path else model


def _reported(
    theirs: type[BaseModel] = SDK, ours: type[BaseModel] = ExchangeAccessTokenResponse
) -> list[str]:
    """Return what a change adds to the report: a real difference is one test's to show."""
    unchanged = differences(SDK, ExchangeAccessTokenResponse)
    return [line for line in differences(theirs, ours) if line not in unchanged]


def test_nothing_of_the_sdk_is_lost() -> None:
    """Every property of the SDK's models is here: its presence, its type, its known values."""
    assert [] == differences(SDK, ExchangeAccessTokenResponse)


def test_every_schema_of_the_sdk_is_reached() -> None:
    """The comparison goes over 72 objects with 335 properties, and over two enums, each once."""
    reached = [pair.theirs for pair in pairs(SDK, ExchangeAccessTokenResponse)]
    models = [theirs for theirs in reached if issubclass(theirs, BaseModel)]
    enums = [theirs for theirs in reached if issubclass(theirs, Enum)]

    assert (72, 2) == (len(set(models)), len(set(enums)))
    assert 74 == len(reached)
    assert 335 == sum(len(model.model_fields) for model in models)


def test_every_model_of_ours_stands_for_a_schema() -> None:
    """No model is left over but the error body and the request, which are not in the response."""
    public = {getattr(stytch_exchange, name) for name in stytch_exchange.__all__}
    models = {item for item in public if isinstance(item, type) and issubclass(item, BaseModel)}
    reached = {pair.ours for pair in pairs(SDK, ExchangeAccessTokenResponse)}

    assert {ErrorResponse, ExchangeAccessTokenRequest} == models - reached


def test_an_unchanged_copy_of_the_models_differs_in_nothing() -> None:
    """What the tests below report comes from their change, not from making a copy."""
    for path in [(), ("member", "roles", "sources"), ("member_session", "authentication_factors")]:
        assert [] == _reported(ours=_changed(ExchangeAccessTokenResponse, *path))
        assert [] == _reported(theirs=_changed(SDK, *path))


def test_a_removed_field_is_reported() -> None:
    """A field that the models lack is named with its place, at the top and far below."""
    top = _changed(ExchangeAccessTokenResponse, member_session=None)
    below = _changed(ExchangeAccessTokenResponse, "member", "roles", "sources", details=None)

    assert ["/member_session: in the SDK, missing here"] == _reported(ours=top)
    assert ["/member/roles/*/sources/*/details: in the SDK, missing here"] == _reported(ours=below)


def test_a_renamed_field_is_reported_twice() -> None:
    """The old name is missing, and the new one is not the API's."""
    ours = _changed(ExchangeAccessTokenResponse, "organization", mfa_policy=None, policy=(str, ...))

    assert [
        "/organization/mfa_policy: in the SDK, missing here",
        "/organization/policy: here, and not in the SDK",
    ] == _reported(ours=ours)


@pytest.mark.parametrize(
    "alias",
    [
        {"alias": "mfa_policy"},
        {"validation_alias": "mfa_policy"},
        {"validation_alias": AliasChoices("mfa_policy", "mfa")},
    ],
    ids=["alias", "validation_alias", "choices"],
)
def test_names_are_those_of_the_wire(alias: dict[str, Any]) -> None:
    """A field that reads the API's name by an alias is that property, whatever Python calls it."""
    policy = (str, Field(**alias))
    ours = _changed(ExchangeAccessTokenResponse, "organization", mfa_policy=None, policy=policy)

    assert [] == _reported(ours=ours)


def test_a_required_field_that_becomes_optional_is_reported() -> None:
    """Optional means that it can be left out or be null; each alone is told apart."""
    for definition, presence in [
        ((str | None, None), "optional"),
        ((str | None, ...), "required but may be null"),
        ((str, ""), "optional but never null"),
    ]:
        ours = _changed(ExchangeAccessTokenResponse, "member", "roles", role_id=definition)

        assert [f"/member/roles/*/role_id: required in the SDK, {presence} here"] == _reported(
            ours=ours
        )


def test_an_optional_field_that_becomes_required_is_reported() -> None:
    """The models refuse nothing that the API may leave out."""
    ours = _changed(ExchangeAccessTokenResponse, "member_device", ip_address=(str, ...))

    assert ["/member_device/ip_address: optional in the SDK, required here"] == _reported(ours=ours)


@pytest.mark.parametrize(
    ("path", "retyped", "line"),
    [
        ("", {"status_code": str}, "/status_code: integer in the SDK, string here"),
        ("member", {"is_admin": int}, "/member/is_admin: boolean in the SDK, integer here"),
        ("member", {"name": float}, "/member/name: string in the SDK, <class 'float'> here"),
        (
            "member",
            {"status": Literal["active"]},
            "/member/status: string in the SDK, typing.Literal['active'] here",
        ),
        (
            "member_session",
            {"started_at": str},
            "/member_session/started_at: timestamp in the SDK, string here",
        ),
        (
            "member_session",
            {"roles": list[int]},
            "/member_session/roles: array of string in the SDK, array of integer here",
        ),
        (
            "member_session",
            {"roles": list[str | None]},
            "/member_session/roles: array of string in the SDK, array of string or null here",
        ),
        (
            "member_session",
            {"roles": str},
            "/member_session/roles: array of string in the SDK, string here",
        ),
        (
            "member roles",
            {"sources": dict[str, Any]},
            "/member/roles/*/sources: array of object in the SDK, map of anything here",
        ),
        (
            "member_session authentication_factors",
            {"type": str},
            "/member_session/authentication_factors/*/type: vocabulary in the SDK, string here",
        ),
    ],
)
def test_a_retyped_field_is_reported(path: str, retyped: dict[str, Any], line: str) -> None:
    """Types are told apart by what is on the wire; a closed list of values is not a vocabulary."""
    changes = {name: (kind, ...) for name, kind in retyped.items()}
    ours = _changed(ExchangeAccessTokenResponse, *path.split(), **changes)

    assert [line] == _reported(ours=ours)


def test_a_field_of_an_object_that_stands_for_many_is_reported_for_each() -> None:
    """Where 24 schemas are one class, a change of that class is wrong at 24 places."""
    factors = ("member_session", "authentication_factors")
    fields = _below(ExchangeAccessTokenResponse, *factors).model_fields
    names = [name for name in fields if name.endswith("_oauth_factor")]
    shorter = _changed(stytch_exchange.OAuthFactor, email_id=None)
    changes: dict[str, Any] = dict.fromkeys(names, (shorter | None, None))
    ours = _changed(ExchangeAccessTokenResponse, *factors, **changes)

    assert 24 == len(names)
    assert [
        f"/member_session/authentication_factors/*/{name}/email_id: in the SDK, missing here"
        for name in names
    ] == _reported(ours=ours)


def test_one_of_many_that_are_one_class_is_reported_alone() -> None:
    """Where one schema of such a group grows apart, it alone is named."""
    path = ("member_session", "authentication_factors", "google_oauth_factor")
    theirs = _changed(SDK, *path, new=(str, ...))

    assert [
        "/member_session/authentication_factors/*/google_oauth_factor/new: in the SDK, missing here"
    ] == _reported(theirs=theirs)


def test_a_difference_is_reported_at_each_place_of_an_object() -> None:
    """A class that stands at three places of the wire is wrong at all three."""
    details = _changed(_below(SDK, "member_device", "visitor_id_details"), new=(int, ...))
    names = ["visitor_id_details", "ip_address_details", "ip_geo_country_details"]
    changes: dict[str, Any] = dict.fromkeys(names, (details | None, None))
    theirs = _changed(SDK, "member_device", **changes)

    assert [f"/member_device/{name}/new: in the SDK, missing here" for name in names] == _reported(
        theirs=theirs
    )


def test_a_field_that_the_sdk_adds_is_reported() -> None:
    """The test turns red when a new version of the SDK knows more, at the top and far below."""
    top = _changed(SDK, new=(str | None, None))
    below = _changed(SDK, "member", "scim_registration", "scim_attributes", "emails", new=(str, ""))

    assert ["/new: in the SDK, missing here"] == _reported(theirs=top)
    assert [
        "/member/scim_registration/scim_attributes/emails/*/new: in the SDK, missing here"
    ] == _reported(theirs=below)


def test_a_field_that_the_sdk_drops_is_reported() -> None:
    """A property that only the models have left is named."""
    theirs = _changed(SDK, "organization", "custom_roles", "permissions", actions=None)

    assert [
        "/organization/custom_roles/*/permissions/*/actions: here, and not in the SDK"
    ] == _reported(theirs=theirs)


def test_a_value_that_the_sdk_adds_to_an_enum_is_reported() -> None:
    """Each value that a vocabulary does not name yet is written out."""
    known = known_values(_below(SDK, "member_session", "authentication_factors", "type"))
    longer = vocabulary("Longer", [*known, "telepathy"])
    theirs = _changed(SDK, "member_session", "authentication_factors", type=(longer, ...))
    place = "/member_session/authentication_factors/*/type"

    assert [
        f"{place}: 'telepathy' is known to the SDK, and not named in the vocabulary here"
    ] == _reported(theirs=theirs)


def test_a_value_that_a_vocabulary_adds_is_no_difference() -> None:
    """A vocabulary may name values that the documentation has and the SDK's enum has not."""
    known = known_values(_below(SDK, "member_session", "authentication_factors", "type"))
    shorter = vocabulary("Shorter", known[1:])
    theirs = _changed(SDK, "member_session", "authentication_factors", type=(shorter, ...))

    assert [] == _reported(theirs=theirs)


@needs_contract
def test_nothing_of_the_contract_is_lost(contract: dict[str, Any]) -> None:
    """The API's own schemas, which are not made from the SDK, say the same of every property."""
    theirs = contract_response(contract)

    assert [] == differences(theirs, ExchangeAccessTokenResponse, "the contract")


@needs_contract
def test_every_schema_of_the_contract_is_reached(contract: dict[str, Any]) -> None:
    """The comparison goes over 74 schemas with 335 properties: all but the request's."""
    reached = pairs(contract_response(contract), ExchangeAccessTokenResponse)
    schemas = {
        name: schema
        for name, schema in contract["components"].items()
        if name != contract["request"]
    }

    assert 74 == len(schemas)
    assert 335 == sum(len(schema.get("properties", ())) for schema in schemas.values())
    assert sorted(schemas) == sorted(pair.theirs.__name__ for pair in reached)


@needs_contract
def test_the_names_of_the_schemas_are_the_contracts(contract: dict[str, Any]) -> None:
    """What an SDK class is called here is the very name that the API's description gives it."""
    theirs = pairs(contract_response(contract), ExchangeAccessTokenResponse)
    sdk = pairs(SDK, ExchangeAccessTokenResponse)

    assert {pair.places[0]: pair.theirs.__name__ for pair in theirs} == {
        pair.places[0]: schema_name(pair.theirs) for pair in sdk
    }


@needs_contract
def test_a_property_that_the_contract_adds_is_reported(contract: dict[str, Any]) -> None:
    """The second witness turns the test red just as the SDK does."""
    factor = "api_session_v1_GoogleOAuthFactor"
    changed = json.loads(json.dumps(contract))
    changed["components"][factor]["properties"]["new_at"] = {"type": "string"}
    place = "/member_session/authentication_factors/*/google_oauth_factor"

    reported = differences(contract_response(changed), ExchangeAccessTokenResponse, "the contract")

    assert f"{place}/new_at: in the contract, missing here" in reported


@needs_contract
def test_the_schema_at_the_start_agrees_with_the_contract(contract: dict[str, Any]) -> None:
    """The one schema that was there first is the contract's root, property for property."""
    seed = json.loads((CONTRACT / "seed-response.schema.json").read_text("utf-8"))
    root = contract["components"][contract["root"]]

    assert (root["properties"], root["required"]) == (seed["properties"], seed["required"])
    assert contract["root"] == seed["title"]


def _schema(kind: Any) -> dict[str, Any]:
    """Return what a type takes, in words that do not depend on how it is spelled in Python."""
    return TypeAdapter(kind).json_schema()


def test_the_request_is_what_the_sdk_sends() -> None:
    """The parameters of the SDK's method, in their order, with the same ones required."""
    _, *theirs = signature(Sessions.exchange_access_token).parameters.values()
    kinds = get_type_hints(Sessions.exchange_access_token)

    assert [
        (parameter.name, parameter.default is Parameter.empty, _schema(kinds[parameter.name]))
        for parameter in theirs
    ] == [
        (name, field.is_required(), _schema(str if name == "access_token" else field.annotation))
        for name, field in ExchangeAccessTokenRequest.model_fields.items()
    ]


@needs_contract
def test_the_request_is_the_contract_s(contract: dict[str, Any]) -> None:
    """The API's own schema has the same properties, types, required ones and bounds."""
    theirs = contract["components"][contract["request"]]
    ours = ExchangeAccessTokenRequest.model_json_schema()

    def kind(schema: dict[str, Any]) -> Any:
        return next(choice["type"] for choice in schema.get("anyOf", [schema]))

    assert theirs["required"] == ours["required"]
    assert {name: schema["type"] for name, schema in theirs["properties"].items()} == {
        name: kind(schema) for name, schema in ours["properties"].items()
    }
    duration = ours["properties"]["session_duration_minutes"]["anyOf"][0]
    described = theirs["properties"]["session_duration_minutes"]["description"]
    assert [(str(duration["minimum"]), str(duration["maximum"]))] == re.findall(
        r"minimum of (\d+) and a maximum of (\d+)", described
    )
