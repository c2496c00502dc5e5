"""Hostile bodies: CPU time and memory of `check_response`, each in a new process.

`python -m benchmarks.hostile --search` looks for the slowest body, which takes some minutes. A
number behind it is the seed of the search: another one begins elsewhere.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from stytch_exchange import StytchExchangeError, check_response, load_example, parse_response

MEGABYTES_10 = 10_000_000
LOOKED_INTO = 2 * 1024 * 1024
"""The length of the longest body that is checked."""

CONTAINERS = 49_000
"""Objects and arrays, almost as many as are looked into. The response itself has some too."""

STARTS = 6
"""How often the search begins, each time with another random shape."""

FINALISTS = 5
"""How many of the slowest shapes are measured again, each in a new process."""


ABOVE, LONG_KEY = 150, "k." * 4000
"""Objects, and the key of each, so that the paths below them are long."""


def _around(before: str, above: int = 0) -> tuple[str, str]:
    """Return what comes before and after a new array in a valid response.

    Args:
        before: The text before which the array is put.
        above: How many objects the array is in, each with a long key.
    """
    head, found, tail = load_example("connected-app").decode().partition(before)
    opened = f'{{"{LONG_KEY}": ' * above
    return f'{head}"x": {opened}[', f"]{'}' * above}, {found}{tail}"


def _places() -> Mapping[str, tuple[str, str]]:
    return {
        "in metadata": _around('"theme": '),
        "in metadata below long keys": _around('"theme": ', ABOVE),
        "in an unknown field of the response": _around('"status_code": '),
        "in an unknown field of a role": _around('"role_id": '),
        "in a list of roles": ('{"organization": {"custom_roles": [', "]}}"),
        "in a list of factors": ('{"member_session": {"authentication_factors": [', "]}}"),
        "the whole body": ("", ""),
        "in an object without the known fields": ('{"x": [', "]}"),
    }


def array(value: str, depth: int, width: int, _key: str) -> str:
    """Return nested arrays, with values in the innermost."""
    return "[" * depth + ",".join([value] * width) + "]" * depth


def map_of(value: str, depth: int, width: int, key: str) -> str:
    """Return nested objects, with values in the innermost, each under a key of its own."""
    fields = ",".join(f'"{key}{number}":{value}' for number in range(width))
    return f'{{"{key}":' * (depth - 1) + f"{{{fields}}}" + "}" * (depth - 1)


def repeating(value: str, depth: int, width: int, key: str) -> str:
    """Return nested objects in which each key appears twice."""
    fields = ",".join(f'"{key}":{value}' for _ in range(width))
    outer = f'{{"{key}":1,"{key}":' * (depth - 1)
    return f'{outer}{{"{key}":0,{fields}}}' + "}" * (depth - 1)


PLACES = _places()

NESTS = {"arrays": array, "objects": map_of, "objects with a repeated key": repeating}

KEYS = {
    "short keys": "a",
    "keys in the style of the API": "a" * 50,
    "keys with an escape": "\\u00e9",
}

VALUES = {
    "numbers": "1",
    "floats": "1.5e300",
    "big integers": "9" * 40,
    "infinite numbers": "1e999",
    "strings": '"\\u00e9"',
    "empty arrays": "[]",
    "empty objects": "{}",
}

CHOICES: Mapping[str, Sequence[Any]] = {
    "place": [*PLACES],
    "nest": [*NESTS],
    "key": [*KEYS],
    "value": [*VALUES],
    # Pydantic reads up to 200 levels.
    "depth": [1, 2, 5, 20, 60, 100, 125, 150, 180],
    "width": [1, 2, 8, 40, 1000, 200_000],
}
"""What the search can choose."""


@dataclass(frozen=True)
class Shape:
    """What repeats in a body, and where."""

    place: str
    nest: str
    key: str
    value: str
    depth: int
    width: int
    """Values in each of the innermost containers, or fewer if they do not fit into a body."""

    def __str__(self) -> str:
        """Describe the shape in words."""
        return (
            f"{self.place}: {self.nest} with {self.key} and {self.value}, {self.depth} deep and"
            f" up to {self.width:,} wide"
        )

    def body(self) -> bytes:
        """Return the largest body of this shape that is looked into."""
        before, after = PLACES[self.place]
        room = LOOKED_INTO - len(f"{before}{after}".encode()) - 1
        most, width = CONTAINERS - 2, self.width
        item = self.item(width)
        while len(item) > room or _containers(item) > most:
            width = int(width * 0.9 * min(room / len(item), most / _containers(item), 1))
            item = self.item(width)
        # Without an array around it, an item cannot repeat.
        count = most // max(1, _containers(item)) if before else 1
        return repeated(item, LOOKED_INTO, before=before, after=after, most=count)

    def item(self, width: int) -> str:
        """Return what is repeated."""
        return NESTS[self.nest](VALUES[self.value], self.depth, width, KEYS[self.key])


def _containers(item: str) -> int:
    return item.count("[") + item.count("{")


def repeated(item: str, size: int, *, before: str, after: str, most: int | None = None) -> bytes:
    """Return a body of this many bytes at most, with one item repeated in an array."""
    count = (size - len(f"{before}{after}".encode())) // (len(item) + 1)
    count = count if most is None else min(count, most)
    return f"{before}{','.join([item] * count)}{after}".encode()


def roles(size: int, item: str = "{}", most: int | None = None) -> bytes:
    """Return a body in which each custom role lacks all its fields."""
    before, after = PLACES["in a list of roles"]
    return repeated(item, size, before=before, after=after, most=most)


def seconds_of(shape: Shape) -> float:
    """Return the processor's seconds for a body of this shape."""
    body = shape.body()
    start = process_time()
    check_response(body)
    return process_time() - start


