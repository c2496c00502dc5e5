"""Checking: `check_response` against `parse_response`, on healthy bodies."""

from typing import Any

from benchmarks.bodies import SIZES, bodies
from benchmarks.timing import Task, ratios
from stytch_exchange import check_response, parse_response

ROUNDS = 100
BODIES = 600


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    """Return the time of a check, divided by the time of parsing.

    Args:
        rounds: How often to repeat.
    """
    tasks: dict[str, Task] = {"parse": parse_response, "check": check_response}
    return {
        size: ratios(tasks, bodies(example, BODIES), rounds)["check"]
        for size, example in SIZES.items()
    }
