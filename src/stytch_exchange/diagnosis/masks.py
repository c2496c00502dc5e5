"""Masks: what tools write in place of a token."""

import re

_REDACTED = (
    "redacted|filtered|masked|hidden|removed|scrubbed|obfuscated|omitted|sanitized|truncated"
)
_NAMED = (
    (re.compile(r"\*{10}"), "pydantic's SecretStr or this package's `to_json`"),
    (re.compile(r"SecretStr\(.*"), "the printed form of pydantic's SecretStr"),
    (re.compile(r"\[Filtered\]"), "Sentry"),
    (re.compile(r"\[FILTERED\]"), "Rails"),
    (re.compile(r"\[Redacted\]"), "the logger pino"),
    (re.compile(r"<string>|string"), "an example in an API reference, such as Stytch's"),
    (
        re.compile(r"\$?\{{1,2}[ \w.:-]+\}{1,2}|<[ \w-]+token>|your[ _-][ \w-]+", re.IGNORECASE),
        "a template",
    ),
)
_NAMELESS = (
    # [REDACTED], ***REDACTED***, <hidden>, [sensitive data redacted], removed
    re.compile(rf"[*_#-]*(?:{_REDACTED})[*_#-]*", re.IGNORECASE),
    re.compile(rf"[\[<({{*]+[ \w]*(?:{_REDACTED}|secret|token|jwt)[ \w]*[\])>}}*]+", re.IGNORECASE),
    # xxxxxxxx, ••••••••, ***
    re.compile(r"([xX*•●█#.…·-])\1{2,}|\*+"),
    # ****abcd, abcd****wxyz, xxxx-abcd
    re.compile(r"[\w-]{0,12}[*•●█]{3,}[\w-]{0,12}"),
    re.compile(r"[xX]{4,}-?\w{0,8}"),
    # eyJhbGciOi..., abcd…wxyz, abcd[truncated], abcd (812 more characters)
    re.compile(r"[\w.-]*(?:\.\.\.|…)[\w-]*"),
    re.compile(
        r"[\w.-]*\s?[\[(<](?:truncated|redacted|cut|\d+ (?:more )?(?:chars|characters|bytes))[\])>]"
    ),
)
_LONGEST = 2048
"""A longer text is not a mask."""


def mask_of(token: str) -> str | None:
    """Return what masks like this; `""` if that is not known, None if the text is not a mask.

    Args:
        token: The value in the place of a token.
    """
    text = token.strip()
    if len(text) > _LONGEST:
        return None
    for pattern, who in _NAMED:
        if pattern.fullmatch(text):
            return who
    return "" if any(pattern.fullmatch(text) for pattern in _NAMELESS) else None
