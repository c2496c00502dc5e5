"""Bounded storage: values that expire, and of which only the newest are kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Generic, TypeVar

_T = TypeVar("_T")

_LARGEST = 10_000
_SMALLEST = 64
"""Below this size, looking for expired values is not worth the time."""


@dataclass
class Store(Generic[_T]):
    """Values by key, each until it expires. When the store is full, the oldest value goes."""

    limit: int = _LARGEST
    _values: dict[str, tuple[datetime, _T]] = field(default_factory=dict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)
    _sweep_at: int = _SMALLEST

    def put(self, key: str, value: _T, *, expires_at: datetime, now: datetime) -> None:
        """Add a value, or replace the value that has its key."""
        with self._lock:
            self._values[key] = (expires_at, value)
            # Looking at all values only each time that their number has doubled keeps `put` fast.
            if len(self._values) >= min(self._sweep_at, self.limit):
                self._values = {k: v for k, v in self._values.items() if now < v[0]}
                self._sweep_at = max(_SMALLEST, 2 * len(self._values))
            while len(self._values) > self.limit:
                del self._values[next(iter(self._values))]

    def get(self, key: str, *, now: datetime) -> _T | None:
        """Return a value, or None if it is unknown or has expired."""
        expires_at, value = self._values.get(key, (now, None))
        return value if now < expires_at else None

    def take(self, key: str, *, now: datetime) -> _T | None:
        """Remove and return a value. Of concurrent callers, only one gets it."""
        with self._lock:
            expires_at, value = self._values.pop(key, (now, None))
        return value if now < expires_at else None

    def values(self, *, now: datetime) -> Iterator[_T]:
        """Yield the values that have not expired, oldest first."""
        with self._lock:
            held = list(self._values.values())
        yield from (value for expires_at, value in held if now < expires_at)

    def forget(self) -> None:
        """Forget all values."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        """Return the number of values in memory, including those that have expired."""
        return len(self._values)


def token_hash(token: str) -> str:
    """Return the hash under which a token is kept."""
    return sha256(token.encode()).hexdigest()
