"""Fields: the values that are secret because of the key, header or parameter before them.

No format is parsed as a whole, because a log mixes formats and a cut body is not valid: a name, a
separator and a value are looked for anywhere. Each search begins where the one before it ended,
so that the time is linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from stytch_exchange.findings import FindingCode
from stytch_exchange.redaction.names import (
    Secrecy,
    is_pair_name,
    is_pair_value,
    secrecy_of,
)
from stytch_exchange.redaction.spans import Span, is_masked
from stytch_exchange.redaction.unescaping import (
    ALL_LAYERS,
    BACKSLASH,
    Unescaped,
    layer_of,
    of_backslashes,
    plain,
    symbol,
    symbols,
)

_QUOTES, _SPACES, _NEWLINES = "\"'`", " \t\n\r\x1b", "\n\r"
_OPENERS, _CLOSERS = "([{", ")]}"

_QUOTE, _SPACE, _NEWLINE = symbols(_QUOTES), symbols(_SPACES), symbols(_NEWLINES)
_OPENER, _CLOSER = symbols(_OPENERS), symbols(_CLOSERS)
_BACKSLASH = symbols(BACKSLASH)
_BEHIND = rf"\Z|[{_SPACE}{_QUOTE}{_CLOSER}{symbols(':,;&|.<>+' + BACKSLASH)}]"
"""The plausible characters after the quote that ends a string."""
_BEHIND_FOR_SURE = (
    rf"[{_SPACE}]*+(?:\Z|[{_NEWLINE}]|[{symbols(',')}][{_SPACE}]*+[{_QUOTE}{_OPENER}\w-]"
    rf"|[{_QUOTE}{_CLOSER}]++[{_SPACE}]*+(?:\Z|[{symbols(',;:')}{_NEWLINE}]))"
)
"""The same after a backslash, which may be an escape that Python's repr has doubled."""
_COLON, _EQUALS = symbols(":"), symbols("=")
_GREATER, _LESS = symbols(">"), symbols("<")
_NAME = r"\w.$@\-"
# A terminal's colors can stand between a name and its value.
_COLOR = rf"[{symbols(chr(27))}]\[[0-9;]*m"
# In a form, a space is a plus.
_BLANK = rf"[{symbols(' +')}{symbols(chr(9))}]*+(?:{_COLOR}[{symbols(' ')}]*+){{0,8}}+"
_ANY_SPACE = (
    rf"[{symbols(' +')}{symbols(chr(9))}{_NEWLINE}]*+(?:{_COLOR}[{symbols(' ')}]*+){{0,8}}+"
)

_FIELD = re.compile(
    rf"(?<![{_NAME}])"
    rf"((?:(?:api|private|access|auth|signing|encryption|secret|recovery|backup)\ )?"
    rf"[{_NAME}]{{1,128}}+)"
    rf"(?:[{symbols('[')}]?[{symbols(']')}])?[{_BACKSLASH}]*+([{_QUOTE}]?){_BLANK}"
    rf"([{_COLON}]?[{_EQUALS}]={{0,2}}>?|[{_COLON}]){_BLANK}",
    re.IGNORECASE,
)
_OPTION = re.compile(
    rf"(?<![{_NAME}])(-u|--user|--proxy-user|-b|--cookie|--[\w-]{{1,128}}+)"
    rf"(?:[{symbols(' ')}{symbols(chr(9))}{_EQUALS}])(?=[^\s-])"
)
_ELEMENT = re.compile(rf"[{_LESS}]([{_NAME}:]{{1,128}}+)[{_GREATER}]([^{_LESS}]++)[{_LESS}]")
_LISTED_HEADER = re.compile(
    rf"(?<=[{_QUOTE}])((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|dpop)[{_QUOTE}]{_BLANK},"
    rf"{_ANY_SPACE}b?(?=[{_QUOTE}])",
    re.IGNORECASE,
)
_PART_OF_A_FORM = re.compile(
    rf"[{_QUOTE}]?[^{_NEWLINE}]{{0,200}}+(?:[{symbols(chr(13))}]?[{symbols(chr(10))}]){{2}}([^{_NEWLINE}]++)"
)
_USER_INFO = re.compile(
    rf"[{_COLON}][{symbols('/')}]{{2}}"
    rf"([^\s{_SPACE}{_QUOTE}{symbols('/?#@<>')}]++)[{symbols('@')}]"
)

