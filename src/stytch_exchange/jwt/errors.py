"""The errors of JWT verification. Their messages never quote a JWT or its claims."""

from stytch_exchange.errors import StytchExchangeError


class JWTError(StytchExchangeError):
    """The base of all errors about a session JWT or an access token. Answer 401."""


SessionJWTError = JWTError
"""The earlier name of `JWTError`, from before access tokens could be verified."""


class MalformedJWTError(JWTError):
    """The text is not a valid JWT of the expected kind: its form, header or a claim is wrong."""


class WrongTokenError(MalformedJWTError):
    """The JWT is genuine, but it is an access token instead of a session JWT, or the reverse."""


class UnknownKeyError(JWTError):
    """The JWT names a key that is not in the project's key set, or that must not verify JWTs."""


class BadSignatureError(JWTError):
    """The JWT was not signed by the key that it names: it is forged, cut off or changed."""


class WrongAudienceError(JWTError):
    """The JWT is for another project, or an access token is for another audience."""


class WrongClientError(JWTError):
    """The access token belongs to a client that is not one of your `client_ids`."""


class WrongIssuerError(JWTError):
    """The issuer is neither `stytch.com/{project_id}` nor one that you passed in `issuers`."""


class ExpiredJWTError(JWTError):
    """The JWT is genuine, but has expired. The session of a session JWT may still be open."""


class TooOldJWTError(ExpiredJWTError):
    """The JWT is genuine, but was issued longer ago than your `max_age` allows."""


class NotYetValidJWTError(JWTError):
    """The JWT is genuine, but not valid yet. Usually a clock is wrong."""


class JWKSError(StytchExchangeError):
    """The key set cannot be loaded or used, so the JWT cannot be checked: answer 503.

    The sender did nothing wrong, so this is not a `JWTError`.
    """
