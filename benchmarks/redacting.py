"""Redacting: seconds and memory for texts of one, two, four and eight times a size.

`python -m benchmarks.redacting` shows them all; `python -m benchmarks redacting` writes the figures
of the quality page.
"""

import subprocess
import sys
from collections.abc import Callable
from json import dumps
from time import process_time
from typing import Any

from benchmarks.hostile import peak_megabytes
from stytch_exchange import load_example
from stytch_exchange.redaction import redact

SIZES = 1, 2, 4, 8
UNIT = 250_000
"""Characters: eight times as many are two million."""

BODY = load_example("connected-app").decode()
TOKEN = "P0EJ7rAVJIS4BVuVhhUB4VS8IGGBAJJ9FGwvknQ2tAzO"  # noqa: S105 - invented


def _secret(number: int) -> str:
    return f"{number:08x}{TOKEN}"


def _many(size: int) -> str:
    """Return a body with a different token each 80 characters, and a copy of each."""
    count = size // 160
    tokens = [{"session_token": _secret(number)} for number in range(count)]
    return dumps([tokens, [f"see {_secret(number)}" for number in range(count)]])


TEXTS: dict[str, Callable[[int], str]] = {
    "JSON Lines of bodies": lambda size: (BODY.replace("\n", "") + "\n") * (size // len(BODY)),
    "bodies as strings of JSON": lambda size: dumps(dumps([BODY] * (size // len(BODY) * 4 // 5))),
    "many secrets": _many,
    "one secret": lambda size: dumps({"session_token": "aB3" * (size // 3)}),
    "one string": lambda size: dumps({"name": "aB3" * (size // 3)}),
    "nothing but quotes": lambda size: '"' * size,
    "nothing but backslashes": lambda size: "\\n" * (size // 2),
    "nothing but %22": lambda size: "%22" * (size // 3),
    "nothing but brackets": lambda size: '"token":[' * (size // 9),
    "nothing but keys": lambda size: '"token":"' * (size // 9),
    "nothing but parameters": lambda size: "token=" * (size // 6),
    "nothing but names": lambda size: '{"name":"token",' * (size // 16),
    "nothing but JWTs": lambda size: "eyJ" * (size // 3),
    "nothing but colors": lambda size: "token" + "\x1b[1m" * (size // 4),
    "rows of CSV": lambda size: "id,token\n" + "a,b\n" * (size // 4),
    "nothing but elements": lambda size: "<token>x</token>" * (size // 16),
    "nothing but cookies": lambda size: "Cookie: " + "a" * size,
    "nothing but commas": lambda size: "token=a," * (size // 8),
}


def seconds_for(text: str) -> float:
    """Return the processor's seconds for one text."""
    start = process_time()
    redact(text)
    return process_time() - start


def measure() -> dict[str, Any]:
    """Return the time of the slowest text, and the most that any text grows in time."""
    slowest, growth = 0.0, 0.0
    for make in TEXTS.values():
        # The shorter of two times has less of what else the machine does.
        small, large = (
            min(seconds_for(make(UNIT * size)) for _ in range(2)) for size in (SIZES[0], SIZES[-1])
        )
        slowest, growth = max(slowest, large), max(growth, large / small)
    return {
        "texts": len(TEXTS),
        "characters": UNIT * SIZES[-1],
        "times": SIZES[-1],
        "growth": growth,
        "seconds": slowest,
        "megabytes": peak_megabytes(),
    }


def measured(name: str) -> str:
    """Return a row: the seconds of each size, the growth, and the peak memory at the largest."""
    seconds = [seconds_for(TEXTS[name](UNIT * size)) for size in SIZES]
    growth = seconds[-1] / seconds[0]
    shown = " ".join(f"{one:6.2f}" for one in seconds)
    return (
        f"{name:26} {shown} s   8 times the size: {growth:4.1f} times   {peak_megabytes():5.0f} MB"
    )


if __name__ == "__main__":
    if sys.argv[1:]:
        print(measured(sys.argv[1]))
    else:
        for name in TEXTS:
            command = [sys.executable, "-m", "benchmarks.redacting", name]
            row = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - our own
            print(row.stdout, end="", flush=True)
