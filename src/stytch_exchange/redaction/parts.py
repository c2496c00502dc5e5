"""Parts: the texts inside of strings, addresses and markup, read as texts of their own.

Some searches look for characters that are not escaped: a line, a cell of a table, a command. In a
part, one layer of escaping is taken away, so that they find these characters too.
"""

import re
from collections.abc import Iterator

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


def parts_of(text: Unescaped) -> Iterator[Unescaped]:
    """Yield the parts of a text in which characters were escaped, with one layer less.

    Args:
        text: The text.
    """
    for match in _PART.finditer(text.symbolic):
        symbols = set(_SYMBOL.findall(match[0]))
        if symbols:
            part = match[0]
            if " " not in part and "\n" not in part:
                # It can be a form, in which a space is a plus.
                part = part.replace("+", " ")
            outermost = min(map(layer_of, symbols))
            yield text.part(*match.span(), part.translate(table_of(outermost)))
