"""Spans: the places of a text that hold a secret."""

from typing import NamedTuple

MASK = "**********"


class Span(NamedTuple):
    """A place that holds a secret."""

    start: int
    end: int
    quote: str = ""
    """What to write before and after the mask: a number in JSON becomes a string."""


def is_masked(text: str) -> bool:
    """Return whether nothing is left of a secret but the mask."""
    return not text.strip("*")
