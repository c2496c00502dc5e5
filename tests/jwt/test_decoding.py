"""Decoding base64url and JSON objects: one text for one value."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stytch_exchange.jwt.decoding import decode_base64url, decode_object


@given(st.binary())
def test_what_is_encoded_is_decoded(raw: bytes) -> None:
    """Any bytes, without their padding."""
    assert raw == decode_base64url(base64.urlsafe_b64encode(raw).decode().rstrip("="))


@given(st.text("ABab01-_+/=. \n\u00e9", max_size=12) | st.text(max_size=12))
def test_no_two_texts_are_the_same_bytes(text: str) -> None:
    """What is decoded encodes to the very text that was given."""
    try:
        decoded = decode_base64url(text)
    except ValueError:
        return

    assert text == base64.urlsafe_b64encode(decoded).decode().rstrip("=")


@pytest.mark.parametrize("text", ["A", "AA=", "AA==", "AB", "AAB", "+w", "/w", "A A", "AA\n", "é"])
def test_another_text_is_refused(text: str) -> None:
    """Padding, left-over bits, the other alphabet, white space; without a word of it."""
    with pytest.raises(ValueError, match=r"base64|ASCII|padding") as caught:
        decode_base64url(text)

    assert repr(text) not in str(caught.value)


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none() | st.booleans()))
def test_an_object_is_decoded(value: dict[str, Any]) -> None:
    """From bytes and from text alike."""
    text = json.dumps(value)

    assert value == decode_object(text) == decode_object(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 1}',
        '{"a": {"b": 1, "b": 2}}',
        '[{"a": 1, "a": 2}]',
        '{"a": 1, "\\u0061": 2}',
        '{"a": NaN}',
        '{"a": -Infinity}',
        '{"a": ' + "9" * 5000 + "}",
        '{"a":' * 5000,
        "[]",
        "7",
        "",
        "{} {}",
        b"\xff",
        b'{"a": "\xed\xa0\x80"}',
        "\ufeff{}",
    ],
    ids=range(15),
)
def test_what_is_no_object_is_refused(text: str | bytes) -> None:
    """Names that stand twice at any depth, numbers that JSON does not have, and all else."""
    with pytest.raises(ValueError, match=r"."):
        decode_object(text)
