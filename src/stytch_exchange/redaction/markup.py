"""Markup: the secrets in the elements and attributes of XML and HTML."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from stytch_exchange.redaction.names import Secrecy, is_property, secrecy_of
from stytch_exchange.redaction.spans import Span
from stytch_exchange.redaction.strings import QUOTES
from stytch_exchange.redaction.unescaping import symbols
from stytch_exchange.redaction.values import stays

_QUOTE, _LESS, _GREATER = symbols(QUOTES), symbols("<"), symbols(">")
_SLASH, _EQUALS, _SPACE = symbols("/"), symbols("="), symbols(" \t\n\r")
_TAG = re.compile(
    rf"[{_LESS}]([{_SLASH}]?)([A-Za-z_][\w:.\-]{{0,127}}+)"
    rf"((?:[{_SPACE}{_SLASH}][^{_LESS}{_GREATER}]{{0,4000}}+)?)[{_GREATER}]"
)
_ATTRIBUTE = re.compile(
    rf"(?<![\w:.-])([\w:.-]{{1,60}}+)[{_SPACE}]*+[{_EQUALS}][{_SPACE}]*+"
    rf"(?:([{_QUOTE}])([^{_QUOTE}]*+)|([^{_SPACE}{_QUOTE}]++))"
)
_NAMES, _VALUES = {"name", "id", "key", "type"}, {"value", "content"}
_HOLDERS = frozenset(
    "add arg attribute const data entry env field item member param parameter property setting "  # noqa: SIM905 - words read better
    "string textarea variable".split()
)
"""Elements whose attribute `name` names their text."""

_LABELS = frozenset({"th", "td", "dt", "key", "name", "label"})
"""Elements whose text names the text of the next one."""

_CDATA = re.compile(rf"[{_LESS}]!\[CDATA\[(.*?)\]\][{_GREATER}]", re.DOTALL)
_CUT = re.compile(rf"[^\s{_LESS}{_QUOTE}]++\Z")
_BLANK = re.compile(rf"[{_SPACE}]*+")
_LONGEST_LABEL = 80


def secret_elements(text: str) -> Iterator[Span]:
    """Yield the texts of elements, and the values of attributes, with the name of a secret.

    Args:
        text: The text, unescaped, with symbols.
    """
    yield from _Elements(text).spans()


class _Elements:
    """The elements of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tags = list(_TAG.finditer(text))
        self._closing: dict[str, list[int]] = {}
        for index, tag in enumerate(self._tags):
            if tag[1]:
                self._closing.setdefault(tag[2], []).append(index)

    def spans(self) -> Iterator[Span]:
        done = -1
        for index, tag in enumerate(self._tags):
            if tag[1]:
                secrecy = self._secrecy_of_label(index) if index >= done else None
                following = index + 1
            else:
                secrecy, value = _secrecy_in(tag)
                if value is not None:
                    yield value
                following = index
            if secrecy is None or index < done:
                continue
            done = self._end_of(following)
            yield from self._texts(following, done, secrecy)

    def _secrecy_of_label(self, index: int) -> Secrecy | None:
        """Return the secrecy of the element behind a label."""
        tag = self._tags[index]
        if tag[2].lower() not in _LABELS or not 0 < index < len(self._tags) - 1:
            return None
        opening, following = self._tags[index - 1], self._tags[index + 1]
        length = tag.start() - opening.end()
        if opening[1] or opening[2] != tag[2] or length > _LONGEST_LABEL:
            return None
        blank = _BLANK.match(self._text, tag.end()).end()  # type: ignore[union-attr]
        if blank != following.start() or following[1] or following[2].lower() == "th":
            return None
        return secrecy_of(self._text[opening.end() : tag.start()].strip(" :\t\r\n"))

    def _end_of(self, index: int) -> int:
        """Return which tag closes an element, or the element's own index if none does."""
        if self._tags[index][3].endswith("/"):
            return index
        closing = self._closing.get(self._tags[index][2], [])
        following = bisect_right(closing, index)
        return closing[following] if following < len(closing) else index

    def _texts(self, index: int, last: int, secrecy: Secrecy) -> Iterator[Span]:
        """Yield the texts between two tags, but not of properties."""
        if index == last and (cut := _CUT.match(self._text, self._tags[index].end())):
            yield Span(*cut.span())
        for at in range(index, last):
            tag = self._tags[at]
            if at > index and not tag[1] and is_property(tag[2]):
                continue
            start, end = tag.end(), self._tags[at + 1].start()
            if cdata := _CDATA.search(self._text, start, end):
                start, end = cdata.span(1)
            value = self._text[start:end]
            bare = value.strip()
            if bare and not stays(bare, secrecy, quoted=False):
                start += len(value) - len(value.lstrip())
                yield Span(start, start + len(bare))


def _secrecy_in(tag: re.Match[str]) -> tuple[Secrecy | None, Span | None]:
    """Return the secrecy of an element's text, and the secret value in its attributes."""
    local = tag[2].rpartition(":")[2]
    secrecy = secrecy_of(local)
    if not tag[3]:
        return secrecy, None
    value = named = None
    for attribute in _ATTRIBUTE.finditer(tag.string, *tag.span(3)):
        name, group = attribute[1].lower(), 3 if attribute[2] else 4
        if name in _NAMES and named is None:
            named = secrecy_of(attribute[group])
        elif name in _VALUES:
            value = Span(*attribute.span(group))
    if named is None or (value and stays(tag.string[value.start : value.end], named, quoted=True)):
        value = None
    if secrecy is None and local.lower() in _HOLDERS:
        secrecy = named
    return secrecy, value
