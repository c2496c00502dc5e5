"""The Member: a person's account in one organization, with its roles and registrations."""

from typing import Annotated, Any, Literal

from stytch_exchange.models._base import Array, Label, Model, OptionalTimestamp, Vocabulary
from stytch_exchange.models.scim import SCIMRegistration

MemberStatus = Annotated[Literal["pending", "invited", "active", "deleted"] | str, Vocabulary]
"""The state of a member's account. An `active` member can sign in, a `pending` or `invited`
member has not signed in yet, and a `deleted` member was removed, but can be reactivated. The
meanings are from Stytch's Python SDK."""

DefaultMFAMethod = Annotated[Literal["sms_otp", "totp", ""] | str, Vocabulary]
"""The second factor that a member is asked for by default. `""` if none is set."""

OAuthProviderType = Annotated[
    Literal["Google", "Microsoft", "GitHub", "Hubspot", "Slack"] | str, Vocabulary
]
"""An OAuth identity provider, in Stytch's spelling."""

RoleSourceType = Annotated[
    Literal[
        "direct_assignment",
        "email_assignment",
        "sso_connection",
        "sso_connection_group",
        "scim_connection_group",
    ]
    | str,
    Vocabulary,
]
"""Why a member has a role: it was assigned directly, or it comes from an email domain, a SAML
connection, a group in a SAML connection, or a group in a SCIM connection. There is no value
for OIDC connections, because they do not give roles."""


class MemberRoleSource(Model):
    """One reason why a member has a role."""

    type: RoleSourceType
    """The kind of reason. `sso_connection` and `sso_connection_group` occur only for SAML
    connections, and apply to a session only if one of its factors is a sign-in through the
    connection in `details`."""

    details: dict[str, Any] | None = None
    """The source of the role: `email_domain` for `email_assignment`, `connection_id` for
    `sso_connection`, `connection_id` and `group` for `sso_connection_group`, `connection_id` and
    `group_id` for `scim_connection_group`. Empty for `direct_assignment`. Null or absent if the
    API does not say."""


class MemberRole(Model):
    """A role of a member, with every reason for it."""

    role_id: str
    """The role's name in the project's RBAC policy. `stytch_member` and `stytch_admin` are
    Stytch's own roles."""

    sources: Array[MemberRoleSource]
    """Why the member has the role. One reason is enough, if it applies to the session: see
    `MemberRoleSource.type`."""


class SSORegistration(Model):
    """A member's account at an identity provider, linked through an SSO connection."""

    connection_id: str
    """The identifier of the SSO connection, `saml-connection-…` or `oidc-connection-…`."""

    external_id: str
    """The member's identifier at the identity provider, in that provider's own format."""

    registration_id: str
    """The identifier of the registration, `saml-member-registration-…` or
    `oidc-member-registration-…`."""

    sso_attributes: dict[str, Any] | None = None
    """The member's attributes from the identity provider, by name. Each value is a string or a list
    of strings, depending on the provider. Null or absent if the provider sent none."""


class OAuthRegistration(Model):
    """A member's account at an OAuth provider, such as Google."""

    provider_type: OAuthProviderType
    """The OAuth provider."""

    provider_subject: str
    """The member's identifier at the provider: the `sub` claim of the provider's ID tokens. Unlike
    an email address, it never changes."""

    member_oauth_registration_id: str
    """The identifier of the registration, `oauth-user-<test|live>-<uuid>`."""

    profile_picture_url: str | None = None
    """The URL of the member's picture at the provider. Null, absent or `""` if there is none."""

    locale: str | None = None
    """The member's language at the provider, such as `en` or `pt-BR`. Null, absent or `""` if the
    provider gave none."""


class RetiredEmail(Model):
    """An email address that the member used before.

    It was replaced by an update of the member, or because a sign-in through OAuth or SSO brought
    another address. No other member of the organization can use it until it is unlinked.
    """

    email_id: str
    """The identifier of the email address, `email-<test|live>-<uuid>`."""

    email_address: str
    """The email address."""


class Member(Model):
    """A person's account in one organization."""

    organization_id: str
    """The identifier of the member's organization, `organization-<test|live>-<uuid>`."""

    member_id: str
    """The member's identifier, `member-<test|live>-<uuid>`. Use it as the key in your database,
    because it never changes. API calls also accept the member's `external_id` in its place."""

    email_address: str
    """The member's primary email address. An update changes it, and so can a sign-in: if an OAuth
    or SSO provider has another address for the member, that address becomes the primary one. Do
    not use it as a key."""

    status: MemberStatus
    """The state of the account."""

    name: Label
    """The member's full name. `""` if it is not known."""

    sso_registrations: Array[SSORegistration]
    """The SSO registrations that the member has used to sign in. Empty if there are none."""

    is_breakglass: bool
    """Whether this is an account for emergencies. Its member can sign in with any method,
    regardless of the organization's `auth_methods` and `mfa_methods`."""

    member_password_id: str
    """The identifier of the member's password, `member-password-<test|live>-<uuid>`. `""` if the
    member does not have a password."""

    oauth_registrations: Array[OAuthRegistration]
    """The OAuth accounts that the member has used to sign in. Empty if there are none."""

    email_address_verified: bool
    """Whether the member has proved that they own `email_address`."""

    mfa_phone_number_verified: bool
    """Whether the member has proved that they own `mfa_phone_number`."""

    is_admin: bool
    """Whether the member has the role `stytch_admin`. Stytch gives it to a member who creates the
    organization through the discovery flow."""

    totp_registration_id: str
    """The identifier of the member's authenticator app, `member-totp-<test|live>-<uuid>`. `""` if
    the member does not have one."""

    retired_email_addresses: Array[RetiredEmail]
    """The email addresses that were the member's primary address before an update or a sign-in
    through OAuth or SSO replaced them. Empty if there are none."""

    is_locked: bool
    """Whether sign-in is temporarily blocked after too many failed attempts."""

    mfa_enrolled: bool
    """Whether the member is asked for a second factor at each sign-in. If false, the
    organization's `mfa_policy` decides."""

    mfa_phone_number: str
    """The phone number for codes by SMS, in E.164 format such as `+12025550143`. `""` if there is
    none."""

    default_mfa_method: DefaultMFAMethod
    """The second factor that the member is asked for by default, if they have more than one."""

    roles: Array[MemberRole]
    """All roles of the member, each with its reasons. A session can have fewer roles: see
    `MemberSession.roles`."""

    trusted_metadata: dict[str, Any] | None = None
    """Any data that your backend or the identity provider stored with the member. Only a backend
    can write it, according to Stytch's pages. Null or absent means the same as empty."""

    untrusted_metadata: dict[str, Any] | None = None
    """Arbitrary data that your frontend stored with the member. The member can write it, so do not
    trust it. Null or absent means the same as empty."""

    created_at: OptionalTimestamp = None
    """When the account was created, in UTC. Null, absent or `""` if the API does not say."""

    updated_at: OptionalTimestamp = None
    """When the account last changed, in UTC. Null, absent or `""` if the API does not say."""

    scim_registration: SCIMRegistration | None = None
    """The SCIM connection that manages the account, and the member's attributes from the provider.
    Null or absent if no SCIM connection manages it."""

    external_id: str | None = None
    """An identifier of the member outside of Stytch, such as the identity provider's. API calls
    accept it in place of `member_id`. Null, absent or `""` if none is set."""

    lock_created_at: OptionalTimestamp = None
    """When the current lock started, in UTC. Null, absent or `""` if the account is not locked."""

    lock_expires_at: OptionalTimestamp = None
    """When the current lock ends, in UTC. Null, absent or `""` if the account is not locked."""
