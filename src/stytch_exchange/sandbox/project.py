"""The project: everything that a sandbox keeps."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from stytch_exchange.sandbox.identifiers import Identifiers
from stytch_exchange.sandbox.rate import Rate
from stytch_exchange.sandbox.refusals import Refusal
from stytch_exchange.sandbox.sessions import Sessions
from stytch_exchange.sandbox.signing import SigningKey
from stytch_exchange.sandbox.tokens import AccessTokens


@dataclass
class Project:
    """An invented project of Stytch's, with its credentials, its key and what it was asked."""

    example: str
    """The example whose member signs in, unless a token says otherwise."""

    clock: Callable[[], datetime]
    identifiers: Identifiers
    rate: Rate
    project_id: str = field(init=False)
    secret: str = field(init=False, repr=False)
    key: SigningKey = field(init=False)
    tokens: AccessTokens = field(default_factory=AccessTokens)
    sessions: Sessions = field(default_factory=Sessions)
    failures: deque[Refusal] = field(default_factory=deque[Refusal])
    """What the next requests are refused with, whatever they are."""

    def __post_init__(self) -> None:
        """Make the credentials and the key."""
        self.project_id = self.identifiers.identifier("project")
        self.secret = f"sandbox-secret-{self.identifiers.token()}"
        self.key = SigningKey(self.identifiers.identifier("jwk"))

    def now(self) -> datetime:
        """Return the present moment in UTC.

        Raises:
            ValueError: The clock's time has no UTC offset.
        """
        now = self.clock()
        if now.utcoffset() is None:
            message = "the clock's time has no UTC offset: use datetime.now(UTC)"
            raise ValueError(message)
        return now.astimezone(UTC)
