"""The rate limit: how many requests are answered in a minute."""

from datetime import UTC, datetime, timedelta

from stytch_exchange.sandbox.rate import Rate

START = datetime(2026, 3, 5, tzinfo=UTC)


def _allowed(rate: Rate, *seconds: float) -> list[bool]:
    return [rate.allows(now=START + timedelta(seconds=second)) for second in seconds]


def test_any_minute_has_its_limit() -> None:
    """The minute is a sliding window, and refused requests do not count."""
    assert [True, True, False, True, False, True] == _allowed(Rate(2), 0, 30, 59, 60, 89, 90)


def test_setting_the_clock_back_does_not_block_requests() -> None:
    """Requests that were counted at a later time do not count."""
    assert [True, False, True, False] == _allowed(Rate(1), 3600, 3601, 0, 59)


def test_without_a_limit_all_are_allowed() -> None:
    """The default of a sandbox."""
    assert [True] * 50 == _allowed(Rate(None), *[0] * 50)


def test_a_limit_of_zero_refuses_each_request() -> None:
    """Zero is a limit too."""
    assert [False] == _allowed(Rate(0), 0)


def test_forgotten_requests_do_not_count() -> None:
    """The count starts again."""
    rate = Rate(1)
    _allowed(rate, 0)

    rate.forget()

    assert [True, False] == _allowed(rate, 1, 2)
