"""The errors of JWT verification. Their messages never quote a JWT or its claims."""

from stytch_exchange.errors import StytchExchangeError


class SessionJWTError(StytchExchangeError):
    """The base of all errors about a session JWT. The sender is not signed in: answer 401."""


class MalformedJWTError(SessionJWTError):
    """The text is not a session JWT of Stytch's B2B API: its form, header or a claim is wrong."""


class UnknownKeyError(SessionJWTError):
    """The JWT names a key that is not in the project's key set, or that must not verify JWTs."""


class BadSignatureError(SessionJWTError):
    """The JWT was not signed by the key that it names: it is forged, cut off or changed."""


class WrongAudienceError(SessionJWTError):
    """The JWT is for another project."""


class WrongIssuerError(SessionJWTError):
    """The issuer is neither `stytch.com/{project_id}` nor one that you passed in `issuers`."""


class ExpiredJWTError(SessionJWTError):
    """The JWT is genuine, but its five minutes are over. The session may still be open."""


class TooOldJWTError(ExpiredJWTError):
    """The JWT is genuine, but was issued longer ago than your `max_age` allows."""


class NotYetValidJWTError(SessionJWTError):
    """The JWT is genuine, but its time has not come yet. Usually a clock is wrong."""


class JWKSError(StytchExchangeError):
    """The key set cannot be loaded or used, so the JWT cannot be checked: answer 503.

    The sender did nothing wrong, so this is not a `SessionJWTError`.
    """
