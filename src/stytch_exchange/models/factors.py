"""Authentication factors: the proofs that a member gave to get the session."""

from typing import Annotated, Literal

from stytch_exchange.models._base import Model, OptionalTimestamp, Vocabulary

AuthenticationFactorType = Annotated[
    Literal[
        "magic_link",
        "otp",
        "oauth",
        "webauthn",
        "totp",
        "crypto",
        "password",
        "signature_challenge",
        "sso",
        "imported",
        "recovery_codes",
        "email_otp",
        "impersonated",
        "trusted_auth_token",
    ]
    | str,
    Vocabulary,
]
"""The kind of proof. After this exchange, one factor has the type `oauth`.

B2B sessions have eleven of these types. `webauthn`, `crypto` and `signature_challenge` are in the
shared schema, but belong to Stytch's Consumer API.
"""

AuthenticationFactorDeliveryMethod = Annotated[
    Literal[
        "email",
        "sms",
        "whatsapp",
        "embedded",
        "oauth_google",
        "oauth_microsoft",
        "oauth_apple",
        "webauthn_registration",
        "authenticator_app",
        "oauth_github",
        "recovery_code",
        "oauth_facebook",
        "crypto_wallet",
        "oauth_amazon",
        "oauth_bitbucket",
        "oauth_coinbase",
        "oauth_discord",
        "oauth_figma",
        "oauth_gitlab",
        "oauth_instagram",
        "oauth_linkedin",
        "oauth_shopify",
        "oauth_slack",
        "oauth_snapchat",
        "oauth_spotify",
        "oauth_steam",
        "oauth_tiktok",
        "oauth_twitch",
        "oauth_twitter",
        "knowledge",
        "biometric",
        "sso_saml",
        "sso_oidc",
        "oauth_salesforce",
        "oauth_yahoo",
        "oauth_hubspot",
        "imported_auth0",
        "oauth_exchange_slack",
        "oauth_exchange_hubspot",
        "oauth_exchange_github",
        "oauth_exchange_google",
        "impersonation",
        "oauth_access_token_exchange",
        "trusted_token_exchange",
    ]
    | str,
    Vocabulary,
]
"""How the member gave the proof. `oauth_access_token_exchange` is this exchange itself.

| `type` | `delivery_method` in B2B sessions |
|---|---|
| `email_otp`, `magic_link` | `email` |
| `otp` | `sms` |
| `password` | `knowledge` |
| `totp` | `authenticator_app` |
| `recovery_codes` | `recovery_code` |
| `sso` | `sso_saml`, `sso_oidc` |
| `oauth` | `oauth_google`, `oauth_microsoft`, `oauth_hubspot`, `oauth_slack`, `oauth_github` |
| `oauth`, reused from another organization | `oauth_exchange_google`, `oauth_exchange_hubspot`, \
`oauth_exchange_slack`, `oauth_exchange_github` |
| `oauth`, after this exchange | `oauth_access_token_exchange` |
| `trusted_auth_token` | `trusted_token_exchange` |
| `imported` | `imported_auth0` |
| `impersonated` | `impersonation` |

The other values occur only in Stytch's Consumer API.
"""


class EmailFactor(Model):
    """An email address: the member opened a link or entered a code that was sent to it."""

    email_id: str
    """The identifier of the email address, `email-<test|live>-<uuid>`."""

    email_address: str
    """The email address."""


class PhoneNumberFactor(Model):
    """A phone number: the member entered a code that was sent to it."""

    phone_id: str
    """The identifier of the phone number, `phone-number-<test|live>-<uuid>`."""

    phone_number: str
    """The phone number in E.164 format, such as `+12025550143`."""


class OAuthFactor(Model):
    """A sign-in with an OAuth provider. It represents 24 schemas of the API with the same shape."""

    id: str
    """The identifier of the registration, `oauth-user-<test|live>-<uuid>`, as in
    `OAuthRegistration.member_oauth_registration_id`."""

    provider_subject: str
    """The member's identifier at the provider: the `sub` claim of the provider's ID tokens."""

    email_id: str | None = None
    """The identifier of the member's email address. Null, absent or `""` if there is none."""


class OAuthExchangeFactor(Model):
    """An OAuth sign-in to another organization of the project, reused for this organization.

    It occurs after a session exchange, for example if the provider does not verify email
    addresses. HubSpot, Slack and GitHub do not verify them, and Google does not if its `hd` claim
    is empty.
    """

    email_id: str
    """The identifier of the member's email address."""


class OAuthAccessTokenExchangeFactor(Model):
    """The exchange of a Connected App's access token, which gave this session to your backend."""

    client_id: str
    """The Connected App's client id, `connected-app-<test|live>-<uuid>`."""


