"""Parsing: bytes to a response, or an error that is safe to log."""

from contextlib import suppress
from typing import Annotated, Protocol, TypeVar

from pydantic import Field, ValidationError
from pydantic_core import from_json

from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError, StytchExchangeError
from stytch_exchange.findings import Finding, finding, findings_of
from stytch_exchange.models._base import Model
from stytch_exchange.models.error import ErrorResponse
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.tracebacks import hide_frames

_M = TypeVar("_M", bound=Model)
_Body = bytes | bytearray | str

_STATUS_CODES = range(1000)
_SUCCESS = range(200, 300)
_ERROR = 400

_LARGE = 64 * 1024
"""From here on a body is decoded first: pydantic copies JSON once for each field that it misses,
which takes ten megabytes of `{}` a minute and gigabytes."""

_TOO_LARGE = 2 * 1024 * 1024
"""A longer body is not looked into: this is a hundred times the largest example."""


@hide_frames
def parse_response(
    body: bytes | bytearray | str, *, status_code: int | None = None
) -> ExchangeAccessTokenResponse:
    """Return the response that a body holds, or raise an error that is safe to log.

    | Status (the argument, else the body's) | Body | Outcome |
    |---|---|---|
    | none, or 200 to 299 | a response with `status_code` 200 to 299 | the response |
    | any | an error object | `ExchangeRefusedError` with its `error` |
    | 400 or more, the worse of both | anything else | `ExchangeRefusedError` without |
    | otherwise | otherwise | `InvalidResponseError` with its findings |

    The first row that fits decides. A body of more than 2 MiB is not looked into.

    Args:
        body: The body as it came over the wire: JSON in UTF-8, or text.
        status_code: The HTTP status code, where you have it: with it, an HTML page behind a 502
            is told apart from a broken response.

    Returns:
        The response, whole and valid.

    Raises:
        ExchangeRefusedError: The API, or something in front of it, answered with an error.
        InvalidResponseError: The body is not the response that the contract describes.
        TypeError: The body is neither bytes nor text, or the status code is no integer.
        ValueError: The status code has more than three digits, or is negative.
    """
    check_arguments(body, status_code)
    outcome = outcome_of(body, status_code)
    if isinstance(outcome, StytchExchangeError):
        raise outcome
    return outcome


def check_arguments(body: object, status_code: object) -> None:
    """Raise an error if an argument is wrong. Its message does not contain the value.

    Args:
        body: Should be bytes or text.
        status_code: Should be an HTTP status code or None.

    Raises:
        TypeError: The body is not bytes or text, or the status code is not an integer.
        ValueError: The status code is negative or has more than three digits.
    """
    if not isinstance(body, bytes | bytearray | str):
        kind = type(body).__name__
        raise TypeError(
            f"body must be bytes or str, not {kind}: decoded JSON is for model_validate"
        )
    if isinstance(status_code, bool) or not isinstance(status_code, int | None):
        raise TypeError(f"status_code must be int or None, not {type(status_code).__name__}")
    if status_code is not None and status_code not in _STATUS_CODES:
        raise ValueError("status_code must be an HTTP status: a number of up to three digits")


class _StatusCode(Model):
    """The HTTP status code that a body of any kind may repeat."""

    status_code: Annotated[int, Field(ge=100, le=599)]


def outcome_of(
    body: _Body, status_code: int | None
) -> ExchangeAccessTokenResponse | StytchExchangeError:
    """Return the response, or the error to raise."""
    findings: tuple[Finding, ...]
    if len(body) > _TOO_LARGE:
        body, findings = "", (finding("too_large", (), "is larger than 2 MiB"),)
        read = _reader(body)
    else:
        read = _reader(body)
        try:
            response = read(ExchangeAccessTokenResponse)
        except ValidationError as error:
            findings = findings_of(error)
        else:
            findings = status_findings(response.status_code, status_code)
            if not findings:
                return response
    repeated = _held(read, _StatusCode)
    worse = worse_status(status_code, None if repeated is None else repeated.status_code)
    refusal = _held(read, ErrorResponse)
    if refusal is not None or (worse is not None and worse >= _ERROR):
        return ExchangeRefusedError(worse, refusal)
    return InvalidResponseError(findings)


class _Read(Protocol):
    """Reads what a body holds of a model, or raises a `ValidationError`."""

    def __call__(self, model: type[_M], /) -> _M: ...


def _reader(body: _Body) -> _Read:
    """Return how to read a body, in the way that suits its size."""
    if len(body) > _LARGE:
        # What is not JSON is said by the other way, with a `ValidationError`. It is a `TypeError`
        # here where text is not UTF-8.
        with suppress(ValueError, TypeError):
            decoded = from_json(body)
            return lambda model: model.__pydantic_validator__.validate_python(decoded)
    return lambda model: model.__pydantic_validator__.validate_json(body)


def _held(read: _Read, model: type[_M]) -> _M | None:
    """Return what a body holds of a model, or None where it holds no such thing."""
    try:
        return read(model)
    except ValidationError:
        return None


def worse_status(*known: int | None) -> int | None:
    """Return the worst of the status codes that are known, or None where none is."""
    return max((code for code in known if code is not None), default=None)


def status_findings(repeated: int | None, status_code: int | None) -> tuple[Finding, ...]:
    """Return a finding for each status code that is known and does not say success.

    Args:
        repeated: The status code in the body.
        status_code: The HTTP status code that the body came with.
    """
    findings: list[Finding] = []
    if status_code is not None and status_code not in _SUCCESS:
        message = f"came with the HTTP status {status_code}, which is not from 200 to 299"
        findings.append(finding("status_code", (), message))
    if repeated is not None and repeated not in _SUCCESS:
        message = "must be from 200 to 299"
        findings.append(finding("status_code", ("status_code",), message))
    return tuple(findings)
