"""A call of one of the sandbox's routes, as far as a route needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from pydantic import ValidationError

from stytch_exchange.models._base import Model
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import invalid_body

_Request = TypeVar("_Request", bound=Model)


@dataclass(frozen=True, slots=True)
class Call:
    """The parts of a request that determine its answer."""

    body: bytes = field(repr=False)
    path: Mapping[str, str]
    """The parameters in the path."""

    query: Mapping[str, str]

    def read(self, model: type[_Request]) -> _Request:
        """Return the body as a model.

        Raises:
            RefusedError: The body does not fit the model.
        """
        try:
            return model.model_validate_json(self.body)
        except ValidationError as error:
            raise invalid_body(error) from None

    def read_options(self, model: type[_Request]) -> _Request:
        """Return the body as a model that an empty body fits too."""
        return replace(self, body=self.body or b"{}").read(model)


Answer = Callable[[Project, Call], dict[str, Any]]
"""Answers a call with the fields of a response, or raises `RefusedError`."""
