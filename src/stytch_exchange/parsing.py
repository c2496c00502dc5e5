"""Parsing: from bytes to a response, or to an error that is safe to log."""

from contextlib import suppress
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar, overload

from pydantic import Field, ValidationError
from pydantic_core import from_json

from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError, StytchExchangeError
from stytch_exchange.findings import Finding, finding, findings_of
from stytch_exchange.models._base import Model
from stytch_exchange.models._response import Response
from stytch_exchange.models.error import ErrorResponse
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.tracebacks import hide_frames

if TYPE_CHECKING:
    from stytch_exchange.diagnosis.kinds import Diagnosis

_M = TypeVar("_M", bound=Model)
_R = TypeVar("_R", bound=Response)
_Body = bytes | bytearray | str

_BYTE_ORDER_MARK = "\ufeff"

_STATUS_CODES = range(1000)
_SUCCESS = range(200, 300)
_ERROR = 400

_LARGE = 64 * 1024
"""A longer body is decoded first, because pydantic copies the JSON of an object for each field
that the object lacks: ten megabytes of `{}` would take a minute and gigabytes of memory."""

TOO_LARGE = 2 * 1024 * 1024
"""A longer body is not read. The limit is a hundred times the size of the largest example."""

_MOST_CONTAINERS = 50_000
"""A body with more objects and arrays is not read. The largest example has 234. A million of them
fit into 2 MiB, and creating them would take seconds, mostly in the garbage collector."""


@overload
def parse_response(
    body: bytes | bytearray | str, *, status_code: int | None = None
) -> ExchangeAccessTokenResponse: ...
@overload
def parse_response(
    body: bytes | bytearray | str, *, status_code: int | None = None, model: type[_R]
) -> _R: ...
@hide_frames
def parse_response(
    body: bytes | bytearray | str,
    *,
    status_code: int | None = None,
    model: type[Response] = ExchangeAccessTokenResponse,
) -> Response:
    """Parse a body into a response, or raise an error that is safe to log.

    | Status (the argument, else the body's) | Body | Outcome |
    |---|---|---|
    | none, or 200 to 299 | a response with `status_code` 200 to 299 | the response |
    | any | an error object | `ExchangeRefusedError` with `error` set |
    | 400 or more (the higher of both) | anything else | `ExchangeRefusedError`, `error` is None |
    | otherwise | otherwise | `InvalidResponseError` with findings |

    The first row that matches applies. A body of more than 2 MiB, or with more than 50,000 objects
    and arrays, is not read. A byte-order mark is ignored, as RFC 8259 (section 8.1) allows.

    Args:
        body: The body as you received it: JSON in UTF-8, or text.
        status_code: The HTTP status code, if you have it. Pass it, so that a proxy's 502 page is
            not mistaken for a malformed response.
        model: The response that the body should be: `ExchangeAccessTokenResponse`,
            `SessionAuthenticateResponse` or `RevokeResponse`.

    Returns:
        The complete, valid response.

    Raises:
        ExchangeRefusedError: The API, or a server between you and the API, returned an error.
        InvalidResponseError: The body does not match the API contract.
        TypeError: The body is not bytes or text, the status code is not an integer, or the model
            is not a response.
        ValueError: The status code is negative or has more than three digits.
    """
    check_arguments(body, status_code, model)
    outcome = outcome_of(body, status_code, model)
    if isinstance(outcome, StytchExchangeError):
        raise outcome
    return outcome


def check_arguments(body: object, status_code: object, model: object) -> None:
    """Raise an error if an argument is wrong. The message does not contain its value.

    Args:
        body: Should be bytes or text.
        status_code: Should be an HTTP status code or None.
        model: Should be one of the responses.

    Raises:
        TypeError: The body is not bytes or text, the status code is not an integer, or the model
            is not a response.
        ValueError: The status code is negative or has more than three digits.
    """
    # A union that is written here would be created in each call.
    if not isinstance(body, _Body):
        kind = type(body).__name__
        raise TypeError(
            f"body must be bytes or str, not {kind}: pass decoded JSON to model_validate instead"
        )
    if isinstance(status_code, bool) or not isinstance(status_code, (int, NoneType)):
        raise TypeError(f"status_code must be int or None, not {type(status_code).__name__}")
    if status_code is not None and status_code not in _STATUS_CODES:
        raise ValueError("status_code must be an HTTP status: a number of up to three digits")
    if not (isinstance(model, type) and issubclass(model, Response)):
        raise TypeError("model must be a response, such as SessionAuthenticateResponse")


