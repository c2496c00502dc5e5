"""What differs between our models and another description of the same response."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from pydantic import BaseModel, create_model

from tests.schema_pairs import Pair, is_model, known_values, pairs, properties


def differences(
    theirs: type[BaseModel], ours: type[BaseModel], witness: str = "the SDK"
) -> list[str]:
    """Return a line for each difference, with its place on the wire, from the roots down."""
    return [
        f"{place}{below}: {text}"
        for pair in pairs(theirs, ours)
        for below, text in _differences(pair, witness)
        for place in pair.places
    ]


def contract_response(contract: Mapping[str, Any]) -> type[BaseModel]:
    """Return the response of the API's own schemas as a pydantic model, to compare with ours."""

    @cache
    def named(name: str) -> Any:
        schema = contract["components"][name]
        if "enum" in schema:
            return vocabulary(name, schema["enum"])
        fields: dict[str, Any] = {}
        for key, value in schema["properties"].items():
            kind = _type(key, value)
            fields[key] = (kind, ...) if key in schema["required"] else (kind | None, None)
        return create_model(name, **fields)

    def _type(key: str, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return named(schema["$ref"].removeprefix("#/components/schemas/"))
        if schema["type"] == "array":
            return list[_type(key, schema["items"])]  # type: ignore[misc] # made at run time
        # The schemas have no format for a moment; their names do.
        text = datetime if key.endswith("_at") else str
        simple = {"string": text, "integer": int, "boolean": bool, "object": dict[str, Any]}
        return simple[schema["type"]]

    response: type[BaseModel] = named(contract["root"])
    return response


def vocabulary(name: str, values: list[str]) -> Any:
    """Return an enum of these values."""
    return Enum(name, [(value, value) for value in values])


def _differences(pair: Pair, witness: str) -> Iterator[tuple[str, str]]:
    """Yield the pointer below the place, and the difference."""
    if not is_model(pair.theirs):
        for value in known_values(pair.theirs):
            if value not in known_values(pair.ours):
                yield "", f"{value!r} is known to {witness}, and not named in the vocabulary here"
        return
    theirs, ours = properties(pair.theirs), properties(pair.ours)
    for name in theirs:
        if name not in ours:
            yield f"/{name}", f"in {witness}, missing here"
            continue
        there, here = theirs[name], ours[name]
        if there.presence != here.presence:
            yield f"/{name}", f"{there.presence} in {witness}, {here.presence} here"
        # Where the other side says no more than "string", a vocabulary here is one too.
        if there.type not in {here.type, here.type.replace("vocabulary", "string")}:
            yield f"/{name}", f"{there.type} in {witness}, {here.type} here"
    for name in ours:
        if name not in theirs:
            yield f"/{name}", f"here, and not in {witness}"
