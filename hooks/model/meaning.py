"""What a field of the response means, in words: from its docstring and its annotation."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, SecretStr

from hooks.model.marks import judged
from hooks.model.walk import is_model, known_values, targets
from hooks.model.wire_pointers import Field, fields
from stytch_exchange.models._base import _field_docstrings

MARKS = ("may be null", "secret", "personal data", "set by you")
"""All marks of fields, in the order in which they are shown."""

_SENTENCE = re.compile(r"(?<=\.)\s+")
_NULL = re.compile(r"\bnull\b", re.IGNORECASE)
_WORDS = {
    Any: "any value",
    SecretStr: "secret string",
    bool: "boolean",
    datetime: "timestamp",
    int: "integer",
    str: "string",
}


@dataclass(frozen=True)
class Meaning:
    """What a field means."""

    field: Field
    """The field."""

    text: str
    """What it means: its docstring, without the sentence about null."""

    null: str
    """Whether and when it is null or absent."""

    kind: str
    """Its JSON type in words, without the name of a class."""

    target: type[BaseModel] | None
    """The class of the object, or of an item of the array."""

    marks: tuple[str, ...]
    """Its marks, from `MARKS`."""


@cache
def meanings() -> Mapping[tuple[type[BaseModel], str], Meaning]:
    """Return the meaning of each field of the response and of an error, by its class and name."""
    return {
        (field.model, field.name): _meaning(field)
        for field in fields()
        if field.document in {"response", "error body"}
    }


def _meaning(field: Field) -> Meaning:
    # Not from a JSON Schema, which has a property by its name on the wire.
    sentences = _SENTENCE.split(_field_docstrings(field.model)[field.name])
    about_null = [part for part in sentences if field.is_nullable and _NULL.search(part)]
    target = targets(field.model)[field.name]
    return Meaning(
        field=field,
        text=" ".join(part for part in sentences if part not in about_null),
        null=" ".join(about_null) or "Never null, and always present.",
        kind=_kind(field.model.model_fields[field.name].annotation),
        target=target.type if is_model(target.type) else None,
        marks=tuple(_marks(field)),
    )


def _marks(field: Field) -> Iterator[str]:
    if field.is_nullable:
        yield "may be null"
    if field.model.model_fields[field.name].annotation is SecretStr:
        yield "secret"
    if field.document == "response":
        yield from judged(field.model.__name__, field.name)


def _kind(annotation: Any) -> str:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(parts[0])
    if origin is list:
        return f"array of {_kind(parts[0])}"
    if NoneType in parts:
        return _kind(next(part for part in parts if part is not NoneType))
    if origin is dict or is_model(annotation):
        return "object"
    return "string" if known_values(annotation) else _WORDS[annotation]
