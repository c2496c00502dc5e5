"""Base64url: one text for each sequence of bytes."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stytch_exchange.base64url import decode_base64url


@given(st.binary())
def test_what_is_encoded_is_decoded(raw: bytes) -> None:
    """Any bytes come back from their text without padding."""
    assert raw == decode_base64url(base64.urlsafe_b64encode(raw).decode().rstrip("="))


@given(st.text("ABab01-_+/=. \n\u00e9", max_size=12) | st.text(max_size=12))
def test_no_two_texts_are_the_same_bytes(text: str) -> None:
    """The decoded bytes encode to exactly the given text."""
    try:
        decoded = decode_base64url(text)
    except ValueError:
        return

    assert text == base64.urlsafe_b64encode(decoded).decode().rstrip("=")


@pytest.mark.parametrize("text", ["A", "AA=", "AA==", "AB", "AAB", "+w", "/w", "A A", "AA\n", "é"])
def test_another_text_is_refused(text: str) -> None:
    """Padding, left-over bits, the other alphabet and white space; the error quotes nothing."""
    with pytest.raises(ValueError, match=r"base64|ASCII|padding") as caught:
        decode_base64url(text)

    assert repr(text) not in str(caught.value)