_BEHIND_A_KEY = re.compile(rf"{_BLANK}[{_COLON}]")

_STAYS = re.compile(r"null|none|true|false|undefined|nan|nil", re.IGNORECASE)
_SHORT_NUMBER, _NUMBER = re.compile(r"-\d+|\d{1,3}"), re.compile(r"-?\d+(?:\.\d+)?")
_WORD_OF_A_CODE = re.compile(
    r"[a-z]{1,3}|[A-Z]{1,3}|[a-z]+(?:[_.][a-z]+)+|[A-Z]+(?:_[A-Z]+)+|E[A-Z]{3,14}"
)
_FINDING_CODES = frozenset(get_args(FindingCode))

_HEADER_OF_CREDENTIALS = {"authorization", "proxy-authorization"}
_HEADER_OF_COOKIES = {"cookie", "set-cookie", "-b", "--cookie"}
_USER_OPTIONS = {"-u", "--user", "--proxy-user"}
_SCHEME = re.compile(
    rf"(?:bearer|basic|dpop|digest|token|negotiate|apikey)[{symbols(' +')}]++(?=.)", re.IGNORECASE
)
_COOKIE = re.compile(
    rf"([^{_EQUALS}{symbols(';,')}{_SPACE}]++)[{_EQUALS}]"
    rf"([^{symbols(';')}{_SPACE}{_QUOTE}]++)"
)
_PROSE = re.compile(
    r"(?:is|are|was|has|have|had|must|may|can|cannot|could|should|will|would|not|no|the|a|an|of|"
    r"in|to|for|expired|expires|invalid|missing|required|unknown|found|with|does|did)[ ][\w(]"
)
_CALL = re.compile(rf"[A-Za-z_][\w.]{{0,60}}+(?=[{symbols('(')}])|map(?=[{symbols('[')}])")
_PREFIXED_QUOTE = re.compile(rf"[bBuUrRfF]{{0,2}}[{_BACKSLASH}]*+([{_QUOTE}])")
_BLOCK_LINE = re.compile(
    rf"[{_NEWLINE}]++([{symbols(' +')}]*+)(-[{symbols(' +')}]++)?([^{_NEWLINE}]*+)"
)
_BLOCK_SCALAR = re.compile(rf"[|>]?[+-]?[{symbols(' +')}]*+(?=[{_NEWLINE}])")
_PART = re.compile(
    rf"[{_QUOTE}]|[{_OPENER}]|[{_CLOSER}]|[{_NEWLINE}]"
    rf"|[^{_QUOTE}{_OPENER}{_CLOSER}{_SPACE}{symbols(',;+')}{_COLON}{_EQUALS}{_BACKSLASH}]"
    rf"[^{_QUOTE}{_OPENER}{_CLOSER}{_SPACE}{symbols(',;')}{_COLON}{_EQUALS}{_BACKSLASH}]*+"
)
_INDENT = 40
_DECORATION = "".join(
    symbol(character, layer) for character in " +\t><*-#|$" for layer in ALL_LAYERS
)
"""The characters before a name at the start of a line: `> ` in curl's output, `- ` in YAML."""
_WORD_OF_A_COMMAND = re.compile(rf"[^{_SPACE}{_QUOTE}]*+")
_LONGEST_NAME = 128
_LONGEST_GAP = 2000
"""Between the name and the value of a pair."""


def secret_fields(text: Unescaped, source: str) -> Iterator[Span]:
    """Yield the places of values that are secret because of the name in front of them.

    Args:
        text: The text.
        source: The original text, for the quotes that a number gets.
    """
    yield from _Fields(text.symbolic, text, source).spans()


_Pairs = dict[int, tuple[int, Secrecy | None, Span | None]]
"""For each layer of quotes, the end of the last name or value of a pair, and its kind."""


