"""The Member: a person's account within one organization, with its roles and registrations."""

from typing import Annotated, Any, Literal

from stytch_exchange.models._base import Array, Label, Model, OptionalTimestamp, Vocabulary
from stytch_exchange.models.scim import SCIMRegistration

MemberStatus = Annotated[Literal["pending", "invited", "active", "deleted"] | str, Vocabulary]
"""How far a member has come: `active` members can sign in, `pending` and `invited` ones have not
yet done so, `deleted` ones are gone."""

DefaultMFAMethod = Annotated[Literal["sms_otp", "totp", ""] | str, Vocabulary]
"""The second factor that a member is asked for first; `""` where none is set."""

OAuthProviderType = Annotated[
    Literal["Google", "Microsoft", "GitHub", "Hubspot", "Slack"] | str, Vocabulary
]
"""An OAuth identity provider, written as Stytch writes its name."""

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
"""Why a member has a role: it was given by name, or follows from an email domain, an SSO
connection, a group of one, or a group of a SCIM connection."""


class MemberRoleSource(Model):
    """One reason why a member has a role."""

    type: RoleSourceType
    """What kind of reason it is. `sso_connection` and `sso_connection_group` count for a session
    only if that session was opened through the connection they name."""

    details: dict[str, Any] | None = None
    """What the reason points to: `email_domain` for `email_assignment`; `connection_id` for
    `sso_connection`, with `group` for `sso_connection_group`, with `group_id` for
    `scim_connection_group`. Empty for `direct_assignment`; null or absent where the API says
    nothing."""


class MemberRole(Model):
    """A role of a member, with every reason for it."""

    role_id: str
    """The role's name in the project's RBAC policy. `stytch_member` and `stytch_admin` are
    Stytch's own."""

    sources: Array[MemberRoleSource]
    """The reasons why the member has the role; one is enough to hold it."""


class SSORegistration(Model):
    """A member's account at an identity provider, known through an SSO connection."""

    connection_id: str
    """The SSO connection, `saml-connection-…` or `oidc-connection-…`."""

    external_id: str
    """The member's identifier at the identity provider, in whatever form that provider uses."""

    registration_id: str
    """The registration, `saml-member-registration-…` or `oidc-member-registration-…`."""

    sso_attributes: dict[str, Any] | None = None
    """What the identity provider said of the member, by attribute name. The values' shape is the
    provider's: strings or lists of strings. Null or absent where it said nothing."""


class OAuthRegistration(Model):
    """A member's account at an OAuth provider, such as Google."""

    provider_type: OAuthProviderType
    """The provider."""

    provider_subject: str
    """The member's identifier at the provider: the `sub` of its ID tokens. Unlike an email
    address it does not change."""

    member_oauth_registration_id: str
    """The registration, `oauth-user-<test|live>-<uuid>`."""

    profile_picture_url: str | None = None
    """The URL of the member's picture at the provider. Null, absent or `""` where there is
    none."""

    locale: str | None = None
    """The member's language at the provider, such as `en` or `pt-BR`. Null, absent or `""` where
    it gave none."""


class RetiredEmail(Model):
    """An email address that was once the member's.

    No other member of the organization can use it until it is unlinked.
    """

    email_id: str
    """The address's identifier, `email-<test|live>-<uuid>`."""

    email_address: str
    """The address."""


class Member(Model):
    """A person's account within one organization."""

    organization_id: str
    """The organization that the account belongs to, `organization-<test|live>-<uuid>`."""

    member_id: str
    """The account's identifier, `member-<test|live>-<uuid>`. Store this one: it does not
    change."""

    email_address: str
    """The member's present email address. It can change: do not use it as a key."""

    status: MemberStatus
    """How far the account has come."""

    name: Label
    """The member's full name. `""` where none is known."""

    sso_registrations: Array[SSORegistration]
    """The SSO connections that the member has signed in with. Empty where there are none."""

    is_breakglass: bool
    """Whether the member may sign in by any method, whatever the organization's `auth_methods`
    and `mfa_methods` allow: an account for emergencies."""

    member_password_id: str
    """The member's password, `member-password-<test|live>-<uuid>`. `""` where the member has
    none."""

    oauth_registrations: Array[OAuthRegistration]
    """The OAuth accounts that the member has signed in with. Empty where there are none."""

    email_address_verified: bool
    """Whether the member has shown to own `email_address`."""

    mfa_phone_number_verified: bool
    """Whether the member has shown to own `mfa_phone_number`."""

    is_admin: bool
    """Whether the member has the role `stytch_admin`."""

    totp_registration_id: str
    """The member's authenticator app, `member-totp-<test|live>-<uuid>`. `""` where there is
    none."""

    retired_email_addresses: Array[RetiredEmail]
    """The addresses that were once the member's. Empty where there are none."""

    is_locked: bool
    """Whether sign-in is barred for now, after too many failed attempts."""

    mfa_enrolled: bool
    """Whether the member is asked for a second factor at each sign-in. Where false, the
    organization's `mfa_policy` decides."""

    mfa_phone_number: str
    """The phone number for codes by SMS, in E.164 form such as `+12025550143`. `""` where there
    is none."""

    default_mfa_method: DefaultMFAMethod
    """The second factor that is asked for first, where the member has more than one."""

    roles: Array[MemberRole]
    """All roles of the member, each with its reasons. A session may hold fewer of them: see
    `MemberSession.roles`."""

    trusted_metadata: dict[str, Any] | None = None
    """Anything that your backend or the identity provider stored with the member. Only a backend
    can write it. Null or absent equals empty."""

    untrusted_metadata: dict[str, Any] | None = None
    """Anything that your frontend stored with the member. The member can write it: trust nothing
    in it. Null or absent equals empty."""

    created_at: OptionalTimestamp = None
    """When the account was made, in UTC. Null, absent or `""` where the API does not say."""

    updated_at: OptionalTimestamp = None
    """When the account last changed, in UTC. Null, absent or `""` where the API does not say."""

    scim_registration: SCIMRegistration | None = None
    """The SCIM connection that keeps the account, and what it says of the member. Null or absent
    where no SCIM connection does."""

    external_id: str | None = None
    """An identifier for the member that is not Stytch's, such as the identity provider's. Null,
    absent or `""` where none is set."""

    lock_created_at: OptionalTimestamp = None
    """When the present lock began, in UTC. Null, absent or `""` where there is no lock."""

    lock_expires_at: OptionalTimestamp = None
    """When the present lock ends, in UTC. Null, absent or `""` where there is no lock."""
