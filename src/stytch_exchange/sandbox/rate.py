"""The rate: how many requests are answered in a minute."""

from collections import deque
from datetime import datetime, timedelta
from threading import Lock

_MINUTE = timedelta(minutes=1)


class Rate:
    """Counts the requests of the last minute."""

    def __init__(self, limit: int | None) -> None:
        """Set the limit.

        Args:
            limit: Requests in any minute; None for no limit.
        """
        self._limit = limit
        self._answered: deque[datetime] = deque()
        self._lock = Lock()

    def allows(self, *, now: datetime) -> bool:
        """Return whether a request may be answered now, and count it if so.

        Args:
            now: The present moment.
        """
        if self._limit is None:
            return True
        with self._lock:
            # A clock that was put back leaves counts in the future, which would never go.
            while self._answered and not timedelta(0) <= now - self._answered[0] < _MINUTE:
                self._answered.popleft()
            if len(self._answered) >= self._limit:
                return False
            self._answered.append(now)
        return True

    def forget(self) -> None:
        """Forget the requests that were counted."""
        with self._lock:
            self._answered.clear()
