"""Commands: the secrets in options, in lists of arguments, in settings and in addresses."""

import re
from collections.abc import Iterator
from functools import cache

from stytch_exchange.redaction.cookies import cookies
from stytch_exchange.redaction.names import Secrecy, secrecy_of
from stytch_exchange.redaction.spans import Span, is_masked
from stytch_exchange.redaction.strings import PREFIXED_QUOTE, QUOTES, SPACES, Strings
from stytch_exchange.redaction.unescaping import ALL_LAYERS, layer_of, plain, symbols
from stytch_exchange.redaction.values import stays

_QUOTE, _SPACE = symbols(QUOTES), symbols(SPACES)
_NAME = r"\w.$@\-"
_COOKIES = {"-b", "--cookie"}
_USERS = {"-u", "-U", "-a", "-E", "--user", "--proxy-user", "--auth", "--cert"}
_OPTION = re.compile(
    rf"(?<![{_NAME}])(?:(-[uUaEb]|--[\w-]{{1,128}}+)[{symbols(' =')}{symbols(chr(9))}](?=[^\s-])"
    rf"|(-u)(?!r[il])(?=[\w.-]{{1,128}}+[{symbols(':')}]))"
)
_WORD = re.compile(rf"[^{_SPACE}{_QUOTE}]*+")
_SCHEME = re.compile(rf"[{symbols(':')}][{symbols('/')}]{{2}}")
_LONG_USER = 16
"""Characters of a user without a password that is a token."""

_FIRST_COLON = re.compile(rf"[{symbols(':')}](?![{symbols('/')}\\])")

_DIRECTIVE = re.compile(
    rf"(?<![{_NAME}])(?:"
    rf"(?:mysql\w{{0,20}}|mariadb\w{{0,20}})(?=\s)[^\n|;]{{0,200}}?\s-p(?=\S)"
    rf"|sshpass\ ++-p\ ?|(?:docker|podman|helm\ registry)\ login\s[^\n|;]{{0,200}}?-p\ "
    rf"|redis-cli\s[^\n|;]{{0,200}}?-a\ |https?\s[^\n|;]{{0,200}}?-a\ (?![\w.-]{{1,128}}+:)"
    rf"|(?:login|user|account)\s++\S{{1,200}}+\s++password\s++"  # .netrc
    rf"|IDENTIFIED\ BY\ |PASSWORD\ (?=[{_QUOTE}])"  # SQL
    rf")([{_QUOTE}]?)([^\s{_QUOTE}]++)"
)
_SETTING = re.compile(
    rf"(?<![{_NAME}])(?:ENV|ARG|setenv|SetEnv|setx|set(?:\ -\w+)?|configure\ set"
    r"|proxy_set_header|fastcgi_param|uwsgi_param|add_header|RequestHeader\ set|header)"
    rf"\ ++([{_NAME}]{{1,128}}+)\ ++(?=[^\s=:])"
)
"""Settings whose name and value only a space separates."""

_KEYWORD = re.compile(rf"(?<![{_NAME}:]):([{_NAME}]{{1,128}}+)\ ++(?=[{_QUOTE}])")
"""Clojure's `:token "…"`."""

_SPACED = re.compile(
    rf"(?<![{_NAME}])([A-Za-z]{{1,40}}+(?:[_-][A-Za-z]{{1,40}}+){{1,6}}+)\ "
    r"(?=[A-Za-z+/=_~-]*+\d)(?!\d+[\W_]|\d+\Z|\d{4}-\d|[a-z-]{1,60}-[0-9a-f]{8}-)"
    rf"([\w+/=~-]{{8,}}+)(?=[{_SPACE}{_QUOTE}{symbols('.,;:!?)&<')}]|\Z)",
    re.ASCII,
)
"""A value that looks like one behind a name: `no session with session_token 3kd82hd91`."""

_LISTED = re.compile(
    rf"(?<=[{_QUOTE}])((?:--?)?[{_NAME}]{{1,128}}+)[{_QUOTE}]"
    rf"(?:[{_SPACE}]{{0,80}}+,[{_SPACE}]{{0,80}}+b?|(\ {{1,80}}+)|(;s:\d{{1,9}}:))(?=[{_QUOTE}])",
)
_SETTER = re.compile(r"(?:set|add|put|append|header|with)\w{0,40}+\([\"'`]\Z", re.IGNORECASE)
"""A call that takes a name and its value: `setItem("session_token", "…")`."""

_OPENING = re.compile(rf"[{symbols('([')}]b?[{_QUOTE}]")
_OUTER = re.compile(rf"[{symbols('([{,')}][{_SPACE}]{{0,80}}+\Z")
_HEADER = re.compile(r"authorization|cookie|dpop|[a-z]+(?:-[a-z]+)+", re.IGNORECASE)
_NAME_OF_A_HEADER = re.compile(r"[A-Z][a-z]+(?:-[A-Z][a-z]+)*|[a-z]+_(?:token|jwt|secret|id|type)")
_BEHIND_A_KEY = re.compile(rf"[{_SPACE}]{{0,80}}+[{symbols(':')}]")


