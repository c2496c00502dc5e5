"""The project: the whole state of a sandbox."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from stytch_exchange.sandbox.access_tokens import AccessTokens
from stytch_exchange.sandbox.http_basic import has_credentials
from stytch_exchange.sandbox.identifiers import Identifiers
from stytch_exchange.sandbox.rate import Rate
from stytch_exchange.sandbox.refusals import Refusal
from stytch_exchange.sandbox.sessions import Sessions
from stytch_exchange.sandbox.signing import SigningKey


@dataclass
class Project:
    """An invented Stytch project, with its credentials, key, tokens and sessions."""

    example: str
    """The example with the member who signs in, unless a token names another one."""

    clock: Callable[[], datetime]
    identifiers: Identifiers
    rate: Rate
    project_id: str = field(init=False)
    secret: str = field(init=False, repr=False)
    key: SigningKey = field(init=False)
    tokens: AccessTokens = field(default_factory=AccessTokens)
    sessions: Sessions = field(default_factory=Sessions)
    failures: deque[Refusal] = field(default_factory=deque[Refusal])
    """The refusals of the next requests, whatever those are."""

    def __post_init__(self) -> None:
        """Create the credentials and the key."""
        self.project_id = self.identifiers.identifier("project")
        self.secret = f"sandbox-secret-{self.identifiers.token()}"
        self.key = SigningKey(self.identifiers.identifier("jwk"))

    def authenticates(self, authorization: str | None) -> bool:
        """Return whether a request has the project's id and secret.

        Args:
            authorization: The header `Authorization`, if the request has one.
        """
        return has_credentials(authorization, user=self.project_id, password=self.secret)

    def now(self) -> datetime:
        """Return the present time in UTC.

        Raises:
            ValueError: The clock's time does not have a UTC offset.
        """
        now = self.clock()
        if now.utcoffset() is None:
            raise ValueError("the clock's time must have a UTC offset: use datetime.now(UTC)")
        return now.astimezone(UTC)
