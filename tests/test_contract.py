"""The models against two other descriptions of the response: the API's schemas and the SDK."""

import json
import re
from enum import Enum
from inspect import Parameter, signature
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from pydantic import BaseModel, TypeAdapter, create_model
from stytch.b2b.api.sessions import Sessions
from stytch.b2b.models import sessions, sso_oidc, sso_saml

import stytch_exchange
from stytch_exchange import (
    AuthenticationFactorDeliveryMethod,
    ErrorResponse,
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
    RevokeResponse,
    SessionAuthenticateResponse,
    SSOIdentityProvider,
)
from stytch_exchange.models import factors
from tests.schema_diff import (
    SDK,
    contract_response,
    differences,
    known_values,
    properties,
    schemas,
    vocabulary,
)

CONTRACT = Path(__file__).parents[2] / "shared" / "contract"

needs_contract = pytest.mark.skipif(
    not CONTRACT.exists(),
    reason="needs the API's published schema, which is not part of this repository",
)


@pytest.fixture(name="contract", scope="session")
def _contract() -> dict[str, Any]:
    """The API's schemas from its OpenAPI description."""
    contract: dict[str, Any] = json.loads((CONTRACT / "components.json").read_text("utf-8"))
    return contract


def _changed(model: type[BaseModel], *path: str, **changes: Any) -> type[BaseModel]:
    """Return a model in which fields at the end of a path are changed, or removed with None."""
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
    """Return the differences that a change causes. A real difference fails only its own test."""
    unchanged = differences(SDK, ExchangeAccessTokenResponse)
    return sorted(line for line in differences(theirs, ours) if line not in unchanged)


def test_nothing_of_the_sdk_is_lost() -> None:
    """Every property in the SDK is in our models, with its presence, type and known values."""
    assert [] == differences(SDK, ExchangeAccessTokenResponse)


def test_every_schema_of_the_sdk_is_compared() -> None:
    """The comparison covers 72 objects with 335 properties, and two enums."""
    theirs = [there for there, _ in schemas(SDK, ExchangeAccessTokenResponse)]
    models = [there for there in theirs if issubclass(there, BaseModel)]
    enums = [there for there in theirs if issubclass(there, Enum)]

    assert (72, 2) == (len(models), len(enums))
    assert 335 == sum(len(model.model_fields) for model in models)


AFTERWARDS: list[tuple[type[BaseModel], type[BaseModel], list[str]]] = [
    (
        sessions.AuthenticateResponse,
        SessionAuthenticateResponse,
        [
            "/member_device: here, and not in the SDK",
            "/session_token: required in the SDK, required but may be null here",
        ],
    ),
    (sessions.RevokeResponse, RevokeResponse, []),
]
"""The responses after the exchange: the SDK's, ours, and the differences that we accept.

An empty `session_token` is null here, and a string in the SDK. `member_device` is a field of every
other response with both session tokens.
"""


@pytest.mark.parametrize(("theirs", "ours", "accepted"), AFTERWARDS)
def test_nothing_of_a_later_response_is_lost(
    theirs: type[BaseModel], ours: type[BaseModel], accepted: list[str]
) -> None:
    """The responses after the exchange are held to the SDK's models in the same way."""
    assert accepted == differences(theirs, ours)


def test_every_model_of_ours_represents_a_schema() -> None:
    """Only the error body and the request are not part of a response."""
    public = {getattr(stytch_exchange, name) for name in stytch_exchange.__all__}
    models = {item for item in public if isinstance(item, type) and issubclass(item, BaseModel)}
    compared = {ours for _, ours in schemas(SDK, ExchangeAccessTokenResponse)}
    for theirs, ours, _ in AFTERWARDS:
        compared |= {below for _, below in schemas(theirs, ours)}

    assert {ErrorResponse, ExchangeAccessTokenRequest} == models - compared


def test_an_unchanged_copy_does_not_differ() -> None:
    """The differences in the tests below come from their change, not from making a copy."""
    for path in [(), ("member", "roles", "sources"), ("member_session", "authentication_factors")]:
        assert [] == _reported(ours=_changed(ExchangeAccessTokenResponse, *path))
        assert [] == _reported(theirs=_changed(SDK, *path))


