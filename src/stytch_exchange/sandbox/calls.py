"""A call of one of the sandbox's routes, as far as a route needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from stytch_exchange.sandbox.project import Project
from stytch_exchange.sandbox.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Call:
    """The parts of a request that decide about its answer."""

    body: bytes = field(repr=False)
    path: Mapping[str, str]
    """The parameters in the path."""

    query: Mapping[str, str]


Answer = Callable[[Project, Call], dict[str, Any] | Refusal]
"""Answers a call: with the fields of a response, or with a refusal."""
