"""Duplicate keys: decode a body a second time, to find the keys that appear more than once."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stytch_exchange.checking.containers import containers, location
from stytch_exchange.findings import Location


class Decoded:
    """A decoded body, and the objects in it that have a duplicate key."""

    def __init__(self, value: Any, repeated: list[tuple[dict[str, Any], list[str]]]) -> None:
        """Keep the body and the objects.

        Args:
            value: The body. A duplicate key has its last value, as in the models.
            repeated: The objects that have a duplicate key, each with all its keys in order.
        """
        self.value = value
        self._repeated = repeated

    def repeated_keys(self) -> Iterator[Location]:
        """Yield the path of each duplicate key, unless a later duplicate replaced its object."""
        keys_by_id = {id(owner): keys for owner, keys in self._repeated}
        for container, trail in containers(self.value if keys_by_id else None):
            if keys := keys_by_id.get(id(container)):
                again = (key for key, count in Counter(keys).items() if count > 1)
                yield from (location((trail, key)) for key in again)


def decode(body: bytes | bytearray | str) -> Decoded:
    """Decode JSON that pydantic has already read.

    Args:
        body: JSON in UTF-8, or text.

    Raises:
        ValueError: Python's JSON parser refuses a body that pydantic's parser accepted.
    """
    from json import loads  # noqa: PLC0415 - the rest of the package does not need it

    repeated: list[tuple[dict[str, Any], list[str]]] = []

    def with_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            repeated.append((found, [key for key, _ in pairs]))
        return found

    value = loads(body, object_pairs_hook=with_repeated_keys)
    return Decoded(value, repeated)
