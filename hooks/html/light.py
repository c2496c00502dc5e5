"""Remove the white space that templates leave: a seventh of a page with much navigation."""

import re

_KEPT = re.compile(r"(<(pre|script|style|textarea)\b.*?</\2>)", re.DOTALL)
_LINES = re.compile(r"\s*\n\s*")


def lighter(html: str) -> str:
    """Return a page's HTML with one line break where there were several, or indentation."""
    parts = _KEPT.split(html)
    # A match yields the element, and its name, which is a part of it.
    return "".join(
        _LINES.sub("\n", text) + element
        for text, element in zip(parts[::3], [*parts[1::3], ""], strict=True)
    )
