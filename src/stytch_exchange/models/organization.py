"""The Organization: a tenant of your application, with its sign-in policy."""

from typing import Annotated, Any, Literal

from stytch_exchange.models._base import Array, Label, Model, OptionalTimestamp, Vocabulary

MethodPolicy = Annotated[Literal["ALL_ALLOWED", "RESTRICTED"] | str, Vocabulary]
"""Which methods may be used: every one, or those on the list that goes with the setting."""

AllowancePolicy = Annotated[Literal["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"] | str, Vocabulary]
"""What is allowed: everything, what is on the list that goes with the setting, or nothing."""

ProvisioningPolicy = Annotated[Literal["RESTRICTED", "NOT_ALLOWED"] | str, Vocabulary]
"""Which sign-ins create a new member: those on the list that goes with the setting, or none."""

MFAPolicy = Annotated[Literal["REQUIRED_FOR_ALL", "OPTIONAL"] | str, Vocabulary]
"""Who is asked for a second factor: every member, or those who are enrolled."""

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
"""A way to sign in that an organization can allow."""

MFAMethod = Annotated[Literal["sms_otp", "totp"] | str, Vocabulary]
"""A second factor that an organization can allow: a code by SMS, or one of an app."""

SSOIdentityProvider = Annotated[
    Literal["okta", "google-workspace", "microsoft-entra", "generic"] | str, Vocabulary
]
"""The product behind an SSO connection; `generic` for any that has no name of its own."""


class ActiveSSOConnection(Model):
    """An SSO connection that the organization has switched on."""

    connection_id: str
    """The connection, `saml-connection-…` or `oidc-connection-…`."""

    display_name: Label
    """The connection's name for people. `""` where none is set."""

    identity_provider: SSOIdentityProvider
    """The product at the other end."""


class ActiveSCIMConnection(Model):
    """The SCIM connection through which an identity provider keeps the organization's members."""

    connection_id: str
    """The connection, `scim-connection-<test|live>-<uuid>`."""

    display_name: Label
    """The connection's name for people. `""` where none is set."""

    bearer_token_last_four: str
    """The last four characters of the connection's bearer token, to tell tokens apart."""

    bearer_token_expires_at: OptionalTimestamp = None
    """When that bearer token ends, in UTC. Null, absent or `""` where the API does not say."""


class EmailImplicitRoleAssignment(Model):
    """A role that every member with an address of one email domain has."""

    domain: str
    """The email domain, such as `example.com`."""

    role_id: str
    """The role's name in the project's RBAC policy."""


class CustomRolePermission(Model):
    """What a custom role allows on one kind of resource."""

    resource_id: str
    """The kind of resource, as the project's RBAC policy names it."""

    actions: Array[str]
    """The actions that are allowed on it; `*` stands for all of them."""


class CustomRole(Model):
    """A role that exists in this organization alone, beside those of the project."""

    role_id: str
    """The role's name."""

    description: Label
    """What the role is for, in the organization's words. `""` where nobody said."""

    permissions: Array[CustomRolePermission]
    """What the role allows. Empty where it allows nothing."""


