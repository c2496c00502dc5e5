"""The project: the whole state of a sandbox."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

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
from stytch_exchange.sandbox.store import Store
from stytch_exchange.signing import SigningKey

if TYPE_CHECKING:
    from stytch_exchange.sandbox.oauth import Code, RefreshToken
    from stytch_exchange.sandbox.seed import Seed

_Failures = defaultdict[str, deque[Refusal]]

_MOST_FAILURES = 10_000
"""How many refusals can be planned."""


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
    control_key: str = field(init=False, repr=False)
    """The key of the control routes."""

    tokens: AccessTokens = field(default_factory=AccessTokens)
    sessions: Sessions = field(default_factory=Sessions)
    codes: "Store[Code]" = field(default_factory=Store["Code"])
    refresh_tokens: "Store[RefreshToken]" = field(default_factory=Store["RefreshToken"])
    registered: Store[Client] = field(default_factory=Store[Client])
    """The apps that have registered themselves, by their identifiers."""

    registered_by: Store[Client] = field(default_factory=Store[Client])
    """Such apps without a secret, by their descriptions."""

    failures: _Failures = field(default_factory=lambda: defaultdict(deque))
    """The planned refusals for each path, whatever its next requests are."""

    def __post_init__(self) -> None:
        """Create the credentials and the key."""
        self.project_id = self.identifiers.identifier("project")
        self.secret = f"sandbox-secret-{self.identifiers.token()}"
        self.key = SigningKey(self.identifiers.identifier("jwk"))
        self.control_key = f"sandbox-control-{self.identifiers.token()}"

    @property
    def person(self) -> Person:
        """The member who signs in by default: the seed file's first, or the example's."""
        return next(iter(self.people.seeded), None) or example_person(self.example)

    def client(self, client_id: str) -> Client | None:
        """Return a Connected App of the project, or None."""
        known = (*self.clients, *(person.client for person in self.people))
        registered = self.registered.get(client_id, now=self.now())
        return registered or next((app for app in known if app.client_id == client_id), None)

    def authenticates(self, authorization: str | None) -> bool:
        """Return whether a request has the project's id and secret."""
        return has_credentials(authorization, user=self.project_id, password=self.secret)

    def now(self) -> datetime:
        """Return the current time in UTC."""
        return self.clock.now()

    def plant(self, seed: "Seed") -> None:
        """Add the people, apps and roles of a seed file."""
        self.people, self.clients, self.policy = seed.people, seed.clients, seed.policy

    def fail(self, path: str, refused: Refusal, *, times: int) -> None:
        """Refuse the next requests of a route.

        Raises:
            ValueError: The number is not positive, or too many refusals would be planned.
        """
        room = _MOST_FAILURES - sum(map(len, self.failures.values()))
        if not 1 <= times <= room:
            raise ValueError(
                f"times must be at least 1, and at most {_MOST_FAILURES} failures can be planned"
            )
        self.failures[path].extend([refused] * times)

    def revoke(self, person: Person, client_id: str) -> None:
        """End an app's access to a member: its codes and tokens are of no use from now on."""
        now = self.now()
        grants = [
            *self.tokens.grants.values(now=now),
            *(code.grant for code in self.codes.values(now=now)),
            *(token.grant for token in self.refresh_tokens.values(now=now)),
        ]
        for grant in grants:
            if (grant.person, grant.client.client_id) == (person, client_id):
                grant.revoked = True

    def forget(self) -> None:
        """Forget all that has happened: tokens, sessions, planned failures and counts."""
        apps = self.registered, self.registered_by
        for kept in (self.tokens, self.codes, self.refresh_tokens, *apps, self.sessions, self.rate):
            kept.forget()
        self.failures.clear()
