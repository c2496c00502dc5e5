"""Decode JSON objects: each text has only one meaning."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stytch_exchange.jwt.decoding import decode_object


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none() | st.booleans()))
def test_an_object_is_decoded(value: dict[str, Any]) -> None:
    """Bytes and text give the same object."""
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
def test_anything_but_an_object_is_refused(text: str | bytes) -> None:
    """Repeated names at any depth, numbers that JSON does not have, and anything else."""
    with pytest.raises(ValueError, match=r"."):
        decode_object(text)