class SSOFactor(Model):
    """A sign-in through a SAML or OIDC connection."""

    id: str
    """The identifier of the registration, as in `SSORegistration.registration_id`."""

    provider_id: str
    """The identifier of the SSO connection, as in `SSORegistration.connection_id`."""

    external_id: str
    """The member's identifier at the identity provider."""


class AuthenticatorAppFactor(Model):
    """A one-time code from an authenticator app (TOTP, RFC 6238)."""

    totp_id: str
    """The identifier of the app's registration, as in `Member.totp_registration_id`."""


class RecoveryCodeFactor(Model):
    """A recovery code, used instead of an authenticator app."""

    totp_recovery_code_id: str
    """The identifier of the recovery code, not the code itself."""


class WebAuthnFactor(Model):
    """A passkey or security key (WebAuthn). Consumer projects only."""

    webauthn_registration_id: str
    """The identifier of the passkey's or security key's registration."""

    domain: str
    """The domain that the key works for: WebAuthn's relying party id."""

    user_agent: str | None = None
    """The `User-Agent` of the browser that used the key. Null, absent or `""` if it is not
    known."""


class BiometricFactor(Model):
    """A fingerprint or face that a mobile device recognized. Consumer projects only."""

    biometric_registration_id: str
    """The identifier of the device's registration."""


class CryptoWalletFactor(Model):
    """A crypto wallet that signed a challenge. Consumer projects only."""

    crypto_wallet_id: str
    """The identifier of the wallet at Stytch."""

    crypto_wallet_address: str
    """The wallet's address on its blockchain."""

    crypto_wallet_type: str
    """The blockchain, such as `ethereum` or `solana`."""


class EmbeddableMagicLinkFactor(Model):
    """A magic link that you sent in your own message. Consumer projects only."""

    embedded_id: str
    """The identifier of the link."""


class ImpersonatedFactor(Model):
    """A person who acts as the member from Stytch's dashboard. Show this to users, and log it.

    It is not a proof that the member gave, so do not count it as one.
    """

    impersonator_id: str
    """The identifier of that person: a member of your Stytch workspace, not of the organization."""

    impersonator_email_address: str
    """The email address of that person."""


class TrustedAuthTokenFactor(Model):
    """A token from another issuer that your project trusts, exchanged for a session."""

    token_id: str
    """The identifier of the token, not the token itself."""


FactorDetail = (
    EmailFactor
    | PhoneNumberFactor
    | OAuthFactor
    | WebAuthnFactor
    | AuthenticatorAppFactor
    | RecoveryCodeFactor
    | CryptoWalletFactor
    | EmbeddableMagicLinkFactor
    | BiometricFactor
    | SSOFactor
    | OAuthExchangeFactor
    | ImpersonatedFactor
    | OAuthAccessTokenExchangeFactor
    | TrustedAuthTokenFactor
)
"""Any sub-object of a factor."""

DETAIL_FIELDS = {
    "email": "email_factor",
    "sms": "phone_number_factor",
    "whatsapp": "phone_number_factor",
    "embedded": "embeddable_magic_link_factor",
    "oauth_google": "google_oauth_factor",
    "oauth_microsoft": "microsoft_oauth_factor",
    "oauth_apple": "apple_oauth_factor",
    "webauthn_registration": "webauthn_factor",
    "authenticator_app": "authenticator_app_factor",
    "oauth_github": "github_oauth_factor",
    "recovery_code": "recovery_code_factor",
    "oauth_facebook": "facebook_oauth_factor",
    "crypto_wallet": "crypto_wallet_factor",
    "oauth_amazon": "amazon_oauth_factor",
    "oauth_bitbucket": "bitbucket_oauth_factor",
    "oauth_coinbase": "coinbase_oauth_factor",
    "oauth_discord": "discord_oauth_factor",
    "oauth_figma": "figma_oauth_factor",
    "oauth_gitlab": "git_lab_oauth_factor",
    "oauth_instagram": "instagram_oauth_factor",
    "oauth_linkedin": "linked_in_oauth_factor",
    "oauth_shopify": "shopify_oauth_factor",
    "oauth_slack": "slack_oauth_factor",
    "oauth_snapchat": "snapchat_oauth_factor",
    "oauth_spotify": "spotify_oauth_factor",
    "oauth_steam": "steam_oauth_factor",
    "oauth_tiktok": "tik_tok_oauth_factor",
    "oauth_twitch": "twitch_oauth_factor",
    "oauth_twitter": "twitter_oauth_factor",
    "biometric": "biometric_factor",
    "sso_saml": "saml_sso_factor",
    "sso_oidc": "oidc_sso_factor",
    "oauth_salesforce": "salesforce_oauth_factor",
    "oauth_yahoo": "yahoo_oauth_factor",
    "oauth_hubspot": "hubspot_oauth_factor",
    "oauth_exchange_slack": "slack_oauth_exchange_factor",
    "oauth_exchange_hubspot": "hubspot_oauth_exchange_factor",
    "oauth_exchange_github": "github_oauth_exchange_factor",
    "oauth_exchange_google": "google_oauth_exchange_factor",
    "impersonation": "impersonated_factor",
    "oauth_access_token_exchange": "oauth_access_token_exchange_factor",
    "trusted_token_exchange": "trusted_auth_token_factor",
}
"""The field with the sub-object of each delivery method. Other delivery methods do not have one."""