class Organization(Model):
    """A tenant of your application, and the rules for signing in to it.

    Most settings come in pairs: a policy, and the list that it goes by when it is `RESTRICTED`.
    """

    organization_id: str
    """The organization's identifier, `organization-<test|live>-<uuid>`. Store this one: it does
    not change."""

    organization_name: Label
    """The organization's name for people, 1 to 128 characters."""

    organization_logo_url: Label
    """The URL of its logo. `""` where there is none."""

    organization_slug: str
    """Its name in URLs: 2 to 128 letters, digits and `-` `.` `_` `~`. Capitals occur. It can be
    changed: do not use it as a key."""

    sso_jit_provisioning: AllowancePolicy
    """Whether a first sign-in through SSO creates a member. `RESTRICTED` goes by
    `sso_jit_provisioning_allowed_connections`."""

    sso_jit_provisioning_allowed_connections: Array[str]
    """The SSO connections through which a first sign-in creates a member. It counts where
    `sso_jit_provisioning` is `RESTRICTED`."""

    sso_active_connections: Array[ActiveSSOConnection]
    """The SSO connections that are switched on. Empty where there are none."""

    email_allowed_domains: Array[str]
    """The email domains whose owners may be invited or may join. It counts where `email_invites`
    or `email_jit_provisioning` is `RESTRICTED`. Public mail providers cannot be on it."""

    email_jit_provisioning: ProvisioningPolicy
    """Whether a first sign-in by email link or OAuth creates a member. `RESTRICTED` goes by
    `email_allowed_domains`."""

    email_invites: AllowancePolicy
    """Who may be invited by email. `RESTRICTED` goes by `email_allowed_domains`."""

    auth_methods: MethodPolicy
    """Which ways to sign in are open. `RESTRICTED` goes by `allowed_auth_methods`, and spares
    members with `is_breakglass`."""

    allowed_auth_methods: Array[AuthMethod]
    """The ways to sign in that are open. It counts where `auth_methods` is `RESTRICTED`."""

    mfa_policy: MFAPolicy
    """Who is asked for a second factor. Sessions that began under another policy stay valid."""

    rbac_email_implicit_role_assignments: Array[EmailImplicitRoleAssignment]
    """The roles that follow from an email domain. Empty where there are none."""

    mfa_methods: MethodPolicy
    """Which second factors are open. `RESTRICTED` goes by `allowed_mfa_methods`, and spares
    members with `is_breakglass`."""

    allowed_mfa_methods: Array[MFAMethod]
    """The second factors that are open. It counts where `mfa_methods` is `RESTRICTED`."""

    oauth_tenant_jit_provisioning: ProvisioningPolicy
    """Whether a first sign-in from a known OAuth tenant creates a member. `RESTRICTED` goes by
    `allowed_oauth_tenants`."""

    claimed_email_domains: Array[str]
    """The email domains that the organization has claimed as its own. Empty where there are
    none."""

    first_party_connected_apps_allowed_type: AllowancePolicy
    """Which of your own Connected Apps members may use. `RESTRICTED` goes by
    `allowed_first_party_connected_apps`."""

    allowed_first_party_connected_apps: Array[str]
    """The client ids of your own Connected Apps that members may use. It counts where
    `first_party_connected_apps_allowed_type` is `RESTRICTED`."""

    third_party_connected_apps_allowed_type: AllowancePolicy
    """Which Connected Apps of others members may use. `RESTRICTED` goes by
    `allowed_third_party_connected_apps`."""

    allowed_third_party_connected_apps: Array[str]
    """The client ids of others' Connected Apps that members may use. It counts where
    `third_party_connected_apps_allowed_type` is `RESTRICTED`."""

    custom_roles: Array[CustomRole]
    """The roles that exist in this organization alone. Empty where there are none."""

    trusted_metadata: dict[str, Any] | None = None
    """Anything that your backend stored with the organization. Null or absent equals empty."""

    created_at: OptionalTimestamp = None
    """When the organization was made, in UTC. Null, absent or `""` where the API does not say."""

    updated_at: OptionalTimestamp = None
    """When it last changed, in UTC. Null, absent or `""` where the API does not say."""

    organization_external_id: str | None = None
    """Your own identifier for the organization. Null, absent or `""` where none is set."""

    sso_default_connection_id: str | None = None
    """The SSO connection that is used where several are switched on. Null, absent or `""` where
    none is chosen."""

    scim_active_connection: ActiveSCIMConnection | None = None
    """The SCIM connection that is switched on. Null or absent where there is none."""

    allowed_oauth_tenants: dict[str, Any] | None = None
    """The OAuth tenants whose users may join, as lists of tenant ids under `slack`, `hubspot`
    and `github`. Null, absent or empty lets none in."""
