"""Bodies to measure with: distinct ones, since repeating one flatters string caches."""

import json
from random import Random

from stytch_exchange import load_example

SIZES = {"small": "connected-app", "large": "sso-scim"}
"""The examples that are measured, by what the tables call them."""


def distinct_bodies(name: str, count: int) -> list[bytes]:
    """Return an example this many times, on one line, each with other digits in its ids."""
    digits = Random(20260305)  # noqa: S311 - the same bodies in every run
    body = json.dumps(json.loads(load_example(name)), ensure_ascii=False, separators=(",", ":"))
    head, *rest = body.split("-test-")
    return [
        "".join(
            [head, *(f"-test-{digits.randrange(16**8):08x}{part[8:]}" for part in rest)]
        ).encode()
        for _ in range(count)
    ]
