"""What a fetch of a key set requires. The tests of the cache cover what can go wrong."""

import sys

import pytest

from stytch_exchange.jwt import JWKSCache
from stytch_exchange.jwt.jwks_fetch import check_client
from tests.jwt.signing import PROJECT


def test_without_httpx_the_cache_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Creating the cache raises one sentence, long before the first member signs in."""
    monkeypatch.setitem(sys.modules, "httpx", None)

    with pytest.raises(ModuleNotFoundError) as caught:
        JWKSCache(project_id=PROJECT)
    assert "JWKSCache needs httpx: pip install 'stytch-exchange[jwt]'" == str(caught.value)
    assert caught.value.__suppress_context__


def test_no_client_is_one_of_our_own() -> None:
    """Each fetch then makes a client, so that none stays open."""
    check_client(None)

    assert "httpx" in sys.modules
