"""The report of a check: the findings, and the parts of the body that could be read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Generic, NamedTuple

from pydantic_core import to_json
from typing_extensions import TypeVar

from stytch_exchange.diagnosis import Diagnosis
from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError
from stytch_exchange.findings import SEVERITIES, Finding, FindingCode, Severity
from stytch_exchange.models._response import Response
from stytch_exchange.models.error import ErrorResponse
from stytch_exchange.models.response import ExchangeAccessTokenResponse

_R = TypeVar("_R", bound=Response, default=ExchangeAccessTokenResponse)

_VERDICTS = {True: "ok", False: "not ok"}
_COLUMNS = ("Severity", "Code", "Where", "What")
_FEWEST_GROUPED = 3


@dataclass(frozen=True, slots=True, repr=False)
class Report(Generic[_R]):
    """The result of `check_response`. It does not show any value from the body.

    A pickle of a report leaves out `response`, which contains both tokens, and `partial`. It keeps
    only those fields of `error` that are safe to log.
    """

    findings: tuple[Finding, ...] = ()
    """Where the body does not match the contract, in the order of the body."""

    response: _R | None = None
    """The response: parsed strictly if possible, otherwise repaired, otherwise None. If it
    was repaired, each filled field has a finding `filled`. It is an `ExchangeAccessTokenResponse`,
    unless you passed another `model`."""

    error: ErrorResponse | None = None
    """The parsed error body, or None if the body is not an error."""

    status_code: int | None = None
    """The HTTP status code: the higher of the one you passed and the one in the body. None if
    neither is known."""

    model: type[Response] = ExchangeAccessTokenResponse
    """The response that the body was checked as."""

    diagnosis: Diagnosis | None = None
    """What the body is, if it is not a response or was changed on the way, and what to do next.
    None if the findings say enough."""

    partial: dict[str, Any] | None = None
    """What can be read of a body whose `response` is None: a plain tree of the known fields
    without an error, with its secrets masked. Show it, but never base a decision on it, because
    wrong and missing fields are left out. None if there is nothing to show."""

    @property
    def ok(self) -> bool:
        """Whether the report has no finding of severity `error`."""
        return all(finding.severity != "error" for finding in self.findings)

    def raise_for_errors(self) -> None:
        """Raise an error unless the report is `ok`.

        Raises:
            ExchangeRefusedError: The body or its status code is an error.
            InvalidResponseError: Other findings are errors. The exception has all of them.
        """
        errors = [finding for finding in self.findings if finding.severity == "error"]
        if any(finding.code == "refused" for finding in errors):
            raise ExchangeRefusedError(
                self.status_code, self.error, self.model.call, diagnosis=self.diagnosis
            )
        if errors:
            raise InvalidResponseError(errors, self.model.__name__, diagnosis=self.diagnosis)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the report as JSON text, without the response and without secrets.

        The keys are `ok`, `status_code`, `diagnosis` with its four fields or null, `findings`
        with their four fields, and `error`: the fields of the error body that are safe to log, or
        null.

        Args:
            indent: The number of spaces for each level. None writes a single line.
        """
        document = {
            "ok": self.ok,
            "status_code": self.status_code,
            "diagnosis": None if self.diagnosis is None else asdict(self.diagnosis),
            "findings": [asdict(finding) for finding in self.findings],
            "error": None if self.error is None else self.error.log_fields(),
        }
        return to_json(document, indent=indent).decode()

    def __str__(self) -> str:
        """Return the report as text: the diagnosis, a summary, and the findings.

        A person needs fewer lines than a program: a missing field that was filled is one line,
        and so are three or more missing fields of one object.
        """
        return "\n".join([*self.headlines(), *aligned(rows_of(self.findings))])

    def headlines(self) -> list[str]:
        """Return the lines above the findings: what the body is, the error, and the summary."""
        said = [] if self.diagnosis is None else [str(self.diagnosis)]
        if self.error is not None:
            fields = {**self.error.log_fields(), "status_code": self.status_code}
            said.append(", ".join(f"{name} {value}" for name, value in fields.items() if value))
        return [*said, self._summary()]

    def __repr__(self) -> str:
        """Return only the summary."""
        return f"<Report: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return the report as a table for notebooks, in the colors of the page."""
        from html import escape  # noqa: PLC0415 - only notebooks need it

        rows = [_COLUMNS, *rows_of(self.findings)]
        head, *body = ([escape(cell) for cell in row] for row in rows)
        headers = "".join(f'<th scope="col">{name}</th>' for name in head)
        lines = "".join(
            f"<tr><td>{severity}</td><td><code>{code}</code></td>"
            f"<td><code>{place}</code></td><td>{message}</td></tr>"
            for severity, code, place, message in body
        )
        caption = f"<caption>{'<br>'.join(map(escape, self.headlines()))}</caption>"
        return f"<table>{caption}<thead><tr>{headers}</tr></thead><tbody>{lines}</tbody></table>"

    def __reduce__(self) -> tuple[type["Report[_R]"], tuple[Any, ...]]:
        """Leave the response out of a pickle, because it contains both tokens."""
        known = self.findings, None, self.error, self.status_code, self.model, self.diagnosis
        return type(self), known

    def __copy__(self) -> "Report[_R]":
        """Return the same report, because it cannot change."""
        return self

    def __deepcopy__(self, memo: object) -> "Report[_R]":
        """Return the same report, because it cannot change."""
        return self

    def _summary(self) -> str:
        """Return whether the body is ok, and the number of findings of each severity.

        A field that was filled counts once, as missing.
        """
        counts = Counter(found.severity for found in self.findings if found.code != "filled")
        counted = [
            f"{counts[severity]} {_plural(severity, counts[severity])}"
            for severity in SEVERITIES
            if counts[severity]
        ]
        return ": ".join([_VERDICTS[self.ok], ", ".join(counted) or "nothing found"])


class Row(NamedTuple):
    """A line of a report, for a person."""

    severity: Severity
    code: FindingCode
    place: str
    message: str


def rows_of(findings: Sequence[Finding], *, grouped: bool = True) -> list[Row]:
    """Return findings as lines for a person. A field that was filled is one line.

    Args:
        findings: The findings of a report.
        grouped: Make one line of three or more missing fields of an object.
    """
    filled = {found.pointer: found.message for found in findings if found.code == "filled"}
    missing: dict[str, list[str]] = {}
    for found in findings:
        if found.code == "missing" and found.pointer not in filled:
            owner, _, name = found.pointer.rpartition("/")
            missing.setdefault(owner, []).append(name)
    rows: list[Row] = []
    for found in findings:
        owner, _, name = found.pointer.rpartition("/")
        place, message = found.pointer, found.message
        if found.code == "filled":
            continue
        if found.pointer in filled:
            message = f"{message}; it {filled[found.pointer]}"
        elif (
            grouped and found.code == "missing" and len(names := missing[owner]) >= _FEWEST_GROUPED
        ):
            if name != names[0]:
                continue
            place, message = owner, f"{len(names)} required fields are missing: {', '.join(names)}"
        rows.append(Row(found.severity, found.code, place or "(body)", message))
    return rows


def aligned(rows: Sequence[Row]) -> list[str]:
    """Return rows as text, with the severities and the codes in columns.

    Args:
        rows: The rows.
    """
    width = max((len(row.severity) for row in rows), default=0)
    code_width = max((len(row.code) for row in rows), default=0)
    return [
        f"  {severity:{width}}  {code:{code_width}}  {place}: {message}"
        for severity, code, place, message in rows
    ]


def _plural(severity: Severity, count: int) -> str:
    return severity if count == 1 or severity == "info" else f"{severity}s"
