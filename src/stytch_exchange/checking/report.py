"""The report of a check: the findings, and the parts of the body that could be read."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, Generic, get_args

from pydantic_core import to_json
from typing_extensions import TypeVar

from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError
from stytch_exchange.findings import Finding, Severity
from stytch_exchange.models._response import Response
from stytch_exchange.models.error import ErrorResponse
from stytch_exchange.models.response import ExchangeAccessTokenResponse

_R = TypeVar("_R", bound=Response, default=ExchangeAccessTokenResponse)

_VERDICTS = {True: "ok", False: "not ok"}
_COLUMNS = ("Severity", "Code", "Where", "What")


@dataclass(frozen=True, slots=True, repr=False)
class Report(Generic[_R]):
    """The result of `check_response`. It does not show any value from the body.

    A pickle of a report leaves out `response`, which contains both tokens, and keeps only those
    fields of `error` that are safe to log.
    """

    findings: tuple[Finding, ...] = ()
    """Where the body does not match the contract, in the order of the body."""

    response: _R | None = None
    """The response: parsed strictly if possible, otherwise repaired, otherwise None. If it was
    repaired, there is a finding `filled` for each filled field. It is an
    `ExchangeAccessTokenResponse`, unless you passed another `model`."""

    error: ErrorResponse | None = None
    """The parsed error body, or None if the body is not an error."""

    status_code: int | None = None
    """The HTTP status code: the higher of the one you passed and the one in the body. None if
    neither is known."""

    model: type[Response] = ExchangeAccessTokenResponse
    """The response that the body was checked as."""

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
            raise ExchangeRefusedError(self.status_code, self.error, self.model.call)
        if errors:
            raise InvalidResponseError(errors, self.model.__name__)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the report as JSON text, without the response and without secrets.

        The keys are `ok`, `status_code`, `findings` with their four fields, and `error`: the
        fields of the error body that are safe to log, or null.

        Args:
            indent: The number of spaces for each level. None writes a single line.
        """
        document = {
            "ok": self.ok,
            "status_code": self.status_code,
            "findings": [asdict(finding) for finding in self.findings],
            "error": None if self.error is None else self.error.log_fields(),
        }
        return to_json(document, indent=indent).decode()

    def __str__(self) -> str:
        """Return the report as text: a summary, then one line for each finding."""
        if not self.findings:
            return self._summary()
        severity_width = max(len(found.severity) for found in self.findings)
        code_width = max(len(found.code) for found in self.findings)
        lines = [
            f"  {found.severity:{severity_width}}  {found.code:{code_width}}"
            f"  {_place(found)}: {found.message}"
            for found in self.findings
        ]
        return "\n".join([self._summary(), *lines])

    def __repr__(self) -> str:
        """Return only the summary."""
        return f"<Report: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return the report as a table for notebooks, in the colors of the page."""
        from html import escape  # noqa: PLC0415 - only notebooks need it

        rows = [_COLUMNS] + [
            (found.severity, found.code, _place(found), found.message) for found in self.findings
        ]
        head, *body = ([escape(cell) for cell in row] for row in rows)
        headers = "".join(f'<th scope="col">{name}</th>' for name in head)
        lines = "".join(
            f"<tr><td>{severity}</td><td><code>{code}</code></td>"
            f"<td><code>{place}</code></td><td>{message}</td></tr>"
            for severity, code, place, message in body
        )
        caption = f"<caption>{escape(self._summary())}</caption>"
        return f"<table>{caption}<thead><tr>{headers}</tr></thead><tbody>{lines}</tbody></table>"

    def __reduce__(self) -> tuple[type["Report[_R]"], tuple[Any, ...]]:
        """Leave the response out of a pickle, because it contains both tokens."""
        return type(self), (self.findings, None, self.error, self.status_code, self.model)

    def __copy__(self) -> "Report[_R]":
        """Return the same report, because it cannot change."""
        return self

    def __deepcopy__(self, memo: object) -> "Report[_R]":
        """Return the same report, because it cannot change."""
        return self

    def _summary(self) -> str:
        """Return whether the body is ok, and the number of findings of each severity."""
        counts = Counter(finding.severity for finding in self.findings)
        severities: tuple[Severity, ...] = get_args(Severity)
        counted = [
            f"{counts[severity]} {_plural(severity, counts[severity])}"
            for severity in severities
            if counts[severity]
        ]
        return ": ".join([_VERDICTS[self.ok], ", ".join(counted) or "nothing found"])


def _place(finding: Finding) -> str:
    return finding.pointer or "(body)"


def _plural(severity: Severity, count: int) -> str:
    return severity if count == 1 or severity == "info" else f"{severity}s"
