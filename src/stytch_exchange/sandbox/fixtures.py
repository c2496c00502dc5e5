"""Fixtures for pytest: `pytest_plugins = ["stytch_exchange.sandbox.fixtures"]`.

They are not registered as a pytest plugin, because pytest would then import this package in every
test run of every environment that has it.
"""

from collections.abc import Generator

import pytest

from stytch_exchange.sandbox.server import Sandbox, run_sandbox


@pytest.fixture(name="_stytch_sandbox_of_the_session", scope="session")
def _of_the_session() -> Generator[Sandbox]:
    """One server for all tests: starting and stopping it takes longer than most tests."""
    with run_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def stytch_sandbox(_stytch_sandbox_of_the_session: Sandbox) -> Sandbox:
    """A running sandbox, without the tokens, sessions, failures and counts of earlier tests.

    The address, project and secret are the same for all tests of a run, so you can set up your
    application once.
    """
    _stytch_sandbox_of_the_session.reset()
    return _stytch_sandbox_of_the_session
