"""What a message repeats of what somebody typed."""

import json

import pytest

from stytch_exchange import load_example
from stytch_exchange.echo import without_tokens
from tests.leaks import runs, secrets_of

BODY = json.loads(load_example("connected-app"))


@pytest.mark.parametrize("secret", ["session_token", "session_jwt"])
@pytest.mark.parametrize(
    "message",
    [
        "unrecognized arguments: {}",
        "unrecognized arguments: --session_token={}",
        "invalid choice: '{}' (choose from 1, 2)",
        "Got unexpected extra arguments (a {} {})",
        "No such file or directory: '/tmp/{}.json'",
        'unknown "{}"',
    ],
)
def test_a_token_in_a_message_is_hidden(secret: str, message: str) -> None:
    """In quotes, in brackets, as a value, as a part of a path, and twice."""
    shown = without_tokens(message.format(BODY[secret], BODY[secret]))

    assert "[hidden]" in shown
    assert secrets_of(BODY).isdisjoint(runs(shown))


@pytest.mark.parametrize(
    "message",
    [
        "must be a time with an offset, such as 2026-03-05T09:12:00Z",
        "unrecognized arguments: --hots=127.0.0.1",
        "[Errno 2] No such file or directory: 'tests/fixtures/projects.json'",
        "invalid int value: 'eighty'",
    ],
)
def test_words_in_a_message_stay(message: str) -> None:
    """A mistyped option is shown, so that it can be corrected."""
    assert message == without_tokens(message)
