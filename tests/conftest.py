"""What many tests start from."""

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
    name
    for name in example_names()
    if not name.startswith("error-") and name not in {"older-api", "refreshed"}
]
"""The examples that are today's response."""


@pytest.fixture(name="body")
def _body() -> dict[str, Any]:
    """A healthy response body, decoded, for a test to break."""
    decoded: dict[str, Any] = json.loads(load_example("connected-app"))
    return decoded


@pytest.fixture(name="response_name", params=RESPONSES)
def _response_name(request: pytest.FixtureRequest) -> str:
    """The name of each example that is today's response, in turn."""
    name: str = request.param
    return name


@pytest.fixture(name="built_site", scope="session")
def _built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, built once."""
    folder = tmp_path_factory.mktemp("site")
    build_site(folder)
    return folder


@pytest.fixture(name="running", scope="session")
def _running() -> Generator[Sandbox]:
    """One sandbox for all: it takes a moment to make its key."""
    with run_sandbox() as sandbox:
        yield sandbox


@pytest.fixture(name="sandbox")
def _sandbox(running: Sandbox) -> Sandbox:
    """The sandbox, as if it had just begun."""
    running.reset()
    return running
