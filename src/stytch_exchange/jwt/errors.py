"""The errors of verification. None of them shows any part of a JWT, or of its claims."""

from stytch_exchange.errors import StytchExchangeError


class SessionJWTError(StytchExchangeError):
    """The base of what is wrong with a session JWT: whoever sent it is not signed in (401)."""


class MalformedJWTError(SessionJWTError):
    """It is not a session JWT of Stytch's B2B API: its form, its header or a claim is wrong."""


class UnknownKeyError(SessionJWTError):
    """It names a key that the project's key set does not have, or that must not verify."""


class BadSignatureError(SessionJWTError):
    """It was not signed by the key that it names: it is forged, cut, or was changed on its way."""


class WrongAudienceError(SessionJWTError):
    """It is for another project."""


class WrongIssuerError(SessionJWTError):
    """It is neither from `stytch.com/{project_id}` nor from an issuer that was named."""


class ExpiredJWTError(SessionJWTError):
    """It is genuine, and over: five minutes after it was issued, the session may well go on."""


class TooOldJWTError(ExpiredJWTError):
    """It is genuine, and was issued longer ago than the `max_age` that was asked for."""


class NotYetValidJWTError(SessionJWTError):
    """It is genuine, and its time is still to come: most often a clock is wrong."""


class JWKSError(StytchExchangeError):
    """The key set cannot be fetched or used, so that nothing can be said about the JWT (503).

    That is this side's trouble, not the sender's: it is no `SessionJWTError`.
    """
