"""Names: which keys, headers and parameters name a secret."""

import re
from enum import Enum
from functools import lru_cache


class Secrecy(Enum):
    """The values below a name that are secret."""

    EVERYTHING = "everything"
    """Every string and every number."""

    LONG_NUMBERS = "long numbers"
    """Every string, and a number of four digits or more: `token: 7` is a count."""

    NO_NUMBER = "no number"
    """Every string: `max_tokens: 4096` is a count."""

    NO_WORD = "no word"
    """Values other than words and short numbers: a `code` can be `wrong_type` or a passcode."""


@lru_cache(maxsize=4096)
def secrecy_of(name: str) -> Secrecy | None:
    """Return which values below a name are secret, or None if none of them are.

    Args:
        name: A key, a header, a parameter or a cookie, in any style: `session_token`,
            `sessionToken`, `X-Session-Token`.
    """
    if len(name) > _LONGEST:
        return None
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[0] == "public" or words[-1] in _HARMLESS_ENDINGS:
        return None
    joined = "".join(words)
    if _ANY_NUMBER.search(joined) or not _OTP.isdisjoint(words):
        return Secrecy.EVERYTHING
    if words == ["auth"] or joined in _COOKIES or _SECRET.search(joined):
        return Secrecy.NO_NUMBER if words[-1] == "tokens" else Secrecy.LONG_NUMBERS
    if _CODE.isdisjoint(words) or not _HARMLESS_CODES.isdisjoint(words):
        return None
    return Secrecy.NO_WORD if _SECRET_CODES.isdisjoint(words) else Secrecy.EVERYTHING


def is_pair_name(name: str) -> bool:
    """Return whether a key holds the name of a value beside it, as in a HAR file."""
    return name.lower() in {"name", "key", "header", "field", "param", "parameter"}


def is_pair_value(name: str) -> bool:
    """Return whether a key holds the value of a pair."""
    return name.lower() in {"value", "values", "val"}


_LONGEST = 80
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ANY_NUMBER = re.compile(
    "passw(?!ordless)|passphrase|passcode|(?:api|private|access|auth|signing|encryption)key"
    "|(?:auth|otp|recovery|backup)code"
)
_SECRET = re.compile(
    "secret(?!ar)|token(?!i[sz])|jwt|cookie|credential|authorization|bearer|dpop|verifier"
)
_OTP = frozenset({"otp", "otps", "totp", "totps", "hotp", "pwd"})
_COOKIES = frozenset({"stytchsession", "stytchsessionjwt"})
"""Stytch's SDKs for browsers keep the session in cookies of these names."""

_CODE = frozenset({"code", "codes"})
_SECRET_CODES = frozenset(
    "access activation authentication authorization backup confirmation device email invite login "  # noqa: SIM905 - words read better
    "magic mfa one pin recovery reset security sms user verification".split()
)
_HARMLESS_CODES = frozenset(
    "airport area calling close color country currency dial dialing err error exit finding http "  # noqa: SIM905 - words read better
    "lang language locale phone postal reason region response result return source state status "
    "type zip".split()
)
_HARMLESS_ENDINGS = frozenset(
    "algorithm algorithms alg age at audience budget challenge check claims class config count "  # noqa: SIM905 - words read better
    "created days description details domain duration enabled endpoint endpoints error errors "
    "expiration expired expires expiry factor factors format four hours id ids in issuer kind "
    "len length lifetime limit limits message method methods minutes mode ms name names options "
    "path policy reason registration required requirements samesite score scope scopes seconds "
    "server servers size status strength supported template templates ttl type types uri uris url "
    "urls usage use used valid verified version".split()
)
