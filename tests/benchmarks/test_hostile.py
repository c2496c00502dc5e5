"""The search for the slowest body."""

import json
from dataclasses import replace
from random import Random

import pytest

from benchmarks.hostile import CHOICES, LOOKED_INTO, PLACES, Shape, search
from stytch_exchange import check_response


def _peak(shape: Shape) -> float:
    """A cost with one highest point: the last of each choice."""
    return sum(values.index(getattr(shape, name)) for name, values in CHOICES.items())


def test_the_search_finds_the_slowest() -> None:
    """Here, it is the last of each choice; only a few of all shapes are tried."""
    tried = search(starts=1, cost=_peak)

    slowest = Shape(**{name: values[-1] for name, values in CHOICES.items()})
    assert slowest == next(iter(tried))
    assert len(tried) < 100


def test_a_seed_repeats_the_search() -> None:
    """Anyone can run it again, and another seed begins elsewhere."""
    first, again, other = (list(search(seed, 2, _peak)) for seed in (1, 1, 2))

    assert first == again
    assert set(first) != set(other)


@pytest.mark.parametrize("place", PLACES)
def test_each_body_is_looked_into(place: str) -> None:
    """It is JSON, and neither too long nor has too many objects and arrays."""
    chance = Random(place)  # noqa: S311 - the shapes must be repeatable
    for _ in range(8):
        choices = {name: chance.choice(values) for name, values in CHOICES.items()}
        body = replace(Shape(**choices), place=place).body()

        assert len(body) <= LOOKED_INTO
        assert body.count(b"[") + body.count(b"{") < 50_000
        assert json.loads(body) is not None


def test_the_place_of_metadata_is_in_a_valid_response() -> None:
    """So the check reads the whole body, and finds nothing wrong before it."""
    shape = Shape("in metadata", "arrays", "short keys", "numbers", 2, 8)

    assert () == check_response(shape.body()).findings
