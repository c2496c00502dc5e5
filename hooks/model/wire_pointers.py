"""Each field of the models: its JSON Pointers on the wire, and what the model accepts for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from hooks.model.walk import Step, is_model, known_values, walk
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
"""The documents of the API, each with its model."""


@dataclass(frozen=True)
class Field:
    """A field of a model."""

    model: type[BaseModel]
    """The class that has it."""

    name: str
    """Its name in that class."""

    document: str
    """The document that it belongs to, a key of `ROOTS`."""

    pointers: tuple[str, ...]
    """JSON Pointers into the document, with `*` for any item of an array."""

    is_required: bool
    """Whether the model refuses a document without the field."""

    is_nullable: bool
    """Whether the model accepts null for the field."""

    known: tuple[str, ...]
    """The known values of the vocabulary that the field, or an item of it, is from."""

    @property
    def path(self) -> str:
        """The field's name in the reference: `stytch_exchange.Member.roles`."""
        return f"{reference_name(self.model)}.{self.name}"


def reference_name(model: type[BaseModel]) -> str:
    """Return the name of a class in the reference: the module to import it from, and the class."""
    module = "stytch_exchange.jwt" if ".jwt." in model.__module__ else "stytch_exchange"
    return f"{module}.{model.__name__}"


@cache
def fields() -> tuple[Field, ...]:
    """Return every field of every model once, from the roots down."""
    found: dict[tuple[type[BaseModel], str], tuple[str, list[Step]]] = {}
    for document, root in ROOTS.items():
        for step in walk(root):
            owner, steps = found.setdefault((step.owner, step.name), (document, []))
            # A session JWT contains factors too. A class is listed under its first document only.
            if owner == document:
                steps.append(step)
    return tuple(_field(document, steps) for document, steps in found.values())


def _field(document: str, steps: list[Step]) -> Field:
    first = steps[0]
    info = first.owner.model_fields[first.name]
    target = first.target.type
    return Field(
        model=first.owner,
        name=first.name,
        document=document,
        pointers=tuple(step.pointer for step in steps),
        is_required=info.is_required(),
        is_nullable=_accepts_null(first.name, info),
        known=() if is_model(target) else known_values(target),
    )


def _accepts_null(name: str, info: FieldInfo) -> bool:
    """Ask pydantic: a validator can accept null even if the annotation does not say so."""
    alone: dict[str, Any] = {name: (info.annotation, info)}
    try:
        create_model("Alone", **alone).model_validate({name: None})
    except ValidationError:
        return False
    return True
