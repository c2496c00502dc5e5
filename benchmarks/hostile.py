"""Hostile bodies: CPU time and memory of `check_response`, each in a new process.

`python -m benchmarks.hostile --search` tries bodies of many shapes, and reports the slowest, which
takes some minutes.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any

from stytch_exchange import check_response, load_example

MEGABYTES_10 = 10_000_000
LOOKED_INTO = 2 * 1024 * 1024
"""The length of the longest body that is checked."""

CONTAINERS = 49_000
"""Objects and arrays, almost as many as are looked into. The response itself has some too."""

DEPTHS = (1, 2, 5, 20, 60, 100, 125, 150, 180)
"""Pydantic reads up to 200 levels."""

DEEPEST_BELOW = 5
"""The depth of the deepest shapes that are also tried below other objects."""

WIDTHS = (1, 2, 8, 40, 1000)
"""Values in each of the innermost containers."""

VALUES = {
    "numbers": "1",
    "floats": "1.5e300",
    "big integers": "9" * 40,
    "strings": '"\\u00e9"',
    "empty arrays": "[]",
    "empty objects": "{}",
    "infinities": "1e400",
}

ABOVE = 150
"""Objects around the metadata in some shapes, so that each finding has a long path."""

LONG_KEY = "k." * 4000
"""A key of each of these objects."""


def repeated(item: str, size: int, *, before: str, after: str, most: int | None = None) -> bytes:
    """Return a body of this many bytes at most, with one item repeated in an array."""
    count = (size - len(f"{before}{after}".encode())) // (len(item) + 1)
    count = count if most is None else min(count, most)
    return f"{before}{','.join([item] * count)}{after}".encode()


def roles(size: int, item: str = "{}", most: int | None = None) -> bytes:
    """Return a body in which each custom role lacks all its fields."""
    before = '{"organization": {"custom_roles": ['
    return repeated(item, size, before=before, after="]}}", most=most)


def metadata(item: str, above: int = 0) -> bytes:
    """Return a valid response with as much metadata as is checked, below so many objects."""
    text = load_example("connected-app").decode()
    before, _, after = text.partition('"theme": ')
    before = f'{before}"x": ' + f'{{"{LONG_KEY}":' * above + "["
    after = "]" + "}" * above + f', "theme": {after}'
    most = CONTAINERS // max(1, item.count("[") + item.count("{"))
    return repeated(item, LOOKED_INTO, before=before, after=after, most=most)


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


def shapes() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield functions that make bodies of many shapes, each with the name of its shape."""
    for nest, (kind, value), depth, width in product(
        (array, map_of, repeating), VALUES.items(), DEPTHS, WIDTHS
    ):
        name = f"{nest.__name__}, {kind}, depth {depth}, width {width}"
        item = nest(value, depth, width)
        yield name, partial(metadata, item)
        if depth <= DEEPEST_BELOW:
            yield f"{name}, long paths", partial(metadata, item, ABOVE)


def slowest() -> list[tuple[float, str]]:
    """Return the seconds of each shape, the slowest first."""
    found: list[tuple[float, str]] = []
    for name, make in shapes():
        body = make()
        if len(body) > LOOKED_INTO:
            continue
        start = process_time()
        check_response(body)
        found.append((process_time() - start, name))
    return sorted(found, reverse=True)


SLOWEST = "repeating, numbers, depth 2, width 8"
"""The slowest shape that `--search` has found."""

BODIES: dict[str, Callable[[], bytes]] = {
    "not_json": lambda: b"x" * MEGABYTES_10,
    "millions_of_problems": lambda: roles(MEGABYTES_10),
    "small_arrays": lambda: repeated("[1]", LOOKED_INTO, before="[", after="]"),
    "problems": lambda: roles(LOOKED_INTO, '{"role_id": 1, "description": 2}', CONTAINERS),
    "slowest": dict(shapes())[SLOWEST],
}
"""The bodies that the quality page lists."""


def measure() -> dict[str, Any]:
    """Return the processor's seconds, the peak memory and the findings for each body."""
    return {
        "shapes": sum(1 for _ in shapes()),
        "bodies": {name: json.loads(measured_apart(name)) for name in BODIES},
    }


def measured(name: str) -> dict[str, Any]:
    """Return the measurements of one body in this process.

    Args:
        name: One of `BODIES`, or the name of a shape.
    """
    body = (BODIES | dict(shapes()))[name]()
    start = process_time()
    report = check_response(body)
    seconds = process_time() - start
    codes = [finding.code for finding in report.findings]
    return {
        "seconds": seconds,
        "megabytes": peak_megabytes(),
        "findings": len(codes),
        "last": codes[-1],
    }


def peak_megabytes() -> float:
    """Return the peak memory of this process, with its interpreter and the body."""
    status = Path("/proc/self/status")
    # On Linux, a new process inherits the `ru_maxrss` of the process that started it.
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text())):
        return int(found[1]) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measured_apart(name: str) -> str:
    """Return the measurements of a new process, as JSON.

    Args:
        name: One of `BODIES`, or the name of a shape.
    """
    command = [sys.executable, "-m", "benchmarks.hostile", name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--search"]:
            for _, name in slowest()[:5]:
                print(f"{name}: {measured_apart(name)}", end="")
        case [name]:
            print(json.dumps(measured(name)))
        case _:
            sys.exit("usage: python -m benchmarks.hostile --search")
