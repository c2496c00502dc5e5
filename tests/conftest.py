"""Bodies that many tests start from."""

import json
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
