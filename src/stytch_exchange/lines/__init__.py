"""Check many bodies: one after another from any iterable, and as summaries that merge."""

from stytch_exchange.lines.records import Record, check_records
from stytch_exchange.lines.rows import (
    DiagnosisCount,
    FindingGroup,
    HourCount,
    Position,
    ValueCount,
)
from stytch_exchange.lines.summary import Summary

__all__ = [
    "DiagnosisCount",
    "FindingGroup",
    "HourCount",
    "Position",
    "Record",
    "Summary",
    "ValueCount",
    "check_records",
]
