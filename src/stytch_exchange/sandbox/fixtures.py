"""Fixtures for pytest: `pytest_plugins = ["stytch_exchange.sandbox.fixtures"]`.

They are no entry point of pytest's: that would import this package in every test run of every
environment that has it installed.
"""

from collections.abc import Generator

import pytest

from stytch_exchange.sandbox.server import Sandbox, run_sandbox


@pytest.fixture(name="_stytch_sandbox_of_the_session", scope="session")
def _of_the_session() -> Generator[Sandbox]:
    """One server for all tests: to start and stop it takes longer than most of them."""
    with run_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def stytch_sandbox(_stytch_sandbox_of_the_session: Sandbox) -> Sandbox:
    """A running sandbox, without any access token, failure or count of an earlier test.

    Its address, project and secret are the same for all tests of a run, so that an application
    can be set up once.
    """
    _stytch_sandbox_of_the_session.reset()
    return _stytch_sandbox_of_the_session
