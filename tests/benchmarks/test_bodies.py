"""The bodies of the benchmarks."""

import json
import re
from typing import Any

import pytest

from benchmarks.bodies import SIZES, bodies
from stytch_exchange import check_response, load_example


def _strings(value: Any) -> set[str]:
    """Return all strings in a decoded value, except keys."""
    if isinstance(value, dict | list):
        children = value.values() if isinstance(value, dict) else value
        return set().union(*map(_strings, children))
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("example", SIZES.values())
def test_they_are_healthy(example: str) -> None:
    """Equal values stay equal, so that no part of a variant contradicts another, JWT included."""
    found = [check_response(body).findings for body in bodies(example, 3)]

    assert [(), (), ()] == found


@pytest.mark.parametrize("example", SIZES.values())
def test_they_have_the_shape_of_the_example(example: str) -> None:
    """A variant is as long as the example, except for the length of its JWT."""
    body = json.loads(load_example(example))
    [variant] = map(json.loads, bodies(example, 1))
    lengths = [
        {key: len(json.dumps(value)) for key, value in one.items() if key != "session_jwt"}
        for one in (body, variant)
    ]

    assert lengths[0] == lengths[1]


@pytest.mark.parametrize("example", SIZES.values())
def test_no_two_have_the_same_values(example: str) -> None:
    """Two variants share no identifier, time or token, and not the name of the member."""
    first, second = map(json.loads, bodies(example, 2))
    shared = _strings(first) & _strings(second)

    assert set() == {text for text in shared if re.search("[0-9]", text)}
    assert first["member"]["name"] not in shared


def test_they_are_the_same_in_every_run() -> None:
    """A figure can be repeated."""
    again = bodies.__wrapped__("minimal", 2)

    assert bodies("minimal", 2) == again
