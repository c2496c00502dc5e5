"""A sandbox of which a test holds the clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from stytch_exchange.sandbox import Sandbox, run_sandbox


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 5, 9, 14, 31, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time that it shows."""
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let time pass, in the words of `timedelta`."""
        self.now += timedelta(**time)


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture(name="still")
def _still(clock: Clock) -> Iterator[Sandbox]:
    """A sandbox of which the test holds the clock, and which answers three times a minute."""
    with run_sandbox(clock=clock, rate_limit=3) as sandbox:
        yield sandbox
