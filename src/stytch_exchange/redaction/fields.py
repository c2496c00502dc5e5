"""Fields: the values that are secret because of the key, header or parameter before them.

No format is parsed as a whole, because a log mixes formats and a cut body is not valid: a name, a
separator and a value are looked for anywhere. Each search begins where the one before it ended,
so that the time is linear.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from stytch_exchange.redaction.cookies import cookies
from stytch_exchange.redaction.names import (
    Secrecy,
    is_pair_name,
    is_pair_value,
    is_property,
    secrecy_of,
)
from stytch_exchange.redaction.spans import Span, is_masked
from stytch_exchange.redaction.strings import (
    BACKSLASH_SET,
    BEHIND_FOR_SURE,
    CLOSER_SET,
    CLOSERS,
    CURLY_END,
    NEWLINE_SET,
    NEWLINES,
    OPENER_SET,
    OPENERS,
    PREFIXED_QUOTE,
    QUOTE_SET,
    QUOTES,
    SPACES,
    Strings,
)
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
from stytch_exchange.redaction.values import stays

_QUOTE, _SPACE, _NEWLINE = symbols(QUOTES), symbols(SPACES), symbols(NEWLINES)
_OPENER, _CLOSER = symbols(OPENERS), symbols(CLOSERS)
_BACKSLASH = symbols(BACKSLASH)
_COLON, _EQUALS, _GREATER = symbols(":"), symbols("="), symbols(">")
_NAME = r"\w.$@\-\u00ad\u200b-\u200d\u2060"
# A terminal's colors can be between a name and its value.
_COLOR = rf"[{symbols(chr(27))}]\[[0-9;]*m"
# In a form, a space is a plus.
_BLANKS = symbols(" +\t") + "\u00a0"
_BLANK = rf"[{_BLANKS}]*+(?:{_COLOR}[{symbols(' ')}]*+){{0,8}}+"
_ANY_SPACE = rf"[{_BLANKS}{_NEWLINE}]*+(?:{_COLOR}[{symbols(' ')}]*+){{0,8}}+"
_PHP = rf"[{_COLON}](?:[{_QUOTE}]?[\w\\]{{1,100}}+[{_QUOTE}]?:)?(?:protected|private)"
"""PHP shows the visibility of a property behind its name."""

_SEPARATOR = (
    rf"[{_COLON}]?[{_EQUALS}]={{0,2}}[{_GREATER}]?|[{_COLON}](?![{_COLON}])|!=|<>|(?<=\s)->(?=\s)"
    rf"|(?<=\s)(?:i?like(?=\s?+[{_QUOTE}])|in(?=\s?+\(\s*+[{_QUOTE}]))"
    rf"|(?=\{{{_ANY_SPACE}[{_QUOTE}]?[a-zA-Z_]\w{{0,60}}+[{_QUOTE}]?{_BLANK}[:=])"
)
_FIELD = re.compile(
    rf"(?<![{_NAME}])"
    rf"((?:(?:api|private|access|auth|signing|encryption|secret|recovery|backup)\ )?"
    rf"[{_NAME}]{{1,128}}+)"
    rf"(?:[{symbols('[')}]?[{symbols(']')}])?[{_BACKSLASH}]*+(?:([{_QUOTE}{CURLY_END}])\2?)?"
    rf"(?:{_PHP})?[{symbols(']')}]?(?(2){_ANY_SPACE}|{_BLANK})"
    rf"(?:\*\*{_BLANK})?({_SEPARATOR})(?:\*\*(?=\ ))?{_BLANK}",
    re.IGNORECASE,
)
_BEHIND_A_KEY = re.compile(
    rf"[{symbols(']')}]?(?:{_PHP}[{symbols(']')}]?)?{_ANY_SPACE}"
    rf"(?:[{_COLON}](?![{_COLON}])|[{_EQUALS}][{_GREATER}]?|->)"
)
_BEHIND_PATTERN = re.compile(BEHIND_FOR_SURE)
_SPACE_PATTERN = re.compile(_ANY_SPACE)
_OPENED_LINE = re.compile(rf"{_BLANK}[{_NEWLINE}]")

_NOISE = re.compile(
    rf"(?:[&!]{{1,2}}[\w./-]++\ ++"  # an anchor or a tag of YAML
    rf"|/\*[^*]{{0,200}}+\*/[{_SPACE}]*+"  # a comment
    rf"|\((?:[*\w.]{{1,60}}+|len=\d{{1,9}}(?:\ cap=\d{{1,9}})?)\)\ ++(?=[{_QUOTE}{_OPENER}])"
    rf"|(?:string|array)\(\d{{1,9}}\)[{_SPACE}]++"
    rf"|object\([\w\\]{{1,100}}+\)\#\d{{1,9}}\ \(\d{{1,9}}\)\ "
    rf"|(?:Array|[\w\\]{{1,100}}+\ Object)[{_SPACE}]++(?=\()"  # PHP
    rf"|(?:chr|num|int|Just|Right|Left)\ ++(?=[{_QUOTE}{_OPENER}])"  # R, Haskell
    rf"|<<(?=[{_QUOTE}])|~[A-Za-z](?=[{_QUOTE}{_OPENER}])"  # Erlang, Elixir
    rf"|(?:\[\d{{0,9}}\]|map\[[\w.]{{1,40}}\]|[*&]){{1,8}}+[\w.]{{0,60}}+(?=\{{)"  # Go
    r"){0,8}+"
)
"""What languages write between a name and its value: types and lengths."""

_CHANGE = re.compile(
    rf"[{symbols(' ')}]-[{_GREATER}][{symbols(' ')}](?=[{_BACKSLASH}]*+[{_QUOTE}])"
)
"""Terraform's plan shows the value before, and the value after."""