def test_a_renamed_field_is_reported_twice() -> None:
    """The old name is missing, and the new name is not in the API."""
    ours = _changed(ExchangeAccessTokenResponse, "organization", mfa_policy=None, policy=(str, ...))

    assert [
        "/organization/mfa_policy: in the SDK, missing here",
        "/organization/policy: here, and not in the SDK",
    ] == _reported(ours=ours)


@pytest.mark.parametrize(
    ("path", "changed", "line"),
    [
        (
            "member roles",
            {"role_id": (str | None, None)},
            "/member/roles/*/role_id: required in the SDK, optional here",
        ),
        (
            "member roles",
            {"role_id": (str | None, ...)},
            "/member/roles/*/role_id: required in the SDK, required but may be null here",
        ),
        (
            "member_device",
            {"ip_address": (str, ...)},
            "/member_device/ip_address: optional in the SDK, required here",
        ),
        (
            "member",
            {"status": (Literal["active"], ...)},
            "/member/status: string in the SDK, typing.Literal['active'] here",
        ),
        (
            "member_session",
            {"started_at": (str, ...)},
            "/member_session/started_at: timestamp in the SDK, string here",
        ),
        (
            "member_session",
            {"roles": (list[str | None], ...)},
            "/member_session/roles: array of string in the SDK, array of string or null here",
        ),
        (
            "member roles",
            {"sources": (dict[str, Any], ...)},
            "/member/roles/*/sources: array of object in the SDK, map of anything here",
        ),
        (
            "member_session authentication_factors",
            {"type": (str, ...)},
            "/member_session/authentication_factors/*/type: vocabulary in the SDK, string here",
        ),
    ],
)
def test_another_presence_or_type_is_reported(
    path: str, changed: dict[str, Any], line: str
) -> None:
    """Optional means absent or null. A closed list of values is not a vocabulary."""
    ours = _changed(ExchangeAccessTokenResponse, *path.split(), **changed)

    assert [line] == _reported(ours=ours)


def test_a_class_for_many_schemas_is_compared_with_each() -> None:
    """A change of the class that represents 24 schemas is reported in 24 places."""
    factors = ("member_session", "authentication_factors")
    fields = _below(ExchangeAccessTokenResponse, *factors).model_fields
    names = sorted(name for name in fields if name.endswith("_oauth_factor"))
    shorter = _changed(stytch_exchange.OAuthFactor, email_id=None)
    changes: dict[str, Any] = dict.fromkeys(names, (shorter | None, None))
    ours = _changed(ExchangeAccessTokenResponse, *factors, **changes)

    assert 24 == len(names)
    assert [
        f"/member_session/authentication_factors/*/{name}/email_id: in the SDK, missing here"
        for name in names
    ] == _reported(ours=ours)


def test_a_field_that_the_sdk_adds_is_reported() -> None:
    """A new version of the SDK with more fields makes these tests fail, at any depth."""
    top = _changed(SDK, new=(str | None, None))
    below = _changed(SDK, "member", "scim_registration", "scim_attributes", "emails", new=(str, ""))

    assert ["/new: in the SDK, missing here"] == _reported(theirs=top)
    assert [
        "/member/scim_registration/scim_attributes/emails/*/new: in the SDK, missing here"
    ] == _reported(theirs=below)


def test_a_value_that_the_sdk_adds_to_an_enum_is_reported() -> None:
    """Our vocabularies name each value of the SDK's enums, and can name more."""
    known = known_values(_below(SDK, "member_session", "authentication_factors", "type"))
    other = vocabulary("Other", [*known[1:], "telepathy"])
    theirs = _changed(SDK, "member_session", "authentication_factors", type=(other, ...))
    place = "/member_session/authentication_factors/*/type"

    assert [
        f"{place}: 'telepathy' is known to the SDK, and not named in the vocabulary here"
    ] == _reported(theirs=theirs)


