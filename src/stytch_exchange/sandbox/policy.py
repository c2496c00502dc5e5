"""The RBAC policy: which roles and scopes allow which actions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stytch_exchange.sandbox.refusals import RefusedError

if TYPE_CHECKING:
    from stytch_exchange.sandbox.calls import Call
    from stytch_exchange.sandbox.project import Project

_Permission = dict[str, Any]
_ALL = "*"


def _permission(resource_id: str, *actions: str) -> _Permission:
    return {"resource_id": resource_id, "actions": list(actions)}


def _role(role_id: str, description: str, *permissions: _Permission) -> dict[str, Any]:
    return {"role_id": role_id, "description": description, "permissions": list(permissions)}


def _resource(resource_id: str, description: str, *actions: str) -> dict[str, Any]:
    return {"resource_id": resource_id, "description": description, "actions": list(actions)}


_ADMINISTERED = ("stytch.organization", "stytch.member", "stytch.sso", "stytch.scim")
_ROLES = (
    _role("stytch_member", "Every member has this role.", _permission("stytch.self", _ALL)),
    _role(
        "stytch_admin",
        "An organization's creator has this role.",
        *(_permission(resource, _ALL) for resource in _ADMINISTERED),
    ),
    _role("analyst", "Reads and exports reports.", _permission("report", "read", "export")),
    _role(
        "care_coordinator",
        "Plans appointments, and reads reports.",
        _permission("appointment", _ALL),
        _permission("report", "read"),
    ),
)
_RESOURCES = (
    _resource("report", "A report of the organization.", "read", "export", "delete"),
    _resource("appointment", "An appointment with a patient.", "create", "read", "cancel"),
)
_SCOPES = (
    {
        "scope": "read:reports",
        "description": "Read your organization's reports",
        "permissions": [_permission("report", "read")],
    },
)
STANDARD_SCOPES = {
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your email address",
    "phone": "See your phone number",
    "offline_access": "Stay connected when you are away",
    "full_access": "Act as you, with all of your permissions",
}
"""The scopes that no policy defines, with a text for the consent page."""


@dataclass(frozen=True)
class Policy:
    """The project's policy. An organization adds roles of its own."""

    roles: Sequence[dict[str, Any]] = _ROLES
    resources: Sequence[dict[str, Any]] = _RESOURCES
    scopes: Sequence[dict[str, Any]] = _SCOPES

    def body(self) -> dict[str, Any]:
        """Return the policy as the API returns it."""
        return {"roles": self.roles, "resources": self.resources, "scopes": self.scopes}

    @property
    def scope_texts(self) -> dict[str, str]:
        """All scopes, each with a text for the consent page."""
        return STANDARD_SCOPES | {each["scope"]: each["description"] for each in self.scopes}

    def granting_roles(
        self, session_roles: Iterable[str], organization: dict[str, Any], resource: str, action: str
    ) -> list[str]:
        """Return the roles of a session that allow an action."""
        known = {role["role_id"]: role for role in (*self.roles, *organization["custom_roles"])}
        return [
            name
            for name in session_roles
            if name in known and _allows(known[name]["permissions"], resource, action)
        ]

    def may_grant(self, scope: str, roles: Iterable[str], organization: dict[str, Any]) -> bool:
        """Return whether a member has all permissions that a scope gives."""
        held = list(roles)
        return all(
            self.granting_roles(held, organization, permission["resource_id"], action)
            for each in self.scopes
            if each["scope"] == scope
            for permission in each["permissions"]
            for action in permission["actions"]
        )


def project_policy(project: "Project", _call: "Call") -> dict[str, Any]:
    """Answer a request for the project's policy."""
    return {"policy": project.policy.body()}


def organization_policy(project: "Project", call: "Call") -> dict[str, Any]:
    """Answer a request for the roles that an organization adds to the policy."""
    person = project.people.member_of(call.path["organization_id"])
    if person is None:
        raise RefusedError("organization_not_found")
    return {"org_policy": {"roles": person.organization["custom_roles"]}}


def _allows(permissions: list[_Permission], resource: str, action: str) -> bool:
    return any(
        permission["resource_id"] == resource and {_ALL, action} & set(permission["actions"])
        for permission in permissions
    )
