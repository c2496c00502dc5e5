"""Tables: the cells below a header with the name of a secret, in CSV, in SQL and in Markdown."""

import re
from collections.abc import Iterator
from functools import cache

from stytch_exchange.redaction.names import Secrecy, secrecy_of
from stytch_exchange.redaction.spans import Span
from stytch_exchange.redaction.strings import NEWLINES, QUOTES
from stytch_exchange.redaction.unescaping import ALL_LAYERS, layer_of, symbols
from stytch_exchange.redaction.values import stays

_LINE = re.compile(rf"[^{symbols(NEWLINES)}]++")
_LIKELY = re.compile(
    r"secret|token|passw|jwt|cookie|credential|key|authorization|bearer|code|otp|pin|pwd|auth|pass",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(r"[A-Za-z_@$][\w.-]{0,63}+")
_NAME = re.compile(r"[A-Za-z_@$][\w.-]{0,63}+(?:\ [\w.-]{1,64}+){0,3}+")
_RULE = re.compile(r"[\s|+:│┼]*+[-─=]{2}[\s|+:=─┼│-]*+")
_DECORATION = " \t\"'`*"
_MOST_CELLS = 1000
_PAIR = 2
"""Cells: a name and its value."""

_WITHOUT_EMPTY = {",", ";"}
"""Lines of code and of JSON end with these."""

_DELIMITERS = {",", ";", "\t"}

_CELL = {
    separator: re.compile(
        rf"[ ]*+(?:\"(?:[^\"]|\"\")*+\"(?=[ ]*+(?:[{separator}\r\n]|\Z))"
        rf"|'(?:[^'\r\n]|'')*+'(?=[ ]*+(?:[{separator}\r\n]|\Z))|[^{separator}\r\n]*+)"
        rf"[ ]*+([{separator}]?)"
    )
    for separator in ("|│", "\t", ",", ";")
}
"""A cell, which has a line's end only in double quotes, and the separator behind it."""

_WHITE = re.compile(r"\s")
_WORD = re.compile(r"\S++")
_GAP = re.compile(r"\S(?:\ {2,}|\t)\S")

_ALIGNED = re.compile(r"[ ]*+([\w.-]{1,64}+)[ ]{2,80}+(?![A-Za-z_]++[ ]*+\Z)(\S++)[ ]*+")
"""A line with a name and its value, which is not the header of two columns."""

_PREFIX = re.compile(r"[A-Za-z_]{1,9}(?=['\"])")
_INSERT = re.compile(
    r"\b(?:INSERT|REPLACE)\s++(?:\w++\s++){0,3}?INTO\s++[\w.\"'`\[\]]{1,200}+\s*+\(([^()]{1,4000}+)\)"
    r"\s*+(?:OVERRIDING \w++ VALUE\s++)?VALUES\s*+",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"\bCOPY\s++[\w.\"]{1,200}+\s*+\(([^()]{1,4000}+)\)\s++FROM\s++stdin[^\n]{0,80}+\n",
    re.IGNORECASE,
)
_VALUE = re.compile(
    r"\s*+((?:[A-Za-z_]{1,9}(?=['\"]))?(?:'(?:[^'\\]|''|\\.)*+'|\"(?:[^\"\\]|\"\"|\\.)*+\")"
    r"|[^\s,()'\"]++(?:\([^()]{0,200}+\))?|)"
    r"\s*+([,)])",
    re.DOTALL,
)
_NEXT_ROW = re.compile(r"\s*+,?\s*+\(")
_JAR = re.compile(
    r"^[^\t\n]{1,200}+\t(?:TRUE|FALSE)\t[^\t\n]{1,200}+\t(?:TRUE|FALSE)\t\d{1,20}+\t[^\t\n]{1,200}+\t"
    r"([^\t\r\n]++)",
    re.MULTILINE,
)
"""A line of curl's file of cookies."""

_Columns = dict[int, Secrecy]


def secret_cells(text: str, symbolic: str) -> Iterator[Span]:
    """Yield the cells of tables that are secret because of the name of their column.

    Args:
        text: The text, unescaped.
        symbolic: The same, with symbols.
    """
    yield from _insertions(text)
    yield from _copies(text)
    for match in _JAR.finditer(text):
        yield from _secret(text, *match.span(1), Secrecy.EVERYTHING)
    table: _Table | None = None
    previous: tuple[int, int] | None = None
    position = 0
    while line := _LINE.search(symbolic, position):
        position = line.end()
        start, end = _in_its_string(symbolic, *line.span())
        if _RULE.fullmatch(text, start, end):
            if table is None and previous is not None:
                table = _table(text, *previous, ruled=True)
            if table is not None:
                table.end = end
            previous = None
            continue
        if table is not None and table.goes_on(text, start):
            cells, end = table.row(text, start, end)
            position = max(position, end)
            if cells is not None:
                for cell, secrecy in cells:
                    yield from _secret(text, *cell, secrecy)
                continue
        else:
            table = None
        previous = start, end
        if _LIKELY.search(text, start, end):
            yield from _record(text, start, end)
            table = _table(text, start, end, ruled=False) or table


def _in_its_string(symbolic: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a line that is in the same string as the line's end."""
    before = layer_of(symbolic[start - 1 : start] or "\n")
    after = layer_of(symbolic[end : end + 1] or "\n")
    if after and (opened := _outer_quote(after, first=False).match(symbolic, start, end)):
        start = opened.end()
    elif before and (closed := _outer_quote(before, first=True).match(symbolic, start, end)):
        end = closed.end() - 1
    return start, end


@cache
def _outer_quote(layer: int, *, first: bool) -> re.Pattern[str]:
    """Return what ends with the first, or the last, quote of a layer outside of one."""
    quotes = symbols(QUOTES, (one for one in ALL_LAYERS if one < layer))
    return re.compile(rf"[^{quotes}]*+[{quotes}]" if first else rf".*[{quotes}]", re.DOTALL)


_Cells = list[tuple[tuple[int, int], Secrecy]]


class _Table:
    """The header of a table: how its cells are divided, and which are secret."""

    def __init__(self, separator: str, columns: _Columns, count: int, end: int) -> None:
        self._separator, self._columns, self._count = separator, columns, count
        self.end: int | None = end
        """Where the last line of the table ended, or None after a line that is not a row."""

    def goes_on(self, text: str, start: int) -> bool:
        """Return whether no empty line is in front of a line."""
        return self.end is not None and text.count("\n", self.end, start) <= 1

    def row(self, text: str, start: int, end: int) -> tuple[_Cells | None, int]:
        """Return the secret cells of a row, and its end; None if a line is not a row."""
        quoted = self._separator in _DELIMITERS and text.count('"', start, end) % 2
        cells = _divided(text, start, len(text) if quoted else end, self._separator)
        more = len(cells) - self._count
        # A row of words can begin with its number, and one of CSV can have a comma in a cell.
        if more and (more < 0 or (more > 1 and not self._separator) or self._separator == "|│"):
            # A row of CSV can be too short, and the table goes on.
            self.end = end if self._separator in _DELIMITERS else None
            return None, end
        self.end = end = max(end, cells[-1][1])
        last = more if self._separator else 0
        first = 0 if self._separator else more
        return [
            (cells[one], secrecy)
            for at, secrecy in self._columns.items()
            for one in range(at + first, at + first + last + 1)
        ], end


def _table(text: str, start: int, end: int, *, ruled: bool) -> _Table | None:
    """Return the table whose header is a line, if it is one."""
    line = text[start:end]
    for separator in _CELL:
        if separator[0] in line or separator[-1] in line:
            # SQLite's lines have neither a rule below them nor spaces.
            if separator[0] == "|" and not ruled and (" " in line or line.startswith("|")):
                return None
            names = _IDENTIFIER if f"{separator[0]} " in line and separator != "|│" else _NAME
            return _header(text, start, end, separator, names)
    name = line.strip("\ufeff" + _DECORATION)
    if (
        start <= 1
        and not text[:start].strip("\ufeff")
        and "_" in name
        and _IDENTIFIER.fullmatch(name)
    ):
        secrecy = secrecy_of(name)
        return _Table("\n", {0: secrecy}, 1, end) if secrecy is not None else None
    if _GAP.search(line):
        return _header(text, start, end, "", _IDENTIFIER)
    return None


def _header(
    text: str, start: int, end: int, separator: str, names: re.Pattern[str]
) -> _Table | None:
    cells = _divided(text, start, end, separator)
    columns: _Columns = {}
    for at, cell in enumerate(cells):
        name = text[slice(*cell)].strip(_DECORATION)
        if not names.fullmatch(name):
            if name or separator in _WITHOUT_EMPTY:
                return None
            continue
        secrecy = secrecy_of(name)
        if secrecy is not None and (separator or "_" in name or "-" in name or name.isupper()):
            columns[at] = secrecy
    if (
        not separator
        and [*columns] == [0]
        and len(cells) == _PAIR
        and not text[start:end].isupper()
    ):
        return None
    return _Table(separator, columns, len(cells), end) if columns and len(cells) > 1 else None


def _divided(text: str, start: int, end: int, separator: str) -> list[tuple[int, int]]:
    """Return the places of the cells of a line."""
    if separator == "\n":
        return [] if _WHITE.search(text, start, end) else [(start, end)]
    if not separator:
        return [match.span() for match in _WORD.finditer(text, start, end)][:_MOST_CELLS]
    cells: list[tuple[int, int]] = []
    if separator[0] == "|":
        # A line of a table may be framed.
        line = text[start:end].rstrip()
        end = start + len(line) - line.endswith(("|", "│"))
        start += len(line) - len(line := line.lstrip(" >\t")) + line.startswith(("|", "│"))
    pattern = _CELL[separator]
    while len(cells) < _MOST_CELLS and (match := pattern.match(text, start, end)):
        cells.append((start, match.start(1)))
        start = match.end()
        if not match[1]:
            break
    return cells


def _record(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the secret in a line with a name and its value: `token | …`."""
    if aligned := _ALIGNED.fullmatch(text, start, end):
        secrecy = secrecy_of(aligned[1])
        if secrecy not in (None, Secrecy.NO_WORD):
            yield from _secret(text, *aligned.span(2), secrecy)
        return
    if not any(bar in text[start:end] for bar in "|│"):
        return
    cells = _divided(text, start, end, "|│")
    if len(cells) != _PAIR:
        return
    name = text[slice(*cells[0])].strip(_DECORATION)
    value = text[slice(*cells[1])].strip(_DECORATION)
    secrecy = secrecy_of(name) if _NAME.fullmatch(name) else None
    if secrecy is not None and value.count(" ") < 2:  # noqa: PLR2004 - more are prose
        yield from _secret(text, *cells[1], secrecy)


def _insertions(text: str) -> Iterator[Span]:
    """Yield the secrets of SQL's `INSERT`."""
    for match in _INSERT.finditer(text):
        columns, position = _columns(match[1]), match.end()
        while columns and (row := _NEXT_ROW.match(text, position)):
            at, position = 0, row.end()
            while value := _VALUE.match(text, position):
                if at in columns:
                    yield from _secret(text, *value.span(1), columns[at])
                at, position = at + 1, value.end()
                if value[2] == ")":
                    break


def _copies(text: str) -> Iterator[Span]:
    """Yield the secrets of PostgreSQL's `COPY`."""
    position = 0
    for match in _COPY.finditer(text):
        if match.start() < position:
            continue
        columns, position = _columns(match[1]), match.end()
        while columns and (line := _LINE.match(text, position)) and line[0] != "\\.":
            for at, (start, end) in enumerate(_divided(text, *line.span(), "\t")):
                if at in columns:
                    yield from _secret(text, start, end, columns[at])
            position = line.end() + 1


def _columns(names: str) -> _Columns:
    secrecies = (secrecy_of(name.strip(" \r\n\t\"'`[]")) for name in names.split(","))
    return {at: secrecy for at, secrecy in enumerate(secrecies) if secrecy is not None}


def _secret(text: str, start: int, end: int, secrecy: Secrecy) -> Iterator[Span]:
    """Yield the inside of a cell, if it is secret."""
    cell = text[start:end]
    left = len(cell) - len(cell.lstrip())
    if prefix := _PREFIX.match(cell, left):
        left = prefix.end()
    inside = cell[left:].strip(_DECORATION)
    left = len(cell) - len(cell[left:].lstrip(_DECORATION))
    if inside and not stays(inside, secrecy, quoted=False):
        yield Span(start + left, start + left + len(inside))
