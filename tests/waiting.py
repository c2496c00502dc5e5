"""Say which tests are running when none has ended for ten seconds."""

from threading import Event, Thread
from time import monotonic

import pytest

_PATIENCE = 10.0
"""Seconds of silence before a line is printed."""


class Waiting:
    """A plugin for the process in which pytest-xdist prints what its workers report.

    Without workers it would be of no use: pytest captures what is printed while a test runs.
    """

    def __init__(self, reporter: pytest.TerminalReporter) -> None:
        """Take the reporter that prints the lines."""
        self._reporter = reporter
        self._running: dict[str, float] = {}
        self._ended = Event()
        self._is_over = False

    def pytest_sessionstart(self) -> None:
        """Start to watch."""
        Thread(target=self._watch, daemon=True).start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note that a test has begun."""
        self._running[nodeid] = monotonic()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note that a test has ended."""
        self._running.pop(nodeid, None)
        self._ended.set()

    def pytest_sessionfinish(self) -> None:
        """Stop."""
        self._is_over = True
        self._ended.set()

    def _watch(self) -> None:
        while not self._is_over:
            if not self._ended.wait(_PATIENCE):
                self._reporter.write(f"\n{waiting_for(self._running, monotonic())}\n")
            self._ended.clear()


def waiting_for(running: dict[str, float], now: float) -> str:
    """Return a line that names the running tests, and for how many seconds each has run.

    Args:
        running: When each test began, by its node id.
        now: The present time, by the same clock.
    """
    tests = [f"{name} ({now - begun:.0f} s)" for name, begun in list(running.items())]
    return f"waiting for {', '.join(tests) or 'the tests to be collected'}"
