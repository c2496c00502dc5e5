"""Blocks of code: fewer marks of the highlighter, and printed output that looks like output."""

import re

# Names, operators, punctuation and white space: they have the color of plain code, or a paler one
# that is harder to read. Their marks are a third of the HTML of a page with much code.
_PLAIN = re.compile(r'<span class="[nopw]">([^<]*)</span>')

_PRINTED = re.compile(r'<span class="c1">(#&gt;)([^<]*)</span>')

# Printed lines are a string of its own, which begins and ends in lines of their own.
_QUOTES = '<span class="sd">"""</span>'
_PRINTED_LINES = re.compile(
    rf'(?<=\n){_QUOTES}\n((?:<span class="sd">[^<]*</span>\n|\n)+?){_QUOTES}'
)


def without_plain_marks(html: str) -> str:
    """Return a page's HTML without these marks."""
    return _PLAIN.sub(r"\1", html)


def with_printed_output(html: str) -> str:
    """Return a page's HTML with marks of their own for what code prints."""
    html = _PRINTED.sub(r'<span class="printed"><i>\1</i>\2</span>', html)
    return _PRINTED_LINES.sub(_printed_lines, html)


def _printed_lines(found: re.Match[str]) -> str:
    quotes = '<span class="printed"><i>"""</i></span>'
    lines = found[1].replace('<span class="sd">', '<span class="printed">')
    return f"{quotes}\n{lines}{quotes}"