_PART_OF_A_KEY = re.compile(r"[A-Za-z0-9_-]{40,}+(?![\w.+/])")
_CALL = re.compile(
    rf"[A-Za-z_][\w.]{{0,60}}+(?=[{symbols('(')}](?:[{_SPACE}]*+[bBuUrRfF]{{0,2}}[{_QUOTE}{_OPENER}]"
    rf"|[{_SPACE}]*+[{_NEWLINE}]|[A-Z]\w{{0,60}}+\())|map(?=[{symbols('[')}])"
    rf"|[A-Z][\w.:]{{0,60}}+\ ?(?=\{{{_ANY_SPACE}[{_QUOTE}]?\w{{1,60}}+[{_QUOTE}]?{_BLANK}[:=])"
    rf"|[a-z]{{1,60}}+\ (?=\{{[{_NEWLINE}])"
)
_HEADER_OF_CREDENTIALS = {"authorization", "proxy-authorization"}
_HEADER_OF_COOKIES = {"cookie", "set-cookie"}
_SCHEME = re.compile(
    rf"(?:bearer|basic|dpop|digest|token|negotiate|apikey)[{symbols(' +')}]++(?=.)", re.IGNORECASE
)
_PROSE = re.compile(
    r"(?:is|are|was|has|have|had|must|may|can|cannot|could|should|will|would|not|no|the|a|an|of|"
    r"in|to|for|expired|expires|invalid|missing|required|unknown|found|with|does|did|at|by|on|as|"
    r"from|this|that|it|only|too|use|using|see|your|you|if|when|needs)[ ][\w(]"
)
_BLOCK_LINE = re.compile(
    rf"[{_NEWLINE}]++([{symbols(' +')}]*+)(-[{symbols(' +')}]++)?([^{_NEWLINE}]*+)"
)
_BLOCK_SCALAR = re.compile(rf"[|>]?[+-]?[{symbols(' +')}]*+(?=[{_NEWLINE}])")
_NESTED = re.compile(rf"[{_QUOTE}]?([{_NAME}]{{1,128}}+)[{_QUOTE}]?:(?:[ ]++|$)")
_PART = re.compile(
    rf"[{_QUOTE}]|[{_OPENER}]|[{_CLOSER}]|[{_NEWLINE}]|[{symbols(',;')}]"
    rf"|(?!(?<=[{_EQUALS}])[{_GREATER}])"
    rf"[^{_QUOTE}{_OPENER}{_CLOSER}{_SPACE}{symbols(',;+')}{_COLON}{_EQUALS}{_BACKSLASH}]"
    rf"[^{_QUOTE}{_OPENER}{_CLOSER}{_SPACE}{symbols(',;')}{_COLON}{_EQUALS}{_BACKSLASH}]*+"
)
_WORD_OF_A_KEY = re.compile(
    r"(?:[A-Z]?[a-z]+|[A-Z]+)(?:[_. @-]?+[A-Z]?[a-z]+|[_.-][A-Z]+)*+|\d{1,4}"
)
_LONGEST_KEY = 32
_REST_OF_A_WORD = re.compile(rf"[^{_SPACE}{_QUOTE}{_CLOSER}{symbols(',;|&<>')}]++")
_INDENT = 40
_DECORATION = "".join(
    symbol(character, layer) for character in " +\t><*-#|$" for layer in ALL_LAYERS
)
"""The characters before a name at the start of a line: `> ` in curl's output, `- ` in YAML."""

