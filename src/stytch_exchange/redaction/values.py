"""Values: those that are not secret, although they are below the name of a secret."""

import re
from typing import get_args

from stytch_exchange.findings import FindingCode
from stytch_exchange.redaction.names import Secrecy
from stytch_exchange.redaction.spans import is_masked

_NOTHING = re.compile(
    r"null|none|true|false|undefined|nan|nil|bearer|basic|dpop"
    r"|(?:string|str|bytes|secretstr|varchar|text|any|unknown|bool|boolean|int|integer|float|number"
    r"|array|object|optional|list|dict)(?:\[\]?)?[!?]?",
    re.IGNORECASE,
)
"""Without quotes: the constants of a language, types, and schemes."""

_REFERENCE = re.compile(
    r"\$\{\{?[\w .-]{1,80}\}?\}|\{\{[\w .-]{1,80}\}\}"
    r"|[<\[(](?:string|filtered|redacted|masked|hidden|secure|removed|omitted"
    r"|your[ _-][\w -]{1,40})[>\])]",
    re.IGNORECASE,
)
"""In place of a secret: `${SECRET}`, `{{ secret }}`, `[Filtered]`, `<your-secret>`."""

_NUMBERS = {
    Secrecy.LONG_NUMBERS: re.compile(r"-\d+|\d{1,3}"),
    Secrecy.NO_NUMBER: re.compile(r"-?\d+(?:\.\d+)?"),
}
_HARMLESS = {
    Secrecy.NO_WORD: re.compile(
        r"[a-z]{1,3}|[A-Z]{1,3}|[a-z]+(?:[_./-][a-z]+)+|[A-Z]+(?:_[A-Z]+)+|E[A-Z]{3,14}"
        r"|[A-Z][a-z]+(?:[A-Z][a-z]+)*+|-\d+|\d{1,3}|.*[^\d\s]\s.*|"
        + "|".join(get_args(FindingCode)),
        re.DOTALL,
    ),
    Secrecy.NO_DIRECTORY: re.compile(r"(?:[/~]|[A-Za-z]:\\).*", re.DOTALL),
    Secrecy.BASE64: re.compile(r"(?![\w-]{40,}+\Z).*", re.DOTALL | re.ASCII),
}


def stays(value: str, secrecy: Secrecy, *, quoted: bool) -> bool:
    """Return whether a value is not a secret, although its name is that of one.

    Args:
        value: The value, without its quotes.
        secrecy: Which values below the name are secret.
        quoted: Whether it is in quotes, so that it is a string and not a number or a constant.
    """
    if is_masked(value) or _REFERENCE.fullmatch(value):
        return True
    if not quoted and (_NOTHING.fullmatch(value) or _is_count(value, secrecy)):
        return True
    harmless = _HARMLESS.get(secrecy)
    return harmless is not None and harmless.fullmatch(value) is not None


def _is_count(value: str, secrecy: Secrecy) -> bool:
    number = _NUMBERS.get(secrecy)
    return number is not None and number.fullmatch(value) is not None