@pytest.mark.parametrize("module", [sso_saml, sso_oidc], ids=["SAML", "OIDC"])
def test_every_identity_provider_of_the_sdk_is_known(module: Any) -> None:
    """A connection can have each of them, so the check must not call any of them new."""
    theirs = known_values(module.CreateConnectionRequestIdentityProvider)

    assert sorted(theirs) == known_values(get_args(SSOIdentityProvider)[0])


def _delivery_methods_in_the_table() -> set[str]:
    """Return the delivery methods of B2B sessions, as the docstring of the vocabulary lists them.

    A row has one or two types, then the delivery methods.
    """
    source = Path(factors.__file__).read_text("utf-8")
    table = source.partition('"""How the member gave the proof.')[2].partition("|---|---|")[2]
    rows = re.findall(r"^\| `.+?\| (.+?) \|$", table.replace("\\\n", ""), re.MULTILINE)
    return {method for row in rows for method in re.findall(r"`([a-z0-9_]+)`", row)}


def test_the_delivery_methods_of_b2b_are_in_the_vocabulary() -> None:
    """The table beside the vocabulary does not name any other."""
    known = known_values(get_args(AuthenticationFactorDeliveryMethod)[0])

    assert set() == _delivery_methods_in_the_table() - set(known)


@needs_contract
def test_the_delivery_methods_of_b2b_are_those_of_the_contract(contract: dict[str, Any]) -> None:
    """The contract names them in the description of the factor."""
    factor = contract["components"]["api_session_v1_AuthenticationFactor"]["properties"]
    named = set(re.findall(r"`([a-z0-9_]+)`", factor["delivery_method"]["description"]))
    types = set(re.findall(r"`([a-z_]+)`", factor["type"]["description"]))

    assert named - types - {"type"} == _delivery_methods_in_the_table()


@needs_contract
def test_nothing_of_the_contract_is_lost(contract: dict[str, Any]) -> None:
    """The API's own schemas, which are independent of the SDK, agree on every property."""
    theirs = contract_response(contract)

    assert [] == differences(theirs, ExchangeAccessTokenResponse, "the contract")


@needs_contract
def test_every_schema_of_the_contract_is_compared(contract: dict[str, Any]) -> None:
    """The comparison covers all 74 schemas, with 335 properties, except for the request."""
    compared = [
        there for there, _ in schemas(contract_response(contract), ExchangeAccessTokenResponse)
    ]
    components = {
        name: schema
        for name, schema in contract["components"].items()
        if name != contract["request"]
    }

    assert 74 == len(components)
    assert 335 == sum(len(schema.get("properties", ())) for schema in components.values())
    assert sorted(components) == sorted(there.__name__ for there in compared)


@needs_contract
def test_a_property_that_the_contract_adds_is_reported(contract: dict[str, Any]) -> None:
    """A new property in the API's schemas makes these tests fail, as one in the SDK does."""
    factor = "api_session_v1_GoogleOAuthFactor"
    changed = json.loads(json.dumps(contract))
    changed["components"][factor]["properties"]["new_at"] = {"type": "string"}
    place = "/member_session/authentication_factors/*/google_oauth_factor"

    reported = differences(contract_response(changed), ExchangeAccessTokenResponse, "the contract")

    assert f"{place}/new_at: in the contract, missing here" in reported


@needs_contract
def test_the_first_schema_agrees_with_the_contract(contract: dict[str, Any]) -> None:
    """The schema that this project started from has the same properties as the contract's root."""
    seed = json.loads((CONTRACT / "seed-response.schema.json").read_text("utf-8"))
    root = contract["components"][contract["root"]]

    assert (root["properties"], root["required"]) == (seed["properties"], seed["required"])
    assert contract["root"] == seed["title"]


def _schema(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type, which does not depend on its spelling in Python."""
    return TypeAdapter(kind).json_schema()


def test_the_request_is_what_the_sdk_sends() -> None:
    """It has the parameters of the SDK's method in the same order, and requires the same ones."""
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
    """The API's own schema has the same properties, types, required properties and bounds."""
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
