"""Decoding a body a second time, to see what a model does not: keys that stand twice."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from stytch_exchange.checking.containers import containers, location
from stytch_exchange.findings import Location


class Decoded:
    """A decoded body, and the objects in it of which a value was lost."""

    def __init__(self, value: Any, repeated: list[tuple[dict[str, Any], list[str]]]) -> None:
        """Keep both.

        Args:
            value: The body. Of a key that stands twice it holds the last value, as the models do.
            repeated: The objects with a key that stands more than once, each with its keys as
                they stand.
        """
        self.value = value
        self._repeated = repeated

    def repeated_keys(self) -> Iterator[Location]:
        """Yield the path of each key that stands more than once, of those that can be reached."""
        standing = {id(owner): keys for owner, keys in self._repeated}
        for container, trail in containers(self.value if standing else None):
            if keys := standing.get(id(container)):
                again = (key for key, count in Counter(keys).items() if count > 1)
                yield from (location((trail, key)) for key in again)


def decode(body: bytes | bytearray | str) -> Decoded:
    """Decode JSON that pydantic has read before.

    Args:
        body: The body: JSON in UTF-8, or text.

    Raises:
        ValueError: Python's own JSON parser refuses what pydantic's took.
    """
    from json import loads  # noqa: PLC0415 - nothing else of the package needs it

    repeated: list[tuple[dict[str, Any], list[str]]] = []

    def with_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            repeated.append((found, [key for key, _ in pairs]))
        return found

    value = loads(body, object_pairs_hook=with_repeated_keys)
    return Decoded(value, repeated)
