"""Verify session JWTs without a call to Stytch, and get typed claims. Needs the extra `jwt`."""

from importlib import import_module

try:
    import_module("joserfc.jwk")
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"stytch_exchange.jwt needs {error.name}: pip install 'stytch-exchange[jwt]'",
        name=error.name,
    ) from None

from stytch_exchange.jwt.asynchronous import verify_session_jwt_async
from stytch_exchange.jwt.claims import (
    OrganizationClaim,
    SessionAttributes,
    SessionClaim,
    SessionClaims,
)
from stytch_exchange.jwt.errors import (
    BadSignatureError,
    ExpiredJWTError,
    JWKSError,
    MalformedJWTError,
    NotYetValidJWTError,
    SessionJWTError,
    TooOldJWTError,
    UnknownKeyError,
    WrongAudienceError,
    WrongIssuerError,
)
from stytch_exchange.jwt.jwks_cache import JWKSCache
from stytch_exchange.jwt.verification import verify_session_jwt

__all__ = [
    "BadSignatureError",
    "ExpiredJWTError",
    "JWKSCache",
    "JWKSError",
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
    "WrongIssuerError",
    "verify_session_jwt",
    "verify_session_jwt_async",
]
