"""`check_records`: check bodies one after another, from any iterable."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import count
from operator import attrgetter
from typing import Any

from pydantic_core import from_json

from stytch_exchange.checking.check import check_response
from stytch_exchange.checking.inside import body_at, steps_of
from stytch_exchange.checking.report import Report
from stytch_exchange.findings import SEVERITIES, Finding, FindingCode
from stytch_exchange.lines.excerpts import excerpt_at, folded, word_at
from stytch_exchange.lines.rows import (
    DiagnosisCount,
    FindingGroup,
    HourCount,
    Position,
    ValueCount,
)
from stytch_exchange.lines.summary import Summary
from stytch_exchange.models._response import Response
from stytch_exchange.models.response import ExchangeAccessTokenResponse
from stytch_exchange.parsing import reason_not_to_read, without_byte_order_mark
from stytch_exchange.tracebacks import hide_frames

_Body = bytes | bytearray | str

_key = attrgetter("key")


@dataclass(frozen=True, slots=True)
class Record:
    """A body that was checked. It does not show any value from the body."""

    position: Position
    """The file and the line of the body."""

    report: Report[Any]
    """The report on the body."""

    summary: Summary
    """The summary of this one body."""

    def to_json(self) -> str:
        """Return a line of JSON: `file`, `line`, and the keys of the report's JSON."""
        head = json.dumps({"file": self.position.file, "line": self.position.line})
        return f"{head[:-1]}, {self.report.to_json()[1:]}"


def check_records(  # noqa: PLR0913 - the arguments of check_response, and where the bodies are
    bodies: Iterable[_Body | None],
    *,
    start: int = 1,
    file: str = "",
    status_code: int | None = None,
    model: type[Response] = ExchangeAccessTokenResponse,
    at: str | None = None,
) -> Iterator[Record]:
    """Check bodies one after another, and return an iterator of their records.

    It keeps nothing between two bodies: split the bodies anywhere, check the parts on any machine,
    and merge the summaries. No body makes it raise.

    Args:
        bodies: The bodies as you received them: JSON in UTF-8, or text. None is an empty body.
        start: The line of the first body.
        file: The name of the file that contains the bodies.
        status_code: The HTTP status code of all responses, if you have it.
        model: The response that each body should be: `ExchangeAccessTokenResponse`,
            `SessionAuthenticateResponse` or `RevokeResponse`.
        at: Where the response is inside each body, as a JSON Pointer such as `/data`.

    Returns:
        The records, in the order of the bodies. The iterator reads one body at a time.

    Raises:
        TypeError: An argument has the wrong type. The iterator raises it for a body that is
            neither bytes nor text nor None.
        ValueError: The status code is negative or has more than three digits, or `at` is not a
            JSON Pointer.
    """
    # Arguments that are wrong are reported now, instead of at the first body.
    check_response("", status_code=status_code, model=model, at=at)
    check = partial(check_response, status_code=status_code, model=model, at=at)
    # A generator would keep the current body in its frame, where error trackers find it.
    return map(partial(_record, file=file, at=at, check=check), count(start), bodies)


@hide_frames
def _record(
    line: int,
    body: _Body | None,
    *,
    file: str,
    at: str | None,
    check: Callable[[_Body], Report[Any]],
) -> Record:
    body = b"" if body is None else body
    report = check(body)
    position = Position(file, line)
    decoded = _decoded(body, at) if report.findings else None
    return Record(position, report, _summary(position, report, decoded))


def _decoded(body: _Body, at: str | None) -> Any:
    """Return a body, or the part of it that was checked, as decoded JSON, or None."""
    inside = body if at is None else body_at(body, steps_of(at))
    if inside is None or reason_not_to_read(inside):
        return None
    try:
        return from_json(without_byte_order_mark(inside))
    except (ValueError, TypeError):
        return None


def _summary(position: Position, report: Report[Any], decoded: Any) -> Summary:
    """Return the summary of one body."""
    said = report.diagnosis
    return Summary(
        bodies=1,
        ok=int(report.ok),
        findings=len(report.findings),
        groups=tuple(sorted(_groups(position, report.findings, decoded), key=_key)),
        diagnoses=(() if said is None else (DiagnosisCount(said.kind, 1, position, said.message),)),
        values=tuple(sorted(_values(position, report.findings, decoded), key=_key)),
        hours=tuple(_hours(report)),
    )


def _groups(
    position: Position, findings: Iterable[Finding], decoded: Any
) -> Iterator[FindingGroup]:
    firsts: dict[tuple[FindingCode, str], Finding] = {}
    counts: Counter[tuple[FindingCode, str]] = Counter()
    for found in findings:
        key = found.code, folded(found.pointer)
        firsts.setdefault(key, found)
        counts[key] += 1
    for key, found in firsts.items():
        yield FindingGroup(
            severity=found.severity,
            code=found.code,
            pointer=key[1],
            findings=counts[key],
            bodies=1,
            first=position,
            message=found.message,
            example=excerpt_at(decoded, found.pointer),
        )


def _values(position: Position, findings: Iterable[Finding], decoded: Any) -> Iterator[ValueCount]:
    values = {
        (folded(found.pointer), word_at(decoded, found.pointer))
        for found in findings
        if found.code == "unknown_value"
    }
    for pointer, value in values:
        yield ValueCount(pointer, value, 1, position)


def _hours(report: Report[Any]) -> Iterator[HourCount]:
    moment = _moment(report)
    if moment is None:
        return
    hour = moment.strftime("%Y-%m-%dT%H")
    severities = {found.severity for found in report.findings}
    worst = next((severity for severity in SEVERITIES if severity in severities), "clean")
    yield HourCount(hour, **{worst: 1})


def _moment(report: Report[Any]) -> datetime | None:
    """Return when the session was last used, in UTC, or None if the body does not say."""
    if report.response is not None:
        session = getattr(report.response, "member_session", None)
        moment = None if session is None else session.last_accessed_at
    else:
        known = report.partial or {}
        text = (known.get("member_session") or {}).get("last_accessed_at")
        moment = None if text is None else datetime.fromisoformat(text)
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError:
        return None
