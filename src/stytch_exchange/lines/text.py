"""A summary as lines of text for a person."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stytch_exchange.lines.summary import Summary


class SummaryRow(NamedTuple):
    """A line of a summary, for a person."""

    severity: str
    code: str
    place: str
    message: str
    bodies: str
    first: str


def headline(summary: Summary) -> str:
    """Return how many bodies were checked, and how many are ok."""
    wrong = summary.bodies - summary.ok
    return f"{counted(summary.bodies)}: {summary.ok} ok, {wrong} not ok"


def counted(bodies: int) -> str:
    """Return a number of bodies, in words."""
    return "1 body" if bodies == 1 else f"{bodies} bodies"


def rows_of_summary(summary: Summary) -> Iterator[SummaryRow]:
    """Yield the lines: findings by code and place, then values, then diagnoses.

    A field that was filled is left out, because it is also missing.
    """
    for group in summary.groups:
        if group.code not in {"filled", "unknown_value"}:
            yield SummaryRow(
                group.severity,
                group.code,
                group.pointer or "(body)",
                group.message,
                counted(group.bodies),
                str(group.first),
            )
    for value in summary.values:
        message = f"the unknown value {value.value}"
        yield SummaryRow(
            "info", "unknown_value", value.pointer, message, counted(value.bodies), str(value.first)
        )
    for row in summary.diagnoses:
        yield SummaryRow(
            "info", row.kind, "(body)", row.message, counted(row.bodies), str(row.first)
        )


def text_of(rows: Sequence[SummaryRow]) -> str:
    """Return rows as text, with the severities and the codes in columns."""
    width = max(len(row.code) for row in rows)
    return "\n".join(
        f"  {row.severity:7}  {row.code:{width}}  {row.place}: {row.message}"
        f" ({row.bodies}, first {row.first})"
        for row in rows
    )
