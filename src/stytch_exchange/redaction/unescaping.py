"""Unescaping: a text without its layers of escaping, and where each character came from.

JSON inside a string of JSON, a percent-encoded URL inside of that, and so on: all layers are
taken away at once, so that a key or a token reads the same however deep it is. What would be lost
by that is kept in the characters themselves: a special character that was escaped becomes a
*symbol*, a private character that represents the character and the layer it was found in. A
string that begins with a quote of one layer ends with a quote of the same layer.
"""

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from io import StringIO

LAYERS = 20
"""More layers of escaping are refused. The first is of HTML, CSV, mail or a Windows shell, then
those of backslashes and of percent signs take turns: JSON in a string ten times over is read."""

BACKSLASH = "\\"

_INSIDE = 24
"""A percent-encoded backslash makes a layer of its own, this much further in: the `%5C%22` in
`?password=a%5C%22b` looks like an escaped quote, but is a part of the password."""

ALL_LAYERS = (*range(LAYERS + 1), *range(_INSIDE + 2, _INSIDE + LAYERS + 1))

_PRIVATE, _END_OF_PRIVATE, _ASCII = 0xE000, 0xF8FF, 128
FIRST_SYMBOL, LAST_SYMBOL = chr(_PRIVATE), chr(_END_OF_PRIVATE)

_SPECIAL = "".join(chr(code) for code in range(_ASCII) if not re.match(r"[\w.~-]", chr(code)))
_FOREIGN = re.compile(f"[{chr(_PRIVATE)}-{chr(_END_OF_PRIVATE)}]")
_PAIR = re.compile(r"(?:25)*([89A-Fa-f][0-9A-Fa-f])(?![0-9A-Fa-f])")
_ESCAPED = "\"'`\\/"
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_ENTITIES = {"amp": "&", "quot": '"', "apos": "'", "lt": "<", "gt": ">"}


_Reader = Callable[[re.Match[str]], str | None]
"""What returns the character that an escape is read as."""


class TooManyLayersError(Exception):
    """A text has more layers of escaping than are looked into."""


def of_backslashes(layer: int) -> bool:
    """Return whether a layer is of backslashes that were not escaped in another way."""
    return layer % 2 == 0 and layer < _INSIDE


def symbols(characters: str, layers: Iterable[int] = ALL_LAYERS) -> str:
    """Return the symbols of special characters in some layers, to put between `[` and `]`.

    Args:
        characters: The special characters.
        layers: The layers; in layer 0 a character is itself.
    """
    found = (symbol(character, layer) for layer in layers for character in characters)
    return "".join(re.escape(one) for one in found)


@cache
def symbol(character: str, layer: int) -> str:
    """Return the symbol of a character that was found in a layer."""
    if layer == 0 or character not in _SPECIAL:
        return character
    return chr(_PRIVATE + layer * _ASCII + ord(character))


def layer_of(character: str) -> int:
    """Return the layer in which a character was found."""
    code = ord(character)
    return (code - _PRIVATE) // _ASCII if _PRIVATE <= code <= _END_OF_PRIVATE else 0


def plain(character: str) -> str:
    """Return the character that a symbol represents."""
    code = ord(character)
    if _PRIVATE <= code <= _END_OF_PRIVATE:
        return chr((code - _PRIVATE) % _ASCII)
    return character


@dataclass(frozen=True, slots=True)
class Unescaped:
    """A text without its layers of escaping."""

    symbolic: str
    """The text, in which a special character that was escaped is a symbol."""

    plain: str
    """The same, with each symbol replaced by its character."""

    _layers: "list[tuple[array[int], array[int]]]"

    start: int = 0
    """The start of this in the whole text, if it is a part."""

    def part(self, start: int, end: int, symbolic: str) -> "Unescaped":
        """Return a part of this text.

        Args:
            start: Its start.
            end: Its end.
            symbolic: The part, in which fewer characters may be symbols.
        """
        return Unescaped(symbolic, self.plain[start:end], self._layers, self.start + start)

    def origin(self, position: int) -> int:
        """Return the position in the text as it was."""
        position += self.start
        for unescaped, escaped in reversed(self._layers):
            before = bisect_right(unescaped, position) - 1
            if before >= 0:
                position += escaped[before] - unescaped[before]
        return position


def unescape(text: str) -> Unescaped:
    """Return a text without its layers of escaping.

    Args:
        text: Any text.

    Raises:
        TooManyLayersError: It has more than are looked into.
    """
    # A private character of the text's own would pass for a symbol.
    symbolic = _FOREIGN.sub("\ufffd", text)
    layers: list[tuple[array[int], array[int]]] = []
    layer = unchanged = 0
    dialect = next((one for one in _DIALECTS if _DIALECTS[one][0].search(symbolic)), "")
    while unchanged < 2 or layer < 3:  # noqa: PLR2004 - until no kind of escaping is left
        layer += 1
        before = len(layers)
        symbolic = _peeled(symbolic, layers, *_escapes(layer, dialect), layer)
        unchanged = unchanged + 1 if len(layers) == before else 0
        if unchanged == 0 and layer > LAYERS:
            raise TooManyLayersError
    return Unescaped(
        symbolic, symbolic.translate(table_of(*ALL_LAYERS[1:])) if layers else symbolic, layers
    )


@cache
def table_of(*layers: int) -> dict[int, str]:
    """Return what to translate the symbols of some layers into: their characters."""
    return {ord(symbol(one, layer)): one for layer in layers for one in _SPECIAL}


