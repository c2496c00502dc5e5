"""A summary of many bodies: counts that merge in any order, and stay small."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from pydantic import TypeAdapter
from pydantic_core import from_json, to_json

from stytch_exchange.findings import SEVERITIES, Severity
from stytch_exchange.lines.rows import (
    DiagnosisCount,
    FindingGroup,
    HourCount,
    ValueCount,
)

_MOST_GROUPS: Final = 1000
_MOST_VALUES: Final = 1000
_MOST_HOURS: Final = 10_000
"""How many rows a summary keeps, because bodies can have any number of unknown fields.

The first rows in sorted order are kept, and the last hours. Such a row is among the first of each
part that has it, so the order in which parts are merged does not matter.
"""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was found in many bodies: where, how often, and where first.

    Add two summaries to merge them, in any order; `Summary.merged` merges many. A summary stays
    small, whatever the bodies contain, and holds no secret.
    """

    bodies: int = 0
    """The number of bodies."""

    ok: int = 0
    """The number of bodies without a finding of severity `error`."""

    findings: int = 0
    """The number of findings, including those that are in no group."""

    groups: tuple[FindingGroup, ...] = ()
    """The findings by code and place, errors first. At most 1000 groups are kept."""

    diagnoses: tuple[DiagnosisCount, ...] = ()
    """The bodies that are not a response, or were changed, by kind."""

    values: tuple[ValueCount, ...] = ()
    """The unknown values of open vocabularies. At most 1000 are kept."""

    hours: tuple[HourCount, ...] = ()
    """The bodies by the hour in `/member_session/last_accessed_at`, oldest first. Bodies without
    this time are left out. Only the newest 10,000 hours are kept."""

    @classmethod
    def merged(cls, summaries: Iterable["Summary"]) -> "Summary":
        """Return the summary of all bodies of many summaries. They are read one after another.

        Args:
            summaries: The summaries, such as `record.summary` of each record.
        """
        bodies = ok = findings = 0
        groups: _Rows[FindingGroup] = _Rows(_MOST_GROUPS)
        diagnoses: _Rows[DiagnosisCount] = _Rows(_MOST_GROUPS)
        values: _Rows[ValueCount] = _Rows(_MOST_VALUES)
        hours: _Rows[HourCount] = _Rows(_MOST_HOURS, newest=True)
        for summary in summaries:
            bodies += summary.bodies
            ok += summary.ok
            findings += summary.findings
            groups.add(summary.groups)
            diagnoses.add(summary.diagnoses)
            values.add(summary.values)
            hours.add(summary.hours)
        return cls(
            bodies, ok, findings, groups.kept(), diagnoses.kept(), values.kept(), hours.kept()
        )

    def __add__(self, other: "Summary") -> "Summary":
        """Return the summary of the bodies of both."""
        return self.merged((self, other))

    def since(self, baseline: "Summary") -> "Summary":
        """Return only what is new: the groups, diagnoses and values that a baseline does not have.

        The numbers of bodies and findings, and the hours, stay as they are.

        Args:
            baseline: The summary of an earlier run.
        """
        return Summary(
            self.bodies,
            self.ok,
            self.findings,
            _new(self.groups, baseline.groups),
            _new(self.diagnoses, baseline.diagnoses),
            _new(self.values, baseline.values),
            self.hours,
        )

    def has(self, severity: Severity) -> bool:
        """Return whether the summary lists anything of at least this severity.

        A diagnosis and an unknown value are as serious as an info.

        Args:
            severity: The least serious severity that counts.
        """
        counted = SEVERITIES[: SEVERITIES.index(severity) + 1]
        noted = "info" in counted and bool(self.diagnoses or self.values)
        return noted or any(group.severity in counted for group in self.groups)

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the summary as JSON text.

        Args:
            indent: The number of spaces for each level. None writes a single line.
        """
        return to_json(asdict(self), indent=indent).decode()

    @classmethod
    def from_json(cls, text: bytes | str) -> "Summary":
        """Return the summary that `to_json` wrote.

        Args:
            text: The JSON text.

        Raises:
            ValueError: The text is not a summary. The message shows nothing of it.
        """
        try:
            document = from_json(text)
            if isinstance(document, dict) and document.keys() >= cls.__dataclass_fields__.keys():
                return _reader().validate_python(document)
        except ValueError:
            pass
        raise ValueError("is not a summary: pass a file that --summary-json wrote")


@cache
def _reader() -> TypeAdapter[Summary]:
    return TypeAdapter(Summary)


class _Row(Protocol):
    """A row of a summary."""

    @property
    def key(self) -> Any: ...

    def __add__(self, other: Self, /) -> Self: ...


_R = TypeVar("_R", bound=_Row)


class _Rows(Generic[_R]):
    """Rows that are being merged: those with the same key are added."""

    def __init__(self, most: int, *, newest: bool = False) -> None:
        self._most = most
        self._newest = newest
        self._rows: dict[Any, _R] = {}

    def add(self, rows: Iterable[_R]) -> None:
        """Add rows. Those that cannot be kept are dropped from time to time."""
        for row in rows:
            known = self._rows.get(row.key)
            self._rows[row.key] = row if known is None else known + row
        if len(self._rows) > 2 * self._most:
            self._rows = {row.key: row for row in self.kept()}

    def kept(self) -> tuple[_R, ...]:
        """Return the rows in order, as many as are kept."""
        rows = [self._rows[key] for key in sorted(self._rows)]
        return tuple(rows[-self._most :] if self._newest else rows[: self._most])


def _new(rows: tuple[_R, ...], baseline: tuple[_R, ...]) -> tuple[_R, ...]:
    known = {row.key for row in baseline}
    return tuple(row for row in rows if row.key not in known)
