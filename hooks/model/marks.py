"""Which fields of the response are personal data, and which values you set: our own judgement.

Neither Stytch's API description nor its SDK says this. We decide it once for each field, in one
table. An object or a list of objects has no mark of its own, because its fields have theirs.
"""

from collections.abc import Iterator
from typing import NamedTuple


class Decision(NamedTuple):
    """The fields of a class, as names with spaces between them. A field can have both marks."""

    personal: str = ""
    """The value names or describes a person, or a person's account, device or place. Stytch's own
    identifiers are not marked, because they mean nothing without Stytch."""

    yours: str = ""
    """You choose the value: your code, your administrators, or your project's RBAC policy."""

    neither: str = ""
    """Fields that have neither mark."""


DECISIONS = {
    "ExchangeAccessTokenResponse": Decision(
        neither="request_id member_id session_token session_jwt member organization status_code"
        " member_session member_device",
    ),
    "Member": Decision(
        personal="email_address name mfa_phone_number trusted_metadata untrusted_metadata"
        " external_id",
        yours="is_breakglass trusted_metadata untrusted_metadata external_id",
        neither="organization_id member_id status sso_registrations member_password_id"
        " oauth_registrations email_address_verified mfa_phone_number_verified is_admin"
        " totp_registration_id retired_email_addresses is_locked mfa_enrolled default_mfa_method"
        " roles created_at updated_at scim_registration lock_created_at lock_expires_at",
    ),
    "SSORegistration": Decision(
        personal="external_id sso_attributes",
        neither="connection_id registration_id",
    ),
    "OAuthRegistration": Decision(
        personal="provider_subject profile_picture_url locale",
        neither="provider_type member_oauth_registration_id",
    ),
    "RetiredEmail": Decision(personal="email_address", neither="email_id"),
    "MemberRole": Decision(yours="role_id", neither="sources"),
    "MemberRoleSource": Decision(neither="type details"),
    "SCIMRegistration": Decision(
        personal="external_id",
        neither="connection_id registration_id scim_attributes",
    ),
    "SCIMAttributes": Decision(
        personal="user_name id external_id display_name nick_name profile_url user_type title"
        " preferred_language locale timezone",
        neither="active groups emails phone_numbers addresses ims photos entitlements roles"
        " x509certificates name enterprise_extension",
    ),
    "SCIMGroup": Decision(neither="value display"),
    "SCIMValue": Decision(personal="value", neither="type primary"),
    "SCIMAddress": Decision(
        personal="formatted street_address locality region postal_code country",
        neither="type primary",
    ),
    "SCIMName": Decision(
        personal="formatted family_name given_name middle_name honorific_prefix honorific_suffix",
    ),
    "SCIMEnterpriseExtension": Decision(
        personal="employee_number cost_center division department organization",
        neither="manager",
    ),
    "SCIMManager": Decision(personal="value ref display_name"),
    "Organization": Decision(
        yours="organization_name organization_logo_url organization_slug sso_jit_provisioning"
        " sso_jit_provisioning_allowed_connections email_allowed_domains email_jit_provisioning"
        " email_invites auth_methods allowed_auth_methods mfa_policy mfa_methods"
        " allowed_mfa_methods oauth_tenant_jit_provisioning claimed_email_domains"
        " first_party_connected_apps_allowed_type allowed_first_party_connected_apps"
        " third_party_connected_apps_allowed_type allowed_third_party_connected_apps"
        " trusted_metadata organization_external_id sso_default_connection_id"
        " allowed_oauth_tenants",
        neither="organization_id sso_active_connections rbac_email_implicit_role_assignments"
        " custom_roles created_at updated_at scim_active_connection",
    ),
    "ActiveSSOConnection": Decision(
        yours="display_name identity_provider",
        neither="connection_id",
    ),
    "EmailImplicitRoleAssignment": Decision(yours="domain role_id"),
    "CustomRole": Decision(yours="role_id description", neither="permissions"),
    "CustomRolePermission": Decision(yours="resource_id actions"),
    "ActiveSCIMConnection": Decision(
        yours="display_name",
        neither="connection_id bearer_token_last_four bearer_token_expires_at",
    ),
    "MemberSession": Decision(
        yours="roles organization_slug custom_claims",
        neither="member_session_id member_id started_at last_accessed_at expires_at"
        " authentication_factors organization_id",
    ),
    "AuthenticationFactor": Decision(
        neither="type delivery_method last_authenticated_at created_at updated_at email_factor"
        " phone_number_factor google_oauth_factor microsoft_oauth_factor apple_oauth_factor"
        " webauthn_factor authenticator_app_factor github_oauth_factor recovery_code_factor"
        " facebook_oauth_factor crypto_wallet_factor amazon_oauth_factor bitbucket_oauth_factor"
        " coinbase_oauth_factor discord_oauth_factor figma_oauth_factor git_lab_oauth_factor"
        " instagram_oauth_factor linked_in_oauth_factor shopify_oauth_factor slack_oauth_factor"
        " snapchat_oauth_factor spotify_oauth_factor steam_oauth_factor tik_tok_oauth_factor"
        " twitch_oauth_factor twitter_oauth_factor embeddable_magic_link_factor biometric_factor"
        " saml_sso_factor oidc_sso_factor salesforce_oauth_factor yahoo_oauth_factor"
        " hubspot_oauth_factor slack_oauth_exchange_factor hubspot_oauth_exchange_factor"
        " github_oauth_exchange_factor google_oauth_exchange_factor impersonated_factor"
        " oauth_access_token_exchange_factor trusted_auth_token_factor",
    ),
    "EmailFactor": Decision(personal="email_address", neither="email_id"),
    "PhoneNumberFactor": Decision(personal="phone_number", neither="phone_id"),
    "OAuthFactor": Decision(personal="provider_subject", neither="id email_id"),
    "WebAuthnFactor": Decision(
        personal="user_agent", yours="domain", neither="webauthn_registration_id"
    ),
    "AuthenticatorAppFactor": Decision(neither="totp_id"),
    "RecoveryCodeFactor": Decision(neither="totp_recovery_code_id"),
    "CryptoWalletFactor": Decision(
        personal="crypto_wallet_address", neither="crypto_wallet_id crypto_wallet_type"
    ),
    "EmbeddableMagicLinkFactor": Decision(neither="embedded_id"),
    "BiometricFactor": Decision(neither="biometric_registration_id"),
    "SSOFactor": Decision(personal="external_id", neither="id provider_id"),
    "OAuthExchangeFactor": Decision(neither="email_id"),
    "ImpersonatedFactor": Decision(
        personal="impersonator_email_address", neither="impersonator_id"
    ),
    "OAuthAccessTokenExchangeFactor": Decision(neither="client_id"),
    "TrustedAuthTokenFactor": Decision(neither="token_id"),
    "DeviceInfo": Decision(
        personal="visitor_id ip_address ip_geo_city ip_geo_region ip_geo_country",
        neither="visitor_id_details ip_address_details ip_geo_country_details",
    ),
    "DeviceAttributeDetails": Decision(neither="is_new first_seen_at last_seen_at"),
}
"""The decision for each class of the response."""


def judged(owner: str, name: str) -> Iterator[str]:
    """Yield the marks of a field of the response, by the name of its class."""
    decision = DECISIONS[owner]
    if name in decision.personal.split():
        yield "personal data"
    if name in decision.yours.split():
        yield "set by you"