@dataclass
class _Fields:
    """One pass over a text."""

    text: str
    unescaped: Unescaped
    source: str
    string_end: dict[int, int] = field(default_factory=dict)
    """Up to where strings were masked, by the layer of their quotes."""
    pair_end: dict[int, int] = field(default_factory=dict)
    """The same for the names and values of pairs."""
    closed: dict[tuple[str, int, int], tuple[int, int, int]] = field(default_factory=dict)
    """For each kind of quote, where its end was looked for last, and found."""
    other_end: int = 0
    """Up to where options, elements and listed headers were masked."""
    bare_end: int = 0
    """Up to where values without quotes, and containers, were masked."""

    def spans(self) -> Iterator[Span]:
        """Yield the secret places of all kinds."""
        pairs: _Pairs = {}
        for match in _FIELD.finditer(self.text):
            name = match[1]
            secrecy = secrecy_of(name)
            if secrecy is not None:
                yield from self._value(match, secrecy)
            elif is_pair_name(name):
                yield from self._name_of_a_pair(match, pairs)
            elif is_pair_value(name):
                yield from self._value_of_a_pair(match, pairs)
        yield from self._others()

    def _others(self) -> Iterator[Span]:
        for match in _OPTION.finditer(self.text):
            if match.start() >= self.other_end:
                yield from self._option(match)
        for match in _ELEMENT.finditer(self.text):
            secrecy = secrecy_of(match[1])
            if secrecy is not None and not self._stays(match[2], secrecy, quoted=True):
                yield Span(*match.span(2))
        self.other_end = 0
        for match in _LISTED_HEADER.finditer(self.text):
            if match.start() < self.other_end:
                continue
            span, self.other_end = self._string_and_end(match.end())
            is_key = _BEHIND_A_KEY.match(self.text, self.other_end)
            if not is_key and not is_masked(self.text[span.start : span.end]):
                yield span
        for match in _USER_INFO.finditer(self.text):
            yield from self._user_info(*match.span(1), alone=16)

    def _value(self, match: re.Match[str], secrecy: Secrecy) -> Iterator[Span]:
        """Yield the secret places of the value behind a name."""
        quote, separator, start = match[2], match[3], match.end()
        if quote:
            if _is_within(self.string_end, start, self._layer_at(match.start(2))):
                return
            start = self._blank(start)
        opened = _PREFIXED_QUOTE.match(self.text, start)
        ending = _that_end(layer_of(separator[0]))
        if opened is not None and not quote and _BEHIND_PATTERN.match(self.text, opened.end()):
            # It ends the string that the name is in: `"?token="`.
            return
        if opened is not None and (quote or layer_of(opened[1]) in ending):
            layer = self._layer_at(opened.start(1))
            if _is_within(self.string_end, start, layer):
                return
            span = self._string(opened.start(1))
            self.string_end[layer] = span.end
            if not self._stays(self.text[span.start : span.end], secrecy, quoted=True):
                yield span
            return
        if start < self.bare_end:
            return
        call = _CALL.match(self.text, start)
        opener = start if call is None else call.end()
        bracket = self.text[opener : opener + 1]
        if bracket in _OPENER_SET and (quote or layer_of(bracket) in ending):
            yield from self._container(opener, secrecy, match)
            return
        if quote:
            yield from self._unquoted(start, secrecy, match)
        else:
            yield from self._bare(start, secrecy, match)

    def _layer_at(self, position: int) -> int:
        """Return the layer of a quote, or of the backslash in front of it."""
        before = self.text[position - 1 : position]
        return layer_of(before if before in _BACKSLASH_SET else self.text[position])

    def _blank(self, position: int) -> int:
        return position + len(_ANY_SPACE_PATTERN.match(self.text, position)[0])  # type: ignore[index]

    def _string(self, position: int) -> Span:
        """Return the inside of a string whose quote is at a position."""
        return self._string_and_end(position)[0]

    def _string_and_end(self, position: int) -> tuple[Span, int]:
        """Return the inside of a string whose quote is at a position, and its end."""
        quote = self.text[position]
        if self.text[position : position + 3] == quote * 3:
            end = self.text.find(quote * 3, position + 3)
            end = len(self.text) if end < 0 else end
            return Span(position + 3, end), end + 3
        # Python's repr of JSON escapes the backslash of `\\"`, but not the quote.
        backslashes = 0
        while self.text[position - backslashes - 1 : position - backslashes] in _BACKSLASH_SET:
            backslashes += 1
        start, kind = position + 1, (plain(quote), layer_of(quote), backslashes)
        searched, end, after = self.closed.get(kind, (start, -1, -1))
        if not searched <= start <= end:
            closed = _closing(*kind).search(self.text, start)
            end, after = closed.span() if closed else (len(self.text), len(self.text))
            self.closed[kind] = start, end, after
        return Span(start, end), after

    def _stays(self, value: str, secrecy: Secrecy, *, quoted: bool) -> bool:
        """Return whether a value is not a secret, although its name is that of one."""
        if is_masked(value):
            return True
        if not quoted and _STAYS.fullmatch(value):
            return True
        match secrecy:
            case Secrecy.NO_WORD:
                return bool(
                    _WORD_OF_A_CODE.fullmatch(value)
                    or _SHORT_NUMBER.fullmatch(value)
                    or value in _FINDING_CODES
                )
            case Secrecy.LONG_NUMBERS:
                return not quoted and bool(_SHORT_NUMBER.fullmatch(value))
            case Secrecy.NO_NUMBER:
                return not quoted and bool(_NUMBER.fullmatch(value))
            case _:
                return False

    def _quote_of(self, match: re.Match[str]) -> str:
        """Return the quote of a key as it is written, at its layer."""
        if not match[2]:
            return ""
        start, end = match.span(2)
        while self.text[start - 1] in _BACKSLASH_SET:
            start -= 1
        origin = self.unescaped.origin
        return self.source[origin(start) : origin(end)]

    def _unquoted(self, start: int, secrecy: Secrecy, match: re.Match[str]) -> Iterator[Span]:
        """Yield a number, or an unquoted value after a quoted key."""
        part = _PART.match(self.text, start)
        if part is None or self._stays(part[0], secrecy, quoted=False):
            return
        self.bare_end = part.end()
        yield Span(*part.span(), self._quote_of(match))

    def _container(self, start: int, secrecy: Secrecy, match: re.Match[str]) -> Iterator[Span]:
        """Yield every string and number of an array or an object."""
        if secrecy is Secrecy.NO_NUMBER:
            secrecy = Secrecy.LONG_NUMBERS
        layer = self._layer_at(match.start(2)) if match[2] else None
        quote = self._quote_of(match)
        one_line = not match[2] and not _OPENED_LINE.match(self.text, start + 1)
        depth, position = 0, start
        while (part := _PART.search(self.text, position)) is not None:
            first, position = part[0][0], part.end()
            if first in _QUOTE_SET:
                of = self._layer_at(part.start())
                layer = of if layer is None else layer
                if of < layer:
                    break
                span, position = self._string_and_end(part.start())
                self.string_end[layer] = max(self.string_end.get(layer, 0), span.end)
                if not self._stays(self.text[span.start : span.end], secrecy, quoted=True):
                    yield span
            elif first in _BRACKET_SET:
                depth += 1 if first in _OPENER_SET else -1
                if depth <= 0:
                    break
            elif one_line and first in _STARTS:
                break
            elif first not in _NEWLINE_SET and not self._stays(part[0], secrecy, quoted=False):
                yield Span(*part.span(), quote)
        else:
            position = len(self.text)
        self.bare_end = max(self.bare_end, position)

    def _bare(self, start: int, secrecy: Secrecy, match: re.Match[str]) -> Iterator[Span]:
        """Yield a value without quotes behind a name without quotes."""
        name, separator = match[1].lower(), match[3]
        layer = layer_of(separator[0])
        colon = len(separator) == 1 and plain(separator) == ":"
        before, column = self._before(match.start())
        whole_line = before is not None and (colon or self.text[start - 1 : start] == " ")
        begins = before is not None or self.text[match.start() - 1] in _EQUALS_SET
        if colon and begins:
            block = _BLOCK_SCALAR.match(self.text, start)
            if block is not None:
                yield from self._block(column, block)
                return
        if colon and _PROSE.match(self.text, start):
            return
        if name in _HEADER_OF_CREDENTIALS:
            scheme = _SCHEME.match(self.text, start)
            start = scheme.end() if scheme else start
        if whole_line or name in _HEADER_OF_COOKIES:
            pattern = _line(before or "", layer)
        else:
            pattern = _word(layer)
        found = pattern.match(self.text, start)
        if found is None:
            return
        end = start + len(found[0].rstrip(" \t,"))
        self.bare_end = end
        if name in _HEADER_OF_COOKIES:
            yield from self._cookies(start, end, first_only=name == "set-cookie")
        elif not self._stays(self.text[start:end], secrecy, quoted=False):
            yaml = (
                before in _STARTS
                and colon
                and "-" not in name
                and name not in _HEADER_OF_CREDENTIALS
            )
            yield Span(start, end, '"' if yaml else "")

    def _before(self, start: int) -> tuple[str | None, int]:
        """Return the newline or quote that a line or a string begins with, and the column.

        It is None if there is text in between, and empty at the beginning of all.
        """
        window = self.text[max(0, start - _INDENT) : start]
        stripped = window.rstrip(_DECORATION)
        column = len(window) - len(stripped)
        if not stripped:
            return ("" if start <= _INDENT else None), column
        last = stripped[-1]
        return (last if last in _NEWLINE_SET or last in _QUOTE_SET else None), column

    def _cookies(self, start: int, end: int, *, first_only: bool) -> Iterator[Span]:
        """Yield the values of cookies; the attributes of a cookie that is set stay."""
        found = list(_COOKIE.finditer(self.text, start, end))
        if not found and not is_masked(self.text[start:end]):
            yield Span(start, end)
        for cookie in found[:1] if first_only else found:
            if not is_masked(cookie[2]):
                yield Span(*cookie.span(2))

    def _block(self, column: int, header: re.Match[str]) -> Iterator[Span]:
        """Yield the scalars of the block of YAML below a key."""
        literal = header[0].strip() != ""
        position = header.end()
        while (found := _BLOCK_LINE.match(self.text, position)) is not None:
            spaces, dash = found.group(1, 2)
            if len(spaces) < column or (len(spaces) == column and not dash):
                break
            position = found.end()
            start, end = found.span(3)
            nested = None if literal else _NESTED.match(self.text, start, end)
            start = nested.end() if nested else start
            opened = _PREFIXED_QUOTE.match(self.text, start, end)
            if opened:
                span = self._string(opened.start(1))
                yield Span(span.start, min(span.end, end))
            elif not is_masked(self.text[start:end]):
                raw = layer_of(found[0][0]) == 0
                yield Span(start, end, '"' if raw and not literal else "")
        self.bare_end = position

    def _name_of_a_pair(self, match: re.Match[str], pairs: "_Pairs") -> Iterator[Span]:
        """Yield the value in front of a name, as in `{"value": "…", "name": "Cookie"}`."""
        layer, inside = self._string_of_a_pair(match)
        if inside is None:
            return
        name = self.text[inside.start : min(inside.end, inside.start + _LONGEST_NAME)]
        secrecy = secrecy_of(name)
        if secrecy is not None and not match[2]:
            part = _PART_OF_A_FORM.match(self.text, inside.end)
            if part and not is_masked(part[1]):
                yield Span(*part.span(1))
        _, value = self._partner(match, layer, pairs)
        if (
            secrecy is not None
            and value is not None
            and not self._stays(self.text[value.start : value.end], secrecy, quoted=True)
        ):
            yield value
        pairs[layer] = (inside.end + 1, secrecy, None)

    def _value_of_a_pair(self, match: re.Match[str], pairs: "_Pairs") -> Iterator[Span]:
        """Yield the value behind a name, as in `{"name": "Cookie", "value": "…"}`."""
        layer, inside = self._string_of_a_pair(match)
        secrecy, _ = self._partner(match, layer, pairs)
        if secrecy is not None:
            yield from self._value(match, secrecy)
        if inside is not None:
            pairs[layer] = (inside.end + 1, None, inside)

    def _string_of_a_pair(self, match: re.Match[str]) -> tuple[int, Span | None]:
        """Return the layer of a name or a value, and the string if it is in quotes."""
        opened = _PREFIXED_QUOTE.match(self.text, self._blank(match.end()))
        if opened is None:
            return (self._layer_at(match.start(2)) if match[2] else 0), None
        layer = self._layer_at(opened.start(1))
        if _is_within(self.pair_end, match.start(), layer):
            return layer, None
        inside = self._string(opened.start(1))
        self.pair_end[layer] = inside.end
        return layer, inside

    def _partner(
        self, match: re.Match[str], layer: int, pairs: "_Pairs"
    ) -> tuple[Secrecy | None, Span | None]:
        """Return the other half of a pair, if it is in the same object."""
        at, secrecy, value = pairs.get(layer, (0, None, None))
        if match.start() - at > _LONGEST_GAP or _BRACES.search(self.text, at, match.start()):
            return None, None
        return secrecy, value

    def _option(self, match: re.Match[str]) -> Iterator[Span]:
        """Yield the secret value of an option of a command line."""
        option, start = match[1].lower(), match.end()
        cookies, user = option in _HEADER_OF_COOKIES, option in _USER_OPTIONS
        secrecy = secrecy_of(option)
        if not (cookies or user) and secrecy is None:
            return
        opened = _PREFIXED_QUOTE.match(self.text, start)
        if opened:
            start, end, _ = self._string(opened.start(1))
        else:
            end = start + len(_WORD_OF_A_COMMAND.match(self.text, start)[0])  # type: ignore[index]
        self.other_end = end
        if cookies:
            yield from self._cookies(start, end, first_only=False)
        elif user:
            yield from self._user_info(start, end, alone=None)
        elif secrecy is not None and not self._stays(self.text[start:end], secrecy, quoted=True):
            yield Span(start, end)

    def _user_info(self, start: int, end: int, *, alone: int | None) -> Iterator[Span]:
        """Yield the password of `user:password`, or a long user without a password."""
        found = _FIRST_COLON.search(self.text, start, end)
        if found is not None:
            start = found.end()
        elif alone is None or end - start < alone:
            return
        if not is_masked(self.text[start:end]):
            yield Span(start, end)


