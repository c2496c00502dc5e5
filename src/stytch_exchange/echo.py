"""Echo: what a message may repeat of a command's arguments, in case one of them is a token."""

import re

_PART = re.compile(
    r"[A-Z]?[a-z]*\d*|[A-Z]+\d*|(?:[A-Z]?[a-z]{3,}|[^\W\d_a-zA-Z]+)+\d*|\d\dT\d\d|\d\dZ"
)
"""A part of a name that is not random: `body`, `BODY`, `x86`, `memberSession`, `2026`, `响应`, or
the middle of a time."""

_LONGEST_NAME = 255
_LONGEST_PART = 24
_LONG_COMPONENT = 16
_RANDOM_IN_A_COMPONENT, _RANDOM_IN_A_NAME = 3, 12
"""How many characters outside words a long component, and a whole name, may have."""

_WORD = re.compile(r"[^\s'\"(),]+")


def could_be_a_token(name: str) -> bool:
    """Return whether a name must not be printed, in case a token or a body was passed as a name.

    A name is printed if its parts are words, as in a path that a person wrote. The parts of a JWT
    or of a random token are not, with or without a suffix.

    Args:
        name: The name of a file or of an example, or another argument.
    """
    if len(name) > _LONGEST_NAME or not set('"{}\n').isdisjoint(name) or _has_a_secret(name):
        return True
    total = 0
    for component in re.split(r"[/\\. ]+", name):
        parts = re.split(r"[\W_]+", component)
        random = sum(len(p) for p in parts if len(p) > _LONGEST_PART or not _PART.fullmatch(p))
        if len(component) >= _LONG_COMPONENT and random > _RANDOM_IN_A_COMPONENT:
            return True
        total += random
    return total > _RANDOM_IN_A_NAME


def _has_a_secret(name: str) -> bool:
    """Return whether a secret was passed with its name, as in `token=…`."""
    from stytch_exchange.redaction import redact  # noqa: PLC0415 - slow to import

    try:
        return redact(name) != name
    except ValueError:  # the name of a file that is not UTF-8
        return False


def without_tokens(message: str) -> str:
    """Return a message in which `[hidden]` is in place of each word that could be a token.

    Args:
        message: A message that repeats an argument.
    """
    return _WORD.sub(
        lambda word: "[hidden]" if could_be_a_token(word[0]) else word[0],
        message,
    )
