"""Repair: fill the missing fields that are safe to fill, and nothing else."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from stytch_exchange.models._response import Response

_R = TypeVar("_R", bound=Response)


class Fill(NamedTuple):
    """A field to fill, because its model marks it as fillable."""

    owner: dict[str, Any]
    """The decoded object in which the field is missing or null."""

    key: str
    value: list[Any] | str


def repaired(body: Any, fills: Sequence[Fill], model: type[_R]) -> _R | None:
    """Fill the fillable fields of a decoded body, and return it as a response.

    Args:
        body: The decoded body. It is changed in place.
        fills: The fields to fill, and their values.
        model: The response that the body should be.

    Returns:
        The response, or None if the body has other errors too.
    """
    for owner, key, value in fills:
        owner[key] = value
    try:
        return model.model_validate(body)
    except ValidationError:
        return None
