"""Repair: what is missing and decides nothing is filled, and nothing else is."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from stytch_exchange.models.response import ExchangeAccessTokenResponse


class Fill(NamedTuple):
    """A field to fill, because its model marks it as fillable."""

    owner: dict[str, Any]
    """The decoded object that lacks the field, or holds null in it."""

    key: str
    value: list[Any] | str


def repaired(body: Any, fills: Sequence[Fill]) -> ExchangeAccessTokenResponse | None:
    """Return what a decoded body holds once its fillable fields are filled.

    Args:
        body: The decoded body, which is changed in place.
        fills: What to fill, and with what.

    Returns:
        The response, or None where something else is wrong with the body as well.
    """
    for owner, key, value in fills:
        owner[key] = value
    try:
        return ExchangeAccessTokenResponse.model_validate(body)
    except ValidationError:
        return None
