"""The Organization: a tenant of your application, with its sign-in settings."""

from typing import Annotated, Any, Literal

from stytch_exchange.models._base import Array, Label, Model, OptionalTimestamp, Vocabulary

MethodPolicy = Annotated[Literal["ALL_ALLOWED", "RESTRICTED"] | str, Vocabulary]
"""Which methods are allowed: all, or only those on the setting's list."""

AllowancePolicy = Annotated[Literal["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"] | str, Vocabulary]
"""What is allowed: everything, only what is on the setting's list, or nothing."""

ProvisioningPolicy = Annotated[Literal["RESTRICTED", "NOT_ALLOWED"] | str, Vocabulary]
"""Which sign-ins create a new member: only those that match the setting's list, or none."""

MFAPolicy = Annotated[Literal["REQUIRED_FOR_ALL", "OPTIONAL"] | str, Vocabulary]
"""Which members are asked for a second factor: all members, or only enrolled members."""

AuthMethod = Annotated[
    Literal[
        "sso",
        "magic_link",
        "email_otp",
        "password",
        "google_oauth",
        "microsoft_oauth",
        "slack_oauth",
        "github_oauth",
        "hubspot_oauth",
    ]
    | str,
    Vocabulary,
]
"""A sign-in method that an organization can allow."""

MFAMethod = Annotated[Literal["sms_otp", "totp"] | str, Vocabulary]
"""A second factor that an organization can allow: a code by SMS, or a code from an app."""

SSOIdentityProvider = Annotated[
    Literal[
        "classlink",
        "cyberark",
        "duo",
        "generic",
        "google-workspace",
        "jumpcloud",
        "keycloak",
        "microsoft-entra",
        "miniorange",
        "okta",
        "onelogin",
        "pingfederate",
        "rippling",
        "salesforce",
        "shibboleth",
    ]
    | str,
    Vocabulary,
]
"""The product behind an SSO connection. `generic` is any product without its own value. The values
are from Stytch's Python SDK."""


class ActiveSSOConnection(Model):
    """An SSO connection that is active in the organization."""

    connection_id: str
    """The identifier of the connection, `saml-connection-…` or `oidc-connection-…`."""

    display_name: Label
    """The connection's display name. `""` if none is set."""

    identity_provider: SSOIdentityProvider
    """The identity provider's product."""


class ActiveSCIMConnection(Model):
    """The SCIM connection that an identity provider uses to manage the organization's members.

    The response does not say which product it is: unlike an SSO connection, it has no
    `identity_provider` here.
    """

    connection_id: str
    """The identifier of the connection, `scim-connection-<test|live>-<uuid>`."""

    display_name: Label
    """The connection's display name. `""` if none is set."""

    bearer_token_last_four: str
    """The last four characters of the connection's bearer token, to tell tokens apart."""

    bearer_token_expires_at: OptionalTimestamp = None
    """When that bearer token expires, in UTC. Null, absent or `""` if the API does not say."""


class EmailImplicitRoleAssignment(Model):
    """A role for every member whose email address belongs to a domain."""

    domain: str
    """The email domain, such as `example.com`."""

    role_id: str
    """The role's name in the project's RBAC policy."""


class CustomRolePermission(Model):
    """The actions that a custom role allows on one kind of resource."""

    resource_id: str
    """The kind of resource, by its name in the project's RBAC policy."""

    actions: Array[str]
    """The allowed actions. `*` means all actions."""


class CustomRole(Model):
    """A role that exists only in this organization, in addition to the project's roles."""

    role_id: str
    """The role's name."""

    description: Label
    """The organization's description of the role. `""` if there is none."""

    permissions: Array[CustomRolePermission]
    """The permissions of the role. Empty if it allows nothing."""