_PART_OF_A_FORM = re.compile(
    rf"[{_QUOTE}]?[^{_NEWLINE}]{{0,200}}+"
    rf"(?:[{symbols(chr(13))}]?[{symbols(chr(10))}][\w-]{{1,60}}+:[^{_NEWLINE}]{{0,200}}+){{0,4}}+"
    rf"(?:[{symbols(chr(13))}]?[{symbols(chr(10))}]){{2}}([^{_NEWLINE}]++)"
)
_UNQUOTED_NAME = re.compile(rf"[^{_SPACE}{_QUOTE}{_OPENER}{_CLOSER}{symbols(',;&|<>')}]++")
_LOCATION = re.compile(rf"[{_OPENER}][^{_OPENER}{_CLOSER}{_NEWLINE}]{{0,200}}+(?=[{_CLOSER}])")
_FIELD_ABOVE = re.compile(rf"([{_NAME}]{{1,128}}+)[{_NEWLINE}]++[^{_NEWLINE}]*\Z")
"""pydantic's text of an error: a line with the field, and one with `input_value=…`."""

_ABOVE = 400
_LONGEST_NAME = 128
_LONGEST_GAP = 2000
"""Between the name and the value of a pair."""

_EQUALS_SET, _COMMA_SET = (
    frozenset(symbol(character, layer) for character in characters for layer in ALL_LAYERS)
    for characters in ("=", ",;")
)
_STARTS = frozenset({"", "\n", "\r"})
_BRACKET_SET, _BETWEEN = OPENER_SET | CLOSER_SET, NEWLINE_SET | _COMMA_SET
_NO_VALUE = QUOTE_SET | _BRACKET_SET | _BETWEEN


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
    strings: Strings = field(init=False)
    string_end: dict[int, int] = field(default_factory=dict)
    """Up to where strings were masked, by the layer of their quotes."""
    pair_end: dict[int, int] = field(default_factory=dict)
    """The same for the names and values of pairs."""
    bare_end: int = 0
    """Up to where values without quotes, and containers, were masked."""

    def __post_init__(self) -> None:
        self.strings = Strings(self.text)

    def spans(self) -> Iterator[Span]:
        """Yield the secret places of all kinds."""
        pairs: _Pairs = {}
        for match in _FIELD.finditer(self.text):
            name, separator = match[1], match[3]
            secrecy = secrecy_of(name)
            if secrecy is not None:
                if separator or name.islower():
                    yield from self._value(match, secrecy)
            elif is_pair_name(name):
                yield from self._name_of_a_pair(match, pairs)
            elif is_pair_value(name) or name == "input":
                yield from self._value_of_a_pair(match, pairs)
            elif name == "loc":
                self._location(match, pairs)

    def _value(self, match: re.Match[str], secrecy: Secrecy) -> Iterator[Span]:
        """Yield the secret places of the value behind a name."""
        quote, start = match[2], match.end()
        if quote:
            if _is_within(self.string_end, start, self.strings.layer_at(match.start(2))):
                return
            start = self._blank(start)
        start = _NOISE.match(self.text, start).end()  # type: ignore[union-attr]
        opened = PREFIXED_QUOTE.match(self.text, start)
        ending = _that_end(layer_of(self.text[match.start(3)]))
        if opened is not None and not quote and _BEHIND_PATTERN.match(self.text, opened.end()):
            # It ends the string that the name is in: `"?token="`.
            return
        if opened is not None and (quote or layer_of(opened[1]) in ending):
            yield from self._quoted(start, opened.start(1), secrecy)
            return
        if start < self.bare_end:
            return
        if secrecy is Secrecy.BASE64:
            if part := _PART_OF_A_KEY.match(self.text, start):
                yield Span(*part.span())
            return
        call = _CALL.match(self.text, start)
        opener = start if call is None else call.end()
        bracket = self.text[opener : opener + 1]
        if bracket in OPENER_SET and (quote or layer_of(bracket) in ending):
            yield from self._container(opener, secrecy, match)
        elif quote:
            yield from self._unquoted(start, secrecy, match)
        else:
            yield from self._bare(start, secrecy, match)

    def _quoted(self, start: int, quote: int, secrecy: Secrecy) -> Iterator[Span]:
        """Yield a value in quotes."""
        layer = self.strings.layer_at(quote)
        if _is_within(self.string_end, start, layer):
            return
        span, end = self.strings.inside_and_end(quote)
        if not stays(self.text[span.start : span.end], secrecy, quoted=True):
            self.string_end[layer] = span.end
            yield span
        if changed := _CHANGE.match(self.text, end):
            opened = PREFIXED_QUOTE.match(self.text, changed.end())
            yield self.strings.inside(opened.start(1))  # type: ignore[union-attr]

    def _blank(self, position: int) -> int:
        return _SPACE_PATTERN.match(self.text, position).end()  # type: ignore[union-attr]

    def _quote_of(self, match: re.Match[str]) -> str:
        """Return the quote of a key as it is written, at its layer."""
        if not match[2]:
            return ""
        start, end = match.span(2)
        while self.text[start - 1] in BACKSLASH_SET:
            start -= 1
        origin = self.unescaped.origin
        return self.source[origin(start) : origin(end)]

    def _unquoted(self, start: int, secrecy: Secrecy, match: re.Match[str]) -> Iterator[Span]:
        """Yield a number, or an unquoted value after a quoted key."""
        part = _PART.match(self.text, start)
        if part is None or part[0][0] in _NO_VALUE or stays(part[0], secrecy, quoted=False):
            return
        self.bare_end = part.end()
        yield Span(*part.span(), self._quote_of(match))

    def _container(self, start: int, secrecy: Secrecy, match: re.Match[str]) -> Iterator[Span]:
        """Yield every string and number of an array or an object, but not its properties."""
        if secrecy is Secrecy.NO_NUMBER:
            secrecy = Secrecy.LONG_NUMBERS
        # The first of two in `auth=("user", "password")` is the user.
        is_property_next = match[1].lower() == "auth" and plain(self.text[start]) in "(["
        for scalar in self._scalars(start, match):
            if scalar is None:
                is_property_next = False
                continue
            span, end, quoted = scalar
            value = self.text[span.start : span.end]
            if self._is_key(value, end):
                is_property_next = is_property(value)
            elif is_property_next:
                is_property_next = False
            elif not stays(value, secrecy, quoted=quoted):
                yield span
        closed = self.text[self.bare_end - 1] in CLOSER_SET and not match[2]
        if closed and (rest := _REST_OF_A_WORD.match(self.text, self.bare_end)):
            # A password such as `{a}b` is no container.
            self.bare_end = rest.end()
            yield Span(*rest.span())

    def _is_key(self, value: str, end: int) -> bool:
        """Return whether a part of a container is a key, and not a secret that is one."""
        if len(value) > _LONGEST_KEY or not _WORD_OF_A_KEY.fullmatch(value):
            return False
        return _BEHIND_A_KEY.match(self.text, end) is not None

    def _scalars(self, start: int, match: re.Match[str]) -> Iterator[tuple[Span, int, bool] | None]:
        """Yield the scalars of a container, their ends, and whether they are in quotes.

        None is yielded between two items.
        """
        layer = self.strings.layer_at(match.start(2)) if match[2] else None
        quote = self._quote_of(match)
        one_line = not match[2] and not _OPENED_LINE.match(self.text, start + 1)
        depth, position = 0, start
        while (part := _PART.search(self.text, position)) is not None:
            first, position = part[0][0], part.end()
            if first in QUOTE_SET:
                of = self.strings.layer_at(part.start())
                layer = of if layer is None else layer
                if of < layer:
                    break
                span, position = self.strings.inside_and_end(part.start())
                self.string_end[layer] = max(self.string_end.get(layer, 0), span.end)
                yield span, position, True
            elif first in _BRACKET_SET:
                depth += 1 if first in OPENER_SET else -1
                if depth <= 0:
                    break
                if depth > 1:
                    yield None
            elif one_line and first in _STARTS:
                break
            elif first in _BETWEEN:
                yield None
            elif (noise := _NOISE.match(self.text, part.start()).end()) > part.start():  # type: ignore[union-attr]
                position = noise
            else:
                yield Span(*part.span(), quote), position, False
        else:
            position = len(self.text)
        self.bare_end = max(self.bare_end, position)

    def _bare(self, start: int, secrecy: Secrecy, match: re.Match[str]) -> Iterator[Span]:
        """Yield a value without quotes behind a name without quotes."""
        name, colon = match[1].lower(), _plain(match[3]) == ":"
        before, column = self._before(match.start())
        if colon and (before is not None or self.text[match.start() - 1] in _EQUALS_SET):
            block = _BLOCK_SCALAR.match(self.text, start)
            if block is not None:
                yield from self._block(column, block)
                return
        if colon and _PROSE.match(self.text, start):
            return
        if name in _HEADER_OF_CREDENTIALS and (scheme := _SCHEME.match(self.text, start)):
            start = scheme.end()
        found = self._end_of_bare(start, before, match).match(self.text, start)
        if found is None:
            return
        end = start + len(found[0].rstrip(" \t,;"))
        if self._is_header_of_cookies(match):
            self.bare_end = end
            yield from cookies(self.text, start, end, first_only=name == "set-cookie")
        elif stays(self.text[start:end], secrecy, quoted=False):
            self.bare_end = end if secrecy is Secrecy.NO_DIRECTORY else self.bare_end
        else:
            self.bare_end = end
            is_header = "-" in name or name in _HEADER_OF_CREDENTIALS
            in_yaml = before in _STARTS and colon and self.text[start - 1] == " " and not is_header
            yield Span(start, end, '"' if in_yaml else "")

    def _end_of_bare(self, start: int, before: str | None, match: re.Match[str]) -> re.Pattern[str]:
        """Return the pattern of a value without quotes: the rest of a line, or a word."""
        separator, layer = _plain(match[3]), layer_of(self.text[match.start(3)])
        if self._is_header_of_cookies(match):
            return _line(before or "", layer)
        if before is None:
            return _word(layer)
        if separator == ":" or self.text[start - 1] == " ":
            return _line(before, layer)
        return _word(layer) if before in QUOTE_SET else _assigned(before, layer)

    def _is_header_of_cookies(self, match: re.Match[str]) -> bool:
        """Return whether a name is that of a header of cookies, and not of a parameter."""
        start = match.start()
        is_parameter = start > 0 and plain(self.text[start - 1]) in "?&"
        return match[1].lower() in _HEADER_OF_COOKIES and not is_parameter

    def _before(self, start: int) -> tuple[str | None, int]:
        """Return the newline or quote that a line or a string begins with, and the column.

        It is None if there is text in between, and empty at the beginning of all.
        """
        window = self.text[max(0, start - _INDENT) : start]
        stripped = window.rstrip(_DECORATION)
        column = len(window) - len(stripped)
        if not stripped or stripped == "\ufeff":
            return ("" if start <= _INDENT else None), column
        last = stripped[-1]
        return (last if last in NEWLINE_SET or last in QUOTE_SET else None), column

    def _block(self, column: int, header: re.Match[str]) -> Iterator[Span]:
        """Yield the scalars of the block of YAML below a key, but not its properties."""
        literal = header[0].strip() != ""
        position = header.end()
        while (found := _BLOCK_LINE.match(self.text, position)) is not None:
            spaces, dash = found.group(1, 2)
            if len(spaces) < column or (len(spaces) == column and not dash):
                break
            position = found.end()
            start, end = found.span(3)
            nested = None if literal else _NESTED.match(self.text, start, end)
            if nested and is_property(nested[1]):
                continue
            start = nested.end() if nested else start
            opened = PREFIXED_QUOTE.match(self.text, start, end)
            if opened:
                span = self.strings.inside(opened.start(1))
                span = Span(span.start, min(span.end, end))
            else:
                raw = layer_of(found[0][0]) == 0
                span = Span(start, end, '"' if raw and not literal else "")
            if not is_masked(self.text[span.start : span.end]):
                yield span
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
            and not stays(self.text[value.start : value.end], secrecy, quoted=True)
        ):
            yield value
        pairs[layer] = (self._behind(inside), secrecy, None)

    def _value_of_a_pair(self, match: re.Match[str], pairs: "_Pairs") -> Iterator[Span]:
        """Yield the value behind a name, as in `{"name": "Cookie", "value": "…"}`."""
        layer, inside = self._string_of_a_pair(match)
        secrecy, _ = self._partner(match, layer, pairs)
        if match[1] == "input_value":
            above = _FIELD_ABOVE.search(self.text[max(0, match.start() - _ABOVE) : match.start()])
            secrecy = secrecy_of(above[1]) if above else secrecy
        if secrecy is not None:
            yield from self._value(match, secrecy)
        if inside is not None:
            pairs[layer] = (self._behind(inside), None, inside)

    def _behind(self, inside: Span) -> int:
        return inside.end + (self.text[inside.end : inside.end + 1] in QUOTE_SET)

    def _location(self, match: re.Match[str], pairs: "_Pairs") -> None:
        """Remember the last name of a location: pydantic's `{"loc": […, "token"], "input": …}`."""
        found = _LOCATION.match(self.text, self._blank(match.end()))
        if found is not None and match[2]:
            quote = plain(match[2])
            name = _plain(found[0]).rstrip(f", \\{quote}").rpartition(quote)[2]
            layer = self.strings.layer_at(match.start(2))
            pairs[layer] = (found.end(), secrecy_of(name), None)

    def _string_of_a_pair(self, match: re.Match[str]) -> tuple[int, Span | None]:
        """Return the layer of a name or a value, and the text of it."""
        start = self._blank(match.end()) if match[2] else match.end()
        opened = PREFIXED_QUOTE.match(self.text, start)
        if opened is not None:
            layer = self.strings.layer_at(opened.start(1))
        else:
            layer = self.strings.layer_at(match.start(2)) if match[2] else 0
        if _is_within(self.pair_end, match.start(), layer):
            return layer, None
        if opened is not None:
            inside = self.strings.inside(opened.start(1))
        else:
            bare = None if match[2] else _UNQUOTED_NAME.match(self.text, start)
            if bare is None:
                return layer, None
            inside = Span(*bare.span())
        self.pair_end[layer] = inside.end
        return layer, inside

    def _partner(
        self, match: re.Match[str], layer: int, pairs: "_Pairs"
    ) -> tuple[Secrecy | None, Span | None]:
        """Return the other half of a pair, if it is in the same object."""
        at, secrecy, value = pairs.get(layer, (0, None, None))
        if match.start() - at > _LONGEST_GAP:
            return None, None
        between = self.text[at : match.start()]
        if match[2]:
            between = "".join(map(plain, _BRACES.findall(_strings_of(match[2]).sub("", between))))
            while "{}" in between:
                between = between.replace("{}", "")
            apart = bool(between)
        else:
            apart = _END_OF_AN_ITEM.search(between) is not None
        return (None, None) if apart else (secrecy, value)


