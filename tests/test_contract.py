"""The models against the API's contract: every schema and property, by two witnesses."""

import json
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import AliasChoices, BaseModel, Field, create_model

import stytch_exchange
from hooks.schema_map import pairs, properties, schema_name, sdk_response
from stytch_exchange import ErrorResponse, ExchangeAccessTokenResponse
from tests.contract import contract_response, differences

CONTRACT = Path(__file__).parents[2] / "shared" / "contract"
SDK = sdk_response()

needs_contract = pytest.mark.skipif(
    not CONTRACT.exists(), reason="the API's own schemas are not beside this checkout"
)


@pytest.fixture(name="contract", scope="session")
def _contract() -> dict[str, Any]:
    """The API's schemas as its OpenAPI description has them."""
    contract: dict[str, Any] = json.loads((CONTRACT / "components.json").read_text("utf-8"))
    return contract


def _changed(model: type[BaseModel], place: str, **changes: Any) -> type[BaseModel]:
    """Return the model with fields changed, or taken out by None, at a place on the wire."""
    fields: dict[str, Any] = {
        name: (field.annotation, field) for name, field in model.model_fields.items()
    }
    _, _, below = place.removesuffix("/*").partition("/")
    if below:
        name, _, rest = below.partition("/")
        target = properties(model)[name].target
        changed: Any = _changed(target, rest.removeprefix("*").join(["/", ""]), **changes)
        annotation = model.model_fields[name].annotation
        if get_origin(annotation) is list:
            changed = list[changed]
        if NoneType in get_args(annotation):
            changed |= None
        fields[name] = (changed, model.model_fields[name])
    else:
        fields |= changes
    kept = {name: field for name, field in fields.items() if field is not None}
    return create_model(model.__name__, **kept)