_BEHIND_PATTERN = re.compile(_BEHIND_FOR_SURE)
_ANY_SPACE_PATTERN = re.compile(_ANY_SPACE)
_OPENED_LINE = re.compile(rf"{_BLANK}[{_NEWLINE}]")
_NESTED = re.compile(rf"[{_NAME}]{{1,128}}+[{_QUOTE}]?:(?:[ ]++|$)")
_BRACES = re.compile(rf"[{symbols('{}')}]")
_FIRST_COLON = re.compile(f"[{_COLON}]")


def _set(characters: str) -> frozenset[str]:
    return frozenset(symbol(character, layer) for character in characters for layer in ALL_LAYERS)


_QUOTE_SET, _OPENER_SET, _CLOSER_SET, _NEWLINE_SET = map(
    _set, (_QUOTES, _OPENERS, _CLOSERS, _NEWLINES)
)
_BRACKET_SET = _OPENER_SET | _CLOSER_SET
_EQUALS_SET, _BACKSLASH_SET = _set("="), _set(BACKSLASH)
_STARTS = frozenset({"", "\n", "\r"})


def _is_within(ends: dict[int, int], position: int, layer: int) -> bool:
    """Return whether a place is in a string of its own layer or of an outer one."""
    return any(end > position for of, end in ends.items() if of <= layer)


