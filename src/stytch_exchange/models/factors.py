"""Authentication factors: what a member proved to get the session."""

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
"""What kind of proof a factor is. After this exchange one factor has the type `oauth`."""

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
"""How a factor reached the member. `oauth_access_token_exchange` is this exchange itself."""


class EmailFactor(Model):
    """A mailbox that the member opened a link or read a code in."""

    email_id: str
    """The address's identifier, `email-<test|live>-<uuid>`."""

    email_address: str
    """The address."""


class PhoneNumberFactor(Model):
    """A phone that the member read a code on."""

    phone_id: str
    """The number's identifier, `phone-number-<test|live>-<uuid>`."""

    phone_number: str
    """The number, in E.164 form such as `+12025550143`."""


class OAuthFactor(Model):
    """A sign-in with an OAuth provider. The API's 24 schemas for it have this one shape."""

    id: str
    """The registration, `oauth-user-<test|live>-<uuid>`, as in
    `OAuthRegistration.member_oauth_registration_id`."""

    provider_subject: str
    """The member's identifier at the provider: the `sub` of its ID tokens."""

    email_id: str | None = None
    """The identifier of the email address that the provider vouched for. Null, absent or `""`
    where it gave none."""


class OAuthExchangeFactor(Model):
    """An OAuth sign-in to another organization of the project, carried over to this one."""

    email_id: str
    """The identifier of the member's email address."""


class OAuthAccessTokenExchangeFactor(Model):
    """The exchange of a Connected App's access token: how this session was opened."""

    client_id: str
    """The Connected App's client id, `connected-app-<test|live>-<uuid>`."""


class SSOFactor(Model):
    """A sign-in through an SSO connection, SAML or OIDC."""

    id: str
    """The registration, as in `SSORegistration.registration_id`."""

    provider_id: str
    """The connection, as in `SSORegistration.connection_id`."""

    external_id: str
    """The member's identifier at the identity provider."""


class AuthenticatorAppFactor(Model):
    """A one-time code of an authenticator app (TOTP, RFC 6238)."""

    totp_id: str
    """The registration of the app, as in `Member.totp_registration_id`."""


class RecoveryCodeFactor(Model):
    """A recovery code, used in place of an authenticator app."""

    totp_recovery_code_id: str
    """The code's identifier. It is not the code."""


class WebAuthnFactor(Model):
    """A passkey or security key (WebAuthn)."""

    webauthn_registration_id: str
    """The registration of the key."""

    domain: str
    """The domain that the key is bound to: WebAuthn's relying party id."""

    user_agent: str | None = None
    """The browser that used the key, by its `User-Agent`. Null, absent or `""` where it is not
    known."""


class BiometricFactor(Model):
    """A fingerprint or face that a mobile device recognized."""

    biometric_registration_id: str
    """The registration of the device."""


class CryptoWalletFactor(Model):
    """A crypto wallet that signed a challenge."""

    crypto_wallet_id: str
    """The wallet's identifier at Stytch."""

    crypto_wallet_address: str
    """The wallet's address on its chain."""

    crypto_wallet_type: str
    """The chain, such as `ethereum` or `solana`."""


class EmbeddableMagicLinkFactor(Model):
    """A magic link that your own message delivered."""

    embedded_id: str
    """The link's identifier."""


class ImpersonatedFactor(Model):
    """Someone who acts as the member from Stytch's dashboard. Show it, and log it."""

    impersonator_id: str
    """Who is acting: a member of your Stytch workspace, not of the organization."""

    impersonator_email_address: str
    """The email address of who is acting."""


class TrustedAuthTokenFactor(Model):
    """A token of another issuer that your project trusts, exchanged for a session."""

    token_id: str
    """The token's identifier. It is not the token."""


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
"""Any of the sub-objects of a factor."""

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
"""The field that holds the sub-object of a delivery method. The others have none."""