class Organization(Model):
    """A tenant of your application, with its settings for signing in.

    Most settings come in pairs: a policy, and the list that applies if the policy is
    `RESTRICTED`.
    """

    organization_id: str
    """The organization's identifier, `organization-<test|live>-<uuid>`. Use it as the key in your
    database, because it never changes. API calls also accept `organization_slug` or
    `organization_external_id` in its place."""

    organization_name: Label
    """The organization's display name, 1 to 128 characters."""

    organization_logo_url: Label
    """The URL of the organization's logo. `""` if there is none."""

    organization_slug: str
    """The organization's name in URLs: 2 to 128 letters, digits and `-` `.` `_` `~`. It can
    have capital letters. API calls accept it in place of `organization_id`. It can change, so do
    not use it as a key."""

    sso_jit_provisioning: AllowancePolicy
    """Whether a first sign-in through SSO creates a member. The default, `ALL_ALLOWED`, accepts
    every connection in `sso_active_connections`; `RESTRICTED` uses the list
    `sso_jit_provisioning_allowed_connections`."""

    sso_jit_provisioning_allowed_connections: Array[str]
    """The SSO connections through which a first sign-in creates a member. The list applies if
    `sso_jit_provisioning` is `RESTRICTED`."""

    sso_active_connections: Array[ActiveSSOConnection]
    """The SSO connections that are active. Empty if there are none."""

    email_allowed_domains: Array[str]
    """The email domains whose users can be invited or can join. The list applies if
    `email_invites` or `email_jit_provisioning` is `RESTRICTED`. Public email providers cannot be on
    the list."""

    email_jit_provisioning: ProvisioningPolicy
    """Whether a first sign-in by email link or OAuth creates a member. By default it does not
    (`NOT_ALLOWED`). With `RESTRICTED` it does if the person's verified email address belongs to a
    domain in `email_allowed_domains`."""

    email_invites: AllowancePolicy
    """Which users can be invited by email. With `RESTRICTED`, only those with a verified email
    address in a domain in `email_allowed_domains`. The contract does not name a default. Stytch's
    guide says `ALL_ALLOWED` for an organization that was created without any sign-in setting, and
    `NOT_ALLOWED` if only other settings were given."""

    auth_methods: MethodPolicy
    """Which sign-in methods are allowed. The default is `ALL_ALLOWED`; `RESTRICTED` uses the list
    `allowed_auth_methods`. It does not apply to members with `is_breakglass`."""

    allowed_auth_methods: Array[AuthMethod]
    """The sign-in methods that are allowed. The list applies if `auth_methods` is `RESTRICTED`."""

    mfa_policy: MFAPolicy
    """Which members are asked for a second factor. The default is `OPTIONAL`: only members with
    `mfa_enrolled`. Sessions that started under another policy stay valid."""

    rbac_email_implicit_role_assignments: Array[EmailImplicitRoleAssignment]
    """The roles that members get from their email domain, whichever way they sign in. Empty if
    there are none."""

    mfa_methods: MethodPolicy
    """Which second factors are allowed. The default is `ALL_ALLOWED`; `RESTRICTED` uses the list
    `allowed_mfa_methods`. It does not apply to members with `is_breakglass`."""

    allowed_mfa_methods: Array[MFAMethod]
    """The second factors that are allowed. The list applies if `mfa_methods` is `RESTRICTED`."""

    oauth_tenant_jit_provisioning: ProvisioningPolicy
    """Whether a first sign-in from a known OAuth tenant creates a member. By default it does not
    (`NOT_ALLOWED`); `RESTRICTED` uses the list `allowed_oauth_tenants`."""

    claimed_email_domains: Array[str]
    """The email domains that the organization has claimed as its own. A person with an address in
    such a domain can be a member only of the organizations that claimed it, according to Stytch's
    pages. Empty if there are none."""

    first_party_connected_apps_allowed_type: AllowancePolicy
    """Which of your own Connected Apps members can use. By default any of them (`ALL_ALLOWED`);
    `RESTRICTED` uses the list `allowed_first_party_connected_apps`."""

    allowed_first_party_connected_apps: Array[str]
    """The client IDs of your own Connected Apps that members can use. The list applies if
    `first_party_connected_apps_allowed_type` is `RESTRICTED`."""

    third_party_connected_apps_allowed_type: AllowancePolicy
    """Which third-party Connected Apps members can use. By default any of them (`ALL_ALLOWED`),
    even apps that registered themselves; `RESTRICTED` uses the list
    `allowed_third_party_connected_apps`."""

    allowed_third_party_connected_apps: Array[str]
    """The client IDs of third-party Connected Apps that members can use. The list applies if
    `third_party_connected_apps_allowed_type` is `RESTRICTED`."""

    custom_roles: Array[CustomRole]
    """The roles that exist only in this organization. Empty if there are none."""

    trusted_metadata: dict[str, Any] | None = None
    """Arbitrary data that your backend stored with the organization. Null or absent means the same
    as empty."""

    created_at: OptionalTimestamp = None
    """When the organization was created, in UTC. Null, absent or `""` if the API does not say."""

    updated_at: OptionalTimestamp = None
    """When the organization last changed, in UTC. Null, absent or `""` if the API does not say."""

    organization_external_id: str | None = None
    """Your own identifier for the organization. API calls accept it in place of
    `organization_id`. Null, absent or `""` if none is set."""

    sso_default_connection_id: str | None = None
    """The identifier of the SSO connection to use if several are active. Null, absent or `""` if
    none is set."""

    scim_active_connection: ActiveSCIMConnection | None = None
    """The SCIM connection that is active. Null or absent if there is none."""

    allowed_oauth_tenants: dict[str, Any] | None = None
    """The OAuth tenants whose users can join, as lists of tenant IDs under the keys `slack`,
    `hubspot` and `github`. If it is null, absent or empty, no tenant is allowed."""