def _up_to(layer: int) -> list[int]:
    return [one for one in ALL_LAYERS if one <= layer]


@cache
def _closing(quote: str, layer: int, backslashes: int) -> re.Pattern[str]:
    """Return where a string ends: at a quote of its layer with something plausible behind it.

    A string cannot hold a line's end, unless that is escaped.
    """
    end = f"[{symbols(quote, _up_to(layer))}]"
    if backslashes:
        end = rf"(?<![{_BACKSLASH}])[{_BACKSLASH}]{{1,{backslashes}}}{end}(?={_BEHIND})"
    else:
        end = rf"{end}(?:(?<![{_BACKSLASH}].)(?={_BEHIND})|(?={_BEHIND_FOR_SURE}))"
    return re.compile(rf"{end}|[\n\r]")


@cache
def _word(layer: int) -> re.Pattern[str]:
    """Return a value without quotes and spaces, whose separator is of a layer."""
    layers = _that_end(layer)
    hard = symbols(_SPACES + _QUOTES + "&<>", layers)
    soft = symbols(",;|" + _CLOSERS, layers)
    return re.compile(
        rf"(?:[^{hard}{soft}]|[{soft}](?!\Z|[{hard}{soft}]|[{_NAME}]++[{_EQUALS}{_COLON}]))++"
    )


@cache
def _line(before: str, layer: int) -> re.Pattern[str]:
    """Return the rest of a line, or of the string that begins with a quote."""
    ends = symbols(_NEWLINES, _that_end(layer))
    if before in _QUOTE_SET:
        quotes = symbols(plain(before), _up_to(layer_of(before)))
    else:
        quotes = symbols(_QUOTES, _up_to(layer_of(before) - 1)) if before else ""
    return re.compile(f"[^{ends}{quotes}]++")


@cache
def _that_end(layer: int) -> list[int]:
    """Return the layers whose characters end a value: not those that were escaped inside of it."""
    return [one for one in ALL_LAYERS if of_backslashes(one) or one <= max(layer, 1)]
