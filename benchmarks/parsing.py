"""Bytes to model: `parse_response` against the SDK as its users call it."""

import json
from collections.abc import Callable, Sequence
from statistics import median
from time import process_time
from typing import Any

from stytch.b2b.models.sessions import ExchangeAccessTokenResponse as SDKResponse

from benchmarks.bodies import SIZES, distinct_bodies
from stytch_exchange import parse_response

Read = Callable[[Any], object]
"""Reads a body, or runs another measured task."""

ROUNDS = 60
BODIES_A_ROUND = 40


def sdk(body: bytes) -> object:
    """Read a body as the SDK does: decode the JSON, then build the model."""
    return SDKResponse.from_json(200, json.loads(body))


def seconds(read: Read, bodies: Sequence[Any]) -> float:
    """Return the CPU time for all bodies, which other processes hardly affect."""
    start = process_time()
    for body in bodies:
        read(body)
    return process_time() - start


def ratio(ours: Read, theirs: Read, bodies: Sequence[Any]) -> float:
    """Return the median, over interleaved rounds, of our time divided by the other's."""
    rounds: list[float] = []
    for number in range(ROUNDS):
        batch = bodies[number * BODIES_A_ROUND :][:BODIES_A_ROUND]
        if number % 2:
            time, other = seconds(ours, batch), seconds(theirs, batch)
        else:
            other, time = seconds(theirs, batch), seconds(ours, batch)
        rounds.append(time / other)
    return median(rounds)


if __name__ == "__main__":
    for size, example in SIZES.items():
        bodies = distinct_bodies(example, ROUNDS * BODIES_A_ROUND)
        measured = ratio(parse_response, sdk, bodies)
        print(f"bytes to model, {size} ({len(bodies[0]) / 1000:.0f} kB): {measured:.2f}")
