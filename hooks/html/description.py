"""Describe a page by its own first sentence, for search engines, shared links and `llms.txt`."""

import re
from html import unescape

_LEAD = re.compile(r"<p>(.*?)(?:\n|</p>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def first_sentence(content: str) -> str:
    """Return the first sentence of a page's HTML as text.

    Our Markdown has one sentence a line, so this is the first line of the first paragraph.
    """
    lead = _LEAD.search(content)
    return unescape(_TAG.sub("", lead[1])).strip() if lead else ""
