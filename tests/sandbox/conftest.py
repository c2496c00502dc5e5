"""A sandbox with a clock that the test sets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from stytch_exchange.sandbox import Sandbox, run_sandbox

START = datetime(2026, 3, 5, 9, 14, 31, tzinfo=UTC)


class Clock:
    """A clock that stops until a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        """Return the clock's time."""
        return self.now

    def pass_by(self, **time: float) -> None:
        """Move the clock forward; the arguments are those of `timedelta`."""
        self.now += timedelta(**time)


@pytest.fixture(name="clock_of_all", scope="session")
def _clock_of_all() -> Clock:
    """The clock of the sandbox that these tests share."""
    return Clock()


@pytest.fixture(name="clock")
def _clock(clock_of_all: Clock) -> Clock:
    """The same clock, stopped at its first time."""
    clock_of_all.now = START
    return clock_of_all


@pytest.fixture(name="still_of_all", scope="session")
def _still_of_all(clock_of_all: Clock) -> Iterator[Sandbox]:
    """One sandbox for all of these tests, because starting it takes a moment."""
    with run_sandbox(clock=clock_of_all, rate_limit=3) as sandbox:
        yield sandbox


@pytest.fixture(name="still")
def _still(still_of_all: Sandbox, clock: Clock) -> Sandbox:  # noqa: ARG001 - the sandbox reads it
    """A sandbox with the test's clock, and a limit of three exchanges a minute."""
    still_of_all.reset()
    return still_of_all
