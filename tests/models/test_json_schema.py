"""The JSON Schema that the models export: sound by itself, and the contract's."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from hooks.schema_map import pairs, sdk_response
from stytch_exchange import ExchangeAccessTokenResponse, load_example
from tests.contract import contract_response

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
    """What checks a body against the schema, formats included."""
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


@pytest.fixture(name="contract", scope="module")
def _contract() -> dict[str, Any]:
    """The API's schemas as its OpenAPI description has them."""
    contract: dict[str, Any] = json.loads(COMPONENTS.read_text("utf-8"))
    return contract


def _objects(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schema of each object by the name of its model."""
    return {ExchangeAccessTokenResponse.__name__: schema, **schema["$defs"]}


def _nodes(value: object) -> Iterator[dict[str, Any]]:
    """Yield every JSON object in a JSON value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)


def _required(theirs: type[BaseModel], schema: dict[str, Any]) -> list[tuple[str, set[str]]]:
    """Return the required properties of each of our schemas that stands for one of theirs."""
    objects = _objects(schema)
    return [
        (pair.theirs.__name__, set(objects[pair.ours.__name__].get("required", ())))
        for pair in pairs(theirs, ExchangeAccessTokenResponse)
        if issubclass(pair.theirs, BaseModel)
    ]


def _sentences(text: str) -> set[str]:
    """Return the sentences of a text, in small letters and without punctuation."""
    return {
        re.sub(r"\W+", " ", sentence).strip().lower()
        for sentence in re.split(r"(?<=[.!?])\s+", text)
    }


def test_the_dialect_is_named(schema: dict[str, Any]) -> None:
    """A tool that reads the schema knows that it is draft 2020-12."""
    assert "https://json-schema.org/draft/2020-12/schema" == schema["$schema"]


def test_the_schema_is_a_valid_one(schema: dict[str, Any]) -> None:
    """The schema keeps to the rules of the dialect that it names."""
    jsonschema_rs.meta.validate(schema)


def test_no_property_is_write_only(schema: dict[str, Any]) -> None:
    """Secrets are read from the response: `writeOnly`, pydantic's mark of a secret, is wrong."""
    assert [] == [node for node in _nodes(schema) if "writeOnly" in node]


def test_every_reference_resolves(schema: dict[str, Any]) -> None:
    """A `$ref` leads to a definition of the same document, and every definition is in use."""
    references = {node["$ref"] for node in _nodes(schema) if "$ref" in node}

    assert {f"#/$defs/{name}" for name in schema["$defs"]} == references


def test_every_property_is_described(schema: dict[str, Any]) -> None:
    """A description is made of whole sentences: it begins like one, and ends with a full stop."""
    described = {
        f"{model}.{name}": value.get("description", "")
        for model, definition in _objects(schema).items()
        for name, value in definition["properties"].items()
    }

    assert [] == [name for name, text in described.items() if not re.match(r"[A-Z`].*\.$", text)]


def test_every_model_is_described(schema: dict[str, Any]) -> None:
    """Each object says what it is, in whole sentences."""
    described = {name: item.get("description", "") for name, item in _objects(schema).items()}

    assert [] == [
        name for name, text in described.items() if not re.match(r"[A-Z`].*[.…]$", text, re.DOTALL)
    ]


def test_what_is_required_is_what_the_sdk_requires(schema: dict[str, Any]) -> None:
    """The `required` list of each object holds what its SDK model requires, and no more."""
    theirs = sdk_response()
    expected = [
        (pair.theirs.__name__, {n for n, f in pair.theirs.model_fields.items() if f.is_required()})
        for pair in pairs(theirs, ExchangeAccessTokenResponse)
        if issubclass(pair.theirs, BaseModel)
    ]

    assert 72 == len(expected)
    assert expected == _required(theirs, schema)


@needs_contract
def test_what_is_required_is_what_the_contract_requires(
    schema: dict[str, Any], contract: dict[str, Any]
) -> None:
    """The `required` list of each object is the one of the API's own schema."""
    here = _required(contract_response(contract), schema)
    components = contract["components"]

    assert 72 == len(here)
    assert [(name, set(components[name]["required"])) for name, _ in here] == here


@needs_contract
def test_no_description_is_copied(schema: dict[str, Any], contract: dict[str, Any]) -> None:
    """The descriptions are our own words: not one sentence is the API's."""
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


def test_examples_fit_the_schema(
    response_name: str, validator: jsonschema_rs.Draft202012Validator
) -> None:
    """Every example that is today's response is one by the schema too."""
    body = json.loads(load_example(response_name))

    assert [] == [error.message for error in validator.iter_errors(body)]


def test_a_body_of_an_older_api_does_not_fit(
    validator: jsonschema_rs.Draft202012Validator,
) -> None:
    """The example that lacks required fields is refused, as by the models."""
    assert not validator.is_valid(json.loads(load_example("older-api")))
