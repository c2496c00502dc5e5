"""The report of a check: what was found, and what can still be read."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any, get_args

from pydantic_core import to_json

from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError
from stytch_exchange.findings import Finding, Severity
from stytch_exchange.models.error import ErrorResponse
from stytch_exchange.models.response import ExchangeAccessTokenResponse


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What `check_response` found in a body. It shows no value of the body.

    A report that is pickled leaves its `response` behind, since that holds both tokens, and of
    its `error` what may be logged.
    """

    findings: tuple[Finding, ...] = ()
    """Where the body departs from the contract, in the body's own order."""

    response: ExchangeAccessTokenResponse | None = None
    """What the body holds: strictly parsed where that is possible, else repaired, else None. A
    report with the finding `filled` holds a repaired one."""

    error: ErrorResponse | None = None
    """The error body, or None where the body is none."""

    status_code: int | None = None
    """The HTTP status code: the worse of the argument and the body's. None where neither is
    known."""

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.severity != "error" for finding in self.findings)

    def raise_for_errors(self) -> None:
        """Raise where the report is not `ok`, and do nothing where it is.

        Raises:
            ExchangeRefusedError: The body, or its status, is that of a refusal.
            InvalidResponseError: Another finding is an error; it holds all that are.
        """
        errors = [finding for finding in self.findings if finding.severity == "error"]
        if any(finding.code == "refused" for finding in errors):
            raise ExchangeRefusedError(self.status_code, self.error)
        if errors:
            raise InvalidResponseError(errors)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the report as JSON text, without the response and without any secret.

        It has `ok`, `status_code`, `findings` with their four fields, and `error`: what may be
        logged of an error body, or null.

        Args:
            indent: Spaces for each level; None writes one line.
        """
        document = {
            "ok": self.ok,
            "status_code": self.status_code,
            "findings": [asdict(finding) for finding in self.findings],
            "error": None if self.error is None else self.error.log_fields(),
        }
        return to_json(document, indent=indent).decode()

    def __str__(self) -> str:
        """Return the report as text: a summary, and a line for each finding."""
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
        """Return the summary alone."""
        return f"<Report: {self._summary()}>"

    def _repr_html_(self) -> str:
        """Return the report as a table for notebooks; it takes the colors of the page."""
        from html import escape  # noqa: PLC0415 - for notebooks alone

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

    def __reduce__(self) -> tuple[type["Report"], tuple[Any, ...]]:
        """Leave the response out of a pickle: it holds both tokens."""
        return type(self), (self.findings, None, self.error, self.status_code)

    def __copy__(self) -> "Report":
        """Return the report itself: it does not change."""
        return self

    def __deepcopy__(self, memo: object) -> "Report":
        """Return the report itself: it does not change."""
        return self

    def _summary(self) -> str:
        """Return whether the body is what the API promises, and how much was found."""
        counts = Counter(finding.severity for finding in self.findings)
        severities: tuple[Severity, ...] = get_args(Severity)
        told = [
            f"{counts[severity]} {_plural(severity, counts[severity])}"
            for severity in severities
            if counts[severity]
        ]
        return ": ".join([_VERDICTS[self.ok], ", ".join(told) or "nothing found"])


_VERDICTS = {True: "ok", False: "not ok"}
_COLUMNS = ("Severity", "Code", "Where", "What")


def _place(finding: Finding) -> str:
    return finding.pointer or "(body)"


def _plural(severity: Severity, count: int) -> str:
    return severity if count == 1 or severity == "info" else f"{severity}s"
