"""Names: which keys, headers and parameters name a secret."""

import re
from enum import Enum
from functools import lru_cache
from unicodedata import normalize


class Secrecy(Enum):
    """The values below a name that are secret."""

    EVERYTHING = "everything"
    """Every string and every number."""

    LONG_NUMBERS = "long numbers"
    """Every string, and a number of four digits or more: `token: 7` is a count."""

    NO_NUMBER = "no number"
    """Every string: `max_tokens: 4096` is a count."""

    NO_DIRECTORY = "no directory"
    """Every string and every number but a directory: shells keep theirs in `PWD`."""

    BASE64 = "base64"
    """A long text in base64: the members of a private JWK have names such as `d`."""

    NO_WORD = "no word"
    """Values other than words and short numbers: a `code` can be `wrong_type` or a passcode."""


@lru_cache(maxsize=4096)
def secrecy_of(name: str) -> Secrecy | None:
    """Return which values below a name are secret, or None if none of them are.

    Args:
        name: A key, a header, a parameter or a cookie, in any style: `session_token`,
            `sessionToken`, `X-Session-Token`.
    """
    if len(name) > _LONGEST or _NOT_A_NAME.match(name):
        return None
    words = _words(name)
    # Stytch's public tokens are made to be seen.
    if not words or words[0] == "public" or words[-1] in _HARMLESS_ENDINGS:
        return None
    return _secrecy_of(words)


def _secrecy_of(words: list[str]) -> Secrecy | None:
    joined = "".join(words)
    if joined in _EXACT:
        return _EXACT[joined]
    if _ANY_NUMBER.search(joined) or not _OTP.isdisjoint(words):
        return Secrecy.EVERYTHING
    if words[-1] in _WHOLE or _SECRET.search(joined):
        return Secrecy.NO_NUMBER if words[-1] == "tokens" else Secrecy.LONG_NUMBERS
    if _CODE.isdisjoint(words) or not _HARMLESS_CODES.isdisjoint(words):
        return None
    return Secrecy.NO_WORD if _SECRET_CODES.isdisjoint(words) else Secrecy.EVERYTHING


def is_property(name: str) -> bool:
    """Return whether a key inside of a secret holds a property of it: its type, say."""
    words = _words(name)
    return bool(words) and words[-1] in _HARMLESS_ENDINGS


@lru_cache(maxsize=4096)
def is_pair_name(name: str) -> bool:
    """Return whether a key holds the name of a value beside it, as in a HAR file."""
    words = _words(name)
    return 0 < len(words) <= _LONGEST_PAIR and words[-1] in _PAIR_NAMES


@lru_cache(maxsize=4096)
def is_pair_value(name: str) -> bool:
    """Return whether a key holds the value of a pair."""
    words = _words(name)
    return 0 < len(words) <= _LONGEST_PAIR and words[-1] in _PAIR_VALUES


def _words(name: str) -> list[str]:
    if not name.isascii():
        name = normalize("NFKC", name.translate(_INVISIBLE))
    return [word.lower() for word in _WORD.findall(name)]


_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LONGEST = 128
_NOT_A_NAME = re.compile(
    r"secret-(?:test|live)-|.*\.(?:c|cc|cpp|cs|css|go|h|html|java|js|json|jsx|kt|log|md|mjs|php|py|rb|rs|sh|sql|swift"
    r"|toml|ts|tsx|txt|xml|ya?ml)\Z",
    re.IGNORECASE,
)
"""A project's secret is a value, and the number behind the name of a file is that of a line."""

_LONGEST_PAIR = 2
"""Words: `name`, `ParameterKey`."""

_PAIR_NAMES = frozenset({"name", "key", "header", "field", "param", "parameter", "variable"})
_PAIR_VALUES = frozenset({"value", "values", "val", "content"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ANY_NUMBER = re.compile(
    "passw(?!ordless)|passphrase|passcode|userpwd|(?:auth|otp|recovery|backup)code"
    "|(?:api|private|access|auth|signing|encryption|decryption|account|shared|session|master|hmac"
    "|license|webhook|storage|service|proof|symmetric)key"
)
_SECRET = re.compile(
    "secret(?!ar)|token(?!i[sz])|jwt|cookie|credential|authorization|bearer|dpop|verifier"
    "|assertion|samlresponse"
)
_OTP = frozenset({"otp", "otps", "totp", "totps", "hotp", "pwd", "pin"})
_WHOLE = frozenset({"auth", "pass", "pat"})
"""Secret as the last word of a name, but not as a part of a word."""

_EXACT = {
    **dict.fromkeys(("pwd", "oldpwd"), Secrecy.NO_DIRECTORY),
    **dict.fromkeys(("d", "p", "q", "dp", "dq", "qi", "k"), Secrecy.BASE64),
    **dict.fromkeys(("stytchsession", "stytchsessionjwt"), Secrecy.LONG_NUMBERS),
    **dict.fromkeys(("phpsessid", "jsessionid"), Secrecy.LONG_NUMBERS),
}
"""Stytch's SDKs for browsers keep the session in `stytch_session` and `stytch_session_jwt`."""

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
    "age alg algorithm algorithms arn at audience budget challenge check claims class "  # noqa: SIM905 - words read better
    "config count created days description details domain duration enabled endpoint "
    "endpoints enrolled error errors expiration expired expires expiry factor factors "
    "format four hours id ids in issuer jar kind len length lifetime limit limits message "
    "method methods minutes mode ms name names options path policy provider reason ref "
    "registration required requirements scope scopes score seconds server servers site "
    "size status strength supported template templates ttl type types uri uris url urls "
    "usage use used username valid verified version".split()
)
