"""Hostile bodies: CPU time and memory of `check_response`, each in a new process."""

import resource
import subprocess
import sys
from collections.abc import Callable
from time import process_time

from stytch_exchange import check_response, load_example

MEGABYTES_10 = 10_000_000
LOOKED_INTO = 2 * 1024 * 1024
"""The length of the longest body that is checked."""


def repeated(item: str, size: int, *, before: str, after: str) -> bytes:
    """Return a body of this many bytes at most, with one item repeated in an array."""
    count = (size - len(f"{before}{after}".encode())) // (len(item) + 1)
    return f"{before}{','.join([item] * count)}{after}".encode()


def roles(size: int) -> bytes:
    """Return a body in which each custom role lacks all its fields."""
    return repeated("{}", size, before='{"organization": {"custom_roles": [', after="]}}")


def metadata(item: str) -> bytes:
    """Return a valid response with as much metadata as is checked."""
    text = load_example("connected-app").decode()
    before, _, after = text.partition('"theme": ')
    return repeated(item, LOOKED_INTO, before=f'{before}"x": [', after=f'], "theme": {after}')


BODIES: dict[str, Callable[[], bytes]] = {
    "10 MB that are no JSON": lambda: b"x" * MEGABYTES_10,
    "10 MB of departures": lambda: roles(MEGABYTES_10),
    "2 MiB of departures": lambda: roles(LOOKED_INTO),
    "2 MiB of keys that stand twice": lambda: metadata('{"a": 1, "a": 2}'),
    "2 MiB of small arrays in metadata": lambda: metadata("[1]"),
}


def measured(name: str) -> str:
    """Return the CPU seconds, the peak memory, and the number of findings."""
    body = BODIES[name]()
    start = process_time()
    report = check_response(body)
    seconds = process_time() - start
    return f"{seconds:.2f} s, {peak_megabytes():.0f} MB, {len(report.findings)} findings"


def peak_megabytes() -> float:
    """Return the peak memory of this process, with its interpreter and the body."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measured_apart(name: str) -> str:
    """Return the measurements of a new process."""
    command = [sys.executable, "-m", "benchmarks.hostile", name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own


if __name__ == "__main__":
    if sys.argv[1:]:
        print(measured(sys.argv[1]))
    else:
        for name in BODIES:
            print(f"{name}: {measured_apart(name)}", end="")
