"""Fetching: what is needed for it. What it meets is in the tests of the cache."""

import sys

import pytest

from stytch_exchange.jwt import JWKSCache
from stytch_exchange.jwt.fetching import check_client
from tests.jwt.signing import PROJECT


def test_without_httpx_the_cache_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is made, not with the first member; one sentence, with nothing behind it."""
    monkeypatch.setitem(sys.modules, "httpx", None)

    with pytest.raises(ModuleNotFoundError) as caught:
        JWKSCache(project_id=PROJECT)
    assert "JWKSCache needs httpx: pip install 'stytch-exchange[jwt]'" == str(caught.value)
    assert caught.value.__suppress_context__


def test_no_client_is_one_of_our_own() -> None:
    """It is made for each fetch, so that none is left open."""
    check_client(None)

    assert "httpx" in sys.modules
