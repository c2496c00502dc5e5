"""Bodies that many tests start from."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from stytch_exchange import example_names, load_example

settings.register_profile("default", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=20_000, deadline=None)
settings.load_profile("default")

RESPONSES = [
    name for name in example_names() if not name.startswith("error-") and name != "older-api"
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
    """The folder of the site, built once, and strictly: a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(  # noqa: S603 - the interpreter of this very test
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=Path(__file__).parent.parent,
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stderr
    return folder
