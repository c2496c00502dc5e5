"""A sandbox with a clock that the test sets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from stytch_exchange.sandbox import Sandbox, run_sandbox


class Clock:
    """A clock that stops until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 5, 9, 14, 31, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the clock's time."""
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move the clock forward; the arguments are those of `timedelta`."""
        self.now += timedelta(**time)


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """A stopped clock."""
    return Clock()


@pytest.fixture(name="still")
def _still(clock: Clock) -> Iterator[Sandbox]:
    """A sandbox with the test's clock, and a limit of three exchanges a minute."""
    with run_sandbox(clock=clock, rate_limit=3) as sandbox:
        yield sandbox