_BRACES = re.compile(rf"[{symbols('{}')}]")
_END_OF_AN_ITEM = re.compile(
    rf"[{symbols('{}')}]|[{_NEWLINE}][{symbols(' ')}]*+-[{symbols(' ')}]|[{symbols('<')}][/\w]"
)


def _plain(separator: str) -> str:
    return "".join(map(plain, separator))


def _is_within(ends: dict[int, int], position: int, layer: int) -> bool:
    """Return whether a place is in a string of its own layer or of an outer one."""
    return any(end > position for of, end in ends.items() if of <= layer)


@cache
def _strings_of(quote: str) -> re.Pattern[str]:
    """Return the strings in quotes of one kind and layer."""
    quote = re.escape(quote)
    return re.compile(f"{quote}[^{quote}]*+{quote}")


@cache
def _word(layer: int) -> re.Pattern[str]:
    """Return a value without quotes and spaces, whose separator is of a layer."""
    layers = _that_end(layer)
    hard = symbols(SPACES + QUOTES + "<>", layers)
    soft = symbols(",;|&" + CLOSERS, layers)
    name = rf"[{_NAME}]++(?:[{symbols('[')}][^{_SPACE}{symbols(']')}]{{0,60}}+[{symbols(']')}])?"
    return re.compile(
        rf"(?:[^{hard}{soft}]|[{soft}](?!\Z|[{hard}{soft}]|{name}[{_EQUALS}{_COLON}]))++"
    )


