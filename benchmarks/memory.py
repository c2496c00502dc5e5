"""Memory: the size of a response that is kept, against the SDK's."""

import gc
import tracemalloc
from collections.abc import Callable

from benchmarks.bodies import SIZES, distinct_bodies
from benchmarks.parsing import sdk
from stytch_exchange import parse_response

KEPT = 200


def weight(read: Callable[[bytes], object], bodies: list[bytes]) -> float:
    """Return the bytes that Python holds for each response that is kept."""
    read(bodies[0])
    gc.collect()
    tracemalloc.start()
    kept = [read(body) for body in bodies]
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / len(kept)


if __name__ == "__main__":
    for size, example in SIZES.items():
        bodies = distinct_bodies(example, KEPT)
        print(f"memory, {size}: {weight(parse_response, bodies) / weight(sdk, bodies):.2f}")
