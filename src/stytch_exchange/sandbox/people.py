"""People: the members who can sign in, each with an organization and an earlier sign-in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from stytch_exchange.sandbox.clients import Client
from stytch_exchange.sandbox.refusals import RefusedError
from stytch_exchange.sandbox.templates import Template, moved, template_names

_ALIASES = ("organization_id", "organization_slug", "organization_external_id")


@dataclass(frozen=True, slots=True)
class Person:
    """A member who can sign in. The decoded JSON is shared by all answers, so it never changes."""

    member: dict[str, Any] = field(repr=False)
    organization: dict[str, Any] = field(repr=False)
    sign_in: dict[str, Any] = field(repr=False)
    """The session that the member had when the example was made."""

    attributes: dict[str, Any] = field(repr=False)
    """The member's IP address and user agent."""

    client: Client
    """The Connected App that gets the member's access tokens by default."""

    @property
    def member_id(self) -> str:
        """The identifier of the member."""
        return str(self.member["member_id"])

    @property
    def organization_id(self) -> str:
        """The identifier of the member's organization."""
        return str(self.organization["organization_id"])

    def sign_in_at(self, now: datetime) -> Any:
        """Return the sign-in with its times moved, as if the exchange happened now."""
        return moved(self.sign_in, now - datetime.fromisoformat(self.sign_in["last_accessed_at"]))

    def is_called(self, name: str) -> bool:
        """Return whether a name means this member: its id, external id or email address."""
        return name in {
            self.member_id,
            self.member.get("external_id"),
            self.member["email_address"],
        }

    def is_in(self, organization: str) -> bool:
        """Return whether a name means this member's organization: its id, slug or external id."""
        return organization in {self.organization.get(alias) for alias in _ALIASES}


@cache
def example_person(example: str) -> Person:
    """Return the member of an example.

    Raises:
        ValueError: The name is not in `template_names()`.
    """
    template = Template(example)
    organization = template.body["organization"]
    client = Client(
        template.client_id,
        f"{organization['organization_name']} (example)",
        full_access_allowed=True,
    )
    return Person(
        template.body["member"], organization, template.session, template.attributes, client
    )


@dataclass(frozen=True)
class People:
    """All members who can sign in: those of the seed file first, then those of the examples."""

    seeded: tuple[Person, ...] = ()

    def __iter__(self) -> Iterator[Person]:
        """Yield all members."""
        yield from self.seeded
        yield from (example_person(name) for name in template_names())

    def named(self, name: str, organization: str | None = None) -> Person | None:
        """Return the member that a request means, or None.

        Args:
            name: The member's id, external id or email address.
            organization: The organization's id, slug or external id; None for any.
        """
        return next(
            (
                person
                for person in self
                if person.is_called(name) and (organization is None or person.is_in(organization))
            ),
            None,
        )

    def found(self, name: str, organization: str | None = None) -> Person:
        """Return the member that a request means. `named` explains the arguments.

        Raises:
            RefusedError: There is no such member.
        """
        person = self.named(name, organization)
        if person is None:
            raise RefusedError("member_not_found")
        return person

    def member_of(self, organization: str) -> Person | None:
        """Return a member of an organization, or None if there is no such organization."""
        return next((person for person in self if person.is_in(organization)), None)