class _StatusCode(Model):
    """The HTTP status code, which a body of any kind can repeat."""

    status_code: Annotated[int, Field(ge=100, le=599)]


def outcome_of(
    body: _Body, status_code: int | None, model: type[_R]
) -> _R | ExchangeRefusedError | InvalidResponseError:
    """Return the response, or the error to raise."""
    findings: tuple[Finding, ...]
    if reason := reason_not_to_read(body):
        body, findings = "", (finding("too_large", (), reason),)
        read, diagnosis = _reader(body), None
    else:
        read = _reader(body)
        try:
            response = read(model)
        except ValidationError as error:
            rest = without_byte_order_mark(body)
            if rest is not body:
                return outcome_of(rest, status_code, model)
            findings = findings_of(error, typed=True)
        else:
            findings = status_findings(response.status_code, status_code)
            if not findings:
                return response
        diagnosis = diagnosis_of(body, status_code, model)
    repeated = _read_if_valid(read, _StatusCode)
    worse = worse_status(status_code, None if repeated is None else repeated.status_code)
    refusal = _read_if_valid(read, ErrorResponse)
    if refusal is not None or (worse is not None and worse >= _ERROR):
        return ExchangeRefusedError(worse, refusal, model.call, diagnosis=diagnosis)
    return InvalidResponseError(findings, model.__name__, diagnosis=diagnosis)


def reason_not_to_read(body: _Body) -> str | None:
    """Return why a body would take too much time or memory, or None if it would not.

    Args:
        body: The body.
    """
    if len(body) > TOO_LARGE:
        return "is larger than 2 MiB"
    if len(body) > _MOST_CONTAINERS:
        # Brackets inside strings count too, but no response has so many.
        opening = (
            body.count("[") + body.count("{")
            if isinstance(body, str)
            else (body.count(b"[") + body.count(b"{"))
        )
        if opening > _MOST_CONTAINERS:
            return "has more than 50000 objects and arrays"
    return None


def diagnosis_of(body: _Body, status_code: int | None, model: type[Response]) -> "Diagnosis | None":
    """Return the diagnosis of a body that should be the response of the exchange, or None.

    The code of the diagnosis is imported on first use.
    """
    if model is not ExchangeAccessTokenResponse:
        return None
    from stytch_exchange.diagnosis import diagnose  # noqa: PLC0415 - healthy bodies do not need it

    return diagnose(body, status_code)


def without_byte_order_mark(body: _Body) -> _Body:
    """Return a body without the byte-order mark before it, or the same object if it has none.

    RFC 8259 (section 8.1) allows a parser to ignore the mark.
    """
    mark: Any = _BYTE_ORDER_MARK if isinstance(body, str) else _BYTE_ORDER_MARK.encode()
    if not body.startswith(mark) or body.startswith(mark * 2):
        return body
    return body[len(mark) :]


class _Read(Protocol):
    """Reads a body into a model, or raises a `ValidationError`."""

    def __call__(self, model: type[_M], /) -> _M: ...


def _reader(body: _Body) -> _Read:
    """Return a function that reads a body of this size."""
    if len(body) > _LARGE:
        # If this fails, the other way of reading reports it as a `ValidationError`. It is a
        # `TypeError` if text cannot be encoded as UTF-8.
        with suppress(ValueError, TypeError):
            decoded = from_json(body, cache_strings="keys")
            return lambda model: model.__pydantic_validator__.validate_python(decoded)
    return lambda model: model.__pydantic_validator__.validate_json(body)


def _read_if_valid(read: _Read, model: type[_M]) -> _M | None:
    """Return a body as a model, or None if the model does not accept it."""
    try:
        return read(model)
    except ValidationError:
        return None


def worse_status(*known: int | None) -> int | None:
    """Return the highest of the status codes that are known, or None if none is."""
    return max((code for code in known if code is not None), default=None)


def status_findings(repeated: int | None, status_code: int | None) -> tuple[Finding, ...]:
    """Return a finding for each known status code that does not mean success.

    Args:
        repeated: The status code in the body.
        status_code: The status code of the HTTP response.
    """
    findings: list[Finding] = []
    if status_code is not None and status_code not in _SUCCESS:
        message = f"came with HTTP status {status_code} instead of 200 to 299"
        findings.append(finding("status_code", (), message))
    if repeated is not None and repeated not in _SUCCESS:
        findings.append(finding("status_code", ("status_code",), "must be from 200 to 299"))
    return tuple(findings)
