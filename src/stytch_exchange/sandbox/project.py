"""The project: the whole state of a sandbox."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime

from stytch_exchange.sandbox.access_tokens import AccessTokens
from stytch_exchange.sandbox.clients import Client
from stytch_exchange.sandbox.clock import Clock
from stytch_exchange.sandbox.http_basic import has_credentials
from stytch_exchange.sandbox.identifiers import Identifiers
from stytch_exchange.sandbox.people import People, Person, example_person
from stytch_exchange.sandbox.policy import Policy
from stytch_exchange.sandbox.rate import Rate
from stytch_exchange.sandbox.refusals import Refusal
from stytch_exchange.sandbox.sessions import Sessions
from stytch_exchange.sandbox.signing import SigningKey

_Failures = defaultdict[str, deque[Refusal]]


@dataclass
class Project:
    """An invented Stytch project, with its credentials, key, people, apps, tokens and sessions."""

    example: str
    """The example with the member who signs in, unless a token names another member."""

    clock: Clock
    identifiers: Identifiers
    rate: Rate
    people: People = field(default_factory=People)
    clients: tuple[Client, ...] = ()
    """The Connected Apps of the seed file."""

    policy: Policy = field(default_factory=Policy)
    project_id: str = field(init=False)
    secret: str = field(init=False, repr=False)
    key: SigningKey = field(init=False)
    tokens: AccessTokens = field(default_factory=AccessTokens)
    sessions: Sessions = field(default_factory=Sessions)
    failures: _Failures = field(default_factory=lambda: defaultdict(deque))
    """The refusals of the next requests of each path, whatever those are."""

    def __post_init__(self) -> None:
        """Create the credentials and the key."""
        self.project_id = self.identifiers.identifier("project")
        self.secret = f"sandbox-secret-{self.identifiers.token()}"
        self.key = SigningKey(self.identifiers.identifier("jwk"))

    @property
    def person(self) -> Person:
        """The member who signs in by default: the seed file's first, or the example's."""
        return next(iter(self.people.seeded), None) or example_person(self.example)

    def client(self, client_id: str) -> Client | None:
        """Return a Connected App of the project, or None.

        Args:
            client_id: The identifier of the app.
        """
        known = (*self.clients, *(person.client for person in self.people))
        return next((client for client in known if client.client_id == client_id), None)

    def authenticates(self, authorization: str | None) -> bool:
        """Return whether a request has the project's id and secret.

        Args:
            authorization: The header `Authorization`, if the request has one.
        """
        return has_credentials(authorization, user=self.project_id, password=self.secret)

    def now(self) -> datetime:
        """Return the present time in UTC."""
        return self.clock.now()

    def forget(self) -> None:
        """Forget all that has happened: tokens, sessions, planned failures and counts."""
        self.tokens.forget()
        self.sessions.forget()
        self.failures.clear()
        self.rate.forget()
