"""The walk of a model: every field below it, each with its JSON Pointer.

It works on any pydantic models, so that Stytch's SDK can be compared with ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, reduce
from operator import or_
from types import NoneType
from typing import Annotated, Any, Literal, TypeGuard, get_args, get_origin

from pydantic import AliasChoices, BaseModel

from stytch_exchange.jwt import AccessTokenClaims, SessionClaims

_CLAIMS: Mapping[type[BaseModel], Mapping[str, tuple[str, ...]]] = {
    SessionClaims: {
        "organization": ("https:~1~1stytch.com~1organization",),
        "session": ("https:~1~1stytch.com~1session",),
        "custom_claims": ("*",),
    },
    AccessTokenClaims: {
        "organization_id": ("https:~1~1stytch.com~1organization/organization_id",),
        "scopes": ("scope",),
        "custom_claims": ("*",),
    },
}
"""The names that our claims have in the JWT itself, as parts of a JSON Pointer."""


@dataclass(frozen=True)
class Target:
    """The model or vocabulary behind the type of a field."""

    type: Any
    """A model, an enum, or `Literal[...] | str`; None for any other type."""

    is_array: bool = False
    """Whether the field holds an array (or a map) of it."""


@dataclass(frozen=True)
class Step:
    """A field at one place on the wire."""

    owner: type[BaseModel]
    """The class that has the field."""

    name: str
    """The field's name in that class."""

    owner_pointer: str
    """A JSON Pointer to the object that has the field, with `*` for any item of an array."""

    wire_name: str
    """The field's name in that object."""

    target: Target
    """The model or vocabulary behind the field's type."""

    @property
    def pointer(self) -> str:
        """A JSON Pointer to the field's value."""
        return f"{self.owner_pointer}/{self.wire_name}"

    @property
    def target_pointer(self) -> str:
        """A JSON Pointer to the object or word that is the target."""
        return f"{self.pointer}/*" if self.target.is_array else self.pointer


def walk(model: type[BaseModel], pointer: str = "") -> Iterator[Step]:
    """Yield each field of a model, followed by the fields of the model behind it."""
    for name, target in targets(model).items():
        for wire_name in _wire_names(model, name):
            step = Step(model, name, pointer, wire_name, target)
            yield step
            if is_model(target.type):
                yield from walk(target.type, step.target_pointer)


@cache
def targets(model: type[BaseModel]) -> Mapping[str, Target]:
    """Return the target of each field of a model."""
    return {name: _target(field.annotation) for name, field in model.model_fields.items()}


def is_model(target: object) -> TypeGuard[type[BaseModel]]:
    """Return whether this is a model, and not a vocabulary."""
    return isinstance(target, type) and issubclass(target, BaseModel)


def known_values(vocabulary: Any) -> tuple[str, ...]:
    """Return the values of an enum, or the ones that `Literal[...] | str` names."""
    if isinstance(vocabulary, type) and issubclass(vocabulary, Enum):
        return tuple(member.value for member in vocabulary)
    literals = [part for part in get_args(vocabulary) if get_origin(part) is Literal]
    return tuple(value for literal in literals for value in get_args(literal))


def _target(annotation: Any) -> Target:
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _target(parts[0])
    if origin in {list, dict}:
        return Target(_target(parts[-1]).type, is_array=True)
    if NoneType in parts:
        return _target(reduce(or_, (part for part in parts if part is not NoneType)))
    return Target(annotation if is_model(annotation) or known_values(annotation) else None)


def _wire_names(model: type[BaseModel], name: str) -> tuple[Any, ...]:
    if model in _CLAIMS:
        return _CLAIMS[model].get(name, (name,))
    alias = model.model_fields[name].validation_alias
    return tuple(alias.choices) if isinstance(alias, AliasChoices) else (name,)
