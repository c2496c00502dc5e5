"""Where each field of each model stands on the wire: the walk from the roots down.

`python hooks/places.py` prints a line for each place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import AliasChoices, BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from hooks.schema_map import Property, is_model, known_values, properties
from stytch_exchange import (
    ErrorResponse,
    ExchangeAccessTokenRequest,
    ExchangeAccessTokenResponse,
    RevokeResponse,
    SessionAuthenticateResponse,
)
from stytch_exchange.jwt import AccessTokenClaims, SessionClaims

ROOTS: Mapping[str, type[BaseModel]] = {
    "response": ExchangeAccessTokenResponse,
    "error body": ErrorResponse,
    "request": ExchangeAccessTokenRequest,
    "session JWT": SessionClaims,
    "access token": AccessTokenClaims,
    "response to authenticate": SessionAuthenticateResponse,
    "response to revoke": RevokeResponse,
}
"""The documents of the API, and the model of each."""

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
"""What our names for claims are in the JWT itself, as parts of a JSON Pointer."""


@dataclass(frozen=True)
class Field:
    """A field of a model, and where a reader of the wire finds it."""

    model: type[BaseModel]
    """The class that has it."""

    name: str
    """Its name there."""

    document: str
    """The document that it belongs to, one of `ROOTS`."""

    places: tuple[str, ...]
    """JSON Pointers into the document, with `*` for the items of an array."""

    is_required: bool
    """Whether the model refuses a document without it."""

    is_nullable: bool
    """Whether the model takes null for it."""

    known: tuple[str, ...]
    """The known values of the vocabulary that it, or an item of it, is from."""

    @property
    def path(self) -> str:
        """The name under which the reference has it: `stytch_exchange.Member.roles`."""
        return f"{reference_name(self.model)}.{self.name}"


def reference_name(model: type[BaseModel]) -> str:
    """Return the name under which the reference has a class: that of the face it is found on."""
    face = "stytch_exchange.jwt" if ".jwt." in model.__module__ else "stytch_exchange"
    return f"{face}.{model.__name__}"


@cache
def fields() -> tuple[Field, ...]:
    """Return the fields of all classes, from the roots down, each once."""
    found: dict[tuple[type[BaseModel], str], tuple[str, list[str]]] = {}
    for document, root in ROOTS.items():
        for model, name, place in _walk(root, ""):
            owner, places = found.setdefault((model, name), (document, []))
            # A session JWT has the factors too; what a class is known by is its first document.
            if owner == document:
                places.append(place)
    return tuple(_field(*key, *value) for key, value in found.items())


def _field(model: type[BaseModel], name: str, document: str, places: list[str]) -> Field:
    info = model.model_fields[name]
    target = _properties(model)[name].target
    return Field(
        model=model,
        name=name,
        document=document,
        places=tuple(places),
        is_required=info.is_required(),
        is_nullable=_takes_null(name, info),
        known=() if target is None or is_model(target) else tuple(known_values(target)),
    )


def _walk(model: type[BaseModel], place: str) -> Iterator[tuple[type[BaseModel], str, str]]:
    """Yield each field from here down, with its class and one of its places."""
    for name, found in _properties(model).items():
        for wire_name in _wire_names(model, name):
            here = f"{place}/{wire_name}"
            yield model, name, here
            if is_model(found.target):
                yield from _walk(found.target, f"{here}/*" if " of " in found.type else here)


@cache
def _properties(model: type[BaseModel]) -> dict[str, Property]:
    """Return the properties of a model by the name that they have in Python."""
    return dict(zip(model.model_fields, properties(model).values(), strict=True))


def _wire_names(model: type[BaseModel], name: str) -> tuple[Any, ...]:
    if model in _CLAIMS:
        return _CLAIMS[model].get(name, (name,))
    alias = model.model_fields[name].validation_alias
    return tuple(alias.choices) if isinstance(alias, AliasChoices) else (name,)


def _takes_null(name: str, info: FieldInfo) -> bool:
    """Return what the model itself does with null: an annotation alone may not tell."""
    alone: dict[str, Any] = {name: (info.annotation, info)}
    try:
        create_model("Alone", **alone).model_validate({name: None})
    except ValidationError:
        return False
    return True


if __name__ == "__main__":
    for one in fields():
        for pointer in one.places:
            print(f"{one.document}: {pointer} ({one.path})")
