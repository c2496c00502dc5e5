"""What can be read of a body that is not a whole response: a plain tree without secrets."""

from collections.abc import Container
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from pydantic import SecretStr

from stytch_exchange.findings import Location
from stytch_exchange.models._base import Model

_MASK = "**********"
_WRONG = object()


def readable_part(
    body: Any, model: type[Model], wrong: Container[Location]
) -> dict[str, Any] | None:
    """Return the known fields of a decoded body that have no error, with its secrets masked.

    Args:
        body: The decoded body.
        model: The model that describes the body.
        wrong: The paths to the values that are wrong.

    Returns:
        A new tree of dictionaries and lists, or None if nothing can be read.
    """
    part = _read(body, model, (), wrong)
    return part if isinstance(part, dict) and part else None


def _read(value: Any, annotation: Any, path: Location, wrong: Container[Location]) -> Any:
    """Return a value of a type without its wrong parts."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated or NoneType in parts:
        return _read(value, parts[0], path, wrong)
    if path in wrong:
        return _WRONG
    if isinstance(value, list) and origin is list:
        items = (_read(item, parts[0], (*path, index), wrong) for index, item in enumerate(value))
        return [item for item in items if item is not _WRONG]
    if isinstance(value, dict) and isinstance(annotation, type) and issubclass(annotation, Model):
        fields = {
            name: _read(value[name], info.annotation, (*path, name), wrong)
            for name, info in annotation.model_fields.items()
            if name in value
        }
        return {name: field for name, field in fields.items() if field is not _WRONG}
    return _MASK if annotation is SecretStr else value
