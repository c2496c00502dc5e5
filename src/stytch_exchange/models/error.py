"""The body that the API returns when it refuses a request."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Self

from pydantic import AliasChoices, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, PydanticCustomError
from pydantic_core import core_schema as cs

from stytch_exchange.models._base import Model

_ERROR_TYPE = re.compile(r"[a-z0-9_]{1,100}")
_WORD = "(?:[a-z]+[0-9]{0,4}|[0-9]{1,4}[a-z]*)"
_SHOWN_TYPE = re.compile(f"(?=.{{1,100}}$){_WORD}(?:_{_WORD})*")
"""A type that is safe to show. In a token of small letters and digits, the two alternate."""

_REQUEST_ID = re.compile(r"request-id-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class _Lenient:
    """Reads a wrong value as None, so that a flaw in an error body does not hide the error."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return cs.with_default_schema(handler(source), default=None, on_error="default")


_Text = Annotated[str | None, _Lenient]
_StatusCode = Annotated[Annotated[int, Field(ge=100, le=599)] | None, _Lenient]


class ErrorResponse(Model):
    """An error body, in Stytch's own shape or in OAuth 2.0's (RFC 6749, section 5.2).

    Only the type is required. Any other field is None if it is missing or wrong. `repr` shows
    only what `log_fields` returns, without the server's text, and a pickle keeps no more than
    that.
    """

    error_type: str = Field(validation_alias=AliasChoices("error_type", "error"), min_length=1)
    """The kind of error, such as `unauthorized_credentials`. OAuth calls it `error`. Without a
    message, it must consist of lower-case letters, digits and underscores."""

    error_message: _Text = Field(
        default=None, validation_alias=AliasChoices("error_message", "error_description")
    )
    """What went wrong, in the server's words, for a developer. OAuth calls it
    `error_description`, which is optional there. None if it is missing or null. It can repeat
    what was sent, so do not show it to users."""

    status_code: _StatusCode = None
    """The HTTP status code, repeated in the body. Null or absent in OAuth's shape."""

    request_id: _Text = None
    """The identifier of this API call, for Stytch's support. Null or absent in OAuth's shape."""

    error_url: _Text = Field(default=None, validation_alias=AliasChoices("error_url", "error_uri"))
    """The URL of the error's documentation. OAuth calls it `error_uri`. Null or absent if the
    API does not give one."""

    error_details: Any = None
    """More about the error. Its shape depends on the error. Null or absent if there are
    no details."""

    @model_validator(mode="after")
    def _is_an_error(self) -> Self:
        """Refuse an object of another kind whose `error` is only a sentence or a flag."""
        if self.error_message is None and not _ERROR_TYPE.fullmatch(self.error_type):
            raise PydanticCustomError("error_type", "Input should have a message, or a type")
        return self

    def log_fields(self) -> dict[str, str | int]:
        """Return the fields that are safe and useful to log, without the server's own text.

        These are `status_code`, `error_type` and `request_id`. A value that does not look right
        is left out, because a broken server can put anything in these fields.

        Returns:
            A new flat dictionary, ready for `logging`'s `extra` or a structured logger.
        """
        fields: dict[str, str | int] = {}
        if self.status_code is not None:
            fields["status_code"] = self.status_code
        if _SHOWN_TYPE.fullmatch(self.error_type):
            fields["error_type"] = self.error_type
        if self.request_id is not None and _REQUEST_ID.fullmatch(self.request_id):
            fields["request_id"] = self.request_id
        return fields

    def __reduce__(self) -> tuple[Callable[..., "ErrorResponse"], tuple[dict[str, str | int]]]:
        """Keep only the fields that are safe to log, because a pickle can end up anywhere."""
        return _unpickled, (self.log_fields(),)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """Show only the fields that are safe to log."""
        yield from self.log_fields().items()


def _unpickled(fields: dict[str, Any]) -> ErrorResponse:
    """Return an error body with the fields that its pickle kept."""
    left_out = dict.fromkeys(("error_type", "error_message"), "(left out of the pickle)")
    return ErrorResponse.model_construct(None, **{**left_out, **fields})