class AuthenticationFactor(Model):
    """One proof behind a session: a kind, a way of delivery, and what was proved.

    Of the many sub-objects at most one is set: `detail` finds it.
    The Consumer API has this schema too, and some factors occur only there.
    """

    type: AuthenticationFactorType
    """What kind of proof it is."""

    delivery_method: AuthenticationFactorDeliveryMethod
    """How it reached the member. It names the sub-object that is set, if there is one."""

    last_authenticated_at: OptionalTimestamp = None
    """When the member last gave this proof, in UTC. Null, absent or `""` where the API does not
    say."""

    created_at: OptionalTimestamp = None
    """When the member first gave this proof, in UTC. Null, absent or `""` where the API does not
    say."""

    updated_at: OptionalTimestamp = None
    """When the record of it last changed, in UTC. Null, absent or `""` where the API does not
    say."""

    email_factor: EmailFactor | None = None
    """The mailbox that a link or code was sent to. Set for the delivery method `email`, else
    null or absent."""

    phone_number_factor: PhoneNumberFactor | None = None
    """The phone that a code was sent to. Set for `sms` and `whatsapp`, else null or absent."""

    google_oauth_factor: OAuthFactor | None = None
    """The sign-in with Google. Set for `oauth_google`, else null or absent."""

    microsoft_oauth_factor: OAuthFactor | None = None
    """The sign-in with Microsoft. Set for `oauth_microsoft`, else null or absent."""

    apple_oauth_factor: OAuthFactor | None = None
    """The sign-in with Apple. Set for `oauth_apple`, else null or absent. For consumer
    projects."""

    webauthn_factor: WebAuthnFactor | None = None
    """The passkey or security key. Set for `webauthn_registration`, else null or absent."""

    authenticator_app_factor: AuthenticatorAppFactor | None = None
    """The authenticator app that showed the code. Set for `authenticator_app`, else null or
    absent."""

    github_oauth_factor: OAuthFactor | None = None
    """The sign-in with GitHub. Set for `oauth_github`, else null or absent."""

    recovery_code_factor: RecoveryCodeFactor | None = None
    """The recovery code that was used up. Set for `recovery_code`, else null or absent."""

    facebook_oauth_factor: OAuthFactor | None = None
    """The sign-in with Facebook. Set for `oauth_facebook`, else null or absent. For consumer
    projects."""

    crypto_wallet_factor: CryptoWalletFactor | None = None
    """The crypto wallet that signed. Set for `crypto_wallet`, else null or absent."""

    amazon_oauth_factor: OAuthFactor | None = None
    """The sign-in with Amazon. Set for `oauth_amazon`, else null or absent. For consumer
    projects."""

    bitbucket_oauth_factor: OAuthFactor | None = None
    """The sign-in with Bitbucket. Set for `oauth_bitbucket`, else null or absent. For consumer
    projects."""

    coinbase_oauth_factor: OAuthFactor | None = None
    """The sign-in with Coinbase. Set for `oauth_coinbase`, else null or absent. For consumer
    projects."""

    discord_oauth_factor: OAuthFactor | None = None
    """The sign-in with Discord. Set for `oauth_discord`, else null or absent. For consumer
    projects."""

    figma_oauth_factor: OAuthFactor | None = None
    """The sign-in with Figma. Set for `oauth_figma`, else null or absent. For consumer
    projects."""

    git_lab_oauth_factor: OAuthFactor | None = None
    """The sign-in with GitLab. Set for `oauth_gitlab`, else null or absent. For consumer
    projects."""

    instagram_oauth_factor: OAuthFactor | None = None
    """The sign-in with Instagram. Set for `oauth_instagram`, else null or absent. For consumer
    projects."""

    linked_in_oauth_factor: OAuthFactor | None = None
    """The sign-in with LinkedIn. Set for `oauth_linkedin`, else null or absent. For consumer
    projects."""

    shopify_oauth_factor: OAuthFactor | None = None
    """The sign-in with Shopify. Set for `oauth_shopify`, else null or absent. For consumer
    projects."""

    slack_oauth_factor: OAuthFactor | None = None
    """The sign-in with Slack. Set for `oauth_slack`, else null or absent."""

    snapchat_oauth_factor: OAuthFactor | None = None
    """The sign-in with Snapchat. Set for `oauth_snapchat`, else null or absent. For consumer
    projects."""

    spotify_oauth_factor: OAuthFactor | None = None
    """The sign-in with Spotify. Set for `oauth_spotify`, else null or absent. For consumer
    projects."""

    steam_oauth_factor: OAuthFactor | None = None
    """The sign-in with Steam. Set for `oauth_steam`, else null or absent. For consumer
    projects."""

    tik_tok_oauth_factor: OAuthFactor | None = None
    """The sign-in with TikTok. Set for `oauth_tiktok`, else null or absent. For consumer
    projects."""

    twitch_oauth_factor: OAuthFactor | None = None
    """The sign-in with Twitch. Set for `oauth_twitch`, else null or absent. For consumer
    projects."""

    twitter_oauth_factor: OAuthFactor | None = None
    """The sign-in with Twitter. Set for `oauth_twitter`, else null or absent. For consumer
    projects."""

    embeddable_magic_link_factor: EmbeddableMagicLinkFactor | None = None
    """The embeddable magic link that was followed. Set for `embedded`, else null or absent."""

    biometric_factor: BiometricFactor | None = None
    """The biometric registration of a mobile device. Set for `biometric`, else null or
    absent."""

    saml_sso_factor: SSOFactor | None = None
    """The sign-in through a SAML connection. Set for `sso_saml`, else null or absent."""

    oidc_sso_factor: SSOFactor | None = None
    """The sign-in through an OIDC connection. Set for `sso_oidc`, else null or absent."""

    salesforce_oauth_factor: OAuthFactor | None = None
    """The sign-in with Salesforce. Set for `oauth_salesforce`, else null or absent. For
    consumer projects."""

    yahoo_oauth_factor: OAuthFactor | None = None
    """The sign-in with Yahoo. Set for `oauth_yahoo`, else null or absent. For consumer
    projects."""

    hubspot_oauth_factor: OAuthFactor | None = None
    """The sign-in with HubSpot. Set for `oauth_hubspot`, else null or absent."""

    slack_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A Slack sign-in to another organization, carried over to this one. Set for
    `oauth_exchange_slack`."""

    hubspot_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A HubSpot sign-in to another organization, carried over to this one. Set for
    `oauth_exchange_hubspot`."""

    github_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A GitHub sign-in to another organization, carried over to this one. Set for
    `oauth_exchange_github`."""

    google_oauth_exchange_factor: OAuthExchangeFactor | None = None
    """A Google sign-in to another organization, carried over to this one. Set for
    `oauth_exchange_google`."""

    impersonated_factor: ImpersonatedFactor | None = None
    """Who is acting as the member. Set for `impersonation`, else null or absent."""

    oauth_access_token_exchange_factor: OAuthAccessTokenExchangeFactor | None = None
    """The Connected App whose access token was exchanged: this exchange. Set for
    `oauth_access_token_exchange`."""

    trusted_auth_token_factor: TrustedAuthTokenFactor | None = None
    """The trusted auth token that was exchanged. Set for `trusted_token_exchange`, else null
    or absent."""

    @property
    def detail(self) -> FactorDetail | None:
        """The sub-object that `delivery_method` names.

        None for a password, which has none, for a delivery method that is not known here, and
        where the sub-object is missing.
        """
        name = DETAIL_FIELDS.get(self.delivery_method)
        return None if name is None else getattr(self, name)
