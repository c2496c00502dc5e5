"""Parts: the texts inside of strings, addresses and markup, read as texts of their own.

Some searches look for characters that are not escaped: a line, a cell of a table, a command. In a
part, one layer of escaping is taken away, so that they find these characters too.
"""

import re
from collections.abc import Iterator
from functools import cache

from stytch_exchange.redaction.unescaping import (
    FIRST_SYMBOL,
    LAST_SYMBOL,
    Unescaped,
    layer_of,
    table_of,
)

DEEPEST = 3
"""How many layers are taken away, one after the other: the time grows with it."""

_PART = re.compile(r"[^\"<>]{2,}+")
_SYMBOL = re.compile(f"[{FIRST_SYMBOL}-{LAST_SYMBOL}]")
_FORM = re.compile(r"[^ \n]*+")


def parts_of(text: Unescaped) -> Iterator[Unescaped]:
    """Yield the parts of a text in which characters were escaped, with one layer less.

    Args:
        text: The text.
    """
    for match in _PART.finditer(text.symbolic):
        symbols = set(_SYMBOL.findall(match[0]))
        if symbols:
            part = match[0]
            if "+" in part and _FORM.fullmatch(part):
                part = part.replace("+", " ")
            yield text.part(*match.span(), part.translate(_lowered(min(map(layer_of, symbols)))))


@cache
def _lowered(layer: int) -> dict[int, str]:
    return table_of([layer])
