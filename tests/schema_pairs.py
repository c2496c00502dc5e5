"""Two descriptions of the response side by side: the schemas at the same JSON Pointer in both."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, EnumType
from functools import reduce
from operator import or_
from types import NoneType
from typing import Annotated, Any, Literal, TypeGuard, get_args, get_origin

from pydantic import AliasChoices, BaseModel, SecretStr
from pydantic.fields import FieldInfo
from stytch.b2b.models.sessions import ExchangeAccessTokenResponse as SDKResponse

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
    """A property of an object on the wire."""

    presence: str
    """`required`, `optional` (null is accepted too), or a text that names another mixture."""

    type: str
    """The name of the type, for a message about a difference."""

    target: Any
    """The model, enum or vocabulary behind the type, or None."""


@dataclass(frozen=True)
class Pair:
    """A schema in their description and the class for it in ours."""

    theirs: type[BaseModel | Enum]
    """A model or an enum."""

    ours: Any
    """A model or a vocabulary."""

    places: list[str]
    """JSON Pointers to it, with `*` for any item of an array."""


def sdk_response() -> type[BaseModel]:
    """Return the response as Stytch's SDK models it."""
    return SDKResponse


def pairs(theirs: type[BaseModel], ours: type[BaseModel]) -> list[Pair]:
    """Return the schemas at the same JSON Pointer in both, from the roots down."""
    found: dict[tuple[Any, Any], Pair] = {}
    ahead: deque[tuple[str, Any, Any]] = deque([("", theirs, ours)])
    while ahead:
        place, theirs, ours = ahead.popleft()
        pair = found.setdefault((theirs, ours), Pair(theirs, ours, []))
        pair.places.append(place)
        if len(pair.places) == 1 and is_model(pair.theirs):
            ahead.extend(_below(place, pair.theirs, pair.ours))
    return list(found.values())


def properties(model: type[BaseModel]) -> dict[str, Property]:
    """Return the properties of a model by their names on the wire."""
    return {_wire_name(name, field): _property(field) for name, field in model.model_fields.items()}


def is_model(target: object) -> TypeGuard[type[BaseModel]]:
    """Return whether this is a model, and not a vocabulary."""
    return isinstance(target, type) and issubclass(target, BaseModel)


def known_values(vocabulary: Any) -> list[str]:
    """Return the values of an enum, or the ones that `Literal[...] | str` names."""
    if isinstance(vocabulary, type) and issubclass(vocabulary, Enum):
        return [member.value for member in vocabulary]
    literals = [part for part in get_args(vocabulary) if get_origin(part) is Literal]
    return [value for literal in literals for value in get_args(literal)]


def _below(
    place: str, theirs: type[BaseModel], ours: type[BaseModel]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each property for which both have a model, or both a vocabulary."""
    here = properties(ours)
    for name, there in properties(theirs).items():
        both = there.target, here[name].target if name in here else None
        if None not in both and is_model(both[0]) == is_model(both[1]):
            items = "/*" if " of " in there.type else ""
            yield f"{place}/{name}{items}", *both


def _wire_name(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    if isinstance(alias, AliasChoices):
        alias = alias.choices[0]
    return alias if isinstance(alias, str) else name


def _property(field: FieldInfo) -> Property:
    annotation: Any = field.annotation
    nullable = NoneType in get_args(annotation)
    if nullable:
        annotation = _without_null(annotation)
    presence = {
        (True, False): "required",
        (False, True): "optional",
        (True, True): "required but may be null",
        (False, False): "optional but never null",
    }[field.is_required(), nullable]
    return Property(presence, *_type(annotation))


def _type(annotation: Any) -> tuple[str, Any]:
    """Return the name of a type, and the model, enum or vocabulary behind it."""
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
