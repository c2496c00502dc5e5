"""The seed file: organizations, members, clients and roles of your own, as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from stytch_exchange.findings import Location, json_pointer
from stytch_exchange.models._base import Model
from stytch_exchange.models.member import Member
from stytch_exchange.models.organization import Organization
from stytch_exchange.sandbox.clients import Client, ClientType
from stytch_exchange.sandbox.identifiers import Identifiers
from stytch_exchange.sandbox.people import People, Person, example_person
from stytch_exchange.sandbox.policy import Policy
from stytch_exchange.sandbox.refusals import reasons_of

_EXAMPLE = "minimal"
"""The example that gives the fields that the seed file leaves out."""


class _Permission(Model, extra="forbid"):
    resource_id: str
    actions: list[str]


class _Role(Model, extra="forbid"):
    role_id: str
    description: str = ""
    permissions: list[_Permission] = Field(default_factory=list)


class _Resource(Model, extra="forbid"):
    resource_id: str
    description: str = ""
    actions: list[str]


class _Scope(Model, extra="forbid"):
    scope: str
    description: str = ""
    permissions: list[_Permission] = Field(default_factory=list)


class _Client(Model, extra="forbid"):
    client_id: str | None = None
    client_name: str
    client_type: ClientType = "first_party"
    full_access_allowed: bool = False
    redirect_urls: list[str] = Field(default_factory=list)
    access_token_expiry_minutes: int = Field(default=60, ge=1)
    bypass_consent_for_offline_access: bool = False
    client_secret: str | None = None


class _SeedFile(Model, extra="forbid"):
    organizations: list[dict[str, Any]] = Field(default_factory=list)
    members: list[dict[str, Any]] = Field(default_factory=list)
    clients: list[_Client] = Field(default_factory=list)
    roles: list[_Role] | None = None
    resources: list[_Resource] | None = None
    scopes: list[_Scope] | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """What a seed file describes."""

    people: People
    clients: tuple[Client, ...]
    policy: Policy


def read_seed_file(path: str | Path, identifiers: Identifiers) -> Seed:
    """Read a seed file.

    Args:
        path: The file.
        identifiers: Makes the identifiers that the file leaves out.

    Raises:
        OSError: The file cannot be read.
        ValueError: The file is not valid. The message names each wrong field.
    """
    try:
        seed = _SeedFile.model_validate_json(Path(path).read_bytes())
    except ValidationError as error:
        raise _invalid(reasons_of(error)) from None
    clients = tuple(_client(each, identifiers) for each in seed.clients)
    organizations = [
        _organization(("organizations", number), each, identifiers)
        for number, each in enumerate(seed.organizations)
    ]
    default = next((client for client in clients if client.full_access_allowed), None)
    people = tuple(
        _person(("members", number), each, organizations, default, identifiers)
        for number, each in enumerate(seed.members)
    )
    return Seed(People(people), clients, _policy(seed))


def _client(seeded: _Client, identifiers: Identifiers) -> Client:
    fields = seeded.model_dump(exclude={"client_id", "client_secret", "redirect_urls"})
    confidential = not seeded.client_type.endswith("_public")
    return Client(
        client_id=seeded.client_id or identifiers.identifier("connected-app"),
        redirect_urls=tuple(seeded.redirect_urls),
        client_secret=(seeded.client_secret or identifiers.token()) if confidential else "",
        **fields,
    )


def _organization(
    place: Location, seeded: dict[str, Any], identifiers: Identifiers
) -> dict[str, Any]:
    base = example_person(_EXAMPLE).organization
    own = {"organization_id": identifiers.identifier("organization")}
    return _checked(place, Organization, {**base, **own, **seeded})


def _person(
    place: Location,
    seeded: dict[str, Any],
    organizations: Sequence[dict[str, Any]],
    client: Client | None,
    identifiers: Identifiers,
) -> Person:
    fields = dict(seeded)
    named, roles = fields.pop("organization", None), fields.pop("roles", [])
    organization = next((each for each in organizations if named in _names(each)), None)
    if organization is None:
        raise _invalid(
            [f"{json_pointer((*place, 'organization'))} must be the slug of an organization"]
        )
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise _invalid([f"{json_pointer((*place, 'roles'))} must be a list of role ids"])
    example = example_person(_EXAMPLE)
    role_ids = ["stytch_member", *(role for role in roles if role != "stytch_member")]
    member = {
        **example.member,
        "member_id": identifiers.identifier("member"),
        **fields,
        "organization_id": organization["organization_id"],
        "roles": [
            {"role_id": role, "sources": [{"type": "direct_assignment", "details": {}}]}
            for role in role_ids
        ],
    }
    checked = _checked(place, Member, member)
    factors = [
        {
            **factor,
            "email_factor": {**factor["email_factor"], "email_address": checked["email_address"]},
        }
        if "email_factor" in factor
        else factor
        for factor in example.sign_in["authentication_factors"]
    ]
    sign_in = {**example.sign_in, "authentication_factors": factors, "roles": role_ids}
    return Person(checked, organization, sign_in, example.attributes, client or example.client)


def _names(organization: dict[str, Any]) -> set[Any]:
    return {organization["organization_id"], organization["organization_slug"]}


def _policy(seed: _SeedFile) -> Policy:
    """Return the policy. Stytch's two default roles are always part of it."""
    own = seed.model_dump(include={"roles", "resources", "scopes"}, exclude_none=True)
    if "roles" in own:
        default = (role for role in Policy().roles if role["role_id"].startswith("stytch_"))
        own["roles"] = [*default, *own["roles"]]
    return Policy(**own)


def _checked(place: Location, model: type[Model], body: dict[str, Any]) -> dict[str, Any]:
    """Return an object of a response, or raise an error that names its wrong fields."""
    unknown = [name for name in body if name not in model.model_fields]
    if unknown:
        raise _invalid([f"{json_pointer((*place, name))}: unknown field" for name in unknown])
    try:
        model.model_validate_json(json.dumps(body))
    except ValidationError as error:
        raise _invalid([f"{json_pointer(place)}{reason}" for reason in reasons_of(error)]) from None
    return body


def _invalid(reasons: Iterable[str]) -> ValueError:
    return ValueError(f"the seed file is not valid: {', '.join(reasons)}")
