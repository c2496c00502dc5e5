"""From the API's schemas to our classes: the walk of both, and the page that shows it.

As a MkDocs hook it makes `reference/schemas.md`; `python hooks/schema_map.py` prints that page.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, EnumType
from functools import reduce
from operator import or_
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeGuard, get_args, get_origin

from pydantic import AliasChoices, BaseModel, SecretStr
from pydantic.fields import FieldInfo

import stytch_exchange

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

PAGE = "reference/schemas.md"

_GROUPS = {
    "stytch.b2b.models.sessions": ("api_b2b_session_v1", "Response and session"),
    "stytch.b2b.models.organizations": ("api_organization_v1", "Member and organization"),
    "stytch.b2b.models.scim": ("api_b2b_scim_v1", "SCIM"),
    "stytch.consumer.models.sessions": ("api_session_v1", "Authentication factors"),
    "stytch.consumer.models.device_history": ("api_device_history_v1", "Device"),
}
"""What the API puts before the names of an SDK module's classes, and the title of their table."""

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
    """One property of an object on the wire."""

    presence: str
    """`required` or `optional`, where optional takes null too; any other mixture says so."""

    type: str
    """The type, as a differing one is reported."""

    target: Any
    """The model, the enum or the vocabulary behind the type, if there is one."""


@dataclass(frozen=True)
class Pair:
    """A schema of the API, as a witness has it, and what stands for it here."""

    theirs: type[BaseModel | Enum]
    """A model or an enum."""

    ours: Any
    """A model or a vocabulary."""

    places: list[str]
    """Where it stands on the wire: JSON Pointers with `*` for the items of an array."""


def sdk_response() -> type[BaseModel]:
    """Return the response as Stytch's SDK models it."""
    try:
        from stytch.b2b.models.sessions import ExchangeAccessTokenResponse  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = "the API's schemas are read from Stytch's SDK: pip install stytch"
        raise ModuleNotFoundError(message) from error
    return ExchangeAccessTokenResponse


def pairs(theirs: type[BaseModel], ours: type[BaseModel]) -> list[Pair]:
    """Return what stands at the same places in both trees, by wire name, from the roots down."""
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
    """Return the properties of a model by wire name."""
    return {_wire_name(name, field): _property(field) for name, field in model.model_fields.items()}


def is_model(target: object) -> TypeGuard[type[BaseModel]]:
    """Return whether this is a model, not a vocabulary."""
    return isinstance(target, type) and issubclass(target, BaseModel)


def known_values(vocabulary: Any) -> list[str]:
    """Return the values that an enum has, or that `Literal[...] | str` names."""
    if isinstance(vocabulary, type) and issubclass(vocabulary, Enum):
        return [member.value for member in vocabulary]
    return [
        value
        for part in get_args(vocabulary)
        if get_origin(part) is Literal
        for value in get_args(part)
    ]


def schema_name(theirs: type[BaseModel | Enum]) -> str:
    """Return what the API's OpenAPI description calls a class of the SDK."""
    prefix, _ = _GROUPS[theirs.__module__]
    return f"{prefix}_{theirs.__name__}"


def our_name(ours: Any) -> str:
    """Return the public name of a model or of a vocabulary."""
    if isinstance(ours, type):
        return ours.__name__
    return next(
        name
        for name in stytch_exchange.__all__
        if get_args(getattr(stytch_exchange, name))[:1] == (ours,)
    )


def page() -> str:
    """Return the page as Markdown: a table from API schema to class for each group."""
    all_pairs = pairs(sdk_response(), stytch_exchange.ExchangeAccessTokenResponse)
    count = sum(len(properties(pair.theirs)) for pair in all_pairs if is_model(pair.theirs))
    classes = {pair.ours for pair in all_pairs if is_model(pair.ours)}
    vocabularies = {pair.ours for pair in all_pairs} - classes
    purpose = "Look up here which class holds a schema that Stytch's API description or SDK names."
    totals = (
        f"The response is made of {len(all_pairs)} schemas with {count} properties. "
        f"Schemas of one shape are one class here: "
        f"{len(classes)} classes and {len(vocabularies)} vocabularies hold them all."
    )
    lines = ["# API schemas", "", purpose, "", totals]
    for module, (_, title) in _GROUPS.items():
        lines += ["", f"## {title}", "", "| API schema | Here | Properties |", "|---|---|---|"]
        lines += [_row(pair) for pair in all_pairs if pair.theirs.__module__ == module]
    lines += ["", "Next: [Response](response.md), where all of them stand."]
    return "\n".join(lines) + "\n"


def on_files(files: "Files", config: "MkDocsConfig") -> "Files":
    """Add the page to the site."""
    from mkdocs.structure.files import File  # noqa: PLC0415 - the plain script does without

    files.append(File.generated(config, PAGE, content=page()))
    return files


def _below(
    place: str, theirs: type[BaseModel], ours: type[BaseModel]
) -> Iterator[tuple[str, Any, Any]]:
    """Yield each place below where both have a model, or both a vocabulary, with the two."""
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


def _row(pair: Pair) -> str:
    name = our_name(pair.ours)
    if is_model(pair.theirs):
        size = str(len(properties(pair.theirs)))
    else:
        size = f"{len(known_values(pair.theirs))} values"
    return f"| `{schema_name(pair.theirs)}` | [`{name}`][stytch_exchange.{name}] | {size} |"


if __name__ == "__main__":
    print(page(), end="")
