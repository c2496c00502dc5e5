"""The sandbox's clock: the system's, or a test's, and it can be moved and stopped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time in UTC."""

    def __init__(self, source: Callable[[], datetime]) -> None:
        """Follow a source of time until the clock is moved or stopped.

        Args:
            source: A function that returns the current time with a UTC offset.
        """
        self._source = source
        self._ahead = timedelta(0)
        self._stopped_at: datetime | None = None

    def now(self) -> datetime:
        """Return the current time in UTC.

        Raises:
            ValueError: The source's time does not have a UTC offset.
        """
        now = self._stopped_at or self._source()
        if now.utcoffset() is None:
            raise ValueError("the clock's time must have a UTC offset: use datetime.now(UTC)")
        return now.astimezone(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Move the clock; a negative time moves it back."""
        self._ahead += by

    def stop(self, at: datetime) -> None:
        """Stop the clock."""
        self._ahead, self._stopped_at = timedelta(0), at

    def follow(self) -> None:
        """Follow the source again."""
        self._ahead, self._stopped_at = timedelta(0), None