def secret_arguments(text: str) -> Iterator[Span]:
    """Yield the secret values of options, and those that follow a name in a list.

    Args:
        text: The text, unescaped, with symbols.
    """
    strings = Strings(text)
    yield from _options(text, strings)
    yield from _settings(text, strings)
    yield from _listed(text, strings)
    for match in _SPACED.finditer(text):
        if secrecy_of(match[1]) is not None:
            yield Span(*match.span(2))
    for match in _DIRECTIVE.finditer(text):
        value = match[2].rstrip(";")
        if not is_masked(value):
            yield Span(match.start(2), match.start(2) + len(value))


def _options(text: str, strings: Strings) -> Iterator[Span]:
    end = 0
    for match in _OPTION.finditer(text):
        option = match[1] or match[2]
        secrecy = secrecy_of(option)
        if match.start() >= end and (option in _COOKIES | _USERS or secrecy is not None):
            start, end = _argument(match.end(), text, strings)
            yield from _value_of(option, secrecy, text, start, end)


def _settings(text: str, strings: Strings) -> Iterator[Span]:
    for pattern in (_SETTING, _KEYWORD):
        end = 0
        for match in pattern.finditer(text):
            secrecy = secrecy_of(match[1])
            if secrecy is not None and match.start() >= end:
                start, end = _argument(match.end(), text, strings)
                value = text[start:end].rstrip(";")
                if not stays(value, secrecy, quoted=False):
                    yield Span(start, start + len(value))


def _argument(start: int, text: str, strings: Strings) -> tuple[int, int]:
    """Return the start and the end of the argument at a position, without its quotes."""
    opened = PREFIXED_QUOTE.match(text, start)
    if opened:
        return strings.inside(opened.start(1))[:2]
    return start, _WORD.match(text, start).end()  # type: ignore[union-attr]


def _value_of(
    option: str, secrecy: Secrecy | None, text: str, start: int, end: int
) -> Iterator[Span]:
    """Yield the secret in the argument of an option."""
    if option in _COOKIES:
        # Without a cookie in it, it is the name of a file.
        yield from cookies(text, start, end, alone=False)
    elif option in _USERS and (span := _password(text, start, end)):
        yield span
    elif (
        secrecy is not None
        and not stays(value := text[start:end], secrecy, quoted=True)
        # In a command's help, it is the name of the value: `--api-key KEY`.
        and not (value.isupper() and option.upper().replace("-", "_").endswith(value))
    ):
        yield Span(start, end)


def _password(text: str, start: int, end: int) -> Span | None:
    """Return the password of `user:password`."""
    colon = _FIRST_COLON.search(text, start, end)
    if colon is None or is_masked(text[colon.end() : end]):
        return None
    return Span(colon.end(), end)


def _listed(text: str, strings: Strings) -> Iterator[Span]:
    """Yield the values that follow their name in a list: `["Cookie", "…"]`, `["--token", "…"]`."""
    end = 0
    for match in _LISTED.finditer(text):
        if match.start() < end:
            continue
        name = match[1]
        user = name in _USERS
        secrecy = Secrecy.EVERYTHING if user else secrecy_of(name)
        if secrecy is None or (match[2] and "_" not in name):
            continue
        span, end = strings.inside_and_end(match.end())
        value = text[span.start : span.end]
        if _BEHIND_A_KEY.match(text, end) or stays(value, secrecy, quoted=True):
            continue
        if user:
            found = _password(text, span.start, span.end)
            if found:
                yield found
        elif (
            match[3]
            or name.startswith("-")
            or _is_a_pair(text, match.start())
            or ((match[2] or _HEADER.fullmatch(name)) and not _NAME_OF_A_HEADER.fullmatch(value))
        ):
            yield span


def _is_a_pair(text: str, start: int) -> bool:
    """Return whether a name is in a call with its value, or begins a list in a list."""
    before = text[max(0, start - 100) : start]
    if _SETTER.search("".join(map(plain, before))):
        return True
    opening = list(_OPENING.finditer(before[-3:]))
    if not opening or opening[-1].end() != len(before[-3:]):
        return False
    return bool(_OUTER.search(before[: len(before) - len(opening[-1][0])]))


def secret_users(text: str) -> Iterator[Span]:
    """Yield the password of each address `https://user:password@host`, or a long user alone.

    Args:
        text: The text, unescaped, with symbols.
    """
    for match in _SCHEME.finditer(text):
        layer = layer_of(match[0][0])
        run = _user_info(layer).match(text, match.end())
        if run is None:
            continue
        start, end = run.span(1)
        if (span := _password(text, start, end)) is not None:
            yield span
        elif (
            _FIRST_COLON.search(text, start, end) is None
            and end - start >= _LONG_USER
            and not is_masked(text[start:end])
        ):
            yield Span(start, end)


@cache
def _user_info(layer: int) -> re.Pattern[str]:
    layers = [one for one in ALL_LAYERS if one <= layer or one % 2 == 0]
    return re.compile(
        rf"([^\s{symbols(SPACES + QUOTES + '/?#<>', layers)}]*)[{symbols('@', layers)}]"
    )
