"""Stytch's B2B `ExchangeAccessTokenResponse` as pydantic models: exact, typed and safe to log."""

from importlib import import_module
from typing import TYPE_CHECKING

from stytch_exchange.errors import ExchangeRefusedError, InvalidResponseError, StytchExchangeError
from stytch_exchange.examples import example_names, load_example, load_example_jwks
from stytch_exchange.findings import Finding, FindingCode, Severity
from stytch_exchange.models.authenticate import (
    AuthorizationVerdict,
    SessionAuthenticateResponse,
)
from stytch_exchange.models.device import (
    DeviceAttributeDetails,
    DeviceInfo,
)
from stytch_exchange.models.error import (
    ErrorResponse,
)
from stytch_exchange.models.factors import (
    AuthenticationFactor,
    AuthenticationFactorDeliveryMethod,
    AuthenticationFactorType,
    AuthenticatorAppFactor,
    BiometricFactor,
    CryptoWalletFactor,
    EmailFactor,
    EmbeddableMagicLinkFactor,
    FactorDetail,
    ImpersonatedFactor,
    OAuthAccessTokenExchangeFactor,
    OAuthExchangeFactor,
    OAuthFactor,
    PhoneNumberFactor,
    RecoveryCodeFactor,
    SSOFactor,
    TrustedAuthTokenFactor,
    WebAuthnFactor,
)
from stytch_exchange.models.member import (
    DefaultMFAMethod,
    Member,
    MemberRole,
    MemberRoleSource,
    MemberStatus,
    OAuthProviderType,
    OAuthRegistration,
    RetiredEmail,
    RoleSourceType,
    SSORegistration,
)
from stytch_exchange.models.organization import (
    ActiveSCIMConnection,
    ActiveSSOConnection,
    AllowancePolicy,
    AuthMethod,
    CustomRole,
    CustomRolePermission,
    EmailImplicitRoleAssignment,
    MethodPolicy,
    MFAMethod,
    MFAPolicy,
    Organization,
    ProvisioningPolicy,
    SSOIdentityProvider,
)
from stytch_exchange.models.request import (
    ExchangeAccessTokenRequest,
)
from stytch_exchange.models.response import (
    ExchangeAccessTokenResponse,
)
from stytch_exchange.models.revoke import (
    RevokeResponse,
)
from stytch_exchange.models.scim import (
    SCIMAddress,
    SCIMAttributes,
    SCIMEnterpriseExtension,
    SCIMGroup,
    SCIMManager,
    SCIMName,
    SCIMRegistration,
    SCIMValue,
)
from stytch_exchange.models.session import (
    MemberSession,
)
from stytch_exchange.parsing import parse_response

if TYPE_CHECKING:
    from stytch_exchange.actions import RefusalAction
    from stytch_exchange.checking.check import check_response
    from stytch_exchange.checking.report import Report
    from stytch_exchange.diagnosis.kinds import Diagnosis, DiagnosisKind
    from stytch_exchange.redaction import redact

__all__ = [
    "ActiveSCIMConnection",
    "ActiveSSOConnection",
    "AllowancePolicy",
    "AuthMethod",
    "AuthenticationFactor",
    "AuthenticationFactorDeliveryMethod",
    "AuthenticationFactorType",
    "AuthenticatorAppFactor",
    "AuthorizationVerdict",
    "BiometricFactor",
    "CryptoWalletFactor",
    "CustomRole",
    "CustomRolePermission",
    "DefaultMFAMethod",
    "DeviceAttributeDetails",
    "DeviceInfo",
    "Diagnosis",
    "DiagnosisKind",
    "EmailFactor",
    "EmailImplicitRoleAssignment",
    "EmbeddableMagicLinkFactor",
    "ErrorResponse",
    "ExchangeAccessTokenRequest",
    "ExchangeAccessTokenResponse",
    "ExchangeRefusedError",
    "FactorDetail",
    "Finding",
    "FindingCode",
    "ImpersonatedFactor",
    "InvalidResponseError",
    "MFAMethod",
    "MFAPolicy",
    "Member",
    "MemberRole",
    "MemberRoleSource",
    "MemberSession",
    "MemberStatus",
    "MethodPolicy",
    "OAuthAccessTokenExchangeFactor",
    "OAuthExchangeFactor",
    "OAuthFactor",
    "OAuthProviderType",
    "OAuthRegistration",
    "Organization",
    "PhoneNumberFactor",
    "ProvisioningPolicy",
    "RecoveryCodeFactor",
    "RefusalAction",
    "Report",
    "RetiredEmail",
    "RevokeResponse",
    "RoleSourceType",
    "SCIMAddress",
    "SCIMAttributes",
    "SCIMEnterpriseExtension",
    "SCIMGroup",
    "SCIMManager",
    "SCIMName",
    "SCIMRegistration",
    "SCIMValue",
    "SSOFactor",
    "SSOIdentityProvider",
    "SSORegistration",
    "SessionAuthenticateResponse",
    "Severity",
    "StytchExchangeError",
    "TrustedAuthTokenFactor",
    "WebAuthnFactor",
    "check_response",
    "example_names",
    "load_example",
    "load_example_jwks",
    "parse_response",
    "redact",
]


_LATER = {
    "Diagnosis": "stytch_exchange.diagnosis.kinds",
    "DiagnosisKind": "stytch_exchange.diagnosis.kinds",
    "RefusalAction": "stytch_exchange.actions",
    "Report": "stytch_exchange.checking.report",
    "check_response": "stytch_exchange.checking.check",
    "redact": "stytch_exchange.redaction",
}
"""The names that are imported on first use, and their modules."""


def __getattr__(name: str) -> object:
    """Import checks, diagnoses and redaction on first use, so that parsing alone starts faster."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