def search(
    seed: int = 0, starts: int = STARTS, cost: Callable[[Shape], float] = seconds_of
) -> Mapping[Shape, float]:
    """Look for slow shapes, and return the cost of each that was tried, the highest first.

    From a random shape, the search changes one choice after another and keeps the slowest, until
    no change makes the body slower. Then it begins again with another shape.

    Args:
        seed: Where to begin.
        starts: How often to begin.
        cost: Returns the cost of a shape.
    """
    chance = Random(seed)  # noqa: S311 - the search must be repeatable
    known: dict[Shape, float] = {}

    def cost_of(shape: Shape) -> float:
        if shape not in known:
            known[shape] = cost(shape)
        return known[shape]

    for _ in range(starts):
        best = Shape(**{name: chance.choice(values) for name, values in CHOICES.items()})
        before = -1.0
        while cost_of(best) > before:
            before = cost_of(best)
            for name, values in CHOICES.items():
                best = max((replace(best, **{name: value}) for value in values), key=cost_of)
    return dict(sorted(known.items(), key=lambda item: item[1], reverse=True))


BODIES: dict[str, Callable[[], bytes]] = {
    "not_json": lambda: b"x" * MEGABYTES_10,
    "millions_of_problems": lambda: roles(MEGABYTES_10),
    "small_arrays": lambda: repeated("[1]", LOOKED_INTO, before="[", after="]"),
    "problems": lambda: roles(LOOKED_INTO, '{"role_id": 1, "description": 2}', CONTAINERS),
}
"""The bodies that the quality page lists, with the slowest one."""


def measure() -> dict[str, Any]:
    """Return the processor's seconds, the peak memory and the findings for each body."""
    tried = search()
    shape, slowest = max(
        ((shape, _figures(shape)) for shape in islice(tried, FINALISTS)),
        key=lambda found: found[1]["seconds"],
    )
    bodies = {name: json.loads(measured_apart(name)) for name in BODIES}
    return {
        "starts": STARTS,
        "shapes": len(tried),
        "slowest": str(shape),
        "bodies": {**bodies, "slowest": slowest},
    }


def _figures(shape: Shape) -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(measured_apart(json.dumps(vars(shape))))
    return figures


def measured(name: str) -> dict[str, Any]:
    """Return the measurements of one body in this process.

    Args:
        name: One of `BODIES`, or the fields of a shape as JSON.
    """
    body = BODIES[name]() if name in BODIES else Shape(**json.loads(name)).body()
    start = process_time()
    report = check_response(body)
    seconds = process_time() - start
    peak = peak_megabytes()
    codes = [finding.code for finding in report.findings]
    start = process_time()
    with suppress(StytchExchangeError):
        parse_response(body)
    return {
        "seconds": seconds,
        "parse_seconds": process_time() - start,
        "megabytes": peak,
        "findings": len(codes),
        "last": codes[-1] if codes else "",
    }


def peak_megabytes() -> float:
    """Return the peak memory of this process, with its interpreter and the body."""
    status = Path("/proc/self/status")
    if status.is_file():  # the other figure includes the process that started this one
        [line] = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text("utf-8"))
        return int(line) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measured_apart(name: str) -> str:
    """Return the measurements of a new process, as JSON.

    Args:
        name: One of `BODIES`, or the fields of a shape as JSON.
    """
    command = [sys.executable, "-m", "benchmarks.hostile", name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--search", *seeds] if not seeds or seeds[0].isdigit():
            tried = search(int(seeds[0]) if seeds else 0)
            print(f"tried {len(tried)} shapes; the slowest:")
            for shape in islice(tried, FINALISTS):
                print(f"{_figures(shape)['seconds']:.2f} s {shape}")
        case [name]:
            print(json.dumps(measured(name)))
        case _:
            sys.exit("usage: python -m benchmarks.hostile --search [SEED]")
