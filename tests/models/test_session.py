"""The methods of a Member Session."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from stytch_exchange import MemberSession, load_example, parse_response


@pytest.fixture(name="session")
def _session() -> MemberSession:
    session = parse_response(load_example("connected-app")).member_session
    assert session is not None
    return session


def test_a_session_is_active_until_it_expires(session: MemberSession) -> None:
    """At `expires_at` itself, it is no longer active."""
    last_moment = session.expires_at - timedelta(microseconds=1)

    assert session.is_active(now=last_moment)
    assert not session.is_active(now=session.expires_at)


def test_the_offset_of_now_does_not_matter(session: MemberSession) -> None:
    """A time is the same time in every time zone."""
    now = (session.expires_at - timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9)))

    assert timedelta(minutes=1) == session.remaining(now=now)


def test_the_remaining_time_is_never_negative(session: MemberSession) -> None:
    """After the session has expired, the remaining time is zero."""
    assert timedelta(0) == session.remaining(now=session.expires_at + timedelta(days=1))


def test_a_now_without_an_offset_is_refused(session: MemberSession) -> None:
    """A naive datetime would be wrong by the machine's UTC offset. The error says what to do."""
    with pytest.raises(ValueError, match=r"datetime\.now\(UTC\)"):
        session.is_active(now=datetime.now(UTC).replace(tzinfo=None))


def test_a_role_is_looked_up_by_its_whole_name(session: MemberSession) -> None:
    """A part of a role's name does not match."""
    role = session.roles[0]

    assert session.has_role(role)
    assert not session.has_role(role[:-1])
