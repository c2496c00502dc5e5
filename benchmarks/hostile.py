"""Hostile bodies: CPU time and memory of `check_response`, each in a new process.

`python -m benchmarks.hostile` measures the bodies that the quality page lists. With `--search`, it
first tries bodies of many shapes, and reports the slowest.
"""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from time import process_time

from stytch_exchange import check_response, load_example

MEGABYTES_10 = 10_000_000
LOOKED_INTO = 2 * 1024 * 1024
"""The length of the longest body that is checked."""

CONTAINERS = 49_000
"""Objects and arrays, almost as many as are looked into. The response itself has some too."""

DEPTHS = (1, 2, 5, 20, 60, 100, 125, 150, 180)
"""Pydantic reads up to 200 levels."""

WIDTHS = (1, 2, 8, 40, 1000)
"""Values in each of the innermost containers."""

VALUES = {
    "numbers": "1",
    "floats": "1.5e300",
    "big integers": "9" * 40,
    "strings": '"\\u00e9"',
    "empty arrays": "[]",
    "empty objects": "{}",
}


def repeated(item: str, size: int, *, before: str, after: str, most: int | None = None) -> bytes:
    """Return a body of this many bytes at most, with one item repeated in an array."""
    count = (size - len(f"{before}{after}".encode())) // (len(item) + 1)
    count = count if most is None else min(count, most)
    return f"{before}{','.join([item] * count)}{after}".encode()


def roles(size: int, item: str = "{}", most: int | None = None) -> bytes:
    """Return a body in which each custom role lacks all its fields."""
    before = '{"organization": {"custom_roles": ['
    return repeated(item, size, before=before, after="]}}", most=most)


def metadata(item: str) -> bytes:
    """Return a valid response with as much metadata as is checked."""
    text = load_example("connected-app").decode()
    before, _, after = text.partition('"theme": ')
    most = CONTAINERS // max(1, item.count("[") + item.count("{"))
    return repeated(
        item, LOOKED_INTO, before=f'{before}"x": [', after=f'], "theme": {after}', most=most
    )


def array(value: str, depth: int, width: int) -> str:
    """Return nested arrays, with values in the innermost."""
    return "[" * depth + ",".join([value] * width) + "]" * depth


def map_of(value: str, depth: int, width: int) -> str:
    """Return nested objects, with values in the innermost, each under a key of its own."""
    fields = ",".join(f'"{number}":{value}' for number in range(width))
    return '{"a":' * (depth - 1) + f"{{{fields}}}" + "}" * (depth - 1)


def repeating(value: str, depth: int, width: int) -> str:
    """Return nested objects in which each key appears twice."""
    fields = ",".join(f'"a":{value}' for _ in range(width))
    return '{"a":1,"a":' * (depth - 1) + f'{{"a":0,{fields}}}' + "}" * (depth - 1)


def shapes() -> Iterator[tuple[str, str]]:
    """Yield items of many shapes, each with its name."""
    for nest, (kind, value), depth, width in product(
        (array, map_of, repeating), VALUES.items(), DEPTHS, WIDTHS
    ):
        yield f"{nest.__name__}, {kind}, depth {depth}, width {width}", nest(value, depth, width)


def slowest() -> list[tuple[float, str]]:
    """Return the seconds of each shape, the slowest first."""
    found: list[tuple[float, str]] = []
    for name, item in shapes():
        body = metadata(item)
        if len(body) > LOOKED_INTO:
            continue
        start = process_time()
        check_response(body)
        found.append((process_time() - start, name))
    return sorted(found, reverse=True)


BODIES: dict[str, Callable[[], bytes]] = {
    "10 MB that are not JSON": lambda: b"x" * MEGABYTES_10,
    "10 MB with millions of problems": lambda: roles(MEGABYTES_10),
    "2 MiB with tens of thousands of problems": lambda: roles(
        LOOKED_INTO, '{"role_id": 1, "description": 2}', CONTAINERS
    ),
    "2 MiB of small arrays": lambda: repeated("[1]", LOOKED_INTO, before="[", after="]"),
}


def measured(name: str) -> str:
    """Return the CPU seconds, the peak memory, and the number of findings."""
    body = BODIES[name]() if name in BODIES else metadata(dict(shapes())[name])
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
    match sys.argv[1:]:
        case ["--search"]:
            for _, name in slowest()[:5]:
                print(f"{name}: {measured_apart(name)}", end="")
        case [name]:
            print(measured(name))
        case _:
            for name in BODIES:
                print(f"{name}: {measured_apart(name)}", end="")
