"""The differences between our models and another description of the same response."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, EnumType
from functools import cache, reduce
from operator import or_
from types import NoneType
from typing import Annotated, Any, Literal, TypeGuard, get_args, get_origin

from pydantic import BaseModel, SecretStr, create_model
from pydantic.fields import FieldInfo
from stytch.b2b.models import sessions

SDK: type[BaseModel] = sessions.ExchangeAccessTokenResponse
"""The response in the official SDK."""

_PRESENCE = {
    (True, False): "required",
    (False, True): "optional",
    (True, True): "required but may be null",
    (False, False): "optional but never null",
}
"""What a field is called if it is required, and if it takes null."""

_TYPES: dict[object, str] = {
    str: "string",
    SecretStr: "string",
    int: "integer",
    bool: "boolean",
    datetime: "timestamp",
    Any: "anything",
}


@dataclass(frozen=True)
class Property:
    """One property of an object."""

    presence: str
    type: str
    target: Any
    """The model, enum or vocabulary that the type refers to, if any."""


def properties(model: type[BaseModel]) -> dict[str, Property]:
    """Return the properties of a model by name."""
    return {name: _property(field) for name, field in model.model_fields.items()}


def is_model(target: object) -> TypeGuard[type[BaseModel]]:
    """Return whether this is a model."""
    return isinstance(target, type) and issubclass(target, BaseModel)


def known_values(vocabulary: Any) -> list[str]:
    """Return the values of an enum, or of the literals in `Literal[...] | str`."""
    if isinstance(vocabulary, type) and issubclass(vocabulary, Enum):
        return [member.value for member in vocabulary]
    literals = [part for part in get_args(vocabulary) if get_origin(part) is Literal]
    return [value for literal in literals for value in get_args(literal)]


def places(theirs: Any, ours: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield each place that has a model, or a vocabulary, in both descriptions, with the two.

    A place is a JSON Pointer with `*` for the items of an array.
    """
    yield place, theirs, ours
    if is_model(theirs):
        here = properties(ours)
        for name, there in properties(theirs).items():
            both = there.target, here[name].target if name in here else None
            if None not in both and is_model(both[0]) == is_model(both[1]):
                items = "/*" if " of " in there.type else ""
                yield from places(*both, f"{place}/{name}{items}")


def schemas(theirs: type[BaseModel], ours: type[BaseModel]) -> list[tuple[Any, Any]]:
    """Return each schema of the other description once, with the class of ours for it."""
    return list(dict.fromkeys((there, here) for _, there, here in places(theirs, ours)))


def differences(
    theirs: type[BaseModel], ours: type[BaseModel], witness: str = "the SDK"
) -> list[str]:
    """Return one line for each difference, with its place."""
    return [
        f"{place}{below}: {text}"
        for place, there, here in places(theirs, ours)
        for below, text in _differences(there, here, witness)
    ]


def _differences(theirs: Any, ours: Any, witness: str) -> Iterator[tuple[str, str]]:
    if not is_model(theirs):
        for value in known_values(theirs):
            if value not in known_values(ours):
                yield "", f"{value!r} is known to {witness}, and not named in the vocabulary here"
        return
    there, here = properties(theirs), properties(ours)
    for name in sorted(there.keys() | here.keys()):
        match there.get(name), here.get(name):
            case Property(), None:
                yield f"/{name}", f"in {witness}, missing here"
            case None, Property():
                yield f"/{name}", f"here, and not in {witness}"
            case Property() as other, Property() as own:
                if other.presence != own.presence:
                    yield f"/{name}", f"{other.presence} in {witness}, {own.presence} here"
                # Our vocabulary matches a plain string in the other description.
                if other.type not in {own.type, own.type.replace("vocabulary", "string")}:
                    yield f"/{name}", f"{other.type} in {witness}, {own.type} here"
            case _:
                pass


def contract_response(contract: Mapping[str, Any]) -> type[BaseModel]:
    """Return the response of the API's own schemas as a pydantic model."""

    @cache
    def named(name: str) -> Any:
        schema = contract["components"][name]
        if "enum" in schema:
            return vocabulary(name, schema["enum"])
        fields: dict[str, Any] = {}
        for key, value in schema["properties"].items():
            kind = type_of(key, value)
            fields[key] = (kind, ...) if key in schema["required"] else (kind | None, None)
        return create_model(name, **fields)

    def type_of(key: str, schema: Mapping[str, Any]) -> Any:
        if "$ref" in schema:
            return named(schema["$ref"].removeprefix("#/components/schemas/"))
        if schema["type"] == "array":
            return list[type_of(key, schema["items"])]  # type: ignore[misc] # made at run time
        # The schemas do not mark timestamps, but the names of the properties do.
        text = datetime if key.endswith("_at") else str
        simple = {"string": text, "integer": int, "boolean": bool, "object": dict[str, Any]}
        return simple[schema["type"]]

    response: type[BaseModel] = named(contract["root"])
    return response


def vocabulary(name: str, values: list[str]) -> Any:
    """Return an enum with these values."""
    return Enum(name, [(value, value) for value in values])


def _property(field: FieldInfo) -> Property:
    annotation: Any = field.annotation
    nullable = NoneType in get_args(annotation)
    if nullable:
        annotation = _without_null(annotation)
    return Property(_PRESENCE[field.is_required(), nullable], *_type(annotation))


def _type(annotation: Any) -> tuple[str, Any]:
    """Return the name of a type, and the model, enum or vocabulary that it refers to."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin in {list, dict}:
        text, target = _type(parts[-1])
        return f"{'array' if origin is list else 'map'} of {text}", target
    if NoneType in parts:
        text, target = _type(_without_null(annotation))
        return f"{text} or null", target
    if is_model(annotation):
        return "object", annotation
    if isinstance(annotation, EnumType) or (str in parts and known_values(annotation)):
        return "vocabulary", annotation
    return _TYPES.get(annotation, str(annotation)), None


def _without_null(annotation: Any) -> Any:
    return reduce(or_, (part for part in get_args(annotation) if part is not NoneType))
