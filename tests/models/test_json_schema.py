"""The exported JSON Schema: valid, described, and equal to the contract."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from stytch_exchange import ExchangeAccessTokenResponse, load_example
from tests.schema_diff import SDK, contract_response, schemas

COMPONENTS = Path(__file__).parents[3] / "shared" / "contract" / "components.json"

needs_contract = pytest.mark.skipif(
    not COMPONENTS.exists(),
    reason="needs the API's published schema, which is not part of this repository",
)


@pytest.fixture(name="schema", scope="module")
def _schema() -> dict[str, Any]:
    """The JSON Schema of the response."""
    return ExchangeAccessTokenResponse.model_json_schema()


@pytest.fixture(name="validator", scope="module")
def _validator(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """A validator for the schema, including its formats."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


@pytest.fixture(name="contract", scope="module")
def _contract() -> dict[str, Any]:
    """The API's schemas from its OpenAPI description."""
    contract: dict[str, Any] = json.loads(COMPONENTS.read_text("utf-8"))
    return contract


def _objects(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schema of each object by the name of its model."""
    return {ExchangeAccessTokenResponse.__name__: schema, **schema["$defs"]}


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Yield every object in a JSON value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _required(theirs: type[BaseModel], schema: dict[str, Any]) -> list[tuple[str, set[str]]]:
    """Return the required properties of our schema for each of theirs."""
    objects = _objects(schema)
    return [
        (there.__name__, set(objects[here.__name__].get("required", ())))
        for there, here in schemas(theirs, ExchangeAccessTokenResponse)
        if issubclass(there, BaseModel)
    ]


def _sentences(text: str) -> set[str]:
    """Return the sentences in a text, in lower case and without punctuation."""
    return {
        re.sub(r"\W+", " ", sentence).strip().lower()
        for sentence in re.split(r"(?<=[.!?])\s+", text)
    }


def test_the_dialect_is_named(schema: dict[str, Any]) -> None:
    """The schema says that it is draft 2020-12."""
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


def test_the_schema_is_valid(schema: dict[str, Any]) -> None:
    """The schema follows the rules of its dialect."""
    jsonschema_rs.meta.validate(schema)


def test_no_property_is_write_only(schema: dict[str, Any]) -> None:
    """Pydantic marks secrets as `writeOnly`, but the API returns them."""
    assert [] == [node for node in _nodes(schema) if "writeOnly" in node]


def test_every_reference_resolves(schema: dict[str, Any]) -> None:
    """Each `$ref` has a definition in the same document, and each definition is used."""
    references = {node["$ref"] for node in _nodes(schema) if "$ref" in node}

    assert {f"#/$defs/{name}" for name in schema["$defs"]} == references


def test_every_property_is_described(schema: dict[str, Any]) -> None:
    """A description starts with a capital letter or code, and ends with a full stop."""
    described = {
        f"{model}.{name}": value.get("description", "")
        for model, definition in _objects(schema).items()
        for name, value in definition["properties"].items()
    }

    assert [] == [name for name, text in described.items() if not re.match(r"[A-Z`].*\.$", text)]


def test_every_model_is_described(schema: dict[str, Any]) -> None:
    """The docstring of each model is the description of its object."""
    described = {name: item.get("description", "") for name, item in _objects(schema).items()}

    assert [] == [
        name for name, text in described.items() if not re.match(r"[A-Z`].*[.…]$", text, re.DOTALL)
    ]


def test_the_sdk_requires_the_same_properties(schema: dict[str, Any]) -> None:
    """The `required` list of each object has the fields that the SDK's model requires."""
    expected = [
        (
            there.__name__,
            {name for name, field in there.model_fields.items() if field.is_required()},
        )
        for there, _ in schemas(SDK, ExchangeAccessTokenResponse)
        if issubclass(there, BaseModel)
    ]

    assert 72 == len(expected)
    assert expected == _required(SDK, schema)


@needs_contract
def test_the_contract_requires_the_same_properties(
    schema: dict[str, Any], contract: dict[str, Any]
) -> None:
    """The `required` list of each object equals the list in the API's own schema."""
    here = _required(contract_response(contract), schema)
    components = contract["components"]

    assert 72 == len(here)
    assert [(name, set(components[name]["required"])) for name, _ in here] == here


@needs_contract
def test_no_description_is_copied(schema: dict[str, Any], contract: dict[str, Any]) -> None:
    """No sentence in our descriptions is a sentence in the API's descriptions."""
    theirs, ours = (
        set().union(
            *(
                _sentences(node["description"])
                for node in _nodes(document)
                if isinstance(node.get("description"), str)
            )
        )
        for document in (contract, schema)
    )

    assert set() == theirs & ours


def test_the_examples_match_the_schema(
    response_name: str, validator: jsonschema_rs.Draft202012Validator
) -> None:
    """Every valid example is valid by the schema too."""
    body = json.loads(load_example(response_name))

    assert [] == [error.message for error in validator.iter_errors(body)]


def test_a_body_from_an_older_api_does_not_match(
    validator: jsonschema_rs.Draft202012Validator,
) -> None:
    """The schema refuses a body without the required fields, as the models do."""
    assert not validator.is_valid(json.loads(load_example("older-api")))
