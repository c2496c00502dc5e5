"""What the tests of the check start from."""

import pytest

from stytch_exchange.checking.walk import _checks


@pytest.fixture(autouse=True)
def _fresh() -> None:
    """Forget what an earlier test has made the check remember of the models.

    Each test then runs the code that reads them, so that a mutant there meets all of them.
    """
    _checks.cache_clear()
