"""The API's schemas, as Stytch's SDK has them, and our class for each."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel

import stytch_exchange
from hooks.model.walk import is_model, known_values, walk

_PREFIXES = {
    "stytch.b2b.models.sessions": "api_b2b_session_v1",
    "stytch.b2b.models.organizations": "api_organization_v1",
    "stytch.b2b.models.scim": "api_b2b_scim_v1",
    "stytch.consumer.models.sessions": "api_session_v1",
    "stytch.consumer.models.device_history": "api_device_history_v1",
}
"""What the API's OpenAPI description puts before the class names of an SDK module."""


@dataclass(frozen=True)
class Pair:
    """A schema of the API and our class for it."""

    theirs: type[BaseModel | Enum]
    """The SDK's model or enum."""

    ours: Any
    """Our model or vocabulary."""

    @property
    def prefix(self) -> str:
        """The first part of the schema's name, which it shares with its group."""
        return _PREFIXES[self.theirs.__module__]

    @property
    def schema_name(self) -> str:
        """The schema's name in the API's OpenAPI description."""
        return f"{self.prefix}_{self.theirs.__name__}"

    @property
    def our_name(self) -> str:
        """The public name of our model or vocabulary."""
        if is_model(self.ours):
            return self.ours.__name__
        vocabularies = {
            get_args(getattr(stytch_exchange, name))[:1]: name for name in stytch_exchange.__all__
        }
        return vocabularies[(self.ours,)]

    @property
    def size(self) -> int:
        """How many properties, or values, the schema has."""
        if is_model(self.theirs):
            return len(self.theirs.model_fields)
        return len(known_values(self.theirs))


def sdk_pairs() -> list[Pair]:
    """Return each schema of the response with our class at the same JSON Pointer, by name."""
    theirs = _targets(_sdk_response())
    ours = _targets(stytch_exchange.ExchangeAccessTokenResponse)
    found = {
        target: ours[pointer]
        for pointer, target in theirs.items()
        if None not in {target, ours.get(pointer)}
    }
    return sorted((Pair(*pair) for pair in found.items()), key=lambda pair: pair.schema_name)


def _targets(root: type[BaseModel]) -> dict[str, Any]:
    return {"": root} | {step.target_pointer: step.target.type for step in walk(root)}


def _sdk_response() -> type[BaseModel]:
    try:
        from stytch.b2b.models.sessions import ExchangeAccessTokenResponse  # noqa: PLC0415
    except ModuleNotFoundError as error:
        message = "the API's schemas are read from Stytch's SDK: pip install stytch"
        raise ModuleNotFoundError(message) from error
    return ExchangeAccessTokenResponse
