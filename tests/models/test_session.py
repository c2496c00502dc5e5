"""The helpers of a Member Session."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from stytch_exchange import MemberSession, load_example, parse_response


@pytest.fixture(name="session")
def _session() -> MemberSession:
    session = parse_response(load_example("connected-app")).member_session
    assert session is not None
    return session


def test_a_session_is_active_until_it_expires(session: MemberSession) -> None:
    """`expires_at` itself is no longer within the session."""
    last_moment = session.expires_at - timedelta(microseconds=1)

    assert session.is_active(now=last_moment)
    assert not session.is_active(now=session.expires_at)


def test_the_offset_of_now_does_not_matter(session: MemberSession) -> None:
    """Moments are compared as moments, in whatever time zone they are written."""
    now = (session.expires_at - timedelta(minutes=1)).astimezone(timezone(timedelta(hours=9)))

    assert timedelta(minutes=1) == session.remaining(now=now)


def test_the_remaining_time_is_never_negative(session: MemberSession) -> None:
    """Once a session is over, nothing remains."""
    assert timedelta(0) == session.remaining(now=session.expires_at + timedelta(days=1))


def test_a_now_without_an_offset_is_refused(session: MemberSession) -> None:
    """A naive datetime would be off by the machine's time zone: the error says what to do."""
    with pytest.raises(ValueError, match=r"datetime\.now\(UTC\)"):
        session.is_active(now=datetime.now(UTC).replace(tzinfo=None))


def test_a_role_is_looked_up_by_its_whole_name(session: MemberSession) -> None:
    """`has_role` knows the roles of the session, and no part of a name."""
    role = session.roles[0]

    assert session.has_role(role)
    assert not session.has_role(role[:-1])
