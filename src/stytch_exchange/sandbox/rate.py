"""The rate limit: how many requests are answered in a minute."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

_MINUTE = timedelta(minutes=1)


class Rate:
    """Counts the requests of the last minute."""

    def __init__(self, limit: int | None) -> None:
        """Set the limit.

        Args:
            limit: The most requests in any minute; None for no limit.
        """
        self._limit = limit
        self._answered: deque[datetime] = deque()
        self._lock = Lock()

    def allows(self, *, now: datetime) -> bool:
        """Return whether a request may be answered now, and count it if so."""
        if self._limit is None:
            return True
        with self._lock:
            # A clock that was set back leaves counts in the future, which would never expire.
            while self._answered and not timedelta(0) <= now - self._answered[0] < _MINUTE:
                self._answered.popleft()
            if len(self._answered) >= self._limit:
                return False
            self._answered.append(now)
        return True

    def forget(self) -> None:
        """Forget all counted requests."""
        with self._lock:
            self._answered.clear()
