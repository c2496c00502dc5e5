"""`check_response`: report everything that is wrong with a body, and read what can be read."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar, overload

from stytch_exchange.checking.consistency import inconsistencies
from stytch_exchange.checking.duplicate_keys import Decoded, decode
from stytch_exchange.checking.healthy import healthy_report
from stytch_exchange.checking.inside import body_at, steps_of
from stytch_exchange.checking.partial import readable_part
from stytch_exchange.checking.repair import repaired
from stytch_exchange.checking.report import Report
from stytch_exchange.checking.walk import Departure, survey
from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError
from stytch_exchange.findings import Finding, Location, Pointers, finding
from stytch_exchange.models._response import Response
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.parsing import (
    check_arguments,
    diagnosis_of,
    outcome_of,
    status_findings,
    without_byte_order_mark,
    worse_status,
)
from stytch_exchange.tracebacks import hide_frames

_R = TypeVar("_R", bound=Response)

_LIMIT = 1000
"""How many findings a report lists."""

_UNREADABLE = {"not_json", "too_large"}
"""The codes for a body that cannot be decoded."""


@overload
def check_response(
    body: bytes | bytearray | str, *, status_code: int | None = None, at: str | None = None
) -> Report[ExchangeAccessTokenResponse]: ...
@overload
def check_response(
    body: bytes | bytearray | str,
    *,
    status_code: int | None = None,
    model: type[_R],
    at: str | None = None,
) -> Report[_R]: ...
@hide_frames
def check_response(
    body: bytes | bytearray | str,
    *,
    status_code: int | None = None,
    model: type[Response] = ExchangeAccessTokenResponse,
    at: str | None = None,
) -> Report[Any]:
    """Check a body against the API contract, and read as much of it as possible.

    `parse_response` raises on an invalid body. This function reports every problem instead: wrong
    values, fields and values that are newer than this package, and parts that contradict each
    other. It fills missing fields that are safe to fill with an empty value, and says what the body
    is if it is not the response. No body makes it raise.

    Args:
        body: The body as you received it: JSON in UTF-8, or text.
        status_code: The HTTP status code, if you have it.
        model: The response that the body should be: `ExchangeAccessTokenResponse`,
            `SessionAuthenticateResponse` or `RevokeResponse`.
        at: Where the response is inside the body, as a JSON Pointer such as `/data`: the
            `pointer` of a diagnosis. The text of a string at this place is read as JSON; `""` is
            the body itself, if it is a string. The findings' pointers then begin at this place.
            A whole body of more than 2 MiB is not read.

    Returns:
        The report, with at most 1000 findings. If there are more, one more finding says so.

    Raises:
        TypeError: The body is not bytes or text, the status code is not an integer, the model is
            not a response, or `at` is not text.
        ValueError: The status code is negative or has more than three digits, or `at` is not a
            JSON Pointer.
    """
    check_arguments(body, status_code, model)
    if at is None:
        return _report(body, status_code, model)
    if not isinstance(at, str):
        raise TypeError(f"at must be str or None, not {type(at).__name__}")
    inside = body_at(body, steps_of(at))
    if inside is None:
        return Report(
            (finding("missing", (), "has nothing at the pointer in `at`"),),
            status_code=status_code,
            model=model,
            diagnosis=diagnosis_of(body, status_code, model),
        )
    return _report(inside, status_code, model)


def _report(body: bytes | bytearray | str, status_code: int | None, model: type[_R]) -> Report[_R]:
    """Return the report. A body that is not healthy is decoded again for each question."""
    if healthy := healthy_report(body, status_code, model):
        return healthy
    rest = without_byte_order_mark(body)
    marks: list[Finding] = []
    if rest is not body:
        message = "begins with a byte-order mark, which many JSON parsers refuse"
        marks.append(finding("byte_order_mark", (), message))
    outcome = outcome_of(rest, status_code, model)
    if isinstance(outcome, Response) or marks:
        diagnosis = diagnosis_of(body, status_code, model)
    else:
        diagnosis = outcome.diagnosis
    response = outcome if isinstance(outcome, model) else None
    if isinstance(outcome, ExchangeRefusedError):
        what = "is an error body" if outcome.error else "came with an error status"
        refused = finding("refused", (), f"{what}: the {model.call} was refused")
        return Report((*marks, refused), None, outcome.error, outcome.status_code, model, diagnosis)
    known = outcome.findings if isinstance(outcome, InvalidResponseError) else ()
    if known and known[0].code in _UNREADABLE:
        return Report((*marks, *known), status_code=status_code, model=model, diagnosis=diagnosis)
    try:
        decoded = decode(rest)
    except (ValueError, RecursionError):
        message = "cannot be decoded by Python's json module, so not everything was checked"
        unchecked = finding("more", (), message)
        findings = (*marks, *known, unchecked)
        return Report(findings, response, status_code=status_code, model=model, diagnosis=diagnosis)
    report = _checked(decoded, response, status_code, model)
    return replace(report, findings=(*marks, *report.findings), diagnosis=diagnosis)


def _checked(
    decoded: Decoded, response: _R | None, status_code: int | None, model: type[_R]
) -> Report[_R]:
    """Return the report on a decoded body, and on its response if the body is valid."""
    body = decoded.value
    departures, fills = survey(body, model, valid=response is not None, limit=_LIMIT + 1)
    repeated = body.get("status_code") if isinstance(body, dict) else None
    repeated = repeated if type(repeated) is int else None
    order = _Order(body)
    found = order.of([*departures, *_repeated_keys(decoded), *_statuses(repeated, status_code)])
    partial = None
    if response is None:
        response = repaired(body, fills, model)
    if response is None:
        # Nothing was filled.
        found = [(place, departure) for place, departure in found if departure.code != "filled"]
        wrong = {path for path, departure in departures if departure.severity == "error"}
        # Behind the limit, it is not known what is wrong.
        partial = readable_part(body, model, wrong) if len(departures) <= _LIMIT else None
    else:
        filled = {path for path, departure in departures if departure.code == "filled"}
        found += order.of(_inconsistencies(response, filled))
    findings = _listed([departure for _, departure in sorted(found, key=lambda pair: pair[0])])
    worse = worse_status(status_code, repeated)
    return Report(findings, response, status_code=worse, model=model, partial=partial)


def _repeated_keys(decoded: Decoded) -> Iterator[Departure]:
    """Yield a finding for each key that appears more than once, up to the limit."""
    message = "appears more than once; only the last value is used"
    pointers = Pointers()
    for path in islice(decoded.repeated_keys(), _LIMIT + 1):
        yield path, finding("duplicate_key", path, message, pointers)


def _statuses(repeated: int | None, status_code: int | None) -> Iterator[Departure]:
    """Yield a finding for each status code that does not mean success."""
    for departure in status_findings(repeated, status_code):
        yield ("status_code",) if departure.pointer else (), departure


def _inconsistencies(response: Response, filled: set[Location]) -> Iterator[Departure]:
    """Yield a finding for each contradiction that no filled field is part of, up to the limit."""
    found = (
        (location, finding(code, location, message))
        for code, location, message, compared in inconsistencies(response)
        if location not in filled and compared not in filled
    )
    return islice(found, _LIMIT + 1)


class _Order:
    """The positions of findings in the body. Missing fields come last in their object."""

    def __init__(self, body: Any) -> None:
        self._body = body
        self._indices: dict[int, dict[str, int]] = {}

    def of(self, departures: Iterable[Departure]) -> list[tuple[list[int], Finding]]:
        """Return the findings, each with its position in the body."""
        return [(self._position(path), departure) for path, departure in departures]

    def _position(self, path: Location) -> list[int]:
        position: list[int] = []
        value: Any = self._body
        for step in path:
            if isinstance(value, dict):
                # Cached before the repair fills fields, so that missing fields stay last.
                if id(value) not in self._indices:
                    self._indices[id(value)] = {key: index for index, key in enumerate(value)}
                index = self._indices[id(value)]
                position.append(index.get(str(step), len(index)))
                value = value.get(step)
            else:
                position.append(int(step))
                value = value[step]
        return position


def _listed(findings: list[Finding]) -> tuple[Finding, ...]:
    """Return the findings up to the limit, including at least one error if there is one."""
    if len(findings) <= _LIMIT:
        return tuple(findings)
    listed, left_out = findings[:_LIMIT], findings[_LIMIT:]
    if all(found.severity != "error" for found in listed):
        listed[-1:] = [found for found in left_out if found.severity == "error"][:1] or listed[-1:]
    more = finding("more", (), f"has more findings; only the first {_LIMIT} are listed")
    return (*listed, more)
