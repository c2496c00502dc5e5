"""Strings: the start and the end of a text in quotes, whatever layer the quotes are of."""

import re
from functools import cache

from stytch_exchange.redaction.spans import Span
from stytch_exchange.redaction.unescaping import (
    ALL_LAYERS,
    BACKSLASH,
    layer_of,
    plain,
    symbol,
    symbols,
)

QUOTES, SPACES, NEWLINES = "\"'`", " \t\n\r\x1b", "\n\r"
OPENERS, CLOSERS = "([{", ")]}"

_QUOTE, _SPACE, _NEWLINE = symbols(QUOTES), symbols(SPACES), symbols(NEWLINES)
_OPENER, _CLOSER, _BACKSLASH = symbols(OPENERS), symbols(CLOSERS), symbols(BACKSLASH)
_BEHIND = r"\Z|[^\w]"
"""The plausible characters after the quote that ends a string."""
BEHIND_FOR_SURE = (
    rf"[{_SPACE}]*+(?:\Z|[{_NEWLINE}]|[{symbols(',')}][{_SPACE}]*+[{_QUOTE}{_OPENER}\w-]"
    rf"|[{_QUOTE}{_CLOSER}]++[{_SPACE}]*+(?:\Z|[{symbols(',;:')}{_NEWLINE}]))"
)
"""The same after a backslash, which may be an escape that Python's repr has doubled."""

PREFIXED_QUOTE = re.compile(rf"[bBuUrRfF$@]{{0,2}}[{_BACKSLASH}]*+([{_QUOTE}\u201c\u2018«])")
CURLY_END = "\u201d\u2019»"
_CURLY = {"\u201c": "\u201d", "\u2018": "\u2019", "«": "»"}
_END_OF_CURLY = {quote: re.compile(rf"[{end}\n\r]") for quote, end in _CURLY.items()}
_DOUBLED, _LONG = 2, 3
"""How many quotes begin a string in a cell of CSV, and a long string of Python."""

_EMPTY = 2, 4
"""How many quotes are an empty string, as it is or in a cell of CSV."""

_BEHIND_NOTHING = re.compile(rf"\Z|[{_SPACE}{_CLOSER}{_QUOTE}{symbols(',;:&|<>/')}]")


def _set(characters: str) -> frozenset[str]:
    return frozenset(symbol(character, layer) for character in characters for layer in ALL_LAYERS)


QUOTE_SET, OPENER_SET, CLOSER_SET, NEWLINE_SET, BACKSLASH_SET = map(
    _set, (QUOTES, OPENERS, CLOSERS, NEWLINES, BACKSLASH)
)


class Strings:
    """The strings of a text."""

    def __init__(self, text: str) -> None:
        """Prepare the search.

        Args:
            text: The text, unescaped, with symbols.
        """
        self._text = text
        self._closed: dict[tuple[str, int, int], tuple[int, int, int]] = {}
        """For each kind of quote, where its end was looked for last, and found."""

    def layer_at(self, position: int) -> int:
        """Return the layer of a quote, or of the backslash in front of it."""
        before = self._text[position - 1 : position]
        return layer_of(before if before in BACKSLASH_SET else self._text[position])

    def inside(self, position: int) -> Span:
        """Return the inside of a string whose quote is at a position."""
        return self.inside_and_end(position)[0]

    def inside_and_end(self, position: int) -> tuple[Span, int]:
        """Return the inside of a string whose quote is at a position, and its end."""
        quote, start = self._text[position], position + 1
        if quote in _CURLY:
            return self._inside(start, (quote, 0, 0), _END_OF_CURLY[quote])
        quotes = 1
        while quotes <= max(_EMPTY) and self._text[position + quotes : start + quotes] == quote:
            quotes += 1
        if quotes in _EMPTY and (quotes > 2 or _BEHIND_NOTHING.match(self._text, start + 1)):  # noqa: PLR2004
            half = quotes // 2
            return Span(position + half, position + half), position + quotes
        if quotes == _LONG:
            end = self._text.find(quote * quotes, position + quotes)
            return self._up_to(position + quotes, (end, end + quotes) if end >= 0 else None)
        if quotes == _DOUBLED:
            closed = _end_of_doubled(quote).search(self._text, position + quotes)
            return self._up_to(position + quotes, closed.span() if closed else None)
        # Python's repr of JSON escapes the backslash of `\\"`, but not the quote.
        backslashes = 0
        while self._text[position - backslashes - 1 : position - backslashes] in BACKSLASH_SET:
            backslashes += 1
        kind = plain(quote), layer_of(quote), backslashes
        return self._inside(start, kind, _closing(*kind))

    def _inside(
        self, start: int, kind: tuple[str, int, int], closing: re.Pattern[str]
    ) -> tuple[Span, int]:
        """Return a string that begins at a position, and its end; a search is not repeated."""
        searched, end, after = self._closed.get(kind, (start, -1, -1))
        if not searched <= start <= end:
            found = closing.search(self._text, start)
            after = found.end() if found else len(self._text)
            end = after if found is None else found.start() if kind[2] else after - 1
            self._closed[kind] = start, end, after
        return Span(start, end), after

    def _up_to(self, start: int, closed: tuple[int, int] | None) -> tuple[Span, int]:
        end, after = closed or (len(self._text), len(self._text))
        return Span(start, end), after


@cache
def _closing(quote: str, layer: int, backslashes: int) -> re.Pattern[str]:
    """Return the end of a string: a quote of its layer with something plausible behind it.

    A string cannot hold a line's end, unless that is escaped.
    """
    layers = [one for one in ALL_LAYERS if one <= layer]
    if backslashes:
        end = (
            rf"(?<![{_BACKSLASH}])[{_BACKSLASH}]{{1,{backslashes}}}[{symbols(quote, layers)}]"
            rf"(?={_BEHIND})"
        )
    else:
        same = re.escape(symbol(quote, layer))
        # SQL, YAML and CSV double a quote to escape it.
        end = (
            rf"(?:(?<!{same})(?:{same}{same})*+{same}(?!{same})"
            rf"|(?!{same})[{symbols(quote, layers)}])"
            rf"(?:(?<![{_BACKSLASH}].)(?={_BEHIND})|(?={BEHIND_FOR_SURE}))"
        )
    return re.compile(rf"{end}|[\n\r]")


@cache
def _end_of_doubled(quote: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(quote)}{{2}}|[\n\r]")