@cache
def _assigned(before: str, layer: int) -> re.Pattern[str]:
    """Return the value of an assignment that is a line, as in a file `.env`."""
    layers = _that_end(layer)
    hard = symbols(SPACES, layers) + _outer_quotes(before)
    soft = symbols(",;|&", layers)
    return re.compile(
        rf"(?:[^{hard}{soft}]|[{soft}](?!\Z|[{hard}{soft}]|[{_NAME}]++[{_EQUALS}{_COLON}]))++"
    )


@cache
def _line(before: str, layer: int) -> re.Pattern[str]:
    """Return the rest of a line, or of the string that begins with a quote."""
    ends = symbols(NEWLINES, _that_end(layer))
    return re.compile(f"[^{ends}{_outer_quotes(before)}]++")


def _outer_quotes(before: str) -> str:
    """Return the quotes that end a string which begins with a quote, or has a line in it."""
    if before in QUOTE_SET:
        return symbols(plain(before), _up_to(layer_of(before)))
    return symbols(QUOTES, _up_to(layer_of(before) - 1)) if before else ""


def _up_to(layer: int) -> list[int]:
    return [one for one in ALL_LAYERS if one <= layer]


@cache
def _that_end(layer: int) -> list[int]:
    """Return the layers whose characters end a value: not those that were escaped inside of it."""
    return [one for one in ALL_LAYERS if of_backslashes(one) or one <= max(layer, 1)]
