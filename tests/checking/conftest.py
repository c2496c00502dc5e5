"""Fixtures for the tests of the check."""

import pytest

from stytch_exchange.checking.walk import _checks, _needed


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Clear the caches, so that each test runs the code that reads the models.

    Otherwise a mutant in that code would only affect the first test.
    """
    _checks.cache_clear()
    _needed.cache_clear()
