"""Memory: the size of a response that is kept, against the SDK's."""

import gc
import tracemalloc
from typing import Any

from benchmarks.bodies import SIZES, bodies
from benchmarks.peers import readers
from benchmarks.timing import Task

KEPT = 200
MEASURED = ("ours", "plain")


def measure() -> dict[str, Any]:
    """Return the memory that a response takes, divided by what the SDK's takes."""
    peers = readers()
    figures: dict[str, Any] = {}
    for size, example in SIZES.items():
        inputs = bodies(example, KEPT)
        theirs = weight(peers["sdk"], inputs)
        figures[size] = {name: weight(peers[name], inputs) / theirs for name in MEASURED}
    return figures


def weight(read: Task, inputs: list[bytes]) -> float:
    """Return the bytes that Python holds for each response that is kept.

    Args:
        read: Tasks a body.
        inputs: The bodies.
    """
    read(inputs[0])
    gc.collect()
    tracemalloc.start()
    kept = [read(body) for body in inputs]
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / len(kept)