def _peeled(
    text: str,
    layers: "list[tuple[array[int], array[int]]]",
    pattern: re.Pattern[str],
    read: "_Reader",
    layer: int,
) -> str:
    """Return a text without one more layer, and record how its characters moved."""
    pieces = StringIO()
    unescaped, escaped = array("I"), array("I")
    end = position = 0
    for match in pattern.finditer(text):
        character = read(match)
        if character is None:
            continue
        start = match.start()
        pieces.write(text[end:start])
        if character:
            pieces.write(symbol(character, _layer_inside(layer_of(match[0][0]), layer)))
        position += start - end + len(character)
        end = match.end()
        unescaped.append(position)
        escaped.append(end)
    if not unescaped:
        return text
    pieces.write(text[end:])
    layers.append((unescaped, escaped))
    return pieces.getvalue()


def _layer_inside(of_escape: int, layer: int) -> int:
    """Return the layer of a character whose escape began with a character of a layer."""
    percent_encoded = layer % 2 == 0 and of_escape % 2 == 1 and of_escape > 1
    return layer + _INSIDE if percent_encoded or of_escape >= _INSIDE else layer


@cache
def _escapes(layer: int, dialect: str) -> tuple[re.Pattern[str], "_Reader"]:
    """Return the pattern of a layer's escapes, and the function that reads one."""
    if layer == 1 and dialect:
        return _DIALECTS[dialect][1:]
    earlier = [one for one in ALL_LAYERS if one % _INSIDE < layer]
    if layer % 2 == 0:
        # A backslash escapes no quote of an outer layer: in `"a\\\\"` the last one ends the string.
        specials = "|".join(
            rf"[{symbols(BACKSLASH, [one])}]"
            rf"[{symbols(_ESCAPED, (other for other in earlier if other >= one))}]"
            for one in earlier
        )
        backslash = symbols(BACKSLASH, earlier)
        return re.compile(
            rf"[{backslash}](?:([/bfnrt])|(?:u00|x)([0-7][0-9A-Fa-f])"
            rf"|u([Dd][89ABab][0-9A-Fa-f]{{2}})[{backslash}]u([Dd][C-Fc-f][0-9A-Fa-f]{{2}})"
            rf"|u([0-9A-Fa-f]{{4}}))|{specials}"
        ), _backslashed
    percent, ampersand = symbols("%", earlier), symbols("&", earlier)
    semicolon, number = symbols(";", earlier), symbols("#", earlier)
    entity = (
        rf"[{ampersand}](?:amp[{semicolon}])*"
        rf"(?:(amp|quot|apos|lt|gt)|[{number}](?:([0-9]{{2,3}})|[xX]([0-9A-Fa-f]{{2}})))"
        rf"[{semicolon}]"
    )
    if layer == 1:
        # A page of HTML leaves the backslashes of the JSON in it alone.
        return re.compile(entity), _entity
    byte = rf"[{percent}](?:25)*"
    return re.compile(
        rf"{entity}|{byte}(?:u00)?([0-7][0-9A-Fa-f])"
        rf"|((?:{byte}[C-Fc-f][0-9A-Fa-f])(?:{byte}[89ABab][0-9A-Fa-f]){{1,3}})"
    ), _percent_encoded


def _quoted_printable(match: re.Match[str]) -> str | None:
    return chr(int(match[1], 16)) if match[1] else ""


def _doubled(match: re.Match[str]) -> str | None:
    return match[1]


def _behind_a_caret(match: re.Match[str]) -> str | None:
    return match[1]


def _backslashed(match: re.Match[str]) -> str | None:
    letter, byte, high, low, unit = match.groups()
    if letter is not None:
        return _LETTERS.get(letter, letter)
    if byte is not None:
        return chr(int(byte, 16))
    if high is not None:
        return bytes.fromhex(high + low).decode("utf-16-be")
    if unit is not None:
        return _FOREIGN.sub("\ufffd", chr(int(unit, 16)))
    return plain(match[0][-1])


def _entity(match: re.Match[str]) -> str | None:
    name, decimal, hexadecimal = match.group(1, 2, 3)
    if name is not None:
        return _ENTITIES[name]
    code = int(decimal) if decimal is not None else int(hexadecimal, 16)
    return chr(code) if code < _ASCII else None


def _percent_encoded(match: re.Match[str]) -> str | None:
    byte, sequence = match.group(4, 5)
    if byte is not None:
        return chr(int(byte, 16))
    if sequence is None:
        return _entity(match)
    try:
        text = bytes.fromhex("".join(_PAIR.findall(sequence))).decode()
    except ValueError:
        return None
    return text if len(text) == 1 else None


_DIALECTS: dict[str, tuple[re.Pattern[str], re.Pattern[str], _Reader]] = {
    "CSV": (
        re.compile(r"\"(?:[{\[][{\[ ]{0,3}\"\"|\"\"\\?[{\[])"),
        re.compile(r"(\")(?:(?<![,;\t\r\n].)\"|\"(?![,;\t\r\n]|\Z))"),
        _doubled,
    ),
    "mail": (
        re.compile(r"quoted-printable|=3D[\"'][^\n]{0,76}=\r?$", re.IGNORECASE | re.MULTILINE),
        re.compile(r"=(?:([0-7][0-9A-F])|\r?\n)"),
        _quoted_printable,
    ),
    "Windows": (
        re.compile(r"\bcurl \^?\"[^\n\"]{0,4000}\^?\" \^\r?\n"),
        re.compile(r"\^([^\w\s])"),
        _behind_a_caret,
    ),
}
"""How to tell that a text is escaped in another way first, and its escapes."""
