"""Verify session JWTs and access tokens without a call to Stytch. Needs the extra `jwt`."""

from importlib import import_module

try:
    import_module("joserfc.jwk")
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"stytch_exchange.jwt needs {error.name}: pip install 'stytch-exchange[jwt]'",
        name=error.name,
    ) from None

from stytch_exchange.jwt.access_tokens import verify_access_token
from stytch_exchange.jwt.asynchronous import verify_access_token_async, verify_session_jwt_async
from stytch_exchange.jwt.claims import (
    AccessTokenClaims,
    OrganizationClaim,
    SessionAttributes,
    SessionClaim,
    SessionClaims,
)
from stytch_exchange.jwt.errors import (
    BadSignatureError,
    ExpiredJWTError,
    JWKSError,
    JWTError,
    MalformedJWTError,
    NotYetValidJWTError,
    SessionJWTError,
    TooOldJWTError,
    UnknownKeyError,
    WrongAudienceError,
    WrongClientError,
    WrongIssuerError,
    WrongTokenError,
)
from stytch_exchange.jwt.jwks_cache import JWKSCache
from stytch_exchange.jwt.verification import verify_session_jwt

__all__ = [
    "AccessTokenClaims",
    "BadSignatureError",
    "ExpiredJWTError",
    "JWKSCache",
    "JWKSError",
    "JWTError",
    "MalformedJWTError",
    "NotYetValidJWTError",
    "OrganizationClaim",
    "SessionAttributes",
    "SessionClaim",
    "SessionClaims",
    "SessionJWTError",
    "TooOldJWTError",
    "UnknownKeyError",
    "WrongAudienceError",
    "WrongClientError",
    "WrongIssuerError",
    "WrongTokenError",
    "verify_access_token",
    "verify_access_token_async",
    "verify_session_jwt",
    "verify_session_jwt_async",
]
