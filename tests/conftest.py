"""Fixtures for many tests."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from stytch_exchange import example_names, load_example
from stytch_exchange.sandbox import Sandbox, run_sandbox
from tests.site_build import build_site

settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=20_000, deadline=None)
settings.load_profile("default")

RESPONSES = [
    name for name in example_names() if not name.startswith("error-") and name != "older-api"
]
"""The names of the examples that are valid responses."""


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
def _built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the site, which is built once."""
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
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
