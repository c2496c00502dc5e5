"""Fixtures for many tests."""

import gc
import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from stytch_exchange import example_names, load_example
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.site_build import build_site
from tests.waiting import Waiting

settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=20_000, deadline=None)
settings.load_profile("default")

# The tests import so much that a full collection is slow, and it frees little.
gc.set_threshold(700, 10, 1_000)

TESTS = Path(__file__).parent

SLOWEST = [
    TESTS / "browser/test_tutorials.py",
    TESTS / "browser/test_pages.py",
    TESTS / "test_secrets.py",
    TESTS / "test_docs.py",
    TESTS / "test_site.py",
    TESTS / "test_site_addresses.py",
]
"""The files and folders to begin with, so that parallel workers end together."""

RESPONSES = [
    name
    for name in example_names()
    if not name.startswith("error-") and name not in {"older-api", "refreshed"}
]
"""The names of the examples that are valid responses."""


@pytest.hookimpl(trylast=True)  # when the reporter is there
def pytest_configure(config: pytest.Config) -> None:
    """With parallel workers, have the process that prints say what it is waiting for."""
    if config.getoption("numprocesses", default=None) and not hasattr(config, "workerinput"):
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        assert isinstance(reporter, pytest.TerminalReporter)
        config.pluginmanager.register(Waiting(reporter))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that take the longest."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """Return the place of a test's file among the slowest, or behind them."""
    places = (place for place, path in enumerate(SLOWEST) if item.path.is_relative_to(path))
    return next(places, len(SLOWEST))


@pytest.fixture(name="body")
def _body() -> dict[str, Any]:
    """A valid response body, decoded, that a test can change."""
    decoded: dict[str, Any] = json.loads(load_example("connected-app"))
    return decoded


@pytest.fixture(name="response_name", params=RESPONSES)
def _response_name(request: pytest.FixtureRequest) -> str:
    """The name of each example that is a valid response, one after another."""
    name: str = request.param
    return name


@pytest.fixture(name="built_site", scope="session")
def _built_site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of the site, built once for all parallel workers."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.is_dir():
            unfinished = shared / "unfinished-site"
            build_site(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture(name="running", scope="session")
def _running() -> Generator[Sandbox]:
    """One sandbox for all tests, because generating its key takes a moment."""
    with run_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(name="sandbox")
def _sandbox(running: Sandbox) -> Sandbox:
    """The sandbox, in the state in which it starts."""
    running.reset()
    return running
