"""The example's `before_send`: what Sentry's own client sends with it."""

from typing import Any

import pytest
from error_tracker import before_send

from tests.leaks import runs, sentry_error, sentry_sends

TOKEN = "P0EJ7rAVJIS4BVuVhhUB4VS8IGGBAJJ9"  # noqa: S105 - invented


@pytest.fixture(name="error")
def _error() -> Exception:
    """An error with a cause, whose frames hold a token."""

    def careless(given: str) -> None:
        # Sentry itself leaves out variables with a name such as `token`.
        try:
            list[str]()[len(given)]
        except IndexError as cause:
            raise LookupError("no session") from cause

    with pytest.raises(LookupError, match="no session") as caught:
        careless(TOKEN)
    return caught.value


def test_local_variables_are_not_sent(error: Exception) -> None:
    """The error and its cause are sent, without the token that their frames hold."""
    frames = error.__traceback__
    sent = sentry_error(error, frames, before_send=before_send)

    assert TOKEN in sentry_error(error, frames)
    assert "no session" in sent
    assert runs(TOKEN).isdisjoint(runs(sent))


def test_the_credentials_of_a_request_are_not_sent() -> None:
    """Other headers are."""
    request: dict[str, Any] = {
        "url": "https://example.com/me",
        "cookies": {"stytch_session_jwt": TOKEN},
        "data": {"access_token": TOKEN},
        "query_string": f"token={TOKEN}",
        "headers": {"Authorization": f"Bearer {TOKEN}", "Cookie": TOKEN, "Accept": "text/html"},
    }

    sent = sentry_sends(
        lambda client: client.capture_event({"message": "failed", "request": request}),
        before_send=before_send,
    )

    assert "text/html" in sent
    assert "https://example.com/me" in sent
    assert runs(TOKEN).isdisjoint(runs(sent))
