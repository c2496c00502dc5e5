"""Redaction: secrets are masked wherever they stand, and nothing else changes."""

import json
from typing import Any

import pytest

from stytch_exchange.redaction import redact
from tests.leaks import runs, secrets_of


def test_everything_but_the_secrets_stays_as_it_was(body: dict[str, Any]) -> None:
    """White space, order, escapes and numbers are kept character by character."""
    text = json.dumps(body, indent=3).replace('"Halden', '"H\\u0061lden').replace("12", "1.20e1")
    expected = text
    for name in ("session_token", "session_jwt"):
        expected = expected.replace(body[name], "**********")

    assert text != expected
    assert expected == redact(text)
    assert expected == redact(text.encode())


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ('{"session_token": "secret12"}', '{"session_token": "#"}'),
        ('{"intermediate_session_token": "a"}', '{"intermediate_session_token": "#"}'),
        ('{"a": [{"Client_Secret": "x"}]}', '{"a": [{"Client_Secret": "#"}]}'),
        ('{"password": "é"}', '{"password": "#"}'),
        ('{"a_token": ["b", {"c": "d"}]}', '{"a_token": ["#", {"#": "#"}]}'),
        ('{"session\\u005ftoken": "secr\\u0065t12"}', '{"session\\u005ftoken": "#"}'),
        ('{"a_token": "1", "a_token": "2"}', '{"a_token": "#", "a_token": "#"}'),
        ('{"a_token": "secret12", "b": "x secret12 y"}', '{"a_token": "#", "b": "x # y"}'),
        ('{"b": {"secret12": 1}, "a_token": "secret12"}', '{"b": {"#": 1}, "a_token": "#"}'),
        ('{"a_token": "b", "c": "abc", "d": "b"}', '{"a_token": "#", "c": "abc", "d": "#"}'),
        ('{"a_token": "secret12", "b_token": "secret12345"}', '{"a_token": "#", "b_token": "#"}'),
        ('{"a_token": ""}', '{"a_token": ""}'),
        ('{"a_token": null, "b_token": 7}', '{"a_token": null, "b_token": 7}'),
        ('{"bearer_token_last_four": "Xy9z"}', '{"bearer_token_last_four": "Xy9z"}'),
        ('[1, "a", true]', '[1, "a", true]'),
        ('"a"', '"a"'),
    ],
)  # fmt: skip
def test_a_secret_is_masked_wherever_it_stands(text: str, redacted: str) -> None:
    """At any depth, however it is written, and where it is repeated; `#` stands for the mask."""
    assert redacted.replace("#", "**********") == redact(text)


@pytest.mark.parametrize("wrong", [b"", b"{", b"\xff", "\ud800", b'{"session_token": "secret12'])
def test_what_is_not_json_is_refused(wrong: str | bytes) -> None:
    """Nothing of it is shown."""
    with pytest.raises(ValueError, match="is not JSON in UTF-8: nothing of it is shown") as caught:
        redact(wrong)

    assert "secret" not in str(caught.value).replace("part of a secret", "")
    assert (None, None) == (caught.value.__cause__, caught.value.__context__)


def test_a_redacted_body_shows_no_part_of_a_secret(body: dict[str, Any]) -> None:
    """Wherever the tokens stand besides."""
    token, jwt = body["session_token"], body["session_jwt"]
    body["member"]["name"] = f"{token} and {jwt}"
    body["new"] = {jwt: [token]}

    assert secrets_of(body).isdisjoint(runs(redact(json.dumps(body))))
