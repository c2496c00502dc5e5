"""Identifiers and tokens: unguessable, or the same in each run with a seed."""

from base64 import urlsafe_b64encode
from random import Random
from secrets import SystemRandom
from uuid import UUID


class Identifiers:
    """Makes identifiers and tokens in the forms that the API gives them."""

    def __init__(self, seed: int | None) -> None:
        """Choose where they come from.

        Args:
            seed: None for the system's secure source. With a seed they repeat in each run, and
                whoever knows it can guess them.
        """
        self._source: Random = SystemRandom()
        if seed is not None:
            self._source = Random(seed)  # noqa: S311 - to be repeatable is what a seed is for

    def identifier(self, kind: str) -> str:
        """Return a new identifier, `<kind>-test-<uuid>`.

        Args:
            kind: What it identifies, such as `member-session`.
        """
        return f"{kind}-test-{UUID(int=self._source.getrandbits(128), version=4)}"

    def token(self) -> str:
        """Return a new token: 44 characters that are safe in a URL."""
        return urlsafe_b64encode(self._source.randbytes(33)).decode()
