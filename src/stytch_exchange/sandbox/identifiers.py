"""Identifiers and tokens: unguessable, or the same in each run if there is a seed."""

from base64 import urlsafe_b64encode
from random import Random
from secrets import SystemRandom
from uuid import UUID


class Identifiers:
    """Makes identifiers and tokens in the API's forms."""

    def __init__(self, seed: int | None) -> None:
        """Choose the source of randomness.

        Args:
            seed: None uses the system's secure source. With a seed, each run makes the same
                identifiers and tokens, and anyone who knows the seed can guess them.
        """
        self._source: Random = SystemRandom()
        if seed is not None:
            self._source = Random(seed)  # noqa: S311 - a seed is for repeatable runs

    def identifier(self, kind: str) -> str:
        """Return a new identifier, `<kind>-test-<uuid>`."""
        return f"{kind}-test-{UUID(int=self._source.getrandbits(128), version=4)}"

    def token(self) -> str:
        """Return a new token: 44 characters that are safe in a URL."""
        return urlsafe_b64encode(self._source.randbytes(33)).decode()
