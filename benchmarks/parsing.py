"""Bytes to model: `parse_response`, the SDK as its users call it, and other ways to read a body."""

from typing import Any

from benchmarks.bodies import SIZES, bodies
from benchmarks.peers import readers
from benchmarks.timing import collector, ratios

ROUNDS = 100
BODIES = 1200


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the time of each reader, divided by the SDK's: with the garbage collector and without.

    Args:
        rounds: How often to repeat.
    """
    peers = readers()
    figures: dict[str, Any] = {}
    for size, example in SIZES.items():
        inputs = bodies(example, BODIES)
        with collector(on=True):
            usual = ratios(peers, inputs, rounds)
        with collector(on=False):
            uncollected = ratios(peers, inputs, rounds)
        figures[size] = {
            "kilobytes": len(inputs[0]) / 1000,
            "ratios": usual,
            "ratios_without_collector": uncollected,
        }
    return figures
