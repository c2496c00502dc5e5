"""What the API answers in place of the response when it refuses."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import AliasChoices, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema
from pydantic_core import core_schema as cs

from stytch_exchange.models._base import Model


class _Lenient:
    """Reads None where the value is wrong: an error must not hide behind its own flaws."""

    @staticmethod
    def __get_pydantic_core_schema__(source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return cs.with_default_schema(handler(source), default=None, on_error="default")


_Text = Annotated[str | None, _Lenient]
_StatusCode = Annotated[Annotated[int, Field(ge=100, le=599)] | None, _Lenient]


class ErrorResponse(Model):
    """An error body, in Stytch's own shape or in OAuth 2.0's (RFC 6749, section 5.2).

    Only type and message are needed to recognize one; the rest reads as None where it is
    missing or wrong. Its `repr` shows what `log_fields` returns, and none of the server's text,
    and a pickle of it keeps no more.
    """

    error_type: str = Field(validation_alias=AliasChoices("error_type", "error"), min_length=1)
    """The kind of error, such as `unauthorized_credentials`. OAuth's name for it is `error`."""

    error_message: str = Field(validation_alias=AliasChoices("error_message", "error_description"))
    """What went wrong, in the server's words, for a developer. OAuth's name for it is
    `error_description`. It can repeat what was sent: do not show it to users."""

    status_code: _StatusCode = None
    """The HTTP status code, repeated in the body. None in OAuth's shape."""

    request_id: _Text = None
    """The identifier of this one API call, for Stytch's support. None in OAuth's shape."""

    error_url: _Text = Field(default=None, validation_alias=AliasChoices("error_url", "error_uri"))
    """Where the error is documented. OAuth's name for it is `error_uri`. None where the API does
    not say."""

    error_details: Any = None
    """More about the error, in a shape that depends on it. None where there is no more."""

    def log_fields(self) -> dict[str, str | int]:
        """Return what is safe and useful in a log line, without the server's free text.

        They are `status_code`, `error_type` and `request_id`, each only where it looks like one:
        a server that is broken can put anything anywhere.

        Returns:
            A new flat dictionary, ready for `logging`'s `extra` or a structured logger.
        """
        fields: dict[str, str | int] = {}
        if self.status_code is not None:
            fields["status_code"] = self.status_code
        if _ERROR_TYPE.fullmatch(self.error_type):
            fields["error_type"] = self.error_type
        if self.request_id is not None and _REQUEST_ID.fullmatch(self.request_id):
            fields["request_id"] = self.request_id
        return fields

    def __reduce__(self) -> tuple[Callable[..., "ErrorResponse"], tuple[dict[str, str | int]]]:
        """Leave out of a pickle what could hold anything: it is kept and sent who knows where."""
        return _unpickled, (self.log_fields(),)

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """Show what may be logged."""
        yield from self.log_fields().items()


_ERROR_TYPE = re.compile(r"[a-z0-9_]{1,100}")
_REQUEST_ID = re.compile(r"request-id-(test|live)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _unpickled(fields: dict[str, Any]) -> ErrorResponse:
    """Return the error body of which these fields were kept."""
    left_out = dict.fromkeys(("error_type", "error_message"), "(left out of the pickle)")
    return ErrorResponse.model_construct(None, **{**left_out, **fields})
