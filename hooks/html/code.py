"""Blocks of code without the marks of the highlighter that do not change their color."""

import re

# Names, operators, punctuation and white space: they have the color of plain code, or a paler one
# that is harder to read. Their marks are a third of the HTML of a page with much code.
_PLAIN = re.compile(r'<span class="[nopw]">([^<]*)</span>')


def without_plain_marks(html: str) -> str:
    """Return a page's HTML without these marks."""
    return _PLAIN.sub(r"\1", html)