class AuthenticationFactor(Model):
    """One proof behind a session: its kind, its delivery method, and its details.

    At most one of the many sub-objects is set. `detail` returns it.
    The Consumer API uses the same schema, and some factors occur only there.
    """

    type: AuthenticationFactorType
    """The kind of proof. B2B sessions have `email_otp`, `impersonated`, `imported`, `magic_link`,
    `oauth`, `otp`, `password`, `recovery_codes`, `sso`, `totp` and `trusted_auth_token`."""

    delivery_method: AuthenticationFactorDeliveryMethod
    """How the member gave the proof. It depends on `type`, and determines which sub-object is set,
    if any. `AuthenticationFactorDeliveryMethod` lists the methods of each type."""

    last_authenticated_at: OptionalTimestamp = None
    """When the member last gave this proof, in UTC. Null, absent or `""` if the API does not
    say."""

    created_at: OptionalTimestamp = None
    """When the member first gave this proof, in UTC. Null, absent or `""` if the API does not
    say."""

    updated_at: OptionalTimestamp = None
    """When this factor last changed, in UTC. Null, absent or `""` if the API does not say."""

    email_factor: EmailFactor | None = None
    """The email address that a link or code was sent to. Set for `email`, otherwise null or
    absent."""

    phone_number_factor: PhoneNumberFactor | None = None
    """The phone number that a code was sent to. Set for `sms`, and in consumer projects for
    `whatsapp`, otherwise null or absent."""

    google_oauth_factor: OAuthFactor | None = None
    """The sign-in with Google. Set for `oauth_google`, otherwise null or absent."""

    microsoft_oauth_factor: OAuthFactor | None = None
    """The sign-in with Microsoft. Set for `oauth_microsoft`, otherwise null or absent."""

    apple_oauth_factor: OAuthFactor | None = None
    """The sign-in with Apple. Set for `oauth_apple`, otherwise null or absent. Consumer projects
    only."""

    webauthn_factor: WebAuthnFactor | None = None
    """The passkey or security key. Set for `webauthn_registration`, otherwise null or absent.
    Consumer projects only."""

    authenticator_app_factor: AuthenticatorAppFactor | None = None
    """The authenticator app that showed the code. Set for `authenticator_app`, otherwise null or
    absent."""

    github_oauth_factor: OAuthFactor | None = None
    """The sign-in with GitHub. Set for `oauth_github`, otherwise null or absent."""

    recovery_code_factor: RecoveryCodeFactor | None = None
    """The recovery code that was used. Set for `recovery_code`, otherwise null or absent."""

    facebook_oauth_factor: OAuthFactor | None = None
    """The sign-in with Facebook. Set for `oauth_facebook`, otherwise null or absent. Consumer
    projects only."""

    crypto_wallet_factor: CryptoWalletFactor | None = None
    """The crypto wallet that signed the challenge. Set for `crypto_wallet`, otherwise null or
    absent. Consumer projects only."""

    amazon_oauth_factor: OAuthFactor | None = None
    """The sign-in with Amazon. Set for `oauth_amazon`, otherwise null or absent. Consumer projects
    only."""

    bitbucket_oauth_factor: OAuthFactor | None = None
    """The sign-in with Bitbucket. Set for `oauth_bitbucket`, otherwise null or absent. Consumer
    projects only."""

    coinbase_oauth_factor: OAuthFactor | None = None
    """The sign-in with Coinbase. Set for `oauth_coinbase`, otherwise null or absent. Consumer
    projects only."""

    discord_oauth_factor: OAuthFactor | None = None
    """The sign-in with Discord. Set for `oauth_discord`, otherwise null or absent. Consumer
    projects only."""

    figma_oauth_factor: OAuthFactor | None = None
    """The sign-in with Figma. Set for `oauth_figma`, otherwise null or absent. Consumer projects
    only."""

    git_lab_oauth_factor: OAuthFactor | None = None
    """The sign-in with GitLab. Set for `oauth_gitlab`, otherwise null or absent. Consumer projects
    only."""

    instagram_oauth_factor: OAuthFactor | None = None
    """The sign-in with Instagram. Set for `oauth_instagram`, otherwise null or absent. Consumer
    projects only."""

    linked_in_oauth_factor: OAuthFactor | None = None
    """The sign-in with LinkedIn. Set for `oauth_linkedin`, otherwise null or absent. Consumer
    projects only."""

    shopify_oauth_factor: OAuthFactor | None = None
    """The sign-in with Shopify. Set for `oauth_shopify`, otherwise null or absent. Consumer
    projects only."""

    slack_oauth_factor: OAuthFactor | None = None
    """The sign-in with Slack. Set for `oauth_slack`, otherwise null or absent."""

    snapchat_oauth_factor: OAuthFactor | None = None
    """The sign-in with Snapchat. Set for `oauth_snapchat`, otherwise null or absent. Consumer
    projects only."""

    spotify_oauth_factor: OAuthFactor | None = None
    """The sign-in with Spotify. Set for `oauth_spotify`, otherwise null or absent. Consumer
    projects only."""

    steam_oauth_factor: OAuthFactor | None = None
    """The sign-in with Steam. Set for `oauth_steam`, otherwise null or absent. Consumer projects
    only."""

    tik_tok_oauth_factor: OAuthFactor | None = None
    """The sign-in with TikTok. Set for `oauth_tiktok`, otherwise null or absent. Consumer projects
    only."""

    twitch_oauth_factor: OAuthFactor | None = None
    """The sign-in with Twitch. Set for `oauth_twitch`, otherwise null or absent. Consumer projects
    only."""

    twitter_oauth_factor: OAuthFactor | None = None
    """The sign-in with Twitter. Set for `oauth_twitter`, otherwise null or absent. Consumer
    projects only."""

    embeddable_magic_link_factor: EmbeddableMagicLinkFactor | None = None
    """The embeddable magic link that was opened. Set for `embedded`, otherwise null or absent.
    Consumer projects only."""

    biometric_factor: BiometricFactor | None = None
    """The biometric registration of a mobile device. Set for `biometric`, otherwise null or
    absent. Consumer projects only."""

    saml_sso_factor: SSOFactor | None = None
    """The sign-in through a SAML connection. Set for `sso_saml`, otherwise null or absent."""

    oidc_sso_factor: SSOFactor | None = None
    """The sign-in through an OIDC connection. Set for `sso_oidc`, otherwise null or absent."""

    salesforce_oauth_factor: OAuthFactor | None = None
    """The sign-in with Salesforce. Set for `oauth_salesforce`, otherwise null or absent. Consumer
    projects only."""

    yahoo_oauth_factor: OAuthFactor | None = None
    """The sign-in with Yahoo. Set for `oauth_yahoo`, otherwise null or absent. Consumer projects
    only."""

    hubspot_oauth_factor: OAuthFactor | None = None
    """The sign-in with HubSpot. Set for `oauth_hubspot`, otherwise null or absent."""

    slack_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A Slack sign-in to another organization, reused for this organization. Slack does not
    verify email addresses. Set for `oauth_exchange_slack`, otherwise null or absent."""

    hubspot_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A HubSpot sign-in to another organization, reused for this organization. HubSpot does not
    verify email addresses. Set for `oauth_exchange_hubspot`, otherwise null or absent."""

    github_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A GitHub sign-in to another organization, reused for this organization. GitHub does not
    verify email addresses. Set for `oauth_exchange_github`, otherwise null or absent."""

    google_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A Google sign-in to another organization, reused for this organization. Its `hd` claim was
    empty, so the email address counts as not verified. Set for `oauth_exchange_google`, otherwise
    null or absent."""

    impersonated_factor: ImpersonatedFactor | None = None
    """The person who is acting as the member. Set for `impersonation`, otherwise null or absent."""

    oauth_access_token_exchange_factor: OAuthAccessTokenExchangeFactor | None = None
    """The Connected App whose access token this exchange used. Set for
    `oauth_access_token_exchange`, otherwise null or absent."""

    trusted_auth_token_factor: TrustedAuthTokenFactor | None = None
    """The trusted auth token that was exchanged. Set for `trusted_token_exchange`, otherwise null
    or absent."""

    @property
    def detail(self) -> FactorDetail | None:
        """The sub-object for this `delivery_method`.

        None for a password, which does not have a sub-object, for an unknown delivery method, and
        if the sub-object is missing.
        """
        name = DETAIL_FIELDS.get(self.delivery_method)
        return None if name is None else getattr(self, name)
