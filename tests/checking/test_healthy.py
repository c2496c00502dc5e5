"""The report on a healthy body, which is decoded once."""

import json
import re
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stytch_exchange import ExchangeAccessTokenResponse, check_response, load_example
from stytch_exchange.checking import check
from stytch_exchange.checking.healthy import healthy_report
from tests.conftest import RESPONSES
from tests.test_properties import broken_bodies

_TEXT = json.dumps(json.loads(load_example("minimal")), separators=(",", ":"))
_KEYS = list(re.finditer(r'(?<=[{,])"[a-z_]+"(?=:)', _TEXT))


def _thorough(body: bytes, status_code: int | None = None) -> Any:
    """Return the report of the way that finds everything."""
    with patch.object(check, "healthy_report", return_value=None):
        return check_response(body, status_code=status_code)


@pytest.mark.parametrize("name", RESPONSES)
def test_it_is_the_report_of_the_thorough_check(name: str) -> None:
    """A body without findings has the same report either way, and the same response."""
    body = load_example(name)
    report = check_response(body, status_code=200)

    assert _thorough(body, status_code=200) == report
    assert (report if not report.findings else None) == healthy_report(
        body, 200, ExchangeAccessTokenResponse
    )


@given(broken_bodies(), st.sampled_from([None, 200, 500]))
def test_it_overlooks_nothing(body: Any, status_code: int | None) -> None:
    """Whatever the thorough check finds in a changed example, both ways find."""
    text = json.dumps(body).encode("utf-8", "surrogatepass")

    assert _thorough(text, status_code) == check_response(text, status_code=status_code)


@given(
    st.sampled_from(_KEYS),
    st.sampled_from(["", " ", "\t\n", "\r"]),
    st.sampled_from(["null", '"a\\":"', '"\\u0022:"', '{"a":1}']),
    st.booleans(),
)
def test_a_duplicate_key_is_always_found(
    key: re.Match[str],
    space: str,
    value: str,
    as_text: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    """Wherever the key is, whatever its value is, and with any white space before the colon."""
    text = f"{_TEXT[: key.start()]}{key[0]}{space}:{value},{_TEXT[key.start() :]}"
    body = text if as_text else text.encode()

    assert healthy_report(body, None, ExchangeAccessTokenResponse) is None
    assert "duplicate_key" in {finding.code for finding in check_response(body).findings}
