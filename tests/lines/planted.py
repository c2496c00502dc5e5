"""Bodies with planted faults, as lines, and the counts that a summary must have."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from stytch_exchange import load_example

Fault = Callable[[dict[str, Any]], object]

FAULTS: dict[tuple[str, str], Fault] = {
    ("wrong_type", "/member/is_locked"): lambda body: body["member"].update(is_locked="no"),
    ("missing", "/organization/custom_roles"): lambda body: body["organization"].pop(
        "custom_roles"
    ),
    ("unknown_field", "/member/is_owner"): lambda body: body["member"].update(is_owner=False),
    ("unknown_value", "/member/status"): lambda body: body["member"].update(status="frozen"),
    ("wrong_type", "/member/roles/*/role_id"): lambda body: body["member"].update(
        roles=[{"role_id": 1, "sources": []}, {"role_id": 2, "sources": []}]
    ),
}
"""The change to a body, by the code and the place of its findings."""

_SHARE = 0.02
"""The share of bodies with each fault."""

NOT_JSON = b"<html><title>502 Bad Gateway</title></html>"


class Planted:
    """Lines with planted faults, the same for each seed."""

    def __init__(self, seed: int = 20260305) -> None:
        self._random = Random(seed)  # noqa: S311 - the same faults in every run
        self._text = load_example("minimal")
        self.bodies: Counter[tuple[str, str]] = Counter()
        """The number of bodies with each fault."""
        self.firsts: dict[tuple[str, str], int] = {}
        """The line of the first body with each fault."""
        self.ok = 0

    def lines(self, count: int) -> Iterator[bytes]:
        """Yield so many lines, and count their faults."""
        for line in range(1, count + 1):
            body = json.loads(self._text)
            body["request_id"] = f"request-id-test-{line:08x}-0000-4000-8000-000000000000"
            planted = [fault for fault in FAULTS if self._random.random() < _SHARE]
            for fault in planted:
                FAULTS[fault](body)
            if self._random.random() < _SHARE:
                planted = [("not_json", "")]
            yield NOT_JSON if ("not_json", "") in planted else json.dumps(body).encode()
            self.ok += {code for code, _ in planted} <= {"unknown_field", "unknown_value"}
            for fault in planted:
                self.bodies[fault] += 1
                self.firsts.setdefault(fault, line)
