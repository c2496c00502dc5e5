"""The rows of a summary: each counts one thing, and two rows about the same thing can be added."""

from dataclasses import dataclass, replace
from typing import Self

from stytch_exchange.diagnosis.kinds import DiagnosisKind
from stytch_exchange.findings import SEVERITIES, FindingCode, Severity


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a body is: its file and its line, which is 1 for the first line."""

    file: str
    """The name of the file. Empty if the bodies are not from a named file."""

    line: int
    """The number of the line, counted from 1."""

    def __str__(self) -> str:
        """Return `file:line`, as editors and compilers write it, or `line 7` without a file."""
        return f"{self.file}:{self.line}" if self.file else f"line {self.line}"


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All findings with one code at one place."""

    severity: Severity
    """How serious they are."""

    code: FindingCode
    """The kind of problem."""

    pointer: str
    """The place: a JSON Pointer (RFC 6901) with `*` in place of each array index."""

    findings: int
    """The number of findings. A body has several if the place is inside an array."""

    bodies: int
    """The number of bodies that have such a finding."""

    first: Position
    """The first of these bodies: by the name of its file, then by its line."""

    message: str
    """The message of the finding in that body."""

    example: str | None = None
    """The object around the finding in that body, as text: its strings and numbers are masked, and
    long objects are cut. None if the body is not a JSON object."""

    @property
    def key(self) -> tuple[int, str, str]:
        """What the group counts; groups are sorted by it, the most serious first."""
        return SEVERITIES.index(self.severity), self.code, self.pointer

    def __add__(self, other: Self) -> Self:
        """Return both counts together, with the text of the first body."""
        first = min(self, other, key=lambda group: (group.first, group.message, str(group.example)))
        return replace(
            first,
            findings=self.findings + other.findings,
            bodies=self.bodies + other.bodies,
        )


@dataclass(frozen=True, slots=True)
class DiagnosisCount:
    """All bodies that are the same kind of thing, instead of a response."""

    kind: DiagnosisKind
    """What these bodies are."""

    bodies: int
    """The number of these bodies."""

    first: Position
    """The first of these bodies: by the name of its file, then by its line."""

    message: str
    """What that body is, as a sentence."""

    @property
    def key(self) -> str:
        """What the row counts; rows are sorted by it."""
        return self.kind

    def __add__(self, other: Self) -> Self:
        """Return both counts together."""
        first = min(self, other, key=lambda row: (row.first, row.message))
        return replace(first, bodies=self.bodies + other.bodies)


@dataclass(frozen=True, slots=True)
class ValueCount:
    """All unknown values of an open vocabulary that are equal."""

    pointer: str
    """The place: a JSON Pointer (RFC 6901) with `*` in place of each array index."""

    value: str
    """The value, if it looks like a word of the API. Otherwise only its first characters, because
    it could be a secret."""

    bodies: int
    """The number of bodies with this value."""

    first: Position
    """The first of these bodies: by the name of its file, then by its line."""

    @property
    def key(self) -> tuple[str, str]:
        """What the row counts; rows are sorted by it."""
        return self.pointer, self.value

    def __add__(self, other: Self) -> Self:
        """Return both counts together."""
        return replace(self, bodies=self.bodies + other.bodies, first=min(self.first, other.first))


@dataclass(frozen=True, slots=True)
class HourCount:
    """All bodies of an hour, by the most serious finding of each."""

    hour: str
    """The hour in UTC in which the session was last used, such as `2026-03-05T09`."""

    clean: int = 0
    """The number of bodies with no finding."""

    info: int = 0
    """The number of bodies whose most serious finding is an info."""

    warning: int = 0
    """The number of bodies whose most serious finding is a warning."""

    error: int = 0
    """The number of bodies with an error."""

    @property
    def key(self) -> str:
        """What the row counts; rows are sorted by it."""
        return self.hour

    def __add__(self, other: Self) -> Self:
        """Return both counts together."""
        return replace(
            self,
            clean=self.clean + other.clean,
            info=self.info + other.info,
            warning=self.warning + other.warning,
            error=self.error + other.error,
        )
