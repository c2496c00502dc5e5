"""Bounded storage: values expire, and the oldest make room for new ones."""

from datetime import UTC, datetime, timedelta

from stytch_exchange.sandbox.store import Store

NOW = datetime(2026, 3, 5, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)


def test_a_value_expires() -> None:
    """It is there until the moment at which it expires."""
    store: Store[str] = Store()
    store.put("a", "value", expires_at=LATER, now=NOW)

    assert "value" == store.get("a", now=LATER - timedelta(microseconds=1))
    assert store.get("a", now=LATER) is None
    assert store.take("a", now=LATER) is None
    assert store.get("another", now=NOW) is None


def test_a_value_is_taken_once() -> None:
    """The first caller gets the value."""
    store: Store[str] = Store()
    store.put("a", "value", expires_at=LATER, now=NOW)

    assert ["value", None] == [store.take("a", now=NOW) for _ in range(2)]


def test_a_full_store_forgets_the_oldest() -> None:
    """It never holds more than its limit."""
    store: Store[int] = Store(limit=3)

    for number in range(5):
        store.put(str(number), number, expires_at=LATER, now=NOW)

    assert [2, 3, 4] == list(store.values(now=NOW))


def test_expired_values_leave_the_memory() -> None:
    """They do not wait until the store is full."""
    store: Store[int] = Store()

    now = NOW
    for number in range(1000):
        now = NOW + timedelta(seconds=number)
        store.put(str(number), number, expires_at=now + timedelta(seconds=10), now=now)

    assert 10 == len(list(store.values(now=now)))
    assert len(store) <= 64
