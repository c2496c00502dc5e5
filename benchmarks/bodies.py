"""Bodies for the benchmarks. They differ, because string caches make equal ones too fast."""

import json
from random import Random

from stytch_exchange import load_example

SIZES = {"small": "connected-app", "large": "sso-scim"}
"""The measured examples, by their names in the tables."""


def distinct_bodies(name: str, count: int) -> list[bytes]:
    """Return copies of an example, each on one line and with different digits in its ids."""
    digits = Random(20260305)  # noqa: S311 - the same bodies in every run
    body = json.dumps(json.loads(load_example(name)), ensure_ascii=False, separators=(",", ":"))
    head, *rest = body.split("-test-")
    return [
        "".join(
            [head, *(f"-test-{digits.randrange(16**8):08x}{part[8:]}" for part in rest)]
        ).encode()
        for _ in range(count)
    ]


def distinct_healthy_bodies(name: str, count: int) -> list[bytes]:
    """Return copies of an example that differ only in their request id."""
    body = json.loads(load_example(name))
    request_id: str = body["request_id"]
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return [
        text.replace(request_id, f"{request_id[:-8]}{number:08x}").encode()
        for number in range(count)
    ]
