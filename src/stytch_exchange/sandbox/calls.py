"""A call of one of the sandbox's routes, as far as a route needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from stytch_exchange.jwt.decoding import decode_object
from stytch_exchange.models._base import Model
from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import RefusedError, invalid_body

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
        """Return the body as a model that an empty body fits too.

        These routes are the sandbox's own, so whatever they would ignore is a mistake.

        Raises:
            RefusedError: The body does not fit the model or repeats a name, or the URL has a query.
        """
        if self.query:
            raise RefusedError("bad_request", "Send the fields as JSON in the body, not the URL.")
        try:
            decoded = decode_object(self.body or b"{}")
        except ValueError:
            raise RefusedError(
                "bad_request", "The body must be a JSON object in which each name appears once."
            ) from None
        try:
            return model.model_validate(decoded)
        except ValidationError as error:
            raise invalid_body(error) from None


Answer = Callable[[Project, Call], dict[str, Any]]
"""Answers a call with the fields of a response, or raises `RefusedError`."""
